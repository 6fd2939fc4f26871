"""What is written as a file comes back as it was, and no file makes the reader fail otherwise."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.day import DayError
from scheduler.entities import Appointment, Pin, Predecessor, Quantity, SkillRequirement, Window
from scheduler.formats.csv_text import csv_text
from scheduler.horizon import Horizon

COLUMNS = (
    "appointment_id", "latitude", "longitude", "duration_minutes", "earliest_start", "due", "windows", "priority",
    "skills", "certificates", "tools", "parts", "required_technicians", "preferred_technicians",
    "excluded_technicians", "crew_size", "after", "all_or_none", "pinned_technician", "pinned_start", "load",
    "customer", "contact", "phone", "access_notes", "work_order", "territory",
)  # fmt: skip
TICKS = st.integers(-3000, 3000)
#: Any text that a cell can hold: no control characters, no blanks at its ends.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).map(str.strip)
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=";:@"), min_size=1, max_size=6).map(
    str.strip
).filter(bool)  # fmt: skip


def _lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=3, unique_by=lambda item: getattr(item, "name", getattr(item, "part", item))).map(
        tuple
    )


APPOINTMENTS = st.builds(
    Appointment,
    id=st.just("A1"),
    duration=st.integers(0, 600),
    windows=_lists(st.tuples(TICKS, st.integers(0, 500)).map(lambda pair: Window(pair[0], sum(pair)))),
    earliest_start=st.none() | TICKS,
    due=st.none() | TICKS,
    priority=st.integers(1, 1000),
    skills=_lists(st.builds(SkillRequirement, NAMES, st.integers(1, 9))),
    certificates=_lists(NAMES),
    tools=_lists(NAMES),
    parts=_lists(st.builds(Quantity, NAMES, st.integers(1, 99))),
    required_technicians=_lists(st.sampled_from(["T1", "T2"])),
    excluded_technicians=_lists(st.sampled_from(["T1", "T2"])),
    crew_size=st.integers(1, 3),
    predecessors=_lists(st.builds(Predecessor, st.just("A0"), st.integers(0, 99))),
    all_or_none=st.none() | TEXTS.filter(bool),
    pin=st.none() | st.builds(Pin, st.sampled_from(["T1", "T2"]), TICKS),
    load=st.integers(0, 99),
    work_order=st.none() | TEXTS.filter(bool),
    details=st.dictionaries(st.sampled_from(["customer", "contact", "phone", "access_notes"]), TEXTS.filter(bool)),
)


def _cells(item: Appointment, horizon: Horizon) -> list[str]:
    def at(tick: int | None) -> str:
        return "" if tick is None else horizon.iso(tick)

    lists = [";".join(f"{need.name}:{need.level}" for need in item.skills), ";".join(item.certificates),
             ";".join(item.tools), ";".join(f"{part.part}x{part.quantity}" for part in item.parts)]  # fmt: skip
    return [
        item.id, "", "", str(item.duration), at(item.earliest_start), at(item.due),
        ";".join(f"{at(window.earliest)}/{at(window.latest)}" for window in item.windows), str(item.priority), *lists,
        ";".join(item.required_technicians), "", ";".join(item.excluded_technicians), str(item.crew_size),
        ";".join(f"{before.appointment}+{before.min_delay}" for before in item.predecessors), item.all_or_none or "",
        (item.pin.technician or "") if item.pin else "", at(item.pin.start) if item.pin else "", str(item.load),
        *(item.details.get(name, "") for name in ("customer", "contact", "phone", "access_notes")),
        item.work_order or "", "",
    ]  # fmt: skip


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(APPOINTMENTS, st.sampled_from([",", ";", "\t"]))
def test_an_appointment_written_as_a_row_comes_back_equal(files: Any, item: Appointment, delimiter: str) -> None:
    horizon = files.read(days="2026-11-23").problem.horizon
    text = csv_text(COLUMNS, [_cells(Appointment("A0", 5), horizon), _cells(item, horizon)])
    if delimiter != ",":
        quoted = csv_text(COLUMNS, []).replace(",", delimiter)
        text = quoted + "\n".join(
            delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in _cells(row, horizon))
            for row in (Appointment("A0", 5), item)
        )
    path = files.write("trip.csv", text)
    # Nobody holds a skill here, so none that is made up can look like a misspelt one.
    staff = files.write(
        "staff.csv",
        "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,39,-76,8:00,9:00\nT2,39,-76,8:00,9:00\n",
    )
    day = files.read(appointments=path, technicians=staff, days="2026-11-23")
    assert day.problem.appointment["A1"] == item


@given(st.binary(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_day_or_a_list_of_findings(files: Any, content: bytes) -> None:
    path = files.write("bytes.csv", content)
    with pytest.raises(DayError):
        files.read(appointments=path, technicians=path, shifts=path, ledger=path, matrix=path, published=path)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_are_a_day_or_a_list_of_findings(files: Any, data: st.DataObject) -> None:
    """No cell, however strange, makes the reader fail in another way than with findings."""
    pieces = st.sampled_from(
        ["2026-11-23", "T08:00", "/", ";", "x", ":", "@", "..", "12:00-13:00/30", "9999-12-31", "-", "+", "1e9", "0",
         "1", "24:00", "Z", "none", "A1", "T1", "North", "39.3", "-76.6", "\x00", '"', "\n", "é"]
    )  # fmt: skip
    cell = st.lists(pieces, max_size=4).map("".join)
    row = data.draw(st.lists(cell, min_size=len(COLUMNS), max_size=len(COLUMNS)))
    path = files.write("cells.csv", csv_text(COLUMNS, [row]))
    technicians = (files.folder / "technicians.csv").read_text().splitlines()
    header = [*technicians[0].split(","), "certificates", "efficiency"]
    staff = data.draw(st.lists(cell, min_size=len(header), max_size=len(header)))
    shifts = data.draw(st.lists(cell, min_size=9, max_size=9))
    columns = ("technician_id", "date", "kind", "shift_start", "shift_end", "soft_end", "breaks", "absent_from",
               "absent_until")  # fmt: skip
    known = ["T1", "", 39, -76, "", "", "8:00", "9:00", "", "", ""]
    arguments = {
        "appointments": path,
        "technicians": files.write("staff.csv", csv_text(header, [staff, known])),
        "shifts": files.write("turns.csv", csv_text(columns, [shifts])),
    }
    read: Any = None
    with suppress(DayError):
        read = files.read(days="2026-11-23..2026-11-24", **arguments)
    assert read is None or read.problem.appointments
