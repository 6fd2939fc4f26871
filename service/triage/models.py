"""What was read out of the message that a case began with."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.cases.models import Case
from service.columns import Base, choice
from service.timeline.models import Recorded


class TriageStatus(StrEnum):
    """How far a triage is."""

    PENDING = "pending"
    """Nobody has read the message yet."""
    UNSURE = "unsure"
    """It was read, and what it means is not sure enough: a person is asked."""
    STAMPED = "stamped"
    """The case has its stamps, and the rules have decided."""
    SETTLED = "settled"
    """A person has said what it means, or the case went on without."""


class Triage(Base, Recorded):
    """One reading of one message: which model said what, how surely, and what became of it."""

    __tablename__ = "triage"
    __table_args__ = (
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        CheckConstraint("(status = 'pending') = (done_at IS NULL)", name="done"),
        Index("ix_triage_status", "status", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), unique=True)
    status: Mapped[TriageStatus] = mapped_column(choice(TriageStatus), default=TriageStatus.PENDING)
    text: Mapped[str]
    """What is read."""
    chosen: Mapped[Any] = mapped_column(JSON)
    """Names of columns of the case that the sender chose: they are not stamped over."""
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    model: Mapped[str | None]
    confidence: Mapped[float | None]
    """Of the least sure of the stamps that decide, from 0 to 1."""
    proposed: Mapped[Any] = mapped_column(JSON)
    """Every stamp that the model proposed, with how sure it is."""
    fell_back: Mapped[str | None]
    """Why the model that was set did not answer, and the classifier did."""
    case: Mapped[Case] = relationship()
