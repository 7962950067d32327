"""Files are recognised by their fields, and what does not fit is told with its line and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import forms
from bot.evaluation.errors import UnreadableFile
from tests.unit.evaluation.conftest import ACCOUNTS, PERSONAS, SUMMARIES, UTTERANCES

FORMS = [
    (forms.UTTERANCES, UTTERANCES),
    (forms.ACCOUNTS, ACCOUNTS),
    (forms.SUMMARIES, SUMMARIES),
    (forms.PERSONAS, PERSONAS),
]


@pytest.mark.parametrize(("form", "rows"), FORMS, ids=lambda each: getattr(each, "name", ""))
def test_each_form_is_recognised(form: forms.Form, rows: list, write: Callable[..., Path]) -> None:
    assert forms.read(write(rows)) == (form, rows)


@pytest.mark.parametrize(("form", "rows"), FORMS, ids=lambda each: getattr(each, "name", ""))
def test_each_field_that_is_needed_is_asked_for(form: forms.Form, rows: list, write: Callable[..., Path]) -> None:
    for name in form.required:
        lacking = {key: value for key, value in rows[1].items() if key != name}

        with pytest.raises(UnreadableFile, match=f'line 2: lacks "{name}": add it as'):
            forms.read(write([rows[0], lacking]))


@pytest.mark.parametrize(
    ("rows", "field", "value"),
    [
        (UTTERANCES, "text", " "),
        (UTTERANCES, "intent", None),
        (UTTERANCES, "also", "cancel"),
        (UTTERANCES, "id", None),
        (ACCOUNTS, "allegations", []),
        (ACCOUNTS, "allegations", ["AA"]),
        (ACCOUNTS, "acceptable", ["z"]),
        (ACCOUNTS, "referral_grounds", ["serious_noise"]),
        (ACCOUNTS, "received", "soon"),
        (ACCOUNTS, "officers", "PC Plod"),
        (ACCOUNTS, "about_met", "yes"),
        (ACCOUNTS, "location", 3),
        (SUMMARIES, "received", "28/6/16"),
        (SUMMARIES, "classification", ""),
        (PERSONAS, "opening", []),
        (PERSONAS, "answers", {"phone": 7}),
        (PERSONAS, "answers", {"phone": []}),
        (PERSONAS, "expect", {}),
        (PERSONAS, "expect", {"slots": {"phone": "~(unclosed"}}),
        (PERSONAS, "expect", {"referral": None}),
    ],
)
def test_a_value_that_does_not_fit_is_named(rows: list, field: str, value: Any, write: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableFile, match=f'line 1: "{field}" is .*, but must be '):
        forms.read(write([{**rows[0], field: value}, *rows[1:]]))


def test_an_id_may_not_come_twice(write: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableFile, match='line 3: has the "id" of line 1'):
        forms.read(write([UTTERANCES[0], UTTERANCES[1], {**UTTERANCES[2], "id": "u1"}]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b'{"id": 1\n', "line 1: is not JSON"),
        (b'\n["a"]\n', "line 2: is list, not a JSON object"),
        (b'{"id": 1, "colour": "red"}\n', "line 1: its fields .id, colour. are those of no known form"),
        (b'{"intent": "greet", "opening": []}\n', "no known form"),
        (b'{"text": "caf\xe9"}', "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)

    with pytest.raises(UnreadableFile, match=said):
        forms.read(file)


def test_an_unknown_form_is_told_with_the_known_ones(write: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableFile) as told:
        forms.read(write([{"colour": "red"}]))

    assert all(form.name in str(told.value) and form.mark in str(told.value) for form in forms.FORMS)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_is_none_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        forms.read(tmp_path / name)


def test_many_faults_are_told_together_but_not_all(write: Callable[..., Path]) -> None:
    rows = [{"id": number, "intent": "greet"} for number in range(20)]

    with pytest.raises(UnreadableFile) as told:
        forms.read(write(rows))

    assert str(told.value).count('lacks "text"') == 8
    assert "... and 12 more" in str(told.value)


def test_a_byte_order_mark_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "windows.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "hello", "intent": "greet"}\r\n\r\n')

    form, rows = forms.read(file)

    assert (form, len(rows)) == (forms.UTTERANCES, 1)


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    file = tmp_path / "odd.jsonl"
    file.write_text('{"id": 1, "text": "one\u2028two", "intent": "greet"}\n', encoding="utf-8")

    assert forms.read(file)[1][0]["text"] == "one\u2028two"
