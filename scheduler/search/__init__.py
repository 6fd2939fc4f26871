"""Search: improve a plan by taking visits out and putting them back. One interface, whatever runs behind it."""

from __future__ import annotations

from random import Random
from typing import Protocol

from scheduler.search.limits import SearchLimits, SearchOutcome
from scheduler.working import Working

__all__ = ["Search", "SearchLimits", "SearchOutcome", "searcher"]

#: Parts up to this size are searched in plain Python: they take less time than loading compiled code.
FEW_APPOINTMENTS = 8


class Search(Protocol):
    """A search over one part of a problem.

    ``first_iterations`` are enough to tell how fast it is, ``iterations_per_appointment`` a fair search.
    """

    first_iterations: int
    iterations_per_appointment: int

    def construct(self, working: Working, random: Random) -> Working:
        """A plan that also serves greedily what ``working`` leaves unserved."""

    def search(self, working: Working, random: Random, limits: SearchLimits) -> SearchOutcome:
        """Improve a plan. The same start, random state and number of iterations give the same plan."""


def searcher(working: Working, chains: int = 1) -> Search:
    """The search for the part of a problem that ``working`` is for: compiled wherever that is exact.

    ``chains`` are run side by side by the compiled one. What it cannot do is in ``search.encode.refusals``.
    """
    from scheduler.search.recreate import PlainSearch

    problem = working.problem
    if len(problem.appointments) <= FEW_APPOINTMENTS or not problem.duties:
        return PlainSearch()
    from scheduler.search.encode import refusals

    if refusals(working.evaluator):
        return PlainSearch()
    from scheduler.search.chains import KernelSearch

    return KernelSearch(working, chains)
