"""The cheapest change of the data with which an unscheduled appointment has a place, everything else fixed.

Each proposal names the changed technician or appointment, and is verified: with the change made and the appointment
inserted, the judge finds nothing that was not there before. What a change costs, in minutes, is a stated convention
(:data:`COSTS`), plus the working time that the insertion adds. A missing location cannot be made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduler.check import added, check
from scheduler.desk import Candidate, Desk, Request
from scheduler.eligibility import CLOCK_RULES, fits_alone, pair_codes
from scheduler.entities import Appointment, Technician, Window
from scheduler.explanation import Relaxation
from scheduler.remedies import REMEDIES
from scheduler.route import RouteValue
from scheduler.solution import Plan, Route
from scheduler.supply import missing_parts
from scheduler.wording import label, listed, minutes, moment, span
from scheduler.working import route_of

#: What a change counts in minutes: per minute for the first three, per day for the fourth, once for the others.
#: Leaving out another appointment costs what the policy says an unserved one of its priority costs.
COSTS: dict[str, float] = {
    "overtime": 1.5,
    "later_due": 2.0,
    "window": 2.0,
    "another_day": 480.0,
    "tools": 60.0,
    "parts": 60.0,
    "territory": 120.0,
    "choice": 240.0,
    "skill_level": 1200.0,
    "certificate": 2400.0,
    "skill": 2400.0,
}
MOST_OVERTIME_MINUTES = 240
MOST_DAYS = 7
#: Of those who lack one thing only, so many with the nearest home are looked at.
NEAREST = 20


@dataclass(frozen=True)
class Change:
    """A verified relaxation with the data that it changes and the routes of its technician afterwards."""

    relaxation: Relaxation
    technician: Technician
    appointment: Appointment
    routes: tuple[Route, ...]
    removed: str | None = None


@dataclass(frozen=True)
class _Proposal:
    """A change before it is verified."""

    kind: str
    cost: float
    duty: int
    value: RouteValue
    sequence: tuple[int, ...]
    position: int
    technician: Technician
    appointment: Appointment
    words: str
    removed: str | None = None


Source = Callable[["Relaxer", Request], Iterator[_Proposal]]


class Relaxer:
    """Finds relaxations on one desk; the desk with longer shifts is made once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.per_minute = desk.problem.horizon.ticks_per_minute

    def cheapest(self, name: str, *, people: bool = True) -> Change | None:
        """The cheapest verified change for an appointment that the plan does not serve, ``None`` if none was found.

        Without ``people`` no technician is given what they lack (a skill, a membership, a tool).
        """
        request = self.desk.request(name)
        if self.desk.problem.appointments[request.index].location is None:
            return None
        proposals: list[_Proposal] = []
        for least, source in _SOURCES:
            if source is Relaxer.what_is_missing and not people:
                continue
            best = min((proposal.cost for proposal in proposals), default=None)
            if best is not None and least >= best:
                break
            proposals += source(self, request)
        for proposal in sorted(proposals, key=lambda one: (one.cost, one.kind, one.duty, one.position)):
            change = self._verified(request, proposal)
            if change is not None:
                return change
        return None

    # -- what could be changed

    def overtime(self, request: Request) -> Iterator[_Proposal]:
        """A later end of the shift, by four hours at most."""
        late = self._late
        item = self.desk.problem.appointments[request.index]
        late_request = late.request(item.id)
        for duty in late.eligibility.duties(request.index):
            technician, shift = self.desk.problem.duties[duty]
            for offer in late.offers(late_request, duty):
                extra = max(0, offer.value.table.arrival - shift.end)
                longer = shift.replace(end=shift.end + extra)
                words = (
                    f"{minutes(self.desk.problem, extra)} of overtime for {label(technician)}: the shift ends "
                    f"{moment(self.desk.problem, longer.end)} instead of {moment(self.desk.problem, shift.end)}"
                )
                cost = COSTS["overtime"] * extra / self.per_minute
                if extra:
                    changed = _with_shift(technician, shift.id, longer)
                    yield self._proposal("overtime", cost, late_request, offer, changed, item, words)

    def later_due(self, request: Request) -> Iterator[_Proposal]:
        """A later due time."""
        item = self.desk.problem.appointments[request.index]
        if item.due is None or self.desk.policy.late != "forbid":
            return
        for duty, offer, open_request in self._offers_for(item.replace(due=None)):
            end = offer.value.table.starts[offer.position] + self.desk.evaluator.node(request.index, duty).service
            cost = COSTS["later_due"] * (end - item.due) / self.per_minute
            problem = self.desk.problem
            words = f"a due time of {moment(problem, end)} instead of {moment(problem, item.due)}"
            if end > item.due:
                technician = problem.duties[duty][0]
                changed = item.replace(due=end)
                yield self._proposal("later_due", cost, open_request, offer, technician, changed, words)

    def other_window(self, request: Request) -> Iterator[_Proposal]:
        """A start outside the windows."""
        item = self.desk.problem.appointments[request.index]
        if not item.windows and item.earliest_start is None:
            return
        problem = self.desk.problem
        for duty, offer, open_request in self._offers_for(item.replace(windows=(), earliest_start=None)):
            start = offer.value.table.starts[offer.position]
            away = _distance(item, start)
            agreed = " or ".join(span(problem, window.earliest, window.latest) for window in item.windows)
            instead = agreed or f"not before {moment(problem, item.earliest_start or 0)}"
            words = f"a start at {moment(problem, start)} instead of {instead}"
            earliest = None if item.earliest_start is None else min(start, item.earliest_start)
            windows = (*item.windows, Window(start, start)) if item.windows else ()
            changed = item.replace(windows=windows, earliest_start=earliest)
            cost = COSTS["window"] * away / self.per_minute
            if away:
                yield self._proposal("window", cost, open_request, offer, problem.duties[duty][0], changed, words)

    def another_day(self, request: Request) -> Iterator[_Proposal]:
        """Windows, earliest start and due time later by whole days of 24 hours."""
        item, problem = self.desk.problem.appointments[request.index], self.desk.problem
        if not item.windows and item.earliest_start is None and item.due is None:
            return
        for days in range(1, min(problem.horizon.days, MOST_DAYS + 1)):
            changed = _later(item, days * 24 * 60 * self.per_minute)
            found = False
            for duty, offer, open_request in self._offers_for(changed):
                found = True
                start = offer.value.table.starts[offer.position]
                moved = "one day" if days == 1 else f"{days} days"
                words = f"its windows and due time {moved} later: a start at {moment(problem, start)}"
                cost = COSTS["another_day"] * days
                technician = problem.duties[duty][0]
                yield self._proposal("another_day", cost, open_request, offer, technician, changed, words)
            if found:
                return

    def what_is_missing(self, request: Request) -> Iterator[_Proposal]:
        """One thing that a technician lacks: a tool, a membership, a level, a skill, a certificate, a permission."""
        desk, item = self.desk, self.desk.problem.appointments[request.index]
        for duty in self._lacking_one_thing(item):
            technician, shift = desk.problem.duties[duty]
            ((rule, code),) = pair_codes(desk.problem, desk.policy, item, technician, shift).items()
            remedy = REMEDIES.get(rule)
            free = frozenset(CLOCK_RULES) - {rule}
            if remedy is None or not fits_alone(desk.problem, desk.policy, item, technician, shift, free):
                continue
            changed, other, words = remedy(item, technician)
            kind = "skill_level" if code == "SKILL_LEVEL" else rule
            room = desk.with_appointment(item.replace(tools=())) if rule == "tools" else desk
            there = room.request(item.id)
            for offer in room.offers(there, duty):
                yield self._proposal(kind, COSTS[kind], there, offer, changed, other, words)

    def more_parts(self, request: Request) -> Iterator[_Proposal]:
        """Parts that a van lacks, beside those for the visits already there."""
        items, owners = self.desk.problem.appointments, self.desk.evaluator.technician_of
        item = items[request.index]
        for duty, offer, without_parts in self._offers_for(item.replace(parts=())) if item.parts else ():
            technician = self.desk.problem.duties[duty][0]
            own = [other for other, owner in enumerate(owners) if owner == owners[duty]]
            visits = [items[visit] for other in own for visit in without_parts.working.visits(other)]
            missing = missing_parts(technician, [*visits, item])
            if missing:
                more = listed(f"{one.quantity} {one.part}" for one in missing)
                words = f"{more} more on board of {label(technician)}"
                changed = technician.replace(stock=(*technician.stock, *missing))
                yield self._proposal("parts", COSTS["parts"], without_parts, offer, changed, item, words)

    def _lacking_one_thing(self, item: Appointment) -> list[int]:
        """Duties against which one rule without a clock speaks, those with the nearest home first."""
        problem, policy = self.desk.problem, self.desk.policy
        lacking = [
            duty
            for duty, (technician, shift) in enumerate(problem.duties)
            if len(pair_codes(problem, policy, item, technician, shift)) == 1
        ]
        place, ticks = item.location or 0, problem.legs.ticks
        lacking.sort(key=lambda duty: (ticks(self.desk.evaluator.clocks[duty].origin, place), duty))
        return lacking[:NEAREST]

    def without_another(self, request: Request) -> Iterator[_Proposal]:
        """Another visit left out."""
        desk = self.desk
        item = desk.problem.appointments[request.index]
        for duty in desk.eligibility.duties(request.index):
            technician, _ = desk.problem.duties[duty]
            for other in desk.working.visits(duty):
                removed = desk.problem.appointments[other]
                room = desk.working.copy()
                if (
                    removed.frozen
                    or desk.blocked_by(request, duty) is not None
                    or not room.reduce(duty, tuple(row for row in desk.working.sequences[duty] if row != other))
                ):
                    continue
                cost = float(desk.policy.unserved_minutes(removed.priority))
                words = f"{removed.id} (priority {removed.priority}) left out with {label(technician)}"
                for sequence, value in room.insertions(request.index, duty):
                    offer = Candidate(0, duty, sequence.index(request.index), value, sequence)
                    without = Request(request.index, room)
                    yield self._proposal("without_another", cost, without, offer, technician, item, words, removed.id)

    # -- the way there

    def _offers_for(self, changed: Appointment) -> Iterator[tuple[int, Candidate, Request]]:
        """Every place that the appointment would have with other data."""
        desk = self.desk.with_appointment(changed)
        request = desk.request(changed.id)
        for duty in desk.eligibility.duties(request.index):
            for offer in desk.offers(request, duty):
                yield duty, offer, request

    @cached_property
    def _late(self) -> Desk:
        """The desk with every shift longer, as far as the next shift of the technician allows."""
        problem, most = self.desk.problem, MOST_OVERTIME_MINUTES * self.per_minute
        technicians = []
        for technician in problem.technicians:
            shifts = []
            for shift in technician.shifts:
                later = [other.start for other in technician.shifts if other.start >= shift.end]
                shifts.append(shift.replace(end=min([shift.end + most, *later])))
            technicians.append(technician.replace(shifts=tuple(shifts)))
        longer = problem.replace(technicians=tuple(technicians))
        return Desk(longer, self.desk.policy, self.desk.plan, self.desk.basis)

    def _proposal(
        self,
        kind: str,
        cost: float,
        request: Request,
        offer: Candidate,
        technician: Technician,
        appointment: Appointment,
        words: str,
        removed: str | None = None,
    ) -> _Proposal:
        present = request.working.values[offer.duty]
        longer = offer.value.working - (present.working if present else 0)
        cost += max(0, longer) / self.per_minute
        place = (offer.duty, offer.value, offer.sequence, offer.position)
        return _Proposal(kind, cost, *place, technician, appointment, words, removed)

    def _verified(self, request: Request, proposal: _Proposal) -> Change | None:
        """The change, if the judge lets it pass. Only the technician's own routes change, so only they are judged."""
        desk = self.desk
        route = route_of(desk.evaluator, proposal.duty, proposal.sequence, proposal.value.table)
        mine = [duty for duty, (technician, _) in enumerate(desk.problem.duties) if technician.id == route.technician]
        routes = tuple(
            kept for duty in mine if (kept := route if duty == proposal.duty else desk.routes[duty]) is not None
        )
        names = {stop.id for duty in mine if (kept := desk.routes[duty]) for stop in kept.visits}
        others = [desk.problem.appointment[name] for name in sorted(names & desk.problem.appointment.keys())]
        changed = desk.problem.replace(
            appointments=(*others, proposal.appointment), technicians=(proposal.technician,), ledger=(), published=()
        )
        before = Plan(tuple(kept for duty in mine if (kept := desk.routes[duty]) is not None))
        known = set(check(desk.problem, desk.policy, before))
        found = added(check(changed, desk.policy, Plan(routes)))
        if any(violation not in known for violation in found):
            return None
        return self._change(proposal, routes)

    def _change(self, proposal: _Proposal, routes: tuple[Route, ...]) -> Change:
        start = proposal.value.table.starts[proposal.position]
        when = moment(self.desk.problem, start)
        sentence = f"With {proposal.words}, {proposal.appointment.id} fits with {label(proposal.technician)} at {when}."
        relaxation = Relaxation(proposal.kind, sentence, proposal.technician.id, start, round(proposal.cost, 1))
        return Change(relaxation, proposal.technician, proposal.appointment, routes, proposal.removed)


