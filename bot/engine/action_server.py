"""Calls to the action server: one connection kept open, short waits, a compact call, and no lost events.

The engine opens a connection for each action, sends it the whole domain, checks the constant schema of its answer anew
(15 to 30 ms) and, when the call fails, goes on without its events. Here a failed call aborts the turn.
"""

from __future__ import annotations

import asyncio
import json
import logging
from types import ModuleType
from typing import TYPE_CHECKING, Any

import aiohttp
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match
from rasa.shared.exceptions import RasaException

from bot.engine import fingerprint
from bot.engine.turn import ActionFailed, ActionsUnavailable, Carrier
from bot.settings import load_settings

if TYPE_CHECKING:
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=20.0, sock_connect=2.0)
# Restarting the action server takes a second or two: 2.5 s of patience in all.
PAUSES_SECONDS = (0.1, 0.2, 0.4, 0.8, 1.0)
AWAY = frozenset({502, 503, 504})
DOMAIN_MISSING = 449
# Of earlier messages no action needs what the classifier thought besides; it is most of what a long talk weighs.
UNSAID = frozenset({"intent_ranking", "response_selector", "text_tokens"})
SERVER = "_candour_server"
FAILURES = (RasaException, aiohttp.ClientError, ValidationError, ValueError, LookupError, TypeError, TimeoutError)


class ActionServer:
    """The action server behind one endpoint of endpoints.yml; without `url`, the one that the settings name."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        self.kwargs: dict[str, Any] = endpoint.kwargs
        self.url: str = endpoint.url or load_settings().actions_url
        self._endpoint = endpoint
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._domain: Domain | None = None
        self._digest = ""

    def digest_of(self, domain: Domain) -> str:
        """Remember the domain, for a server that does not have it yet; returns its fingerprint."""
        if domain is not self._domain:
            self._domain, self._digest = domain, domain.fingerprint()
        return self._digest

    async def request(self, **options: Any) -> Any:
        """Send the action call `options["json"]` and return the answer; the engine's other options are not used.

        Raises the engine's `ClientResponseError` for an HTTP error, `aiohttp.ClientError` or `TimeoutError` where no
        answer comes, and `ValueError` for an answer that is not JSON.
        """
        call: dict[str, Any] = options["json"]
        for pause in PAUSES_SECONDS:
            try:
                status, body = await self._post(call)
            except aiohttp.ClientConnectionError:
                logger.warning("actions.unreachable, trying again in %.1f s", pause)
            else:
                if status not in AWAY:
                    return await self._answer(call, status, body)
                logger.warning("actions.away, trying again in %.1f s", pause)
            await asyncio.sleep(pause)
        return await self._answer(call, *await self._post(call))

    async def _answer(self, call: dict[str, Any], status: int, body: bytes) -> Any:
        if status == DOMAIN_MISSING and self._domain is not None:
            status, body = await self._post({**call, "domain": self._domain.as_dict()})
        if status >= 400:
            from rasa.utils.endpoints import ClientResponseError

            raise ClientResponseError(status, "", body.decode(errors="replace"))
        return json.loads(body)

    async def _post(self, call: dict[str, Any]) -> tuple[int, bytes]:
        params = self._endpoint.combine_parameters()
        async with self._open().post(self.url, json=call, params=params, timeout=TIMEOUT) as response:
            return response.status, await response.read()

    def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._session, self._loop = self._endpoint.session(), loop
        return self._session

    async def close(self) -> None:
        """Close the connection; the next call opens another."""
        if self._session is not None and self._loop is asyncio.get_running_loop():
            await self._session.close()


def server_of(endpoint: Any) -> Any:
    """The action server behind an endpoint, always the same; what is not a plain endpoint stands for itself."""
    from rasa.utils.endpoints import EndpointConfig

    if type(endpoint) is not EndpointConfig:
        return endpoint
    state = vars(endpoint)
    if SERVER not in state:
        state[SERVER] = ActionServer(endpoint)
    return state[SERVER]


def install(module: ModuleType) -> None:
    """Make `RemoteAction` call the action server through `ActionServer` and abort the turn where that fails."""
    action = module.RemoteAction
    validator = Draft202012Validator(action.action_response_format_spec())

    def start(self: RemoteAction, name: str, action_endpoint: EndpointConfig | None) -> None:
        self._name = name
        self.action_endpoint = server_of(action_endpoint)

    def validate(self: RemoteAction, result: Any) -> bool:
        if (error := best_match(validator.iter_errors(result))) is not None:
            raise error
        return True

    async def run(self: RemoteAction, *args: Any, **kwargs: Any) -> Any:
        try:
            return await call(self, *args, **kwargs)
        except module.ActionExecutionRejection:
            raise
        except FAILURES as error:
            logger.error("turn.aborted: action %s, %s", self.name(), type(error).__name__)
            raise Carrier(_kind_of(error)(self.name())) from error

    fingerprint.expect(action, "action_response_format_spec", "091b74aa3738d126")
    fingerprint.replace(action, "__init__", start, "69103389ee02de80")
    fingerprint.replace(action, "_action_call_format", _call_format, "428795b944f22edb")
    fingerprint.replace(action, "_validate_action_result", validate, "f8cdb4be68123961")
    call = fingerprint.replace(action, "run", run, "ccabf6f1160d527a")


def _kind_of(error: BaseException) -> type[ActionsUnavailable]:
    """Whether the server was away, so that the same message may succeed later, or failed on this message."""
    cause = error.__cause__ or error.__context__
    away = (aiohttp.ClientConnectionError, TimeoutError)
    return ActionsUnavailable if isinstance(error, away) or isinstance(cause, away) else ActionFailed


def _call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    import rasa

    call = {
        "next_action": self._name,
        "sender_id": tracker.sender_id,
        "tracker": tracker_state(tracker),
        "version": rasa.__version__,
    }
    server = self.action_endpoint
    if isinstance(server, ActionServer):
        # The server keeps the last domain and asks (449) when it has another one: a whole domain for each call is
        # most of what would be sent.
        return {**call, "domain_digest": server.digest_of(domain)}
    return {**call, "domain": domain.as_dict()}


def tracker_state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The tracker as actions get it: all events, the earlier messages without what only the classifier needed."""
    from rasa.shared.core.trackers import EventVerbosity

    state: dict[str, Any] = tracker.current_state(EventVerbosity.ALL)
    for event in state["events"]:
        if event["event"] == "user" and event.get("parse_data"):
            event["parse_data"] = {k: v for k, v in event["parse_data"].items() if k not in UNSAID}
    return state
