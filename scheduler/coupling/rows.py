"""The problem as the search sees it: every member of a crew has a visit of its own, and nothing is coupled."""

from __future__ import annotations

from collections.abc import Set
from copy import copy
from functools import cached_property

from scheduler.coupling.couplings import Couplings
from scheduler.entities import Appointment
from scheduler.problem import ProblemData


class Rows:
    """The uncoupled appointments of a problem, then, for each coupled one, as many visits as its crew has members.

    ``owner`` is the appointment (row of the problem) of each visit, ``visits`` the visits of each coupled appointment,
    the lead first: parts come from the lead's van and from where the lead has been. ``first`` is the first visit of a
    coupled appointment. A crew larger than there are technicians has no visits. ``carried`` are the tools on board of
    any van.
    """

    def __init__(self, couplings: Couplings) -> None:
        self.couplings, self.whole = couplings, couplings.problem
        coupled = set(couplings.rows)
        single = [row for row in range(len(self.whole.appointments)) if row not in coupled]
        items = [self.whole.appointments[row] for row in single]
        self.first, self.owner = len(items), single
        self.visits: dict[int, tuple[int, ...]] = {}
        taken = set(self.whole.appointment)
        self.carried = {tool for technician in self.whole.technicians for tool in technician.tools}
        for row in couplings.rows:
            item = self.whole.appointments[row]
            members = _members(item, taken, self.carried) if item.crew <= len(self.whole.technicians) else []
            self.visits[row] = tuple(range(len(items), len(items) + len(members)))
            items += members
            self.owner += [row] * len(members)
        names = {self.whole.appointments[row].id for row in coupled}
        self.problem: ProblemData = self.whole.replace(
            appointments=tuple(items),
            published=tuple(visit for visit in self.whole.published if visit.appointment not in names),
        )

    def is_coupled(self, index: int) -> bool:
        """Whether a visit is one of a coupled appointment."""
        return self.first <= index < len(self.owner)

    def on(self, problem: ProblemData) -> Rows:
        """The same visits with other data of technicians and single appointments."""
        other = copy(self)
        other.problem = problem
        return other

    @cached_property
    def name(self) -> dict[str, str]:
        """By the id of a visit, the id of its appointment."""
        return {
            item.id: self.whole.appointments[owner].id
            for item, owner in zip(self.problem.appointments, self.owner, strict=True)
        }


def _members(item: Appointment, taken: set[str], carried: Set[str]) -> list[Appointment]:
    """The visits of a coupled appointment. Only the first is a fact if the appointment is, and has its parts.

    Of a crew's tools it has those that are ``carried`` by nobody and so have to be fetched from a depot.
    """
    names = [item.id]
    while len(names) < item.crew:
        strokes = ("~" * count for count in range(1, len(taken) + 2))
        name = next(free for stroke in strokes if (free := f"{item.id}{stroke}{len(names) + 1}") not in taken)
        taken.add(name)
        names.append(name)
    alone = item.replace(crew_size=1, predecessors=(), all_or_none=None, pin=item.pin if item.frozen else None)
    if item.crew > 1:
        alone = alone.replace(tools=tuple(tool for tool in item.tools if tool not in carried))
    return [alone, *(alone.replace(id=name, tools=(), parts=(), pin=None) for name in names[1:])]
