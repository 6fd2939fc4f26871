"""What a search is told and what it gives back, whatever runs behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from scheduler.working import Working

#: Routes that are remembered.
POOLED = 20_000
#: Routes met, as (duty, sequence), the most recent last.
PooledRoutes = dict[tuple[int, tuple[int, ...]], None]


class MisjudgedError(RuntimeError):
    """A search made a plan that does not fit, or is not worth what the search believed."""


@dataclass(frozen=True)
class SearchLimits:
    """How long to search: the iterations that are planned, those to do at most, and when to stop before.

    ``warm`` and ``cool`` are the shares of the cooling that are past before the first iteration and after the planned.
    """

    planned: int
    at_most: int
    stop: Callable[[], bool] = lambda: False
    warm: float = 0.0
    cool: float = 1.0

    @property
    def whole(self) -> float:
        """The iterations of all the cooling, were all of it as fast as this piece."""
        return self.planned / max(1e-9, self.cool - self.warm)

    def share(self, done: int) -> float:
        """The share of the cooling that is past after so many iterations."""
        return self.warm + (self.cool - self.warm) * done / self.planned


@dataclass(frozen=True)
class SearchOutcome:
    """The best plan found, how many iterations were done, and the routes met on the way (duty, sequence)."""

    best: Working
    iterations: int
    pool: PooledRoutes


def remember(pool: PooledRoutes, routes: Iterable[tuple[int, tuple[int, ...]]]) -> None:
    """Add routes as the most recent ones, and forget the oldest."""
    for key in routes:
        pool.pop(key, None)
        pool[key] = None
    for key in list(islice(pool, max(0, len(pool) - POOLED))):
        del pool[key]
