"""Targets by priority, contracts, and entitlement processes with their versions, as data."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.columns import Base, Numbered, choice
from service.sla.definition import ProcessDefinition, RecordKind, Scope, read_definition
from service.timeline.models import Recorded


class Priority(StrEnum):
    """How urgent something is, the least first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class PriorityTarget(Base, Recorded):
    """How long resolving may take, by priority."""

    __tablename__ = "priority_target"
    __table_args__ = (CheckConstraint("hours > 0", name="hours"),)

    priority: Mapped[Priority] = mapped_column(choice(Priority), unique=True)
    hours: Mapped[int]


class ServiceContract(Base, Recorded):
    """What an account has agreed with us: a plan, from a first to a last day."""

    __tablename__ = "service_contract"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_service_contract_account_id", "account_id", "first_day"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    number: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[str]
    """What entry criteria name as `contract`: gold, say."""
    first_day: Mapped[date]
    last_day: Mapped[date | None]


class EntitlementProcess(Base, Recorded):
    """Which milestones a kind of record is entitled to. What it says is in its versions; new records get the newest."""

    __tablename__ = "entitlement_process"
    __table_args__ = (Index("ix_entitlement_process_kind", "kind", "precedence", "id"),)

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RecordKind] = mapped_column(choice(RecordKind))
    scope: Mapped[Scope] = mapped_column(choice(Scope))
    precedence: Mapped[int]
    """Of several processes whose entry criteria a record meets, the one with the lowest."""
    active: Mapped[bool] = mapped_column(default=True)
    newest: Mapped[int]
    """Number of the newest version."""


class EntitlementVersion(Base, Numbered):
    """What a process said at a time. Never changed: records keep the version that they started with."""

    __tablename__ = "entitlement_version"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    process_id: Mapped[int] = mapped_column(ForeignKey("entitlement_process.id"))
    number: Mapped[int]
    definition: Mapped[str]
    """Canonical JSON of a `ProcessDefinition`."""
    published_at: Mapped[datetime]

    process: Mapped[EntitlementProcess] = relationship(lazy="joined")

    @property
    def says(self) -> ProcessDefinition:
        """The definition."""
        return read_definition(self.definition)
