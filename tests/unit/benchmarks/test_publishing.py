"""Figures go between the markers of their section and leave the rest of the page alone; targets tell what was seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.errors import CannotMeasure
from benchmarks.publishing import Target, write_into_readme

PAGE = "# A\n<!-- a: begin -->\nold\n<!-- a: end -->\nbetween\n<!-- b: begin -->\nkept\n<!-- b: end -->\nlast\n"


def test_only_the_section_is_written(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(PAGE, encoding="utf-8")

    write_into_readme("a", "new", readme)

    assert readme.read_text(encoding="utf-8") == PAGE.replace("old", "new")


def test_a_page_without_the_markers_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(PAGE, encoding="utf-8")

    with pytest.raises(CannotMeasure, match="<!-- c: begin -->"):
        write_into_readme("c", "new", readme)

    assert readme.read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("seen", "at_least", "reached"), [(0.5, False, True), (0.6, False, False), (0.5, True, True), (0.4, True, False)]
)
def test_a_target_is_reached_from_its_side(seen: float, at_least: bool, reached: bool) -> None:
    assert Target("share", seen, 0.5, "", at_least).reached is reached
