"""From a problem to a plan: eligibility, parts, construction, search, CP-SAT over routes, and the judge.

A run that is limited by time records how far each part of it got (:class:`Round`); replaying these counts with the
same seed, settings and versions gives the same plan, byte for byte.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from operator import add
from random import Random
from threading import Event, Lock

from scheduler import objective
from scheduler.check import Violation, check
from scheduler.check import added as newly_added
from scheduler.cpsat import routes, visits
from scheduler.decompose import parts
from scheduler.eligibility import Eligibility
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.search import Search, SearchLimits, searcher
from scheduler.solution import Plan
from scheduler.unsupported import unsupported
from scheduler.working import Working, from_plan

#: Parts up to this size are also solved exactly.
EXACT_APPOINTMENTS, EXACT_DUTIES = 8, 4
EXACT_SECONDS = 2.0
#: Rounds: how far the cooling is at the start of each, and the share of the time that is over when its search ends.
#: The first measures, the second searches, the third refines; CP-SAT over routes comes after all but the first.
WARM = (0.0, 0.0, 0.5)
ENDS = (0.1, 0.6, 0.9)
#: CP-SAT's deterministic seconds in a round, at most and as a share of a part's time, and the pooled routes that it
#: chooses from for each of these seconds, the most recent first.
ROUTE_SECONDS, ROUTE_SHARE = 2.0, 0.06
ROUTES_PER_SECOND = 1500


class UnsupportedError(ValueError):
    """The problem uses something the solver does not decide yet; ``features`` names each."""

    def __init__(self, features: Sequence[str]) -> None:
        self.features = tuple(features)
        super().__init__("; ".join(features))


class PlanRefusedError(RuntimeError):
    """The judge found a violation in a plan that was about to leave, or a cost other than the optimiser believed."""


@dataclass(frozen=True)
class Round:
    """What one round did: iterations the cooling was planned for, iterations done, seconds given to CP-SAT."""

    planned: int
    done: int
    route_seconds: float


def rounds_text(rounds: Sequence[Sequence[Round]]) -> str:
    """The rounds of a run in one line: parts by ``;``, rounds by a blank, ``planned/done/route seconds``."""
    return ";".join(" ".join(f"{r.planned}/{r.done}/{r.route_seconds}" for r in part) for part in rounds)


def rounds_from_text(text: str) -> tuple[tuple[Round, ...], ...]:
    """What :func:`rounds_text` wrote; raises ``ValueError`` for anything else."""

    def one(item: str) -> Round:
        planned, done, seconds = item.split("/")
        return Round(int(planned), int(done), float(seconds))

    try:
        return tuple(tuple(map(one, part.split())) for part in text.split(";")) if text else ()
    except ValueError:
        raise ValueError(f"{text!r} is not the rounds of a run") from None


@dataclass(frozen=True)
class Settings:
    """What a run depends on beside problem and policy. ``seconds`` of ``None`` runs by counts alone.

    ``replay`` holds, part by part, the rounds of a run to be repeated; it overrides ``seconds``.
    """

    seconds: float | None = None
    seed: int = 0
    workers: int = 2
    replay: tuple[tuple[Round, ...], ...] | None = None


@dataclass(frozen=True)
class Progress:
    """How far a run is. ``value`` is the objective level by level; ``left`` the seconds that remain, if limited."""

    phase: str
    scheduled: int
    total: int
    value: tuple[int, ...]
    elapsed: float
    left: float | None


@dataclass(frozen=True)
class Result:
    """A plan that the judge let pass, with its terms, and what is needed to repeat the run.

    ``proved`` says that every part was solved to proven optimality, so that ``value`` is also its lower bound.
    """

    problem: ProblemData
    policy: Policy
    plan: Plan
    terms: dict[str, int]
    value: tuple[int, ...]
    settings: Settings
    rounds: tuple[tuple[Round, ...], ...]
    proved: bool
    interrupted: bool
    inherited: tuple[Violation, ...] = ()
    elapsed: float = field(default=0.0, compare=False)


@dataclass
class _Part:
    """An independent part on its way."""

    problem: ProblemData
    working: Working
    search: Search
    replay: tuple[Round, ...] | None
    rounds: list[Round] = field(default_factory=list)
    exact: Plan | None = None

    def plan(self) -> Plan:
        """The proven plan if there is one, whose times are the solver's own, else the best one found."""
        return self.working.plan() if self.exact is None else self.exact


