"""Evaluator and eligibility for visits whose technician and time are chosen by somebody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import copy
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.coupling.rows import Rows
from scheduler.eligibility import CODES, Eligibility
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import CACHE_SIZE, Evaluator, RouteValue
from scheduler.timing import Node

Bounds = tuple[tuple[int, int], ...]


class Fixed(NamedTuple):
    """When a visit may start, how long it takes, and on which duty it is; ``None`` while that is being tried."""

    bounds: Bounds
    service: int
    duty: int | None = None


class PlacedEvaluator(Evaluator):
    """Values routes in which visits of coupled appointments are where they were placed; others of them fit nowhere.

    What a coupled appointment costs if it is not served is no visit's: it is added for the plan as a whole. A placed
    visit that falls out of its route costs what would be lost with it, so that the search does not do that lightly.
    """

    def __init__(self, rows: Rows, policy: Policy, whole: ProblemData | None = None) -> None:
        super().__init__(rows.problem, policy, whole or rows.whole)
        self.rows = rows
        self.fixed: Mapping[int, Fixed] = {}
        self._sites = Counter(item.location for item in rows.whole.appointments)
        self.worth = [self._unserved_rank(item) for item in rows.whole.appointments]
        lost = {row: sum(self.worth[one] for one in rows.couplings.lost_with(row)) for row in rows.visits}
        self._lost = [lost[owner] for owner in rows.owner[rows.first :]]

    def with_fixed(self, fixed: Mapping[int, Fixed]) -> PlacedEvaluator:
        """The same with other places; what is known of routes is shared."""
        other = copy(self)
        other.fixed = fixed
        return other

    def unserved_rank(self, index: int) -> int:
        """What it costs to leave a visit out."""
        if not self.rows.is_coupled(index):
            return super().unserved_rank(index)
        return self.lost(index) if index in self.fixed else 0

    def lost(self, index: int) -> int:
        """What is lost with a visit of a coupled appointment."""
        return self._lost[index - self.rows.first]

    def node(self, index: int, duty: int) -> Node:
        """An appointment as a stop of a duty."""
        if not self.rows.is_coupled(index):
            return super().node(index, duty)
        place = self.problem.appointments[index].location
        bounds, service, _ = self.fixed.get(index, Fixed((), 0))
        return Node(-1 if place is None else place, service, bounds)

    def value(self, duty: int, sequence: tuple[int, ...]) -> RouteValue | None:
        """As for any sequence; what is remembered depends on where its coupled visits are placed."""
        placed = [self.fixed.get(index) for index in sequence if self.rows.is_coupled(index)]
        if not placed:
            return super().value(duty, sequence)
        if any(one is None or one.duty not in (None, duty) for one in placed):
            return None
        marks = (tick for one in placed if one for tick in (-1, one.service, *chain.from_iterable(one.bounds)))
        key = (duty, (*sequence, *marks))
        if key not in self._values:
            if len(self._values) >= CACHE_SIZE:
                self.forget()
            self._values[key] = self._value(duty, sequence)
        return self._values[key]

    def _bounds(self, index: int, duty: int, service: int) -> tuple[int, int]:
        if self.rows.is_coupled(index):
            self._visit_bounds.pop((index, duty), None)
        return super()._bounds(index, duty, service)


class PlacedEligibility(Eligibility):
    """Coupled visits may be where they were placed and nowhere else."""

    def __init__(self, rows: Rows, policy: Policy) -> None:
        super().__init__(rows.problem, policy)
        self.visits = rows
        self.fixed: Mapping[int, Fixed] = {}

    def with_fixed(self, fixed: Mapping[int, Fixed]) -> PlacedEligibility:
        """The same with other places."""
        other = copy(self)
        other.__dict__.pop("codes", None)
        other.fixed = fixed
        return other

    def row(self, index: int) -> NDArray[np.uint8]:
        """One visit's row of the matrix."""
        if not self.visits.is_coupled(index):
            return super().row(index)
        codes = np.full(len(self.problem.duties), CODES.index("CREW"), dtype=np.uint8)
        place = self.fixed.get(index)
        if place is not None and place.duty is not None:
            codes[place.duty] = 0
        return codes
