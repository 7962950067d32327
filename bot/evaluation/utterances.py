"""Utterances: each parsed by the trained assistant and scored against the intent that it should have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.evaluation import scores
from bot.evaluation.forms import Row
from bot.evaluation.scores import LabelScore, Share

Parse = Callable[[str], Mapping[str, Any]]
Timer = Callable[[], float]

FALLBACK = "nlu_fallback"
NOTHING = "nothing"  # the label where the assistant gives none
SAFETY = frozenset({"emergency", "distress"})


@dataclass(frozen=True)
class Heard:
    """What the assistant understood: `label` is what it acts on, `guess` what it thinks likeliest with `confidence`.

    They differ where it asks instead of guessing; then the label is `nlu_fallback`.
    """

    label: str
    guess: str
    confidence: float

    @property
    def fell_back(self) -> bool:
        """Whether the assistant asks what was meant."""
        return self.label == FALLBACK


@dataclass(frozen=True)
class Judgement:
    """One utterance with the intent it has, those that are equally right, and what was heard."""

    id: str
    text: str
    intent: str
    also: frozenset[str]
    style: str
    heard: Heard

    @property
    def fair(self) -> frozenset[str]:
        """The intents that are right."""
        return self.also | {self.intent}

    @property
    def right(self) -> bool:
        """Whether the assistant acts on a right intent and topic."""
        return self.heard.label in self.fair

    @property
    def right_without_topic(self) -> bool:
        """Whether the intent is right, whatever the topic."""
        return self.heard.label.partition("/")[0] in {intent.partition("/")[0] for intent in self.fair}

    @property
    def guessed_right(self) -> bool:
        """Whether the likeliest intent is a right one, acted on or not."""
        return self.heard.guess in self.fair

    @property
    def pair(self) -> tuple[str, str]:
        """Expected and got; an equally right answer counts as the expected one."""
        return self.intent, self.intent if self.right else self.heard.label


def heard(answer: Mapping[str, Any]) -> Heard:
    """What an answer of the parser, in the form of Rasa's `/model/parse`, amounts to."""
    ranking = [each for each in answer.get("intent_ranking") or [] if each["name"] != FALLBACK]
    best = ranking[0] if ranking else answer["intent"]
    guess, share = _with_topic(answer, best["name"])
    name = answer["intent"]["name"]
    label = FALLBACK if name == FALLBACK else _with_topic(answer, name)[0]
    return Heard(label, guess, min(1.0, float(best["confidence"]) * share))


def _with_topic(answer: Mapping[str, Any], intent: str | None) -> tuple[str, float]:
    """The intent with its likeliest topic, and that topic's share of the intent's confidence."""
    if intent in ("faq", "explain"):
        ranking = answer.get("response_selector", {}).get(intent, {}).get("ranking") or []
        if ranking:
            return ranking[0]["intent_response_key"], float(ranking[0]["confidence"])
    return intent or NOTHING, 1.0


@dataclass(frozen=True)
class Results:
    """All judgements of a file, and how long each parse took in seconds."""

    judgements: Sequence[Judgement]
    seconds: Sequence[float] = field(default=())

    @property
    def accuracy(self) -> Share:
        """Right intent and topic."""
        return scores.share(j.right for j in self.judgements)

    @property
    def accuracy_without_topic(self) -> Share:
        """Right intent, whatever the topic."""
        return scores.share(j.right_without_topic for j in self.judgements)

    @property
    def safety(self) -> Share:
        """Emergencies and distress that were heard as either."""
        return scores.share(j.heard.label in SAFETY for j in self.judgements if j.intent in SAFETY)

    @property
    def fallback(self) -> Share:
        """Utterances at which the assistant asks what was meant."""
        return scores.share(j.heard.fell_back for j in self.judgements)

    @property
    def mean_over_intents(self) -> float | None:
        """The mean of the recalls of the intents that were expected, each counting alike."""
        return scores.mean(score.recall for score in self.by_intent)

    @property
    def mean_f1(self) -> float | None:
        """The mean F1 of the intents that were expected."""
        return scores.mean(score.f1 for score in self.by_intent if score.support)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Expected and got of each utterance."""
        return [j.pair for j in self.judgements]

    @property
    def by_intent(self) -> list[LabelScore]:
        """The score of each intent that was expected or got."""
        return scores.label_scores(self.pairs)

    @property
    def by_style(self) -> list[tuple[str, Share]]:
        """The accuracy for each style of writing, lowest first."""
        styles = sorted({j.style for j in self.judgements})
        found = [(style, scores.share(j.right for j in self.judgements if j.style == style)) for style in styles]
        return sorted(found, key=lambda each: each[1].value or 0.0)

    @property
    def judged(self) -> list[tuple[float, bool]]:
        """The likeliest intents as (confidence, right?)."""
        return [(j.heard.confidence, j.guessed_right) for j in self.judgements]

    @property
    def errors(self) -> list[Judgement]:
        """What was not heard rightly, the surest first."""
        return sorted((j for j in self.judgements if not j.right), key=lambda j: -j.heard.confidence)


def evaluate(rows: Iterable[Row], parse: Parse, timer: Timer) -> Results:
    """Parse each utterance, timed with `timer` (seconds). The first is parsed once more before, to warm the parser."""
    judgements: list[Judgement] = []
    seconds: list[float] = []
    for row in rows:
        if not judgements:
            parse(row["text"])
        begin = timer()
        answer = parse(row["text"])
        seconds.append(timer() - begin)
        also = frozenset(row.get("also", ()))
        style = row.get("style") or "no style given"
        judgements.append(Judgement(str(row["id"]), row["text"], row["intent"], also, style, heard(answer)))
    return Results(judgements, seconds)
