"""One reader for each question of the complaint: what an answer in free words gives for its slot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from bot.understanding.answer import Answer
from bot.understanding.contact import find_email, find_phone, read_address, read_email, read_phone
from bot.understanding.corrections import find_correction
from bot.understanding.dates import read_date
from bot.understanding.ground_answers import read_grounds
from bot.understanding.names import read_name, read_person
from bot.understanding.places import borough_of
from bot.understanding.replies import declined, looks_like_question, read_yes_no, simplify
from bot.understanding.spelling import plain

__all__ = ["READERS", "Answer", "declined", "find_correction", "looks_like_question", "read_yes_no"]

Reader = Callable[[str, date], Answer]

_MET: Final = re.compile(r"\b(?:met|metropolitan|scotland yard|mps)\b")
_OTHER_FORCE: Final = re.compile(
    r"\b(?:british transport|transport police|btp|city of london police|city police|ministry of defence|mod police"
    r"|security guards?|bouncers?"
    r"|traffic wardens?|bailiffs?|council|immigration|border force|prison officers?|civil nuclear"
    r"|(?:essex|kent|surrey|sussex|hertfordshire|herts|thames valley|hampshire|bedfordshire|cambridgeshire"
    r"|west midlands|merseyside|greater manchester"
    r"|norfolk|suffolk|another|different) (?:police|force|constabulary))\b"
)
_DENIED_NAME: Final = re.compile(
    r"\b(?:not|isn't|wasn't|rather than|instead of) (?:from |by |with )?(?:the |a |your )?[\w ]{0,30}?"
    r"(?:met|metropolitan(?: police)?|police|btp|force)\b"
)
_WANTS_COMPLAINT: Final = re.compile(
    r"\b(?:want|wish|like|love|need|prefer|had better|better|going|have) (?:to |it |the |my |you to "
    r"|this )*(?:still |just )?(?:make |go ahead |proceed "
    r"|carry on |put in |file )?(?:with )?(?:the |a |my |it |this )*(?:complain\w*|investigat\w*|record(?:ed)?"
    r"|on record|taken further)\b"
    r"|\b(?:still|please) (?:complain|record|want)|\bcomplain please\b"
)
_DROPS_COMPLAINT: Final = re.compile(
    r"\b(?:don'?t|dont|do not|needn'?t|won'?t|not|no longer|no need|no reason)\b[^.,;]{0,25}\bcomplain"
)
_HELPED: Final = re.compile(
    r"\b(?:makes sense|settles (?:it|that)|that helps|that helped|that'?s helpful|very helpful|was helpful|useful"
    r"|all i (?:need|want)ed"
    r"|that answers|answers (?:my|it)|cleared"
    r" (?:that|it) up|clear now|understand now|i see|got it|good to know|satisfied|happy with (?:that|it)"
    r"|that'?s (?:all|it|great|brilliant|fine)"
    r"|thanks?(?: you)?|cheers|ta)\b"
)
_NOT_HELPED: Final = re.compile(
    r"\b(?:doesn'?t|does not|didn'?t|did not|isn'?t|not|no|hardly|none the) (?:really |very |much |any |a )?(?:help"
    r"|answer|tell|explain|settle|useful|good|"
    r"enough|wiser|satisf\w+|what i|about (?:my|the|it))"
)
_MORE: Final = re.compile(
    r"\b(?:tell|say|hear|explain|want|like)\b[\w ]{0,12}\bmore\b|^more\b|\bmore (?:details?|info\w*|about)\b"
)
_MORE_WORDS: Final = 8
_ASKS_MORE: Final = "explanation_more"
_RING: Final = re.compile(r"\b(?:ring|call|calls|called|phone|speak|talk)\b")
_NO_RING: Final = re.compile(
    r"\b(?:no|not|don'?t|dont|never|rather not|without|didn'?t|wouldn'?t|can'?t|cannot)\b[^.;]{0,25}\b(?:ring"
    r"|calls?|called|phoned?|speak|talk)\b"
)
_BEFORE_YES: Final = re.compile(
    r"\b(?:once|twice|(?:two|three|four|several|many|\d+) times|(?:i|we) (?:did|have|had|already|complained"
    r"|reported|wrote|put in)|already (?:complained|reported|told)"
    r"|last (?:year|month|time) (?:i|we)|complained (?:before|last|in|about))\b"
)
_BEFORE_NO: Final = re.compile(
    r"\b(?:first (?:time|complaint|one)|never|neither|not before|haven'?t|have not|hasn'?t|no one has|nobody has"
    r"|none of us)\b"
)
_NO_CONSENT_YET: Final = re.compile(
    r"\b(?:died|dead|passed away|deceased|not yet"
    r"|(?:haven'?t|have not|not) (?:yet )?(?:asked(?! (?:me|us)\b)|spoken|told(?! (?:me|us)\b)"
    r"|been able)|can'?t (?:ask|reach"
    r"|agree|say)|cannot (?:ask|reach|agree|say)"
    r"|no (?:means|way) of|can'?t be (?:asked|reached)|unconscious|in a coma|in prison|don'?t know (?:him|her|them"
    r"|the)|not able to|unable|will ask|i'?ll ask|need to ask)\b"
)
_CONSENTS: Final = re.compile(
    r"\b(?:agree[sd]|consent(?:s|ed)|permission|asked me to|(?:wants|told|lets?) me to|knows (?:about it|i'?m|that)"
    r"|happy for me|signed)\b"
)
_ROLES: Final = (
    ("behalf", r"\bon behalf of\b|\bfor (?:my|our|a|someone|somebody|another|the)\b|\b(?:his|her|their"
        r"|my) (?:solicitor|lawyer|advocate|carer|client)\b|\bmy client\b|\bhappened"
     r" to (?:my|our|someone|somebody|a)\b|\b(?:him|her|them) not me\b|\bsomeone else\b|\b(?:i'?m|as) (?:his|her"
     r"|their)\b"),
    ("witness", r"\bwitness(?:ed)?\b|\bi (?:only |just )?(?:saw|watched|heard|seen)\b|\bbystander\b|\bpass(?:er"
        r"|ing)[ -]?by\b|\bi was (?:just |only )?(?:there|watching|walking past)\b"),
    ("affected", r"\b(?:to|was|is|it'?s|its) me\b|^(?:just )?me\b|\bmyself\b|\bi was (?:the|stopped|arrested"
        r"|searched|hurt|hit)\b|\bi'?m the (?:one|person)\b|\bhappened to me\b|\bmine\b|\bto us\b"
     r"|\baffected\b|\bthe first\b"),
)  # fmt: skip
_WAYS: Final = (
    ("email", re.compile(r"\be-?mail(?:s|ed|ing)?\b|@|\binbox\b|\bgmail\b")),
    ("phone", re.compile(r"\b(?:tele)?phone[sd]?\b|\b(?:ring|call|bell|buzz|text|whatsapp|sms|mobile|landline|mob"
        r"|cell|voicemail|blower)(?:s|ing)?\b|\bspeak to me\b")),
    ("post", re.compile(r"\b(?:post|letters?|mail|write to|in writing|snail|royal mail|my address)\b")),
)  # fmt: skip
_AGAINST: Final = re.compile(
    r"\b(?:not|no|don'?t|dont|do not|never|can'?t|cannot|without|rather than|instead of|except|hate|nor"
    r"|avoid)\b[^,.;:]{0,22}$"
)
_NO_CONTACT: Final = re.compile(
    r"\b(?:no|not|don'?t|dont|do not|never|without|rather not)\b[^.;]{0,30}\b(?:contact(?:ed|ing)?|in touch"
    r"|hear (?:back|from)|bother(?:ed)?)\b"
    r"|\bleave me alone\b|\banonymous\b|^(?:none|neither|no one|nobody|nothing|no|nope|nah|no thanks?(?: you)?)\W*$"
)
_WHOLLY: Final = re.compile(
    r"\b(?:but|except|apart from|only thing|though|however|change|wrong|missing|should (?:be|say)|not quite|mostly)\b"
)
_REFERENCE: Final = re.compile(r"\b(?=[\w/-]{4})[A-Za-z]{0,6}[/-]?\d[\w/-]{0,30}\b")

# A reference of ours in any writing: the prefix, then nine letters or digits with or without marks between them.
_OUR_REFERENCE: Final = re.compile(r"\bM[\W_]*P[\W_]*C(?:[\W_]*[^\W_]){9}(?![^\W_])", re.IGNORECASE)
_NO_REFERENCE: Final = re.compile(
    r"\b(?:lost|haven'?t|don'?t have|didn'?t|never|no (?:reference|number)|threw|none"
    r"|no)\b"
)


def _words(text: str) -> str:
    """The text as typed, on one line, without invisible characters at its ends."""
    return " ".join(text.split()).strip()


def _account(text: str, on: date) -> Answer:
    """The person's own words, just as they are; fault `account_empty` where there are none."""
    return Answer(text.strip()) if re.search(r"[^\W\d_]", text) else Answer(fault="account_empty")


