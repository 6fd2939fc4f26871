"""Independent parts: connected components of eligibility, each a smaller problem of its own.

Joined are appointments and technicians that may meet, all shifts of a technician, appointments that depend on one
another (order, groups; the members of a crew meet anyway), those that need a part of which a depot has too few for
all, those that share a site where keeping a site together counts, and everybody where the spread of working time
counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.coupling.couplings import Couplings
from scheduler.eligibility import Eligibility
from scheduler.policy import Policy
from scheduler.problem import ProblemData


class _Groups:
    """Union-find with path halving."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, items: Iterable[int]) -> None:
        first: int | None = None
        for item in items:
            root = self.find(item)
            if first is None:
                first = root
            elif root != first:
                self.parent[max(root, first)] = min(root, first)
                first = min(root, first)


def parts(problem: ProblemData, policy: Policy, eligibility: Eligibility) -> list[ProblemData]:
    """The independent parts that have something to decide, largest first; their plans add up to a plan.

    Appointments that nobody may serve and technicians who may serve nothing are in none of them.
    """
    count = len(problem.appointments)
    groups = _Groups(count + len(problem.technicians))
    position = {technician.id: count + index for index, technician in enumerate(problem.technicians)}
    column = [position[technician.id] for technician, _ in problem.duties]
    served = [row for row in range(count) if eligibility.codes[row].size and not eligibility.codes[row].all()]
    for row in served:
        groups.join([row, *(column[duty] for duty in eligibility.duties(row))])
    for chain in Couplings(problem).chains:
        groups.join(chain)
    for part in sorted(problem.supply.scarce):
        needing = (row for row in served if any(need.part == part for need in problem.appointments[row].parts))
        groups.join(needing)
    if policy.weight("same_site"):
        sites: dict[int, list[int]] = {}
        for row, item in enumerate(problem.appointments):
            if item.location is not None:
                sites.setdefault(item.location, []).append(row)
        for rows in sites.values():
            groups.join(rows)
    if policy.weight("spread"):
        groups.join([*served, *column])
    return _split(problem, groups, {groups.find(row) for row in served})


def _split(problem: ProblemData, groups: _Groups, roots: set[int]) -> list[ProblemData]:
    count = len(problem.appointments)
    rows: dict[int, list[int]] = {root: [] for root in sorted(roots)}
    crews: dict[int, list[int]] = {root: [] for root in rows}
    for row in range(count):
        if (root := groups.find(row)) in rows:
            rows[root].append(row)
    for index in range(len(problem.technicians)):
        if (root := groups.find(count + index)) in crews:
            crews[root].append(index)
    whole = [len(problem.appointments), len(problem.technicians)]
    if any([len(rows[root]), len(crews[root])] == whole for root in rows):
        return [problem]
    ordered = sorted(rows, key=lambda root: (-len(rows[root]), root))
    return [_part(problem, rows[root], crews[root]) for root in ordered]


def _part(problem: ProblemData, rows: list[int], crew: list[int]) -> ProblemData:
    appointments = tuple(problem.appointments[row] for row in rows)
    technicians = tuple(problem.technicians[index] for index in crew)
    served = {item.id for item in appointments}
    here = {technician.id for technician in technicians}
    part = problem.replace(
        appointments=appointments,
        technicians=technicians,
        ledger=tuple(entry for entry in problem.ledger if entry.technician in here),
        published=tuple(visit for visit in problem.published if visit.appointment in served),
    )
    return part.compact()
