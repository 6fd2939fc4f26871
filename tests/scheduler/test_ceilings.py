"""No plan is worth more than the ceiling says, and what has no room is refused with its level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import objective
from scheduler.ceilings import CEILING, ceilings, demand_room
from scheduler.construct import construct
from scheduler.eligibility import Eligibility
from scheduler.entities import LedgerEntry, Location, ProblemError
from scheduler.policy import POLICIES, TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.route import LEVEL_BITS, Evaluator
from scheduler.solution import Plan
from scheduler.travel import GreatCircleTravel
from scheduler.working import Working
from tests.scheduler.build import appointment, day, policy, problem, technician
from tests.scheduler.busy_days import any_policy, busy_day


@given(st.integers(0, 10**9))
def test_no_term_of_a_plan_is_beyond_its_ceiling(seed: int) -> None:
    data, judged_by = busy_day(seed), any_policy(seed)
    working = Working(Evaluator(data, judged_by), Eligibility(data, judged_by))
    construct(working)
    most = ceilings(data, judged_by)
    for made in (Plan(), working.plan()):
        found = objective.terms(data, judged_by, made)
        assert all(found[name] <= most[name] for name in TERMS)
    demand_room(data, judged_by)


@pytest.mark.parametrize("judged_by", POLICIES.values(), ids=POLICIES)
def test_ten_thousand_visits_in_seconds_have_room(judged_by: Policy) -> None:
    rooms = tuple(Location(f"p{index}", 52 + index / 1000, 13.0) for index in range(4))
    workers = tuple(technician(f"t{index}") for index in range(100))
    items = tuple(appointment(f"a{index}", 3600, 1, due=40_000) for index in range(10_000))
    ledger = tuple(LedgerEntry(worker.id, load=1_000_000, capacity=5_000_000) for worker in workers)
    demand_room(ProblemData(day(1, 60), rooms, GreatCircleTravel(), items, workers, ledger=ledger), judged_by)


def test_the_ceiling_is_within_what_a_level_can_hold() -> None:
    assert CEILING == 1 << LEVEL_BITS - 1
    data, judged_by = problem([appointment()]), policy()
    evaluator = Evaluator(data, judged_by)
    for rank in (CEILING - 1, -CEILING, (CEILING - 1) << LEVEL_BITS, (5 << LEVEL_BITS) - 3):
        upper, lower = evaluator.vector(rank)
        assert (upper << LEVEL_BITS) + lower == rank
    assert evaluator.vector((5 << LEVEL_BITS) - 3) == (5, -3)


def test_the_level_and_the_largest_term_are_named() -> None:
    data = problem([appointment()], [technician(cost_per_hour=2**39)])
    demand_room(data, policy(({"unserved": 100}, {"technician_cost": 1})))
    with pytest.raises(ProblemError, match=r"of travel_time, technician_cost could .* by 'technician_cost'"):
        demand_room(data, policy(({"unserved": 100}, {"travel_time": 1, "technician_cost": 10**6})))


def test_nothing_at_all_has_room() -> None:
    demand_room(problem([], []), POLICIES["customer_first"])
