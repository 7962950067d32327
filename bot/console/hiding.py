"""Hides personal data in what staff read: by its shape, and by what the person gave as their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.console.transcript import Marked

# Slots that are personal data as a whole.
PERSONAL = frozenset({"complainant_name", "on_behalf_of", "email", "phone", "postal_address"})
_NAMES = ("complainant_name", "on_behalf_of")
_SHAPES = (
    ("email", re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    ("phone", re.compile(r"(?<![\w/-])(?:\+|00)?\d(?:[ ()-]{0,2}\d){8,13}(?!\w)")),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)),
    ("date of birth", re.compile(r"(?<=born )(?:on )?[\w ]{0,20}\d{4}|(?<=DOB )\S+", re.IGNORECASE)),
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORTEST = 3


@dataclass(frozen=True)
class Piece:
    """A part of a text as it is shown: plain, hidden (`text` says what was there), or an entity (`name`)."""

    text: str
    kind: str = "plain"
    name: str = ""


@dataclass(frozen=True)
class Hider:
    """Hides what `known` says is the person's, and what looks like a way to reach somebody; or hides nothing."""

    known: tuple[tuple[str, re.Pattern[str]], ...]
    active: bool = True

    def text(self, text: str) -> str:
        """The text with what is hidden named in brackets."""
        return "".join(f"[{piece.text}]" if piece.kind == "hidden" else piece.text for piece in self.pieces(text))

    def slot(self, name: str, value: Any) -> str:
        """The value of a slot as it is shown."""
        if self.active and name in PERSONAL:
            return "[hidden]"
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        return self.text(shown)

    def pieces(self, text: str, entities: Iterable[Marked] = ()) -> list[Piece]:
        """The text in pieces. What is hidden stays hidden where an entity covers it too."""
        spans = [(start, end, Piece(name, "hidden")) for start, end, name in self._hidden(text)]
        for each in entities:
            if 0 <= each.start < each.end <= len(text) and not _meets(spans, each.start, each.end):
                spans.append((each.start, each.end, Piece(text[each.start : each.end], "entity", each.name)))
        pieces, at = [], 0
        for start, end, piece in sorted(spans, key=lambda span: span[0]):
            if start > at:
                pieces.append(Piece(text[at:start]))
            pieces.append(piece)
            at = end
        return [*pieces, Piece(text[at:])] if at < len(text) else pieces

    def _hidden(self, text: str) -> list[tuple[int, int, str]]:
        if not self.active:
            return []
        found: list[tuple[int, int, str]] = []
        for name, pattern in (*self.known, *_SHAPES):
            for match in pattern.finditer(text):
                if match.end() > match.start() and not _meets(found, match.start(), match.end()):
                    found.append((match.start(), match.end(), name))
        return found


def hider(given: Iterable[Mapping[str, Any]], *, active: bool = True) -> Hider:
    """One that knows what the person gave as theirs, in each of these facts."""
    known: dict[str, str] = {}
    for facts in given:
        for slot in sorted(PERSONAL):
            value = facts.get(slot)
            if isinstance(value, str) and len(value.strip()) >= _SHORTEST:
                known[value.strip()] = "name" if slot in _NAMES else slot.replace("postal_", "")
        for slot in _NAMES:
            known |= {word: "name" for word in _WORD.findall(str(facts.get(slot) or "")) if len(word) >= _SHORTEST}
    longest_first = sorted(known.items(), key=lambda item: -len(item[0]))
    return Hider(tuple((name, _as_said(text)) for text, name in longest_first), active)


def _as_said(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)


def _meets(spans: Iterable[tuple[int, int, Any]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end, _ in spans)
