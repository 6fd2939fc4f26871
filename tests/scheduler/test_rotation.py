"""The round robin shares by capacity, takes turns among equals, and its numbers are exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import Appointment, Interval, LedgerEntry, Technician
from scheduler.policy import POINTS_PER_TICK, Policy
from scheduler.problem import ProblemData
from scheduler.rotation import Account, accounts, fairness, load_of, plan_loads, rostered
from tests.scheduler.build import appointment, day, driven, off_duty, plan, policy, problem, shift, technician

MINUTES = policy(load="minutes")
TURNS = policy(load="turns")


def greedy(standings: dict[str, Account], loads: list[int]) -> dict[str, list[int]]:
    """Give each load to whom it costs least, to the first among equals."""
    given: dict[str, list[int]] = {name: [] for name in standings}
    for load in loads:
        cheapest = min(
            standings, key=lambda n: standings[n].cost(sum(given[n]) + load) - standings[n].cost(sum(given[n]))
        )
        given[cheapest].append(load)
    return given


def shared(data: ProblemData, judged_by: Policy = MINUTES) -> dict[str, int]:
    loads = [load_of(judged_by, item, data.horizon.ticks_per_minute) for item in data.appointments]
    return {name: len(taken) for name, taken in greedy(accounts(data, judged_by), loads).items()}


def jobs(count: int, duration: int = 60) -> list[Appointment]:
    return [appointment(f"a{index}", duration) for index in range(count)]


@pytest.mark.parametrize("judged_by", [MINUTES, TURNS])
def test_twelve_equal_jobs_are_shared_eight_to_four_by_capacities_480_and_240(judged_by: Policy) -> None:
    data = problem(jobs(12), [technician("ann"), technician("bob", shift(480, 720))])
    assert shared(data, judged_by) == {"ann": 8, "bob": 4}


def test_what_was_done_before_counts() -> None:
    """Ann has four hours of the ledger's; of eight jobs she gets two, and both end at six hours."""
    ledger = (LedgerEntry("ann", "north", load=120, capacity=100), LedgerEntry("ann", "south", load=120, capacity=140),
              LedgerEntry("bob", capacity=240), LedgerEntry("gone", load=1))  # fmt: skip
    data = problem(jobs(8), [technician("ann"), technician("bob")], ledger=ledger)
    assert shared(data) == {"ann": 2, "bob": 6}


def test_turns_are_carried_over_in_thousandths() -> None:
    ledger = (
        LedgerEntry("ann", load=999, turns=1500, last_turn=-30),
        LedgerEntry("ann", "x", turns=500, last_turn=-20),
    )
    data = problem([], [technician("ann"), technician("bob")], ledger=ledger)
    standing = accounts(data, TURNS)
    assert (standing["ann"].load, standing["ann"].last_turn, standing["bob"].last_turn) == (2 * 60, -20, None)
    assert accounts(data, MINUTES)["ann"].load == 999


@given(st.integers(1, 6), st.lists(st.integers(0, 300), max_size=25), st.integers(1, 2000))
def test_among_equals_counted_in_turns_nobody_is_ever_two_ahead(
    people: int, durations: list[int], capacity: int
) -> None:
    standings = {f"t{index}": Account(0, capacity, 60) for index in range(people)}
    for count in range(len(durations) + 1):
        given = [len(taken) for taken in greedy(standings, [60] * count).values()]
        assert sum(given) == count
        assert max(given) - min(given) <= 1


@given(st.integers(0, 5000), st.integers(1, 5000), st.sampled_from([1, 30, 60, 1800]))
def test_the_cost_is_the_sum_of_its_slopes(load: int, capacity: int, unit: int) -> None:
    account = Account(0, capacity, unit)
    assert account.cost(load) == sum(account.slope(tick) for tick in range(load))
    assert Account(load, capacity, unit).cost(7) == account.cost(load + 7)


@given(st.integers(1, 5000), st.sampled_from([1, 30, 60]), st.integers(0, 200))
def test_the_cost_is_convex_and_near_its_formula(capacity: int, unit: int, turns: int) -> None:
    account = Account(0, capacity, unit)
    slopes = [account.slope(turn * unit) for turn in range(turns + 2)]
    assert all(one <= two for one, two in pairwise(slopes))
    load = turns * unit
    assert abs(account.cost(load) - Fraction(load * load * POINTS_PER_TICK, capacity)) <= Fraction(load, 2)


def test_a_ledger_beyond_all_measure_takes_no_longer() -> None:
    assert Account(2**40, 1, 1).cost(0) == POINTS_PER_TICK * 2**80


def test_the_relative_load_is_for_people() -> None:
    assert (Account(60, 480, 30).relative(60), Account(60, 0, 30).relative()) == (0.25, 0.0)


@pytest.mark.parametrize(("worker", "expected"), [
    (technician(), 480),
    (technician("ann", shift(), shift(1000, 1100, id="late")), 580),
    (technician("ann", shift(soft_end=900)), 420),
    (technician("ann", shift(soft_end=2000)), 480),
    (technician("ann", shift(soft_end=100)), 0),
    (technician(absences=(Interval(0, 500), Interval(490, 510), Interval(900, 2000))), 480 - 30 - 60),
    (technician(absences=(Interval(600, 700), Interval(620, 650))), 380),
    (technician(absences=(Interval(960, 1000), Interval(0, 480))), 480),
    (off_duty(), 0),
])  # fmt: skip
def test_rostered_is_time_on_duty_without_overtime_and_absences(worker: Technician, expected: int) -> None:
    assert rostered(worker) == expected


def test_a_technician_without_any_time_has_an_account_all_the_same() -> None:
    data = problem([], [off_duty()])
    assert accounts(data, MINUTES)["ann"] == Account(0, 1, 30)


def test_loads_of_a_plan_count_minutes_or_turns_of_known_visits() -> None:
    data = problem([appointment("a1", 30), appointment("a2", 90)], [technician("ann"), technician("bob")])
    tour = driven(data, "ann", "a1", "a2")
    judged = plan(tour, tour.replace(technician="stranger"), tour.replace(technician="bob", stops=tour.stops[:1]))
    assert plan_loads(data, MINUTES, judged) == {"ann": 120, "bob": 30}
    assert plan_loads(data, TURNS, judged) == {"ann": 120, "bob": 60}
    less = data.without(appointments=["a1"])
    assert plan_loads(less, MINUTES, judged) == {"ann": 90, "bob": 0}


def test_a_turn_stands_for_an_hour_at_any_tick() -> None:
    data = problem([appointment()], horizon=day(ticks_per_minute=60))
    assert load_of(TURNS, data.appointments[0], 60) == 3600
    assert (accounts(data, TURNS)["ann"].unit, accounts(data, MINUTES)["ann"].unit) == (3600, 1800)


def test_fairness_adds_up_over_everybody() -> None:
    standings = {"ann": Account(0, 480, 30), "bob": Account(60, 480, 30)}
    assert fairness(standings, {"ann": 60}) == 2 * 60 * 60 * POINTS_PER_TICK // 480
