"""Places: where the incident happened, in the person's own words, and the borough that this place lies in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from bot.understanding.cues import cue, expand, plain, read_data, sentence_around
from bot.understanding.gazetteer import OUTSIDE, Mention, Name, boroughs, mentions, misspelt, postcode_mentions
from bot.understanding.phrases import Phrases

__all__ = ["PlaceFound", "borough_of", "boroughs", "find_place"]

_JOIN = re.compile(r"(?:,? (?:in|at|near|off|by|of|outside|opposite|on)(?: the)? |, ?| )")
_PREPOSITION = re.compile(
    r"\b(?:in|at|on|outside|near|by|opposite|behind|inside|off|around|along|down|up|through|under)(?: the| central)? ?$"
)
_LEADING = (
    r"(?:outside|near|behind|opposite|inside|next to|in front of|round the corner from|just off|off|by|across from)"
)
_STREET = r"\b(?:\d{1,4}[a-z]?,? )?"
_LONGEST_WORD = 40  # of a street's name
_THRESHOLD = 0.3
_SOLE = 0.5  # the only place named is the place, unless the words say otherwise


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place as said, its borough if known, and how sure it is that the incident happened there (0 to 1)."""

    value: str
    borough: str | None
    words: str
    start: int
    end: int
    confidence: float
    in_london: bool = True


def borough_of(text: str) -> str | None:
    """The borough that a place name, address or postcode lies in; None when the words do not settle it."""
    named = _usable(text, anywhere=True)
    return _borough(postcode_mentions(text) + named) or _misspelt_borough(text)


def find_place(text: str) -> PlaceFound | None:
    """The place of the incident in an account; None when none is named.

    Of several places the best is one that follows a word of place in a sentence where something happened; where
    people live, travel to or are treated counts less.
    """
    named = sorted(_usable(text) + postcode_mentions(text) + _streets(text), key=lambda m: (m.start, -m.end))
    candidates = [_candidate(text, chain) for chain in _chains(text, named)]
    if len({place.words.lower() for place in candidates}) == 1:
        candidates = [replace(place, confidence=max(place.confidence, _SOLE)) for place in candidates]
    best = max(candidates, key=lambda place: (place.confidence, -place.start), default=None)
    if best is None or best.confidence < _THRESHOLD:
        return best or _misspelt_place(text)
    if best.borough is None and best.in_london:
        others = {place.borough for place in candidates if place.borough}
        if len(others) == 1:
            return replace(best, borough=others.pop())
    return best


def _borough(parts: list[Mention]) -> str | None:
    """A postcode settles it, then a district, landmark or station, then a borough by name, then a street."""
    order = ("postcode", "district", "landmark", "station", "borough", "street")
    settled = [part for part in parts if part.name.borough]
    return min(settled, key=lambda part: order.index(part.name.kind)).name.borough if settled else None


def _usable(text: str, *, anywhere: bool = False) -> list[Mention]:
    """The gazetteer names in the text, without everyday words that only look like one."""
    low = plain(text)
    alone = anywhere and len(low.split()) <= 4
    return [m for m in mentions(text) if alone or not m.name.doubtful or _is_meant(text, low, m)]


def _is_meant(text: str, low: str, mention: Mention) -> bool:
    """Whether an everyday word is a place here: after a word of place or with a capital inside a sentence."""
    before = low[max(0, mention.start - 20) : mention.start]
    if re.search(r"\b(?:pc|dc|ps|sgt|mr|mrs|ms|miss|officer|called|named|is|am) $", before):
        return False
    capital = text[mention.start].isupper()
    placed = bool(_PREPOSITION.search(before)) or bool(_tail().match(low, mention.end))
    return placed if not capital else placed or bool(re.search(r"[a-z] $|, $", before))


def _streets(text: str) -> list[Mention]:
    """Street names that the gazetteer does not know; their borough is not known either."""
    name = Name("street", None)
    found = [Mention(name, m.start(), m.end()) for m in _capital_street().finditer(text)]
    ordinary = frozenset(read_data("understanding/places.yml")["not_streets"].split())
    for match in _typed_street().finditer(plain(text)):
        if match.group(1) not in ordinary and not match.group(1).endswith("ing"):
            found.append(Mention(name, match.start(), match.end()))
    return found


@cache
def _capital_street() -> re.Pattern[str]:
    """A street written with capitals: up to three words and the kind of street, with the house number."""
    kinds = "|".join(f"[{kind[0].upper()}{kind[0]}]{kind[1:]}" for kind in _street_kinds())
    return re.compile(rf"{_STREET}(?:[A-Z][\w'’]{{1,{_LONGEST_WORD}}} ){{1,3}}(?:{kinds})\b")


