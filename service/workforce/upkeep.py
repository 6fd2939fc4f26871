"""What follows from every change of a technician, of what is known of one, or of a calendar that one works by."""

from typing import Any

from sqlalchemy import select

from service.calendars.operations import CHANGED
from service.context import Context
from service.errors import Problem
from service.timeline.models import Event
from service.timeline.operations import FOLLOWERS
from service.workforce.models import Technician, Territory
from service.workforce.roster import EVERY, Shift, Timed
from service.workforce.workdays import touch


def follow_record(ctx: Context, row: Any, event: Event) -> None:
    """Let the technician's days, or those that the record is about, be others than before."""
    touch(ctx, [row.technician_id])
    if isinstance(row, Timed):
        touch(ctx, [row.technician_id], row.starts_at, row.ends_at)
    if isinstance(row, Shift) and not row.cancelled:
        _check_apart(ctx, row)


def follow_technician(ctx: Context, row: Technician, event: Event) -> None:
    """Let all days of a technician be others than before."""
    touch(ctx, [row.id])


def follow_territory(ctx: Context, row: Territory, event: Event) -> None:
    """Let all days of those who are at home in a territory be others than before."""
    touch(ctx, ctx.session.scalars(select(Technician.id).where(Technician.territory_id == row.id)))


def follow_calendar(ctx: Context, calendar_id: int) -> None:
    """Let all days of those who work by a calendar be others than before."""
    touch(ctx, ctx.session.scalars(select(Technician.id).where(Technician.calendar_id == calendar_id)))


def _check_apart(ctx: Context, shift: Shift) -> None:
    wanted = select(Shift.id).where(
        Shift.technician_id == shift.technician_id,
        Shift.id != shift.id,
        ~Shift.cancelled,
        Shift.starts_at < shift.ends_at,
        Shift.ends_at > shift.starts_at,
    )
    if (other := ctx.session.scalar(wanted.limit(1))) is not None:
        detail = f"technician {shift.technician_id} has shift {other} at that time"
        raise Problem(409, "shifts_overlap", detail, rule="shifts_apart", field="starts_at")


for kind in EVERY:
    FOLLOWERS.setdefault(kind, []).append(follow_record)
FOLLOWERS.setdefault(Technician, []).append(follow_technician)
FOLLOWERS.setdefault(Territory, []).append(follow_territory)
CHANGED.append(follow_calendar)
