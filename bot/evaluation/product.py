"""Talks to a running product over Rasa's REST channel, and reads what it keeps of a conversation."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from bot.evaluation.errors import Misuse, ProductUnavailable

PATIENCE_SECONDS = 60
START = "CANDOUR_CLOCK=2026-11-22T10:00:00 make run"


@dataclass(frozen=True)
class Product:
    """A running product; `address` is that of its Rasa server, such as `http://127.0.0.1:5005`."""

    address: str

    def __post_init__(self) -> None:
        """Raise `Misuse` if the address is none."""
        parts = urllib.parse.urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Misuse(f"--engine {self.address}: write an address such as http://127.0.0.1:5005")

    def check(self) -> None:
        """Raise `ProductUnavailable` unless a Rasa server answers."""
        try:
            self._ask("/version")
        except ProductUnavailable as error:
            raise ProductUnavailable(f"{error}\nStart a product in another terminal: {START}") from error

    def say(self, sender: str, text: str) -> list[str]:
        """Send a message; returns the texts of the answer."""
        answer = self._ask("/webhooks/rest/webhook", {"sender": sender, "message": text})
        if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
            raise ProductUnavailable(f"The REST channel of {self.address} answered with something else than messages.")
        return [str(each.get("text") or json.dumps(each, ensure_ascii=False)) for each in answer]

    def slots(self, sender: str) -> dict[str, Any]:
        """The facts that it keeps of the conversation."""
        tracker = self._ask(f"/conversations/{urllib.parse.quote(sender)}/tracker?include_events=NONE")
        if not isinstance(tracker, dict) or not isinstance(tracker.get("slots"), dict):
            raise ProductUnavailable(f"The tracker of {self.address} has no slots.")
        slots: dict[str, Any] = tracker["slots"]
        return slots

    def _ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address.rstrip("/") + path, data, headers)  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ProductUnavailable(f"{self.address}{path} answered {error.code} {error.reason}.") from error
        except (OSError, ValueError) as error:
            raise ProductUnavailable(f"{self.address} did not answer as a Rasa server does ({error}).") from error
