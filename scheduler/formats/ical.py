"""A plan as calendars, one for each technician, as RFC 5545 has it: the same plan gives the same bytes.

No wall clock is read: ``DTSTAMP`` is when the plan was made if that is passed in, else the start of the horizon. An
event keeps its identity when a visit moves to another time or technician, so that calendars follow.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import UTC, datetime

from icalendar import Calendar, Event, vGeo

from scheduler.check.itinerary import Visit, itineraries
from scheduler.problem import ProblemData
from scheduler.solution import Plan

#: Names the appointment of a visit; calendars of visits are no absences.
OWN = "X-ROUNDSMAN-APPOINTMENT"
_PRODUCT = "-//roundsman//plan//EN"
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def calendars(problem: ProblemData, plan: Plan, stamp: datetime | None = None) -> dict[str, str]:
    """The text of every technician's calendar by file name, those without visits included (they may have had some)."""
    when = (problem.horizon.start if stamp is None else stamp).astimezone(UTC).replace(microsecond=0)
    made = {item.id: _calendar(item.id, item.name) for item in problem.technicians}
    for itinerary in itineraries(problem, plan.sorted()):
        for visit in itinerary.visits:
            made[itinerary.technician.id].add_component(_event(problem, visit, when))
    number = Counter(name.casefold() for name in made)
    return {_file_name(name, number[name.casefold()] > 1): one.to_ical().decode() for name, one in made.items()}


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


def _event(problem: ProblemData, visit: Visit, when: datetime) -> Event:
    item, stop, horizon = visit.appointment, visit.stop, problem.horizon
    event = Event()
    event.add("UID", f"{hashlib.sha256(item.id.encode()).hexdigest()[:32]}@roundsman")
    event.add("DTSTAMP", when)
    event.add("DTSTART", horizon.instant(stop.start).astimezone(UTC))
    event.add("DTEND", horizon.instant(stop.end).astimezone(UTC))
    event.add("SUMMARY", " ".join(filter(None, (item.id, item.details.get("customer")))))
    event.add(OWN, item.id)
    told = [f"{key.replace('_', ' ')}: {value}" for key, value in sorted(item.details.items()) if value]
    if told:
        event.add("DESCRIPTION", "\n".join(told))
    place = None if item.location is None else problem.locations[item.location]
    if place is not None and place.latitude is not None and place.longitude is not None:
        event.add("GEO", vGeo((place.latitude, place.longitude)))
    return event
