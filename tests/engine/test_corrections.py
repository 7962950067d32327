"""What reviewers corrected, exported by the console and applied to the real training data, is understood afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.loading import load_data
from sqlalchemy.orm import Session, sessionmaker

from bot.cli import running
from bot.console.corrections import INTENT, Corrections, Said
from bot.console.lessons import apply, training_data
from bot.database import make_engine, make_sessions
from bot.engine import intents
from bot.engine.intents import TopicIntentClassifier
from bot.engine.parser import Parse, parser
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
    from bot.console.talk_index import TalkIndex

    writer, corrections = Writer(sessions), Corrections(sessions, lambda: datetime(2026, 3, 29, tzinfo=UTC))
    for number, (text, intent) in enumerate(LESSONS.items(), 1):
        writer.write(f"talk{number}", [user(text, understood[text])])
        TalkIndex(sessions).refresh()
        said = Said(INTENT, intent, text, understood[text])
        corrections.add(f"talk{number}", number, [said], "one")
        corrections.accept(number, "other")
    return training_data(corrections.accepted())


def _train(folder: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Pipeline, TopicIntentClassifier]:
    """Train the pipeline's featurizer and classifier on a folder of examples.

    Cheaper than `candour train`: without misspelt copies, in half the steps, and without a second fit that only tells
    how sure to be.
    """
    fit = TextClassifier.fit

    def fit_once(texts: Any, dense: Any, labels: Any, how: Fitting, _origins: Any) -> TextClassifier:
        return fit(texts, dense, labels, how, origins=[""] * len(texts))

    monkeypatch.setattr(intents.TextClassifier, "fit", fit_once)
    model.mkdir()
    pipeline = Pipeline(model)
    pipeline.config["iterations"] = 30
    classifier = TopicIntentClassifier.create(pipeline.config, pipeline.storage, pipeline.resource, pipeline.context)
    classifier.train(pipeline.featurizer.process_training_data(load_data(str(folder))))
    return pipeline, classifier


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
    with parser(running.train(force=False)) as parse:
        understood = {text: heard(parse(text)).guess for text in LESSONS}
        before = _right(parse, _ours())
    wrong = [text for text, intent in LESSONS.items() if understood[text] != intent]
    assert len(wrong) >= len(LESSONS) / 2, "say it in words that are harder to guess"
    folder = tmp_path / "nlu"
    shutil.copytree(ROOT / "data" / "nlu", folder)

    apply(_export(sessions, understood), folder)
    pipeline, classifier = _train(folder, tmp_path / "model", monkeypatch)

    now = {text: heard(pipeline.parse(classifier, text)).guess for text in LESSONS}
    assert now == LESSONS
    assert _right(lambda text: pipeline.parse(classifier, text), _ours()) >= before - 0.02
