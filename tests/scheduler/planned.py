"""Tiny days with a plan on them, and what a plan is worth."""

from __future__ import annotations

from itertools import permutations, product

from hypothesis import strategies as st

from scheduler import objective
from scheduler.construct import construct
from scheduler.eligibility import Eligibility
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.solution import Plan
from scheduler.working import Working
from tests.scheduler.tiny_days import tiny_days, tiny_policies

Planned = tuple[ProblemData, Policy, Plan]


def constructed(problem: ProblemData, policy: Policy) -> Plan:
    """The plan of regret insertion."""
    working = Working(Evaluator(problem, policy), Eligibility(problem, policy))
    construct(working)
    return working.plan()


@st.composite
def planned_days(draw: st.DrawFn) -> Planned:
    """A tiny day, a policy and the constructed plan."""
    problem, policy = draw(tiny_days()), draw(tiny_policies())
    return problem, policy, constructed(problem, policy)


def worth(problem: ProblemData, policy: Policy, plan: Plan) -> tuple[int, ...]:
    """The objective of a plan, recomputed."""
    return objective.value(problem, policy, objective.terms(problem, policy, plan))


def servable(problem: ProblemData, policy: Policy, names: set[str]) -> bool:
    """Whether there is a plan that serves all of these, by trying every assignment and order."""
    part = problem.without(problem.appointment.keys() - names)
    working = Working(Evaluator(part, policy), Eligibility(part, policy))
    rows = range(len(part.appointments))
    for owners in product(range(len(part.duties)), repeat=len(part.appointments)):
        if not all(working.eligibility.allowed_at(row, owner) for row, owner in zip(rows, owners, strict=True)):
            continue
        if all(_fits(working, [row for row in rows if owners[row] == duty], duty) for duty in range(len(part.duties))):
            return True
        working = Working(working.evaluator, working.eligibility)
    return not part.appointments


def _fits(working: Working, rows: list[int], duty: int) -> bool:
    return any(working.assign(duty, order) for order in permutations(rows))
