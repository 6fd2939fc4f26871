"""Jobs that were given up: seen, and retried or left by people."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field

from service import rows
from service.cases.schemas import Reason
from service.jobs import operations
from service.jobs.models import DeadJob, DeadJobStatus
from service.jobs.queue import jobs_waiting
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page, PageQuery
from service.schemas import Output

router = api_router("jobs")
CONFIG = [allow("config.write")]


class DeadJobOut(Output):
    """A job that failed too often."""

    task: str
    arguments: dict[str, Any]
    case_id: int | None
    attempts: int
    last_error: str
    died_at: datetime
    status: DeadJobStatus


class DeadJobQuery(PageQuery):
    """Filters of jobs that were given up."""

    status: DeadJobStatus | None = None
    task: str | None = None
    case_id: int | None = None


class Waiting(BaseModel):
    """How much work waits."""

    waiting: int = Field(description="Jobs that wait, those between two attempts included.")


@router.get("/jobs", dependencies=CONFIG, response_model=Waiting)
def read_jobs(call: Asked) -> Any:
    """Say how many jobs wait for `roundsman work`."""
    return {"waiting": jobs_waiting(call.ctx.session)}


@router.get("/dead-jobs", dependencies=CONFIG, response_model=Page[DeadJobOut])
def list_dead_jobs(query: Annotated[DeadJobQuery, Query()], call: Asked) -> Any:
    """List jobs that were given up after they had failed too often."""
    return rows.page(call.ctx, DeadJob, query)


@router.get("/dead-jobs/{key}", dependencies=CONFIG, response_model=DeadJobOut)
def read_dead_job(key: int, call: Asked) -> Any:
    """Read one job that was given up, with what it failed by."""
    return call.show(call.load(DeadJob, key))


@router.post("/dead-jobs/{key}/retry", dependencies=CONFIG, response_model=DeadJobOut)
def retry_dead_job(key: int, body: Reason, call: Asked) -> Any:
    """Have a job done after all, from the beginning."""
    dead = call.load(DeadJob, key)
    operations.retry(call.ctx, dead, reason=body.reason)
    return call.show(dead)


@router.post("/dead-jobs/{key}/discard", dependencies=CONFIG, response_model=DeadJobOut)
def discard_dead_job(key: int, body: Reason, call: Asked) -> Any:
    """Leave a job undone."""
    dead = call.load(DeadJob, key)
    operations.discard(call.ctx, dead, reason=body.reason)
    return call.show(dead)
