"""What a pair of twin plans is."""

from __future__ import annotations

from typing import NamedTuple

from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler.build import policy

POLICY = policy()


class Twin(NamedTuple):
    """A problem with an allowed plan and one that breaks exactly one constraint, once, with this code."""

    problem: ProblemData
    policy: Policy
    allowed: Plan
    forbidden: Plan
    code: str
