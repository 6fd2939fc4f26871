"""Visits: planning them, booking technicians, and carrying them out."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from service import rows
from service.context import Context
from service.errors import Problem, gate, invalid
from service.fieldwork.models import AppointmentStatus, Booking, ServiceAppointment, WorkOrder
from service.fieldwork.operations import lose_appointment, move
from service.fieldwork.policy import BOOKED, VISIT, VisitCategory, WorkKind, WorkStatus
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS, record
from service.workforce.models import Technician
from service.workforce.workdays import touch

TAKING = (WorkStatus.NEW, WorkStatus.TO_SCHEDULE, WorkStatus.SCHEDULED, WorkStatus.ACTIVE)
"""States of a work order whose visits can be planned."""


def ship_statuses(ctx: Context) -> None:
    """Add the shipped statuses of appointments that are not there."""
    present = set(ctx.session.scalars(select(AppointmentStatus.name)))
    for category in VisitCategory:
        if category.value not in present:
            ctx.session.add(AppointmentStatus(name=category.value, category=category))


def tell(ctx: Context, visit: ServiceAppointment, kind: str, **more: Any) -> None:
    """Append an event to a visit's timeline and its case's journey; the days that it stands on are others now."""
    if visit.bookings and visit.sched_start is not None and visit.sched_end is not None:
        touch(ctx, visit.technicians, visit.sched_start, visit.sched_end)
    record(ctx, visit, kind, case_id=visit.work_order.case_id, **more)


def add_visit(ctx: Context, order: WorkOrder, **columns: Any) -> ServiceAppointment:
    """Plan a further visit for a field work order, after those it has."""
    if order.kind != WorkKind.FIELD:
        raise invalid("work_order_id", "a back office's work has no visits", rule="field_work")
    if order.status not in TAKING:
        order.transitions.after(order.status, "schedule")
    position = 1 + max((visit.position for visit in order.appointments), default=0)
    columns["duration_minutes"] = columns.get("duration_minutes") or order.duration_minutes
    visit = ServiceAppointment(position=position, status="none", status_category=VisitCategory.NONE, **columns)
    order.appointments.append(visit)
    tell(ctx, visit, "created")
    return visit


def set_status(visit: ServiceAppointment, event: str) -> None:
    """Move a visit to the category that an event leads to, under its shipped status."""
    category = VISIT.after(visit.status_category, event)
    visit.status, visit.status_category = category, VisitCategory(category)


def schedule(ctx: Context, visit: ServiceAppointment, *, start: datetime, technician_ids: Sequence[int]) -> None:
    """Put a visit into the calendar of its crew, or move it there.

    Refused: a technician whose time is taken, a crew of another size than the work order's, a visit before the end of
    the one it follows, and, while the work order is active, one outside its SLA window (gate 2).
    """
    order = visit.work_order
    VISIT.after(visit.status_category, "schedule")
    order.transitions.after(order.status, "schedule")
    crew = [
        rows.refer(ctx, Technician, number, f"technician_ids.{index}") for index, number in enumerate(technician_ids)
    ]
    if len({each.id for each in crew}) != order.crew_size or not all(each.active for each in crew):
        raise invalid("technician_ids", f"this work needs a crew of {order.crew_size}, all of them active", rule="crew")
    end = start + timedelta(minutes=visit.duration_minutes)
    _check_order(visit, start, end)
    _check_free(ctx, visit, crew, start, end)
    put(ctx, visit, start=start, end=end, technician_ids=[each.id for each in crew])


def put(
    ctx: Context,
    visit: ServiceAppointment,
    *,
    start: datetime,
    end: datetime,
    technician_ids: Sequence[int],
    plan_run: str | None = None,
    **facts: Any,
) -> None:
    """Put a visit where somebody has looked that it can be. What no gate allows is refused all the same.

    `facts` are told with it: why it is there.
    """
    order = visit.work_order
    if order.status == WorkStatus.ACTIVE and order.window and not order.window.holds(start, end):
        raise gate(2, "the work order is active, and this would be outside its SLA window", rule="sla_window")
    promised = visit.arrival_window_start, visit.arrival_window_end
    if promised[0] and promised[1] and not promised[0] <= start < promised[1]:
        visit.arrival_window_start = visit.arrival_window_end = None
    _book(ctx, visit, technician_ids, start, end)
    set_status(visit, "schedule")
    tell(ctx, visit, "schedule", technicians=list(technician_ids), plan_run=plan_run, **facts)
    if order.status != WorkStatus.ACTIVE:
        move(ctx, order, "schedule", appointment=visit.id, plan_run=plan_run)


def _check_order(visit: ServiceAppointment, start: datetime, end: datetime) -> None:
    for other in visit.work_order.appointments:
        if other.id == visit.id or other.sched_start is None or other.sched_end is None:
            continue
        first, second = (other, visit) if other.position < visit.position else (visit, other)
        earliest = (other.sched_end if first is other else end) + timedelta(minutes=second.minimum_delay_minutes)
        if (start if second is visit else other.sched_start) < earliest:
            raise invalid(
                "start", f"visit {second.position} begins {earliest.isoformat()} at the earliest", rule="visit_order"
            )


def _check_free(
    ctx: Context, visit: ServiceAppointment, crew: Sequence[Technician], start: datetime, end: datetime
) -> None:
    taken = ctx.session.scalars(
        select(Booking)
        .where(Booking.technician_id.in_([each.id for each in crew]), Booking.appointment_id != visit.id)
        .where(Booking.starts_at < end, Booking.ends_at > start)
        .order_by(Booking.starts_at)
    ).first()
    if taken is not None:
        raise Problem(
            409,
            "double_booked",
            f"technician {taken.technician_id} is taken from {taken.starts_at.isoformat()}"
            f" to {taken.ends_at.isoformat()}",
            rule="ex_booking_technician_time",
            field="technician_ids",
            appointment_id=taken.appointment_id,
        )


def _book(ctx: Context, visit: ServiceAppointment, crew: Sequence[int], start: datetime, end: datetime) -> None:
    free(ctx, visit)
    visit.sched_start, visit.sched_end = start, end
    ctx.session.flush()
    visit.bookings = [Booking(technician_id=number, starts_at=start, ends_at=end) for number in crew]


def free(ctx: Context, visit: ServiceAppointment) -> None:
    """Give the time of a visit's crew free, before it stands elsewhere or nowhere."""
    if visit.bookings and visit.sched_start is not None and visit.sched_end is not None:
        touch(ctx, visit.technicians, visit.sched_start, visit.sched_end)
    visit.bookings = []
    ctx.session.flush()


