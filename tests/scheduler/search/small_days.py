"""Days of a dozen appointments with every feature that the kernel decides, from a seed."""

from __future__ import annotations

from random import Random

from scheduler.eligibility import Eligibility
from scheduler.entities import (
    Appointment,
    Break,
    Depot,
    Interval,
    LedgerEntry,
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
from scheduler.route import Evaluator
from scheduler.search.chains import KernelSearch
from scheduler.search.encode import encode
from scheduler.search.kernel.arrays import Encoded
from scheduler.search.kernel.bundle import bundled
from scheduler.working import Working
from tests.scheduler import build

PLACES = 8


def start(problem: ProblemData, policy: Policy) -> Working:
    """Nothing served yet."""
    return Working(Evaluator(problem, policy), Eligibility(problem, policy))


def encoded(working: Working) -> Encoded:
    """The day as the kernel sees it."""
    return bundled(encode(working))


def kernel(working: Working, chains: int = 1) -> KernelSearch:
    """The compiled search of a day."""
    return KernelSearch(working, chains)


def small_day(seed: int, count: int = 12, crew: int = 3) -> ProblemData:
    """A day of ``count`` appointments for ``crew`` technicians, the first of whom has two shifts.

    Every third has depots that have everything.
    """
    random, depots = Random(seed), [] if seed % 3 else _depots(seed)
    legs = {(i, j): random.randint(2, 30) for i in range(PLACES) for j in range(PLACES) if i != j}
    technicians = [_technician(random, index) for index in range(crew)]
    appointments = [_appointment(random, index, crew) for index in range(count)]
    ledger = [LedgerEntry(one.id, load=random.randint(0, 900), capacity=600) for one in technicians]
    known = [item.id for item in appointments if random.random() < 0.3]
    published = [PublishedVisit(name, f"t{random.randrange(crew)}", random.randint(480, 900)) for name in known]
    travel = build.matrix_travel(legs, count=PLACES)
    return build.problem(
        appointments,
        technicians,
        travel=travel,
        locations=build.locations(PLACES),
        ledger=tuple(ledger),
        depots=tuple(depots),
        published=tuple(published),
    )


def any_policy(seed: int) -> Policy:
    """Most terms with any weights, in one to three levels."""
    random = Random(seed)
    names = [name for name in TERMS if name != "unserved"]
    random.shuffle(names)
    weights = [(name, random.choice((10, 100, 250))) for name in names[: random.randint(2, len(names))]]
    cut = random.randint(0, len(weights))
    levels = [level for level in (tuple(weights[:cut]), tuple(weights[cut:])) if level]
    late = random.choice(("forbid", "penalise"))
    load = random.choice(("minutes", "turns"))
    if random.random() < 0.5:
        return Policy("strict", ((("unserved", 100),), *levels), late=late, load=load)  # type: ignore[arg-type]
    mixed = ((("unserved", 100), *levels[0]), *levels[1:])
    return Policy("weighted", mixed, late=late, load=load, strict=False)  # type: ignore[arg-type]


def _appointment(random: Random, index: int, crew: int) -> Appointment:
    opens = sorted(random.sample(range(480, 900, 15), 4))
    windows = random.choice(((), ((opens[0], opens[1]),), ((opens[0], opens[1]), (opens[2], opens[3]))))
    pinned = random.choice((False, False, False, False, False, True))
    return Appointment(
        f"a{index}",
        random.choice((0, 15, 30, 60)),
        random.randrange(PLACES),
        windows=tuple(Window(*bounds) for bounds in windows),
        due=random.choice((None, None, 800, 950)),
        priority=random.randint(1, 3),
        skills=random.choice(((), (), (SkillRequirement("gas"),))),
        parts=random.choice(((), (), (Quantity("valve"),))),
        tools=random.choice(((), (), (), ("lift",))),
        preferred_technicians=random.choice(((), ("t1",))),
        excluded_technicians=random.choice(((), (), (f"t{random.randrange(crew)}",))),
        load=random.randint(0, 2),
        waivers=random.choice(((), (), (), ("limits",), ("parts",), ("capacity",), ("tools",))),
        pin=Pin(f"t{random.randrange(crew)}", random.randrange(480, 900), frozen=True) if pinned else None,
    )


def _depots(seed: int) -> list[Depot]:
    """One or two, some with hours of opening."""
    random, hours = Random(seed), (Window(480, 620), Window(660, 900))
    chosen: list[tuple[Window, ...]] = [random.choice(((), (), hours)) for _ in range(random.randint(1, 2))]
    return [Depot(f"depot{n}", random.randrange(PLACES), windows, 5 * n) for n, windows in enumerate(chosen)]


def _technician(random: Random, index: int) -> Technician:
    lunch, tea = Break(680, 760, 30), Break(850, 880, 10)
    breaks = random.choice(((), (lunch,), (lunch,), (lunch, tea)))
    limits = {
        "soft_end": random.choice((None, 780)),
        "max_visits": random.choice((None, None, 3)),
        "max_travel": random.choice((None, None, 90)),
        "max_duration": random.choice((None, None, 240)),
    }
    shifts = [Shift("day", 480, random.choice((800, 960)), breaks=breaks, **limits)]
    if index == 0:
        shifts.append(Shift("late", 1000, 1200, start_location=random.randrange(PLACES)))
    away = random.choice(((), (), (Interval(600, 640),), (Interval(560, 580), Interval(700, 720))))
    return Technician(
        f"t{index}",
        random.randrange(PLACES),
        tuple(shifts),
        end=random.choice((None, random.randrange(PLACES))),
        skills=random.choice(((), (Skill("gas", 2),), (Skill("gas"), Skill("ice")))),
        stock=(Quantity("valve", random.randint(1, 3)),),
        tools=random.choice(((), ("lift",))),
        absences=away,
        efficiency=random.choice((1000, 1000, 800, 1300)),
        cost_per_hour=random.randint(0, 2),
        cost_per_shift=random.randint(0, 3),
        capacity=random.choice((None, 5)),
    )
