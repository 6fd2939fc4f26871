"""One independent part of a problem on its way from nothing to a plan: construction, exact model, search, CP-SAT.

The clock is given and decides only how far a part gets; what it got to is recorded as rounds, and a part that is given
rounds repeats them without looking at the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from scheduler.cpsat import routes, visits
from scheduler.facts import place_facts
from scheduler.problem import ProblemData
from scheduler.rounds import CUT, FILLED, Round
from scheduler.search import PlainSearch, Search, SearchLimits, searcher
from scheduler.search.limits import PooledRoutes, remember
from scheduler.solution import Plan
from scheduler.working import Working, from_plan

#: Parts up to this size are also solved exactly.
EXACT_APPOINTMENTS, EXACT_DUTIES = 8, 4
EXACT_SECONDS = 2.0
#: The share of a limited part's time that the exact model may take.
EXACT_SHARE = 0.5
#: A search cools in a first round that measures how fast it is, and in so many more of even time or counts. After some
#: of them CP-SAT chooses from the routes met.
ROUNDS = 12
CHOOSING = (6, 9, 11)
#: Iterations per appointment of a plain search where no time limit is set, and those of the first round.
ITERATIONS_PER_APPOINTMENT = 45
FIRST_ITERATIONS = 30
#: CP-SAT's deterministic seconds in a round, at most and by appointment, the share of a part's time for them, how many
#: seconds of time one is taken to need before one is measured, and the pooled routes that it chooses from for each, the
#: most recent first.
ROUTE_SECONDS, ROUTE_SECONDS_PER_APPOINTMENT = 2.0, 0.03
ROUTE_SHARE = 0.06
SECONDS_EACH = 3.0
ROUTES_PER_SECOND = 1500


@dataclass
class PartRun:
    """A part with its plan so far.

    ``clock`` gives seconds, ``stopped`` says whether the run as a whole is over; ``workers`` are CP-SAT's. ``replay``
    holds the rounds to be repeated. ``seconds`` limits :meth:`improve`; ``None`` leaves it to counts.
    """

    problem: ProblemData
    working: Working
    seed: int
    clock: Callable[[], float]
    stopped: Callable[[], bool]
    replay: tuple[Round, ...] | None = None
    search: Search = field(default_factory=PlainSearch)
    workers: int = 1
    seconds: float | None = None
    rounds: list[Round] = field(default_factory=list)
    inserted: int = 0
    seconds_each: float = SECONDS_EACH
    choosing_pays: bool = True
    exact: Plan | None = None

    def plan(self) -> Plan:
        """The proven plan if there is one, whose times are the solver's own, else the best one found."""
        return self.working.plan() if self.exact is None else self.exact

    def start_from(self, plan: Plan) -> None:
        """Take over a plan as far as it fits."""
        from_plan(self.working, plan)

    def ready(self) -> None:
        """Put facts where they are, and have the search at hand that suits the part."""
        place_facts(self.working)
        self.search = searcher(self.working, self.workers)

    def begin(self, over: Callable[[], bool], *, quickly: bool = False) -> None:
        """Construct a first plan, as far as it gets until it is ``over``; ``quickly`` where regret takes too long."""
        first = self.replay[0] if self.replay and self.replay[0].planned in (CUT, FILLED) else None
        quickly = quickly or (first is not None and first.planned == FILLED)
        at_most = None if first is None else first.done
        self.working, self.inserted = self.search.construct(self.working, over, at_most, quickly=quickly)
        if quickly or over() or first is not None:
            self.rounds.append(Round(FILLED if quickly else CUT, self.inserted, 0.0))

    def improve(self) -> None:
        """Make the plan as good as time or counts allow."""
        if self.rounds and self.rounds[0].planned == CUT and self.replay is None:
            return
        begun = self.clock()
        if not self._solved_exactly(begun):
            self._search(begun)
            if not self.rounds:
                self.rounds.append(Round(CUT, self.inserted, 0.0))
        self.working.evaluator.forget()
        self.search = PlainSearch()

    def _solved_exactly(self, begun: float) -> bool:
        """Solve a small part to proven optimality, if it can be proved in the time; whether it was."""
        if self.replay or not self._small():
            return False
        over = self._over(None if self.seconds is None else begun + self.seconds * EXACT_SHARE)
        found = visits.solve_visits(
            self.problem,
            self.working.evaluator.policy,
            self._allowed(),
            deterministic_seconds=EXACT_SECONDS,
            seed=self.seed,
            hint=self.working.plan(),
            stop=over,
        )
        if found.status != "optimal" or over():
            return False
        self.exact = found.plan
        return True

    def _allowed(self) -> NDArray[np.bool_]:
        """Which appointments may be done on which duties."""
        return self.working.eligibility.allowed

    def _small(self) -> bool:
        """Whether the exact model can prove something here: it grants nothing to frozen visits and waived rules."""
        items = self.problem.appointments
        usual = not any(item.waivers or item.frozen for item in items)
        return usual and len(items) <= EXACT_APPOINTMENTS and len(self.problem.duties) <= EXACT_DUTIES

    def _over(self, deadline: float | None) -> Callable[[], bool]:
        return lambda: self.stopped() or (deadline is not None and self.clock() >= deadline)

    def _search(self, begun: float) -> None:
        repeated = None if self.replay is None else [one for one in self.replay if one.planned > 0]
        started, rate = self.clock(), None
        left = None if self.seconds is None else max(0.0, begun + self.seconds - started)
        random, pool = Random(self.seed), PooledRoutes()
        for number in range(1 + ROUNDS if repeated is None else len(repeated)):
            now = self.clock()
            end = None if left is None else started + left * max(1, number) / ROUNDS
            pays = self.choosing_pays or left is None  # counts alone do not depend on a clock
            seconds = self._route_seconds() if number in CHOOSING and pays else 0.0
            aim = self._task(rate, left, end, seconds, ROUNDS) if repeated is None else (None, repeated[number])
            deadline, task = aim
            limits = SearchLimits(task.planned, task.done, self._over(deadline), *cooling(number))
            outcome = self.search.search(self.working, random, limits)
            searched = Effort(self.clock() - now, self.working.total() - outcome.best.total())
            rate = searched.seconds / outcome.iterations if outcome.iterations else rate
            self.working = outcome.best
            remember(pool, outcome.pool)
            seconds = self._choose_routes(list(pool), task.route_seconds, searched)
            self.rounds.append(Round(task.planned, outcome.iterations, seconds))
            if self.stopped():
                return

    def _task(
        self, rate: float | None, left: float | None, end: float | None, seconds: float, rounds: int
    ) -> tuple[float | None, Round]:
        """What to do in one of some rounds, and when its search is over: in time for CP-SAT to be over at ``end``."""
        if rate is None:
            iterations = FIRST_ITERATIONS * self.search.pace
            return end, Round(iterations, iterations, 0.0)
        if left is None or end is None:
            iterations = ITERATIONS_PER_APPOINTMENT * self.search.pace * len(self.problem.appointments) // rounds
            return None, Round(iterations, iterations, seconds)
        seconds = round(min(seconds, left * ROUTE_SHARE / self.seconds_each), 2)
        deadline = end - seconds * self.seconds_each
        iterations = max(1, int((deadline - self.clock()) / max(rate, 1e-9)))
        return deadline, Round(iterations, iterations, seconds)

    def _route_seconds(self) -> float:
        return round(min(ROUTE_SECONDS, ROUTE_SECONDS_PER_APPOINTMENT * len(self.problem.appointments)), 2)

    def _choose_routes(self, pool: list[tuple[int, tuple[int, ...]]], seconds: float, searched: Effort) -> float:
        """Let CP-SAT put a better plan together from the pool; the seconds it was given, 0 if what it did is void.

        What it was interrupted in depends on when, so it is not used. It is asked again if it gained as much in its
        time as the search had just ``searched``.
        """
        if seconds <= 0 or self.stopped():
            return 0.0
        begun, before = self.clock(), self.working.total()
        better = routes.improve(
            self.working,
            pool[-max(1, int(seconds * ROUTES_PER_SECOND)) :],
            deterministic_seconds=seconds,
            seed=self.seed,
            workers=self.workers,
            stop=self.stopped,
        )
        if self.stopped():
            return 0.0
        if better is not None:
            self._adopt(better)
        chosen = Effort(self.clock() - begun, before - self.working.total())
        self.seconds_each, self.choosing_pays = chosen.seconds / seconds, chosen.pays_like(searched)
        return seconds

    def _adopt(self, better: Working) -> None:
        """Take over a plan."""
        self.working = better


@dataclass(frozen=True)
class Effort:
    """Seconds spent on a part, and by how much its rank fell."""

    seconds: float
    gain: int

    def pays_like(self, other: Effort) -> bool:
        """Whether it gained as much in its time as the other."""
        return self.gain > 0 and self.gain / max(1, other.gain) >= self.seconds / max(1e-9, other.seconds)


def cooling(number: int) -> tuple[float, float]:
    """The shares of the cooling that are past before and after a round."""
    return max(0, number - 1) / ROUNDS, min(1.0, max(1, number) / ROUNDS)
