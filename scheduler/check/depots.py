"""Constraints on what is on board: tools and parts, from the van and from stops at depots, and those stops themselves.

From a stop at a depot on, until the end of the route, its tools are on board and visits may draw its parts. The van's
stock is for all routes of a technician, a depot's counted stock for everybody; it is enough if there is any way to say
who draws what from where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from scheduler.check.itinerary import Itinerary, Point, Visit, overlap
from scheduler.check.violation import (
    Case,
    Violation,
    excess_follows_from_facts,
    label,
    of_route,
    of_visit,
    per_route,
)
from scheduler.entities import Depot

#: The van of a technician, or a depot.
Source = tuple[str, str]


@dataclass(frozen=True)
class Use:
    """What one visit uses of one part, and the depots it has been to before."""

    visit: Visit
    part: str
    amount: int
    depots: tuple[Depot, ...]

    def sources(self) -> tuple[Depot, ...]:
        """The depots it could come from."""
        return tuple(depot for depot in self.depots if _stock(depot, self.part) != 0)


def _stock(depot: Depot, part: str) -> int | None:
    """How many of a part a depot has, ``None`` for any number."""
    if depot.stock is None:
        return None
    return sum(entry.quantity for entry in depot.stock if entry.part == part)


def supplied(case: Case, itinerary: Itinerary) -> Iterator[tuple[Point, tuple[Depot, ...]]]:
    """Every point of a route with the depots that were gone to before."""
    known = {depot.id: depot for depot in case.problem.depots}
    seen: dict[str, Depot] = {}
    for point in itinerary.points:
        yield point, tuple(seen.values())
        if point.stop is not None and point.stop.kind == "depot" and point.stop.id in known:
            seen[point.stop.id] = known[point.stop.id]


@per_route
def tools(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """Every tool is on board, since ever or since a stop at a depot that has it."""
    for point, depots in supplied(case, itinerary):
        if point.visit is None or any(depot.tools is None for depot in depots):
            continue
        held = set(itinerary.technician.tools).union(*(depot.tools or () for depot in depots))
        missing = sorted(set(point.visit.appointment.tools) - held)
        if missing:
            yield of_visit(case, point.visit, "TOOLS", "tools", f"{', '.join(missing)} not on board")


@per_route
def depot(case: Case, itinerary: Itinerary) -> Iterator[Violation]:
    """A stop at a depot starts within the opening hours, lasts as long as the depot says, and is in no absence."""
    known = {place.id: place for place in case.problem.depots}
    for stop in itinerary.route.stops:
        place = known.get(stop.id) if stop.kind == "depot" else None
        if place is None:
            continue
        faults = []
        if place.windows and not any(hours.earliest <= stop.start <= hours.latest for hours in place.windows):
            spans = ", ".join(case.span(hours.earliest, hours.latest) for hours in place.windows)
            faults.append(f"it may start within {spans}")
        if stop.end - stop.start != place.service:
            faults.append(f"it lasts {case.minutes(stop.end - stop.start)}, not {case.minutes(place.service)}")
        if overlap(itinerary.technician.absences, stop.start, stop.end) or _inside_absence(itinerary, stop.start):
            faults.append("the technician is absent")
        for fault in faults:
            words = f"stop at depot {stop.id} at {case.clock(stop.start)}: {fault}"
            yield of_route(itinerary, "DEPOT", "depot", words, inherited=False)


def _inside_absence(itinerary: Itinerary, tick: int) -> bool:
    return any(away.start < tick < away.end for away in itinerary.technician.absences)


def parts(case: Case) -> Iterator[Violation]:
    """What a technician's visits use over the whole horizon is in the van or was picked up at a depot before."""
    for part, uses in part_uses(case).items():
        from_vans = list(_from_vans(case, part, uses))
        yield from from_vans
        empty = {violation.technician for violation in from_vans}
        drawing = [use for use in uses if use.sources() or use.visit.technician.id not in empty]
        yield from _from_depots(case, part, drawing, empty)


def part_uses(case: Case) -> dict[str, list[Use]]:
    """By part, what every visit uses of it."""
    by_part: dict[str, list[Use]] = {}
    for itinerary in case.itineraries:
        for point, depots in supplied(case, itinerary):
            for need in point.visit.appointment.parts if point.visit is not None else ():
                assert point.visit is not None
                by_part.setdefault(need.part, []).append(Use(point.visit, need.part, need.quantity, depots))
    return by_part


