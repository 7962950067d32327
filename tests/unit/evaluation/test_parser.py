"""The trained assistant parses in this process as it does when it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import running
from bot.engine.parser import UnusableModel, parser
from bot.evaluation.utterances import heard


@pytest.fixture(scope="module")
def model() -> Path:
    """The newest model that is trained; one of these sources is trained if there is none."""
    trained = sorted(running.MODELS.glob("candour-*.tar.gz"), key=lambda file: file.stat().st_mtime)
    return trained[-1] if trained else running.train(force=False)


def test_it_hears_intents_and_topics(model: Path) -> None:
    with parser(model) as parse:
        assert heard(parse("hello")).label == "greet"
        topic = heard(parse("how long will my complaint take?"))

    assert topic.label == "faq/how_long"
    assert 0.3 < topic.confidence <= 1


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    file = tmp_path / "candour-none.tar.gz"
    file.write_bytes(b"nothing of the kind")

    with pytest.raises(UnusableModel, match="candour-none"), parser(file):
        pass
