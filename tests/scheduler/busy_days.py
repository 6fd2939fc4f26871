"""Random days on which most things can be done, and every feature is used: a seed gives a day, a policy, or both."""

from __future__ import annotations

from random import Random
from typing import Any

from scheduler.entities import (
    Appointment,
    Break,
    Depot,
    Interval,
    LedgerEntry,
    Membership,
    Pin,
    PublishedVisit,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Window,
)
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from tests.scheduler import build

PLACES = 7
WAIVABLE = ("territory", "skill", "pin", "window", "sla", "parts", "capacity", "limits", "tools")


def _perhaps(random: Random, share: float, made: Any, otherwise: Any = None) -> Any:
    return made if random.random() < share else otherwise


def _appointment(random: Random, index: int, days: int, minute: int, names: list[str]) -> Appointment:
    day = random.randrange(days) * 1440 * minute
    openings = sorted(random.randrange(400, 900) for _ in range(random.choice((0, 0, 1, 1, 2, 3))))
    windows = tuple(
        Window(day + opening * minute, day + (opening + random.randrange(0, 240)) * minute) for opening in openings
    )
    pin = random.choice(
        (
            Pin(technician=random.choice(names)),
            Pin(start=day + random.randrange(500, 900) * minute),
            Pin(random.choice(names), day + random.randrange(500, 900) * minute, frozen=random.random() < 0.6),
        )
    )
    return build.appointment(
        f"a{index}",
        random.choice((0, 1, 20, 45, 90)) * minute,
        random.randrange(1, PLACES),
        territory=random.choice(("north", "north", "south")),
        windows=windows,
        earliest_start=_perhaps(random, 0.2, day + random.randrange(400, 800) * minute),
        due=_perhaps(random, 0.3, day + random.randrange(700, 1000) * minute),
        priority=random.choice((1, 2, 2, 3, 7)),
        skills=_perhaps(random, 0.3, (SkillRequirement("gas", random.choice((1, 2))),), ()),
        tools=_perhaps(random, 0.1, ("drill",), ()),
        parts=_perhaps(random, 0.3, (Quantity("valve", random.choice((1, 2))), Quantity("valve")), ()),
        preferred_technicians=_perhaps(random, 0.3, (random.choice(names),), ()),
        excluded_technicians=_perhaps(random, 0.1, (random.choice(names),), ()),
        pin=_perhaps(random, 0.15, pin),
        load=random.choice((0, 1, 3)),
        waivers=_perhaps(random, 0.2, (random.choice(WAIVABLE),), ()),
    )


def _shift(random: Random, day: int, minute: int) -> Shift:
    start = (day * 1440 + random.choice((420, 480))) * minute
    rests = tuple(
        Break(start + at * minute, start + (at + random.randrange(0, 90)) * minute, random.choice((15, 30)) * minute)
        for at in random.sample((0, 60, 200, 230, 400), random.choice((0, 0, 1, 1, 2)))
    )
    return build.shift(
        start,
        start + random.choice((360, 480)) * minute,
        f"day{day}",
        soft_end=_perhaps(random, 0.5, start + random.choice((-10, 200, 400)) * minute),
        breaks=rests,
        start_location=_perhaps(random, 0.2, random.randrange(PLACES)),
        end_location=_perhaps(random, 0.2, random.randrange(PLACES)),
        max_visits=_perhaps(random, 0.2, random.choice((2, 3))),
        max_travel=_perhaps(random, 0.2, random.choice((60, 120)) * minute),
        max_duration=_perhaps(random, 0.2, random.choice((240, 300)) * minute),
    )


def _technician(random: Random, name: str, days: int, minute: int) -> Technician:
    away = tuple(
        Interval(start * minute, (start + random.choice((0, 30, 60))) * minute)
        for start in random.sample(range(430, 900), random.choice((0, 0, 1, 2)))
    )
    return build.technician(
        name,
        *(_shift(random, day, minute) for day in range(days)),
        home=random.randrange(PLACES),
        end=_perhaps(random, 0.2, random.randrange(PLACES)),
        memberships=(
            Membership("north", random.choice(("primary", "relocated"))),
            Membership("south", random.choice(("primary", "secondary")), end=_perhaps(random, 0.2, 1440 * minute)),
        ),
        skills=random.choice(((), (Skill("gas", 2),), (Skill("gas", 1), Skill("gas", 3, end=1000 * minute)))),
        tools=_perhaps(random, 0.7, ("drill",), ()),
        stock=random.choice(((), (Quantity("valve", 2), Quantity("valve", 2)), (Quantity("valve", 6),))),
        absences=away,
        efficiency=random.choice((700, 1000, 1000, 1300)),
        cost_per_hour=random.randrange(0, 50),
        cost_per_shift=random.randrange(0, 50),
        capacity=_perhaps(random, 0.4, random.choice((2, 4, 8))),
    )


def busy_day(seed: int, most: int = 8, people: int = 3) -> ProblemData:
    """Up to ``most`` appointments and ``people`` technicians on one or two days; travel by any matrix."""
    random = Random(seed)
    days, minute = random.choice((1, 1, 2)), random.choice((1, 1, 60))
    names = [f"t{index}" for index in range(random.randint(1, people))]
    items = [_appointment(random, index, days, minute, names) for index in range(random.randint(1, most))]
    legs = {(i, j): random.randrange(0, 45) * minute for i in range(PLACES) for j in range(PLACES) if i != j}
    metres = {pair: random.randrange(0, 40_000) for pair in legs}
    known = [item.id for item in items if random.random() < 0.3]
    return build.problem(
        items,
        [_technician(random, name, days, minute) for name in names],
        legs,
        territories=("north", "south"),
        horizon=build.day(days, minute),
        travel=build.matrix_travel(legs, metres, count=PLACES),
        ledger=tuple(
            LedgerEntry(name, load=random.randrange(900) * minute, turns=random.randrange(5000), capacity=480 * minute)
            for name in names
            if random.random() < 0.5
        ),
        published=tuple(
            PublishedVisit(name, random.choice(names), random.randrange(480, 900) * minute) for name in known
        ),
    )


def any_policy(seed: int) -> Policy:
    """Any weights for all terms, in one to three levels."""
    random = Random(seed)
    terms = [(name, random.choice((0, 1, 25, 100, 700))) for name in TERMS if name != "unserved"]
    random.shuffle(terms)
    cut = random.randrange(1, len(terms))
    fields: dict[str, Any] = {
        "late": random.choice(("forbid", "penalise")),
        "secondary": random.random() < 0.5,
        "load": random.choice(("minutes", "turns")),
        "unserved": random.choice((((1, 12_000), (2, 6_000), (3, 3_000)), ((1, 90), (5, 40)))),
        "slack_minutes": random.choice((0, 30, 90)),
    }
    if random.random() < 0.5:
        return Policy("strict", ((("unserved", 100),), tuple(terms[:cut]), tuple(terms[cut:])), **fields)
    return Policy("weighted", ((("unserved", 100), *terms),), strict=False, **fields)


def with_depots(data: ProblemData, random: Random) -> ProblemData:
    """A busy day with one or two depots, the first of which may have too few of a part."""
    counted = (Quantity("valve", random.randint(1, 6)),)
    stores = (
        Depot("store", 1, (Window(0, 600), Window(700, 3000)), 5, random.choice((None, counted)), ("drill",)),
        Depot("other", 3, (), 0, (), None),
    )
    return data.replace(depots=stores[: random.randint(1, 2)])
