"""Branches, territories and technicians: plain records."""

from pydantic import ConfigDict

from service.resources import Resource, add_routes, api_router
from service.rows import PageQuery
from service.schemas import Input, Output, Text
from service.workforce.models import Branch, Technician, Territory

router = api_router("workforce")


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

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "N1", "name": "Bremen"}]})

    code: Text
    name: Text
    branch_id: int | None = None


class TerritoryPatch(Input):
    """What of a territory can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"branch_id": 1}]})

    name: Text | None = None
    branch_id: int | None = None


class TerritoryOut(Output, TerritoryIn):
    """A territory."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class TechnicianIn(Input):
    """A new technician."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Kim Berg"}]})

    name: Text
    territory_id: int | None = None


class TechnicianPatch(Input):
    """What of a technician can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    name: Text | None = None
    territory_id: int | None = None
    active: bool | None = None


class TechnicianOut(Output, TechnicianIn):
    """A technician."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    active: bool


RIGHTS = ("records.read", "config.write")
for resource in (
    Resource(Branch, "branches", BranchIn, BranchOut, BranchPatch, PageQuery, *RIGHTS),
    Resource(Territory, "territories", TerritoryIn, TerritoryOut, TerritoryPatch, PageQuery, *RIGHTS),
    Resource(Technician, "technicians", TechnicianIn, TechnicianOut, TechnicianPatch, PageQuery, *RIGHTS),
):
    add_routes(router, resource)
