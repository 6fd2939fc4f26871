"""The exact model over visits: optional visits with starts, one circuit a duty, every constraint and every term.

It is for small parts of a problem and for checking everything else: a plan that it proves optimal is the best there
is. Levels of the objective are minimised one after the other; what is left open is then timed tightly, so that the
same routes always come out with the same times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scheduler import objective
from scheduler.check import added, check
from scheduler.cpsat.levels import LevelSolver, Settings, Stop, Weighted
from scheduler.cpsat.visit_constraints import post_constraints
from scheduler.cpsat.visit_plans import hint_values, read_plan
from scheduler.cpsat.visit_terms import term
from scheduler.cpsat.visit_variables import VisitModel, build_variables, total
from scheduler.policy import Level, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
#: The share of the work that is kept for the times of the routes found.
TIMING_SHARE = 0.05


class SolverDisagreement(RuntimeError):  # noqa: N818 - it says what happened
    """The solver's plan breaks a constraint or is not worth what the solver believed: an internal error."""


@dataclass(frozen=True)
class VisitsResult:
    """The best plan found, its value level by level, and what is proved.

    ``bound`` is a lower bound of each level, given the best of those before it: equal to the value for every level
    proved optimal, then one more for the first level that is not, and none after that. ``infeasible`` needs
    ``fixed`` choices that contradict each other: without them the empty plan is always possible. ``infeasible`` and
    ``unknown`` (not even the hint could be followed in time) come with the hint if the judge passes it, else with
    the empty plan.
    """

    plan: Plan
    value: tuple[int, ...]
    bound: tuple[int, ...]
    status: Status


def solve_visits(
    problem: ProblemData,
    policy: Policy,
    allowed: NDArray[np.bool_],
    *,
    deterministic_seconds: float,
    seed: int,
    workers: int = 1,
    hint: Plan | None = None,
    fixed: Mapping[str, int | None] | None = None,
    stop: Stop | None = None,
) -> VisitsResult:
    """The best plan that ``deterministic_seconds`` of work find, and how good a plan could be at best.

    ``allowed`` (appointments x duties) is eligibility: a pair that is not allowed is never made. It settles location,
    territory, skill, certificate, tools, choice and the pinned technician; all else is stated here. ``fixed`` gives
    appointments the index of the duty that must serve them, or ``None`` for those to be left unserved. ``stop`` is
    asked now and then whether to end early with what there is.

    Without ``stop`` the same arguments give the same result. Raises :class:`SolverDisagreement` if the plan found is
    not what the solver took it for, ``OverflowError`` if weights, costs or times are too large to count.
    """
    visits = build_variables(problem, policy, allowed)
    post_constraints(visits)
    _fix(visits, fixed or {})
    levels = [_level(visits, level) for level in objective.levels(problem, policy)]
    settings = Settings(deterministic_seconds, seed, workers, stop)
    solver = LevelSolver(visits.model, settings)
    solver.hint(hint_values(visits, hint or Plan()))
    outcome = solver.minimise_all(levels)
    if outcome.values is None:
        plan = _fallback(problem, policy, hint)
        status: Status = "infeasible" if outcome.infeasible else "unknown"
        return VisitsResult(plan, _value(problem, policy, plan), outcome.bounds, status)
    _tighten_times(visits, solver, deterministic_seconds * TIMING_SHARE)
    plan = read_plan(visits, solver.solution)
    value = _confirmed(problem, policy, plan, outcome.values, outcome.proved)
    return VisitsResult(plan, value, outcome.bounds, "optimal" if outcome.proved == len(levels) else "feasible")


def _fallback(problem: ProblemData, policy: Policy, hint: Plan | None) -> Plan:
    """The hint, if the judge passes it, else the empty plan."""
    return hint if hint is not None and not added(check(problem, policy, hint)) else Plan()


def _level(visits: VisitModel, level: Level) -> list[Weighted]:
    points = objective.points_per_unit(visits.problem)
    counted = [(name, weight) for name, weight in level if weight]
    return [(weight * points[name.partition("/")[0]], term(visits, name)) for name, weight in counted]


def _fix(visits: VisitModel, fixed: Mapping[str, int | None]) -> None:
    """State the choices that are not this solve's to make."""
    for name, item in enumerate(visits.problem.appointments):
        if item.id in fixed:
            duty = fixed[item.id]
            chosen = visits.unserved.get(name, 1) if duty is None else visits.present(name).get(duty, 0)
            visits.model.add_bool_or([chosen])


def _tighten_times(visits: VisitModel, solver: LevelSolver, share: float) -> None:
    """Keep routes and levels, and start every visit and return as early, and depart as late, as they permit."""
    for duty in visits.duties:
        for choice in (duty.used, *duty.points.values(), *duty.arcs.values()):
            visits.model.add(choice == solver.value(choice))
    starts = total(visits.start.values())
    solver.minimise(starts + total(duty.arrival - duty.departure for duty in visits.duties), share)


def _value(problem: ProblemData, policy: Policy, plan: Plan) -> tuple[int, ...]:
    return objective.value(problem, policy, objective.terms(problem, policy, plan))


def _confirmed(
    problem: ProblemData, policy: Policy, plan: Plan, believed: tuple[int, ...], proved: int
) -> tuple[int, ...]:
    """The plan's value, once the judge has passed it and it is what the solver believed.

    A level that is not proved may turn out better than believed: the solver need not have pressed every bound tight.
    """
    faults = [violation.sentence for violation in added(check(problem, policy, plan))]
    value = _value(problem, policy, plan)
    if faults or value[:proved] != believed[:proved] or value > believed:
        raise SolverDisagreement(f"believed {believed}, found {value}; {' '.join(faults)}")
    return value
