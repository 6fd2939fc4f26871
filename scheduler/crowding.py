"""Crowded out: a proof that an appointment and others of at least its value cannot all be served, naming the others.

The others are served in the plan, are worth at least as much, and have nowhere to go but the duties looked at. A model
that knows a part of the rules shows that they cannot all be served together with the appointment; then every plan that
serves it leaves one of them out. Nothing is claimed without that proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np

from scheduler.cpsat.crowding import Duty, TimeOff, Visit, Ways, unservable
from scheduler.desk import Desk
from scheduler.entities import Appointment
from scheduler.supply import needed_parts
from scheduler.travel import MatrixTravel

#: Proofs tried for an appointment, and what each may take.
MOST_PROOFS = 40
PROOF_SECONDS = 0.15
#: Larger sets are not tried: they would name everybody and prove little.
MOST_BLOCKERS = 60
#: Travel matrices up to this size are closed under going round about; beyond it nothing is proved.
LARGEST_MATRIX = 600


class Crowding:
    """Proofs on one desk; shortest ways are computed once."""

    def __init__(self, desk: Desk, stop: Callable[[], bool] = lambda: False) -> None:
        self.desk, self.stop = desk, stop

    def blockers(self, index: int) -> tuple[str, ...]:
        """Appointments that are served, are worth as much, and cannot all be served with this one; empty if unproved.

        As few as were found by leaving out one after the other: of the named ones none can be left out of the proof.
        """
        own = set(self.desk.eligibility.duties(index))
        if self._ways_unknown or not self._plain_on(own, index):
            return ()
        wider = own.union(*(self.desk.eligibility.duties(row) for duty in own for row in self._rivals(index, [duty])))
        tried: list[int] = []
        for duties in (own, wider):
            rivals = [row for row in self._rivals(index, range(len(self.desk.routes))) if self._locked(row, duties)]
            plain = self._plain_on(duties, index)
            if plain and rivals and rivals != tried and len(rivals) <= MOST_BLOCKERS:
                found = self._proved(index, rivals, sorted(duties))
                if found:
                    return tuple(self.desk.problem.appointments[row].id for row in found)
            tried = rivals
        return ()

    def _rivals(self, index: int, duties: Iterable[int]) -> list[int]:
        """What is served on some duties and is worth at least as much."""
        worth = self.desk.evaluator.unserved_rank
        here = (row for duty in duties for row in self.desk.working.visits(duty))
        return [row for row in here if worth(row) >= worth(index)]

    def _plain_on(self, duties: set[int], index: int) -> bool:
        """Whether no waiver or frozen fact that could be on the duties excuses what the model forbids."""
        apart = (duties.isdisjoint(self.desk.eligibility.duties(row)) for row in self._excused)
        return index not in self._excused and all(apart)

    @cached_property
    def _excused(self) -> tuple[int, ...]:
        return tuple(row for row, item in enumerate(self.desk.problem.appointments) if not _plain(item))

    def _locked(self, row: int, duties: set[int]) -> bool:
        return duties.issuperset(self.desk.eligibility.duties(row))

    def _proved(self, index: int, rivals: list[int], duties: Sequence[int]) -> list[int]:
        """A set of rivals for which the proof holds and of which it needs each, empty if there is no proof."""
        left = MOST_PROOFS
        core = self._core(index, rivals, duties)
        if not core:
            return []
        for row in sorted(core, key=lambda one: self.desk.problem.appointments[one].duration):
            if row in core and left > 0 and not self.stop():
                left -= 1
                fewer = self._core(index, [one for one in core if one != row], duties)
                core = fewer or core
        return core

    def _core(self, index: int, rivals: list[int], duties: Sequence[int]) -> list[int]:
        rows = [index, *rivals]
        chosen = self._visits(rows, duties)
        found = unservable(chosen, [self._duty(duty) for duty in duties], self._ways(rows, duties), PROOF_SECONDS)
        return [] if found is None else [rows[position] for position in found if position]

    # -- the model's data

    def _visits(self, rows: Sequence[int], duties: Sequence[int]) -> list[Visit]:
        result = []
        for row in rows:
            item = self.desk.problem.appointments[row]
            columns = [column for column, duty in enumerate(duties) if self.desk.eligibility.allowed_at(row, duty)]
            nodes = {column: self.desk.evaluator.node(row, duties[column]) for column in columns}
            parts: dict[str, int] = {}
            for need in needed_parts(item):
                parts[need.part] = parts.get(need.part, 0) + need.quantity
            service = {column: node.service for column, node in nodes.items()}
            bounds = {column: node.bounds for column, node in nodes.items()}
            result.append(Visit(service, bounds, item.load, parts))
        return result

    def _duty(self, duty: int) -> Duty:
        technician, shift = self.desk.problem.duties[duty]
        pauses = [
            TimeOff(rest.earliest, rest.latest, rest.duration) for rest in self.desk.evaluator.clocks[duty].breaks
        ]
        absences = self.desk.evaluator.clocks[duty].absences
        away = [TimeOff(gone.start, gone.start, gone.end - gone.start) for gone in absences]
        stock = self.desk.problem.supply.within_reach(technician)
        return Duty(
            technician.id, shift.start, shift.end, (*pauses, *away), technician.capacity, shift.max_visits, stock
        )

    def _ways(self, rows: Sequence[int], duties: Sequence[int]) -> Ways:
        places = [self.desk.problem.appointments[row].location or 0 for row in rows]
        clocks = [self.desk.evaluator.clocks[duty] for duty in duties]
        return Ways(
            [[self._way(clock.origin, place) for place in places] for clock in clocks],
            [[self._way(one, two) for two in places] for one in places],
            [[self._way(place, clock.destination) for place in places] for clock in clocks],
        )

    def _way(self, start: int, end: int) -> int:
        """The ticks that a way takes at least."""
        problem, closure = self.desk.problem, self._closure
        way = problem.legs.ticks(start, end) if closure is None else int(closure[start, end])
        return way if problem.speeds is None else problem.speeds.least(way)

    @property
    def _ways_unknown(self) -> bool:
        travel = self.desk.problem.travel
        return isinstance(travel, MatrixTravel) and travel.durations.shape[0] > LARGEST_MATRIX

    @cached_property
    def _closure(self) -> np.ndarray[tuple[int, int], np.dtype[np.int64]] | None:
        """Shortest ways, also round about, for a matrix; the embedded travel has no shorter ways round about."""
        travel = self.desk.problem.travel
        if not isinstance(travel, MatrixTravel):
            return None
        ways = travel.durations.astype(np.int64)
        for middle in range(len(ways)):
            np.minimum(ways, ways[:, middle, None] + ways[None, middle, :], out=ways)
        return ways


def _plain(item: Appointment) -> bool:
    """Without waivers or frozen facts, which may do what the model forbids."""
    return not item.waivers and not (item.pin is not None and item.pin.frozen)
