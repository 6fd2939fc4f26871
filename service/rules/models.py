"""Rule sets as rows, with what each version of them said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, Numbered
from service.timeline.models import Recorded


class StoredRuleSet(Base, Recorded):
    """A rule set: its draft, and which of its published versions decides."""

    __tablename__ = "rule_set"
    __table_args__ = (
        CheckConstraint("in_force BETWEEN 0 AND newest", name="in_force"),
        CheckConstraint("newest > 0 OR draft IS NOT NULL", name="something"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str]
    """The kind of record."""
    draft: Mapped[str | None]
    """The text that is worked on; it was checked when it was saved."""
    newest: Mapped[int] = mapped_column(default=0)
    """Number of the newest version; none is published yet at 0."""
    in_force: Mapped[int] = mapped_column(default=0)
    """Number of the version that decides."""


class RuleSetVersion(Base, Numbered):
    """What a rule set said when it was published. Never changed: decisions on timelines refer to it."""

    __tablename__ = "rule_set_version"
    __table_args__ = (UniqueConstraint("rule_set_id", "number"),)

    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    number: Mapped[int]
    text: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
