"""The compiled search from Python: chains of annealing over one part, in threads, side by side.

Chains cool alike, stop at the same iterations, and where they stop the worst one goes on from the best plan. So the
same start, seed and counts give the same plan, whatever the machine has to run them on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np

from scheduler.search.encode import encode, level_vector
from scheduler.search.kernel.anneal import HASH_PLACES, anneal, construct, load
from scheduler.search.kernel.arrays import (
    BLINK,
    COST,
    DEPOTS,
    FAIRNESS,
    GAP,
    SUM,
    WORKING,
    Best,
    Encoded,
    Floats,
    Integers,
    Pool,
    Routes,
    Scratch,
)
from scheduler.search.kernel.bundle import bundled
from scheduler.search.kernel.chance import FIRST_MODULUS, SECOND_MODULUS
from scheduler.search.kernel.insertion import KEPT
from scheduler.search.limits import MisjudgedError, PooledRoutes, SearchLimits, SearchOutcome, remember
from scheduler.timetable import NEVER
from scheduler.working import Working

#: The least and the most iterations between two looks at the clock, at which chains wait for one another, and how many
#: looks there are in a search that goes as planned.
STRETCH, LONGEST_STRETCH, LOOKS = 500, 5000, 20
#: Visits of pooled routes that a chain keeps in a stretch.
POOL_VISITS = 200_000
#: First and last temperature as shares of a visit's mean cost on each level, less its fixed part. A very short search
#: starts colder, at least at ``MILD``: the full heat is for ``ENOUGH`` iterations a visit.
HOT, MILD, COLD, ENOUGH = 3.0, 0.1, 0.05, 30
TIMETABLES, MASKS, FIELDS = 3, 8, 4


def longest_route(data: Encoded) -> int:
    """A bound on the visits of any route, by the time, the room and the number of visits that duties have."""
    most = 0
    for duty, shift in enumerate(data.duties):
        rows = np.flatnonzero(data.entry[:, duty] >= 0)  # of appointments: depots have no such row
        services = np.sort(data.visits[shift.pace, rows]["service"]).cumsum()
        sizes = np.sort(data.items[rows]["bulk"]).cumsum()
        fits = min(
            int(np.searchsorted(services, shift.end - shift.start, "right")),
            int(np.searchsorted(sizes, shift.capacity, "right")),
        )
        most = max(most, fits)
    return most + int(data.settings[DEPOTS] > 0)


def empty_routes(data: Encoded, most: int) -> Routes:
    """No visit anywhere; ``most`` visits a route at most."""
    count, duties = data.entry.shape
    owners = len(data.turn_rest)
    return bundled(
        Routes(
            visits=np.zeros((duties, most), np.int64),
            sums=np.zeros(duties, SUM).view(np.recarray),
            gaps=np.zeros((duties, most + 2), GAP).view(np.recarray),
            cost=np.zeros((duties, len(data.scale)), np.int64),
            duty=np.full(count, -1, np.int64),
            position=np.zeros(len(data.items), np.int64),
            absent=np.arange(count, dtype=np.int64),
            absent_at=np.arange(count, dtype=np.int64),
            load=np.zeros(owners, np.int64),
            used=np.zeros((owners, data.stock.shape[1], 2), np.int64),
            drawn=np.zeros((duties, data.stock.shape[1], 2), np.int64),
            total=np.zeros(len(data.scale), np.int64),
            missing=np.array([count], np.int64),
            idle=np.zeros(len(data.first_member) - 1, np.int64),
        )
    )


def make_room(data: Encoded, most: int) -> Scratch:
    """Room for one chain."""
    count, duties = data.entry.shape
    stops = most + 2
    return bundled(
        Scratch(
            visit=np.zeros(stops, np.int64),
            bare=np.zeros(stops, np.int64),
            gaps=np.zeros(stops, GAP).view(np.recarray),
            amounts=np.zeros((data.stock.shape[1], 2), np.int64),
            stretch=np.zeros(6, np.int64),
            longer=np.zeros(6, np.int64),
            stop=np.zeros(3, np.int64),
            legs=np.zeros(stops, np.int64),
            arrives=np.zeros((TIMETABLES, stops), np.int64),
            starts=np.zeros((TIMETABLES, stops), np.int64),
            heads=np.zeros((TIMETABLES, 3), np.int64),
            state=np.full((stops, MASKS, FIELDS), NEVER, np.int64),
            vector=np.zeros((4, len(data.scale)), np.int64),
            result=np.zeros(4, np.int64),
            owners=np.zeros(len(data.turn_rest), np.int64),
            dirty=np.zeros(duties, np.int64),
            is_dirty=np.zeros(duties, np.int64),
            stale=np.zeros(duties, np.int64),
            is_stale=np.zeros(duties, np.int64),
            waiting=np.zeros(2 * count + 1, np.int64),
            is_waiting=np.zeros(count, np.int64),
            key=np.zeros(2 * count + 1, np.int64),
            candidates=np.zeros((KEPT, 4), np.int64),
            scores=np.zeros(KEPT, np.float64),
            stamp=np.zeros(duties, np.int64),
            base=np.zeros(duties, np.float64),
            opened=np.zeros(duties, np.int64),
            random=np.ones(2, np.int64),
            counts=np.zeros(6, np.int64),
        )
    )


class Chain:
    """One chain: its current plan, the one it is trying, and its best one."""

    def __init__(self, data: Encoded, most: int) -> None:
        self.data = data
        self.current, self.new = empty_routes(data, most), empty_routes(data, most)
        self.room = make_room(data, most)
        duties = len(data.duties)
        lengths, total = np.zeros(duties, np.int64), np.zeros(len(data.scale), np.int64)
        self.best = bundled(Best(np.zeros((duties, most), np.int64), lengths, total))
        items, seen = np.zeros(POOL_VISITS, np.int64), np.zeros(HASH_PLACES, np.int64)
        self.pool = bundled(Pool(items, seen, np.zeros(1, np.int64)))
        nothing = data.unserved.sum(axis=0)
        idle = np.zeros(len(data.turn_rest), np.int64)
        nothing[data.level[FAIRNESS]] += data.weight[FAIRNESS] * total_fairness(data, idle)
        self.current.total[:], self.new.total[:] = nothing, nothing

    def seed(self, random: Random) -> None:
        """Set the random numbers to come, and forget the pool."""
        self.room.random[:] = random.randrange(1, FIRST_MODULUS), random.randrange(1, SECOND_MODULUS)
        self.room.counts[BLINK] = 0
        self.pool.seen[:] = 0
        self.pool.end[0] = 0

    def load(self, visits: Integers, lengths: Integers) -> None:
        """Go on from a plan, which is also the best one now."""
        self.best.visits[:], self.best.lengths[:] = visits, lengths
        load(self.data, self.best, self.current, self.new, self.room)

    def construct(self) -> None:
        """Serve greedily what is unserved and can be served."""
        construct(self.data, self.current, self.new, self.best, self.room)

    def run(self, heat: Floats, begin: int, end: int) -> None:
        """Iterations ``begin`` to ``end``."""
        anneal(self.data, self.current, self.new, self.best, self.pool, self.room, heat, begin, end)

    def pooled(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The routes met since the last call, as (duty, sequence)."""
        items, at = self.pool.items[: self.pool.end[0]].tolist(), 0
        self.pool.end[0] = 0
        while at < len(items):
            duty, length = items[at], items[at + 1]
            yield duty, tuple(items[at + 2 : at + 2 + length])
            at += 2 + length

    def value(self) -> tuple[int, ...]:
        """The best plan's cost, level by level."""
        return tuple(self.best.total.tolist())

    def heat(self, limits: SearchLimits) -> Floats:
        """For each level the first temperature, and the factor from one iteration to the next."""
        data, absent = self.data, self.current.absent[: self.current.missing[0]]
        cost = self.current.total - data.unserved[absent].sum(axis=0) - fixed_part(data, self.current)
        served = max(1, len(self.current.duty) - len(absent))
        mean = np.abs(cost) / served
        hot = max(MILD, HOT * min(1.0, limits.whole / (ENOUGH * served)))
        first, last = (hot * (COLD / hot) ** limits.share(done) for done in (0, limits.planned))
        return np.array([first * mean, np.full(len(mean), (last / first) ** (1.0 / limits.planned))])


