"""Short replies in British speech: yes and no, "I don't know", "skip", and a question put back to us."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.spelling import plain

# Openings that say nothing: they are passed over before the reply is read.
_FILLER: Final = re.compile(
    r"(?:well|oh|ooh|ah|um+|erm?|hm+|so|look|listen|honestly"
    r"|actually|sorry|please(?! do\b)|right so|ok so|okay so|and|but"
    r"|like|mate|bro"
    r"|to be honest|tbh|if i'?m (?:being )?honest|in all honesty|as i said|like i said|i mean|i said|thank god"
    r"|thankfully"
    r"|in that case|then|just|hi|hello)\b[\s,.:;!-]*"
)
_YES: Final = re.compile(
    r"(?:y|ye+|ye+s+|yes+ir|yea+h*|yah|yh+|ya|yep+|yup+|yip|aye|sure|surely|ok|okay|okey dokey|k|alright|all right"
    r"|fine|correct"
    r"|right(?:y ho| you are)?(?! (?:hand|next|by|outside|behind|in|at|near|opposite|on)\b)|true|indeed|exactly"
    r"|precisely|absolutely|definitely|certainly|totally|affirmative|of course"
    r"|(?<!not )course|spot on|bang on|that'?s (?:it|right|correct|fine|true|me|the one|spot on|all right|good"
    r"|great|perfect|accurate)"
    r"|thats? (?:is |was |all )*(?:right|correct|accurate|true|fine|so)|(?:it|this|all|everything|that) (?:is|looks"
    r"|was|sounds)"
    r" (?:all )?(?:right|correct|accurate|fine|good|true|ok|okay)|its (?:right|correct|fine|all right)|is (?:right"
    r"|correct|ok|fine)"
    r"|all (?:correct|good|fine|true|right)|looks? (?:good|right|fine|ok|okay)|sounds? (?:good|right|fine)|perfect"
    r"|go (?:ahead|on|for it)"
    r"|please do|by all means|no (?:problem|worries|objections?|bother|probs)|not a problem|(?:i|we) (?:do|did|have"
    r"|would|will|can|agree|confirm)"
    r"|i'?d (?:like|love) (?:that|to)\b|(?:he|she|they) (?:does|do|did|has|have|would|agrees?|knows?|said yes)"
    r"|i (?:think|believe|suppose|guess|reckon|hope) so|probably|as far as i know|(?:it|he|she|they|i|we"
    r"|you) (?:was|is|are|were|am|did|has)(?=$|[,.!;])|you'?ve got it|👍|✅|✔|🆗)"
    r"(?=$|[\s,.!?;:)\"-])"
)
_NO: Final = re.compile(
    r"(?:n|no+|nope|nop|nah+|na|nay|naw|noo+|never|not|none|nothing|neither|nobody|no[ -]?one|nowt|nada|negative"
    r"|wrong|incorrect"
    r"|certainly not|definitely not|absolutely not|of course not|course not|god no|hell no|by no means|hardly"
    r"|far from it"
    r"|i'?ve (?:not|never)|(?:i|we|he|she|they|it|that|this|there|you) "
    r"(?:do|did|have|had|am|is|are|was|were|will|would|can|could|should|does|has)(?:n'?t\b| not\b| never\b)"
    r"|i never|we never|(?:i|we) don'?t|i'?m not|that'?s (?:not|wrong)|it'?s (?:not|wrong)|don'?t|didn'?t|haven'?t"
    r"|hasn'?t|isn'?t|wasn'?t"
    r"|doesn'?t|is not|is wrong|i (?:cannot|can'?t)|(?:he|she|they) (?:said no|refused?s?)"
    r"|👎|❌|🚫)(?=$|[\s,.!?;:)\"-])"
)
_REALLY_YES: Final = re.compile(
    r"no (?:problem|worries|objections?|bother|probs)\b|not a problem|(?:no|nah|nope),? (?:that'?s|thats|it'?s|its"
    r"|all|that is|it is)"
    r" (?:all )?(?:right|correct|fine|good|perfect|accurate)|(?:no|nah),? (?:yeah|yes|yep)\b"
)
_REALLY_NO: Final = re.compile(
    r"(?:yeah|yes|ye|oh yes|right|ok|okay|sure|all right|alright),?\s+(?:no|nah|not|but no)\b|yeah right\b"
    r"|i (?:don'?t|do not) (?:think|believe)"
    r" so|(?:i )?(?:wouldn'?t|would not) say so|not (?:really|that i (?:know|recall|remember)|at all|yet"
    r"|to my knowledge|as far as)"
    r"|(?:fine|ok|okay|all right|correct|true) (?:not|no)\b"
)
_BOTH: Final = re.compile(
    r"yes and no\b|yes or no\b|maybe\b|perhaps\b|it depends\b|sort of\b|kind of\b|half\b|possibly\b"
)
_ENDS_YES: Final = re.compile(r"[,.;?!]\s*(?:yes|yeah|yep|yup|aye|correct|i (?:do|did|have|am|was))[\s.!]*$")
# "The foregoing is accurate."
_STATES_RIGHT: Final = re.compile(r"[\w' ]{2,40} (?:is|are) (?:all |quite )?(?:correct|accurate|right)[\s.!]*")
_ENDS_NO: Final = re.compile(r"[,.;?!]\s*(?:no|nope|nah|never|not at all|i (?:don'?t|didn'?t|haven'?t))[\s.!]*$")


def simplify(text: str) -> str:
    """The text in lower case and plain spelling, on one line, without fillers at its beginning."""
    low = " ".join(plain(text).text.split()).strip(" \t.,!-*_\"'()")
    for _ in range(6):
        trimmed = _FILLER.sub("", low, count=1) if _FILLER.match(low) else low
        if trimmed == low or not trimmed:
            break
        low = trimmed
    return low


def read_yes_no(text: str) -> bool | None:
    """Yes, no, or None where the words are neither (or both, as in "yes and no")."""
    low = simplify(text)
    if not low or _BOTH.match(low) or declined(text):
        return None
    for pattern, answer in ((_REALLY_YES, True), (_REALLY_NO, False), (_ENDS_NO, False), (_ENDS_YES, True)):
        found = pattern.search(low[-40:]) if pattern in (_ENDS_NO, _ENDS_YES) else pattern.match(low)
        if found and not (answer is True and pattern is _ENDS_YES and _NO.match(low)):
            return answer
    if _NO.match(low):
        return False
    return True if _YES.match(low) or _STATES_RIGHT.fullmatch(low) else None


# What may stand beside "I don't know" and the like without being an answer.
_EMPTY_WORDS: Final = frozenset(
    "a about actually afraid again all am and any anymore anything are as at be because been being bit bother but "
    "by call "
    "called can can't cant could couldn't day did didn't do does doesn't don't dont either em exact exactly for "
    "fraid from got "
    "had happened has have haven't he head her here hers him his honest honestly how i i'd i'll i'm i've id idea if "
    "ill im in "
    "is it it's its ive just know last like lot mate matter me memory mind moment more my myself name named names "
    "no nobody not "
    "nothing now number numbers of off on one ones only or other our over please point probably question quite "
    "really recall remember right said say she so something sorry sort stage still sure tbh tell thank thanks that "
    "that's "
    "thats the their them then there these they they're this those time to told too top u ur us was wasn't way we "
    "well were "
    "what what's when where which who whose why will with word would wouldn't ya yet you your yourself lol bro love "
    "dear "
    "date place borough officer officers details detail reference email phone address details_confirmed outcome such "
    "birth disclose give giving leave keep same an".split()
)
_DONT_KNOW: Final = re.compile(
    r"not known\b|(?:don'?t|do not|dunno|didn'?t|did not|never|not)\s*(?:really |quite |even |honestly |actually )?"
    r"(?:know|kno|knw|no\b(?=$| (?:his|her|their|the|it|that|sorry|mate))|remember|recall|catch|see|get|got"
    r"|have a clue|sure|certain)"
    r"|\bdunno|\bidk\b|\bdk\b|no (?:idea|clue|recollection)|haven'?t (?:a clue|the foggiest|got a clue|an? idea)"
    r"|(?:could ?n'?t|could not|can'?t|cannot|can not|cudnt|couldnt|wouldn'?t be able to) (?:really |honestly "
    r"|for the life of me )?"
    r"(?:tell|say|remember|recall|be (?:sure|certain)|think)|not (?:a clue|the foggiest|sure|certain)|unsure"
    r"|unknown|beats me"
    r"|search me|who knows|god knows|(?:i'?ve |i )?forgot(?:ten)?|has slipped my mind|escapes me|no one told me"
    r"|i wish i knew|\?{2,}"
)
_SKIP: Final = re.compile(
    r"\bskip|\bpass\b|\bnext\b(?! to\b)|move on|\bleave (?:it|that|this)(?: one)?(?: out| blank| empty)?\b"
    r"|leave (?:that |this |it )?(?:box )?(?:blank|empty)"
    r"|\bn/?a\b|not applicable|(?:doesn'?t|does not|don'?t think (?:that|this|it)(?: one)?(?: really)?) appl(?:y"
    r"|ies)|jump over|pass over|go on to"
    r"|carry on|come back to (?:it|that)"
)
_SKIP_WORDS: Final = _EMPTY_WORDS | frozenset(
    "skip skipping pass next move leave blank empty box n/a na applicable applies apply jump carry go rather sooner "
    "soon "
    "prefer want wanna can may might let's lets let that's whatever's whatever think doesn't come back it. through "
    "bit section "
    "need ok okay yeah yes".split()
)
_PREFER_NOT: Final = re.compile(
    r"(?:rather|sooner|prefer|preferred|preference is)(?: i)?(?: to)? (?:not|keep (?:that|it|this)|stay|remain)"
    r"|prefer not|(?:like|want|prefer|going) to"
    r" (?:stay|remain|be) anonymous|anonymous(?:ly)?\b|(?:keep|kept) (?:that|this|it|my \w+) (?:private|to myself"
    r"|confidential|out)|^private$|^confidential$"
    r"|none of (?:your|ur|yer) (?:business|beeswax)|mind (?:your|ur) own|no comment|(?:not|won'?t|will not"
    r"|refuse to|wouldn'?t|don'?t (?:want|wish|have)"
    r" to|not (?:going|willing|prepared|comfortable|happy) (?:to|with)|decline to|dont (?:want"
    r"|wanna) to?)\s?(?:be )?(?:tell|telling|say|saying|give|giving"
    r"|share|sharing|disclose|disclosing|answer|answering)\b|that'?s (?:private|personal|my business)"
    r"|it'?s (?:private|personal)"
)
_PRIVATE_WORDS: Final = _EMPTY_WORDS | frozenset(
    "rather sooner prefer preferred not stay remain anonymous anonymously keep kept private personal confidential "
    "none business "
    "beeswax own comment refuse decline want wanna wish answer answering tell telling say saying share sharing "
    "disclose "
    "willing prepared comfortable happy going need won't wont my full real safe ok okay yes thanks lot people police "
    "information info with anyone anybody them given".split()
)
_OF_OTHERS: Final = re.compile(r"(?:he|she|they|the (?:officer|constable|sergeant|police)s?)\b")
_WORD: Final = re.compile(r"[^\s,.;:!?()\"]+")


def declined(text: str) -> str | None:
    """`dont_know`, `skip` or `prefer_not` where that is all the message says; None where it says something else too.

    "I don't know their names, two tall ones in a van" is an answer.
    """
    low = simplify(text).replace("…", " ")
    if _OF_OTHERS.match(low):
        return None
    for pattern, words, name, spare in (
        (_PREFER_NOT, _PRIVATE_WORDS, "prefer_not", 1),
        (_SKIP, _SKIP_WORDS, "skip", 0),
        (_DONT_KNOW, _EMPTY_WORDS, "dont_know", 0),
    ):
        if pattern.search(low[:300]) and _says_no_more(pattern.sub(" ", low[:300]), words, spare) and len(low) <= 300:
            return name
    return None


def _says_no_more(rest: str, empty: frozenset[str], spare: int) -> bool:
    return sum(word not in empty for word in _WORD.findall(rest)) <= spare


_WH: Final = re.compile(r"(?:what|whats|what's|wot|why|who|whos|who's|whose|where|when|which|how|hows|how's)\b")
_ASKS: Final = re.compile(
    r"(?:(?:what|wot|why|who|where|when|which|how)(?:'s|s)? (?:is|are|was|will|would|do|does|did|can|could|should"
    r"|if|happens|about|"
    r"u|you|long|much|many|come|the (?:hell|heck|point|difference|catch)|kind of|sort of|else)\b"
    r"|(?:what|why|who)\s*$|(?:whats|what's|hows|how's|whos|who's|wots) (?:that|this|it|the|my|all|dps|ipcc|going)\b"
    r"|(?:can|cn|could|may|might|must|should|shall) (?:you|u|i|we|someone|somebody|anyone|they|he|she|it)\b"
    r"|(?:will|would) (?:you|u|they|he|she|i|it|this|that|the|my|anyone|someone|somebody)\b"
    r"|(?:do|does|did|don't|doesn't|didn't) (?:you|u|i|we|they|he|she|it|that|this|the|anyone|somebody)\b"
    r"|(?:is|are|am|was|were|isn't|aren't|has|have) (?:it|this|that|there|you|u|i|they|he|she|we|my|your|these"
    r"|anyone|the)\b"
    r"|(?:say|ask|explain|repeat|rephrase) (?:that|it|me|this|the question)(?: again)?"
    r"|(?:i )?(?:don'?t|do not|didn'?t) (?:understand|get) (?:this|that|the|your|it|what)\b|come again|pardon)"
)
_INVERTED: Final = re.compile(
    r"(?:do|does|did|is|are|was|were|will|would|can|could|have|has|should|shall|may|might|am|must)\b"
)
# What asks to hear the question again only where hardly anything else is said.
_LOST: Final = re.compile(r"(?:i )?(?:don'?t|do not|didn'?t) (?:understand|get)\b|come again\b|pardon\b")
_LONG_REMARK: Final = 12  # words
_TAIL_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


def looks_like_question(text: str) -> bool:
    """Whether the message asks us something instead of answering: "Why do you need that?", "say that again"."""
    sentences = [part for part in _TAIL_SENTENCE.split(" ".join(plain(text).text.split())[-400:]) if part]
    if not sentences:
        return False
    marked = sentences[-1].rstrip(" \"')").endswith("?")
    asked = [simplify(part) for part in sentences]
    told = not marked and len(text.split()) >= _LONG_REMARK and bool(_LOST.match(asked[0]))
    return bool(
        (_ASKS.match(asked[0]) and not told)
        or (marked and (_ASKS.match(asked[-1]) or _WH.match(asked[-1]) or _INVERTED.match(asked[-1])))
    )
