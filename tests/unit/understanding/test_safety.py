"""Danger said outright is found wherever it stands; figures of speech, denials and the past are not danger now."""

from __future__ import annotations

import pytest

from bot.understanding.safety import danger
from bot.understanding.triage.examples import read_accounts

DESPAIR = (
    "I want to die",
    "i wnt to die",
    "i wanna die tbh",
    "I just want to be dead",
    "i cant do this anymore",
    "I can't do this any more",
    "i carnt go on",
    "i cant go on like this anymore",
    "I don't want to be alive",
    "dont wanna be here no more",
    "I dont see the point in living",
    "whats the point in being alive",
    "there is nothing left for me to live for",
    "I'm going to kill myself",
    "im gona kill meself",
    "i will kill my self tonight",
    "I have been thinking about killing myself",
    "thinking of ending it all",
    "I've had enough of life",
    "I'm thinking about suicide",
    "im feeling suicidle",
    "i feel suicidal since this happened",
    "I'd be better off dead",
    "everyone would be better off without me",
    "my kids would be better off without me",
    "I have taken all my tablets",
    "ive took a load of pills",
    "just swallowed 40 paracetamol",
    "I've cut my wrists",
    "im cutting again",
    "I keep hurting myself because of it",
    "I've been self harming since they arrested me",
    "ive started self harm again",
    "I am standing on the bridge",
    "im on the roof and im gonna jump",
    "I feel like jumping in front of a train",
    "I'm going to hang myself",
    "I've got a rope",
    "I wrote my goodbye letters",
    "this is goodbye",
    "i want it all to stop i want to sleep and never wake up",
    "I wish I wasn't here anymore",
    "I wish I hadn't woken up this morning",
    "some days I think about not being here",
    "I can't live like this",
    "i don't want to live with this any longer",
    "it was on 3 May in Brixton and the officer called me a liar, and since then i just want to end my life",
    "They searched me on Rye Lane. I can't sleep. I've thought about ending things.",
    "no reason to carry on living",
    "My son says he wants to kill himself since the arrest",
    "my daughter is suicidal because of what they did",
    "im done with life",
    "life isnt worth living any more",
    "I don't think I can keep myself safe tonight",
    "im not safe on my own tonight",
    "I'm scared of what I might do to myself",
    "might as well be dead",
    "i have been planning how to end my life",
    "sometimes i think abt killin myself",
    "want to kms",
    "I want 2 end it",
    "I tried to kill myself last night",
    "I nearly jumped off the bridge yesterday",
    "ready to end it all",
    "i need to die",
)

DANGER_NOW = (
    "help he's got a knife",
    "theres a man outside with a knife right now",
    "he is trying to get in my house now",
    "someones breaking in right now",
    "hes kicking my door in",
    "my ex is outside and he's got a hammer",
    "he is going to kill me",
    "hes gonna kill us please help",
    "please send someone now",
    "send police now",
    "i need the police right now",
    "I need an ambulance",
    "call an ambulance hes not breathing",
    "she isnt breathing",
    "my baby has stopped breathing",
    "he's unconscious and bleeding",
    "theres blood everywhere help",
    "im being attacked",
    "I am being followed right now",
    "a man is following me home right now",
    "someone is stabbing my brother",
    "they are beating him up outside right now",
    "there's been a stabbing outside my house",
    "i've been stabbed",
    "ive just been stabbed",
    "my husband is hitting me right now",
    "he's hurting my mum help",
    "he has locked me in and wont let me out",
    "I'm locked in the bathroom and he is outside the door",
    "we are hiding in the bedroom",
    "there's a burglar downstairs",
    "someone is in my house",
    "the building is on fire",
    "my flat's on fire",
    "theres a bomb on the train",
    "a man with a gun is in the shop",
    "he's pointing a gun at us",
    "my friend has collapsed and wont wake up",
    "she's taken an overdose",
    "my dad is having a heart attack",
    "he is about to jump off the bridge",
    "im in danger right now",
    "i am not safe here he is coming back",
    "he says he will kill me tonight",
    "they're going to kill my son",
    "my daughter has been kidnapped",
    "help me please hes here",
    "emergency help",
    "its an emergency",
    "this is an emergency please",
    "kids are screaming next door and i can hear him hitting them",
    "theres a fight with knives outside now",
    "car crash outside people trapped",
    "someone is dying here",
    "he's strangling her",
    "I complained in May about PC Reid. Please hurry there is someone breaking in to my flat now",
    "PLEASE HELP HE IS IN THE HOUSE",
    "sum1 is tryin 2 get in my house rite now",
    "he as a nife",
    "hes got a nife n hes outside",
)

