"""The door in: records become a problem, and what it was read from is noted, so that a change since is found."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from scheduler.entities import Appointment, PublishedVisit, Technician, Territory
from scheduler.horizon import Horizon
from scheduler.problem import ProblemData
from service.db import Session
from service.planning.crew import homeless, homes, paces, technician_item
from service.planning.demand import Places, taken, visit_item
from service.planning.reading import Records, read
from service.planning.rotation import ledger
from service.planning.scope import TICKS_PER_MINUTE, Scope, fact_name, technician_name, visit_name
from service.workforce import models
from service.workforce.workdays import Pair, versions

VisitVersions = tuple[int, int, int, int]
"""Of a visit, its work order, its account and its asset; 0 without one."""


@dataclass(frozen=True)
class Basis:
    """The versions of what a problem was read from."""

    days: dict[Pair, int]
    """Of technicians' days; those that are not listed are 0."""
    visits: dict[int, VisitVersions]

    def to_json(self) -> str:
        """Return it as a document."""
        days = [[number, day.isoformat(), count] for (number, day), count in sorted(self.days.items())]
        return json.dumps({"days": days, "visits": {str(key): each for key, each in sorted(self.visits.items())}})

    @classmethod
    def from_json(cls, text: str) -> "Basis":
        """Return the basis that a document holds."""
        said = json.loads(text)
        days = {(number, date.fromisoformat(day)): count for number, day, count in said["days"]}
        return cls(days, {int(key): tuple(each) for key, each in said["visits"].items()})


@dataclass(frozen=True)
class Snapshot:
    """A problem with what it was read from."""

    scope: Scope
    problem: ProblemData
    basis: Basis
    records: Records
    warnings: tuple[str, ...]


def take(session: Session, scope: Scope, only: Collection[int] | None = None) -> Snapshot:
    """Return the problem of a scope, all of it read in one transaction.

    With `only` it has, of the visits that can be placed, these and no others.
    """
    records = read(session, scope, only)
    horizon = Horizon(scope.start, scope.timezone, TICKS_PER_MINUTE, scope.days)
    problem = _problem(session, records, horizon)
    first, last = scope.utc_days
    numbers = [each.id for each in records.roster.technicians]
    basis = Basis(
        versions(session, numbers, first, last), {each.row.id: visit_versions(each.row) for each in records.open}
    )
    nobody = [f"{name} has no home to start from and is not planned" for name in homeless(records.roster)]
    return Snapshot(scope, problem, basis, records, tuple(nobody))


def visit_versions(row: Any) -> VisitVersions:
    """Return the versions of a visit and of what it is planned by."""
    return row.version, row.order_version, row.account_version, row.site_version or 0


def _problem(session: Session, records: Records, horizon: Horizon) -> ProblemData:
    scope, roster, places = records.scope, records.roster, Places()
    codes = {each.id: each.code for each in records.territories}
    found = [technician_item(scope, horizon, places, roster, row, codes) for row in roster.technicians]
    technicians = tuple(each for each in found if each is not None)
    planned = {each.id: each for each in technicians}
    appointments = [visit_item(records, horizon, places, visit, codes) for visit in records.open]
    facts = taken(records, horizon, places, codes, homes(roster), paces(roster))
    on_duty = {each.id for each in facts if _meets_shift(planned, each)}
    appointments += [each for each in facts if each.id in on_duty]
    beside = [row for row, _, _ in records.taken if fact_name(row.id, row.technician_id) not in on_duty]
    return ProblemData(
        horizon,
        locations=tuple(places.locations),
        appointments=tuple(appointments),
        technicians=technicians,
        territories=tuple(Territory(each.code, each.name) for each in records.territories),
        ledger=tuple(each for each in ledger(session, scope, roster, horizon, beside) if each.technician in planned),
        published=_published(records, horizon),
        name=f"{scope.first_day} to {scope.last_day}" if scope.days > 1 else str(scope.first_day),
    )


def _meets_shift(planned: Mapping[str, Technician], item: Appointment) -> bool:
    """Whether taken time meets a shift of who is planned; what somebody does off duty keeps nobody from working."""
    technician = planned.get(item.pin.technician or "") if item.pin is not None else None
    if technician is None or item.pin is None or item.pin.start is None:
        return False
    end = item.pin.start + technician.service(item.duration)
    return any(shift.start < end and item.pin.start < shift.end for shift in technician.shifts)


def _published(records: Records, horizon: Horizon) -> tuple[PublishedVisit, ...]:
    return tuple(
        PublishedVisit(visit_name(visit.row.id), technician_name(number), horizon.tick_down(visit.row.sched_start))
        for visit in records.open
        if visit.row.sched_start is not None
        for number in visit.crew[: visit.row.crew_size]
    )


def areas(session: Session) -> dict[str, Any]:
    """Return the areas of territories as a GeoJSON feature collection."""
    wanted = select(models.Territory.code, models.Territory.name, models.Territory.area).order_by(models.Territory.id)
    features = [
        {"type": "Feature", "properties": {"territory_id": code, "name": name}, "geometry": area}
        for code, name, area in session.execute(wanted.where(models.Territory.area_digest.is_not(None)))
    ]
    return {"type": "FeatureCollection", "features": features}
