"""When something is due. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

SHIPPED_HOURS = {"urgent": 4, "high": 24, "normal": 72, "low": 168}
"""Hours to resolve, by priority, as a new installation has them."""


def paused(pauses: Iterable[tuple[datetime, datetime | None]]) -> timedelta:
    """Return how long the clock stood still, over all pauses that have ended."""
    return sum((end - start for start, end in pauses if end is not None), timedelta())


def due_at(started: datetime, hours: int, pauses: Iterable[tuple[datetime, datetime | None]] = ()) -> datetime:
    """Return the instant by which something is due whose clock started then and stood still during `pauses`.

    Derived anew from the whole history each time, so a change of the target keeps every pause.
    """
    return started + timedelta(hours=hours) + paused(pauses)
