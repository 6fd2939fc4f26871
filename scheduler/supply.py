"""Tools and parts: what vans carry, what stops at depots add, and where a route needs such a stop.

A route is a sequence of numbers: an appointment by its index, a stop at the depot of index ``d`` as ``~d``, which is
negative. From a stop on, for the rest of the route, all tools of the depot are on board, and visits may draw parts from
the depot as well as from the van. Van stock is used up over all routes of a technician, the counted stock of a depot
over those of all technicians; it is enough if there is any way to say which visit draws how much from where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from scheduler.entities import Appointment, Depot, Quantity, Technician

#: Appointments by index, depots complemented.
Rows = tuple[int, ...]
Look = Callable[[int], Appointment]
#: What is needed of a part, by the depots (of counted stock) it may come from; from the van it may always come.
Amounts = Mapping[frozenset[int], int]
VAN_ONLY: frozenset[int] = frozenset()


class Draw(NamedTuple):
    """What one visit needs of one part. ``chosen`` is False for a visit that is a fact."""

    part: str
    quantity: int
    depots: frozenset[int]
    position: int
    chosen: bool


class Shortage(NamedTuple):
    """The first visit of a route that lacks something, and the depots that have it."""

    position: int
    depots: tuple[int, ...]


class Supply:
    """The depots of a problem, as its routes see them."""

    def __init__(self, depots: Sequence[Depot], appointments: Iterable[Appointment]) -> None:
        self.depots = tuple(depots)
        self._tools = [None if depot.tools is None else frozenset(depot.tools) for depot in depots]
        self._stock = [None if depot.stock is None else counted(depot.stock) for depot in depots]
        wanted = counted(need for item in appointments for need in item.parts) if depots else Counter[str]()
        #: Parts of which some depot has fewer than all appointments together need.
        self.scarce = frozenset(
            part for stock in self._stock for part in stock or () if stock and stock[part] < wanted[part]
        )
        self._wanted = wanted

    def is_scarce(self, item: Appointment) -> bool:
        """Whether an appointment needs a part of which some depot has too few for all."""
        return any(need.part in self.scarce for need in item.parts)

    def lacking(self, technician: Technician, sequence: Rows, look: Look, elsewhere: Sequence[Rows] = ()) -> bool:
        """Whether a route needs another stop, given the other routes of its technician."""
        return self.shortage(technician, sequence, look, elsewhere) is not None

    def completed(
        self, technician: Technician, sequence: Rows, look: Look, elsewhere: Sequence[Rows] = ()
    ) -> Iterator[Rows]:
        """The sequence if it lacks nothing, else every way to add the stops that it lacks, none of them in vain.

        A depot is gone to once in a route: a stop that comes too late is moved to the front.
        """
        short = self.shortage(technician, sequence, look, elsewhere)
        if short is None:
            yield sequence
            return
        for depot in short.depots:
            if ~depot in sequence[: short.position]:
                continue
            rest = tuple(row for row in sequence if row != ~depot)
            for position in range(short.position + 1):
                more = (*rest[:position], ~depot, *rest[position:])
                yield from self.completed(technician, more, look, elsewhere)

    def shortage(
        self, technician: Technician, sequence: Rows, look: Look, elsewhere: Sequence[Rows] = ()
    ) -> Shortage | None:
        """What a route lacks first, tools or parts, given the other routes of its technician; ``None`` if nothing."""
        found = (self._no_tool(technician, sequence, look), self._no_part(technician, sequence, look, elsewhere))
        return min(filter(None, found), key=lambda short: short.position, default=None)

    def depots_suffice(
        self, routes: Mapping[int, Sequence[Rows]], technicians: Sequence[Technician], look: Look
    ) -> bool:
        """Whether the counted stock of the depots is enough for all routes, given by technician (index)."""
        draws = {owner: list(self.drawn(theirs, look)) for owner, theirs in routes.items()}
        for part in sorted(self.scarce):
            mine = {owner: [draw for draw in every if draw.part == part] for owner, every in draws.items()}
            if any(draw.chosen and draw.depots for draw in chain.from_iterable(mine.values())):
                stock = {owner: stock_of(technicians[owner])[part] for owner in mine}
                vans = [(stock[owner], _amounts(every, every, stock[owner])) for owner, every in mine.items()]
                if not self._enough(part, vans):
                    return False
        return True

    def tools_nowhere(self, technician: Technician, item: Appointment) -> list[str]:
        """The tools an appointment needs that are neither on board nor in any depot."""
        if None in self._tools:
            return []
        found = set(technician.tools).union(*(tools for tools in self._tools if tools is not None))
        return sorted(set(item.tools) - found)

    def parts_nowhere(self, technician: Technician, item: Appointment) -> list[Quantity]:
        """What an appointment needs of parts beyond all that the van and the depots have together."""
        missing = counted(needed_parts(item))
        missing.subtract(self.within_reach(technician))
        return [Quantity(part, count) for part, count in sorted(missing.items()) if count > 0]

    def nowhere(self, technicians: Iterable[Technician], item: Appointment) -> list[str]:
        """What an appointment needs that nobody has or can pick up, in words; empty if there are no technicians."""
        tools: set[str] | None = None
        parts: Counter[str] | None = None
        for technician in technicians:
            mine = {need.part: need.quantity for need in self.parts_nowhere(technician, item)}
            lacking = set(self.tools_nowhere(technician, item)) if "tools" not in item.waivers else set[str]()
            tools = lacking if tools is None else tools & lacking
            parts = Counter(mine) if parts is None else parts & Counter(mine)
        needed = counted(item.parts)
        named = [f"part {part} ({needed[part]} needed)" for part in sorted(parts or ())]
        return [*named, *(f"tool {tool}" for tool in sorted(tools or ()))]

    def within_reach(self, technician: Technician) -> dict[str, int]:
        """The most that a technician can have of each part: the van's and all that the depots have."""
        have = stock_of(technician)
        for part in self._wanted if self.depots else ():
            for depot in self.depots_with(part):
                counted_stock = self.stock(depot, part)
                have[part] += self._wanted[part] if counted_stock is None else counted_stock
        return dict(have)

    def depots_with(self, part: str) -> tuple[int, ...]:
        """The depots that have any of a part."""
        return tuple(depot for depot, stock in enumerate(self._stock) if stock is None or stock[part] > 0)

    def depots_with_tool(self, tool: str) -> tuple[int, ...]:
        """The depots that have a tool."""
        return tuple(depot for depot, tools in enumerate(self._tools) if tools is None or tool in tools)

    def stock(self, depot: int, part: str) -> int | None:
        """How many of a part a depot has, ``None`` if that is as many as all appointments need."""
        stock = self._stock[depot]
        return None if stock is None or stock[part] >= self._wanted[part] else stock[part]

    def _no_tool(self, technician: Technician, sequence: Rows, look: Look) -> Shortage | None:
        held = set(technician.tools)
        for position, row in enumerate(sequence):
            if row < 0:
                tools = self._tools[~row]
                if tools is None:
                    return None
                held |= tools
                continue
            for tool in needed_tools(look(row)):
                if tool not in held:
                    return Shortage(position, self.depots_with_tool(tool))
        return None

    def _no_part(
        self, technician: Technician, sequence: Rows, look: Look, elsewhere: Sequence[Rows]
    ) -> Shortage | None:
        here = list(self.drawn([sequence], look))
        if not here:
            return None
        there = [draw._replace(position=-1) for draw in self.drawn(elsewhere, look)]
        shorts = (
            self._no_one(technician, part, [one for one in (*there, *here) if one.part == part])
            for part in dict.fromkeys(draw.part for draw in here)
        )
        return min(filter(None, shorts), key=lambda short: short.position, default=None)

    def _no_one(self, technician: Technician, part: str, draws: Sequence[Draw]) -> Shortage | None:
        """The first visit here for which there is not enough of one part."""
        van = stock_of(technician)[part]
        if self._enough(part, [(van, _amounts(draws, draws, van))]):
            return None
        for count, draw in enumerate(draws, start=1):
            if draw.position >= 0 and not self._enough(part, [(van, _amounts(draws[:count], draws, van))]):
                return Shortage(draw.position, self.depots_with(part))
        return None

    def drawn(self, routes: Iterable[Rows], look: Look) -> Iterator[Draw]:
        """What the visits of routes need of parts, less what a depot they have been to has as many of as is needed."""
        for sequence in routes:
            seen: list[int] = []
            for position, row in enumerate(sequence):
                if row < 0:
                    seen.append(~row)
                    continue
                item = look(row)
                for need in item.parts:
                    depots = self._sources(need.part, seen)
                    if depots is not None:
                        quantity = 0 if "parts" in item.waivers else need.quantity
                        yield Draw(need.part, quantity, depots, position, not item.frozen)

    def _sources(self, part: str, seen: Sequence[int]) -> frozenset[int] | None:
        """The depots of counted stock among those seen that have a part, ``None`` if one of them has enough for all."""
        having = [depot for depot in self.depots_with(part) if depot in seen] if seen else []
        return None if any(self.stock(depot, part) is None for depot in having) else frozenset(having)

    def _enough(self, part: str, vans: Sequence[tuple[int, Amounts]]) -> bool:
        """Whether vans (each its stock and what is asked of it) and depots together have enough of a part.

        For every set of depots: what can only come from these and the vans, less the vans, is at most what they have
        (Gale 1957). Sets other than unions of those asked for say nothing new.
        """
        sets = {VAN_ONLY}
        for asked in {depots for _, amounts in vans for depots in amounts}:
            sets |= {asked | other for other in sets}
        return all(self._covered(part, vans, depots) for depots in sets)

    def _covered(self, part: str, vans: Sequence[tuple[int, Amounts]], depots: frozenset[int]) -> bool:
        beyond = sum(
            max(0, sum(amount for asked, amount in amounts.items() if asked <= depots) - van) for van, amounts in vans
        )
        return beyond <= sum(self.stock(depot, part) or 0 for depot in depots)


