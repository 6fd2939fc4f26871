"""Workflows: of one case, of all that are open, and where the crowds are."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from service import rows
from service.cases.models import Case
from service.cases.policy import CaseStatus
from service.errors import not_found
from service.orchestration import queries, standing_rules
from service.orchestration.flow import enter, flow_of
from service.orchestration.models import CaseWorkflow, Stage, Step, WaitCode
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page, PageQuery
from service.sla.definition import Scope
from service.sla.models import Priority

router = api_router("workflow")
READ = [allow("records.read")]
enter()
standing_rules.enter()


class Shape(BaseModel):
    """What is shown of something that is no record of its own."""

    model_config = ConfigDict(from_attributes=True)


class StepOut(Shape):
    """A step that was taken, and by whom or what."""

    round: int = Field(description="Counts from 1; reopening and handing over anew begin another.")
    step: Step
    entered_at: datetime
    done_at: datetime
    actor_kind: str
    actor_name: str
    rule: str | None
    rule_version: str | None
    outcome: str


class BreachOut(Shape):
    """A promise that passes next."""

    milestone_id: int
    case_id: int | None
    record_type: str
    record_id: int
    name: str
    scope: Scope
    commitment_at: datetime
    minutes_left: float = Field(description="Of the clock on the wall; less than none if nobody has looked since.")


class StandingOut(Shape):
    """Where a case stands."""

    case_id: int
    round: int
    stage: Stage
    entered_at: datetime
    waiting_for: WaitCode | None
    waiting_on: str | None
    waiting_since: datetime | None


class WorkflowOut(StandingOut):
    """Where a case stands, and the steps behind it."""

    steps: list[StepOut]


class OpenCaseOut(StandingOut):
    """Where an open case stands, who has it, and what will be breached next."""

    number: str
    subject: str
    status: CaseStatus
    priority: Priority
    escalated: bool
    team: str
    assignee_id: int | None
    due_at: datetime
    next_breach: BreachOut | None


class WorkflowQuery(PageQuery):
    """Filters of open cases by where they stand."""

    stage: Stage | None = None
    waiting_for: WaitCode | None = None
    waiting_since_before: datetime | None = None
    team: str | None = None
    assignee_id: int | None = None


class CrowdOut(Shape):
    """How many open cases stand at a stage and wait for the same."""

    stage: Stage
    waiting_for: WaitCode | None
    cases: int
    longest_since: datetime | None


class SummaryOut(BaseModel):
    """Where all open cases stand, and what will be breached next."""

    open: int
    crowds: list[CrowdOut]
    next_breaches: list[BreachOut]


@router.get("/cases/{key}/workflow", dependencies=READ, response_model=WorkflowOut)
def read_workflow(key: int, call: Asked) -> Any:
    """Show where a case stands, what it waits for and since when, and the steps behind it."""
    case = call.load(Case, key)
    flow = flow_of(call.ctx, case)
    if flow is None:
        raise not_found("workflow of case", key)
    return {**queries.columns_of(flow), "steps": queries.steps_of(call.ctx, case)}


@router.get("/workflow", dependencies=READ, response_model=Page[OpenCaseOut])
def list_workflows(query: Annotated[WorkflowQuery, Query()], call: Asked) -> Any:
    """List where every open case stands; of a team or somebody in person if named."""
    asked = {"team": query.team, "assignee_id": query.assignee_id}
    mine = [getattr(Case, name) == value for name, value in asked.items() if value is not None]
    where = [queries.is_open(), *([CaseWorkflow.case_id.in_(select(Case.id).where(*mine))] if mine else [])]
    plain = query.model_copy(update=dict.fromkeys(asked))
    page = rows.page(call.ctx, CaseWorkflow, plain, sortable=("entered_at",), where=where)
    return {**page, "items": queries.with_breaches(call.ctx, page["items"])}


@router.get("/workflow/summary", dependencies=READ, response_model=SummaryOut)
def read_workflow_summary(call: Asked, most: int = Query(20, ge=1, le=500, description="Breaches shown.")) -> Any:
    """Say where all open cases stand, what they wait for, and what will be breached next."""
    crowds = queries.crowds(call.ctx)
    return {
        "open": sum(each.cases for each in crowds),
        "crowds": crowds,
        "next_breaches": queries.next_breaches(call.ctx, most),
    }
