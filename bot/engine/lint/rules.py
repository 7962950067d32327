"""The rules of the linter, one function each; the docstring says which fault it keeps out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.engine.lint.project import EXPLANATIONS, Finding, Level, Project
from bot.force import HELPLINES, Explanation

Rule = Callable[[Project], Iterator[tuple[str, str]]]
RULES: dict[str, Rule] = {}
# A rule that is named here warns; whatever else is found must be put right.
WARNINGS: set[str] = set()
REVIEW_NOTICE = timedelta(days=30)

MIN_EXAMPLES, MIN_TOPIC_EXAMPLES, MAX_EXAMPLES = 15, 15, 400
FROM_OUTSIDE = {
    *("reference", "lines", "changed", "about", "day", "days", "name", "words", "station"),
    "language",
    "in_their_language",
    *(f"help_{kind}" for kind in HELPLINES),
}
BUILT_IN_RESPONSES = {"utter_default", "utter_ask_rephrase"}


def lint(project: Project) -> list[Finding]:
    """Everything that is wrong with the project."""
    return [
        Finding(name, where, message, _level(name)) for name, rule in RULES.items() for where, message in rule(project)
    ]


def _level(rule: str) -> Level:
    return "warning" if rule in WARNINGS else "error"


def _rule(function: Rule) -> Rule:
    RULES[function.__name__] = function
    return function


def _warning(function: Rule) -> Rule:
    WARNINGS.add(function.__name__)
    return _rule(function)


@_rule
def every_required_slot_can_be_filled_and_asked(project: Project) -> Iterator[tuple[str, str]]:
    """A required slot without a question makes the form silent."""
    for form, slot in project.required:
        if not project.slots.get(slot, {}).get("mappings"):
            yield f"{form}.{slot}", "has no mapping"
        names = {f"action_ask_{slot}", f"utter_ask_{slot}", f"utter_ask_{form}_{slot}", f"action_ask_{form}_{slot}"}
        if not names & (set(project.domain["actions"]) | set(project.responses)):
            yield f"{form}.{slot}", "has no question"


@_rule
def actions_of_domain_and_server_are_the_same(project: Project) -> Iterator[tuple[str, str]]:
    """An action that is not registered fails only when it is first predicted."""
    named = {a for a in project.domain["actions"] if not a.startswith("utter_")}
    for action in sorted(named - project.registered_actions):
        yield action, "is in the domain but not registered"
    for action in sorted(project.registered_actions - named):
        yield action, "is registered but not in the domain"


@_rule
def every_response_exists_and_is_used(project: Project) -> Iterator[tuple[str, str]]:
    """A misspelt response name is said as nothing at all."""
    exact = {name for name in project.named_in_python if not name.endswith(("{", "_"))}
    prefixes = tuple(name.rstrip("{") for name in project.named_in_python if name.endswith(("{", "_")))
    for name in sorted(exact - set(project.responses)):
        yield name, "is named in Python but does not exist"
    in_steps = {step["action"] for _, step in project.steps() if "action" in step}
    for name in sorted(a for a in in_steps if a.startswith("utter_") and a != "utter_faq"):
        if name not in project.responses:
            yield name, "is named in a rule but does not exist"
    asked = {f"utter_ask_{slot}" for _, slot in project.required}
    used = exact | in_steps | asked | BUILT_IN_RESPONSES
    for name in sorted(project.responses):
        if name not in used and not name.startswith(("utter_faq/", *prefixes)):
            yield name, "is never said"


@_rule
def buttons_are_well_formed(project: Project) -> Iterator[tuple[str, str]]:
    """A misspelt key kills a button; a payload here is plain text, never a command."""
    for name, variants in project.responses.items():
        for button in (b for variant in variants for b in variant.get("buttons", [])):
            if set(button) != {"title", "payload"}:
                yield name, f"button with keys {sorted(button)}"
            elif not button["payload"] or str(button["payload"]).lstrip().startswith("/"):
                yield name, f"payload {button['payload']!r} must be plain text"


@_rule
def placeholders_are_slots_or_passed(project: Project) -> Iterator[tuple[str, str]]:
    """An unknown placeholder is shown to the public as it stands."""
    for name, variants in project.responses.items():
        for variant in variants:
            for placeholder in re.findall(r"{(\w+)}", variant.get("text", "")):
                if placeholder not in project.slots and placeholder not in FROM_OUTSIDE:
                    yield name, f"placeholder {{{placeholder}}} is neither a slot nor passed"


@_rule
def slots_in_conditions_influence_and_others_do_not(project: Project) -> Iterator[tuple[str, str]]:
    """A condition on a slot without influence is silently ignored: the rule fires for everybody."""
    named = {
        slot
        for _, step in project.steps()
        for entry in step.get("slot_was_set", [])
        for slot in (entry if isinstance(entry, dict) else [entry])
    } - {"requested_slot"}
    for slot, spec in project.slots.items():
        influences = spec.get("influence_conversation", True)
        if influences and slot not in named:
            yield slot, "influences the conversation but no rule names it"
        if not influences and slot in named:
            yield slot, "is named in a rule but does not influence the conversation"


@_rule
def in_form_rules_come_back_to_the_form(project: Project) -> Iterator[tuple[str, str]]:
    """A rule inside the form that does not end in it loses the next valid answer."""
    for item in project.rules:
        loops = [c["active_loop"] for c in item.get("condition", []) if c.get("active_loop")]
        if loops and item["steps"][-1].get("active_loop", loops[0]) != loops[0]:
            yield item["rule"], f"does not end in {loops[0]}"
        if loops and not any(step.get("active_loop", "") in (loops[0], None) for step in item["steps"]):
            yield item["rule"], f"does not come back to {loops[0]}"


@_rule
def fallback_is_not_ignored_by_a_form(project: Project) -> Iterator[tuple[str, str]]:
    """With the fallback ignored, an account that resembles nothing is lost."""
    for form, spec in project.domain["forms"].items():
        if "nlu_fallback" in spec.get("ignored_intents", []):
            yield form, "ignores nlu_fallback"


@_rule
def greedy_mappings_have_conditions(project: Project) -> Iterator[tuple[str, str]]:
    """A free mapping without a condition swallows every message."""
    for slot, spec in project.slots.items():
        for mapping in spec["mappings"]:
            loops = {"active_loop", "requested_slot"}
            if mapping["type"] in {"from_text", "from_intent"} and not any(
                loops <= set(condition) for condition in mapping.get("conditions", [])
            ):
                yield slot, f"{mapping['type']} without active_loop and requested_slot"


@_rule
def titles_are_unique(project: Project) -> Iterator[tuple[str, str]]:
    """A rule or story is found by its title."""
    titles = Counter(str(item.get("rule") or item.get("story")) for item in (*project.rules, *project.stories))
    yield from ((title, "is the title of several") for title, count in titles.items() if count > 1)


@_rule
def nothing_is_defined_twice(project: Project) -> Iterator[tuple[str, str]]:
    """Of two definitions, which one wins depends on the order of files."""
    for (kind, key), files in project.definitions.items():
        if len(files) > 1:
            yield key, f"{kind} defined in {', '.join(files)}"


@_rule
def slots_have_a_type(project: Project) -> Iterator[tuple[str, str]]:
    """A slot of type any hides what it holds."""
    yield from ((slot, "has type any") for slot, spec in project.slots.items() if spec["type"] == "any")


@_rule
def intents_have_enough_examples_of_their_own(project: Project) -> Iterator[tuple[str, str]]:
    """Too few examples are not learnt, too many drown the others, and a sentence in two intents confuses both."""
    declared = {next(iter(i)) if isinstance(i, dict) else i for i in project.domain["intents"]} - {"nlu_fallback"}
    for intent in sorted(declared - {name.partition("/")[0] for name in project.examples}):
        yield intent, "has no examples"
    seen: dict[str, str] = {}
    for intent, examples in project.examples.items():
        least = MIN_TOPIC_EXAMPLES if "/" in intent else MIN_EXAMPLES
        if not least <= len(examples) <= MAX_EXAMPLES:
            yield intent, f"has {len(examples)} examples, not {least} to {MAX_EXAMPLES}"
        if intent.partition("/")[0] not in declared:
            yield intent, "is not in the domain"
        for example in examples:
            folded = " ".join(re.sub(r"[^\w\s]", "", example.casefold()).split()) or example
            if seen.setdefault(folded, intent) != intent:
                yield intent, f"{example!r} is also an example of {seen[folded]}"


@_rule
def every_topic_has_an_answer(project: Project) -> Iterator[tuple[str, str]]:
    """A process question without an answer ends in silence, and the other way round."""
    topics = {name for name in project.examples if name.startswith("faq/")}
    answers = {name.removeprefix("utter_") for name in project.responses if name.startswith("utter_faq/")}
    yield from ((topic, "has no answer") for topic in sorted(topics - answers))
    yield from ((topic, "has an answer but no examples") for topic in sorted(answers - topics))


@_rule
def configuration_is_settled(project: Project) -> Iterator[tuple[str, str]]:
    """The assistant needs an id, and all policies that have a history must share one."""
    if project.config.get("assistant_id", "placeholder") == "placeholder":
        yield "config.yml", "assistant_id is not set"
    histories = {p["max_history"] for p in project.config["policies"] if "max_history" in p}
    if len(histories) > 1:
        yield "config.yml", f"several max_history: {sorted(histories)}"


@_rule
def fallback_has_words(project: Project) -> Iterator[tuple[str, str]]:
    """Without these Rasa says nothing, or raw intent names."""
    yield from ((name, "is missing") for name in sorted(BUILT_IN_RESPONSES - set(project.responses)))


@_rule
def explanations_are_reviewed_in_time(project: Project) -> Iterator[tuple[str, str]]:
    """A text on the law that nobody looks at again goes on being told when the law has changed."""
    for topic, text in project.explanations.items():
        if text.is_due_for_review(project.on):
            yield (
                _file(topic),
                f"review was due on {_day(text.review_due)} ({_ago(project.on - text.review_due)}); {_ask(text)}",
            )


@_warning
def reviews_are_seen_coming(project: Project) -> Iterator[tuple[str, str]]:
    """A review takes an owner some weeks, so it is announced before it is overdue."""
    for topic, text in project.explanations.items():
        if not text.is_due_for_review(project.on) and text.is_due_for_review(project.on + REVIEW_NOTICE):
            left = (text.review_due - project.on).days
            yield _file(topic), f"review is due on {_day(text.review_due)} (in {_days(left)}); {_ask(text)}"


def _file(topic: str) -> str:
    return f"{EXPLANATIONS}/{topic}.yml"


def _ask(text: Explanation) -> str:
    return f"owner: {text.owner}. Check it against its sources, then set `reviewed` and `review_due`"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _ago(late: timedelta) -> str:
    return f"{_days(late.days)} ago" if late.days else "today"
