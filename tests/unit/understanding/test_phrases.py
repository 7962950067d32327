"""Phrases: the same matches as one search by `re`, and cues in the data files that all compile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.cues import DATA, from_word_to_word, lines, plain, read_data
from bot.understanding.date_finder import _FORMS
from bot.understanding.phrases import PhraseBook, openings, without_overlaps


def _cues() -> Iterator[tuple[tuple[str, str], list[str]]]:
    for path in sorted((DATA / "understanding").glob("*.yml")):
        for name, block in read_data(f"understanding/{path.name}").items() if path.stem != "words" else ():
            if isinstance(block, str) and (cues := lines(block)):
                weighted = path.stem == "allegations"
                yield (path.stem, name), [from_word_to_word(c.split(" ", 1)[1] if weighted else c) for c in cues]


CUES = dict(_cues())
BOOK = PhraseBook(CUES)
DATES = [form.expression for form in _FORMS]
# What people are known to say, in all kinds of data files, and words as they stand in cues.
SAID = sorted(
    {
        line.strip(' -"')
        for path in sorted(DATA.glob("nlu/*.yml")) + sorted(DATA.glob("triage/**/*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 20
    }
)[::10]
WORDS = sorted({word for block in CUES.values() for line in block for word in re.findall(r"[a-z]+", line)})


def _spans(found: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


def _one_expression(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


@pytest.mark.parametrize("name", CUES, ids="/".join)
def test_every_cue_compiles_and_matches_no_empty_text(name: tuple[str, str]) -> None:
    for expression in CUES[name]:
        assert not re.compile(expression).search("")


@pytest.mark.parametrize("name", CUES, ids="/".join)
def test_phrases_find_what_a_search_finds_in_what_people_say(name: tuple[str, str]) -> None:
    search = _one_expression(CUES[name])
    for part in range(0, len(SAID), 200):
        text = plain("\n".join(SAID[part : part + 200]))
        assert _spans(BOOK[name].finditer(text)) == _spans(search.finditer(text))


@pytest.mark.parametrize("expression", DATES)
def test_every_form_of_date_is_found_where_a_search_finds_it(expression: str) -> None:
    text = plain("\n".join(SAID))
    apart = re.compile(rf"(?<![\w/])(?:{expression})")  # a form may be several, of which only the first looks behind
    assert _spans(PhraseBook({"": [expression]})[""].finditer(text)) == _spans(apart.finditer(text))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "ab", "abc", "b", "ten", "5", "10", "£5", "-", "'", ".", "  ", "\n\t ", "é", "_"])),
    st.sampled_from(["", " "]),
    st.integers(0, 12),
    st.integers(0, 40),
)
def test_phrases_find_what_a_search_finds_in_any_text_and_window(
    parts: list[str], between: str, start: int, length: int
) -> None:
    expressions = [
        rf"(?<!\w)(?:{each})(?!\w)"
        for each in (
            r"a\s+b|ab(?:c)?",
            r"(?:a\s+|b\s+){0,6}ten",
            r"(?:\w+\s+)?(?:ten|5)",
            r"£?\d+",
            r"(?:a|b)?(?!b)ab|[ab]c?",
            r"\w+'?b",
            r"(?:5|ten)(?:\s+a){1,2}",
        )
    ]
    text = between.join(parts)
    window = (min(start, len(text)), min(start + length, len(text)))
    for chosen in (expressions, *([each] for each in expressions)):
        phrases = PhraseBook({"": chosen})[""]
        assert _spans(phrases.finditer(text, *window)) == _spans(_one_expression(chosen).finditer(text, *window))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_phrases_find_what_a_search_finds_in_words_of_cues(text: str) -> None:
    for name, expressions in islice(CUES.items(), 0, None, 7):
        assert _spans(BOOK[name].finditer(text)) == _spans(_one_expression(expressions).finditer(text))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"(?<!\w)(?:push(?:ed)?|o?fficer)(?!\w)", {"push", "pushe", "offic", "ffice"}),
        (r"(?<!\w)(?:my\s+|his\s+){0,6}arm", {"my ", "his ", "arm"}),
        (r"(?<!\w)(?:a\s+)?dog", {"a dog", "dog"}),
        (r"(?<!\w)(?:\d+|[1-9]x)", {r"\d"}),
        (r"\b(?P<day>mon|tue)day", {"monda", "tueda"}),
        (r"(?<!\w)\w+n't", {""}),
    ],
)
def test_openings_are_the_letters_a_match_can_begin_with(expression: str, expected: set[str]) -> None:
    assert openings(expression) == expected


def test_matches_that_overlap_others_are_left_out() -> None:
    text = "one two three four"
    words = list(re.finditer(r"\w+", text))
    assert [m.group() for m in without_overlaps(words, re.finditer("o t|four", text))] == ["one"]
