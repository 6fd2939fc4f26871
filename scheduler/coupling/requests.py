"""One request for a coupled appointment: the places for it on a plan as it stands, and commitment to one of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from scheduler import objective
from scheduler.check import added, check
from scheduler.coupling.couplings import Couplings
from scheduler.coupling.placed import Fixed
from scheduler.coupling.places import Place, Places, Span
from scheduler.coupling.rows import Rows
from scheduler.coupling.start import take_over
from scheduler.coupling.working import CoupledWorking
from scheduler.explanation import Slot
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.room import start_range
from scheduler.solution import Plan

#: Times that are looked at for a crew.
TIMES = 24


class CoupledDesk:
    """A plan on which coupled appointments, and the rows ``also``, are asked about, with all else fixed."""

    def __init__(self, problem: ProblemData, policy: Policy, plan: Plan, also: Iterable[int] = ()) -> None:
        self.problem, self.policy, self.plan = problem, policy, plan
        empty = CoupledWorking(Rows(Couplings(problem, also)), policy)
        self.places = Places(empty.rows, policy)
        self.couplings = empty.rows.couplings
        self.working = take_over(empty, self.places, plan)
        self.index = {item.id: row for row, item in enumerate(problem.appointments)}

    def without(self, row: int) -> CoupledWorking:
        """The plan less one appointment; what depends on it stays."""
        working = self.working.copy()
        if row in working.placements:
            working.take(row)
        return working

    def hindered(self, row: int) -> tuple[str, str] | None:
        """Code and words if others have to be served first."""
        served, items = self.working.placements, self.problem.appointments
        for link in self.couplings.before.get(row, ()):
            if link.needed and link.before not in served:
                return "PRECEDENCE", f"{items[link.before].id}, which comes before it, is not in the plan"
        left = [other for other in self.couplings.companions(row) if other != row and other not in served]
        if left and not items[row].frozen:
            names = ", ".join(items[other].id for other in left)
            return "ALL_OR_NONE", f"{names} of its group {items[row].group} are not in the plan"
        return None

    def offers(self, row: int) -> list[Place]:
        """Places for an appointment, the cheapest first, one for each crew and start."""
        if self.hindered(row) is not None:
            return []
        working = self.without(row)
        offers = self.places.offers(working, row, self._span(working, row), times=TIMES)
        found: dict[tuple[frozenset[int], int], Place] = {}
        for place in sorted(offers, key=lambda one: one[:2]):
            found.setdefault((frozenset(place.placement.duties), place.placement.start), place)
        return list(found.values())

    def _span(self, working: CoupledWorking, row: int) -> Span:
        return self.places.span(working, row)

    def after(self, row: int, place: Place) -> Plan:
        """The plan with an appointment in a place; routes that this does not touch are as they were, to the tick."""
        working = self.without(row)
        if not working.put(row, place.placement, place.routes):
            raise AssertionError("a place was taken on a plan it was not computed for")
        before = {self.problem.duties[duty] for duty in self._touched(row)}
        changed = {(one.id, shift.id) for one, shift in before}
        changed |= {(one.id, shift.id) for one, shift in (self.problem.duties[duty] for duty in place.placement.duties)}
        kept = [route for route in self.plan.routes if (route.technician, route.shift) not in changed]
        new = [route for route in working.plan().routes if (route.technician, route.shift) in changed]
        return Plan((*kept, *new)).sorted()

    def _touched(self, row: int) -> tuple[int, ...]:
        return self.working.placements[row].duties if row in self.working.placements else ()

    @cached_property
    def _terms(self) -> dict[str, int]:
        return objective.terms(self.problem, self.policy, self.plan)

    def slot(self, row: int, place: Place) -> Slot:
        """A place with everything that people want to know of it; the change of each term is that of the whole plan."""
        terms = objective.terms(self.problem, self.policy, self.after(row, place))
        change = {name: value - self._terms[name] for name, value in terms.items()}
        earliest, latest = self._range(row, place)
        people = [self.problem.duties[duty] for duty in place.placement.duties]
        return Slot(
            appointment=self.problem.appointments[row].id,
            technician=people[0][0].id,
            shift=people[0][1].id,
            after=self._before(row, place),
            start=place.placement.start,
            end=place.placement.end,
            earliest=earliest,
            latest=latest,
            terms=change,
            minutes=objective.minutes(self.problem, self.policy, change),
            rank=objective.value(self.problem, self.policy, change),
            partners=tuple(technician.id for technician, _ in people[1:]),
            depots=tuple(self.problem.depots[~index].id for route in place.routes for index in route if index < 0),
        )

    def _before(self, row: int, place: Place) -> str | None:
        """The visit before it on the route of the first of the crew."""
        rows, route = self.working.rows, place.routes[0]
        before = [index for index in route[: route.index(rows.visits[row][0])] if index >= 0]
        return rows.name[rows.problem.appointments[before[-1]].id] if before else None

    def _range(self, row: int, place: Place) -> tuple[int, int]:
        """How early and how late all of the crew could start with everything else fixed."""
        working, service = self.without(row), place.placement.service
        span, visits = self._span(working, row), self.working.rows.visits[row]
        ranges = []
        for visit, duty, route in zip(visits, place.placement.duties, place.routes, strict=True):
            bounds = span.cut(self.places.bounds(row, duty, service), service)
            trial = working.trying({visit: Fixed(bounds, service, duty)})
            ranges.append(start_range(trial.evaluator, duty, route, route.index(visit)))
        return max(first for first, _ in ranges), min(last for _, last in ranges)

    def commit(self, slot: Slot) -> Plan | None:
        """The plan with a slot carried out, ``None`` if it is not there any more or breaks what was whole."""
        row = self.index.get(slot.appointment, -1)
        wanted = {slot.technician, *slot.partners}
        for place in self.offers(row) if row >= 0 else ():
            people = {self.problem.duties[duty][0].id for duty in place.placement.duties}
            if place.placement.start == slot.start and people == wanted:
                after = self.after(row, place)
                known = set(check(self.problem, self.policy, self.plan))
                new = [one for one in added(check(self.problem, self.policy, after)) if one not in known]
                return None if new else after
        return None
