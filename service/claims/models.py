"""Claims with their assets, lines, what is asked for and what is covered; limits and approvers."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.assets.installed import Asset, AssetWarranty
from service.assets.models import Account, AccountTier
from service.cases.models import Case
from service.claims import money
from service.claims.approval import CLAIM, ClaimStatus
from service.claims.policy import TIERS, Code, Cover, Tier, line_code
from service.columns import Base, choice
from service.errors import Problem
from service.timeline.models import Recorded


class Claim(Base, Recorded):
    """What a customer asks for under the warranties of the assets of a case.

    Gate 3 is two references in the database: each asset of the claim has a line, and each line an asset of the claim;
    the second of them is checked at the end of each transaction. A third sees to it that there is at least one.

    Gate 4 is a trigger in the database: everything that a cover depends on counts up `inputs_revision`, whoever
    changes it, and nothing is granted unless the cover of each tier of each line was found at that revision.
    """

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("id", "case_id"),
        ForeignKeyConstraint(
            ["id", "primary_asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name="gate_3_claim_line_item",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint(
            "status NOT IN ('approved', 'partially_approved', 'paid')"
            " OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name="decision",
        ),
        CheckConstraint("decided_by <> created_by AND decided_by <> coalesce(submitted_by, '')", name="not_own"),
        CheckConstraint("(status = 'paid') = (payment_reference IS NOT NULL)", name="payment"),
        Index("ix_claim_status_decide_by", "status", "decide_by", "id"),
        Index("ix_claim_case_id", "case_id"),
        Index("ix_claim_account_id", "account_id"),
    )
    SECRET = frozenset({"inputs_revision"})

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"))
    """The sales order that its assets came with, if it is one."""
    primary_asset_id: Mapped[int]
    """One of its assets; a claim has at least one."""
    currency: Mapped[str]
    status: Mapped[ClaimStatus] = mapped_column(choice(ClaimStatus), default=ClaimStatus.DRAFT)
    inputs_revision: Mapped[int] = mapped_column(default=1)
    """Counts what was changed of all that its cover depends on. Counted by the database."""
    evaluations: Mapped[int] = mapped_column(default=0)
    """How often it was evaluated."""
    created_by: Mapped[str]
    """Who made it, or, of one made by the hand-over, who first asked for something: kind and number, as `user:7`, or
    name, as `rule:hand_over`; so are the other two."""
    submitted_by: Mapped[str | None]
    decided_by: Mapped[str | None]
    """Who approved or rejected; nobody if it was withdrawn."""
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    review_reasons: Mapped[str] = mapped_column(default="")
    """Why it does not approve itself, separated by blanks."""
    approver_role: Mapped[str | None]
    approver_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decide_by: Mapped[datetime | None]
    escalations: Mapped[int] = mapped_column(default=0)
    """Bands it was passed on by, because those before did not decide in time."""
    decision_reason: Mapped[str | None]
    payment_reference: Mapped[str | None]

    case: Mapped[Case] = relationship()
    account: Mapped[Account] = relationship()
    lines: Mapped[list["ClaimLineItem"]] = relationship(
        primaryjoin="Claim.id == foreign(ClaimLineItem.claim_id)",
        order_by="ClaimLineItem.asset_id",
        lazy="selectin",
        viewonly=True,
    )

    @property
    def number(self) -> str:
        """What the claim is called in letters and on the telephone."""
        return f"K-{self.id:06}"

    @property
    def allowed(self) -> list[str]:
        """The events that lead on from the claim's status."""
        return CLAIM.allowed(self.status)

    @property
    def reasons(self) -> list[str]:
        """Why it does not approve itself."""
        return self.review_reasons.split()

    def line_of(self, asset_id: int) -> "ClaimLineItem":
        """Return the line of an asset; a 404 if the claim has none."""
        line = next((line for line in self.lines if line.asset_id == asset_id), None)
        if line is None:
            raise Problem(404, "not_found", f"the claim has no line of asset {asset_id}")
        return line

    @property
    def stale(self) -> bool:
        """Whether something that its cover depends on was changed after it was evaluated, or some of it never was."""
        revisions = [cover.revision for line in self.lines for cover in line.covers]
        return len(revisions) < len(TIERS) * len(self.lines) or {*revisions} != {self.inputs_revision}

    @property
    def requested(self) -> Decimal:
        """The sum of what its lines ask for."""
        return sum((line.total("requested") for line in self.lines), Decimal(0))

    @property
    def eligible(self) -> Decimal:
        """The sum of what is covered of its lines."""
        return sum((line.total("eligible") for line in self.lines), Decimal(0))

    @property
    def approved(self) -> Decimal:
        """The sum of what was approved of its lines."""
        return sum((line.total("approved") for line in self.lines), Decimal(0))


class ClaimAsset(Base):
    """An asset of a claim, which is one of its case's."""

    __tablename__ = "claim_asset"
    __table_args__ = (
        ForeignKeyConstraint(["claim_id", "case_id"], ["claim.id", "claim.case_id"]),
        ForeignKeyConstraint(["case_id", "asset_id"], ["case_line_item.case_id", "case_line_item.asset_id"]),
        ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name="gate_3_asset_without_line",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
    )

    claim_id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    case_id: Mapped[int]


OF_LINE = ("claim_id", "asset_id")


def _of_line() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(OF_LINE, ["claim_line_item.claim_id", "claim_line_item.asset_id"])


