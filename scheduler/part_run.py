"""One independent part of a problem on its way from nothing to a plan: construction, exact model, search, CP-SAT.

The clock is given and decides only how far a part gets; what it got to is recorded as rounds, and a part that is given
rounds repeats them without looking at the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from scheduler.construct import construct, fill
from scheduler.cpsat import routes, visits
from scheduler.problem import ProblemData
from scheduler.rounds import CUT, FILLED, Round
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
ROUTE_SECONDS, ROUTE_SECONDS_PER_APPOINTMENT = 2.0, 0.03
ROUTE_SHARE = 0.25
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
    workers: int = 1
    seconds: float | None = None
    rounds: list[Round] = field(default_factory=list)
    inserted: int = 0
    exact: Plan | None = None

    def plan(self) -> Plan:
        """The proven plan if there is one, whose times are the solver's own, else the best one found."""
        return self.working.plan() if self.exact is None else self.exact

    def begin(self, over: Callable[[], bool], *, quickly: bool = False) -> None:
        """Construct a first plan, as far as it gets until it is ``over``; ``quickly`` where regret takes too long."""
        first = self.replay[0] if self.replay else None
        if quickly or (first is not None and first.planned == FILLED):
            self.rounds.append(Round(FILLED, fill(self.working, over, first.done if first else None), 0.0))
            return
        cut = first if first is not None and first.planned == CUT else None
        self.inserted = construct(self.working, over, None if cut is None else cut.done)
        if over() or cut is not None:
            self.rounds.append(Round(CUT, self.inserted, 0.0))

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

    def _solved_exactly(self, begun: float) -> bool:
        """Solve a small part to proven optimality, if it can be proved in the time; whether it was."""
        if self.replay or not self._small():
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
            end = None if left is None else min(started + left, now + left / ROUNDS)
            deadline, task = self._task(rate, left, end) if repeated is None else (None, repeated[number])
            outcome = search(self.working, random, SearchLimits(task.planned, task.done, self._over(deadline)))
            rate = (self.clock() - now) / max(1, outcome.iterations)
            self.working = outcome.best
            pool = {**pool, **outcome.pool}
            seconds = self._choose_routes(list(pool)[-POOL_SIZE:], task.route_seconds)
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
        if left is None or end is None:
            iterations = ITERATIONS_PER_APPOINTMENT * len(self.problem.appointments)
            return None, Round(iterations, iterations, self._route_seconds())
        seconds = round(min(self._route_seconds(), left * ROUTE_SHARE / ROUNDS), 2)
        deadline = end - seconds
        iterations = FIRST_ITERATIONS if not rate else max(1, int((deadline - self.clock()) / rate))
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
