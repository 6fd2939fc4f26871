"""A plan on the desk: prices single changes of it at once, and carries them out.

A :class:`Desk` keeps what the batch has computed (eligibility, terms, rotation, the timetables of the plan), so that
one request costs some microseconds for each position looked at. Routes that a change does not touch stay as they are,
to the tick; the routes it touches are timed as the optimiser times them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scheduler import objective
from scheduler.check import added, check
from scheduler.check.itinerary import overlap
from scheduler.deltas import fairness_change, packed, route_terms, spread
from scheduler.eligibility import Eligibility
from scheduler.entities import Appointment, ProblemError
from scheduler.explanation import Slot
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.room import start_range
from scheduler.route import Evaluator, RouteValue
from scheduler.solution import Plan, Route
from scheduler.working import Working, route_of, rows_of


class StaleSlotError(ValueError):
    """A slot that the plan no longer has: something changed since it was offered."""


class Candidate(NamedTuple):
    """A position for an appointment in the route that it makes, and the change of the plan's rank."""

    rank: int
    duty: int
    position: int
    value: RouteValue
    sequence: tuple[int, ...]


@dataclass(frozen=True)
class Request:
    """An appointment to be placed, by index, with the plan less it.

    ``origin`` is the duty it is on and ``rest`` what stays there (``None`` if nothing does). ``stuck`` says that the
    rest does not fit without it, which takes travel times that are no metric: then it has no other place.
    """

    index: int
    working: Working
    origin: int | None = None
    rest: RouteValue | None = None
    stuck: bool = False


class Basis:
    """What a desk prices with. Where appointments are coupled it is another one (``scheduler.coupling.desk``)."""

    def evaluator(self, problem: ProblemData, policy: Policy) -> Evaluator:
        """What values routes."""
        return Evaluator(problem, policy)

    def eligibility(self, problem: ProblemData, policy: Policy) -> Eligibility:
        """Who may do what."""
        return Eligibility(problem, policy)

    def name(self, visit: str) -> str:
        """What people call a visit of the desk's problem."""
        return visit


USUAL = Basis()


