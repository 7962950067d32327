"""What is said to the public can be read at the age of 9 to 11, blames and leads nobody, and is British and plain."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import textstat
import yaml

from bot.force import load_explanations, load_force, load_rulebook
from bot.gateway import words
from bot.settings import ROOT

DATA = ROOT / "data"
WORDING = yaml.safe_load((DATA / "wording.yml").read_text(encoding="utf-8"))
LIMITS = WORDING["limits"]
SITE = re.compile(r"\b(?:https?://)?(?:[\w-]+\.)+(?:uk|org|com)\b(?:/[\w/-]+)?")
PHONE = re.compile(r"\b0\d(?:[ ]?\d){8,9}\b|\b116 123\b")
# "Demonstration page." has a full stop and is still a name.
LONGEST_NAME = 3
PLACEHOLDER = re.compile(r"{{.*?}}|{\w+}")
EXAMPLES = re.compile(r"\S+@example\.com|07700 900\d{3}")


@dataclass(frozen=True)
class Text:
    """Something said to the public: where it stands, and whether it is a whole message or the name of a thing."""

    where: str
    text: str
    label: bool = False

    @property
    def plain(self) -> str:
        """The text as it is measured: unavoidable names by their short forms, addresses and placeholders as a word."""
        text = EXAMPLES.sub("it", self.text)
        for name, short in WORDING["measured_as"].items():
            text = text.replace(name, short)
        return re.sub(r"\s+", " ", PLACEHOLDER.sub("10", SITE.sub("the site", text))).strip()

    @property
    def sentences(self) -> list[str]:
        return re.split(r"(?<=[.?!:;])\s+", self.plain)


@cache
def _texts() -> tuple[Text, ...]:
    return tuple([*_responses(), *_explanations(), *_labels(), *_wishes(), *_pages(), *_letters(), *_gateway()])


def _responses() -> Iterator[Text]:
    for file in sorted((DATA / "responses").glob("*.yml")):
        for name, variants in yaml.safe_load(file.read_text(encoding="utf-8"))["responses"].items():
            for number, variant in enumerate(variants, 1):
                where = f"responses/{file.name}, {name}, variant {number}"
                yield Text(where, variant["text"])
                for button in variant.get("buttons", []):
                    yield Text(f"{where}, button", button["title"], label=True)


def _explanations() -> Iterator[Text]:
    for topic, explanation in load_explanations(DATA / "explanations").items():
        where = f"explanations/{topic}.yml"
        yield Text(f"{where}, title", explanation.title, label=True)
        for number, paragraph in enumerate(explanation.summary, 1):
            yield Text(f"{where}, summary {number}", paragraph)
        for part in ("complaint_if", "then", "now"):
            yield Text(f"{where}, {part}", getattr(explanation, part))


def _wishes() -> Iterator[Text]:
    followup = yaml.safe_load((DATA / "followup.yml").read_text(encoding="utf-8"))
    for name, entry in [*followup["wishes"].items(), ("never_mind", followup["never_mind"])]:
        yield Text(f"followup.yml, {name}", entry["button"], label=True)


def _labels() -> Iterator[Text]:
    labels = yaml.safe_load((DATA / "labels.yml").read_text(encoding="utf-8"))
    found = [*(fact["label"] for fact in labels["facts"].values()), *_leaves(labels["values"])]
    found += [ground.label for ground in load_rulebook(DATA / "policy.yml").grounds.values()]
    yield from (Text(f"labels.yml or policy.yml, {label!r}", label, label=True) for label in found)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _leaves(below)
    else:
        yield str(value)


def _pages() -> Iterator[Text]:
    """The English of the pages; what is no sentence is the name of something."""
    sections = yaml.safe_load((DATA / "interface" / "en.yml").read_text(encoding="utf-8"))
    for section in sorted(sections.keys() - {"language"}):
        for key, value in sections[section].items():
            for said in filter(None, _leaves(value)):
                sentence = said.endswith((".", "?")) and len(said.split()) > LONGEST_NAME
                yield Text(f"interface/en.yml, {section}.{key}", said, label=not sentence)


def _letters() -> Iterator[Text]:
    """The letters to those who complained; those to staff may speak as staff do."""
    mail = yaml.safe_load((DATA / "mail" / "letters.yml").read_text(encoding="utf-8"))
    yield from (Text("mail/letters.yml, closing", line) for line in mail["complainant"]["closing"])
    for name, letter in mail["letters"].items():
        if letter["to"] == "complainant":
            where = f"mail/letters.yml, {name}"
            yield from (Text(where, paragraph) for paragraph in letter["text"])
            yield from (Text(f"{where}, {part}", letter[part], label=True) for part in ("subject", "link"))


def _gateway() -> Iterator[Text]:
    for name, value in vars(words).items():
        if name.isupper():
            yield Text(f"bot/gateway/words.py, {name}", value)


def _found(section: str, text: str) -> Iterator[str]:
    for pattern, advice in WORDING[section].items():
        begin = r"\b" if pattern[0].isalnum() else ""
        if match := re.search(rf"{begin}(?:{pattern})(?!\w)", text, re.IGNORECASE):
            yield f"{match.group()!r}: {advice}"


Rule = Callable[[Text], Iterator[str]]
RULES: dict[str, Rule] = {}


def _rule(function: Rule) -> Rule:
    RULES[function.__name__] = function
    return function


@_rule
def no_message_is_harder_than_the_grade(text: Text) -> Iterator[str]:
    if not text.label and (grade := _grade(text)) > LIMITS["grade"]:
        yield f"grade {grade:.1f}, at most {LIMITS['grade']}"


@_rule
def no_message_is_hard_to_read(text: Text) -> Iterator[str]:
    if not text.label and (ease := textstat.flesch_reading_ease(text.plain)) < LIMITS["ease"]:
        yield f"reading ease {ease:.0f}, at least {LIMITS['ease']}"


@_rule
def no_sentence_is_long(text: Text) -> Iterator[str]:
    for sentence in text.sentences:
        if (length := len(sentence.split())) > LIMITS["sentence_words"]:
            yield f"a sentence of {length} words, at most {LIMITS['sentence_words']}"


@_rule
def no_label_is_long_or_hard(text: Text) -> Iterator[str]:
    if text.label:
        if (length := len(text.plain.split())) > LIMITS["label_words"]:
            yield f"{length} words, at most {LIMITS['label_words']}"
        if (hardest := max(map(textstat.syllable_count, text.plain.split()))) > LIMITS["label_syllables"]:
            yield f"a word of {hardest} syllables, at most {LIMITS['label_syllables']}"


@_rule
def one_question_at_a_time(text: Text) -> Iterator[str]:
    if (questions := text.text.count("?")) > 1:
        yield f"{questions} question marks"


@_rule
def no_jargon(text: Text) -> Iterator[str]:
    yield from _found("jargon", text.text)


@_rule
def nothing_that_hurts(text: Text) -> Iterator[str]:
    yield from _found("never", text.text)


@_rule
def british_spelling(text: Text) -> Iterator[str]:
    yield from _found("british", text.plain)


@_rule
def contacts_are_those_of_the_force(text: Text) -> Iterator[str]:
    bodies = load_force_bodies()
    told = EXAMPLES.sub("", text.text)
    for phone in PHONE.findall(told):
        if phone not in bodies:
            yield f"{phone} is the number of no body in policy.yml"
    for site in SITE.findall(told):
        if not any(site.removeprefix("www.") in known for known in bodies):
            yield f"{site} is the address of no body in policy.yml"


@cache
def load_force_bodies() -> frozenset[str]:
    """Every phone number and website that the policy file names."""
    bodies = load_force(DATA / "policy.yml").bodies.values()
    return frozenset(contact for body in bodies for contact in (body.phone, body.website, body.email) if contact)


def _grade(text: Text) -> float:
    return float(textstat.flesch_kincaid_grade(text.plain))


def test_the_answers_name_the_bodies_as_the_policy_file_does() -> None:
    force = load_force(DATA / "policy.yml")
    answers = {
        text.where.split(", ")[1].removeprefix("utter_"): text.text for text in _texts() if "faq.yml" in text.where
    }

    for topic, body in (("faq/what_is_dps", force.standards), ("faq/what_is_ipcc", force.commission)):
        assert body.name in answers[topic]
        assert body.short.removeprefix("the ") in answers[topic]
        assert body.phone is None or body.phone in answers[topic]
    assert any(
        force.force.name.removesuffix(" Service") in text.text for text in _texts() if "utter_greet" in text.where
    )


@pytest.mark.parametrize("rule", RULES)
def test_every_text_keeps(rule: str) -> None:
    faults = [f"{text.where}: {fault}\n    {text.text}" for text in _texts() for fault in RULES[rule](text)]

    assert not faults, "\n".join(["", *faults])


BAD = {
    "no_message_is_harder_than_the_grade": "Following consideration of the circumstances your complaint will be "
    "provisionally categorised and allocated to an independent investigator.",
    "no_message_is_hard_to_read": "Provisional categorisation necessitates considerable documentation.",
    "no_sentence_is_long": "We will " + "look and " * 12 + "then tell you.",
    "no_label_is_long_or_hard": Text("", "Unsatisfactoriness", label=True),
    "one_question_at_a_time": "When was it? Where was it?",
    "no_jargon": "The appropriate authority may decide.",
    "nothing_that_hurts": "Why didn't you tell us?",
    "british_spelling": "We recognize that.",
    "contacts_are_those_of_the_force": "Call 020 7946 0999.",
}


@pytest.mark.parametrize("rule", RULES)
def test_a_bad_text_is_noticed_with_its_score(rule: str) -> None:
    bad = BAD[rule]

    assert list(RULES[rule](bad if isinstance(bad, Text) else Text("", bad)))


@pytest.mark.parametrize(
    "hurtful",
    [
        "Why did you wait?",
        "Didn't you see his number?",
        "You should have told us.",
        "Are you sure?",
        "Did he hit you?",
        "We are sorry for what the officer did.",
        "I'm sorry this happened, it should not have happened.",
        "We believe you.",
        "I know how you feel.",
        "Something went wrong. Please try again later.",
        "That was unlawful.",
    ],
)
def test_what_hurts_is_noticed(hurtful: str) -> None:
    assert list(RULES["nothing_that_hurts"](Text("", hurtful)))


@pytest.mark.parametrize(
    "kind",
    [
        "I'm sorry this is so hard.",
        "I'm sorry, I did not understand that.",
        "Do you want to stop here?",
        "If you forget something, you can tell us later.",
    ],
)
def test_what_is_kind_is_let_through(kind: str) -> None:
    assert not [fault for rule in RULES.values() for fault in rule(Text("", kind))]


def test_the_middle_message_is_for_a_reader_of_nine_or_ten() -> None:
    assert statistics.median(_grade(text) for text in _texts() if not text.label) <= LIMITS["typical_grade"]


def test_every_kind_of_text_is_read() -> None:
    places = {text.where.partition(",")[0].partition("/")[0] for text in _texts()}

    labels = {"labels.yml or policy.yml", "followup.yml"}
    assert places == {"responses", "explanations", *labels, "interface", "mail", "bot"}
    assert len(_texts()) > 400
