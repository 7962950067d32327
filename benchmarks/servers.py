"""Starts and stops what is measured: an engine, with or without an action server, as processes of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.baseline import ENVIRONMENT, Baseline, Project
from benchmarks.errors import CannotMeasure
from bot import database
from bot.cli.running import CannotRun, environment, train
from bot.settings import ROOT, Settings

START_SECONDS = 240.0
STOP_SECONDS = 15.0
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Program:
    """A process that serves a port: its command, where it runs, and the path that answers once it is ready."""

    name: str
    command: tuple[str, ...]
    cwd: Path
    port: int
    ready_path: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is found."""
        return f"http://{LOOPBACK}:{self.port}"


class Running:
    """A program that has been started and answers."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes], ready_seconds: float) -> None:
        self.url = program.url
        self.ready_seconds = ready_seconds
        self._process = process

    def memory_mb(self) -> float:
        """Resident memory of the process now, in MB (10^6 bytes)."""
        told = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)], capture_output=True, text=True, check=True
        )
        return int(told.stdout) * 1024 / 1e6


@contextlib.contextmanager
def running(program: Program, logs: Path) -> Iterator[Running]:
    """Start a program, wait until it answers, and end it afterwards. Raises `CannotMeasure` if it does not start."""
    check_port(program.name, program.port)
    log = logs / f"{program.name}.log"
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            program.command,
            cwd=program.cwd,
            env={**os.environ, **program.environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(program, process, log)
            yield Running(program, process, time.perf_counter() - start)
        finally:
            _stop(process)


def check_port(name: str, port: int) -> None:
    """Raises `CannotMeasure` where something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise CannotMeasure(f"Port {port} for {name} is taken; choose others: --ports.") from error


def _wait_until_ready(program: Program, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise CannotMeasure(f"{program.name} ended instead of starting. The reason is at the end of {log}.")
        try:
            with urllib.request.urlopen(program.url + program.ready_path, timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            # Rasa listens without a model where its model cannot be loaded.
            raise CannotMeasure(f"{program.name} answers, but with {error.code}. The reason is in {log}.") from error
        except OSError:
            time.sleep(0.02)
    raise CannotMeasure(f"{program.name} does not answer after {START_SECONDS:.0f} seconds. See {log}.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Side:
    """One of the assistants that are compared: its engine and, where it needs one, its action server."""

    engine: Program
    actions: Program | None = None


def candour(port: int, folder: Path, model: Path | None = None) -> Side:
    """This project as `make run` starts it, on a new SQLite database under `folder`; with its own model by default."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("candour.db*"):
        old.unlink()
    url = f"sqlite:///{folder / 'candour.db'}"
    settings = Settings(database_url=url, rasa_port=port, actions_port=port + 1)
    database.migrate(url)
    model = model or _own_model(folder)
    tools, variables = Path(sys.executable).parent, environment(settings, model)
    actions = (str(tools / "python"), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port + 1))
    return Side(
        Program(folder.name, _engine(tools / "rasa", model, port), ROOT, port, "/status", variables),
        Program(f"{folder.name}-actions", actions, ROOT, port + 1, "/health", variables),
    )


def _own_model(folder: Path) -> Path:
    """A copy of the model of the present sources: the project keeps its newest only, and may be trained meanwhile."""
    try:
        return Path(shutil.copy(train(force=False), folder / "model.tar.gz"))
    except CannotRun as error:
        raise CannotMeasure(str(error)) from error


def default_talk(port: int, baseline: Baseline) -> Side:
    """The project of `rasa init`, as it is."""
    return Side(_default_engine("default", port, baseline, baseline.talk))


def default_form(port: int, baseline: Baseline) -> Side:
    """The project of `rasa init` with a bare form and its action server."""
    project = baseline.form
    actions = (str(baseline.python), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port + 1))
    server = Program("default-form-actions", actions, project.folder, port + 1, "/health", ENVIRONMENT)
    return Side(_default_engine("default-form", port, baseline, project), server)


def _default_engine(name: str, port: int, baseline: Baseline, project: Project) -> Program:
    variables = {**ENVIRONMENT, "ACTIONS_PORT": str(port + 1)}
    command = _engine(baseline.rasa, project.model, port)
    return Program(name, command, project.folder, port, "/status", variables)


def default_understanding(port: int, python: Path, folder: Path, model: Path) -> Program:
    """The default's engine with a model that only understands."""
    command = _engine(python.with_name("rasa"), model, port)
    return Program("default-understanding", command, folder, port, "/status", ENVIRONMENT)


def _engine(rasa: Path, model: Path, port: int) -> tuple[str, ...]:
    return (str(rasa), "run", "--model", str(model), "--interface", LOOPBACK, "--port", str(port), "--enable-api")
