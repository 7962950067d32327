"""The trained part of triage alone: what it learns from, what it reads, and how well on accounts it never saw."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.understanding.cues import plain
from bot.understanding.grounds import GROUNDS
from bot.understanding.triage import TriageFault, store
from bot.understanding.triage.examples import CATEGORIES, NONE, read_accounts, read_statements
from bot.understanding.triage.model import Triage
from bot.understanding.triage.passages import WHOLE, passages, stretches

UNSEEN = ROOT / "tests" / "evaluation" / "accounts.jsonl"


@pytest.fixture(scope="module")
def triage() -> Triage:
    return store.load()


@pytest.fixture(scope="module")
def unseen() -> list[dict[str, Any]]:
    return [json.loads(line) for line in UNSEEN.read_text(encoding="utf-8").splitlines()]


def _shares_right(impressions: list[dict[str, float]], accounts: list[dict[str, Any]], among: int) -> float:
    ranked = [sorted(shares, key=lambda name: -shares[name])[:among] for shares in impressions]
    fair = [{*row["allegations"], *row["acceptable"]} if among == 1 else {row["allegations"][0]} for row in accounts]
    right = [set(names) & theirs for names, theirs in zip(ranked, fair, strict=True)]
    return sum(map(bool, right)) / len(right)


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def test_unseen_accounts_are_put_where_an_assessor_puts_them(triage: Triage, unseen: list[dict[str, Any]]) -> None:
    shares = [triage.read(row["text"]).categories for row in unseen]

    assert all(abs(sum(each.values()) - 1) < 1e-4 and set(each) == set(CATEGORIES) for each in shares)
    assert _shares_right(shares, unseen, among=1) >= 0.65  # by chance 0.1
    assert _shares_right(shares, unseen, among=3) >= 0.7


@pytest.mark.parametrize(("place", "ground"), enumerate(GROUNDS))
def test_what_establishes_a_ground_sounds_more_like_it(
    triage: Triage, unseen: list[dict[str, Any]], place: int, ground: str
) -> None:
    heard = [(triage.read(row["text"]).grounds[place].established, row) for row in unseen]
    with_it = [sure for sure, row in heard if ground in row["referral_grounds"]]
    without = [sure for sure, row in heard if ground not in row["referral_grounds"] + row["grounds_possible"]]

    above = sum(one > other for one in with_it for other in without) / (len(with_it) * len(without))

    assert above >= 0.8  # by chance 0.5


@pytest.mark.parametrize(
    ("ground", "says", "says_nothing"),
    [
        ("serious_corruption", "He wanted four hundred quid and the ticket would vanish.", "He gave me a ticket."),
        (
            "serious_sexual_offence",
            "He put his hand inside my bra while he cuffed me.",
            "He put the cuffs on me and asked for my name.",
        ),
        ("serious_assault", "He kicked me in the mouth and two teeth came out.", "He asked me to open my mouth."),
        ("death_or_serious_injury", "Dad died on the cell floor and nobody looked in.", "Dad slept on the floor."),
    ],
)
def test_words_that_establish_are_told_from_those_that_do_not(
    triage: Triage, ground: str, says: str, says_nothing: str
) -> None:
    place = GROUNDS.index(ground)

    assert triage.read(says).grounds[place].established > 0.6 > triage.read(says_nothing).grounds[place].established


def test_the_passage_of_a_ground_is_found_late_in_a_long_account(triage: Triage) -> None:
    telling = "The constable took three hundred pounds off me and said the charge would be forgotten."
    account = f"{'We had been to the shops and it was raining all that week. ' * 40}{telling}"

    sounds = triage.read(account).grounds[GROUNDS.index("serious_corruption")]

    assert telling.lower() in account[sounds.start : sounds.end].lower()
    assert sounds.established > 0.5


def test_reading_twice_gives_the_same(triage: Triage) -> None:
    text = read_accounts()[0].text

    assert triage.read(text) == triage.read(text)


@given(st.text(max_size=400))
def test_passages_lie_in_order_within_the_text(text: str) -> None:
    low = plain(text)

    spans = passages(low)

    assert spans
    assert all(0 <= start <= end <= len(low) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@given(st.lists(st.sampled_from(["they came in. ", "nobody asked me ", "why? ", "x" * 400, "\n"]), max_size=200))
def test_stretches_lie_in_order_and_hold_all_that_is_said(parts: list[str]) -> None:
    low = "".join(parts)

    spans = stretches(low)

    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert all(end - start <= WHOLE for start, end in spans)
    assert _without_spaces("".join(low[start:end] for start, end in spans)) == _without_spaces(low)


def test_words_that_training_never_saw_are_heard_by_what_they_mean(triage: Triage) -> None:
    learnt = " ".join(plain(each.text) for each in (*read_accounts(), *read_statements()))
    unknown = "The constable bludgeoned me and fractured my cranium."
    assert "bludgeoned" not in learnt
    assert "cranium" not in learnt

    assert triage.read(unknown).grounds[GROUNDS.index("serious_assault")].established > 0.3


def test_the_examples_are_many_and_cover_all() -> None:
    accounts, statements = read_accounts(), read_statements()

    assert {name for account in accounts for name in account.categories} == set(CATEGORIES)
    assert {name for account in accounts for name in account.grounds} == set(GROUNDS)
    for ground in GROUNDS:
        assert sum(statement.ground == ground and statement.standing != NONE for statement in statements) >= 200
    texts = [plain(each.text) for each in (*accounts, *statements)]
    assert len(texts) == len(set(texts))


def test_nothing_that_is_learnt_from_is_in_the_examination(unseen: list[dict[str, Any]]) -> None:
    learnt = {plain(each.text) for each in (*read_accounts(), *read_statements())}

    assert not learnt & {plain(row["text"]) for row in unseen}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("- categories: [M]", "entry 1 needs a text"),
        ("- text: They left me.\n  categories: [Z]", "categories must be a list of some of"),
        ("- text: They left me.\n  categories: []", "needs at least one of the categories"),
        ("- text: They left me.\n  categories: [M]\n  ground: [x]", "a field that nobody reads: ground"),
        ("- text: They left me.\n  categories: [M]\n  grounds: [death]", "grounds must be a list of some of"),
        ("- text: [", "cannot be read"),
        ("text: They left me.", "must be a list"),
    ],
)
def test_accounts_that_cannot_be_learnt_from_are_named(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "some.yml").write_text(content, encoding="utf-8")

    with pytest.raises(TriageFault, match=r"some\.yml") as error:
        read_accounts(tmp_path)
    assert told in str(error.value)


def test_no_accounts_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(TriageFault, match="There are no accounts"):
        read_accounts(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("establishes: [He hit me.]", "must have the lists is_none, leaves_open, establishes"),
        ("establishes: [He hit me.]\nleaves_open: []\nis_none: [No.]", "each entry of leaves_open must be a text"),
        ("establishes: [{He: hit me}]\nleaves_open: [So.]\nis_none: [No.]", "each entry of establishes must be a text"),
    ],
)
def test_statements_that_cannot_be_learnt_from_are_named(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / f"{GROUNDS[0]}.yml").write_text(content, encoding="utf-8")

    with pytest.raises(TriageFault) as error:
        read_statements(tmp_path)
    assert told in str(error.value)
    assert GROUNDS[0] in str(error.value)


def test_a_model_survives_being_kept(triage: Triage, tmp_path: Path) -> None:
    triage.save(tmp_path)

    again = Triage.load(tmp_path)

    assert again.read("He took my watch and I never saw it again.") == triage.read(
        "He took my watch and I never saw it again."
    )
