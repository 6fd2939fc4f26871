"""Proofs that some visits cannot all be made: a relaxation of the day, in CP-SAT.

Whatever the model forbids is forbidden by the rules; it does not know all rules (limits on travel and duration, how
breaks share a gap), so it can fail to forbid, and says then that nothing is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

#: With more visits than this their order is left out of the model, and only the time they take counts.
ORDERED_VISITS = 14


@dataclass(frozen=True)
class TimeOff:
    """A break or an absence: it starts within ``earliest`` and ``latest``, and no service overlaps it."""

    earliest: int
    latest: int
    duration: int


@dataclass(frozen=True)
class Duty:
    """What a duty offers. ``van`` holds the amounts of everything that its technician has (parts, by technician)."""

    technician: str
    start: int
    end: int
    time_off: tuple[TimeOff, ...] = ()
    capacity: int | None = None
    max_visits: int | None = None
    stock: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """What a visit takes: by duty it may be on, the service and the closed bounds of its start."""

    service: dict[int, int]
    bounds: dict[int, tuple[tuple[int, int], ...]]
    load: int = 0
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ways:
    """Shortest travel ticks: from each duty's start to each visit, between visits, and to each duty's end."""

    out: list[list[int]]
    between: list[list[int]]
    back: list[list[int]]


def unservable(
    visits: Sequence[Visit], duties: Sequence[Duty], ways: Ways, deterministic_seconds: float
) -> list[int] | None:
    """A set of the visits that cannot all be made on the duties, proved; ``None`` if nothing was proved."""
    model = _Model(visits, duties, ways)
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = deterministic_seconds
    solver.parameters.num_workers = 1
    if solver.solve(model.model) != cp_model.INFEASIBLE:
        return None
    core = set(solver.sufficient_assumptions_for_infeasibility())
    return [index for index, wanted in enumerate(model.wanted) if wanted.index in core]


class _Model:
    def __init__(self, visits: Sequence[Visit], duties: Sequence[Duty], ways: Ways) -> None:
        self.visits, self.duties, self.ways = visits, duties, ways
        self.model = cp_model.CpModel()
        self.wanted = [self.model.new_bool_var(f"wanted{index}") for index in range(len(visits))]
        self.on: dict[tuple[int, int], cp_model.IntVar] = {}
        self.start: list[cp_model.IntVar] = []
        for index, visit in enumerate(visits):
            self._place(index, visit)
        for duty in range(len(duties)):
            self._amounts(duty)
            self._energy(duty)
        self._stock()
        if len(visits) <= ORDERED_VISITS:
            self._orders()
        self.model.add_assumptions(self.wanted)

    def _place(self, index: int, visit: Visit) -> None:
        low = min(duty.start for duty in self.duties)
        high = max(duty.end for duty in self.duties)
        start = self.model.new_int_var(low, high, f"start{index}")
        self.start.append(start)
        for duty, service in visit.service.items():
            place = self.model.new_bool_var(f"on{index},{duty}")
            self.on[index, duty] = place
            first = self.duties[duty].start + self.ways.out[duty][index]
            last = self.duties[duty].end - self.ways.back[duty][index] - service
            cut = [(max(one, first), min(two, last)) for one, two in visit.bounds[duty]]
            domain = cp_model.Domain.from_intervals([(one, two) for one, two in cut if one <= two])
            self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(place)
        self.model.add(sum(self.on[index, duty] for duty in visit.service) == self.wanted[index])

    def _on(self, duty: int) -> list[int]:
        return [index for index in range(len(self.visits)) if (index, duty) in self.on]

    def _amounts(self, duty: int) -> None:
        offer = self.duties[duty]
        if offer.capacity is not None:
            self.model.add(sum(self.visits[i].load * self.on[i, duty] for i in self._on(duty)) <= offer.capacity)
        if offer.max_visits is not None:
            self.model.add(sum(self.on[i, duty] for i in self._on(duty)) <= offer.max_visits)

    def _stock(self) -> None:
        for owner in {duty.technician for duty in self.duties}:
            theirs = [number for number, duty in enumerate(self.duties) if duty.technician == owner]
            stock = self.duties[theirs[0]].stock
            for part in {part for visit in self.visits for part in visit.parts}:
                used = sum(
                    self.visits[i].parts.get(part, 0) * self.on[i, duty] for duty in theirs for i in self._on(duty)
                )
                self.model.add(used <= stock.get(part, 0))

    def _energy(self, duty: int) -> None:
        """Service, the way to the first visit, from each to another and from the last home, each the shortest there is,
        and one time off fit into the shift."""
        offer, here = self.duties[duty], self._on(duty)
        if not here:
            return
        taken, extra = [], []
        for index in here:
            home = self.ways.back[duty][index]
            step = min([home, *(self.ways.between[index][other] for other in here if other != index)])
            taken.append((self.visits[index].service[duty] + step) * self.on[index, duty])
            extra.append(home - step)
        longest = max((off.duration for off in offer.time_off if _inside(off, offer)), default=0)
        first = min(self.ways.out[duty][index] for index in here)
        self.model.add(sum(taken) <= max(0, offer.end - offer.start - longest - first - min(extra)))

    def _orders(self) -> None:
        """Of two visits on a duty one is after the other and the way between them, and time off between them."""
        for one, two in combinations(range(len(self.visits)), 2):
            shared = [duty for duty in range(len(self.duties)) if (one, duty) in self.on and (two, duty) in self.on]
            before = self.model.new_bool_var(f"before{one},{two}") if shared else None
            for duty in shared:
                assert before is not None
                self._after(one, two, duty, before)
                self._after(two, one, duty, ~before)
        for duty, offer in enumerate(self.duties):
            for off in offer.time_off:
                self._rest(duty, off)

    def _after(self, one: int, two: int, duty: int, condition: cp_model.BoolVarT) -> None:
        gap = self.visits[one].service[duty] + self.ways.between[one][two]
        both = [self.on[one, duty], self.on[two, duty], condition]
        self.model.add(self.start[two] >= self.start[one] + gap).only_enforce_if(both)

    def _rest(self, duty: int, off: TimeOff) -> None:
        offer, here = self.duties[duty], self._on(duty)
        begin = self.model.new_int_var(off.earliest, off.latest, "")
        first: dict[int, cp_model.IntVar] = {}
        for index in here:
            on, service, start = self.on[index, duty], self.visits[index].service[duty], self.start[index]
            first[index] = ahead = self.model.new_bool_var("")
            self.model.add(start + service <= begin).only_enforce_if([on, ahead])
            self.model.add(start >= begin + off.duration).only_enforce_if([on, ~ahead])
            if _inside(off, offer):
                home = offer.end - off.duration - self.ways.back[duty][index]
                away = offer.start + off.duration + self.ways.out[duty][index]
                self.model.add(start + service <= home).only_enforce_if([on, ahead])
                self.model.add(start >= away).only_enforce_if([on, ~ahead])
        for one in here:
            for two in here:
                if one != two:
                    gap = self.visits[one].service[duty] + self.ways.between[one][two] + off.duration
                    case = [self.on[one, duty], self.on[two, duty], first[one], ~first[two]]
                    self.model.add(self.start[two] >= self.start[one] + gap).only_enforce_if(case)


def _inside(off: TimeOff, duty: Duty) -> bool:
    """Whether the time off lies in the shift whenever it is taken, so that it always takes of its time."""
    return duty.start <= off.earliest and off.latest + off.duration <= duty.end
