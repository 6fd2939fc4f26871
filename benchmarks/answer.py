"""What a method is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from benchmarks.instance import Instance
from scheduler.solution import Plan

#: Seconds.
MOMENT = 0.1


class RefusalError(Exception):
    """A method cannot take an instance on; the words say why."""


@dataclass(frozen=True)
class Budget:
    """Seconds of wall time (0: by counts alone), seed, and cores. ``share`` numbers the runs of a one-core method."""

    seconds: float
    seed: int
    workers: int
    share: int = 0


@dataclass
class Watch:
    """What a search reached when: (seconds, value of the first measure), improvements only."""

    curve: list[tuple[float, float]] = field(default_factory=list)
    begun: float = field(default_factory=perf_counter)

    def left(self, budget: Budget) -> float:
        """Seconds that are left of a budget; a method whose model took it all still gets a moment to answer."""
        return max(MOMENT, budget.seconds - (perf_counter() - self.begun))

    def note(self, value: float | None, seconds: float | None = None) -> None:
        """Record a value, by default as reached now; what is no improvement is left out."""
        if value is not None and (not self.curve or value < self.curve[-1][1]):
            self.curve.append((round(perf_counter() - self.begun if seconds is None else seconds, 3), value))


@dataclass(frozen=True)
class Answer:
    """A method's plan, how long it took, what it reached when, and a word on how it saw the problem.

    ``memory`` is the peak of its process in bytes, the instance and the libraries included.
    """

    plan: Plan
    wall: float
    curve: tuple[tuple[float, float], ...] = ()
    note: str = ""
    memory: int = 0


@dataclass(frozen=True)
class Solved:
    """A plan and a word on how the method saw the problem."""

    plan: Plan
    note: str = ""


@dataclass(frozen=True)
class Method:
    """A way to plan. ``threaded``: uses all cores itself; else one run a core is made and the best one counts.

    ``requires`` is the distribution it needs, none for our own.
    """

    name: str
    run: Callable[[Instance, Budget, Watch], Solved]
    threaded: bool = True
    requires: str | None = None
