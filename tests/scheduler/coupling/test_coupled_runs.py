"""Solving with crews, order and groups: plans that the judge passes, as good as can be shown on small days."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective, part_run
from scheduler.check import added, check
from scheduler.coupling.run import CoupledRun, coupled_working
from scheduler.cpsat.visits import solve_visits
from scheduler.eligibility import Eligibility
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.rounds import MOVED, rounds_from_text, rounds_text
from scheduler.solution import Plan
from scheduler.solve import Settings, solve
from tests.scheduler.busy_days import any_policy
from tests.scheduler.coupled_days import coupled_day, coupled_depot_day, coupled_jammed_day
from tests.scheduler.coupling.crowded_days import served_day
from tests.scheduler.tiny_days import tiny_policy

SEEDS = st.integers(0, 10**6)
QUICK = Settings(workers=1)
CUSTOMER_FIRST = POLICIES["customer_first"]


def worth(data: ProblemData, judged_by: Policy, made: Plan) -> tuple[int, ...]:
    return objective.value(data, judged_by, objective.terms(data, judged_by, made))


@pytest.fixture
def without_the_exact_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_run, "EXACT_APPOINTMENTS", 0)


@settings(max_examples=10)
@given(SEEDS)
def test_a_small_day_is_solved_to_the_optimum(seed: int) -> None:
    data, judged_by = coupled_day(seed), tiny_policy(seed)
    allowed = Eligibility(data, judged_by).allowed
    best = solve_visits(data, judged_by, allowed, deterministic_seconds=20.0, seed=1)
    assert best.status == "optimal"
    made = solve(data, judged_by, QUICK)
    assert best.value <= made.value
    assert not made.proved or made.value == best.value


@settings(max_examples=16)
@given(SEEDS, st.sampled_from((coupled_day, coupled_depot_day, coupled_jammed_day)))
@pytest.mark.usefixtures("without_the_exact_model")
def test_every_plan_of_the_search_is_right_and_worth_what_is_stated(
    seed: int, day: Callable[[int], ProblemData]
) -> None:
    data, judged_by = day(seed), tiny_policy(seed)
    made = solve(data, judged_by, QUICK)
    assert not added(check(data, judged_by, made.plan))
    assert made.value == worth(data, judged_by, made.plan) <= worth(data, judged_by, Plan())


def test_the_search_alone_finds_nearly_every_optimum(without_the_exact_model: None) -> None:
    found = 0
    for seed in range(12):
        data, judged_by = coupled_day(seed), tiny_policy(seed)
        allowed = Eligibility(data, judged_by).allowed
        best = solve_visits(data, judged_by, allowed, deterministic_seconds=20.0, seed=1)
        found += solve(data, judged_by, QUICK).value == best.value
    assert found >= 9


@settings(max_examples=5)
@given(SEEDS)
def test_what_can_be_served_whole_is_taken_over_whole(seed: int) -> None:
    data, whole = served_day(seed)
    assert not check(data, CUSTOMER_FIRST, whole)
    assert whole.visits.keys() == data.appointment.keys()
    made = solve(data, CUSTOMER_FIRST, Settings(seconds=0, workers=1), initial=whole)
    assert made.plan.visits.keys() == data.appointment.keys()
    assert made.value <= worth(data, CUSTOMER_FIRST, whole)


@settings(max_examples=3)
@given(SEEDS)
def test_a_small_day_made_around_a_plan_is_served_whole(seed: int) -> None:
    data, whole = served_day(seed, people=3, jobs=5)
    made = solve(data, CUSTOMER_FIRST, QUICK)
    assert made.plan.visits.keys() == data.appointment.keys()
    assert made.value <= worth(data, CUSTOMER_FIRST, whole)


def test_a_larger_day_is_planned_and_repeated() -> None:
    data, whole = served_day(5, people=3, jobs=9)
    made = solve(data, CUSTOMER_FIRST, QUICK)
    assert not added(check(data, CUSTOMER_FIRST, made.plan))
    assert made.plan.visits.keys() == whole.visits.keys()
    again = solve(data, CUSTOMER_FIRST, Settings(workers=1, replay=rounds_from_text(rounds_text(made.rounds))))
    assert again.plan == made.plan


def test_a_neighbourhood_that_is_cut_short_is_as_if_it_had_not_been_drawn() -> None:
    """Not even the random numbers to come may depend on it: a run is repeated by what it counted."""
    data, _ = served_day(5, people=3, jobs=9)
    run = CoupledRun(data, coupled_working(data, CUSTOMER_FIRST), 1, lambda: 0.0, lambda: False)
    run.begin(lambda: False)
    random, before = Random(1), run.working
    for _ in range(2):
        assert not run._solve(random, lambda: True)
    assert random.getstate() == Random(1).getstate()
    assert run.working is before
    assert run._solve(random, lambda: False)
    assert random.getstate() != Random(1).getstate()


def test_chains_are_moved_and_the_moves_counted(without_the_exact_model: None) -> None:
    data, _ = served_day(3, people=3, jobs=9)
    made = solve(data, any_policy(3), QUICK)
    assert any(one.planned == MOVED and one.done > 0 for part in made.rounds for one in part)


def test_an_empty_plan_costs_what_is_stated() -> None:
    for seed in range(20):
        data, judged_by = coupled_day(seed), tiny_policy(seed)
        working = coupled_working(data, judged_by)
        assert working.evaluator.vector(working.total()) == worth(data, judged_by, Plan())