class Desk:
    """A problem, a policy and a plan, ready for requests. Not to be shared between threads while committing.

    A problem with couplings needs the basis of :func:`scheduler.coupling.desk.placed_desk`.
    """

    def __init__(self, problem: ProblemData, policy: Policy, plan: Plan, basis: Basis = USUAL) -> None:
        self.policy, self.basis = policy, basis
        self.evaluator = basis.evaluator(problem, policy)
        self.eligibility = basis.eligibility(problem, policy)
        self.working = Working(self.evaluator, self.eligibility)
        self.routes: list[Route | None] = [None] * len(problem.duties)
        #: Routes of no duty, or of one that has a route already; they are kept as they are.
        self.strange: list[Route] = []
        #: Duties whose route does not keep the rules, so that nothing can be said of a change of it.
        self.closed: set[int] = set()
        #: Where each appointment is: duties, -1 for a strange route.
        self.place: dict[str, list[int]] = {}
        for route in plan.routes:
            self._take_over(route)

    @property
    def problem(self) -> ProblemData:
        """The problem with every appointment that was added."""
        return self.evaluator.problem

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return Plan((*(route for route in self.routes if route is not None), *self.strange)).sorted()

    def _take_over(self, route: Route) -> None:
        duty = self.problem.duty.get((route.technician, route.shift), -1)
        if duty >= 0 and self.routes[duty] is not None:
            duty = -1
        for stop in route.visits:
            self.place.setdefault(stop.id, []).append(duty)
        if duty < 0:
            self.strange.append(route)
            return
        self.routes[duty] = route
        sequence = self._sequence(route)
        if sequence is None or not self.working.assign(duty, sequence):
            self.closed.add(duty)

    def _sequence(self, route: Route) -> tuple[int, ...] | None:
        rows = [self._rows.get((stop.kind, stop.id)) for stop in route.stops]
        known = tuple(row for row in rows if row is not None)
        free = len(set(known)) == len(known) and not any(row in self.working.place for row in known)
        return known if len(known) == len(route.stops) and free else None

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        return rows_of(self.problem)

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each appointment."""
        return {item.id: row for row, item in enumerate(self.problem.appointments)}

    def with_appointment(self, item: Appointment) -> Desk:
        """The same desk with one appointment more, or with other data of one that the plan does not serve."""
        if item.id in self.place:
            raise ProblemError([f"appointment {item.id!r} is in the plan and cannot change; take it out first"])
        other = copy(self)
        for derived in ("index", "_rows", "_term_names"):
            other.__dict__.pop(derived, None)
        alone = self.evaluator.leaves_routes_alone(item)
        for remembered in ("_standings", "_route_terms"):
            other.__dict__[remembered] = dict(getattr(self, remembered)) if alone else {}
        other.evaluator = self.evaluator.with_appointment(item)
        other.eligibility = self.basis.eligibility(other.problem, self.policy)
        other.working = self.working.on(other.evaluator, other.eligibility)
        other.routes, other.place = self.routes[:], dict(self.place)
        return other

    # -- requests

    def request(self, name: str) -> Request:
        """An appointment of the problem, taken out of the plan if it is in it. Raises ``ProblemError``."""
        if name not in self.index:
            raise ProblemError([f"appointment {name!r} is not in the problem"])
        index, working = self.index[name], self.working.copy()
        origins = self.place.get(name, [])
        if len(origins) > 1 or -1 in origins:
            raise ProblemError([f"appointment {name!r} is visited twice, or on a duty that does not exist"])
        if not origins:
            return Request(index, working)
        origin = origins[0]
        route = self.routes[origin]
        rows = [self._rows.get((stop.kind, stop.id)) for stop in route.stops] if route else []
        rest = tuple(row for row in rows if row is not None and row != index)
        stuck = None in rows or not working.reduce(origin, rest)
        return Request(index, working, origin, working.values[origin], stuck)

    def offers(self, request: Request, duty: int) -> Iterator[Candidate]:
        """Every position that an appointment could take on a duty it is eligible for, priced."""
        if request.stuck or self.blocked_by(request, duty) is not None:
            return
        for sequence, value in request.working.insertions(request.index, duty):
            yield Candidate(self._price(request, duty, value), duty, sequence.index(request.index), value, sequence)

    def blocked_by(self, request: Request, duty: int) -> int | None:
        """The duty of the same technician whose route, even without the appointment, does not keep the rules."""
        if not self.closed:
            return None
        owners = self.evaluator.technician_of
        theirs = (other for other in self.closed if owners[other] == owners[duty])
        return next((other for other in sorted(theirs) if other != request.origin or request.stuck), None)

    def _price(self, request: Request, duty: int, value: RouteValue) -> int:
        evaluator, origin = self.evaluator, request.origin
        rank = value.rank - self._standing(duty)
        if origin is None:
            rank -= evaluator.unserved_rank(request.index)
        elif origin != duty:
            rank += (request.rest.rank if request.rest else 0) - self._standing(origin)
        if weight := evaluator.multiplier.get("fairness", 0):
            rank += weight * fairness_change(evaluator, self.loads, self._load_changes(request, duty))
        if weight := evaluator.multiplier.get("spread", 0):
            rank += weight * self._spread_change(request, duty, value)
        return rank

    def _load_changes(self, request: Request, duty: int) -> dict[int, int]:
        load, owners = self.evaluator.loads[request.index], self.evaluator.technician_of
        changes = Counter({owners[duty]: load})
        if request.origin is not None:
            changes[owners[request.origin]] -= load
        return dict(changes)

    def _spread_change(self, request: Request, duty: int, value: RouteValue) -> int:
        after = dict(self.worked)
        for changed, working in self._changed(
            request, duty, value.working, request.rest.working if request.rest else 0
        ):
            after[self.evaluator.technician_of[changed]] += working - self._worked_on(changed)
        return spread(after.values()) - spread(self.worked.values())

    @staticmethod
    def _changed(request: Request, duty: int, here: int, there: int) -> list[tuple[int, int]]:
        """The one or two duties that change, each with what it then has."""
        moved = request.origin is not None and request.origin != duty
        return [(duty, here), (request.origin, there)] if moved and request.origin is not None else [(duty, here)]

    # -- the plan as it stands

    @cached_property
    def loads(self) -> Counter[int]:
        """By technician (index), the load that the plan gives for rotation."""
        found: Counter[int] = Counter()
        for duty, route in enumerate(self.routes):
            for stop in route.visits if route else ():
                if stop.id in self.index:
                    found[self.evaluator.technician_of[duty]] += self.evaluator.loads[self.index[stop.id]]
        return found

    @cached_property
    def worked(self) -> dict[int, int]:
        """By technician with a shift, the working time of the plan."""
        found = dict.fromkeys(self.evaluator.technician_of, 0)
        for duty, owner in enumerate(self.evaluator.technician_of):
            found[owner] += self._worked_on(duty)
        return found

    def _worked_on(self, duty: int) -> int:
        route = self.routes[duty]
        if route is None:
            return 0
        away = overlap(self.problem.duties[duty][0].absences, route.departure, route.arrival)
        return route.arrival - route.departure - away

    def _standing(self, duty: int) -> int:
        """The rank of a route as it stands, unserved visits and fairness apart."""
        if duty not in self._standings:
            self._standings[duty] = self._rank_of(duty)
        return self._standings[duty]

    @cached_property
    def _standings(self) -> dict[int, int]:
        return {}

    def _rank_of(self, duty: int) -> int:
        route, sequence = self.routes[duty], self.working.sequences[duty]
        if route is None:
            return 0
        value = self.evaluator.value(duty, sequence) if sequence else None
        if value is not None and route_of(self.evaluator, duty, sequence, value.table) == route:
            return value.rank
        served = [self.index[stop.id] for stop in route.visits if stop.id in self.index]
        return packed(self.evaluator, self._terms_of(duty)) + sum(map(self.evaluator.unserved_rank, served))

    @cached_property
    def _route_terms(self) -> dict[int, Counter[str]]:
        return {}

    def _terms_of(self, duty: int) -> Counter[str]:
        if duty not in self._route_terms:
            route = self.routes[duty]
            self._route_terms[duty] = Counter() if route is None else route_terms(self.evaluator, route)
        return self._route_terms[duty]

    # -- slots

    def slot(self, request: Request, candidate: Candidate) -> Slot:
        """A candidate with everything that people want to know of it."""
        new = self._routes_after(request, candidate)
        change = self._terms_change(request, candidate, new)
        sequence = candidate.sequence
        earliest, latest = start_range(self.evaluator, candidate.duty, sequence, candidate.position)
        technician, shift = self.problem.duties[candidate.duty]
        start = candidate.value.table.starts[candidate.position]
        item = self.problem.appointments[request.index]
        return Slot(
            appointment=item.id,
            technician=technician.id,
            shift=shift.id,
            after=self._after(candidate),
            start=start,
            end=start + technician.service(item.duration),
            earliest=earliest,
            latest=latest,
            terms=change,
            minutes=objective.minutes(self.problem, self.policy, change),
            rank=self.evaluator.vector(packed(self.evaluator, change)),
            depots=self._depots(candidate),
        )

    def _after(self, candidate: Candidate) -> str | None:
        """The visit before, if there is one."""
        before = [row for row in candidate.sequence[: candidate.position] if row >= 0]
        return self.basis.name(self.problem.appointments[before[-1]].id) if before else None

    def _depots(self, candidate: Candidate) -> tuple[str, ...]:
        return tuple(self.problem.depots[~row].id for row in candidate.sequence if row < 0)

    def _routes_after(self, request: Request, candidate: Candidate) -> dict[int, Route | None]:
        """The one or two routes that a candidate changes."""
        evaluator = self.evaluator
        after: dict[int, Route | None] = {}
        if request.origin is not None:
            left, rest = request.working.sequences[request.origin], request.rest
            after[request.origin] = route_of(evaluator, request.origin, left, rest.table) if rest else None
        after[candidate.duty] = route_of(evaluator, candidate.duty, candidate.sequence, candidate.value.table)
        return after

    def _terms_change(self, request: Request, candidate: Candidate, new: dict[int, Route | None]) -> dict[str, int]:
        """The change of every term of the objective, raw."""
        change = Counter(dict.fromkeys(self._term_names, 0))
        for duty, route in new.items():
            change.update(Counter() if route is None else route_terms(self.evaluator, route))
            change.subtract(self._terms_of(duty))
        loads = self._load_changes(request, candidate.duty)
        change["fairness"] += fairness_change(self.evaluator, self.loads, loads)
        change["spread"] += self._spread_change(request, candidate.duty, candidate.value)
        return dict(change)

    @cached_property
    def _term_names(self) -> tuple[str, ...]:
        priorities = sorted({item.priority for item in self.problem.appointments})
        return (*TERMS, *(f"unserved/{priority}" for priority in priorities))

    # -- commitment

    def commit(self, slot: Slot) -> Plan:
        """Carry out a slot and give the new plan.

        Raises :class:`StaleSlotError`, and changes nothing, if the plan no longer has the slot as it was offered: the
        stop before it, the start, and no violation that was not there before.
        """
        request, candidate = self._offered(slot)
        changed = self._routes_after(request, candidate)
        routes = self.routes[:]
        for duty, route in changed.items():
            routes[duty] = route
        scarce = self.problem.supply.is_scarce(self.problem.appointments[request.index])
        owners = {self.evaluator.technician_of[duty] for duty in (range(len(routes)) if scarce else changed)}
        self._judge(slot, owners, routes)
        self.working = request.working
        self.working.assign(candidate.duty, candidate.sequence)
        self.routes, self.closed = routes, self.closed - {request.origin}
        self.place[slot.appointment] = [candidate.duty]
        for name in ("loads", "worked", "_standings", "_route_terms"):
            self.__dict__.pop(name, None)
        return self.plan

    def _offered(self, slot: Slot) -> tuple[Request, Candidate]:
        words = f"The slot for {slot.appointment} with {slot.technician} on {slot.shift} is gone"
        duty = self.problem.duty.get((slot.technician, slot.shift))
        if slot.appointment not in self.index:
            raise StaleSlotError(f"{words}: the appointment is not in the problem.")
        if duty is None:
            raise StaleSlotError(f"{words}: there is no such duty.")
        request = self.request(slot.appointment)
        if not self.eligibility.judged(request.index, duty):
            raise StaleSlotError(f"{words}: the technician may not do it.")
        names = [self.basis.name(self.problem.appointments[row].id) for row in request.working.visits(duty)]
        if slot.after is not None and slot.after not in names:
            raise StaleSlotError(f"{words}: {slot.after}, which it was to follow, is not on that route.")
        there = [one for one in self.offers(request, duty) if self._after(one) == slot.after]
        starts = {
            one.value.table.starts[one.position]: one for one in reversed(there) if self._depots(one) == slot.depots
        }
        if slot.start in starts:
            return request, starts[slot.start]
        if starts:
            raise StaleSlotError(f"{words}: it would start at tick {min(starts)}, not {slot.start} as offered.")
        raise StaleSlotError(f"{words}: it no longer fits there.")

    def _judge(self, slot: Slot, owners: set[int], routes: list[Route | None]) -> None:
        """The judge on the technicians that change, or on all for what a depot has too few of. No other constraint
        looks at routes of several but 'once', of which nothing changes: what is put in was taken out before."""

        def theirs(given: list[Route | None]) -> Plan:
            mine = (route for duty, route in enumerate(given) if self.evaluator.technician_of[duty] in owners)
            return Plan(tuple(route for route in mine if route is not None))

        before = set(check(self.problem, self.policy, theirs(self.routes)))
        new = [found for found in added(check(self.problem, self.policy, theirs(routes))) if found not in before]
        if new:
            sentences = " ".join(violation.sentence for violation in new)
            raise StaleSlotError(f"The slot for {slot.appointment} with {slot.technician} is refused: {sentences}")
