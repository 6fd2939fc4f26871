"""Neighbourhoods of chains solved exactly: what comes out is a better plan, right to the tick, the same every time."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.coupling.couplings import is_coupled
from scheduler.coupling.moves import Mover
from scheduler.coupling.neighbourhoods import Neighbourhoods, serving
from scheduler.coupling.places import Places
from scheduler.coupling.run import coupled_working
from scheduler.coupling.working import CoupledWorking
from scheduler.entities import Predecessor
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from tests.scheduler.build import EAST, WEST, appointment, policy, problem, technician
from tests.scheduler.coupled_days import coupled_day, coupled_depot_day
from tests.scheduler.coupling.crowded_days import served_day
from tests.scheduler.tiny_days import tiny_policy

SEEDS = st.integers(0, 10**6)


def constructed(data: ProblemData, chosen: Policy) -> tuple[CoupledWorking, Neighbourhoods]:
    working = coupled_working(data, chosen)
    mover = Mover(Places(working.rows, chosen))
    for chain in mover.couplings.chains:
        working = mover.insert(working, chain)
    return working, Neighbourhoods(mover)


def improved(data: ProblemData, chosen: Policy, seed: int, times: int = 3) -> list[CoupledWorking]:
    working, hoods = constructed(data, chosen)
    plans, random = [working], Random(seed)
    for _ in range(times):
        plans.append(hoods.improved(plans[-1], random, lambda: False))
    return plans


@settings(max_examples=12)
@given(SEEDS, st.booleans())
def test_a_neighbourhood_makes_a_plan_better_or_leaves_it(seed: int, depots: bool) -> None:
    data, chosen = (coupled_depot_day if depots else coupled_day)(seed), tiny_policy(seed)
    assume(is_coupled(data))
    plans = improved(data, chosen, seed)
    for before, after in pairwise(plans):
        assert after is before or after.total() < before.total()
    last = plans[-1].plan()
    assert not added(check(data, chosen, last))
    value = objective.value(data, chosen, objective.terms(data, chosen, last))
    assert plans[-1].evaluator.vector(plans[-1].total()) == value


@settings(max_examples=2)
@given(SEEDS)
def test_other_crews_stay_where_they_are(seed: int) -> None:
    data, _ = served_day(seed, people=4, jobs=9)
    chosen = POLICIES["customer_first"]
    plans = improved(data, chosen, seed, times=2)
    assert [one.plan() for one in improved(data, chosen, seed, times=2)] == [one.plan() for one in plans]
    assert not added(check(data, chosen, plans[-1].plan()))


def test_a_crew_that_found_no_place_is_served_by_moving_others() -> None:
    """Each of two has an hour of work at nine: only if one does both is there time for the two of them at eight."""
    chosen = policy()
    items = [
        appointment("a1", location=EAST, windows=[(490, 900)]),
        appointment("a2", location=WEST, windows=[(490, 900)]),
        appointment("a3", location=EAST, crew_size=2, windows=[(490, 520)]),
        appointment("a4", location=EAST, predecessors=(Predecessor("a3", 30),)),
    ]
    data = problem(items, [technician("ann"), technician("bob")])
    working = coupled_working(data, chosen)
    assert working.assign(0, (0,))
    assert working.assign(1, (1,))
    hoods = Neighbourhoods(Mover(Places(working.rows, chosen)))
    random = Random(1)
    better = working
    for _ in range(3):
        better = hoods.improved(better, random, lambda: False)
    assert better.scheduled == 4


def test_what_is_not_served_counts_by_priority() -> None:
    items = [appointment(f"a{number}", priority=priority) for number, priority in enumerate((1, 2, 2, 7))]
    strict = serving(problem(items), POLICIES["customer_first"])
    assert [strict.unserved_minutes(priority) for priority in (1, 2, 7)] == [6, 2, 1]
    usual = POLICIES["customer_first"].replace(strict=False)
    assert serving(problem(items), usual).unserved_minutes(2) == usual.unserved_minutes(2)
