"""Doing jobs: each in a transaction of its own, again after a while if it fails, and given up in the end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.context import SYSTEM, Context
from service.db import Database
from service.jobs.models import DeadJob
from service.jobs.operations import TASKS
from service.jobs.queue import Job, queue_of
from service.timeline.operations import record

WAITS = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1800, 7200))
"""Before each further attempt; after the last one a job is given up."""
AT_ONCE = 2000
"""Jobs done in one turn at most, so that the rest of the turn comes to its right."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Ran:
    """What became of the jobs that were due."""

    done: int = 0
    failed: int = 0
    dead: int = 0


def run_jobs(database: Database, clock: Callable[[], datetime], *, most: int = AT_ONCE) -> Ran:
    """Do the jobs that are due, the longest waiting first, those that they call for included."""
    ran = Ran()
    while ran.done + ran.failed + ran.dead < most and _run_one(database, clock(), ran):
        pass
    return ran


def _run_one(database: Database, now: datetime, ran: Ran) -> bool:
    """Do one job; return whether there was one."""
    with database.transaction(write=False) as session:
        if not queue_of(session).waiting(session, now):
            return False
    job: Job | None = None
    try:
        with database.transaction() as session:
            queue = queue_of(session)
            if (job := queue.take(session, now)) is None:
                return False
            TASKS[job.task](Context(session, SYSTEM, now), job.arguments)
            queue.finish(session, job)
    except Exception as error:  # whatever it is, the other jobs must not suffer from it
        if job is None:
            raise
        log.info("job %s, %s %s, failed", job.id, job.task, dict(job.arguments), exc_info=True)
        _note_failure(database, job, f"{type(error).__name__}: {error}", now, ran)
    else:
        ran.done += 1
    return True


def _note_failure(database: Database, job: Job, error: str, now: datetime, ran: Ran) -> None:
    with database.transaction() as session:
        queue = queue_of(session)
        if job.attempts < len(WAITS):
            ran.failed += queue.put_back(session, job, now + WAITS[job.attempts])
        elif queue.give_up(session, job):
            log.error("job %s, %s %s, is given up: %s", job.id, job.task, dict(job.arguments), error)
            bury(Context(session, SYSTEM, now), job, error)
            ran.dead += 1


def bury(ctx: Context, job: Job, error: str) -> DeadJob:
    """Keep a job that was given up, for somebody to look at."""
    dead = DeadJob(
        task=job.task,
        arguments=dict(job.arguments),
        case_id=job.arguments.get("case_id"),
        attempts=job.attempts + 1,
        last_error=error[:2000],
        died_at=ctx.now,
    )
    ctx.session.add(dead)
    record(ctx, dead, "died", case_id=dead.case_id, reason=dead.last_error)
    return dead
