"""Whether what a person says about a delay is a reason at all: it is, unless nothing but empty phrases was said."""

from __future__ import annotations

import re

# Phrases that give no reason. Whatever is said beside them may be one, and is left to the assessor.
_EMPTY_PHRASES = (
    r"^well|none|nothing|nope|nah|n/?a|dunno|idk|no idea|no clue|no time|not sure|i can think of",
    r"(?:do|did|could|can) ?n[o']?t (?:know|say|tell|explain|think of)|can'?t (?:say|tell|explain|think of)|"
    r"cannot (?:say|tell|explain|think of)|do ?n[o']?t have",
    r"(?:got|get|getting|came|come|coming) (?:round|around) to (?:it|this|that|doing it|complaining|reporting it)",
    r"did ?n'?t bother|never bothered|(?:can'?t|could ?n'?t|could not) be (?:bothered|arsed|fussed)",
    r"(?:kept|keep|been) (?:forgetting|meaning to)|(?:kept |keep |been )?put(?:ting)? (?:it|this|things) off",
    r"procrastinat\w+",
    r"forg[eo]t(?:ten)?(?: about)?(?: it| this)?|slipped my mind|meant to|remember(?:ed)?(?: about)?(?: it| this)?",
    r"(?:came|popped|sprang) (?:back )?(?:to me|into my head|to mind)|thought (?:about|of) (?:it|this)|crossed my mind",
    r"(?:clearing|sorting|tidying|going|looking)(?: \w+){0,3} "
    r"(?:emails?|papers?|post|letters?|photos?|files?|drawers?|inbox)",
    r"found (?:the|a|my|this) letter|laz(?:y|iness)|my (?:own )?fault|should have (?:done|said|complained)|busy",
    r"time (?:just )?(?:flies|flew|passed|went|goes)(?: by)?|life (?:just )?(?:got|gets) in the way",
    r"the other day|last (?:week|night)|yesterday|today|recently|lately",
)
_EMPTY = re.compile(rf"\b(?:{'|'.join(_EMPTY_PHRASES)})(?!\w)")
_NEGATION = re.compile(r"\b(?:no|not|never|without)\b|n't\b")
_BETWEEN_CLAUSES = re.compile(r"[.,;:!?()\n—–]+")

# Words that say nothing by themselves, so that an empty phrase may stand among them.
_FILLER_WORDS = """
    a actually all an and any anything apart as at be been but can cause clear could did didn't do earlier ever excuse
    excuses explanation finally for give good guess had has have haven't honest honestly i i'd i'll i'm i've if in is
    isn't it it's its just like long me mean my never no not now of oh ok okay on one only or other particular please
    probably proper quite real really reason reasons say so sooner sorry special specific suppose than that that's the
    then there there's this though to truth um up was wasn't what when while why with would yeah yes you
"""
_FILLERS = frozenset(_FILLER_WORDS.split())


def is_substantive(text: str) -> bool:
    """Whether `text` gives some reason for the delay. In doubt it does: a person closes a door, not the program.

    Source: clause S13 (no clear explanation for the delay).
    """
    said = " ".join(text.casefold().replace("’", "'").split())
    if not all(_is_empty(clause) for clause in _BETWEEN_CLAUSES.split(said)):
        return True
    says_none = _NEGATION.search(said) or _EMPTY.search(said)
    return not says_none and any(map(str.isalnum, said))  # a bare "yes" or "I have one" is not a no


def _is_empty(clause: str) -> bool:
    left = (word.strip("'\"/-") for word in _EMPTY.sub(" ", clause.strip()).split())
    return all(word in _FILLERS for word in left if word)
