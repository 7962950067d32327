"""Promises of the name reader: names of every kind as typed, no sentence taken for one, oneself told from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.names import read_name, read_person


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is Bridget Falloon", "Bridget Falloon"),
        ("mine's Teddy Larkspur", "Teddy Larkspur"),
        ("it's Amrit", "Amrit"),
        ("I'm Zoë Nuñez-Ward", "Zoë Nuñez-Ward"),
        ("you can call me Bex", "Bex"),
        ("moira o'dowd", "Moira O'Dowd"),
        ("Prof. A. B. Quill", "Prof. A. B. Quill"),
        ("Ludo van der Berg", "Ludo van der Berg"),
        ("PETRA HOLM", "PETRA HOLM"),
        ("Mrs Ines Calder, with one l", "Mrs Ines Calder"),
        ("Holm, Petra", "Holm, Petra"),
        ("Will May", "Will May"),
        ("فاطمة الزهراء", "فاطمة الزهراء"),
        ("王小明", "王小明"),
        ("yes it's Olu Adeyemi thanks", "Olu Adeyemi"),
    ],
)
def test_a_name_is_read_as_typed(text: str, name: str) -> None:
    assert read_name(text).value == name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("the officer was rude to me", "name_unclear"),
        ("no", "name_unclear"),
        ("I am upset", "name_unclear"),
        ("07700 900123", "name_unclear"),
        ("", "name_unclear"),
        ("😀", "name_unclear"),
        ("Will the officer see my name?", "question"),
    ],
)
def test_what_is_no_name_is_refused(text: str, fault: str) -> None:
    answer = read_name(text)

    assert (answer.value, answer.fault) == (None, fault)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("for my daughter Priya Nair", "Priya Nair"),
        ("my dad, Cyril Boateng", "Cyril Boateng"),
        ("She's my sister, Hannah Weiss, she's in hospital", "Hannah Weiss"),
        ("my flatmate, his name is Kwame Adu", "Kwame Adu"),
        ("on behalf of Ms B. Oduya", "Ms B. Oduya"),
        ("my lad callum", "Callum"),
        ("my neighbour", "my neighbour"),
        ("Cyril Boateng", "Cyril Boateng"),
        ("it was done to me", ""),
        ("just me", ""),
        ("no one else", ""),
        ("It's about my own car", ""),
        ("No, I only saw it", ""),
    ],
)
def test_the_person_affected_is_named_or_is_oneself(text: str, person: str) -> None:
    assert read_person(text).value == person


@given(st.text(max_size=300))
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (read_name, read_person):
        answer = read(text)
        assert (answer.value is None) != (answer.fault is None)
