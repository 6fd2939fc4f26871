"""A part with coupled appointments on its way to a plan.

Chains are placed first, then single visits around them. Rounds of search and CP-SAT over routes, which see the places
as pinned, alternate with moves of whole chains. Small parts are solved exactly.
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
from scheduler.coupling.places import Places
from scheduler.coupling.rows import Rows
from scheduler.coupling.start import take_over
from scheduler.coupling.working import CoupledWorking
from scheduler.facts import place_facts
from scheduler.part_run import Effort, PartRun
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rounds import CUT, FILLED, MOVED, Round
from scheduler.route import LEVEL_BITS
from scheduler.search import SearchLimits
from scheduler.search.limits import PooledRoutes, remember
from scheduler.solution import Plan
from scheduler.working import Working

#: Rounds where no time limit is set, and the share of the time that must be left for another where one is.
ROUNDS, WORTH_A_ROUND = 3, 0.08
#: Moves for each chain and round where no time limit is set.
MOVES_PER_CHAIN = 12
#: The share of a round's time that moves of chains have, after the search.
MOVE_SHARE = 0.4
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
        left = None if self.seconds is None else max(0.0, begun + self.seconds - started)
        for number in count():
            now = self.clock()
            due = None if repeated is None else repeated[2 * number : 2 * number + 2]
            over = self._enough(number, self._share_left(left, started)) if due is None else not due
            if over or self.stopped():
                return
            end = None if left is None or due is not None else min(started + left, now + left / ROUNDS)
            search_end = None if end is None else end - MOVE_SHARE * (end - now)
            seconds = self._route_seconds()
            deadline, task = self._task(rate, left, search_end, seconds, ROUNDS) if due is None else (None, due[0])
            rate = self._one_search(random, pool, deadline, task)
            if due is None:
                self._move_chains(random, end, None)
            elif len(due) > 1:
                self._move_chains(random, None, due[1].done)

    @staticmethod
    def _enough(number: int, share_left: float | None) -> bool:
        """Whether counts or time are used up."""
        return number >= ROUNDS if share_left is None else share_left < WORTH_A_ROUND

    def _share_left(self, left: float | None, started: float) -> float | None:
        return None if left is None else 1 - (self.clock() - started) / max(left, 1e-9)

    def _one_search(self, random: Random, pool: PooledRoutes, deadline: float | None, task: Round) -> float:
        """Search and choose among routes with every coupled appointment where it is; the seconds of an iteration."""
        begun, before = self.clock(), self.working.total()
        outcome = self.search.search(self.working, random, SearchLimits(task.planned, task.done, self._over(deadline)))
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

    def _move_chains(self, random: Random, end: float | None, exactly: int | None) -> None:
        """Move chains until the time is over or as many moves are done as are wanted."""
        most = exactly if exactly is not None else MOVES_PER_CHAIN * len(self.mover.couplings.chains)
        over, current, done = self._over(end), self.working, 0
        while ((exactly is None and end is not None) or done < most) and not over():
            candidate = self.mover.move(current, random)
            done += 1
            if _accepts(current, candidate, random):
                current = candidate
                if current.total() < self.working.total():
                    self.working = current
        self.rounds.append(Round(MOVED, done, 0.0))


def _accepts(current: CoupledWorking, candidate: CoupledWorking, random: Random) -> bool:
    """Whether to go on from a plan: if it is not worse, or now and then if it is a little worse on the last level."""
    worse = candidate.total() - current.total()
    if worse <= 0:
        return True
    if worse >> LEVEL_BITS:
        return False
    mean = abs(current.evaluator.vector(current.total())[-1]) // max(1, len(current.problem.appointments))
    return worse < -HEAT * mean * log(1.0 - random.random())
