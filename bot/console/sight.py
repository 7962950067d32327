"""What somebody may not see although their role reads such things: what they are connected with, and others' cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.casework.errors import MistypedReference, UnknownReference
from bot.casework.service import Casework
from bot.console.accounts import Who
from bot.console.roles import OWN_CASES_ONLY, Role
from bot.console.talk_models import Talk


def why_not_case(casework: Casework, who: Who, reference: str) -> str | None:
    """The failure (a key of `words.FAILURES`) with which a case is closed to somebody; None if they may see it.

    Raises `MistypedReference` or `UnknownReference`.
    """
    if who.number and casework.allocation.connected(reference, who.number):
        return "connected"
    if who.role not in OWN_CASES_ONLY:
        return None
    work = casework.work(reference)
    if who.number and work.handler is not None and work.handler.shoulder_number == who.number:
        return None
    if who.role is Role.LOCAL_MANAGER and who.number and work.station is not None:
        stations = {each.station for each in casework.register.list() if each.shoulder_number == who.number}
        if work.station in stations:
            return None
    return None if _is_callback(casework, reference) else "not_yours"


def why_not_talk(casework: Casework, who: Who, references: Iterable[str], account: str) -> str | None:
    """The failure with which a conversation is closed to somebody, by its complaints and by what was said in it."""
    if not who.number:
        return None
    if any(casework.allocation.connected_by_words([account], who.number)):
        return "connected"
    for reference in references:
        try:
            if casework.allocation.connected(reference, who.number):
                return "connected"
        except (MistypedReference, UnknownReference):
            continue  # it was deleted when its time was over
    return None


def closed_talks(casework: Casework, who: Who, talks: Sequence[Talk]) -> set[int]:
    """The ids of those of a list that `why_not_talk` closes to somebody; the register is looked at once for all."""
    if not who.number or not talks:
        return set()
    named = casework.allocation.connected_with([talk.reference for talk in talks if talk.reference], who.number)
    told = casework.allocation.connected_by_words([talk.text for talk in talks], who.number)
    return {talk.id for talk, reasons in zip(talks, told, strict=True) if reasons or talk.reference in named}


def _is_callback(casework: Casework, reference: str) -> bool:
    """Calls that are due are nobody's yet: whoever makes calls may take one."""
    return casework.show(reference).state == "callback_due"
