"""Grounds for referral: what is said plainly is found, what is open is asked, and what is neither is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.grounds import GROUNDS, find_grounds

DSI, ASSAULT, SEXUAL, CORRUPT = GROUNDS


def _certain(text: str) -> set[str]:
    return {found.ground for found in find_grounds(text) if found.certain}


def _open(text: str) -> set[str]:
    return {found.ground for found in find_grounds(text) if not found.certain}


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("An officer shoved me into the railings and broke my wrist.", {DSI, ASSAULT}),
        ("two pcs pinned me and one kneeled on me, hospital said i got 2 fractured ribs", {DSI, ASSAULT}),
        ("PC Harlow twisted my arm until I heard it snap. They put a plate and six screws in.", {DSI, ASSAULT}),
        ("I was knocked out by an officer with his baton.", {ASSAULT}),
        ("The officer kicked me in the mouth and I lost a front tooth.", {ASSAULT}),
        ("They slammed my face on the bonnet. Nine stitches in my eyebrow.", {ASSAULT}),
        ("The officers beat me and my back was black and blue.", {ASSAULT}),
        ("He had his arm round my throat until everything went black, this was the officer in the van.", {ASSAULT}),
        ("My brother died in custody at Brixton police station.", {DSI}),
        ("A police car hit my son and he has a broken leg.", {DSI}),
        ("My mum was left in the cell for nine hours without her insulin and she had a stroke.", {DSI}),
        ("They chased my cousin's moped and he came off. He is on a ventilator.", {DSI}),
    ],
)
def test_serious_harm_by_the_police_is_established(text: str, grounds: set[str]) -> None:
    assert _certain(text) >= grounds


@pytest.mark.parametrize(
    "text",
    [
        "I rang 999 three times. They didn't come and he broke my arm.",
        "My sister was murdered after the police ignored her calls for months.",
        "If they had come when I rang, my dad would still be alive.",
        "Dad rang to say somebody was in the garden. Nobody was sent until the morning and he was gone by then.",
    ],
)
def test_serious_harm_because_the_police_did_not_act_is_established(text: str) -> None:
    assert DSI in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "The custody officer put his fingers inside me.",
        "PC Harlow groped my breasts when he searched me.",
        "The sergeant pushed his hand down my knickers.",
        "The detective on my case said he would try harder if I slept with him, so I did.",
    ],
)
def test_sexual_acts_by_an_officer_are_established(text: str) -> None:
    assert SEXUAL in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "They planted the knife in my bag.",
        "The officer asked for £300 to make the ticket go away.",
        "I paid him £200 to drop it, the officer I mean.",
        "The sergeant sold my address to my ex for money.",
        "They counted £900 in the drawer. The receipt says £600.",
        "DC Birch fabricated evidence against my son.",
        "I saw him take a bag out of his own vest and put it under my seat, that officer.",
    ],
)
def test_corruption_is_established(text: str) -> None:
    assert CORRUPT in _certain(text)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("PC Harlow shoved me and my wrist is bruised.", ASSAULT),
        ("The officer grabbed me by the arm and it is a bit red.", ASSAULT),
        ("I thought my arm was broken because the officer twisted it so hard.", DSI),
        ("that was not a proper search, he touched me where he should not.", SEXUAL),
        ("She strip searched me with the door open.", SEXUAL),
        ("I don't think he is a straight officer.", CORRUPT),
        ("The footage has gone missing.", CORRUPT),
        ("A police car door knocked me off my bike and I am waiting for an X-ray.", DSI),
        ("My brother died and the police told me on my doorstep as if it was nothing.", DSI),
    ],
)
def test_what_the_words_leave_open_leads_to_the_question(text: str, ground: str) -> None:
    assert ground in _open(text)
    assert ground not in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "The officer was dead rude and then my phone died.",
        "I was scared to death when they knocked.",
        "I nearly died of embarrassment in front of my neighbours.",
        "He could have killed me, the way he drove that van.",
        "The officer threatened to break my legs.",
        "They broke my front door and it broke my heart.",
        "The officer broke down the door.",
        "It's killing me that nobody rings back.",
        "He didn't break anything and nobody was hurt.",
        "My husband died last year and the officer was rude to me about his things.",
        "My late wife always spoke well of you. The man on the desk kept me waiting two hours.",
        "My ex-husband broke my arm years ago. Last week the officer laughed at me.",
        "I broke my leg at football two years ago, so I walk slowly, and the officer told me to hurry up.",
        "I was raped by my ex and the detective never rang me back.",
        "The officer was rude to me at the front counter.",
        "They took my phone and never gave it back.",
        "I was stopped and searched and got no receipt.",
        "My son broke his arm coming off a ladder. In the cells they forgot his painkiller for an hour.",
        "She was in stitches laughing at me.",
        "No bones were broken, thank goodness, but he pushed me.",
    ],
)
def test_figures_of_speech_denials_and_old_losses_establish_nothing(text: str) -> None:
    assert _certain(text) == set()


def test_a_denied_injury_after_force_is_no_open_assault() -> None:
    assert _open("The officer pushed me but nobody was hurt.") == set()


def test_grounds_come_in_the_order_of_the_contract_one_each() -> None:
    text = "He planted the knife in my bag, groped my breasts, broke my arm, officer Harlow, and kicked me unconscious."
    grounds = [found.ground for found in find_grounds(text)]
    assert grounds == [ground for ground in GROUNDS if ground in grounds]
    assert len(grounds) == len(set(grounds))


@given(st.text(max_size=300))
def test_the_words_of_a_ground_lie_in_the_text(text: str) -> None:
    for found in find_grounds("The officer broke my arm. " + text):
        assert ("The officer broke my arm. " + text)[found.start : found.end] == found.words


@pytest.mark.parametrize(
    "text",
    [
        "I want to report a theft. The officer took £90 out of my purse when she searched me and kept it.",
        "An officer took my wallet and never gave it back.",
        "The sergeant took the cash from the drawer and put it in his pocket.",
        "My watch was stolen by a police officer.",
        "the copper nicked twenty quid off me",
    ],
)
def test_money_that_an_officer_took_and_kept_is_corruption(text: str) -> None:
    assert CORRUPT in _certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "The constable took the cash from my drawer.",
        "Officers kept 60 quid that was in my jacket.",
        "The police took my headphones and never gave them back.",
    ],
)
def test_money_taken_or_goods_kept_are_asked_about(text: str) -> None:
    assert CORRUPT in _open(text)


@pytest.mark.parametrize(
    "text",
    [
        "The officer took my statement and kept me waiting.",
        "My phone was taken by the police as evidence.",
        "The police took my tablet when they arrested me and I still haven't got it back.",
        "My ex took my money and the police were slow.",
        "The officer nicked me for shoplifting.",
    ],
)
def test_what_is_not_money_taken_by_the_police_is_no_corruption(text: str) -> None:
    assert CORRUPT not in {found.ground for found in find_grounds(text)}


@pytest.mark.parametrize("text", ["ok he is gone. officers came and were rude.", "My lodger is gone. The police came."])
def test_gone_alone_is_no_death(text: str) -> None:
    assert DSI not in {found.ground for found in find_grounds(text)}


@pytest.mark.parametrize(
    "text",
    [
        "I saw an officer shove an elderly woman off the kerb.",
        "I watched a policeman kick a boy in Bow.",
        "The officer pushes her and she goes over.",
        "A constable slapping a homeless man.",
    ],
)
def test_force_seen_is_force_in_whatever_form_it_is_told(text: str) -> None:
    assert ASSAULT in {found.ground for found in find_grounds(text)}


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("The sergeant slammed the hatch on my fingers and two of them are broke.", {DSI, ASSAULT}),
        ("he kneed me so hard my ribs went crack, copper in bethnal green", {DSI, ASSAULT}),
        ("police brok my nose outside the kebab shop", {DSI, ASSAULT}),
        ("Officer Grant twisted my elbow and now there are pins in it.", {DSI, ASSAULT}),
        ("My gran was knocked flat by an officer and has a new hip because of it.", {DSI, ASSAULT}),
        ("the fed stamped on my foot and its fracchered in 3 places", {DSI, ASSAULT}),
        ("They had to plate my cheekbone after the officer headbutted me.", {DSI, ASSAULT}),
        ("An officer hit him with the baton and his elbow shattered.", {DSI, ASSAULT}),
        ("The officer bent my thumb until it dislocated.", {DSI, ASSAULT}),
        ("A constable kicked me in the back and I lost a kidney.", {DSI}),
        ("Their dog took a lump out of my calf, you could see the bone.", {DSI}),
        ("Since the officer had me in that hold I have nerve damage in my arm.", {DSI}),
        ("They tasered my uncle on a wall, he fell and he is paralysed from the waist down.", {DSI}),
        ("I told the custody sergeant I was having a stroke and he laughed. I can't speak properly any more.", {DSI}),
        ("I miscarried in the cell after they put me face down.", {DSI}),
        ("They chased him on his moped and he went under a lorry. He was pronounced dead at the scene.", {DSI}),
        ("They would not give my son his inhaler in the cell and he stopped breathing.", {DSI}),
        ("Nobody looked in on her all night and she was found hanging in her cell.", {DSI}),
        ("I rang 999 five times, it was graded low, and he murdered my sister that night.", {DSI}),
        ("Your officers let my brother out of custody without his medication. We buried him on Friday.", {DSI}),
        ("My dad went into your custody well and came home in a coffin.", {DSI}),
        ("Officers sat in the van and watched while my cousin bled to death.", {DSI}),
        ("If the call had been answered my mum would still be alive. I rang 999.", {DSI}),
        ("The policeman's fist knocked two of my teeth out.", {ASSAULT}),
        ("An officer punched me and I was out cold for a minute.", {ASSAULT}),
        ("He choked me until everything went black, this copper.", {ASSAULT}),
        ("police shoved me into a lamp post, seven stiches over my eye", {ASSAULT}),
        ("PC Dale hit me with his torch and they glued my head shut at the Royal London.", {ASSAULT}),
        ("The officers kicked me and I am black and blue from my neck to my hips.", {ASSAULT}),
        ("the officer hit me from behind, next thing i remember is the ambulance", {ASSAULT}),
        ("An officer ripped my braids out and a clump of my hair is missing.", {ASSAULT}),
        ("I was slammed on the floor by an officer and got concusion.", {ASSAULT}),
    ],
)
def test_harm_is_known_by_its_consequences_and_in_every_spelling(text: str, grounds: set[str]) -> None:
    assert _certain(text) >= grounds


@pytest.mark.parametrize(
    "text",
    [
        "My dog died in the spring and the officer was rude about it.",
        "My mum died of cancer in May and the officer at the desk was short with me.",
        "I broke my wrist skating, and the officer still told me to carry the boxes.",
        "A bouncer broke my nose and your officer would not take a statement.",
        "I have had a plate in my leg since 2009 and they made me stand for an hour.",
        "My neighbour headbutted me and knocked a tooth out. The officer laughed.",
        "They nearly broke my arm.",
        "The sergeant said he would break my jaw.",
        "He is blind drunk most days, that neighbour, and the police do nothing.",
        "The constable told me to buy a blind.",
        "The officer turned a blind eye to the parking.",
        "You have buried my complaint.",
        "On the news they said a man died in custody in Leeds.",
        "I am deaf and the officer would not write anything down.",
        "My grandad lost his leg in the war. The officer told him to hurry up.",
        "The officer slammed the file shut and my heart stopped when he shouted.",
        "He dragged my name through the mud, that detective.",
        "I saw a video of police beating a man in Chicago.",
        "It was my pride that took a beating when they marched me out.",
        "Somebody is going to get killed by that police driver one day.",
    ],
)
def test_another_time_another_doer_or_a_manner_of_speaking_establishes_no_harm(text: str) -> None:
    assert _certain(text).isdisjoint({DSI, ASSAULT})


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("My wrist has been in agony since the officer yanked the cuffs, I'm waiting for an x-ray.", DSI),
        ("They took my brother from the cell in an ambulance and nobody will tell us how he is.", DSI),
        ("He passed away two days after he left your custody, I don't know if the two are connected.", DSI),
        ("Something popped in my shoulder when the officers put me down.", DSI),
        ("The officer hit me and my lip is split.", ASSAULT),
        ("There was blood all over my face when the officers had finished.", ASSAULT),
        ("My jaw has been clicking since that constable slapped me.", ASSAULT),
        ("My daughter came home from the police station with marks on her arms.", ASSAULT),
    ],
)
def test_harm_of_unknown_weight_or_cause_leads_to_the_question(text: str, ground: str) -> None:
    assert ground in _open(text)
