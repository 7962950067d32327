"""The report on accounts: facts, categories, grounds, confidence, styles and errors with the words they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.evaluation import plots, scores
from bot.evaluation.accounts import CHECKS, Judgement, Results
from bot.evaluation.blocks import Block, confidence_blocks, confusion_blocks, label_plot, label_table
from bot.evaluation.figures import confidence_figures, confusion_figures, label_figures, share_figures
from bot.evaluation.page import (
    Case,
    Cases,
    Percent,
    Report,
    Section,
    Table,
    Tile,
    in_words,
    interval,
    number,
    percent,
    share_tile,
)
from bot.evaluation.plots import Heading

SCORES = (*CHECKS, "all_checks", "mean_f1")
NAMES = {
    "main_code": "Main category",
    "top_3": "Main category in top 3",
    "grounds_found": "Grounds found",
    "no_false_ground": "No false ground",
    "open_asked": "Open ground asked",
    "date": "Date",
    "location": "Place",
    "borough": "Borough",
    "officers": "Officers",
    "about_met": "Whose force",
    "on_behalf_of": "On behalf of",
}


def report(results: Results, basis: Sequence[tuple[str, str]], categories: Mapping[str, str]) -> Report:
    """All that is told of the accounts; `categories` names each code."""
    return Report(
        form="accounts",
        title="What happened, and what was read in it",
        lead=_lead(results),
        basis=basis,
        tiles=_tiles(results),
        sections=[
            _checks(results),
            _grounds(results),
            _categories(results, categories),
            _confidence(results),
            _styles(results),
            _errors(results),
        ],
        scores={
            **{name: share.value for name, share in results.checks.items()},
            "all_checks": results.all_checks.value,
            "mean_f1": _mean_f1(results),
        },
        figures=_figures(results),
        timing={"accounts_per_second": _per_second(results)},
    )


def _mean_f1(results: Results) -> float | None:
    return scores.mean(score.f1 for score in results.by_code if score.support)


def _per_second(results: Results) -> float | None:
    return len(results.judgements) / results.seconds if results.seconds else None


def _lead(results: Results) -> str:
    found, false = results.check("grounds_found"), results.check("no_false_ground")
    return (
        f"In {percent(results.check('main_code').value)} of {len(results.judgements)} accounts the first category is a "
        f"fair one. Every ground for referral was found in {found.right} of the {found.of} accounts that state one; "
        f"a ground was found in {false.of - false.right} of {false.of} that hold none."
    )


def _tiles(results: Results) -> list[Tile]:
    named = ("main_code", "top_3", "grounds_found", "no_false_ground", "open_asked")
    return [
        *(share_tile(NAMES[name], results.check(name)) for name in named),
        share_tile("All checks", results.all_checks),
        Tile("Mean F1 of categories", percent(_mean_f1(results)), "each category counting alike", _mean_f1(results)),
        Tile(
            "Calibration error", number(scores.calibration_error(results.judged)), "of the first category; 0 is honest"
        ),
        Tile("Accounts a second", number(_per_second(results), 0), "read and decided on, one process"),
    ]


def _checks(results: Results) -> Section:
    rows = [(NAMES[name], share) for name, share in results.checks.items()]
    worst = min((row for row in rows if row[1].of), key=lambda row: row[1].value or 0.0)
    alt = f"Lowest: {worst[0]}, {percent(worst[1].value)}, {in_words(worst[1])}. All are in the table that follows."
    table = Table(
        "What is checked in each account",
        ["Check", "Right", "Count", "95% interval", "What it asks"],
        [
            [NAMES[name], Percent(share.value), f"{share.right} of {share.of}", interval(share), CHECKS[name]]
            for name, share in results.checks.items()
        ],
    )
    plot = plots.shares(Heading("checks", "Each check, with 95% intervals", alt), rows)
    return Section(
        "Facts, categories and grounds", "A check applies where the account has what it asks.", [plot, table]
    )


def _grounds(results: Results) -> Section:
    grounds = results.by_ground
    missed = sum(ground.missed for ground in grounds)
    alt = (
        f"{sum(g.found for g in grounds)} found, {sum(g.left_open for g in grounds)} left to a question, {missed} "
        f"missed; {sum(g.false for g in grounds)} found falsely. All are in the table that follows."
    )
    rows = [(g.ground.replace("_", " "), (g.found, g.missed, g.left_open)) for g in grounds]
    plot = plots.stacks(
        Heading("grounds", "What became of the grounds in the accounts", alt), ["found", "missed", "asked about"], rows
    )
    table = Table(
        "Each ground for referral",
        ["Ground", "In accounts", "Found", "Asked about", "Missed", "Recall", "Falsely found"],
        [
            [g.ground.replace("_", " "), g.expected, g.found, g.left_open, g.missed, Percent(g.recall), g.false]
            for g in grounds
        ],
        note="Falsely found: established where the ground is neither in the account nor possible.",
    )
    lead = "A missed ground is the worst of errors: the complaint would not reach the IPCC unless the person says so."
    return Section("Grounds for referral", lead, [plot, table])


def _categories(results: Results, categories: Mapping[str, str]) -> Section:
    named = Table(
        "The codes",
        ["Code", "Category", "In accounts"],
        [[s.label, categories.get(s.label, "unknown to the rulebook"), s.support] for s in sorted_codes(results)],
    )
    lead = (
        "Precision and recall count every category that was named for an account; one that the file calls acceptable "
        "counts neither way. In the confusions, the first category found stands against the main one of the file."
    )
    blocks: list[Block] = [
        *label_plot(results.by_code, "category", "categories"),
        *confusion_blocks(results.pairs, "confusion", "categories"),
        label_table(results.by_code, "category"),
        named,
    ]
    return Section("Categories", lead, blocks)


def sorted_codes(results: Results) -> list[scores.LabelScore]:
    """The categories by code."""
    return sorted(results.by_code, key=lambda score: score.label)


def _confidence(results: Results) -> Section:
    lead = "Of the first category of each account; an account in which none was found counts as confidence 0."
    return Section("Confidence", lead, confidence_blocks(results.judged, "first categories"))


def _styles(results: Results) -> Section:
    styles = sorted(results.by_style, key=lambda row: (row[3].value or 0.0, row[0]))
    low = styles[0]
    alt = f"Lowest: {low[0]}, {percent(low[3].value)} of {low[3].of} checks. The table that follows has all."
    plot = plots.shares(
        Heading("styles", "All checks by style of writing, with 95% intervals", alt),
        [(style, every) for style, _, _, every in styles],
    )
    table = Table(
        "Each style of writing",
        ["Style", "Accounts", "Main category", "Top 3", "All checks"],
        [
            [style, main.of, Percent(main.value), Percent(top.value), Percent(every.value)]
            for style, main, top, every in styles
        ],
    )
    return Section("Styles", "Whom the assistant reads less well.", [plot, table])


def _errors(results: Results) -> Section:
    cases = [_case(judgement) for judgement in results.errors]
    lead = "Accounts with a missed ground come first, then those with most faults; what was got, and on which words."
    return Section("Errors", lead, [Cases("Accounts in which something went wrong", cases, none="No errors.")])


def _case(judgement: Judgement) -> Case:
    facts = [
        (
            NAMES[check.name],
            f"expected {check.expected}, got {check.got}" + (f" — on “{check.words}”" if check.words else ""),
        )
        for check in judgement.failed
    ]
    return Case(f"{judgement.row['id']} · {judgement.style}", judgement.row["text"], facts)


def _figures(results: Results) -> dict[str, object]:
    return {
        "checks": {name: share_figures(share) for name, share in results.checks.items()},
        "all_checks": share_figures(results.all_checks),
        "mean_f1": _mean_f1(results),
        **confidence_figures(results.judged),
        "categories": [label_figures(score) for score in results.by_code],
        "grounds": [{**vars(ground), "recall": ground.recall} for ground in results.by_ground],
        "confusion": confusion_figures(results.pairs),
        "styles": {
            style: {"main_code": share_figures(main), "top_3": share_figures(top), "all_checks": share_figures(every)}
            for style, main, top, every in results.by_style
        },
        "errors": [
            {"id": str(j.row["id"]), "checks": [check.name for check in j.failed], "codes": j.codes}
            for j in results.errors
        ],
    }
