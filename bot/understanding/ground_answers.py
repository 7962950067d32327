"""Reads the answer to the question whether any of the four grounds for referral applies."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.answer import Answer
from bot.understanding.grounds import find_grounds
from bot.understanding.replies import declined, looks_like_question, read_yes_no, simplify
from bot.understanding.spelling import plain

# In the order in which the question lists them.
GROUNDS: Final = ("death_or_serious_injury", "serious_assault", "serious_sexual_offence", "serious_corruption")
_LABELS: Final = {
    "death_or_serious_injury": r"\bdeath\b|\bserious(?:ly)? (?:injur\w+|hurt)\b",
    "serious_assault": r"\bserious (?:non-?sexual )?assault\b|\bseriously assaulted\b",
    "serious_sexual_offence": r"\bsexual(?:ly)? (?:offen[cs]e|assault\w*|abuse\w*)\b|\bsex (?:offen[cs]e|attack)\b"
    r"|\braped?\b",
    "serious_corruption": r"\bcorrupt(?:ion)?\b|\bbrib(?:e|es|ed|ery)\b",
}
_SHORT_LABELS: Final = {
    "serious_assault": r"(?<!sexual )\bassault(?:ed)?\b",
    "serious_sexual_offence": r"\bsexual\b",
    "death_or_serious_injury": r"\binjury\b|\b(?:died|killed)\b",
}
# The question was what the police did: that is who "he" and "they" are in the answer.
_QUESTION_WAS_ABOUT: Final = "The officer: "
_DENIED: Final = re.compile(r"\b(?:no|not|nobody|no one|never|nor|neither|without|\w+n't)\b[^,.;]{0,25}$")
_BY_NUMBER: Final = re.compile(
    r"(?:(?:yes|numbers?|options?|no\.?|the)[\s,]+)*([1-4](?:\s*(?:,|and|&|\+)\s*[1-4])*)\W*"
)
_BY_PLACE: Final = re.compile(r"\b(first|second|third|fourth|last)(?: one)?\b")
_PLACES: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3}
_MINIMISED: Final = re.compile(
    r"\b(?:nothing|not) (?:much|a lot|too (?:bad|serious)|very)\b|\bonly a bit\b|\bnot sure\b"
)
# Not to want to accuse anybody is no answer to whether it happened.
_RELUCTANT: Final = re.compile(
    r"\b(?:not|\w+n'?t) (?:want|wanting|wish|like|mean|here|trying|going)(?: to)? "
    r"(?:accus|blam|say|get|make|caus|point|land|ruin|put)\w*"
)
_OWN_WORDS: Final = re.compile(
    r"\bown words\b|\b(?:explain|describe|tell you|say it|write it)\b|\bhard to (?:say|explain)\b"
)


def read_grounds(text: str) -> Answer:
    """The grounds that the answer names or describes, [] where it says that none applies.

    Faults: `grounds_which` (a bare yes), `grounds_in_words` (the person wants to tell it), `grounds_unclear` (neither a
    plain no nor a ground: never read as none, CONTRACT 3), `question`. What describes a ground counts even after "no".
    """
    low, reply = simplify(text), read_yes_no(text)
    told = set(_chosen_by_number(low)) | _named(text, _LABELS)
    found = find_grounds(_QUESTION_WAS_ABOUT + text)
    told |= {each.ground for each in found if each.certain or reply}
    if reply is not False:
        told |= _named(text, _SHORT_LABELS)
    if told:
        return Answer([ground for ground in GROUNDS if ground in told])
    if looks_like_question(text):
        return Answer(fault="question")
    wish = declined(text)
    if wish:
        return Answer(declined=wish)
    if _OWN_WORDS.search(low):
        return Answer(fault="grounds_in_words")
    if (_MINIMISED.search(low) or _RELUCTANT.search(low)) and not re.match(r"(?:no|none|nah|nope)\b", low):
        return Answer(fault="grounds_unclear")
    if reply is False:
        return Answer([])
    return Answer(fault="grounds_which" if reply or found else "grounds_unclear")


def _named(text: str, labels: dict[str, str]) -> set[str]:
    """The grounds whose name the text says without denying it."""
    low = plain(text).text
    return {
        ground
        for ground, pattern in labels.items()
        for match in re.finditer(pattern, low)
        if not _DENIED.search(low[max(0, match.start() - 40) : match.start()])
    }


def _chosen_by_number(low: str) -> list[str]:
    """The grounds picked from the list: "1 and 3", "the second one", "all of them"."""
    if re.fullmatch(r"(?:yes,? )?(?:all|every one)(?: (?:of (?:them|these|those|it|the above)|four))?\W*", low):
        return list(GROUNDS)
    numbers = _BY_NUMBER.fullmatch(low)
    if numbers:
        return [GROUNDS[int(digit) - 1] for digit in re.findall(r"[1-4]", numbers[1])]
    if len(low.split()) <= 6 and not re.search(r"\btime\b", low):
        return [GROUNDS[_PLACES[word]] for word in _BY_PLACE.findall(low)]
    return []
