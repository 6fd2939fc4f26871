"""A worker that is killed by itself, without warning, at a boundary between two jobs."""

import os
import signal
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.engine import Engine

from service.db import Database, Session
from service.settings import Settings
from service.worker import Worker

ENDS_A_JOB = ("DELETE FROM queued_job", "SELECT procrastinate.procrastinate_finish_job")
WRITING = ("INSERT", "UPDATE", "DELETE")


def work(settings: Settings, now: datetime, at: str, statement: int = 0) -> None:
    """Take one turn of the worker at an instant, and die before or after the commit that ends its first job.

    With `at` as "statement" it dies before that many statements that write, of jobs and all else; as "never" it lives.
    """
    ending, written = False, 0

    def see(connection: object, cursor: object, text: str, *rest: object) -> None:
        nonlocal ending, written
        ending = ending or text.lstrip().startswith(ENDS_A_JOB)
        written += text.lstrip().startswith(WRITING)
        if at == "statement" and written == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def die_if_ending(*anything: object) -> None:
        if ending:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", see)
    if at == "before":
        event.listen(Engine, "commit", die_if_ending)
    elif at == "after":
        event.listen(Session, "after_commit", die_if_ending)
    database = Database(settings.database_url)
    Worker.of(settings, database, lambda: now).turn()
    database.close()
