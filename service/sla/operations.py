"""Shipping targets and entitlement processes, choosing a record's process, and looking up its targets."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from service.calendars.models import WorkingCalendar
from service.calendars.operations import OFFICE_HOURS
from service.context import Context
from service.sla.definition import (
    ByField,
    Duration,
    MilestoneDefinition,
    ProcessDefinition,
    RecordKind,
    Scope,
    holds,
)
from service.sla.models import EntitlementProcess, EntitlementVersion, Priority, PriorityTarget, ServiceContract
from service.sla.policy import SHIPPED_HOURS
from service.sla.shipped import shipped_processes
from service.timeline.chain import canonical
from service.timeline.operations import record


def ship_targets(ctx: Context) -> None:
    """Add the shipped target of each priority that has none."""
    present = set(ctx.session.scalars(select(PriorityTarget.priority)))
    for priority, hours in SHIPPED_HOURS.items():
        if Priority(priority) not in present:
            target = PriorityTarget(priority=Priority(priority), hours=hours)
            ctx.session.add(target)
            record(ctx, target, "created")


def ship_processes(ctx: Context) -> None:
    """Add the shipped entitlement processes that are not there."""
    present = set(ctx.session.scalars(select(EntitlementProcess.name)))
    office = ctx.session.scalars(select(WorkingCalendar.id).where(WorkingCalendar.name == OFFICE_HOURS)).first()
    for each in shipped_processes(office):
        if each["name"] not in present:
            create_process(ctx, **each)


def create_process(
    ctx: Context, *, name: str, kind: RecordKind, scope: Scope, precedence: int, definition: ProcessDefinition
) -> EntitlementProcess:
    """Make an entitlement process with its first version."""
    process = EntitlementProcess(name=name, kind=kind, scope=scope, precedence=precedence, newest=0)
    ctx.session.add(process)
    ctx.session.flush()
    publish_version(ctx, process, definition=definition, event="created")
    return process


def publish_version(
    ctx: Context, process: EntitlementProcess, *, definition: ProcessDefinition, event: str = "version_published"
) -> EntitlementVersion:
    """Let a process say something else, to the records that start with it from now on."""
    process.newest += 1
    said = definition.model_dump(mode="json", exclude_defaults=True)
    version = EntitlementVersion(
        process_id=process.id, number=process.newest, definition=canonical(said), published_at=ctx.now
    )
    ctx.session.add(version)
    record(ctx, process, event, definition=said)
    return version


def choose(ctx: Context, kind: RecordKind, facts: Mapping[str, Any]) -> EntitlementVersion | None:
    """Return the process version for a new record: of the first process, by precedence, whose criteria it meets."""
    candidates = ctx.session.scalars(
        select(EntitlementVersion)
        .join(
            EntitlementProcess,
            (EntitlementProcess.id == EntitlementVersion.process_id)
            & (EntitlementProcess.newest == EntitlementVersion.number),
        )
        .where(EntitlementProcess.kind == kind, EntitlementProcess.active)
        .order_by(EntitlementProcess.precedence, EntitlementProcess.id)
    )
    return next((each for each in candidates if holds(each.says.entry, facts)), None)


def definition_of(ctx: Context, version_id: int | None) -> ProcessDefinition | None:
    """Return what a record's process version says."""
    return None if version_id is None else ctx.session.keep(EntitlementVersion, version_id).says


def plans_of(ctx: Context, account_id: int, *, on: date) -> list[str]:
    """Return the plans of the contracts that an account has on a day."""
    return list(
        ctx.session.scalars(
            select(ServiceContract.plan)
            .where(ServiceContract.account_id == account_id, ServiceContract.first_day <= on)
            .where(or_(ServiceContract.last_day.is_(None), ServiceContract.last_day >= on))
            .order_by(ServiceContract.plan)
        )
    )


def target_hours(ctx: Context, priority: Priority) -> int:
    """Return the hours within which a priority is to be resolved."""
    targets: dict[Priority, PriorityTarget] = ctx.session.info.setdefault("priority_targets", {})
    if not targets:
        targets.update({each.priority: each for each in ctx.session.scalars(select(PriorityTarget))})
    return targets[priority].hours


def target_of(ctx: Context, milestone: MilestoneDefinition, facts: Mapping[str, Any]) -> timedelta | datetime | None:
    """Return a milestone's target for a record: a length, a moment, or None while the field that says it is empty."""
    target = milestone.target
    if isinstance(target, Duration):
        return timedelta(minutes=target.minutes)
    if isinstance(target, ByField):
        moment: datetime | None = facts.get(target.field)
        return moment
    if target.minutes is not None:
        return timedelta(minutes=target.minutes[facts["priority"]])
    return timedelta(hours=target_hours(ctx, Priority(facts["priority"])))
