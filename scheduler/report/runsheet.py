"""Run sheets: what a technician takes along, printed on a page per day on duty, no script needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from scheduler.check.itinerary import Gap, Itinerary, itineraries
from scheduler.entities import Appointment
from scheduler.kpis import distance, service_time, spoken
from scheduler.pickups import Pickup, pickups
from scheduler.problem import ProblemData
from scheduler.report.model import PlanReport, partners
from scheduler.report.page import asset, environment, source_hash
from scheduler.solution import Plan, Stop

#: What is picked up, by technician, shift and depot.
Taken = Mapping[tuple[str, str, str], Pickup]
FOLDER = "runsheets"
LONGEST_NAME = 80
#: Lines of a day that fit on a page without being printed closely.
AIRY_LINES = 7
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line of the sheet: a visit (with its appointment), a stop at a depot, a break, or the way home."""

    kind: str
    start: str
    end: str
    order: int = 0
    arrive: str = ""
    travel: str = ""
    appointment: Appointment | None = None
    promises: tuple[str, ...] = ()
    place: str = ""
    company: tuple[str, ...] = ()
    depot: str = ""
    pick_up: tuple[str, ...] = ()


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

    @property
    def long(self) -> bool:
        """Whether it is printed closely, to stay on one page where that is possible."""
        return len(self.lines) > AIRY_LINES


def sheet_name(technician: str, distinct: bool = False) -> str:
    """A file name that every file system takes; an id that had to be changed gets a part of its hash.

    ``distinct`` adds the hash in any case.
    """
    safe = re.sub(r"[^A-Za-z0-9_-]", "_", technician)[:LONGEST_NAME]
    if distinct or not safe or safe != technician or _RESERVED.match(safe):
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
    taken = pickups(report.problem, report.policy, report.plan)
    routes: dict[str, list[Itinerary]] = {}
    for itinerary in itineraries(report.problem, report.plan.sorted()):
        routes.setdefault(itinerary.technician.id, []).append(itinerary)
    return {
        names[technician.id]: template.render(
            style=Markup(style),
            style_hash=Markup(source_hash(style)),
            plan=report.problem.name,
            zone=report.problem.horizon.timezone,
            technician=technician,
            days=[_day(report.problem, report.plan, itinerary, taken) for itinerary in routes.get(technician.id, ())],
        )
        for technician in report.problem.technicians
    }


def _day(problem: ProblemData, plan: Plan, itinerary: Itinerary, taken: Taken) -> Day:
    horizon, shift, route = problem.horizon, itinerary.shift, itinerary.route
    begin = horizon.instant(shift.start)
    visits = [visit.appointment for visit in itinerary.visits]
    parts = Counter[str]()
    for item in visits:
        parts.update({need.part: need.quantity for need in item.parts})
    later = [
        taken.get((route.technician, route.shift, stop.id), Pickup()) for stop in route.stops if stop.kind == "depot"
    ]
    for pickup in later:
        parts -= pickup.parts
    fetched = {tool for pickup in later for tool in pickup.tools}
    return Day(
        date=f"{begin:%A}, {begin.day} {begin:%B %Y}",
        shift=f"{horizon.clock(shift.start)} - {horizon.clock(shift.end)}",
        departure=horizon.clock(route.departure),
        lines=tuple(_lines(problem, plan, itinerary, taken)),
        figures={
            "Visits": str(len(visits)),
            "Service": spoken(horizon.minutes(service_time(itinerary))),
            "Driving": f"{spoken(horizon.minutes(itinerary.travel))}, {distance(itinerary) / 1000:.0f} km",
            "Back": horizon.clock(route.arrival),
        },
        parts=tuple(sorted(parts.items())),
        tools=tuple(sorted({tool for item in visits for tool in item.tools} - fetched)),
    )


def _lines(problem: ProblemData, plan: Plan, itinerary: Itinerary, taken: Taken) -> Iterator[Line]:
    """Stops, breaks and the way back in the order of time."""
    clock = problem.horizon.clock
    breaks = [(rest.start, Line("break", clock(rest.start), clock(rest.end))) for rest in itinerary.route.breaks]
    who = itinerary.technician.id
    gaps = [
        (gap.after.start, _line(problem, plan, who, order, gap, _pick_up(itinerary, gap, taken)))
        for order, gap in enumerate(itinerary.gaps, start=1)
    ]
    yield from (line for _, line in sorted([*breaks, *gaps], key=lambda entry: entry[0]))


def _pick_up(itinerary: Itinerary, gap: Gap, taken: Taken) -> tuple[str, ...]:
    stop = gap.after.stop
    if stop is None or stop.kind != "depot":
        return ()
    return taken.get((itinerary.technician.id, itinerary.shift.id, stop.id), Pickup()).words


def _line(problem: ProblemData, plan: Plan, who: str, order: int, gap: Gap, pick_up: tuple[str, ...]) -> Line:
    clock, point = problem.horizon.clock, gap.after
    item = None if point.visit is None else point.visit.appointment
    return Line(
        kind="return" if point.stop is None else point.stop.kind,
        start=clock(point.start),
        end=clock(point.end),
        order=order,
        arrive=clock(point.arrive),
        travel=f"{spoken(problem.horizon.minutes(gap.ticks))}, {gap.metres / 1000:.1f} km",
        appointment=item,
        promises=() if item is None else tuple(_promises(problem, item)),
        place=_place(problem, gap.after.place),
        company=() if point.stop is None or item is None else tuple(_company(problem, plan, who, point.stop)),
        depot=point.stop.id if point.stop is not None and item is None else "",
        pick_up=pick_up,
    )


def _company(problem: ProblemData, plan: Plan, who: str, stop: Stop) -> Iterator[str]:
    """Who goes along, and what comes before and is not of this technician's."""
    names = {technician.id: technician.name or technician.id for technician in problem.technicians}
    yield from (f"with {names.get(other, other)}" for other in partners(plan, who, stop))
    for before in problem.appointment[stop.id].predecessors:
        ends = [earlier.end for _, earlier in plan.visits.get(before.appointment, ())]
        done = f", which ends {problem.horizon.clock(max(ends))}" if ends else ""
        yield f"after {before.appointment}{done}"


def _promises(problem: ProblemData, item: Appointment) -> Iterator[str]:
    """What was promised to the customer."""
    clock = problem.horizon.clock
    yield from (f"start {clock(window.earliest)} - {clock(window.latest)}" for window in item.windows)
    if item.due is not None:
        yield f"done by {problem.horizon.instant(item.due):%a %H:%M}"


def _place(problem: ProblemData, location: int) -> str:
    place = problem.locations[location]
    return "" if place.latitude is None else f"{place.latitude:.5f}, {place.longitude:.5f}"
