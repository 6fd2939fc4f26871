"""Plausible days of any size with a greedy plan and reasons, for tests of what people look at.

Everything follows from the seed. The plan keeps territories, skills, windows, due times, shifts, absences, breaks and
travel by construction; it is not a good plan, only an honest one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from scheduler.entities import (
    Appointment,
    Break,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Territory,
    Window,
)
from scheduler.explanation import (
    Assigned,
    Explanation,
    FunnelStep,
    Refusal,
    Relaxation,
    Slot,
    Unscheduled,
)
from scheduler.horizon import Horizon
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.report import PlanReport
from scheduler.solution import Plan, Route, Stop

WEST, SOUTH, EAST, NORTH = -76.71, 39.20, -76.53, 39.37
FIRST = ("Ada", "Ben", "Chidi", "Dolores", "Emil", "Fatima", "Grace", "Hiro", "Ines", "Jamal", "Kira", "Luis", "Mei")
LAST = ("Abbott", "Brandt", "Castro", "Dubois", "Evans", "Fischer", "Garcia", "Hughes", "Ivanov", "Jensen", "Khan")
SHOPS = ("Harbor Bakery", "Fells Point Dental", "Canton Fitness", "Mount Vernon Books", "Hampden Deli")
SKILLS = ("hvac", "electric", "plumbing", "lift")
PARTS = ("filter", "valve", "relay")
DAY = 24 * 60


@dataclass
class Draft:
    """A route while it grows; times in ticks of a minute."""

    technician: Technician
    shift: Shift
    location: int
    time: int
    stops: list[Stop] = field(default_factory=list)
    departure: int | None = None
    breaks: list[Interval] = field(default_factory=list)


def sample(
    appointments: int = 40,
    technicians: int = 8,
    territories: int = 4,
    days: int = 1,
    hostile: bool = False,
    seed: int = 7,
) -> PlanReport:
    """A report of a made-up city; ``hostile`` puts markup and formulas into every text people can type."""
    random = Random(seed)
    problem, geojson = _problem(random, appointments, technicians, territories, days)
    if hostile:
        problem = _poisoned(problem)
    policy = POLICIES["customer_first"]
    plan = _greedy(problem)
    return PlanReport(
        problem=problem,
        policy=policy,
        plan=plan,
        explanation=_explained(random, problem, policy, plan),
        terms={"unserved": 0, "travel_time": 1234, "overtime": 30},
        value=(0, 1234),
        seed=seed,
        settings={"seconds": 10, "workers": 2},
        versions={"roundsman": "0.1.0"},
        territories=geojson,
        timings={"read": 0.1, "solve": 9.9},
    )


def _grid(count: int) -> tuple[int, int]:
    columns = max(1, round(count**0.5))
    return columns, -(-count // columns)


def _cells(count: int) -> list[tuple[str, float, float, float, float]]:
    columns, rows = _grid(count)
    wide, high = (EAST - WEST) / columns, (NORTH - SOUTH) / rows
    cells = []
    for index in range(count):
        west, south = WEST + index % columns * wide, SOUTH + index // columns * high
        cells.append((f"Z{index + 1:02d}", west, south, west + wide, south + high))
    return cells


def _polygons(cells: list[tuple[str, float, float, float, float]]) -> dict[str, object]:
    def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
        return [[west, south], [east, south], [east, north], [west, north], [west, south]]

    features = [
        {
            "type": "Feature",
            "id": name,
            "properties": {"territory_id": name, "name": f"District {name}"},
            "geometry": {"type": "Polygon", "coordinates": [ring(*box)]},
        }
        for name, *box in cells
    ]
    return {"type": "FeatureCollection", "features": features}


def _problem(
    random: Random, appointments: int, technicians: int, territories: int, days: int
) -> tuple[ProblemData, dict[str, object]]:
    cells = _cells(territories)
    horizon = Horizon(datetime(2027, 3, 8, tzinfo=ZoneInfo("America/New_York")), "America/New_York", 1, days)
    locations: list[Location] = []
    people = [_technician(random, index, cells[index % territories], locations, days) for index in range(technicians)]
    work = [_appointment(random, index, cells[random.randrange(territories)], locations, days)
            for index in range(appointments)]  # fmt: skip
    ledger = tuple(
        LedgerEntry(item.id, item.memberships[0].territory, random.randrange(900, 2400), 30_000, 4800, -900)
        for item in people
    )
    problem = ProblemData(
        horizon=horizon,
        locations=tuple(locations),
        appointments=tuple(work),
        technicians=tuple(people),
        territories=tuple(Territory(name, f"District {name}") for name, *_ in cells),
        ledger=ledger,
        name="Sample city",
    )
    return problem, _polygons(cells)


def _place(random: Random, name: str, cell: tuple[str, float, float, float, float], locations: list[Location]) -> int:
    _, west, south, east, north = cell
    across, along = random.betavariate(2.5, 2.5), random.betavariate(2.5, 2.5)
    locations.append(Location(name, round(south + along * (north - south), 6), round(west + across * (east - west), 6)))
    return len(locations) - 1


def _technician(
    random: Random, index: int, cell: tuple[str, float, float, float, float], locations: list[Location], days: int
) -> Technician:
    name = f"T{index + 1:03d}"
    begin = random.choice((7 * 60, 8 * 60, 8 * 60, 9 * 60))
    shifts = tuple(
        Shift(
            f"{name}-{day + 1}",
            day * DAY + begin,
            day * DAY + begin + 570,
            soft_end=day * DAY + begin + 510,
            breaks=(Break(day * DAY + 11 * 60 + 30, day * DAY + 13 * 60, 30),),
        )
        for day in range(days)
    )
    absences = (Interval(begin + 360, begin + 570),) if index % 9 == 4 else ()
    skills = tuple(Skill(skill, random.choice((1, 2, 3))) for skill in SKILLS if random.random() < 0.7)
    return Technician(
        name,
        _place(random, f"home-{name}", cell, locations),
        shifts,
        name=f"{FIRST[index % len(FIRST)]} {LAST[(index * 7) % len(LAST)]}",
        memberships=(Membership(cell[0]),),
        skills=skills,
        tools=("ladder",),
        stock=tuple(Quantity(part, 20) for part in PARTS),
        absences=absences,
        cost_per_hour=30,
    )


def _appointment(
    random: Random, index: int, cell: tuple[str, float, float, float, float], locations: list[Location], days: int
) -> Appointment:
    name = f"A{index + 1:04d}"
    base = random.randrange(days) * DAY
    hour = random.choice((8, 9, 10, 12, 13, 14))
    windows = (Window(base + hour * 60, base + hour * 60 + 180),) if random.random() < 0.6 else ()
    due = base + random.choice((12, 15, 17, 18)) * 60 if not windows or random.random() < 0.3 else None
    needs = (SkillRequirement(random.choice(SKILLS), random.choice((1, 1, 2))),) if random.random() < 0.6 else ()
    if index % 23 == 11:
        needs = (SkillRequirement("chiller", 2),)
    lost = index % 37 == 5
    return Appointment(
        name,
        random.choice((20, 30, 30, 45, 60, 90)),
        None if lost else _place(random, f"site-{name}", cell, locations),
        None if lost else cell[0],
        windows=windows,
        earliest_start=base + 7 * 60,
        due=due,
        priority=random.choices((1, 2, 3, 4), (1, 3, 8, 3))[0],
        skills=needs,
        parts=(Quantity(random.choice(PARTS)),) if random.random() < 0.4 else (),
        tools=("ladder",) if random.random() < 0.2 else (),
        work_order=f"WO-{5000 + index}",
        details={
            "customer": random.choice(SHOPS),
            "contact": f"{random.choice(FIRST)} {random.choice(LAST)}",
            "phone": f"+1 410 555 {random.randrange(10_000):04d}",
            "access_notes": random.choice(("", "Ring at the back door.", "Key code 4711, ask for the porter.")),
        },
    )


def _poisoned(problem: ProblemData) -> ProblemData:
    evil = "</script><script>window.broken=1</script><img src=x onerror=window.broken=2>"
    details = {"customer": f'=HYPERLINK("evil"){evil}', "access_notes": evil + "\u2028'\"`${1}", "contact": "@x"}
    appointments = tuple(item.replace(details=details) for item in problem.appointments)
    people = tuple(item.replace(name=f"=1+1 {item.id}{evil}") for item in problem.technicians)
    places = tuple(item.replace(name=f"<b>{item.id}</b>{evil}") for item in problem.territories)
    return problem.replace(appointments=appointments, technicians=people, territories=places, name=evil)


def _greedy(problem: ProblemData) -> Plan:
    drafts = [Draft(technician, shift, technician.home, shift.start) for technician, shift in problem.duties]
    order = sorted(problem.appointments, key=lambda item: (_latest(item), item.id))
    for item in order:
        able = [draft for draft in drafts if may(draft.technician, item)]
        offers = [
            (place[0] - draft.time, draft.technician.id, draft, place)
            for draft in able
            if (place := _fit(problem, draft, item))
        ]
        if offers:
            _, _, draft, (start, arrive, pause) = min(offers, key=lambda offer: offer[:2])
            _append(problem, draft, item, start, arrive, pause)
    return Plan(tuple(_closed(problem, draft) for draft in drafts if draft.stops)).sorted()


def may(technician: Technician, item: Appointment) -> bool:
    """Territory and skills, in the sample's simple world without dates."""
    held = {skill.name: skill.level for skill in technician.skills}
    return (
        item.location is not None
        and item.territory == technician.memberships[0].territory
        and all(held.get(need.name, 0) >= need.level for need in item.skills)
    )


