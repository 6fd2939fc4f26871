"""What a plan picks up at each stop at a depot: the tools that were not on board, and the parts that the van lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scheduler.check.depots import part_uses, shared_out, supplied
from scheduler.check.violation import Case
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan


@dataclass(frozen=True)
class Pickup:
    """What to take along from a depot. Whatever the van can give is not on the list."""

    tools: set[str] = field(default_factory=set)
    parts: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> tuple[str, ...]:
        """The list, parts first, each with its number."""
        return (*(f"{count} x {part}" for part, count in sorted(self.parts.items())), *sorted(self.tools))


def pickups(problem: ProblemData, policy: Policy, plan: Plan) -> dict[tuple[str, str, str], Pickup]:
    """By technician, shift and depot, what is picked up there.

    A tool comes from the first depot on the route that has it, a part from where there are enough for everybody.
    """
    case = Case(problem, policy, plan)
    found: dict[tuple[str, str, str], Pickup] = {}
    for itinerary in case.itineraries:
        held = set(itinerary.technician.tools)
        for point, depots in supplied(case, itinerary):
            for tool in () if point.visit is None else point.visit.appointment.tools:
                origin = next((one for one in depots if one.tools is None or tool in one.tools), None)
                if tool not in held and origin is not None:
                    key = (itinerary.technician.id, itinerary.shift.id, origin.id)
                    found.setdefault(key, Pickup()).tools.add(tool)
    for part, uses in part_uses(case).items():
        for use, taken in zip(uses, shared_out(case, part, uses, set()), strict=True):
            for (kind, name), amount in taken.items():
                if kind == "depot" and amount:
                    key = (use.visit.technician.id, use.visit.shift.id, name)
                    found.setdefault(key, Pickup()).parts[part] += amount
    return found
