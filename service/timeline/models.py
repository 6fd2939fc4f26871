"""Events, and the checkpoints that sign the heads of their chains."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from service.columns import Base, Numbered
from service.timeline.chain import digest


class Recorded(Numbered):
    """A record that stands on the timeline: no change to it is kept without an event that says so."""

    SECRET: ClassVar[frozenset[str]] = frozenset()
    """Columns whose values never go onto the timeline."""

    version: Mapped[int] = mapped_column(sort_order=-1)
    """Counts the record's changes; a change that was made to another version is refused."""

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.__dict__.get("version") or cls.version}


class Event(Base, Numbered):
    """One thing that happened to one record. Never changed and never removed."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "sequence"),
        Index("ix_event_case_id", "case_id", "id"),
        Index("ix_event_kind_at", "kind", "at"),
    )

    record_type: Mapped[str]
    record_id: Mapped[int]
    sequence: Mapped[int]
    """Position on the record's timeline, from 1, without gaps."""
    kind: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    at: Mapped[datetime]
    case_id: Mapped[int | None]
    """The case whose journey the event belongs to."""
    data: Mapped[str]
    """Canonical JSON: `before` and `after` of what changed, and `facts` that are no columns."""
    reason: Mapped[str | None]
    rule: Mapped[str | None]
    rule_version: Mapped[str | None]
    plan_run: Mapped[str | None]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    HASHED: ClassVar = (
        *("record_type", "record_id", "sequence", "kind", "actor_kind", "actor_id", "actor_name", "at", "case_id"),
        *("data", "reason", "rule", "rule_version", "plan_run", "previous_hash"),
    )
    """Columns that the hash covers: all but the row's number and the hash."""

    def computed_hash(self) -> str:
        """Return the hash that the event must have."""
        return digest(*(getattr(self, name) for name in self.HASHED))


class Checkpoint(Base, Numbered):
    """A signature over the heads of every chain that grew since the checkpoint before."""

    __tablename__ = "checkpoint"

    at: Mapped[datetime]
    previous_signature: Mapped[str]
    signature: Mapped[str]


class SignedHead(Base):
    """The last event that a record had when a checkpoint was made."""

    __tablename__ = "signed_head"

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"), primary_key=True)
    record_type: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str]
