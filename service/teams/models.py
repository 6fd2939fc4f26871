"""Teams, their members, and when those are away."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, choice
from service.timeline.models import Recorded


class TeamKind(StrEnum):
    """What a team has a queue of: mostly cases, or mostly work orders."""

    DESK = "desk"
    BACK_OFFICE = "back_office"


class Team(Base, Recorded):
    """Who does work together, by the name that cases and work orders carry: its queue is what nobody of it has."""

    __tablename__ = "team"
    __table_args__ = (CheckConstraint("case_minutes > 0", name="case_minutes"),)

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[TeamKind] = mapped_column(choice(TeamKind))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("working_calendar.id"))
    """By which members work who have no calendar of their own; round the clock without one."""
    case_minutes: Mapped[int] = mapped_column(default=15)
    """What a case counts for where minutes are counted; a work order counts for its duration."""
    active: Mapped[bool] = mapped_column(default=True)


class Representative(Base, Recorded):
    """Somebody at a desk or in a back office, as matching sees them."""

    __tablename__ = "representative"
    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    skills: Mapped[Any] = mapped_column(JSON, default=dict)
    """Level by skill."""
    capacity: Mapped[int]
    """Most open work at a time, of all teams together."""
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("working_calendar.id"))
    works_since: Mapped[date]
    """The first day of work, before which nobody was owed a turn."""
    active: Mapped[bool] = mapped_column(default=True)


class TeamMember(Base, Recorded):
    """A representative's place in a team."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "representative_id"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class RepresentativeAbsence(Base, Recorded):
    """Time off, its end excluded."""

    __tablename__ = "representative_absence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_representative_absence_time", "representative_id", "ends_at"),
    )

    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
