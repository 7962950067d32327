"""The Rasa default project: made by `rasa init` with the official pins, in an environment of its own under var/."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import CannotMeasure

RASA = "3.6.21"
PYTHON = "3.10"
OVERLAY = Path(__file__).resolve().parent / "form"
# Nothing is sent out, and no device but the processor is looked for.
ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SANIC_HOST": "127.0.0.1",
}


@dataclass(frozen=True)
class Project:
    """A trained project of the default: where it is, and its model."""

    folder: Path
    model: Path


@dataclass(frozen=True)
class Baseline:
    """The environment with the official pins, and the two projects that run in it."""

    python: Path
    talk: Project
    form: Project

    @property
    def rasa(self) -> Path:
        """The `rasa` command of the environment."""
        return self.python.with_name("rasa")


def build(folder: Path) -> Baseline:
    """Install Rasa, let `rasa init` write and train its project, and train the bare form; what is there is kept.

    Raises `CannotMeasure` where a step fails; the output of each step is in a log beside it.
    """
    python = install(folder)
    talk = _init(folder, python)
    return Baseline(python, talk, _add_form(folder, python, talk))


def install(folder: Path) -> Path:
    """The Python of the environment with the official pins, installed unless it is there. Raises `CannotMeasure`."""
    folder.mkdir(parents=True, exist_ok=True)
    venv, done = folder / "venv", folder / f"installed-{RASA}"
    python = venv / "bin" / "python"
    if not done.exists():
        shutil.rmtree(venv, ignore_errors=True)
        uv = [shutil.which("uv") or sys.executable, *([] if shutil.which("uv") else ["-m", "uv"])]
        # Without the project's own settings, which lift Rasa's pins and leave TensorFlow out.
        _step(folder, "venv", [*uv, "venv", "--no-config", "--no-project", "--python", _find_python(), str(venv)])
        pinned = ["--no-config", "--compile-bytecode", "--python", str(python), f"rasa=={RASA}"]
        _step(folder, "install", [*uv, "pip", "install", *pinned])
        done.touch()
    return python


def _find_python() -> str:
    """A Python of the version that the official pins need: one that is installed, else for uv to fetch."""
    here = [Path(part) / f"python{PYTHON}" for part in os.environ.get("PATH", "").split(os.pathsep)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for candidate in (*here, *sorted(pyenv.glob(f"versions/{PYTHON}.*/bin/python{PYTHON}"))):
        # A pyenv shim exists for versions that are not switched on; it only fails when it is run.
        if (
            candidate.exists()
            and subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0
        ):
            return str(candidate)
    return PYTHON


def _init(folder: Path, python: Path) -> Project:
    project = folder / "talk"
    if not _models(project):
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir()
        command = [str(python.with_name("rasa")), "init", "--no-prompt", "--init-dir", str(project)]
        _step(folder, "init", command)
    return _trained(project)


def _add_form(folder: Path, python: Path, talk: Project) -> Project:
    """The same project with a bare form beside its intents and stories."""
    project = folder / "form"
    files = sorted(file for file in OVERLAY.rglob("*") if file.suffix in {".yml", ".py"})
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    if not (project / "models" / f"{digest}.tar.gz").exists():
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(talk.folder, project, ignore=shutil.ignore_patterns("models", ".rasa", "__pycache__"))
        (project / "domain").mkdir()
        (project / "domain.yml").rename(project / "domain" / "init.yml")
        shutil.copytree(OVERLAY, project, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        command = [str(python.with_name("rasa")), "train", "--domain", "domain", "--fixed-model-name", digest]
        _step(folder, "train-form", command, cwd=project)
    return _trained(project)


def _models(project: Path) -> list[Path]:
    return sorted((project / "models").glob("*.tar.gz"))


def _trained(project: Path) -> Project:
    models = _models(project)
    if not models:
        raise CannotMeasure(f"The default project in {project} has no model after its training.")
    return Project(project, models[-1])


def _step(folder: Path, name: str, command: list[str], cwd: Path | None = None) -> None:
    log = folder / f"{name}.log"
    print(f"default: {name} (output in {log}) ...", flush=True)
    with log.open("w") as output:
        done = subprocess.run(
            command,
            cwd=cwd or folder,
            env={**os.environ, **ENVIRONMENT, "ACTIONS_PORT": "0"},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise CannotMeasure(f"{name} of the default project failed. The reason is at the end of {log}.")
