"""Connections: named in the complaint, of the unit complained of, or in command of those named; nobody else (S7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.connections import (
    _BEFORE_NAME,
    _WORD,
    ComplainedOf,
    Member,
    Named,
    _capitals,
    _officers_in,
    chain_of_command,
    is_like,
)

REGISTER = {
    member.number: member
    for member in (
        Member("1190LX", "Martin Hale", "Lambeth Response", "88LX"),
        Member("88LX", "Jo Marsh", "Lambeth Response", "7001"),
        Member("7001", "Ann Reed", "Lambeth Command", "7000"),
        Member("7000", "Val Oduya", "Headquarters", None),
        Member("7003", "Cy North", "DPS North", "7009"),
        Member("7009", "Siân O'Connor-Jones", "DPS North", None),
    )
}


def why(number: str, *named: Named, told: str = "", described: str = "") -> str:
    return "; ".join(ComplainedOf(named, [described], told, REGISTER).connections(REGISTER[number]))


@pytest.mark.parametrize(
    "told",
    [
        "PC Hale", "Martin Hale", "hale", "PC Martin Hayle", "Hale, Martin", "P.C. HALE", "Officer Martyn Hale",
        "M Hale", "Martin J. Hale", "PC M. Hale",
    ],
)  # fmt: skip
def test_a_name_is_known_again_as_it_is_heard_and_written(told: str) -> None:
    assert is_like("Martin Hale", told)


@pytest.mark.parametrize(
    "told", ["PC Hall", "Hales Owen", "Martin", "PC", "", "Sergeant Marsh", "Martin Reed", "Simon Hale", "S Hale"]
)
def test_another_name_is_another(told: str) -> None:
    assert not is_like("Martin Hale", told)


@pytest.mark.parametrize("told", ["Sian O'Connor Jones", "Siân O’Connor-Jones", "PS OConnor-Jones"])
def test_accents_apostrophes_and_hyphens_do_not_hide_anybody(told: str) -> None:
    assert is_like("Siân O'Connor-Jones", told)


def test_who_is_named_is_refused_by_name_and_by_number() -> None:
    assert "is named in it" in why("1190LX", Named(name="PC Hale"))
    assert "number 1190LX is named" in why("1190LX", Named(number="1190 lx"))
    assert "number 1190LX is named" in why("1190LX", told="the number on his shoulder was 1190 LX")
    assert "number 7003 is named" in why("7003", told="an officer, 7003, told me to go")
    assert "'Hayle' is named in it" in why("1190LX", described="a tall one, Hayle or so")


@pytest.mark.parametrize(
    "told",
    [
        "It was PC Hale who pushed me",
        "an officer called Hale",
        "Sergeant  Hale.",
        "and Martin Hale laughed",
        "P.C. Hayle",
    ],
)
def test_a_name_is_found_in_an_account(told: str) -> None:
    assert "is named in it" in why("1190LX", told=told)


@pytest.mark.parametrize(
    "told", ["near Hale Road", "my friend Simon Hale", "hale and hearty", "the Hale family next door"]
)
def test_a_surname_that_is_not_told_as_an_officers_is_nobodys(told: str) -> None:
    assert why("1190LX", told=told) == ""


def test_a_number_is_matched_exactly_and_not_within_another() -> None:
    assert why("7003", Named(number="70031")) == ""
    for told in ("I rang 02079460123", "it cost £7003", "SE15 7003X and 17003", "0207 70031234"):
        assert why("7003", told=told) == ""


def test_a_number_says_that_a_like_name_is_somebody_else() -> None:
    assert why("7003", Named(name="PC North", number="555XX")) == ""


def test_who_serves_in_the_unit_complained_of_is_refused() -> None:
    assert "serve in Lambeth Response" in why("88LX", Named(unit="Lambeth Response"))
    assert "serve in Lambeth Response" in why("88LX", Named(number="1190LX"))
    assert why("7003", Named(unit="Lambeth Response")) == ""


@pytest.mark.parametrize("number", ["88LX", "7001", "7000"])
def test_whoever_stands_above_those_named_is_refused_at_any_height(number: str) -> None:
    assert "in the chain of command of Martin Hale" in why(number, Named(name="PC Hale"))
    assert "in the chain of command of Martin Hale" in why(number, told="PC 1190LX pushed me")


def test_who_stands_below_or_beside_is_not_in_command() -> None:
    assert why("1190LX", Named(number="7001")) == ""
    assert why("7003", Named(name="PC Hale")) == ""


def test_nobody_named_connects_nobody() -> None:
    assert [number for number in REGISTER if why(number, Named(), told="He was tall and rude")] == []


def test_a_circle_in_the_register_ends() -> None:
    circle = {"1": Member("1", "A A", "U", "2"), "2": Member("2", "B B", "V", "1")}
    assert chain_of_command(circle["1"], circle) == ("2", "1")


def test_a_manager_who_is_not_in_the_register_ends_the_chain() -> None:
    assert chain_of_command(Member("1", "A A", "U", "gone"), {}) == ()


def test_among_thirty_thousand_and_in_a_long_account_the_right_ones_are_found() -> None:
    crowd = {f"N{n}": Member(f"N{n}", "Given Family", f"Unit {n % 300}", None) for n in range(30_000)}
    other = Member("N5", "Ursula Quill", "Unit 5", None)
    account = "I walked to Family Road with Ursula Quill. PC Hale came out of the Police Station. " * 50
    register = REGISTER | crowd | {"N5": other}
    found = ComplainedOf([], [], account, register)
    assert found.told.keys() == {"1190LX", "N5"}
    assert found.connections(register["88LX"]) != ()
    assert found.connections(register["N6"]) == ()


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=20))
def test_any_text_can_be_checked(text: str, name: str, number: str) -> None:
    for member in REGISTER.values():
        ComplainedOf([Named(name=name, number=number, unit=name)], [text], text, REGISTER).connections(member)


_TOKENS = (
    "PC pcso WPC P.C. p.c.s.o P.CSO pc.so D.C.I. D.S. dci Sgt supt Insp Special Chief Detective Police Constable "
    "sergeant Superintendent Commander officer Mr miss Dr Acting called named name is was Hale North O'Neil "
    "Ob the It walked _PC"
).split()  # fmt: skip
_BETWEEN = (" ", " ", "", ". ", ", ", "\u00a0", " (", ": ", "\n")


@given(st.lists(st.sampled_from(_TOKENS), max_size=14), st.lists(st.sampled_from(_BETWEEN), min_size=14, max_size=14))
def test_an_officers_name_is_found_wherever_the_pattern_finds_it(tokens: list[str], between: list[str]) -> None:
    account = "".join(token + space for token, space in zip(tokens, between, strict=False))
    plainly = [
        match.group()
        for match in _WORD.finditer(account)
        if match.group()[0].isupper()
        and len(match.group()) > 2
        and _BEFORE_NAME.search(account, max(0, match.start() - 40), match.start())
    ]
    assert _officers_in(account, _capitals(account)) == plainly
