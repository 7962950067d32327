"""S6: after recording, nature and seriousness are assessed; the proposal and the decision are both kept."""

from __future__ import annotations

from bot.casework.assessment import Assessed
from bot.casework.desk import By
from bot.casework.states import State
from tests.clauses.story import HURT, Story


async def test_the_proposal_shows_its_words_and_stays_beside_what_the_assessor_decides(story: Story) -> None:
    reference = await story.tell(HURT)
    (proposal,) = story.complaint(reference).decisions

    assert "serious_assault" in proposal.referral
    assert proposal.categories
    for code in (*proposal.categories[:1], *proposal.referral):
        assert all(words in HURT for words in proposal.words[code]), code
    assert all(reason["clause"] for reason in proposal.reasons)

    assessor = By("DI Ray", "read the account and the hospital's letter")
    words = {ground: tuple(proposal.words[ground]) for ground in proposal.referral}
    decided = Assessed(("A", "U"), "dps_investigation", proposal.referral, {**words, "U": ("pushed me",)})
    assert story.casework.assessment.assess(reference, decided, assessor) is State.ASSESSED

    kept, decision = story.complaint(reference).decisions
    assert kept == proposal
    assert (decision.made_by, decision.note, decision.provisional) == ("DI Ray", assessor.reason, False)
    assert decision.categories == ("A", "U") == story.complaint(reference).allegations
    assert decision.referral == proposal.referral