def _amounts(draws: Iterable[Draw], among: Iterable[Draw], van: int) -> Amounts:
    """What is drawn, by where it may come from. Facts alone may draw more from the van than it has, and empty it."""
    found: Counter[frozenset[int]] = Counter()
    for draw in draws:
        found[draw.depots] += draw.quantity
    if not any(draw.chosen and not draw.depots for draw in among):
        found[VAN_ONLY] = min(found[VAN_ONLY], van)
    return found


def needed_tools(item: Appointment) -> tuple[str, ...]:
    """The tools of a visit that have to be on board: none if a person has waived it or it is a fact."""
    return () if item.frozen or "tools" in item.waivers else item.tools


def needed_parts(item: Appointment) -> tuple[Quantity, ...]:
    """The parts of a visit that have to be on board: none if a person has waived it."""
    return () if "parts" in item.waivers else item.parts


def counted(quantities: Iterable[Quantity]) -> Counter[str]:
    """How many of each part; a part may be listed more than once."""
    stock: Counter[str] = Counter()
    for have in quantities:
        stock[have.part] += have.quantity
    return stock


def stock_of(technician: Technician) -> Counter[str]:
    """How many of each part are on board."""
    return counted(technician.stock)


def missing_parts(technician: Technician, items: Iterable[Appointment]) -> tuple[Quantity, ...]:
    """What the van would need beyond its stock for all of these visits, by part."""
    lacking = counted(need for item in items for need in needed_parts(item))
    lacking.subtract(stock_of(technician))
    return tuple(Quantity(part, quantity) for part, quantity in sorted(lacking.items()) if quantity > 0)
