"""`candour staff-register`: who serves where and under whom, for allocation (S7)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.casework.errors import InvalidCommand
from bot.casework.staff_models import StaffRole
from bot.cli.opening import AsJson, opened, print_json, table

app = typer.Typer(help="Keep the register of who serves where, under whom.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a first line of names.")],
    as_json: AsJson = False,
) -> None:
    """Take in a CSV; rows are known again by their number, and broken ones are named and left out."""
    with opened() as casework:
        reports = casework.register.import_csv(_text(file).splitlines(keepends=True), casework.stations())
    if as_json:
        print_json([asdict(report) for report in reports])
    else:
        for report in reports:
            if report.problem:
                typer.echo(f"line {report.line}, {report.who}: {report.what}, {report.problem}")
    what = [report.what for report in reports]
    summary = ", ".join(f"{what.count(name)} {name}" for name in ("added", "changed", "unchanged", "refused"))
    typer.echo(summary, err=as_json)
    if "refused" in what:
        raise typer.Exit(1)


@app.command("list")
def list_staff(
    station: Annotated[str | None, typer.Option(help="Only those of this station, by its key.")] = None,
    role: Annotated[StaffRole | None, typer.Option(help="Only those of this role.")] = None,
    as_json: AsJson = False,
) -> None:
    """List those who serve now, by name."""
    with opened() as casework:
        found = casework.register.list(station=station, role=role)
    if as_json:
        print_json([asdict(member) for member in found])
        return
    lines = table("Staff", "Number", "Name", "Rank", "Unit", "Station", "Manager", "Role")
    for each in found:
        shown = (each.shoulder_number, each.name, each.rank, each.unit, each.station, each.line_manager, each.role)
        lines.add_row(*(escape(part or "") for part in shown))
    Console().print(lines if found else "There are none.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidCommand(f"{file} is not UTF-8 at byte {error.start + 1}: save it as UTF-8.") from error
