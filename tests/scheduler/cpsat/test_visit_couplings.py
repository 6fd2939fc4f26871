"""Crews, order and groups in the exact model over visits, against trying everything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.cpsat.visits import solve_visits
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from tests.scheduler.brute_force import best_value
from tests.scheduler.coupled_days import coupled_day, coupled_depot_day, coupled_jammed_day
from tests.scheduler.eligible import allowed_by_judge
from tests.scheduler.tiny_days import tiny_policy


@settings(max_examples=3)
@given(st.integers(0, 10**6))
def test_proves_what_trying_everything_finds(seed: int) -> None:
    prove(coupled_day(seed), tiny_policy(seed))


@settings(max_examples=2)
@given(st.integers(0, 10**6))
def test_proves_what_trying_every_stop_at_a_depot_finds(seed: int) -> None:
    prove(coupled_depot_day(seed), tiny_policy(seed))


@settings(max_examples=4)
@given(st.integers(0, 10**6))
def test_proves_what_trying_everything_finds_in_a_jam(seed: int) -> None:
    prove(coupled_jammed_day(seed), tiny_policy(seed))


def prove(problem: ProblemData, policy: Policy) -> None:
    allowed = allowed_by_judge(problem, policy)
    result = solve_visits(problem, policy, allowed, deterministic_seconds=20.0, seed=1)
    assert result.status == "optimal"
    assert result.value == result.bound == best_value(problem, policy)
    assert objective.value(problem, policy, objective.terms(problem, policy, result.plan)) == result.value
    assert not added(check(problem, policy, result.plan))
