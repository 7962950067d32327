"""Officers: the names, ranks, shoulder numbers, vehicles and looks by which an account tells who it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.cues import cue, plain, read_data, sentence_around
from bot.understanding.phrases import PhraseBook

_RANK = (
    r"(?:a/|t/|acting |temporary |trainee )?(?:pcso|w?pc|t?dc|ds|ps|di|dci|dsi|dsu|ci|supt|sgt|insp|sargeant"
    r"|(?:chief |detective |police |special |custody |desk ){0,4}(?:constable|sergeant|inspector|superintendent)"
    r"|special|officer|detective|commander|commissioner)\.?\s+"
)
_NAME = r"[^\W\d_][\w'’-]*(?:\s+[^\W\d_][\w'’-]*){0,2}"
_BY_RANK = PhraseBook(
    {
        "named": [rf"\b{_RANK}(?:\(?(?:called|named)\s+)?(?=(?P<name>{_NAME}))"],
        "numbered": [rf"\b{_RANK}(?:no\.? |number )?\(?(?P<number>[a-z]?\d{{2,6}}(?:\s?[a-z]{{2}})?)\b"],
    }
)
_FIGURE = re.compile(r"\d")
# Not the year in "On 5 March 2024 PC Hale".
_SHOULDER = re.compile(
    r"\b(?P<number>\d{2,4}\s?(?!(?:PC|DC|PS|DS|DI|CI)\s+[A-Z])[A-Z]{2}|[A-Z]{1,2}\s?\d{3,4}|\d{3,4}[a-z]{2}|[a-z]\d{4})\b"
)
_DIGITS = r"[a-z]{0,2}\d{2,6}(?:\s?[a-z]{2})?"
_WORN = r"(?:shoulders?|sholders?|epaulette?s?|collar|lapel|vest|stab vest|jacket|uniform|arm)"
_AFTER_WORD = re.compile(
    r"(?:shoulder|collar|badge|epaulette?s?|id|warrant|officer'?s?|his|her) (?:numbers?|no\.?|digits|card number)\b"
    rf"[^.!?]{{0,25}}?(?P<number>\b{_DIGITS})\b"
)
# A number that is nothing else's begins a clause: "... jus filming. number was 3381".
_BARE_WORD = re.compile(
    r"(?:^|[.,;!?\n]\s{0,8}|\b(?:and|with) )numbers? (?:was |is )?(?P<number>\d{3,5})\b(?![-/:]|\s?\d)"
)
_BEFORE_WORD = re.compile(
    rf"(?P<number>\b{_DIGITS})\b[^.!?]{{0,12}}? (?:on|off) (?:his|her|the|their|one|one's|both) {_WORN}"
)
_CALLED = re.compile(
    r"\b(?:officer|policeman|policewoman|detective|sergeant|constable|one|pcso|man|woman)\b[^.!?\n]{0,25}?"
    r"\b(?:called|named|name was|name is|by the name of)\s+(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})"
)
# "The sergeant, Kavanagh I believe,", "the constable (Imogen Tarr)", "one of the officers, called Mack"
_APPOSED = re.compile(
    r"\b(?i:the|that|this|a|an|one|their|your|another|of)\s+(?:\w+\s+){0,2}?"
    r"(?i:officers?|policeman|policewoman|detective|sergeant|inspector|constable|superintendent|pcso)"
    r"(?:,\s+|\s*\(|\s+-\s+)(?i:(?:i think |maybe |called |named |it was |name of |by the name of ))?"
    r"(?!(?:White|Black|Asian|British|English|Scottish|Irish|Welsh|Polish|Indian|African|Male|Female|God|Christ)\b)"
    r"(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})(?=\s+(?i:i (?:think|believe))|\s*[,.)?]|\s+-)"
)
_NUMBER_AND = re.compile(
    r",?\s(?:and|&|or)\s(?P<number>[a-z]{0,2}\d{2,5}(?:\s?[a-z]{2})?)\b"
    r"(?!\s?(?:am|pm|minutes?|mins|hours?|days?|people|officers?|others?|of|pounds?|%|[:./]\d))"
)
_VEHICLE = re.compile(r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b", re.IGNORECASE)
_OWN_VEHICLE = re.compile(
    r"\b(?:my|our|his|her) (?:\w+ ){0,2}(?:car|van|bike|vehicle|registration|reg|plate|moped)\b[^.!?]{0,30}$"
)
_CAPITALISED = re.compile(r"[a-z,;] [A-Z][a-z]")
_UNITS = frozenset(
    (
        "am pm th st nd rd ml kg km mg mm cm gb mb hp cc ft hr hrs px yr ok "
        "is to of at on as we he me my by so up no if do go us an or in"
    ).split()
)


_MOST = 50  # officers kept of one account; who lists more of them is not telling one incident


@dataclass(frozen=True, slots=True)
class OfficerFound:
    """One officer or police vehicle as told, e.g. "PC Grieves", "1190", and how sure that it tells who it was."""

    words: str
    start: int
    end: int
    confidence: float


def find_officers(text: str) -> list[OfficerFound]:
    """The officers of an account in order of the text: by name, number or vehicle, else by looks."""
    told = [*_named(text), *_apposed(text)]
    if _FIGURE.search(text):
        numbers = list(_numbered(text))
        told += [*numbers, *_further(text, numbers), *_vehicles(text)]
    return _distinct(sorted(told, key=lambda found: (found.start, -found.end))) or list(_described(text))


def _distinct(found: list[OfficerFound]) -> list[OfficerFound]:
    """The first of them, without those that lie in another one or say the same again."""
    kept: list[OfficerFound] = []
    said: list[str] = []
    for officer in found:
        low = officer.words.lower()
        overlaps = kept and officer.start < kept[-1].end
        if not overlaps and not any(low in words for words in said):
            kept.append(officer)
            said.append(low)
        if len(kept) == _MOST:
            break
    return kept


def _named(text: str) -> Iterator[OfficerFound]:
    capitals = bool(_CAPITALISED.search(text))
    for match in _BY_RANK["named"].finditer(plain(text)):
        name = _name_part(text[slice(*match.span("name"))], capitals=capitals)
        if name:
            end = match.start("name") + len(name)
            yield OfficerFound(text[match.start() : end], match.start(), end, 0.9)
    for match in _CALLED.finditer(text):
        start, end = match.span("name")
        sure = bool(cue("agents", "police").search(plain(match.group())))
        if sure:
            yield OfficerFound(text[start:end], start, end, 0.8)


def _apposed(text: str) -> Iterator[OfficerFound]:
    """The name that stands beside the word for an officer, between commas or in brackets."""
    for match in _APPOSED.finditer(text):
        if name := _name_part(match["name"], capitals=True):
            start = match.start("name")
            yield OfficerFound(name, start, start + len(name), 0.7)


def _name_part(words: str, *, capitals: bool) -> str:
    """The leading words that make a name: those with a capital; typed without any, the first if it is no plain word."""
    ordinary = frozenset(read_data("understanding/officers.yml")["not_names"].split())
    taken = 0
    for match in re.finditer(r"\S+", words):
        word = match.group()
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if low in ordinary or (capitals and not word[0].isupper()) or (not capitals and taken):
            break
        if not capitals and (len(low) < 3 or low.endswith(("ing", "ed", "ly"))):
            break
        taken = match.end()
    return words[:taken].removesuffix("'s").removesuffix("’s").rstrip("'’-")


def _numbered(text: str) -> Iterator[OfficerFound]:
    low = plain(text)
    for match in _BY_RANK["numbered"].finditer(low):
        if _is_number(match.group("number")):
            yield OfficerFound(text[slice(*match.span())], *match.span(), 0.9)
    for match in _SHOULDER.finditer(text):
        if _is_number(match.group("number")) and not _is_address(text, match.start(), match.end()):
            yield OfficerFound(match.group(), *match.span(), 0.75)
    for pattern in (_AFTER_WORD, _BARE_WORD, _BEFORE_WORD):
        for match in pattern.finditer(low):
            if _is_number(match.group("number")):
                start, end = match.span("number")
                yield OfficerFound(text[start:end], start, end, 0.9)


def _further(text: str, numbers: list[OfficerFound]) -> Iterator[OfficerFound]:
    """The second of two numbers that are told as one: "415 NI and 451"."""
    low = plain(text)
    for first in numbers:
        match = _NUMBER_AND.match(low, first.end)
        if match and _is_number(match["number"]):
            start, end = match.span("number")
            yield OfficerFound(text[start:end], start, end, 0.75)


def _is_number(number: str) -> bool:
    """Whether it can be a shoulder number: not a time, measure or ordinal."""
    letters = re.sub(r"[\d\s]", "", number).lower()
    return letters not in _UNITS and not re.fullmatch(r"\s*(?:19|20)\d\d\s*", number)


def _is_address(text: str, start: int, end: int) -> bool:
    """Whether the number is half of a postcode, the number of a road or bus, or a sum."""
    around = text[max(0, start - 6) : end + 5]
    road = re.search(r"(?:^|\s)[AaMmBb]\d{1,4}$", text[start:end])
    return (
        bool(road)
        or bool(re.search(r"[£#]\s?$", text[max(0, start - 2) : start]))
        or bool(re.search(r"\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b", around, re.IGNORECASE))
    )


def _vehicles(text: str) -> Iterator[OfficerFound]:
    low = plain(text)
    of_police = bool(cue("officers", "police_vehicle").search(low))
    for match in _VEHICLE.finditer(text):
        first, last = sentence_around(low, *match.span())
        if _OWN_VEHICLE.search(low[max(0, match.start() - 60) : match.start()]) and "police" not in low[first:last]:
            continue
        if of_police or cue("officers", "vehicle_words").search(low, first, last):
            yield OfficerFound(match.group(), *match.span(), 0.75)


def _described(text: str) -> Iterator[OfficerFound]:
    """The clause that says what an officer looked like, when no name or number is told."""
    low = plain(text)
    for match in cue("officers", "looks").finditer(low):
        start, end = sentence_around(low, *match.span())
        police = [m for m in cue("agents", "police").finditer(low, start, end) if abs(m.start() - match.start()) < 80]
        if not police:
            continue
        begin = min(police[0].start(), match.start())
        words = text[begin : match.end()]
        yield OfficerFound(words, begin, match.end(), 0.55)
        return
