"""Travel from matrix files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scheduler.day import matrix_file
from scheduler.travel import GreatCircleTravel, MatrixTravel

HEADER = "appointment_id,latitude,longitude,duration_minutes,windows"
LONG = """from,to,minutes,metres
T1,A1,10.2,1000.4
A1,T1,11,1100
T1,A2,20,2000
A2,T1,21,2100
A1,A2,5,500
A2,A1,6,600
"""


@pytest.fixture(autouse=True)
def _three_places(files: Any) -> None:
    files.write("appointments.csv", f"{HEADER}\nA1,39.3,-76.6,30,2026-11-23T08:00/10:00\nA2,,,30,\n")
    files.write(
        "technicians.csv",
        "technician_id,home_latitude,home_longitude,shift_start,shift_end\nT1,39.4,-76.6,08:00,17:00\n",
    )


def _travel(files: Any, name: str, content: str) -> MatrixTravel:
    day = files.read(matrix=files.write(name, content))
    assert [place.latitude for place in day.problem.locations] == [39.4, 39.3, None]
    assert isinstance(day.problem.travel, MatrixTravel)
    return day.problem.travel


def test_legs_as_rows(files: Any) -> None:
    travel = _travel(files, "m.csv", LONG)
    assert travel.durations.tolist() == [[0, 11, 20], [11, 0, 5], [21, 6, 0]]
    assert travel.distances.tolist() == [[0, 1000, 2000], [1100, 0, 500], [2100, 600, 0]]


def test_a_place_may_be_named_by_its_coordinates_and_seconds_and_semicolons(files: Any) -> None:
    text = LONG.replace("minutes", "seconds").replace(",", ";").replace(".", ",").replace("T1", "39.400000,-76.600000")
    travel = _travel(files, "m.csv", text)
    assert travel.durations.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_a_square_has_metres_of_the_great_circle(files: Any) -> None:
    travel = _travel(files, "m.csv", "minutes,A1,A2,T1,elsewhere\nA1,,5,11,\nA2,6,0,21,\nT1,10,20,,1\nelsewhere,,,,\n")
    assert travel.durations.tolist() == [[0, 10, 20], [11, 0, 5], [21, 6, 0]]
    points = np.array([[39.4, -76.6], [39.3, -76.6]])
    expected = GreatCircleTravel().between(points[:1], points[1:], 1)[1]
    assert travel.distances[0, 1] == expected[0]
    assert travel.distances[:, 2].tolist() == [0, 0, 0]


def _save(files: Any, **arrays: Any) -> Path:
    path: Path = files.folder / "m.npz"
    np.savez(path, **arrays)
    return path


def test_npz(files: Any) -> None:
    seconds = np.array([[0, 60, 120], [61, 0, 180], [1, 2, 0]])
    path = _save(files, ids=np.array(["A2", "A1", "T1"]), seconds=seconds, metres=seconds)
    travel = files.read(matrix=path).problem.travel
    assert travel.durations.tolist() == [[0, 1, 1], [3, 0, 2], [2, 1, 0]]
    assert travel.distances.tolist() == [[0, 2, 1], [180, 0, 61], [120, 60, 0]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LONG.replace("A1,A2,5,500\n", ""), "no time from A1 to A2"),
        (LONG.replace("A1,A2,5,500", "A1,A2,5,"), "no metres from A1 to A2; expected every way between places in use"),
        (LONG.replace("A1,A2,5,", "A1,A2,-5,"), "value '-5': the minutes from A1 to A2 are out of range"),
        (LONG.replace("A1,A2,5,", "A1,A2,NaN,"), "line 6, column minutes, value 'NaN': is not a number"),
        (LONG.replace("A1,A2,5,500", "A1,A2,5,5e8"), "value '500000000': the metres from A1 to A2 are out of range"),
        (LONG.replace("A1,A2,5,500", "A1,A2,5"), "line 6: the row has 3 cells"),
        (LONG.replace("A1,A2", "T1,A1"), "line 6: the way from T1 to A1 is there twice"),
        (LONG.replace("A1", "A3"), "value 'A1': the matrix does not know the place of A1; expected one of these ids"),
        (LONG.replace("minutes", "hours"), "has no times; expected either minutes or seconds"),
        (LONG.replace("metres", "seconds"), "has minutes and seconds"),
        ("minutes,A1\nB1,0\n", "line 2: the row is called 'B1'; expected A1, as in the header"),
        ("minutes,A1\nA1,0\nA2,0\n", "line 3: the row is called 'A2'; expected no further row"),
        ("minutes,A1,A2\nA1,0,1\n", "minutes has the shape (1, 2); expected (2, 2)"),
        ("minutes,A1,A1\nA1,0,1\nA1,1,0\n", "column ids, value 'A1': a place is there twice"),
        ("id,A1\nA1,0\n", "is neither a list of legs nor a square"),
        ("", "is empty"),
        ("\nminutes,A1\n", "is neither a list of legs nor a square"),
        ('minutes,A1\n"A1,0\n', "is no CSV"),
    ],
)
def test_bad_matrices(files: Any, content: str, expected: str) -> None:
    found = files.errors(matrix=files.write("m.csv", content))
    assert all(finding.startswith("m.csv") for finding in found), found
    assert any(expected in finding for finding in found), found


def test_bad_npz(files: Any) -> None:
    square, ids = np.zeros((3, 3)), np.array(["A1", "A2", "T1"])
    for arrays, expected in (
        ({"minutes": square}, "has no array ids"),
        ({"ids": ids}, "has no times"),
        ({"ids": ids, "minutes": square[:2]}, "minutes has the shape (2, 3)"),
        ({"ids": ids, "minutes": square - 1}, "out of range"),
        ({"ids": ids, "minutes": square + np.inf}, "out of range"),
        ({"ids": ids, "minutes": np.array([["x"] * 3] * 3)}, "cannot be read"),
        ({"ids": ids.astype(object), "minutes": square}, "cannot be read: Object arrays cannot be loaded"),
    ):
        found = files.errors(matrix=_save(files, **arrays))
        assert any(expected in finding for finding in found), (expected, found)
    assert "no time from" in files.errors(matrix=_save(files, ids=ids, minutes=square + np.nan))[0]
    assert "cannot be read: File is not a zip file" in files.errors(matrix=files.write("m.npz", b"PK\x03\x04 no"))[0]
    assert "No such file" in files.errors(matrix=files.folder / "none.npz")[0]


def test_a_matrix_that_is_too_large(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_file, "MOST_BYTES", 100)
    monkeypatch.setattr(matrix_file, "MOST_PLACES", 2)
    path = _save(files, ids=np.array(["A1"]), minutes=np.zeros((1, 1)))
    assert "unpacks to more than" in files.errors(matrix=path)[0]
    assert "has more than 2 places" in files.errors(matrix=files.write("m.csv", LONG))[0]


def test_ids_that_appointments_and_technicians_share_are_refused(files: Any) -> None:
    files.write("appointments.csv", f"{HEADER}\nT1,39.3,-76.6,30,2026-11-23T08:00/10:00\n")
    found = files.errors(matrix=files.write("m.csv", LONG))
    assert "value 'T1': is the id of an appointment and of a technician" in found[0]
