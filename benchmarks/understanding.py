"""Measures understanding beside Rasa's default pipeline, trained on the same examples; see benchmarks/README.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import accuracy, assessing, baseline, publishing, servers, texts, understanding_report
from benchmarks.accuracy import UtteranceSet
from benchmarks.baseline import understanding as default_understanding
from benchmarks.baseline.understanding import Examples
from benchmarks.client import Client
from benchmarks.errors import CannotMeasure
from benchmarks.measure import side_by_side
from benchmarks.publishing import DEFAULT, OURS, WORK
from bot.settings import ROOT

EXAMPLES = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "evaluation" / "utterances.jsonl"
ACCOUNTS = ROOT / "tests" / "evaluation" / "accounts.jsonl"
# Both files are there once the figures are.
PLOT = (
    "![Accuracy by style, and time of a parse over the length of the text, both sides](results/understanding.svg)\n\n"
    "Left: the lines are 95 % intervals. Right: the lines are medians, the areas reach up to the 95th percentile."
)
ALL_FIGURES = "By intent, and with all intervals: [results/understanding.json](results/understanding.json)."
WARM_UP_TEXTS = 10
BLOCK = 10

Parsed = tuple[Mapping[str, Any], float]
Publish = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Plan:
    """How much is measured: epochs of the default (`None`: its own), texts of each length, runs of `assess`."""

    epochs: int | None = None
    texts: int = 200
    assessments: int = 5


@dataclass(frozen=True)
class Material:
    """What is parsed and assessed, checked: the sets of utterances, the texts of each length, and the accounts."""

    sets: Sequence[UtteranceSet]
    texts: Mapping[str, Sequence[str]]
    accounts: Path
    accounts_in_it: int


def main() -> int:
    """Rehearse, train, measure and publish. Missed targets are told; only what cannot be measured fails."""
    options = _options()
    WORK.mkdir(parents=True, exist_ok=True)
    occasion = publishing.occasion("understanding.py")
    try:
        _check(options.ports)
        folder = WORK / "default" / "understanding"
        examples = default_understanding.copy(EXAMPLES, folder / "nlu")
        material = _material([HELD_OUT, *options.set], examples)
        python = baseline.install(WORK / "default")
        ours = servers.candour(options.ports, WORK / "candour").engine
        _check_same(examples)
        occasion["examples"] = {"digest": examples.digest, "labels": len(examples.labels)}
        for plan, publish in PASSES[:1] if options.quick else PASSES:
            model = default_understanding.train(folder, python, examples, plan.epochs)
            default = servers.default_understanding(options.ports + 2, python, folder, model)
            _measure({OURS: ours, DEFAULT: default}, material, plan, occasion, publish)
    except CannotMeasure as error:
        print(f"The measurement was not finished. {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="the rehearsal only: few epochs and samples; publishes nothing"
    )
    parser.add_argument(
        "--set", type=Path, action="append", default=[], help="another file of utterances; may be given several times"
    )
    parser.add_argument("--ports", type=int, default=23010, help="the first of three ports (default: %(default)s)")
    return parser.parse_args()


def _check(port: int) -> None:
    """What can be known to be missing at once. Raises `CannotMeasure`."""
    publishing.check_markers("understanding")
    for each in (port, port + 2):
        servers.check_port("the measurement", each)
    if not assessing.COMMAND.exists():
        raise CannotMeasure(f"{assessing.COMMAND} is not there; run `make setup`, and this with `uv run`.")


def _check_same(examples: Examples) -> None:
    """Candour has just been trained: on the examples that were copied, or on others if they were changed meanwhile."""
    if default_understanding.digest(EXAMPLES) != examples.digest:
        raise CannotMeasure(f"{EXAMPLES} was changed while Candour was trained on it; begin again.")


def _material(files: Sequence[Path], examples: Examples) -> Material:
    pool = texts.sentences()
    lengths = {group.name: texts.draw(pool, group, Plan.texts, seed=1) for group in texts.GROUPS}
    # A copy, which does not change while the default is trained.
    copy = WORK / "accounts.jsonl"
    return Material(
        [accuracy.read(file, examples.labels) for file in files],
        lengths,
        copy,
        assessing.copy(ACCOUNTS, copy),
    )


def _measure(
    engines: Mapping[str, servers.Program],
    material: Material,
    plan: Plan,
    occasion: Mapping[str, Any],
    publish: Publish,
) -> None:
    """Accuracy, published as soon as it is known; the cost of a parse; then, without the engines, `assess`."""
    results: dict[str, Any] = {**occasion, "plan": asdict(plan)}
    with ExitStack() as stack:
        urls = []
        for name, engine in engines.items():
            _say(f"{name}: start")
            urls.append(stack.enter_context(servers.running(engine, WORK)).url)
        results["sets"] = {each.name: asyncio.run(_accuracy(urls, each)) for each in material.sets}
        publish(results)
        results["cost"] = asyncio.run(_cost(urls, material.texts, plan))
    results["assess"] = _assess(material, plan)
    results["targets"] = publishing.as_records(understanding_report.targets(results))
    publish(results)


async def _accuracy(urls: Sequence[str], utterances: UtteranceSet) -> dict[str, Any]:
    _say(f"{len(utterances.rows)} utterances of {utterances.name}")
    ours, default = await _parsed_by_both(urls, utterances.texts)
    judged = [accuracy.judge(utterances, [answer for answer, _ in each]) for each in (ours, default)]
    return accuracy.compare(*judged)


async def _cost(urls: Sequence[str], lengths: Mapping[str, Sequence[str]], plan: Plan) -> dict[str, Any]:
    cost = {}
    for group in texts.GROUPS:
        _say(f"{group.name} texts, {group.words}")
        measured = lengths[group.name][: plan.texts]
        await _parsed_by_both(urls, texts.draw(texts.sentences(), group, WARM_UP_TEXTS, seed=2))
        ours, default = await _parsed_by_both(urls, measured)
        cost[group.name] = understanding_report.cost(
            group, [len(text.split()) for text in measured], [ms for _, ms in ours], [ms for _, ms in default]
        )
    return cost


async def _parsed_by_both(urls: Sequence[str], messages: Sequence[str]) -> list[list[Parsed]]:
    """What each side answers to the messages and how many milliseconds it takes; they take turns in blocks."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(url)) for url in urls]
        return await side_by_side([_parsed(client, messages) for client in clients], BLOCK)


