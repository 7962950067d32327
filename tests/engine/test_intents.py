"""The classifier in the pipeline: intents with topics, honest confidence, danger lifted, and nothing pickled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.intents import ACCOUNT, LIFTED, TopicIntentClassifier, _watched
from bot.engine.sentence import SentenceFeaturizer

EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "hey", "good evening to you", "hiya"],
    "thank": ["thank you", "thanks a lot", "cheers mate", "much appreciated", "ta very much", "thank you so much"],
    "distress": ["i want to die", "i can't go on", "i feel hopeless", "i cannot cope", "i'm falling apart"],
    "faq/how_long": ["how long does it take", "how many weeks", "when will it be finished", "is it quick", "how long"],
    "faq/appeal": ["can i appeal", "how do i challenge the result", "i disagree with the decision", "appeal rights"],
}


class Pipeline:
    """Featurizer and classifier as the engine runs them."""

    def __init__(self, folder: Path) -> None:
        self.storage = LocalModelStorage.create(folder)
        self.resource = Resource("intents")
        self.context = ExecutionContext(GraphSchema({}), node_name="intents")
        self.config = TopicIntentClassifier.get_default_config()
        self.featurizer = SentenceFeaturizer.create(
            SentenceFeaturizer.get_default_config(), self.storage, Resource("sentence"), self.context
        )

    def train(self, examples: dict[str, list[str]]) -> TopicIntentClassifier:
        messages = []
        for label, texts in examples.items():
            intent, _, topic = label.partition("/")
            extra = {INTENT_RESPONSE_KEY: label} if topic else {}
            messages += [Message({TEXT: text, INTENT: intent, **extra}) for text in texts]
        classifier = TopicIntentClassifier.create(self.config, self.storage, self.resource, self.context)
        classifier.train(self.featurizer.process_training_data(TrainingData(messages)))
        return classifier

    def load(self) -> TopicIntentClassifier:
        return TopicIntentClassifier.load(self.config, self.storage, self.resource, self.context)

    def parse(self, classifier: TopicIntentClassifier, text: str) -> dict[str, Any]:
        (message,) = classifier.process(self.featurizer.process([Message({TEXT: text})]))
        return message.as_dict(only_output_properties=True)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def classifier(pipeline: Pipeline) -> TopicIntentClassifier:
    return pipeline.train(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "intent"), [("helo there", "greet"), ("many thanks", "thank"), ("how long will i wait", "faq")]
)
def test_what_it_never_saw_is_understood(
    pipeline: Pipeline, classifier: TopicIntentClassifier, text: str, intent: str
) -> None:
    assert pipeline.parse(classifier, text)[INTENT]["name"] == intent


def test_a_retrieval_intent_comes_with_its_topic(pipeline: Pipeline, classifier: TopicIntentClassifier) -> None:
    parsed = pipeline.parse(classifier, "may i appeal against the result")
    assert parsed[INTENT]["name"] == "faq"
    selector = parsed["response_selector"]
    assert selector["all_retrieval_intents"] == ["faq"]
    assert selector["faq"]["response"]["intent_response_key"] == "faq/appeal"
    assert selector["faq"]["response"]["utter_action"] == "utter_faq/appeal"
    assert sum(topic["confidence"] for topic in selector["faq"]["ranking"]) == pytest.approx(1)


def test_the_ranking_is_in_order_and_adds_up_to_one(pipeline: Pipeline, classifier: TopicIntentClassifier) -> None:
    parsed = pipeline.parse(classifier, "hello, how long does it take")
    confidences = [each["confidence"] for each in parsed["intent_ranking"]]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1)
    assert parsed["intent_ranking"][0] == parsed[INTENT]


def test_a_loaded_classifier_answers_as_the_trained_one(pipeline: Pipeline, classifier: TopicIntentClassifier) -> None:
    for text in ("hello", "can i appeal", "zzz", "x" * 5000):
        assert pipeline.parse(pipeline.load(), text) == pipeline.parse(classifier, text)


def test_nothing_of_it_is_pickled(pipeline: Pipeline, classifier: TopicIntentClassifier) -> None:
    with pipeline.storage.read_from(pipeline.resource) as folder:
        assert sorted(file.name for file in folder.iterdir()) == ["classifier.json", "classifier.npz"]


def test_danger_said_outright_is_seen_whatever_stands_around_it(
    pipeline: Pipeline, classifier: TopicIntentClassifier
) -> None:
    text = "hello, thanks for the letter about how long it takes. I want to kill myself. thank you, thanks a lot"
    parsed = pipeline.parse(classifier, text)
    assert parsed[INTENT] == {"name": "distress", "confidence": LIFTED}
    assert sum(each["confidence"] for each in parsed["intent_ranking"]) == pytest.approx(1)


def test_a_message_without_text_has_no_intent(classifier: TopicIntentClassifier) -> None:
    (message,) = classifier.process([Message({})])
    assert message.get(INTENT) == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []


def test_without_embeddings_the_fault_is_named(pipeline: Pipeline) -> None:
    classifier = TopicIntentClassifier.create(pipeline.config, pipeline.storage, pipeline.resource, pipeline.context)
    with pytest.raises(InvalidConfigException, match="needs a dense featurizer"):
        classifier.train(TrainingData([Message({TEXT: "hi", INTENT: "greet"}), Message({TEXT: "ta", INTENT: "thank"})]))


def test_one_intent_alone_cannot_be_learnt(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfigException, match="two intents"):
        Pipeline(tmp_path).train({"greet": EXAMPLES["greet"]})


def test_two_intents_can_be_told_apart(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path)
    classifier = pipeline.train({name: EXAMPLES[name] for name in ("greet", "thank")})
    assert pipeline.parse(classifier, "good morning all")[INTENT]["name"] == "greet"
    assert pipeline.parse(classifier, "thank you very much")[INTENT]["name"] == "thank"


def test_untrained_it_does_not_pretend(pipeline: Pipeline) -> None:
    classifier = TopicIntentClassifier.create(pipeline.config, pipeline.storage, pipeline.resource, pipeline.context)
    with pytest.raises(RuntimeError, match="before it is trained"):
        pipeline.parse(classifier, "hello")


LONG = (
    "I am writing for my mother. On Monday a PCSO at the market shouted at her to learn English and pulled her shopping"
    " away from her. Please write to me, she needs an interpreter."
)


@pytest.mark.parametrize("likeliest", ["language_help", "thank", "request_human", "faq"])
def test_what_is_told_at_length_is_an_account_though_it_resembles_something_brief(likeliest: str):
    intents = _watched(LONG, {likeliest: 0.9, ACCOUNT: 0.1})

    assert max(intents, key=lambda name: intents[name]) == ACCOUNT
    assert sum(intents.values()) == pytest.approx(1)


def test_what_resembles_nothing_is_an_account_where_it_is_long():
    assert _watched(LONG, {"check_status": 0.3, ACCOUNT: 0.25, "faq": 0.25, "explain": 0.2})[ACCOUNT] == LIFTED


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("my English is not good, is there an interpreter", "language_help"),
        (f"{LONG} I made this complaint in May and have heard nothing.", "check_status"),
        (f"{LONG} How long does it take until somebody looks at a thing like that?", "faq"),
    ],
)
def test_what_is_brief_or_about_a_complaint_made_before_or_asked_stays_what_it_is(text: str, likeliest: str):
    intents = {likeliest: 0.9, ACCOUNT: 0.1}

    assert _watched(text, intents) == intents
