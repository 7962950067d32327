"""What proves who somebody is: passwords (argon2), authenticator codes (TOTP), recovery codes, one-time links."""

from __future__ import annotations

import base64
import hashlib
import secrets

import argon2
import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

from bot.keyring import Keyring

ISSUER = "Candour"
PASSWORD_LENGTH = 12
LONGEST_PASSWORD = 256
RECOVERY_CODES = 10
_STEP_SECONDS = 30
_SYMBOLS = "23456789BCDFGHJKMNPQRSTVWXYZ"
# RFC 9106, the second recommended set of options: 64 MiB, three passes.
_HASHER = argon2.PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
# What a password is compared with where there is no account, so that both take as long.
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$5A4rR3wYXnvQ2cTjD0PTcyGSk5sBbyoVQvPnkbvVJ7E"


class WeakPassword(ValueError):
    """The password is too easy to guess; the message says what a good one needs."""


class SealBroken(Exception):
    """The key that a secret was sealed with is not here."""


def check_strength(password: str, name: str) -> None:
    """Raises `WeakPassword`. Length is what counts; no rule asks for symbols that nobody can remember."""
    if len(password) < PASSWORD_LENGTH:
        raise WeakPassword(f"Use at least {PASSWORD_LENGTH} characters. Three or four unrelated words are good.")
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(f"Use at most {LONGEST_PASSWORD} characters.")
    if name.casefold() in password.casefold() or len(set(password.casefold())) < 6:
        raise WeakPassword("Choose a password without your name in it and with at least six different characters.")


def hash_password(password: str) -> str:
    """The password as it is kept."""
    return _HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether it is the password; takes as long where there is none."""
    try:
        return _HASHER.verify(kept or _NOBODYS, password[:LONGEST_PASSWORD]) and kept is not None
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def new_totp_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def totp_step(secret: str, code: str, now: float, after: int) -> int | None:
    """The 30 seconds (their number since 1970) that a code belongs to: now, or the one before or after.

    None for a wrong code, and for one of a step that is not later than `after`: a code that was used is used up.
    """
    totp, present = pyotp.TOTP(secret), int(now // _STEP_SECONDS)
    digits = "".join(code.split())
    for step in (present, present - 1, present + 1):
        if step > after and secrets.compare_digest(totp.generate_otp(step), digits.encode("ascii", "replace").decode()):
            return step
    return None


def totp_picture(secret: str, name: str) -> str:
    """The QR code for an authenticator, as SVG that can stand in a page."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    picture: str = segno.make(uri, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    return picture


def new_recovery_codes() -> list[str]:
    """Ten codes of 48 bits, each good once."""
    return [
        "-".join("".join(secrets.choice(_SYMBOLS) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]


def new_token() -> str:
    """256 random bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256, enough for what is random; a recovery code is read without its dash and in upper case."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def recovery_digest(account_id: int, code: str) -> str:
    """How a recovery code is kept; one account's says nothing about another's."""
    plain = "".join(symbol for symbol in code.upper() if symbol.isalnum())
    return digest(f"recovery\x00{account_id}\x00{plain}")


def form_token(token: str) -> str:
    """What every form of a session carries; it follows from the cookie, which another site cannot read."""
    return digest(f"form\x00{token}")


def seal(keyring: Keyring, secret: str) -> str:
    """A secret as it is kept in the database: useless without the key, which is elsewhere."""
    return f"{keyring.current}:{_fernet(keyring, keyring.current).encrypt(secret.encode()).decode()}"


def unseal(keyring: Keyring, sealed: str) -> str:
    """The secret. Raises `SealBroken`."""
    key_id, _, text = sealed.partition(":")
    try:
        return _fernet(keyring, key_id).decrypt(text.encode()).decode()
    except (KeyError, InvalidToken) as error:
        raise SealBroken(f"sealed with the key {key_id}, which is not here") from error


def _fernet(keyring: Keyring, key_id: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(keyring.mac(key_id, "candour staff secrets"))))
