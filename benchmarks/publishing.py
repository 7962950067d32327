"""What all measurements tell in the same way: the machine, the targets, the figures in the results and the README."""

from __future__ import annotations

import json
import os
import platform
import shlex
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import baseline
from benchmarks.errors import CannotMeasure
from bot.settings import ROOT

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
README = HERE / "README.md"
WORK = ROOT / "var" / "benchmarks"

OURS, DEFAULT = "candour", "default"
# Candour as it is shipped, where the two that are compared have learnt from a share of the examples.
SHIPPED = "candour_on_all"
COLOURS = {OURS: "#1d4f91", DEFAULT: "#b3541e", SHIPPED: "#6f8fb8"}

Results = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """Something to reach: the figure that was seen, the bound, and whether it must be reached from below or above."""

    name: str
    seen: float
    bound: float
    unit: str
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.seen >= self.bound if self.at_least else self.seen <= self.bound

    def __str__(self) -> str:
        return f"{'pass' if self.reached else 'MISS'}  {self.name}: {self.seen:.3g}{self.unit} ({self.limit})"

    @property
    def limit(self) -> str:
        """The bound in words."""
        return f"{'at least' if self.at_least else 'at most'} {self.bound:g}{self.unit}"


def as_records(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """The targets as they are kept in the results."""
    return [{**asdict(target), "seen": round(target.seen, 3), "reached": target.reached} for target in targets]


def target_table(targets: Iterable[Target]) -> list[str]:
    """The targets as lines of a table for the README."""
    rows = (
        f"| {target.name}: {target.limit} | {target.seen:.3g}{target.unit} "
        f"| {'reached' if target.reached else '**missed**'} |"
        for target in targets
    )
    return ["| target | seen | |", "|---|---:|---|", *rows]


def spread(samples: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile, lowest and number of the samples."""
    ordered = sorted(samples)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "lowest": round(ordered[0], 2),
        "samples": len(ordered),
    }


def occasion(script: str) -> dict[str, Any]:
    """When, with which command and on what the measurement is made; asked before it begins, for the load average."""
    return {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", f"benchmarks/{script}", *map(_anywhere, sys.argv[1:])]),
        "machine": _machine(),
    }


def _anywhere(argument: str) -> str:
    """The argument as it is published: of a path from the root, the last two parts, as the rest is of one machine."""
    path = Path(argument)
    return str(Path(path.parent.name, path.name)) if path.is_absolute() else argument


def told(results: Results) -> str:
    """The occasion in one line for the README."""
    machine = results["machine"]
    return (
        f"{results['date']}, `{results['command']}`, {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['system']}. Load average before: {machine['load_before']}."
    )


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


def write_results(name: str, results: Results) -> None:
    """Keep the results as `results/<name>.json`."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def read_results(name: str) -> dict[str, Any]:
    """The results that are kept as `results/<name>.json`; none where nothing was measured yet."""
    file = RESULTS / f"{name}.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def write_into_readme(section: str, text: str, readme: Path = README) -> None:
    """Put the text between the markers of the section. Raises `CannotMeasure` where they are not there."""
    begin, end = check_markers(section, readme)
    before, _, rest = readme.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    readme.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def check_markers(section: str, readme: Path = README) -> tuple[str, str]:
    """The two markers of the section of figures. Raises `CannotMeasure` where the README does not hold both."""
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    if end not in readme.read_text(encoding="utf-8").partition(begin)[2]:
        raise CannotMeasure(f"{readme} has no place for the figures: put {begin} and {end} where they shall stand.")
    return begin, end
