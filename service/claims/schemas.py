"""Shapes of claims outside."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.assets.models import AccountTier
from service.claims.approval import REASONS, ClaimStatus
from service.claims.policy import Code, Tier
from service.rows import PageQuery
from service.schemas import Currency, Input, Money, Output, Prose, Shown, Text

Quantity = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)]
POSITIONS = 500
"""Parts or expenses that a line has at most."""


class PartIn(Input):
    """A part that is asked for."""

    part_number: Text
    quantity: Quantity = Decimal(1)
    unit_price: Money | None = Field(None, description="The price book's, if left out.")


class ExpenseIn(Input):
    """An expense that is asked for."""

    description: Text
    amount: Money


class ClaimLinePatch(Input):
    """What of a line can be amended; a list replaces the one before."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"labor_hours": "1.5"}]})

    failure_date: date = Field(default=date.min, description="The day on which the duration is tested.")
    description: Prose | None = None
    causal_part: Text | None = Field(None, description="The part that failed first.")
    failure_cause: Text | None = None
    usage: Money | None = Field(None, description="The reading at the failure; the asset's, if left out.")
    parts: list[PartIn] = Field(default=[], max_length=POSITIONS)
    labor_hours: Money = Decimal(0)
    labor_rate: Money = Decimal(0)
    expenses: list[ExpenseIn] = Field(default=[], max_length=POSITIONS)


class ClaimLineIn(ClaimLinePatch):
    """What is asked for one asset."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"asset_id": 2, "failure_date": "2026-06-15", "parts": [{"part_number": "SEAL-7"}]}]
        }
    )

    asset_id: int
    failure_date: date = Field(description="The day on which the duration is tested.")


class ClaimIn(Input):
    """A new claim. Account, order and, if left out, currency follow from the case and its assets."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "lines": [
                        {
                            "asset_id": 1,
                            "failure_date": "2026-06-15",
                            "causal_part": "SEAL-7",
                            "parts": [{"part_number": "SEAL-7", "quantity": "2", "unit_price": "24.50"}],
                            "labor_hours": "1.5",
                            "labor_rate": "85",
                            "expenses": [{"description": "travel", "amount": "35"}],
                        }
                    ]
                }
            ]
        }
    )

    assets: list[int] | None = Field(None, max_length=POSITIONS, description="All of the case's, if left out.")
    currency: Currency | None = Field(None, description="The account's, if left out.")
    lines: list[ClaimLineIn] = Field(max_length=POSITIONS, description="Gate 3 asks for one for each asset.")


class PartOut(BaseModel):
    """A part that is asked for."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    part_number: str
    quantity: Shown
    unit_price: Shown
    book_price: Shown | None = Field(description="The price book's at that time; null if it did not know the part.")


class ExpenseOut(BaseModel):
    """An expense that is asked for."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    description: str
    amount: Shown


class CoverOut(BaseModel):
    """What is covered of one tier of a line."""

    model_config = ConfigDict(from_attributes=True)

    tier: Tier
    code: Code
    requested: Shown
    percent: Shown
    eligible: Shown
    approved: Shown | None = Field(description="Null until it is decided.")
    warranty_id: int | None = Field(description="The warranty that applies, or that the code speaks of.")
    first_day: date | None
    last_day: date | None = Field(description="Included.")


class ClaimLineOut(BaseModel):
    """What is asked for one asset, and what is covered of it."""

    model_config = ConfigDict(from_attributes=True)

    asset_id: int
    failure_date: date
    description: str | None
    causal_part: str | None
    failure_cause: str | None
    usage: Shown | None
    parts: list[PartOut]
    labor_hours: Shown
    labor_rate: Shown
    expenses: list[ExpenseOut]
    code: Code | None = Field(
        description="COVERED if all that is asked for is, PARTIAL if some of it is, else why not."
    )
    covers: list[CoverOut]


