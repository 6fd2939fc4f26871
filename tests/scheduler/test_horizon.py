"""Instants become ticks once, in the right direction, also on the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.horizon import Horizon

BERLIN = ZoneInfo("Europe/Berlin")
WITHOUT_ZONE = datetime.fromisoformat("2026-06-01T00:00")


def local(year: int, month: int, day: int, zone: str = "Europe/Berlin", **fields: int) -> Horizon:
    return Horizon(datetime(year, month, day, tzinfo=ZoneInfo(zone)), zone, **fields)


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 25, 25), (6, 1, 24)])
def test_a_day_is_as_long_as_it_is(month: int, day: int, hours: int) -> None:
    assert local(2026, month, day).end == hours * 60
    assert local(2026, month, day, days=2).end == (hours + 24) * 60


def test_the_doubled_hour_is_two_hours() -> None:
    horizon = local(2026, 10, 25)
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    assert (horizon.tick_up(first), horizon.tick_up(first.replace(fold=1))) == (150, 210)
    assert horizon.clock(150) == horizon.clock(210) == "02:30"
    assert (horizon.iso(150), horizon.iso(210)) == ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")


def test_the_missing_hour_is_passed_over() -> None:
    horizon = local(2026, 3, 29)
    assert (horizon.clock(119), horizon.clock(120)) == ("01:59", "03:00")


@pytest.mark.parametrize(("zone", "day", "offset"), [
    ("Africa/Cairo", date(2026, 4, 24), timedelta(hours=3)),  # midnight does not exist, the day begins at 01:00
    ("America/Havana", date(2026, 11, 1), timedelta(hours=-4)),  # midnight comes twice, the first begins the day
])  # fmt: skip
def test_a_day_begins_with_its_first_instant_where_clocks_change_at_midnight(
    zone: str, day: date, offset: timedelta
) -> None:
    horizon = Horizon(datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=1), zone)
    first = horizon.midnight(day).astimezone(UTC)
    assert first.astimezone(ZoneInfo(zone)).date() == day
    assert (first - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() == day - timedelta(days=1)
    assert first.astimezone(ZoneInfo(zone)).utcoffset() == offset


@pytest.mark.parametrize(("second", "down", "up"), [(0, 10, 10), (1, 10, 11), (59, 10, 11), (60, 11, 11)])
def test_what_may_not_begin_earlier_rounds_up_and_what_may_not_end_later_rounds_down(
    second: int, down: int, up: int
) -> None:
    horizon = local(2026, 6, 1)
    instant = horizon.start + timedelta(minutes=10, seconds=second)
    assert (horizon.tick_down(instant), horizon.tick_up(instant)) == (down, up)
    before = horizon.start - timedelta(minutes=10, seconds=second)
    assert (horizon.tick_down(before), horizon.tick_up(before)) == (-up, -down)


@given(st.integers(-(10**6), 10**6), st.sampled_from([1, 2, 60, 600]), st.sampled_from(["Europe/Berlin", "UTC"]))
def test_a_tick_is_an_instant_and_back(tick: int, ticks_per_minute: int, zone: str) -> None:
    horizon = local(2026, 3, 28, zone, ticks_per_minute=ticks_per_minute)
    instant = horizon.instant(tick)
    assert horizon.tick_up(instant) == horizon.tick_down(instant) == tick
    assert horizon.tick_exact(instant) == Fraction(tick)
    assert horizon.day(tick) == instant.date()


def test_the_start_is_shown_in_the_zone_in_which_days_are_counted() -> None:
    horizon = Horizon(datetime(2026, 6, 1, 22, 30, tzinfo=UTC), "Europe/Berlin")
    assert horizon.first_day == date(2026, 6, 2)
    assert (horizon.clock(0), horizon.end) == ("00:30", 23 * 60 + 30)


@pytest.mark.parametrize(
    ("minutes", "ticks"), [(0.1, 1), (0.7, 7), (2.2, 22), (1.01, 11), (Fraction(1, 3), 4), (2, 20)]
)
def test_minutes_become_ticks_rounded_up_and_no_further(minutes: float | Fraction, ticks: int) -> None:
    """A float stands for the decimal number it is written as: 0.1 minutes are one tenth, not a little more."""
    assert local(2026, 6, 1, ticks_per_minute=10).ticks(minutes) == ticks


def test_ticks_are_shown_in_minutes() -> None:
    assert local(2026, 6, 1, ticks_per_minute=60).minutes(90) == 1.5


@pytest.mark.parametrize(("changes", "words"), [
    ({"start": WITHOUT_ZONE}, "no time zone"),
    ({"timezone": "Europe/Nowhere"}, "unknown time zone 'Europe/Nowhere'"),
    ({"timezone": "../etc/passwd"}, "unknown time zone"),
    ({"timezone": ""}, "unknown time zone ''"),
    ({"ticks_per_minute": 0}, "ticks_per_minute 0"),
    ({"ticks_per_minute": 1_000_001}, "ticks_per_minute 1000001"),
    ({"days": 0}, "days 0"),
    ({"days": 367}, "days 367"),
])  # fmt: skip
def test_what_is_no_horizon_is_refused_in_words(changes: dict[str, object], words: str) -> None:
    fields: dict[str, object] = {"start": datetime(2026, 6, 1, tzinfo=UTC), "timezone": "UTC"}
    with pytest.raises(ValueError, match=words):
        Horizon(**(fields | changes))  # type: ignore[arg-type]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        local(2026, 6, 1).tick_up(WITHOUT_ZONE)
