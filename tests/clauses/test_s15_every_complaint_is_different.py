"""S15: every complaint is different: only the questions that matter for this one, and an outcome in its own words."""

from __future__ import annotations

from bot.casework.outcome_models import Action, Conclusion
from bot.casework.outcomes import Found
from tests.clauses.story import HURT, ROUGH, RUDE, STAFF, Story


async def test_different_accounts_are_asked_different_things_and_none_what_they_told(story: Story) -> None:
    await story.tell(RUDE)
    rude = story.asked
    await story.tell(HURT, referral_grounds="A bad assault by the police")
    hurt = story.asked
    await story.tell("I saw an officer kick a man who lay on the floor at Romford market on 12 November")
    witness = story.asked

    assert len({tuple(rude), tuple(hurt), tuple(witness)}) == 3
    for asked in (rude, hurt, witness):
        assert "what_happened" not in asked
        assert "incident_date" not in asked
        assert len(asked) == len(set(asked))
    assert "officers" not in rude
    assert "officers" in witness


async def test_every_allegation_has_an_outcome_with_words_of_its_own(story: Story) -> None:
    reference = await story.tell(ROUGH)
    story.bring_to_work(reference, "C", "U", handling="dps_investigation", handler="7003")
    story.casework.investigation.start(reference, STAFF)
    found = (
        Found("C", Conclusion.UPHELD, (Action.APOLOGY, Action.MISCONDUCT), "He should not have touched you."),
        Found("U", Conclusion.NO_FINDING, (Action.NO_ACTION,), "Nobody else heard what he called you."),
    )
    story.casework.outcomes.propose(reference, "We looked into both parts.", found, STAFF)

    (outcome,) = story.casework.work(reference).outcomes
    assert [(each.category, each.conclusion, each.words) for each in outcome.findings] == [
        ("C", "upheld", "He should not have touched you."),
        ("U", "no_finding", "Nobody else heard what he called you."),
    ]
    assert story.casework.reports.figures().conclusions == {"no_finding": 1, "upheld": 1}
