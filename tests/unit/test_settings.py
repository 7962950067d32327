"""Settings come from the environment; what cannot be used is named with what it should be."""

from __future__ import annotations

import pytest

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
