"""A person's own memory of a talk, against which every answer is held: nothing lost, nothing asked twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.dialogue.driver import Said
from tests.dialogue.questions import FACTS

# Facts that only make sense beside another one, and go when it changes.
RESTING_ON = {
    "incident_location": {"borough"},
    "complained_before": {"previous_reference"},
    "complainant_role": {"on_behalf_of", "consent_given"},
    "on_behalf_of": {"consent_given", "complainant_role"},
}
REFERENCE = re.compile(r"MPC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
PLACEHOLDER = re.compile(r"{\w+}|%\(\w+\)|Traceback|utter_\w+|[Ss]omething (?:has )?(?:gone|went) wrong")
# What can be asked for as often as it takes: an account there is none of, the yes at the end, and what to do with a
# complaint that is open.
WITHOUT_END = {"what_happened", "details_confirmed", "confirm_stop", "ready", "case_answer"}
# What is asked once more, gently, whatever was answered: where words and "none of these" differ (contract part 3), and
# where the same person has told of such a thing before (S14); with the mark that it was.
ONCE_MORE = {"referral_grounds": "grounds_checked", "complained_before": "likeness_checked"}


@dataclass(frozen=True)
class Meant:
    """What somebody wants with a message: facts that it may change, and how it is to be taken."""

    changes: frozenset[str] = frozenset()
    answers: bool = False
    leaves: bool = False
    reopens: bool = False
    restarts: bool = False
    stops: bool = False
    tells: bool = False
    grave: bool = False


@dataclass
class Person:
    """What one person has said so far in one talk, and what the assistant owes them."""

    words: list[str] = field(default_factory=list)
    account: list[str] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)
    rows: int = 0

    def faults(
        self, text: str, before: Mapping[str, Any], said: Said, meant: Meant, rows: list[dict[str, Any]]
    ) -> list[str]:
        """What is wrong with the answer to `text`."""
        self.words.append(text)
        found = [*self._silence(said), *self._rows(before, said, rows)]
        if self._begins_anew(before, said, meant):
            self.account, self.settled = [], set()
        else:
            found += self._lost(before, said, meant)
        if meant.tells and said.slots["route"] != "signpost":
            found += self._untold(text, said, rows)
        if meant.grave and said.slots["route"] != "signpost" and not _grounds(said.slots):
            found.append("words of a grave harm led to no ground")
        return [*found, *self._asked_again(before, said, meant)]

    def _silence(self, said: Said) -> list[str]:
        shown = " ".join(said.texts)
        for words in self.words:
            shown = shown.replace(words, "")
        found = [f"shows {match.group()!r}" for match in PLACEHOLDER.finditer(shown)]
        return found if [text for text in said.texts if text.strip()] else ["no answer"]

    def _begins_anew(self, before: Mapping[str, Any], said: Said, meant: Meant) -> bool:
        pointed_on = said.slots["route"] == "signpost" and said.asked is None
        again = (said.slots["complaint_number"] or 1) != (before["complaint_number"] or 1)
        return again or meant.restarts or meant.stops or pointed_on or before["route"] == "signpost"

    def _lost(self, before: Mapping[str, Any], said: Said, meant: Meant) -> list[str]:
        after, found = said.slots, []
        asked = {before["requested_slot"], before["waiting_at"]}
        may_change = {*asked, "details_confirmed", "declined", *meant.changes}
        if before["route"] == "explain" and before["concluded"]:  # what was settled is not any more
            may_change |= {"explanation_helpful", "callback_wanted"}
        may_change |= {slot for parent in may_change for slot in RESTING_ON.get(str(parent), ())}
        for slot in FACTS - may_change - _GROWING:
            if before[slot] not in (None, []) and after[slot] != before[slot]:
                found.append(f"{slot} was {before[slot]!r} and is {after[slot]!r}")
        if not str(after["what_happened"] or "").startswith(str(before["what_happened"] or "")):
            found.append(f"the account {before['what_happened']!r} became {after['what_happened']!r}")
        for ground in before["grounds_established"] or []:
            if ground not in (after["grounds_established"] or []):
                found.append(f"the ground {ground} is gone")
        named = before["referral_grounds"] or [] if before["requested_slot"] != "referral_grounds" else []
        return found + [
            f"the ground {ground} is gone" for ground in named if ground not in (after["referral_grounds"] or [])
        ]

    def _untold(self, text: str, said: Said, rows: list[dict[str, Any]]) -> list[str]:
        """Words that stand nowhere: not in the account, which only grows, in no answer, and not added to any."""
        if _plain(text) in _plain(str(said.slots["what_happened"])):
            self.account.append(text)
            return []
        kept = (
            *(str(value) for value in said.slots.values() if value),
            *(letter for row in rows for letter in _letters(row)),
        )
        return [] if any(_plain(text) in _plain(words) for words in kept) else [f"{text!r} stands nowhere"]

    def _asked_again(self, before: Mapping[str, Any], said: Said, meant: Meant) -> list[str]:
        asked, now = before["requested_slot"], said.asked
        found = []
        if meant.reopens or meant.changes:
            self.settled -= {now, *(slot for parent in meant.changes for slot in RESTING_ON.get(parent, ()))}
        once_more = any(
            now == slot and said.slots.get(mark) and not before.get(mark) for slot, mark in ONCE_MORE.items()
        )
        if asked and asked not in WITHOUT_END and (meant.answers or meant.leaves):
            if now == asked and not once_more:
                found.append(f"{asked} is asked again after {self.words[-1]!r}")
            self.settled.add(asked)
            self.settled -= RESTING_ON.get(asked, set())
        elif now in self.settled and now != asked and now not in WITHOUT_END and not once_more:
            found.append(f"{now} is asked though it was answered")
        return found

    def _rows(self, before: Mapping[str, Any], said: Said, rows: list[dict[str, Any]]) -> list[str]:
        concludes = bool(said.slots["concluded"]) and not before["concluded"]
        known = {row["reference"] for row in rows}
        told = set(REFERENCE.findall(" ".join(said.texts))) - set(REFERENCE.findall(" ".join(self.words).upper()))
        found = [f"reference {each} is not in the database" for each in told - known]
        if len(rows) != self.rows + concludes:
            found.append(f"{len(rows)} complaints in the database, {self.rows} before")
        self.rows = len(rows)
        if concludes:
            found += self._row(said, rows[-1]["reference"], rows[-1]["facts"])
        return found

    def _row(self, said: Said, reference: str, facts: Mapping[str, Any]) -> list[str]:
        found = [
            f"{slot} is {facts.get(slot)!r} in the database and {said.slots[slot]!r} in the talk"
            for slot in FACTS
            if facts.get(slot) != said.slots[slot] and slot != "referral_grounds"
        ]
        if reference != said.slots["complaint_reference"]:
            found.append(f"the talk has reference {said.slots['complaint_reference']}")
        told = _plain(" ".join(str(value) for value in facts.values()))
        return found + [f"{words!r} is not in the complaint" for words in self.account if _plain(words) not in told]


# What only grows, or is read anew in an account that has grown.
_GROWING = frozenset(["what_happened", "grounds_established", "referral_grounds", "explain_topic"])


def _grounds(slots: Mapping[str, Any]) -> bool:
    return any(slots[name] for name in ("grounds_established", "grounds_possible", "referral_grounds"))


def _letters(row: Mapping[str, Any]) -> list[str]:
    """What the owner of a complaint has added to it."""
    return [str(value) for part in ("letters", "plan_answers", "outcome_answers") for value in row[part]]


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()
