"""Reading and amending the targets."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import ConfigDict, Field

from service import rows
from service.requests import Asked, allow
from service.resources import Resource, amend, api_router
from service.rows import Page, PageQuery
from service.schemas import Input, Output
from service.sla.models import Priority, PriorityTarget

router = api_router("sla")


class TargetPatch(Input):
    """A priority's new target. Cases get it when their due time is next derived."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"hours": 48}]})

    hours: int = Field(gt=0, le=10_000)


class TargetOut(Output):
    """How long resolving may take."""

    priority: Priority
    hours: int


TARGETS = Resource(
    PriorityTarget, "priority-targets", TargetOut, TargetOut, TargetPatch, PageQuery, "records.read", "config.write"
)


@router.get("/priority-targets", dependencies=[allow("records.read")], response_model=Page[TargetOut])
def list_targets(query: Annotated[PageQuery, Query()], call: Asked) -> Any:
    """List the target of each priority."""
    return rows.page(call.ctx, PriorityTarget, query)


@router.get("/priority-targets/{key}", dependencies=[allow("records.read")], response_model=TargetOut)
def read_target(key: int, call: Asked) -> Any:
    """Read one target."""
    return call.show(call.load(PriorityTarget, key))


@router.patch("/priority-targets/{key}", dependencies=[allow("config.write")], response_model=TargetOut)
def amend_target(key: int, body: TargetPatch, call: Asked) -> Any:
    """Amend the target of a priority."""
    return call.show(amend(call, TARGETS, key, body))
