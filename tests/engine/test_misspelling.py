"""Hasty copies of the examples: more to learn from, nothing lost, and never a change to what the public says."""

from __future__ import annotations

from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.misspelling import ORIGIN, MisspellingAugmenter

EXAMPLES = [
    "I would like to make a complaint about an officer please",
    "how long does it take before somebody tells me about the result",
    "they pushed my brother against the wall because he didn't answer",
    "thank you",
]


def augmented() -> TrainingData:
    messages = [Message({TEXT: text, INTENT: "faq", INTENT_RESPONSE_KEY: "faq/how_long"}) for text in EXAMPLES]
    return MisspellingAugmenter().process_training_data(TrainingData(messages))


def test_every_example_is_kept_and_longer_ones_get_a_copy() -> None:
    data = augmented()
    originals = [m.get(TEXT) for m in data.intent_examples if not m.get(ORIGIN)]
    copies = [m for m in data.intent_examples if m.get(ORIGIN)]
    assert originals == EXAMPLES
    assert [m.get(ORIGIN) for m in copies] == EXAMPLES[:3]
    assert not {m.get(TEXT) for m in copies} & set(EXAMPLES)
    assert {m.get(INTENT_RESPONSE_KEY) for m in copies} == {"faq/how_long"}


def test_the_same_examples_give_the_same_copies() -> None:
    first, second = ([m.get(TEXT) for m in augmented().intent_examples] for _ in range(2))
    assert first == second


def test_what_the_public_says_is_left_alone() -> None:
    message = Message({TEXT: "Pls HELP me, wot now"})
    assert MisspellingAugmenter().process([message]) == [message]
    assert message.get(TEXT) == "Pls HELP me, wot now"
