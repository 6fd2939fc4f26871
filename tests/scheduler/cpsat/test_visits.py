"""The exact model over visits against trying everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.cpsat import visits
from scheduler.cpsat.visits import SolverDisagreement, VisitsResult, solve_visits
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler import build
from tests.scheduler.brute_force import best_value
from tests.scheduler.eligible import allowed_by_judge
from tests.scheduler.tiny_days import tiny_days, tiny_policies


def solve(problem: ProblemData, policy: Policy, **options: object) -> VisitsResult:
    """Solve a tiny problem to the end."""
    given = {"deterministic_seconds": 20.0, "seed": 1, **options}
    return solve_visits(problem, policy, allowed_by_judge(problem, policy), **given)


def worth(problem: ProblemData, policy: Policy, plan: Plan) -> tuple[int, ...]:
    """The value of a plan."""
    return objective.value(problem, policy, objective.terms(problem, policy, plan))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(tiny_days(), tiny_policies())
def test_proves_what_trying_everything_finds(problem: ProblemData, policy: Policy) -> None:
    result = solve(problem, policy)
    assert result.status == "optimal"
    assert result.value == result.bound == best_value(problem, policy)
    assert worth(problem, policy, result.plan) == result.value
    assert not added(check(problem, policy, result.plan))
