"""The judge: says of any plan, also one made by hand, which constraints it breaks. No plan leaves without it.

It is independent of everything that makes plans: it reads the problem, the policy and the plan, and shares no rule
with eligibility or with the solver. It never raises, whatever the plan: what makes no sense is a violation.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.check import breaks, chains, crews, depots, parts, plans, routes, visits
from scheduler.check.violation import Case, Check, Violation
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

__all__ = ["CONSTRAINT_CHECKS", "Violation", "added", "check"]

#: Every hard constraint by the name that waivers use, with the function that finds what breaks it.
CONSTRAINT_CHECKS: dict[str, Check] = {
    "once": plans.once,
    "location": visits.location,
    "territory": visits.territory,
    "skill": crews.both(visits.skill, crews.skill),
    "certificate": visits.certificate,
    "tools": crews.both(depots.tools, crews.tools),
    "parts": parts.parts,
    "depot": depots.depot,
    "choice": visits.choice,
    "pin": crews.both(visits.pin, crews.pin),
    "capacity": routes.capacity,
    "shift": routes.shift,
    "absence": visits.absence,
    "break": breaks.breaks,
    "window": visits.window,
    "sla": visits.sla,
    "travel": routes.travel,
    "limits": routes.limits,
    "service": crews.both(visits.service, crews.service),
    "crew": crews.crew,
    "precedence": chains.precedence,
    "all_or_none": chains.all_or_none,
}


def check(problem: ProblemData, policy: Policy, plan: Plan) -> tuple[Violation, ...]:
    """Everything that a plan breaks, by technician, shift and constraint; empty if the plan is allowed."""
    case = Case(problem, policy, plan)
    found = [violation for find in CONSTRAINT_CHECKS.values() for violation in find(case)]
    return tuple(sorted(found, key=_place))


def added(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """The violations that are the plan's own, not inherited from frozen visits and granted waivers."""
    return tuple(violation for violation in violations if not violation.inherited)


def _place(violation: Violation) -> tuple[str, ...]:
    who = (violation.technician or "", violation.shift or "", violation.appointment or "")
    return (*who, violation.constraint, violation.code, violation.sentence)
