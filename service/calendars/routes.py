"""Calendars: keeping them, and asking them."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from service import rows
from service.calendars.calendar import NoWorkingTimeError
from service.calendars.models import WorkingCalendar
from service.calendars.operations import CHANGED, COLUMNS, calendar_of, check_calendar
from service.errors import invalid
from service.requests import Asked, allow
from service.resources import Resource, amend, api_router, create
from service.rows import Page, PageQuery
from service.schemas import Input, Instant, Output, Text

router = api_router("calendars")
READ, WRITE = [allow("records.read")], [allow("config.write")]
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Field(max_length=48)]
Weekly = Annotated[dict[str, Pairs], Field(max_length=7)]
Exceptions = Annotated[dict[str, Pairs], Field(max_length=5000)]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,8}$")]
OFFICE: Any = {"monday": [["08:00", "12:00"], ["12:30", "17:00"]], "friday": [["08:00", "13:00"]]}


class CalendarIn(Input):
    """A new calendar. Times are like 09:00; an end that is not after its start is on the following day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Bremen office",
                    "timezone": "Europe/Berlin",
                    "weekly": OFFICE,
                    "exceptions": {"2026-12-24": [["08:00", "12:00"]]},
                    "country": "DE",
                    "subdivision": "HB",
                }
            ]
        }
    )

    name: Text
    timezone: Text
    weekly: Weekly = Field(description="Intervals by weekday; nobody works on a day that is not named.")
    exceptions: Exceptions = Field(default={}, description="Intervals by date; they go before weekday and holiday.")
    country: Code | None = Field(None, description="Whose public holidays are free.")
    subdivision: Code | None = None


class CalendarPatch(Input):
    """What of a calendar can be amended; the clocks that go by it are measured anew."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"exceptions": {"2026-12-31": []}}]})

    name: Text | None = None
    timezone: Text | None = None
    weekly: Weekly | None = None
    exceptions: Exceptions | None = None
    country: Code | None = None
    subdivision: Code | None = None


class CalendarOut(Output, CalendarIn):
    """A calendar."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    timezone: str
    country: str | None
    subdivision: str | None


class Moment(BaseModel):
    """When so much working time has passed."""

    start: datetime
    minutes: int
    at: datetime


class Span(BaseModel):
    """How much working time lies between two instants."""

    start: datetime
    end: datetime
    minutes: float


CALENDARS = Resource(
    WorkingCalendar, "calendars", CalendarIn, CalendarOut, CalendarPatch, PageQuery, "records.read", "config.write"
)


@router.get("/calendars", dependencies=READ, response_model=Page[CalendarOut])
def list_calendars(query: Annotated[PageQuery, Query()], call: Asked) -> Any:
    """List calendars."""
    return rows.page(call.ctx, WorkingCalendar, query)


@router.post("/calendars", dependencies=WRITE, status_code=201, response_model=CalendarOut)
def create_calendar(body: CalendarIn, call: Asked) -> Any:
    """Make a calendar."""
    check_calendar(body.model_dump())
    return call.created(create(call, CALENDARS, body))


@router.get("/calendars/{key}", dependencies=READ, response_model=CalendarOut)
def read_calendar(key: int, call: Asked) -> Any:
    """Read one calendar."""
    return call.show(call.load(WorkingCalendar, key))


@router.patch("/calendars/{key}", dependencies=WRITE, response_model=CalendarOut)
def amend_calendar(key: int, body: CalendarPatch, call: Asked) -> Any:
    """Amend a calendar; every clock that goes by it is measured anew."""
    row = amend(call, CALENDARS, key, body)
    check_calendar({name: getattr(row, name) for name in COLUMNS})
    for follow in CHANGED:
        follow(call.ctx, key)
    return call.show(row)


@router.get("/calendars/{key}/add", dependencies=READ, response_model=Moment)
def add_working_time(key: int, start: Instant, call: Asked, minutes: int = Query(ge=0, le=60 * 24 * 366 * 20)) -> Any:
    """Say when so much working time has passed since a start."""
    calendar = calendar_of(call.load(WorkingCalendar, key))
    try:
        at = calendar.add(start, timedelta(minutes=minutes))
    except NoWorkingTimeError as fault:
        raise invalid("minutes", str(fault), rule="calendar") from None
    return {"start": start, "minutes": minutes, "at": at}


@router.get("/calendars/{key}/between", dependencies=READ, response_model=Span)
def measure_working_time(key: int, start: Instant, end: Instant, call: Asked) -> Any:
    """Say how much working time lies between two instants, less than none if the end comes first."""
    if abs(end - start) > timedelta(days=366 * 100):
        raise invalid("end", "the two lie more than a century apart")
    calendar = calendar_of(call.load(WorkingCalendar, key))
    return {"start": start, "end": end, "minutes": calendar.between(start, end) / timedelta(minutes=1)}
