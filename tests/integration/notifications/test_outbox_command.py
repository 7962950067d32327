"""`candour outbox`: what an operator sees of emails that wait or were given up, and trying them again."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.notifications.delivery import Delivery
from bot.notifications.outbox import Outbox
from tests.integration.notifications.mail_server import MailServer

Candour = Callable[..., str]


@pytest.fixture
def candour(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> Candour:
    monkeypatch.setenv("CANDOUR_DATABASE_URL", migrated_url)

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
        assert result.exit_code == code, result.output
        return result.output

    return run


async def test_an_operator_reads_why_an_email_was_given_up_and_tries_it_again(
    server: MailServer, delivery: Delivery, enqueue: Callable[..., None], outbox: Outbox, candour: Candour
) -> None:
    enqueue(2)
    server.answers["person1@example.org"] = "550 5.1.1 [bold]no[/bold] such user"
    await delivery.round()

    listed = candour("outbox", "list")
    (entry,) = json.loads(candour("outbox", "list", "--json"))
    assert "the mail server said 550 5.1.1 [bold]no[/bold] such user" in listed
    assert "p***@example.org" in listed
    assert "person1@" not in listed
    assert "0 waiting, 1 given up." in listed
    assert entry["attempts"] == 1

    assert "1 will be tried again." in candour("outbox", "retry", str(entry["id"]))
    assert "1 waiting, 0 given up." in candour("outbox", "list", "--waiting")


def test_retrying_what_is_not_there_is_said(candour: Candour) -> None:
    assert "The others are not there" in candour("outbox", "retry", "7", code=1)
    assert "0 will be tried again." in candour("outbox", "retry", "--all")
    assert "name the emails by their ids, or give --all" in candour("outbox", "retry", code=2)
