"""The folder of a report: whole or not at all, for its owner alone, and never in the place of other things."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation import folder
from bot.evaluation.errors import Misuse, NotWritten
from bot.evaluation.page import Report, Section, Table, Tile

REPORT = Report(
    form="utterances",
    title="A title",
    lead="A lead.",
    basis=[("File", "x.jsonl")],
    tiles=[Tile("Right", "50.0%", "1 of 2", 0.5)],
    sections=[Section("Part one", "Its lead.", [Table("A table", ["Name", "Number"], [["a", 1]])])],
    scores={"accuracy": 0.123456789, "safety": None},
    figures={"count": 2},
)
NAMES = ["figures.json", "plots", "report.html", "report.md", "timing.json"]


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    folder.write(REPORT, tmp_path / "deep" / "report")

    assert sorted(os.listdir(tmp_path / "deep" / "report")) == NAMES
    assert os.listdir(tmp_path / "deep") == ["report"]
    assert '"accuracy": 0.123457,' in (tmp_path / "deep" / "report" / "figures.json").read_text()


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder.write(REPORT, tmp_path / "report")

    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o700


def test_an_earlier_report_is_replaced(tmp_path: Path) -> None:
    folder.write(REPORT, tmp_path / "report")
    (tmp_path / "report" / "plots" / "old.svg").write_text("old")

    folder.write(replace(REPORT, title="Another title"), tmp_path / "report")

    assert "Another title" in (tmp_path / "report" / "report.md").read_text()
    assert os.listdir(tmp_path / "report" / "plots") == []
    assert os.listdir(tmp_path) == ["report"]


@pytest.mark.parametrize("file", ["thesis.md", ".git"])
def test_other_things_are_never_replaced(file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text("precious")

    with pytest.raises(Misuse, match="holds other things"):
        folder.write(REPORT, tmp_path)

    assert (tmp_path / file).read_text() == "precious"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("precious")

    with pytest.raises(Misuse, match="is a file"):
        folder.write(REPORT, tmp_path / "report")


def test_an_earlier_report_stays_if_the_new_one_cannot_be_made(tmp_path: Path) -> None:
    folder.write(REPORT, tmp_path / "report")
    broken = replace(REPORT, figures={"count": float("nan")})

    with pytest.raises(ValueError, match="JSON"):
        folder.write(broken, tmp_path / "report")

    assert "A title" in (tmp_path / "report" / "report.md").read_text()
    assert os.listdir(tmp_path) == ["report"]


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NotWritten, match="cannot be written"):
        folder.write(REPORT, tmp_path / "file" / "report")
