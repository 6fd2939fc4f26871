"""Random days small enough to try everything: ten ticks, three appointments, two duties, every feature now and then.

They come from a seed rather than from drawn parts: a day on which everything is restricted at once serves nobody and
says little, and drawn parts tend to such days.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scheduler.entities import (
    Appointment,
    Break,
    Depot,
    Interval,
    Pin,
    PublishedVisit,
    Quantity,
    Shift,
    Skill,
    Technician,
    Window,
)
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.travel import MatrixTravel, SpeedPeriod
from tests.scheduler import build

HORIZON = 10
PLACES = 3


def tiny_day(seed: int) -> ProblemData:
    """Two duties, of two technicians or of one on two days, up to three appointments and any travel matrix."""
    random = Random(seed)
    if random.random() < 0.6:
        technicians = [_technician(random, i, (_shift(random, 0, 0, HORIZON),)) for i in range(2)]
    else:
        half = HORIZON // 2 + 2
        technicians = [_technician(random, 0, (_shift(random, 0, 0, half), _shift(random, 1, half, 2 * half)))]
    legs = {(i, j): random.choice((0, 1, 1, 2, 3)) for i in range(PLACES) for j in range(PLACES) if i != j}
    appointments = [_appointment(random, index) for index in range(random.choice((1, 2, 3, 3)))]
    known = [item.id for item in appointments if random.random() < 0.3]
    published = tuple(PublishedVisit(name, random.choice(("t0", "t1")), random.randint(0, HORIZON)) for name in known)
    travel = build.matrix_travel(legs, count=4)
    return build.problem(appointments, technicians, travel=travel, published=published)


def depot_day(seed: int) -> ProblemData:
    """A tiny day with one or two depots, whose visits need what some vans lack."""
    random = Random(seed)
    day = tiny_day(random.randrange(2**31))
    depots = [_depot(random, index) for index in range(random.choice((1, 1, 2)))]
    travel = day.travel
    if isinstance(travel, MatrixTravel):
        travel = _shortest(travel)
    return day.replace(
        appointments=tuple(_needy(random, item) for item in day.appointments[: 3 - len(depots)]),
        technicians=tuple(_without_breaks(random, item) for item in day.technicians),
        depots=tuple(depots),
        travel=travel,
        published=(),
    )


def jammed_day(seed: int) -> ProblemData:
    """A tiny day on which speeds change, with two appointments at most."""
    random = Random(seed)
    day = tiny_day(random.randrange(2**31))
    starts = random.sample(range(HORIZON), random.randint(1, 3))
    periods = tuple(SpeedPeriod(start, random.choice((400, 700, 1600, 3000))) for start in starts)
    return day.replace(
        appointments=day.appointments[:2],
        technicians=tuple(_with_a_break_at_most(item) for item in day.technicians),
        travel=day.travel.replace(speed_periods=periods),
        published=(),
    )


def _with_a_break_at_most(item: Technician) -> Technician:
    return item.replace(
        shifts=tuple(shift.replace(breaks=shift.breaks[:1], end=shift.end - 1) for shift in item.shifts)
    )


def _without_breaks(random: Random, item: Technician) -> Technician:
    """Shorter shifts without breaks, which leave fewer times to try, and a van that may be empty."""
    shifts = tuple(shift.replace(breaks=(), end=shift.end - 2) for shift in item.shifts)
    return item.replace(shifts=shifts, stock=item.stock[: random.randint(0, 1)])


def _depot(random: Random, index: int) -> Depot:
    return Depot(
        f"d{index}",
        random.randrange(PLACES),
        windows=_seldom(random, (Window(1, 3),), (Window(0, 1), Window(4, 7)), otherwise=()),
        service=random.choice((0, 0, 1)),
        stock=random.choice((None, (Quantity("valve", random.randint(1, 2)),), ())),
        tools=random.choice((None, ("drill",), ())),
    )


def _needy(random: Random, item: Appointment) -> Appointment:
    parts = random.choice(((), (Quantity("valve"),), (Quantity("valve", 2),)))
    return item.replace(tools=_seldom(random, ("drill",), otherwise=()), parts=parts)


def _shortest(travel: MatrixTravel) -> MatrixTravel:
    """Travel for which going round about, as by a depot that nobody needs, never saves time."""
    ticks = travel.durations.astype(int)
    for middle in range(len(ticks)):
        ticks = np.minimum(ticks, ticks[:, middle, None] + ticks[None, middle, :])
    return MatrixTravel(ticks, ticks)


def tiny_policy(seed: int) -> Policy:
    """Some of the terms with any weights, in one to three levels."""
    random = Random(seed)
    chosen = random.sample([name for name in TERMS if name != "unserved"], random.randint(1, 4))
    weights = [(name, random.choice((1, 100, 300))) for name in chosen]
    cut = random.randint(0, len(weights))
    levels = [level for level in (tuple(weights[:cut]), tuple(weights[cut:])) if level]
    fields: dict[str, Any] = {
        "late": random.choice(("forbid", "penalise")),
        "load": random.choice(("minutes", "turns")),
        "unserved": random.choice((((1, 20),), ((1, 300), (2, 90)))),
        "slack_minutes": random.randint(0, 6),
    }
    if random.random() < 0.5:
        return Policy("strict", ((("unserved", 100),), *levels), **fields)
    return Policy("weighted", ((("unserved", 100), *levels[0]), *levels[1:]), strict=False, **fields)


def _seldom(random: Random, *values: Any, otherwise: Any = None) -> Any:
    """One of the values one time out of four."""
    return random.choice(values) if random.random() < 0.25 else otherwise


def _appointment(random: Random, index: int) -> Appointment:
    return Appointment(
        f"a{index}",
        random.choice((1, 1, 2, 2, 3, 0)),
        random.randrange(PLACES),
        windows=_windows(random, index),
        earliest_start=_seldom(random, 1, 4, 6),
        due=_seldom(random, 4, 6, 8),
        priority=random.randint(1, 2),
        parts=_seldom(random, (Quantity("valve"),), otherwise=()),
        preferred_technicians=_seldom(random, ("t1",), otherwise=()),
        load=random.randint(0, 2),
        pin=_seldom(random, Pin("t0"), Pin(start=4)),
        waivers=_seldom(random, ("window", "sla"), ("parts",), ("capacity",), ("limits",), otherwise=()),
    )


def _windows(random: Random, index: int) -> tuple[Window, ...]:
    """Any time; early for the first and late for others, so that breaks come between; or one or two at random."""
    kind = random.choice(("any", "apart", "random"))
    if kind == "apart":
        return (Window(0, 3) if index == 0 else Window(5, 8),)
    starts = [random.randint(0, HORIZON - 3) for _ in range(random.randint(1, 2))] if kind == "random" else []
    return tuple(Window(start, start + random.randint(1, 4)) for start in starts)


def _shift(random: Random, index: int, start: int, end: int) -> Shift:
    early = random.randint(start + 1, end - 4)
    rest = Break(early, early + random.randint(0, 2), random.randint(1, 2))
    more = Break(early + 2, early + 3, 1)
    return Shift(
        f"s{index}",
        start,
        end,
        soft_end=_seldom(random, start + 3, end - 2),
        breaks=random.choice(((), (rest,), (rest, more))),
        max_visits=_seldom(random, 1, 2),
        max_travel=_seldom(random, 3, 4),
        max_duration=_seldom(random, 4, 6, 8),
        start_location=_seldom(random, *range(PLACES)),
        end_location=_seldom(random, *range(PLACES)),
    )


def _technician(random: Random, index: int, shifts: tuple[Shift, ...]) -> Technician:
    away = _seldom(random, ((3, 2),), ((4, 1),), ((0, 2),), ((2, 2), (3, 2)), ((8, 3), (5, 1)), otherwise=())
    return Technician(
        f"t{index}",
        random.randrange(PLACES),
        shifts,
        skills=_seldom(random, (Skill("gas", 2),), otherwise=()),
        stock=(Quantity("valve", random.randint(1, 2)),),
        absences=tuple(Interval(start, start + length) for start, length in away),
        efficiency=_seldom(random, 1500, 500, otherwise=1000),
        cost_per_hour=random.randint(0, 2),
        cost_per_shift=random.randint(0, 1),
        capacity=_seldom(random, 1, 2, 3),
    )


def tiny_days() -> st.SearchStrategy[ProblemData]:
    """Tiny days, for property tests."""
    return st.integers(0, 2**32 - 1).map(tiny_day)


def tiny_policies() -> st.SearchStrategy[Policy]:
    """Policies with any weights, for property tests."""
    return st.integers(0, 2**32 - 1).map(tiny_policy)
