"""Planning runs: ordering, watching, publishing and taking them back; and schedules of them."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
from fastapi import Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from service import rows
from service.context import Context
from service.errors import not_found
from service.planning import runs
from service.planning.changes import roll_back
from service.planning.models import PlanningRun, PlanningSchedule, Publication, RunWork
from service.planning.publishing import publish
from service.planning.schemas import (
    ProgressOut,
    PublicationOut,
    PublicationQuery,
    RollBack,
    RolledBack,
    RunIn,
    RunOut,
    RunQuery,
    ScheduleIn,
    ScheduleOut,
    SchedulePatch,
)
from service.requests import Asked, Call, Service, allow
from service.resources import Resource, add_routes, api_router, file_answer
from service.rows import Page, PageQuery

router = api_router("planning")
READ, PLAN, PUBLISH = [allow("records.read")], [allow("dispatch.plan")], [allow("dispatch.publish")]
LOOK_EVERY = 0.5
"""Seconds between two looks at a run's progress."""
LONGEST_WATCH = 1200
"""Looks after which a watcher has to ask again."""
MEDIA = {"json": "application/json", "geojson": "application/geo+json", "csv": "text/csv", "html": "text/html"}

add_routes(
    router,
    Resource(
        PlanningSchedule,
        "planning-schedules",
        ScheduleIn,
        ScheduleOut,
        SchedulePatch,
        PageQuery,
        "records.read",
        "dispatch.publish",
    ),
)


@router.post("/planning-runs", dependencies=PLAN, status_code=202, response_model=RunOut)
def order_planning_run(body: RunIn, call: Asked) -> Any:
    """Order a plan of territories and days. It is worked on elsewhere; watch its progress, or read it again."""
    if body.publish:
        call.ctx.actor.must("dispatch.publish")
    return call.created(runs.order_run(call.ctx, **body.model_dump()))


@router.get("/planning-runs", dependencies=READ, response_model=Page[RunOut])
def list_planning_runs(query: Annotated[RunQuery, Query()], call: Asked) -> Any:
    """List planning runs."""
    return rows.page(call.ctx, PlanningRun, query)


@router.get("/planning-runs/{key}", dependencies=READ, response_model=RunOut)
def read_planning_run(key: int, call: Asked) -> Any:
    """Read one planning run."""
    return call.show(call.load(PlanningRun, key))


@router.get(
    "/planning-runs/{key}/progress",
    dependencies=READ,
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events named progress, then one named end"}},
)
def watch_planning_run(key: int, call: Asked) -> StreamingResponse:
    """Watch a run, as server-sent events: visits that have a place, the objective, and the gap where it is known."""
    call.load(PlanningRun, key)
    return StreamingResponse(_watched(call.service, call.ctx, key), media_type="text/event-stream")


async def _watched(service: Service, ctx: Context, key: int) -> AsyncIterator[str]:
    told = ""
    for _ in range(LONGEST_WATCH):
        async with service.reading, service.transaction(write=False) as session:
            now = await run_in_threadpool(progress_of, Context(session, ctx.actor, ctx.now), key)
        said = now.model_dump_json()
        if said != told:
            yield f"event: progress\ndata: {said}\n\n"
            told = said
        if now.status not in runs.UNDER_WAY:
            yield f"event: end\ndata: {said}\n\n"
            return
        await anyio.sleep(LOOK_EVERY)


def progress_of(ctx: Context, key: int) -> ProgressOut:
    """Return how far a run is."""
    run = rows.load(ctx, PlanningRun, key)
    work = ctx.session.get(RunWork, key)
    if work is None:
        gap = (run.summary or {}).get("gap")
        total = None if run.scheduled is None or run.unscheduled is None else run.scheduled + run.unscheduled
        return ProgressOut(status=run.status, scheduled=run.scheduled, total=total, gap=gap)
    return ProgressOut(
        status=run.status,
        phase=work.phase,
        scheduled=work.scheduled,
        total=work.total,
        objective=work.objective,
        elapsed=work.elapsed,
    )


def _files(call: Call, key: int) -> dict[str, str]:
    from service.planning.files import files_of  # takes seconds, and few requests need it

    return files_of(call.ctx, call.load(PlanningRun, key))


@router.get("/planning-runs/{key}/files", dependencies=READ)
def list_plan_files(key: int, call: Asked) -> list[str]:
    """List the files of a run's plan: those that the command `roundsman plan` writes."""
    return sorted(_files(call, key))


@router.get("/planning-runs/{key}/files/{name:path}", dependencies=READ, response_class=Response)
def read_plan_file(key: int, name: Annotated[str, Path(max_length=200)], call: Asked) -> Response:
    """Hand out one file of a run's plan."""
    found = _files(call, key)
    if name not in found:
        raise not_found("file", name)
    media = MEDIA.get(name.rpartition(".")[2], "text/plain")
    return file_answer(found[name].encode(), media, name.rpartition("/")[2])


@router.post("/planning-runs/{key}/publish", dependencies=PUBLISH, status_code=201, response_model=PublicationOut)
def publish_planning_run(key: int, call: Asked) -> Any:
    """Let a run's plan be what is done, but for the days that have changed since; those are listed."""
    return publish(call.ctx, call.load(PlanningRun, key))


@router.get("/publications", dependencies=READ, response_model=Page[PublicationOut])
def list_publications(query: Annotated[PublicationQuery, Query()], call: Asked) -> Any:
    """List publications."""
    return rows.page(call.ctx, Publication, query)


@router.get("/publications/{key}", dependencies=READ, response_model=PublicationOut)
def read_publication(key: int, call: Asked) -> Any:
    """Read one publication."""
    return call.show(call.load(Publication, key))


@router.post("/publications/{key}/roll-back", dependencies=PUBLISH, response_model=RolledBack)
def roll_back_publication(key: int, body: RollBack, call: Asked) -> Any:
    """Put every visit of a publication back to where it was before, but for those that have moved since."""
    publication = call.load(Publication, key)
    run = rows.load(call.ctx, PlanningRun, publication.run_id, lock=True)
    return {"stays": roll_back(call.ctx, publication, run, reason=body.reason), "publication": publication}
