"""Sign-on by a force's own provider (OpenID Connect, code flow with PKCE): it says who somebody is, no more."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.console import secrets
from bot.keyring import Keyring

WAIT = aiohttp.ClientTimeout(total=10)
GOOD_FOR = timedelta(minutes=10)
"""So long somebody may take at the provider."""
LEEWAY = 60
# Keys of the provider alone prove who somebody is: no shared secret, and never nothing.
ALGORITHMS = ["RS256", "PS256", "ES256"]


class ProviderAway(Exception):
    """The provider cannot be reached, or does not answer as it should."""


class NotProven(Exception):
    """What came back does not prove who somebody is; the message says why, for the log."""


@dataclass(frozen=True)
class Begun:
    """A sign-on under way: where to send the browser, and what it keeps until it comes back."""

    address: str
    kept: str


class Provider:
    """The provider of the settings."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        claim: str,
        keyring: Keyring,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._issuer = issuer
        self._client = (client_id, client_secret)
        self._claim = claim
        self._keyring = keyring
        self._clock = clock

    async def begin(self, back: str, wanted: str) -> Begun:
        """Begin; `back` is the address that the provider sends the browser to. Raises `ProviderAway`."""
        known = await self._discovered()
        kept = {name: secrets.new_token() for name in ("state", "nonce", "verifier")}
        kept |= {"wanted": wanted[:500], "back": back, "at": self._clock().isoformat()}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self._client[0],
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        address = f"{known['authorization_endpoint']}?{urlencode(query)}"
        return Begun(address, secrets.seal(self._keyring, json.dumps(kept)))

    async def finish(self, sealed: str, query: Mapping[str, str]) -> tuple[str, str]:
        """The name that the provider vouches for, and the page that was wanted. Raises `NotProven`, `ProviderAway`."""
        kept = self._unsealed(sealed)
        if not query.get("code") or query.get("state") != kept["state"]:
            raise NotProven("state")
        known = await self._discovered()
        form = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "redirect_uri": kept["back"],
            "code_verifier": kept["verifier"],
        }
        answer = await _json("POST", known["token_endpoint"], data=form, auth=aiohttp.BasicAuth(*self._client))
        claims = self._claims(answer, await _json("GET", known["jwks_uri"]), kept["nonce"])
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name.strip():
            raise NotProven("no name")
        return name, kept["wanted"]

    def _unsealed(self, sealed: str) -> dict[str, str]:
        try:
            kept: dict[str, str] = json.loads(secrets.unseal(self._keyring, sealed))
        except (secrets.SealBroken, ValueError) as error:
            raise NotProven("not begun here") from error
        if self._clock() - datetime.fromisoformat(kept["at"]) > GOOD_FOR:
            raise NotProven("too late")
        return kept

    def _claims(self, answer: Mapping[str, Any], keys: Any, nonce: str) -> dict[str, Any]:
        now = int(self._clock().timestamp())
        expected: dict[str, Any] = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._client[0]},
            "exp": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        try:
            token = jwt.decode(str(answer.get("id_token")), KeySet.import_key_set(keys), algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(now=now, leeway=LEEWAY, **expected).validate(token.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProven(f"token: {type(error).__name__}") from error
        return token.claims

    async def _discovered(self) -> dict[str, str]:
        known = await _json("GET", f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if known.get("issuer") != self._issuer or not all(isinstance(known.get(name), str) for name in wanted):
            raise ProviderAway("it does not describe itself as expected")
        return {name: known[name] for name in wanted}


async def _json(method: str, address: str, **more: Any) -> dict[str, Any]:
    try:
        async with (
            aiohttp.ClientSession(timeout=WAIT) as client,
            client.request(method, address, allow_redirects=False, **more) as response,
        ):
            if response.status != 200:
                raise ProviderAway(f"it answered {response.status}")
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise ProviderAway(type(error).__name__) from error
    if not isinstance(answer, dict):
        raise ProviderAway("it did not answer with an object")
    return answer
