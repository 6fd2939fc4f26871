"""The terms of the objective, one function each: raw integers in the unit that ``policy.TERMS`` names.

A term yields shares: an amount and whose it is: an appointment's, a route's (the way home, overtime, cost of using
the technician) or the whole plan's (fairness, spread). The term is the sum of its shares, so what people are shown
per visit is what is optimised. Routes and stops that cannot be read have no share; the judge reports them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scheduler import rotation
from scheduler.check.itinerary import Gap, Itinerary, Visit, itineraries
from scheduler.entities import Appointment
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

MINUTES_PER_HOUR = 60
#: A visit that moved this far has moved as far as one that changed hands, for stability.
STABILITY_CAP_MINUTES = 60


class Share(NamedTuple):
    """A part of a term: an appointment's, a route's (technician, shift), or with neither the plan's."""

    amount: int
    appointment: str | None = None
    route: tuple[str, str] | None = None


@dataclass(frozen=True)
class Case:
    """A plan to be valued."""

    problem: ProblemData
    policy: Policy
    plan: Plan

    @cached_property
    def itineraries(self) -> tuple[Itinerary, ...]:
        """The routes of known duties."""
        return itineraries(self.problem, self.plan)

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """Every visit of a known appointment on a known duty."""
        return tuple(visit for itinerary in self.itineraries for visit in itinerary.visits)

    @cached_property
    def unserved(self) -> tuple[Appointment, ...]:
        """The appointments without a visit."""
        served = {visit.appointment.id for visit in self.visits}
        return tuple(item for item in self.problem.appointments if item.id not in served)

    @property
    def ticks_per_minute(self) -> int:
        """The size of a tick."""
        return self.problem.horizon.ticks_per_minute


Term = Callable[[Case], Iterator[Share]]


def unserved(case: Case) -> Iterator[Share]:
    """What every appointment without a visit costs by its priority [minutes]."""
    for item in case.unserved:
        yield Share(case.policy.unserved_minutes(item.priority), item.id)


def lateness(case: Case) -> Iterator[Share]:
    """End of a visit after it is due [ticks]."""
    for visit in case.visits:
        if visit.appointment.due is not None:
            yield Share(max(0, visit.stop.end - visit.appointment.due), visit.appointment.id)


def slack(case: Case) -> Iterator[Share]:
    """What a visit lacks of the policy's slack before its latest start, at most all of it [ticks]."""
    enough = case.policy.slack_minutes * case.ticks_per_minute
    for visit in case.visits:
        latest = _latest_start(visit)
        if latest is not None:
            yield Share(min(enough, max(0, enough - (latest - visit.stop.start))), visit.appointment.id)


def _latest_start(visit: Visit) -> int | None:
    bounds = [max(window.latest for window in visit.appointment.windows)] if visit.appointment.windows else []
    if visit.appointment.due is not None:
        bounds.append(visit.appointment.due - (visit.stop.end - visit.stop.start))
    return min(bounds, default=None)


def overtime(case: Case) -> Iterator[Share]:
    """Time on duty after the soft end of the shift [ticks]."""
    for itinerary in case.itineraries:
        soft_end, route = itinerary.shift.soft_end, itinerary.route
        if soft_end is not None:
            yield _of_route(itinerary, max(0, route.arrival - max(soft_end, route.departure)))


def travel_time(case: Case) -> Iterator[Share]:
    """Every leg, from the start to the end location [ticks]."""
    for itinerary, gap in _gaps(case):
        yield _of_gap(itinerary, gap, gap.ticks)


def travel_distance(case: Case) -> Iterator[Share]:
    """Every leg, from the start to the end location [metres]."""
    for itinerary, gap in _gaps(case):
        yield _of_gap(itinerary, gap, gap.metres)


def working_time(case: Case) -> Iterator[Share]:
    """From departure to return, breaks included, absences not [ticks]."""
    for itinerary, gap in _gaps(case):
        yield _of_gap(itinerary, gap, itinerary.working(gap.before.end, gap.after.end))


def waiting(case: Case) -> Iterator[Share]:
    """Working time that is neither travel nor service nor a break [ticks]."""
    for itinerary, gap in _gaps(case):
        work = itinerary.working(gap.before.end, gap.after.end)
        service = gap.after.end - gap.after.start
        yield _of_gap(itinerary, gap, work - gap.ticks - service)
    for itinerary in case.itineraries:
        for rest in itinerary.route.breaks:
            yield _resting(itinerary, rest.start, rest.end - rest.start)


def _resting(itinerary: Itinerary, start: int, duration: int) -> Share:
    """A break is taken out of the gap in which it starts."""
    for gap in itinerary.gaps:
        if gap.before.end <= start < gap.after.start:
            return _of_gap(itinerary, gap, -duration)
    return _of_route(itinerary, -duration)


def fairness(case: Case) -> Iterator[Share]:
    """The round robin: every technician's squared load over capacity, ledger included [points]."""
    standings = rotation.accounts(case.problem, case.policy)
    loads = rotation.plan_loads(case.problem, case.policy, case.plan)
    yield Share(rotation.fairness(standings, loads))


