"""The evaluation of one file: chooses what its form needs and makes the report of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.evaluation import (
    account_report,
    accounts,
    forms,
    persona_report,
    personas,
    summaries,
    summary_report,
    utterance_report,
    utterances,
)
from bot.evaluation.forms import Form, Row
from bot.evaluation.page import Report
from bot.evaluation.personas import Assistant
from bot.evaluation.utterances import Parse, Timer
from bot.policy import Rulebook

Basis = Sequence[tuple[str, str]]

# The scores of each form that a release can be gated on.
SCORES: Mapping[Form, Sequence[str]] = {
    forms.UTTERANCES: utterance_report.SCORES,
    forms.ACCOUNTS: account_report.SCORES,
    forms.SUMMARIES: summary_report.SCORES,
    forms.PERSONAS: persona_report.SCORES,
}


@dataclass(frozen=True)
class Tools:
    """What an evaluation works with; each form takes what it needs.

    `parser` opens the trained assistant, `assistant` is a running product; `track` shows how far the rows are read.
    """

    rulebook: Rulebook
    timer: Timer
    parser: Callable[[], AbstractContextManager[Parse]]
    assistant: Callable[[], Assistant]
    track: Callable[[Sequence[Row]], Iterable[Row]] = iter


def make_report(form: Form, rows: Sequence[Row], basis: Basis, tools: Tools) -> Report:
    """Evaluate the rows of a file; `basis` says in the report what was measured."""
    return _MAKERS[form](rows, basis, tools)


def _utterances(rows: Sequence[Row], basis: Basis, tools: Tools) -> Report:
    with tools.parser() as parse:
        return utterance_report.report(utterances.evaluate(tools.track(rows), parse, tools.timer), basis)


def _accounts(rows: Sequence[Row], basis: Basis, tools: Tools) -> Report:
    results = accounts.evaluate(tools.track(rows), tools.rulebook, tools.timer)
    return account_report.report(results, basis, _category_names(tools.rulebook))


def _summaries(rows: Sequence[Row], basis: Basis, tools: Tools) -> Report:
    results = summaries.evaluate(tools.track(rows), summaries.load_mapping(), tools.timer)
    return summary_report.report(results, basis, _category_names(tools.rulebook))


def _personas(rows: Sequence[Row], basis: Basis, tools: Tools) -> Report:
    assistant = tools.assistant()
    return persona_report.report(personas.play(tools.track(rows), assistant), basis)


def _category_names(rulebook: Rulebook) -> dict[str, str]:
    return {code: category.name for code, category in rulebook.categories.items()}


_MAKERS: Mapping[Form, Callable[[Sequence[Row], Basis, Tools], Report]] = {
    forms.UTTERANCES: _utterances,
    forms.ACCOUNTS: _accounts,
    forms.SUMMARIES: _summaries,
    forms.PERSONAS: _personas,
}
