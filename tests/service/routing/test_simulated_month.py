"""A month at a desk: counts among equals never differ by more than one, and hours, skills and time off are kept."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.cases.operations import open_case
from service.cases.policy import Channel
from tests.conftest import MANY
from tests.service.routing.test_giving import SQLITE

EQUALS = ("ada", "ben", "cyd", "dot")
HELD = """
SELECT id, assignee_id FROM service_case WHERE status <> 'cancelled' AND assignee_id IS NOT NULL ORDER BY id
"""
IN_FORCE = "SELECT record_id, user_id FROM turn WHERE returned_at IS NULL ORDER BY record_id"
KIND = {
    "channel": Channel.API,
    "case_type": "repair",
    "reason_code": "defect",
    "subject": "Leaks",
    "priority": "normal",
}


def hours(office, name: str, start: str, end: str) -> int:
    """Make a calendar of the same hours on weekdays; return its number."""
    weekly = {day: [[start, end]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    return office.operations.post("/calendars", {"name": name, "timezone": "UTC", "weekly": weekly})["id"]


def opened(office, **more):
    """Open a case without a request, which is what costs most; return its number and who has it."""
    house = office.chain.house
    with house.database.transaction() as session:
        lines = [{"asset_id": office.asset["id"]}]
        case = open_case(house.context(session), lines=lines, description="Water.", **{**KIND, **more})
        return case.id, next((name for name, user in office.users.items() if user == case.assignee_id), None)


def month(office, days: int, cases: int, seed: int):
    """Yield after each case of so many working days who got it; some are done some hours later."""
    chance, house = random.Random(seed), office.chain.house
    for day in range(days):
        house.watch.time = datetime(2026, 3, 2, 8, 0, tzinfo=UTC) + timedelta(days=day // 5 * 7 + day % 5)
        for _ in range(cases):
            house.watch.forward(minutes=chance.randrange(480 // cases))
            yield chance, *opened(office)


def equal(counts: Counter[str], names=EQUALS) -> bool:
    """Return whether the counts of equals differ by one at most."""
    return max(counts[name] for name in names) - min(counts[name] for name in names) <= 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("days", "cases"), [(20, 3), pytest.param(22, 40, marks=pytest.mark.soak)])
def test_month_among_equals(office, days: int, cases: int):
    calendar = hours(office, "Desk", "08:00", "17:00")
    for name in EQUALS:
        office.member(name, calendar_id=calendar)
    office.case()
    counts = office.counts()
    for _, _, name in month(office, days, cases, seed=1):
        counts[name] += 1
        assert equal(counts)
    assert counts == office.counts()
    assert sum(counts.values()) == days * cases + 1


@SQLITE
def test_month_of_unequal_hours_time_off_and_skills(office):
    whole, half = hours(office, "whole", "08:00", "16:00"), hours(office, "half", "08:00", "12:00")
    for name in ("ada", "ben", "cyd"):
        office.member(name, calendar_id=half if name == "cyd" else whole, works_since="2026-03-02")
    office.member("dot", calendar_id=whole, works_since="2026-03-02", skills={"pumps": 1})
    office.away("ben", "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z")
    office.asset = office.chain.asset()
    house, taken, when = office.chain.house, Counter(), []
    for day in range(20):
        house.watch.time = datetime(2026, 3, 2, 8, 30, tzinfo=UTC) + timedelta(days=day // 5 * 7 + day % 5)
        for number in range(3):
            house.watch.forward(minutes=40)
            name = opened(office, **({"skills": {"pumps": 1}} if number == 0 and day % 5 == 0 else {}))[1]
            taken[name] += 1
            when.append((house.watch(), name))
    assert not [at for at, name in when if name == "ben" and 9 <= at.day < 16]
    assert sum(taken.values()) == 60
    assert abs(taken["ada"] - taken["dot"]) <= 1
    assert abs(taken["cyd"] / taken["ada"] - 0.5) < 0.1
    assert abs(taken["ben"] / taken["ada"] - 0.75) < 0.1


@SQLITE
@settings(max_examples=2 * MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_the_ledger_is_what_people_have(office, data):
    """Cases come, are cancelled, named, given back and routed away: turns in force are the cases that people have."""
    if not office.users:
        office.member("ada", capacity=3)
        office.member("ben", "support", "purchasing", capacity=4, calendar_id=1)
        office.member("cyd")
        office.asset = office.chain.asset()
    desk, numbers = office.chain.desk, []
    for _ in range(12):
        act = data.draw(st.sampled_from(["open", "open", "cancel", "name", "free", "route", "wait"]))
        office.chain.house.watch.forward(minutes=data.draw(st.integers(0, 300)))
        if act == "open" or not numbers:
            numbers.append(opened(office)[0])
            continue
        number = data.draw(st.sampled_from(numbers))
        if act == "cancel":
            desk.post(f"/cases/{number}/cancel", {"reason": "twice"})
            numbers.remove(number)
        elif act in ("name", "free"):
            named = data.draw(st.sampled_from(sorted(office.users.values()))) if act == "name" else None
            desk.post(f"/cases/{number}/assign", {"assignee_id": named})
        elif act == "route":
            desk.patch(f"/cases/{number}", {"reason_code": data.draw(st.sampled_from(["missing_part", "other"]))})
        else:
            office.give_out()
        held = office.chain.house.rows(HELD)
        turns = office.chain.house.rows(IN_FORCE)
        assert [*map(tuple, turns)] == [*map(tuple, held)]