def _free(text: str, on: date) -> Answer:
    """Whatever was said, "no" and "none" as well; faults `question` and `empty`."""
    said = _words(text)
    if not re.search(r"\w", said):
        return Answer(fault="empty")
    if looks_like_question(said):
        return Answer(fault="question")
    wish = declined(said)
    return Answer(declined=wish) if wish else Answer(said)


def _guarded(read: Callable[[str], Answer]) -> Reader:
    """A reader that is tried first; what it cannot read may be a refusal or a question instead of a fault."""

    def reader(text: str, on: date) -> Answer:
        answer = read(text)
        if answer.fault in {None, _ASKS_MORE}:
            return answer
        wish = declined(text)
        if wish:
            return Answer(declined=wish)
        return Answer(fault="question") if looks_like_question(text) else answer

    return reader


def _yes_no(fault: str) -> Callable[[str], Answer]:
    def read(text: str) -> Answer:
        reply = read_yes_no(text)
        return Answer(fault=fault) if reply is None or looks_like_question(text) else Answer(reply)

    return read


def _incident_date(text: str, on: date) -> Answer:
    return _guarded(lambda said: read_date(said, on))(text, on)


def _location(text: str, on: date) -> Answer:
    answer = _free(text, on)
    borough = borough_of(text) if answer.value else None
    return Answer(answer.value, extra={"borough": borough}) if borough else answer


