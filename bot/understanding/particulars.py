"""Particulars: what people add to an account: what they want, evidence, earlier complaints, how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.contact import find_email, find_phone
from bot.understanding.cues import cue, sentence_around
from bot.understanding.scene import Scene

_HARM_KINDS = ("fracture", "deep_cut", "organ", "impairment", "abh", "lesser")
_WEAK_HARM = re.compile(
    r"hospital|a&e|a & e|a and e|ambulance|paramedics?|x-?ray|gp said|urgent care|painkillers?|sick ever|headaches?"
    r"|hurt|injur|cuts?$|marks?$|lumps?$|burn|sling|pain$|blood"
)
_OWN_NAME = re.compile(
    r"\b(?:my (?:full )?name(?:'s| is|s)|(?:i am|i'm) called|regards,?|sincerely,?|faithfully,?|yours,?"
    r"|(?:signed|thanks|thank you)[,.]?\s*\n)\s*"
)
_NAME = re.compile(r"(?:(?:mr|mrs|ms|miss|dr)\.? )?[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+){0,3}", re.IGNORECASE)
_IAM = re.compile(r"\b(?:I am|I'm|I’m) (?P<name>[A-Z][a-z'’-]+(?: [A-Z][\w'’-]+){1,2})\b(?! (?:and|or) [A-Z])")
_REFERENCE = re.compile(
    r"\b(?:complaint|previous|case) (?:reference|ref|number|no)\.?(?: number| no\.?)?(?: is| was|:)?\s+"
    r"(?P<ref>[a-z]{0,4}[/-]?\d[\w/-]{2,})"
)
_LEAD_IN = re.compile(r"^(?:to (?:have|get|be given|receive|see|hear|be|know)|is|for|just|that|an? )\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """A value of a slot with the words it rests on."""

    slot: str
    value: object
    words: str
    start: int
    end: int
    confidence: float


def find_particulars(text: str, scene: Scene) -> Iterator[Said]:
    """Everything of this kind that the text says plainly, as values of the contract's slots."""
    yield from _injury(text, scene)
    yield from _complained_before(text, scene.low)
    yield from _outcome(text, scene.low)
    yield from _evidence(text, scene.low)
    yield from _own_name(text, scene.low)
    yield from _contact(text, scene.low)


def _span(text: str, slot: str, value: object, span: tuple[int, int], confidence: float) -> Said:
    return Said(slot, value, text[slice(*span)], *span, confidence)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    left = len(words) - len(words.lstrip(" ,;:.-\n"))
    return start + left, end - (len(words) - len(words.rstrip(" ,;:.-\n!?")))


def _clause(low: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between commas or full stops that holds the span."""
    first, last = sentence_around(low, start, end)
    before = [m.end() for m in re.finditer(r"[,;:]\s|\b(?:and|but|because|so|then|when|that) ", low[first:start])]
    after = re.search(r"[,;:]\s|\s(?:and|but|because|so|then|when|which|who)\s", low[end:last])
    return first + (before[-1] if before else 0), end + after.start() if after else last


def _injury(text: str, scene: Scene) -> Iterator[Said]:
    """The injury in the clause that tells of it, or that nobody was hurt; what happened to others long ago is none."""
    for kind in _HARM_KINDS:
        for harm in scene.harms(kind):
            weak = kind == "lesser" and _WEAK_HARM.match(scene.low, harm.start, harm.end)
            if not weak and not harm.background and (scene.forced or scene.touched or kind != "lesser"):
                span = _trim(text, *_clause(scene.low, harm.start, harm.end))
                yield _span(text, "injury", text[slice(*span)], span, 0.75)
                return
    if unhurt := cue("particulars", "injury").search(scene.low):
        yield _span(text, "injury", text[slice(*unhurt.span())], unhurt.span(), 0.7)


def _complained_before(text: str, low: str) -> Iterator[Said]:
    if match := cue("particulars", "never_complained").search(low):
        yield _span(text, "complained_before", False, match.span(), 0.85)
    elif match := cue("particulars", "complained").search(low):
        yield _span(text, "complained_before", True, match.span(), 0.7)
        if reference := _REFERENCE.search(low):
            span = reference.span("ref")
            yield _span(text, "previous_reference", text[slice(*span)], span, 0.8)


def _outcome(text: str, low: str) -> Iterator[Said]:
    """What the person wants, only where the words name something that a complaint can bring."""
    for match in reversed(list(cue("particulars", "outcome").finditer(low))):
        _, stop = sentence_around(low, *match.span())
        span = _trim(text, match.end(), stop)
        wish = low[slice(*span)]
        if wish and len(wish) < 200 and cue("particulars", "outcome_nouns").search(wish):
            lead = _LEAD_IN.match(wish) if wish.startswith(("is ", "for ", "just ")) else None
            span = (span[0] + lead.end(), span[1]) if lead else span
            yield _span(text, "desired_outcome", text[slice(*span)], span, 0.75)
            return


def _evidence(text: str, low: str) -> Iterator[Said]:
    if match := cue("particulars", "evidence").search(low):
        span = _trim(text, *sentence_around(low, *match.span()))
        yield _span(text, "evidence", text[slice(*span)], span, 0.65)


def _own_name(text: str, low: str) -> Iterator[Said]:
    """The teller's own name after "my name is" or a closing, or "I am Maria Lopez"."""
    for lead in _OWN_NAME.finditer(low):
        name = _NAME.match(text, lead.end())
        length = _capitals(name.group()) if name else 0
        if length:
            yield _span(
                text,
                "complainant_name",
                text[lead.end() : lead.end() + length],
                (lead.end(), lead.end() + length),
                0.85,
            )
            return
    if match := _IAM.search(text):
        yield _span(text, "complainant_name", match.group("name"), match.span("name"), 0.7)


def _capitals(words: str) -> int:
    """How many characters make the name: its words with capitals, or the first two when none has one."""
    parts = list(re.finditer(r"\S+", words))
    if not parts[0].group()[0].isupper():
        return parts[min(1, len(parts) - 1)].end()
    end = 0
    for part in parts:
        if not part.group()[0].isupper():
            break
        end = part.end()
    return end


def _contact(text: str, low: str) -> Iterator[Said]:
    """An address to reach the person; the only one given is the way to use unless another is asked for."""
    email, phone = find_email(text), find_phone(text)
    methods = []
    if email:
        at = low.find(email.lower())
        yield _span(text, "email", email, (at, at + len(email)) if at >= 0 else (0, 0), 0.9)
        methods.append("email")
    if phone:
        digits = re.search(r"(?:\+|\b0)[\d\s()-]{8,}\d", text)
        yield _span(text, "phone", phone, digits.span() if digits else (0, 0), 0.85)
        methods.append("phone")
    wanted = next((m for m in ("email", "phone", "post") if cue("particulars", m).search(low)), None)
    method = wanted if wanted in methods else methods[0] if len(methods) == 1 else None
    if method:
        yield _span(text, "contact_method", method, (0, 0), 0.8)
