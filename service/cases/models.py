"""Cases with their line items, pauses, comments and tags, and returns to suppliers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from service.assets.installed import Asset
from service.assets.models import Account, AccountTier, Contact
from service.assets.orders import SalesOrder
from service.cases.policy import (
    CASE,
    CaseStatus,
    CaseType,
    Channel,
    ReasonCode,
    ReturnStatus,
    Sentiment,
    Severity,
    WaitingFor,
)
from service.columns import Base, Numbered, choice
from service.errors import invalid
from service.rows import CUSTOMER
from service.sla.models import Priority
from service.timeline.models import Recorded


class Case(Base, Recorded):
    """What a customer asked for.

    A case points to one of its own line items, and the database sees to it at the end of each transaction: so gate 1,
    no case without an asset, holds on SQLite and PostgreSQL alike, whoever writes.
    """

    __tablename__ = "service_case"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "primary_position"],
            ["case_line_item.case_id", "case_line_item.position"],
            name="gate_1_case_line_item",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("csat_score BETWEEN 1 AND 5", name="csat"),
        CheckConstraint("escalate_at BETWEEN 1 AND 99", name="escalate_at"),
        CheckConstraint(
            "status NOT IN ('resolved', 'closed') OR (resolution_path IS NOT NULL AND resolution_notes IS NOT NULL)",
            name="resolution",
        ),
        CheckConstraint("(status = 'waiting') = (waiting_for IS NOT NULL)", name="waiting"),
        Index("ix_service_case_status_due_at", "status", "due_at", "id"),
        Index("ix_service_case_due_at", "due_at", "id"),
        Index("ix_service_case_account_id", "account_id", "id"),
        Index("ix_service_case_assignee_id", "assignee_id", "status"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"))
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    work_order_id: Mapped[int | None] = mapped_column(
        ForeignKey("work_order.id", name="fk_service_case_work_order_id", use_alter=True)
    )
    """The installation that the case goes back to."""
    primary_position: Mapped[int] = mapped_column(default=1)
    """The line item that the case cannot lose without another to point to."""

    channel: Mapped[Channel] = mapped_column(choice(Channel))
    case_type: Mapped[CaseType] = mapped_column(choice(CaseType))
    reason_code: Mapped[ReasonCode] = mapped_column(choice(ReasonCode))
    subject: Mapped[str]
    description: Mapped[str]
    on_site_required: Mapped[bool] = mapped_column(default=False)
    severity: Mapped[Severity | None] = mapped_column(choice(Severity))
    sentiment: Mapped[Sentiment | None] = mapped_column(choice(Sentiment))
    intent: Mapped[str | None]
    urgency: Mapped[Priority | None] = mapped_column(choice(Priority, "urgency"))
    """How urgent the customer makes it; what priority that is, rules and people decide."""
    product_line: Mapped[str]
    customer_tier: Mapped[AccountTier] = mapped_column(choice(AccountTier))

    status: Mapped[CaseStatus] = mapped_column(choice(CaseStatus), default=CaseStatus.NEW)
    priority: Mapped[Priority] = mapped_column(choice(Priority))
    escalated: Mapped[bool] = mapped_column(default=False)
    waiting_for: Mapped[WaitingFor | None] = mapped_column(choice(WaitingFor))
    opened_at: Mapped[datetime]
    clock_started_at: Mapped[datetime]
    """When the running clock began: with the case, or when it was last reopened."""
    due_at: Mapped[datetime]
    escalate_at: Mapped[int | None]
    """Percent of the promised time after which it escalates, if the rules said so when it was handed over."""
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlement_version.id"))
    """The version of the entitlement process that the case began with, and keeps."""
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    skills: Mapped[Any] = mapped_column(JSON, default=dict)
    """What whoever has it must know: minimum level by skill."""
    team: Mapped[str]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    resolution_path: Mapped[str | None]
    resolution_notes: Mapped[str | None]
    csat_score: Mapped[int | None]
    csat_comment: Mapped[str | None]
    csat_token_hash: Mapped[str | None] = mapped_column(unique=True)

    SECRET = frozenset({"csat_token_hash"})

    account: Mapped[Account] = relationship()
    contact: Mapped[Contact | None] = relationship()
    order: Mapped[SalesOrder | None] = relationship()
    lines: Mapped[list["CaseLineItem"]] = relationship(
        back_populates="case",
        order_by="CaseLineItem.position",
        lazy="selectin",
        cascade="all, delete-orphan",
        foreign_keys="CaseLineItem.case_id",
    )
    pauses: Mapped[list["CasePause"]] = relationship(order_by="CasePause.id", lazy="selectin")
    tag_rows: Mapped[list["CaseTag"]] = relationship(
        order_by="CaseTag.tag", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def number(self) -> str:
        """What the case is called in letters and on the telephone."""
        return f"C-{self.id:06}"

    @property
    def allowed(self) -> list[str]:
        """The events that lead on from the case's status."""
        return CASE.allowed(self.status)

    @property
    def tags(self) -> list[str]:
        """The case's tags."""
        return [row.tag for row in self.tag_rows]

    @property
    def assets(self) -> list[Asset]:
        """The assets that the case is about."""
        return [line.asset for line in self.lines]

    @validates("csat_score")
    def check_score(self, key: str, value: int | None) -> int | None:
        """A score is from 1 to 5."""
        if value is not None and not 1 <= value <= 5:
            raise invalid("score", "a score is from 1 to 5", allowed=[1, 2, 3, 4, 5])
        return value


class CaseLineItem(Base):
    """One asset that a case is about, and what is to be done to it."""

    __tablename__ = "case_line_item"
    __table_args__ = (UniqueConstraint("case_id", "asset_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    description: Mapped[str | None]
    case: Mapped[Case] = relationship(back_populates="lines", foreign_keys=[case_id])
    asset: Mapped[Asset] = relationship()


class CasePause(Base, Numbered):
    """A time during which a case's clock stood still. Without an end it still does."""

    __tablename__ = "case_pause"
    __table_args__ = (CheckConstraint("ended_at >= began_at", name="order"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    waiting_for: Mapped[WaitingFor] = mapped_column(choice(WaitingFor))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CaseTag(Base):
    """A label on a case."""

    __tablename__ = "case_tag"

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class CaseComment(Base, Numbered):
    """Something said about a case."""

    __tablename__ = "case_comment"

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    author: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[str]
    internal: Mapped[bool]
    """Whether the customer does not see it."""


class SupplierReturn(Base, Recorded):
    """A defect that goes back to a supplier."""

    __tablename__ = "supplier_return"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    part_number: Mapped[str]
    quantity: Mapped[int]
    defect: Mapped[str]
    status: Mapped[ReturnStatus] = mapped_column(choice(ReturnStatus), default=ReturnStatus.OPEN)


CUSTOMER[Case] = lambda account_id: Case.account_id == account_id
