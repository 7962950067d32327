"""The sentence model as a featurizer of the pipeline: what a message means and how it is worded, as dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.embedding import MEANING, WORDING, SentenceEncoder, identity


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one row of 768 sentence features to each message that has text; other messages stay as they are."""

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed for it."""
        return ["onnxruntime"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How much the two halves weigh: a longer vector counts for more in what is trained on it."""
        return {**DenseFeaturizer.get_default_config(), "meaning": MEANING, "wording": WORDING}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises `InvalidConfigException` if a weight is no positive number."""
        for name in ("meaning", "wording"):
            if not isinstance(config.get(name), (int, float)) or not config[name] > 0:
                raise InvalidConfigException(f"SentenceFeaturizer: `{name}` must be a number above 0.")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """A featurizer with the one sentence model of this process. Raises `OriginFault`, `InvalidConfigException`."""
        cls.validate_config(config)
        return cls(execution_context.node_name, config)

    def __init__(self, name: str, config: dict[str, Any]) -> None:
        super().__init__(name, config)
        self._encoder = SentenceEncoder.load()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Another sentence model: trained anew."""
        return identity()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for each example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message with text; none is removed."""
        for message in messages:
            if text := message.get(TEXT):
                message.add_features(self._features(text))
        return messages

    def _features(self, text: str) -> Features:
        row = self._encoder.encode(text).weighted(self._config["meaning"], self._config["wording"])
        return Features(row[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS])
