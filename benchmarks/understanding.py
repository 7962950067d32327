"""Measures understanding beside Rasa's default pipeline, trained on the same examples; see benchmarks/README.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import accuracy, assessing, baseline, examples, publishing, retraining, servers, texts
from benchmarks import understanding_report as report
from benchmarks.accuracy import UtteranceSet
from benchmarks.baseline import understanding as default_understanding
from benchmarks.client import Client
from benchmarks.errors import CannotMeasure
from benchmarks.examples import Examples
from benchmarks.measure import side_by_side
from benchmarks.publishing import DEFAULT, OURS, SHIPPED, WORK
from bot.settings import ROOT

EXAMPLES = ROOT / "data" / "nlu"
HELD_OUT = ROOT / "tests" / "evaluation" / "utterances.jsonl"
ACCOUNTS = ROOT / "tests" / "evaluation" / "accounts.jsonl"
FOLDER = WORK / "default" / "understanding"
# Both files are there once the figures are.
PLOT = (
    "![Accuracy by style, and time of a parse over the length of the text, both sides](results/understanding.svg)\n\n"
    "Left: the lines are 95 % intervals. Right: the lines are medians, the areas reach up to the 95th percentile."
)
ALL_FIGURES = "By intent, and with all intervals: [results/understanding.json](results/understanding.json)."
WARM_UP_TEXTS = 10
BLOCK = 10
ACCURACY, COST = "accuracy", "cost"

Parsed = tuple[Mapping[str, Any], float]
Publish = Callable[[Mapping[str, Any]], None]
Engines = Mapping[str, servers.Program]


@dataclass(frozen=True)
class Plan:
    """How much is measured: epochs of the default (`None`: its own), texts of each length, runs of `assess`."""

    epochs: int | None = None
    texts: int = 200
    assessments: int = 5


@dataclass(frozen=True)
class Learnt:
    """What the sides learn from, all of it and the share that is drawn from it, and what they are then asked."""

    everything: Examples
    drawn: Examples
    share: float
    sets: Sequence[UtteranceSet]


@dataclass(frozen=True)
class Timed:
    """What is timed, checked: the texts of each length, and a file of so many accounts."""

    texts: Mapping[str, Sequence[str]]
    accounts: Path
    accounts_in_it: int


def main() -> int:
    """Rehearse, train, measure and publish. Missed targets are told; only what cannot be measured fails."""
    options = _options()
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        _measure(options, publishing.occasion("understanding.py"))
    except CannotMeasure as error:
        print(f"The measurement was not finished. {error}", file=sys.stderr)
        return 1
    return 0


def _measure(options: argparse.Namespace, occasion: Mapping[str, Any]) -> None:
    """Accuracy, published as soon as it is known; then the cost. What is not measured anew stays as it was."""
    _check(options.ports)
    learnt = _learnt(options.share, [HELD_OUT, *options.set]) if options.only != COST else None
    timed = _timed() if options.only != ACCURACY else None
    python = baseline.install(WORK / "default")
    shipped = servers.candour(options.ports, WORK / "candour").engine
    ours = _ours(learnt, shipped, options.ports + 3) if learnt else {}
    results = publishing.read_results("understanding")
    for plan, publish in _passes(options):
        model = default_understanding.train(FOLDER, python, learnt.drawn, plan.epochs) if learnt else _kept(results)
        default = servers.default_understanding(options.ports + 2, python, FOLDER, model)
        part = {**occasion, "plan": asdict(plan), "model": model.name}
        if learnt:
            results[ACCURACY] = {**part, **_accuracy({**ours, DEFAULT: default}, learnt)}
            publish(results)
        if timed:
            results[COST] = {**part, **_cost({OURS: shipped, DEFAULT: default}, timed, plan)}
            publish(results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument(
        "--quick", action="store_true", help="the rehearsal only: few epochs and samples; publishes nothing"
    )
    extent.add_argument("--no-rehearsal", action="store_true", help="train in full at once")
    parser.add_argument(
        "--share",
        type=_share,
        default=1.0,
        help="both sides learn from this share of the examples of each intent and topic (default: all)",
    )
    parser.add_argument(
        "--only",
        choices=(ACCURACY, COST),
        help="measure and publish this alone; the cost with the default that the accuracy was measured with",
    )
    parser.add_argument(
        "--set", type=Path, action="append", default=[], help="another file of utterances; may be given several times"
    )
    parser.add_argument("--ports", type=int, default=23010, help="the first of four ports (default: %(default)s)")
    return parser.parse_args()


def _share(text: str) -> float:
    if not 0 < float(text) <= 1:
        raise argparse.ArgumentTypeError("a share is above 0 and at most 1")
    return float(text)


def _passes(options: argparse.Namespace) -> Sequence[tuple[Plan, Publish]]:
    """Before the long training, a short one goes all the way, so that nothing is found missing at the end."""
    rehearsal, full = (Plan(epochs=2, texts=20, assessments=1), _rehearse), (Plan(), _publish)
    if options.quick:
        return [rehearsal]
    return [full] if options.no_rehearsal or options.only == COST else [rehearsal, full]


def _check(port: int) -> None:
    """What can be known to be missing at once. Raises `CannotMeasure`."""
    publishing.check_markers("understanding")
    for each in (port, port + 2, port + 3):
        servers.check_port("the measurement", each)
    if not assessing.COMMAND.exists():
        raise CannotMeasure(f"{assessing.COMMAND} is not there; run `make setup`, and this with `uv run`.")


def _learnt(share: float, files: Sequence[Path]) -> Learnt:
    everything = examples.copy(EXAMPLES, FOLDER / "nlu")
    drawn = examples.draw(everything, FOLDER / "share", share) if share < 1 else everything
    return Learnt(everything, drawn, share, [accuracy.read(file, drawn.labels) for file in files])


def _timed() -> Timed:
    pool = texts.sentences()
    lengths = {group.name: texts.draw(pool, group, Plan.texts, seed=1) for group in texts.GROUPS}
    # A copy, which does not change while the default is trained.
    accounts = WORK / "accounts.jsonl"
    return Timed(lengths, accounts, assessing.copy(ACCOUNTS, accounts))


def _kept(results: Mapping[str, Any]) -> Path:
    """The default's model that the accuracy was measured with. Raises `CannotMeasure` where it was not, or is gone."""
    if ACCURACY not in results:
        raise CannotMeasure("No accuracy was measured yet, which trains the default; leave `--only` away.")
    return default_understanding.kept(FOLDER, results[ACCURACY]["model"])


