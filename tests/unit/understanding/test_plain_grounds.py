"""Grounds that are plainly said are established, whoever did it and to whomever; what only sounds like one is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.understanding.account import read_account
from bot.understanding.grounds import (
    DEATH_OR_SERIOUS_INJURY,
    SERIOUS_ASSAULT,
    SERIOUS_CORRUPTION,
    SERIOUS_SEXUAL_OFFENCE,
)

ON = date(2026, 11, 22)
BOTH = (DEATH_OR_SERIOUS_INJURY, SERIOUS_ASSAULT)
DOERS = ("The officer", "A policeman", "One of your constables", "PC Smith", "Two officers", "The cops", "the sergeant")
SUFFERERS = (("me", "my"), ("my son", "his"), ("my mother", "her"), ("my friend", "his"))
DEEDS = {
    "broke {whose} arm": BOTH,
    "fractured {whose} skull": BOTH,
    "snapped {whose} wrist": BOTH,
    "cracked three of {whose} ribs": BOTH,
    "smashed {whose} jaw": (SERIOUS_ASSAULT,),
    "broke {whose} nose": (SERIOUS_ASSAULT,),
    "knocked {whom} unconscious": (SERIOUS_ASSAULT,),
    "knocked {whom} out cold": (SERIOUS_ASSAULT,),
    "knocked out two of {whose} teeth": (SERIOUS_ASSAULT,),
    "hit {whom} so hard that {whose} head needed seven stitches": (SERIOUS_ASSAULT,),
    "choked {whom} until {whose} eyes rolled and {whom} passed out": (SERIOUS_ASSAULT,),
    "left {whom} covered in bruises from head to foot": (SERIOUS_ASSAULT,),
    "raped {whom}": (SERIOUS_SEXUAL_OFFENCE,),
    "groped {whom}": (SERIOUS_SEXUAL_OFFENCE,),
    "sexually assaulted {whom}": (SERIOUS_SEXUAL_OFFENCE,),
    "put his hand between {whose} legs": (SERIOUS_SEXUAL_OFFENCE,),
    "forced {whom} to have sex with him": (SERIOUS_SEXUAL_OFFENCE,),
    "put his fingers inside {whom}": (SERIOUS_SEXUAL_OFFENCE,),
}
CORRUPT = (
    "took a bribe from the dealer", "asked me for £200 to drop the case", "planted drugs in my car",
    "stole £500 from my flat during the search", "lied under oath at my trial", "fabricated evidence against me",
    "sold my address to a newspaper", "took the cash he had seized and kept it", "made up a confession",
    "forged my signature on a statement", "accepted money to tip off the gang",
    "kept some of the seized drugs and sold them",
)  # fmt: skip
DEATHS = (
    "My brother died in custody at Brixton police station.", "My son died after officers restrained him.",
    "Police shot my brother dead.", "My dad died because the police did not come when we called 999.",
    "My mother was killed by a police car.", "My husband hanged himself in a police cell.",
    "She was murdered after the police ignored her calls.", "He died in the back of a police van.",
    "Officers knelt on my cousin and he stopped breathing and died.",
    "My friend was tasered by police and died in hospital.", "My daughter took her own life in your custody.",
    "They left him in the cell and in the morning he was dead.",
)  # fmt: skip
SUFFERED = {
    "My arm was broken by a police officer.": BOTH,
    "My son had his jaw broken by the police.": BOTH,
    "My wrist got broken while the police were handcuffing me.": (SERIOUS_ASSAULT,),
    "I was beaten unconscious by two officers.": (SERIOUS_ASSAULT,),
    "My teeth were knocked out by a policeman.": (SERIOUS_ASSAULT,),
    "I needed ten stitches after an officer hit me with a baton.": (SERIOUS_ASSAULT,),
    "I lost consciousness when an officer put me in a chokehold.": (SERIOUS_ASSAULT,),
    "I suffered a collapsed lung when the officers kicked me.": (DEATH_OR_SERIOUS_INJURY,),
    "I have lost the sight in one eye since the officer hit me.": (DEATH_OR_SERIOUS_INJURY,),
    "I was raped by a police officer.": (SERIOUS_SEXUAL_OFFENCE,),
    "My daughter was sexually assaulted by a constable.": (SERIOUS_SEXUAL_OFFENCE,),
    "Drugs were planted on me by an officer.": (SERIOUS_CORRUPTION,),
    "Money was stolen from my house by the officers who searched it.": (SERIOUS_CORRUPTION,),
}
AMONG_OTHERS = "It was on 3 May in Catford at about nine at night. {} I want to know what you will do about it."
NOT_A_GROUND = (
    "My father died last year and I am still grieving.", "My late husband was a policeman.",
    "I broke my arm as a child.", "I nearly died of shame.", "It is over my dead body that I pay.",
    "I was scared to death of him.", "A stranger broke my nose in March and I was there to report it.",
    "My neighbour knocked my tooth out and I wanted to report it.", "Nobody was hurt.", "He did not touch me.",
    "He never hit me.", "He said he would break my arm if I came back.", "He could have broken my arm.",
    "I have a bad back from a car crash in 2010.", "I am deaf in one ear.", "I am blind and use a stick.",
    "I use a wheelchair.", "My grandmother has a new hip.", "I had stitches from an operation.",
    "I was on my way to a funeral.", "Kent Police broke my arm in 2015.", "I gave the officer a cup of tea.",
    "Somebody stole £500 from my bag and I wanted to report it.", "My landlord took my money.",
    "I paid the fine of £60 at the post office.", "He took my laptop as evidence and gave me a receipt.",
    "He asked me if I had been drinking.", "He searched my pockets over my clothes.", "He broke the door of my car.",
    "He smashed my phone.", "It broke my heart.", "My dog was killed on the road.", "The wait nearly killed me.",
    "I have been dead tired since.", "I am epileptic but I was fine.",
)  # fmt: skip


def _told() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each deed by two of the doers to two of those who suffered, so that all of them are met."""
    for number, (deed, grounds) in enumerate(DEEDS.items()):
        for step in (0, 1):
            doer = DOERS[(2 * number + step) % len(DOERS)]
            whom, whose = SUFFERERS[(number + 2 * step) % len(SUFFERERS)]
            yield f"{doer} {deed.format(whom=whom, whose=whose)}.", grounds
    for number, deed in enumerate(CORRUPT):
        yield f"{DOERS[number % len(DOERS)]} {deed}.", (SERIOUS_CORRUPTION,)
    yield from ((text, (DEATH_OR_SERIOUS_INJURY,)) for text in DEATHS)
    yield from SUFFERED.items()


def _established(text: str) -> set[object]:
    found = read_account(text, ON).as_slots()["grounds_established"]
    assert isinstance(found, list)
    return set(found)


@pytest.mark.parametrize("around", ["{}", AMONG_OTHERS], ids=["alone", "among others"])
@pytest.mark.parametrize(("text", "grounds"), list(_told()))
def test_what_is_plainly_said_is_established(text: str, grounds: tuple[str, ...], around: str) -> None:
    assert set(grounds) <= _established(around.format(text))


@pytest.mark.parametrize("text", NOT_A_GROUND)
def test_what_only_sounds_like_a_ground_is_none(text: str) -> None:
    before = "The officer at the desk was rude to me and would not take my report."

    assert _established(f"{before} {text}") == set()
