"""Investigation by the DPS, and the updates that are owed at least every 28 days (clause S12)."""

from __future__ import annotations

from bot.casework.assessment import like_last
from bot.casework.changes import add_event, move
from bot.casework.commands import words
from bot.casework.desk import By, Change, Desk
from bot.casework.errors import NotNow
from bot.casework.models import EventKind
from bot.casework.states import OPEN, State, Trigger
from bot.casework.telling import UPDATE_WAITING, WORK_STARTED, tell
from bot.casework.work_models import ProgressUpdate

DPS = "dps_investigation"


class Investigation:
    """What an investigator does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, reference: str, by: By) -> State:
        """Begin to investigate once the plan is agreed, or again after an outcome was disputed.

        A local resolution that turns out to be serious is handed over by it: the handler is then allocated anew.
        Raises `IllegalTransition`, or `NotNow` for a complaint that was assessed for local resolution.
        """
        with self._desk.changing(reference, by) as change:
            complaint = change.complaint
            if complaint.handling != DPS and complaint.state is not State.RESOLVING:
                raise NotNow("this complaint was assessed for local resolution: assess it again first")
            move(complaint, Trigger.START_INVESTIGATING, change.occasion)
            if complaint.handling != DPS:
                complaint.handling = DPS
                complaint.decisions.append(like_last(change, handling=DPS))
            tell(complaint, WORK_STARTED, change.occasion, complaint.version)
            return complaint.state

    def update(self, reference: str, text: str, by: By, *, key: str) -> None:
        """Tell the complainant how it stands; kept, and readable in the chat at any time (S12).

        The next is due 28 days from now. The same `key` is one update. Raises `NotNow` at the end of a complaint.
        """
        with self._desk.changing(reference, by) as change:
            write_update(change, text, key)


def write_update(change: Change, text: str, key: str) -> None:
    """Keep an update, once for each key, and send word of it."""
    complaint, occasion = change.complaint, change.occasion
    if any(update.key == key for update in complaint.updates):
        return
    if complaint.state not in OPEN:
        raise NotNow(f"this complaint is {complaint.state}: there is nothing to be told any more")
    text = words("the update", text)
    complaint.updates.append(ProgressUpdate(key=key, at=occasion.at, by=occasion.actor, text=text))
    complaint.last_update_at = occasion.at
    add_event(complaint, EventKind.UPDATE, "update", None, f"update {len(complaint.updates)}", occasion)
    tell(complaint, UPDATE_WAITING, occasion, key)
