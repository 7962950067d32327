"""Chooses, among the dates of an account, the one on which it happened."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.understanding.calendar_days import weekday_before
from bot.understanding.date_finder import Mention
from bot.understanding.date_parts import WEEKDAY
from bot.understanding.visible import Plain

_SENTENCE_END: Final = re.compile(r"(?<![.!?])[.!?]+(?=\s|$)|\n+")
_CLAUSE_END: Final = re.compile(r"[,;:()]|\b(?:but|so|because|which|who|when|where|and then|ever since|since then)\b")
_DIRECTLY_BEFORE: Final = 24
# A sentence that never ends is looked at only so far to either side, so that time grows no faster than the text.
_FAR: Final = 300

# Said of the incident itself, before the date.
_POINTS_AT_IT: Final = re.compile(
    r"\b(?:(?:the )?(?:latest|most recent)|last (?:one|time|of (?:these|them|those))|happened|incident"
    r"|took place|occurred"
    r"|complain(?:ing|t)? (?:about|of|is)|this was|it was|date was|it all started|it began)\b"
)
_POLICE: Final = re.compile(
    r"\b(?:police\w*|officers?|pcs?|pcso|dcs?|ds|sgt|sergeant|inspector|constables?|coppers?|cops?|feds?|pigs?|the met"
    r"|stop(?:p?ed|s|ping)?|search\w*|arrest\w*|custody|cells?|cautione?d?|handcuff\w*|cuffs?|cuffed"
    r"|pulled (?:me |us )?over"
    r"|detained|station|warrant|raid\w*|kettl\w*|tasered|baton|shield|seized|nicked|999|101|demonstration|protest|vigil"
    r"|van|front (?:desk|counter)|on the desk|your lot|interview\w*|statement)\b"
)
# Comes after an incident, or belongs to the person's life.
_BESIDE_IT: Final = re.compile(
    r"\b(?:letter|e-?mail(?:ed)?|text(?:ed)?|dated|invoice|consultant|gp|doctor|x-?ray|scan|results?|discharged"
    r"|solicitor|wrote|written|rang|phoned|telephoned|replied|received|complained|moved|lived|bought|passed away"
    r"|passed on|funeral|married|came out|dropped|discontinued|charges?|no further action|disclosed|shown|served"
    r"|told (?:my|our)|insurance|left in|wedding|holiday|retired|pregnant|baby|joined|started (?:work|school|college)"
    r"|lost my|diagnosed|operation|rehab\w*|asked for|requested|footage|binned|jury|verdict|quashed"
    r"|court order|turn(?:s|ed|ing) \d+|anniversary|somebody broke|was broken into|stolen|found out|council|appeal)\b"
)
_NOT_IT: Final = re.compile(r"(?:\bsince(?: the| late| early| about)*|\b(?:until|till|til|by)(?: the| about)*)\s*$")
# An occasion of its own, unless the police did something there: "the constable swore at my trial on 6 October".
_OCCASION: Final = re.compile(
    r"\b(?:due|(?:in|to|at) court|court (?:date|hearing|case)|hearing|trial|tribunal|birthday|born|appointment"
    r"|bail(?:ed)?|expires?|signed off)\b[^.,;]{0,40}$"
)
_DONE_THERE: Final = re.compile(
    r"\b(?:pcs?|dcs?|ds|sgt|sergeant|inspector|constables?|officers?|detectives?) (?:\w+ ){0,3}?"
    r"(?:gave evidence|told|said|swore|lied|claimed|stated|read)\b|\bi (?:attended|was interviewed)\b"
)
_FROM: Final = re.compile(r"\b(?:since|from|between)\b(?: about| around| the| late| early)*\s*$")
_UNTIL: Final = re.compile(r"\b(?:until|till|til|to|and|through to|up to)\b(?: the| about| around)*\s*$")
_LIST_GAP: Final = re.compile(r"[\s,;&]*(?:(?:and|then|again|also|on|the|in|or)[\s,]*){0,4}$")
_FIRST_OF_SEVERAL: Final = re.compile(r"\bfirst (?:time|one|occasion)\b")
_BARE_WEEKDAY: Final = re.compile(rf"(?:on |the )?{WEEKDAY}(?: \w+)?")
# What is left of a sentence that only says when: "About 13 October, I think."
_STANDS_ALONE: Final = re.compile(
    r"(?:\W|\b(?:it|that|this|was|date|day|when|on|the|about|around|in|of|back|all|sometime|early|late|i think"
    r"|i believe|or so|night|morning|afternoon|evening|at|\d{1,2}[:.]?\d{0,2} ?[ap]m)\b)*"
)
_QUOTED: Final = 120
_QUOTE_OPENS: Final = re.compile(r"(?:(?<!\w)'(?:[^'\n]|\w'\w)*|(?<![\w.,!?])\"[^\"\n]*)$")
_QUOTE_CLOSES: Final = re.compile(r"(?:[^'\n]|\w'\w)*'(?!\w)|[^\"\n]*\"")
_NOT_SO: Final = re.compile(r"\b(?:not|wasn't|isn't|rather than|instead of)\b(?: on| in| the| this| until)*\s*$")


@dataclass(frozen=True)
class _Scored:
    mention: Mention
    score: float


def choose(text: Plain, found: list[Mention], on: date) -> Mention | None:
    """The mention that dates the incident, or None where none can be trusted to.

    Conduct that went on is dated by its last day (CONTRACT 3, age); one night that ran into the next day is not.
    A close second lowers the confidence.
    """
    found = [mention for mention in _anchored(text, found, on) if mention.days.first <= on]
    sentences = _sentences(text.text)
    scored = sorted(
        (_Scored(mention, _score(text, found, place, sentences)) for place, mention in enumerate(found)),
        key=lambda each: -each.score,
    )
    if not scored or scored[0].score <= _REFUSED:
        return None
    best = scored[0]
    others = [each for each in scored[1:] if each.mention.days.iso != best.mention.days.iso]
    doubt = 0.7 if others and best.score - others[0].score < _CLOSE else 0.8 if best.score < _WEAK else 1.0
    return replace(best.mention, days=replace(best.mention.days, confidence=best.mention.days.confidence * doubt))


_REFUSED: Final = -4.0
_WEAK: Final = -1.5
_CLOSE: Final = 0.5


def _score(text: Plain, found: list[Mention], place: int, sentences: list[int]) -> float:
    mention = found[place]
    start, end = _sentence_of(mention, sentences, len(text.text))
    before, sentence = text.text[start : mention.start], text.text[start:end]
    pointing = before if place == 0 else text.text[max(start, found[place - 1].end) : mention.start]
    clause = _CLAUSE_END.split(before)[-1] + text.text[mention.start : mention.end]
    clause += _CLAUSE_END.split(text.text[mention.end : end])[0]
    score = {"day": 0.0, "month": -1.0, "year": -3.0}[mention.days.precision] - 0.4 * min(place, 5)
    score += 3.0 * bool(_POINTS_AT_IT.search(pointing[-60:])) + 2.0 * bool(_POLICE.search(sentence))
    score += 2.5 * bool(_STANDS_ALONE.fullmatch(text.text[start : mention.start] + text.text[mention.end : end]))
    score -= 6.5 * _is_quoted(text.text, mention)
    score -= 2.5 * bool(_BESIDE_IT.search(clause)) + 1.0 * bool(_FIRST_OF_SEVERAL.search(sentence))
    if place + 1 < len(found) and _LIST_GAP.match(text.text[mention.end : found[place + 1].start]):
        score -= 2.0  # one of several days in a row: the last of them counts
    return score + _span_score(text, found, place, before)


def _is_quoted(text: str, mention: Mention) -> bool:
    """Whether somebody is quoted as saying it: 'not today, mate'."""
    before, after = text[max(1, mention.start - _QUOTED) : mention.start], text[mention.end : mention.end + _QUOTED]
    return bool(_QUOTE_OPENS.search(before) and _QUOTE_CLOSES.match(after))


def _span_score(text: Plain, found: list[Mention], place: int, before: str) -> float:
    """What "from", "until", "since" and the like say of a date."""
    near = before[-_DIRECTLY_BEFORE:]
    previous = found[place - 1] if place else None
    following = found[place + 1] if place + 1 < len(found) else None
    if _NOT_SO.search(near):
        return -8.0
    if previous and _closes(text, previous, found[place]):
        return 2.0 if _went_on(previous, found[place]) else -8.0
    if following and _closes(text, found[place], following):
        return -2.0 if _went_on(found[place], following) else 0.0
    opens = text.text[found[place].start : found[place].end].startswith(("since ", "until ", "till ", "by "))
    elsewhere = _OCCASION.search(before[-60:]) and not _DONE_THERE.search(before)
    return -8.0 if opens or elsewhere or _NOT_IT.search(before[-60:]) else 0.0


def _closes(text: Plain, first: Mention, second: Mention) -> bool:
    """Whether the two are the ends of one span: "from the 3rd of March until June"."""
    before, between = (
        text.text[max(0, first.start - _DIRECTLY_BEFORE) : first.start],
        text.text[first.end : second.start],
    )
    if len(between) > _DIRECTLY_BEFORE:
        return False
    opened = _FROM.search(before) or text.text.startswith(("from ", "since "), first.start)
    return bool(opened and (_UNTIL.search(between) or text.text.startswith(("until ", "till ", "to "), second.start)))


def _anchored(text: Plain, found: list[Mention], on: date) -> list[Mention]:
    """The mentions, with the weekday that ends a span counted from its beginning: "from the 7th until Sunday"."""
    anchored = found[:1]
    for mention in found[1:]:
        first = anchored[-1]
        if _BARE_WEEKDAY.fullmatch(text.text[mention.start : mention.end]) and _closes(text, first, mention):
            day = weekday_before(mention.days.first.weekday(), first.days.last + timedelta(days=8))
            mention = replace(mention, days=replace(mention.days, first=min(day, on), last=min(day, on)))
        anchored.append(mention)
    return anchored


def _went_on(first: Mention, second: Mention) -> bool:
    return second.days.last - first.days.last > timedelta(days=1)


def _sentences(text: str) -> list[int]:
    """Where sentences end, in order."""
    return [match.end() for match in _SENTENCE_END.finditer(text)]


def _sentence_of(mention: Mention, ends: list[int], length: int) -> tuple[int, int]:
    before, within = bisect_right(ends, mention.start), bisect_left(ends, mention.end)
    start = ends[before - 1] if before else 0
    end = ends[within] if within < len(ends) else length
    return max(start, mention.start - _FAR), min(end, mention.end + _FAR)