def _borough(text: str) -> Answer:
    borough = borough_of(text)
    return Answer(borough) if borough else Answer(fault="borough_unknown")


def _about_met(text: str) -> Answer:
    """Whether it is about this force. A force that is named settles it; one denied, "not the Met", the other way."""
    low = plain(text).text
    told = _DENIED_NAME.sub(" ", low)
    if _MET.search(told):
        return Answer(True)
    if _OTHER_FORCE.search(told) or _MET.search(low):
        return Answer(False)
    return _yes_no("about_met_unclear")(text)


def _complained_before(text: str) -> Answer:
    low, reply = simplify(text), read_yes_no(text)
    if looks_like_question(text):
        return Answer(fault="question")
    if reply is None and _BEFORE_NO.search(low):
        reply = False
    elif reply is None and _BEFORE_YES.search(low):
        reply = True
    return Answer(fault="complained_before_unclear") if reply is None else Answer(reply)


def _previous_reference(text: str, on: date) -> Answer:
    """A reference in capitals if one stands in the words, else the words."""
    answer = _free(text, on)
    if answer.value and (ours := _OUR_REFERENCE.search(text)):
        return Answer(ours.group().upper())
    codes = _REFERENCE.findall(text)
    if answer.fault is None and len(codes) == 1 and not answer.declined:
        return Answer(codes[0].upper())
    if answer.value and not codes and _NO_REFERENCE.search(plain(text).text):
        return Answer(declined="dont_know")
    return answer


def _explanation_helpful(text: str) -> Answer:
    """Whether the explanation settled it. Who still wants to complain was not helped, whatever else is said."""
    low = simplify(text)
    if _DROPS_COMPLAINT.search(low):
        return Answer(True)
    if _WANTS_COMPLAINT.search(low) or _NOT_HELPED.search(low):
        return Answer(False)
    if _MORE.search(low) and len(low.split()) <= _MORE_WORDS:
        return Answer(fault=_ASKS_MORE)
    if looks_like_question(text):
        return Answer(fault="question")
    reply = read_yes_no(text)
    if reply is None and _HELPED.search(low):
        reply = True
    return Answer(fault="explanation_unclear") if reply is None else Answer(reply)


def _callback_wanted(text: str) -> Answer:
    low, reply = simplify(text), read_yes_no(text)
    if _NO_RING.search(low):
        return Answer(False)
    if looks_like_question(text):
        return Answer(fault="question")
    if reply is None and (_RING.search(low) or find_phone(text)):
        reply = True
    elif reply is None and _WANTS_COMPLAINT.search(low):
        reply = False
    return Answer(fault="callback_unclear") if reply is None else Answer(reply)


