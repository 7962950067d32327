"""The report on Philadelphia summaries: our categories and grounds against the city's classifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.evaluation import plots
from bot.evaluation.blocks import Block
from bot.evaluation.figures import share_figures
from bot.evaluation.page import (
    Case,
    Cases,
    Cell,
    Percent,
    Plot,
    Report,
    Section,
    Table,
    Tile,
    in_words,
    number,
    percent,
    share_tile,
)
from bot.evaluation.plots import Grid, Heading
from bot.evaluation.scores import Share
from bot.evaluation.summaries import Read, Results
from bot.evaluation.utterances import NOTHING
from bot.policy.vocabulary import GROUNDS

SCORES = ("mapped_first", "mapped_any", "with_category")
EXAMPLES = 3
_SHORT = 600  # characters of an example


Counts = Mapping[str, Mapping[str, int]]


def report(results: Results, basis: Sequence[tuple[str, str]], categories: Mapping[str, str]) -> Report:
    """All that is told of the summaries; `categories` names each code."""
    none = results.without_category
    with_category = Share(none.of - none.right, none.of)
    return Report(
        form="Philadelphia summaries",
        title="Another city's complaints, read by ours",
        lead=(
            f"{none.of} summaries of {len(results.classes)} classifications. {percent(none.value)} get no category at "
            f"all; where a classification has a natural counterpart, the first category is one in "
            f"{percent(results.mapped_first.value)}. These are American, in the third person and written by staff: "
            "they show how reading carries over, and no right or wrong is claimed where classifications do not map."
        ),
        basis=basis,
        tiles=[
            share_tile("No category at all", none),
            share_tile("First category is a counterpart", results.mapped_first),
            share_tile("Some category is a counterpart", results.mapped_any),
            share_tile("A ground established", results.with_ground),
            share_tile("A ground left open", results.with_open_ground),
            Tile("Summaries a second", number(_per_second(results), 0), "read, one process"),
        ],
        sections=[
            _categories(results, categories),
            _counterparts(results),
            _grounds(results),
            _examples(results),
            _all_counts(results),
        ],
        scores={
            "mapped_first": results.mapped_first.value,
            "mapped_any": results.mapped_any.value,
            "with_category": with_category.value,
        },
        figures=_figures(results),
        timing={"summaries_per_second": _per_second(results)},
    )


def _per_second(results: Results) -> float | None:
    return len(results.summaries) / results.seconds if results.seconds else None


def _categories(results: Results, categories: Mapping[str, str]) -> Section:
    lead = (
        "A row is a classification of the city, a column one of our categories; the depth of a cell is its share of "
        "the row, the number how many summaries."
    )
    first, every = _counts(results)
    codes = sorted({code for row in every.values() for code in row} - {NOTHING})
    blocks: list[Block] = [
        _heat("first", "The first category", first, results),
        _heat("any", "All categories (a summary may have several)", every, results),
        Table("The codes", ["Code", "Category"], [[code, categories.get(code, "unknown")] for code in codes]),
    ]
    return Section("Categories", lead, blocks)


def _counts(results: Results) -> tuple[Counts, Counts]:
    """For each classification, how many summaries have each category first, and at all."""
    return {n: results.first(n) for n in results.classes}, {n: results.any(n) for n in results.classes}


def _all_counts(results: Results) -> Section:
    first, every = _counts(results)
    blocks = [
        _table("The first category of each summary", first, results),
        _table("All categories of each summary", every, results),
    ]
    return Section("All counts", "The numbers of the two heat maps.", blocks)


def _columns(counts: Counts) -> list[str]:
    found = {code for row in counts.values() for code in row}
    return [*sorted(found - {NOTHING}), *sorted(found & {NOTHING})]


def _heat(name: str, title: str, counts: Counts, results: Results) -> Plot:
    sizes = {label: len(results.of(label)) for label in results.classes}
    cells = {
        (label, code): (count / sizes[label], str(count))
        for label, row in counts.items()
        for code, count in row.items()
    }
    grid = Grid(results.classes, _columns(counts), cells, across="our category", down="the city's classification")
    tops = ", ".join(
        f"{label}: {max(row, key=lambda code: row[code])} in {max(row.values())} of {sizes[label]}"
        for label, row in list(counts.items())[:5]
    )
    return plots.heat(
        Heading(
            name,
            title,
            f"Most frequent for each of the largest classifications: {tops}. The tables at the end have all.",
        ),
        grid,
    )


def _table(caption: str, counts: Counts, results: Results) -> Table:
    columns = _columns(counts)
    rows: list[list[Cell]] = [
        [name, len(results.of(name)), *(row.get(code, 0) for code in columns)] for name, row in counts.items()
    ]
    return Table(caption, ["Classification", "Summaries", *columns], rows)


def _counterparts(results: Results) -> Section:
    mapped = results.mapped
    lead = (
        "Only for classifications that have a natural counterpart among our categories "
        "(data/evaluation/philadelphia.yml). A low share is a question, not a verdict: the city files each complaint "
        "under one classification, whatever else it tells of."
    )
    if not mapped:
        return Section("Counterparts", lead, [Cases("Counterparts", [], none="No classification has a counterpart.")])
    rows = [(name, results.any_fits(name)) for name in mapped]
    low = min(rows, key=lambda row: row[1].value or 0.0)
    alt = f"Lowest: {low[0]}, {percent(low[1].value)}, {in_words(low[1])}. All are in the table that follows."
    plot = plots.shares(Heading("counterparts", "Some category is a counterpart, with 95% intervals", alt), rows)
    table = Table(
        "Counterparts of each classification",
        ["Classification", "Counterparts", "Summaries", "First is one", "Some is one"],
        [
            [
                name,
                " ".join(results.mapping[name]),
                len(results.of(name)),
                Percent(results.first_fits(name).value),
                Percent(results.any_fits(name).value),
            ]
            for name in mapped
        ],
    )
    return Section("Counterparts", lead, [plot, table])


def _grounds(results: Results) -> Section:
    rows: list[list[Cell]] = []
    parts: list[tuple[str, tuple[int, int, int]]] = []
    for name in results.classes:
        certain, possible = (results.grounds(name, certain=sure) for sure in (True, False))
        cells = (f"{certain[ground]} + {possible[ground]}" for ground in GROUNDS)
        rows.append([name, len(results.of(name)), *cells])
        own = results.of(name)
        sure = sum(bool(read.grounds(certain=True)) for read in own)
        is_open = sum(bool(read.grounds(certain=False)) and not read.grounds(certain=True) for read in own)
        parts.append((name, (sure, is_open, len(own) - sure - is_open)))
    alt = (
        f"A ground is established in {in_words(results.with_ground)}, left open in "
        f"{in_words(results.with_open_ground)}."
    )
    heading = Heading("grounds", "Summaries with a ground for referral", alt)
    plot = plots.stacks(heading, ["established", "left open", "none"], parts)
    table = Table(
        "Grounds in each classification",
        ["Classification", "Summaries", *(ground.replace("_", " ") for ground in GROUNDS)],
        rows,
        note="Each cell: summaries in which the ground is established + those in which it is left open.",
    )
    return Section("Grounds for referral", "An open ground leads to a question.", [plot, table])


def _examples(results: Results) -> Section:
    blocks = [
        Cases(
            f"{name.capitalize()}: {len(results.of(name))} summaries", [_case(each) for each in _chosen(results, name)]
        )
        for name in results.classes
    ]
    lead = (
        f"Up to {EXAMPLES} of each classification: first those without a category or counterpart, in the file's order."
    )
    return Section("Examples", lead, blocks)


def _chosen(results: Results, name: str) -> list[Read]:
    """Examples of a classification; those whose reading is the most doubtful come first."""
    counterparts = set(results.mapping.get(name, ()))

    def doubt(read: Read) -> tuple[bool, bool]:
        return bool(read.codes), bool(counterparts & set(read.codes))

    return sorted(results.of(name), key=doubt)[:EXAMPLES]


def _case(read: Read) -> Case:
    text = str(read.row["text"])
    categories = "; ".join(
        f"{each.category} {each.confidence:.0%} ({', '.join(each.words) or 'no words'})"
        for each in read.reading.allegations
    )
    grounds = "; ".join(
        f"{each.ground.replace('_', ' ')}, {'established' if each.certain else 'open'} ({each.words})"
        for each in read.reading.grounds
    )
    facts = [("Categories", categories or NOTHING), ("Grounds", grounds or NOTHING)]
    return Case(str(read.row["id"]), text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()} ...", facts)


def _figures(results: Results) -> dict[str, object]:
    return {
        "without_category": share_figures(results.without_category),
        "with_ground": share_figures(results.with_ground),
        "with_open_ground": share_figures(results.with_open_ground),
        "mapped_first": share_figures(results.mapped_first),
        "mapped_any": share_figures(results.mapped_any),
        "classifications": {
            name: {
                "summaries": len(results.of(name)),
                "first": results.first(name),
                "any": results.any(name),
                "grounds_established": results.grounds(name, certain=True),
                "grounds_open": results.grounds(name, certain=False),
                "counterparts": list(results.mapping.get(name, [])),
                "first_is_counterpart": share_figures(results.first_fits(name)) if name in results.mapping else None,
                "some_is_counterpart": share_figures(results.any_fits(name)) if name in results.mapping else None,
            }
            for name in results.classes
        },
    }
