"""Hearing a message inside the complaint form: steering, an interruption, or an answer to the open question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.intake.account import (
    OF_THE_FORCE,
    SHORT_ACCOUNT_WORDS,
    denying_grounds,
    grounds_in,
    is_account,
    take_account,
    tells_of_harm,
)
from bot.intake.asides import BARE_REPLY_WORDS, PLEAS, aside, interrupts
from bot.intake.besides import told_besides
from bot.intake.care import care, thanks
from bot.intake.faults import STUCK, UNSETTLED, misread
from bot.intake.grounds import checked, settled
from bot.intake.heard import Heard, with_consequences
from bot.intake.labels import Labels, load_labels
from bot.intake.remarks import remarked
from bot.intake.repairs import change
from bot.intake.resting import is_better, rest
from bot.intake.safety import HELP, Urgent, besides, is_of_then, only_pleads, urgent, with_help
from bot.intake.steering import STEERING_WORDS, steer
from bot.intake.turn import FREE_TEXT, PLAIN, Turn, names
from bot.intake.wording import BACK
from bot.understanding.answers import READERS, Answer, declined, looks_like_question, read_yes_no
from bot.understanding.safety import danger

__all__ = ["Heard", "hear"]

# An answer of this length tells more than the fact that was asked for.
NARRATIVE_ANSWER_WORDS = 8
# "None of these" in so many words tells something besides.
TELLING_DENIAL_WORDS = 15
# What was suffered then is told in words of despair, and is an answer; a plea for help now is none.
SUFFERED = frozenset(["injury", "delay_reason"])
# A long answer to these goes on with the account; a long answer to the others may still tell of a ground.
DOORS = frozenset(["referral_grounds", "about_met", "explanation_helpful", "callback_wanted"])
# A bare "no" to these is no answer but that the person has none.
NO_IS_NONE = frozenset(
    [
        "officers",
        "incident_date",
        "incident_location",
        "borough",
        "on_behalf_of",
        "callback_time",
        "email",
        "phone",
        "postal_address",
    ]
)
BARE_NO_WORDS = 2
# "I don't know" in the place of an account or a name is neither.
LEFT_FIRST = frozenset(["what_happened", "on_behalf_of"])
# What is told of something that happened, and never of a mere question.
_OF_AN_EVENT = ("incident_date", "incident_location")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
# Without these nothing can be recorded, so they are never left to somebody else.
NEVER_LEFT = frozenset(["what_happened", "details_confirmed"])


def hear(turn: Turn, labels: Labels | None = None) -> Heard:
    """Read a message against the open question. Facts absent from the result stay as they were."""
    names_of_facts = labels or load_labels()
    found = urgent(turn)
    heard = checked(turn, _hear_urgent(turn, found, names_of_facts) if found else _hear(turn, names_of_facts))
    heard = remarked(turn, heard, names_of_facts)
    return _welcomed(turn, heard) if turn.after_a_break and turn.requested else heard


def _welcomed(turn: Turn, heard: Heard) -> Heard:
    """Whoever comes back after a break is greeted and told where the talk was, unless a rule answers first."""
    if heard.is_aside:
        return heard
    says = tuple(name for name in heard.says if name not in {"utter_greet_again", "utter_carry_on"})
    return replace(heard, says=("utter_welcome_back", *says))


def _hear_urgent(turn: Turn, found: Urgent, labels: Labels) -> Heard:
    """Help comes before everything else and loses nothing of what else was said."""
    if not found.outright:
        return with_help(turn, found, _hear(turn, labels))
    if turn.requested == "ready":
        if is_better(turn.text) and not danger(turn.text):
            return _hear(turn, labels)
        return Heard({**_told_in_despair(turn), "waiting": found.kind}, (HELP[found.kind],))
    if turn.requested in (None, "what_happened"):
        heard = _hear(turn, labels)
        if "what_happened" not in heard.changes:
            account = take_account(turn, turn.text)
            tells = OF_THE_FORCE & {*names(account["account_signals"])}
            heard = Heard(account | {"fault": None}) if tells else heard
        return with_help(turn, found, heard)
    rest_of_it = besides(turn.text)
    suffered = turn.requested in SUFFERED and (rest_of_it or is_of_then(turn.text))
    whole = turn.requested in FREE_TEXT and (turn.words > PLEAS[found.kind] or suffered)
    told = turn.text if whole else rest_of_it
    answer = replace(turn, text=told, intent="inform", confidence=0.0)
    bare = len(told.split()) < 2 and read_yes_no(told) is not None
    heard = _hear(answer, labels) if told and not bare else Heard()
    if turn.requested not in heard.changes or heard.changes.get("fault"):
        kept = {slot: value for slot, value in heard.changes.items() if slot not in {"fault", turn.requested}}
        kept = kept if told else _told_in_despair(turn)
        heard = Heard(kept if "what_happened" in kept else {})
    return with_help(turn, found, heard)


def _told_in_despair(turn: Turn) -> dict[str, object]:
    """What is kept of a longer message whose tone alone is of despair: it tells something all the same."""
    tells = turn.words >= NARRATIVE_ANSWER_WORDS and not (danger(turn.text) or only_pleads(turn.text))
    return _kept(turn) if tells else {}


def _hear(turn: Turn, labels: Labels) -> Heard:
    if turn.requested is None:
        return _opening(turn)
    if turn.requested == "confirm_stop" and interrupts(turn, Answer(read_yes_no(turn.text))):
        return aside(turn)
    steered = steer(turn, labels)
    if steered is not None:
        return _carried_on(turn, steered) if turn.requested == "confirm_stop" else steered
    if turn.requested == "ready":
        return rest(turn, lambda answer: _hear(answer, labels))
    if turn.requested == "what_happened":
        return _account(turn)
    if turn.requested == "details_confirmed":
        return _confirmation(turn, labels)
    return _answer(turn)


def _carried_on(turn: Turn, heard: Heard) -> Heard:
    """Who goes on telling instead of saying whether to stop carries on, and what they tell is kept."""
    if heard.changes.get("stopping") or heard.changes.get("confirm_stop") or turn.words < NARRATIVE_ANSWER_WORDS:
        return heard
    return replace(heard, changes={**_kept(turn), **heard.changes}, says=("utter_added",))


def _opening(turn: Turn) -> Heard:
    afresh: dict[str, object] = {}
    if turn.facts.get("route") == "signpost":
        # The matter before this one was for somebody else; what is told now may be for this force.
        afresh = {"about_met": None}
        turn = replace(turn, facts={**turn.facts, **afresh})
    if turn.facts.get("fault") == "not_saved":
        # The talk is over but for the saving: these words were heard before.
        return Heard()
    if not is_account(turn):
        if turn.intent == "request_callback":
            return Heard(afresh | {"contact_method": "phone"}, ("utter_call_about_what",))
        return Heard(afresh)
    changes = afresh | take_account(turn, turn.text) | {"fault": None}
    accuses = "accusation" in names(changes.get("account_signals")) and turn.intent != "explain"
    told = accuses or turn.intent == "describe_incident"
    return Heard(changes, (thanks(changes),) if told else ())


def _account(turn: Turn) -> Heard:
    if interrupts(turn):
        return aside(turn)
    answer, wish = _read(turn, "what_happened"), _only_replies(turn)
    if turn.facts.get("what_happened") is not None:
        if wish or answer.declined or answer.fault:
            return Heard({"fault": None})
        return Heard(take_account(turn, turn.text) | {"fault": None}, ("utter_added",))
    if answer.declined:
        return Heard(_declines(turn, "what_happened"))
    if wish or answer.fault:
        return _cannot_use(turn, "account_missing")
    short = turn.words < SHORT_ACCOUNT_WORDS
    changes = take_account(turn, turn.text) | {"fault": "account_short" if short else None}
    answered = {"answered": [*turn.answered, "what_happened"]}
    return Heard(changes | answered, () if short else (thanks(changes),))


def _only_replies(turn: Turn) -> bool:
    """Whether the message is a yes, a no or the wish to complain, and tells nothing: "no one came" does."""
    if turn.intent in {"affirm", "deny", "make_complaint"} and turn.confidence >= PLAIN:
        return turn.words <= STEERING_WORDS
    return turn.words <= BARE_REPLY_WORDS and read_yes_no(turn.text) is not None


def _answer(turn: Turn) -> Heard:
    slot = str(turn.requested)
    answer = _read(turn, slot)
    if interrupts(turn, answer):
        return _with_answer_to_question(turn) or aside(turn)
    if (confirmed := settled(turn)) is not None:
        told = _told(turn, slot, answer)
        return replace(confirmed, changes={**told, **confirmed.changes})
    if answer.declined:
        if turn.changing and turn.facts.get(slot) is not None:
            return Heard({"fault": None}, ("utter_left_as_it_was",))
        return Heard(_declines(turn, slot))
    told = _told(turn, slot, answer) | (told_besides(turn, answer) if answer.fault != "question" else {})
    if slot == "referral_grounds" and answer.value == []:
        told |= denying_grounds(replace(turn, facts={**turn.facts, **told}))
    if answer.fault:
        heard = _cannot_use(turn, answer.fault)
        added = ("utter_added",) if "what_happened" in told else ()
        return Heard({**told, **heard.changes}, (*added, *heard.says))
    known = with_consequences(turn, told | {slot: answer.value})
    fault = UNSETTLED if _leaves_untold(turn, slot, known) else None
    return Heard(known | {"answered": [*turn.answered, slot], "fault": fault}, care(turn, known))


def _with_answer_to_question(turn: Turn) -> Heard | None:
    """An answer with a question about the process behind it: "No. Will she find out?" Both are heard."""
    sentences = _SENTENCES.split(turn.text)
    told = " ".join(sentence for sentence in sentences if not looks_like_question(sentence))
    if turn.intent != "faq" or turn.faq is None or not told or len(sentences) < 2:
        return None
    heard = _answer(replace(turn, text=told, intent="inform", confidence=0.0, faq=None))
    usable = turn.requested in heard.changes and not heard.changes.get("fault")
    return replace(heard, says=(f"utter_faq/{turn.faq}", *heard.says)) if usable else None


def _leaves_untold(turn: Turn, slot: str, known: Mapping[str, object]) -> bool:
    """Whether a complaint is wished for after an explanation, of which nothing but a question was told so far.

    Who told when or where it was has told what happened, and is not asked for it again.
    """
    if slot != "callback_wanted" or known[slot] or "what_happened" in known:
        return False
    facts = {**turn.facts, **known}
    accuses = {"conduct", "force_used"} & {*names(facts.get("account_signals"))}
    return not accuses and not any(facts.get(told) for told in _OF_AN_EVENT)


def _read(turn: Turn, slot: str) -> Answer:
    """What the words give for a fact; a wish to leave it counts before any reading of the same words."""
    wish = declined(turn.text)
    if slot not in LEFT_FIRST and wish != "skip":  # "can we skip this?" is a wish, though it is a question as well
        wish = None
    if slot in NO_IS_NONE and turn.words <= BARE_NO_WORDS and read_yes_no(turn.text) is False:
        wish = "dont_know"
    return Answer(declined=wish) if wish else READERS[slot](turn.text, turn.on)


def _cannot_use(turn: Turn, fault: str) -> Heard:
    """Ask again; in other words the second time; then offer a way past; then leave it to the person who looks into it.

    An end is needed: who is asked the same for ever gives up, and the complaint is lost.
    """
    if turn.changing:
        return Heard({"fault": turn.facts["fault"]}, ("utter_change_unclear",))
    slot, level = str(turn.requested), misread(turn, fault)
    if level != STUCK:
        return Heard({"fault": level}, ("utter_question_not_understood",) if fault == "question" else ())
    if slot in NEVER_LEFT:
        return Heard({"fault": STUCK}, ("utter_stuck_at_end" if slot == "details_confirmed" else "utter_stuck",))
    if turn.facts.get("fault") != STUCK:
        return Heard({"fault": STUCK}, ("utter_stuck",))
    return Heard(_declines(turn, slot), ("utter_left_open",))


def _told(turn: Turn, slot: str, answer: Answer) -> dict[str, object]:
    """What an answer tells beyond the fact that was asked for: grounds, and where it goes on, more of the account."""
    if turn.words < NARRATIVE_ANSWER_WORDS or answer.fault == "question":
        return {}
    if answer.value == [] and turn.words < TELLING_DENIAL_WORDS and not tells_of_harm(turn):
        return {}
    if slot in DOORS:
        # "Yes, that is all I wanted to know, thank you" goes on with nothing.
        settles = slot == "explanation_helpful" and answer.value is True and not tells_of_harm(turn)
        return {} if settles else take_account(turn, turn.text)
    if answer.fault:
        # No answer to the question, but words that must not be lost.
        return _kept(turn)
    if slot in FREE_TEXT:
        return grounds_in(turn, turn.text)
    # "No wait, he also broke my jaw" answers a yes or no, and tells more than that; "yes, he asked me to" does not.
    return _kept(turn) if tells_of_harm(turn) else {}


def _kept(turn: Turn) -> dict[str, object]:
    """The words with the account, and the grounds that they tell."""
    return {"what_happened": take_account(turn, turn.text)["what_happened"], **grounds_in(turn, turn.text)}


def _confirmation(turn: Turn, labels: Labels) -> Heard:
    agreed = READERS["details_confirmed"](turn.text, turn.on).value
    question = looks_like_question(turn.text)
    named = labels.named_in(turn.text)
    # On a button "They agree to this" is no yes, and "What would help you" no question.
    pressed = labels.is_label(turn.text)
    if named and (pressed or (agreed is not True and not question)):
        return change(turn, named, "" if pressed else turn.text)
    if agreed is None and declined(turn.text) == "skip":
        return Heard(says=("utter_last_step",), wording=BACK)
    if interrupts(turn, Answer(agreed) if agreed is not None else Answer(fault="confirm_unclear")):
        return aside(turn)
    if agreed:
        return Heard({"details_confirmed": True, "fault": None})
    if turn.words >= NARRATIVE_ANSWER_WORDS and not question:
        return Heard({**take_account(turn, turn.text), "details_confirmed": None, "fault": None}, ("utter_added",))
    if agreed is False:
        retrying = turn.facts.get("fault") == "not_saved"
        return Heard({"details_confirmed": None, "fault": None if retrying else "what_to_change"})
    return _cannot_use(turn, "question" if question else "confirm_unclear")


def _declines(turn: Turn, slot: str) -> dict[str, object]:
    """The slot stays empty and is not asked again; a list of grounds that is refused is an empty one, flagged."""
    return {
        slot: [] if slot == "referral_grounds" else None,
        "declined": sorted({*turn.declined, slot}),
        "answered": [*turn.answered, slot],
        "fault": None,
    }
