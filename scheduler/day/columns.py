"""The columns of each file, and the names under which other systems export them.

Columns are recognised whatever their case, blanks, dots and underscores (``AppointmentNumber``, ``Appointment
Number`` and ``appointment_number`` are one). The further names are those of Salesforce Field Service objects
(ServiceAppointment, ServiceResource, ServiceTerritoryMember, Shift, ResourceAbsence) and common short forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.day.findings import DayCode, Findings, UnreadableError
from scheduler.spelling import misspelt


@dataclass(frozen=True)
class Column:
    """A column by its own name, the other names it is recognised by, and whether a file must have it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Schema:
    """What a file holds: the plural its rows are called by, its columns, and whether it may have a header alone.

    Of the columns ``either`` at least one must be there.
    """

    rows: str
    columns: tuple[Column, ...]
    either: tuple[str, ...] = ()
    may_be_empty: bool = False


APPOINTMENTS = Schema(
    "appointments",
    (
        Column("appointment_id", ("AppointmentNumber", "ServiceAppointment", "ServiceAppointmentNumber"), True),
        Column("latitude", ("Latitude", "lat"), True),
        Column("longitude", ("Longitude", "lon", "lng"), True),
        Column("duration_minutes", ("DurationInMinutes",)),
        Column("duration", ("Duration",)),
        Column("duration_type", ("DurationType",)),
        Column("earliest_start", ("EarliestStartTime", "EarliestStart", "EarliestStartPermitted")),
        Column("due", ("DueDate",)),
        Column("windows", ("TimeWindows",)),
        Column("arrival_window_start", ("ArrivalWindowStartTime",)),
        Column("arrival_window_end", ("ArrivalWindowEndTime",)),
        Column("priority", ("WorkOrder.Priority",)),
        Column("skills", ("RequiredSkills", "SkillRequirements")),
        Column("certificates", ("RequiredCertificates",)),
        Column("tools", ("RequiredTools",)),
        Column("parts", ("RequiredParts", "ProductsRequired")),
        Column("territory", ("ServiceTerritory", "ServiceTerritoryId", "ServiceTerritory.Name", "territory_id")),
        Column("required_technicians", ("RequiredResources", "RequiredServiceResources")),
        Column("preferred_technicians", ("PreferredResources", "PreferredServiceResources")),
        Column("excluded_technicians", ("ExcludedResources", "ExcludedServiceResources")),
        Column("crew_size", ("RecommendedCrewSize", "MinimumCrewSize")),
        Column("after", ("predecessors",)),
        Column("all_or_none", ("AllOrNoneGroup",)),
        Column("pinned_technician", ("PinnedResource", "PinnedServiceResource")),
        Column("pinned_start", ("PinnedStartTime",)),
        Column("load"),
        Column("customer", ("Account", "AccountName", "Account.Name")),
        Column("contact", ("ContactName", "Contact.Name")),
        Column("phone", ("ContactPhone", "Contact.Phone")),
        Column("access_notes", ("AccessNotes", "AccessInstructions")),
        Column("work_order", ("WorkOrderNumber", "ParentRecord", "ParentRecordId")),
    ),
    either=("duration_minutes", "duration"),
)

TECHNICIANS = Schema(
    "technicians",
    (
        Column("technician_id", ("ServiceResource", "ServiceResourceId", "ResourceId"), True),
        Column("name", ("ServiceResourceName", "ServiceResource.Name", "ResourceName")),
        Column("home_latitude", ("Latitude", "HomeLat"), True),
        Column("home_longitude", ("Longitude", "HomeLon"), True),
        Column("end_latitude"),
        Column("end_longitude"),
        Column("territories", ("ServiceTerritory", "ServiceTerritories", "territory", "PrimaryTerritories")),
        Column("secondary_territories", ("SecondaryServiceTerritories",)),
        Column("skills", ("ServiceResourceSkills",)),
        Column("certificates"),
        Column("shift_start", ("ShiftStartTime",)),
        Column("shift_end", ("ShiftEndTime",)),
        Column("soft_end"),
        Column("breaks"),
        Column("tools"),
        Column("parts", ("van_stock",)),
        Column("efficiency"),
        Column("cost_per_hour"),
        Column("cost_per_shift"),
        Column("capacity"),
        Column("max_visits"),
        Column("max_travel_minutes"),
        Column("max_duration_minutes"),
    ),
)