def withdraw(ctx: Context, visit: ServiceAppointment, event: str, *, reason: str) -> None:
    """Take a visit out of the calendar: unschedule it, cancel it, or give it up on site.

    If the work order was counting on it, the work order is to be scheduled again, and escalates, at the same time.
    """
    order = visit.work_order
    VISIT.after(visit.status_category, event)
    counted = visit.status_category in BOOKED
    others = [each for each in order.appointments if each is not visit and each.status_category in BOOKED]
    if (
        counted
        and order.status in (WorkStatus.SCHEDULED, WorkStatus.ACTIVE)
        and (order.status == WorkStatus.ACTIVE or not others)
    ):
        lose_appointment(ctx, order, reason=reason)
    free(ctx, visit)
    visit.outcome_reason = reason
    if event == "cannot_complete":
        visit.actual_end = ctx.now
    else:
        visit.sched_start = visit.sched_end = None
    set_status(visit, event)
    tell(ctx, visit, event, reason=reason)


def dispatch(ctx: Context, visit: ServiceAppointment) -> None:
    """Send a visit to its crew."""
    set_status(visit, "dispatch")
    tell(ctx, visit, "dispatch")


def start(ctx: Context, visit: ServiceAppointment) -> None:
    """Note that the crew is there. The work order must be active: gate 2 was passed."""
    if visit.work_order.status != WorkStatus.ACTIVE:
        raise Problem(
            409,
            "work_order_not_active",
            "activate the work order before its visit begins",
            gate=2,
            rule="work_order_active",
            allowed=visit.work_order.allowed,
        )
    set_status(visit, "start")
    visit.actual_start = ctx.now
    tell(ctx, visit, "start")


def finish(ctx: Context, visit: ServiceAppointment) -> None:
    """Note that the crew is done."""
    set_status(visit, "complete")
    visit.actual_end = ctx.now
    tell(ctx, visit, "complete")


PLANNED_BY = frozenset({"priority", "territory_id", "window_start", "window_end", "due_date", "skills", "tools"})
"""Columns of a work order that its visits are planned by."""


def follow_order(ctx: Context, order: WorkOrder, event: Event) -> None:
    """Let the days on which an order's visits stand be others, once what they are planned by has changed."""
    changed = json.loads(event.data).get("after", {})
    for visit in order.appointments if PLANNED_BY & changed.keys() and event.kind != "created" else ():
        if visit.bookings and visit.sched_start is not None and visit.sched_end is not None:
            touch(ctx, visit.technicians, visit.sched_start, visit.sched_end)


FOLLOWERS.setdefault(WorkOrder, []).append(follow_order)
