"""Triages: what was read out of messages, and the queue of those about which a person is asked."""

from typing import Annotated, Any

from fastapi import Query

from service import rows
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page
from service.triage import operations
from service.triage.models import Triage
from service.triage.schemas import Settled, StampsIn, TriageOut, TriageQuery

router = api_router("triage")
READ = [allow("records.read")]
operations.enter()


@router.get("/triages", dependencies=READ, response_model=Page[TriageOut])
def list_triages(query: Annotated[TriageQuery, Query()], call: Asked) -> Any:
    """List triages; those with the status `unsure` wait for a person."""
    return rows.page(call.ctx, Triage, query, sortable=("asked_at",))


@router.get("/triages/{key}", dependencies=READ, response_model=TriageOut)
def read_triage(key: int, call: Asked) -> Any:
    """Read one triage: what was proposed by whom, and how sure it is."""
    return call.show(call.load(Triage, key))


@router.post("/triages/{key}/settle", dependencies=[allow("service.write")], response_model=Settled)
def settle_triage(key: int, body: StampsIn, call: Asked) -> Any:
    """Say what a message means: its case gets these stamps, and the rules decide by them."""
    triage = rows.load(call.ctx, Triage, key)
    case = operations.settle(call.ctx, triage, stamps=body.model_dump(exclude_unset=True, exclude_none=True))
    return {"triage": call.show(triage), "case": case}
