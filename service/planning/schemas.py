"""Shapes of planning runs, publications and schedules outside."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.planning.models import Overlap, RunStatus
from service.rows import PageQuery
from service.schemas import Input, Output, Prose, Text
from service.workforce.schemas import Zone

LONGEST_RUN = 3600
MOST_DAYS = 31


class RunFields(Input):
    """What a run is asked to do."""

    territory_ids: list[int] = Field(
        default_factory=list, max_length=5000, description="All of them, and what lies in none, if empty."
    )
    days: int = Field(1, ge=1, le=MOST_DAYS)
    timezone: Zone | None = Field(None, description="In which days are counted; the territories', if left out.")
    policy: Text | None = Field(None, description="Chosen by the rule set policy_choice, if left out.")
    seconds: int = Field(20, ge=0, le=LONGEST_RUN, description="How long to search.")
    seed: int = Field(0, ge=0, le=2**31)
    publish: bool = Field(False, description="Whether to publish the plan as soon as it is ready.")


class RunIn(RunFields):
    """A new planning run."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"first_day": "2026-03-03", "territory_ids": [1]}]})

    first_day: date
    emergency: bool = Field(False, description="Whether an emergency is declared; for the choice of the policy.")
    overlap: Overlap = Field(Overlap.WAIT, description="If a run over the same territory and day is under way.")


class RunOut(Output):
    """A planning run."""

    number: str
    status: RunStatus
    territory_ids: list[int]
    first_day: date
    days: int
    timezone: str
    policy: str | None
    chosen_policy: str | None
    seconds: int
    seed: int
    publish: bool
    emergency: bool
    overlap: Overlap
    created_at: datetime
    created_by: str
    attempts: int
    snapshot_at: datetime | None
    ready_at: datetime | None
    published_at: datetime | None
    problem_hash: str | None = Field(description="SHA-256 of the problem as JSON.")
    scheduled: int | None
    unscheduled: int | None
    summary: dict[str, Any] | None
    failure: str | None


class RunQuery(PageQuery):
    """Filters of planning runs."""

    status: RunStatus | None = None
    first_day: date | None = None


class ProgressOut(BaseModel):
    """How far a run is."""

    status: RunStatus
    phase: str | None = None
    scheduled: int | None = None
    total: int | None = None
    objective: list[int] | None = Field(default=None, description="Level by level; smaller is better.")
    gap: list[float] | None = Field(
        default=None, description="Proven distance from the best possible, where it is known."
    )
    elapsed: float | None = Field(default=None, description="Seconds.")


class PublicationOut(Output):
    """A publication, and what it left as it was."""

    run_id: int
    at: datetime
    by: str
    left_out: list[dict[str, Any]]
    rolled_back_at: datetime | None


class PublicationQuery(PageQuery):
    """Filters of publications."""

    run_id: int | None = None


class RollBack(Input):
    """Why a publication is taken back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "the storm was called off"}]})

    reason: Prose


class RolledBack(BaseModel):
    """What became of it."""

    publication: PublicationOut
    stays: list[dict[str, Any]] = Field(description="Visits that were moved since, or whose former time is taken.")


class ScheduleIn(RunFields):
    """A new schedule of runs."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "every morning", "at": "05:30", "timezone": "Europe/Berlin", "publish": True}]
        }
    )

    name: Text
    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="A time of day.")
    days_ahead: int = Field(0, ge=0, le=MOST_DAYS, description="From the day of the run to the first that is planned.")
    timezone: Zone = "UTC"


class SchedulePatch(Input):
    """What of a schedule can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    at: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    days: int | None = Field(None, ge=1, le=MOST_DAYS)
    days_ahead: int | None = Field(None, ge=0, le=MOST_DAYS)
    policy: Text | None = None
    seconds: int | None = Field(None, ge=0, le=LONGEST_RUN)
    publish: bool | None = None
    active: bool | None = None


class ScheduleOut(Output, ScheduleIn):
    """A schedule of runs."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    timezone: str
    active: bool
    last_day: date | None
