"""Calendars as rows."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base
from service.timeline.models import Recorded


class WorkingCalendar(Base, Recorded):
    """When somebody works."""

    __tablename__ = "working_calendar"

    name: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    weekly: Mapped[Any] = mapped_column(JSON)
    """Pairs of start and end, as text, by the name of the weekday."""
    exceptions: Mapped[Any] = mapped_column(JSON)
    """The same by date, for dates that are not like their weekday."""
    country: Mapped[str | None]
    """Whose public holidays are free: an ISO 3166 code of two letters."""
    subdivision: Mapped[str | None]
