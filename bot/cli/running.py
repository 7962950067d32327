"""`candour run`: checks settings and ports, migrates, trains if anything changed, and keeps the four programs up."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

import typer
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer
from pydantic import SecretStr
from rich.console import Console

from bot import database
from bot.settings import ROOT, Settings, load_settings
from bot.understanding.embedding import store as embedding
from bot.understanding.triage import store as triage

# What the model is made of: a change in any of these trains it anew.
SOURCES = ("config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "data/responses", "uv.lock")
CODE = (
    "bot/engine/intents.py",
    "bot/engine/misspelling.py",
    "bot/engine/sentence.py",
    "bot/understanding/classifier.py",
    "bot/understanding/letters.py",
    "bot/understanding/misspelling.py",
    "bot/understanding/regression.py",
    "bot/understanding/embedding",
)
MODELS = ROOT / "models"
KEPT_MODELS = 3
START_SECONDS = 120.0

console = Console(highlight=False)


class CannotRun(RuntimeError):
    """The programs cannot be started or did not stay up; the message says which, and what to do."""


def fingerprint() -> str:
    """A digest of everything the model is trained from, equal on every machine."""
    digest = hashlib.sha256()
    for source in (*SOURCES, *CODE):
        path = ROOT / source
        files = sorted(file for file in path.rglob("*") if file.suffix in {".yml", ".py"}) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def model_path() -> Path:
    """Where the model of the present sources is, or will be."""
    return MODELS / f"candour-{fingerprint()}.tar.gz"


def train(force: bool = typer.Option(False, help="Train even if nothing has changed.")) -> Path:
    """Train the assistant and the triage of accounts, unless models of exactly these sources are there already."""
    model = model_path()
    if model.exists() and not force:
        triage.prepare(report=console.print)
        console.print("The model is up to date.")
        return model
    embedding.prepare(report=console.print)
    console.print("Training the assistant (one to two minutes) ...")
    log = load_settings().var_dir / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", model.name, "--out", str(MODELS)]
    with log.open("w") as output, subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT) as rasa:  # noqa: S603
        triage.prepare(report=console.print)  # meanwhile, on another core
    if rasa.returncode or not model.exists():
        raise CannotRun(f"Training failed. The reason is at the end of {log}.")
    # A program that runs with the model before this one may have to start again.
    for old in sorted(MODELS.glob("candour-*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-KEPT_MODELS]:
        old.unlink()
    return model


def migrate() -> None:
    """Bring the database to the newest schema."""
    database.migrate(load_settings().database_url)


def run() -> None:
    """Start the public web gateway, the Rasa server, the action server and the worker; one Ctrl-C ends all."""
    settings = load_settings()
    _check_ports(settings)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    console.print("Preparing the database ...")
    database.migrate(settings.database_url)
    model = train(force=False)
    console.print("Starting ...")
    manager = Programs(Printer(sys.stdout))
    variables = environment(settings, model)
    for name, command in parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes.items():
        manager.add_process(name, f"exec {command}", env=variables, cwd=str(ROOT))
    threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    manager.loop()
    if manager.ended_first:
        raise CannotRun(
            f"The {manager.ended_first} program ended by itself, so the others were stopped too. "
            "Its last messages are above. Start again with: make run"
        )


class Programs(Manager):  # type: ignore[misc]  # honcho has no types
    """Honcho's manager, which also remembers the program whose end brought down the others."""

    ended_first: str | None = None

    def terminate(self) -> None:
        """End the programs that still run; called once, by a signal or because one has ended."""
        if not self._terminating and self.returncode not in (130, 143):
            self.ended_first = next((n for n, p in self._processes.items() if "returncode" in p), None)
        super().terminate()


def _announce(settings: Settings) -> None:
    """Say where to go as soon as all programs answer."""
    address = f"http://{settings.web_host}:{settings.web_port}"
    waiting = {f"http://127.0.0.1:{settings.actions_port}/health", f"{settings.rasa_url}/status", f"{address}/healthz"}
    deadline = time.monotonic() + START_SECONDS
    while waiting and time.monotonic() < deadline:
        waiting = {url for url in waiting if not _answers(url)}
        time.sleep(0.1)
    if settings.smtp_host is None:
        console.print(f"No mail server is set (CANDOUR_SMTP_HOST): emails are kept as files in {settings.mail_dir}.")
    if waiting:
        console.print(f"Not all programs answer after {START_SECONDS:.0f} seconds. See the messages above.")
    else:
        console.print(f"\nCandour is running. Open [bold]{address}[/bold] in a browser. Ctrl-C stops it.\n")


def environment(settings: Settings, model: Path) -> dict[str, str]:
    """The environment of the programs: our Python first on the path, and the settings as they were read."""
    given = {f"CANDOUR_{name.upper()}": _written(value) for name, value in settings if value is not None}
    return {
        **os.environ,
        **given,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "CANDOUR_MODEL": str(model),
        "SANIC_HOST": "127.0.0.1",
        "RASA_TELEMETRY_ENABLED": "false",
        "ORT_DISABLE_TELEMETRY": "1",
        # Warnings of libraries about libraries help nobody who runs this.
        "PYTHONWARNINGS": "ignore",
        # One thread for small matrices is faster than many that wait for each other.
        "OPENBLAS_NUM_THREADS": "1",
    }


def _written(setting: object) -> str:
    """A setting as it is read from the environment."""
    if isinstance(setting, SecretStr):
        return setting.get_secret_value()
    return " ".join(map(str, setting)) if isinstance(setting, tuple) else str(setting)


def _check_ports(settings: Settings) -> None:
    for name, host, port in (
        ("WEB", settings.web_host, settings.web_port),
        ("RASA", "127.0.0.1", settings.rasa_port),
        ("ACTIONS", "127.0.0.1", settings.actions_port),
    ):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotRun(
                    f"Port {port} on {host} cannot be used ({error.strerror}). Stop the program that has it, "
                    f"or choose another with CANDOUR_{name}_PORT."
                ) from error


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback addresses
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, urllib.error.URLError):
        return False
