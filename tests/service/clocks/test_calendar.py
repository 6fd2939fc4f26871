"""Working time: against a count minute by minute, and at the days and hours where such arithmetic goes wrong."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.calendars.calendar import ROUND_THE_CLOCK, Calendar, NoWorkingTimeError
from service.calendars.documents import WEEKDAYS, CalendarError, public_holidays, read_calendar, read_intervals

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
LUNCH = [["09:00", "12:30"], ["13:00", "17:00"]]
NIGHT = [["22:00", "06:00"]]


def calendar(weekly=None, days=5, zone="Europe/Berlin", **more):
    document = {"timezone": zone, "exceptions": {}, "country": None, "subdivision": None}
    hours = [["09:00", "17:00"]] if weekly is None else weekly
    return read_calendar({**document, "weekly": dict.fromkeys(WEEKDAYS[:days], hours), **more})


def local(text, zone=BERLIN, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """The definition, said again: does the wall clock show a time within an interval of today or of yesterday?"""
    wall = moment.astimezone(calendar.zone).replace(tzinfo=None)
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        shown = wall.hour * 60 + wall.minute + 1440 * back
        holidays = calendar.holidays(day.year) if calendar.holidays else ()
        hours = calendar.exceptions.get(day, () if day in holidays else calendar.weekly[day.weekday()])
        if any(start <= shown < end for start, end in hours):
            return True
    return False


def slow_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    minutes = (end - start) // MINUTE
    return sum((MINUTE for each in range(minutes) if is_open(calendar, start + each * MINUTE)), timedelta())


def slow_add(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    moment = start
    while minutes:
        minutes -= is_open(calendar, moment)
        moment += MINUTE
    return moment


@st.composite
def days(draw):
    """The intervals of a day: up to three, the last one perhaps past midnight."""
    times = sorted(draw(st.sets(st.integers(0, 95), max_size=6)))
    pairs = [(first * 15, second * 15) for first, second in zip(times[::2], times[1::2], strict=False)]
    if len(times) % 2:
        pairs.append((times[-1] * 15, 1440 + draw(st.integers(0, min(95, times[0]))) * 15))
    return tuple(pairs)


# Where clocks change at two at night, at midnight, by half an hour, and where a whole day was left out.
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2027, 1, 1, 0, tzinfo=UTC)),
]


@st.composite
def situations(draw):
    """A calendar, and an instant near a change of its clocks or of the year."""
    zone, change = draw(st.sampled_from(CHANGES))
    around = change.astimezone(ZoneInfo(zone)).date()
    near = st.integers(-3, 4).map(lambda each: around + timedelta(days=each))
    made = Calendar(
        ZoneInfo(zone),
        draw(st.lists(days(), min_size=7, max_size=7)),
        draw(st.dictionaries(near, days(), max_size=2)),
        (lambda found: lambda year: found)(frozenset(draw(st.sets(near, max_size=2)))),
    )
    return made, change + draw(st.integers(-3000, 1500)) * MINUTE


@given(situations(), st.integers(0, 2000))
@settings(max_examples=40)
def test_between_is_the_count_of_open_minutes(situation, minutes):
    made, start = situation
    end = start + minutes * MINUTE
    assert made.between(start, end) == slow_between(made, start, end)
    assert made.between(end, start) == -made.between(start, end)


@given(situations(), st.integers(0, 800))
@settings(max_examples=40)
def test_add_is_the_first_minute_by_which_so_many_were_open(situation, minutes):
    made, start = situation
    if made.between(start, start + timedelta(days=20)) < minutes * MINUTE:
        return
    assert made.add(start, minutes * MINUTE) == slow_add(made, start, minutes)


SECONDS = st.integers(0, 20 * 365 * 86_400).map(lambda each: timedelta(seconds=each))


@given(st.lists(days(), min_size=7, max_size=7), SECONDS, SECONDS, st.integers(0, 999_999))
@settings(max_examples=20)
def test_adding_and_measuring_agree_over_twenty_years(weekly, after, amount, fraction):
    made = Calendar(BERLIN, weekly)
    start = datetime(2020, 1, 1, 0, 0, 0, fraction, tzinfo=UTC) + after
    if any(weekly):
        share = made.between(start, start + timedelta(days=700)) / timedelta(days=700)
        amount *= share
        end = made.add(start, amount)
        assert made.between(start, end) == amount
        if amount:
            assert made.between(start, end - timedelta(microseconds=1)) < amount
    else:
        with pytest.raises(NoWorkingTimeError):
            made.add(start, amount + MINUTE)


@given(situations(), st.integers(0, 2000), st.integers(0, 2000))
def test_parts_add_up(situation, one, other):
    made, start = situation
    middle, end = start + one * MINUTE, start + (one + other) * MINUTE
    assert made.between(start, middle) + made.between(middle, end) == made.between(start, end)


# Calendar, start, hours, end; in the zone's own time.
CASES = [
    ("lunch is not work", LUNCH, "2026-03-02T11:30", 2, "2026-03-02T14:00"),
    ("a target that ends with the morning ends then", LUNCH, "2026-03-02T09:00", 3.5, "2026-03-02T12:30"),
    ("a target that ends with the day ends then", LUNCH, "2026-03-02T16:00", 1, "2026-03-02T17:00"),
    ("one begun in the break begins after it", LUNCH, "2026-03-02T12:45", 1, "2026-03-02T14:00"),
    ("a weekend", LUNCH, "2026-03-06T16:00", 2, "2026-03-09T10:00"),
    ("Easter, and clocks that go forward before it", LUNCH, "2026-04-02T16:00", 2, "2026-04-07T10:00"),
    ("a Monday after the clocks went forward", [["00:00", "24:00"]], "2026-03-27T20:00", 8, "2026-03-30T04:00"),
    ("a night that is an hour shorter", NIGHT, "2026-03-28T22:00", 7, "2026-03-29T06:00"),
    ("a night that is an hour longer", NIGHT, "2026-10-24T22:00", 9, "2026-10-25T06:00"),
    ("a shift begun before midnight goes on after it", NIGHT, "2026-03-03T03:00", 2, "2026-03-03T05:00"),
    ("nothing added", LUNCH, "2026-03-07T10:00", 0, "2026-03-07T10:00"),
]


@pytest.mark.parametrize(("weekly", "start", "hours", "end"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_known_traps(weekly, start, hours, end):
    made = calendar(weekly, days=7 if weekly == NIGHT else 5, country="DE")
    assert made.add(local(start), hours * HOUR) == local(end)
    if hours:
        assert made.between(local(start), local(end)) == hours * HOUR


def test_hour_that_is_shown_twice_counts_twice_and_one_that_is_left_out_not_at_all():
    made = calendar([["02:00", "03:00"]], days=7)
    assert made.between(local("2026-10-25T00:00"), local("2026-10-25T12:00")) == 2 * HOUR
    assert made.between(local("2026-03-29T00:00"), local("2026-03-29T12:00")) == 0 * HOUR
    assert made.add(local("2026-10-25T00:00"), 1.5 * HOUR) == local("2026-10-25T02:30", fold=1).astimezone(UTC)


def test_exceptions_go_before_holidays_and_weekdays():
    made = calendar(country="DE", exceptions={"2026-12-24": [["09:00", "12:00"]], "2026-12-25": [["10:00", "11:00"]]})
    assert made.between(local("2026-12-24T00:00"), local("2026-12-29T00:00")) == (3 + 1 + 0 + 8) * HOUR


def test_holiday_takes_the_shift_that_begins_on_it_and_leaves_the_one_that_runs_into_it():
    made = calendar(NIGHT, days=7, country="DE")
    assert made.between(local("2026-04-30T12:00"), local("2026-05-01T12:00")) == 8 * HOUR
    assert made.between(local("2026-05-01T12:00"), local("2026-05-02T12:00")) == 0 * HOUR


def test_holidays_are_those_of_the_part_of_the_country():
    reformation = date(2026, 10, 31)
    assert reformation in public_holidays("DE", "HB")(2026)
    assert reformation not in public_holidays("DE", "BY")(2026)
    assert public_holidays("DE", "HB") is public_holidays("DE", "HB")


def test_round_the_clock_counts_real_hours_over_both_changes():
    for start in ("2026-03-28T12:00", "2026-10-24T12:00"):
        assert ROUND_THE_CLOCK.add(local(start), 24 * HOUR) - local(start).astimezone(UTC) == 24 * HOUR
    assert ROUND_THE_CLOCK.between(local("2026-03-28T12:00").astimezone(UTC), local("2026-03-29T12:00")) == 23 * HOUR


def test_round_the_clock_but_for_holidays():
    made = calendar([["00:00", "24:00"]], days=7, country="DE")
    assert made.add(local("2026-04-30T23:00"), 2 * HOUR) == local("2026-05-02T01:00")


def test_share_is_exact_and_goes_beyond_one():
    made = calendar(LUNCH)
    start = local("2026-03-02T09:00")
    assert made.share(start, 6 * HOUR, local("2026-03-02T12:00")) == Fraction(1, 2)
    assert made.share(start, 6 * HOUR, local("2026-03-03T09:00")) == Fraction(5, 4)


def test_what_cannot_be_added_is_said():
    with pytest.raises(ValueError, match="negative"):
        calendar().add(local("2026-03-02T09:00"), -HOUR)
    with pytest.raises(NoWorkingTimeError, match="100 years"):
        calendar([], days=7).add(local("2026-03-02T09:00"), HOUR)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("timezone", {"timezone": "Europe/Bremen"}),
        ("timezone", {"timezone": "../etc/passwd"}),
        ("weekly", {"weekly": {"moonday": []}}),
        ("weekly.monday", {"weekly": {"monday": [["09:00", "25:00"]]}}),
        ("weekly.monday", {"weekly": {"monday": [["09:00"]]}}),
        ("weekly.monday", {"weekly": {"monday": [["09:00", "12:00"], ["11:59", "13:00"]]}}),
        ("exceptions", {"exceptions": {"24.12.2026": []}}),
        ("exceptions.2026-12-24", {"exceptions": {"2026-12-24": [["24:00", "01:00"]]}}),
        ("country", {"country": "XX"}),
        ("subdivision", {"country": "DE", "subdivision": "ZZ"}),
        ("subdivision", {"subdivision": "HB"}),
    ],
)
def test_what_is_wrong_with_a_calendar_is_said_with_its_place(field, more):
    with pytest.raises(CalendarError) as refusal:
        calendar(**more) if "weekly" not in more else read_calendar(
            {"timezone": "UTC", "exceptions": {}, "country": None, "subdivision": None, **more}
        )
    assert refusal.value.field == field


def test_intervals_are_put_in_order_and_may_touch():
    assert read_intervals([["13:00", "17:00"], ["09:00", "13:00"], ["17:00", "24:00"]], "monday") == (
        (540, 780),
        (780, 1020),
        (1020, 1440),
    )
