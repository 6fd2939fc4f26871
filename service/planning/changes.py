"""Moving visits: everybody's way into the calendar, whether a whole plan, one assignment, or taking either back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service.context import Context
from service.errors import Problem
from service.fieldwork import visits
from service.fieldwork.models import Booking, ServiceAppointment, WorkOrder
from service.fieldwork.policy import VisitCategory
from service.planning.models import RUN, PlanningRun, Publication, PublishedChange, RunStatus
from service.planning.reading import in_parts
from service.timeline.operations import record

MOVABLE = (VisitCategory.NONE, VisitCategory.SCHEDULED, VisitCategory.DISPATCHED)


@dataclass(frozen=True)
class Place:
    """When a visit is, and who goes."""

    start: datetime
    end: datetime
    technicians: tuple[int, ...]

    def told(self) -> dict[str, Any]:
        """Return it as data."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat(), "technicians": list(self.technicians)}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Place":
        """Return the place that data tell."""
        start, end = (datetime.fromisoformat(said[name]) for name in ("start", "end"))
        return cls(start, end, tuple(said["technicians"]))


@dataclass(frozen=True)
class Change:
    """A visit that is to be elsewhere, or nowhere, with what is told of it."""

    visit: ServiceAppointment
    before: Place | None
    after: Place | None
    facts: Mapping[str, Any] = field(default_factory=dict)


def place_of(visit: ServiceAppointment) -> Place | None:
    """Return where a visit stands; None if nowhere."""
    if visit.sched_start is None or visit.sched_end is None or not visit.bookings:
        return None
    return Place(visit.sched_start, visit.sched_end, tuple(visit.technicians))


def locked(ctx: Context, numbers: Iterable[int]) -> dict[int, ServiceAppointment]:
    """Return visits by number, their work orders locked until the transaction ends, in one order."""
    found: dict[int, ServiceAppointment] = {}
    for some in in_parts(numbers):
        orders = select(ServiceAppointment.work_order_id).where(ServiceAppointment.id.in_(some))
        wanted = select(WorkOrder).where(WorkOrder.id.in_(orders)).order_by(WorkOrder.id)
        held = wanted.with_for_update(key_share=True, of=WorkOrder).execution_options(populate_existing=True)
        for order in ctx.session.scalars(held):
            found |= {visit.id: visit for visit in order.appointments}
    return found


def apply(ctx: Context, changes: Sequence[Change], *, plan_run: str | None = None) -> None:
    """Carry out changes: all time that becomes free is given free before any is taken.

    A work order that loses its last visit is to be scheduled again, and escalates.
    """
    for each in changes:
        if each.before is not None and each.after is not None:
            visits.free(ctx, each.visit)
    for each in changes:
        if each.after is None:
            visits.withdraw(ctx, each.visit, "unschedule", reason="there is no room for it in the plan")
    placed = [(each.after, each) for each in changes if each.after is not None]
    for place, each in sorted(placed, key=lambda pair: (pair[0].start, pair[1].visit.id)):
        visits.put(
            ctx,
            each.visit,
            start=place.start,
            end=place.end,
            technician_ids=place.technicians,
            plan_run=plan_run,
            **each.facts,
        )


def roll_back(ctx: Context, publication: Publication, run: PlanningRun, *, reason: str) -> list[dict[str, Any]]:
    """Put every visit of a publication back to where it was before it, and return those that have to stay.

    A visit stays that was moved since, has begun, or whose former time is taken.
    """
    if publication.rolled_back_at is not None:
        raise Problem(409, "rolled_back", "the publication was rolled back already", rule="roll_back")
    wanted = select(PublishedChange).where(PublishedChange.publication_id == publication.id)
    found = {each.appointment_id: each for each in ctx.session.scalars(wanted.order_by(PublishedChange.appointment_id))}
    known, stays, changes = locked(ctx, found), [], []
    for number, each in found.items():
        visit, before, after = known[number], _read(each.before), _read(each.after)
        if place_of(visit) != after or visit.status_category not in MOVABLE:
            stays.append({"appointment_id": number, "reason": "it was moved since, or has begun"})
        elif before is not None and _taken(ctx, before, found):
            stays.append({"appointment_id": number, "reason": "its former time is taken"})
        else:
            changes.append(Change(visit, after, before))
    apply(ctx, changes, plan_run=run.number)
    publication.rolled_back_at = ctx.now
    record(ctx, publication, "rolled_back", reason=reason, plan_run=run.number, stays=stays)
    if run.status == RunStatus.PUBLISHED:
        run.status = RunStatus(RUN.after(run.status, "roll_back"))
        record(ctx, run, "roll_back", reason=reason)
    return stays


def _read(said: Mapping[str, Any] | None) -> Place | None:
    return None if said is None else Place.read(said)


def _taken(ctx: Context, place: Place, moving: Mapping[int, Any]) -> bool:
    """Return whether others than those that move have the time of a place."""
    wanted = select(Booking.appointment_id).where(
        Booking.technician_id.in_(place.technicians),
        Booking.starts_at < place.end,
        Booking.ends_at > place.start,
        Booking.appointment_id.not_in(list(moving)),
    )
    return ctx.session.scalar(wanted.limit(1)) is not None
