"""What the facts of a complaint mean under a rulebook on the day it is received: the predicates the rules use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.policy.age import is_out_of_time
from bot.policy.delay import is_substantive
from bot.policy.facts import Facts, InvalidFact
from bot.policy.rulebook import Rulebook
from bot.policy.vocabulary import CONTACT_SLOTS, GROUNDS, Topic

NOT_FOR_THIS_FORCE = frozenset({"other_force", "other_body"})
TOO_SERIOUS_TO_EXPLAIN = frozenset({"force_used", "hurt", "child", "deceased", "discrimination", "conduct"})


@dataclass(frozen=True)
class Situation:
    """Facts, the day of receipt and the rulebook, read together. Raises `InvalidFact` for a code it does not know."""

    facts: Facts
    received_on: date
    rules: Rulebook

    def __post_init__(self) -> None:
        if unknown := set(self.facts.names("allegations")) - self.rules.categories.keys():
            raise InvalidFact("allegations", f"not in the rulebook: {', '.join(sorted(unknown))}")
        topic = self.facts.text("explain_topic")
        if topic is not None and topic not in self.rules.topics:
            raise InvalidFact("explain_topic", f"not in the rulebook: {topic}")

    def has_signal(self, *signals: str) -> bool:
        """Whether the account carries any of these signals."""
        return not set(signals).isdisjoint(self.facts.names("account_signals"))

    @property
    def grounds(self) -> tuple[str, ...]:
        """Grounds that the person's words establish or that they chose, in the contract's order."""
        held = {*self.facts.names("grounds_established"), *self.facts.names("referral_grounds")}
        return tuple(ground for ground in GROUNDS if ground in held)

    @property
    def unconfirmed_grounds(self) -> tuple[str, ...]:
        """Grounds that the words leave open and that are not held."""
        return tuple(ground for ground in self.facts.names("grounds_possible") if ground not in self.grounds)

    @property
    def grounds_are_settled(self) -> bool:
        """Whether the question about grounds was answered or refused, or the account has settled it."""
        established = self.facts.names("grounds_established")
        return not self.facts.is_open("referral_grounds") or bool(established and not self.unconfirmed_grounds)

    @property
    def is_cleared_of_grounds(self) -> bool:
        """Whether it is settled that there is no ground: nothing may be closed before that."""
        return self.grounds_are_settled and not self.grounds

    @property
    def force_in_doubt(self) -> bool:
        """Whether it still has to be asked if this is about somebody serving with this force."""
        if not self.facts.is_open("about_met"):
            return False
        kind = self.signpost_kind
        # A ground beside what reads as praise, a crime report or a lost purse: a question, never a silent no.
        contradictory = bool(self.grounds and kind and kind not in NOT_FOR_THIS_FORCE and not self.accuses)
        return self.has_signal("met_in_doubt") or contradictory

    @property
    def accuses(self) -> bool:
        """Whether the person accuses somebody serving with this force."""
        return self.has_signal("accusation")

    @property
    def signpost_kind(self) -> str | None:
        """Where the account points to if it is no complaint about this force."""
        topic = self.facts.text("explain_topic")
        return self.facts.text("signpost_to") or (topic if topic in self.rules.signpost_topics else None)

    @property
    def may_be_explained(self) -> bool:
        """Whether nothing said so far is too serious for a quick explanation or a call.

        Words that leave a ground open are, until the person has said that none applies.
        """
        serious = self.has_signal(*TOO_SERIOUS_TO_EXPLAIN)
        return not (
            serious or self.grounds or (self.unconfirmed_grounds and self.facts.is_declined("referral_grounds"))
        )

    @property
    def ground_in_doubt(self) -> bool:
        """Whether words leave a ground open and nobody has asked about it yet."""
        return bool(self.unconfirmed_grounds) and self.facts.is_open("referral_grounds")

    @property
    def topic(self) -> Topic | None:
        """The quick explanation that fits the account, if there is one."""
        name = self.facts.text("explain_topic")
        return self.rules.topics[name] if name and name not in self.rules.signpost_topics else None

    @property
    def is_late(self) -> bool:
        """Whether the incident lies more than the limit back; a date that is not known does not."""
        happened = self.facts.incident_date
        limit = self.rules.limits.complaint_months
        return happened is not None and is_out_of_time(happened, self.received_on, limit)

    @property
    def delay_is_explained(self) -> bool:
        """Whether some reason for the delay was given."""
        reason = self.facts.text("delay_reason")
        return reason is not None and is_substantive(reason)

    @property
    def is_repeat(self) -> bool:
        """Whether the person says that they complained about this incident before."""
        return self.facts.flag("complained_before") is True

    @property
    def serious_allegations(self) -> tuple[str, ...]:
        """Allegations that could mean disciplinary or criminal proceedings if proved."""
        return tuple(code for code in self.facts.names("allegations") if code in self.rules.dps_categories)

    @property
    def handling(self) -> str:
        """Who is proposed to look into it. Source: clauses S11 and S12."""
        return "dps_investigation" if self.grounds or self.serious_allegations else "local_resolution"

    @property
    def speaks_for_another(self) -> bool:
        """Whether the person speaks, or may speak, for somebody else; a witness complains in their own right."""
        role = self.facts.text("complainant_role")
        return role == "behalf" or (role != "witness" and self.has_signal("somebody_else"))

    @property
    def consent_matters(self) -> bool:
        """Whether the person affected is somebody else, alive, and old enough to agree: 16, as far as ages are said."""
        too_young = self.has_signal("child") and not self.has_signal("aged_16_or_17")
        return bool(self.facts.text("on_behalf_of")) and not too_young and not self.has_signal("deceased")

    @property
    def may_ask_of_injury(self) -> bool:
        """Whether force or hurt was told, and of somebody who is alive: of the dead nobody is asked how they were."""
        return self.has_signal("force_used", "hurt") and not self.has_signal("deceased")

    @property
    def contact_slot(self) -> str | None:
        """The slot that holds the address or number of the chosen way of contact."""
        return CONTACT_SLOTS.get(self.facts.text("contact_method") or "")