def _ours(learnt: Learnt, shipped: servers.Program, port: int) -> Engines:
    """Candour, trained on the same examples as the default; where these are a share, also as it is shipped."""
    # It has just been trained: on the examples that were copied, or on others if they were changed meanwhile.
    if examples.digest(EXAMPLES) != learnt.everything.digest:
        raise CannotMeasure(f"{EXAMPLES} was changed while Candour was trained on it; begin again.")
    if learnt.drawn is learnt.everything:
        return {OURS: shipped}
    folder = WORK / "candour-share"
    return {OURS: servers.candour(port, folder, retraining.train(learnt.drawn, folder)).engine, SHIPPED: shipped}


def _accuracy(engines: Engines, learnt: Learnt) -> dict[str, Any]:
    """What all engines understand of each set of utterances, and what they had learnt from."""
    with _running(engines) as urls:
        compared = {
            each.name: {**asyncio.run(_compared(urls, each)), "among_examples": _among_examples(each, learnt)}
            for each in learnt.sets
        }
    return {
        "examples": {
            "share": learnt.share,
            "learnt": learnt.drawn.count,
            "of": learnt.everything.count,
            "digest": learnt.drawn.digest,
            "labels": len(learnt.drawn.labels),
        },
        "sets": compared,
    }


def _among_examples(utterances: UtteranceSet, learnt: Learnt) -> dict[str, int]:
    """How many of the utterances were learnt word for word, which is easier than understanding them."""
    return {
        "learnt": examples.found_in(utterances.texts, learnt.drawn.folder),
        "of_all": examples.found_in(utterances.texts, learnt.everything.folder),
    }


