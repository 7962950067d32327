"""The gazetteer: which names are places of London (or outside it), and the borough that holds each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from bot.understanding.cues import plain, read_data
from bot.understanding.spacy_parts import Doc, PhraseMatcher, Vocab, filter_spans

OUTSIDE = "outside"
_KINDS = ("boroughs", "districts", "stations", "landmarks", "streets")
# A word, with what may stand inside one ("d'arblay", but "king's" is "king" and "'s"), or a mark.
_TOKEN = re.compile(r"\w+(?:(?!'s(?!\w))[.'&]\w+)*|'s(?!\w)|\S")
_OTHER_WORD = "·"
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)(?:\s*(\d[a-z]{2}))?\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A place name of the gazetteer: its kind, its borough (None outside London), whether it is also a plain word."""

    kind: str
    borough: str | None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name as it stands in a text."""

    name: Name
    start: int
    end: int


@cache
def boroughs() -> tuple[str, ...]:
    """The 32 boroughs and the City of London, spelled as the slot `borough` has them."""
    return tuple(read_data("gazetteer/boroughs.yml"))


@cache
def names() -> dict[str, Name]:
    """Every known place name in lower case; of two places with one name the larger kind stands."""
    doubtful = frozenset(read_data("gazetteer/common_words.yml"))
    known: dict[str, Name] = {}
    for kind in _KINDS:
        for borough, places in read_data(f"gazetteer/{kind}.yml").items():
            own = [borough] if kind == "boroughs" else []
            for place in (*own, *places):
                for spelling in _spellings(plain(place)):
                    known.setdefault(spelling, Name(kind.removesuffix("s"), borough, spelling in doubtful))
    for places in read_data("gazetteer/elsewhere.yml").values():
        for place in map(plain, places):
            known.setdefault(place, Name(OUTSIDE, None, place in doubtful))
    return known


def _spellings(name: str) -> Iterator[str]:
    """The name itself, and as typed without apostrophe, with "&", with "saint" or "rd"."""
    yield name
    for old, new in (("'", ""), (" and ", " & "), ("st ", "saint "), (" road", " rd"), ("-", " ")):
        if old in name:
            yield name.replace(old, new, 1)


@cache
def _words() -> frozenset[str]:
    """The words that place names are made of. No others are given to spaCy, which would keep each for ever."""
    return frozenset(word for name in names() for word in _TOKEN.findall(name))


@cache
def _matcher() -> tuple[PhraseMatcher, Vocab]:
    vocabulary = Vocab()
    matcher = PhraseMatcher(vocabulary)
    matcher.add("place", [Doc(vocabulary, words=_TOKEN.findall(name)) for name in names()])
    return matcher, vocabulary


def mentions(text: str) -> list[Mention]:
    """Every known place name in the text, longest first where two overlap, in order of the text."""
    low = plain(text)
    tokens = list(_TOKEN.finditer(low))
    known, words, (matcher, vocabulary) = names(), _words(), _matcher()
    doc = Doc(vocabulary, words=[word if (word := token.group()) in words else _OTHER_WORD for token in tokens])

    def said(first: int, last: int) -> str:
        return low[tokens[first].start() : tokens[last - 1].end()]

    spans = filter_spans([span for span in matcher(doc, as_spans=True) if said(span.start, span.end) in known])
    return [
        Mention(known[said(span.start, span.end)], tokens[span.start].start(), tokens[span.end - 1].end())
        for span in spans
    ]


@cache
def _postcodes() -> dict[str, str]:
    table = read_data("gazetteer/postcodes.yml")
    return {district.lower(): borough for borough, districts in table.items() for district in districts}


def postcode_mentions(text: str) -> list[Mention]:
    """Every London postcode or postcode district in the text; "SW9" and "sw9 7ab" are the same place."""
    found = []
    for match in _POSTCODE.finditer(plain(text)):
        borough = _postcodes().get(match.group(1)) or _postcodes().get(match.group(1).rstrip("abcdefghjkmnpqrstuvwxy"))
        if borough:
            found.append(Mention(Name("postcode", borough), match.start(), match.end()))
    return found


@cache
def _correctable() -> tuple[str, ...]:
    return tuple(name for name, place in names().items() if len(name) >= 6 and " " not in name and not place.doubtful)


def misspelt(word: str) -> Name | None:
    """The one place that a misspelt word ("lewishm") must mean; None when it is short, common or unlike any name."""
    if len(word) < 6:
        return None
    best = process.extractOne(plain(word), _correctable(), scorer=fuzz.ratio, score_cutoff=88)
    return names()[best[0]] if best else None
