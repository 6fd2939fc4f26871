"""Milestones that run, what of them has come to pass, and the times during which clocks stood still."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Interval, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.columns import Base, Numbered, choice
from service.sla.definition import Scope
from service.sla.models import Priority


class MilestoneStatus(StrEnum):
    """Whether a milestone's clock runs."""

    RUNNING = "running"
    STOPPED = "stopped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class StepKind(StrEnum):
    """What came to pass, in the order in which it does."""

    WARNING = "warning"
    VIOLATION = "violation"
    SUCCESS = "success"


OPEN = (MilestoneStatus.RUNNING, MilestoneStatus.STOPPED)
WHOLE = 100
"""Percent of a target that is a violation once they have passed."""


class Milestone(Base, Numbered):
    """Something that is to happen to a record in time. Derived from the record's events, which stand on its timeline.

    What is worked to and what was promised are two: an automatic escalation moves the one and not the other.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "name", "run_started_at"),
        CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="completed"),
        Index("ix_milestone_next_at", "next_at", "id"),
        Index("ix_milestone_case_id", "case_id", "id"),
        Index("ix_milestone_due_at", "status", "due_at", "id"),
        Index("ix_milestone_commitment_at", "status", "commitment_at", "id"),
    )

    record_type: Mapped[str]
    record_id: Mapped[int]
    case_id: Mapped[int | None]
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlement_version.id"))
    name: Mapped[str]
    scope: Mapped[Scope] = mapped_column(choice(Scope))
    run_started_at: Mapped[datetime]
    """When the record's clock began: each reopening begins another run."""
    begun_at: Mapped[datetime]
    status: Mapped[MilestoneStatus] = mapped_column(choice(MilestoneStatus), default=MilestoneStatus.RUNNING)
    target: Mapped[timedelta] = mapped_column(Interval)
    """Working time that it may take, as it is worked to."""
    committed: Mapped[timedelta] = mapped_column(Interval)
    """Working time that was promised; thresholds and attainment go by it."""
    priority: Mapped[Priority | None] = mapped_column(choice(Priority))
    """The record's when that was promised: what it rose to by itself later does not count."""
    due_at: Mapped[datetime]
    commitment_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    """When the sweep has to look at it; nothing while there is nothing to see."""
    completed_at: Mapped[datetime | None]
    violated_at: Mapped[datetime | None]
    """When the commitment passed without it; never taken back."""

    steps: Mapped[list["MilestoneStep"]] = relationship(order_by="MilestoneStep.id", lazy="selectin")

    @property
    def outcome(self) -> str:
        """How it went: open, met, missed or cancelled. What was violated is missed, whenever it happens."""
        if self.violated_at is not None:
            return "missed"
        return {MilestoneStatus.COMPLETED: "met", MilestoneStatus.CANCELLED: "cancelled"}.get(self.status, "open")


class MilestoneStep(Base, Numbered):
    """A threshold that was reached, a violation or a success: there is one of each, and its actions are done once."""

    __tablename__ = "milestone_step"
    __table_args__ = (UniqueConstraint("milestone_id", "kind", "percent"),)

    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    kind: Mapped[StepKind] = mapped_column(choice(StepKind))
    percent: Mapped[int]
    """Of the target, of a warning; 100 otherwise."""
    at: Mapped[datetime]
    """When it came to pass."""
    fired_at: Mapped[datetime]
    """When it was found."""
    applied_at: Mapped[datetime | None]
    """When its actions were done."""
    outcomes: Mapped[Any] = mapped_column(JSON)
    """What each action did, or why it was refused."""


class ClockPause(Base, Numbered):
    """A time during which the clocks of a record stood still that does not keep its pauses itself."""

    __tablename__ = "clock_pause"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="order"),
        Index("ix_clock_pause_record", "record_type", "record_id"),
    )

    record_type: Mapped[str]
    record_id: Mapped[int]
    stopped_for: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
