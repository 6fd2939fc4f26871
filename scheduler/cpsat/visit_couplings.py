"""What joins several visits in the model over visits: crews, the order of appointments, groups served whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ortools.sat.python.cp_model import IntVar, LinearExpr

from scheduler.cpsat.visit_variables import DutyVariables, VisitModel, total
from scheduler.entities import Appointment


def crew(visits: VisitModel) -> None:
    """A crew holds between its members what is needed, and the slowest sets the pace. Starts are the same anyway."""
    for name in visits.unserved:
        item = visits.problem.appointments[name]
        if item.crew > 1:
            _one_shift_each(visits, name)
            for able in _requirements(visits, name, item):
                visits.model.add(total(able) >= visits.served(name))
            _pace(visits, name)
            _due(visits, name)


def _one_shift_each(visits: VisitModel, name: int) -> None:
    shifts: dict[str, list[IntVar]] = defaultdict(list)
    for duty in _able(visits, name):
        shifts[duty.technician.id].append(duty.present[name])
    for present in shifts.values():
        visits.model.add_at_most_one(present)


def _able(visits: VisitModel, name: int) -> list[DutyVariables]:
    return [duty for duty in visits.duties if name in duty.present]


def _requirements(visits: VisitModel, name: int, item: Appointment) -> Iterator[list[IntVar]]:
    """For each skill and pin, the members that have it; what is on board is a matter of supply."""
    able = _able(visits, name)
    for need in item.skills if "skill" not in item.waivers else ():
        yield [duty.present[name] for duty in able if _level(duty, need.name) >= need.level]
    pinned = None if item.pin is None or "pin" in item.waivers else item.pin.technician
    if pinned is not None:
        yield [duty.present[name] for duty in able if duty.technician.id == pinned]


def _level(duty: DutyVariables, skill: str) -> int:
    """The level of a skill at the start of the shift, 0 without it."""
    held = (one for one in duty.technician.skills if one.name == skill and one.holds_at(duty.shift.start))
    return max((one.level for one in held), default=0)


def _pace(visits: VisitModel, name: int) -> None:
    """Where it depends on who goes, the visit takes as long as the slowest of them needs."""
    able = [duty for duty in _able(visits, name) if duty.varies(name)]
    if not able:
        return
    slowest = [visits.model.new_bool_var(f"slowest {name} {duty.index}") for duty in able]
    visits.model.add_exactly_one([visits.unserved[name], *slowest])
    for duty, chosen in zip(able, slowest, strict=True):
        length, own = duty.length[name], duty.service[name]
        visits.model.add_implication(chosen, duty.present[name])
        visits.model.add(length == own).only_enforce_if(chosen)
        visits.model.add(length >= own).only_enforce_if(duty.present[name])
    shortest = min(duty.service[name] for duty in able)
    visits.model.add(able[0].length[name] == shortest).only_enforce_if(visits.unserved[name])


def _due(visits: VisitModel, name: int) -> None:
    """Domains of starts know only the pace of each member; the crew as a whole ends by the due time."""
    due = visits.problem.appointments[name].due
    for duty in _able(visits, name) if due is not None and visits.policy.late == "forbid" else ():
        if not duty.pairs[name].exempt("sla"):
            ended = visits.start[name] + duty.length[name] <= due
            visits.model.add(ended).only_enforce_if(duty.present[name])


def precedence(visits: VisitModel) -> None:
    """What comes before is served and over. Facts do not wait: what is not a fact keeps out of their way."""
    rows = {item.id: name for name, item in enumerate(visits.problem.appointments)}
    for name in visits.unserved:
        item, start = visits.problem.appointments[name], visits.start[name]
        for link in item.follows:
            before = rows[link.appointment]
            earlier = visits.problem.appointments[before]
            if item.frozen and (earlier.frozen or before not in visits.start):
                continue
            unserved = visits.unserved.get(before, 1)
            if not item.frozen:
                visits.model.add_implication(unserved, visits.unserved[name])
            if before in visits.start:
                both = (~visits.unserved[name], ~visits.unserved[before])
                visits.model.add(start >= _end(visits, before) + link.min_delay).only_enforce_if(both)


def _end(visits: VisitModel, name: int) -> LinearExpr:
    """When a served appointment ends."""
    able = _able(visits, name)
    if visits.problem.appointments[name].crew > 1:
        return visits.start[name] + able[0].length[name]
    return visits.start[name] + total(duty.service[name] * duty.present[name] for duty in able)


def all_or_none(visits: VisitModel) -> None:
    """Of a group that is served in part all is served, unless only facts are."""
    groups: dict[str, list[int]] = defaultdict(list)
    for name, item in enumerate(visits.problem.appointments):
        if item.group is not None:
            groups[item.group].append(name)
    for names in groups.values():
        for name in names:
            if name in visits.start and not visits.problem.appointments[name].frozen:
                for other in names:
                    visits.model.add_implication(visits.unserved.get(other, 1), visits.unserved[name])