def _role(text: str) -> Answer:
    low = simplify(text)
    for role, pattern in _ROLES:
        if re.search(pattern, low):
            return Answer(role)
    return Answer(fault="role_unclear")


def _consent(text: str) -> Answer:
    """Whether the person agrees; one who cannot be asked, or has not been, leaves it outstanding (`dont_know`)."""
    low = simplify(text)
    reply = read_yes_no(text)
    if not low.startswith(("yes", "yeah", "yep")) and _NO_CONSENT_YET.search(low):
        return Answer(declined="dont_know")
    if reply is None and _CONSENTS.search(low):
        return Answer(True)
    return _yes_no("consent_unclear")(text)


def _contact_method(text: str) -> Answer:
    """How to reach the person; `extra` holds the address or number where the answer gives that too."""
    low = simplify(text)
    extra: dict[str, object] = {}
    if email := find_email(text):
        extra["email"] = email
    if phone := find_phone(text):
        extra["phone"] = phone
    wanted = [
        (match.start(), way) for way, pattern in _WAYS for match in pattern.finditer(low) if not _against(low, match)
    ]
    if wanted:
        method = min(wanted)[1]
        address = read_address(text) if method == "post" else Answer()
        return Answer(method, extra=extra | ({"postal_address": address.value} if address.value else {}))
    if extra:
        return Answer(next(iter(extra)), extra=extra)
    if _NO_CONTACT.search(low):
        return Answer("none")
    return Answer(fault="contact_which")


def _against(low: str, match: re.Match[str]) -> bool:
    return bool(_AGAINST.search(low[max(0, match.start() - 40) : match.start()]))


def _contact_guarded(text: str, on: date) -> Answer:
    """A question is no choice, though it may hold the word "email"; to give no contact at all is one: `none`."""
    if looks_like_question(text) and not find_email(text) and not find_phone(text):
        return Answer(fault="question")
    answer = _contact_method(text)
    if answer.fault and declined(text):
        return Answer("none") if declined(text) == "prefer_not" else Answer(declined=declined(text))
    return answer


def _confirmed(text: str) -> Answer:
    """Whether the summary is right as it stands: "yes, but ..." is not; what to change is for `find_correction`."""
    low = simplify(text)
    reply = read_yes_no(text)
    if (
        reply is not False
        and _WHOLLY.search(low)
        and not re.search(r"\b(?:nothing|not|no|don'?t) [^.]{0,20}(?:wrong|change|missing)", low)
    ):
        return Answer(reply if reply and "mostly" in low and "but" not in low else False)
    return _yes_no("confirm_unclear")(text)


def _name(text: str, on: date) -> Answer:
    """The name, or a wish to stay anonymous: a plain no to the question for a name is one."""
    answer = _guarded(read_name)(text, on)
    if answer.fault == "name_unclear" and re.fullmatch(
        r"(?:no|nope|nah|none|never|no thanks?(?: you)?)", simplify(text)
    ):
        return Answer(declined="prefer_not")
    return answer


def _grounds(text: str, on: date) -> Answer:
    return read_grounds(text)


READERS: Final[Mapping[str, Reader]] = {
    "what_happened": _account,
    "incident_date": _incident_date,
    "incident_time": _free,
    "incident_location": _location,
    "borough": _guarded(_borough),
    "officers": _free,
    "about_met": _guarded(_about_met),
    "referral_grounds": _grounds,
    "injury": _free,
    "delay_reason": _free,
    "complained_before": _guarded(_complained_before),
    "previous_reference": _previous_reference,
    "explanation_helpful": _guarded(_explanation_helpful),
    "callback_wanted": _guarded(_callback_wanted),
    "callback_time": _free,
    "desired_outcome": _free,
    "complainant_role": _guarded(_role),
    "on_behalf_of": _guarded(read_person),
    "consent_given": _guarded(_consent),
    "evidence": _free,
    "support_needs": _free,
    "complainant_name": _name,
    "contact_method": _contact_guarded,
    "email": _guarded(read_email),
    "phone": _guarded(read_phone),
    "postal_address": _guarded(read_address),
    "details_confirmed": _guarded(_confirmed),
}
