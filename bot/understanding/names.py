"""People's names in their answers: their own, and that of the person whom they complain for."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.understanding.answer import Answer
from bot.understanding.replies import declined, looks_like_question

_LEAD: Final = re.compile(
    r"^\W*(?:(?:yes|yeah|ok|okay|sure|hi|hello|hiya|well|sorry|erm?|um|oh|no)[\s,.!-]+)*(?:(?:my|the|his|her"
    r"|their) (?:full |real |first )?name(?:'s|s|’s| is|:)?"
    r"|(?:i am|i'm|i’m|im|it is|it's|it’s|its|it'd be|it would be|that's|that’s|thats|this is|mine's|mine’s|mine is"
    r"|mines|name(?: is|'s|:)?|called"
    r"|(?:you can |please |just |people )?call me|they call me|i(?:'m| am) called"
    r"|(?:please )?put(?: me)? down(?: as)?|put|known as|i go by|sign me)\b)?[\s:,-]*"
    r"(?:is |just |called |it's |its )*",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"[\s,.!(-]+(?:please|thanks|thank you|ta|cheers|by the way|btw|mate|sir|madam|and you|that'?s me|is my name"
    r"|is the name|here|speaking|x+|lol"
    r"|but .*|spel(?:t|led|ling)\b.*|with (?:a|an|two|one)\b.*|(?:two|one|double) \w'?s?\b.*|no (?:e|h)\b.*"
    r"|for short|if that helps|as in\b.*|or \w+ for short)\W*$",
    re.IGNORECASE,
)
_TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof professor rev reverend sir dame lord lady father sister fr sgt capt".split()
)
_PARTICLES: Final = frozenset(
    "de del della da das dos di du la le van der den von zu bin ibn bint al el ul ap ab af ten ter o' y e st san i "
    "junior jr sr ii iii".split()
)
# Words that no name is made of; names that are words too ("Will", "May", "Mark") are not among them.
_NOT_NAMES: Final = frozenset(
    "a about after again all also am an and any anonymous another anyone are as ask at be been before being but by "
    "can cannot can't "
    "come could did do does doesn't don't dont email for from get give given go got had has have haven't he her "
    "here him his how i i'd i'll i'm i've "
    "if in into is isn't it it's just know last let like me mine more my name need never next no nobody none not "
    "nothing now of off officer "
    "officers on one only or our out over person phone please police put question rather really right said say she "
    "should skip so some "
    "someone something sorry still stop tell than thank thanks that that's the their them then there these they "
    "this those time to told "
    "too true until up us very want was we well were what when where which who why with work would wouldn't yes you "
    "your yours yeah nope "
    "complaint complain hello because happened incident private secret fine ok okay correct wrong it'll won't "
    "matter wait hold change "
    "hmm dunno idk idea business "
    "deaf disabled scared afraid busy tired upset happy angry fed terrible awful anon embarrassed worried ill blind "
    "pregnant confused".split()
)
_TOKEN: Final = re.compile(r"[^\W\d_][^\s,.;:!?()\"/\\<>@#\d]*\.?")
_LONGEST_NAME: Final = 80

_RELATION: Final = (
    r"(?:(?:step|half|foster|god|grand|great|late|little|older|elder|younger|eldest|youngest|big|baby|disabled"
    r"|elderly|autistic|best|good|close)[\s-]?)*"
    r"(?:son|daughter|child|kid|lad|boy|girl|mum|mother|mam|mom|dad|father|parents?|brother|sister|bro|sis|wife"
    r"|husband|partner|fianc[ée]+|boyfriend"
    r"|girlfriend|gf|bf|nan|nana|gran|granny|grandma|grandad|grandpa|grandson|granddaughter|uncle|aunt|auntie"
    r"|cousin|nephew|niece|friend|mate|neighbour"
    r"|client|tenant|resident|patient|pupil|student|colleague|flatmate|housemate|ex|constituent|carer|employee"
    r"|customer|member)"
)
_ABOUT_RELATION: Final = re.compile(
    rf"\b(?:my|our|a|his|her|their)\s+(?P<relation>{_RELATION})\b(?:'s name is|[\s,]+(?:whose name is|who is called"
    rf"|who's called|called|named|is called"
    r"|is named|is|it's|his name is|her name is|their name is))?[\s,:-]{1,3}(?P<rest>.{1,80})?",
    re.IGNORECASE,
)
_BARE_RELATION: Final = re.compile(rf"\b(?:my|our)\s+{_RELATION}\b", re.IGNORECASE)
_NAME_IS: Final = re.compile(r"\b(?:his|her|their) name(?:'s| is| was)\s+(?P<rest>.{1,80})", re.IGNORECASE)
_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\b\.?\s+(?P<rest>[^\W\d_a-z].{0,80})")
_ONESELF: Final = re.compile(
    r"\b(?:me|myself|mine|i'?m the (?:one|person)|happened to me|own behalf|i was|i am|i'm|im|i do|i did|for us"
    r"|my (?:own )?(?:ticket|case|complaint|car|phone"
    r"|property|house|flat|self)|us)\b|^\W*(?:i|no|nope|nah|nobody(?: else)?|no one(?: else)?|none|just me|self"
    r"|not? applicable|n/a)\b",
    re.IGNORECASE,
)


def read_name(text: str) -> Answer:
    """The person's own name as typed (capitals added to one without any), or the fault `name_unclear` or `question`."""
    if looks_like_question(text):
        return Answer(fault="question")
    name = _name_in(text)
    return Answer(name) if name else Answer(fault="name_unclear")


