"""Reading what a plan is made from: technicians with their rosters, visits with their work, and time that is taken.

Columns are read, not rows: thousands of visits are read for one plan.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from service.assets.installed import Asset
from service.assets.models import Account
from service.calendars.models import WorkingCalendar
from service.cases.models import Case
from service.db import Session
from service.fieldwork.models import Booking, RequiredPart, ServiceAppointment, WorkOrder, WorkOrderLineItem
from service.fieldwork.policy import BOOKED, VisitCategory, WorkKind, WorkStatus
from service.planning.models import SlotHold
from service.planning.scope import Scope
from service.workforce.locating import Point, locate
from service.workforce.models import Technician, Territory
from service.workforce.roster import (
    Absence,
    Certificate,
    Membership,
    OfTechnician,
    Preference,
    Shift,
    Skill,
    Stock,
)

AT_ONCE = 20_000
"""Numbers in one condition; databases take no more than some ten thousand."""
PLANNABLE = (WorkStatus.NEW, WorkStatus.TO_SCHEDULE, WorkStatus.SCHEDULED, WorkStatus.ACTIVE)
Rows = dict[int, list[Any]]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Roster:
    """Technicians, and everything known of each, by number."""

    technicians: Sequence[Technician]
    memberships: Rows
    skills: Rows
    certificates: Rows
    shifts: Rows
    absences: Rows
    stock: Rows
    calendars: dict[int, WorkingCalendar]


@dataclass(frozen=True)
class Visit:
    """A visit with the work it is part of, where it is, and where it stands in the calendar."""

    row: Any
    """Columns of visit, work order, case, and place; see `visit_columns`."""
    point: Point
    territory_id: int | None
    crew: tuple[int, ...] = ()
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """What one problem is made of."""

    scope: Scope
    territories: Sequence[Any]
    """Number, code and name of each."""
    roster: Roster
    open: Sequence[Visit]
    """Visits to be placed, or placed anew."""
    taken: Sequence[tuple[Any, Point, int | None]]
    """Bookings that stay, with where they are and in which territory."""
    holds: Sequence[SlotHold]
    siblings: dict[int, list[Any]]
    """Visits by work order, in order."""
    preferences: Rows
    """By account."""


def in_parts(numbers: Iterable[int]) -> Iterable[list[int]]:
    """Yield numbers, as many at once as a condition takes."""
    wanted = sorted(set(numbers))
    return (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE))


def read(session: Session, scope: Scope, only: Collection[int] | None = None) -> Records:
    """Return what a scope's problem is made of; of the visits that can be placed only some, if they are named."""
    demand = read_demand(session, scope, only)
    roster = read_roster(session, scope)
    numbers = [each.id for each in roster.technicians]
    settled = {visit.row.id for visit in demand.open} | scope.without
    taken, holds = _taken(session, scope, numbers, settled), _holds(session, scope, numbers)
    return replace(demand, roster=roster, taken=taken, holds=holds)


NOBODY = Roster((), {}, {}, {}, {}, {}, {}, {})


def read_demand(session: Session, scope: Scope, only: Collection[int] | None = None) -> Records:
    """Return what `read` does, without technicians and their time."""
    visits = _open(session, scope, only)
    found = [visit for visit in visits if only is not None or scope.covers(visit.territory_id)]
    wishes = [
        each
        for some in in_parts(visit.row.account_id for visit in found)
        for each in session.scalars(select(Preference).where(Preference.account_id.in_(some), ~Preference.ended))
    ]
    return Records(
        scope,
        session.execute(select(Territory.id, Territory.code, Territory.name).order_by(Territory.id)).all(),
        NOBODY,
        _with_parts(session, found),
        (),
        (),
        _siblings(session, [visit.row.order_id for visit in found]),
        _grouped(wishes, "account_id"),
    )


def technicians_of(session: Session, scope: Scope) -> list[int]:
    """Return the numbers of those who serve a scope's territories on one of its days, in order."""
    at_home = and_(
        Technician.territory_id.in_(scope.territory_ids),
        ~select(Membership.id).where(Membership.technician_id == Technician.id).exists(),
    )
    member = select(Membership.technician_id).where(
        Membership.territory_id.in_(scope.territory_ids),
        or_(Membership.starts_on.is_(None), Membership.starts_on <= scope.last_day),
        or_(Membership.ends_on.is_(None), Membership.ends_on >= scope.first_day),
    )
    wanted = select(Technician.id).where(Technician.active).order_by(Technician.id)
    if scope.territory_ids:
        wanted = wanted.where(or_(at_home, Technician.id.in_(member)))
    return list(session.scalars(wanted))


