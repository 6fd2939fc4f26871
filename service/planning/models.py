"""Planning runs with their files and leases, publications with what they changed, held slots, and schedules of runs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base, Numbered, choice
from service.timeline.models import Recorded
from service.transitions import Transitions


class RunStatus(StrEnum):
    """How far a planning run is."""

    QUEUED = "queued"
    SOLVING = "solving"
    READY = "ready"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class Overlap(StrEnum):
    """What becomes of a run over a territory and day that another one is being planned for."""

    WAIT = "wait"
    REFUSE = "refuse"


RUN = Transitions(
    record="planning run",
    initial="queued",
    table={
        ("queued", "claim"): "solving",
        ("solving", "claim"): "solving",
        ("solving", "solve"): "ready",
        ("queued", "fail"): "failed",
        ("solving", "fail"): "failed",
        ("ready", "publish"): "published",
        ("ready", "supersede"): "superseded",
        ("published", "supersede"): "superseded",
        ("published", "roll_back"): "superseded",
    },
)


class Ordered:
    """What a run is asked to do, now or by a schedule."""

    territory_ids: Mapped[Any] = mapped_column(JSON)
    """Numbers of territories; all of them, and what lies in none, if empty."""
    days: Mapped[int]
    timezone: Mapped[str]
    policy: Mapped[str | None]
    """The policy asked for; chosen by the rule set, if none is."""
    seconds: Mapped[int]
    seed: Mapped[int]
    publish: Mapped[bool]
    """Whether the plan is published as soon as it is ready."""


class PlanningRun(Base, Recorded, Ordered):
    """One plan for some territories and days, from the order to its publication."""

    __tablename__ = "planning_run"
    __table_args__ = (
        CheckConstraint("days > 0 AND seconds >= 0", name="effort"),
        Index("ix_planning_run_status", "status"),
    )

    status: Mapped[RunStatus] = mapped_column(choice(RunStatus), default=RunStatus.QUEUED)
    first_day: Mapped[date]
    emergency: Mapped[bool]
    overlap: Mapped[Overlap] = mapped_column(choice(Overlap))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    snapshot_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    chosen_policy: Mapped[str | None]
    problem_hash: Mapped[str | None]
    scheduled: Mapped[int | None]
    unscheduled: Mapped[int | None]
    summary: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    """Figures of the plan, and warnings about the records."""
    failure: Mapped[str | None]

    @property
    def number(self) -> str:
        """What the run is called."""
        return f"P-{self.id:06}"


class RunWork(Base):
    """Who is at a run, until when that is believed, and how far it is. Not told: it is over with the run."""

    __tablename__ = "planning_work"

    run_id: Mapped[int] = mapped_column(ForeignKey("planning_run.id"), primary_key=True, autoincrement=False)
    token: Mapped[str]
    until: Mapped[datetime]
    phase: Mapped[str]
    scheduled: Mapped[int]
    total: Mapped[int]
    objective: Mapped[Any] = mapped_column(JSON)
    elapsed: Mapped[float]


class RunScope(Base):
    """A territory's day that is being planned: by one run at a time."""

    __tablename__ = "planning_scope"

    territory_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 for what lies in no territory."""
    day: Mapped[date] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("planning_run.id"), index=True)


class RunFile(Base):
    """A document of a run: its problem, what that was read from, its plan and the reasons."""

    __tablename__ = "planning_file"

    run_id: Mapped[int] = mapped_column(ForeignKey("planning_run.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


class Publication(Base, Recorded):
    """A plan that became records, and what of it was left out."""

    __tablename__ = "publication"

    run_id: Mapped[int] = mapped_column(ForeignKey("planning_run.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    left_out: Mapped[Any] = mapped_column(JSON)
    """Technicians' days that were left as they are, each with the reason."""
    rolled_back_at: Mapped[datetime | None]


class PublishedChange(Base):
    """Where a visit was before a publication, and after it; nowhere is null."""

    __tablename__ = "published_change"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True, autoincrement=False)
    appointment_id: Mapped[int] = mapped_column(
        ForeignKey("service_appointment.id"), primary_key=True, autoincrement=False
    )
    before: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


class SlotHold(Base, Numbered):
    """A technician's time that is kept for a customer who is deciding. It is over by itself."""

    __tablename__ = "slot_hold"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times"),
        Index("ix_slot_hold_technician_id", "technician_id", "expires_at"),
    )

    token: Mapped[str] = mapped_column(unique=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    window_start: Mapped[datetime]
    """Between when the customer was told that somebody comes; the end is excluded."""
    window_end: Mapped[datetime]
    latitude: Mapped[float]
    longitude: Mapped[float]
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    expires_at: Mapped[datetime]
    released: Mapped[bool] = mapped_column(default=False)


class PlanningSchedule(Base, Recorded, Ordered):
    """When runs are ordered by themselves: each day at a time of day."""

    __tablename__ = "planning_schedule"
    __table_args__ = (CheckConstraint("days > 0 AND seconds >= 0 AND days_ahead >= 0", name="effort"),)

    name: Mapped[str] = mapped_column(unique=True)
    at: Mapped[str]
    """A time of day like 05:30, in the time zone."""
    days_ahead: Mapped[int]
    """From the day of the run to the first day that is planned."""
    active: Mapped[bool] = mapped_column(default=True)
    last_day: Mapped[date | None]
    """The last day on which a run was ordered."""
