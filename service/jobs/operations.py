"""Putting jobs down, and what people do with those that were given up."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import event

from service.context import Context
from service.db import Session
from service.errors import Problem
from service.jobs.models import DeadJob, DeadJobStatus
from service.jobs.queue import queue_of
from service.timeline.operations import record

Task = Callable[[Context, Mapping[str, Any]], None]
TASKS: dict[str, Task] = {}
"""What jobs do, by name, entered by the capability whose task it is. Each asks again whether there is something."""

CALLED_FOR = "jobs_called_for"


def call_for(ctx: Context, task: str, **arguments: int) -> None:
    """Have a job done once the unit of work is kept; the same one is put down once, however often it is called for."""
    ctx.session.info.setdefault(CALLED_FOR, {})[task, tuple(sorted(arguments.items()))] = ctx.now


@event.listens_for(Session, "before_commit")
def put_down(session: Session) -> None:
    """Put down what was called for. Not before: what a savepoint takes back must not leave a job thought there."""
    if session.in_nested_transaction():
        return
    for (task, arguments), now in session.info.pop(CALLED_FOR, {}).items():
        queue_of(session).put(session, task, dict(arguments), now)


def retry(ctx: Context, dead: DeadJob, *, reason: str) -> None:
    """Have a job done that was given up, as if it were new."""
    _end(ctx, dead, DeadJobStatus.RETRIED, reason)
    queue_of(ctx.session).put(ctx.session, dead.task, dead.arguments, ctx.now)


def discard(ctx: Context, dead: DeadJob, *, reason: str) -> None:
    """Leave a job that was given up undone."""
    _end(ctx, dead, DeadJobStatus.DISCARDED, reason)


def _end(ctx: Context, dead: DeadJob, status: DeadJobStatus, reason: str) -> None:
    if dead.status != DeadJobStatus.DEAD:
        raise Problem(
            409, "not_a_dead_job", f"the job was {dead.status} already", rule="dead_jobs", field="status", allowed=[]
        )
    dead.status = status
    record(ctx, dead, status, case_id=dead.case_id, reason=reason)
