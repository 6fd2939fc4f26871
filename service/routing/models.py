"""Turns: who was given which work, and whose turn was passed over for it. What the rotation counts."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.columns import Base, Numbered, choice


class ChosenBy(StrEnum):
    """How somebody came to have work."""

    ROTATION = "rotation"
    NAME = "name"
    """A person or a rule named them."""


IN_FORCE = text("returned_at IS NULL")


class Turn(Base, Numbered):
    """A piece of work that somebody was given. Derived from the record's events, which stand on its timeline.

    A turn is in force until it is given back: when the work is given to somebody else, or cancelled. Of a record one
    is in force at most.
    """

    __tablename__ = "turn"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes"),
        Index("ix_turn_user_id", "user_id", "day"),
        Index("ix_turn_at", "at", "id"),
        Index(
            "uq_turn_record", "record_type", "record_id", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE
        ),
    )

    record_type: Mapped[str]
    record_id: Mapped[int]
    case_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    team: Mapped[str]
    at: Mapped[datetime]
    day: Mapped[date]
    """Of UTC; what was earned decays by the day."""
    minutes: Mapped[int]
    """Nominal: of the record alone, so that nobody earns fewer turns by being slow."""
    chosen_by: Mapped[ChosenBy] = mapped_column(choice(ChosenBy))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    """The event that gave it, with who could have had it and why others could not."""
    done_at: Mapped[datetime | None]
    """When the work ended; open work counts against its holder's capacity."""
    returned_at: Mapped[datetime | None]

    passed: Mapped[list["PassedTurn"]] = relationship(order_by="PassedTurn.id", lazy="selectin")


class PassedTurn(Base, Numbered):
    """Somebody whose turn it would have been before that of who got the work, and why it was not."""

    __tablename__ = "passed_turn"
    __table_args__ = (Index("ix_passed_turn_user_id", "user_id", "turn_id"),)

    turn_id: Mapped[int] = mapped_column(ForeignKey("turn.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    codes: Mapped[str]
    """Reason codes of eligibility, with blanks between; BY_NAME where somebody else was named."""
