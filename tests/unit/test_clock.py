"""The clock: fixed by `CANDOUR_CLOCK`, in London's time, and clear about what it cannot read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import clock
from bot.settings import InvalidSettings, load_settings


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-11-22T10:00:00", datetime(2026, 11, 22, 10, tzinfo=UTC), id="winter is UTC"),
        pytest.param("2026-07-01T10:00:00", datetime(2026, 7, 1, 9, tzinfo=UTC), id="summer is an hour ahead"),
        pytest.param("2026-07-01T10:00:00+00:00", datetime(2026, 7, 1, 10, tzinfo=UTC), id="an offset is kept"),
        pytest.param("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC), id="a day begins at midnight"),
    ],
)
def test_a_fixed_clock_says_the_same_moment_every_time(
    monkeypatch: pytest.MonkeyPatch, text: str, moment: datetime
) -> None:
    monkeypatch.setenv("CANDOUR_CLOCK", text)

    assert clock.now() == clock.now() == moment
    assert clock.now().tzinfo is clock.LONDON
    assert clock.today() == clock.now().date()


def test_without_a_fixed_clock_time_goes_on() -> None:
    before = datetime.now(UTC)

    assert before <= clock.now() <= datetime.now(UTC)


def test_a_clock_that_is_no_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_CLOCK", "half past nine")

    with pytest.raises(InvalidSettings, match=r"CANDOUR_CLOCK.*half past nine.*2026-11-22T10:00:00"):
        load_settings()
