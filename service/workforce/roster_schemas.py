"""Shapes outside of what technicians may do and when they work."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import ConfigDict, Field, PlainSerializer, model_validator

from service.rows import PageQuery
from service.schemas import Input, Instant, Output, Text
from service.workforce.roster import MembershipKind, PreferenceKind

LONGEST_SHIFT = timedelta(hours=24)
LONGEST_ABSENCE = timedelta(days=800)
DAYS = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
SHIFT: Any = {"starts_at": "2026-03-03T07:00:00Z", "ends_at": "2026-03-03T15:30:00Z"}
LUNCH: Any = {"earliest": "2026-03-03T10:30:00Z", "latest": "2026-03-03T12:00:00Z", "minutes": 30}


class Dates(Input):
    """The first and the last day of something; without one it has always been so, or is for ever."""

    starts_on: date | None = None
    ends_on: date | None = Field(None, description="Included.")

    @model_validator(mode="after")
    def dates_in_order(self) -> "Dates":
        """Nothing ends before it starts."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("it must not end before it starts")
        return self


class MembershipIn(Dates):
    """A technician's place in a territory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"technician_id": 1, "territory_id": 1, **DAYS}]})

    technician_id: int
    territory_id: int
    kind: MembershipKind = MembershipKind.PRIMARY


class MembershipPatch(Dates):
    """What of a membership can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends_on": "2026-06-30"}]})

    kind: MembershipKind | None = None


class MembershipOut(Output, MembershipIn):
    """A technician's place in a territory."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class SkillIn(Dates):
    """What a technician can do, and how well."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"technician_id": 1, "skill": "pumps", "level": 2}]})

    technician_id: int
    skill: Text
    level: int = Field(1, ge=1, le=1000)


class SkillPatch(Dates):
    """What of a skill can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"level": 3}]})

    level: int | None = Field(None, ge=1, le=1000)


class SkillOut(Output, SkillIn):
    """What a technician can do, and how well."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class CertificateIn(Dates):
    """What a technician is certified for, and until when."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"technician_id": 1, "name": "gas", **DAYS}]})

    technician_id: int
    name: Text


class CertificatePatch(Dates):
    """What of a certificate can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends_on": "2027-12-31"}]})


class CertificateOut(Output, CertificateIn):
    """What a technician is certified for, and until when."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


KeptInstant = Annotated[Instant, PlainSerializer(datetime.isoformat, return_type=str)]
"""An instant within a document, where it is kept as text."""


class BreakIn(Input):
    """Time off in a shift: between when it begins, and how long it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [LUNCH]})

    earliest: KeptInstant
    latest: KeptInstant
    minutes: int = Field(gt=0, le=24 * 60)

    @model_validator(mode="after")
    def times_in_order(self) -> "BreakIn":
        """The latest beginning is not before the earliest."""
        if self.latest < self.earliest:
            raise ValueError("the latest beginning is before the earliest")
        return self


class Times(Input):
    """From when to when something is, its end excluded."""

    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def times_in_order(self) -> "Times":
        """It ends after it starts, and within reason."""
        if self.ends_at <= self.starts_at:
            raise ValueError("it must end after it starts")
        if self.ends_at - self.starts_at > self.longest():
            raise ValueError(f"it is longer than {self.longest()}")
        return self

    @classmethod
    def longest(cls) -> timedelta:
        """Return how long it can be."""
        return LONGEST_ABSENCE


class ShiftIn(Times):
    """A stretch of duty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"technician_id": 1, **SHIFT, "breaks": [LUNCH]}]})

    technician_id: int
    overtime_from: Instant | None = Field(None, description="From when on it is overtime.")
    breaks: list[BreakIn] = Field(default_factory=list, max_length=10)

    @classmethod
    def longest(cls) -> timedelta:
        """Return how long a shift can be."""
        return LONGEST_SHIFT


class Cancelled(Input):
    """Whether it is called off; another is entered in its place."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cancelled": True}]})

    cancelled: bool


class ShiftOut(Output, ShiftIn):
    """A stretch of duty."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    cancelled: bool


class AbsenceIn(Times):
    """Time off."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"technician_id": 1, **SHIFT, "reason": "training"}]})

    technician_id: int
    reason: Text | None = None


class AbsenceOut(Output, AbsenceIn):
    """Time off."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    cancelled: bool


class StockIn(Input):
    """Parts in a technician's van."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"technician_id": 1, "part_number": "SEAL-7", "quantity": 4}]}
    )

    technician_id: int
    part_number: Text
    quantity: int = Field(ge=0, le=1_000_000)


class StockPatch(Input):
    """How many parts there are now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"quantity": 6}]})

    quantity: int | None = Field(None, ge=0, le=1_000_000)


class StockOut(Output, StockIn):
    """Parts in a technician's van."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class PreferenceIn(Input):
    """Who must, should or may not come to an account."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account_id": 1, "technician_id": 1, "kind": "preferred"}]}
    )

    account_id: int
    technician_id: int
    kind: PreferenceKind


class PreferencePatch(Input):
    """What of a preference can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended": True}]})

    kind: PreferenceKind | None = None
    ended: bool | None = None


class PreferenceOut(Output, PreferenceIn):
    """Who must, should or may not come to an account."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    ended: bool


class OfTechnician(PageQuery):
    """Of whom."""

    technician_id: int | None = None


class MembershipQuery(OfTechnician):
    """Of whom, and where."""

    territory_id: int | None = None


class TimedQuery(OfTechnician):
    """Of whom, and beginning when."""

    starts_at_from: Instant | None = None
    starts_at_before: Instant | None = None


class PreferenceQuery(OfTechnician):
    """Of whom, and for whom."""

    account_id: int | None = None
