"""The compiled search as the engine uses it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from scheduler.policy import POLICIES
from scheduler.search import SearchLimits, searcher
from scheduler.search.chains import KernelSearch
from scheduler.search.encode import refusals
from scheduler.search.recreate import PlainSearch
from scheduler.solve import Settings, rounds_from_text, rounds_text, solve
from tests.scheduler.search.small_days import any_policy, kernel, small_day, start


@pytest.mark.parametrize("chains", [1, 2])
def test_the_same_seed_and_counts_give_the_same_plan(chains: int) -> None:
    working = start(small_day(1), POLICIES["customer_first"])
    first, second = (kernel(working, chains).search(working, Random(3), SearchLimits(700, 700)) for _ in range(2))
    assert first.best.sequences == second.best.sequences
    assert list(first.pool) == list(second.pool)


@pytest.mark.parametrize("seed", range(6))
def test_a_search_never_makes_a_plan_worse_and_believes_what_it_is_worth(seed: int) -> None:
    working = start(small_day(seed, count=20, crew=4), any_policy(seed))
    search = kernel(working, 2)
    begun, added = search.construct(working, lambda: False, None, quickly=False)
    found = search.search(begun, Random(seed), SearchLimits(400, 400))
    assert found.best.total() <= begun.total() <= working.total()
    assert found.iterations == 400
    assert added == len(begun.place)
    assert {(duty, row) for duty, row in enumerate(found.best.sequences) if row} <= found.pool.keys()


def test_a_search_that_is_stopped_says_how_far_it_came_and_can_be_repeated() -> None:
    working = start(small_day(2, count=20), POLICIES["high_intensity"])
    looks = iter([False, False, True])
    search = kernel(working)
    stopped = search.search(working, Random(1), SearchLimits(100_000, 100_000, lambda: next(looks)))
    again = search.search(working, Random(1), SearchLimits(100_000, stopped.iterations))
    assert 0 < stopped.iterations < 100_000
    assert again.best.sequences == stopped.best.sequences


def test_what_the_kernel_cannot_do_is_searched_in_plain_python() -> None:
    problem = small_day(3)
    technician = problem.technicians[0]
    rest = technician.shifts[0].breaks or small_day(1).technicians[1].shifts[0].breaks
    breaks = tuple(replace(rest[0], earliest=600 + 60 * n, latest=620 + 60 * n, duration=5) for n in range(3))
    shifts = (technician.shifts[0].replace(breaks=breaks), *technician.shifts[1:])
    crowded = problem.replace(technicians=(technician.replace(shifts=shifts), *problem.technicians[1:]))
    policy = POLICIES["customer_first"]
    assert isinstance(searcher(start(crowded, policy)), PlainSearch)
    assert refusals(start(crowded, policy).evaluator) == ("a shift has more than 2 breaks",)
    short = problem.replace(depots=(problem.depots[0].replace(stock=()), *problem.depots[1:]))
    assert refusals(start(short, policy).evaluator) == ("a depot lacks something that is needed",)
    assert problem.depots
    assert isinstance(searcher(start(problem, policy)), KernelSearch)


def test_a_run_limited_by_time_is_repeated_by_its_counts() -> None:
    problem, policy = small_day(4, count=24, crew=4), POLICIES["customer_first"]
    result = solve(problem, policy, Settings(seconds=1.0, seed=5))
    rounds = rounds_from_text(rounds_text(result.rounds))
    again = solve(problem, policy, Settings(seed=5, replay=rounds))
    assert again.plan == result.plan
    assert again.rounds == result.rounds
