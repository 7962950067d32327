"""Intent and topic classification in the pipeline: the trained classifier, and explicit cues of danger beside it.

Retrieval topics (`faq/<topic>`, `explain/<topic>`) are labels of their own beside the plain intents, so that one
prediction gives both; an intent's confidence is the sum over its topics.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.misspelling import ORIGIN
from bot.understanding import safety
from bot.understanding.classifier import Fitting, TextClassifier
from bot.understanding.languages import language_of
from bot.understanding.replies import looks_like_question

INTENT_RANKING = "intent_ranking"
RESPONSE_SELECTOR = "response_selector"
RANKING_LENGTH = 10
TOPIC_RANKING_LENGTH = 3  # kept with every message, and nobody looks further
# Below this nobody can say what a message resembles.
UNSURE = 0.4
# What an explicit cue of danger is worth, whatever the trained part thinks.
LIFTED = 0.95
# A danger that is the likeliest of all is heard, never asked back for being unsure.
LED = 0.6
ACCOUNT = "describe_incident"
# A message in another language that is so long tells something; a shorter one asks for help with the language.
TELLS_WORDS, TELLS_LETTERS = 8, 60
FOREIGN = {True: ACCOUNT, False: "language_help"}
# A message of more words tells something, though a part of it asks for an interpreter, thanks or says hello; these are
# said in fewer. About a complaint that was made before, people write at length.
BRIEF_WORDS = 25
BRIEF = frozenset(
    "abuse affirm bot_challenge cancel correct_detail deny dont_know go_back goodbye greet inform language_help"
    " out_of_scope pause prefer_not_to_say request_callback request_human skip start_over thank".split()
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicIntentClassifier(IntentClassifier, GraphComponent):
    """Predicts the intent of a message and, for a retrieval intent, its topic."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer must stand before it in the pipeline."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How the regression is fitted: see `bot.understanding.classifier.Fitting`."""
        return vars(Fitting())

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._fitting = Fitting(**{name: config[name] for name in vars(Fitting())})
        self._storage = model_storage
        self._resource = resource
        self._classifier: TextClassifier | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicIntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicIntentClassifier:
        """The classifier that `train` left in the model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._classifier = TextClassifier.load(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that carry an intent and keep what was learnt in the model.

        Raises `InvalidConfigException` if there are no dense features, or fewer than two intents.
        """
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        labels = [str(m.get(INTENT_RESPONSE_KEY) or m.get(INTENT)) for m in examples]
        rows = [row for m in examples if (row := _dense(m)) is not None]
        if len(rows) < len(examples) or len(set(labels)) < 2:
            raise InvalidConfigException(
                "TopicIntentClassifier needs a dense featurizer before it in config.yml, and examples of two intents."
            )
        texts, origins = [m.get(TEXT) for m in examples], [m.get(ORIGIN) or m.get(TEXT) for m in examples]
        self._classifier = TextClassifier.fit(texts, np.array(rows), labels, self._fitting, origins)
        with self._storage.write_to(self._resource) as folder:
            self._classifier.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `intent`, `intent_ranking` and `response_selector` to each message."""
        for message in messages:
            dense = _dense(message)
            if message.get(TEXT) and dense is not None:
                self._classify(message, dense)
            else:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set(INTENT_RANKING, [], add_to_output=True)
        return messages

    def _classify(self, message: Message, dense: NDArray[np.float32]) -> None:
        if self._classifier is None:
            raise RuntimeError("the intent classifier is used before it is trained or loaded")
        text = message.get(TEXT)
        intents: dict[str, float] = defaultdict(float)
        topics: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for label, probability in zip(
            self._classifier.labels, self._classifier.probabilities(text, dense), strict=True
        ):
            intent = label.partition("/")[0]
            intents[intent] += float(probability)
            if intent != label:
                topics[intent].append((label, float(probability)))
        ranking = [
            {"name": name, "confidence": confidence}
            for name, confidence in sorted(_watched(text, intents).items(), key=lambda item: -item[1])[:RANKING_LENGTH]
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING, ranking, add_to_output=True)
        message.set(RESPONSE_SELECTOR, _selector(topics), add_to_output=True)


def _dense(message: Message) -> NDArray[np.float32] | None:
    """The dense sentence features of a message as one row, if it has any."""
    _, sentence = message.get_dense_features(TEXT)
    return None if sentence is None else np.asarray(sentence.features, dtype=np.float32).ravel()


def _watched(text: str, intents: dict[str, float]) -> dict[str, float]:
    """The probabilities, with danger lifted: above all else if the words say it outright, above doubt if it leads.

    What is written in another language is an account or a wish for help with it, whatever its letters resemble. What is
    written at length is an account if what it resembles is said in a few words or asked, or if it resembles nothing.
    """
    likeliest = max(intents, key=lambda name: intents[name])
    danger = safety.danger(text)
    if danger is None and language_of(text):
        tells = len(text.split()) >= TELLS_WORDS or len(text) >= TELLS_LETTERS
        return _lifted(intents, FOREIGN[tells], LIFTED) if FOREIGN[tells] in intents else intents
    if likeliest in safety.DANGERS:
        return _lifted(intents, likeliest, max(intents[likeliest], LED))
    if danger is not None:
        return _lifted(intents, danger, LIFTED)
    return _lifted(intents, ACCOUNT, LIFTED) if ACCOUNT in intents and _tells(text, likeliest, intents) else intents


def _tells(text: str, likeliest: str, intents: dict[str, float]) -> bool:
    if len(text.split()) <= BRIEF_WORDS:
        return False
    asks = likeliest != "faq" or looks_like_question(text)
    return likeliest in BRIEF or not asks or intents[likeliest] < UNSURE


def _lifted(intents: dict[str, float], intent: str, to: float) -> dict[str, float]:
    others = 1 - intents.get(intent, 0.0)
    return {**{name: (1 - to) * p / max(others, 1e-9) for name, p in intents.items()}, intent: to}


def _selector(topics: dict[str, list[tuple[str, float]]]) -> dict[str, Any]:
    """The output that Rasa's own ResponseSelector would give, for each retrieval intent."""
    selector: dict[str, Any] = {"all_retrieval_intents": sorted(topics)}
    for intent, scored in topics.items():
        total = sum(probability for _, probability in scored) or 1.0
        ranking = [
            {"intent_response_key": key, "confidence": probability / total}
            for key, probability in sorted(scored, key=lambda item: -item[1])[:TOPIC_RANKING_LENGTH]
        ]
        best = ranking[0]
        selector[intent] = {
            "response": {
                "responses": None,
                "intent_response_key": best["intent_response_key"],
                "utter_action": f"utter_{best['intent_response_key']}",
                "confidence": best["confidence"],
            },
            "ranking": ranking,
        }
    return selector
