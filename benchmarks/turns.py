"""Measures this assistant beside a Rasa default project in one run; see benchmarks/README.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import baseline, report, servers, talks
from benchmarks.errors import CannotMeasure
from benchmarks.measure import Plan, Subject, measure
from bot.settings import ROOT

HERE = Path(__file__).resolve().parent
WORK = ROOT / "var" / "benchmarks"
RESULTS = HERE / "results"
QUICK = Plan(conversations=2, forms=2, starts=1, rounds=1)


def main() -> int:
    """Measure and write the results. Missed targets are told; only a measurement that cannot be made fails."""
    options = _options()
    plan = replace(QUICK if options.quick else Plan(), block=options.block)
    WORK.mkdir(parents=True, exist_ok=True)
    machine = _machine()
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
    _publish(sides, plan, machine)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few samples: proves that it works, measures roughly")
    parser.add_argument("--only", choices=[report.OURS, report.DEFAULT], help="one side; print, and publish nothing")
    parser.add_argument(
        "--block", type=int, default=Plan.block, help="turns in a row of one side (default: %(default)s)"
    )
    parser.add_argument("--ports", type=int, default=23000, help="the first of six ports (default: %(default)s)")
    return parser.parse_args()


def _subjects(only: str | None, port: int) -> list[Subject]:
    subjects = []
    if only != report.DEFAULT:
        ours = servers.candour(port, WORK / "candour")
        subjects.append(Subject(report.OURS, ours, talks.CANDOUR_TALK, ours, talks.CANDOUR_FORM))
    if only != report.OURS:
        default = baseline.build(WORK / "default")
        talk, form = servers.default_talk(port + 2, default), servers.default_form(port + 4, default)
        subjects.append(Subject(report.DEFAULT, talk, talks.DEFAULT_TALK, form, talks.DEFAULT_FORM))
    return subjects


def _publish(sides: Mapping[str, Any], plan: Plan, machine: Mapping[str, Any]) -> None:
    reached = report.targets(sides)
    results = {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", "benchmarks/turns.py", *sys.argv[1:]]),
        "machine": machine,
        "plan": vars(plan),
        "sides": sides,
        "targets": report.as_records(reached),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "turns.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    report.draw(sides, RESULTS / "turns.svg")
    report.write_into(HERE / "README.md", report.table(results))
    print(*reached, sep="\n")


def _machine() -> dict[str, Any]:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": f"{platform.system()}, Python {platform.python_version()} beside {baseline.PYTHON}",
        "load_before": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    raise SystemExit(main())
