"""Tiny random days with crews, follow-ups and groups."""

from __future__ import annotations

from random import Random

from scheduler.entities import Appointment, Predecessor
from scheduler.problem import ProblemData
from tests.scheduler.tiny_days import depot_day, jammed_day, tiny_day


def coupled_day(seed: int) -> ProblemData:
    """A tiny day of which some appointments want two technicians, follow one another or belong together."""
    return _coupled(tiny_day(seed), Random(seed))


def coupled_depot_day(seed: int) -> ProblemData:
    """The same, smaller, with a depot from which a crew may fetch what it needs."""
    day = depot_day(seed)
    return _coupled(day.replace(appointments=day.appointments[:2], depots=day.depots[:1]), Random(seed))


def coupled_jammed_day(seed: int) -> ProblemData:
    """The same on a day on which speeds change."""
    return _coupled(jammed_day(seed), Random(seed))


def _coupled(day: ProblemData, random: Random) -> ProblemData:
    items: list[Appointment] = []
    for item in day.appointments:
        crew = 2 if random.random() < 0.5 else 1
        group = "g" if random.random() < 0.3 else None
        links = [Predecessor(before.id, random.randint(0, 2)) for before in items if random.random() < 0.35]
        items.append(item.replace(crew_size=crew, all_or_none=group, predecessors=tuple(links)))
    random.shuffle(items)
    return day.replace(appointments=tuple(items))