async def _parsed(client: Client, messages: Sequence[str]) -> AsyncIterator[Parsed]:
    for text in messages:
        yield await client.parse(text)


def _assess(material: Material, plan: Plan) -> dict[str, Any]:
    runs = []
    for number in range(plan.assessments):
        _say(f"candour assess, run {number + 1} of {plan.assessments}")
        runs.append(assessing.assess(material.accounts, material.accounts_in_it, WORK / "assess.log"))
    return {
        "accounts": material.accounts_in_it,
        "first_seconds": publishing.spread([run.first_seconds for run in runs]),
        "accounts_a_second": publishing.spread([run.accounts_a_second for run in runs]),
    }


def _rehearse(results: Mapping[str, Any]) -> None:
    """All that publishing does, but to the screen and the working folder."""
    understanding_report.draw(results, WORK / "rehearsal.svg")
    _say(f"Rehearsal, rough and with a default that has hardly learnt:\n{understanding_report.table(results)}")


def _publish(results: Mapping[str, Any]) -> None:
    publishing.write_results("understanding", results)
    understanding_report.draw(results, publishing.RESULTS / "understanding.svg")
    table = understanding_report.table(results)
    publishing.write_into_readme("understanding", f"{PLOT}\n\n{table}\n\n{ALL_FIGURES}")
    _say(table)


def _say(text: str) -> None:
    print(text, flush=True)


# Before the long training, a short one goes all the way, so that nothing is found missing at the end.
PASSES: Sequence[tuple[Plan, Publish]] = ((Plan(epochs=2, texts=20, assessments=1), _rehearse), (Plan(), _publish))


if __name__ == "__main__":
    raise SystemExit(main())
