"""Run sheets: what a technician takes along, one printable page per day on duty, no script needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from scheduler.entities import Appointment, Technician
from scheduler.kpis import Leg, duty_of, route_figures, spoken
from scheduler.problem import ProblemData
from scheduler.report.model import PlanReport
from scheduler.report.page import asset, environment, source_hash
from scheduler.solution import Route

FOLDER = "runsheets"
LONGEST_NAME = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line of the sheet: a visit (with its appointment), a break, or the way home."""

    kind: str
    start: str
    end: str
    order: int = 0
    arrive: str = ""
    travel: str = ""
    appointment: Appointment | None = None
    promises: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Day:
    """One duty on the sheet."""

    date: str
    shift: str
    departure: str
    lines: tuple[Line, ...]
    figures: dict[str, str]
    parts: tuple[tuple[str, int], ...]
    tools: tuple[str, ...]


def sheet_name(technician: str, distinct: bool = False) -> str:
    """A file name that every file system takes; an id that had to be changed gets a part of its hash.

    ``distinct`` adds the hash in any case.
    """
    safe = re.sub(r"[^A-Za-z0-9_-]", "_", technician)[:LONGEST_NAME]
    if distinct or safe != technician or _RESERVED.match(safe):
        safe = f"{safe}-{sha256(technician.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return f"{safe}.html"


def sheet_names(technicians: Iterable[str]) -> dict[str, str]:
    """File names by technician; ids that differ in case only get their hash, since some file systems ignore case."""
    ids = list(technicians)
    number = Counter(sheet_name(item).casefold() for item in ids)
    return {item: sheet_name(item, distinct=number[sheet_name(item).casefold()] > 1) for item in ids}


def run_sheets(report: PlanReport) -> dict[str, str]:
    """The text of every technician's sheet by file name; who has no visit gets a sheet that says so."""
    style = asset("runsheet.css")
    template = environment().from_string(asset("runsheet.html"))
    names = sheet_names(technician.id for technician in report.problem.technicians)
    routes: dict[str, list[Route]] = {}
    for route in report.plan.sorted().routes:
        routes.setdefault(route.technician, []).append(route)
    return {
        names[technician.id]: template.render(
            style=Markup(style),
            style_hash=Markup(source_hash(style)),
            plan=report.problem.name,
            zone=report.problem.horizon.timezone,
            technician=technician,
            days=[_day(report.problem, route) for route in routes.get(technician.id, ())],
        )
        for technician in report.problem.technicians
    }


def _day(problem: ProblemData, route: Route) -> Day:
    technician, shift = duty_of(problem, route)
    horizon, figures = problem.horizon, route_figures(problem, route)
    begin = horizon.instant(shift.start)
    visits = [problem.appointment[stop.id] for stop in route.visits]
    parts = Counter[str]()
    for item in visits:
        parts.update({need.part: need.quantity for need in item.parts})
    return Day(
        date=f"{begin:%A}, {begin.day} {begin:%B %Y}",
        shift=f"{horizon.clock(shift.start)} - {horizon.clock(shift.end)}",
        departure=horizon.clock(route.departure),
        lines=tuple(_lines(problem, technician, route, figures.legs)),
        figures={
            "Visits": str(len(visits)),
            "Service": spoken(horizon.minutes(figures.service)),
            "Driving": f"{spoken(horizon.minutes(figures.travel))}, {figures.metres / 1000:.0f} km",
            "Back": horizon.clock(route.arrival),
        },
        parts=tuple(sorted(parts.items())),
        tools=tuple(sorted({tool for item in visits for tool in item.tools})),
    )


def _lines(problem: ProblemData, technician: Technician, route: Route, legs: Iterable[Leg]) -> Iterator[Line]:
    clock = problem.horizon.clock
    timed: list[tuple[int, Line]] = [
        (taken.start, Line("break", clock(taken.start), clock(taken.end))) for taken in route.breaks
    ]
    order = 0
    for leg in legs:
        travel = f"{spoken(problem.horizon.minutes(leg.ticks))}, {leg.metres / 1000:.1f} km"
        if leg.stop is None:
            timed.append((route.arrival, Line("return", clock(route.arrival), clock(route.arrival), travel=travel)))
            continue
        order += 1
        item = problem.appointment[leg.stop.id] if leg.stop.kind == "visit" else None
        line = Line(leg.stop.kind, clock(leg.stop.start), clock(leg.stop.end), order, clock(leg.stop.arrive), travel,
                    item, **_promises(problem, item))  # fmt: skip
        timed.append((leg.stop.start, line))
    yield from (line for _, line in sorted(timed, key=lambda entry: entry[0]))


def _promises(problem: ProblemData, item: Appointment | None) -> dict[str, Any]:
    """What was promised to the customer, and where it is."""
    if item is None:
        return {}
    clock = problem.horizon.clock
    words = [f"start {clock(window.earliest)} - {clock(window.latest)}" for window in item.windows]
    words += [] if item.due is None else [f"done by {problem.horizon.instant(item.due):%a %H:%M}"]
    place = None if item.location is None else problem.locations[item.location]
    where = "" if place is None or place.latitude is None else f"{place.latitude:.5f}, {place.longitude:.5f}"
    return {"promises": tuple(words), "place": where}