def _from_vans(case: Case, part: str, uses: Iterable[Use]) -> Iterator[Violation]:
    """What no depot can have given comes from the vans."""
    shares: dict[str, list[tuple[Visit, int]]] = {}
    for use in uses:
        if not use.sources():
            shares.setdefault(use.visit.technician.id, []).append((use.visit, use.amount))
    for name, theirs in shares.items():
        technician, used = case.problem.technician[name], sum(amount for _, amount in theirs)
        stock = _van(case, name, part)
        if used > stock:
            inherited = excess_follows_from_facts("parts", theirs, stock)
            visits = ", ".join(visit.appointment.id for visit, _ in theirs)
            sentence = f"Technician {label(technician)} needs {used} of part {part} for {visits} and has {stock}."
            yield Violation("PARTS", "parts", sentence, technician=name, inherited=inherited)


def _van(case: Case, technician: str, part: str) -> int:
    return sum(entry.quantity for entry in case.problem.technician[technician].stock if entry.part == part)


def _from_depots(case: Case, part: str, uses: Iterable[Use], empty: Set[str | None]) -> Iterator[Violation]:
    """What depots of counted stock and the vans have together can be shared out so that every visit has enough.

    The vans of those who are ``empty`` have nothing left to share out.
    """
    drawing = [use for use in uses if all(_stock(depot, part) is not None for depot in use.sources())]
    lacking = _lacking(case, part, drawing, empty)
    if not lacking:
        return
    from_depots = [use.visit for use in drawing if use.sources()]
    unwaived = [use for use in drawing if not use.visit.waives("parts")]
    inherited = not _lacking(case, part, unwaived, empty) or all(visit.frozen for visit in from_depots)
    names = sorted({depot.id for use in drawing for depot in use.sources()})
    visits = ", ".join(visit.appointment.id for visit in from_depots)
    sentence = f"Depot {', '.join(names)} has {lacking} too few of part {part} for {visits}."
    yield Violation("PARTS", "parts", sentence, from_depots[-1].appointment.id, inherited=inherited)


def _lacking(case: Case, part: str, uses: Iterable[Use], empty: Set[str | None]) -> int:
    """How many of a part are missing if it is shared out in the best way."""
    together = list(uses)
    taken = shared_out(case, part, together, empty)
    return sum(use.amount - sum(mine.values()) for use, mine in zip(together, taken, strict=True))


def shared_out(case: Case, part: str, uses: Sequence[Use], empty: Set[str | None]) -> list[dict[Source, int]]:
    """How much each visit takes from where, so that as much as possible is taken, from vans rather than from depots."""
    names = {use.visit.technician.id for use in uses}
    plenty = sum(use.amount for use in uses)
    left = {("van", name): 0 if name in empty else _van(case, name, part) for name in names}
    for place in (place for use in uses for place in use.sources()):
        stock = _stock(place, part)
        left["depot", place.id] = plenty if stock is None else stock
    taken: list[dict[Source, int]] = [{} for _ in uses]
    for index, use in enumerate(uses):
        wanted = use.amount
        while wanted and (path := _path(uses, left, taken, index)):
            amount = min(wanted, _along(left, taken, path))
            _move(left, taken, path, amount)
            wanted -= amount
    return taken


#: Visits (index) with the source that each is to draw from, the last of which has something left.
_Path = list[tuple[int, Source]]


def _path(uses: Sequence[Use], left: Mapping[Source, int], taken: list[dict[Source, int]], first: int) -> _Path:
    """A shortest chain: a visit takes from a source, whose earlier taker takes from another, and so on; empty if none.

    An augmenting path, as in Edmonds and Karp (1972).
    """
    came: dict[Source, tuple[int, Source | None]] = {}
    queue: list[tuple[int, Source | None]] = [(first, None)]
    while queue:
        index, before = queue.pop(0)
        for source in _sources(uses[index]):
            if source in came:
                continue
            came[source] = (index, before)
            if left[source] > 0:
                return _traced(came, source)
            queue += [(other, source) for other, mine in enumerate(taken) if mine.get(source, 0) > 0]
    return []


def _sources(use: Use) -> Iterator[Source]:
    yield "van", use.visit.technician.id
    yield from (("depot", depot.id) for depot in use.sources())


def _traced(came: Mapping[Source, tuple[int, Source | None]], last: Source) -> _Path:
    path: _Path = []
    source: Source | None = last
    while source is not None:
        index, before = came[source]
        path.append((index, source))
        source = before
    return path[::-1]


def _along(left: Mapping[Source, int], taken: list[dict[Source, int]], path: _Path) -> int:
    """The most that can be moved along a path."""
    given_up = [taken[index][before] for (_, before), (index, _) in pairwise(path)]
    return min([left[path[-1][1]], *given_up])


def _move(left: dict[Source, int], taken: list[dict[Source, int]], path: _Path, amount: int) -> None:
    left[path[-1][1]] -= amount
    for (index, source), following in zip(path, [*path[1:], None], strict=True):
        taken[index][source] = taken[index].get(source, 0) + amount
        if following is not None:
            taken[following[0]][source] -= amount