def _latest(item: Appointment) -> int:
    latest = item.windows[-1].latest if item.windows else 10**6
    return min(latest, 10**6 if item.due is None else item.due - item.duration)


def _fit(problem: ProblemData, draft: Draft, item: Appointment) -> tuple[int, int, Interval | None] | None:
    assert item.location is not None
    travel = problem.legs.ticks(draft.location, item.location)
    earliest = max(item.earliest_start or 0, item.windows[0].earliest if item.windows else 0)
    arrive = draft.time + travel
    start = max(arrive, earliest)
    rest = draft.shift.breaks[0]
    pause = None
    if not draft.breaks and start + item.duration > rest.latest - 15:
        begin = max(draft.time, rest.earliest)
        if begin > rest.latest:
            return None
        pause = Interval(begin, begin + rest.duration)
        arrive = pause.end + travel
        start = max(arrive, earliest)
    end = start + item.duration
    home = end + problem.legs.ticks(item.location, draft.technician.home)
    limit = min([draft.shift.end, *(away.start for away in draft.technician.absences if away.end > draft.shift.start)])
    late_break = not draft.breaks and pause is None and max(home, rest.earliest) > rest.latest
    return None if start > _latest(item) or home > limit or late_break else (start, arrive, pause)


def _append(
    problem: ProblemData, draft: Draft, item: Appointment, start: int, arrive: int, pause: Interval | None
) -> None:
    assert item.location is not None
    if draft.departure is None:
        travel = problem.legs.ticks(draft.location, item.location)
        draft.departure = draft.shift.start if pause else start - travel
        arrive = start if pause is None else arrive
    if pause is not None:
        draft.breaks.append(pause)
    draft.stops.append(Stop(item.id, arrive, start, start + item.duration))
    draft.location, draft.time = item.location, start + item.duration


