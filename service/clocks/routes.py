"""Contracts, entitlement processes, and the clocks of records."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from service import rows
from service.cases.models import Case
from service.clocks import follow, processes, queries
from service.clocks.models import Milestone
from service.clocks.schemas import (
    ClockOut,
    ContractIn,
    ContractOut,
    ContractPatch,
    ContractQuery,
    MilestoneOut,
    MilestoneQuery,
    ProcessIn,
    ProcessOut,
    ProcessPatch,
    ProcessQuery,
    VersionIn,
    VersionOut,
)
from service.fieldwork.models import WorkOrder
from service.requests import Asked, allow
from service.resources import Resource, add_routes, amend, api_router
from service.rows import Page
from service.sla import operations
from service.sla.definition import Scope
from service.sla.models import EntitlementProcess, EntitlementVersion, ServiceContract

router = api_router("clocks")
READ, WRITE = [allow("records.read")], [allow("config.write")]
follow.enter()

PROCESSES = Resource(
    EntitlementProcess,
    "entitlement-processes",
    ProcessIn,
    ProcessOut,
    ProcessPatch,
    ProcessQuery,
    "records.read",
    "config.write",
)
add_routes(
    router,
    Resource(
        ServiceContract,
        "contracts",
        ContractIn,
        ContractOut,
        ContractPatch,
        ContractQuery,
        "records.read",
        "records.write",
    ),
)


@router.get("/entitlement-processes", dependencies=READ, response_model=Page[ProcessOut])
def list_processes(query: Annotated[ProcessQuery, Query()], call: Asked) -> Any:
    """List entitlement processes."""
    return rows.page(call.ctx, EntitlementProcess, query)


@router.post("/entitlement-processes", dependencies=WRITE, status_code=201, response_model=ProcessOut)
def create_process(body: ProcessIn, call: Asked) -> Any:
    """Make an entitlement process; what it names is checked."""
    processes.check(call.ctx, body.kind, body.definition)
    columns = {name: getattr(body, name) for name in ProcessIn.model_fields}
    return call.created(operations.create_process(call.ctx, **columns))


@router.get("/entitlement-processes/{key}", dependencies=READ, response_model=ProcessOut)
def read_process(key: int, call: Asked) -> Any:
    """Read one entitlement process."""
    return call.show(call.load(EntitlementProcess, key))


@router.patch("/entitlement-processes/{key}", dependencies=WRITE, response_model=ProcessOut)
def amend_process(key: int, body: ProcessPatch, call: Asked) -> Any:
    """Amend where a process stands among the others, or whether new records get it."""
    return call.show(amend(call, PROCESSES, key, body))


@router.get("/entitlement-processes/{key}/versions", dependencies=READ, response_model=list[VersionOut])
def list_versions(key: int, call: Asked) -> Any:
    """List what a process has said, the oldest first."""
    process = call.load(EntitlementProcess, key)
    wanted = select(EntitlementVersion).where(EntitlementVersion.process_id == process.id)
    return [shown(each) for each in call.ctx.session.scalars(wanted.order_by(EntitlementVersion.number))]


@router.post("/entitlement-processes/{key}/versions", dependencies=WRITE, status_code=201, response_model=VersionOut)
def publish_version(key: int, body: VersionIn, call: Asked) -> Any:
    """Let a process say something else; records that have begun keep the version they began with."""
    process = call.load(EntitlementProcess, key, conditional=True)
    processes.check(call.ctx, process.kind, body.definition)
    version = operations.publish_version(call.ctx, process, definition=body.definition)
    call.show(process)
    return shown(version)


def shown(version: EntitlementVersion) -> dict[str, Any]:
    """Return a version with what it says."""
    columns = {name: getattr(version, name) for name in ("id", "process_id", "number", "published_at")}
    return {**columns, "says": version.says.model_dump(mode="json", exclude_defaults=True)}


@router.get("/milestones", dependencies=READ, response_model=Page[MilestoneOut])
def list_milestones(query: Annotated[MilestoneQuery, Query()], call: Asked) -> Any:
    """List milestones; sorted by `commitment_at` the running ones are by risk."""
    return rows.page(call.ctx, Milestone, query, sortable=("due_at", "commitment_at", "begun_at"))


@router.get("/milestones/{key}", dependencies=READ, response_model=MilestoneOut)
def read_milestone(key: int, call: Asked) -> Any:
    """Read one milestone with what came to pass."""
    return rows.load(call.ctx, Milestone, key)


@router.get("/cases/{key}/clocks", dependencies=READ, response_model=list[ClockOut])
def read_case_clocks(key: int, call: Asked) -> Any:
    """Show the clocks of a case as they stand now, those of former runs included."""
    return queries.standing(call.ctx, call.load(Case, key))


@router.get("/work-orders/{key}/clocks", dependencies=READ, response_model=list[ClockOut])
def read_work_order_clocks(key: int, call: Asked) -> Any:
    """Show the clocks of a work order as they stand now."""
    return queries.standing(call.ctx, call.load(WorkOrder, key))


class AttainmentOut(BaseModel):
    """How many of the milestones of one name and scope were met and missed, by what was promised."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    scope: Scope
    met: int
    missed: int
    open: int
    cancelled: int
    percent: float | None


@router.get("/attainment", dependencies=READ, response_model=list[AttainmentOut])
def read_attainment(call: Asked, begun_from: datetime | None = None, begun_before: datetime | None = None) -> Any:
    """Say what was kept of what was promised, to customers and among ourselves apart."""
    where = [] if begun_from is None else [Milestone.begun_at >= begun_from]
    where += [] if begun_before is None else [Milestone.begun_at < begun_before]
    return queries.attainment(call.ctx, where)