class ClaimOut(Output):
    """A claim. Its sums are the sums of its lines."""

    number: str
    case_id: int
    account_id: int
    order_id: int | None
    currency: str
    status: ClaimStatus
    allowed: list[str] = Field(description="The events that lead on from this status.")
    requested: Shown
    eligible: Shown
    approved: Shown
    stale: bool = Field(description="Whether it is to be evaluated again before it can be approved.")
    evaluations: int
    reasons: list[str] = Field(description="Why it did not approve itself.")
    approver_role: str | None
    approver_user_id: int | None
    decide_by: datetime | None
    escalations: int = Field(description="How many bands it was passed on by for want of a decision.")
    created_by: str
    submitted_by: str | None
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    payment_reference: str | None
    lines: list[ClaimLineOut]


class ClaimQuery(PageQuery):
    """Filters of claims."""

    status: ClaimStatus | None = None
    case_id: int | None = None
    account_id: int | None = None
    approver_role: str | None = None
    approver_user_id: int | None = None
    decide_by_before: datetime | None = None
    stale: bool | None = Field(None, description="Whether it waits for a decision and is to be evaluated again.")


class Said(Input):
    """Why something is done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "photo of the type plate is missing"}]})

    reason: Prose


class Approval(Input):
    """Why all of a claim is approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "price confirmed by the supplier"}]})

    reason: Prose | None = None


class LineApproval(Input):
    """How much of a line is approved, by tier: all that is covered where nothing is stated."""

    asset_id: int
    parts: Money | None = None
    labor: Money | None = None
    expense: Money | None = None


class PartialApproval(Input):
    """Which lines are approved, and why not all."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"asset_id": 1, "labor": "40"}], "reason": "hours are too many"}]}
    )

    lines: list[LineApproval] | None = Field(
        None,
        max_length=POSITIONS,
        description="All that is covered of every line, if left out; else no line but these.",
    )
    reason: Prose


class Payment(Input):
    """By what a claim was paid."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reference": "CN-2026-0417"}]})

    reference: Text


class LimitPatch(Input):
    """New limits."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"parts_limit": "750"}]})

    parts_limit: Money | None = None
    labor_limit: Money | None = None
    expense_limit: Money | None = None


class LimitIn(Input):
    """Up to how much of each tier claims approve themselves: of one account, of a tier of accounts, or of all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "currency": "EUR",
                    "account_tier": "premium",
                    "parts_limit": "1000",
                    "labor_limit": "500",
                    "expense_limit": "200",
                }
            ]
        }
    )

    currency: Currency
    account_tier: AccountTier | None = None
    account_id: int | None = None
    parts_limit: Money
    labor_limit: Money
    expense_limit: Money

    @model_validator(mode="after")
    def one_scope(self) -> "LimitIn":
        """A limit is of an account, of a tier of accounts, or of all."""
        if self.account_tier is not None and self.account_id is not None:
            raise ValueError("name an account or a tier of accounts, or neither")
        return self


class LimitOut(Output):
    """Up to how much of each tier claims approve themselves."""

    currency: str
    account_tier: AccountTier | None
    account_id: int | None
    parts_limit: Shown
    labor_limit: Shown
    expense_limit: Shown


Reason = Annotated[str, Field(pattern=f"^({'|'.join(sorted(REASONS))})$")]


class BandPatch(Input):
    """New hours or a new amount."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"hours": 12}]})

    from_amount: Money | None = None
    hours: int | None = Field(None, gt=0, le=10_000)


class BandIn(Input):
    """Who decides about claims from an amount on, for a reason or for any: a role, or one user."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"currency": "EUR", "from_amount": "0", "reason": "EXCLUDED", "approver_role": "manager", "hours": 24}
            ]
        }
    )

    currency: Currency
    from_amount: Money
    reason: Reason | None = None
    approver_role: Text | None = None
    approver_user_id: int | None = None
    hours: int = Field(gt=0, le=10_000, description="Within how many hours of the submission.")

    @model_validator(mode="after")
    def one_approver(self) -> "BandIn":
        """Somebody in particular decides."""
        if (self.approver_role is None) == (self.approver_user_id is None):
            raise ValueError("name a role or a user who decides, and not both")
        return self


class BandOut(Output):
    """Who decides about claims from an amount on."""

    currency: str
    from_amount: Shown
    reason: str | None
    approver_role: str | None
    approver_user_id: int | None
    hours: int


class PolicyQuery(PageQuery):
    """Filters of limits and bands."""

    currency: str | None = None
