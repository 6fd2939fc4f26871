"""The change of every term of the objective when one or two routes of a plan change: the same functions, fewer routes.

Terms of a single route are added up by the functions of ``scheduler.terms``. What joins routes is kept apart: fairness
by the load, spread by the working time of each technician.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from scheduler.policy import TERMS
from scheduler.route import STABILITY_MINUTES, Evaluator
from scheduler.solution import Plan, Route
from scheduler.terms import TERM_FUNCTIONS, Case

#: Terms whose function looks at more than the routes: computed here from what the evaluator knows.
_JOINT = ("unserved", "fairness", "spread", "same_site", "stability")
_SINGLE = tuple(name for name in TERMS if name not in _JOINT)


def route_terms(evaluator: Evaluator, route: Route) -> Counter[str]:
    """What a route adds to every term (raw) apart from fairness and spread; served visits count as less unserved."""
    case = Case(evaluator.problem, evaluator.policy, Plan((route,)))
    found = Counter({name: sum(share.amount for share in TERM_FUNCTIONS[name](case)) for name in _SINGLE})
    before: int | None = None
    for point in (point for itinerary in case.itineraries for point in itinerary.points[1:-1]):
        visit = point.visit
        if visit is None:
            before = None
            continue
        item = visit.appointment
        minutes = evaluator.policy.unserved_minutes(item.priority)
        found["unserved"] -= minutes
        found[f"unserved/{item.priority}"] -= minutes
        found["same_site"] += int(item.location != before and evaluator.is_shared(item.location))
        found["stability"] += _moved(evaluator, item.id, route.technician, visit.stop.start)
        before = item.location
    return found


def _moved(evaluator: Evaluator, name: str, technician: str, start: int) -> int:
    """The stability of a visit less that of not serving it."""
    published = evaluator.published.get(name)
    if published is None or published.technician != technician:
        return 0
    cap = STABILITY_MINUTES * evaluator.problem.horizon.ticks_per_minute
    return min(cap, abs(start - published.start)) - cap


def fairness_change(evaluator: Evaluator, loads: Mapping[int, int], changes: Mapping[int, int]) -> int:
    """Points of fairness when the plan's load of some technicians (by index) changes by so many ticks."""
    accounts = evaluator.accounts
    return sum(
        accounts[owner].cost(loads[owner] + change) - accounts[owner].cost(loads[owner])
        for owner, change in changes.items()
    )


def spread(working: Iterable[int]) -> int:
    """Longest less shortest working time."""
    times = tuple(working)
    return max(times, default=0) - min(times, default=0)


def packed(evaluator: Evaluator, terms: Mapping[str, int]) -> int:
    """A change of terms as a rank, all levels in one number."""
    return sum(factor * terms.get(name, 0) for name, factor in evaluator.multiplier.items())
