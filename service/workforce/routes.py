"""Branches, territories, technicians, and what technicians may do and when they work: plain records."""

from typing import Any

from service.errors import not_found
from service.requests import Asked, allow
from service.resources import Resource, add_routes, api_router
from service.rows import PageQuery
from service.workforce import upkeep as upkeep
from service.workforce.models import Branch, Technician, Territory
from service.workforce.roster import Absence, Certificate, Membership, Preference, Shift, Skill, Stock
from service.workforce.roster_schemas import (
    AbsenceIn,
    AbsenceOut,
    Cancelled,
    CertificateIn,
    CertificateOut,
    CertificatePatch,
    MembershipIn,
    MembershipOut,
    MembershipPatch,
    MembershipQuery,
    OfTechnician,
    PreferenceIn,
    PreferenceOut,
    PreferencePatch,
    PreferenceQuery,
    ShiftIn,
    ShiftOut,
    SkillIn,
    SkillOut,
    SkillPatch,
    StockIn,
    StockOut,
    StockPatch,
    TimedQuery,
)
from service.workforce.schemas import (
    BranchIn,
    BranchOut,
    BranchPatch,
    TechnicianIn,
    TechnicianOut,
    TechnicianPatch,
    TerritoryIn,
    TerritoryOut,
    TerritoryPatch,
)

router = api_router("workforce")
CONFIG, ROSTER = ("records.read", "config.write"), ("records.read", "roster.write")
for resource in (
    Resource(Branch, "branches", BranchIn, BranchOut, BranchPatch, PageQuery, *CONFIG),
    Resource(Territory, "territories", TerritoryIn, TerritoryOut, TerritoryPatch, PageQuery, *CONFIG),
    Resource(Technician, "technicians", TechnicianIn, TechnicianOut, TechnicianPatch, PageQuery, *CONFIG),
    Resource(Membership, "territory-members", MembershipIn, MembershipOut, MembershipPatch, MembershipQuery, *CONFIG),
    Resource(Skill, "technician-skills", SkillIn, SkillOut, SkillPatch, OfTechnician, *CONFIG),
    Resource(
        Certificate, "technician-certificates", CertificateIn, CertificateOut, CertificatePatch, OfTechnician, *CONFIG
    ),
    Resource(Shift, "shifts", ShiftIn, ShiftOut, Cancelled, TimedQuery, *ROSTER, sortable=("starts_at",)),
    Resource(Absence, "absences", AbsenceIn, AbsenceOut, Cancelled, TimedQuery, *ROSTER, sortable=("starts_at",)),
    Resource(Stock, "van-stock", StockIn, StockOut, StockPatch, OfTechnician, *ROSTER),
    Resource(
        Preference, "technician-preferences", PreferenceIn, PreferenceOut, PreferencePatch, PreferenceQuery, *ROSTER
    ),
):
    add_routes(router, resource)


@router.get("/territories/{key}/area", dependencies=[allow("records.read")])
def read_area(key: int, call: Asked) -> dict[str, Any]:
    """Read the area of a territory, as a GeoJSON geometry."""
    row = call.load(Territory, key)
    if row.area is None:
        raise not_found("area of territory", row.code)
    area: dict[str, Any] = row.area
    return area
