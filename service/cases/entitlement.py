"""What a case is entitled to, and by when it is therefore due."""

from datetime import datetime, timedelta
from typing import Any

from service.calendars.calendar import ROUND_THE_CLOCK, Calendar
from service.calendars.operations import load_calendar
from service.cases.models import Case
from service.context import Context
from service.sla.definition import RESOLUTION, RecordKind
from service.sla.models import Priority
from service.sla.operations import choose, definition_of, plans_of, target_hours, target_of
from service.sla.policy import due_at

ENTRY_FACTS = (
    *("case_type", "reason_code", "channel", "priority", "severity", "sentiment", "intent", "on_site_required"),
    *("customer_tier", "product_line", "team"),
)
"""Columns of a case that entry criteria may ask for."""


def facts_of(ctx: Context, case: Case) -> dict[str, Any]:
    """Return what entry criteria may ask of a case: its stamps, and the plans of its account's contracts."""
    return {
        **{name: getattr(case, name) for name in ENTRY_FACTS},
        "contract": plans_of(ctx, case.account_id, on=case.opened_at.date()),
    }


def entitle(ctx: Context, case: Case) -> None:
    """Give a new case the process that it keeps, and its first due time."""
    version = choose(ctx, RecordKind.CASE, facts_of(ctx, case))
    case.entitlement_id = version.id if version else None
    derive_due(ctx, case)


def pauses_of(case: Case, stops_for: list[str] | None = None) -> list[tuple[datetime, datetime | None]]:
    """Return the pauses of a case's running clock, all of them or those that its process lets it stand still for."""
    return [
        (each.began_at, each.ended_at)
        for each in case.pauses
        if each.began_at >= case.clock_started_at and (stops_for is None or each.waiting_for in stops_for)
    ]


def calendar_for(ctx: Context, case: Case) -> tuple[Calendar, list[str] | None]:
    """Return the calendar that a case's resolution is measured in, and for what its clock may stand still."""
    says = definition_of(ctx, case.entitlement_id)
    milestone = says.milestone(RESOLUTION) if says else None
    if says is None or milestone is None:
        return ROUND_THE_CLOCK, None
    return load_calendar(ctx, says.calendar_for(milestone)), says.stops_for


def derive_due(ctx: Context, case: Case) -> None:
    """Derive anew by when the case is due."""
    case.due_at = due_by(ctx, case, case.priority)


def due_by(ctx: Context, case: Case, priority: Priority) -> datetime:
    """Return by when a case would be due with a priority: from its clock, its target in its calendar, and its pauses.

    Without a process that promises a resolution, the priority's target counts round the clock.
    """
    says = definition_of(ctx, case.entitlement_id)
    milestone = says.milestone(RESOLUTION) if says else None
    if says is None or milestone is None:
        target = timedelta(hours=target_hours(ctx, priority))
        return due_at(case.clock_started_at, target, pauses_of(case))
    promised = target_of(ctx, milestone, {"priority": priority})
    calendar = load_calendar(ctx, says.calendar_for(milestone))
    assert isinstance(promised, timedelta)  # the process was checked for it when it was published
    return due_at(case.clock_started_at, promised, pauses_of(case, says.stops_for), calendar)
