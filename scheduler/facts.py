"""Frozen visits are facts: they stay where they are, and the rest is planned around them.

Facts that keep the clock of their duty are planned like any other visit, only that leaving one out costs more than
anything else (a level above all others). Facts that break it, out of the shift, in an absence, in the way of a break or
too far apart, make up a route of their own, as near to the rules as it can be: it is kept as it is, nothing is added to
it, and what it uses (parts, a turn) is known to the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from scheduler.check import added, check
from scheduler.check.itinerary import overlap
from scheduler.eligibility import Eligibility
from scheduler.entities import Appointment, Break, Interval, LedgerEntry, Quantity, Shift, Technician
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import rostered
from scheduler.route import Evaluator
from scheduler.solution import Plan, Route, Stop
from scheduler.speeds import Speeds
from scheduler.supply import needed_parts, stock_of
from scheduler.timing import DutyClock, Node, Timetable
from scheduler.travel import NORMAL_SPEED
from scheduler.working import Working

#: So much longer than the way takes, in days, may a duty be for the sake of its facts.
DAYS_ASTRAY = 2


@dataclass(frozen=True)
class Settled:
    """What is left to plan, and the routes of facts that are kept as they are."""

    rest: ProblemData
    routes: tuple[Route, ...] = ()


def settle(problem: ProblemData, policy: Policy, coupled: Collection[int] = ()) -> Settled:
    """Take the duties out of a problem whose facts break the clock; a problem without such facts stays as it is.

    Facts for which no route at all is found stay in the problem, and are explained like any other visit; so do those
    (rows) that are ``coupled`` with others, whose places are decided together.
    """
    if not any(item.frozen for item in problem.appointments):
        return Settled(problem)
    working = Working(Evaluator(problem, policy), Eligibility(problem, policy))
    single = [row for row in range(len(problem.appointments)) if row not in coupled]
    routes = []
    for duty, rows in _by_duty(working, single).items():
        eligible = all(working.eligibility.allowed_at(row, duty) for row in rows)
        if not (eligible and working.assign(duty, tuple(rows))):
            route = _route(problem, policy, duty, [problem.appointments[row] for row in rows])
            routes += [] if route is None else [route]
    return Settled(_without(problem, routes), tuple(routes))


def place_facts(working: Working, before: int | None = None) -> None:
    """Put the facts that are not in a plan yet on their duties, where need be instead of what is there.

    Only those in rows ``before`` a number, if one is given.
    """
    for duty, rows in _by_duty(working, range(len(working.problem.appointments))[:before]).items():
        if not working.place.keys() >= {*rows} and not working.assign(duty, tuple(rows)):
            raise AssertionError("facts that keep the clock do not fit their duty")


def standing(problem: ProblemData, policy: Policy) -> Plan:
    """The plan of a problem's facts alone: each where it is, on the duty of its technician that is nearest in time.

    Facts that break the clock of their duty make up a route as :func:`settle` makes it.
    """
    working = Working(Evaluator(problem, policy), Eligibility(problem, policy))
    pinned = [
        (item.pin, row) for row, item in enumerate(problem.appointments) if item.frozen and item.location is not None
    ]
    found: dict[int, list[int]] = {}
    for start, name, row in sorted((pin.start or 0, pin.technician or "", row) for pin, row in pinned if pin):
        technician = problem.technician.get(name)
        duties = [problem.duty[name, shift.id] for shift in technician.shifts] if technician is not None else []
        if duties:
            nearest = min(duties, key=lambda duty: (_away(problem.duties[duty][1], start), duty))
            found.setdefault(nearest, []).append(row)
    broken = [duty for duty, rows in found.items() if not working.assign(duty, tuple(rows))]
    kept = (_route(problem, policy, duty, [problem.appointments[row] for row in found[duty]]) for duty in broken)
    return Plan((*working.plan().routes, *(route for route in kept if route is not None))).sorted()


def _by_duty(working: Working, among: Sequence[int]) -> dict[int, list[int]]:
    """Facts by duty, in the order of their starts: one they fit alone if there is one, else the nearest in time."""
    problem = working.problem
    found: dict[int, list[int]] = {}
    items = [(row, problem.appointments[row]) for row in among]
    facts = [(item.pin.start, row) for row, item in items if item.frozen and item.pin]
    for start, row in sorted((start or 0, row) for start, row in facts):
        item = problem.appointments[row]
        name = item.pin.technician if item.pin else None
        duties = [duty for duty, (technician, _) in enumerate(problem.duties) if technician.id == name]
        fitting = [duty for duty in duties if working.eligibility.allowed_at(row, duty)] or duties
        if fitting and item.location is not None:
            nearest = min(fitting, key=lambda duty: (_away(problem.duties[duty][1], start), duty))
            found.setdefault(nearest, []).append(row)
    return found


def _away(shift: Shift, tick: int) -> int:
    return max(0, shift.start - tick, tick - shift.end)


def _route(problem: ProblemData, policy: Policy, duty: int, items: Sequence[Appointment]) -> Route | None:
    """The first route of these facts that breaks only what they break; shift and breaks are kept where they can be."""
    technician, shift = problem.duties[duty]
    stay = 24 * 60 * problem.horizon.ticks_per_minute * DAYS_ASTRAY
    for start, end in ((0, 0), (0, stay), (stay, 0), (stay, stay)):
        for breaks in _fewer(shift.breaks):
            wide = shift.replace(start=shift.start - start, end=shift.end + end, breaks=breaks)
            for table in _timetables(problem, technician, wide, items):
                route = _as_route(technician, shift, items, table)
                if not added(check(problem, policy, Plan((route,)))):
                    return route
    return None


def _fewer(breaks: tuple[Break, ...]) -> Iterator[tuple[Break, ...]]:
    for size in range(len(breaks), -1, -1):
        yield from combinations(breaks, size)


def _timetables(
    problem: ProblemData, technician: Technician, shift: Shift, items: Sequence[Appointment]
) -> Iterator[Timetable]:
    """Timetables in which every fact is at its start: what it lies in of an absence is none, what it is too far from is
    reached all the same."""
    visits = _visits(technician, items)
    absences = tuple(part for gone in technician.absences for part in _less(gone, visits))
    clock = DutyClock(technician.replace(absences=absences), shift, problem.speeds)
    places = [0 if item.location is None else item.location for item in items]
    nodes = [
        Node(place, visit.end - visit.start, ((visit.start, visit.start),))
        for place, visit in zip(places, visits, strict=True)
    ]
    ticks = problem.legs.ticks
    gaps = [_way_between(problem.speeds, absences, one.end, two.start) for one, two in pairwise(visits)]
    between = [min(ticks(*ends), gap) for ends, gap in zip(pairwise(places), gaps, strict=True)]
    legs = [ticks(clock.origin, places[0]), *between, ticks(places[-1], clock.destination)]
    return clock.timetables(nodes, legs)


def _way_between(speeds: Speeds | None, absences: Sequence[Interval], start: int, end: int) -> int:
    """The longest way, in ticks at normal speed, that can be gone between two ticks."""
    if speeds is None:
        return end - start - overlap(absences, start, end)
    met = [gone for gone in absences if gone.start < end and start < gone.end]
    resting = sum(speeds.covered(min(gone.end, end)) - speeds.covered(max(gone.start, start)) for gone in met)
    return max(0, speeds.covered(end) - speeds.covered(start) - resting) // NORMAL_SPEED


def _visits(technician: Technician, items: Sequence[Appointment]) -> list[Interval]:
    """When each visit happens; one that lasts into the next is over when the next begins, as far as the clock goes."""
    starts = [0 if item.pin is None or item.pin.start is None else item.pin.start for item in items]
    ends = [start + technician.service(item.duration) for start, item in zip(starts, items, strict=True)]
    return [
        Interval(start, min(end, after))
        for start, end, after in zip(starts, ends, [*starts[1:], ends[-1]], strict=True)
    ]


def _less(gone: Interval, visits: Sequence[Interval]) -> Iterator[Interval]:
    """An absence without the visits in it."""
    start = gone.start
    for visit in sorted(visits, key=lambda one: one.start):
        if start < visit.start < gone.end:
            yield Interval(start, visit.start)
        start = max(start, visit.end) if visit.start < gone.end else start
    if start < gone.end:
        yield Interval(start, gone.end)


def _as_route(technician: Technician, shift: Shift, items: Sequence[Appointment], table: Timetable) -> Route:
    stops = tuple(
        Stop(item.id, arrive, start, start + technician.service(item.duration))
        for item, arrive, start in zip(items, table.arrives, table.starts, strict=True)
    )
    return Route(technician.id, shift.id, table.departure, table.arrival, stops, table.breaks)


def _without(problem: ProblemData, routes: Sequence[Route]) -> ProblemData:
    """The problem less duties and visits of routes, with what they use taken from stock and put on the ledger."""
    if not routes:
        return problem
    kept = problem.without(appointments=[stop.id for route in routes for stop in route.visits])
    mine: dict[str, list[Route]] = {}
    for route in routes:
        mine.setdefault(route.technician, []).append(route)
    ledger = kept.ledger
    for name, theirs in mine.items():
        ledger = _carried(ledger, _entry(problem, problem.technician[name], theirs))
    technicians = (_less_used(problem, one, mine[one.id]) if one.id in mine else one for one in kept.technicians)
    return kept.replace(technicians=tuple(technicians), ledger=ledger)


def _less_used(problem: ProblemData, technician: Technician, routes: Sequence[Route]) -> Technician:
    stock = stock_of(technician)
    stock.subtract(
        Counter(
            {
                need.part: need.quantity
                for route in routes
                for stop in route.visits
                for need in needed_parts(problem.appointment[stop.id])
            }
        )
    )
    gone = {route.shift for route in routes}
    return technician.replace(
        shifts=tuple(shift for shift in technician.shifts if shift.id not in gone),
        stock=tuple(Quantity(part, count) for part, count in stock.items() if count > 0),
    )


def _entry(problem: ProblemData, technician: Technician, routes: Sequence[Route]) -> LedgerEntry:
    """What routes weigh in rotation: their load, and the roster of their shifts, which is no longer in the problem."""
    visits = [problem.appointment[stop.id] for route in routes for stop in route.visits]
    gone = {route.shift for route in routes}
    shifts = tuple(shift for shift in technician.shifts if shift.id in gone)
    load, capacity = sum(item.duration for item in visits), rostered(technician.replace(shifts=shifts))
    return LedgerEntry(technician.id, load=load, turns=1000 * len(visits), capacity=capacity)


def _carried(ledger: tuple[LedgerEntry, ...], entry: LedgerEntry) -> tuple[LedgerEntry, ...]:
    others = tuple(one for one in ledger if (one.technician, one.territory) != (entry.technician, entry.territory))
    for one in ledger:
        if one not in others:
            entry = entry.replace(
                load=entry.load + one.load,
                turns=entry.turns + one.turns,
                capacity=entry.capacity + one.capacity,
                last_turn=one.last_turn,
            )
    return (*others, entry)
