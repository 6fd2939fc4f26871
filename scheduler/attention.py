"""The few things a dispatcher should look at in a plan, ranked, each one sentence computed from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.entities import Appointment, SkillRequirement, Technician
from scheduler.explanation import Explanation, Unscheduled
from scheduler.kpis import RouteFigures, route_figures, spoken, standings
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.rotation import rostered
from scheduler.solution import Plan, Route, Stop

SHOWN = 5
NAMED = 3
IDLE = 0.25
CROWDED = 0.9


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
    def figures(self) -> list[tuple[Route, RouteFigures]]:
        return [(route, route_figures(self.problem, route)) for route in self.plan.routes]

    @cached_property
    def due_visits(self) -> list[tuple[int, Route, Stop]]:
        """Ticks between the end of each visit and its due time, with the visit; the tightest first."""
        left = []
        for route, stop in self.plan.each_visit():
            due = self.problem.appointment[stop.id].due
            if due is not None:
                left.append((due - stop.end, route, stop))
        return sorted(left, key=lambda item: (item[0], item[2].id))

    @cached_property
    def busy(self) -> dict[str, float]:
        """Working time over rostered time of everybody who is rostered."""
        worked = {item.id: 0 for item in self.problem.technicians if rostered(item)}
        for route, figure in self.figures:
            if route.technician in worked:
                worked[route.technician] += figure.working
        return {name: ticks / rostered(self.problem.technician[name]) for name, ticks in worked.items()}

    def minutes(self, ticks: int) -> str:
        return spoken(self.problem.horizon.minutes(ticks))


def attention(problem: ProblemData, policy: Policy, plan: Plan, explanation: Explanation) -> list[Attention]:
    """At most five things, in this order of kinds: urgent work without a place, missed and tight due times, skills and
    territories nobody covers, places that are unknown, overtime, idle technicians beside crowded ones, other
    unscheduled work and its cheapest way out, uneven rotation, long waiting. Kinds without a case are left out.
    """
    view = _View(problem, policy, plan, explanation)
    rules: tuple[Callable[[_View], Iterator[Attention]], ...] = (
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
        left, route, stop = late[0]
        sentence = (
            f"{_count(len(late), 'visit')} {'ends' if len(late) == 1 else 'end'} after the due time; "
            f"the worst is {stop.id} with {route.technician}, {view.minutes(-left)} late."
        )
        yield Attention("late", sentence, tuple(stop.id for _, _, stop in late))


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


def _territories(view: _View) -> Iterator[Attention]:
    covered = {name for technician in view.problem.technicians for name in _serving(view, technician)}
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
        left, route, stop = tight[0]
        sentence = (
            f"{_count(len(tight), 'visit')} {'ends' if len(tight) == 1 else 'end'} less than "
            f"{spoken(view.policy.slack_minutes)} before the due time; the tightest is {stop.id} with "
            f"{route.technician}, {view.minutes(left)} to spare."
        )
        yield Attention("tight_sla", sentence, tuple(stop.id for _, _, stop in tight))


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
    for route, figure in view.figures:
        if figure.overtime:
            by_technician[route.technician] = by_technician.get(route.technician, 0) + figure.overtime
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
    if high.after > 1.5 * low.after:
        sentence = (
            f"Rotation is uneven: {high.technician} carries {high.after:.0%} of the own capacity, "
            f"{low.technician} {low.after:.0%}."
        )
        yield Attention("uneven_rotation", sentence, technicians=(high.technician, low.technician))


def _waiting(view: _View) -> Iterator[Attention]:
    if not view.figures:
        return
    route, figure = min(view.figures, key=lambda entry: (-entry[1].waiting, entry[0].technician, entry[0].shift))
    if view.problem.horizon.minutes(figure.waiting) >= 60:
        day = view.problem.horizon.day(route.departure).isoformat()
        sentence = f"{route.technician} waits {view.minutes(figure.waiting)} between visits on {day}."
        yield Attention("waiting", sentence, technicians=(route.technician,))
