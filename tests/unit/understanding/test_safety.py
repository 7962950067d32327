"""Danger said outright is found wherever it stands; figures of speech, denials and the past are not danger now."""

from __future__ import annotations

import pytest

from bot.understanding.safety import danger


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
