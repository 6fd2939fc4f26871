"""What technicians may do and when they work: memberships, skills, certificates, shifts, absences, stock, wishes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, choice
from service.timeline.models import Recorded


class MembershipKind(StrEnum):
    """How somebody belongs to a territory; a relocation replaces all other memberships for its dates."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    RELOCATED = "relocated"


class PreferenceKind(StrEnum):
    """Whether somebody must, should or may not come."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    EXCLUDED = "excluded"


class OfTechnician(Recorded):
    """A record about one technician."""

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"), index=True)


class Dated(OfTechnician):
    """Something that holds on the days from the first to the last, both included; without a day for ever."""

    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


def in_order(first: str, last: str) -> CheckConstraint:
    """Return the check that something does not end before it starts."""
    return CheckConstraint(f"{first} <= {last}", name="order")


class Membership(Base, Dated):
    """A technician's place in a territory."""

    __tablename__ = "territory_member"
    __table_args__ = (in_order("starts_on", "ends_on"),)

    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    kind: Mapped[MembershipKind] = mapped_column(choice(MembershipKind), default=MembershipKind.PRIMARY)


class Skill(Base, Dated):
    """What a technician can do, and how well."""

    __tablename__ = "technician_skill"
    __table_args__ = (in_order("starts_on", "ends_on"), CheckConstraint("level > 0", name="level"))

    skill: Mapped[str]
    level: Mapped[int] = mapped_column(default=1)


class Certificate(Base, Dated):
    """What a technician is certified for; the last day is the last on which it is valid."""

    __tablename__ = "technician_certificate"
    __table_args__ = (in_order("starts_on", "ends_on"),)

    name: Mapped[str]


class Timed(OfTechnician):
    """A stretch of a technician's time, its end excluded."""

    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cancelled: Mapped[bool] = mapped_column(default=False)


class Shift(Base, Timed):
    """A stretch of duty. Of one technician no two overlap."""

    __tablename__ = "technician_shift"
    __table_args__ = (in_order("starts_at", "ends_at"), Index("ix_technician_shift_time", "technician_id", "starts_at"))

    overtime_from: Mapped[datetime | None]
    """From when on it is overtime."""
    breaks: Mapped[Any] = mapped_column(JSON, default=list)
    """Of each: between when it begins, as instants, and its minutes."""


class Absence(Base, Timed):
    """Time off."""

    __tablename__ = "technician_absence"
    __table_args__ = (
        in_order("starts_at", "ends_at"),
        Index("ix_technician_absence_time", "technician_id", "starts_at"),
    )

    reason: Mapped[str | None]


class Stock(Base, OfTechnician):
    """Parts in a technician's van."""

    __tablename__ = "van_stock"
    __table_args__ = (UniqueConstraint("technician_id", "part_number"), CheckConstraint("quantity >= 0", name="amount"))

    part_number: Mapped[str]
    quantity: Mapped[int]


class Preference(Base, OfTechnician):
    """Who must, should or may not come to an account."""

    __tablename__ = "technician_preference"
    __table_args__ = (UniqueConstraint("account_id", "technician_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[PreferenceKind] = mapped_column(choice(PreferenceKind))
    ended: Mapped[bool] = mapped_column(default=False)


EVERY = (Membership, Skill, Certificate, Shift, Absence, Stock, Preference)
