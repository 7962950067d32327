"""The actions of those who assess, refer, allocate and call (clauses S2, S6, S7, S10, S13, S14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from bot.casework.allocation import Declaration, OfficerKnown
from bot.casework.assessment import ASSESSABLE, HANDLINGS, Assessed
from bot.casework.referrals import MODES
from bot.casework.service import Casework
from bot.casework.states import FINAL, OPEN, Referral, State
from bot.console.case_action import REASON, SUMMARY, CaseAction, Doing, only, service, state_in
from bot.console.case_forms import YES_OR_NO, Field, Options, choices
from bot.console.case_reading import Case
from bot.console.roles import Permission as P
from bot.policy.vocabulary import GROUNDS

_PASSAGES = Field("words", "Words that show it", "area", hint="One passage a line.")


def _categories(casework: Casework) -> Options:
    return [(code, f"{code} {category.name}") for code, category in casework.desk.rulebook.categories.items()]


def _assess_fields(casework: Casework, case: Case) -> Sequence[Field]:
    grounds = [
        Field(
            f"words-{ground}",
            f"Words of the account that show: {shown.lower()}",
            "area",
            hint="One passage a line.",
            value="\n".join(case.complaint.decision.words.get(ground, ())),
        )
        for ground, shown in choices(GROUNDS)
    ]
    return (
        Field(
            "gravest",
            "Gravest category",
            "choice",
            _categories(casework),
            value=next(iter(case.complaint.allegations), ""),
        ),
        Field(
            "categories",
            "Other categories",
            "checks",
            _categories(casework),
            value=" ".join(case.complaint.allegations),
        ),
        Field("handling", "Handling", "choice", choices(HANDLINGS), value=case.complaint.handling or ""),
        Field(
            "grounds",
            "Grounds for referral",
            "checks",
            choices(GROUNDS),
            value=" ".join(case.complaint.decision.referral),
        ),
        *grounds,
        Field("no_ground", "If a referral is due but there is no ground: why not", "area"),
        REASON,
    )


def _assess(doing: Doing) -> object:
    filled = doing.filled
    categories = dict.fromkeys((filled.text("gravest"), *filled.checked("categories")))
    grounds = filled.checked("grounds")
    assessed = Assessed(
        tuple(each for each in categories if each),
        filled.text("handling"),
        grounds,
        {ground: filled.lines(f"words-{ground}") for ground in grounds if ground in GROUNDS},
        filled.maybe("no_ground"),
    )
    return doing.casework.assessment.assess(doing.reference, assessed, doing.by)


def _allocate_fields(casework: Casework, case: Case) -> Sequence[Field]:
    near = {each.station.key: each.station.km for each in casework.resolution.nearest(case.complaint.reference)}
    shown = []
    for each in casework.allocation.candidates(case.complaint.reference):
        place = f", {each.station} ({near[each.station]} km)" if each.station in near else ""
        refused = f" – refused: {'; '.join(each.refused_because)}" if each.refused_because else ""
        shown.append((each.number, f"{each.name}, {each.rank}, {each.unit}{place}{refused}"))
    return (
        Field("number", "Who", "choice", shown),
        Field("connected", "Do they declare a connection with anybody in it?", "choice", (("", ""), *YES_OR_NO)),
        Field("declaration", "What they declare", "area", hint="In their own words."),
        REASON,
    )


def _allocate(doing: Doing) -> object:
    filled = doing.filled
    connected = filled.one_of("connected", "whether they declare a connection", ("yes", "no")) == "yes"
    declaration = Declaration(connected, filled.text("declaration"))
    return doing.casework.allocation.allocate(doing.reference, filled.text("number"), declaration, doing.by)


def _name_officer(doing: Doing) -> None:
    known = OfficerKnown(*(doing.filled.maybe(name) for name in ("name", "shoulder_number", "rank", "unit")))
    doing.casework.allocation.name_officer(doing.reference, known, doing.by)


def _require_referral(doing: Doing) -> object:
    grounds = doing.filled.checked("grounds")
    words = {ground: doing.filled.lines("words") for ground in grounds}
    return doing.casework.referrals.require(doing.reference, words, doing.by)


def _called(method: str, doing: Doing) -> object:
    return getattr(doing.casework.callbacks, method)(doing.reference, doing.filled.text("summary"), doing.by)


DECIDING: Mapping[str, CaseAction] = {
    "assess": CaseAction("Assess", P.ASSESS, _assess, lambda case: case.state in ASSESSABLE, _assess_fields),
    "confirm": CaseAction(
        "Confirm: not progressed",
        P.ASSESS,
        service("assessment.confirm_not_progressed"),
        state_in(State.AWAITING_CONFIRMATION),
    ),
    "overturn": CaseAction(
        "Record it after all", P.ASSESS, service("assessment.overturn"), state_in(State.AWAITING_CONFIRMATION)
    ),
    "reopen": CaseAction("Open it again", P.ASSESS, service("endings.reopen"), state_in(*FINAL)),
    "require_referral": CaseAction(
        "A ground for referral turned up",
        P.REFER,
        _require_referral,
        lambda case: case.complaint.referral.status in (Referral.NOT_REQUIRED, Referral.RETURNED),
        only(Field("grounds", "Grounds", "checks", choices(GROUNDS)), _PASSAGES, REASON),
    ),
    "send_referral": CaseAction(
        "The package was sent to the IPCC",
        P.REFER,
        service("referrals.send"),
        lambda case: case.complaint.referral.status is Referral.DUE,
    ),
    "referral_returned": CaseAction(
        "The IPCC has decided",
        P.REFER,
        lambda doing: doing.casework.referrals.returned(doing.reference, doing.filled.text("mode"), doing.by),
        lambda case: case.complaint.referral.status is Referral.SENT,
        only(Field("mode", "How it is looked into", "choice", choices(MODES)), REASON),
    ),
    "stand_down": CaseAction(
        "There is no ground after all",
        P.REFER,
        service("referrals.stand_down"),
        lambda case: case.complaint.referral.status is Referral.DUE,
    ),
    "name_officer": CaseAction(
        "Name an officer complained of",
        P.ALLOCATE,
        _name_officer,
        lambda case: case.is_open,
        only(
            Field("name", "Name"),
            Field("shoulder_number", "Shoulder number"),
            Field("rank", "Rank"),
            Field("unit", "Unit"),
            REASON,
        ),
    ),
    "allocate": CaseAction(
        "Allocate",
        P.ALLOCATE,
        _allocate,
        lambda case: case.state in OPEN - {State.RECORDED, State.AWAITING_CONFIRMATION, State.CALLBACK_DUE},
        _allocate_fields,
    ),
    "call_failed": CaseAction(
        "Nobody was reached", P.CALL, partial(_called, "attempted"), state_in(State.CALLBACK_DUE), only(SUMMARY)
    ),
    "call_helped": CaseAction(
        "The call settled it", P.CALL, partial(_called, "helped"), state_in(State.CALLBACK_DUE), only(SUMMARY)
    ),
    "call_did_not_help": CaseAction(
        "The call did not settle it: record it",
        P.CALL,
        partial(_called, "not_helped"),
        state_in(State.CALLBACK_DUE),
        only(SUMMARY),
    ),
}
