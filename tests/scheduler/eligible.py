"""Who may serve what, asked of the judge, so that tests of a model need no other module's eligibility."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.check import added, check
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop

#: The constraints that say who may serve what, whenever, and those of them that are a crew's together.
JOINT = ("skill", "tools", "pin")
STATIC = ("location", "territory", "skill", "certificate", "tools", "choice", "pin")


def allowed_by_judge(problem: ProblemData, policy: Policy) -> NDArray[np.bool_]:
    """Appointments x duties: whether a visit breaks none of the constraints on who may go."""
    pairs = [[_allowed(problem, policy, item.id, duty) for duty in problem.duty] for item in problem.appointments]
    return np.array(pairs, dtype=np.bool_).reshape(len(problem.appointments), len(problem.duties))


def _allowed(problem: ProblemData, policy: Policy, name: str, duty: tuple[str, str]) -> bool:
    pin = problem.appointment[name].pin
    shared = JOINT if problem.appointment[name].crew > 1 else ()
    start = 0 if pin is None or pin.start is None else pin.start
    stops = [Stop(depot.id, start, start, start, "depot") for depot in problem.depots]
    route = Route(*duty, start, start, (*stops, Stop(name, start, start, start)))
    found = added(check(problem, policy, Plan((route,))))
    return not any(violation.constraint in STATIC and violation.constraint not in shared for violation in found)
