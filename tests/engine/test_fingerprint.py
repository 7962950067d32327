"""The engine under the replacements must be the known one."""

from __future__ import annotations

import pytest
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import fingerprint


class Owner:
    def known(self) -> int:
        return 1

    @staticmethod
    def fixed() -> int:
        return 2


def test_a_function_is_replaced_if_it_is_the_known_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Owner, "known", Owner.known)
    monkeypatch.setattr(fingerprint, "REPLACED", [])

    old = fingerprint.replace(Owner, "known", lambda self: 7, fingerprint.of(Owner.known))

    assert (Owner().known(), old(Owner())) == (7, 1)
    with fingerprint.unchanged():
        assert Owner().known() == 1
    assert Owner().known() == 7


def test_a_static_function_stays_static(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Owner, "fixed", staticmethod(Owner.fixed))
    monkeypatch.setattr(fingerprint, "REPLACED", [])

    fingerprint.replace(Owner, "fixed", lambda: 8, fingerprint.of(Owner.fixed))

    assert Owner().fixed() == 8


def test_a_changed_function_stops_the_import_and_is_named():
    with pytest.raises(fingerprint.EngineChanged, match=r"Owner\.known has changed.*docs/adr/0001"):
        fingerprint.expect(Owner, "known", "0" * 16)


def test_a_missing_function_stops_the_import_and_is_named():
    with pytest.raises(fingerprint.EngineChanged, match=r"Owner\.gone is gone"):
        fingerprint.expect(Owner, "gone", "0" * 16)


def test_another_version_of_rasa_is_refused():
    with pytest.raises(fingerprint.EngineChanged, match=r"rasa 3\.6\.22 is installed"):
        fingerprint.check_version("3.6.22")


def test_the_replacements_are_in_place():
    assert DialogueStateTracker.copy.__module__ == "bot.engine.trackers"
