"""Which appointments are coupled, and what follows for the others if one of them is not served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from typing import NamedTuple

from scheduler.problem import ProblemData


class Link(NamedTuple):
    """One appointment (by row) before another, with the ticks that have to pass between.

    ``needed`` says that the later one is not served without the earlier one; a fact is served anyway, and only binds
    the time of the earlier one.
    """

    before: int
    after: int
    delay: int
    needed: bool


def is_coupled(problem: ProblemData) -> bool:
    """Whether anything joins several visits."""
    return any(item.crew_size > 1 or item.predecessors or item.group is not None for item in problem.appointments)


class Couplings:
    """The couplings of one problem; appointments are rows of it. What a person has waived is none.

    ``also`` are rows that are treated like coupled ones without being it.
    """

    def __init__(self, problem: ProblemData, also: Iterable[int] = ()) -> None:
        self.problem = problem
        self.links = _links(problem)
        self.before: dict[int, list[Link]] = defaultdict(list)
        self.after: dict[int, list[Link]] = defaultdict(list)
        for link in self.links:
            self.before[link.after].append(link)
            self.after[link.before].append(link)
        self._groups: dict[str, list[int]] = defaultdict(list)
        for row, item in enumerate(problem.appointments):
            if item.group is not None:
                self._groups[item.group].append(row)
        self.rows = sorted(set(_coupled(problem)).union(also, *self._groups.values()))

    def companions(self, row: int) -> list[int]:
        """All of the group that an appointment belongs to, itself included; empty without a group."""
        group = self.problem.appointments[row].group
        return [] if group is None else self._groups[group]

    @cached_property
    def chains(self) -> tuple[tuple[int, ...], ...]:
        """The sets of appointments that depend on one another, each in an order in which they can be placed."""
        order = TopologicalSorter({row: [link.before for link in self.before.get(row, ())] for row in self.rows})
        position = {row: place for place, row in enumerate(order.static_order())}
        left, chains = set(self.rows), []
        for row in self.rows:
            if row in left:
                chain = self._reached(row)
                left -= chain
                chains.append(tuple(sorted(chain, key=lambda one: position[one])))
        return tuple(chains)

    @cached_property
    def chain(self) -> dict[int, tuple[int, ...]]:
        """By row, the chain it belongs to."""
        return {row: chain for chain in self.chains for row in chain}

    def _reached(self, row: int) -> set[int]:
        found, waiting = {row}, [row]
        while waiting:
            here = waiting.pop()
            linked = {link.before for link in self.before.get(here, ())}
            linked |= {link.after for link in self.after.get(here, ())}
            new = linked.union(self.companions(here)) - found
            found |= new
            waiting += sorted(new)
        return found

    def lost_with(self, row: int) -> set[int]:
        """What is not served if an appointment is not, itself included."""
        found, waiting = {row}, [row]
        while waiting:
            here = waiting.pop()
            later = {link.after for link in self.after.get(here, ()) if link.needed}
            group = {other for other in self.companions(here) if not self.problem.appointments[other].frozen}
            new = (later | group) - found
            found |= new
            waiting += sorted(new)
        return found


def _coupled(problem: ProblemData) -> Iterator[int]:
    """Crews and follow-ups with what they follow, also where that is waived: they are still published and compared."""
    rows = {item.id: row for row, item in enumerate(problem.appointments)}
    for row, item in enumerate(problem.appointments):
        if item.crew_size > 1 or item.predecessors:
            yield row
            yield from (rows[one.appointment] for one in item.predecessors)


def _links(problem: ProblemData) -> tuple[Link, ...]:
    rows = {item.id: row for row, item in enumerate(problem.appointments)}
    links = []
    for row, item in enumerate(problem.appointments):
        for one in item.follows:
            before = rows[one.appointment]
            if not (item.frozen and problem.appointments[before].frozen):
                links.append(Link(before, row, one.min_delay, not item.frozen))
    return tuple(links)
