"""The port of the queue, and the queue that each kind of database has.

A job is taken, done and finished in one transaction, so its effect and its end are kept together or not at all, and a
process that dies gives it back at once. What remains is what a queue is for: it is put down with what calls for it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete, func, insert, select, text, update

from service.db import Session
from service.jobs.models import QueuedJob


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was taken."""

    id: int
    task: str
    arguments: Mapping[str, Any]
    attempts: int
    """How often it failed before."""


class Queue(Protocol):
    """What is asked of a queue; every question is asked in a unit of work, which it shares."""

    def put(self, session: Session, task: str, arguments: Mapping[str, Any], now: datetime) -> None:
        """Put a job down that is due now: it is there once the unit of work is kept."""

    def waiting(self, session: Session, now: datetime) -> bool:
        """Return whether there is a job that is due and may be free."""

    def take(self, session: Session, now: datetime) -> Job | None:
        """Take the job that is due and has waited longest; nobody else has it while the unit of work lasts."""

    def finish(self, session: Session, job: Job) -> None:
        """Remove a job that was taken in this unit of work."""

    def put_back(self, session: Session, job: Job, run_at: datetime) -> bool:
        """Count a failure of a job that nobody has now, and let it wait; return whether it was there to be had."""

    def give_up(self, session: Session, job: Job) -> bool:
        """Remove a job that nobody has now; return whether it was there to be had."""


class SqliteQueue:
    """A table. Only one writes at a time, so whoever reads in a transaction that writes has what it reads."""

    def put(self, session: Session, task: str, arguments: Mapping[str, Any], now: datetime) -> None:
        """Put a job down."""
        said = {"task": task, "arguments": dict(arguments), "run_at": now, "attempts": 0}
        session.execute(insert(QueuedJob.__table__), said)  # type: ignore[arg-type]

    def waiting(self, session: Session, now: datetime) -> bool:
        """Return whether there is a job that is due."""
        return session.scalar(select(QueuedJob.id).where(QueuedJob.run_at <= now).limit(1)) is not None

    def take(self, session: Session, now: datetime) -> Job | None:
        """Take the job that is due and has waited longest."""
        due = select(QueuedJob.id, QueuedJob.task, QueuedJob.arguments, QueuedJob.attempts)
        found = session.execute(
            due.where(QueuedJob.run_at <= now).order_by(QueuedJob.run_at, QueuedJob.id).limit(1)
        ).first()
        return Job(*found) if found else None

    def finish(self, session: Session, job: Job) -> None:
        """Remove a job."""
        session.execute(delete(QueuedJob).where(QueuedJob.id == job.id))

    def put_back(self, session: Session, job: Job, run_at: datetime) -> bool:
        """Count a failure and let the job wait."""
        if not self._has(session, job):
            return False
        later = update(QueuedJob).where(QueuedJob.id == job.id).values(run_at=run_at, attempts=job.attempts + 1)
        session.execute(later.execution_options(synchronize_session=False))
        return True

    def give_up(self, session: Session, job: Job) -> bool:
        """Remove a job."""
        there = self._has(session, job)
        self.finish(session, job)
        return there

    def _has(self, session: Session, job: Job) -> bool:
        return session.scalar(select(QueuedJob.id).where(QueuedJob.id == job.id)) is not None


class ProcrastinateQueue:
    """procrastinate's tables and functions, which lie in a schema of their own.

    Its worker is not used: that takes a job in one transaction and finishes it in another, and finds out by missing
    heartbeats that somebody died in between. By its functions a job is taken, done and finished in one.
    """

    NAME = "roundsman"
    PUT = text(
        "SELECT procrastinate.procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS varchar), CAST(:task AS varchar), 0,"
        " NULL, NULL, CAST(:arguments AS jsonb), NULL)"
        "::procrastinate.procrastinate_job_to_defer_v1])"
    )
    WAITING = text(
        "SELECT 1 FROM procrastinate.procrastinate_jobs WHERE status = 'todo' AND queue_name = :queue"
        " AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT 1"
    )
    TAKE = text(
        "SELECT id, task_name, args, attempts"
        " FROM procrastinate.procrastinate_fetch_job_v2(ARRAY[CAST(:queue AS varchar)], NULL) WHERE id IS NOT NULL"
    )
    FINISH = text("SELECT procrastinate.procrastinate_finish_job_v1(:id, 'succeeded', true)")
    HAVE = text(
        "UPDATE procrastinate.procrastinate_jobs SET status = 'doing' WHERE id IN (SELECT id FROM"
        " procrastinate.procrastinate_jobs WHERE id = :id AND status = 'todo' FOR UPDATE SKIP LOCKED) RETURNING id"
    )
    PUT_BACK = text(
        "SELECT procrastinate.procrastinate_retry_job_v2(:id, CAST(:run_at AS timestamptz), NULL, NULL, NULL)"
    )

    def put(self, session: Session, task: str, arguments: Mapping[str, Any], now: datetime) -> None:
        """Put a job down, to be done as soon as somebody can: it is the server's clock that procrastinate goes by."""
        said = {"queue": self.NAME, "task": task, "arguments": json.dumps(dict(arguments))}
        session.execute(self.PUT, said)

    def waiting(self, session: Session, now: datetime) -> bool:
        """Return whether there is a job that is due by the server's clock."""
        return session.execute(self.WAITING, {"queue": self.NAME}).first() is not None

    def take(self, session: Session, now: datetime) -> Job | None:
        """Take the job that is due and has waited longest."""
        found = session.execute(self.TAKE, {"queue": self.NAME}).first()
        return Job(*found) if found else None

    def finish(self, session: Session, job: Job) -> None:
        """Remove a job."""
        session.execute(self.FINISH, {"id": job.id})

    def put_back(self, session: Session, job: Job, run_at: datetime) -> bool:
        """Count a failure and let the job wait."""
        there = self._have(session, job)
        if there:
            session.execute(self.PUT_BACK, {"id": job.id, "run_at": run_at})
        return there

    def give_up(self, session: Session, job: Job) -> bool:
        """Remove a job."""
        there = self._have(session, job)
        if there:
            self.finish(session, job)
        return there

    def _have(self, session: Session, job: Job) -> bool:
        return session.execute(self.HAVE, {"id": job.id}).first() is not None


QUEUES: dict[str, Queue] = {"sqlite": SqliteQueue(), "postgresql": ProcrastinateQueue()}


def queue_of(session: Session) -> Queue:
    """Return the queue of the database that a unit of work is on."""
    return QUEUES[session.connection().dialect.name]


def jobs_waiting(session: Session) -> int:
    """Return how many jobs wait, those that failed and wait for their next attempt included."""
    if session.connection().dialect.name == "sqlite":
        return session.scalar(select(func.count()).select_from(QueuedJob)) or 0
    counted = text(
        "SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE status = 'todo' AND queue_name = :queue"
    )
    return session.scalar(counted, {"queue": ProcrastinateQueue.NAME}) or 0
