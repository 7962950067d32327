"""`candour forwarded`: take in complaints that the IPCC received and forwarded (S5)."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.casework.forwarded import Findings, RowReport, What
from bot.casework.forwarded_files import Broken, Row, read_csv, read_jsonl
from bot.cli.opening import opened

app = typer.Typer(help="Take in complaints that the IPCC forwarded.", no_args_is_help=True)

_COLUMNS = ("line", "what", "source_reference", "reference", "problem")


@app.callback()
def _forwarded() -> None:
    pass


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, or JSON lines.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print every row of the report as JSON, one a line.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write every row of the report to this CSV file.")] = None,
) -> None:
    """Take in a file; broken rows are named and left out, and importing the same file again changes nothing."""
    counts: Counter[What] = Counter()
    with file.open("rb") as stream, opened() as casework, _report_to(report) as writer:
        for row in casework.forwarded.take_all(_rows(file, stream), _read):
            counts[row.what] += 1
            if writer is not None:
                writer.writerow(asdict(row))
            _say(row, as_json)
    summary = f"{counts[What.RECORDED]:,} recorded, {counts[What.KNOWN]:,} here already, {counts[What.BROKEN]:,} broken"
    typer.echo(summary, err=as_json)
    if counts[What.BROKEN]:
        typer.echo("Correct the broken rows and import the file again: what is here already stays as it is.", err=True)
        raise typer.Exit(1)


def _rows(file: Path, lines: Iterable[bytes]) -> Iterator[Row | Broken]:
    return read_csv(lines) if file.suffix.lower() == ".csv" else read_jsonl(lines)


def _read(account: str, on: date) -> Findings:
    from bot.intake.reading import read_complaint  # takes seconds, which a file with a wrong heading need not wait for

    return read_complaint(account, on)


@contextmanager
def _report_to(path: Path | None) -> Iterator[csv.DictWriter[str] | None]:
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _COLUMNS)
        writer.writeheader()
        yield writer


def _say(row: RowReport, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(row), ensure_ascii=False))
    elif row.what is What.BROKEN:
        typer.echo(f"line {row.line}{f' ({row.source_reference})' if row.source_reference else ''}: {row.problem}")
