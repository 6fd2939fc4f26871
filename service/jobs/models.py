"""Jobs that wait on SQLite, and those that were given up on any database."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, Numbered, choice
from service.timeline.models import Recorded


class QueuedJob(Base, Numbered):
    """A job that waits, on SQLite. It is removed in the transaction that does it."""

    __tablename__ = "queued_job"
    __table_args__ = (Index("ix_queued_job_run_at", "run_at", "id"),)

    task: Mapped[str]
    arguments: Mapped[Any] = mapped_column(JSON)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it failed."""


class DeadJobStatus(StrEnum):
    """What became of a job that failed too often."""

    DEAD = "dead"
    RETRIED = "retried"
    DISCARDED = "discarded"


class DeadJob(Base, Recorded):
    """A job that failed too often, kept until somebody has looked."""

    __tablename__ = "dead_job"
    __table_args__ = (Index("ix_dead_job_status", "status", "id"),)

    task: Mapped[str]
    arguments: Mapped[Any] = mapped_column(JSON)
    case_id: Mapped[int | None]
    attempts: Mapped[int]
    last_error: Mapped[str]
    died_at: Mapped[datetime]
    status: Mapped[DeadJobStatus] = mapped_column(choice(DeadJobStatus), default=DeadJobStatus.DEAD)
