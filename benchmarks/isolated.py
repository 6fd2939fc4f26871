"""Each run in a process of its own: its memory is measured, a crash is its own, and an interrupt ends it at once."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic, perf_counter

from benchmarks.answer import Answer, Budget, Method, RefusalError, Watch
from benchmarks.instance import Instance
from benchmarks.sets import SETS, Source
from benchmarks.tiny import tiny

#: Seconds beyond the budget (twice) after which a run is given up, and for a run by counts alone.
GRACE, UNLIMITED = 180.0, 7200.0
WARM = Budget(seconds=0.3, seed=0, workers=1)


@dataclass(frozen=True)
class Task:
    """One run: a method on an instance with a seed."""

    set: str
    source: Source
    method: Method
    budget: Budget


@dataclass(frozen=True)
class Failure:
    """Why there is no plan. ``refused``: the method cannot take the instance on, which is no fault."""

    words: str
    refused: bool = False


Outcome = Answer | Failure


def in_processes(task: Task) -> list[Outcome]:
    """Run a task: in one process, or, for a method of one thread, in as many as there are cores, side by side."""
    context = get_context("spawn")
    shares = 1 if task.method.threaded else task.budget.workers
    running: dict[Connection, BaseProcess] = {}
    try:
        with _interrupts_held():
            for share in range(shares):
                here, there = context.Pipe(duplex=False)
                own = replace(task, budget=replace(task.budget, share=share))
                process: BaseProcess = context.Process(target=_child, args=(there, own), daemon=True)
                process.start()
                there.close()
                running[here] = process
        return _collect(running, task.budget.seconds)
    finally:
        for process in running.values():
            process.kill()
            process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """An interrupt waits until the end. Processes started meanwhile never get it: ending them is the caller's part."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _collect(running: dict[Connection, BaseProcess], seconds: float) -> list[Outcome]:
    deadline = monotonic() + (2 * seconds + GRACE if seconds else UNLIMITED)
    waiting = set(running)
    outcomes: list[Outcome] = []
    while waiting:
        ready = wait(list(waiting), timeout=max(0.0, deadline - monotonic()))
        if not ready:
            return outcomes + [Failure("gave no answer in time")] * len(waiting)
        for connection in ready:
            assert isinstance(connection, Connection)
            waiting.discard(connection)
            try:
                outcomes.append(connection.recv())
            except EOFError:
                running[connection].join()
                outcomes.append(Failure(f"died with exit status {running[connection].exitcode}"))
    return outcomes


def _child(connection: Connection, task: Task) -> None:
    try:
        if task.method.requires is not None:
            import_module(task.method.requires)
        with suppress(RefusalError):
            task.method.run(tiny(), WARM, Watch())
        outcome = attempt(task.method, SETS[task.set].read(task.source), task.budget)
    except Exception as error:
        outcome = Failure(f"{type(error).__name__}: {error}")
    connection.send(outcome)
    connection.close()


def attempt(method: Method, instance: Instance, budget: Budget) -> Outcome:
    """Run a method here and now."""
    watch, begun = Watch(), perf_counter()
    try:
        solved = method.run(instance, budget, watch)
    except RefusalError as error:
        return Failure(str(error), refused=True)
    except Exception as error:
        return Failure(f"{type(error).__name__}: {error}")
    wall = perf_counter() - begun
    return Answer(solved.plan, wall, tuple(watch.curve), solved.note, _peak_memory())


def _peak_memory() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
