"""Settings come from the environment; what cannot be used is named with what it should be."""

from __future__ import annotations

import pytest

from bot.cli import running
from bot.settings import InvalidSettings, load_settings


def test_every_setting_has_a_default_for_local_use() -> None:
    settings = load_settings()

    assert settings.database_url.startswith("sqlite:///")
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert settings.rasa_url == "http://127.0.0.1:5005"
    assert settings.actions_url == "http://127.0.0.1:5055/webhook"


@pytest.mark.parametrize("value", ["eighty", "0", "70000", ""])
def test_a_port_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CANDOUR_WEB_PORT", value)

    with pytest.raises(InvalidSettings, match="CANDOUR_WEB_PORT"):
        load_settings()


def test_origins_that_may_show_the_chat_are_read_apart_by_spaces_or_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_EMBED_ORIGINS", "https://www.force.example, http://127.0.0.1:8000")

    assert load_settings().embed_origins == ("https://www.force.example", "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "value", ["www.force.example", "https://www.force.example/", "*", "https://*.example", "https://a@b.example"]
)
def test_what_is_no_origin_is_named_with_what_it_should_be(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CANDOUR_EMBED_ORIGINS", f"https://good.example {value}")

    with pytest.raises(InvalidSettings, match=r"CANDOUR_EMBED_ORIGINS.*is not an origin.*https://www.police.example"):
        load_settings()


@pytest.mark.parametrize("value", ["javascript:alert(1)", "www.bbc.co.uk", "https:///weather"])
def test_the_page_to_leave_to_is_a_web_page(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CANDOUR_EXIT_URL", value)

    with pytest.raises(InvalidSettings, match="CANDOUR_EXIT_URL"):
        load_settings()


@pytest.mark.parametrize("value", ["complaints", "a@b.org, c@d.org", "Ada\nBcc: x <a@b.org>"])
def test_a_sender_that_is_not_one_mailbox_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CANDOUR_SMTP_FROM", value)

    with pytest.raises(InvalidSettings, match=r"CANDOUR_SMTP_FROM: .*must be one mailbox"):
        load_settings()


@pytest.mark.parametrize("value", ["complaints.example.org", "javascript:alert(1)", "https://"])
def test_a_public_address_that_is_no_page_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CANDOUR_PUBLIC_URL", value)

    with pytest.raises(InvalidSettings, match=r"CANDOUR_PUBLIC_URL: .*must be the address of a page"):
        load_settings()


def test_what_the_programs_are_handed_reads_as_what_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_SMTP_PASSWORD", "s3cret")
    monkeypatch.setenv("CANDOUR_EMBED_ORIGINS", "https://one.example https://two.example")
    settings = load_settings()

    for name, value in running.environment(settings, settings.var_dir).items():
        monkeypatch.setenv(name, value)

    assert load_settings() == settings
    assert settings.smtp_password is not None
    assert settings.smtp_password.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)
