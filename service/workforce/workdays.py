"""Versions of technicians' days: what was decided knowing a day is found outdated once somebody has changed it.

A day is one of UTC, so that it means the same everywhere; something that lasts into the next touches both.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base
from service.context import Context
from service.db import Session

EVERY_DAY = date(1, 1, 1)
"""Stands for all days: what is true of the technician whatever the day."""
ROWS_AT_ONCE = 1000
Pair = tuple[int, date]


class Workday(Base):
    """How often a technician's day has changed."""

    __tablename__ = "workday"

    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


def days_of(start: datetime, end: datetime) -> list[date]:
    """Return the days that a stretch of time meets; a moment has one."""
    first = start.astimezone(UTC).date()
    last = max(start, end - timedelta(microseconds=1)).astimezone(UTC).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def touch(ctx: Context, technicians: Iterable[int], start: datetime | None = None, end: datetime | None = None) -> None:
    """Note that days of technicians have changed, all days if no time is given. They are locked until the end."""
    days = [EVERY_DAY] if start is None or end is None else days_of(start, end)
    _insert(ctx.session, {(number, day) for number in technicians for day in days}, changed=True)


def hold(session: Session, pairs: Iterable[Pair]) -> dict[Pair, int]:
    """Lock days of technicians until the transaction ends, and return their versions."""
    wanted = sorted(set(pairs))
    _insert(session, wanted, changed=False)
    found: dict[Pair, int] = {}
    for first in range(0, len(wanted), ROWS_AT_ONCE):
        some = wanted[first : first + ROWS_AT_ONCE]
        rows = select(Workday.technician_id, Workday.day, Workday.count).where(
            tuple_(Workday.technician_id, Workday.day).in_(some)
        )
        ordered = rows.order_by(Workday.technician_id, Workday.day).with_for_update()
        found |= {(number, day): count for number, day, count in session.execute(ordered)}
    return found


def versions(session: Session, technicians: Iterable[int], first: date, last: date) -> dict[Pair, int]:
    """Return the versions of technicians' days between two, both included, and of their every day; 0 is not listed."""
    wanted = select(Workday.technician_id, Workday.day, Workday.count).where(
        Workday.technician_id.in_(list(technicians)),
        (Workday.day == EVERY_DAY) | Workday.day.between(first, last),
        Workday.count > 0,
    )
    return {(number, day): count for number, day, count in session.execute(wanted)}


def _insert(session: Session, pairs: Iterable[Pair], *, changed: bool) -> None:
    # In one order everywhere, so that of two sessions neither waits for the other in a circle.
    rows = [{"technician_id": number, "day": day, "count": int(changed)} for number, day in sorted(pairs)]
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for first in range(0, len(rows), ROWS_AT_ONCE):
        statement = insert(Workday).values(rows[first : first + ROWS_AT_ONCE])
        keys = ["technician_id", "day"]
        if changed:
            statement = statement.on_conflict_do_update(index_elements=keys, set_={"count": Workday.count + 1})
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        session.execute(statement)
