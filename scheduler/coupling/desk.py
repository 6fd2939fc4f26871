"""A desk for single appointments on a plan in which others are coupled: what is coupled stays where it is."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.coupling.couplings import Couplings
from scheduler.coupling.placed import Fixed, PlacedEligibility, PlacedEvaluator
from scheduler.coupling.rows import Rows
from scheduler.desk import Basis, Desk
from scheduler.entities import Pin
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop


def placed_desk(problem: ProblemData, policy: Policy, plan: Plan) -> Desk:
    """A desk on which the visits of coupled appointments are facts; only the others can be asked about."""
    rows = Rows(Couplings(problem))
    index = {item.id: row for row, item in enumerate(problem.appointments)}
    fixed: dict[int, Fixed] = {}
    pins: dict[int, Pin] = {}
    free = {row: list(visits) for row, visits in rows.visits.items()}

    def shown(route: Route, stop: Stop) -> Stop:
        """A stop as one of the desk's problem. What is there too often is left as it is, and closes its route."""
        visits = free.get(index.get(stop.id, -1), []) if stop.kind == "visit" else []
        if not visits:
            return stop
        visit = visits.pop(0)
        duty = problem.duty.get((route.technician, route.shift))
        fixed[visit] = Fixed(((stop.start, stop.start),), stop.end - stop.start, duty)
        pins[visit] = Pin(route.technician, stop.start, frozen=True)
        return stop.replace(id=rows.problem.appointments[visit].id)

    routes = [route.replace(stops=tuple(shown(route, stop) for stop in route.stops)) for route in plan.routes]
    items = [
        item.replace(pin=pins[visit], waivers=()) if visit in pins else item
        for visit, item in enumerate(rows.problem.appointments)
    ]
    basis = PlacedBasis(rows, fixed)
    return Desk(rows.problem.replace(appointments=tuple(items)), policy, Plan(tuple(routes)), basis)


class PlacedBasis(Basis):
    """Evaluator and eligibility with some visits fixed."""

    def __init__(self, rows: Rows, fixed: Mapping[int, Fixed]) -> None:
        self.rows, self.fixed = rows, fixed

    def evaluator(self, problem: ProblemData, policy: Policy) -> PlacedEvaluator:
        """What values routes."""
        return PlacedEvaluator(self.rows.on(problem), policy, problem).with_fixed(self.fixed)

    def eligibility(self, problem: ProblemData, policy: Policy) -> PlacedEligibility:
        """Who may do what."""
        return PlacedEligibility(self.rows.on(problem), policy).with_fixed(self.fixed)

    def name(self, visit: str) -> str:
        """What people call a visit of the desk's problem."""
        return self.rows.name.get(visit, visit)
