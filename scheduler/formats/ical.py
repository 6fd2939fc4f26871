"""A plan as calendars, one for each technician, as RFC 5545 has it: the same plan gives the same bytes.

No wall clock is read: ``DTSTAMP`` is when the plan was made if that is passed in, else the start of the horizon. An
event keeps its identity when a visit moves to another time or technician, so that calendars follow. The members of a
crew have the same event, as the guests of a meeting have, and it names them all. A stop at a depot is an event, too.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from icalendar import Calendar, Event, vGeo

from scheduler.check.itinerary import Visit, itineraries
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop

#: Names the appointment of a visit, or the depot of a stop there; calendars of visits are no absences.
OWN = "X-ROUNDSMAN-APPOINTMENT"
_PRODUCT = "-//roundsman//plan//EN"
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def calendars(problem: ProblemData, plan: Plan, stamp: datetime | None = None) -> dict[str, str]:
    """The text of every technician's calendar by file name, those without visits included (they may have had some)."""
    when = (problem.horizon.start if stamp is None else stamp).astimezone(UTC).replace(microsecond=0)
    made = {item.id: _calendar(item.id, item.name) for item in problem.technicians}
    for itinerary in itineraries(problem, plan.sorted()):
        calendar = made[itinerary.technician.id]
        for visit in itinerary.visits:
            crew = [route.technician for route, _ in plan.visits[visit.stop.id]]
            calendar.add_component(_event(problem, visit, crew, when))
        depots = (stop for stop in itinerary.route.stops if stop.kind == "depot")
        for place, stop in enumerate(depots, 1):
            calendar.add_component(_pick_up(problem, itinerary.route, stop, place, when))
    alike = Counter(name.casefold() for name in made)
    return {_file_name(name, alike[name.casefold()] > 1): one.to_ical().decode() for name, one in made.items()}


def _file_name(technician: str, shared: bool) -> str:
    """The id, if it can be the name of a file, else what of it can be and a digest of it."""
    safe = _SAFE.sub("-", technician).strip(".-")[:60]
    if safe == technician and not shared:  # some systems take two names that differ in case for one
        return f"{technician}.ics"
    return f"{safe or 'technician'}-{hashlib.sha256(technician.encode()).hexdigest()[:8]}.ics"


def _calendar(technician: str, name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", technician)
    if name:
        calendar.add("X-WR-CALDESC", name)
    return calendar


def _event(problem: ProblemData, visit: Visit, crew: Sequence[str], when: datetime) -> Event:
    item = visit.appointment
    event = _stop(problem, visit.stop, item.id, item.location, when)
    event.add("SUMMARY", " ".join(filter(None, (item.id, item.details.get("customer")))))
    told = [f"crew: {', '.join(crew)}"] if len(crew) > 1 else []
    told += [f"{key.replace('_', ' ')}: {value}" for key, value in sorted(item.details.items()) if value]
    if told:
        event.add("DESCRIPTION", "\n".join(told))
    return event


def _pick_up(problem: ProblemData, route: Route, stop: Stop, number: int, when: datetime) -> Event:
    """A stop at a depot, known by its route and which of the stops there it is."""
    places = {depot.id: depot.location for depot in problem.depots}
    event = _stop(problem, stop, "\n".join((route.technician, route.shift, str(number))), places.get(stop.id), when)
    event.add("SUMMARY", f"pick up at {stop.id}")
    return event


def _stop(problem: ProblemData, stop: Stop, known_by: str, location: int | None, when: datetime) -> Event:
    event = Event()
    event.add("UID", f"{hashlib.sha256(known_by.encode()).hexdigest()[:32]}@roundsman")
    event.add("DTSTAMP", when)
    event.add("DTSTART", problem.horizon.instant(stop.start).astimezone(UTC))
    event.add("DTEND", problem.horizon.instant(stop.end).astimezone(UTC))
    event.add(OWN, stop.id)
    place = None if location is None else problem.locations[location]
    if place is not None and place.latitude is not None and place.longitude is not None:
        event.add("GEO", vGeo((place.latitude, place.longitude)))
    return event
