"""Runs repeat, report what they do, and end in time, on request and on an interrupt with the best plan so far."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler import part_run
from scheduler.check import added, check
from scheduler.policy import POLICIES
from scheduler.rounds import FILLED, Rounds
from scheduler.solution import Plan
from scheduler.solve import (
    Progress,
    Result,
    Round,
    Settings,
    rounds_from_text,
    rounds_text,
    solve,
)
from tests.scheduler.build import (
    appointment,
    problem,
)
from tests.scheduler.towns import searched, towns

CUSTOMER_FIRST = POLICIES["customer_first"]


def test_the_same_seed_gives_the_same_plan_byte_for_byte_on_any_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched(monkeypatch)
    data = towns()
    first = solve(data, CUSTOMER_FIRST, Settings(seed=7))
    again = solve(data, CUSTOMER_FIRST, Settings(seed=7))
    with ThreadPoolExecutor(3) as executor:
        threaded = solve(data, CUSTOMER_FIRST, Settings(seed=7), executor=executor)
        assert executor.submit(int, "3").result() == 3
    assert len(first.rounds) == 3
    assert repr(first.plan) == repr(again.plan) == repr(threaded.plan)
    assert first.rounds == again.rounds == threaded.rounds


def repeated(first: Result) -> Result:
    rounds = rounds_from_text(rounds_text(first.rounds))
    assert rounds == first.rounds
    return solve(first.problem, first.policy, Settings(seed=first.settings.seed, replay=rounds))


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.6])
@pytest.mark.parametrize("exactly", [True, False])
def test_a_run_that_was_limited_by_time_is_repeated_by_its_rounds(
    seconds: float, exactly: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exactly:
        searched(monkeypatch)
    first = solve(towns(visits=7), CUSTOMER_FIRST, Settings(seconds=seconds, seed=3))
    again = repeated(first)
    assert repr(again.plan) == repr(first.plan)
    assert (again.rounds, again.proved) == (first.rounds, first.proved)


@pytest.mark.parametrize("phase", ["construct", "search"])
def test_a_run_that_is_stopped_gives_its_best_plan_and_can_be_repeated(
    phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched(monkeypatch)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 10**9)
    stop, seen = threading.Event(), []

    def progress(state: Progress) -> None:
        seen.append(state)
        if state.phase == phase:
            stop.set()

    data = towns(count=2, visits=12)
    first = solve(data, CUSTOMER_FIRST, Settings(seed=1), progress=progress, stop=stop)
    assert first.interrupted
    assert not first.proved
    assert added(check(data, CUSTOMER_FIRST, first.plan)) == ()
    assert seen[-1].scheduled <= len(first.plan.visits)
    assert seen[-1].value >= first.value
    assert repr(repeated(first).plan) == repr(first.plan)


def test_an_exact_solve_that_is_stopped_is_not_taken_for_a_proof() -> None:
    stop = threading.Event()
    stop.set()
    first = solve(towns(visits=4), CUSTOMER_FIRST, Settings(), stop=stop)
    assert (first.proved, first.plan) == (False, Plan())
    assert first.rounds == ((Round(0, 0, 0.0),),) * 3
    assert repeated(first).plan == Plan()


def test_an_error_in_the_progress_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    searched(monkeypatch)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 10**9)

    def progress(state: Progress) -> None:
        if state.phase == "search":
            raise OSError("the pipe is closed")

    stop, before = threading.Event(), threading.active_count()
    with pytest.raises(OSError, match="pipe is closed"):
        solve(towns(), CUSTOMER_FIRST, progress=progress, stop=stop)
    assert threading.active_count() == before
    assert not stop.is_set()


PROGRAM = """
    import os, signal, sys
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from scheduler import part_run
    from scheduler.check import added, check
    from scheduler.cpsat.levels import LevelSolver
    from scheduler.solve import Settings, solve
    from scheduler.policy import POLICIES
    from tests.scheduler.towns import towns

    part_run.EXACT_APPOINTMENTS = 0
    part_run.ITERATIONS_PER_APPOINTMENT = {iterations}
    minimise, once = LevelSolver.minimise, [signal.SIGINT]

    def interrupt():
        if once:
            os.kill(os.getpid(), once.pop())

    def interrupted(*arguments):
        interrupt()
        return minimise(*arguments)

    def progress(state):
        if state.phase == {phase!r}:
            interrupt()

    if {phase!r} == "CP-SAT":
        LevelSolver.minimise = interrupted
    data, policy = towns(count=2, visits=14), POLICIES["customer_first"]
    found = solve(data, policy, Settings(seed=1), progress=progress)
    assert added(check(data, policy, found.plan)) == ()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    print(found.interrupted, len(found.plan.visits) > 0)
