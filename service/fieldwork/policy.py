"""The life cycles of work orders and visits, and gates 2 and 5. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from service.transitions import Transitions


class WorkKind(StrEnum):
    """Where work is done."""

    FIELD = "field"
    BACK_OFFICE = "back_office"


class Purpose(StrEnum):
    """What work is for."""

    SERVICE = "service"
    INSTALLATION = "installation"
    DEMO = "demo"
    REPAIR = "repair"


class WorkStatus(StrEnum):
    """Where a work order is on its way."""

    NEW = "new"
    TO_SCHEDULE = "to_schedule"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANNOT_COMPLETE = "cannot_complete"
    CANCELLED = "cancelled"


class VisitCategory(StrEnum):
    """What a status of an appointment means; statuses of an installation's own belong to one of these."""

    NONE = "none"
    SCHEDULED = "scheduled"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANNOT_COMPLETE = "cannot_complete"
    CANCELED = "canceled"


OPEN = ("new", "to_schedule", "scheduled", "active", "on_hold")

FIELD_ORDER = Transitions(
    record="work order",
    initial="new",
    table={
        ("new", "request_schedule"): "to_schedule",
        ("new", "schedule"): "scheduled",
        ("to_schedule", "schedule"): "scheduled",
        ("scheduled", "schedule"): "scheduled",
        ("active", "schedule"): "active",
        ("scheduled", "activate"): "active",
        ("scheduled", "lose_appointment"): "to_schedule",
        ("active", "lose_appointment"): "to_schedule",
        ("scheduled", "recommit"): "to_schedule",
        ("to_schedule", "recommit"): "to_schedule",
        ("active", "recommit"): "to_schedule",
        ("new", "recommit"): "to_schedule",
        ("active", "hold"): "on_hold",
        ("on_hold", "release"): "scheduled",
        ("active", "complete"): "completed",
        ("active", "cannot_complete"): "cannot_complete",
        ("cannot_complete", "request_schedule"): "to_schedule",
        **{(state, "cancel"): "cancelled" for state in OPEN},
    },
)

OFFICE_ORDER = Transitions(
    record="work order",
    initial="new",
    table={
        ("new", "activate"): "active",
        ("active", "hold"): "on_hold",
        ("on_hold", "release"): "active",
        ("active", "complete"): "completed",
        ("active", "cannot_complete"): "cannot_complete",
        ("cannot_complete", "activate"): "active",
        **{(state, "cancel"): "cancelled" for state in ("new", "active", "on_hold")},
    },
)

VISIT = Transitions(
    record="appointment",
    initial="none",
    table={
        ("none", "schedule"): "scheduled",
        ("scheduled", "schedule"): "scheduled",
        ("dispatched", "schedule"): "scheduled",
        ("scheduled", "unschedule"): "none",
        ("dispatched", "unschedule"): "none",
        ("scheduled", "dispatch"): "dispatched",
        ("dispatched", "start"): "in_progress",
        ("scheduled", "start"): "in_progress",
        ("in_progress", "complete"): "completed",
        ("in_progress", "cannot_complete"): "cannot_complete",
        **{(state, "cancel"): "canceled" for state in ("none", "scheduled", "dispatched")},
    },
)

BOOKED = ("scheduled", "dispatched", "in_progress", "completed")
"""Categories in which an appointment stands in the calendar."""


class Window(NamedTuple):
    """The SLA window of a work order: from when to when a visit may start, and by when it must have ended."""

    start: datetime
    end: datetime | None
    due: datetime

    def holds(self, start: datetime, end: datetime) -> bool:
        """Return whether a visit from `start` to `end` lies within. `self.end` is excluded, `due` is included."""
        return self.start <= start and (self.end is None or start < self.end) and end <= self.due


def gate_2_fault(window: Window | None, visits: Iterable[tuple[datetime, datetime]]) -> str | None:
    """Return why a field work order with these booked visits cannot be active; None if it can."""
    if window is None:
        return "the work order has no SLA window"
    visits = list(visits)
    outside = [start for start, end in visits if not window.holds(start, end)]
    if not visits:
        return "no appointment is scheduled"
    if outside:
        return f"an appointment at {outside[0].isoformat()} is outside the SLA window"
    return None


def gate_5_fault(has_report: bool, has_signature: bool) -> str | None:
    """Return what is missing for a field work order to be completed; None if nothing is."""
    missing = [name for name, there in (("service report", has_report), ("signature", has_signature)) if not there]
    return (
        f"the customer's {' and the '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        if missing
        else None
    )
