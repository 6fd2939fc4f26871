"""The objective: what a plan is worth under a policy, level by level, and the same in minutes for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scheduler.policy import POINTS_PER_TICK, TERMS, Level, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.terms import MINUTES_PER_HOUR, TERM_FUNCTIONS, Case, Share

HUNDREDTHS = 100
METRES_PER_MINUTE = 1000
Minutes = dict[str, float]


@dataclass(frozen=True)
class Attribution:
    """Whose the weighted minutes of a plan are: by appointment, by route (technician, shift), and the plan's own.

    A visit has what lies between the end of the stop before it and its own end; an appointment that is not served
    has what that costs. A route has the way home, overtime and the cost of using the technician; the plan has
    fairness and spread. Each term adds up to what :func:`minutes` gives.
    """

    appointments: dict[str, Minutes] = field(default_factory=dict)
    routes: dict[tuple[str, str], Minutes] = field(default_factory=dict)
    plan: Minutes = field(default_factory=dict)


def terms(problem: ProblemData, policy: Policy, plan: Plan) -> dict[str, int]:
    """Every term as a raw integer in its unit, and the unserved minutes of each priority as ``unserved/<priority>``."""
    case = Case(problem, policy, plan)
    values = {name: sum(share.amount for share in shares(case)) for name, shares in TERM_FUNCTIONS.items()}
    values |= dict.fromkeys(_priority_terms(problem), 0)
    for item in case.unserved:
        values[_of_priority(item.priority)] += policy.unserved_minutes(item.priority)
    return values


def levels(problem: ProblemData, policy: Policy) -> list[Level]:
    """The levels of the objective as (term, weight in hundredths), the most important first.

    A strict policy has, in the place of ``unserved``, a level for each priority among the appointments.
    """
    expanded: list[Level] = []
    for level in policy.levels:
        weights = dict(level)
        if policy.strict and "unserved" in weights:
            expanded += [((name, weights["unserved"]),) for name in _priority_terms(problem)]
        else:
            expanded.append(level)
    return expanded


def value(problem: ProblemData, policy: Policy, terms: Mapping[str, int]) -> tuple[int, ...]:
    """The objective in points, one number a level, compared one after the other; smaller is better."""
    points = points_per_unit(problem)
    return tuple(
        sum(weight * points[_base(name)] * terms[name] for name, weight in level) for level in levels(problem, policy)
    )


def minutes(problem: ProblemData, policy: Policy, terms: Mapping[str, int]) -> Minutes:
    """Every term in weighted minutes of technician time; 0 for a term that the policy does not count."""
    return {name: terms[name] * rate for name, rate in _rates(problem, policy).items()}


def attribution(problem: ProblemData, policy: Policy, plan: Plan) -> Attribution:
    """The weighted minutes of every term that the policy counts, by whose they are; shares of nothing are left out."""
    case, result = Case(problem, policy, plan), Attribution()
    for name, rate in _rates(problem, policy).items():
        for share in TERM_FUNCTIONS[name](case) if rate else ():
            if share.amount:
                account = _account(result, share)
                account[name] = account.get(name, 0.0) + share.amount * rate
    return result


def visit_terms(problem: ProblemData, policy: Policy, plan: Plan) -> dict[str, Minutes]:
    """The weighted minutes of each appointment by term: that part of :func:`attribution` that is an appointment's."""
    return attribution(problem, policy, plan).appointments


def points_per_unit(problem: ProblemData) -> dict[str, int]:
    """Points of one raw unit of each term at a weight of 0.01."""
    a_minute = POINTS_PER_TICK * problem.horizon.ticks_per_minute
    by_unit = {
        "minutes": a_minute,
        "count": a_minute,
        "ticks": POINTS_PER_TICK,
        "metres": a_minute // METRES_PER_MINUTE,
        "money": POINTS_PER_TICK // MINUTES_PER_HOUR,
        "points": 1,
    }
    return {name: by_unit[unit] for name, unit in TERMS.items()}


def _rates(problem: ProblemData, policy: Policy) -> Minutes:
    a_minute = HUNDREDTHS * POINTS_PER_TICK * problem.horizon.ticks_per_minute
    return {name: policy.weight(name) * points / a_minute for name, points in points_per_unit(problem).items()}


def _account(result: Attribution, share: Share) -> Minutes:
    if share.appointment is not None:
        return result.appointments.setdefault(share.appointment, {})
    return result.plan if share.route is None else result.routes.setdefault(share.route, {})


def _priority_terms(problem: ProblemData) -> Iterator[str]:
    return map(_of_priority, sorted({item.priority for item in problem.appointments}))


def _of_priority(priority: int) -> str:
    return f"unserved/{priority}"


def _base(term: str) -> str:
    return term.partition("/")[0]