"""


@pytest.mark.parametrize(("phase", "iterations"), [("construct", 10**9), ("search", 10**9), ("CP-SAT", 1)])
def test_an_interrupt_from_the_keyboard_gives_the_best_plan_so_far(phase: str, iterations: int) -> None:
    program = textwrap.dedent(PROGRAM).format(phase=phase, iterations=iterations)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["True", "True"]


@pytest.fixture
def at_a_keyboard() -> Iterator[None]:
    """Interrupts as at a terminal: a process that a shell puts into the background ignores them from birth."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)


@pytest.mark.usefixtures("at_a_keyboard")
def test_a_second_interrupt_abandons_the_run_and_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    searched(monkeypatch)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 10**9)
    before = threading.active_count()

    def progress(state: Progress) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        solve(towns(), CUSTOMER_FIRST, progress=progress)
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("at_a_keyboard")
def test_an_applications_own_handling_of_interrupts_stays() -> None:
    seen = []
    previous = signal.signal(signal.SIGINT, lambda *_: seen.append("own"))
    try:
        found = solve(problem([appointment()]), progress=lambda _: signal.raise_signal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, previous)
    assert seen
    assert not found.interrupted


def test_progress_says_what_is_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    searched(monkeypatch)
    seen: list[Progress] = []
    data = towns(count=2, visits=6)
    found = solve(data, CUSTOMER_FIRST, Settings(seconds=0.5), progress=seen.append)
    assert [state.phase for state in seen][:2] == ["construct", "construct"]
    assert {state.total for state in seen} == {12}
    assert seen[-1].value == found.value
    assert seen[-1].scheduled == len(found.plan.visits)
    assert all(one.value >= two.value for one, two in pairwise(seen))
    assert all(state.left is not None and state.left <= 0.5 for state in seen)


def test_counts_of_an_unknown_run_are_refused() -> None:
    with pytest.raises(ValueError, match="2 parts cannot be repeated on a problem of 1"):
        solve(problem([appointment()]), settings=Settings(replay=((), ())))
    for text in ("1/2", ";", "1/2/0.5  1/2/0.5", "exact 1/2/0.5", "a/2/0.5"):
        with pytest.raises(ValueError, match="is not the rounds of a run"):
            rounds_from_text(text)


SEVERAL = ((Round(0, 3, 0.0),), (), (Round(9, 7, 0.25), Round(1, 0, 0.0)))


@pytest.mark.parametrize("rounds", [(), ((),), ((), ()), SEVERAL])
def test_rounds_are_read_as_they_were_written(rounds: Rounds) -> None:
    assert rounds_from_text(rounds_text(rounds)) == rounds


def test_a_run_of_one_part_solved_exactly_is_repeated() -> None:
    first = solve(problem([appointment()]), CUSTOMER_FIRST)
    assert first.proved
    assert repeated(first).plan == first.plan


@pytest.mark.parametrize("seconds", [0.0, 0.4])
def test_a_first_plan_that_was_filled_in_quickly_is_repeated(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.solve.REGRETS_PER_SECOND", -1)
    searched(monkeypatch)
    first = solve(towns(visits=7), CUSTOMER_FIRST, Settings(seconds=seconds, seed=3))
    assert all(part[0].planned == FILLED for part in first.rounds)
    assert first.plan.visits
    assert repr(repeated(first).plan) == repr(first.plan)
