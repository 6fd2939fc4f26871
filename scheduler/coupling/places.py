"""Places for one coupled appointment on a plan as it stands: who goes together, when, and what it would cost.

Everything else is fixed. Each possible member is priced alone at the times that suit some of them; the cheapest
members at one time that between them have what is needed make a crew. A heuristic: of many possible members and times
only the most promising are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count, islice
from random import Random
from typing import NamedTuple

from scheduler.coupling.joint import Placement
from scheduler.coupling.placed import Bounds, Fixed
from scheduler.coupling.rows import Rows
from scheduler.coupling.working import CoupledWorking
from scheduler.eligibility import Eligibility
from scheduler.entities import Appointment
from scheduler.policy import Policy
from scheduler.route import start_bounds
from scheduler.timing import NEVER

#: How many members beside a full crew, times, and crews at a time are looked at.
SPARE_MEMBERS = 5
TIMES = 8
CREWS = 4
#: How often a possible member is passed over in a random choice.
BLINK = 0.1


class Place(NamedTuple):
    """A place and the change of the plan's rank; ``routes`` are those of the members with the visits in them."""

    rank: int
    placement: Placement
    routes: tuple[tuple[int, ...], ...]


class _Member(NamedTuple):
    """A possible member at a time: the change of rank, the duty, the route, and the start it would have alone."""

    rank: int
    duty: int
    route: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class Span:
    """When an appointment may happen for the sake of others: not before, and over by."""

    earliest: int = -NEVER
    over_by: int = NEVER

    def cut(self, bounds: Bounds, service: int) -> Bounds:
        """Bounds of a start within the span."""
        cut = [(max(low, self.earliest), min(high, self.over_by - service)) for low, high in bounds]
        return tuple((low, high) for low, high in cut if low <= high)