def fixed_part(data: Encoded, routes: Routes) -> Integers:
    """By level, what fairness and time spent on visits cost: large, and much the same wherever visits go."""
    cost = np.zeros(len(data.scale), np.int64)
    cost[data.level[FAIRNESS]] += data.weight[FAIRNESS] * total_fairness(data, routes.load)
    visits = np.flatnonzero(routes.duty >= 0)
    duties = data.duties[routes.duty[visits]]
    service = data.visits["service"][duties["pace"], visits]
    cost[data.level[WORKING]] += data.weight[WORKING] * service.sum()
    cost[data.level[COST]] += data.weight[COST] * (service * duties["hour_cost"]).sum()
    return cost


def total_fairness(data: Encoded, loads: Integers) -> int:
    """What fairness costs in points if technicians are given these loads."""
    if not data.weight[FAIRNESS]:
        return 0
    past, unit = data.turn_rest[:, 0] + loads, data.turn_rest[:, 1]
    place = data.first_cost[:-1] + past // unit
    return int((data.turn_cost[place] + data.turn_slope[place] * (past % unit)).sum())


class KernelSearch:
    """The compiled search over one part."""

    pace = 10

    def __init__(self, working: Working, chains: int) -> None:
        self._data = bundled(encode(working))
        most = max(1, longest_route(self._data))
        self._chains = [Chain(self._data, most) for _ in range(chains)]
        self._found: Working | None = None

    def construct(
        self, working: Working, stop: Callable[[], bool], at_most: int | None, *, quickly: bool
    ) -> tuple[Working, int]:
        """Each visit where it is cheapest, in a random order by urgency: all of it, or nothing if it is late."""
        if stop() or at_most == 0:
            return working, 0
        chain = self._chains[0]
        self._start(working, Random(0))
        chain.construct()
        found = decoded(working, chain)
        return found, len(found.place) - len(working.place)

    def search(self, working: Working, random: Random, limits: SearchLimits) -> SearchOutcome:
        """Improve a plan; see :class:`scheduler.search.limits.SearchLimits`.

        With what the last call gave back, the chains go on from where they are.
        """
        if working is not self._found:
            self._start(working, random)
        heat, pool, done = self._chains[0].heat(limits), PooledRoutes(), 0
        last = min(limits.planned, limits.at_most)
        stretch = min(LONGEST_STRETCH, max(STRETCH, limits.planned // LOOKS))
        with ThreadPoolExecutor(len(self._chains)) as threads:
            while done < last and not limits.stop():
                end = min(last, done + stretch)
                self._stretch(threads, heat, done, end)
                done = end
                for chain in self._chains:
                    remember(pool, ((duty, renumbered(working, row)) for duty, row in chain.pooled()))
        self._found = decoded(working, self._best())
        self._exchange()
        remember(pool, ((duty, row) for duty, row in enumerate(self._found.sequences) if row))
        return SearchOutcome(self._found, done, pool)

    def _stretch(self, threads: ThreadPoolExecutor, heat: Floats, begin: int, end: int) -> None:
        first, *others = self._chains
        running = [threads.submit(chain.run, heat, begin, end) for chain in others]
        first.run(heat, begin, end)
        for future in running:
            future.result()

    def _start(self, working: Working, random: Random) -> None:
        visits, lengths = self._chains[0].best.visits.copy(), self._chains[0].best.lengths.copy()
        for duty, sequence in enumerate(working.sequences):
            lengths[duty] = len(sequence)
            visits[duty, : len(sequence)] = renumbered(working, sequence)
        for chain in self._chains:
            chain.load(visits, lengths)
            chain.seed(random)

    def _best(self) -> Chain:
        return min(self._chains, key=Chain.value)

    def _exchange(self) -> None:
        """The chain that has found least goes on from the best plan of all."""
        best, worst = self._best(), max(self._chains, key=Chain.value)
        if worst.value() != best.value():
            worst.load(best.best.visits, best.best.lengths)


def renumbered(working: Working, sequence: Iterable[int]) -> tuple[int, ...]:
    """A route with its depots counted on from the appointments instead of complemented, or the other way round."""
    first = len(working.problem.appointments)
    return tuple(row if 0 <= row < first else first + ~row for row in sequence)


def decoded(working: Working, chain: Chain) -> Working:
    """The best plan of a chain; raises :class:`MisjudgedError` if it is not worth what the chain believes."""
    result = Working(working.evaluator, working.eligibility)
    for duty, length in enumerate(chain.best.lengths.tolist()):
        if not result.assign(duty, renumbered(working, chain.best.visits[duty, :length].tolist())):
            raise MisjudgedError("the kernel made a route that does not fit")
    value = level_vector(result.evaluator, result.total())
    if value != chain.value():
        raise MisjudgedError(f"the kernel believed {chain.value()}, the plan is worth {value}")
    return result