class ClaimLineItem(Base):
    """What is asked for one asset of a claim, and what is known about its failure."""

    __tablename__ = "claim_line_item"
    __table_args__ = (
        ForeignKeyConstraint(
            OF_LINE, ["claim_asset.claim_id", "claim_asset.asset_id"], name="gate_3_line_without_asset"
        ),
        CheckConstraint("labor_hours >= 0", name="labor_hours"),
        CheckConstraint("labor_rate >= 0", name="labor_rate"),
        CheckConstraint("usage >= 0", name="usage"),
    )

    claim_id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), primary_key=True)
    failure_date: Mapped[date]
    description: Mapped[str | None]
    causal_part: Mapped[str | None]
    failure_cause: Mapped[str | None]
    usage: Mapped[Decimal | None]
    """The reading at the failure; without one the asset's counts."""
    labor_hours: Mapped[Decimal] = mapped_column(default=Decimal(0))
    labor_rate: Mapped[Decimal] = mapped_column(default=Decimal(0))

    asset: Mapped[Asset] = relationship(lazy="joined")
    parts: Mapped[list["ClaimPart"]] = relationship(
        order_by="ClaimPart.position", lazy="selectin", cascade="all, delete-orphan"
    )
    expenses: Mapped[list["ClaimExpense"]] = relationship(
        order_by="ClaimExpense.position", lazy="selectin", cascade="all, delete-orphan"
    )
    covers: Mapped[list["ClaimCover"]] = relationship(
        order_by="ClaimCover.tier", lazy="selectin", cascade="all, delete-orphan"
    )

    def asked(self, currency: str) -> dict[Tier, Decimal]:
        """Return what is asked for by tier, each position rounded by itself."""
        parts = [money.product(part.quantity, part.unit_price, currency) for part in self.parts]
        expenses = [money.product(Decimal(1), expense.amount, currency) for expense in self.expenses]
        labor = money.product(self.labor_hours, self.labor_rate, currency)
        return {Tier.PARTS: sum(parts, Decimal(0)), Tier.LABOR: labor, Tier.EXPENSE: sum(expenses, Decimal(0))}

    @property
    def code(self) -> Code | None:
        """The one code of the line; None before it is evaluated."""
        return line_code([cover.found for cover in self.covers]) if self.covers else None

    def total(self, column: str) -> Decimal:
        """Return the sum of a column of the line's covers; what is not decided yet counts nothing."""
        return sum((getattr(cover, column) or Decimal(0) for cover in self.covers), Decimal(0))


class ClaimPart(Base):
    """A part that a line asks for."""

    __tablename__ = "claim_part"
    __table_args__ = (
        _of_line(),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
    )

    claim_id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part_number: Mapped[str]
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    book_price: Mapped[Decimal | None]
    """What the price book said when the part was asked for; None if it did not know the part."""


class ClaimExpense(Base):
    """An expense that a line asks for."""

    __tablename__ = "claim_expense"
    __table_args__ = (_of_line(), CheckConstraint("amount >= 0", name="amount"))

    claim_id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    description: Mapped[str]
    amount: Mapped[Decimal]


class ClaimCover(Base):
    """What is covered of one tier of a line, as it was found last, and what was approved of it."""

    __tablename__ = "claim_cover"
    __table_args__ = (
        _of_line(),
        CheckConstraint("eligible BETWEEN 0 AND requested", name="eligible"),
        CheckConstraint("approved BETWEEN 0 AND eligible", name="approved"),
        CheckConstraint("eligible = 0 OR warranty_id IS NOT NULL", name="warranty"),
    )

    claim_id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(primary_key=True)
    tier: Mapped[Tier] = mapped_column(choice(Tier), primary_key=True)
    revision: Mapped[int]
    """The claim's `inputs_revision` when it was found."""
    code: Mapped[Code] = mapped_column(choice(Code))
    requested: Mapped[Decimal]
    eligible: Mapped[Decimal]
    approved: Mapped[Decimal | None]
    percent: Mapped[Decimal]
    warranty_id: Mapped[int | None] = mapped_column(ForeignKey("asset_warranty.id"), index=True)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    warranty: Mapped[AssetWarranty | None] = relationship()

    FOUND = ("asset_id", "tier", "requested", "eligible", "code", "percent", "warranty_id", "first_day", "last_day")

    @property
    def found(self) -> Cover:
        """The cover as the policy said it."""
        return Cover(**{name: getattr(self, name) for name in self.FOUND})


class ApprovalLimit(Base, Recorded):
    """Up to how much of each tier a claim approves itself."""

    __tablename__ = "approval_limit"
    __table_args__ = (
        *(CheckConstraint(f"{tier.value}_limit >= 0", name=f"{tier.value}_limit") for tier in TIERS),
        CheckConstraint("account_tier IS NULL OR account_id IS NULL", name="one_scope"),
    )

    currency: Mapped[str]
    account_tier: Mapped[AccountTier | None] = mapped_column(choice(AccountTier))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    parts_limit: Mapped[Decimal]
    labor_limit: Mapped[Decimal]
    expense_limit: Mapped[Decimal]


class ApprovalBand(Base, Recorded):
    """Who decides about claims from an amount on, and within how many hours."""

    __tablename__ = "approval_band"
    __table_args__ = (
        CheckConstraint("from_amount >= 0", name="from_amount"),
        CheckConstraint("hours > 0", name="hours"),
        CheckConstraint("(approver_role IS NULL) <> (approver_user_id IS NULL)", name="one_approver"),
    )

    currency: Mapped[str]
    from_amount: Mapped[Decimal]
    reason: Mapped[str | None]
    """A code or a flag; None for any."""
    approver_role: Mapped[str | None]
    approver_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    hours: Mapped[int]
