"""The few things a dispatcher should look at in a plan, ranked, each one sentence computed from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.check.itinerary import Itinerary, Visit, itineraries
from scheduler.entities import Appointment, SkillRequirement, Technician
from scheduler.explanation import Explanation, Unscheduled
from scheduler.kpis import overtime, spoken, standings, waiting_time
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import rostered
from scheduler.solution import Plan

SHOWN = 5
#: Names in a sentence before it says how many more there are.
NAMED = 3
#: Working time over rostered time below which somebody is idle, and from which somebody is crowded.
IDLE, CROWDED = 0.25, 0.9
LONG_WAIT_MINUTES = 60
#: Times the lowest relative load that the highest one may be before rotation is called uneven.
UNEVEN = 1.5


@dataclass(frozen=True)
class Attention:
    """One thing to look at: its kind, a sentence, and the appointments and technicians it is about."""

    kind: str
    sentence: str
    appointments: tuple[str, ...] = ()
    technicians: tuple[str, ...] = ()


@dataclass(frozen=True)
class _View:
    problem: ProblemData
    policy: Policy
    plan: Plan
    explanation: Explanation

    @cached_property
    def open(self) -> list[Appointment]:
        """Appointments in no route, the most urgent first."""
        left = [item for item in self.problem.appointments if item.id not in self.plan.visits]
        return sorted(left, key=lambda item: (item.priority, item.id))

    @cached_property
    def reasons(self) -> dict[str, Unscheduled]:
        return {reason.appointment: reason for reason in self.explanation.unscheduled}

    @cached_property
    def routes(self) -> tuple[Itinerary, ...]:
        return itineraries(self.problem, self.plan)

    @cached_property
    def due_visits(self) -> list[tuple[int, Visit]]:
        """Ticks between the end of each visit and its due time, with the visit (a crew's once); the tightest first."""
        visits = {visit.stop.id: visit for itinerary in reversed(self.routes) for visit in itinerary.visits}.values()
        left = [
            (visit.appointment.due - visit.stop.end, visit) for visit in visits if visit.appointment.due is not None
        ]
        return sorted(left, key=lambda item: (item[0], item[1].stop.id))

    @cached_property
    def busy(self) -> dict[str, float]:
        """Working time over rostered time of everybody who is rostered."""
        worked = {item.id: 0 for item in self.problem.technicians if rostered(item)}
        for itinerary in self.routes:
            if itinerary.technician.id in worked:
                worked[itinerary.technician.id] += itinerary.working_time
        return {name: ticks / rostered(self.problem.technician[name]) for name, ticks in worked.items()}

    def people(self, visit: Visit) -> str:
        """Everybody who makes a visit."""
        return " and ".join(route.technician for route, _ in self.plan.visits[visit.stop.id])

    def minutes(self, ticks: int) -> str:
        return spoken(self.problem.horizon.minutes(ticks))


def attention(problem: ProblemData, policy: Policy, plan: Plan, explanation: Explanation) -> list[Attention]:
    """At most five things, in this order of kinds: nobody in any territory, urgent work without a place, missed and
    tight due times, skills and territories nobody covers, places that are unknown, overtime, idle technicians beside
    crowded ones, other unscheduled work and its cheapest way out, uneven rotation, long waiting. Kinds without a case
    are left out.
    """
    view = _View(problem, policy, plan, explanation)
    rules: tuple[Callable[[_View], Iterator[Attention]], ...] = (
        _nobody_serves,
        _urgent,
        _late,
        _skills,
        _territories,
        _tight,
        _places,
        _overtime,
        _idle,
        _other_open,
        _rotation,
        _waiting,
    )
    found = [item for rule in rules for item in rule(view)]
    return found[:SHOWN]


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _urgent(view: _View) -> Iterator[Attention]:
    if not view.open:
        return
    top = min(item.priority for item in view.problem.appointments)
    ids = [item.id for item in view.open if item.priority == top]
    if ids:
        codes = sorted({code for name in ids if name in view.reasons for code in view.reasons[name].codes})
        why = f" ({', '.join(codes)})" if codes else ""
        verb = "is" if len(ids) == 1 else "are"
        sentence = f"{_count(len(ids), 'appointment')} of the most urgent priority {top} {verb} not scheduled: "
        yield Attention("urgent_unscheduled", f"{sentence}{_names(ids)}{why}.", tuple(ids))


def _late(view: _View) -> Iterator[Attention]:
    late = [item for item in view.due_visits if item[0] < 0]
    if late:
        left, worst = late[0]
        sentence = (
            f"{_count(len(late), 'visit')} {'ends' if len(late) == 1 else 'end'} after the due time; "
            f"the worst is {worst.stop.id} with {view.people(worst)}, {view.minutes(-left)} late."
        )
        yield Attention("late", sentence, tuple(visit.stop.id for _, visit in late))


def _skills(view: _View) -> Iterator[Attention]:
    wanted: dict[SkillRequirement, list[str]] = {}
    for item in view.problem.appointments:
        for need in item.skills:
            wanted.setdefault(need, []).append(item.id)
    missing = {need: ids for need, ids in wanted.items() if not _held(view.problem.technicians, need)}
    for need, ids in sorted(missing.items(), key=lambda entry: (-len(entry[1]), entry[0].name, entry[0].level))[:1]:
        level = f" at level {need.level}" if need.level > 1 else ""
        others = f" ({_count(len(missing) - 1, 'more skill')} like it)" if len(missing) > 1 else ""
        sentence = f"Nobody on duty has the skill {need.name}{level}, which {_names(sorted(ids))} "
        verb = "needs" if len(ids) == 1 else "need"
        yield Attention("skill_nobody_has", f"{sentence}{verb}{others}.", tuple(sorted(ids)))


def _held(technicians: Iterable[Technician], need: SkillRequirement) -> bool:
    return any(
        skill.name == need.name and skill.level >= need.level and skill.holds_at(shift.start)
        for technician in technicians
        for shift in technician.shifts
        for skill in technician.skills
    )


def _serving(view: _View, technician: Technician) -> set[str]:
    return {
        place.territory
        for place in technician.memberships
        for shift in technician.shifts
        if place.holds_at(shift.start) and (view.policy.secondary or place.kind != "secondary")
    }


def _nobody_serves(view: _View) -> Iterator[Attention]:
    if view.problem.territories and view.open and not any(one.memberships for one in view.problem.technicians):
        sentence = (
            "No technician serves any territory, so nothing can be scheduled: "
            "say in the column territories of the technicians file who serves which."
        )
        yield Attention("nobody_serves", sentence)


def _territories(view: _View) -> Iterator[Attention]:
    covered = {name for technician in view.problem.technicians for name in _serving(view, technician)}
    if not covered and any(_nobody_serves(view)):
        return
    work: dict[str, list[str]] = {}
    for item in view.problem.appointments:
        if view.problem.territories and item.territory is not None and item.territory not in covered:
            work.setdefault(item.territory, []).append(item.id)
    if work:
        names = sorted(work, key=lambda name: (-len(work[name]), name))
        ids = tuple(name for territory in names for name in work[territory])
        verb = "has" if len(names) == 1 else "have"
        sentence = f"{_names(names)} {verb} {_count(len(ids), 'appointment')} but no technician on duty."
        yield Attention("territory_without_coverage", sentence, ids)


def _tight(view: _View) -> Iterator[Attention]:
    limit = view.policy.slack_minutes * view.problem.horizon.ticks_per_minute
    tight = [item for item in view.due_visits if 0 <= item[0] < limit]
    if tight:
        left, tightest = tight[0]
        sentence = (
            f"{_count(len(tight), 'visit')} {'ends' if len(tight) == 1 else 'end'} less than "
            f"{spoken(view.policy.slack_minutes)} before the due time; the tightest is {tightest.stop.id} with "
            f"{view.people(tightest)}, {view.minutes(left)} to spare."
        )
        yield Attention("tight_sla", sentence, tuple(visit.stop.id for _, visit in tight))


def _places(view: _View) -> Iterator[Attention]:
    unplaced = [
        item.id for item in view.open if item.location is None or (view.problem.territories and item.territory is None)
    ]
    if unplaced:
        verb = "has" if len(unplaced) == 1 else "have"
        sentence = f"{_count(len(unplaced), 'appointment')} {verb} no usable place or territory: {_names(unplaced)}."
        yield Attention("no_place", sentence, tuple(unplaced))


def _overtime(view: _View) -> Iterator[Attention]:
    by_technician: dict[str, int] = {}
    for itinerary in view.routes:
        if extra := overtime(itinerary):
            by_technician[itinerary.technician.id] = by_technician.get(itinerary.technician.id, 0) + extra
    if by_technician:
        worst = min(by_technician, key=lambda name: (-by_technician[name], name))
        number = len(by_technician)
        sentence = (
            f"{_count(number, 'technician')} {'works' if number == 1 else 'work'} overtime, "
            f"{view.minutes(sum(by_technician.values()))} in all; the most is {worst} with "
            f"{view.minutes(by_technician[worst])}."
        )
        yield Attention("overtime", sentence, technicians=tuple(sorted(by_technician)))


def _idle(view: _View) -> Iterator[Attention]:
    idle = sorted((share, name) for name, share in view.busy.items() if share < IDLE)
    crowded = sorted((-share, name) for name, share in view.busy.items() if share >= CROWDED)
    for share, name in idle:
        places = _serving(view, view.problem.technician[name])
        for crowd, other in crowded:
            common = sorted(places & _serving(view, view.problem.technician[other]))
            if common:
                doing = "has nothing to do" if share == 0 else f"is busy {share:.0%} of the time"
                sentence = f"{name} {doing} while {other}, also in {common[0]}, is busy {-crowd:.0%} of it."
                yield Attention("idle_beside_crowded", sentence, technicians=(name, other))
                return


def _other_open(view: _View) -> Iterator[Attention]:
    top = min((item.priority for item in view.problem.appointments), default=0)
    ids = [item.id for item in view.open if item.priority != top]
    if ids:
        ways = [way for name in ids if name in view.reasons and (way := view.reasons[name].relaxation) is not None]
        cheapest = min(ways, key=lambda way: (way.minutes, way.sentence), default=None)
        hint = f" Cheapest change: {cheapest.sentence.rstrip('.')}." if cheapest is not None else ""
        verb = "is" if len(ids) == 1 else "are"
        sentence = f"{_count(len(ids), 'less urgent appointment')} {verb} not scheduled: {_names(ids)}.{hint}"
        yield Attention("unscheduled", sentence, tuple(ids))


def _rotation(view: _View) -> Iterator[Attention]:
    rows = [row for row in standings(view.problem, view.policy, view.plan) if row.rostered]
    if len(rows) < 2:
        return
    low = min(rows, key=lambda row: (row.after, row.technician))
    high = max(rows, key=lambda row: (row.after, row.technician))
    if high.after > UNEVEN * low.after:
        sentence = (
            f"Rotation is uneven: {high.technician} carries {high.after:.0%} of their own capacity, "
            f"{low.technician} {low.after:.0%}."
        )
        yield Attention("uneven_rotation", sentence, technicians=(high.technician, low.technician))


def _waiting(view: _View) -> Iterator[Attention]:
    if not view.routes:
        return
    longest = min(view.routes, key=lambda one: (-waiting_time(one), one.technician.id, one.shift.start))
    waiting = waiting_time(longest)
    if view.problem.horizon.minutes(waiting) >= LONG_WAIT_MINUTES:
        day = view.problem.horizon.day(longest.route.departure).isoformat()
        sentence = f"{longest.technician.id} waits {view.minutes(waiting)} between visits on {day}."
        yield Attention("waiting", sentence, technicians=(longest.technician.id,))
