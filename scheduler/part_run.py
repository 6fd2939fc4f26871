"""One independent part of a problem on its way from nothing to a plan: construction, exact model, search, CP-SAT.

The clock is given and decides only how far a part gets; what it got to is recorded as rounds, and a part that is given
rounds repeats them without looking at the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from scheduler.construct import construct
from scheduler.cpsat import routes, visits
from scheduler.problem import ProblemData
from scheduler.rounds import Round
from scheduler.search import SearchLimits, search
from scheduler.solution import Plan
from scheduler.working import Working

#: Parts up to this size are also solved exactly.
EXACT_APPOINTMENTS, EXACT_DUTIES = 8, 4
EXACT_SECONDS = 2.0
#: The share of a limited part's time that the exact model may take.
EXACT_SHARE = 0.5
#: Search and CP-SAT over routes alternate this often.
ROUNDS = 3
#: Iterations per appointment and round where no time limit is set, and those of the first, measuring stretch.
ITERATIONS_PER_APPOINTMENT = 15
FIRST_ITERATIONS = 30
#: The most recent pooled routes CP-SAT chooses from, its deterministic seconds in a round, and at most what share.
POOL_SIZE = 3000
ROUTE_SECONDS = 2.0
ROUTE_SHARE = 0.25

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
    workers: int = 1
    seconds: float | None = None
    rounds: list[Round] = field(default_factory=list)
    exact: Plan | None = None

    def plan(self) -> Plan:
        """The proven plan if there is one, whose times are the solver's own, else the best one found."""
        return self.working.plan() if self.exact is None else self.exact

    def begin(self) -> None:
        """Construct a first plan."""
        cut = self.replay[0] if self.replay and self.replay[0].planned == 0 else None
        inserted = construct(self.working, self.stopped, None if cut is None else cut.done)
        if self.stopped() or cut is not None:
            self.rounds.append(Round(0, inserted, 0.0))

    def improve(self) -> None:
        """Make the plan as good as time or counts allow."""
        if self.rounds and self.replay is None:
            return
        begun = self.clock()
        if not self._solved_exactly(begun):
            self._search(begun)

    def _solved_exactly(self, begun: float) -> bool:
        """Solve a small part to proven optimality, if it can be proved in the time; whether it was."""
        small = len(self.problem.appointments) <= EXACT_APPOINTMENTS and len(self.problem.duties) <= EXACT_DUTIES
        if self.replay or not small:
            return False
        over = self._over(None if self.seconds is None else begun + self.seconds * EXACT_SHARE)
        found = visits.solve_visits(
            self.problem,
            self.working.evaluator.policy,
            self.working.eligibility.allowed,
            deterministic_seconds=EXACT_SECONDS,
            seed=self.seed,
            hint=self.working.plan(),
            stop=over,
        )
        if found.status != "optimal" or over():
            return False
        self.exact = found.plan
        return True

    def _over(self, deadline: float | None) -> Callable[[], bool]:
        return lambda: self.stopped() or (deadline is not None and self.clock() >= deadline)

    def _search(self, begun: float) -> None:
        repeated = None if self.replay is None else [one for one in self.replay if one.planned]
        started, rate = self.clock(), None
        left = None if self.seconds is None else max(0.0, begun + self.seconds - started)
        random, pool = Random(self.seed), Pool()
        for number in range(ROUNDS if repeated is None else len(repeated)):
            now = self.clock()
            end = None if left is None else started + left * (number + 1) / ROUNDS
            deadline, task = self._task(rate, left, end) if repeated is None else (None, repeated[number])
            outcome = search(self.working, random, SearchLimits(task.planned, task.done, self._over(deadline)))
            rate = (self.clock() - now) / max(1, outcome.iterations)
            self.working = outcome.best
            pool = {**pool, **outcome.pool}
            seconds = self._choose_routes(list(pool)[-POOL_SIZE:], task.route_seconds)
            self.rounds.append(Round(task.planned, outcome.iterations, seconds))
            if self.stopped():
                return

    def _task(self, rate: float | None, left: float | None, end: float | None) -> tuple[float | None, Round]:
        """What to do in a round, and when its search is over: in time for CP-SAT to be over at ``end``."""
        if left is None or end is None:
            count = ITERATIONS_PER_APPOINTMENT * len(self.problem.appointments)
            return None, Round(count, count, ROUTE_SECONDS)
        seconds = round(min(ROUTE_SECONDS, left * ROUTE_SHARE / ROUNDS), 2)
        deadline = end - seconds
        count = FIRST_ITERATIONS if not rate else max(1, int((deadline - self.clock()) / rate))
        return deadline, Round(count, count, seconds)

    def _choose_routes(self, pool: list[tuple[int, tuple[int, ...]]], seconds: float) -> float:
        """Let CP-SAT put a better plan together from the pool; the seconds it was given, 0 if what it did is void.

        What it was interrupted in depends on when, so it is not used.
        """
        if seconds <= 0 or self.stopped():
            return 0.0
        better = routes.improve(
            self.working,
            pool,
            deterministic_seconds=seconds,
            seed=self.seed,
            workers=self.workers,
            stop=self.stopped,
        )
        if self.stopped():
            return 0.0
        self.working = better or self.working
        return seconds
