"""Who serves which territory of a problem on a day, and which skills nobody there has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.problem import ProblemData
from territories import Coverage, TerritoryMap, coverage
from territories.coverage import Membership, MembershipKind, SkillRequirement, TechnicianSkill


def planned_days(problem: ProblemData) -> Iterator[date]:
    """The local calendar days of a problem."""
    return (problem.horizon.first_day + timedelta(days=number) for number in range(problem.horizon.days))


def covered(problem: ProblemData, borders: TerritoryMap, on: date) -> Coverage:
    """Coverage on a day: memberships and skills of the technicians, needs of the appointments of each territory."""
    clock = problem.horizon

    def day(tick: int | None) -> date | None:
        return None if tick is None else clock.day(tick)

    members = [
        Membership(one.id, held.territory, MembershipKind(held.kind), day(held.start), day(held.end))
        for one in problem.technicians
        for held in one.memberships
    ]
    skills = [
        TechnicianSkill(one.id, held.name, held.level, day(held.start), day(held.end))
        for one in problem.technicians
        for held in one.skills
    ]
    return coverage(borders, members, skills, needs(problem), on)


def needs(problem: ProblemData) -> list[SkillRequirement]:
    """The skills that the appointments of each territory need, each level by itself, in order."""
    found = {
        SkillRequirement(need.name, need.level, item.territory)
        for item in problem.appointments
        for need in item.skills
        if item.territory is not None
    }
    return sorted(found, key=lambda need: (need.territory or "", need.skill, need.level))
