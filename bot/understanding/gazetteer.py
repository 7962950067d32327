"""The gazetteer: which names are places of London (or outside it), and the borough that holds each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import spacy
from rapidfuzz import fuzz, process
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from bot.understanding.cues import plain, read_data

OUTSIDE = "outside"
_KINDS = ("boroughs", "districts", "stations", "landmarks", "streets")
# What no place name holds; the tokenizer takes quadratic time over long runs of such characters.
_NO_PLACE = re.compile(r"[^\w\s'&,.-]|['&,.-]{2,}|\w{40,}")
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
def pipeline() -> Language:
    """The spaCy pipeline: the English tokenizer and nothing that must be trained."""
    return spacy.blank("en")


@cache
def _matcher() -> PhraseMatcher:
    nlp = pipeline()
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("place", [nlp.make_doc(name) for name in names()])
    return matcher


def mentions(text: str) -> list[Mention]:
    """Every known place name in the text, longest first where two overlap, in order of the text."""
    doc = pipeline().make_doc(_NO_PLACE.sub(lambda run: " " * len(run.group()), plain(text)))
    spans = filter_spans(_matcher()(doc, as_spans=True))
    known = names()
    return [Mention(known[span.text], span.start_char, span.end_char) for span in spans if span.text in known]


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