def read_person(text: str) -> Answer:
    """Whom the complaint is for: a name, the relation where no name is said ("my son"), or "" for oneself.

    Faults: `person_unclear`, `question`. Who does not know or will not say declines.
    """
    if looks_like_question(text):
        return Answer(fault="question")
    if (wish := declined(text)) in ("dont_know", "prefer_not"):
        return Answer(declined=wish)
    line = " ".join(text.split())[:400].replace("’", "'")
    related = _ABOUT_RELATION.search(line)
    for found in (related, _NAME_IS.search(line)):
        name = _leading_name(found["rest"]) if found and found["rest"] else None
        if name:
            return Answer(name)
    titled = _TITLED.search(line)
    if titled and (name := _leading_name(titled[0])):
        return Answer(name)
    relation = _BARE_RELATION.search(line)
    if relation and not re.match(r"^\W*(?:no|nope|nah)\b", line, re.IGNORECASE):
        return Answer(relation.group())
    if _ONESELF.search(line):
        return Answer("")
    name = _name_in(re.sub(r"^\W*(?:yes,? )?(?:for|on behalf of|about)\s+", "", line, flags=re.IGNORECASE))
    return Answer(name) if name else Answer(fault="person_unclear")


def _name_in(text: str) -> str | None:
    """The name that a short answer consists of, once "my name is" and the like are taken off; None if it is no name."""
    line = " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())
    if not line or len(line) > _LONGEST_NAME * 3:
        return None
    line = _TAIL.sub("", _LEAD.sub("", line, count=1)).strip(' .,!;:-"()*_')
    first = line.split(",")[0].strip()
    return next((_styled(each) for each in (line, first) if _is_name(each)), None)


def _is_name(candidate: str) -> bool:
    words = candidate.replace(",", " ").split()
    if not 1 <= len(words) <= 7 or len(candidate) > _LONGEST_NAME or not all(map(_is_name_word, words)):
        return False
    plain_words = [word.lower().strip(".") for word in words]
    if not any(word not in _TITLES and word not in _PARTICLES for word in plain_words):
        return False
    mixed = any(word[0].isupper() for word in words)
    small = [w for w in words if w[0].islower() and w.lower() not in _PARTICLES and w.lower().strip(".") not in _TITLES]
    # Beside capitals, a word in small letters is a word of a sentence; more than three in small letters are a sentence.
    return not (mixed and small) and len(small) <= 3


def _is_name_word(word: str) -> bool:
    low = word.lower().replace("’", "'").strip(".")
    if len(low) == 1 and word[0].isupper():
        return low != "i"
    return bool(_TOKEN.fullmatch(word)) and low not in _NOT_NAMES


def _styled(name: str) -> str:
    """As typed; a name all in small letters gets its capitals."""
    if any(letter.isupper() for letter in name):
        return name
    return re.sub(r"(?:^|(?<=[\s'’-]))[^\W\d_](?=[^\s])", lambda first: first.group().upper(), name)


def _leading_name(words: str) -> str | None:
    """The name with which the words begin: up to the first that is none; small letters only where nothing else is."""
    taken: list[str] = []
    for word in re.split(r"\s+", words.strip()):
        bare = word.strip(",.;:!?()\"'")
        capital = bare[:1].isupper() or (bool(taken) and bare.lower() in _PARTICLES) or bare.lower() in _TITLES
        if not bare or not _is_name_word(bare) or (not capital and any(w[0].isupper() for w in taken)):
            break
        if not capital and len(taken) >= 2:
            break
        taken.append(f"{bare}." if len(bare) == 1 and "." in word else bare)
        if word != bare and word[-1] in ",.;:!?()" and bare.lower() not in _TITLES and len(bare) > 1:
            break
    while taken and taken[-1].lower() in _PARTICLES:
        taken.pop()
    candidate = " ".join(taken)
    return (
        _styled(candidate) if candidate and len(taken) <= 5 and any(w.lower() not in _TITLES for w in taken) else None
    )
