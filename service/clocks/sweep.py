"""The sweep: finds by index which records have something due, and sees to each in a transaction of its own.

A record is locked before it is looked at, and looked at again once it is; so however many sweep, and wherever one of
them dies, what came to pass is noted once and its actions are done once, in order. Who is locked is seen to next time.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from service.clocks import follow
from service.clocks.models import Milestone, MilestoneStep
from service.clocks.review import (
    actions_of,
    milestones_of,
    reason_for,
    review,
    rule_of,
    version_of,
    with_own_escalation,
)
from service.clocks.subjects import SUBJECTS, Subject
from service.context import SYSTEM, Actor, Cause, Context
from service.db import Database
from service.effects.rulings import attempt
from service.errors import from_database
from service.sla.operations import definition_of
from service.timeline.operations import record

AT_ONCE = 500
"""Milestones looked up at a time."""

follow.enter()
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Swept:
    """What a sweep did."""

    records: int = 0
    steps: int = 0
    """Steps whose actions were done."""
    busy: int = 0
    """Records that somebody else had locked."""
    failed: list[str] = field(default_factory=list)
    """Records where something broke, and what; they are tried again the next time."""


def sweep(database: Database, clock: Callable[[], datetime]) -> Swept:
    """See to every record that has something due, the longest due first."""
    done, seen = Swept(), set[tuple[str, int]]()
    last: tuple[datetime, int] | None = None
    while found := _due(database, clock(), last):
        for next_at, milestone, table, number in found:
            last = next_at, milestone
            if (table, number) not in seen:
                seen.add((table, number))
                _see_to(database, table, number, clock(), done)
    return done


def _due(database: Database, now: datetime, last: tuple[datetime, int] | None) -> list[tuple[datetime, int, str, int]]:
    """Return when, milestone and record of what is due, after the last one seen to."""
    order = (Milestone.next_at, Milestone.id)
    wanted = select(*order, Milestone.record_type, Milestone.record_id).where(Milestone.next_at <= now)
    if last is not None:
        here = [literal(value, each.type) for value, each in zip(last, order, strict=True)]
        wanted = wanted.where(tuple_(*order) > tuple_(*here))
    with database.transaction(write=False) as session:
        found = session.execute(wanted.order_by(*order).limit(AT_ONCE))
        return [(at, number, table, of) for at, number, table, of in found if at is not None]


def _see_to(database: Database, table: str, number: int, now: datetime, done: Swept) -> None:
    try:
        with database.transaction() as session:
            steps = attend(Context(session, SYSTEM, now), SUBJECTS[table], number)
    except StaleDataError:
        done.busy += 1
    except Exception as error:
        refusal = from_database(error) if isinstance(error, DBAPIError) else None
        if refusal is not None and refusal.code == "busy":
            done.busy += 1
            return
        # One record must not keep the sweep from all others; what broke is told, and tried again.
        log.exception("the clocks of %s %s could not be seen to", table, number)
        done.failed.append(f"{table} {number}: {type(error).__name__}: {error}")
    else:
        done.busy += steps is None
        done.records += steps is not None
        done.steps += steps or 0


def attend(ctx: Context, subject: Subject, number: int) -> int | None:
    """Bring one record's clocks up to date and do what is to be done; return how many steps were.

    None if somebody else has the record.
    """
    wanted = select(subject.model).where(subject.model.id == number)
    row = ctx.session.scalars(wanted.with_for_update(of=subject.model, skip_locked=True)).first()
    if row is None:
        return None
    subject.refresh(ctx, row)
    review(ctx, subject, row)
    steps, milestones = 0, milestones_of(ctx, row)
    while pending := _first_pending(milestones):
        _apply(ctx, row, *pending)
        steps += 1
    if steps:
        review(ctx, subject, row)
    return steps


def _first_pending(milestones: Sequence[Milestone]) -> tuple[Milestone, MilestoneStep] | None:
    """Return the step that came to pass first of those whose actions are not done."""
    steps = [(each, step) for each in milestones for step in each.steps if step.applied_at is None]
    if not steps:
        return None
    return min(steps, key=lambda pair: (pair[1].at, pair[1].percent, pair[1].id))


def _apply(ctx: Context, row: Any, milestone: Milestone, step: MilestoneStep) -> None:
    rule, reason = rule_of(ctx, milestone), reason_for(milestone, step.kind, step.percent)
    acting = replace(
        ctx,
        actor=Actor(kind="rule", name=f"{milestone.name}, {step.kind}", unbounded=True),
        cause=Cause(f"{rule}: {milestone.name}", version_of(ctx, milestone), reason),
    )
    definition = definition_of(ctx, milestone.entitlement_id)
    said = definition.milestone(milestone.name) if definition else None
    own = with_own_escalation(SUBJECTS[milestone.record_type], row, said) if said else None
    actions = actions_of(own, step.kind, step.percent) if own else []
    step.outcomes = [{"do": each.do, "outcome": attempt(acting, row, each)} for each in actions]
    step.applied_at = ctx.now
    told: dict[str, Any] = {
        "milestone": milestone.name,
        "step": step.kind,
        "percent": step.percent,
        "outcomes": step.outcomes,
    }
    record(acting, row, "milestone_acted", case_id=milestone.case_id, **told)
