"""The rotation ledger of records: what everybody was assigned, and could have been, beside the days that are planned.

It is derived from the assignments in force, so a visit that is cancelled gives its turn back. What lies before counts
less by day, as `scheduler.ledger` has it; what lies after counts whole. What is older than `MEMORY` is forgotten.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from scheduler.entities import LedgerEntry
from scheduler.horizon import Horizon
from scheduler.ledger import decay
from service.calendars.operations import calendar_of
from service.db import Session
from service.fieldwork.models import Booking, ServiceAppointment
from service.fieldwork.policy import BOOKED
from service.planning.hours import on_duty, stretches
from service.planning.reading import Roster, in_parts
from service.planning.scope import TICKS_PER_MINUTE, Scope, technician_name
from service.workforce.roster import Absence, Shift

MEMORY = timedelta(weeks=16)
MINUTE = timedelta(minutes=1)


def ledger(
    session: Session, scope: Scope, roster: Roster, horizon: Horizon, beside: Sequence[Any]
) -> tuple[LedgerEntry, ...]:
    """Return what each technician carries over into a scope; `beside` are bookings on its days that meet no shift."""
    numbers = [each.id for each in roster.technicians]
    done = _assigned(session, scope, numbers)
    for row in beside:
        done[row.technician_id].append((row.starts_at, row.duration_minutes))
    owed = _capacity(session, scope, roster)
    found = []
    for number in numbers:
        minutes, turns, last = 0.0, 0.0, None
        for start, length in done.get(number, ()):
            weight = decay(min(start.astimezone(scope.zone).date(), scope.first_day), scope.first_day)
            minutes, turns = minutes + length * weight, turns + weight
            last = start if last is None else max(last, start)
        if turns or owed[number]:
            found.append(
                LedgerEntry(
                    technician_name(number),
                    load=round(minutes * TICKS_PER_MINUTE),
                    turns=round(turns * 1000),
                    capacity=round(owed[number] * TICKS_PER_MINUTE),
                    last_turn=None if last is None else horizon.tick_down(last),
                )
            )
    return tuple(found)


def _assigned(session: Session, scope: Scope, numbers: Sequence[int]) -> dict[int, list[tuple[datetime, int]]]:
    """Return start and nominal minutes of everybody's visits that are in force and not on the days of the scope."""
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for some in in_parts(numbers):
        wanted = (
            select(Booking.technician_id, Booking.starts_at, ServiceAppointment.duration_minutes)
            .join(ServiceAppointment, ServiceAppointment.id == Booking.appointment_id)
            .where(Booking.technician_id.in_(some), Booking.starts_at >= scope.start - MEMORY)
            .where((Booking.starts_at < scope.start) | (Booking.starts_at >= scope.end))
            .where(ServiceAppointment.status_category.in_(BOOKED), ServiceAppointment.id.not_in(scope.without))
        )
        for technician, start, minutes in session.execute(wanted):
            found[technician].append((start, minutes))
    return found


def _capacity(session: Session, scope: Scope, roster: Roster) -> dict[int, float]:
    """Return the minutes that everybody was on duty before the scope, decayed."""
    past = Scope((), (scope.start - MEMORY).date(), MEMORY.days, scope.timezone, scope.now)
    entered, away = _rows(session, past, roster, Shift), _rows(session, past, roster, Absence)
    found: dict[int, float] = defaultdict(float)
    known: dict[tuple[int | None, date | None], float] = {}
    for each in roster.technicians:
        shifts, absences = entered.get(each.id, []), away.get(each.id, [])
        key = (each.calendar_id, each.works_since)
        if shifts or absences or key not in known:
            row = roster.calendars.get(each.calendar_id or 0)
            worked = on_duty(stretches(past, shifts, None if row is None else calendar_of(row)), absences)
            since = each.works_since or date.min
            sums = [
                length / MINUTE * decay(day, scope.first_day)
                for day, length in worked
                if since <= day < scope.first_day
            ]
            found[each.id] = sum(sums)
            if not shifts and not absences:
                known[key] = found[each.id]
        else:
            found[each.id] = known[key]
    return found


def _rows(session: Session, past: Scope, roster: Roster, model: type[Shift] | type[Absence]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    names = ("technician_id", "starts_at", "ends_at", *(("overtime_from", "breaks") if model is Shift else ()))
    for some in in_parts(each.id for each in roster.technicians):
        wanted = select(*(getattr(model, name) for name in names)).where(model.technician_id.in_(some))
        met = wanted.where(~model.cancelled, model.starts_at < past.end, model.ends_at > past.start)
        for row in session.execute(met.order_by(model.starts_at)):
            found[row.technician_id].append(row)
    return found
