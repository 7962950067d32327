"""S5: a complaint that the IPCC received is forwarded and handled in the same way."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.casework.states import State
from bot.cli.main import app
from tests.clauses.story import HURT, STAFF, Story


async def test_the_same_account_leads_to_the_same_decision_whichever_way_it_comes(story: Story, tmp_path: Path) -> None:
    told = await story.tell(HURT, referral_grounds="none of these")
    file = tmp_path / "forwarded.jsonl"
    row = {"reference": "2026/0042", "received_on": "2026-11-20", "what_happened": HURT, "email": "sam@example.org"}
    file.write_text(json.dumps(row), encoding="utf-8")

    for _ in range(2):
        result = CliRunner().invoke(app, ["forwarded", "import", str(file), "--json"])
        assert result.exit_code == 0
    forwarded = json.loads(result.stdout)["reference"]

    one, other = story.complaint(told), story.complaint(forwarded)
    assert story.rows() == 2
    for part in ("state", "route", "handling", "allegations"):
        assert getattr(one, part) == getattr(other, part)
    assert one.referral == other.referral
    assert one.decision.words == other.decision.words
    assert (other.source, other.source_reference) == ("commission", "2026/0042")
    assert story.mails(forwarded) == ["forwarded"]
    assert {"first_contact", "referral", "missing_facts", "update"} <= story.due(forwarded).keys()


async def test_it_goes_the_same_way_to_the_same_end(story: Story) -> None:
    from bot.casework.forwarded_rows import read_row
    from bot.clock import today
    from bot.intake.reading import read_complaint

    account = "An officer in Lewisham was rude to me and told me to shut up"
    row = {"reference": "A/1", "received_on": "2026-11-20", "what_happened": account, "email": "sam@example.org"}
    forwarded = read_row(row, today())
    taken = story.casework.forwarded.take(forwarded, read_complaint(account, forwarded.received_on))
    reference = str(taken.reference)
    story.bring_to_work(reference, "U", handling="local_resolution", handler="7002")
    assert story.casework.resolution.start(reference, "walworth", STAFF) is State.RESOLVING
    owner = await story.open(reference)
    assert "A manager at Walworth police station" in owner.said.text
    await owner.say("Take my complaint back", "Yes, take it back")
    assert story.complaint(reference).state is State.WITHDRAWN
