"""The supervisor's view: where every open case stands, what it waits for, and what will be breached next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from service.cases.models import Case
from service.clocks.models import Milestone, MilestoneStatus
from service.context import Context
from service.orchestration.models import CaseWorkflow, Stage, WaitCode, WorkflowStep

ENDS = (Stage.DONE, Stage.CANCELLED)


class NextBreach(NamedTuple):
    """The promise to or about a case that passes next."""

    milestone_id: int
    case_id: int | None
    record_type: str
    record_id: int
    name: str
    scope: str
    commitment_at: datetime
    minutes_left: float


class Crowd(NamedTuple):
    """How many open cases stand at a stage and wait for the same, and the longest of them."""

    stage: Stage
    waiting_for: WaitCode | None
    cases: int
    longest_since: datetime | None


def steps_of(ctx: Context, case: Case) -> Sequence[WorkflowStep]:
    """Return the steps that a case has taken, in order."""
    return ctx.session.scalars(
        select(WorkflowStep).where(WorkflowStep.case_id == case.id).order_by(WorkflowStep.id)
    ).all()


def is_open() -> ColumnElement[bool]:
    """Return the condition of cases that have not come to an end."""
    return CaseWorkflow.stage.not_in(ENDS)


def crowds(ctx: Context) -> list[Crowd]:
    """Return how many open cases stand where and wait for what."""
    group = (CaseWorkflow.stage, CaseWorkflow.waiting_for)
    counted = select(*group, func.count(), func.min(CaseWorkflow.waiting_since)).where(is_open())
    found = ctx.session.execute(counted.group_by(*group)).all()
    order = list(Stage)
    return [Crowd(*each) for each in sorted(found, key=lambda each: (order.index(each[0]), str(each[1])))]


def next_breaches(ctx: Context, most: int, cases: Sequence[int] | None = None) -> list[NextBreach]:
    """Return the running milestones whose promise passes next, the next one first; of some cases if they are named."""
    wanted = select(Milestone).where(Milestone.status == MilestoneStatus.RUNNING, Milestone.violated_at.is_(None))
    if cases is not None:
        wanted = wanted.where(Milestone.case_id.in_(cases))
    found = ctx.session.scalars(wanted.order_by(Milestone.commitment_at, Milestone.id).limit(most))
    return [
        NextBreach(
            each.id,
            each.case_id,
            each.record_type,
            each.record_id,
            each.name,
            each.scope,
            each.commitment_at,
            round((each.commitment_at - ctx.now) / timedelta(minutes=1), 2),
        )
        for each in found
    ]


def with_breaches(ctx: Context, flows: Sequence[CaseWorkflow]) -> list[dict[str, Any]]:
    """Return workflows with what is to be known of their cases, and the promise to each that passes next."""
    first: dict[int | None, NextBreach] = {}
    numbers = [each.case_id for each in flows]
    for breach in next_breaches(ctx, 20 * len(numbers) + 1, numbers):
        first.setdefault(breach.case_id, breach)
    return [{**columns_of(each), **of_case(each.case), "next_breach": first.get(each.case_id)} for each in flows]


def columns_of(flow: CaseWorkflow) -> dict[str, Any]:
    """Return where a case stands, as data."""
    return {column.key: getattr(flow, column.key) for column in CaseWorkflow.__table__.columns}


def of_case(case: Case) -> dict[str, Any]:
    """Return what a supervisor wants to know of a case, as data."""
    names = ("number", "subject", "status", "priority", "escalated", "team", "assignee_id", "due_at")
    return {name: getattr(case, name) for name in names}
