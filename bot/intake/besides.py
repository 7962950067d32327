"""What a message tells besides the answer to the open question: further facts, which are not asked for again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.intake.turn import Turn
from bot.understanding.answers import Answer
from bot.understanding.contact import find_email, find_phone
from bot.understanding.dates import incident_date
from bot.understanding.particulars import find_particulars
from bot.understanding.places import find_place
from bot.understanding.scene import Scene
from bot.understanding.times import find_time

# Questions about the person themselves: an address in the answer is theirs. Elsewhere it may be a witness's.
_OF_ONESELF = frozenset({"complainant_name", "contact_method", "email", "phone", "postal_address"})
_OWN_ADDRESS = re.compile(
    r"\b(?:my (?:\w+ )?(?:e-?mail|number|phone|mobile|landline)\b"
    r"|(?:reach|contact|call|ring|e-?mail|text|phone|get|message) (?:hold of )?me\b)",
    re.IGNORECASE,
)
# Where somebody tells when, they may tell where in the same breath.
_OF_THE_SCENE = frozenset({"incident_date", "incident_location", "borough", "officers"})
_SURE = 0.65
_SURE_OF_A_DATE = 0.8
_FEWEST_WORDS = 4


def told_besides(turn: Turn, answer: Answer) -> dict[str, object]:
    """Facts beside the answer that were open till now; what is known or was declined stays as it is."""
    found = dict(_found(turn, answer))
    return {slot: value for slot, value in found.items() if turn.changing or not turn.known(slot)}


def _found(turn: Turn, answer: Answer) -> Iterator[tuple[str, object]]:
    yield from _of_the_scene(turn)
    yield from _particulars(turn)
    yield from _addresses(turn)
    yield from answer.extra.items()


def _of_the_scene(turn: Turn) -> Iterator[tuple[str, object]]:
    if turn.requested not in _OF_THE_SCENE:
        return
    if turn.requested == "incident_date" and (time := find_time(turn.text)):
        yield "incident_time", time
    day = incident_date(turn.text, turn.on) if turn.requested != "incident_date" else None
    if day and day.confidence >= _SURE_OF_A_DATE:
        yield "incident_date", day.value
    place = find_place(turn.text) if turn.requested not in {"incident_location", "borough"} else None
    if place and place.confidence >= _SURE:
        yield "incident_location", place.value
        if place.borough:
            yield "borough", place.borough


def _particulars(turn: Turn) -> Iterator[tuple[str, object]]:
    """Evidence, a wish and the person's own name. That they complained before is too weighty to be read in passing."""
    if turn.words < _FEWEST_WORDS:
        return
    for said in find_particulars(turn.text, Scene(turn.text)):
        wanted = said.slot in {"complainant_name", "evidence", "desired_outcome"} or said.value is False
        if wanted and said.slot != turn.requested and said.confidence >= _SURE:
            yield said.slot, said.value


def _addresses(turn: Turn) -> Iterator[tuple[str, object]]:
    if turn.requested not in _OF_ONESELF and not _OWN_ADDRESS.search(turn.text):
        return
    for slot, value in (("phone", find_phone(turn.text)), ("email", find_email(turn.text))):
        if value and slot != turn.requested:
            yield slot, value
            if turn.requested not in {"contact_method", "email", "phone", "postal_address"}:
                yield "contact_method", slot
