"""Technicians of a problem, with what they may do and when they work."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from scheduler.entities import Break, Certificate, Interval, Membership, Quantity, Shift, Skill, Technician
from scheduler.horizon import Horizon
from service.calendars.operations import calendar_of
from service.planning.demand import Places
from service.planning.hours import Stretch, stretches
from service.planning.reading import Roster
from service.planning.scope import Scope, technician_name
from service.workforce.locating import Point

AGE = (date(1900, 1, 1), date(2200, 1, 1))
"""Days outside are for ever."""


def first_tick(horizon: Horizon, day: date | None) -> int | None:
    """Return the tick at which a day begins; None for ever."""
    return None if day is None or day < AGE[0] else horizon.tick_up(horizon.midnight(day))


def tick_after(horizon: Horizon, day: date | None) -> int | None:
    """Return the tick after a day; None for ever."""
    return None if day is None or day >= AGE[1] else horizon.tick_up(horizon.midnight(day + timedelta(days=1)))


def technician_item(
    scope: Scope, horizon: Horizon, places: Places, roster: Roster, row: Any, codes: Mapping[int, str]
) -> Technician | None:
    """Return a technician with what is known of one; None for somebody without a home to start from."""
    home = places.at(Point(row.home_latitude, row.home_longitude))
    if home is None:
        return None

    def dates(each: Any) -> dict[str, int | None]:
        return {"start": first_tick(horizon, each.starts_on), "end": tick_after(horizon, each.ends_on)}

    calendar = roster.calendars.get(row.calendar_id or 0)
    on_duty = stretches(scope, roster.shifts.get(row.id, []), None if calendar is None else calendar_of(calendar))
    members = roster.memberships.get(row.id, [])
    return Technician(
        id=technician_name(row.id),
        name=row.name,
        home=home,
        end=places.at(Point(row.end_latitude, row.end_longitude)),
        shifts=tuple(_shift(horizon, row, each) for each in on_duty),
        memberships=tuple(Membership(codes[each.territory_id], each.kind.value, **dates(each)) for each in members)
        or _at_home(row, codes),
        skills=tuple(Skill(each.skill, each.level, **dates(each)) for each in roster.skills.get(row.id, ())),
        certificates=tuple(Certificate(each.name, **dates(each)) for each in roster.certificates.get(row.id, ())),
        tools=tuple(row.tools),
        stock=tuple(
            Quantity(each.part_number, each.quantity) for each in roster.stock.get(row.id, ()) if each.quantity
        ),
        absences=tuple(
            Interval(horizon.tick_down(each.starts_at), horizon.tick_up(each.ends_at))
            for each in roster.absences.get(row.id, ())
        ),
        efficiency=row.efficiency_percent * 10,
        cost_per_hour=row.cost_per_hour,
        cost_per_shift=row.cost_per_shift,
    )


def _at_home(row: Any, codes: Mapping[int, str]) -> tuple[Membership, ...]:
    return () if row.territory_id is None else (Membership(codes[row.territory_id]),)


def _shift(horizon: Horizon, row: Any, each: Stretch) -> Shift:
    return Shift(
        id=f"{each.start.astimezone(horizon.zone):%Y-%m-%dT%H:%M}",
        start=horizon.tick_up(each.start),
        end=horizon.tick_down(each.end),
        soft_end=None if each.overtime_from is None else horizon.tick_down(each.overtime_from),
        breaks=tuple(
            Break(
                horizon.tick_up(rest.earliest),
                max(horizon.tick_up(rest.earliest), horizon.tick_down(rest.latest)),
                horizon.ticks(rest.length / timedelta(minutes=1)),
            )
            for rest in each.rests
        ),
        max_visits=row.max_visits,
        max_travel=None if row.max_travel_minutes is None else horizon.ticks(row.max_travel_minutes),
        max_duration=None if row.max_work_minutes is None else horizon.ticks(row.max_work_minutes),
    )


def paces(roster: Roster) -> dict[int, int]:
    """Return the efficiency of each technician per mille."""
    return {each.id: each.efficiency_percent * 10 for each in roster.technicians}


def homes(roster: Roster) -> dict[int, Point]:
    """Return where each technician lives."""
    return {each.id: Point(each.home_latitude, each.home_longitude) for each in roster.technicians}


def homeless(roster: Roster) -> Sequence[str]:
    """Return the names of those who are not planned, because nobody knows where they start."""
    return [each.name for each in roster.technicians if each.home_latitude is None]