class Places:
    """Finds places for the coupled appointments of one problem. ``members`` is the eligibility of the whole problem."""

    def __init__(self, rows: Rows, policy: Policy) -> None:
        self.rows, self.policy = rows, policy
        self.problem, self.couplings = rows.whole, rows.couplings
        self.members = Eligibility(rows.whole, policy)
        self._bounds: dict[tuple[int, int, int], Bounds] = {}
        self._people: dict[int, frozenset[str]] = {}

    def people(self, row: int) -> frozenset[str]:
        """Those who may be one of the crew of an appointment."""
        if row not in self._people:
            self._people[row] = frozenset(self.problem.duties[duty][0].id for duty in self.members.duties(row))
        return self._people[row]

    def span(self, working: CoupledWorking, row: int) -> Span:
        """What the placed appointments before and after leave."""
        placed = working.placements
        links = self.couplings.before.get(row, ())
        before = [placed[one.before].end + one.delay for one in links if one.before in placed]
        links = self.couplings.after.get(row, ())
        after = [placed[one.after].start - one.delay for one in links if one.after in placed]
        return Span(max(before, default=-NEVER), min(after, default=NEVER))

    def best(self, working: CoupledWorking, row: int, span: Span, random: Random | None = None) -> Place | None:
        """The cheapest place found for an unplaced appointment, at one of some random times if these are given."""
        return min(self.offers(working, row, span, random), key=lambda place: place[:2], default=None)

    def offers(
        self, working: CoupledWorking, row: int, span: Span, random: Random | None = None, times: int = TIMES
    ) -> Iterator[Place]:
        """Places of different crews and times."""
        if not self.rows.visits[row]:
            return
        item = self.problem.appointments[row]
        alone = self._alone(working, row, span, random)
        if item.crew == 1:
            for member in alone:
                duty = self.problem.duties[member.duty][0]
                placement = Placement(member.start, duty.service(item.duration), (member.duty,))
                yield self._place(working, row, placement, [member])
            return
        able = self._promising(item, alone)
        waiting = list(_some(sorted({member.start for member in able}), times, random))
        for number in count():
            if number >= len(waiting) or number >= 2 * times:
                return
            found = list(self._crews(working, row, span, waiting[number], able))
            yield from found
            if not found:
                waiting += self._later(working, row, Span(waiting[number] + 1, span.over_by), able, waiting)

    def _later(
        self, working: CoupledWorking, row: int, span: Span, able: Sequence[_Member], known: Sequence[int]
    ) -> list[int]:
        """The first time after one at which no crew was complete that suits somebody and was not looked at."""
        starts = {member.start for one in able for member in self._alone(working, row, span, duties=[one.duty])}
        return sorted(starts.difference(known))[:1]

    def as_given(self, row: int, start: int, service: int, duties: Sequence[int]) -> Placement | None:
        """A crew at a time that somebody else chose, if it may go there then; the lead comes first."""
        item = self.problem.appointments[row]
        apart = [_Member(0, duty, (), start) for duty in duties]
        fits = (self._at(row, duty, Span(), start, service) for duty in duties if self.members.allowed_at(row, duty))
        allowed = len([one for one in fits if one]) == len(duties)
        whole = item.crew == 1 or self._complete(item, apart)
        pinned = item.pin.technician if item.frozen and item.pin is not None else None
        ordered = sorted(duties, key=lambda duty: (self.problem.duties[duty][0].id != pinned, duty))
        return Placement(start, service, tuple(ordered)) if allowed and whole else None

    # -- one member

    def bounds(self, row: int, duty: int, service: int) -> Bounds:
        """When a visit that takes so long may start, as far as the appointment says."""
        key = (row, duty, service)
        if key not in self._bounds:
            item = self.problem.appointments[row].for_member(self.problem.duties[duty][0].id)
            self._bounds[key] = start_bounds(item, self.policy, service)
        return self._bounds[key]

    def _alone(
        self,
        working: CoupledWorking,
        row: int,
        span: Span,
        random: Random | None = None,
        duties: Iterable[int] | None = None,
    ) -> list[_Member]:
        """Every possible member as if nobody else went along, at the first time that is possible; some are passed over
        at random."""
        found = []
        for duty in self.members.duties(row) if duties is None else duties:
            if random is not None and random.random() < BLINK:
                continue
            service = self.problem.duties[duty][0].service(self.problem.appointments[row].duration)
            bounds = span.cut(self.bounds(row, duty, service), service)
            member = self._member(working, self.rows.visits[row][-1], duty, Fixed(bounds, service)) if bounds else None
            if member is not None:
                found.append(member)
        return found

    @staticmethod
    def _member(working: CoupledWorking, index: int, duty: int, fixed: Fixed) -> _Member | None:
        trial = working.trying({index: fixed})
        place = trial.insertion(index, duty)
        if place is None:
            return None
        value = trial.evaluator.value(duty, place.sequence)
        assert value is not None
        return _Member(place.delta, duty, place.sequence, value.table.starts[place.sequence.index(index)])

    # -- the crew

    def _promising(self, item: Appointment, alone: list[_Member]) -> list[_Member]:
        """The cheapest possible members, and of those who have what the crew needs the cheapest."""
        ordered = sorted(alone)
        chosen = ordered[: item.crew + SPARE_MEMBERS]
        for needed in self.asked(item):
            chosen += [member for member in ordered if self.has(member.duty, *needed)][:SPARE_MEMBERS]
        return list(dict.fromkeys(chosen))

    def _crews(
        self, working: CoupledWorking, row: int, span: Span, start: int, able: Sequence[_Member]
    ) -> Iterator[Place]:
        """The cheapest complete crews at a time, as if everybody stayed as long as alone; then priced as they are."""
        item = self.problem.appointments[row]
        index = self.rows.visits[row][-1]
        there = []
        for one in able:
            service = self._service(row, one.duty)
            fixed = self._at(row, one.duty, span, start, service)
            member = None if fixed is None else self._member(working, index, one.duty, fixed)
            there += [] if member is None else [member]
        crews = (crew for crew in combinations(sorted(there), item.crew) if self._complete(item, crew))
        for crew in islice(sorted(crews, key=lambda crew: sum(member.rank for member in crew)), CREWS):
            place = self._together(working, row, span, start, crew)
            if place is not None:
                yield place

    def _service(self, row: int, duty: int) -> int:
        return self.problem.duties[duty][0].service(self.problem.appointments[row].duration)

    def _at(self, row: int, duty: int, span: Span, start: int, service: int) -> Fixed | None:
        bounds = span.cut(self.bounds(row, duty, service), service)
        return Fixed(((start, start),), service, duty) if any(low <= start <= high for low, high in bounds) else None

    def _together(
        self, working: CoupledWorking, row: int, span: Span, start: int, crew: Iterable[_Member]
    ) -> Place | None:
        """A crew at the pace of its slowest member, the parts with the first who has them or can fetch them."""
        duties = [member.duty for member in crew]
        service = max(self._service(row, duty) for duty in duties)
        index, lead = self.rows.visits[row][-1], self.rows.visits[row][0]
        fixed = [self._at(row, duty, span, start, service) for duty in duties]
        if None in fixed:
            return None
        trial = [self._member(working, index, duty, one) for duty, one in zip(duties, fixed, strict=True) if one]
        members = [member for member in trial if member is not None]
        if len(members) < len(duties):
            return None
        leads = (self._leading(working, row, lead, one, Fixed(((start, start),), service, one.duty)) for one in members)
        first = next(filter(None, leads), None)
        if first is None:
            return None
        ordered = [first, *(member for member in members if member.duty != first.duty)]
        placement = Placement(start, service, tuple(member.duty for member in ordered))
        return self._place(working, row, placement, ordered)

    def _leading(self, working: CoupledWorking, row: int, lead: int, member: _Member, fixed: Fixed) -> _Member | None:
        """A member as the first, who has or fetches what is needed and, of a fact, is the one who is known."""
        item = self.problem.appointments[row]
        if item.frozen and item.pin is not None and item.pin.technician != self.problem.duties[member.duty][0].id:
            return None
        return self._member(working, lead, member.duty, fixed)

    def _place(self, working: CoupledWorking, row: int, placement: Placement, members: Sequence[_Member]) -> Place:
        """What was found with one visit of the appointment for all, with a visit for each."""
        rank = sum(member.rank for member in members) + working.joint.change(row, placement, working.placements)
        visits = self.rows.visits[row]
        routes = (
            tuple(own if index in visits else index for index in member.route)
            for own, member in zip(visits, members, strict=True)
        )
        return Place(rank, placement, tuple(routes))

    # -- what a crew needs between its members

    def _complete(self, item: Appointment, crew: Sequence[_Member]) -> bool:
        duties = [member.duty for member in crew]
        different = len({self.problem.duties[duty][0].id for duty in duties}) == len(duties)
        covered = (any(self.has(duty, *needed) for duty in duties) for needed in self.asked(item))
        return different and all(covered)

    def asked(self, item: Appointment) -> list[tuple[str, str, int]]:
        """What one member has to have: a skill at a level, a tool that anybody carries, a name it is pinned to."""
        skills = [("skill", need.name, need.level) for need in item.skills if "skill" not in item.waivers]
        carried = self.rows.carried if "tools" not in item.waivers else set[str]()
        tools = [("tools", tool, 0) for tool in item.tools if tool in carried]
        pinned = None if item.pin is None or "pin" in item.waivers else item.pin.technician
        return [*skills, *tools, *([("pin", pinned, 0)] if pinned is not None else [])]

    def has(self, duty: int, kind: str, name: str, level: int) -> bool:
        technician, shift = self.problem.duties[duty]
        if kind == "tools":
            return name in technician.tools
        if kind == "pin":
            return name == technician.id
        held = (one for one in technician.skills if one.name == name and one.holds_at(shift.start))
        return any(one.level >= level for one in held)


def _some(times: Sequence[int], most: int, random: Random | None) -> Sequence[int]:
    """Some of the times: spread evenly, or drawn."""
    if len(times) <= most:
        return times
    if random is not None:
        return sorted(random.sample(times, most))
    return [times[number * len(times) // most] for number in range(most)]
