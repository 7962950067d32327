"""Sexual misconduct and corruption: told outright or between the lines, and what only sounds like either."""

from __future__ import annotations

import pytest

from bot.understanding.grounds import GROUNDS, find_grounds

_, _, SEXUAL, CORRUPT = GROUNDS


def _certain(text: str) -> set[str]:
    return {found.ground for found in find_grounds(text) if found.certain}


def _found(text: str) -> set[str]:
    return {found.ground for found in find_grounds(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The constable slid his hand inside my blouse and told me to hold still.",
        "He squeezed my bottom twice on the stairs at the station, the sergeant did.",
        "that copper stuck his fingers in me and called it a drugs search",
        "She grabbed me between the legs through my joggers, the policewoman, and laughed.",
        "What the officer did to me in that cell was not a search.",
        "The PC unzipped his trousers in the car and pushed my head down.",
        "My boyfriend is a police officer. I said no and he did it anyway.",
        "The detective slept with me while he was deciding whether my brother would be charged.",
        "The officer said I would get bail if I gave him a kiss in the toilets.",
        "He put his hand up my daughter's skirt. He is the schools officer.",
        "I woke up with my knickers on the floor and the policeman buckling his belt.",
        "The officer climbed into bed beside my gran when he came about the prowler.",
        "A detention officer made me undress for him and filmed me.",
        "He rubbed himself against me while he was cuffing me, the tall PC.",
        "The special forced himself on me in the stationery cupboard.",
        "He let me off the ticket and I had to do what he wanted in the lay-by.",
        "I was groped in the back of the van by a constable.",
        "The PC sat my niece on his lap and put his hand in her knickers.",
    ],
)
def test_sexual_acts_by_somebody_serving_are_established(text: str) -> None:
    assert SEXUAL in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "The officer on my case keeps texting me at night and wants to come round for a drink.",
        "He touched me during the search and I would rather not say where.",
        "My niece came home from the station and she will not say what the policeman did, she keeps washing.",
        "The policeman took liberties with me.",
        "I would like to talk to a woman about what happened with a sergeant.",
        "He had me lift my top for the photograph. It felt wrong.",
    ],
)
def test_what_may_be_a_sexual_act_is_asked_about(text: str) -> None:
    assert SEXUAL in _found(text)
    assert SEXUAL not in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "Two women searched me with the door shut, by the book, and nobody touched me.",
        "The officer put a hand on my shoulder and told me to sit.",
        "He winked at me from the van. Nothing else happened.",
        "My ex exposed himself to my sister and your desk would not take a report.",
        "My stepfather raped me and the detective never rang me back.",
        "I feel shafted by your whole department.",
        "He patted down my coat pockets and gave me a slip.",
        "They turned out the bed and the wardrobe looking for my nephew.",
        "He had his arm up behind my back and I could not move.",
        "She asked what colour my car was.",
    ],
)
def test_a_proper_search_a_remark_or_the_act_of_another_is_no_sexual_offence(text: str) -> None:
    assert SEXUAL not in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "I gave the sergeant two hundred quid and the charge was dropped.",
        "He said for a grand he could lose the file.",
        "We pay the PCSO forty pounds a week so he leaves our stall alone.",
        "The officers eat in our cafe for nothing and in return they never ticket the vans outside.",
        "PC Lomax took an envelope from the landlord and the next day they threw us out.",
        "It all came down to what it was worth to him, the sergeant asked me: what's it worth to you?",
        "He slipped a wrap under my seat out of his own glove, the officer.",
        "They found nothing, then he went back to his own car and they found a knife.",
        "The detective had typed up my confession before I sat down.",
        "They changed my statement so that it would match the officer's.",
        "Two officers swore in court that I was there, and they lied under oath.",
        "The officer wiped the footage because the other boy is his nephew.",
        "She told the witness what to say, that detective.",
        "The constable runs number plates for a garage at twenty quid a go.",
        "Somebody at the station sold my new address to a gang for money.",
        "The officer warned the dealer about the raid and got a watch for it.",
        "The sergeant pocketed my rings when he searched the bedroom.",
        "My seized trainers are on Vinted and the seller is the constable.",
        "I saw two of them share out my tobacco on the bonnet.",
        "They took an ounce off me and booked in a gram.",
        "The officer paid a boy to lie about me.",
        "He pinned a burglary on my brother to get the figures up, the DS.",
    ],
)
def test_the_office_used_for_gain_or_friends_is_established(text: str) -> None:
    assert CORRUPT in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "My money was a hundred short when I got it back.",
        "The page I signed is missing from the file.",
        "The officer told me these things can be sorted, and looked at my watch.",
        "My necklace is not on the list and I cannot find it.",
        "Somebody in the police told my ex where I moved to.",
        "The inspector plays golf with the man I reported.",
        "What is in my statement is not what I said.",
    ],
)
def test_what_may_be_corruption_is_asked_about(text: str) -> None:
    assert CORRUPT in _found(text)
    assert CORRUPT not in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "I paid the fine at the court and I have the receipt, but he was rude.",
        "They took my laptop, gave me a numbered receipt and never rang.",
        "The parking charge is daylight robbery.",
        "He planted himself in my doorway.",
        "I was robbed at the bus stop and nobody came.",
        "The officer bought his own coffee while I waited.",
        "My bags got swapped by mistake and were swapped back in an hour.",
        "He refused the tip I offered him, quite right too.",
        "A fake policeman on the phone got four grand out of my nan.",
        "The officer wrote my name wrong and put it right with me watching.",
        "They buried my dog before I could see him.",
    ],
)
def test_a_fine_a_mistake_or_talk_is_no_corruption(text: str) -> None:
    assert CORRUPT not in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "The officer said he would drop the charge if I slept with him.",
        "He told me it was sexual favours or a charge, the sergeant.",
    ],
)
def test_sex_asked_for_the_use_of_the_office_counts_though_it_is_only_said(text: str) -> None:
    assert SEXUAL in _certain(text)
