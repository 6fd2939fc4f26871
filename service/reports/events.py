"""Reading the timeline. Nothing writes it but the operations it tells of."""

from datetime import datetime
from typing import Annotated

from fastapi import Query

from service import rows
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page, PageQuery
from service.timeline.models import Event
from service.timeline.schemas import EventOut

router = api_router("timeline")


class EventQuery(PageQuery):
    """Filters of events."""

    record_type: str | None = None
    record_id: int | None = None
    case_id: int | None = None
    kind: str | None = None
    at_from: datetime | None = None
    at_before: datetime | None = None


@router.get("/events", dependencies=[allow("records.read")], response_model=Page[EventOut])
def list_events(query: Annotated[EventQuery, Query()], call: Asked) -> object:
    """List what happened; with `case_id` the whole journey of a case, in the order in which it happened."""
    return rows.page(call.ctx, Event, query)
