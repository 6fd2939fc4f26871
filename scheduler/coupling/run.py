"""A part with coupled appointments on its way to a plan.

Chains are placed first, then single visits around them. Rounds of search and CP-SAT over routes, which see the places
as pinned, alternate with moves of whole chains and with neighbourhoods of chains that CP-SAT over visits decides anew.
Small parts are solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from math import log
from random import Random

import numpy as np
from numpy.typing import NDArray

from scheduler.construct import construct, fill
from scheduler.coupling.couplings import Couplings
from scheduler.coupling.moves import Mover, worth
from scheduler.coupling.neighbourhoods import Neighbourhoods
from scheduler.coupling.places import Places
from scheduler.coupling.rows import Rows
from scheduler.coupling.start import take_over
from scheduler.coupling.working import CoupledWorking
from scheduler.facts import place_facts
from scheduler.part_run import Effort, PartRun
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rounds import CUT, FILLED, MOVED, SOLVED, Round
from scheduler.route import LEVEL_BITS
from scheduler.search import SearchLimits, searcher
from scheduler.search.limits import PooledRoutes, remember
from scheduler.solution import Plan
from scheduler.working import Working

#: Rounds where no time limit is set, and the share of the time that must be left for another where one is.
ROUNDS, WORTH_A_ROUND = 3, 0.08
#: Moves, and neighbourhoods solved, for each chain and round where no time limit is set.
MOVES_PER_CHAIN, SOLVED_PER_CHAIN = 12, 1
#: By round, the share of the time that is over at its end, and how far the cooling of the search is at its start.
ENDS = (0.3, 0.5, 0.7, 0.85, 1.0)
WARM = (0.0, 0.0, 0.3, 0.5)
#: What a round does, one after the other, and the shares of its time that are over at the end of each: the search of
#: single visits, moves of chains, neighbourhoods of chains solved by CP-SAT.
KINDS, SHARES = 3, (0.4, 0.9, 1.0)
#: Choosing among routes may take this share of what it takes where nothing is coupled: rounds are many and short.
ROUTES_SHARE = 0.25
#: How much worse a move may make the last level, as a share of the mean cost of an appointment there.
HEAT = 0.02


def coupled_working(problem: ProblemData, policy: Policy, whole: ProblemData | None = None) -> CoupledWorking:
    """An empty plan for a problem with couplings; ``whole`` is what it is a part of."""
    return CoupledWorking(Rows(Couplings(problem)), policy, whole)


@dataclass
class CoupledRun(PartRun):
    """As :class:`PartRun`, with coupled appointments. ``working`` is a :class:`CoupledWorking`."""

    working: CoupledWorking

    def __post_init__(self) -> None:
        self.mover = Mover(Places(self.working.rows, self.working.evaluator.policy))
        self.neighbourhoods, self.current = Neighbourhoods(self.mover), self.working

    def start_from(self, plan: Plan) -> None:
        """Take over a plan as far as it fits."""
        self.working = take_over(self.working, self.mover.places, plan)

    def ready(self) -> None:
        """Put single facts where they are: chains go around them."""
        place_facts(self.working, self.working.rows.first)

    def begin(self, over: Callable[[], bool], *, quickly: bool = False) -> None:
        """Place the chains, the dearest first, then the single visits, as far as it gets until it is ``over``."""
        first = self.replay[0] if self.replay else None
        quickly = quickly or (first is not None and first.planned == FILLED)
        cut = first if first is not None and first.planned in (CUT, FILLED) else None
        most = None if cut is None else cut.done
        placed = self._place_chains(over, most)
        rest = None if most is None else most - placed
        self.inserted = placed + (fill if quickly else construct)(self.working, over, rest)
        if quickly or over() or cut is not None:
            self.rounds.append(Round(FILLED if quickly else CUT, self.inserted, 0.0))

    def _place_chains(self, over: Callable[[], bool], most: int | None) -> int:
        """Place chain after chain; how many were looked at."""
        chains = sorted(self.mover.couplings.chains, key=lambda chain: (-worth(self.working, chain), chain))
        for number, chain in enumerate(chains):
            if number == most or over():
                return number
            self.working = self.mover.insert(self.working, chain)
        return len(chains)

    def _allowed(self) -> NDArray[np.bool_]:
        return self.mover.places.members.allowed

    def _search(self, begun: float) -> None:
        repeated = None if self.replay is None else [one for one in self.replay if one.planned not in (CUT, FILLED)]
        random, pool = Random(self.seed), PooledRoutes()
        started, rate = self.clock(), None
        self.search = searcher(self.working, self.workers)
        left = None if self.seconds is None else max(0.0, begun + self.seconds - started)
        for number in count():
            due = None if repeated is None else repeated[KINDS * number : KINDS * (number + 1)]
            over = self._enough(number, self._share_left(left, started)) if due is None else not due
            if over or self.stopped():
                return
            now = self.clock()
            end = None if left is None or due is not None else started + left * ENDS[min(number, len(ENDS) - 1)]
            until = [None if end is None else now + share * (end - now) for share in SHARES]
            share = None if left is None else left * ROUTES_SHARE
            seconds = self._route_seconds()
            deadline, task = self._task(rate, share, until[0], seconds, ROUNDS) if due is None else (None, due[0])
            rate = self._one_search(random, pool, deadline, task, WARM[min(number, len(WARM) - 1)])
            for place, kind in enumerate((MOVED, SOLVED), 1):
                if due is None or len(due) > place:
                    self._couple(kind, random, until[place], None if due is None else due[place].done)

    @staticmethod
    def _enough(number: int, share_left: float | None) -> bool:
        """Whether counts or time are used up."""
        return number >= ROUNDS if share_left is None else share_left < WORTH_A_ROUND

    def _share_left(self, left: float | None, started: float) -> float | None:
        return None if left is None else 1 - (self.clock() - started) / max(left, 1e-9)

    def _one_search(
        self, random: Random, pool: PooledRoutes, deadline: float | None, task: Round, warm: float
    ) -> float:
        """Search and choose among routes with every coupled appointment where it is; the seconds of an iteration."""
        self.search = searcher(self.working, self.workers)
        begun, before = self.clock(), self.working.total()
        limits = SearchLimits(task.planned, task.done, self._over(deadline), warm)
        outcome = self.search.search(self.working, random, limits)
        self._adopt(outcome.best)
        searched = Effort(self.clock() - begun, before - self.working.total())
        remember(pool, outcome.pool)
        seconds = self._choose_routes(list(pool), task.route_seconds, searched)
        self.rounds.append(Round(task.planned, outcome.iterations, seconds))
        return searched.seconds / max(1, outcome.iterations)

    def _adopt(self, better: Working) -> None:
        """Take over routes, if with all that they leave out the plan is better."""
        other = self.working.with_routes(better.sequences)
        if other.total() < self.working.total():
            self.working = other

    def _couple(self, kind: int, random: Random, end: float | None, exactly: int | None) -> None:
        """Move chains, or solve neighbourhoods of them, until the time is over or as many are done as are wanted."""
        step, per_chain = {MOVED: (self._move, MOVES_PER_CHAIN), SOLVED: (self._solve, SOLVED_PER_CHAIN)}[kind]
        most = exactly if exactly is not None else per_chain * len(self.mover.couplings.chains)
        over, done, self.current = self._over(end), 0, self.working
        while ((exactly is None and end is not None) or done < most) and not over():
            done += step(random, over)
        self.rounds.append(Round(kind, done, 0.0))

    def _move(self, random: Random, over: Callable[[], bool]) -> bool:
        """One move, from where the last one led."""
        candidate = self.mover.move(self.current, random)
        if _accepts(self.current, candidate, random):
            self.current = candidate
            if candidate.total() < self.working.total():
                self.working = candidate
        return True

    def _solve(self, random: Random, over: Callable[[], bool]) -> bool:
        """One neighbourhood of the best plan; when time was up meanwhile, it is as if it had not been drawn."""
        state = random.getstate()
        better = self.neighbourhoods.improved(self.working, random, over)
        if over():
            random.setstate(state)
            return False
        self.working = better
        return True


def _accepts(current: CoupledWorking, candidate: CoupledWorking, random: Random) -> bool:
    """Whether to go on from a plan: if it is not worse, or now and then if it is a little worse on the last level."""
    worse = candidate.total() - current.total()
    if worse <= 0:
        return True
    if worse >> LEVEL_BITS:
        return False
    mean = abs(current.evaluator.vector(current.total())[-1]) // max(1, len(current.problem.appointments))
    return worse < -HEAT * mean * log(1.0 - random.random())
