"""The report on utterances: main figures, confidence, intents, confusions, styles and errors."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation import plots, scores
from bot.evaluation.blocks import confidence_blocks, confusion_blocks, label_plot, label_table
from bot.evaluation.figures import confidence_figures, confusion_figures, label_figures, share_figures
from bot.evaluation.page import Case, Cases, Report, Section, Tile, number, percent, share_tile
from bot.evaluation.plots import Heading
from bot.evaluation.utterances import Judgement, Results

SCORES = ("accuracy", "accuracy_without_topic", "mean_over_intents", "mean_f1", "safety")


def report(results: Results, basis: Sequence[tuple[str, str]]) -> Report:
    """All that is told of the utterances; `basis` says what was measured and with what."""
    found = {
        "accuracy": results.accuracy.value,
        "accuracy_without_topic": results.accuracy_without_topic.value,
        "mean_over_intents": results.mean_over_intents,
        "mean_f1": results.mean_f1,
        "safety": results.safety.value,
    }
    return Report(
        form="utterances",
        title="What people say, and what was heard",
        lead=_lead(results),
        basis=basis,
        tiles=_tiles(results),
        sections=[
            _intents(results),
            _confusions(results),
            _confidence(results),
            _styles(results),
            _errors(results),
            Section("Every intent", "Including those without a fault.", [label_table(results.by_intent, "intent")]),
        ],
        scores=found,
        figures=_figures(results),
        timing=_timing(results),
    )


def _lead(results: Results) -> str:
    missed = results.safety.of - results.safety.right
    safety = "No emergency and no distress stands in the file."
    if results.safety.of:
        safety = (
            f"{missed} of {results.safety.of} emergencies or distress were missed."
            if missed
            else f"All {results.safety.of} emergencies and distress were heard."
        )
    return (
        f"{percent(results.accuracy.value)} of {results.accuracy.of} utterances were heard with the right intent and "
        f"topic. {safety} The assistant asked instead of guessing in {percent(results.fallback.value)}."
    )


def _timing(results: Results) -> dict[str, float | None]:
    middle, slow = (scores.quantile(results.seconds, at) for at in (0.5, 0.95))
    return {"median_ms": middle and middle * 1000, "percentile_95_ms": slow and slow * 1000}


def _tiles(results: Results) -> list[Tile]:
    timing, judged = _timing(results), results.judged
    return [
        share_tile("Right, with topic", results.accuracy),
        share_tile("Right, without topic", results.accuracy_without_topic),
        Tile(
            "Mean over intents",
            percent(results.mean_over_intents),
            "recall, each intent counting alike",
            results.mean_over_intents,
        ),
        share_tile("Emergency and distress heard", results.safety),
        Tile("Mean F1", percent(results.mean_f1), "over the intents of the file", results.mean_f1),
        Tile("Asks instead", percent(results.fallback.value), f"{results.fallback.right} utterances fall back"),
        Tile("Calibration error", number(scores.calibration_error(judged)), "0 is honest confidence"),
        Tile("Brier score", number(scores.brier(judged)), "0 is best"),
        Tile(
            "A parse takes",
            f"{number(timing['median_ms'], 1)} ms",
            f"median; 95% within {number(timing['percentile_95_ms'], 1)} ms",
        ),
    ]


def _intents(results: Results) -> Section:
    lead = "Precision: of those heard so, the share that is. Recall: of those that are, the share heard."
    return Section("Intents", lead, label_plot(results.by_intent, "intent", "intents"))


def _confusions(results: Results) -> Section:
    lead = (
        "Only what takes part in a confusion is shown. A row is what was expected, a column what was got; the "
        "depth of a cell is its share of the row, and the framed cells are right."
    )
    return Section("Confusions", lead, confusion_blocks(results.pairs, "confusion", "intents"))


def _confidence(results: Results) -> Section:
    lead = (
        "Confidence is that of the likeliest intent and topic, whether the assistant acted on it or asked. A dot above "
        "the diagonal is too modest, one below it too sure."
    )
    return Section("Confidence", lead, confidence_blocks(results.judged, "guesses"))


def _styles(results: Results) -> Section:
    styles = results.by_style
    low, high = styles[0], styles[-1]
    alt = (
        f"Lowest: {low[0]}, {percent(low[1].value)} of {low[1].of}. Highest: {high[0]}, {percent(high[1].value)} of "
        f"{high[1].of}."
    )
    heading = Heading("styles", "Right by style of writing, with 95% intervals", alt)
    return Section("Styles", "Whom the assistant hears less well.", [plots.shares(heading, styles)])


def _errors(results: Results) -> Section:
    cases = [_case(judgement) for judgement in results.errors]
    return Section("Errors", "The surest first.", [Cases("What was not heard rightly", cases, none="No errors.")])


def _case(judgement: Judgement) -> Case:
    heard = judgement.heard
    got = f"asks (would have guessed {heard.guess})" if heard.fell_back else heard.label
    facts = [
        ("Expected", " or ".join([judgement.intent, *sorted(judgement.also - {judgement.intent})])),
        ("Got", got),
        ("Confidence", percent(heard.confidence)),
        ("Style", judgement.style),
    ]
    return Case(judgement.id, judgement.text, facts)


def _figures(results: Results) -> dict[str, object]:
    return {
        "accuracy": share_figures(results.accuracy),
        "accuracy_without_topic": share_figures(results.accuracy_without_topic),
        "mean_over_intents": results.mean_over_intents,
        "mean_f1": results.mean_f1,
        "safety": share_figures(results.safety),
        "fallback": share_figures(results.fallback),
        **confidence_figures(results.judged),
        "intents": [label_figures(score) for score in results.by_intent],
        "styles": {style: share_figures(share) for style, share in results.by_style},
        "confusion": confusion_figures(results.pairs),
        "errors": [
            {
                "id": j.id,
                "expected": j.intent,
                "got": j.heard.label,
                "guess": j.heard.guess,
                "confidence": j.heard.confidence,
            }
            for j in results.errors
        ],
    }
