"""What the documents name is there: files, settings and commands; and no file of the tree betrays where it was made."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"^ {4}.*$", re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"[\w.-]+(/[\w.*-]+)*/?")
SUFFIXES = {".py", ".yml", ".toml", ".lock", ".md", ".ini", ".json", ".js", ".css", ".html", ".svg", ".png", ".pth"}
SUFFIXES |= {".service", ".conf"}
VARIABLE = re.compile(r"\bCANDOUR_[A-Z_]+\b")
TARGET = re.compile(r"\bmake ([a-z-]+)")


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _made_later() -> set[str]:
    """Folders that git ignores: they come into being by running the program."""
    lines = (ROOT / ".gitignore").read_text().split()
    return {line.rstrip("/") for line in lines if line.endswith("/")}


def _code(text: str) -> str:
    """The parts of a document that are code: fenced, indented and quoted."""
    rest = FENCED.sub("", text)
    return "\n".join([*FENCED.findall(text), *INDENTED.findall(rest), *QUOTED.findall(rest)])


def _paths(text: str) -> set[str]:
    """What a document names that looks like a path of the tree; addresses on the web and of machines do not."""
    prose = FENCED.sub("", text)
    links = {target.partition("#")[0] for target in LINK.findall(prose) if "://" not in target}
    top = {name.partition("/")[0] for name in _tracked() if "/" in name}
    quoted = {
        name
        for name in QUOTED.findall(INDENTED.sub("", prose))
        if PATH.fullmatch(name) and ((name.partition("/")[0] in top and "/" in name) or Path(name).suffix in SUFFIXES)
    }
    return {name for name in links | quoted if name}


def _exists(name: str, document: Path, tracked: list[str]) -> bool:
    """Whether a path is there: from the root, from the document, or, for the name of a file alone, anywhere."""
    if name.partition("/")[0] in _made_later():
        return True
    if any(list(start.glob(name)) for start in (ROOT, document.parent)):
        return True
    return "/" not in name and any(Path(file).name == name for file in tracked)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    tracked = _tracked()

    assert [name for name in sorted(_paths(document.read_text())) if not _exists(name, document, tracked)] == []


def test_a_path_that_is_gone_is_noticed() -> None:
    text = (
        "See `bot/policy/decide.py`, `bot/gone.py`, `gone.yml`, [this](gone.md) and [that](https://example.org/x.md)."
    )

    missing = [name for name in sorted(_paths(text)) if not _exists(name, ROOT / "docs" / "x.md", _tracked())]

    assert missing == ["bot/gone.py", "gone.md", "gone.yml"]


def _settings() -> set[str]:
    return {f"CANDOUR_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_a_document_names_exists(document: Path) -> None:
    assert set(VARIABLE.findall(document.read_text())) - _settings() == set()


def test_every_setting_stands_in_the_table_of_the_readme() -> None:
    rows = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `CANDOUR_")]

    assert _settings() - set(VARIABLE.findall("\n".join(rows))) == set()


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for document in DOCUMENTS for target in TARGET.findall(_code(document.read_text()))}

    assert {"run", "test"} <= named
    assert named - targets == set()


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "adr"
    listed = LINK.findall((folder / "README.md").read_text())

    assert listed == sorted(file.name for file in folder.glob("0*.md"))


# In two parts, so that this file does not contain what it looks for.
ELSEWHERE = {
    "a path of one machine": re.compile(r"(?<![\w.])/(wo" + r"rk|ro" + r"ot|tmp/ba" + r"sh)\b"),
    "a registry of packages": re.compile("py" + "pi\\.org|python" + "hosted\\.org|npm" + "js\\.org|/" + "simple/?\\b"),
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_no_file_names(what: str) -> None:
    found = []
    for name in _tracked():
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        if name != "uv.lock" and ELSEWHERE[what].search(text):
            found.append(name)

    assert found == []
