"""Shapes of teams and representatives outside."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from service.rows import PageQuery
from service.schemas import Input, Instant, Output, Skills, Text
from service.teams.models import TeamKind

Capacity = Annotated[int, Field(ge=0, le=10_000)]


class TeamIn(Input):
    """A new team."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "finance", "kind": "back_office"}]})

    name: Text
    kind: TeamKind
    calendar_id: int | None = Field(None, description="Hours of members without their own; round the clock if none.")
    case_minutes: int = Field(15, gt=0, le=10_000, description="What a case counts for where minutes are counted.")


class TeamPatch(Input):
    """What of a team can be amended. Its name stays: cases, work orders and rules carry it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"calendar_id": 2}]})

    kind: TeamKind | None = None
    calendar_id: int | None = None
    case_minutes: int | None = Field(None, gt=0, le=10_000)
    active: bool | None = Field(None, description="Whether its work is given to members without anybody's doing.")


class TeamOut(Output, TeamIn):
    """A team."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    active: bool


class TeamQuery(PageQuery):
    """Filters of teams."""

    name: str | None = None
    kind: TeamKind | None = None
    active: bool | None = None


class RepresentativeIn(Input):
    """A user who works at a desk or in a back office."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"user_id": 1, "skills": {"pumps": 2}, "capacity": 8, "works_since": "2026-01-05"}]
        }
    )

    user_id: int
    skills: Skills = Field(default={}, description="Level by skill.")
    capacity: Capacity = Field(description="Most open work at a time, of all teams together.")
    calendar_id: int | None = Field(None, description="Their shifts; the team's, if left out.")
    works_since: date = Field(description="The first day of work, before which nobody was owed a turn.")


class RepresentativePatch(Input):
    """What of a representative can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"skills": {"pumps": 3}}]})

    skills: Skills | None = None
    capacity: Capacity | None = None
    calendar_id: int | None = None
    works_since: date | None = None
    active: bool | None = None


class RepresentativeOut(Output, RepresentativeIn):
    """A representative."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    active: bool


class RepresentativeQuery(PageQuery):
    """Filters of representatives."""

    user_id: int | None = None
    active: bool | None = None


class MemberIn(Input):
    """A representative's place in a team."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"team_id": 1, "representative_id": 1}]})

    team_id: int
    representative_id: int


class MemberPatch(Input):
    """Whether the place is still held."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    active: bool | None = None


class MemberOut(Output, MemberIn):
    """A place in a team."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    active: bool


class MemberQuery(PageQuery):
    """Filters of places in teams."""

    team_id: int | None = None
    representative_id: int | None = None
    active: bool | None = None


class AbsenceIn(Input):
    """Time off, its end excluded."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"representative_id": 1, "starts_at": "2026-03-02T00:00:00Z", "ends_at": "2026-03-07T00:00:00Z"}
            ]
        }
    )

    representative_id: int
    starts_at: Instant
    ends_at: Instant
    reason: Text | None = None

    @model_validator(mode="after")
    def in_order(self) -> "AbsenceIn":
        """Time off ends after it starts."""
        if self.ends_at <= self.starts_at:
            raise ValueError("the end must come after the start")
        return self


class AbsencePatch(Input):
    """What of time off can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cancelled": True}]})

    starts_at: Instant | None = None
    ends_at: Instant | None = None
    reason: Text | None = None
    cancelled: bool | None = None


class AbsenceOut(Output):
    """Time off."""

    representative_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str | None
    cancelled: bool


class AbsenceQuery(PageQuery):
    """Filters of time off."""

    representative_id: int | None = None
    ends_at_from: datetime | None = None
    starts_at_before: datetime | None = None
    cancelled: bool | None = None
