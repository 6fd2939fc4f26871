"""CP-SAT around coupled appointments: a few of them, and the routes that they touch, are decided anew, exactly.

A neighbourhood is one or two chains, a few duties, and what is on them. The chains are free; of the single visits some
may go to any of the duties and the others stay on theirs, at any time; members of other crews stay to the tick. All
routes elsewhere stay as they are. The model over visits knows crews and order, which the search does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np

from scheduler.coupling.joint import Placement
from scheduler.coupling.moves import Mover
from scheduler.coupling.working import CoupledWorking
from scheduler.cpsat.visits import solve_visits
from scheduler.eligibility import Eligibility
from scheduler.entities import Appointment, LedgerEntry, Pin, Technician, Window
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import MINUTES_PER_TURN
from scheduler.solution import Plan
from scheduler.supply import stock_of
from scheduler.working import route_of, rows_of

#: What a neighbourhood holds at most: coupled appointments, duties, and single visits that may change their duty.
MOST_COUPLED, MOST_DUTIES, MOST_FREE = 4, 4, 6
#: Unserved single visits that may take a place in it.
MOST_UNSERVED = 3
#: CP-SAT's deterministic seconds for one.
SECONDS = 0.2
#: Up to so many appointments a neighbourhood is solved for all that counts, larger ones to serve more.
FEW = 12


@dataclass(frozen=True)
class Neighbourhood:
    """What is decided anew: coupled appointments (rows of the whole), duties, and single visits that may move."""

    rows: tuple[int, ...]
    duties: tuple[int, ...]
    free: tuple[int, ...]


class Neighbourhoods:
    """Draws and solves neighbourhoods in plans of one problem."""

    def __init__(self, mover: Mover) -> None:
        self.mover, self.places = mover, mover.places
        self.rows, self.whole = mover.places.rows, mover.places.problem

    def improved(self, working: CoupledWorking, random: Random, stop: Callable[[], bool]) -> CoupledWorking:
        """A better plan that differs in one neighbourhood, or the plan itself if none was found in it.

        What a neighbourhood gives when it was stopped depends on the clock, and must not be used.
        """
        hood, seed = self._drawn(working, random), random.randrange(2**31)
        part = None if hood is None else _Part(working, self.places.rows.whole, hood)
        if part is None or not part.usual:
            return working
        policy, few = self.places.policy, len(part.problem.appointments) <= FEW
        found = solve_visits(
            part.problem,
            policy if few else serving(part.problem, policy),
            part.allowed(),
            deterministic_seconds=SECONDS,
            seed=seed,
            hint=part.plan(),
            fixed=part.held,
            stop=stop,
        )
        better = part.applied(found.plan)
        return working if better is None or better.total() >= working.total() else better

    def _drawn(self, working: CoupledWorking, random: Random) -> Neighbourhood | None:
        """One or two chains, who serves them and might, and some of the single visits there."""
        chains = self.mover.drawn(working, random)
        while chains and sum(map(len, chains)) > MOST_COUPLED:
            chains.pop()
        rows = tuple(row for one in chains for row in one)
        duties = self._duties(working, rows, random)
        if not duties:
            return None
        here = [index for duty in duties for index in working.visits(duty) if index < self.rows.first]
        may = working.eligibility.allowed_at
        open_ = [row for row in sorted(working.unserved) if row < self.rows.first and any(may(row, d) for d in duties)]
        free = random.sample(here, min(len(here), MOST_FREE)) + random.sample(open_, min(len(open_), MOST_UNSERVED))
        return Neighbourhood(rows, duties, tuple(free))

    def _duties(self, working: CoupledWorking, rows: Iterable[int], random: Random) -> tuple[int, ...]:
        """Those who serve the rows, then some who might, for each row those who have what it asks of its crew."""
        serving, needed, others = dict[int, None](), list[int](), list[int]()
        for row in rows:
            able = list(self.places.members.duties(row))
            random.shuffle(able)
            item, placed = self.whole.appointments[row], working.placements.get(row)
            serving |= dict.fromkeys(() if placed is None else placed.duties)
            having = [next((d for d in able if self.places.has(d, *need)), None) for need in self.places.asked(item)]
            needed += [duty for duty in (*having, *able[: item.crew]) if duty is not None]
            others += able
        ordered = dict.fromkeys((*serving, *needed, *others))
        return tuple(sorted(list(ordered)[: max(MOST_DUTIES, len(serving))]))


def serving(problem: ProblemData, policy: Policy) -> Policy:
    """A policy that counts nothing but what is not served: with strict priorities, one above all that are below it."""
    unserved, below = [], 1
    for priority in sorted({item.priority for item in problem.appointments}, reverse=True):
        minutes = below if policy.strict else policy.unserved_minutes(priority)
        unserved.append((priority, minutes))
        below += minutes * sum(item.priority == priority for item in problem.appointments)
    return policy.replace(levels=((("unserved", 100),),), strict=False, unserved=tuple(sorted(unserved)))


class _Part:
    """A neighbourhood as a problem of its own, and the way back into the plan."""

    def __init__(self, working: CoupledWorking, whole: ProblemData, hood: Neighbourhood) -> None:
        self.working, self.whole, self.hood, self.rows = working, whole, hood, working.rows
        self.staying = [
            (index, duty) for duty in hood.duties for index in working.visits(duty)
            if index not in hood.free and not (self.rows.is_coupled(index) and self.rows.owner[index] in hood.rows)
        ]  # fmt: skip

    @cached_property
    def usual(self) -> bool:
        """Whether nothing in it is a fact, and every member of another crew can be held where it is."""
        kept = all(self._nominal(index, duty) is not None for index, duty in self.staying if index >= self.rows.first)
        return kept and not any(item.frozen for item in self.problem.appointments)

    @cached_property
    def held(self) -> dict[str, int | None]:
        """Members of other crews, by id, with their duty."""
        mine, stays = self.problem.duty, ((i, duty) for i, duty in self.staying if i >= self.rows.first)
        return {self.rows.problem.appointments[index].id: mine[self._key(duty)] for index, duty in stays}

    def _key(self, duty: int) -> tuple[str, str]:
        technician, shift = self.whole.duties[duty]
        return technician.id, shift.id

    @cached_property
    def problem(self) -> ProblemData:
        """The part. Of other routes it knows what they count for rotation."""
        items = [self.whole.appointments[row] for row in self.hood.rows]
        items += [self.rows.problem.appointments[index] for index in self.hood.free]
        items += [self._held(index, duty) for index, duty in self.staying]
        owners = dict.fromkeys(self.whole.duties[duty][0].id for duty in self.hood.duties)
        names = {item.id for item in items}
        carried = [entry for entry in self.whole.ledger if entry.technician in owners]
        return self.whole.replace(
            appointments=tuple(items),
            technicians=tuple(self.whole.technician[name] for name in owners),
            ledger=(*carried, *filter(None, (self._elsewhere(self.whole.technician[name]) for name in owners))),
            published=tuple(visit for visit in self.whole.published if visit.appointment in names),
        ).compact()

    def _held(self, index: int, duty: int) -> Appointment:
        """A single visit that stays on its duty, or a member of another crew that stays to the tick."""
        item, technician = self.rows.problem.appointments[index], self.whole.duties[duty][0].id
        if index < self.rows.first:
            return item
        start = self.working.evaluator.fixed[index].bounds[0][0]
        return item.replace(
            duration=self._nominal(index, duty) or 0, windows=(Window(start, start),), earliest_start=None, due=None,
            skills=(), certificates=(), required_technicians=(), excluded_technicians=(), pin=Pin(technician, start),
        )  # fmt: skip

    def _nominal(self, index: int, duty: int) -> int | None:
        """A duration for which the member needs as long as the crew does; its own pace may be quicker."""
        technician, service = self.whole.duties[duty][0], self.working.evaluator.fixed[index].service
        about = service * technician.efficiency // 1000
        return next((one for one in range(max(0, about - 1), about + 3) if technician.service(one) == service), None)

    def _elsewhere(self, technician: Technician) -> LedgerEntry | None:
        """What a technician's other routes count."""
        duties = [self.whole.duty[technician.id, shift.id] for shift in technician.shifts]
        others = [duty for duty in duties if duty not in self.hood.duties]
        load = sum(self.working.evaluator.loads[index] for duty in others for index in self.working.visits(duty))
        turn = MINUTES_PER_TURN * self.whole.horizon.ticks_per_minute
        return LedgerEntry(technician.id, "other routes", load, 1000 * load // turn) if load else None

    def allowed(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Who may serve what in the part: on the duties drawn, and each visit that stays on its own."""
        found = Eligibility(self.problem, self.working.evaluator.policy).allowed.copy()
        mine = self.problem.duty
        columns = [mine[self._key(duty)] for duty in self.hood.duties]
        found[:, [column for column in range(found.shape[1]) if column not in columns]] = False
        first = len(self.hood.rows) + len(self.hood.free)
        for row, (_, duty) in enumerate(self.staying, first):
            found[row, [column for column in columns if column != mine[self._key(duty)]]] = False
        return found

    def plan(self) -> Plan:
        """The routes as they are."""
        working, items = self.working, self.rows.problem.appointments
        known = ((duty, working.values[duty]) for duty in self.hood.duties)
        routes = [route_of(working.evaluator, d, working.sequences[d], value.table) for d, value in known if value]
        free = (index for row in self.hood.rows for index in self.rows.visits[row])
        name = {items[index].id: self.rows.name[items[index].id] for index in free}
        return Plan(
            tuple(
                route.replace(stops=tuple(stop.replace(id=name.get(stop.id, stop.id)) for stop in route.stops))
                for route in routes
            )
        )

    # -- the way back

    def applied(self, plan: Plan) -> CoupledWorking | None:
        """The whole plan with the part's in it; ``None`` if other routes leave too little stock for it."""
        other = self.working.copy()
        for row in self.hood.rows:
            if row in other.placements:
                other.take(row)
        for duty in self.hood.duties:
            other.assign(duty, ())
        for row in self.hood.rows:
            if placement := self._placement(row, plan):
                other.reserve(row, placement)
        if not all(other.assign(duty, sequence) for duty, sequence in self._sequences(other, plan)):
            return None
        other.settle()
        return other

    def _placement(self, row: int, plan: Plan) -> Placement | None:
        """Where the part's plan has an appointment; the first of the crew is who has its parts and tools on board."""
        item = self.whole.appointments[row]
        visits = plan.visits.get(item.id, ())
        if not visits:
            return None
        needs = {need.part: need.quantity for need in item.parts}

        def lacks(key: tuple[str, str]) -> bool:
            stock = stock_of(self.whole.technician[key[0]])
            return any(stock.get(part, 0) < quantity for part, quantity in needs.items())

        keys = sorted(((route.technician, route.shift) for route, _ in visits), key=lambda key: (lacks(key), key))
        stop = visits[0][1]
        return Placement(stop.start, stop.end - stop.start, tuple(self.whole.duty[key] for key in keys))

    def _sequences(self, working: CoupledWorking, plan: Plan) -> Iterator[tuple[int, tuple[int, ...]]]:
        """By duty, the routes of the part's plan as sequences of visits and stops at depots."""
        index = rows_of(self.rows.problem)
        for route in plan.routes:
            duty, sequence = self.whole.duty[route.technician, route.shift], []
            for stop in route.stops:
                row = index.get((stop.kind, stop.id), -1)
                owner = self.rows.owner[row] if stop.kind == "visit" else -1
                if owner in self.hood.rows:
                    row = self.rows.visits[owner][working.placements[owner].duties.index(duty)]
                sequence.append(row)
            yield duty, tuple(sequence)
