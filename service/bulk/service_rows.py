"""Shapes of rows of cases, field work and claims, where a file says it otherwise than a request."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from service.cases.policy import WaitingFor
from service.cases.schemas import CaseIn, CasePatch, ReturnIn
from service.claims.schemas import ClaimLineIn, PartIn
from service.schemas import Currency, Input, Instant, Money, Prose, Text
from service.sla.models import Priority


class CaseRow(CaseIn):
    """A case; the first of its assets can stand in its own row."""

    asset_id: int | None = None
    lines: list[dict[str, int | str | None]] = Field(default_factory=list)  # type: ignore[assignment]


class CaseChanges(CasePatch):
    """What of a case a file can change."""


CASE_EXTRA = {
    "status": str,
    "resolution_path": Text,
    "resolution_notes": Prose,
    "waiting_for": WaitingFor,
    "reason": Prose,
    "closed_at": Instant,
    "csat_score": int,
    "first_response_at": Instant,
}


class CommentRow(Input):
    """Something said about a case."""

    case_id: int
    body: Prose
    published: bool = False


class WorkOrderRow(Input):
    """A work order; its assets are rows of their own, all of the case's if there are none."""

    case_id: int
    work_type_id: int
    subject: Text | None = None
    description: Prose | None = None
    priority: Priority | None = None
    territory_id: int | None = None
    team: Text | None = None
    window_start: Instant | None = None
    window_end: Instant | None = None
    due_date: Instant | None = None
    asset_ids: list[int] = Field(default_factory=list)


class OrderAssetRow(Input):
    """An asset that a work order is about."""

    asset_id: int


class StepRow(Input):
    """A step of a work plan that was done."""

    position: int
    measurement: Money | None = None


class PartRow(Input):
    """Parts that were used."""

    part_number: Text
    used: int = Field(gt=0, le=10_000)


class VisitRow(Input):
    """A visit; with a start and its crew it stands in the calendar."""

    work_order_id: int
    duration_minutes: int | None = Field(None, gt=0, le=10_000)
    minimum_delay_minutes: int = Field(0, ge=0, le=1_000_000)
    contact_name: Text | None = None
    contact_phone: Text | None = None
    access_notes: Prose | None = None
    sched_start: Instant | None = None
    technician_ids: list[int] = Field(default_factory=list)


class VisitChanges(Input):
    """What of a visit a file can change: when it is, and who goes."""

    sched_start: Instant | None = None


class CrewRow(Input):
    """A technician of a visit's crew."""

    technician_id: int


class ReportRow(Input):
    """A service report."""

    work_order_id: int
    summary: Prose
    findings: Prose | None = None


class SignatureRow(Input):
    """A customer's signature."""

    work_order_id: int
    signer: Text
    image: str = Field(max_length=300_000)


class ClaimRow(Input):
    """A claim; its assets with their lines are rows of their own."""

    case_id: int
    currency: Currency | None = None
    lines: list[ClaimLineIn] = Field(default_factory=list)


class ClaimItemRow(ClaimLineIn):
    """What is asked for one asset."""

    failure_date: date
    labor_hours: Money = Decimal(0)
    parts: list[PartIn] = Field(default_factory=list, max_length=500)


class ReturnRow(ReturnIn):
    """A return to a supplier."""

    case_id: int
