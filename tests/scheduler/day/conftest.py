"""A folder with the files of a small day, of which tests change what they are about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.day import Day, DayError, read_day

APPOINTMENTS = """\
appointment_id,latitude,longitude,duration_minutes,windows,due,skills,required_technicians,after
A1,39.30,-76.60,30,2026-11-23T08:00/10:00,2026-11-23T17:00,hvac:2,T1,
A2,39.20,-76.50,45,,,lift,,A1+30
"""
TECHNICIANS = """\
technician_id,name,home_latitude,home_longitude,territories,skills,shift_start,shift_end,breaks
T1,Ann,39.31,-76.61,North,hvac:3;lift,08:00,17:00,12:00-13:00/30
T2,Bob,38.50,-76.50,South,hvac,08:00,17:00,
"""


def _box(name: str, south: int) -> dict[str, Any]:
    ring = [[-77, south], [-76, south], [-76, south + 1], [-77, south + 1], [-77, south]]
    return {
        "type": "Feature",
        "properties": {"id": name[0], "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@dataclass
class Files:
    """Writes files into a folder and reads the day in it; times are in New York unless a test says otherwise."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, **settings: Any) -> Day:
        folder = self.folder
        optional = {name: folder / f"{name}.csv" for name in ("shifts", "ledger") if (folder / f"{name}.csv").exists()}
        settings = {"timezone": "America/New_York", **optional, **settings}
        files = {name: settings.pop(name, folder / f"{name}.csv") for name in ("appointments", "technicians")}
        territories = settings.pop("territories", folder / "territories.geojson")
        return read_day(files["appointments"], files["technicians"], territories, **settings)

    def errors(self, **settings: Any) -> list[str]:
        """The findings as text; a file that is good after all is a failure."""
        with pytest.raises(DayError) as error:
            self.read(**settings)
        return [str(finding) for finding in error.value.findings]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    result = Files(tmp_path)
    result.write("appointments.csv", APPOINTMENTS)
    result.write("technicians.csv", TECHNICIANS)
    collection = {"type": "FeatureCollection", "features": [_box("North", 39), _box("South", 38)]}
    result.write("territories.geojson", json.dumps(collection))
    return result
