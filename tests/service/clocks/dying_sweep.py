"""A sweep that is killed by itself, without warning, at a write point."""

import os
import signal
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.engine import Engine

from service.clocks.sweep import sweep
from service.db import Database, Session

WRITING = ("INSERT", "UPDATE", "DELETE")


def sweep_until(url: str, now: datetime, points: int) -> None:
    """Sweep as the worker does, at an instant, until so many write points have been passed; 0 to the end.

    A write point is a statement that writes, a commit that is about to be done, and one that was done.
    """
    passed = 0

    def pass_one(*anything: object) -> None:
        nonlocal passed
        passed += 1
        if passed == points:
            os.kill(os.getpid(), signal.SIGKILL)

    def pass_statement(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().startswith(WRITING):
            pass_one()

    event.listen(Engine, "before_cursor_execute", pass_statement)
    event.listen(Engine, "commit", pass_one)
    event.listen(Session, "after_commit", pass_one)
    database = Database(url)
    sweep(database, lambda: now)
    database.close()
