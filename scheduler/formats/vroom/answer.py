"""A plan in the shape of VROOM's answer, with the same figures, so that the two can be held side by side.

``duration`` is travel, ``cost`` is what VROOM would charge for it, ``arrival`` is when the technician gets there and
``arrival + waiting_time`` when work starts. A break taken on duty is a step; one that falls before the departure or
after the return is none, and so is not part of ``service``. Ids that are no whole numbers are counted from 1, with the
id itself as description. A member of a crew has the crew's job in the own route, so that it is in several, and is
counted in each; a stop at a depot is a step of type ``depot``. VROOM has neither: ``demands.beyond`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from scheduler.check.itinerary import Gap, Itinerary, Point, itineraries
from scheduler.entities import Appointment, Interval, Location
from scheduler.formats.demands import off_duty
from scheduler.formats.json_text import layout
from scheduler.formats.vroom.matrix import ANYWHERE, ROW
from scheduler.formats.vroom.numbering import numbered
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan

_KINDS = {"visit": "job", "depot": "depot"}
_SUMMED = ("cost", "setup", "service", "duration", "waiting_time", "priority")


@dataclass(frozen=True)
class _Teller:
    """What the steps of all routes share."""

    problem: ProblemData
    ids: Mapping[str, int]
    begin: float
    distances: bool
    loads: bool

    def seconds(self, ticks: int) -> int:
        return round(ticks * 60 / self.problem.horizon.ticks_per_minute)

    def instant(self, tick: int) -> int:
        return round(self.begin) + self.seconds(tick)


def vroom_answer(problem: ProblemData, policy: Policy, plan: Plan) -> str:
    """The JSON text of the answer; the same plan gives the same text."""
    loads = any(item.load for item in problem.appointments)
    distances = any(problem.legs.metres(0, other) for other in range(len(problem.locations)))
    distances = distances or any(gap.metres for one in itineraries(problem, plan) for gap in one.gaps)
    teller = _Teller(
        problem,
        numbered(item.id for item in problem.appointments),
        problem.horizon.start.timestamp(),
        distances,
        loads,
    )
    vehicles = numbered(item.id for item in problem.technicians)
    routes = [
        {"vehicle": vehicles[itinerary.technician.id], **_route(itinerary, teller, policy)}
        for itinerary in itineraries(problem, plan.sorted())
    ]
    left = [item for item in problem.appointments if item.id not in plan.visits]
    summary = _summary(routes, len(left), teller)
    unassigned = [{"id": teller.ids[item.id], "type": "job", **_where(problem, item)} for item in left]
    return layout({"code": 0, "summary": summary, "unassigned": unassigned, "routes": routes})


def _summary(routes: list[dict[str, Any]], unassigned: int, teller: _Teller) -> dict[str, Any]:
    sums = {key: sum(route[key] for route in routes) for key in _SUMMED}
    summary = {"cost": sums.pop("cost"), "routes": len(routes), "unassigned": unassigned}
    if teller.loads:
        for key in ("delivery", "pickup"):
            summary[key] = [sum(route[key][0] for route in routes)]
    summary |= sums
    if teller.distances:
        summary["distance"] = sum(route["distance"] for route in routes)
    return {**summary, "violations": []}


def _route(itinerary: Itinerary, teller: _Teller, policy: Policy) -> dict[str, Any]:
    steps = list(_steps(itinerary, teller))
    metres = sum(gap.metres for gap in itinerary.gaps)
    travel = teller.seconds(itinerary.travel)
    brought, taken = _amounts(itinerary)
    route: dict[str, Any] = {"cost": _cost(policy, itinerary.technician.cost_per_shift, travel, metres)}
    if teller.loads:
        route |= {"delivery": [brought], "pickup": [taken]}
    route |= {
        "setup": 0,
        "service": sum(step["service"] for step in steps),
        "duration": travel,
        "waiting_time": sum(step["waiting_time"] for step in steps),
        "priority": sum(_priority(visit.appointment) for visit in itinerary.visits),
    }
    if teller.distances:
        route["distance"] = metres
    return {**route, "steps": steps, "violations": []}


def _amounts(itinerary: Itinerary) -> tuple[int, int]:
    items = [visit.appointment for visit in itinerary.visits]
    taken = sum(item.load for item in items if item.details.get("load") == "pickup")
    return sum(item.load for item in items) - taken, taken


def _priority(item: Appointment) -> int:
    """VROOM's priority of an appointment: read back where it came from a request, else more for the more urgent."""
    return max(0, 101 - item.priority)