def read_roster(session: Session, scope: Scope) -> Roster:
    """Return everybody who serves the scope, with what they may do and when they work."""
    numbers = technicians_of(session, scope)
    begin, end = scope.start - timedelta(days=1), scope.end + timedelta(days=1)

    def of(model: type[OfTechnician], *conditions: Any) -> Rows:
        found = [
            each
            for some in in_parts(numbers)
            for each in session.scalars(
                select(model).where(model.technician_id.in_(some), *conditions).order_by(model.id)
            )
        ]
        return _grouped(found, "technician_id")

    technicians = [
        each
        for some in in_parts(numbers)
        for each in session.scalars(select(Technician).where(Technician.id.in_(some)).order_by(Technician.id))
    ]
    calendars = session.scalars(
        select(WorkingCalendar).where(WorkingCalendar.id.in_({each.calendar_id for each in technicians}))
    )
    return Roster(
        technicians,
        of(Membership),
        of(Skill),
        of(Certificate),
        of(Shift, ~Shift.cancelled, Shift.starts_at < end, Shift.ends_at > begin),
        of(Absence, ~Absence.cancelled, Absence.starts_at < end, Absence.ends_at > begin),
        of(Stock),
        {each.id: each for each in calendars},
    )


def _grouped(rows: Iterable[Any], column: str) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


SITE = aliased(Asset)


def visit_columns() -> Any:
    """Columns of visits with their work, the customer and the place."""
    visit = (
        *("id", "version", "position", "minimum_delay_minutes", "status_category", "duration_minutes"),
        *("sched_start", "sched_end", "arrival_window_start", "arrival_window_end"),
        *("contact_name", "contact_phone", "access_notes"),
    )
    order = (
        *("subject", "priority", "crew_size", "skills", "certificates", "tools"),
        *("window_start", "window_end", "due_date"),
    )
    labelled = (
        WorkOrder.id.label("order_id"),
        WorkOrder.version.label("order_version"),
        WorkOrder.territory_id.label("order_territory"),
        Account.id.label("account_id"),
        Account.name.label("account"),
        Account.version.label("account_version"),
        Account.latitude.label("account_latitude"),
        Account.longitude.label("account_longitude"),
        Account.territory_id.label("account_territory"),
        SITE.version.label("site_version"),
        SITE.latitude.label("site_latitude"),
        SITE.longitude.label("site_longitude"),
        SITE.territory_id.label("site_territory"),
    )
    columns = [getattr(ServiceAppointment, name) for name in visit] + [getattr(WorkOrder, name) for name in order]
    return (
        select(*columns, *labelled)
        .join(WorkOrder, WorkOrder.id == ServiceAppointment.work_order_id)
        .join(Case, Case.id == WorkOrder.case_id)
        .join(Account, Account.id == Case.account_id)
        .outerjoin(
            WorkOrderLineItem, and_(WorkOrderLineItem.work_order_id == WorkOrder.id, WorkOrderLineItem.position == 1)
        )
        .outerjoin(SITE, SITE.id == WorkOrderLineItem.asset_id)
    )


def _open(session: Session, scope: Scope, only: Collection[int] | None) -> list[Visit]:
    """Return visits that are to be placed; without pins also those that may be moved within the days."""
    conditions = [WorkOrder.kind == WorkKind.FIELD, WorkOrder.status.in_(PLANNABLE)]
    nowhere: Any = ServiceAppointment.status_category == VisitCategory.NONE
    if only is not None:
        conditions.append(ServiceAppointment.id.in_(only))
    else:
        moved = and_(
            ServiceAppointment.status_category == VisitCategory.SCHEDULED,
            ServiceAppointment.sched_start >= max(scope.start, scope.now),
            ServiceAppointment.sched_start < scope.end,
        )
        begun = or_(WorkOrder.window_start.is_(None), WorkOrder.window_start < scope.end)
        conditions.append(or_(and_(nowhere, begun), moved))
    rows = session.execute(visit_columns().where(*conditions).order_by(ServiceAppointment.id)).all()
    crews = _crews(session, [row.id for row in rows if row.sched_start is not None])
    return [
        Visit(row, point, territory, tuple(crews.get(row.id, ())))
        for row, (point, territory) in zip(rows, places(session, rows), strict=True)
    ]