def _closed(problem: ProblemData, draft: Draft) -> Route:
    assert draft.departure is not None
    arrival = draft.time + problem.legs.ticks(draft.location, draft.technician.home)
    return Route(draft.technician.id, draft.shift.id, draft.departure, arrival, tuple(draft.stops), tuple(draft.breaks))


def _explained(random: Random, problem: ProblemData, policy: Policy, plan: Plan) -> Explanation:
    assigned, unscheduled = [], []
    for item in problem.appointments:
        refusals = tuple(_refusal(technician, item) for technician in problem.technicians if not may(technician, item))
        able = [technician for technician in problem.technicians if may(technician, item)]
        if item.id not in plan.visits:
            unscheduled.append(_unscheduled(problem, item, able, refusals))
            continue
        route, stop = plan.visits[item.id][0]
        others = tuple(
            _slot(random, item, technician, stop.start) for technician in able if technician.id != route.technician
        )
        minutes = {"travel_time": float(random.randrange(3, 25)), "fairness": round(random.uniform(0.5, 9), 1)}
        sentence = f"{route.technician} is the cheapest of {len(able)} who may do it."
        assigned.append(
            Assigned(item.id, route.technician, route.shift, stop.start, minutes, others, refusals, sentence)
        )
    return Explanation(tuple(assigned), tuple(unscheduled))


def _slot(random: Random, item: Appointment, technician: Technician, start: int) -> Slot:
    travel = random.randrange(4, 60)
    shift = technician.shifts[0]
    minutes = {"travel_time": float(travel), "fairness": round(random.uniform(-4, 9), 1)}
    points = round(sum(minutes.values()) * 10)
    return Slot(item.id, technician.id, shift.id, None, start, start + item.duration, start, start + 30,
                {"travel_time": travel}, minutes, (0, points))  # fmt: skip


def _refusal(technician: Technician, item: Appointment) -> Refusal:
    if item.location is None:
        code, sentence = "NO_LOCATION", f"{item.id} has no location."
    elif item.territory != technician.memberships[0].territory:
        code, sentence = "TERRITORY", f"{technician.id} does not serve territory {item.territory}."
    else:
        need = item.skills[0]
        code, sentence = "SKILL", f"{technician.id} has no skill {need.name} at level {need.level}."
    return Refusal(technician.id, technician.shifts[0].id, (code,), sentence)


def _unscheduled(
    problem: ProblemData, item: Appointment, able: list[Technician], refusals: tuple[Refusal, ...]
) -> Unscheduled:
    everyone = len(problem.technicians)
    near = sum(technician.memberships[0].territory == item.territory for technician in problem.technicians)
    funnel = (
        FunnelStep("technicians", "", everyone),
        FunnelStep("territory", "TERRITORY", near, tuple(r.technician for r in refusals if "TERRITORY" in r.codes)),
        FunnelStep("skill", "SKILL", len(able), tuple(r.technician for r in refusals if "SKILL" in r.codes)),
    )
    if able:
        relaxation = Relaxation("overtime", f"Let {able[0].id} work 25 minutes longer.", able[0].id, 960, 37.5)
        return Unscheduled(item.id, "not_found", ("NOT_FOUND",), (*funnel, FunnelStep("calendar", "NOT_FOUND", 0)),
                           refusals, f"No place was found for {item.id} with {len(able)} who may do it.",
                           (), relaxation)  # fmt: skip
    code = "NO_LOCATION" if item.location is None else "SKILL"
    return Unscheduled(item.id, "impossible", (code,), funnel, refusals, f"Nobody may do {item.id}: {code}.")
