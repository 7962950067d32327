"""The default's understanding: the pipeline of `rasa init`, trained on this project's examples and nothing else."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml

from benchmarks.baseline import ENVIRONMENT, RASA
from benchmarks.errors import CannotMeasure
from benchmarks.examples import Examples

CONFIG = Path(__file__).resolve().parent / "config.yml"
REPORT_SECONDS = 60.0
POLL_SECONDS = 1.0


def train(folder: Path, python: Path, examples: Examples, epochs: int | None = None) -> Path:
    """The model of the default pipeline on the examples; one of the same files and settings is used again.

    `epochs` replaces the default's 100, for a rehearsal. Raises `CannotMeasure` where the training fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config, domain = _config(epochs), _domain(examples.labels)
    sources = f"{RASA} {examples.digest}\n{config}\n{domain}"
    name = f"understanding-{hashlib.sha256(sources.encode()).hexdigest()[:12]}"
    model = folder / "models" / f"{name}.tar.gz"
    if model.exists():
        print(f"default: {model.name} is of these examples and settings already", flush=True)
        return model
    (folder / "config.yml").write_text(config, encoding="utf-8")
    (folder / "domain.yml").write_text(domain, encoding="utf-8")
    command = [str(python.with_name("rasa")), "train", "nlu", "--nlu", str(examples.folder)]
    command += ["--config", "config.yml", "--domain", "domain.yml", "--out", "models", "--fixed-model-name", name]
    _run(command, folder, folder / f"{name}.log")
    if not model.exists():
        raise CannotMeasure(f"The training has left no {model}. Its output is in {folder / name}.log.")
    return model


def kept(folder: Path, name: str) -> Path:
    """The file of a model that was trained before. Raises `CannotMeasure` where it is gone."""
    model = folder / "models" / name
    if not model.exists():
        raise CannotMeasure(f"{model} is not there; measure the accuracy first, which trains it.")
    return model


def _config(epochs: int | None) -> str:
    """The settings as YAML, with another number of epochs where one is given."""
    settings = yaml.safe_load(CONFIG.read_text("utf-8"))
    for component in settings["pipeline"]:
        if epochs is not None and "epochs" in component:
            component["epochs"] = epochs
    return yaml.safe_dump(settings, sort_keys=False)


def _domain(labels: frozenset[str]) -> str:
    """The least that Rasa asks for: the intents, and something to say for each topic."""
    domain: dict[str, Any] = {
        "version": "3.1",
        "intents": sorted({label.partition("/")[0] for label in labels}),
        "responses": {f"utter_{label}": [{"text": label}] for label in sorted(labels) if "/" in label},
    }
    return yaml.safe_dump(domain, sort_keys=False)


def _run(command: list[str], folder: Path, log: Path) -> None:
    """Run the training, saying now and then how far it is."""
    print(f"default: training (output in {log}) ...", flush=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **ENVIRONMENT}, stdout=output, stderr=subprocess.STDOUT
        )
        started = told = time.monotonic()
        try:
            while process.poll() is None:
                time.sleep(POLL_SECONDS)
                if time.monotonic() - told >= REPORT_SECONDS:
                    told = time.monotonic()
                    print(f"default: {(told - started) / 60:.0f} min, {_last_line(log)}", flush=True)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        raise CannotMeasure(f"The training of the default pipeline failed. The reason is at the end of {log}.")
    print(f"default: trained in {(time.monotonic() - started) / 60:.1f} min", flush=True)


def _last_line(log: Path) -> str:
    """What was written last; a progress bar writes its states over each other, after carriage returns."""
    lines = log.read_text("utf-8", errors="replace").replace("\r", "\n").split("\n")
    return next((line.strip()[:110] for line in reversed(lines) if line.strip()), "nothing said yet")