def solve(
    problem: ProblemData,
    policy: Policy = POLICIES["customer_first"],
    settings: Settings = Settings(),
    *,
    initial: Plan | None = None,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> Result:
    """Plan a problem.

    ``initial`` is a plan to start from; ``executor`` runs the parts (threads by default: it must share memory with the
    caller); ``stop`` ends the run early with the best plan so far, as an interrupt from the keyboard does. Raises
    :class:`UnsupportedError` for what is not decided yet and :class:`PlanRefusedError` if the judge disagrees.
    """
    refused = unsupported(problem)
    if refused:
        raise UnsupportedError(refused)
    run = _Run(problem, policy, settings, stop or Event(), progress)
    try:
        run.prepare(initial)
        run.improve(executor)
    except KeyboardInterrupt:
        run.interrupt()
    return run.result()


class _Run:
    def __init__(
        self,
        problem: ProblemData,
        policy: Policy,
        settings: Settings,
        stop: Event,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.policy, self.settings = problem, policy, settings
        self.event, self.progress = stop, progress
        self.begun = time.monotonic()
        limit = None if settings.replay is not None else settings.seconds
        self.deadline = None if limit is None else self.begun + limit
        self.parts: list[_Part] = []
        self.outside: tuple[int, ...] = ()
        self.interrupted = False
        self.waiting, self.lock = 0, Lock()

    def stopped(self) -> bool:
        return self.event.is_set() or (self.deadline is not None and time.monotonic() >= self.deadline)

    def interrupt(self) -> None:
        self.event.set()
        self.interrupted = True

    def prepare(self, initial: Plan | None) -> None:
        """Split into parts and construct a first plan for each."""
        pieces = parts(self.problem, self.policy, Eligibility(self.problem, self.policy))
        replay = self.settings.replay
        if replay is not None and len(replay) != len(pieces):
            raise ValueError(f"a run of {len(replay)} parts cannot be repeated on a problem of {len(pieces)} parts")
        for index, piece in enumerate(pieces):
            evaluator, eligibility = Evaluator(piece, self.policy, self.problem), Eligibility(piece, self.policy)
            working = Working(evaluator, eligibility)
            if initial is not None:
                from_plan(working, initial)
            chains = 1 if len(pieces) >= self.settings.workers else self.settings.workers
            search = searcher(working, max(1, chains))
            self.parts.append(_Part(piece, working, search, None if replay is None else replay[index]))
        self.outside = _less(
            self._worth(self.problem, Plan()), [self._worth(part.problem, Plan()) for part in self.parts]
        )
        for part in self.parts:
            if not self.stopped():
                part.working = part.search.construct(part.working, Random(self.settings.seed))
            self.report("construct")
        self.waiting = sum(len(part.problem.appointments) for part in self.parts)

    def share_time(self, part: _Part) -> float | None:
        """Seconds for a part that starts now: its share of what is left, by the size of the parts that wait."""
        size = len(part.problem.appointments)
        with self.lock:
            waiting, self.waiting = self.waiting, self.waiting - size
        if self.deadline is None:
            return None
        left = max(0.0, self.deadline - time.monotonic())
        return min(left, left * self.settings.workers * size / waiting)

    def improve(self, executor: Executor | None) -> None:
        """Improve all parts, side by side; reports while waiting and passes an interrupt on to them."""
        own = executor is None
        pool = executor or ThreadPoolExecutor(max(1, self.settings.workers))
        futures = [pool.submit(_improve_part, part, self) for part in self.parts]
        try:
            self._wait(futures)
        finally:
            if own:
                pool.shutdown(wait=True, cancel_futures=True)

    def _wait(self, futures: list[Future[None]]) -> None:
        waiting = set(futures)
        while waiting:
            try:
                finished, waiting = wait(waiting, timeout=0.25)
                self.report("search")
            except KeyboardInterrupt:
                self.interrupt()
                continue
            for future in finished:
                future.result()

    def _worth(self, problem: ProblemData, plan: Plan) -> tuple[int, ...]:
        """The objective of a part's plan on the levels of the whole, recomputed from scratch."""
        own = objective.terms(problem, self.policy, plan)
        absent = {term: 0 for level in objective.levels(self.problem, self.policy) for term, _ in level}
        return objective.value(self.problem, self.policy, {**absent, **own})

    def report(self, phase: str) -> None:
        if self.progress is None:
            return
        now = time.monotonic()
        value = self.outside
        for part in self.parts:
            value = tuple(map(add, value, part.working.evaluator.vector(part.working.total())))
        scheduled = sum(len(part.working.place) for part in self.parts)
        left = None if self.deadline is None else max(0.0, self.deadline - now)
        self.progress(Progress(phase, scheduled, len(self.problem.appointments), value, now - self.begun, left))

    def result(self) -> Result:
        """Put the parts together and let the judge see the whole."""
        for part in self.parts:
            believed = part.working.evaluator.vector(part.working.total())
            stated = self._worth(part.problem, part.working.plan())
            if believed != stated or (part.exact is not None and self._worth(part.problem, part.exact) > stated):
                raise PlanRefusedError(f"the optimiser believed {believed}, the plan is worth {stated}")
        plan = Plan(tuple(route for part in self.parts for route in part.plan().routes)).sorted()
        found = check(self.problem, self.policy, plan)
        new = newly_added(found)
        if new:
            raise PlanRefusedError("; ".join(violation.sentence for violation in new))
        terms = objective.terms(self.problem, self.policy, plan)
        return Result(
            problem=self.problem,
            policy=self.policy,
            plan=plan,
            terms=terms,
            value=objective.value(self.problem, self.policy, terms),
            settings=self.settings,
            rounds=tuple(tuple(part.rounds) for part in self.parts),
            proved=all(part.exact is not None for part in self.parts),
            interrupted=self.interrupted,
            inherited=found,
            elapsed=time.monotonic() - self.begun,
        )


def _less(whole: tuple[int, ...], pieces: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(level - sum(piece[index] for piece in pieces) for index, level in enumerate(whole))


def _improve_part(part: _Part, run: _Run) -> None:
    seconds = run.share_time(part)
    if _exactly(part, run):
        return
    random = Random(run.settings.seed)
    pool: dict[tuple[int, tuple[int, ...]], None] = {}
    begun = time.monotonic()
    rate: float | None = None
    for number, warm in enumerate(WARM if part.replay is None else WARM[: len(part.replay)]):
        deadline = None if seconds is None else begun + seconds * ENDS[number]
        planned, at_most = _plan_round(part, number, rate, deadline)
        started = time.monotonic()

        def over(deadline: float | None = deadline) -> bool:
            return run.stopped() or (deadline is not None and time.monotonic() >= deadline)

        outcome = part.search.search(part.working, random, SearchLimits(planned, at_most, over, warm))
        rate = (time.monotonic() - started) / max(1, outcome.iterations)
        part.working = outcome.best
        pool = {**pool, **outcome.pool}
        part.rounds.append(Round(planned, outcome.iterations, _choose_routes(part, run, list(pool), number, seconds)))
        if run.stopped():
            return


def _plan_round(part: _Part, number: int, rate: float | None, deadline: float | None) -> tuple[int, int]:
    """Iterations to plan the cooling for, and to do at most."""
    if part.replay is not None:
        return part.replay[number].planned, part.replay[number].done
    if number == 0:
        count = part.search.first_iterations
    elif deadline is None or rate is None:
        count = part.search.iterations_per_appointment * len(part.problem.appointments)
    else:
        count = max(1, int((deadline - time.monotonic()) / rate))
    return count, count


def _choose_routes(
    part: _Part, run: _Run, pool: list[tuple[int, tuple[int, ...]]], number: int, time_given: float | None
) -> float:
    """Let CP-SAT put a better plan together from the pool; the deterministic seconds it was given, 0 if not at all."""
    seconds = ROUTE_SECONDS if number else 0.0
    if part.replay is not None:
        seconds = part.replay[number].route_seconds
    elif time_given is not None and number:
        seconds = round(min(ROUTE_SECONDS, ROUTE_SHARE * time_given), 2)
    if seconds <= 0 or run.stopped():
        return 0.0
    workers = 1 if len(run.parts) >= run.settings.workers else run.settings.workers
    better = routes.improve(
        part.working,
        pool[-int(seconds * ROUTES_PER_SECOND) :],
        deterministic_seconds=seconds,
        seed=run.settings.seed,
        workers=workers,
        stop=run.event.is_set,
    )
    if run.event.is_set():
        return 0.0
    if better is not None:
        part.working = better
    return seconds


def _exactly(part: _Part, run: _Run) -> bool:
    """Solve a small part to proven optimality, if it can be proved in the time; whether it was."""
    if len(part.problem.appointments) > EXACT_APPOINTMENTS or len(part.problem.duties) > EXACT_DUTIES:
        return False
    found = visits.solve_visits(
        part.problem,
        run.policy,
        part.working.eligibility.allowed,
        deterministic_seconds=EXACT_SECONDS,
        seed=run.settings.seed,
        hint=part.working.plan(),
        stop=run.event.is_set,
    )
    if found.status != "optimal":
        return False
    part.exact = found.plan
    return True
