"""Rosters: what technicians may do and when they work, areas and where points lie, and versions of days."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.calendars.documents import read_calendar
from service.planning.hours import on_duty, stretches
from service.planning.scope import Scope
from service.workforce.locating import Point, locate
from service.workforce.workdays import EVERY_DAY, days_of, hold, touch, versions

DAY = "2026-03-03"
BERLIN = {"timezone": "Europe/Berlin", "exceptions": {}, "country": None, "subdivision": None}
OFFICE = {**BERLIN, "weekly": {"tuesday": [["08:00", "12:00"], ["12:30", "17:00"]], "sunday": [["01:00", "05:00"]]}}
TUESDAY = Scope((), date(2026, 3, 3), 1, "Europe/Berlin", datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_shifts_of_one_technician_do_not_overlap(chain):
    number = chain.technician()
    times = {"technician_id": number, "starts_at": f"{DAY}T07:00:00Z", "ends_at": f"{DAY}T15:00:00Z"}
    first = chain.dispatcher.post("/shifts", times)
    late = {**times, "starts_at": f"{DAY}T14:00:00Z", "ends_at": f"{DAY}T18:00:00Z"}
    assert chain.dispatcher.post("/shifts", late, 409)["code"] == "shifts_overlap"
    chain.dispatcher.post("/shifts", {**late, "starts_at": f"{DAY}T15:00:00Z"})
    chain.dispatcher.patch(f"/shifts/{first['id']}", {"cancelled": True})
    chain.dispatcher.post("/shifts", {**times, "ends_at": f"{DAY}T09:00:00Z"})
    assert chain.dispatcher.patch(f"/shifts/{first['id']}", {"cancelled": False}, 409)["code"] == "shifts_overlap"
    backwards = {**times, "starts_at": f"{DAY}T09:00:00Z", "ends_at": f"{DAY}T09:00:00Z"}
    assert chain.dispatcher.post("/shifts", backwards, 422)["code"] == "invalid_input"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_areas_are_checked_and_say_where_points_lie(chain):
    square = [[8, 53], [9, 53], [9, 54], [8, 54], [8, 53]]
    small = [[8.5, 53.5], [8.6, 53.5], [8.6, 53.6], [8.5, 53.6], [8.5, 53.5]]
    for code, ring in (("N1", square), ("N2", small)):
        area = {"type": "Polygon", "coordinates": [ring]}
        made = chain.operations.post("/territories", {"code": code, "name": code, "area": area})
        assert chain.operations.get(f"/territories/{made['id']}/area") == area
    wrong = {"code": "N3", "name": "x", "area": {"type": "Point", "coordinates": [8, 53]}}
    assert "not an area" in chain.operations.post("/territories", wrong, 422)["detail"]
    zone = {"code": "N3", "name": "x", "timezone": "Mars/Olympus"}
    assert chain.operations.post("/territories", zone, 422)["field"] == "timezone"
    points = [Point(53.1, 8.1), Point(53.55, 8.55), Point(10.0, 10.0), Point(None, None)]
    with chain.house.database.transaction(write=False) as session:
        assert locate(session, points) == [1, 2, None, None]


def test_versions_of_days_count_every_change(house, chain):
    one, two = chain.technician("Kim"), chain.technician("Lee")
    first, last = date(2026, 3, 1), date(2026, 3, 9)
    times = {"starts_at": f"{DAY}T22:00:00Z", "ends_at": "2026-03-04T06:00:00Z"}
    with house.database.transaction(write=False) as session:
        before = versions(session, [one, two], first, last)
    chain.dispatcher.post("/absences", {"technician_id": one, **times})
    with house.database.transaction() as session:
        after = versions(session, [one, two], first, last)
        changed = {pair for pair in after if after[pair] != before.get(pair, 0)}
        assert changed == {(one, EVERY_DAY), (one, date(2026, 3, 3)), (one, date(2026, 3, 4))}
        assert hold(session, [(one, date(2026, 3, 3)), (two, date(2026, 3, 3))]) == {
            (one, date(2026, 3, 3)): 1,
            (two, date(2026, 3, 3)): 0,
        }
        touch(house.context(session), [two], *[datetime(2026, 3, 3, 12, tzinfo=UTC)] * 2)
        assert versions(session, [two], first, last)[two, date(2026, 3, 3)] == 1


def test_gaps_of_a_calendar_are_breaks_and_entered_shifts_go_before_it():
    (found,) = stretches(TUESDAY, [], read_calendar(OFFICE))
    assert (found.start.hour, found.end.hour, [rest.length for rest in found.rests]) == (
        *(7, 16),
        [timedelta(minutes=30)],
    )
    entered = SimpleNamespace(
        starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        ends_at=datetime(2026, 3, 3, 11, tzinfo=UTC),
        overtime_from=None,
        breaks=[],
    )
    assert [each.start for each in stretches(TUESDAY, [entered], read_calendar(OFFICE))] == [entered.starts_at]
    gone = SimpleNamespace(starts_at=datetime(2026, 3, 3, 10, tzinfo=UTC), ends_at=datetime(2026, 3, 4, tzinfo=UTC))
    assert on_duty(stretches(TUESDAY, [entered], None), [gone]) == [(date(2026, 3, 3), timedelta(hours=1))]


def test_the_hour_that_is_skipped_is_not_worked():
    night = Scope((), date(2026, 3, 29), 1, "Europe/Berlin", datetime(2026, 3, 2, tzinfo=UTC))
    (found,) = stretches(night, [], read_calendar(OFFICE))
    assert found.end - found.start == timedelta(hours=3)


YEARS = st.integers(0, 10 * 365 * 24 * 60)
INSTANTS = YEARS.map(lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=5)))
def test_days_of_a_stretch_are_those_it_meets(start, length):
    found = days_of(start, start + length)
    assert found == sorted(set(found))
    for day in (found[0] - timedelta(days=1), *found, found[-1] + timedelta(days=1)):
        begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
        met = begins < start + length and start < begins + timedelta(days=1)
        assert (day in found) == (met or day == start.date())
