"""Shapes of branches, territories and technicians outside."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from service.calendars.documents import read_zone
from service.schemas import Input, Latitude, Longitude, Output, Text

SQUARE: Any = {"type": "Polygon", "coordinates": [[[8, 53], [9, 53], [9, 54], [8, 54], [8, 53]]]}


def _zone(name: str) -> str:
    read_zone(name)
    return name


def _area(area: dict[str, Any]) -> dict[str, Any]:
    from territories import read_area  # takes a second, and few requests need it

    read_area(area, "area")
    return area


Zone = Annotated[Text, AfterValidator(_zone)]
"""A name of the IANA database."""
Area = Annotated[dict[str, Any], AfterValidator(_area)]
"""A GeoJSON Polygon or MultiPolygon in longitude and latitude."""
Length = Annotated[int, Field(ge=0, le=100_000)]
Cost = Annotated[int, Field(ge=0, le=1_000_000)]


class BranchIn(Input):
    """A new branch."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "North"}]})

    name: Text
    manager_id: int | None = None


class BranchPatch(Input):
    """What of a branch can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"manager_id": 1}]})

    name: Text | None = None
    manager_id: int | None = None


class BranchOut(Output, BranchIn):
    """A branch."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class TerritoryIn(Input):
    """A new territory."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "N1", "name": "Bremen", "timezone": "Europe/Berlin", "area": SQUARE}]}
    )

    code: Text
    name: Text
    branch_id: int | None = None
    timezone: Zone = Field("UTC", description="In which its days are counted.")
    area: Area | None = Field(None, description="A GeoJSON Polygon or MultiPolygon in longitude and latitude.")


class TerritoryPatch(Input):
    """What of a territory can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"branch_id": 1}]})

    name: Text | None = None
    branch_id: int | None = None
    timezone: Zone | None = None
    area: Area | None = None


class TerritoryOut(Output):
    """A territory; its area is read by itself."""

    code: str
    name: str
    branch_id: int | None
    timezone: str
    area_digest: str | None = Field(description="Hash of the area; null without one.")


class TechnicianFields(Input):
    """What is known of a technician, apart from what is dated."""

    territory_id: int | None = Field(None, description="The territory of somebody without dated memberships.")
    calendar_id: int | None = Field(None, description="By whose days somebody works where no shift is entered.")
    works_since: date | None = Field(None, description="The first day of work.")
    home_latitude: Latitude | None = None
    home_longitude: Longitude | None = None
    end_latitude: Latitude | None = Field(None, description="Where a shift ends, if not at home.")
    end_longitude: Longitude | None = None
    max_visits: Length | None = Field(None, description="Of a shift, like the minutes of travel and of work.")
    max_travel_minutes: Length | None = None
    max_work_minutes: Length | None = None


class TechnicianIn(TechnicianFields):
    """A new technician."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Kim Berg", "home_latitude": 53.08, "home_longitude": 8.8, "tools": ["ladder"]}]
        }
    )

    name: Text
    tools: list[Text] = Field(default_factory=list, max_length=200)
    efficiency_percent: int = Field(100, ge=10, le=1000, description="125 does in 48 minutes what is planned with 60.")
    cost_per_hour: Cost = 0
    cost_per_shift: Cost = 0

    @model_validator(mode="after")
    def whole_places(self) -> "TechnicianIn":
        """A latitude without a longitude is nowhere."""
        pairs = ((self.home_latitude, self.home_longitude), (self.end_latitude, self.end_longitude))
        if any((one is None) != (other is None) for one, other in pairs):
            raise ValueError("give latitude and longitude, or neither")
        return self


class TechnicianPatch(TechnicianFields):
    """What of a technician can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    name: Text | None = None
    active: bool | None = None
    tools: list[Text] | None = Field(None, max_length=200)
    efficiency_percent: int | None = Field(None, ge=10, le=1000)
    cost_per_hour: Cost | None = None
    cost_per_shift: Cost | None = None


class TechnicianOut(Output, TechnicianIn):
    """A technician."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    active: bool
