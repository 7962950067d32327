"""`candour evaluate`: scores the assistant on a file of examples and writes a report that one can look at."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli import running
from bot.evaluation.errors import EvaluationError, Misuse
from bot.force import load_rulebook
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.evaluation.forms import Form, Row
    from bot.evaluation.page import Report
    from bot.evaluation.product import Product
    from bot.evaluation.utterances import Parse

FAILED, MISUSED, TOO_LOW = 1, 2, 3


def evaluate(
    file: Annotated[Path, typer.Argument(help="JSON lines: utterances, accounts, Philadelphia summaries or personas.")],
    out: Annotated[Path | None, typer.Option(help="Where the report goes; var/evaluation/<file> if left out.")] = None,
    engine: Annotated[str | None, typer.Option(help="For personas: the Rasa server of a running product.")] = None,
    fail_under: Annotated[
        list[str] | None, typer.Option(metavar="METRIC=VALUE", help="End with code 3 if it is lower; repeatable.")
    ] = None,
) -> None:
    """Score the assistant on a file of examples, and write a report with plots."""
    # These take seconds to import, which other commands need not wait for.
    from bot.evaluation import folder, forms, gates, run

    place = out or load_settings().var_dir / "evaluation" / file.stem
    try:
        form, rows = forms.read(file)
        wanted = gates.parse(fail_under or [], run.SCORES[form], form.name)
        _check_engine(engine, needed=form is forms.PERSONAS)
        folder.check(place)
        report = _report(file, form, rows, engine)
        folder.write(report, place)
    except EvaluationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(MISUSED if isinstance(error, Misuse) else FAILED) from error
    _tell(report, place / folder.HTML)
    if low := gates.failures(wanted, report.scores):
        typer.echo("\n".join(low), err=True)
        raise typer.Exit(TOO_LOW)


def _check_engine(engine: str | None, *, needed: bool) -> None:
    from bot.evaluation.product import START

    if needed and not engine:
        raise Misuse(
            "Personas talk to a running product. Start one in another terminal, with a database of its own, as the "
            f"talks leave complaints in it:\n  CANDOUR_DATABASE_URL=sqlite:////tmp/personas.db {START}\n"
            "then give its Rasa server: --engine http://127.0.0.1:5005"
        )
    if engine and not needed:
        raise Misuse("--engine is for personas; other files are evaluated in this process. Leave it out.")


def _report(file: Path, form: Form, rows: Sequence[Row], engine: str | None) -> Report:
    from bot.evaluation import forms, run

    model = running.model_path()
    if form is forms.UTTERANCES:
        model = choose_model(running.MODELS, model)
    tools = run.Tools(
        rulebook=load_rulebook(load_settings().policy_file),
        timer=time.perf_counter,
        parser=lambda: _parser(model),
        assistant=lambda: _product(engine or ""),
        track=_tracked,
    )
    read_by = {forms.UTTERANCES: _described(model), forms.PERSONAS: f"the product at {engine}"}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    basis = [
        ("File", file.name),
        ("Lines", str(len(rows))),
        ("SHA-256 begins", digest),
        ("Read by", read_by.get(form, "the code and data of this checkout")),
    ]
    return run.make_report(form, rows, basis, tools)


def _described(model: Path) -> str:
    return model.name if model == running.model_path() else f"{model.name}, which is not of the present sources"


def choose_model(models: Path, present: Path) -> Path:
    """The model of the present sources or, with a warning, the newest in the folder. Raises `EvaluationError`."""
    if present.exists():
        return present
    trained = sorted(models.glob("candour-*.tar.gz"), key=lambda each: each.stat().st_mtime)
    if not trained:
        raise EvaluationError("No model is trained. Run: make train")
    typer.echo(f"{trained[-1].name} is not of the present sources. For one that is, run: make train", err=True)
    return trained[-1]


@contextmanager
def _parser(model: Path) -> Iterator[Parse]:
    from bot.engine.parser import UnusableModel, parser

    try:
        with parser(model) as parse:
            yield parse
    except UnusableModel as error:
        raise EvaluationError(str(error)) from error


def _product(address: str) -> Product:
    from bot.evaluation.product import Product

    product = Product(address)
    product.check()
    return product


def _tracked(rows: Sequence[Row]) -> Iterable[Row]:
    """The rows one after the other, with a bar that grows on a terminal."""
    console = Console(stderr=True)
    return track(rows, "Evaluating", console=console, transient=True, disable=not console.is_terminal)


def _tell(report: Report, page: Path) -> None:
    console = Console(highlight=False)
    table = Table(title=report.title, title_justify="left", show_header=False)
    for name in ("figure", "value", "note"):
        table.add_column(name)
    for tile in report.tiles:
        table.add_row(tile.label, tile.value, tile.note)
    console.print(table)
    console.print(f"Scores for --fail-under: {', '.join(report.scores)}", markup=False)
    console.print(f"Report: {page}", markup=False, soft_wrap=True)
