"""A plan with coupled appointments while it is being made: routes, and where the coupled appointments are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from scheduler.coupling.joint import Joint, Placement
from scheduler.coupling.placed import Fixed, PlacedEligibility, PlacedEvaluator
from scheduler.coupling.rows import Rows
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.working import Working


class CoupledWorking(Working):
    """Routes of single visits, some of which stand for members of coupled appointments that are placed.

    A search that works on it sees a placed visit as pinned, and may leave it out at the price of all that is lost with
    it; :meth:`settle` then takes out what goes with it. ``total`` is the rank of the plan if nothing is left out.
    """

    evaluator: PlacedEvaluator
    eligibility: PlacedEligibility

    def __init__(self, rows: Rows, policy: Policy, whole: ProblemData | None = None) -> None:
        evaluator = PlacedEvaluator(rows, policy, whole)
        super().__init__(evaluator, PlacedEligibility(rows, policy))
        self.rows, self.joint = rows, Joint(evaluator)
        self.placements: dict[int, Placement] = {}
        self._joint_rank = self.joint.total(self.placements)

    def copy(self) -> Self:
        """An independent copy that shares the caches."""
        other = super().copy()
        other.rows, other.joint = self.rows, self.joint
        other.placements, other._joint_rank = dict(self.placements), self._joint_rank
        return other

    @property
    def scheduled(self) -> int:
        """How many appointments are served."""
        return sum(index < self.rows.first for index in self.place) + len(self.placements)

    def total(self) -> int:
        """The rank of the plan, with what coupled appointments cost beside their routes."""
        return super().total() + self._joint_rank

    def plan(self) -> Plan:
        """The plan as data, of the appointments as people know them."""
        return named(self.rows, super().plan())

    def trying(self, fixed: Mapping[int, Fixed]) -> Self:
        """A copy in which some visits of unplaced appointments may be inserted as told; its rank means nothing."""
        other = self.copy()
        other._fix({**self.evaluator.fixed, **fixed})
        return other

    def _fix(self, fixed: Mapping[int, Fixed]) -> None:
        self.evaluator, self.eligibility = self.evaluator.with_fixed(fixed), self.eligibility.with_fixed(fixed)

    def put(self, row: int, placement: Placement, routes: Sequence[tuple[int, ...]]) -> bool:
        """Place an appointment: the routes of its members with it. ``False``, and nothing is left, if it fails."""
        self.reserve(row, placement)
        for duty, sequence in zip(placement.duties, routes, strict=True):
            if not self.assign(duty, sequence):
                self.take(row)
                return False
        return True

    def reserve(self, row: int, placement: Placement) -> None:
        """Say where an appointment is, before its visits are in their routes."""
        members = self.rows.visits[row]
        at, service = ((placement.start, placement.start),), placement.service
        fixed = {index: Fixed(at, service, duty) for index, duty in zip(members, placement.duties, strict=True)}
        self.placements[row] = placement
        self._fix({**self.evaluator.fixed, **fixed})
        self.rank += sum(map(self.evaluator.lost, members))
        self._joint_rank = self.joint.total(self.placements)

    def take(self, row: int) -> None:
        """Take an appointment out of the plan."""
        members = self.rows.visits[row]
        self.remove(index for index in members if index in self.place)
        self.rank -= sum(map(self.evaluator.lost, members))
        del self.placements[row]
        self._fix({index: fixed for index, fixed in self.evaluator.fixed.items() if index not in members})
        self._joint_rank = self.joint.total(self.placements)

    def settle(self) -> None:
        """Take out every appointment of which a visit is missing, with all that depends on it, until none is."""
        while broken := [row for row in self.placements if any(i not in self.place for i in self.rows.visits[row])]:
            for row in sorted(self.rows.couplings.lost_with(broken[0]) & self.placements.keys()):
                self.take(row)

    def with_routes(self, sequences: Sequence[tuple[int, ...]]) -> Self:
        """A plan of other routes with the same places, settled."""
        other = self.copy()
        for duty in range(len(sequences)):
            other.assign(duty, ())
        for duty, sequence in enumerate(sequences):
            if sequence and not other.assign(duty, tuple(sequence)):
                raise AssertionError("a route no longer fits the duty it was made for")
        other.settle()
        return other


def named(rows: Rows, plan: Plan) -> Plan:
    """A plan with the appointments' own ids instead of those of their visits."""
    return Plan(
        tuple(
            route.replace(stops=tuple(stop.replace(id=rows.name.get(stop.id, stop.id)) for stop in route.stops))
            for route in plan.routes
        )
    )
