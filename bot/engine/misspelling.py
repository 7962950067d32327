"""Adds to each longer training example a copy as it might be typed in haste; messages of the public pass unchanged."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.misspelling import misspelt

# Of a copy: the text it is made from, so that nothing is measured on what was learnt.
ORIGIN = "origin"
# A shorter text is hardly itself once a word is changed.
LEAST_WORDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MisspellingAugmenter(GraphComponent):
    """Stands first in the pipeline, so that the copies get features as the examples do."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MisspellingAugmenter:
        """It has neither settings nor state."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The examples and their copies, in a training data of its own."""
        copies = [
            Message({**example.data, TEXT: copy, ORIGIN: text})
            for example in training_data.intent_examples
            if example.get(INTENT) and len((text := example.get(TEXT) or "").split()) >= LEAST_WORDS
            if (copy := misspelt(text)) != text
        ]
        return training_data.merge(TrainingData(copies))

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages as they are."""
        return messages
