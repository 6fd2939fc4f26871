"""Reading the timeline. Nothing writes it but the operations it tells of."""

from typing import Annotated

from fastapi import Query

from service import rows
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page
from service.timeline.models import Event
from service.timeline.schemas import EventOut, EventQuery

router = api_router("timeline")


@router.get("/events", dependencies=[allow("records.read")], response_model=Page[EventOut])
def list_events(query: Annotated[EventQuery, Query()], call: Asked) -> object:
    """List what happened; with `case_id` the whole journey of a case, in the order in which it happened."""
    return rows.page(call.ctx, Event, query)
