"""A sweep that is killed by itself, without warning, at a write point."""

from datetime import datetime

from service.clocks.sweep import sweep
from service.db import Database
from tests.service.dying_server import die_at


def sweep_until(url: str, now: datetime, points: int) -> None:
    """Sweep as the worker does, at an instant, until so many write points have been passed; 0 to the end."""
    die_at(points)
    database = Database(url)
    sweep(database, lambda: now)
    database.close()