def places(session: Session, rows: Sequence[Any]) -> list[tuple[Point, int | None]]:
    """Return where each visit is, and in which territory: the one that its work order names, else the one noted at the
    place, else the one in whose area the place lies. The place is the asset's, else the account's."""
    points, noted = [], []
    for row in rows:
        at_site = row.site_latitude is not None
        points.append(
            Point(row.site_latitude, row.site_longitude)
            if at_site
            else Point(row.account_latitude, row.account_longitude)
        )
        noted.append(row.order_territory or (row.site_territory if at_site else None) or row.account_territory)
    lost = [at for at, territory in enumerate(noted) if territory is None]
    for at, territory in zip(lost, locate(session, [points[at] for at in lost]), strict=True):
        noted[at] = territory
    return list(zip(points, noted, strict=True))


def _crews(session: Session, visits: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for some in in_parts(visits):
        wanted = select(Booking.appointment_id, Booking.technician_id).where(Booking.appointment_id.in_(some))
        for visit, technician in session.execute(wanted.order_by(Booking.technician_id)):
            found[visit].append(technician)
    return found


def _with_parts(session: Session, visits: Sequence[Visit]) -> list[Visit]:
    needed: dict[int, dict[str, int]] = defaultdict(dict)
    for some in in_parts(visit.row.order_id for visit in visits):
        wanted = select(RequiredPart.work_order_id, RequiredPart.part_number, RequiredPart.quantity - RequiredPart.used)
        for order, part, quantity in session.execute(wanted.where(RequiredPart.work_order_id.in_(some))):
            if quantity > 0:
                needed[order][part] = quantity
    return [
        Visit(each.row, each.point, each.territory_id, each.crew, needed[each.row.order_id] if first else {})
        for each, first in zip(visits, _firsts(visits), strict=True)
    ]


def _firsts(visits: Sequence[Visit]) -> list[bool]:
    """Say of each visit whether it is the first of its work order: that one brings the parts."""
    first: dict[int, int] = {}
    for visit in visits:
        first[visit.row.order_id] = min(visit.row.position, first.get(visit.row.order_id, visit.row.position))
    return [first[visit.row.order_id] == visit.row.position for visit in visits]


def _taken(
    session: Session, scope: Scope, technicians: Sequence[int], moving: Collection[int]
) -> list[tuple[Any, Point, int | None]]:
    rows = [
        row
        for some in in_parts(technicians)
        for row in session.execute(
            visit_columns()
            .add_columns(Booking.technician_id, Booking.starts_at, Booking.ends_at)
            .join(Booking, Booking.appointment_id == ServiceAppointment.id)
            .where(
                Booking.technician_id.in_(some),
                Booking.starts_at < scope.end + timedelta(days=1),
                Booking.ends_at > scope.start,
                ServiceAppointment.status_category.in_(BOOKED),
            )
            .order_by(Booking.technician_id, Booking.starts_at)
        )
        if row.id not in moving
    ]
    return [(row, point, territory) for row, (point, territory) in zip(rows, places(session, rows), strict=True)]


def _holds(session: Session, scope: Scope, technicians: Sequence[int]) -> list[SlotHold]:
    return [
        each
        for some in in_parts(technicians)
        for each in session.scalars(
            select(SlotHold)
            .where(SlotHold.technician_id.in_(some), ~SlotHold.released, SlotHold.expires_at > scope.now)
            .where(SlotHold.starts_at < scope.end + timedelta(days=1), SlotHold.ends_at > scope.start)
            .order_by(SlotHold.id)
        )
    ]


def _siblings(session: Session, orders: Iterable[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for some in in_parts(orders):
        names = (
            "id",
            "work_order_id",
            "position",
            "minimum_delay_minutes",
            "status_category",
            "sched_start",
            "sched_end",
        )
        wanted = select(*(getattr(ServiceAppointment, name) for name in names))
        ordered = wanted.where(ServiceAppointment.work_order_id.in_(some)).order_by(ServiceAppointment.position)
        for row in session.execute(ordered):
            found[row.work_order_id].append(row)
    return found
