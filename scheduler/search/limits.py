"""What a search is told and what it gives back, whatever runs behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.working import Working

#: Routes met, as (duty, sequence), the most recent last.
PooledRoutes = dict[tuple[int, tuple[int, ...]], None]


class MisjudgedError(RuntimeError):
    """A search made a plan that does not fit, or is not worth what the search believed."""


@dataclass(frozen=True)
class SearchLimits:
    """How long to search: the iterations the cooling is planned for, those to do at most, and when to stop before.

    ``warm`` is the share of the cooling that is past before the first iteration.
    """

    planned: int
    at_most: int
    stop: Callable[[], bool] = lambda: False
    warm: float = 0.0


@dataclass(frozen=True)
class SearchOutcome:
    """The best plan found, how many iterations were done, and the routes met on the way (duty, sequence)."""

    best: Working
    iterations: int
    pool: PooledRoutes
