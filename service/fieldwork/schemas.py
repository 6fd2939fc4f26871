"""Shapes of work types, work orders and visits outside."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.fieldwork.policy import Purpose, VisitCategory, Window, WorkKind, WorkStatus
from service.rows import PageQuery
from service.schemas import Input, Instant, Money, Output, Prose, Shown, Text
from service.sla.models import Priority

ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="
"""The smallest picture there is, as an example."""


class StepIn(Input):
    """A step of a work plan."""

    instruction: Text
    mandatory: bool = True
    unit: Text | None = Field(None, description="What is measured, if something is.")


class TypeIn(Input):
    """A new work type."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Pump repair",
                    "kind": "field",
                    "purpose": "repair",
                    "duration_minutes": 90,
                    "skills": {"pumps": 2},
                    "parts": {"SEAL-7": 1},
                    "steps": [{"instruction": "Pressure test", "unit": "bar"}],
                }
            ]
        }
    )

    name: Text
    kind: WorkKind
    purpose: Purpose
    duration_minutes: int = Field(gt=0, le=10_000)
    crew_size: int = Field(1, gt=0, le=20)
    skills: dict[Text, int] = Field(default_factory=dict, description="Minimum level by skill.")
    certificates: list[Text] = Field(default_factory=list)
    tools: list[Text] = Field(default_factory=list)
    parts: dict[Text, int] = Field(default_factory=dict, description="Quantity by part number.")
    steps: list[StepIn] = Field(default_factory=list)


class TypePatch(Input):
    """What of a work type can be amended; work orders that exist keep what they were made with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"duration_minutes": 120}]})

    name: Text | None = None
    duration_minutes: int | None = Field(None, gt=0, le=10_000)


class TypeOut(Output, TypeIn):
    """A work type."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class WindowIn(Input):
    """An SLA window: from when to when a visit may start, and by when it must have ended."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"window_start": "2026-03-03T08:00:00Z", "due_date": "2026-03-05T16:00:00Z"}]}
    )

    window_start: Instant
    window_end: Instant | None = Field(None, description="Excluded.")
    due_date: Instant

    @model_validator(mode="after")
    def in_order(self) -> "WindowIn":
        """A window ends after it starts."""
        if self.due_date <= self.window_start or (self.window_end and self.window_end <= self.window_start):
            raise ValueError("the window must end after it starts")
        return self

    def window(self) -> Window:
        """Return it as the policy knows it."""
        return Window(self.window_start, self.window_end, self.due_date)


class OrderIn(Input):
    """A new work order for a case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "work_type_id": 1,
                    "window": {"window_start": "2026-03-03T08:00:00Z", "due_date": "2026-03-05T16:00:00Z"},
                }
            ]
        }
    )

    work_type_id: int
    asset_ids: list[int] = Field(default_factory=list, max_length=500, description="All of the case, if empty.")
    subject: Text | None = None
    description: Prose | None = None
    priority: Priority | None = None
    territory_id: int | None = None
    team: Text | None = Field(None, description="The office that does a back office's work.")
    window: WindowIn | None = Field(None, description="Until the case is due, if left out.")


class OrderAssignment(Input):
    """Who of an office shall have its work."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"assignee_id": 1, "team": "finance"}]})

    assignee_id: int | None
    team: Text | None = None


class Recommitment(WindowIn):
    """A window agreed on with the customer after another could not be kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "window_start": "2026-03-06T08:00:00Z",
                    "due_date": "2026-03-06T16:00:00Z",
                    "reason": "the customer was away",
                    "agreed_with": "Jo Roe",
                }
            ]
        }
    )

    reason: Prose
    agreed_with: Text


class OrderLineOut(BaseModel):
    """An asset that a work order is about."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    asset_id: int
    description: str | None


class PartOut(BaseModel):
    """A part needed, and used."""

    model_config = ConfigDict(from_attributes=True)

    part_number: str
    quantity: int
    used: int


class StepOut(BaseModel):
    """A step of the work plan."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    instruction: str
    mandatory: bool
    unit: str | None
    done_at: datetime | None
    done_by: str | None
    measurement: Shown | None


