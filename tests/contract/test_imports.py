"""The rooms stay apart: what each may import, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

# For each room, what it may not import. `policy` is the strictest: the standard library and itself.
FORBIDDEN: dict[str, set[str]] = {
    "bot/understanding": {"rasa", "rasa_sdk", "sqlalchemy", "aiohttp", "bot.casework", "bot.engine", "bot.gateway"},
    "bot/intake": {"rasa", "rasa_sdk", "sqlalchemy", "aiohttp", "bot.casework", "bot.engine", "bot.gateway"},
    "bot/followup": {"rasa", "rasa_sdk", "sqlalchemy", "aiohttp", "bot.engine", "bot.gateway", "actions"},
    "bot/casework": {"rasa", "rasa_sdk", "aiohttp", "bot.engine", "bot.gateway", "bot.understanding", "bot.intake"},
    "bot/notifications": {"rasa", "rasa_sdk", "bot.engine", "bot.gateway", "bot.intake", "bot.understanding"},
    "bot/worker": {"rasa", "rasa_sdk", "aiohttp", "bot.engine", "bot.gateway", "bot.intake", "bot.understanding"},
    "bot/evaluation": {"rasa", "rasa_sdk", "sqlalchemy", "bot.casework", "bot.engine", "bot.gateway", "actions"},
    "bot/gateway": {"rasa", "rasa_sdk", "bot.engine", "bot.understanding", "bot.intake", "actions"},
    "bot/console": {"rasa", "rasa_sdk", "bot.engine", "bot.understanding", "bot.intake", "bot.cli", "actions"},
    "bot/demo": {"rasa", "rasa_sdk", "aiohttp", "bot.engine", "actions"},
    "bot/engine": {"bot.gateway", "bot.casework", "bot.intake", "actions"},
    "bot/cli": {"rasa", "rasa_sdk", "actions"},
    "actions": {"rasa", "sqlalchemy", "aiohttp", "bot.engine", "bot.gateway", "bot.cli"},
}


def _imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_nothing_that_it_may_not(room: str) -> None:
    found = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in (ROOT / room).rglob("*.py")
        for name in _imports(file)
        for banned in FORBIDDEN[room]
        if _within(name, banned)
    }

    assert found == set()


def test_the_policy_needs_the_standard_library_alone() -> None:
    allowed = set(sys.stdlib_module_names) | {"bot"}
    imported = {name for file in (ROOT / "bot/policy").rglob("*.py") for name in _imports(file)}

    assert {name for name in imported if name.partition(".")[0] not in allowed} == set()
    assert {name for name in imported if _within(name, "bot") and not _within(name, "bot.policy")} == set()


def test_the_worker_is_small() -> None:
    heavy = ("rasa", "rasa_sdk", "spacy", "sklearn", "numpy", "onnxruntime", "aiohttp")
    code = f"import bot.worker.__main__, sys; print(sorted({set(heavy)!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("program", ["bot.gateway.app", "bot.console.app", "bot.cli.main", "bot.understanding"])
def test_a_program_that_faces_people_never_loads_the_engine(program: str) -> None:
    code = f"import {program}, sys; print(sorted({{'rasa', 'tensorflow', 'sanic'}} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_module_says_what_it_owns() -> None:
    modules = [file for room in ("bot", "actions") for file in (ROOT / room).rglob("*.py")]

    assert modules
    assert [str(f.relative_to(ROOT)) for f in modules if not ast.get_docstring(ast.parse(f.read_text()))] == []
