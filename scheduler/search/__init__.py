"""Search: improve a plan by taking visits out and putting them back. One interface, whatever runs behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Protocol

from scheduler.search.limits import MisjudgedError, SearchLimits, SearchOutcome
from scheduler.search.recreate import PlainSearch
from scheduler.working import Working

__all__ = [
    "FEW_APPOINTMENTS",
    "MisjudgedError",
    "PlainSearch",
    "Search",
    "SearchLimits",
    "SearchOutcome",
    "load",
    "searcher",
]

#: Parts up to this size are searched in plain Python: they take less time than loading compiled code.
FEW_APPOINTMENTS = 8


class Search(Protocol):
    """A search over one part of a problem. ``pace`` says how many iterations it does in the time of a plain one."""

    pace: int

    def construct(
        self, working: Working, stop: Callable[[], bool], at_most: int | None, *, quickly: bool
    ) -> tuple[Working, int]:
        """A plan that also serves what ``working`` leaves unserved, as far as it gets, and how many visits it adds.

        Ends early when ``stop`` says so, or after ``at_most``: the number that a run that was stopped had added.
        ``quickly`` asks a slow construction for a rough plan.
        """

    def search(self, working: Working, random: Random, limits: SearchLimits) -> SearchOutcome:
        """Improve a plan. The same start, random state and number of iterations give the same plan."""


@cache
def load() -> None:
    """Load the compiled search, which takes a process a second or two, and nothing when asked again."""
    from scheduler.search.warm import warm

    warm()


def searcher(working: Working, chains: int = 1) -> Search:
    """The search for the part of a problem that ``working`` is for: compiled wherever that is exact.

    ``chains`` are run side by side by the compiled one. What it cannot do is in ``search.encode.refusals``.
    """
    problem = working.problem
    if len(problem.appointments) <= FEW_APPOINTMENTS or not problem.duties:
        return PlainSearch()
    from scheduler.search.chains import KernelSearch
    from scheduler.search.encode import refusals

    return PlainSearch() if refusals(working.evaluator) else KernelSearch(working, chains)
