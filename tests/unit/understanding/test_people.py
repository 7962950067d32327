"""Promises of the reader of people: whom it happened to, and who tells of it for another."""

from __future__ import annotations

import pytest

from bot.understanding.people import find_affected

CASES: list[tuple[str, str | None, str | None]] = [
    ("My wife is Polish. The officer told her to go home.", "behalf", None),
    (
        "Your officers lost what my daughter gave. She was robbed, they laughed at her and shut the file.",
        "behalf",
        None,
    ),
    ("I am a carer for my mum. A PC stopped me and called me names.", "affected", None),
    ("My ex called the police on me. They believed her and arrested me.", "affected", None),
    ("My flatmate and I were stopped. They let him go and searched me.", None, None),
    (
        "My daughter's fifteen. Yesterday she was taken out of class by two officers and made to empty her pockets.",
        "behalf",
        None,
    ),
    (
        "My husband is a minicab driver. A PC put his head in and called him a thick foreigner.",
        "behalf",
        None,
    ),
    ("Son's name is Idris, he is twelve. An officer twisted his ear outside the library.", "behalf", "Idris"),
    ("A policeman's elbow took out our Kieran's tooth at the match.", "behalf", "Kieran"),
    ("My friend won't report so I will. Two constables pushed her off her scooter and laughed at her.", "behalf", None),
    (
        "My late husband was a quiet man. The police came for him at dawn and they dragged him out in his pyjamas.",
        "behalf",
        None,
    ),
    ("They took my aunty Linh last Monday, she has papers. The officers would not look at them.", "behalf", "Linh"),
    ("My driver paid his tax. Police still seized his van and fined him.", "behalf", None),
    (
        "I am the key worker of Mr Winston Achebe. On Sunday officers restrained him in the lounge.",
        "behalf",
        "Mr Winston Achebe",
    ),
    (
        "Mrs Ferreira from number nine is 81 and asked me to write. A constable called her a liar.",
        "behalf",
        "Mrs Ferreira",
    ),
    ("My nan is 84. The PC shouted at her and would not let her sit down.", "behalf", None),
    (
        "Our grandson was on his way home from training. Officers put him against a fence and searched him.",
        "behalf",
        None,
    ),
    ("My lad's 16. Feds jumped out on him and cuffed him for nothing.", "behalf", None),
    ("I manage a hostel. One of our residents was asleep when police came and pulled her out of bed.", "behalf", None),
    ("My mum was with me when the officer searched me.", "affected", None),
    ("An officer pushed me. My brother was at home.", "affected", None),
    ("My friend gave me his car and police stopped me and searched me. They said he stole it.", "affected", None),
    ("My wife called 101 but nobody came and the officer told me to stop wasting time.", "affected", None),
    ("I saw two officers push a homeless man into the road. I don't know him.", "witness", None),
    ("From my window I watched a PC kick a boy who was on the floor.", "witness", None),
    ("They arrested my son and then they pushed me and searched me and I was handcuffed.", None, None),
    ("Police came to our house. They shouted at my wife and they shoved me.", None, None),
    ("My husband hits me. I told the officer and he laughed at me.", "affected", None),
    ("My neighbour threw a brick at me and the police did nothing when I rang.", "affected", None),
    ("He grabbed me and I told him to stop. My sister saw it.", "affected", None),
]


@pytest.mark.parametrize(("text", "role", "name"), CASES, ids=[text[:30] for text, _, _ in CASES])
def test_the_one_whom_the_police_dealt_with_is_the_one_affected(text: str, role: str | None, name: str | None) -> None:
    affected = find_affected(text)

    assert (affected.role, affected.name.words if affected.name and role else None) == (role, name)


@pytest.mark.parametrize(
    "text",
    [
        "My wife is a nurse. An officer leaned in at her and said something foul.",
        "My brother was stabbed by a stranger. Police never came, and I rang and rang.",
        "Police raided my house and arrested my son.",
    ],
)
def test_where_it_is_in_doubt_it_is_asked(text: str) -> None:
    affected = find_affected(text)

    assert (affected.role, affected.role_in_doubt, affected.somebody_else) == (None, True, True)


def test_what_a_civilian_did_to_a_relative_is_not_the_polices_deed() -> None:
    affected = find_affected("My sister was hit by her boyfriend. I rang and the officer laughed at me.")

    assert affected.role != "behalf"