async def _compared(urls: Mapping[str, str], utterances: UtteranceSet) -> dict[str, Any]:
    _say(f"{len(utterances.rows)} utterances of {utterances.name}")
    parsed = await _parsed_by_each(urls, utterances.texts)
    judged = {name: accuracy.judge(utterances, [answer for answer, _ in each]) for name, each in parsed.items()}
    return accuracy.compare(judged[OURS], judged[DEFAULT], judged.get(SHIPPED))


def _cost(engines: Engines, timed: Timed, plan: Plan) -> dict[str, Any]:
    """The time of a parse by both sides; then, without the engines, `assess`."""
    with _running(engines) as urls:
        parses = asyncio.run(_parses(urls, timed.texts, plan))
    cost = {"parses": parses, "assess": _assess(timed, plan)}
    return {**cost, "targets": publishing.as_records(report.targets(cost))}


async def _parses(urls: Mapping[str, str], lengths: Mapping[str, Sequence[str]], plan: Plan) -> dict[str, Any]:
    cost = {}
    for group in texts.GROUPS:
        _say(f"{group.name} texts, {group.words}")
        measured = lengths[group.name][: plan.texts]
        await _parsed_by_each(urls, texts.draw(texts.sentences(), group, WARM_UP_TEXTS, seed=2))
        took = {name: [ms for _, ms in each] for name, each in (await _parsed_by_each(urls, measured)).items()}
        cost[group.name] = report.cost(group, [len(text.split()) for text in measured], took[OURS], took[DEFAULT])
    return cost


@contextmanager
def _running(engines: Engines) -> Iterator[Mapping[str, str]]:
    """The addresses of the engines, which run as long as this is entered."""
    with ExitStack() as stack:
        urls = {}
        for name, engine in engines.items():
            _say(f"{name}: start")
            urls[name] = stack.enter_context(servers.running(engine, WORK)).url
        yield urls


async def _parsed_by_each(urls: Mapping[str, str], messages: Sequence[str]) -> Mapping[str, list[Parsed]]:
    """What each side answers to the messages and how many milliseconds it takes; they take turns in blocks."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(url)) for url in urls.values()]
        parsed = await side_by_side([_parsed(client, messages) for client in clients], BLOCK)
    return dict(zip(urls, parsed, strict=True))


async def _parsed(client: Client, messages: Sequence[str]) -> AsyncIterator[Parsed]:
    for text in messages:
        yield await client.parse(text)


def _assess(timed: Timed, plan: Plan) -> dict[str, Any]:
    runs = []
    for number in range(plan.assessments):
        _say(f"candour assess, run {number + 1} of {plan.assessments}")
        runs.append(assessing.assess(timed.accounts, timed.accounts_in_it, WORK / "assess.log"))
    return {
        "accounts": timed.accounts_in_it,
        "first_seconds": publishing.spread([run.first_seconds for run in runs]),
        "accounts_a_second": publishing.spread([run.accounts_a_second for run in runs]),
    }


def _rehearse(results: Mapping[str, Any]) -> None:
    """All that publishing does, but to the screen and the working folder."""
    report.draw(results, WORK / "rehearsal.svg")
    _say(f"Rehearsal, rough and with a default that has hardly learnt:\n{report.table(results)}")


def _publish(results: Mapping[str, Any]) -> None:
    publishing.write_results("understanding", results)
    report.draw(results, publishing.RESULTS / "understanding.svg")
    table = report.table(results)
    publishing.write_into_readme("understanding", f"{PLOT}\n\n{table}\n\n{ALL_FIGURES}")
    _say(table)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
