"""The folder of a report: written whole under a temporary name, then put in the place of an earlier report."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.evaluation.drawing import DARK, LIGHT, standalone
from bot.evaluation.errors import Misuse, NotWritten
from bot.evaluation.figures import rounded
from bot.evaluation.page import Plot, Report

HTML, MARKDOWN, FIGURES, TIMING, PLOTS = "report.html", "report.md", "figures.json", "timing.json", "plots"


def check(folder: Path) -> None:
    """Raise `Misuse` if the folder holds anything but an earlier report, which would be lost."""
    if folder.is_dir():
        strange = sorted({found.name for found in folder.iterdir()} - {HTML, MARKDOWN, FIGURES, TIMING, PLOTS})
        if strange:
            raise Misuse(f"{folder} holds other things ({', '.join(strange[:3])}). Give --out another folder.")
    elif folder.exists():
        raise Misuse(f"{folder} is a file. Give --out a folder.")


def write(report: Report, folder: Path) -> None:
    """Write the report; the folder is there whole, readable by its owner alone, or as it was before.

    Raises `Misuse` as `check` does, and `NotWritten` where the disk refuses.
    """
    folder = folder.resolve()
    check(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _fill(report, fresh)
            _put(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise NotWritten(f"The report cannot be written to {folder} ({error.strerror or error}).") from error


def _put(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    # A folder that is not empty cannot be replaced in one step.
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-old-", dir=folder.parent) as old:
        earlier = folder.rename(Path(old) / "earlier")
        try:
            fresh.rename(folder)
        except OSError:
            earlier.rename(folder)
            raise


def _fill(report: Report, folder: Path) -> None:
    (folder / PLOTS).mkdir()
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Plot):
                _text(folder / PLOTS / f"{block.name}.svg", standalone(block.svg))
    _text(folder / HTML, _page("report.html.j2", report))
    _text(folder / MARKDOWN, _page("report.md.j2", report))
    figures = {"form": report.form, "scores": report.scores, **report.figures}
    _text(folder / FIGURES, _json(figures))
    _text(folder / TIMING, _json(report.timing))


def _json(data: object) -> str:
    return json.dumps(rounded(data), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def _page(template: str, report: Report) -> str:
    environment = Environment(
        loader=PackageLoader("bot.evaluation"),
        autoescape=select_autoescape(enabled_extensions=("html.j2", "css.j2"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _markdown_cell
    return environment.get_template(template).render(report=report, light=LIGHT, dark=DARK)


def _markdown_cell(value: object) -> str:
    """A text as plain words within Markdown: on one line, nothing in it read as mark-up."""
    text = " ".join(str(value).split())
    for character in "\\`*_{}[]<>#|~$&":
        text = text.replace(character, f"\\{character}")
    return text


def _text(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
