"""Writes a text as it might be typed in haste on a phone: what the classifier learns from beside the text itself."""

from __future__ import annotations

import random

# How many of the words are changed, about.
SHARE = 0.22
# Of a word that has a short form, how often it takes that rather than a slip of the finger.
SHORTENED = 0.6
SHORT_FORMS = {
    "you": ("u",), "your": ("ur", "yr"), "are": ("r",), "to": ("2",), "too": ("2",), "for": ("4",), "be": ("b",),
    "please": ("pls", "plz"), "because": ("cos", "coz"), "with": ("wiv", "w"), "what": ("wot", "wat"), "that": ("dat",),
    "the": ("da", "teh"), "this": ("dis",), "them": ("em", "dem"), "and": ("n", "nd"), "have": ("av", "hav"),
    "my": ("me", "mi"), "was": ("woz",), "why": ("y",), "see": ("c",), "about": ("bout",), "before": ("b4",),
    "thanks": ("thx", "tnx"), "people": ("ppl",), "something": ("summat", "sumthing"), "someone": ("sum1",),
    "going": ("goin",), "tomorrow": ("2moro",), "officer": ("oficer", "offiser"), "police": ("polis", "pollice"),
    "complaint": ("complant", "complaynt"), "complain": ("complane",), "know": ("kno",), "right": ("rite",),
    "through": ("thru",), "though": ("tho",), "later": ("l8r",), "again": ("agen",),
    "don't": ("dont", "dnt"), "dont": ("dnt",), "can't": ("cant", "carnt"), "want": ("wnt",), "just": ("jst",),
}  # fmt: skip


def misspelt(text: str) -> str:
    """The text in lower case with some words shortened or mistyped; for the same text always the same."""
    chance = random.Random(text)  # noqa: S311 - no secret
    return " ".join(_changed(word, chance) if chance.random() < SHARE else word for word in _typed(text))


def _typed(text: str) -> list[str]:
    return text.lower().replace("’", "'").split()


def _changed(word: str, chance: random.Random) -> str:
    if word in SHORT_FORMS and chance.random() < SHORTENED:
        return chance.choice(SHORT_FORMS[word])
    if "'" in word:
        return word.replace("'", "")
    return _slip(word, chance) if len(word) > 3 else word


def _slip(word: str, chance: random.Random) -> str:
    """One letter inside the word left out, swapped with the next, or doubled."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return chance.choice(
        (before + after, before + after, before + after[0] + letter + after[1:], before + letter * 2 + after)
    )