class VisitIn(Input):
    """A further visit of a work order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"contact_name": "Jo Roe", "access_notes": "gate 3"}]})

    duration_minutes: int | None = Field(None, gt=0, le=10_000, description="The work order's, if left out.")
    minimum_delay_minutes: int = Field(0, ge=0, le=1_000_000, description="After the end of the visit before.")
    contact_name: Text | None = None
    contact_phone: Text | None = None
    access_notes: Prose | None = None


class VisitOut(Output):
    """A visit."""

    number: str
    work_order_id: int
    position: int
    minimum_delay_minutes: int
    status: str
    status_category: VisitCategory
    duration_minutes: int
    sched_start: datetime | None
    sched_end: datetime | None
    arrival_window_start: datetime | None = Field(description="When the customer was told that somebody comes.")
    arrival_window_end: datetime | None = Field(description="Excluded.")
    actual_start: datetime | None
    actual_end: datetime | None
    contact_name: str | None
    contact_phone: str | None
    access_notes: str | None
    outcome_reason: str | None
    technicians: list[int]


class VisitQuery(PageQuery):
    """Filters of visits."""

    work_order_id: int | None = None
    status: str | None = None
    status_category: VisitCategory | None = None
    sched_start_from: datetime | None = None
    sched_start_before: datetime | None = None


class Slot(Input):
    """When a visit shall begin, and who shall go."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"start": "2026-03-03T09:00:00Z", "technician_ids": [1]}]}
    )

    start: Instant
    technician_ids: list[int] = Field(min_length=1, max_length=20)


class OrderOut(Output):
    """A work order."""

    number: str
    case_id: int
    work_type_id: int | None
    territory_id: int | None
    kind: WorkKind
    purpose: Purpose
    status: WorkStatus
    allowed: list[str] = Field(description="The events that lead on from this status.")
    subject: str
    description: str | None
    priority: Priority
    duration_minutes: int
    crew_size: int
    skills: dict[str, int]
    certificates: list[str]
    tools: list[str]
    team: str | None
    assignee_id: int | None
    window_start: datetime | None
    window_end: datetime | None
    due_date: datetime | None
    opened_at: datetime | None = Field(description="Since when its clocks run.")
    entitlement_id: int | None = Field(description="The version of the entitlement process that it keeps.")
    missed_windows: int
    escalated: bool
    outcome_reason: str | None
    report_id: int | None
    signature_id: int | None
    completed_at: datetime | None
    lines: list[OrderLineOut]
    parts: list[PartOut]
    steps: list[StepOut]
    appointments: list[VisitOut]


class InstallationLink(Input):
    """The installation that a case goes back to, or none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"work_order_id": 1}]})

    work_order_id: int | None


class OrderQuery(PageQuery):
    """Filters of work orders."""

    case_id: int | None = None
    status: WorkStatus | None = None
    kind: WorkKind | None = None
    purpose: Purpose | None = None
    team: str | None = None
    assignee_id: int | None = None
    territory_id: int | None = None
    escalated: bool | None = None


class StepDone(Input):
    """What was measured at a step, if something is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"measurement": "6.2"}]})

    measurement: Money | None = None


class PartUsed(Input):
    """Parts that were used."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"part_number": "SEAL-7", "quantity": 1}]})

    part_number: Text
    quantity: int = Field(gt=0, le=10_000)


class ReportIn(Input):
    """What was found and done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"summary": "Seal replaced, tight at 6 bar."}]})

    summary: Prose
    findings: Prose | None = None


class ReportOut(BaseModel):
    """A service report."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    work_order_id: int
    summary: str
    findings: str | None
    author: str
    at: datetime


class ReportQuery(PageQuery):
    """Filters of service reports."""

    case_id: int | None = None
    work_order_id: int | None = None


class SignatureIn(Input):
    """The customer's signature."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "signer": "Jo Roe",
                    "image": ONE_PIXEL,
                }
            ]
        }
    )

    signer: Text
    image: str = Field(description="A PNG picture in base64.", max_length=300_000)


class SignatureOut(BaseModel):
    """A signature."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    work_order_id: int
    signer: str
    at: datetime
