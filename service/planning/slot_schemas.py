"""Shapes of candidates, slots, holds and bookings outside."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.fieldwork.schemas import OrderOut, VisitOut, WindowIn
from service.planning.assigning import Choice
from service.schemas import Input, Instant, Latitude, Longitude, Period, Prose, Text
from service.sla.models import Priority

PolicyName = Annotated[
    Literal["round_robin", "customer_first", "high_intensity", "soft_boundaries", "emergency"],
    Field(description="By which slots are ranked."),
]
WINDOW: Any = ["2026-03-03T08:00:00Z", "2026-03-03T10:00:00Z"]


class CandidatesIn(Input):
    """How many slots are wanted, and by which policy they are ranked."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"most": 5}]})

    most: int = Field(5, ge=1, le=50)
    policy: PolicyName = "round_robin"


class SlotOut(BaseModel):
    """A place for a visit, priced with everything else fixed."""

    technician_ids: list[int]
    technicians: list[str]
    start: datetime
    end: datetime
    earliest: datetime = Field(description="From when to when it could start there.")
    latest: datetime
    after: str | None = Field(description="The visit before; null if it would be the first.")
    terms: dict[str, int] = Field(description="The change of each term of the objective, in its unit.")
    minutes: dict[str, float] = Field(description="The same in weighted minutes of technician time.")
    rank: list[int] = Field(description="The change level by level; smaller is better.")


class RefusalOut(BaseModel):
    """Why somebody cannot come."""

    technician_id: int
    codes: list[str]
    sentence: str


class CandidatesOut(BaseModel):
    """Slots, the best first, and why the others cannot come."""

    slots: list[SlotOut]
    refusals: list[RefusalOut]


class AssignmentIn(Input):
    """Which slot is wanted; the best one, if nothing is said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"arrival_window": WINDOW}]})

    technician_id: int | None = None
    start: Instant | None = None
    arrival_window: Period | None = Field(None, description="In which it has to start, as the customer is told.")
    hold: Text | None = Field(None, description="The token of a slot that is held.")
    policy: PolicyName = "round_robin"

    def choice(self) -> Choice:
        """Return what is chosen."""
        return Choice(self.technician_id, self.start, self.arrival_window)


class AssignmentOut(BaseModel):
    """A visit with the slot that it was given."""

    visit: VisitOut
    slot: SlotOut


class JobIn(Input):
    """A job as somebody describes it who calls."""

    work_type_id: int
    asset_id: int | None = None
    account_id: int | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    priority: Priority = Priority.NORMAL
    earliest: Instant | None = Field(None, description="From when on; at once, if left out.")
    due: Instant | None = Field(None, description="By when it must be done.")

    @model_validator(mode="after")
    def somewhere(self) -> "JobIn":
        """It is at an asset, at an account, or at a place."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give latitude and longitude, or neither")
        if self.asset_id is None and self.account_id is None and self.latitude is None:
            raise ValueError("say where it is: an asset, an account, or coordinates")
        return self


class SlotsIn(JobIn):
    """A job for which windows are to be offered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"work_type_id": 1, "asset_id": 1}]})

    window_minutes: int = Field(120, ge=15, le=1440, description="How long the customer waits for somebody to come.")
    most: int = Field(6, ge=1, le=50)


class OfferOut(SlotOut):
    """A window in which somebody can come."""

    window_start: datetime
    window_end: datetime = Field(description="Excluded.")
    technician_id: int


class OffersOut(BaseModel):
    """Windows, the best first, no day twice before all had their turn."""

    offers: list[OfferOut]


class HoldIn(JobIn):
    """A window that was offered, to be held while the customer decides."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"work_type_id": 1, "asset_id": 1, "arrival_window": WINDOW}]}
    )

    arrival_window: Period
    technician_id: int | None = None
    minutes: int = Field(10, ge=1, le=60)


class HoldOut(BaseModel):
    """A slot that is held."""

    model_config = ConfigDict(from_attributes=True)

    token: str
    technician_id: int
    starts_at: datetime
    ends_at: datetime
    window_start: datetime
    window_end: datetime
    expires_at: datetime


class BookingIn(AssignmentIn):
    """A job to be booked in one call: a case about an asset, a work order with a visit, and a slot for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "asset_id": 1,
                    "work_type_id": 1,
                    "subject": "Pump leaks",
                    "description": "Water under the pump.",
                    "window": {"window_start": "2026-03-03T08:00:00Z", "due_date": "2026-03-05T16:00:00Z"},
                }
            ]
        }
    )

    asset_id: int
    work_type_id: int
    subject: Text
    description: Prose
    priority: Priority = Priority.NORMAL
    contact_id: int | None = None
    contact_name: Text | None = None
    contact_phone: Text | None = None
    access_notes: Prose | None = None
    window: WindowIn | None = Field(None, description="Until the case is due, if left out.")


class BookingOut(AssignmentOut):
    """What was booked."""

    case_id: int
    work_order: OrderOut
