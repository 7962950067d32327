"""Where a talk stands, for a page that shows one step at a time: what was said last, and what may be answered to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.casework.references import find_reference
from bot.gateway.messages import Line, summary_of

# Facts that fit in one line; the rest are told in a box.
SHORT = frozenset(
    [
        "complainant_name",
        "email",
        "phone",
        "incident_location",
        "borough",
        "previous_reference",
        "on_behalf_of",
        "callback_time",
    ]
)
LONGEST_QUESTION = 140
"""Characters that may stand beside a field as its label."""
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*[.!?]*")
NEVER_SKIPPED = frozenset(["what_happened", "details_confirmed", "confirm_stop", "case_answer"])
# What browsers may fill in (WCAG 1.3.5).
AUTOCOMPLETE = {
    "complainant_name": "name",
    "email": "email",
    "phone": "tel",
    "postal_address": "street-address",
}
MONTHS = (
    "January February March April May June July August September October November December"  # as the engine reads them
).split()


@dataclass(frozen=True)
class Choice:
    """An answer that is offered: `value` names message and button."""

    value: str
    title: str


@dataclass(frozen=True)
class Row:
    """A line of the summary; `value` is what to send for changing it."""

    label: str
    told: str
    value: str


@dataclass(frozen=True)
class Step:
    """The bot's last turn. `seq` is the number of its last message: an answer to an older one is not sent on."""

    seq: int
    said: tuple[str, ...]
    question: str
    asking: str | None
    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]
    reference: str | None
    forms: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Whether the answer fits in one line."""
        return self.asking in SHORT

    @property
    def takes_a_date(self) -> bool:
        """Whether the answer may be given as day, month and year."""
        return self.asking == "incident_date"

    @property
    def may_be_skipped(self) -> bool:
        """Whether the person is offered to leave the question open."""
        return self.asking is not None and self.asking not in NEVER_SKIPPED

    @property
    def autocomplete(self) -> str:
        """What browsers may fill in."""
        return AUTOCOMPLETE.get(self.asking or "", "off")


def step_of(lines: Sequence[Line]) -> Step:
    """The step that the lines of a turn make; without any, an empty one."""
    texts = [_without_summary(line) for line in lines if line.text]
    *said, question = [*texts[:-1], *_parted(texts[-1])] if texts else [""]
    asking = lines[-1].asking if lines else None
    return Step(
        seq=lines[-1].seq if lines else 0,
        said=tuple(said),
        question=question,
        asking=asking,
        choices=tuple(Choice(f"{line.seq}:{n}", title) for line in lines for n, title in enumerate(line.buttons)),
        rows=tuple(
            Row(row["label"], row["value"], f"{line.seq}:{n}")
            for line in lines
            for n, row in enumerate(summary_of(line.custom))
        ),
        reference=next(filter(None, (find_reference(line.text) for line in lines)), None) if asking is None else None,
        forms=tuple(str(line.custom["form"]) for line in lines if line.custom and "form" in line.custom),
    )


def _without_summary(line: Line) -> str:
    return line.text.partition("\n\n")[0] if summary_of(line.custom) else line.text


def _parted(text: str) -> tuple[str, ...]:
    """A long text, or one of several paragraphs, as all that is said and the last sentence that asks something."""
    if len(text) <= LONGEST_QUESTION and "\n" not in text:
        return (text,)
    asked = [sentence for sentence in _SENTENCE.finditer(text) if sentence.group().endswith("?")]
    if not asked:
        return (text,)
    rest = text[: asked[-1].start()] + text[asked[-1].end() :].lstrip(" ")
    return rest.replace(" \n", "\n").strip(), asked[-1].group()


class UnclearDate(ValueError):
    """A date in boxes that is none: `reason` is a key of the words, `box` the one to look at."""

    def __init__(self, reason: str, box: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.box = box


def date_in_words(day: str, month: str, year: str) -> str:
    """What is known of a date, as it would be written: `14 March 2026`, `March 2026`, `2026` or nothing.

    Raises `UnclearDate`.
    """
    if not (day or month or year):
        return ""
    if day and not month:
        raise UnclearDate("date_no_month", "month")
    if not year:
        raise UnclearDate("date_no_year", "year")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UnclearDate("date_unreal", "year")
    if not month:
        return year
    if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
        raise UnclearDate("date_unreal", "month")
    name = MONTHS[int(month) - 1]
    if not day:
        return f"{name} {year}"
    try:
        return f"{date(int(year), int(month), int(day)).day} {name} {year}"
    except ValueError as error:
        raise UnclearDate("date_unreal", "day") from error
