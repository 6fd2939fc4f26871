"""A Google Route Optimization request as a problem in seconds and a policy with its costs.

* A shipment is one visit: a pickup or a delivery with one visit request. Its time windows bind the start.
* A soft end of the one time window is the due time of a visit (the soft end plus the duration), missed at its cost.
* Money is counted in hundredths. Serving comes first, then costs: fixed and by the hour of a route, by the kilometre,
  by the hour travelled, and by the hour of lateness, in the request's proportions (a kilometre's to 1/60 of a cent).
* Whatever else says something is refused by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from os import PathLike

from scheduler.entities import Appointment, ProblemError, Technician, Window
from scheduler.formats.foreign import Item, Request, whole
from scheduler.formats.google.values import amount, cents, duration, place, time
from scheduler.formats.google.vehicles import Vehicle, read_vehicle
from scheduler.formats.json_text import JsonObject
from scheduler.formats.places import RequestPlaces
from scheduler.horizon import Horizon
from scheduler.policy import Policy
from scheduler.problem import ProblemData

_MODEL = {
    "durationDistanceMatrices": "matrices", "durationDistanceMatrixSrcTags": "matrices",
    "durationDistanceMatrixDstTags": "matrices", "transitionAttributes": "costs of transitions",
    "shipmentTypeIncompatibilities": "types of shipments", "shipmentTypeRequirements": "types of shipments",
    "precedenceRules": "an order of shipments", "maxActiveVehicles": "a limit on vehicles",
    "globalDurationCostPerHour": "costs of the whole", "breakRules": "breaks by index",
}  # fmt: skip
_ROOT = {
    "injectedFirstSolutionRoutes": "routes given beforehand", "injectedSolutionConstraint": "routes given beforehand",
    "refreshDetailsRoutes": "routes given beforehand", "considerRoadTraffic": "traffic",
}  # fmt: skip
_SHIPMENT = {
    "penaltyCost": "a price of leaving it out", "costsPerVehicle": "costs by vehicle",
    "costsPerVehicleIndices": "costs by vehicle", "shipmentType": "types of shipments",
    "pickupToDeliveryTimeLimit": "a pickup and a delivery", "pickupToDeliveryRelativeDetourLimit": "a detour limit",
    "pickupToDeliveryAbsoluteDetourLimit": "a detour limit", "ignore": "shipments that are to be ignored",
}  # fmt: skip
_VISIT = {
    "departureLocation": "a departure elsewhere", "departureWaypoint": "a departure elsewhere",
    "cost": "costs by visit",
    "tags": "tags", "visitTypes": "types of visits", "demands": "loads by visit", "loadDemands": "loads by visit",
    "avoidUTurns": "turns",
}  # fmt: skip
_WINDOW = {
    "softStartTime": "a soft start", "costPerHourBeforeSoftStartTime": "a soft start",
}  # fmt: skip


@dataclass(frozen=True)
class GoogleRequest:
    """A request as read: the problem and the policy with its costs."""

    problem: ProblemData
    policy: Policy


@dataclass(frozen=True)
class _Visit:
    appointment: Appointment
    per_late_hour: Fraction | None
    loads: dict[str, int]


def read_google(path: str | PathLike[str]) -> GoogleRequest:
    """The problem and the policy; raises ``DocumentError`` with everything that is wrong, by JSON path."""
    request = Request(path)
    root, model = request.root, request.root.item("model")
    for key in ("timeout", "searchMode", "label", "parent", "populatePolylines"):
        root.value(key, lambda value: value, None)
    root.close(_ROOT)
    if model is None:
        root.refuse("model", "is missing")
        model = Item(JsonObject(), (), request.reading)
    span = _span(model)
    horizon = _horizon(model, *span)
    places = RequestPlaces()
    vehicles = [read_vehicle(one, i, places, horizon, span) for i, one in enumerate(model.items("vehicles"))]
    visits = [
        visit
        for i, one in enumerate(model.items("shipments"))
        if (visit := _shipment(one, i, places, horizon, vehicles)) is not None
    ]
    model.close(_MODEL)
    _check(model, visits, vehicles)
    request.finish()
    try:
        problem = ProblemData(
            horizon=horizon,
            locations=tuple(places.locations),
            appointments=tuple(visit.appointment.replace(load=sum(visit.loads.values())) for visit in visits),
            technicians=tuple(_loaded(vehicle, visits) for vehicle in vehicles if vehicle.technician is not None),
            name=request.name,
        )
    except ProblemError as error:
        request.refuse(error)
    return GoogleRequest(problem, _policy(visits, vehicles))


def _span(model: Item) -> tuple[datetime, datetime]:
    begin = model.value("globalStartTime", time, datetime(1970, 1, 1, tzinfo=UTC), required=True)
    end = model.value("globalEndTime", time, begin + timedelta(days=1), required=True)
    if end <= begin:
        model.refuse("globalEndTime", "is not after globalStartTime")
        end = begin + timedelta(days=1)
    return begin, end


def _horizon(model: Item, begin: datetime, end: datetime) -> Horizon:
    start = begin.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (end - start - timedelta(microseconds=1)) // timedelta(days=1) + 1
    made = model.build(lambda: Horizon(start, "UTC", 60, days))
    return Horizon(start, "UTC", 60) if made is None else made


def _shipment(
    item: Item, index: int, places: RequestPlaces, horizon: Horizon, vehicles: list[Vehicle]
) -> _Visit | None:
    number, label = item.whole("id", None), item.text("label") or item.text("displayName")
    item.whole("index", 0)
    name = str(number) if number is not None else label or f"shipment {index + 1}"
    ways = [visit for key in ("pickups", "deliveries") for visit in item.items(key)]
    for key in ("pickup", "delivery"):
        side = item.item(key)
        if side is not None:
            ways += side.items("visitRequests")
            side.close()
    loads, allowed = _loads(item), _allowed(item, vehicles)
    item.close(_SHIPMENT)
    if len(ways) != 1:
        item.refuse(None, f"is not supported: {len(ways)} visit requests; a shipment is one pickup or one delivery")
        return None
    return _visit(ways[0], name, label, places, horizon, loads, allowed)


def _visit(
    item: Item, name: str, label: str, places: RequestPlaces, horizon: Horizon, loads: dict[str, int],
    allowed: tuple[str, ...],
) -> _Visit | None:  # fmt: skip
    point = place(item, "arrival", required=True)
    ticks = horizon.ticks(item.value("duration", duration, Fraction(0)) / 60)
    listed = item.items("timeWindows")
    read = [_window(one, horizon) for one in listed]
    soft, rate = next(((soft, rate) for _, soft, rate in read if soft is not None), (None, None))
    if soft is not None and len(listed) > 1:
        item.refuse("timeWindows", "is not supported: a soft end of one of several windows")
    item.text("label")
    item.close(_VISIT)
    made = item.build(
        lambda: Appointment(
            id=name,
            duration=ticks,
            location=None if point is None else places.point(point),
            windows=tuple(window for window, _, _ in read if window is not None),
            due=None if soft is None else horizon.tick_down(soft) + ticks,
            required_technicians=allowed,
            details={"label": label} if label else {},
        )
    )
    return None if made is None else _Visit(made, rate, loads)


def _window(item: Item, horizon: Horizon) -> tuple[Window | None, datetime | None, Fraction | None]:
    """The window, its soft end and what an hour after that costs."""
    first, last = item.value("startTime", time, None), item.value("endTime", time, None)
    soft = item.value("softEndTime", time, None)
    rate = item.value("costPerHourAfterSoftEndTime", cents, None)
    item.close(_WINDOW)
    if (soft is None) != (rate is None):
        item.refuse(None, "softEndTime and costPerHourAfterSoftEndTime come together")
    earliest = 0 if first is None else horizon.tick_up(first)
    latest = horizon.end if last is None else horizon.tick_down(last)
    return item.build(lambda: Window(earliest, latest)), soft, rate


def _allowed(item: Item, vehicles: list[Vehicle]) -> tuple[str, ...]:
    indices = item.list("allowedVehicleIndices", lambda value: whole(value, 0, len(vehicles) - 1))
    found = (vehicles[index].technician for index in indices)
    return tuple(technician.id for technician in found if technician is not None)


def _loads(item: Item) -> dict[str, int]:
    found = {}
    for one in item.items("demands"):
        found[one.text("type")] = one.value("value", amount, 0)
        one.close()
    demands = item.item("loadDemands")
    for kind in () if demands is None else demands.names:
        load = demands.item(kind) if demands is not None else None
        if load is not None:
            found[kind] = load.value("amount", amount, 0)
            load.close()
    return {kind: value for kind, value in found.items() if value}


def _loaded(vehicle: Vehicle, visits: list[_Visit]) -> Technician:
    kinds = {kind for visit in visits for kind in visit.loads}
    capacity = next((vehicle.capacities[kind] for kind in kinds if kind in vehicle.capacities), None)
    assert vehicle.technician is not None
    return vehicle.technician.replace(capacity=capacity)


def _check(model: Item, visits: list[_Visit], vehicles: list[Vehicle]) -> None:
    """What only the whole request can tell."""
    for what, found in (("shipments", visits), ("vehicles", vehicles)):
        if not found and not model.has(what):
            model.refuse(what, "is missing")
    kinds = sorted({kind for visit in visits for kind in visit.loads})
    if len(kinds) > 1:
        model.refuse("shipments", f"more than one kind of load is not supported: {', '.join(kinds)}")
    for what, rates in (
        ("vehicles[*].costPerKilometer", {vehicle.per_kilometre for vehicle in vehicles}),
        ("vehicles[*].costPerTraveledHour", {vehicle.per_travelled_hour for vehicle in vehicles}),
        ("shipments[*].costPerHourAfterSoftEndTime", {v.per_late_hour for v in visits if v.per_late_hour is not None}),
    ):
        if len(rates) > 1:
            model.refuse(what, "is not supported: it differs between them")


def _policy(visits: list[_Visit], vehicles: list[Vehicle]) -> Policy:
    """One weight of ``technician_cost`` is 60: then an hour at a cent is a weight of 1, a kilometre at a cent of 60."""
    late = next((visit.per_late_hour for visit in visits if visit.per_late_hour is not None), Fraction(0))
    weights = {
        "technician_cost": 60,
        "travel_distance": round(60 * vehicles[0].per_kilometre) if vehicles else 0,
        "travel_time": round(vehicles[0].per_travelled_hour) if vehicles else 0,
        "lateness": round(late),
    }
    level = tuple((term, weight) for term, weight in weights.items() if weight)
    return Policy("google", ((("unserved", 100),), level), late="penalise", strict=False)
