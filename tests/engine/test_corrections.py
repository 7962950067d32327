"""What reviewers corrected, exported by the console and applied to the real training data, is understood afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data
from sqlalchemy.orm import Session, sessionmaker

from bot.console.corrections import INTENT, Corrections, Said
from bot.console.lessons import apply, training_data
from bot.console.talk_index import TalkIndex
from bot.database import make_engine, make_sessions
from bot.engine import intents
from bot.engine.intents import TopicIntentClassifier
from bot.engine.parser import Parse
from bot.evaluation.utterances import heard
from bot.settings import ROOT
from bot.understanding.classifier import Fitting, TextClassifier
from tests.console.talks import Writer, user
from tests.engine.test_intents import Pipeline

# As people of one street might say it; nobody could know what they mean who was not told.
LESSONS = {
    "does it go on my card if i lose": "faq/cost_or_lawyer",
    "can i get my bird to speak for me": "faq/who_can_complain",
    "that bit's cock eyed": "correct_detail",
    "negative ghost rider": "deny",
    "laters potaters": "goodbye",
    "nowt springs to mind": "dont_know",
    "where's the gold watch they took off me wrist": "explain/property_return",
    "put the kettle on and come again": "ask_repeat",
    "same again squire": "ask_repeat",
    "is it brown bread then": "check_status",
    "swerve": "skip",
    "chuck this on the pile too": "add_information",
    "the plan's the dog's dinner": "respond_to_action_plan",
}
SAMPLE = 8
"""One of so many utterances of our own is asked again, to see that nothing else was forgotten."""


@pytest.fixture
def sessions(sqlite_url: str, empty_database: Path) -> Iterator[sessionmaker[Session]]:
    shutil.copy(empty_database, sqlite_url.removeprefix("sqlite:///"))
    engine = make_engine(sqlite_url)
    yield make_sessions(engine)
    engine.dispose()


def _export(sessions: sessionmaker[Session], understood: dict[str, str]) -> str:
    """One reviewer corrects each message on the console, another accepts it, and the file is exported."""
    writer, corrections = Writer(sessions), Corrections(sessions, lambda: datetime(2026, 3, 29, tzinfo=UTC))
    for number, (text, intent) in enumerate(LESSONS.items(), 1):
        writer.write(f"talk{number}", [user(text, understood[text])])
        TalkIndex(sessions).refresh()
        said = Said(INTENT, intent, text, understood[text])
        corrections.add(f"talk{number}", number, [said], "one")
        corrections.accept(number, "other")
    return training_data(corrections.accepted())


class Trainings:
    """Trains the pipeline's featurizer and classifier on a folder of examples, each text featurized once.

    Cheaper than `candour train`: without misspelt copies, in half the steps, and without a second fit that only tells
    how sure to be.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        fit = TextClassifier.fit

        def fit_once(texts: Any, dense: Any, labels: Any, how: Fitting, _origins: Any) -> TextClassifier:
            return fit(texts, dense, labels, how, origins=[""] * len(texts))

        monkeypatch.setattr(intents.TextClassifier, "fit", fit_once)
        self._folder = folder
        self._features: dict[str, list[Any]] = {}

    def train(self, data: Path, name: str) -> Parse:
        """A function from a text to how it is understood after training on this data."""
        (self._folder / name).mkdir()
        pipeline = Pipeline(self._folder / name)
        pipeline.config["iterations"] = 30
        examples = load_data(str(data))
        fresh = [m for m in examples.training_examples if m.get(TEXT) not in self._features]
        pipeline.featurizer.process(fresh)
        self._features |= {m.get(TEXT): m.features for m in fresh}
        for message in examples.training_examples:
            message.features = self._features[message.get(TEXT)]
        classifier = TopicIntentClassifier.create(
            pipeline.config, pipeline.storage, pipeline.resource, pipeline.context
        )
        classifier.train(examples)
        return lambda text: pipeline.parse(classifier, text)


def _right(parse: Parse, expected: dict[str, frozenset[str]]) -> float:
    return sum(heard(parse(text)).guess in intents for text, intents in expected.items()) / len(expected)


def _ours() -> dict[str, frozenset[str]]:
    """A sample of our own evaluation file: text and the intents that are right for it."""
    lines = (ROOT / "tests" / "evaluation" / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[::SAMPLE]]
    return {row["text"]: frozenset([row["intent"], *row.get("also", [])]) for row in rows}


@pytest.mark.timeout(900)
def test_what_was_corrected_is_understood_after_training_and_nothing_else_is_forgotten(
    sessions: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, trainings = ROOT / "data" / "nlu", Trainings(tmp_path, monkeypatch)
    parse = trainings.train(data, "before")
    understood, before = {text: heard(parse(text)).guess for text in LESSONS}, _right(parse, _ours())
    wrong = [text for text, intent in LESSONS.items() if understood[text] != intent]
    assert len(wrong) >= len(LESSONS) / 2, "say it in words that are harder to guess"

    corrected = tmp_path / "nlu"
    shutil.copytree(data, corrected)
    apply(_export(sessions, understood), corrected)
    parse = trainings.train(corrected, "after")

    assert {text: heard(parse(text)).guess for text in LESSONS} == LESSONS
    assert _right(parse, _ours()) >= before - 0.02