def _cost(policy: Policy, fixed: int, seconds: int, metres: int) -> int:
    """VROOM's cost of a route, rounded down as VROOM does; by its defaults unless the policy came from a request."""
    if policy.name == "vroom" and policy.weight("technician_cost"):
        per_hour, per_km = policy.weight("travel_time"), policy.weight("travel_distance") // 60
        return fixed + (per_hour * seconds * 10 + per_km * metres * 36) // 36_000
    return seconds


def _steps(itinerary: Itinerary, teller: _Teller) -> Iterator[dict[str, Any]]:
    travelled = metres = 0
    brought, _ = _amounts(itinerary)
    loads = list(accumulate((_change(point) for point in itinerary.points), initial=brought))[1:]
    first = itinerary.points[0]
    if not _is_anywhere(teller, first):
        yield _step(teller, "start", first, loads[0], first.start, 0, 0, 0)
    for gap, load in zip(itinerary.gaps, loads[1:], strict=True):
        now, left = gap.before.end, gap.ticks
        for rest in _rests(itinerary, gap):
            way = min(left, rest.start - now)
            waiting = rest.start - now - way
            left, travelled = left - way, travelled + way
            yield _rest(teller, rest, now + way, waiting, travelled)
            now = rest.end
        travelled, metres = travelled + left, metres + gap.metres
        kind = "end" if gap.after.stop is None else _KINDS[gap.after.stop.kind]
        waiting = gap.after.start - now - left
        if kind == "end" and _is_anywhere(teller, gap.after):
            return
        yield _step(teller, kind, gap.after, load, now + left, waiting, travelled, metres)


def _is_anywhere(teller: _Teller, point: Point) -> bool:
    return teller.problem.locations[point.place].id == ANYWHERE


def _change(point: Point) -> int:
    if point.visit is None:
        return 0
    item = point.visit.appointment
    return item.load if item.details.get("load") == "pickup" else -item.load


def _rests(itinerary: Itinerary, gap: Gap) -> list[Interval]:
    """Breaks and absences in a gap, in order."""
    off = [*itinerary.route.breaks, *off_duty(itinerary.technician, itinerary.shift)]
    inside = [rest for rest in off if gap.before.end <= rest.start and rest.end <= gap.after.start]
    return sorted(inside, key=lambda rest: rest.start)


def _step(
    teller: _Teller, kind: str, point: Point, load: int, arrival: int, waiting: int, travelled: int, metres: int
) -> dict[str, Any]:
    step: dict[str, Any] = {"type": kind, **_place(teller.problem.locations[point.place])}
    if point.visit is not None:
        item = point.visit.appointment
        step |= {"id": teller.ids[item.id], **_described(item), "job": teller.ids[item.id]}
    elif point.stop is not None:
        step |= {"description": point.stop.id}
    step |= {"setup": 0, "service": teller.seconds(point.end - point.start)}
    step |= {"waiting_time": teller.seconds(waiting), "arrival": teller.instant(arrival)}
    step |= {"duration": teller.seconds(travelled), "violations": []}
    if teller.loads:
        step["load"] = [load]
    if teller.distances:
        step["distance"] = metres
    return step


def _rest(teller: _Teller, rest: Interval, arrival: int, waiting: int, travelled: int) -> dict[str, Any]:
    step = {"type": "break", "setup": 0, "service": teller.seconds(rest.end - rest.start)}
    step |= {"waiting_time": teller.seconds(waiting), "arrival": teller.instant(arrival)}
    return {**step, "duration": teller.seconds(travelled), "violations": []}


def _where(problem: ProblemData, item: Appointment) -> dict[str, Any]:
    place = {} if item.location is None else _place(problem.locations[item.location])
    return {**place, **_described(item)}


def _described(item: Appointment) -> dict[str, str]:
    own = "" if item.id.isdigit() else item.id
    description = item.details.get("description", own)
    return {"description": description} if description else {}


def _place(location: Location) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if location.latitude is not None and location.id != ANYWHERE:
        found["location"] = [location.longitude, location.latitude]
    if location.id.startswith(ROW):
        found["location_index"] = int(location.id.removeprefix(ROW))
    return found
