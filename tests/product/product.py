"""The whole product as four real processes on free ports, each of which can be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from honcho.environ import parse_procfile

from bot import database
from bot.casework.job_runs import BEAT, JobRuns
from bot.cli import running
from bot.settings import ROOT, Settings

START_SECONDS = 90.0


class Product:
    """Web gateway, Rasa server, action server and worker on one database. Used as a context manager."""

    def __init__(self, database_url: str, folder: Path, clock: str | None = None) -> None:
        web, rasa, actions = free_ports(3)
        self.settings = Settings(
            var_dir=folder,
            database_url=database_url,
            web_port=web,
            rasa_port=rasa,
            actions_port=actions,
            clock=clock,
        )
        self.log = folder / "product.log"
        self._commands = dict(parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}

    @property
    def address(self) -> str:
        """The public address."""
        return f"http://{self.settings.web_host}:{self.settings.web_port}"

    def __enter__(self) -> Product:
        self.environment = running.environment(self.settings, running.train(force=False))
        database.migrate(self.settings.database_url)
        try:
            for name in self._commands:
                self.start(name)
            for name in self._commands:
                self.wait_for(name)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all programs that still run."""
        for process in self._processes.values():
            _signal(process, signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()

    def start(self, name: str) -> None:
        """Start one of `web`, `rasa`, `actions`, `worker`."""
        self._started[name] = time.monotonic()
        with self.log.open("ab") as log:
            self._processes[name] = subprocess.Popen(
                f"exec {self._commands[name]}",
                shell=True,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_for(self, name: str) -> None:
        """Wait until a program answers; an end or a silence of it fails with its last words."""
        answers = {
            "web": lambda: _answers(f"{self.address}/healthz"),
            "rasa": lambda: _answers(f"{self.settings.rasa_url}/status"),
            "actions": lambda: _answers(f"http://127.0.0.1:{self.settings.actions_port}/health"),
            "worker": self._worker_is_at_work,
        }[name]
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._processes[name].poll() is None:
            if answers():
                return
            time.sleep(0.1)
        raise AssertionError(f"{name} did not come up:\n{self.log.read_text(errors='replace')[-3000:]}")

    def _worker_is_at_work(self) -> bool:
        """Whether the worker has given a sign of life since it was started."""
        engine = database.make_engine(self.settings.database_url)
        try:
            beat = JobRuns(database.make_sessions(engine)).seen().get(BEAT)
        finally:
            engine.dispose()
        return beat is not None and beat.age < time.monotonic() - self._started["worker"]

    def kill(self, name: str) -> None:
        """Kill a program as a crash would, without a chance to tidy up."""
        _signal(self._processes[name], signal.SIGKILL)
        self._processes[name].wait()


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        process.poll()
