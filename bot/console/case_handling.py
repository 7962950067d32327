"""The actions of those who handle a case, from first contact to end (clauses S3, S8, S9, S11, S12, S15, S16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.casework.assessment import HANDLINGS
from bot.casework.contacts import Made
from bot.casework.errors import InvalidCommand
from bot.casework.outcome_models import Action as Follows
from bot.casework.outcome_models import Conclusion, Satisfied
from bot.casework.outcomes import Found
from bot.casework.plans import PLANNING, PlanContent, Step
from bot.casework.service import Casework
from bot.casework.states import OPEN, State
from bot.casework.work_models import Channel, Side
from bot.console.case_action import REASON, SUMMARY, WORDS, CaseAction, Doing, only, service, state_in
from bot.console.case_forms import YES_OR_NO, Field, Filled, as_day, choices
from bot.console.case_reading import Case
from bot.console.roles import Permission as P
from bot.policy.vocabulary import CONTACT_METHODS, CONTACT_SLOTS

_CONTACT = (
    Field("side", "With whom", "choice", choices(Side)),
    Field("channel", "How", "choice", choices(Channel)),
    Field("reached", "Was anybody reached?", "choice", YES_OR_NO),
    SUMMARY,
)


def _made(filled: Filled) -> Made:
    side = Side(filled.one_of("side", "with whom it was", Side))
    channel = Channel(filled.one_of("channel", "how it was", Channel))
    return Made(side, channel, filled.text("summary"), filled.yes("reached"))


def _fill_fields(_casework: Casework, case: Case) -> Sequence[Field]:
    return (
        Field("slot", "What was missing", "choice", choices(case.work.missing)),
        Field("value", "What they say", "area"),
        REASON,
    )


def _fill(doing: Doing) -> object:
    slot = doing.filled.one_of("slot", "what was missing", doing.case.work.missing)
    value: object = doing.filled.text("value")
    if not value:
        raise InvalidCommand("write what they say")
    if slot in ("complained_before", "consent_given"):
        value = str(value).casefold().startswith("y")
    return doing.casework.contacts.fill(doing.reference, {slot: value}, doing.by)


def _change_details(doing: Doing) -> None:
    method = doing.filled.one_of("method", "how to reach them", CONTACT_METHODS)
    doing.casework.contacts.change_details(doing.reference, method, doing.filled.maybe("where"), doing.by)


def _write_fields(_casework: Casework, case: Case) -> Sequence[Field]:
    about = [("", "Nothing that is missing"), *choices(case.work.missing)]
    return (
        Field(
            "text",
            "Message",
            "area",
            hint="They can read it in the chat, with their code, and get an email that one waits.",
        ),
        Field("question", "Do you ask for an answer?", "choice", (("no", "No"), ("yes", "Yes"))),
        Field("about", "It asks for", "choice", about),
    )


def _write(doing: Doing) -> object:
    filled = doing.filled
    return doing.casework.messages.write(
        doing.reference,
        filled.text("text"),
        doing.by,
        key=doing.key,
        is_question=filled.yes("question"),
        about=filled.maybe("about"),
    )


def _plan_fields(_casework: Casework, case: Case) -> Sequence[Field]:
    last = case.work.plans[-1].content if case.work.plans else {}
    steps = "\n".join(
        " | ".join(filter(None, (each["what"], each["who"], each["by"]))) for each in last.get("steps", ())
    )
    return (
        Field(
            "issues",
            "What it is about, in their words",
            "area",
            hint="One a line.",
            value="\n".join(last.get("issues", ())),
        ),
        Field(
            "steps",
            "Steps",
            "area",
            hint="One a line: what | who | by when, such as: Look at the video | DS North | 2026-04-10",
            value=steps,
        ),
        Field(
            "wanted",
            "What they want",
            "area",
            value=last.get("wanted") or str(case.complaint.facts.get("desired_outcome") or ""),
        ),
        Field("update_days", "An update at least every so many days", value=str(last.get("update_days", 28))),
        Field("update_by", "How", "choice", choices(Channel), value=str(last.get("update_by", Channel.EMAIL))),
        Field("expected_by", "Expected to end by", "date", value=last.get("expected_by") or ""),
    )


def _propose_plan(doing: Doing) -> object:
    filled = doing.filled
    content = PlanContent(
        filled.lines("issues"),
        tuple(map(_step, filled.lines("steps"))),
        filled.maybe("wanted"),
        filled.number("update_days", "the days between updates"),
        Channel(filled.one_of("update_by", "how they get updates", Channel)),
        filled.maybe_day("expected_by", "the end that is expected"),
    )
    return doing.casework.plans.propose(doing.reference, content, doing.by)


def _step(line: str) -> Step:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) not in (2, 3) or not all(parts):
        raise InvalidCommand(f"write each step as: what | who | by when; look at: {line[:80]}")
    day = as_day(parts[2], "by when a step is done") if len(parts) == 3 else None
    return Step(parts[0], parts[1], day)


def _answer_plan(doing: Doing) -> object:
    plans, reference, by = doing.casework.plans, doing.reference, doing.by
    number = doing.case.work.plans[-1].number
    match doing.filled.text("reply"):
        case "agree":
            return plans.agree(reference, number, by)
        case "change":
            return plans.ask_for_change(reference, number, doing.filled.text("words"), by)
        case "adopt":
            return plans.adopt(reference, number, by)
    raise InvalidCommand("choose what they say of the plan")


def _outcome_fields(casework: Casework, case: Case) -> Sequence[Field]:
    fields = [
        Field(
            "outcome", "Summary", "area", hint="What was looked at and found, in plain words: they read it in the chat."
        )
    ]
    for code in case.complaint.allegations or ("W",):
        name = casework.desk.rulebook.categories[code].name if code in casework.desk.rulebook.categories else code
        fields += [
            Field(f"conclusion-{code}", f"{code} {name}: what was found", "choice", choices(Conclusion)),
            Field(f"actions-{code}", f"{code} {name}: what follows", "checks", choices(Follows)),
            Field(f"words-{code}", f"{code} {name}: how they are told", "area"),
        ]
    return fields


def _propose_outcome(doing: Doing) -> object:
    filled = doing.filled
    found = tuple(
        Found(
            code,
            Conclusion(filled.one_of(f"conclusion-{code}", f"what was found about {code}", Conclusion)),
            tuple(Follows(each) for each in filled.checked(f"actions-{code}") if each in set(Follows)),
            filled.text(f"words-{code}"),
        )
        for code in doing.case.complaint.allegations or ("W",)
    )
    return doing.casework.outcomes.propose(doing.reference, filled.text("outcome"), found, doing.by)


def _answer_outcome(doing: Doing) -> object:
    number = doing.case.work.outcomes[-1].number
    if doing.filled.one_of("reply", "what they say of the outcome", ("accept", "dispute")) == "accept":
        return doing.casework.outcomes.accept(doing.reference, number, doing.by, text=doing.filled.maybe("words"))
    return doing.casework.outcomes.dispute(doing.reference, number, doing.filled.text("words"), doing.by)


def _satisfied(filled: Filled) -> Satisfied:
    return Satisfied(filled.one_of("satisfied", "whether it satisfies them", Satisfied))


def _start_resolving_fields(casework: Casework, case: Case) -> Sequence[Field]:
    near = casework.resolution.nearest(case.complaint.reference)
    shown = [
        (each.station.key, f"{each.station.name}, {each.station.km} km from {each.station.place}") for each in near
    ]
    known = {key for key, _ in shown}
    shown += sorted((key, station.name) for key, station in casework.resolution.stations.items() if key not in known)
    return (Field("station", "At which station", "choice", shown), REASON)


def _learn(doing: Doing) -> object:
    filled = doing.filled
    due_on = filled.day("due_on", "by when it is done")
    return doing.casework.learnings.add(doing.reference, filled.text("change"), filled.text("owner"), due_on, doing.by)


def _learnt_fields(_casework: Casework, case: Case) -> Sequence[Field]:
    waiting = [(str(each.number), each.change[:80]) for each in case.work.learnings if each.done_at is None]
    return (Field("number", "Which", "choice", waiting), Field("what", "What has changed", "area"))


_REPLY_PLAN = Field(
    "reply",
    "What they say",
    "choice",
    (
        ("", ""),
        ("agree", "They agree"),
        ("change", "They want a change"),
        ("adopt", "No answer, or cannot be reached: go on with it"),
    ),
)
_REPLY_OUTCOME = Field(
    "reply", "What they say", "choice", (("", ""), ("accept", "They accept it"), ("dispute", "They do not"))
)
_SATISFIED = Field("satisfied", "Does it satisfy them?", "choice", (("", ""), *choices(Satisfied)))

HANDLING: Mapping[str, CaseAction] = {
    "first_contact": CaseAction(
        "First contact",
        P.HANDLE,
        lambda doing: doing.casework.contacts.first(doing.reference, _made(doing.filled), doing.by),
        state_in(State.ALLOCATED),
        only(*_CONTACT),
    ),
    "go_on_without": CaseAction(
        "They cannot be reached: go on without", P.HANDLE, service("contacts.go_on_without"), state_in(State.ALLOCATED)
    ),
    "message": CaseAction("Write to them", P.HANDLE, _write, lambda case: case.is_open, _write_fields),
    "contact": CaseAction(
        "Note a contact",
        P.HANDLE,
        lambda doing: doing.casework.contacts.log(doing.reference, _made(doing.filled), doing.by, key=doing.key),
        lambda case: case.is_open,
        only(*_CONTACT),
    ),
    "fill": CaseAction(
        "Add a fact that was missing", P.HANDLE, _fill, lambda case: bool(case.work.missing), _fill_fields
    ),
    "details": CaseAction(
        "Change how to reach them",
        P.HANDLE,
        _change_details,
        lambda case: True,
        only(
            Field("method", "How", "choice", choices(CONTACT_METHODS)),
            Field("where", "Address or number", hint=f"For {', '.join(CONTACT_SLOTS)}."),
            REASON,
        ),
    ),
    "plan": CaseAction("Propose a plan", P.HANDLE, _propose_plan, lambda case: case.state in PLANNING, _plan_fields),
    "plan_answer": CaseAction(
        "They answered the plan",
        P.HANDLE,
        _answer_plan,
        lambda case: bool(case.work.plans) and case.work.plans[-1].reply is None,
        only(_REPLY_PLAN, WORDS, REASON),
    ),
    "investigate": CaseAction(
        "Begin to investigate",
        P.INVESTIGATE,
        service("investigation.start"),
        state_in(State.PLAN_AGREED, State.RESOLVING, State.OUTCOME_PROPOSED),
    ),
    "resolve": CaseAction(
        "Begin to resolve it locally",
        P.RESOLVE,
        lambda doing: doing.casework.resolution.start(doing.reference, doing.filled.text("station"), doing.by),
        lambda case: (
            case.state in (State.PLAN_AGREED, State.OUTCOME_PROPOSED) and case.complaint.handling == HANDLINGS[0]
        ),
        _start_resolving_fields,
    ),
    "liaise": CaseAction(
        "Note what one side said",
        P.RESOLVE,
        lambda doing: doing.casework.resolution.liaise(doing.reference, _made(doing.filled), doing.by, key=doing.key),
        state_in(State.RESOLVING),
        only(*_CONTACT),
    ),
    "update": CaseAction(
        "Give an update",
        P.HANDLE,
        lambda doing: doing.casework.investigation.update(
            doing.reference, doing.filled.text("text"), doing.by, key=doing.key
        ),
        lambda case: case.state in OPEN,
        only(Field("text", "Update", "area", hint="They can read it in the chat, and get an email that one waits.")),
    ),
    "outcome": CaseAction(
        "Propose the outcome",
        P.HANDLE,
        _propose_outcome,
        state_in(State.RESOLVING, State.INVESTIGATING),
        _outcome_fields,
    ),
    "outcome_answer": CaseAction(
        "They answered the outcome",
        P.HANDLE,
        _answer_outcome,
        lambda case: (
            case.state is State.OUTCOME_PROPOSED and bool(case.work.outcomes) and case.work.outcomes[-1].reply is None
        ),
        only(_REPLY_OUTCOME, WORDS, REASON),
    ),
    "learn": CaseAction(
        "Note what the force learns",
        P.HANDLE,
        _learn,
        lambda case: True,
        only(
            Field("change", "What is to change", "area"),
            Field("owner", "Who sees to it"),
            Field("due_on", "By when", "date"),
        ),
    ),
    "learnt": CaseAction(
        "Something learnt is done",
        P.HANDLE,
        lambda doing: doing.casework.learnings.done(
            doing.reference, doing.filled.number("number", "which one"), doing.filled.text("what"), doing.by
        ),
        lambda case: any(each.done_at is None for each in case.work.learnings),
        _learnt_fields,
    ),
    "close": CaseAction(
        "Close",
        P.HANDLE,
        lambda doing: doing.casework.endings.close(
            doing.reference, _satisfied(doing.filled), doing.by, text=doing.filled.maybe("words")
        ),
        state_in(State.OUTCOME_PROPOSED),
        only(_SATISFIED, WORDS, REASON),
    ),
    "satisfied": CaseAction(
        "They say whether it satisfies them",
        P.HANDLE,
        lambda doing: doing.casework.endings.say_satisfied(
            doing.reference, _satisfied(doing.filled), doing.by, text=doing.filled.maybe("words")
        ),
        state_in(State.CLOSED),
        only(_SATISFIED, WORDS),
    ),
    "withdraw": CaseAction(
        "They withdraw it",
        P.HANDLE,
        lambda doing: doing.casework.endings.withdraw(doing.reference, doing.by, text=doing.filled.maybe("words")),
        lambda case: case.is_open,
        only(WORDS, REASON),
    ),
}
