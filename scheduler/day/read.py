"""The file door: a dispatcher's files in, a day to be planned out, or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from scheduler.day.appointments import read_appointments
from scheduler.day.calendar_file import read_absences
from scheduler.day.columns import APPOINTMENTS, DEPOTS, LEDGER, SHIFTS, SPEEDS, TECHNICIANS, Schema
from scheduler.day.context import Context, unique_rows
from scheduler.day.days import read_clock, read_horizon
from scheduler.day.depots import read_depots
from scheduler.day.findings import DayCode, Findings
from scheduler.day.ledger import read_ledger
from scheduler.day.matrix_file import read_matrix, shared_ids
from scheduler.day.names import Names
from scheduler.day.places import Places, Point, read_point, refuse_swapped
from scheduler.day.references import check_vocabulary, known_predecessors
from scheduler.day.row import Row
from scheduler.day.shifts import Roster, read_rosters
from scheduler.day.speeds import read_speeds
from scheduler.day.table import read_table
from scheduler.day.technicians import read_technicians
from scheduler.entities import (
    OUTSIDE,
    Appointment,
    Depot,
    LedgerEntry,
    ProblemError,
    PublishedVisit,
    Technician,
    Territory,
)
from scheduler.formats.documents import read_plan
from scheduler.problem import ProblemData
from scheduler.travel import GreatCircleTravel, Travel
from territories.findings import Finding, TerritoryFileError
from territories.read import read_territories
from territories.territory_map import TerritoryMap

File = str | PathLike[str]


@dataclass(frozen=True)
class Day:
    """A day (or several) as read: the problem, and what people want to see beside it.

    ``warnings`` are planned as they stand; ``outside`` says by appointment in no territory which one is the nearest;
    ``tables`` are the cells of each file by canonical column, by line.
    """

    problem: ProblemData
    territory_map: TerritoryMap | None
    warnings: tuple[Finding, ...] = ()
    outside: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def read_day(
    appointments: File,
    technicians: File,
    territories: File | None = None,
    *,
    shifts: File | None = None,
    ledger: File | None = None,
    published: File | None = None,
    matrix: File | None = None,
    absences: File | None = None,
    depots: File | None = None,
    speeds: File | None = None,
    days: str | int | None = None,
    timezone: str | None = None,
    ticks_per_minute: int = 1,
) -> Day:
    """Read the files of a day.

    Columns are in :mod:`scheduler.day.columns`, cells in :mod:`scheduler.day.grammar`, shifts in
    :mod:`scheduler.day.shifts`, the rule for ``days`` in :mod:`scheduler.day.days`, matrices in
    :mod:`scheduler.day.matrix`, ``absences`` (iCalendar) in :mod:`scheduler.day.calendar_file`, ``depots`` in
    :mod:`scheduler.day.depots`, ``speeds`` in :mod:`scheduler.day.speeds`. ``timezone`` is the zone of times without
    one. Without ``territories`` anybody may go anywhere. Raises :class:`DayError` with everything that is wrong in all
    the files.
    """
    files = {"appointments": appointments, "technicians": technicians, "shifts": shifts, "ledger": ledger}
    files |= {"depots": depots, "speeds": speeds}
    reader = _DayReader({name: Path(file) for name, file in files.items() if file is not None})
    reader.read_territories(territories)
    reader.read_settings(None if days is None else str(days), timezone, ticks_per_minute, matrix)
    return reader.day(published, absences)


_SCHEMAS: dict[str, Schema] = {
    "appointments": APPOINTMENTS, "technicians": TECHNICIANS, "shifts": SHIFTS, "ledger": LEDGER,
    "depots": DEPOTS, "speeds": SPEEDS,
}  # fmt: skip


class _DayReader:
    """Reads in the order in which things refer to each other, and never stops at an error before the end."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.findings = Findings()
        self.tables = {name: read_table(path, _SCHEMAS[name], self.findings) for name, path in files.items()}
        self.appointment_rows = unique_rows(self.tables["appointments"].rows, "appointment_id")
        self.technician_rows = unique_rows(self.tables["technicians"].rows, "technician_id")
        self.territory_map: TerritoryMap | None = None
        self.outside: dict[str, str] = {}

    def read_territories(self, file: File | None) -> None:
        if file is None:
            return
        try:
            self.territory_map = read_territories(file)
        except TerritoryFileError as error:
            for finding in error.findings:
                self.findings.error(
                    finding.code, finding.file, finding.message, finding.expected, finding.line, finding.column,
                    finding.value, finding.feature,
                )  # fmt: skip

    def read_settings(self, days: str | None, timezone: str | None, ticks_per_minute: int, matrix: File | None) -> None:
        clock = read_clock(timezone, self.findings)
        self.matrix = None if matrix is None else read_matrix(Path(matrix), self.findings)
        known = self.territory_map
        self.context = Context(
            read_horizon(days, clock, self.tables, self.findings, ticks_per_minute),
            clock,
            self.findings,
            Places(frozenset(self.matrix.ids) if self.matrix else frozenset()),
            None if known is None else Names("territory", dict(zip(known.ids, known.names, strict=True))),
            Names("technician", {row.text("technician_id"): row.text("name") for row in self.technician_rows}),
        )

    def day(self, published: File | None, absences: File | None) -> Day:
        technicians, appointments = self._technicians(absences), self._appointments()
        rows = {row.text("appointment_id"): row for row in self.appointment_rows}
        appointments = known_predecessors(appointments, rows)
        check_vocabulary(appointments, technicians, rows)
        self._note_unserved(technicians)
        ledger = read_ledger(self.tables["ledger"].rows, self.context) if "ledger" in self.tables else []
        visits = self._published(published, set(rows))
        depots = self._depots()
        problem = self._problem(appointments, technicians, depots, ledger, visits, self._travel())
        self.findings.raise_errors()
        tables = {name: table.frame() for name, table in self.tables.items()}
        assert problem is not None  # without an error there is a problem
        return Day(problem, self.territory_map, tuple(self.findings.warnings), self.outside, tables)

    def _technicians(self, absences: File | None) -> list[Technician]:
        homes = [read_point(row, "home_") for row in self.technician_rows]
        self._refuse_swapped(self.technician_rows, homes, "home_latitude")
        rosters = read_rosters(self.tables["shifts"].rows if "shifts" in self.tables else (), self.context)
        away = {} if absences is None else read_absences(Path(absences), self.context)
        for name, intervals in away.items():
            rosters.setdefault(name, Roster()).absences.extend(intervals)
        return read_technicians(self.technician_rows, homes, rosters, self.context)

    def _note_unserved(self, technicians: Sequence[Technician]) -> None:
        """Territories that nobody serves at all mean a column that was forgotten: nothing could be planned."""
        if self.territory_map is not None and technicians and not any(one.memberships for one in technicians):
            message = "no technician serves any territory, so nothing can be scheduled"
            expected = "a column territories that says who serves which"
            file = self.tables["technicians"].file
            self.findings.warn(DayCode.NOBODY_SERVES, file, message, expected, 1, "territories")

    def _depots(self) -> tuple[Depot, ...]:
        rows = self.tables["depots"].rows if "depots" in self.tables else ()
        return read_depots(unique_rows(rows, "depot_id"), self.context)

    def _refuse_swapped(self, rows: Sequence[Row], points: Sequence[Point | None], column: str) -> None:
        if self.territory_map is not None:
            refuse_swapped(rows, points, column, self.territory_map, self.findings)

    def _appointments(self) -> list[Appointment]:
        points = [read_point(row) for row in self.appointment_rows]
        self._refuse_swapped(self.appointment_rows, points, "latitude")
        located = self._located(points)
        territories = [
            row.read("territory", self.context.territory, None) if row.text("territory") else territory
            for row, territory in zip(self.appointment_rows, located, strict=True)
        ]
        for row, written, lies_in in zip(self.appointment_rows, territories, located, strict=True):
            if written is not None and lies_in is not None and written != lies_in:
                message, code = f"the place lies in territory {lies_in}", DayCode.TERRITORY_DIFFERS
                row.warn("territory", message, "the territory of the place, or none", code)
        appointments = read_appointments(self.appointment_rows, points, territories, self.context)
        return [self._with_nearest(item) if item.territory is None else item for item in appointments]

    def _with_nearest(self, item: Appointment) -> Appointment:
        """An appointment that lies in no territory carries the word which one is the nearest, for its reasons."""
        word = self.outside.get(item.id)
        return item if word is None else item.replace(details={**item.details, OUTSIDE: word})

    def _located(self, points: Sequence[Point | None]) -> list[str | None]:
        """The territory in which each point lies; remembers which is the nearest of those in none."""
        if self.territory_map is None or not points:
            return [None] * len(points)
        latitudes, longitudes = np.array([point or (np.nan, np.nan) for point in points], dtype=np.float64).T
        found = self.territory_map.locate(longitudes, latitudes)
        for position in np.flatnonzero(found.has_location & (found.index < 0)):
            name = self.appointment_rows[position].text("appointment_id")
            self.outside[name] = found.sentence(int(position))
        return list(found.territory)

    def _published(self, file: File | None, known: set[str]) -> list[PublishedVisit]:
        """The visits of a published plan to appointments of this day; of a crew's visits to one the first."""
        if file is None:
            return []
        try:
            visits = read_plan(file).published(self.context.horizon)
        except ProblemError as error:
            name = Path(file).name
            for finding in error.findings:
                message = finding.removeprefix(f"{name}: ")
                self.findings.error(DayCode.FILE_FORMAT, name, message, "a plan.json as it was written")
            return []
        first: dict[str, PublishedVisit] = {}
        for visit in visits:
            if visit.appointment in known:
                first.setdefault(visit.appointment, visit)
        return list(first.values())

    def _travel(self) -> Travel:
        rows = self.tables["speeds"].rows if "speeds" in self.tables else ()
        return self._ways().replace(speed_periods=read_speeds(rows, self.context))

    def _ways(self) -> Travel:
        if self.matrix is None:
            return GreatCircleTravel()
        ids = [[row.text(column) for row in rows] for rows, column in (
            (self.appointment_rows, "appointment_id"), (self.technician_rows, "technician_id"))]  # fmt: skip
        for name in shared_ids(*ids):
            message, expected = "is the id of an appointment and of a technician", "ids that a matrix can tell apart"
            self.findings.error(DayCode.ID_DUPLICATE, self.matrix.file, message, expected, None, "ids", name)
        horizon = self.context.horizon
        return self.matrix.travel(self.context.places, horizon.ticks_per_minute, self.findings)

    def _problem(
        self, appointments: Sequence[Appointment], technicians: Sequence[Technician], depots: Sequence[Depot],
        ledger: Sequence[LedgerEntry], published: Sequence[PublishedVisit], travel: Travel,
    ) -> ProblemData | None:  # fmt: skip
        places, known = self.context.places.locations, self.territory_map
        if self.findings.errors and not places:
            return None
        try:
            return ProblemData(
                horizon=self.context.horizon,
                locations=tuple(places),
                travel=travel,
                appointments=tuple(appointments),
                technicians=tuple(technicians),
                territories=() if known is None else tuple(map(Territory, known.ids, known.names)),
                depots=tuple(depots),
                ledger=tuple(ledger),
                published=tuple(published),
            )
        except ProblemError as error:
            for finding in error.findings:
                code, file = DayCode.PROBLEM_INVALID, self.tables["appointments"].file
                self.findings.error(code, file, finding, "data that fits together")
            return None