def _with_shift(technician: Technician, name: str, changed: object) -> Technician:
    shifts = tuple(changed if shift.id == name else shift for shift in technician.shifts)
    return technician.replace(shifts=shifts)


def _distance(item: Appointment, start: int) -> int:
    """Ticks between a start and the nearest one that was agreed."""
    early = 0 if item.earliest_start is None else max(0, item.earliest_start - start)
    outside = [max(0, window.earliest - start, start - window.latest) for window in item.windows]
    return max(early, min(outside, default=0))


def _later(item: Appointment, ticks: int) -> Appointment:
    return item.replace(
        windows=tuple(Window(window.earliest + ticks, window.latest + ticks) for window in item.windows),
        earliest_start=None if item.earliest_start is None else item.earliest_start + ticks,
        due=None if item.due is None else item.due + ticks,
    )


#: What is tried, with the least that it can cost, the cheapest first.
_SOURCES: tuple[tuple[float, Source], ...] = (
    (0.0, Relaxer.overtime),
    (0.0, Relaxer.later_due),
    (0.0, Relaxer.other_window),
    (COSTS["tools"], Relaxer.what_is_missing),
    (COSTS["parts"], Relaxer.more_parts),
    (COSTS["another_day"], Relaxer.another_day),
    (1.0, Relaxer.without_another),
)
