"""The summary that is read back before a complaint is recorded: one line for each fact, in the order of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.intake.labels import Labels
from bot.intake.turn import names
from bot.understanding.answers import read_yes_no

_THANKS = re.compile(r"\W+(?:thanks?(?: you)?|ta|cheers)\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One fact as it is shown: its slot, its label and its value in words."""

    slot: str
    label: str
    value: str


def summary(facts: Mapping[str, object], labels: Labels) -> list[Line]:
    """The facts that are known or were declined, as lines for the person to check."""
    declined = names(facts.get("declined"))
    shown = {**facts, "referral_grounds": _grounds(facts)}
    lines = []
    for slot, label in labels.names.items():
        value = shown.get(slot)
        if slot in declined and not value:
            lines.append(Line(slot, label, labels.not_given))
        elif value is not None:
            lines.append(Line(slot, label, _in_words(slot, shown, labels)))
    return lines


def _grounds(facts: Mapping[str, object]) -> object:
    """The grounds that were chosen and those that the person's own words establish; None where neither is settled."""
    chosen, established = facts.get("referral_grounds"), names(facts.get("grounds_established"))
    return [*dict.fromkeys([*established, *names(chosen)])] if established else chosen


def _in_words(slot: str, facts: Mapping[str, object], labels: Labels) -> str:
    wording, value = labels.values.get(slot, {}), facts[slot]
    if isinstance(value, list | tuple):
        return ", ".join(wording.get(item, str(item)) for item in value) or labels.nothing
    if slot == "on_behalf_of" and not value:
        return labels.oneself
    if slot == "incident_date":
        time = facts.get("incident_time")
        return f"{spoken_date(str(value))}, {time}" if time else spoken_date(str(value))
    if value not in wording and isinstance(value, str) and _says_none(value):
        return labels.none
    return wording.get(value, str(value))


def _says_none(value: str) -> bool:
    """Whether the answer is a bare no, with or without thanks."""
    bare = _THANKS.sub("", value).split()
    return len(bare) == 1 and read_yes_no(bare[0]) is False


def spoken_date(iso: str) -> str:
    """`2026-03-14` as "14 March 2026", `2026-03` as "March 2026", `2026` as it is."""
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return f"{day.day} {day:%B %Y}"
    return f"{date(parts[0], parts[1], 1):%B %Y}" if len(parts) == 2 else iso


def when(iso: str) -> str:
    """A date with its preposition: "on 14 March 2026", "in March 2026", "in 2026"."""
    return f"{'on' if iso.count('-') == 2 else 'in'} {spoken_date(iso)}"
