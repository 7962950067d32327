"""Promises of the date reader for days told in passing: no month, no sentence, a feast, another thing's date."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.dates import incident_date

CASES = [
    ("On the 29th that sergeant shoved me.", date(2026, 11, 22), "2026-10-29"),
    ("On the 29th they held me for ten hours.", date(2027, 3, 5), "2027-01-29"),
    ("On the 29th they held me for ten hours.", date(2028, 3, 5), "2028-02-29"),
    ("On the 31st officers tipped out my bag.", date(2027, 1, 4), "2026-12-31"),
    ("Two PCs barged in. It was the 12th that was.", date(2026, 5, 20), "2026-05-12"),
    ("My appeal was refused by your inspector. Decision came the 11th.", date(2027, 2, 3), "2027-01-11"),
    ("Night of 7/11, a constable called me scum.", date(2026, 11, 22), "2026-11-07"),
    ("Night of 29/1 the van stopped us.", date(2027, 1, 30), "2027-01-29"),
    ("3/12. Two officers took my bike.", date(2027, 1, 2), "2026-12-03"),
    ("A PC knocked my tea over and laughed. June, the week of the school fair.", date(2027, 2, 1), "2026-06"),
    ("Cops tore up my tent by the canal, october.", date(2026, 11, 22), "2026-10"),
    ("An officer swore at me in July.", date(2027, 1, 9), "2026-07"),
    ("Officer called me a liar. Mile End station, 2023.", date(2026, 11, 22), "2023"),
    ("It was back in 2024, the year I retired, that police broke my gate.", date(2027, 6, 1), "2024"),
    ("Sunday last a policeman followed me home.", date(2026, 11, 25), "2026-11-22"),
    ("Last week, on the Tuesday, police came to the wrong flat.", date(2026, 11, 27), "2026-11-17"),
    ("A fortnight ago on the Wednesday an officer grabbed me.", date(2026, 11, 25), "2026-11-11"),
    ("The Friday before Easter they searched my van.", date(2027, 4, 20), "2027-03-26"),
    ("The Saturday before Christmas a constable pushed my pram.", date(2027, 1, 6), "2026-12-19"),
    ("The Monday after Easter, police pulled me over.", date(2027, 5, 1), "2027-03-29"),
    ("A PCSO shouted at me on Good Friday.", date(2028, 4, 20), "2028-04-14"),
    ("Maundy Thursday, a sergeant slammed the hatch on me.", date(2027, 4, 1), "2027-03-25"),
    ("On Shrove Tuesday the police searched my rucksack.", date(2028, 3, 10), "2028-02-29"),
    ("Officers kept my phone on Christmas Eve.", date(2027, 1, 1), "2026-12-24"),
    ("A constable spat at my feet on 3 March 2027. I saw my GP 2 days later.", date(2027, 3, 20), "2027-03-03"),
    ("Sergeant hung up on me. 'I can't do it today, love,' he said. 13th oct.", date(2026, 11, 22), "2026-10-13"),
    ('He laughed: "we nick people like you on New Year\'s Eve". 2 Jan 2027.', date(2027, 1, 8), "2027-01-02"),
    ("The court order was binned in July. On 2 October police still dragged me out.", date(2026, 11, 22), "2026-10-02"),
    ("I asked for the footage on 9 November. The officer kneed me on 1 November.", date(2026, 11, 22), "2026-11-01"),
    ("I did jury service in 2019. On 4 February a PC tripped me up.", date(2028, 2, 29), "2028-02-04"),
    ("Police searched me on 29 February.", date(2027, 1, 2), "2024-02-29"),
    ("Police stopped me on 31 December.", date(2028, 1, 1), "2027-12-31"),
]


@pytest.mark.parametrize(("account", "received", "expected"), CASES)
def test_a_day_told_in_passing_is_the_incidents(account: str, received: date, expected: str) -> None:
    found = incident_date(account, received)

    assert found is not None
    assert found.value == expected


@pytest.mark.parametrize(
    "account",
    [
        "The 2nd, a tall one, laughed.",
        "May I ask who was in charge?",
        "He was on the 3rd floor with the officers.",
        "She may. The officer may not.",
        "I gave it 1/2 a chance.",
        "The officer said 'we don't do that today'.",
    ],
)
def test_a_number_a_verb_and_what_is_quoted_are_no_date(account: str) -> None:
    assert incident_date(account, date(2027, 1, 2)) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("PC Lunt gave evidence at my trial on 6 October and told the jury that I had owned up.", "2026-10-06"),
        ("I attended Catford station by appointment on 9 November and nobody knew of it.", "2026-11-09"),
        ("My trial was on 6 October and it went well. He pushed me.", None),
    ],
)
def test_what_the_police_did_on_an_occasion_happened_then(text: str, day: str | None) -> None:
    found = incident_date(text, date(2026, 11, 22))

    assert (found.value if found else None) == day
