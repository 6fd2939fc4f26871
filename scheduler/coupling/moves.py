"""Placing whole chains of coupled appointments, and moving them together with visits around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from scheduler.coupling.places import Places, Span
from scheduler.coupling.working import CoupledWorking
from scheduler.timing import NEVER

#: Visits taken out of each route that a chain touches, at most.
LONGEST_STRING = 4
#: How often what is moved is a chain that is not served whole, if there is one: the dearest of so many drawn.
WAITING_SHARE, CONTENDERS = 0.5, 3
#: Unserved single visits that are tried along with those taken out.
TRIED = 6


def worth(working: CoupledWorking, chain: Iterable[int]) -> int:
    """What the chain costs if none of it is served."""
    return sum(working.evaluator.worth[row] for row in chain)


class Mover:
    """Places and moves the chains of one problem; what it needs to know beforehand is computed once."""

    def __init__(self, places: Places) -> None:
        self.places, self.couplings = places, places.couplings
        self.open_until = {row: self._open_until(row) for row in self.couplings.rows}

    def insert(self, working: CoupledWorking, chain: Sequence[int], random: Random | None = None) -> CoupledWorking:
        """The plan with as much of a chain as has a place and makes it better; itself if nothing does."""
        better = working.copy()
        for row in chain:
            if row not in better.placements and self._ready(better, row):
                self._put(better, row, random)
        self._keep_whole(better, chain)
        return better if better.total() < working.total() else working

    def _ready(self, working: CoupledWorking, row: int) -> bool:
        links = self.couplings.before.get(row, ())
        return all(link.before in working.placements for link in links if link.needed)

    def _put(self, working: CoupledWorking, row: int, random: Random | None) -> None:
        """Place one appointment: in time for what comes after it, or if that has to be, at any time."""
        span = self.places.span(working, row)
        for until in sorted({min(span.over_by, self.open_until[row]), span.over_by}):
            place = self.places.best(working, row, Span(span.earliest, until), random)
            if place is not None and working.put(row, place.placement, place.routes):
                return

    def _open_until(self, row: int) -> int:
        """When an appointment has to be over for all that comes after it to be possible."""
        latest = NEVER
        for link in self.couplings.after.get(row, ()):
            latest = min(latest, self._latest_start(link.after) - link.delay)
        return latest

    def _latest_start(self, row: int) -> int:
        """The latest start on an empty calendar, so that what comes after is still possible."""
        problem, until = self.places.problem, self._open_until(row)
        starts = []
        for duty in self.places.members.duties(row):
            technician, shift = problem.duties[duty]
            service = technician.service(problem.appointments[row].duration)
            bounds = self.places.bounds(row, duty, service)
            starts += [min(high, until - service, shift.end - service) for _, high in bounds]
        return max(starts, default=NEVER)

    def _keep_whole(self, working: CoupledWorking, chain: Iterable[int]) -> None:
        """Take out what is there of groups that are not whole."""
        for row in chain:
            group = self.couplings.companions(row)
            whole = all(other in working.placements for other in group)
            if row in working.placements and not whole and not self.places.problem.appointments[row].frozen:
                for lost in sorted(self.couplings.lost_with(row) & working.placements.keys()):
                    working.take(lost)

    # -- moving

    def move(self, working: CoupledWorking, random: Random) -> CoupledWorking:
        """Another plan: chains taken out, with visits around them, and all of it put back as well as it goes."""
        candidate = working.copy()
        chains = self.drawn(candidate, random)
        touched: set[int] = set()
        for chain in chains:
            for row in (row for row in reversed(chain) if row in candidate.placements):
                touched.update(candidate.placements[row].duties)
                candidate.take(row)
        candidate.settle()
        removed = self._ruin(candidate, touched or self._possible(chains[0], random), random)
        random.shuffle(chains)
        if random.random() < 0.5:
            chains.sort(key=lambda chain: -worth(candidate, chain))
        if random.random() < 0.5:
            dearest = max(worth(candidate, chain) for chain in chains)
            fill(candidate, [row for row in removed if candidate.evaluator.unserved_rank(row) > dearest], random)
        for chain in chains:
            candidate = self.insert(candidate, chain, random)
        fill(candidate, removed, random)
        return candidate

    def drawn(self, working: CoupledWorking, random: Random) -> list[tuple[int, ...]]:
        """A chain, and often another that shares a technician with it or could."""
        waiting = [chain for chain in self.couplings.chains if any(self._waits(working, row) for row in chain)]
        chain = random.choice(self.couplings.chains)
        if waiting and random.random() < WAITING_SHARE:
            chain = max(random.sample(waiting, min(len(waiting), CONTENDERS)), key=lambda one: worth(working, one))
        if random.random() < 0.5:
            return [chain]
        duties = set(self.places.members.duties(random.choice(chain)))
        near = [
            other
            for other in self.couplings.chains
            if other != chain
            and any(not duties.isdisjoint(working.placements[row].duties) for row in other if row in working.placements)
        ]
        return [chain, random.choice(near)] if near else [chain]

    def _waits(self, working: CoupledWorking, row: int) -> bool:
        """Whether an appointment is not placed although there are enough who may go."""
        return (
            row not in working.placements and len(self.places.people(row)) >= self.places.problem.appointments[row].crew
        )

    def _possible(self, chain: Sequence[int], random: Random) -> set[int]:
        """Duties for what is not placed: some that might do it."""
        duties = self.places.members.duties(random.choice(chain))
        return set(random.sample(duties, min(len(duties), 3)))

    def _ruin(self, working: CoupledWorking, duties: Iterable[int], random: Random) -> list[int]:
        """Take a run of single visits out of each route."""
        removed: list[int] = []
        for duty in sorted(duties):
            single = [index for index in working.visits(duty) if index < working.rows.first]
            length = random.randint(0, min(LONGEST_STRING, len(single)))
            begin = random.randint(0, len(single) - length)
            removed += single[begin : begin + length]
        working.remove(removed)
        working.settle()
        return removed


def fill(working: CoupledWorking, removed: Iterable[int], random: Random) -> None:
    """Put single visits back where they are cheapest, and some that were unserved, the dearest first."""
    waiting = [index for index in removed if index in working.unserved]
    others = sorted(index for index in working.unserved if index < working.rows.first and index not in waiting)
    waiting += random.sample(others, min(len(others), TRIED))
    random.shuffle(waiting)
    for index in sorted(waiting, key=lambda one: -working.evaluator.unserved_rank(one)):
        offers = (working.insertion(index, duty) for duty in working.eligibility.duties(index))
        best = min((offer for offer in offers if offer is not None), default=None)
        if best is not None and best.delta < working.evaluator.unserved_rank(index):
            working.insert(index, best)
