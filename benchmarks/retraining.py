"""Candour trained on other examples than its own, with everything else as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.errors import CannotMeasure
from benchmarks.examples import Examples
from bot.settings import ROOT

# What it is trained from beside the examples.
DIALOGUE = ("data/rules", "data/stories", "data/responses")


def train(examples: Examples, folder: Path) -> Path:
    """The model that `make train` would make of these examples; the sentence model must be there already.

    Raises `CannotMeasure` where the training fails.
    """
    name = f"candour-{examples.digest}"
    model, log = folder / f"{name}.tar.gz", folder / f"{name}.log"
    folder.mkdir(parents=True, exist_ok=True)
    model.unlink(missing_ok=True)
    data = [str(examples.folder), *(part for part in DIALOGUE if (ROOT / part).exists())]
    command = [sys.executable, "-m", "rasa", "train", "--data", *data]
    command += ["--fixed-model-name", model.name, "--out", str(folder)]
    print(f"candour: training on {examples.count} examples (output in {log}) ...", flush=True)
    with log.open("wb") as output:
        done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode or not model.exists():
        raise CannotMeasure(f"Candour could not be trained on {examples.folder}. The reason is at the end of {log}.")
    return model
