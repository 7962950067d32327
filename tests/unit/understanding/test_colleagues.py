"""Whether the teller works for the police: by their own words, not denied and not somebody else's."""

from __future__ import annotations

import pytest

from bot.understanding.colleagues import serves


@pytest.mark.parametrize(
    "text",
    [
        "I'm a serving officer in the Met and my sergeant keeps touching me",
        "I am a PCSO at Brixton and another PC calls me names",
        "I work for the Met as police staff",
        "my sergeant told me to change my statement",
        "As a special constable I saw two PCs hit a man",
        "im a pc on response and my skipper made me lie",
    ],
)
def test_a_colleague_is_known(text):
    assert serves(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am not a police officer",
        "He said I am a police officer and pushed me",
        'he said "I\'m a police officer, get back"',
        "I'm a police officer's wife",
        "I work for the council",
        "I am a security officer at Tesco",
        "I'm a prison officer",
        "the sergeant told me to shut up",
        "my supervisor told me to complain",
    ],
)
def test_others_are_not(text):
    assert not serves(text)
