"""Branches with their managers, territories with their areas, and technicians."""

import hashlib
import json
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, validates

from service.columns import Base
from service.timeline.models import Recorded


class Branch(Base, Recorded):
    """A place of the firm, with somebody who answers for it."""

    __tablename__ = "branch"

    name: Mapped[str] = mapped_column(unique=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Territory(Base, Recorded):
    """An area that a branch serves."""

    __tablename__ = "territory"
    SECRET = frozenset({"area"})

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    timezone: Mapped[str] = mapped_column(default="UTC")
    """The zone in which its days are counted: a name of the IANA database."""
    area: Mapped[Any | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """A GeoJSON Polygon or MultiPolygon, in longitude and latitude."""
    area_digest: Mapped[str | None]
    """Hash of the area, by which one that was read before is known again."""

    @validates("area")
    def key_area(self, name: str, value: Any) -> Any:
        """An area is kept with its hash."""
        self.area_digest = None if value is None else hashlib.sha256(json.dumps(value).encode()).hexdigest()
        return value


class Technician(Base, Recorded):
    """Somebody who visits customers."""

    __tablename__ = "technician"
    __table_args__ = (
        CheckConstraint("(home_latitude IS NULL) = (home_longitude IS NULL)", name="home"),
        CheckConstraint("(end_latitude IS NULL) = (end_longitude IS NULL)", name="end"),
        CheckConstraint("efficiency_percent > 0", name="efficiency"),
        CheckConstraint("cost_per_hour >= 0 AND cost_per_shift >= 0", name="cost"),
        CheckConstraint("max_visits >= 0 AND max_travel_minutes >= 0 AND max_work_minutes >= 0", name="limits"),
    )

    name: Mapped[str]
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    """The territory of somebody without dated memberships."""
    active: Mapped[bool] = mapped_column(default=True)
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("working_calendar.id"))
    """By whose days somebody works where no shift is entered for a day; gaps between its intervals are breaks."""
    works_since: Mapped[date | None]
    """The first day of work, before which nobody was owed a turn."""
    home_latitude: Mapped[float | None]
    home_longitude: Mapped[float | None]
    end_latitude: Mapped[float | None]
    """Where a shift ends, if not at home."""
    end_longitude: Mapped[float | None]
    tools: Mapped[Any] = mapped_column(JSON, default=list)
    efficiency_percent: Mapped[int] = mapped_column(default=100)
    """Who has 125 does in 48 minutes what is planned with 60."""
    cost_per_hour: Mapped[int] = mapped_column(default=0)
    """In whole units of money, like the cost of a shift."""
    cost_per_shift: Mapped[int] = mapped_column(default=0)
    max_visits: Mapped[int | None]
    """Of a shift, like the minutes of travel and of work."""
    max_travel_minutes: Mapped[int | None]
    max_work_minutes: Mapped[int | None]
