"""One independent part of a problem on its way from nothing to a plan: construction, exact model, search, CP-SAT.

The clock is given and decides only how far a part gets; what it got to is recorded as rounds, and a part that is given
rounds repeats them without looking at the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

import numpy as np
from numpy.typing import NDArray

from scheduler.cpsat import routes, visits
from scheduler.facts import place_facts
from scheduler.problem import ProblemData
from scheduler.rounds import CUT, FILLED, Round
from scheduler.search import PlainSearch, Search, SearchLimits, searcher
from scheduler.solution import Plan
from scheduler.working import Working, from_plan

#: Parts up to this size are also solved exactly.
EXACT_APPOINTMENTS, EXACT_DUTIES = 8, 4
EXACT_SECONDS = 2.0
#: The share of a limited part's time that the exact model may take.
EXACT_SHARE = 0.5
#: By round, how far the cooling is at its start, and the share of the time that is over at its end: the first round
#: measures, the second searches, the others refine. CP-SAT over routes comes after all but the first.
WARM = (0.0, 0.0, 0.5)
ENDS = (0.05, 0.65, 0.95, 1.0)
#: Rounds where no time limit is set, a plain search's iterations per appointment in them, and those in the first.
ROUNDS = 3
ITERATIONS_PER_APPOINTMENT = 15
FIRST_ITERATIONS = 30
#: CP-SAT's deterministic seconds in a round, at most and as a share of a part's time, and the pooled routes that it
#: chooses from for each of these seconds, the most recent first.
ROUTE_SECONDS, ROUTE_SECONDS_PER_APPOINTMENT = 2.0, 0.03
ROUTE_SHARE = 0.06
ROUTES_PER_SECOND = 1500
#: The share of the time that must be left for another round.
WORTH_A_ROUND = 0.08

Pool = dict[tuple[int, tuple[int, ...]], None]


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
        random, pool = Random(self.seed), Pool()
        for number in count():
            now = self.clock()
            if self._enough(number, repeated, None if left is None else 1 - (now - started) / max(left, 1e-9)):
                return
            end = None if left is None else started + left * ENDS[min(number, len(ENDS) - 1)]
            deadline, task = self._task(rate, left, end) if repeated is None else (None, repeated[number])
            warm = WARM[min(number, len(WARM) - 1)]
            outcome = self.search.search(
                self.working, random, SearchLimits(task.planned, task.done, self._over(deadline), warm)
            )
            rate = (self.clock() - now) / max(1, outcome.iterations)
            self.working = outcome.best
            pool = {**pool, **outcome.pool}
            seconds = self._choose_routes(list(pool), task.route_seconds)
            self.rounds.append(Round(task.planned, outcome.iterations, seconds))
            if self.stopped():
                return

    @staticmethod
    def _enough(number: int, repeated: Sequence[Round] | None, share_left: float | None) -> bool:
        """Whether there is no further round: all are repeated, or counts or time are used up."""
        if repeated is not None:
            return number >= len(repeated)
        return number >= ROUNDS if share_left is None else share_left < WORTH_A_ROUND

    def _task(self, rate: float | None, left: float | None, end: float | None) -> tuple[float | None, Round]:
        """What to do in a round, and when its search is over: in time for CP-SAT to be over at ``end``."""
        if rate is None:
            iterations = FIRST_ITERATIONS * self.search.pace
            return end, Round(iterations, iterations, 0.0)
        if left is None or end is None:
            iterations = ITERATIONS_PER_APPOINTMENT * self.search.pace * len(self.problem.appointments)
            return None, Round(iterations, iterations, self._route_seconds())
        seconds = round(min(self._route_seconds(), left * ROUTE_SHARE), 2)
        deadline = end - seconds
        iterations = max(1, int((deadline - self.clock()) / max(rate, 1e-9)))
        return deadline, Round(iterations, iterations, seconds)

    def _route_seconds(self) -> float:
        return round(min(ROUTE_SECONDS, ROUTE_SECONDS_PER_APPOINTMENT * len(self.problem.appointments)), 2)

    def _choose_routes(self, pool: list[tuple[int, tuple[int, ...]]], seconds: float) -> float:
        """Let CP-SAT put a better plan together from the pool; the seconds it was given, 0 if what it did is void.

        What it was interrupted in depends on when, so it is not used.
        """
        if seconds <= 0 or self.stopped():
            return 0.0
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
        self.working = better or self.working
        return seconds
