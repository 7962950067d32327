"""The time of day in people's words, kept as they said it: "about half nine", "lunchtime", "between 1 and 5"."""

from __future__ import annotations

from typing import Final

from bot.understanding.phrases import PhraseBook
from bot.understanding.spelling import plain

_HOUR_WORD: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HOUR: Final = rf"(?:\d{{1,2}}|{_HOUR_WORD})"
_ABOUT: Final = (
    r"(?:(?:at )?(?:about|around|approximately|approx|roughly|nearly|almost|just (?:after|before|gone)|gone"
    r"|shortly (?:after|before)"
    r"|sometime (?:after|before|around)|maybe|say) )?(?:at )?"
)
_OF_DAY: Final = (
    r"(?: in the (?:early hours of the |early )?(?:morning|afternoon|evening)| at night| that (?:morning|afternoon"
    r"|evening|night)"
    r"| tonight)?"
)
_HALF: Final = (
    r"(?:(?:half|quarter|a quarter|five|ten|twenty|twenty[- ]five|\d{1,2})(?: minutes?)? (?:past|to|after|before)"
    rf" {_HOUR}|half {_HOUR})"
)
_CLOCK: Final = r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)"
_SUFFIX: Final = r" ?(?:am|pm|a\.m\.?|p\.m\.?|o'? ?clock|ish|hrs|hours)\b"
_BARE_HOUR_ENDS: Final = (
    r"(?=\s*(?:$|[,.;!?)\n]|in the|on |when|and |i |he |she |they |we |that |or so|at night|last |yesterday))"
)

# Exact clock times first, then parts of the day.
_EXACT: Final = tuple(
    (rf"(?<![\w£$.]){pattern}(?![\w%])")
    for pattern in (
        rf"between {_HOUR}(?:[:.]\d\d)?(?:{_SUFFIX})? and (?:nearly )?{_HOUR}(?:[:.]\d\d)?(?:{_SUFFIX})?{_OF_DAY}",
        rf"{_ABOUT}(?:{_CLOCK}|{_HOUR}){_SUFFIX}{_OF_DAY}",
        r"(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs|hours)",
        rf"{_ABOUT}{_HALF}{_OF_DAY}",
        rf"{_ABOUT}{_CLOCK}{_OF_DAY}(?! ?(?:metres|m|km|miles|percent))",
        rf"{_ABOUT}(?:midnight|midday|noon|dawn|dusk)",
        rf"{_ABOUT}{_HOUR} in the (?:early )?(?:morning|afternoon|evening)",
        rf"(?:at|around|about|gone) {_HOUR}(?: or so)?{_BARE_HOUR_ENDS}{_OF_DAY}",
    )
)
_PART: Final = (
    rf"\b{_ABOUT}(?:lunch ?time|tea ?time|dinner ?time|home time|school run|rush hour|bed ?time|closing time"
    rf"|kicking[- ]out time)\b"
    r"|\b(?:in the )?(?:early hours|(?:(?:early|late|mid)[ -])?(?:mornings?|afternoon|evening|night))\b"
)
_BOOK: Final = PhraseBook({expression: [expression] for expression in (*_EXACT, _PART)})


def find_time(text: str) -> str | None:
    """The time of day that the text mentions, in its own words, the most exact one first; None if it mentions none."""
    known = plain(text)
    for pattern in _BOOK.entries:
        match = _BOOK[pattern].search(known.text)
        if match:
            return known.words(match.start(), match.end()).strip(" ,")
    return None