@cache
def _typed_street() -> re.Pattern[str]:
    """A street typed without capitals: one word and a kind of street that is hardly anything else."""
    return re.compile(rf"{_STREET}([a-z']{{3,{_LONGEST_WORD}}}) (?:{'|'.join(_street_kinds()[:8])})\b")


def _street_kinds() -> list[str]:
    return list(read_data("understanding/places.yml")["streets"].split())


@cache
def _tail() -> re.Pattern[str]:
    """What may follow a name and belongs to the place: "police station", "tube", "high street"."""
    return re.compile(rf"(?: {expand(read_data('understanding/places.yml')['after_name'].strip())})+\b")


def _chains(text: str, named: list[Mention]) -> list[list[Mention]]:
    """Neighbouring names that make up one place: "Ilderton Road, South Bermondsey"."""
    low = plain(text)
    chains: list[list[Mention]] = []
    last = 0
    for mention in named:
        if chains:
            tail = _tail().match(low, last)
            reach = tail.end() if tail else last
            if mention.start < last or _JOIN.fullmatch(low[reach : mention.start]):
                chains[-1].append(mention)
                last = max(last, mention.end)
                continue
        chains.append([mention])
        last = mention.end
    return chains


def _candidate(text: str, chain: list[Mention]) -> PlaceFound:
    low = plain(text)
    start, end = min(m.start for m in chain), max(m.end for m in chain)
    if tail := _tail().match(low, end):
        end = tail.end()
    confidence = _confidence(low, chain, start, end)
    begin = _scene_start(low, start)
    words = text[begin:end]
    outside = all(m.name.kind == OUTSIDE for m in chain)
    return PlaceFound(words, _borough(chain), words, begin, end, confidence, not outside)


def _scene_start(low: str, start: int) -> int:
    """Take in the words that place the scene: "outside the morleys on", "our flat in", "outside"."""
    window = max(0, start - 60)
    before = low[window:start]
    for pattern in _scene_patterns():
        if found := pattern.search(before):
            return window + found.start()
    return start


@cache
def _scene_patterns() -> tuple[re.Pattern[str], ...]:
    nouns = expand(read_data("understanding/places.yml")["scene_words"].strip())
    owner = r"(?:the|a|my(?: own)?|our|his|her|their|your)"
    link = r"(?:in|on|at|of|near|by|off|opposite|outside)"
    return (
        re.compile(rf"\b(?:{_LEADING} )?{owner} (?:[\w'-]+ ){{0,2}}?{nouns} {link} (?:the )?$"),
        re.compile(rf"\b{_LEADING} {owner} (?:[\w'-]+ ){{1,3}}?{link} $"),
        re.compile(rf"\b{_LEADING} (?:the )?$"),
    )


def _confidence(low: str, chain: list[Mention], start: int, end: int) -> float:
    """How sure it is that these names are the scene."""
    score = 0.6
    before = low[max(0, start - 40) : start]
    if all(m.name.doubtful for m in chain):
        score -= 0.15
    if any(m.name.kind == OUTSIDE for m in chain):
        score -= 0.1
    if not any(m.name.borough for m in chain):
        score -= 0.1
    if _follows(cue("places", "elsewhere_before"), before) and "police station" not in low[start:end]:
        score -= 0.25
    elif _PREPOSITION.search(before):
        score += 0.15
    if re.search(r"hospital|court|royal london|a&e", low[start:end]):
        score -= 0.2
    if cue("places", "incident").search(low, *sentence_around(low, start, end)):
        score += 0.1
    if any(m.name.kind == "street" for m in chain) or end - start > 14:
        score += 0.05
    return round(max(0.05, min(0.95, score)), 2)


def _follows(pattern: Phrases, before: str) -> bool:
    """Whether the last words before a place match the cue."""
    trimmed = before.rstrip().removesuffix(" the").rstrip()
    return any(match.end() == len(trimmed) for match in pattern.finditer(trimmed))


_AFTER_PLACE = re.compile(r"\b(?:in|at|near|outside|from) ([a-z']{6,20})(?![a-z'])")
_MOST_GUESSES = 50  # each is compared with every place name


def _misspelt_place(text: str) -> PlaceFound | None:
    for match in islice(_AFTER_PLACE.finditer(plain(text)), _MOST_GUESSES):
        if name := misspelt(match.group(1)):
            words = text[match.start(1) : match.end(1)]
            return PlaceFound(words, name.borough, words, match.start(1), match.end(1), 0.5)
    return None


def _misspelt_borough(text: str) -> str | None:
    words = plain(text).split()
    found = {name.borough for word in words if len(words) <= 6 and (name := misspelt(word.strip(".,!?")))}
    return found.pop() if len(found) == 1 else None
