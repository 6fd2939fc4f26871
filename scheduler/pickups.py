"""What a plan picks up at each stop at a depot: the tools that were not on board, and the parts that the van lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scheduler.check.itinerary import Visit
from scheduler.check.parts import part_uses, shared_out
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

    def at(visit: Visit, depot: str) -> Pickup:
        return found.setdefault((visit.technician.id, visit.shift.id, depot), Pickup())

    for team in case.teams:
        for tool in team[0].appointment.tools:
            seen = ((one, depot) for one in team for depot in one.depots)
            origins = [(one, depot.id) for one, depot in seen if depot.tools is None or tool in depot.tools]
            if origins and not any(tool in one.technician.tools for one in team):
                at(*origins[0]).tools.add(tool)
    for part, uses in part_uses(case).items():
        for use, taken in zip(uses, shared_out(case, part, uses, set()), strict=True):
            for (kind, name), amount in taken.items():
                if kind == "depot" and amount:
                    fetching = (one for one in use.visits for depot in one.depots if depot.id == name)
                    at(next(fetching), name).parts[part] += amount
    return found
