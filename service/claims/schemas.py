"""Shapes of claims outside."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.assets.models import AccountTier
from service.claims.evaluation import Reason
from service.claims.policy import ClaimStatus
from service.rows import PageQuery
from service.schemas import Input, Money, Output, Prose, Shown, Text

Factor = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class PartIn(Input):
    """A part that is asked for."""

    part_number: Text
    quantity: int = Field(gt=0, le=10_000)
    unit_price: Money | None = Field(None, description="The price book's, if left out.")


class ClaimLineIn(Input):
    """What is asked for one asset."""

    asset_id: int
    failed_on: date
    usage: Money | None = Field(None, description="The asset's, if left out.")
    causal_part: str = Field("", max_length=200)
    cause: str = Field("", max_length=200)
    parts: list[PartIn] = Field(default_factory=list, max_length=200)
    labor_hours: Factor = Decimal(0)
    labor_rate: Factor = Decimal(0)
    expense: Money = Decimal(0)


class ClaimIn(Input):
    """A new claim of a case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "lines": [
                        {
                            "asset_id": 1,
                            "failed_on": "2026-03-01",
                            "causal_part": "SEAL-7",
                            "parts": [{"part_number": "SEAL-7", "quantity": 2, "unit_price": "18.40"}],
                            "labor_hours": "1.5",
                            "labor_rate": "80",
                        }
                    ]
                }
            ]
        }
    )

    asset_ids: list[int] = Field(default_factory=list, max_length=500, description="All of the case, if empty.")
    lines: list[ClaimLineIn] = Field(max_length=500, description="Gate 3: exactly one for each asset.")


class ClaimLinePatch(Input):
    """What of a line can be amended before the decision."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cause": "wear"}]})

    failed_on: date | None = None
    usage: Money | None = None
    causal_part: str | None = Field(None, max_length=200)
    cause: str | None = Field(None, max_length=200)


class ClaimLineOut(BaseModel):
    """What is asked for one asset, what is paid of it, and why."""

    model_config = ConfigDict(from_attributes=True)

    asset_id: int
    failed_on: date
    usage: Shown | None
    causal_part: str
    cause: str
    parts: list[dict[str, Any]]
    labor_hours: Shown
    labor_rate: Shown
    requested_parts: Shown
    requested_labor: Shown
    requested_expense: Shown
    eligible_parts: Shown | None
    eligible_labor: Shown | None
    eligible_expense: Shown | None
    reason_parts: Reason | None
    reason_labor: Reason | None
    reason_expense: Reason | None
    warranty_parts_id: int | None
    warranty_labor_id: int | None
    warranty_expense_id: int | None
    requested: Shown
    eligible: Shown
    approved: bool | None


class ClaimOut(Output):
    """A claim; its amounts are the sums of its lines'."""

    case_id: int
    order_id: int | None
    status: ClaimStatus
    allowed: list[str] = Field(description="The events that lead on from this status.")
    currency: str
    claimant_id: int | None
    stale: bool = Field(description="Whether it must be evaluated (again) before it can be approved.")
    evaluated_at: datetime | None
    approver_role: str | None
    approval_due_at: datetime | None
    decision_notes: str | None
    requested: Shown
    eligible: Shown
    approved: Shown
    lines: list[ClaimLineOut]


class ClaimQuery(PageQuery):
    """Filters of claims."""

    case_id: int | None = None
    status: ClaimStatus | None = None
    approver_role: str | None = None


class Decision(Input):
    """Which lines are approved; the others are rejected."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"approved_assets": [1], "notes": "wear excluded"}]})

    approved_assets: list[int] = Field(max_length=500)
    notes: Prose


class LimitPatch(Input):
    """Up to which amount claims approve themselves."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"up_to": "300"}]})

    up_to: Money


class LimitIn(LimitPatch):
    """The limit of an account tier that has none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_tier": "basic", "up_to": "300"}]})

    account_tier: AccountTier


class LimitOut(Output):
    """Up to which amount claims of an account tier approve themselves."""

    account_tier: AccountTier
    up_to: Shown


class BandIn(Input):
    """Who approves up to an amount."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"up_to": "900", "reason": "EXCLUDED", "role": "manager", "hours": 8}]}
    )

    up_to: Money | None = None
    reason: Reason | None = None
    role: Text
    hours: int = Field(gt=0, le=10_000)


class BandPatch(Input):
    """What of a band can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"hours": 12}]})

    role: Text | None = None
    hours: int | None = Field(None, gt=0, le=10_000)


class BandOut(Output):
    """Who approves up to an amount, within how many hours."""

    up_to: Shown | None
    reason: Reason | None
    role: str
    hours: int
