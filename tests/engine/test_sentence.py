"""The featurizer in the pipeline: what it adds, what it leaves alone, and when the engine trains anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import sentence
from bot.engine.sentence import SentenceFeaturizer


def featurizer(folder: Path, **config: float) -> SentenceFeaturizer:
    return SentenceFeaturizer.create(
        {**SentenceFeaturizer.get_default_config(), **config},
        LocalModelStorage.create(folder),
        Resource("sentence"),
        ExecutionContext(GraphSchema({}), node_name="sentence"),
    )


def row(message: Message) -> np.ndarray:
    _, features = message.get_dense_features(TEXT)
    assert features is not None
    return features.features


def test_a_message_with_text_gets_one_row_of_sentence_features(tmp_path: Path) -> None:
    (message,) = featurizer(tmp_path).process([Message({TEXT: "the officer was rude to me"})])
    sequence, _ = message.get_dense_features(TEXT)
    assert sequence is None
    assert row(message).shape == (1, 768)
    assert np.isfinite(row(message)).all()


@pytest.mark.parametrize("data", [{}, {TEXT: ""}, {TEXT: None}, {"intent": "greet"}])
def test_a_message_without_text_gets_no_features(tmp_path: Path, data: dict[str, str]) -> None:
    (message,) = featurizer(tmp_path).process([Message(data)])
    assert message.features == []


def test_features_of_others_are_kept(tmp_path: Path) -> None:
    theirs = Features(np.ones((1, 3), np.float32), FEATURE_TYPE_SENTENCE, TEXT, "theirs")
    (message,) = featurizer(tmp_path).process([Message({TEXT: "hello"}, features=[theirs])])
    assert theirs in message.features
    assert row(message).shape == (1, 771)


def test_training_and_talking_see_the_same_features(tmp_path: Path) -> None:
    component = featurizer(tmp_path)
    trained = Message({TEXT: "how long does it take", "intent": "faq"})
    component.process_training_data(TrainingData([trained]))
    (said,) = component.process([Message({TEXT: "how long does it take"})])
    np.testing.assert_array_equal(row(trained), row(said))


def test_the_weights_scale_the_two_halves(tmp_path: Path) -> None:
    (message,) = featurizer(tmp_path, meaning=2.0, wording=3.0).process([Message({TEXT: "hello"})])
    assert np.linalg.norm(row(message)[0, :384]) == pytest.approx(2, abs=1e-3)
    assert np.linalg.norm(row(message)[0, 384:]) == pytest.approx(3, abs=1e-3)


@pytest.mark.parametrize("config", [{"meaning": 0}, {"wording": -1.0}, {"meaning": "much"}])
def test_a_weight_that_is_no_positive_number_is_refused(tmp_path: Path, config: dict[str, float]) -> None:
    with pytest.raises(InvalidConfigException, match="must be a number above 0"):
        featurizer(tmp_path, **config)


def test_another_sentence_model_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    config = SentenceFeaturizer.get_default_config()
    before = calculate_fingerprint_key(SentenceFeaturizer, config, {})
    assert before == calculate_fingerprint_key(SentenceFeaturizer, config, {})
    monkeypatch.setattr(sentence, "identity", lambda: "another")
    assert calculate_fingerprint_key(SentenceFeaturizer, config, {}) != before
