"""The parts constraint: nothing is used that is not on board, from the van or picked up at a depot before.

The van's stock is for all routes of a technician, a depot's counted stock for everybody, and a crew uses what its vans
hold and its members have picked up between them. It is enough if there is any way to say who draws what from where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from scheduler.check.itinerary import Visit
from scheduler.check.violation import Case, Violation, excess_follows_from_facts, follows_from_facts, label
from scheduler.entities import Depot

#: The van of a technician, or a depot.
Source = tuple[str, str]


@dataclass(frozen=True)
class Use:
    """What an appointment uses of one part, and its visits: several if a crew makes it."""

    visits: tuple[Visit, ...]
    part: str
    amount: int

    @property
    def visit(self) -> Visit:
        """The visit of who goes alone, of a crew the first."""
        return self.visits[0]

    @property
    def alone(self) -> bool:
        """Whether one technician is to make it."""
        return self.visit.appointment.crew_size == 1

    def depots(self) -> tuple[Depot, ...]:
        """The depots it could come from: those that have the part and that one of them has been to before."""
        been = {depot.id: depot for visit in self.visits for depot in visit.depots}
        return tuple(depot for depot in been.values() if _stock(depot, self.part) != 0)


def _stock(depot: Depot, part: str) -> int | None:
    """How many of a part a depot has, ``None`` for any number."""
    if depot.stock is None:
        return None
    return sum(entry.quantity for entry in depot.stock if entry.part == part)


def parts(case: Case) -> Iterator[Violation]:
    """Who goes alone has enough, and so have crews of what is left then."""
    for part, uses in part_uses(case).items():
        alone = [use for use in uses if use.alone]
        from_vans = list(_from_vans(case, part, alone))
        yield from from_vans
        empty = {violation.technician for violation in from_vans}
        drawing = [use for use in alone if use.depots() or use.visit.technician.id not in empty]
        yield from _from_depots(case, part, drawing, empty)
        yield from _of_crews(case, part, [use for use in uses if not use.alone], alone)


def part_uses(case: Case) -> dict[str, list[Use]]:
    """By part, what is used of it: by every visit of who goes alone, by every crew together."""
    by_part: dict[str, list[Use]] = {}
    for team in case.teams:
        needs = Counter[str]()
        for need in team[0].appointment.parts:
            needs[need.part] += need.quantity
        for part, amount in needs.items():
            by_part.setdefault(part, []).append(Use(team, part, amount))
    return by_part


def _from_vans(case: Case, part: str, uses: Iterable[Use]) -> Iterator[Violation]:
    """What no depot can have given comes from the vans."""
    shares: dict[str, list[tuple[Visit, int]]] = {}
    for use in uses:
        if not use.depots():
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
    drawing = [use for use in uses if all(_stock(depot, part) is not None for depot in use.depots())]
    lacking = sum(_lacking(case, part, drawing, empty))
    if not lacking:
        return
    from_depots = [use.visit for use in drawing if use.depots()]
    unwaived = [use for use in drawing if not use.visit.waives("parts")]
    inherited = not any(_lacking(case, part, unwaived, empty)) or all(visit.frozen for visit in from_depots)
    names = sorted({depot.id for use in drawing for depot in use.depots()})
    visits = ", ".join(visit.appointment.id for visit in from_depots)
    sentence = f"Depot {', '.join(names)} has {lacking} too few of part {part} for {visits}."
    yield Violation("PARTS", "parts", sentence, from_depots[-1].appointment.id, inherited=inherited)


def _of_crews(case: Case, part: str, crews: Iterable[Use], alone: Iterable[Use]) -> Iterator[Violation]:
    """The crews that find too little, after those who go alone and have not waived it.

    Facts are served first, and what is waived last, so that neither takes anything from the plan's own.
    """

    def rank(use: Use) -> tuple[bool, bool, str]:
        fact = all(visit.frozen for visit in use.visits)
        return use.visit.waives("parts"), not fact, use.visit.appointment.id

    ordered = sorted(crews, key=rank)
    before = [use for use in alone if not use.visit.waives("parts")] if ordered else []
    lacking = _lacking(case, part, [*before, *ordered], set())
    for use, missing in zip(ordered, lacking[len(before) :], strict=True):
        if missing:
            inherited = follows_from_facts("parts", use.visits)
            needs = f"{use.amount} of part {part}, {missing} more than it finds"
            sentence = f"The crew of appointment {use.visit.appointment.id} needs {needs}."
            yield Violation("PARTS", "parts", sentence, use.visit.appointment.id, inherited=inherited)


def _lacking(case: Case, part: str, uses: Sequence[Use], empty: Set[str | None]) -> list[int]:
    """How many of a part each use lacks if as many as possible are shared out, the first served first."""
    taken = shared_out(case, part, uses, empty)
    return [use.amount - sum(mine.values()) for use, mine in zip(uses, taken, strict=True)]


def shared_out(case: Case, part: str, uses: Sequence[Use], empty: Set[str | None]) -> list[dict[Source, int]]:
    """How much each use takes from where, so that as much as possible is taken, from vans rather than from depots.

    A largest flow by augmenting paths, which takes nothing from a use that came before.
    """
    names = {visit.technician.id for use in uses for visit in use.visits}
    plenty = sum(use.amount for use in uses)
    left = {("van", name): 0 if name in empty else _van(case, name, part) for name in names}
    for place in (place for use in uses for place in use.depots()):
        stock = _stock(place, part)
        left["depot", place.id] = plenty if stock is None else stock
    sources = [list(_sources(use)) for use in uses]
    taken: list[dict[Source, int]] = [{} for _ in uses]
    for index, use in enumerate(uses):
        wanted = use.amount
        while wanted and (path := _path(sources, left, taken, index)):
            amount = min(wanted, _along(left, taken, path))
            _move(left, taken, path, amount)
            wanted -= amount
    return taken


#: Uses (index) with the source that each is to draw from, the last of which has something left.
_Path = list[tuple[int, Source]]


def _path(
    sources: Sequence[Sequence[Source]], left: Mapping[Source, int], taken: list[dict[Source, int]], first: int
) -> _Path:
    """A shortest chain: a use takes from a source, whose earlier taker takes from another, and so on; empty if none.

    An augmenting path, as in Edmonds and Karp (1972).
    """
    came: dict[Source, tuple[int, Source | None]] = {}
    queue: list[tuple[int, Source | None]] = [(first, None)]
    while queue:
        index, before = queue.pop(0)
        for source in sources[index]:
            if source in came:
                continue
            came[source] = (index, before)
            if left[source] > 0:
                return _traced(came, source)
            queue += [(other, source) for other, mine in enumerate(taken) if mine.get(source, 0) > 0]
    return []


def _sources(use: Use) -> Iterator[Source]:
    yield from (("van", visit.technician.id) for visit in use.visits)
    yield from (("depot", depot.id) for depot in use.depots())


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
