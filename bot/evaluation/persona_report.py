"""The report on personas: what became of each talk, how long it took, and every talk that went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation import plots
from bot.evaluation.figures import share_figures
from bot.evaluation.page import (
    Case,
    Cases,
    Cell,
    Percent,
    Report,
    Section,
    Table,
    Tile,
    in_words,
    interval,
    number,
    share_tile,
)
from bot.evaluation.personas import Results, Talk
from bot.evaluation.plots import Heading

SCORES = ("outcomes", "checks", "referrals")


def report(results: Results, basis: Sequence[tuple[str, str]]) -> Report:
    """All that is told of the talks."""
    wrong = [talk for talk in results.talks if talk.failed or talk.broke]
    missed = results.referrals.of - results.referrals.right
    return Report(
        form="personas",
        title="People who came to complain, and how they were served",
        lead=(
            f"{results.outcomes.right} of {results.outcomes.of} talks ended as they should. "
            f"{missed} of {results.referrals.of} referrals to the IPCC were missed."
        ),
        basis=basis,
        tiles=[
            share_tile("Right outcome", results.outcomes),
            share_tile("All checks", results.checks),
            share_tile("Referrals found", results.referrals),
            Tile("Turns", number(results.mean_turns, 1), "that a person speaks in a talk, in the mean"),
            Tile("Broke off", str(sum(bool(t.broke) for t in results.talks)), "talks in which the product failed"),
        ],
        sections=[
            _checks(results),
            _talks(results),
            Section(
                "Talks that went wrong",
                "With everything that was said.",
                [Cases("Transcripts", [_case(talk) for talk in wrong], none="None went wrong.")],
            ),
        ],
        scores={
            "outcomes": results.outcomes.value,
            "checks": results.checks.value,
            "referrals": results.referrals.value,
        },
        figures=_figures(results),
    )


def _checks(results: Results) -> Section:
    rows = list(results.by_check.items())
    low = min(rows, key=lambda row: row[1].value or 0.0)
    alt = f"Lowest: {low[0]}, {in_words(low[1])}. The checks are also in the table that follows."
    table = Table(
        "Each check",
        ["Check", "Right", "Count", "95% interval"],
        [[n, Percent(s.value), f"{s.right} of {s.of}", interval(s)] for n, s in rows],
    )
    lead = "What was expected at the end of a talk: its route, reason, handling, referral, and single facts (slots)."
    plot = plots.shares(Heading("checks", "Each check, with 95% intervals", alt), rows)
    return Section("Checks", lead, [plot, table])


def _talks(results: Results) -> Section:
    rows: list[list[Cell]] = [
        [
            str(talk.persona["id"]),
            "broke off" if talk.broke else "right" if talk.outcome_right else "wrong",
            str(talk.slots.get("route") or "–"),
            str(talk.slots.get("handling") or "–"),
            ", ".join(talk.slots.get("referral_grounds") or []) or "–",
            talk.turns,
            ", ".join(check.name for check in talk.failed) or "–",
        ]
        for talk in results.talks
    ]
    longest = max(results.talks, key=lambda talk: talk.turns)
    alt = (
        f"The longest is that of {longest.persona['id']} with {longest.turns} turns. All are in the table that follows."
    )
    parts = [
        (str(t.persona["id"]), (t.turns, 0) if t.outcome_right else (0, t.turns))
        for t in sorted(results.talks, key=lambda talk: -talk.turns)
    ]
    plot = plots.stacks(
        Heading("turns", "How often each person speaks", alt), ["right outcome", "wrong outcome"], parts
    )
    head = ["Person", "Outcome", "Route", "Handling", "Referral", "Turns", "Off"]
    return Section("Talks", "Each person and what became of it.", [plot, Table("Each talk", head, rows)])


def _case(talk: Talk) -> Case:
    facts = [(check.name, f"expected {_said(check.expected)}, got {_said(check.got)}") for check in talk.failed]
    if talk.broke:
        facts.insert(0, ("broke off", talk.broke))
    return Case(str(talk.persona["id"]), talk.persona.get("style") or "", facts, talk.lines)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "nothing" if value is None else str(value)


def _figures(results: Results) -> dict[str, object]:
    return {
        "outcomes": share_figures(results.outcomes),
        "checks": share_figures(results.checks),
        "referrals": share_figures(results.referrals),
        "mean_turns": results.mean_turns,
        "by_check": {name: share_figures(share) for name, share in results.by_check.items()},
        "talks": [
            {
                "id": str(talk.persona["id"]),
                "outcome_right": talk.outcome_right,
                "broke_off": bool(talk.broke),
                "turns": talk.turns,
                "off": [check.name for check in talk.failed],
            }
            for talk in results.talks
        ],
    }
