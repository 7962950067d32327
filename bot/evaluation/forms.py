"""The forms of file that can be evaluated: recognised by their fields, each line checked before anything is run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.evaluation.errors import UnreadableFile
from bot.policy.vocabulary import GROUNDS

Row = Mapping[str, Any]
_US_DATE = "%m/%d/%y"
_LISTED_FAULTS = 8


@dataclass(frozen=True)
class Field:
    """What a line must hold under a name: `fits` tests the value, `wanted` says in words what it should be."""

    wanted: str
    fits: Callable[[Any], bool]
    required: bool = True


@dataclass(frozen=True, eq=False)
class Form:
    """A form of file: its name, the field that no other form has, and all fields."""

    name: str
    mark: str
    fields: Mapping[str, Field]

    @property
    def required(self) -> list[str]:
        """The fields that every line must have."""
        return [name for name, field in self.fields.items() if field.required]


def read(file: Path) -> tuple[Form, list[Row]]:
    """The form of a file of JSON lines and its rows.

    Raises `UnreadableFile` if it cannot be read, is empty, has an unknown form or a line that does not fit.
    """
    rows = _rows(file)
    form = _form_of(file, *rows[0])
    faults = [f"line {number}: {fault}" for number, row in rows for fault in _faults(form, row)]
    seen: dict[str, int] = {}
    for number, row in rows:
        first = seen.setdefault(str(row.get("id")), number)
        if first != number:
            faults.append(f'line {number}: has the "id" of line {first} ({row.get("id")!r}). Give each line its own.')
    if faults:
        more = len(faults) - _LISTED_FAULTS
        listed = faults[:_LISTED_FAULTS] + ([f"... and {more} more"] if more > 0 else [])
        raise UnreadableFile(f"{file} looks like a file of {form.name}, but:\n" + "\n".join(listed))
    return form, [row for _, row in rows]


def day(text: str) -> date:
    """A day as `2026-11-22` or, in the Philadelphia summaries, `6/28/16`. Raises `ValueError`."""
    if "/" in text:
        return datetime.strptime(text, _US_DATE).date()
    return date.fromisoformat(text)


def _rows(file: Path) -> list[tuple[int, Row]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{file}: is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise UnreadableFile(f"{file}: cannot be read ({error.strerror}).") from error
    rows = [(number, _object(file, number, line)) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise UnreadableFile(f"{file}: is empty. It must hold one JSON object on each line.")
    return rows


def _object(file: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            f"{file}: line {number}: is not JSON ({error}). Each line must be one whole JSON object."
        ) from error
    if not isinstance(row, dict):
        raise UnreadableFile(f"{file}: line {number}: is {type(row).__name__}, not a JSON object {{...}}.")
    return row


def _form_of(file: Path, number: int, row: Row) -> Form:
    marked = [form for form in FORMS if form.mark in row]
    if len(marked) == 1:
        return marked[0]
    known = "\n".join(f"  {form.name}: {', '.join(form.required)}" for form in FORMS)
    found = ", ".join(row) or "none"
    raise UnreadableFile(
        f"{file}: line {number}: its fields ({found}) are those of no known form. The forms and their fields:\n{known}"
    )


def _faults(form: Form, row: Row) -> list[str]:
    faults = []
    for name, field in form.fields.items():
        if name not in row:
            if field.required:
                faults.append(f'lacks "{name}": add it as {field.wanted}.')
        elif not field.fits(row[name]):
            faults.append(f'"{name}" is {_short(row[name])}, but must be {field.wanted}.')
    return faults


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: Any) -> bool:
    try:
        return bool(isinstance(value, str) and day(value))
    except ValueError:
        return False


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_codes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and len(v) == 1 and "A" <= v <= "Y" for v in value)


def _is_grounds(value: Any) -> bool:
    return isinstance(value, list) and all(v in GROUNDS for v in value)


def _is_answers(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_text(v) or (_is_texts(v) and v) for v in value.values())


def _is_value(value: Any) -> bool:
    """Whether it can be compared with a slot; after `~` stands a pattern."""
    if not isinstance(value, str) or not value.startswith("~"):
        return True
    try:
        return bool(re.compile(value[1:]))
    except re.error:
        return False


def _is_expectation(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("slots", {}), dict)
        and all(map(_is_value, value.get("slots", {}).values()))
        and _is_texts(value.get("referral", []))
        and any(name in value for name in ("route", "reason", "handling", "referral", "slots"))
    )


_ID = Field("a text or a number", lambda v: isinstance(v, int) or _is_text(v))
_TEXT = Field("a text that is not empty", _is_text)
_DAY = Field("a day such as 2026-11-22", _is_day)
_TEXT_OR_NULL = Field("a text or null", lambda v: v is None or _is_text(v))
_CODES = Field('a list of category codes such as ["C"]', _is_codes)
_GROUNDS = Field(f"a list of grounds among {', '.join(GROUNDS)}", _is_grounds)
_STYLE = Field("a text", lambda v: isinstance(v, str), required=False)

UTTERANCES = Form(
    "utterances",
    "intent",
    {
        "id": _ID,
        "text": _TEXT,
        "intent": Field('an intent such as "greet" or "faq/how_long"', _is_text),
        "also": Field("a list of intents that are equally right", _is_texts, required=False),
        "style": _STYLE,
    },
)
ACCOUNTS = Form(
    "accounts",
    "allegations",
    {
        "id": _ID,
        "received": _DAY,
        "text": _TEXT,
        "allegations": Field(
            'a list of category codes, the main one first, such as ["C"]', lambda v: _is_codes(v) and bool(v)
        ),
        "acceptable": Field(_CODES.wanted, _is_codes, required=False),
        "referral_grounds": _GROUNDS,
        "grounds_possible": _GROUNDS,
        "incident_date": _TEXT_OR_NULL,
        "location": _TEXT_OR_NULL,
        "borough": _TEXT_OR_NULL,
        "officers": Field("a list of texts", _is_texts),
        "about_met": Field("true, false or null", lambda v: v is None or isinstance(v, bool)),
        "on_behalf_of": _TEXT_OR_NULL,
        "style": _STYLE,
    },
)
SUMMARIES = Form(
    "Philadelphia summaries",
    "classification",
    {
        "id": _ID,
        "received": Field("a day such as 6/28/16 or 2016-06-28", _is_day),
        "classification": Field("the city's classification, a text", _is_text),
        "text": _TEXT,
    },
)
PERSONAS = Form(
    "personas",
    "opening",
    {
        "id": _ID,
        "opening": Field("a list of texts, the first thing said", lambda v: _is_texts(v) and bool(v)),
        "answers": Field("an object with a text, or a list of texts, for each slot", _is_answers),
        "expect": Field(
            "an object with route, reason, handling, referral or slots (of which ~ begins a pattern)", _is_expectation
        ),
        "style": _STYLE,
    },
)
FORMS = (UTTERANCES, ACCOUNTS, SUMMARIES, PERSONAS)
