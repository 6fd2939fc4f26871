"""What is carried over: exact amounts, decay by whole days, and nothing lost or counted twice on the way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import Interval, LedgerEntry, ProblemError
from scheduler.horizon import Horizon
from scheduler.ledger import balances, carry_over
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.rotation import accounts
from scheduler.solution import Plan
from tests.scheduler.build import WEST, appointment, day, driven, off_duty, plan, problem, shift, technician

TODAY = date(2026, 3, 2)
TOMORROW = date(2026, 3, 3)
SAME_DAY = 0


def two_visits(**fields) -> ProblemData:
    items = [appointment("a1", 60, territory="north"), appointment("a2", 45, WEST, territory="south")]
    return problem(items, [technician("ann"), technician("bob")], **fields)


def after(data: ProblemData, made: Plan, days: int) -> dict[tuple[str, str], LedgerEntry]:
    entries = carry_over(data, made, TODAY + timedelta(days=days))
    return {(entry.technician, entry.territory): entry for entry in entries}


def test_work_goes_to_its_territory_and_rostered_time_to_none() -> None:
    data = two_visits()
    ledger = after(data, plan(driven(data, "ann", "a1", "a2")), SAME_DAY)
    assert ledger["ann", "north"] == LedgerEntry("ann", "north", 60, 1000, 0, 490)
    assert ledger["ann", "south"] == LedgerEntry("ann", "south", 45, 1000, 0, 575)
    assert ledger["ann", ""] == LedgerEntry("ann", "", 0, 0, 480)
    assert ledger["bob", ""] == LedgerEntry("bob", "", 0, 0, 480)
    assert len(ledger) == 4


def test_after_one_half_life_half_is_left_and_the_last_turn_is_longer_ago() -> None:
    data = two_visits()
    ledger = after(data, plan(driven(data, "ann", "a1")), 28)
    assert ledger["ann", "north"] == LedgerEntry("ann", "north", 30, 500, 0, 490 - 28 * 1440)
    assert ledger["ann", ""].capacity == 240


def test_a_week_of_shifts_decays_each_from_its_own_day() -> None:
    worker = technician("ann", shift(), shift(480 + 1440, 960 + 1440, "second"))
    data = problem([], [worker], horizon=day(days=2))
    assert balances(data, plan())["ann", ""].capacity == pytest.approx(480 * 0.5 ** (1 / 28) + 480)


def test_absences_are_no_capacity() -> None:
    data = problem([], [technician("ann", absences=(Interval(480, 720),))])
    assert after(data, plan(), SAME_DAY)["ann", ""].capacity == 240


def test_who_is_on_leave_or_gone_keeps_the_balance() -> None:
    ledger = (LedgerEntry("ann", "north", 100, 2000, 960, -500), LedgerEntry("eve", "", 50, 1000, 480, -100))
    data = problem([], [off_duty("ann")], ledger=ledger)
    assert carry_over(data, plan(), TODAY) == ledger
    assert after(data, plan(), 28)["eve", ""] == LedgerEntry("eve", "", 25, 500, 240, -100 - 28 * 1440)


def test_the_change_of_clocks_makes_a_day_of_23_hours() -> None:
    ledger = (LedgerEntry("ann", "", 0, 0, 0, 0),)
    data = problem([], [off_duty("ann")], horizon=day(timezone="Europe/Berlin"), ledger=ledger)
    entry = carry_over(data, plan(), date(2026, 3, 30))[0]
    assert entry.last_turn == -(28 * 1440 - 60 - 60), "27 days of 24 hours and one of 23, from 01:00"


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 10**6), st.integers(0, 10**6))
def test_going_over_days_one_by_one_is_going_over_them_at_once(one: int, two: int, load: int, turns: int) -> None:
    data = problem([], [off_duty("ann")], ledger=(LedgerEntry("ann", "x", load, turns),))
    between = carry_over(data, plan(), TODAY + timedelta(days=one))
    horizon = Horizon(data.horizon.midnight(TODAY + timedelta(days=one)))
    midway = data.replace(horizon=horizon, ledger=between)
    [step] = carry_over(midway, plan(), TODAY + timedelta(days=one + two))
    [jump] = carry_over(data, plan(), TODAY + timedelta(days=one + two))
    assert abs(step.load - jump.load) <= 1
    assert abs(step.turns - jump.turns) <= 1


def test_what_is_carried_over_is_what_rotation_reads() -> None:
    data = two_visits()
    entries = carry_over(data, plan(driven(data, "ann", "a1", "a2")), TODAY)
    standing = accounts(data.replace(ledger=entries), POLICIES["customer_first"])["ann"]
    assert (standing.load, standing.capacity, standing.last_turn) == (105, 480 + 480, 575)


def test_nothing_is_carried_back() -> None:
    with pytest.raises(ProblemError, match="as of 2026-03-01 is before 2026-03-02"):
        carry_over(two_visits(), plan(), date(2026, 3, 1))
