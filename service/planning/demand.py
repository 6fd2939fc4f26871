"""Appointments of a problem: visits to be placed, and technicians' time that is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scheduler.entities import Appointment, Location, Pin, Predecessor, Quantity, SkillRequirement, Window
from scheduler.horizon import Horizon
from service.fieldwork.policy import BOOKED
from service.planning.reading import Records, Visit
from service.planning.scope import fact_name, hold_name, technician_name, visit_name
from service.sla.models import Priority
from service.workforce.locating import Point
from service.workforce.roster import PreferenceKind

URGENCY: Mapping[Priority, int] = {priority: rank for rank, priority in enumerate(reversed(list(Priority)), 1)}
"""The most urgent is 1."""


@dataclass
class Places:
    """Locations of a problem, each once."""

    locations: list[Location] = field(default_factory=list)
    _known: dict[Point, int] = field(default_factory=dict)

    def at(self, point: Point) -> int | None:
        """Return the location of a point; None if it is nowhere."""
        if point.latitude is None or point.longitude is None:
            return None
        if point not in self._known:
            self._known[point] = len(self.locations)
            self.locations.append(Location(f"{point.latitude},{point.longitude}", point.latitude, point.longitude))
        return self._known[point]


@dataclass(frozen=True)
class Bounds:
    """When a visit may start and by when it must have ended, in ticks."""

    earliest: int
    before: int | None
    """Excluded."""
    due: int | None

    @property
    def windows(self) -> tuple[Window, ...]:
        """The window of its start, if there is one."""
        if self.before is None:
            return ()
        return (Window(min(self.earliest, self.before - 1), self.before - 1),)


def bounds(horizon: Horizon, row: Any, now: datetime, siblings: Sequence[Any], within: set[int]) -> Bounds:
    """Return when a visit may be: within the SLA window, as promised, not in the past, and in the order of its work.

    What was promised and has passed binds no more. Visits `within` the same problem are ordered by it.
    """
    promised = row.arrival_window_end is not None and row.arrival_window_end > now
    starts = [now, row.window_start, row.arrival_window_start if promised else None]
    ends = [row.window_end, row.arrival_window_end if promised else None]
    dues = [row.due_date]
    for other in siblings:
        if other.id == row.id or other.id in within or other.status_category not in BOOKED:
            continue
        if other.position < row.position:
            starts.append(other.sched_end + timedelta(minutes=row.minimum_delay_minutes))
        else:
            dues.append(other.sched_start - timedelta(minutes=other.minimum_delay_minutes))
    latest = [horizon.tick_up(each) for each in ends if each is not None]
    due = [horizon.tick_down(each) for each in dues if each is not None]
    return Bounds(
        max(horizon.tick_up(each) for each in starts if each is not None),
        min(latest) if latest else None,
        min(due) if due else None,
    )


def visit_item(
    records: Records, horizon: Horizon, places: Places, visit: Visit, codes: Mapping[int, str]
) -> Appointment:
    """Return a visit to be placed."""
    row, within = visit.row, {each.row.id for each in records.open}
    siblings = records.siblings.get(row.order_id, [])
    when = bounds(horizon, row, records.scope.now, siblings, within)
    wishes = {
        kind: tuple(
            technician_name(each.technician_id)
            for each in records.preferences.get(row.account_id, ())
            if each.kind == kind
        )
        for kind in PreferenceKind
    }
    return Appointment(
        id=visit_name(row.id),
        duration=horizon.ticks(row.duration_minutes),
        location=places.at(visit.point),
        territory=None if visit.territory_id is None else codes[visit.territory_id],
        windows=when.windows,
        earliest_start=when.earliest,
        due=when.due,
        priority=URGENCY[Priority(row.priority)],
        skills=tuple(SkillRequirement(name, level) for name, level in sorted(row.skills.items())),
        certificates=tuple(row.certificates),
        tools=tuple(row.tools),
        parts=tuple(Quantity(part, quantity) for part, quantity in sorted(visit.parts.items())),
        required_technicians=wishes[PreferenceKind.REQUIRED],
        preferred_technicians=wishes[PreferenceKind.PREFERRED],
        excluded_technicians=wishes[PreferenceKind.EXCLUDED],
        crew_size=row.crew_size,
        predecessors=tuple(
            Predecessor(visit_name(other.id), horizon.ticks(row.minimum_delay_minutes))
            for other in siblings
            if other.id in within and other.position < row.position
        ),
        work_order=f"W-{row.order_id:06}",
        details=_details(row),
    )


def _details(row: Any) -> dict[str, str]:
    said = {
        "subject": row.subject,
        "account": row.account,
        "contact": row.contact_name,
        "phone": row.contact_phone,
        "access": row.access_notes,
    }
    return {name: text for name, text in said.items() if text}


def taken(
    records: Records,
    horizon: Horizon,
    places: Places,
    codes: Mapping[int, str],
    homes: Mapping[int, Point],
    pace: Mapping[int, int],
) -> list[Appointment]:
    """Return the time of technicians that is settled, by visits that stay and by holds, as facts.

    A visit without a place is taken to be at the technician's home, so that its time at least is known.
    """
    found = []
    for row, point, territory in records.taken:
        place = point if point.latitude is not None else homes[row.technician_id]
        name = fact_name(row.id, row.technician_id)
        label = None if territory is None else codes[territory]
        item = fact(
            name, horizon, row.technician_id, row.starts_at, row.ends_at, places.at(place), pace[row.technician_id]
        )
        found.append(item.replace(territory=label, work_order=f"W-{row.order_id:06}", details=_details(row)))
    for hold in records.holds:
        at = places.at(Point(hold.latitude, hold.longitude))
        item = fact(
            hold_name(hold.id), horizon, hold.technician_id, hold.starts_at, hold.ends_at, at, pace[hold.technician_id]
        )
        found.append(item.replace(territory=None if hold.territory_id is None else codes[hold.territory_id]))
    return found


def fact(
    name: str, horizon: Horizon, technician: int, start: datetime, end: datetime, location: int | None, pace: int
) -> Appointment:
    """Return a technician's time as a fact; its nominal length is such that it takes all of it at that pace."""
    first, last = horizon.tick_down(start), horizon.tick_up(end)
    return Appointment(
        id=name,
        duration=-(-(last - first) * pace // 1000),
        location=location,
        pin=Pin(technician_name(technician), first, frozen=True),
    )
