"""Hostile text: whatever is typed is read, spans stay inside it, hidden characters hide nothing, work stays linear."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.account import Reading, read_account
from bot.understanding.contact import find_email, find_phone
from bot.understanding.cues import plain, sentence_around, sentences
from bot.understanding.dates import find_dates
from bot.understanding.spelling import plain as plain_spelling
from bot.understanding.visible import visible

ON = date(2026, 11, 22)
LONG = 20_000

SAYINGS = (
    "the officer broke my arm", "He died in custody.", "in Brixton", "PC Harlow", "1190 SW", "I never", "not",
    "my son Tyrell, 16,", "on 3 March", "last Tuesday", "at about half nine", "£200", "and kept it", "SW9 7AB",
    "rosa@example.org", "jo dot b at example dot com", "07700 900123", "my name is", "I want an apology",
    "there was CCTV", "security guards", "Kent Police", "a tall officer", "planted drugs on me", "groped me",
)  # fmt: skip
HOSTILE = (
    "\u200b", "\u00ad", "\u200d", "\u202e", "\u200f", "\ufeff", "\ufe0f", "\u0301", "\u0336", "\u20e3", "\x00", "\x07",
    "\x1b[31m", "\x85", "\u2028", "\u3000", "\u3164", "\ud800", "\udfff", "\U000e0041", "😀", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "İ",
    "ß", "ﬁ", "ｂｒｏｋｅ", "𝐛𝐫𝐨𝐤𝐞", "№", "Ⅷ", "²", "٣", "الشرطة ضربتني", "警察打了我", "полиция", "हिन्दी", "<b>",
    "</script>", "'; DROP TABLE complaints;--", "{{7*7}}", "${jndi:ldap://x}", "%s%n", "../../etc/passwd", "\\", "\t",
    "\n\n", "\r\n", "!!!", "…", "((((", "'''", "----", "a" * 300, "A'" * 50, "0" * 40, " " * 30, "_",
    "=cmd|' /C calc'!A0",
)  # fmt: skip
TEXTS = (
    st.lists(st.sampled_from(SAYINGS + HOSTILE) | st.text(max_size=12), max_size=30).map(" ".join)
    | st.lists(st.sampled_from(SAYINGS + HOSTILE), max_size=30).map("".join)
    | st.text(st.characters(), max_size=300)
    | st.text("bd\u200be \u00ad'.\u0301\ud800ａ1", max_size=120)
)


def _check(text: str, reading: Reading) -> None:
    for found in (*reading.facts.values(), *reading.grounds):
        assert 0 <= found.start <= found.end <= len(text)
        assert text[found.start : found.end] == found.words
    slots = reading.as_slots()
    assert json.loads(json.dumps(slots)) == slots
    json.dumps(slots, ensure_ascii=False).encode()  # no half characters, which no file takes


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_with_spans_inside_it_and_slots_ready_for_json(text: str) -> None:
    _check(text, read_account(text, ON))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_what_is_seen_is_in_order_and_comes_from_the_text(text: str) -> None:
    for copy in (visible(text), plain_spelling(text)):
        assert len(copy.places) == len(copy.text) + 1
        assert list(copy.places) == sorted(copy.places)
        assert copy.places[-1] == len(text)
    seen = visible(text).text
    assert len(seen) <= len(text)
    assert visible(seen).text == seen
    assert len(plain(text)) == len(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(0, 400), st.integers(0, 40))
def test_the_sentence_around_a_span_holds_it(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert all(begin < end for begin, end in sentences(text))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_dates_are_found_on_any_day(text: str, on: date) -> None:
    for found in find_dates(f"{text} a week last Friday, Easter Monday, 29 February, ten years ago, last year", on):
        assert found.value <= on.isoformat()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_how_to_reach_somebody_is_looked_for_in_any_text(text: str) -> None:
    assert find_email(f"{text} rosa@example.org") is not None
    find_phone(text)


HIDDEN = (
    "\u200b",
    "\u00ad",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u202e",
    "\u200e",
    "\x00",
    "\x08",
    "\ufe0f",
    "\u0336",
    "\u034f",
)
BROKEN_ARM = "An officer threw me on the floor in Catford and broke my arm."


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_characters_that_are_not_seen_hide_no_harm(hidden: str) -> None:
    text = hidden.join(BROKEN_ARM)
    reading, seen = read_account(text, ON), read_account(BROKEN_ARM, ON)

    assert [(g.ground, g.certain) for g in reading.grounds] == [(g.ground, g.certain) for g in seen.grounds]
    assert reading.grounds
    assert reading.signals == seen.signals
    assert {name: found.value for name, found in reading.facts.items()} == {
        name: found.value for name, found in seen.facts.items()
    }
    _check(text, reading)


def test_the_words_of_a_ground_are_those_of_the_text_with_what_is_hidden_in_them() -> None:
    text = "An officer threw me down and br\u200boke my \u00adarm."
    broken = [found for found in read_account(text, ON).grounds if "arm" in found.words]

    assert [found.ground for found in broken] == ["death_or_serious_injury", "serious_assault"]
    assert all("br\u200boke my \u00adarm" in found.words for found in broken)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ｂｒｏｋｅ　ｍｙ　ａｒｍ", "broke my arm"),
        ("𝐛𝐫𝐨𝐤𝐞 𝘮𝘺 𝚊𝚛𝚖", "broke my arm"),
        ("Rene\u0301e", "Renée"),
        ("b̶r̶o̶k̶e̶", "broke"),
        ("a\ud800b", "a\ufffdb"),
        ("a" + " " * 50 + "b", "a" + " " * 8 + "b"),
        ("हिन्दी العَرَبِيَّة 警察 ½ ﬁ", "हिन्दी العَرَبِيَّة 警察 ½ ﬁ"),
    ],
)
def test_letters_are_seen_in_their_ordinary_form(typed: str, meant: str) -> None:
    assert visible(typed).text == meant


def test_what_cannot_be_stored_is_replaced_in_the_slots_and_nowhere_else() -> None:
    text = "He hit\x00 me \ud800."
    reading = read_account(text, ON)

    assert reading.text == text
    assert reading.as_slots()["what_happened"] == "He hit\ufffd me \ufffd."


def test_a_harm_after_thousands_of_hidden_characters_is_heard() -> None:
    assert read_account("\u200b" * LONG + BROKEN_ARM, ON).grounds


REPEATED = (
    *SAYINGS, *HOSTILE, "the ", "he ", "police ", "broke my arm ", "He died. ", "x. ", "a-", "a'", "a.b.", "ab12 cde ",
    "PC Ab ", "chief ", "3/4/25 ", "monday ", "not ", "0(", "+44 ", "Peckham Road ", "custody ", "thanks \n",
)  # fmt: skip


@pytest.mark.parametrize("part", REPEATED, ids=ascii)
def test_twenty_thousand_characters_of_anything_are_read(part: str) -> None:
    text = (part * (LONG // len(part) + 1))[:LONG]
    _check(text, read_account(text, ON))


@pytest.mark.parametrize(
    "text",
    [BROKEN_ARM * 10_000, "He hit me. " * 10_000, "broke my arm " * 20_000, "a" * 300_000, "!" * 99_999 + "a"],
    ids=["accounts", "ten thousand sentences", "the same cue", "one word", "marks"],
)
def test_much_longer_texts_are_read_and_kept(text: str) -> None:
    reading = read_account(text, ON)
    assert reading.as_slots()["what_happened"] == text
    _check(text, reading)


@contextmanager
def _counting() -> Iterator[Callable[[], int]]:
    """Counts the calls of functions, those in C too: work that does not depend on how fast the machine is."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield lambda: calls
    finally:
        sys.setprofile(before)


def _work(text: str) -> int:
    with _counting() as calls:
        read_account(text, ON)
        return calls()


@pytest.mark.parametrize("part", REPEATED, ids=ascii)
def test_twice_the_text_is_at_most_little_more_than_twice_the_work(part: str) -> None:
    short, long = ((part * (length // len(part) + 1))[:length] for length in (2_000, 4_000))
    read_account(f"{short} x", ON)  # compiles what is needed, and leaves no copy of the texts to come
    assert _work(long) < 2.3 * _work(short) + 5_000


# An expression in C that goes over the same letters again and again makes no calls to count; on texts of this length it
# takes hours, and the time that pytest allows for a test is over.
@pytest.mark.parametrize(
    "part",
    ["the ", "!", "A'", "a'", "\n", "chief ", " ", "x@", "1", "(0", "a", "-a", "‘", "a\u0301", "\u200b", "\t \n"],
    ids=ascii,
)
def test_no_letter_is_gone_over_again_and_again(part: str) -> None:
    text = "i " + part * (1_000_000 // len(part)) + "x monday"

    assert visible(text).places[-1] == len(text)
    assert plain_spelling(text).text.endswith("monday")
    assert list(sentences(plain(text)))
    beginning = read_account(text, ON)
    _check(text, beginning)
