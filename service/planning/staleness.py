"""Which of a plan's days have changed since it was made, with all that hangs on them. Pure, apart from its queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route
from service.planning.scope import is_fact, number_of
from service.workforce.workdays import EVERY_DAY, Pair, days_of

Duty = tuple[str, str]
"""Technician and shift, as the problem names them; the shift is empty for a visit outside all of them."""


@dataclass(frozen=True)
class Links:
    """Which duties each visit is on, in the plan or before it, and which visits go together."""

    problem: ProblemData
    duties: dict[str, set[Duty]] = field(default_factory=lambda: defaultdict(set))
    visits: dict[Duty, set[str]] = field(default_factory=lambda: defaultdict(set))
    partners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, problem: ProblemData, plan: Plan) -> "Links":
        """Return the links of a plan."""
        links = cls(problem)
        for route, stop in plan.each_visit():
            if not is_fact(stop.id):
                links._add(stop.id, (route.technician, route.shift))
        for visit in problem.published:
            links._add(visit.appointment, (visit.technician, _shift_at(problem, visit.technician, visit.start)))
        for item in problem.appointments:
            for before in item.predecessors:
                links.partners[item.id].add(before.appointment)
                links.partners[before.appointment].add(item.id)
        return links

    def _add(self, visit: str, duty: Duty) -> None:
        self.duties[visit].add(duty)
        self.visits[duty].add(visit)

    def spread(self, changed: Mapping[Duty, str], lost: Mapping[str, str]) -> dict[Duty, str]:
        """Return the duties to be left as they are, with the reason: those that changed, those of visits that were
        lost, and those that share a visit, a crew or an order of visits with one of them."""
        out: dict[Duty, str] = {}
        waiting: list[tuple[Duty, str]] = list(changed.items())
        waiting += [(duty, reason) for visit, reason in lost.items() for duty in self.duties.get(visit, ())]
        while waiting:
            duty, reason = waiting.pop()
            if duty in out:
                continue
            out[duty] = reason
            for visit in self.visits.get(duty, ()):
                for other in {visit, *self.partners.get(visit, ())}:
                    waiting += [(each, f"{other} goes with {duty[0]}") for each in self.duties.get(other, ())]
        return out

    def pairs(self, duty: Duty) -> Iterator[Pair]:
        """Yield the days of a technician on which a duty depends."""
        number = number_of(duty[0])
        yield number, EVERY_DAY
        for day in self._days(duty):
            yield number, day

    def _days(self, duty: Duty) -> Iterable[date]:
        problem = self.problem
        if duty in problem.duty:
            shift = problem.duties[problem.duty[duty]][1]
            return days_of(problem.horizon.instant(shift.start), problem.horizon.instant(shift.end))
        starts = [visit.start for visit in problem.published if visit.technician == duty[0]]
        return {day for start in starts for day in days_of(*[problem.horizon.instant(start)] * 2)}


def _shift_at(problem: ProblemData, technician: str, start: int) -> str:
    known = problem.technician.get(technician)
    shifts = known.shifts if known is not None else ()
    return next((shift.id for shift in shifts if shift.start <= start < shift.end), "")


def rest(plan: Plan, out: Mapping[Duty, str]) -> tuple[Route, ...]:
    """Return the routes of a plan without those of duties that are left as they are."""
    return tuple(route for route in plan.routes if (route.technician, route.shift) not in out)
