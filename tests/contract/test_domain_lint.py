"""The domain and its data are free of the faults that Rasa's validation passes over, and the linter sees each."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.engine.lint import RULES, WARNINGS, Project, lint, load_project
from bot.engine.lint.registered import registered_actions
from bot.policy import Rulebook
from bot.settings import ROOT


@pytest.fixture(scope="module")
def project() -> Project:
    # On a day before any review: whether one is due is asked of the calendar by `candour lint`, not by this suite.
    return load_project(ROOT, registered_actions(), date.min)


def test_the_project_has_no_findings(project: Project) -> None:
    assert lint(project) == []


def test_the_form_lists_every_question_of_the_rulebook_in_its_order(project: Project) -> None:
    required = [slot for form, slot in project.required if form == "complaint_form"]

    assert required == [*Rulebook().question_order, "confirm_stop", "ready"]


def _break(project: Project, change: Callable[[dict[str, Any]], object]) -> set[str]:
    parts = {f.name: copy.deepcopy(getattr(project, f.name)) for f in dataclasses.fields(project)}
    change(parts)
    return {finding.rule for finding in lint(Project(**parts))}


BUGS: dict[str, Callable[[dict[str, Any]], object]] = {
    "every_required_slot_can_be_filled_and_asked": lambda p: p["responses"].pop("utter_ask_officers"),
    "actions_of_domain_and_server_are_the_same": lambda p: p["domain"]["actions"].append("action_missing"),
    "every_response_exists_and_is_used": lambda p: p["responses"].update(utter_nobody=[{"text": "x"}]),
    "buttons_are_well_formed": lambda p: p["responses"]["utter_what_next"][0]["buttons"].append(
        {"title": "x", "paylaod": "y"}
    ),
    "placeholders_are_slots_or_passed": lambda p: p["responses"]["utter_thank"][0].update(text="Hi {nobody}"),
    "slots_in_conditions_influence_and_others_do_not": lambda p: p["domain"]["slots"]["concluded"].update(
        influence_conversation=False
    ),
    "in_form_rules_come_back_to_the_form": lambda p: p["rules"].append(
        {"rule": "new", "condition": [{"active_loop": "complaint_form"}], "steps": [{"intent": "x"}, {"action": "y"}]}
    ),
    "fallback_is_not_ignored_by_a_form": lambda p: p["domain"]["forms"]["complaint_form"].update(
        ignored_intents=["nlu_fallback"]
    ),
    "greedy_mappings_have_conditions": lambda p: p["domain"]["slots"]["email"].update(mappings=[{"type": "from_text"}]),
    "titles_are_unique": lambda p: p["rules"].append(copy.deepcopy(p["rules"][0])),
    "nothing_is_defined_twice": lambda p: p["definitions"].update({("response", "utter_thank"): ["a.yml", "b.yml"]}),
    "slots_have_a_type": lambda p: p["domain"]["slots"]["email"].update(type="any"),
    "intents_have_enough_examples_of_their_own": lambda p: p["examples"]["deny"].append(
        p["examples"]["affirm"][0].upper()
    ),
    "every_topic_has_an_answer": lambda p: p["responses"].pop("utter_faq/privacy"),
    "configuration_is_settled": lambda p: p["config"].pop("assistant_id"),
    "fallback_has_words": lambda p: p["responses"].pop("utter_default"),
    "explanations_are_reviewed_in_time": lambda p: p.update(on=p["explanations"]["bail"].review_due),
    "reviews_are_seen_coming": lambda p: p.update(on=p["explanations"]["bail"].review_due - timedelta(days=1)),
}


def test_every_rule_of_the_linter_is_shown_a_bug() -> None:
    assert set(BUGS) == set(RULES)


@pytest.mark.parametrize("rule", BUGS)
def test_the_linter_sees(project: Project, rule: str) -> None:
    assert rule in _break(project, BUGS[rule])


def test_only_a_review_to_come_is_no_more_than_a_warning(project: Project) -> None:
    near = dataclasses.replace(project, on=project.explanations["bail"].review_due - timedelta(days=1))

    assert {"reviews_are_seen_coming"} == WARNINGS
    assert {(finding.rule, finding.level) for finding in lint(near)} == {("reviews_are_seen_coming", "warning")}
