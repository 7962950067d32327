"""Measures this assistant beside a Rasa default project in one run; see benchmarks/README.md."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks import baseline, publishing, report, servers, talks
from benchmarks.errors import CannotMeasure
from benchmarks.measure import Plan, Subject, measure
from benchmarks.publishing import DEFAULT, OURS, WORK

QUICK = Plan(conversations=2, forms=2, starts=1, rounds=1)


def main() -> int:
    """Measure and write the results. Missed targets are told; only a measurement that cannot be made fails."""
    options = _options()
    plan = replace(QUICK if options.quick else Plan(), block=options.block)
    WORK.mkdir(parents=True, exist_ok=True)
    occasion = publishing.occasion("turns.py")
    try:
        subjects = _subjects(options.only, options.ports)
        figures = measure(subjects, plan, WORK)
    except CannotMeasure as error:
        print(f"Nothing was measured. {error}", file=sys.stderr)
        return 1
    sides = {name: report.summarise(samples) for name, samples in figures.items()}
    if options.only:
        print(json.dumps({n: {**side, "curve_ms": "..."} for n, side in sides.items()}, indent=2))
        return 0
    _publish(sides, plan, occasion)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few samples: proves that it works, measures roughly")
    parser.add_argument("--only", choices=[OURS, DEFAULT], help="one side; print, and publish nothing")
    parser.add_argument(
        "--block", type=int, default=Plan.block, help="turns in a row of one side (default: %(default)s)"
    )
    parser.add_argument("--ports", type=int, default=23000, help="the first of six ports (default: %(default)s)")
    return parser.parse_args()


def _subjects(only: str | None, port: int) -> list[Subject]:
    subjects = []
    if only != DEFAULT:
        ours = servers.candour(port, WORK / "candour")
        subjects.append(Subject(OURS, ours, talks.CANDOUR_TALK, ours, talks.CANDOUR_FORM))
    if only != OURS:
        default = baseline.build(WORK / "default")
        talk, form = servers.default_talk(port + 2, default), servers.default_form(port + 4, default)
        subjects.append(Subject(DEFAULT, talk, talks.DEFAULT_TALK, form, talks.DEFAULT_FORM))
    return subjects


def _publish(sides: Mapping[str, Any], plan: Plan, occasion: Mapping[str, Any]) -> None:
    reached = report.targets(sides)
    results = {**occasion, "plan": vars(plan), "sides": sides, "targets": publishing.as_records(reached)}
    publishing.write_results("turns", results)
    report.draw(sides, publishing.RESULTS / "turns.svg")
    publishing.write_into_readme("turns", report.table(results))
    print(*reached, sep="\n")


if __name__ == "__main__":
    raise SystemExit(main())
