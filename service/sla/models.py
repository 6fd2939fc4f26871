"""The resolution target of each priority, as data."""

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, choice
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