NEITHER = (
    "I nearly died of shame",
    "it was an emergency response",
    "the emergency services were called",
    "I was dying to know",
    "I laughed so much I nearly died",
    "my feet are killing me",
    "the wait is killing me",
    "it killed me to apologise",
    "the officer had a knife on his belt",
    "he threatened to kill me last year",
    "my ex tried to kill me in 2019 and you did nothing",
    "my brother died in custody",
    "my brother took his own life in your cells",
    "my dad killed himself two years ago",
    "the officer said I was suicidal but I wasn't",
    "they put me on suicide watch for no reason",
    "I am not suicidal, I am angry",
    "I would never hurt myself",
    "I don't want to kill anyone I just want an apology",
    "I called an ambulance and it took an hour",
    "the ambulance came at nine",
    "the paramedics were lovely",
    "they said they would send police but nobody came",
    "someone broke into my house in March",
    "a man was stabbed outside my shop last week and I gave a statement",
    "I was attacked by an officer",
    "the police broke my door down",
    "the officer was breaking down my door and shouting",
    "he was not breathing when they found him",
    "they knelt on him until he stopped breathing",
    "she was unconscious when the ambulance came",
    "there was blood everywhere and the officer laughed",
    "the house was on fire and the police stood there",
    "I was being followed by a police car",
    "police keep following me",
    "he pointed a gun at me, the officer, on 3 May",
    "I was hiding in the bathroom when they came in",
    "the officer locked me in the van",
    "the emergency number was engaged",
    "emergency exit was blocked by a police car",
    "I parked there in an emergency",
    "emergency accommodation was refused",
    "Is this only for emergencies?",
    "I can't do this form, it keeps crashing",
    "I can't take it any further with the council",
    "I can't go on holiday because they have my passport",
    "I want to end this chat",
    "can we end it here",
    "I've had enough of being stopped",
    "I have had enough, I want to complain",
    "the point of living in London is lost on me, but anyway",
    "I cut my hand on the cuffs",
    "I hurt myself when he pushed me",
    "I hurt myself getting out of the van",
    "I took my tablets late because they kept them",
    "they took all my tablets away",
    "I took a photo of the knife he showed me",
    "he was found hanging in his cell",
    "they cut him down too late",
    "she jumped from the balcony when they came in",
    "the boy jumped off the wall and ran",
    "my son was stabbed and the police lost the evidence",
    "it was overkill, six officers for a parking ticket",
    "that joke was killing everybody",
    "I was scared to death",
    "he said over my dead body",
    "the suspect had a gun",
    "the man with the knife was arrested",
    "officers were hitting my husband",
    "please hurry up with my complaint",
    "please help me fill in the form",
    "help me with my complaint please",
    "I need help with the form right now",
    "send me the form now",
    "I need the police report now",
)


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "im gonna end my life",
        "I am suicidal",
        "i dont want to live any more",
        "I don’t want to be here anymore",
        "they ignored my letters, they lost my statement and I can't go on any longer",
        "i wish i was dead",
        "ive been cutting myself again",
        "My daughter is talking about suicide because of this",
        "Dear sir. I write about my arrest. " + "It was very long. " * 300 + "I have nothing left to live for.",
    ],
)
def test_words_of_despair_are_distress(text: str) -> None:
    assert danger(text) == "distress"


@pytest.mark.parametrize(
    "text",
    [
        "he's going to kill me",
        "send an ambulance now",
        "my baby is not breathing",
        "someone is breaking into my house right now",
        "the flat below: the house is on fire",
        "please come quick",
        "she's about to jump",
        "send police right now",
    ],
)
def test_danger_now_is_an_emergency(text: str) -> None:
    assert danger(text) == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "the officer accused me of wanting to kill myself",
        "I don't want to kill myself, I want an answer",
        "nobody said I was suicidal",
        "the wait nearly killed me, I was dying of boredom",
        "my brother killed himself in custody two years ago",
        "I tried to kill myself when I was a teenager, it's not about that",
        "the officer punched me in the face and I was bleeding",
        "he had a knife on his belt",
        "my feet are killing me",
        "it took them three hours to send an ambulance",
        "I had to end the call",
        "",
    ],
)
def test_what_is_denied_past_or_a_figure_of_speech_is_not(text: str) -> None:
    assert danger(text) is None


@pytest.mark.parametrize("text", [*DESPAIR, *DANGER_NOW])
def test_danger_is_seen_however_it_is_put(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize("text", NEITHER)
def test_talk_of_death_and_danger_that_is_neither_now_nor_meant_is_not(text: str) -> None:
    assert danger(text) is None


@pytest.mark.parametrize("text", [*DESPAIR[::7], *DANGER_NOW[::7]])
def test_danger_is_seen_in_the_midst_of_an_account(text: str) -> None:
    account = "PC Reid stopped me in Catford on 3 May. I was on my way to work. {} I had my bag with me. He took it."

    assert danger(account.format(f"{text}."))


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\ufeff", "\x00"], ids=ascii)
def test_characters_that_are_not_seen_hide_no_danger(hidden: str) -> None:
    assert danger(hidden.join("I want to kill myself")) == "distress"
    assert danger(hidden.join("he's going to kill me")) == "emergency"


def test_no_account_of_the_examples_is_taken_for_danger_now() -> None:
    """What is learnt for triage is full of death and violence, all of it told afterwards."""
    accounts = read_accounts()
    taken = [each.text for each in accounts if danger(each.text)]

    assert len(taken) <= len(accounts) * 0.003, taken
