"""The start of the engine: honest about its store, alone on its port, on the loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.conftest import ROOT, Program, free_port


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://postgres:hidden@127.0.0.1:9/none", "The conversations cannot be kept at"),
        ("sqlite:////proc/nowhere/talks.db", "The address of the database cannot be used"),
    ],
)
def test_rasa_run_stops_where_conversations_cannot_be_kept(model: Path, address: str, words: str):
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "run", "-p", str(free_port()), "--model", str(model)],
        cwd=ROOT,
        env={**os.environ, "CANDOUR_DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 1
    assert f"StoreCannotStart: {words}" in done.stdout + done.stderr
    assert "hidden" not in done.stdout + done.stderr
    assert "up and running" not in done.stderr


def test_engine_and_action_server_listen_on_the_loopback_alone(served: Program, actions: Program):
    outside = socket.gethostbyname(socket.gethostname())
    if outside.startswith("127."):
        outside = "127.0.0.2"  # another address of this machine, which only a socket for all addresses answers

    for program in (served, actions):
        with socket.socket() as s:
            s.settimeout(2)
            assert s.connect_ex(("127.0.0.1", program.port)) == 0
        with socket.socket() as s:
            s.settimeout(2)
            assert s.connect_ex((outside, program.port)) != 0
