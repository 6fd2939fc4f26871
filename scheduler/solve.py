"""From a problem to a plan: eligibility, parts, construction, search, CP-SAT over routes, and the judge.

A run that is limited by time records how far each part of it got (:class:`Round`); replaying these counts with the
same seed, settings and versions gives the same plan, byte for byte.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import add
from threading import Event, Lock
from typing import Any

from scheduler import objective
from scheduler.ceilings import demand_room
from scheduler.check import Violation, check
from scheduler.check import added as newly_added
from scheduler.construct import regret_work
from scheduler.coupling.couplings import Couplings, is_coupled
from scheduler.coupling.run import CoupledRun, coupled_working
from scheduler.decompose import parts
from scheduler.eligibility import Eligibility
from scheduler.facts import settle
from scheduler.part_run import PartRun
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.rounds import Round, Rounds, rounds_from_text, rounds_text
from scheduler.route import Evaluator
from scheduler.search import FEW_APPOINTMENTS, MisjudgedError, load
from scheduler.solution import Plan, Route
from scheduler.unsupported import unsupported
from scheduler.working import Working

__all__ = [
    "PlanRefusedError",
    "Progress",
    "Result",
    "Round",
    "Settings",
    "UnsupportedError",
    "rounds_from_text",
    "rounds_text",
    "solve",
]

#: How often a run reports while its parts are improved, in seconds.
REPORT_SECONDS = 0.25
#: Construction by regret is for runs that have a second for so many of its insertions; others are filled in quickly.
REGRETS_PER_SECOND = 2500


class UnsupportedError(ValueError):
    """The problem uses something the solver does not decide yet; ``features`` names each."""

    def __init__(self, features: Sequence[str]) -> None:
        self.features = tuple(features)
        super().__init__("; ".join(features))


class PlanRefusedError(RuntimeError):
    """The judge found a violation in a plan that was about to leave, or a cost other than the optimiser believed."""


@dataclass(frozen=True)
class Settings:
    """What a run depends on beside problem and policy. ``seconds`` of ``None`` runs by counts alone.

    ``replay`` holds, part by part, the rounds of a run to be repeated; it overrides ``seconds``.
    """

    seconds: float | None = None
    seed: int = 0
    workers: int = 2
    replay: Rounds | None = None

    def __post_init__(self) -> None:
        if self.workers < 1 or not (self.seconds is None or self.seconds >= 0):
            raise ValueError(f"{self.workers} workers for {self.seconds} seconds: at least one, for no time or more")


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
    rounds: Rounds
    proved: bool
    interrupted: bool
    inherited: tuple[Violation, ...] = ()
    elapsed: float = field(default=0.0, compare=False)


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
    caller); ``stop`` ends the run early with the best plan so far, as an interrupt from the keyboard does (a second
    one abandons the run). Raises :class:`UnsupportedError` for what is not decided yet, ``ProblemError`` for numbers
    too large to weigh, and :class:`PlanRefusedError` if the judge disagrees.
    """
    refused = unsupported(problem)
    if refused:
        raise UnsupportedError(refused)
    demand_room(problem, policy)
    settled = settle(problem, policy, Couplings(problem).rows)
    if len(settled.rest.appointments) > FEW_APPOINTMENTS:
        load()  # it is done once in a process: no run's time
    run = _Run(settled.rest, policy, settings, stop or Event(), progress)
    try:
        with run.interruptible():
            run.prepare(initial)
            run.improve(executor)
    except MisjudgedError as error:
        raise PlanRefusedError(str(error)) from error
    return run.result(problem, settled.routes)


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
        self.asked_to_stop, self.halted, self.progress = stop, Event(), progress
        self.begun = time.monotonic()
        limit = None if settings.replay is not None else settings.seconds
        self.deadline = None if limit is None else self.begun + limit
        self.parts: list[PartRun] = []
        self.outside: tuple[int, ...] = ()
        self.waiting, self.lock = 0, Lock()

    def interrupted(self) -> bool:
        return self.halted.is_set() or self.asked_to_stop.is_set()

    def stopped(self) -> bool:
        return self.interrupted() or (self.deadline is not None and time.monotonic() >= self.deadline)

    def out_of_patience(self) -> bool:
        """Whether even a first plan is no longer waited for: a plan of some sort is worth half a second more."""
        limit = self.settings.seconds or 0.0
        late = self.deadline is not None and time.monotonic() >= self.deadline + max(0.5, 0.05 * limit)
        return self.interrupted() or late

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let an interrupt from the keyboard halt the run instead of tearing it at any place.

        Only where Python's own handling is in place: an application with its own says with ``stop`` what it means.
        """
        previous = signal.getsignal(signal.SIGINT)
        if previous is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
            yield
            return

        def halt(*_: Any) -> None:
            signal.signal(signal.SIGINT, previous)
            self.halted.set()

        signal.signal(signal.SIGINT, halt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, previous)

    def prepare(self, initial: Plan | None) -> None:
        """Split into parts and construct a first plan for each."""
        eligibility = Eligibility(self.problem, self.policy)
        pieces = parts(self.problem, self.policy, eligibility)
        replay = self.settings.replay
        if replay is not None and len(replay) != len(pieces):
            raise ValueError(f"a run of {len(replay)} parts cannot be repeated on a problem of {len(pieces)} parts")
        for piece, rounds in zip(pieces, replay or [None] * len(pieces), strict=True):
            part = self._part(piece, eligibility, rounds)
            part.workers = 1 if len(pieces) >= self.settings.workers else self.settings.workers
            if initial is not None:
                part.start_from(initial)
            part.ready()
            self.parts.append(part)
        self.outside = _less(
            self._worth(self.problem, Plan()), [self._worth(part.problem, Plan()) for part in self.parts]
        )
        work = sum(regret_work(part.working) for part in self.parts)
        quickly = self.deadline is not None and work > REGRETS_PER_SECOND * (self.settings.seconds or 0.0)
        for part in self.parts:
            part.begin(self.out_of_patience, quickly=quickly)
            self.report("construct")
        self.waiting = sum(len(part.problem.appointments) for part in self.parts)

    def _part(self, piece: ProblemData, eligibility: Eligibility, rounds: tuple[Round, ...] | None) -> PartRun:
        how = (self.settings.seed, time.monotonic, self.stopped, rounds)
        if is_coupled(piece):
            return CoupledRun(piece, coupled_working(piece, self.policy, self.problem), *how)
        return PartRun(piece, Working(Evaluator(piece, self.policy, self.problem), eligibility.narrowed(piece)), *how)

    def improve_part(self, part: PartRun) -> None:
        """Improve a part in its share of the time that is left, by the size of the parts that wait."""
        size = len(part.problem.appointments)
        with self.lock:
            waiting, self.waiting = self.waiting, self.waiting - size
        if self.deadline is not None:
            left = max(0.0, self.deadline - time.monotonic())
            part.seconds = min(left, left * self.settings.workers * size / max(1, waiting))
        part.improve()

    def improve(self, executor: Executor | None) -> None:
        """Improve all parts, side by side; reports while waiting. Nothing is left running, whatever happens."""
        pool = executor or ThreadPoolExecutor(self.settings.workers)
        futures: list[Future[None]] = []
        try:
            futures += [pool.submit(self.improve_part, part) for part in self.parts]
            waiting = set(futures)
            while waiting:
                finished, waiting = wait(waiting, timeout=REPORT_SECONDS)
                self.report("search")
                for future in finished:
                    future.result()
        except BaseException:
            self.halted.set()
            raise
        finally:
            wait(futures)
            if executor is None:
                pool.shutdown()

    def _worth(self, problem: ProblemData, plan: Plan) -> tuple[int, ...]:
        """The objective of a part's plan on the levels of the whole, recomputed from scratch."""
        own = objective.terms(problem, self.policy, plan)
        absent = {term: 0 for level in objective.levels(self.problem, self.policy) for term, _ in level}
        return objective.value(self.problem, self.policy, {**absent, **own})

    def report(self, phase: str) -> None:
        if self.progress is None:
            return
        now = time.monotonic()
        value, scheduled = self.outside, 0
        for part in self.parts:
            working = part.working
            value = tuple(map(add, value, working.evaluator.vector(working.total())))
            scheduled += working.scheduled
        left = None if self.deadline is None else max(0.0, self.deadline - now)
        self.progress(Progress(phase, scheduled, len(self.problem.appointments), value, now - self.begun, left))

    def result(self, problem: ProblemData, kept: tuple[Route, ...]) -> Result:
        """Put the parts and the routes that are ``kept`` together and let the judge see the whole."""
        for part in self.parts:
            believed = part.working.evaluator.vector(part.working.total())
            stated = self._worth(part.problem, part.working.plan())
            if believed != stated or (part.exact is not None and self._worth(part.problem, part.exact) > stated):
                raise PlanRefusedError(f"the optimiser believed {believed}, the plan is worth {stated}")
        plan = Plan((*kept, *(route for part in self.parts for route in part.plan().routes))).sorted()
        found = check(problem, self.policy, plan)
        new = newly_added(found)
        if new:
            raise PlanRefusedError("; ".join(violation.sentence for violation in new))
        terms = objective.terms(problem, self.policy, plan)
        return Result(
            problem=problem,
            policy=self.policy,
            plan=plan,
            terms=terms,
            value=objective.value(problem, self.policy, terms),
            settings=self.settings,
            rounds=tuple(tuple(part.rounds) for part in self.parts),
            proved=not kept and all(part.exact is not None for part in self.parts),
            interrupted=self.interrupted(),
            inherited=found,
            elapsed=time.monotonic() - self.begun,
        )


def _less(whole: tuple[int, ...], pieces: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(level - sum(piece[index] for piece in pieces) for index, level in enumerate(whole))
