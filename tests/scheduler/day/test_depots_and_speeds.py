"""The files of depots and of speeds: what is in them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.day import DayCode, DayError, read_day
from scheduler.day.grammar import PLENTY
from scheduler.entities import Depot, Quantity, Window
from scheduler.problem import ProblemData
from scheduler.travel import SpeedPeriod

APPOINTMENTS = "appointment_id,latitude,longitude,duration_minutes\nA1,39.3,-76.6,30\n"
TECHNICIANS = "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,39.3,-76.6,08:00,17:00\n"


def read(folder: Path, days: str = "2026-11-23", **files: str) -> ProblemData:
    texts = {"appointments": APPOINTMENTS, "technicians": TECHNICIANS, **files}
    paths = {name: folder / f"{name}.csv" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text)
    return read_day(**paths, timezone="America/New_York", days=days).problem  # type: ignore[arg-type]


def codes(folder: Path, **files: str) -> set[str]:
    with pytest.raises(DayError) as refused:
        read(folder, **files)
    return {str(finding.code) for finding in refused.value.findings}


def test_a_depot_with_hours_and_counted_stock(tmp_path: Path) -> None:
    rows = "D1,39.4,-76.5,06:30,16:00,10,P1x20;P2,core drill;ladder\nD2,39.5,-76.5,,,,*,\n"
    header = "depot_id,latitude,longitude,open,close,service_minutes,stock,tools\n"
    one, two = read(tmp_path, depots=header + rows).depots
    assert (one.windows, one.service, one.tools) == ((Window(390, 960),), 10, ("core drill", "ladder"))
    assert one.stock == (Quantity("P1", 20), Quantity("P2", PLENTY))
    assert (two.windows, two.service, two.stock, two.tools) == ((), 0, None, ())


def test_without_the_columns_a_depot_has_everything_and_opens_every_day(tmp_path: Path) -> None:
    text = "depot_id,latitude,longitude,open,close\nD1,39.4,-76.5,22:00,02:00\n"
    data = read(tmp_path, "2026-11-23..2026-11-24", depots=text)
    windows = (Window(1320, 1560), Window(2760, 3000))
    assert data.depots == (Depot("D1", data.depots[0].location, windows),)


@pytest.mark.parametrize(("row", "code"), [
    ("D1,,,,,", DayCode.VALUE_MISSING),
    ("D1,39.4,-76.5,08:00,,", DayCode.VALUE_MISSING),
    ("D1,39.4,-76.5,,,P1x0", DayCode.VALUE_INVALID),
    ("D1,39.4,-76.5,25:00,26:00,", DayCode.TIME_INVALID),
    ("D1,39.4,-76.5,,,\nD1,39.5,-76.5,,,", DayCode.ID_DUPLICATE),
])  # fmt: skip
def test_what_no_depot_can_be_is_refused(tmp_path: Path, row: str, code: DayCode) -> None:
    assert codes(tmp_path, depots=f"depot_id,latitude,longitude,open,close,stock\n{row}\n") == {str(code)}


def test_speeds_hold_every_day_and_are_normal_between(tmp_path: Path) -> None:
    data = read(tmp_path, speeds="from,to,factor\n07:00,09:30,0.6\n09:30,10:00,0.8\n23:00,01:00,1.25\n")
    assert [(period.start, period.factor) for period in data.travel.speed_periods if period.start >= 0] == [
        (60, 1000), (420, 600), (570, 800), (600, 1000), (1380, 1250), (1500, 1000),
    ]  # fmt: skip
    assert data.travel.speed_periods[0] == SpeedPeriod(-1020, 600)


@pytest.mark.parametrize("rows", ["07:00,09:00,0.5\n08:00,10:00,0.7", "07:00,09:00,0", "07:00,09:00,", "7,9,0.5"])
def test_speeds_that_make_no_sense_are_refused(tmp_path: Path, rows: str) -> None:
    assert len(codes(tmp_path, speeds=f"from,to,factor\n{rows}\n")) == 1
