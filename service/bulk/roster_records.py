"""Files of what technicians may do and when they work."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select

from service.bulk.objects import BulkObject, Column, Values, plain_amend, plain_create
from service.context import Context
from service.workforce.models import Technician
from service.workforce.roster import Absence, Certificate, Membership, Shift, Skill, Stock
from service.workforce.roster_schemas import (
    AbsenceIn,
    Cancelled,
    CertificateIn,
    CertificatePatch,
    MembershipIn,
    MembershipPatch,
    ShiftIn,
    SkillIn,
    SkillPatch,
    StockIn,
    StockPatch,
)
from service.workforce.schemas import TechnicianIn, TechnicianPatch

WHOSE = Column("ServiceResourceId", "technician_id", refers="ServiceResource")
DATES = (Column("EffectiveStartDate", "starts_on"), Column("EffectiveEndDate", "ends_on"))


def same(model: Any, *fields: str) -> Callable[[Context, Values], Any | None]:
    """Return what finds the record that has the same values in these fields; nothing is a value like any other."""

    def find(ctx: Context, values: Values) -> Any | None:
        wanted = {name: values.get(name) for name in fields}
        equal = [getattr(model, name).is_not_distinct_from(value) for name, value in wanted.items()]
        return ctx.session.scalars(select(model).where(*equal).order_by(model.id)).first()

    return find


def dated(
    name: str,
    model: Any,
    columns: tuple[Column, ...],
    created: type[BaseModel],
    amended: type[BaseModel],
    *key: str,
    write: str = "config.write",
) -> BulkObject:
    """Return a kind of record about one technician, known again by the technician and some fields."""
    return BulkObject(
        name=name,
        model=model,
        columns=(WHOSE, *columns),
        created=created,
        amended=amended,
        create=plain_create(model),
        amend=plain_amend,
        known=same(model, "technician_id", *key),
        write=write,
    )


MEMBER = (
    Column("ServiceTerritoryId", "territory_id", refers="ServiceTerritory"),
    Column("TerritoryType", "kind"),
    *DATES,
)
SKILL = (Column("SkillId", "skill"), Column("SkillLevel", "level"), *DATES)
ROSTER = (
    BulkObject(
        name="ServiceResource",
        model=Technician,
        columns=(
            Column("Name", "name"),
            Column("ServiceTerritoryId", "territory_id", refers="ServiceTerritory"),
            Column("IsActive", "active"),
            Column("Latitude", "home_latitude"),
            Column("Longitude", "home_longitude"),
            Column("EndLatitude__c", "end_latitude"),
            Column("EndLongitude__c", "end_longitude"),
            Column("Tools__c", "tools", json=True),
            Column("Efficiency__c", "efficiency_percent"),
            Column("CostPerHour__c", "cost_per_hour"),
            Column("CostPerShift__c", "cost_per_shift"),
            Column("MaxVisits__c", "max_visits"),
            Column("MaxTravelMinutes__c", "max_travel_minutes"),
            Column("MaxWorkMinutes__c", "max_work_minutes"),
            Column("HireDate__c", "works_since"),
        ),
        created=TechnicianIn,
        amended=TechnicianPatch,
        create=plain_create(Technician),
        amend=plain_amend,
        write="config.write",
    ),
    dated("ServiceTerritoryMember", Membership, MEMBER, MembershipIn, MembershipPatch, "territory_id", "starts_on"),
    dated("ServiceResourceSkill", Skill, SKILL, SkillIn, SkillPatch, "skill", "starts_on"),
    dated(
        "ServiceResourceCertificate__c",
        Certificate,
        (Column("Name", "name"), *DATES),
        CertificateIn,
        CertificatePatch,
        *("name", "starts_on"),
    ),
    dated(
        "Shift",
        Shift,
        (
            Column("StartTime", "starts_at"),
            Column("EndTime", "ends_at"),
            Column("OvertimeFrom__c", "overtime_from"),
            Column("Breaks__c", "breaks", json=True),
            Column("IsCancelled__c", "cancelled"),
        ),
        ShiftIn,
        Cancelled,
        "starts_at",
        write="roster.write",
    ),
    dated(
        "ResourceAbsence",
        Absence,
        (
            Column("Start", "starts_at"),
            Column("End", "ends_at"),
            Column("Type", "reason"),
            Column("IsCancelled__c", "cancelled"),
        ),
        AbsenceIn,
        Cancelled,
        "starts_at",
        write="roster.write",
    ),
    dated(
        "ProductItem",
        Stock,
        (Column("ProductCode__c", "part_number"), Column("QuantityOnHand", "quantity")),
        StockIn,
        StockPatch,
        "part_number",
        write="roster.write",
    ),
)
