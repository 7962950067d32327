"""Allegations: each category is reached by its own kind of account."""

from __future__ import annotations

import pytest

from bot.policy.vocabulary import STANDARD_CATEGORIES
from bot.understanding.allegations import find_allegations
from bot.understanding.cues import read_data
from bot.understanding.grounds import find_grounds

TYPICAL = {
    "A": "He broke my arm with his baton.",
    "B": "He groped me during the search.",
    "C": "An officer pushed me against the wall.",
    "D": "The same officer has stopped me six times and threatened to arrest me.",
    "E": "I was arrested for nothing and released without charge the next day.",
    "F": "He called me a racist name and said go back to your country.",
    "G": "He lied in his statement: he wrote that I had swung a punch and the CCTV shows I did not.",
    "H": "He asked for £300 to drop the ticket.",
    "J": "They kept my laptop for two years and I still haven't got it back.",
    "K": "I was stopped and searched outside the shop and got no slip.",
    "L": "They broke down our door with the wrong address on the warrant.",
    "M": "In the cell they would not let me call a solicitor and I had no water.",
    "N": "They took my fingerprints and my photo for no reason.",
    "P": "My interview wasn't recorded, he turned off the tape.",
    "Q": "They took the neighbour's side and never asked for my version.",
    "R": "They broke the PACE codes of practice.",
    "S": "Nobody has rung me back about my burglary and the case was closed.",
    "T": "He refused to give his name or shoulder number.",
    "U": "The officer was rude and swore at me.",
    "V": "The police car jumped a red light with no siren.",
    "X": "PC Harlow told my ex where I live.",
    "Y": "The detective kept texting me and asked me out for a drink.",
}


@pytest.mark.parametrize(("category", "text"), TYPICAL.items())
def test_a_typical_account_is_put_in_its_category_first(category: str, text: str) -> None:
    allegations = find_allegations(text, find_grounds(text))
    assert allegations[0].category == category
    assert allegations[0].words


def test_every_category_of_the_contract_has_cues() -> None:
    assert tuple(sorted(read_data("understanding/allegations.yml"))) == tuple(sorted(STANDARD_CATEGORIES))


def test_several_allegations_are_ranked_by_confidence() -> None:
    text = "They searched me for no reason, swore at me, and kept my phone, which I still haven't got back."
    allegations = find_allegations(text)
    assert {"K", "U", "J"} <= {entry.category for entry in allegations}
    confidences = [entry.confidence for entry in allegations]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence <= 1 for confidence in confidences)


def test_what_is_denied_is_not_alleged() -> None:
    assert find_allegations("The officer was not rude.") == ()


def test_words_that_allege_nothing_give_nothing() -> None:
    assert find_allegations("The sky was blue on Monday.") == ()