def spread(case: Case) -> Iterator[Share]:
    """Longest less shortest working time among the technicians that have a shift [ticks]."""
    worked = {technician.id: 0 for technician in case.problem.technicians if technician.shifts}
    for itinerary in case.itineraries:
        worked[itinerary.technician.id] += itinerary.working_time
    yield Share(max(worked.values(), default=0) - min(worked.values(), default=0))


def preference(case: Case) -> Iterator[Share]:
    """Visits by another than the preferred technicians, where some are preferred [count]."""
    for visit in case.visits:
        preferred = visit.appointment.preferred_technicians
        yield Share(int(bool(preferred) and visit.technician.id not in preferred), visit.appointment.id)


def continuity(case: Case) -> Iterator[Share]:
    """Follow-ups that nobody makes who made the appointment before: for each predecessor that is served [count]."""
    sent: dict[str, set[str]] = {}
    for visit in case.visits:
        sent.setdefault(visit.appointment.id, set()).add(visit.technician.id)
    for name, crew in sent.items():
        for before in case.problem.appointment[name].predecessors:
            if before.appointment in sent:
                yield Share(int(crew.isdisjoint(sent[before.appointment])), name)


def over_skilled(case: Case) -> Iterator[Share]:
    """Levels above what is required and skills that are not, as held at the start of the shift [count]."""
    for visit in case.visits:
        held: dict[str, int] = {}
        for skill in visit.technician.skills:
            if skill.holds_at(visit.shift.start):
                held[skill.name] = max(skill.level, held.get(skill.name, 0))
        needed = {need.name: need.level for need in visit.appointment.skills}
        above = sum(max(0, held.get(name, 0) - level) for name, level in needed.items())
        yield Share(above + len(held.keys() - needed.keys()), visit.appointment.id)


def earliness(case: Case) -> Iterator[Share]:
    """Start of a visit after the first tick at which it might start; small means that customers wait less [ticks]."""
    for visit in case.visits:
        item = visit.appointment
        opening = item.windows[0].earliest if item.windows else 0
        release = max(0, item.earliest_start or 0, opening)
        yield Share(max(0, visit.stop.start - release), item.id)


def same_site(case: Case) -> Iterator[Share]:
    """Arrivals at places that several appointments share, other than from a visit at the place itself [count]."""
    shared = Counter(item.location for item in case.problem.appointments)
    for _, gap in _gaps(case):
        before, after = gap.before.visit, gap.after.visit
        if after is None or after.appointment.location is None:
            continue
        place = after.appointment.location
        there = before is not None and before.appointment.location == place
        yield Share(int(shared[place] > 1 and not there), after.appointment.id)


def stability(case: Case) -> Iterator[Share]:
    """How far visits move from the published plan, an hour for those unserved or given to another [ticks]."""
    cap = STABILITY_CAP_MINUTES * case.ticks_per_minute
    starts = {(visit.appointment.id, visit.technician.id): visit.stop.start for visit in case.visits}
    for published in case.problem.published:
        if published.appointment in case.problem.appointment:
            start = starts.get((published.appointment, published.technician))
            moved = cap if start is None else min(cap, abs(start - published.start))
            yield Share(moved, published.appointment)


def technician_cost(case: Case) -> Iterator[Share]:
    """Cost of each shift used and of each hour worked [money times the ticks of an hour]."""
    hour = MINUTES_PER_HOUR * case.ticks_per_minute
    for itinerary in case.itineraries:
        yield _of_route(itinerary, itinerary.technician.cost_per_shift * hour)
    for itinerary, gap in _gaps(case):
        worked = itinerary.working(gap.before.end, gap.after.end)
        yield _of_gap(itinerary, gap, itinerary.technician.cost_per_hour * worked)


def secondary(case: Case) -> Iterator[Share]:
    """Visits by those who are only secondary members of the territory at the start of the shift [count]."""
    for visit in case.visits if case.problem.territories else ():
        kinds = visit.technician.membership_kinds(visit.appointment.territory, visit.shift.start)
        yield Share(int(kinds == {"secondary"}), visit.appointment.id)


def _gaps(case: Case) -> Iterator[tuple[Itinerary, Gap]]:
    for itinerary in case.itineraries:
        for gap in itinerary.gaps:
            yield itinerary, gap


def _of_gap(itinerary: Itinerary, gap: Gap, amount: int) -> Share:
    """What lies before a visit is the visit's, the way home (and what leads to no known visit) the route's."""
    visit = gap.after.visit
    return _of_route(itinerary, amount) if visit is None else Share(amount, visit.appointment.id)


def _of_route(itinerary: Itinerary, amount: int) -> Share:
    return Share(amount, route=(itinerary.technician.id, itinerary.shift.id))


#: Every term by its name in policies, in the order of ``policy.TERMS``.
TERM_FUNCTIONS: dict[str, Term] = {
    "unserved": unserved,
    "lateness": lateness,
    "slack": slack,
    "overtime": overtime,
    "travel_time": travel_time,
    "travel_distance": travel_distance,
    "working_time": working_time,
    "waiting": waiting,
    "fairness": fairness,
    "spread": spread,
    "preference": preference,
    "continuity": continuity,
    "over_skilled": over_skilled,
    "earliness": earliness,
    "same_site": same_site,
    "stability": stability,
    "technician_cost": technician_cost,
    "secondary": secondary,
}
