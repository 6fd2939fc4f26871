"""Search never loses what it was given, repeats itself, and keeps every route it met."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import added, check
from scheduler.construct import construct
from scheduler.eligibility import Eligibility
from scheduler.route import LEVEL_BITS, Evaluator
from scheduler.search import SearchLimits, recreate
from scheduler.search.recreate import search
from scheduler.working import Working
from tests.scheduler.build import EAST, WEST, appointment, policy, problem, shift, technician
from tests.scheduler.busy_days import any_policy, busy_day

SEEDS = st.integers(0, 10**9)


def constructed(seed: int) -> Working:
    """A plan on travel times that no map has: detours may be shorter than the way."""
    data, judged_by = busy_day(seed), any_policy(seed)
    working = Working(Evaluator(data, judged_by), Eligibility(data, judged_by))
    construct(working)
    return working


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 12))
def test_the_same_state_gives_the_same_result(seed: int, count: int) -> None:
    working = constructed(seed)
    first, second = (search(working, Random(seed), SearchLimits(count, count)) for _ in range(2))
    assert first.iterations == second.iterations == count
    assert first.best.sequences == second.best.sequences
    assert list(first.pool) == list(second.pool)


@given(SEEDS)
def test_nothing_is_lost_and_the_start_is_left_alone(seed: int) -> None:
    working = constructed(seed)
    before = (working.total(), working.sequences[:])
    outcome = search(working, Random(seed), SearchLimits(12, 12))
    assert (working.total(), working.sequences) == before
    assert outcome.best.total() <= working.total()
    data, judged_by = working.problem, working.evaluator.policy
    assert added(check(data, judged_by, outcome.best.plan())) == ()


@settings(max_examples=30)
@given(SEEDS)
def test_the_pool_holds_every_route_of_every_plan_accepted_the_latest_last(seed: int) -> None:
    working, met = constructed(seed), [constructed(seed)]
    accepts = recreate._accepts

    def remembered(current: Working, candidate: Working, heat: float, random: Random) -> bool:
        accepted = accepts(current, candidate, heat, random)
        if accepted:
            met.append(candidate.copy())
        return accepted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recreate, "_accepts", remembered)
        outcome = search(working, Random(seed), SearchLimits(10, 10))
    routes = [{(duty, one) for duty, one in enumerate(plan.sequences) if one} for plan in met]
    assert set(outcome.pool) == set().union(*routes)
    latest = list(outcome.pool)[len(outcome.pool) - len(routes[-1]) :]
    assert set(latest) == routes[-1]
    assert outcome.best.total() == min(plan.total() for plan in met)


def test_the_limits_end_it() -> None:
    working = constructed(3)
    assert search(working, Random(0), SearchLimits(50, 7)).iterations == 7
    left = iter(range(4))
    assert search(working, Random(0), SearchLimits(50, 50, lambda: next(left, None) is None)).iterations == 4
    assert search(working, Random(0), SearchLimits(0, 50)).iterations == 0


def test_a_plan_that_loses_on_a_higher_level_is_never_accepted() -> None:
    working = constructed(3)
    worse = working.copy()
    worse.rank += (1 << LEVEL_BITS) - 1
    assert not any(recreate._accepts(working, worse, 1e6, Random(seed)) for seed in range(50))
    little = working.copy()
    little.rank += 1
    assert any(recreate._accepts(working, little, 10.0, Random(seed)) for seed in range(50))
    assert recreate._accepts(worse, working, 0.0, Random(0))


def test_a_bad_order_is_put_right() -> None:
    """East, west, east, west takes 75 minutes more than each place once."""
    items = [appointment(f"a{i}", 10, place) for i, place in enumerate((EAST, WEST, EAST, WEST))]
    data, judged_by = problem(items, [technician("ann", shift(480, 960))]), policy()
    working = Working(Evaluator(data, judged_by), Eligibility(data, judged_by))
    assert working.assign(0, (0, 1, 2, 3))
    best = search(working, Random(1), SearchLimits(60, 60)).best
    assert best.evaluator.vector(best.rank)[-1] == (10 + 25 + 20) * 6000 * 100


def test_of_many_unserved_some_are_tried_each_time_and_all_in_the_end() -> None:
    """Fifty jobs wait, the day holds seven; the one urgent one among them finds its way in."""
    items = [appointment(f"a{index}", 60, priority=3 - (index == 41)) for index in range(50)]
    data, judged_by = problem(items, [technician()]), policy()
    working = Working(Evaluator(data, judged_by), Eligibility(data, judged_by))
    assert working.assign(0, tuple(range(7)))
    best = search(working, Random(2), SearchLimits(40, 40)).best
    assert 41 in best.place
    assert len(best.place) == 7
