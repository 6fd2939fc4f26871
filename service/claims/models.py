"""Claims, their assets and lines, and the policy of approving them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.assets.installed import Asset
from service.assets.models import AccountTier
from service.cases.models import Case
from service.claims.evaluation import TIERS, ZERO, Reason
from service.claims.policy import CLAIM, ClaimStatus
from service.columns import Base, choice
from service.timeline.models import Recorded


class Claim(Base, Recorded):
    """What a customer asks of warranties, for the assets of a case.

    Gate 3 is two references that point at each other: each asset of the claim has its line, each line its asset, and
    the claim points to one of them. Gate 4 is a check: what is approved was evaluated on the inputs as they are; the
    database counts a version of the inputs whenever one of them changes.
    """

    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "primary_asset_id"],
            ["claim_asset.claim_id", "claim_asset.asset_id"],
            name="gate_3_claim_asset",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint(
            "status NOT IN ('approved', 'partially_approved', 'paid')"
            " OR (evaluated_version IS NOT NULL AND evaluated_version = inputs_version)",
            name="gate_4",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"))
    primary_asset_id: Mapped[int]
    status: Mapped[ClaimStatus] = mapped_column(choice(ClaimStatus), default=ClaimStatus.DRAFT)
    currency: Mapped[str]
    claimant_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who made the claim, and so cannot approve it."""
    inputs_version: Mapped[int] = mapped_column(default=1)
    """Counts the changes of what the evaluation depends on; kept by the database."""
    evaluated_version: Mapped[int | None]
    evaluated_at: Mapped[datetime | None]
    approver_role: Mapped[str | None]
    approval_due_at: Mapped[datetime | None]
    decision_notes: Mapped[str | None]
    case: Mapped[Case] = relationship()
    assets: Mapped[list["ClaimAsset"]] = relationship(
        lazy="selectin", foreign_keys="ClaimAsset.claim_id", order_by="ClaimAsset.asset_id"
    )
    lines: Mapped[list["ClaimLineItem"]] = relationship(
        lazy="selectin", foreign_keys="ClaimLineItem.claim_id", order_by="ClaimLineItem.asset_id"
    )

    @property
    def allowed(self) -> list[str]:
        """The events that lead on from the claim's status."""
        return CLAIM.allowed(self.status)

    @property
    def stale(self) -> bool:
        """Whether an input has changed since the evaluation, or there was none."""
        return self.evaluated_version != self.inputs_version

    @property
    def requested(self) -> Decimal:
        """What all lines ask for."""
        return sum((line.requested for line in self.lines), ZERO)

    @property
    def eligible(self) -> Decimal:
        """What all lines would be paid."""
        return sum((line.eligible for line in self.lines), ZERO)

    @property
    def approved(self) -> Decimal:
        """What all approved lines are paid."""
        return sum((line.eligible for line in self.lines if line.approved), ZERO)


class ClaimAsset(Base):
    """An asset of a claim."""

    __tablename__ = "claim_asset"
    __table_args__ = (
        ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name="gate_3_line_of_asset",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
    )

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), primary_key=True, index=True)


class ClaimLineItem(Base):
    """What is asked for one asset of a claim, what is paid of it, and why."""

    __tablename__ = "claim_line_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_asset.claim_id", "claim_asset.asset_id"],
            name="gate_3_asset_of_line",
            deferrable=True,
            initially="DEFERRED",
        ),
        *(
            CheckConstraint(f"eligible_{tier} BETWEEN 0 AND requested_{tier}", name=f"eligible_{tier}")
            for tier in TIERS
        ),
        *(CheckConstraint(f"requested_{tier} >= 0", name=f"requested_{tier}") for tier in TIERS),
    )

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True)
    failed_on: Mapped[date]
    usage: Mapped[Decimal | None]
    causal_part: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    parts: Mapped[Any] = mapped_column(JSON)
    """Part number, quantity and price of each part asked for."""
    labor_hours: Mapped[Decimal]
    labor_rate: Mapped[Decimal]
    requested_parts: Mapped[Decimal]
    requested_labor: Mapped[Decimal]
    requested_expense: Mapped[Decimal]
    eligible_parts: Mapped[Decimal | None]
    eligible_labor: Mapped[Decimal | None]
    eligible_expense: Mapped[Decimal | None]
    reason_parts: Mapped[Reason | None] = mapped_column(choice(Reason, "reason_parts"))
    reason_labor: Mapped[Reason | None] = mapped_column(choice(Reason, "reason_labor"))
    reason_expense: Mapped[Reason | None] = mapped_column(choice(Reason, "reason_expense"))
    warranty_parts_id: Mapped[int | None] = mapped_column(ForeignKey("asset_warranty.id"))
    warranty_labor_id: Mapped[int | None] = mapped_column(ForeignKey("asset_warranty.id"))
    warranty_expense_id: Mapped[int | None] = mapped_column(ForeignKey("asset_warranty.id"))
    approved: Mapped[bool | None]
    """Whether it is paid; None while nobody has decided."""
    asset: Mapped[Asset] = relationship(
        primaryjoin="ClaimLineItem.asset_id == Asset.id", foreign_keys=[asset_id], viewonly=True
    )

    @property
    def requested(self) -> Decimal:
        """What is asked for over all tiers."""
        return self.requested_parts + self.requested_labor + self.requested_expense

    @property
    def eligible(self) -> Decimal:
        """What would be paid over all tiers."""
        return (self.eligible_parts or ZERO) + (self.eligible_labor or ZERO) + (self.eligible_expense or ZERO)


class AutoApproval(Base, Recorded):
    """Up to which amount an unflagged claim of an account of a tier approves itself."""

    __tablename__ = "auto_approval"
    __table_args__ = (CheckConstraint("up_to >= 0", name="up_to"),)

    account_tier: Mapped[AccountTier] = mapped_column(choice(AccountTier), unique=True)
    up_to: Mapped[Decimal]


class ApprovalBand(Base, Recorded):
    """Who approves claims up to an amount, within how many hours; without an amount it is for all."""

    __tablename__ = "approval_band"
    __table_args__ = (CheckConstraint("hours > 0", name="hours"), UniqueConstraint("up_to", "reason"))

    up_to: Mapped[Decimal | None]
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    role: Mapped[str]
    hours: Mapped[int]
