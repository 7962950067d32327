"""Rules and training weighed together: what words establish stays, what training hears is added or asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.allegations import MOST, Scored
from bot.understanding.grounds import GROUNDS, GroundFound
from bot.understanding.triage import Impression, Sounds
from bot.understanding.triage.examples import CATEGORIES
from bot.understanding.weighing import LEAST, weigh_allegations, weigh_grounds

TEXT = "They hit me and then they laughed."
EVEN = dict.fromkeys(CATEGORIES, 1 / len(CATEGORIES))


def _impression(established: float, opened: float) -> Impression:
    return Impression(EVEN, tuple(Sounds(ground, established, opened, 5, 11) for ground in GROUNDS))


def _rule(ground: str, certain: bool) -> GroundFound:
    return GroundFound(ground, certain, TEXT[0:8], 0, 8)


def _unheard(words: str, ground: str) -> float:
    return 0.0


chances = st.floats(0, 1)


@given(st.sets(st.sampled_from(GROUNDS)), st.sets(st.sampled_from(GROUNDS)), chances, chances, st.booleans())
def test_no_ground_that_rules_found_is_lost(
    certain: set[str], possible: set[str], established: float, opened: float, ours: bool
) -> None:
    found = [_rule(ground, True) for ground in certain] + [_rule(ground, False) for ground in possible - certain]

    weighed = {
        each.ground: each
        for each in weigh_grounds(found, _impression(established, opened), TEXT, _unheard, ours=ours, complained=True)
    }

    assert certain | possible <= set(weighed)
    assert list(weighed) == [ground for ground in GROUNDS if ground in weighed]
    assert all(TEXT[each.start : each.end] == each.words for each in weighed.values())
    assert ours or not any(each.certain for each in weighed.values())


@pytest.mark.parametrize(
    ("rule", "established", "opened", "expected"),
    [
        (None, 0.1, 0.3, None),
        (None, 0.1, 0.8, False),
        (None, 0.98, 0.99, True),
        (False, 0.05, 0.2, False),
        (False, 0.99, 0.99, True),
        (True, 0.3, 0.3, True),
        (True, 0.005, 0.6, False),
    ],
    ids=str,
)
def test_a_ground_is_none_open_or_established(
    rule: bool | None, established: float, opened: float, expected: bool | None
) -> None:
    found = [] if rule is None else [_rule(GROUNDS[0], rule)]

    weighed = {
        each.ground: each.certain
        for each in weigh_grounds(found, _impression(established, opened), TEXT, _unheard, ours=True, complained=True)
    }

    assert weighed.get(GROUNDS[0]) is expected


def test_the_words_of_rules_decide_between_categories_that_sound_alike() -> None:
    shares = EVEN | {"M": 0.3, "E": 0.3}

    best = weigh_allegations([Scored("E", 0.6, ("no reason to arrest me",))], shares)[0]

    assert (best.category, best.words) == ("E", ("no reason to arrest me",))
    assert best.confidence == pytest.approx(0.505)


@given(st.lists(st.floats(0.001, 1), min_size=len(CATEGORIES), max_size=len(CATEGORIES)))
def test_there_is_always_a_category_and_never_too_many(weights: list[float]) -> None:
    shares = {name: weight / sum(weights) for name, weight in zip(CATEGORIES, weights, strict=True)}

    weighed = weigh_allegations([], shares)

    assert 1 <= len(weighed) <= MOST
    assert all(0 <= each.confidence < 1 for each in weighed)
    assert all(each.confidence >= LEAST for each in weighed[1:])
    assert shares[weighed[0].category] == pytest.approx(max(shares.values()), abs=0.001)


def test_what_one_sentence_says_plainly_is_not_lost_among_others() -> None:
    found = [_rule(GROUNDS[0], True)]

    weighed = weigh_grounds(
        found, _impression(0.0, 0.1), TEXT, lambda words, _: 0.9 * (words == TEXT), ours=True, complained=True
    )

    assert [each.certain for each in weighed] == [True]
