"""Shapes of cases outside."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from service.assets.models import AccountTier
from service.cases.policy import (
    CaseStatus,
    CaseType,
    Channel,
    ReasonCode,
    ReturnStatus,
    Sentiment,
    Severity,
    WaitingFor,
)
from service.rows import PageQuery
from service.schemas import Input, Instant, Output, Prose, Skills, Text
from service.sla.models import Priority
from service.timeline.schemas import EventOut


class LineIn(Input):
    """An asset that a case is about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"asset_id": 1, "description": "leaks at the seal"}]})

    asset_id: int
    description: Prose | None = None


class CaseIn(Input):
    """A new case. Account, tier, product line, team and due time follow from what is sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "channel": "representative",
                    "case_type": "repair",
                    "reason_code": "defect",
                    "subject": "Pump leaks",
                    "description": "Water under the pump since this morning.",
                    "priority": "high",
                    "lines": [{"asset_id": 1, "description": "leaks at the seal"}],
                }
            ]
        }
    )

    channel: Channel
    case_type: CaseType
    reason_code: ReasonCode
    subject: Text
    description: Prose
    priority: Priority = Priority.NORMAL
    severity: Severity | None = None
    sentiment: Sentiment | None = None
    intent: Text | None = None
    on_site_required: bool = False
    skills: Skills = Field(default={}, description="What whoever has it must know: minimum level by skill.")
    contact_id: int | None = None
    order_id: int | None = None
    order_line_id: int | None = None
    opened_at: Instant | None = Field(None, description="When the first message came in; now, if left out.")
    lines: list[LineIn] = Field(max_length=500, description="The assets; gate 1 asks for one at least.")


class CasePatch(Input):
    """What of a case can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"priority": "urgent"}]})

    case_type: CaseType | None = None
    reason_code: ReasonCode | None = None
    subject: Text | None = None
    description: Prose | None = None
    priority: Priority | None = None
    severity: Severity | None = None
    sentiment: Sentiment | None = None
    intent: Text | None = None
    urgency: Priority | None = None
    on_site_required: bool | None = None
    contact_id: int | None = None
    order_id: int | None = None
    order_line_id: int | None = None
    skills: Skills | None = None
    team: Text | None = None


class LineOut(BaseModel):
    """An asset that a case is about."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    asset_id: int
    description: str | None


class PauseOut(BaseModel):
    """A time during which the clock stood still."""

    model_config = ConfigDict(from_attributes=True)

    waiting_for: WaitingFor
    began_at: datetime
    ended_at: datetime | None


class CaseOut(Output):
    """A case."""

    number: str
    status: CaseStatus
    allowed: list[str] = Field(description="The events that lead on from this status.")
    channel: Channel
    case_type: CaseType
    reason_code: ReasonCode
    subject: str
    description: str
    priority: Priority
    severity: Severity | None
    sentiment: Sentiment | None
    intent: str | None
    urgency: Priority | None = Field(description="How urgent the customer makes it.")
    product_line: str
    customer_tier: AccountTier
    on_site_required: bool
    escalated: bool
    waiting_for: WaitingFor | None
    opened_at: datetime
    clock_started_at: datetime
    due_at: datetime
    entitlement_id: int | None = Field(description="The version of the entitlement process that it keeps.")
    resolved_at: datetime | None
    closed_at: datetime | None
    account_id: int
    contact_id: int | None
    order_id: int | None
    order_line_id: int | None
    product_id: int | None
    work_order_id: int | None = Field(description="The installation that the case goes back to.")
    skills: dict[str, int]
    team: str
    assignee_id: int | None
    tags: list[str]
    resolution_path: str | None
    resolution_notes: str | None
    csat_score: int | None
    csat_comment: str | None
    lines: list[LineOut]
    pauses: list[PauseOut]


class CaseQuery(PageQuery):
    """Filters of cases."""

    queue: str | None = Field(None, pattern="^(open|unassigned|mine|resolved)$")
    tag: str | None = None
    asset_id: int | None = None
    status: CaseStatus | None = None
    case_type: CaseType | None = None
    reason_code: ReasonCode | None = None
    priority: Priority | None = None
    team: str | None = None
    assignee_id: int | None = None
    account_id: int | None = None
    product_line: str | None = None
    escalated: bool | None = None
    opened_at_from: datetime | None = None
    opened_at_before: datetime | None = None
    due_at_from: datetime | None = None
    due_at_before: datetime | None = None


class Assignment(Input):
    """Who shall have a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"assignee_id": 1, "team": "support"}]})

    assignee_id: int | None
    team: Text | None = None


class Reason(Input):
    """Why something is done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "the line stands still"}]})

    reason: Prose


class Waiting(Reason):
    """On whom a case waits."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"waiting_for": "customer", "reason": "asked for a photo"}]}
    )

    waiting_for: WaitingFor


class Resolution(Input):
    """How a case was resolved."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"resolution_path": "repaired on site", "resolution_notes": "New seal."}]}
    )

    resolution_path: Text
    resolution_notes: Prose


class Closed(BaseModel):
    """A case that was closed, and the one-time link by which the customer may rate it."""

    case: CaseOut
    csat_link: str


class Rating(Input):
    """How satisfied the customer is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"score": 5, "comment": "Quick, and friendly."}]})

    score: int = Field(ge=1, le=5)
    comment: Prose | None = None


class CsatLink(BaseModel):
    """The one-time link by which the customer may rate a case; the one before is worth nothing."""

    csat_link: str


class CommentIn(Input):
    """Something to say about a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"body": "Called back, no answer.", "internal": True}]})

    body: Prose
    internal: bool = Field(True, description="Whether the customer does not see it.")


class CommentOut(BaseModel):
    """Something said about a case."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    author: str
    at: datetime
    body: str
    internal: bool


class Tags(Input):
    """The tags that a case shall have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": ["recall", "vip"]}]})

    tags: list[Text] = Field(max_length=50)


class ReturnIn(Input):
    """A new return to a supplier."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"supplier_id": 2, "asset_id": 1, "part_number": "SEAL-7", "quantity": 1, "defect": "porous"}]
        }
    )

    supplier_id: int
    asset_id: int | None = None
    part_number: Text
    quantity: int = Field(1, gt=0, le=10_000)
    defect: Prose


class ReturnOut(Output):
    """A return to a supplier."""

    case_id: int
    supplier_id: int
    asset_id: int | None
    part_number: str
    quantity: int
    defect: str
    status: ReturnStatus


class ReturnQuery(PageQuery):
    """Filters of returns."""

    case_id: int | None = None
    supplier_id: int | None = None
    status: ReturnStatus | None = None


class Journey(BaseModel):
    """Everything that happened to a case and to what came of it, in order."""

    case: CaseOut
    events: list[EventOut]
