"""A VROOM request as a problem in seconds and a policy that wants what VROOM wants.

* Times are seconds from 1970, as they stand; skills are skills of level 1; ids become texts.
* VROOM maximises the sum of priorities, then the number of assigned jobs, then minimises cost. Its priority 0 to 100
  is our 101 to 1; with n jobs an unserved one of VROOM's priority p weighs ``p * (n + 1) + 1``, so that the sum of one
  level orders first by the sum of priorities and then by number. The second level is the cost: travel time, travel
  distance and fixed costs in the proportions of the request.
* ``delivery`` or ``pickup`` of one dimension is the load. A vehicle without start or end begins or ends anywhere.
* Whatever else says something is refused by its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os import PathLike

from scheduler.entities import Appointment, ProblemError, SkillRequirement, Window
from scheduler.formats.foreign import Item, Request, whole
from scheduler.formats.vroom.matrix import VroomPlaces, unique
from scheduler.formats.vroom.vehicles import MOST_SECONDS, Span, Vehicle, read_vehicle, window
from scheduler.horizon import Horizon
from scheduler.policy import Level, Policy
from scheduler.problem import ProblemData

POLICY = "vroom"
_UNSUPPORTED = {
    "shipments": "a pickup and a delivery of one route; only single jobs are planned",
    "setup": "setup times",
    "setup_per_type": "times by type of vehicle",
    "service_per_type": "times by type of vehicle",
    "matrix": "a matrix of the old form; expected matrices.<profile>.durations",
}


@dataclass(frozen=True)
class VroomRequest:
    """A request as read: the problem and the policy under which VROOM would rank its plans."""

    problem: ProblemData
    policy: Policy


@dataclass(frozen=True)
class _Job:
    """A job before times are ticks: seconds from 1970."""

    appointment: Appointment
    priority: int
    windows: tuple[Window, ...]


def read_vroom(path: str | PathLike[str]) -> VroomRequest:
    """The problem and the policy of a request; raises ``DocumentError`` with everything that is wrong, by JSON path."""
    request = Request(path)
    root, places = request.root, VroomPlaces()
    places.read_matrices(root.item("matrices"))
    jobs = [job for item in root.items("jobs") if (job := _job(item, places)) is not None]
    vehicles = [read_vehicle(item, places) for item in root.items("vehicles")]
    root.close(_UNSUPPORTED)
    _check(root, jobs, vehicles, places)
    request.finish()
    try:
        return _request(request.name, jobs, vehicles, places)
    except ProblemError as error:
        request.refuse(error)


def _job(item: Item, places: VroomPlaces) -> _Job | None:
    name = item.whole("id", 0, required=True)
    delivery, pickup = item.list("delivery", whole), item.list("pickup", whole)
    loads = [("delivery", delivery), ("pickup", pickup), ("amount", item.list("amount", whole))]
    used = [(kind, amounts) for kind, amounts in loads if any(amounts)]
    if len(used) > 1:
        item.refuse(used[1][0], f"is not supported beside {used[0][0]}: a job brings or takes")
    kind, amounts = used[0] if used else ("", ())
    if any(amounts[1:]):
        item.refuse(kind, "is not supported: more than one dimension of load")
    windows = item.list("time_windows", window)
    priority = item.whole("priority", 0, 0, 100)
    where = places.at(item, "location", "location_index", required=True)
    details = {"description": item.text("description"), "load": "pickup" if kind == "pickup" else ""}
    made = item.build(
        lambda: Appointment(
            id=str(name),
            duration=item.whole("service", 0, 0, MOST_SECONDS),
            location=where,
            priority=101 - priority,
            skills=tuple(SkillRequirement(str(skill)) for skill in unique(item.list("skills", whole))),
            load=amounts[0] if amounts else 0,
            details={key: value for key, value in details.items() if value},
        )
    )
    item.close(_UNSUPPORTED)
    return None if made is None else _Job(made, priority, windows)


def _check(root: Item, jobs: list[_Job], vehicles: list[Vehicle], places: VroomPlaces) -> None:
    """What only the whole request can tell."""
    for what, ids in (("jobs", [j.appointment.id for j in jobs]), ("vehicles", [v.technician.id for v in vehicles])):
        if not root.has(what) or not ids:
            root.refuse(what, "is missing or empty")
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            root.refuse(what, f"id {name} is there twice")
    kinds = {job.appointment.details.get("load", "delivery") for job in jobs if job.appointment.load}
    if len(kinds) > 1:
        root.refuse("jobs", "deliveries together with pickups are not supported: the load would change on the way")
    for what, values in (
        ("vehicles[*].profile", {v.profile for v in vehicles}),
        ("vehicles[*].costs.per_hour", {v.per_hour for v in vehicles}),
        ("vehicles[*].costs.per_km", {v.per_km for v in vehicles}),
    ):
        if len(values) > 1:
            root.refuse(what, f"is not supported: it differs between vehicles ({', '.join(map(str, sorted(values)))})")
    if vehicles:
        places.settle(root, vehicles[0].profile)


def _request(name: str, jobs: list[_Job], vehicles: list[Vehicle], places: VroomPlaces) -> VroomRequest:
    travel = places.travel()
    work = _work(jobs, vehicles, places.longest_leg(travel))
    spans = [vehicle.span(_anchors(jobs, vehicles), work) for vehicle in vehicles]
    horizon = _horizon(spans)
    begin = round(horizon.start.timestamp())
    problem = ProblemData(
        horizon=horizon,
        locations=tuple(places.locations),
        travel=travel,
        appointments=tuple(
            job.appointment.replace(windows=tuple(_moved(one, begin, horizon.end) for one in job.windows))
            for job in jobs
        ),
        technicians=tuple(
            vehicle.technician.replace(shifts=(vehicle.shift(span, begin),))
            for vehicle, span in zip(vehicles, spans, strict=True)
        ),
        name=name,
    )
    return VroomRequest(problem, _policy(jobs, vehicles))


def _work(jobs: list[_Job], vehicles: list[Vehicle], longest_leg: int) -> int:
    """Seconds that a route of all jobs does not exceed, waiting apart."""
    pauses = max((sum(rest.duration for rest in vehicle.breaks) for vehicle in vehicles), default=0)
    return sum(job.appointment.duration for job in jobs) + pauses + (len(jobs) + 1) * longest_leg


def _anchors(jobs: list[_Job], vehicles: list[Vehicle]) -> list[int]:
    """The times before the earliest of which, less the work, and after the latest, plus the work, nothing happens."""
    starts = [one.earliest for job in jobs for one in job.windows]
    starts += [rest.earliest for vehicle in vehicles for rest in vehicle.breaks]
    starts += [vehicle.window.start for vehicle in vehicles if vehicle.window is not None]
    return starts or [0]


def _horizon(spans: Iterable[Span]) -> Horizon:
    listed = list(spans)
    first = datetime.fromtimestamp(min(span.start for span in listed), UTC)
    start = first.replace(hour=0, minute=0, second=0)
    last = datetime.fromtimestamp(max(span.end for span in listed), UTC)
    days = (last - start) // timedelta(days=1) + 1
    if days > 366:
        raise ProblemError(
            [f"the times span {days} days, from {start:%Y-%m-%d} to {last:%Y-%m-%d}; expected 366 at most"]
        )
    return Horizon(start, "UTC", 60, days)


def _moved(one: Window, begin: int, end: int) -> Window:
    """A window in ticks of the horizon; what lies beyond it is beyond every shift."""
    return Window(min(one.earliest - begin, end), min(one.latest - begin, end))


def _policy(jobs: list[_Job], vehicles: list[Vehicle]) -> Policy:
    """See the head of this module. A point of the second level is ``1 / 21,600,000`` of VROOM's unit of cost."""
    per_hour, per_km = vehicles[0].per_hour, vehicles[0].per_km
    unserved = {101 - job.priority: job.priority * (len(jobs) + 1) + 1 for job in jobs}
    cost: Level = (("travel_time", 100),)
    if (per_hour, per_km) != (3600, 0) or any(vehicle.technician.cost_per_shift for vehicle in vehicles):
        cost = (("travel_time", per_hour), ("travel_distance", 60 * per_km), ("technician_cost", 60))
    levels = ((("unserved", 100),), cost)
    return Policy(POLICY, levels, late="penalise", unserved=tuple(sorted(unserved.items())), strict=False)