SHIFTS = Schema(
    "shifts",
    (
        Column("technician_id", ("ServiceResource", "ServiceResourceId", "ResourceId", "Resource"), True),
        Column("date", ("day",)),
        Column("kind"),
        Column("shift_start", ("StartTime", "ShiftStartTime")),
        Column("shift_end", ("EndTime", "ShiftEndTime")),
        Column("soft_end"),
        Column("breaks"),
        Column("absent_from", ("Start", "AbsenceStart")),
        Column("absent_until", ("End", "AbsenceEnd")),
        Column("start_latitude"),
        Column("start_longitude"),
        Column("end_latitude"),
        Column("end_longitude"),
        Column("max_visits"),
        Column("max_travel_minutes"),
        Column("max_duration_minutes"),
    ),
    may_be_empty=True,
)

DEPOTS = Schema(
    "depots",
    (
        Column("depot_id", ("Location", "LocationId", "Warehouse"), True),
        Column("latitude", ("Latitude", "lat"), True),
        Column("longitude", ("Longitude", "lon", "lng"), True),
        Column("open"),
        Column("close"),
        Column("service_minutes"),
        Column("stock", ("parts",)),
        Column("tools"),
    ),
    may_be_empty=True,
)

SPEEDS = Schema(
    "times of day",
    (Column("from", ("start",), True), Column("to", ("until", "end"), True), Column("factor", ("speed",), True)),
    may_be_empty=True,
)

LEDGER = Schema(
    "ledger rows",
    (
        Column("technician_id", ("ServiceResource", "ServiceResourceId", "ResourceId"), True),
        Column("territory", ("ServiceTerritory",)),
        Column("minutes", (), True),
        Column("turns", (), True),
        Column("capacity_minutes", (), True),
        Column("last_turn"),
        Column("as_of", (), True),
    ),
    may_be_empty=True,
)


def normalised(name: str) -> str:
    """A column's name without case, blanks and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def recognised(schema: Schema) -> dict[str, str]:
    """The canonical name by every normalised name it is known under."""
    return {normalised(alias): column.name for column in schema.columns for alias in (column.name, *column.aliases)}


def header_positions(header: Sequence[str], schema: Schema, file: str, findings: Findings) -> dict[str, int]:
    """Where each known column stands in a header; reports what is doubled, missing, misspelt or ignored."""
    known = recognised(schema)
    _refuse_exchanged({normalised(title) for title in header}, schema, file, findings)
    positions: dict[str, int] = {}
    others: list[str] = []
    for position, title in enumerate(header):
        name = known.get(normalised(title))
        if name is None:
            others.append(title)
        elif name in positions:
            message = f"columns {header[positions[name]]!r} and {title!r} are both {name}"
            findings.error(DayCode.COLUMN_DOUBLED, file, message, f"one column {name}", 1, title)
        else:
            positions[name] = position
    missing = _report_others(others, known, positions, file, findings)
    for column in schema.columns:
        if column.required and column.name not in positions and column.name not in missing:
            expected = f"a column {column.name}" + (f" (or {', '.join(column.aliases)})" if column.aliases else "")
            findings.error(DayCode.COLUMN_MISSING, file, "a column is missing", expected, 1, column.name)
    if schema.either and not {*positions, *missing} & {*schema.either}:
        expected = f"a column {' or '.join(schema.either)}"
        findings.error(DayCode.COLUMN_MISSING, file, "a column is missing", expected, 1, schema.either[0])
    return positions


def _refuse_exchanged(titles: set[str], schema: Schema, file: str, findings: Findings) -> None:
    """End the reading of a file that has all that another kind of file must have, and not what this one must."""
    if _complete(titles, schema):
        return
    for other in (APPOINTMENTS, TECHNICIANS, LEDGER):
        if _complete(titles, other):
            message = f"is a file of {other.rows}: were two files exchanged?"
            findings.error(DayCode.FILES_EXCHANGED, file, message, f"a file of {schema.rows}", 1)
            raise UnreadableError


def _complete(titles: set[str], schema: Schema) -> bool:
    """Whether a header has every column that a file must have."""
    required = (column for column in schema.columns if column.required)
    return all(titles & {*map(normalised, (column.name, *column.aliases))} for column in required)


def _report_others(
    others: Sequence[str], known: dict[str, str], positions: dict[str, int], file: str, findings: Findings
) -> set[str]:
    """Report unknown columns; an optional one that is misspelt would otherwise drop a constraint without a word."""
    meant: set[str] = set()
    ignored = []
    for title in others:
        alias = misspelt(normalised(title), known)
        if alias is not None and known[alias] not in positions:
            meant.add(known[alias])
            findings.error(DayCode.COLUMN_MISSPELT, file, "unknown column", f"{known[alias]}?", 1, title)
        elif title.strip():
            ignored.append(title.strip())
    if ignored:
        message = f"columns that are not used: {', '.join(ignored)}"
        findings.warn(DayCode.COLUMN_IGNORED, file, message, "nothing; they do no harm", 1)
    return meant
