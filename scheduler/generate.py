"""A seeded synthetic day as files: clustered customers, territories, skills, windows, due times, hopeless jobs.

The same arguments give the same bytes. About one appointment in twenty-five cannot be done, each for a reason of its
own (no location, outside all territories, a skill nobody has, a level nobody has, a window that has passed), so that
a plan has verdicts to show. Times are local to :data:`TIMEZONE`. If asked for, some appointments want a crew of two,
and some are the second visit of their work order: at the same place, after the first, a few of them only together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np

from scheduler.formats.csv_text import csv_text
from scheduler.formats.files import write_text
from territories.geojson import write_geojson
from territories.synthetic import sample_points, synthetic_territories

#: The zone of the made-up city, which lies where Baltimore is.
TIMEZONE = "America/New_York"
_TRADES = ("hvac", "electrical", "plumbing", "appliance", "furniture")
_TRADE_SHARES = (0.25, 0.2, 0.2, 0.2, 0.15)
_DURATIONS = (20, 30, 45, 60, 75, 90, 120)
_DURATION_SHARES = (0.12, 0.26, 0.24, 0.18, 0.08, 0.08, 0.04)
_LEVEL_SHARES = (0.6, 0.3, 0.1)
_PRIORITY_SHARES = (0.08, 0.22, 0.5, 0.2)
_TOOLS = ("ladder", "pressure tester", "core drill")
_PARTS = tuple(f"P{number}" for number in range(101, 113))
_FIRST = (
    "Ada", "Bela", "Chidi", "Dana", "Elif", "Farid", "Grace", "Hanna", "Ivo", "June", "Kofi", "Lena", "Mateo", "Nora",
    "Omar", "Priya", "Quinn", "Rosa", "Sven", "Tara", "Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zora",
)  # fmt: skip
_LAST = (
    "Adeyemi", "Bauer", "Chen", "Diaz", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jansen", "Kim", "Lopez",
    "Moore", "Novak", "Okafor", "Patel", "Quist", "Rossi", "Silva", "Tanaka", "Ueda", "Vargas", "Weber", "Xu",
    "Young", "Zhang",
)  # fmt: skip
_NOTES = ("", "", "", "Ring twice", "Dog in the yard", "Key at the concierge", "Park in the back, gate code 4711")
_SHIFTS = (("08:00", "17:00", "16:30"), ("07:00", "15:30", "15:00"), ("09:00", "18:00", "17:30"))
Item = TypeVar("Item")
Cells = dict[str, str | int | float]
_DELAYS = (0, 30, 60)
_GROUPED_SHARE = 0.25
_OF_THE_SITE = ("latitude", "longitude", "skills", "customer", "contact", "phone")
_KILOMETRES_PER_ROOT = 10
_APPOINTMENTS_PER_CLUSTER = 25
_HOPELESS_EVERY = 25


@dataclass(frozen=True)
class GeneratedDay:
    """Where the files are, and the zone of their times."""

    appointments: Path
    technicians: Path
    territories: Path
    shifts: Path
    depots: Path | None = None
    speeds: Path | None = None
    timezone: str = TIMEZONE


def generate(
    out: str | PathLike[str],
    *,
    appointments: int = 120,
    technicians: int = 18,
    territories: int = 4,
    seed: int = 7,
    day: date = date(2026, 11, 23),
    crews: float = 0.0,
    follow_ups: float = 0.0,
    depots: int = 0,
    speeds: bool = False,
) -> GeneratedDay:
    """Write ``appointments.csv``, ``technicians.csv``, ``territories.geojson`` and ``shifts.csv`` into a folder.

    ``crews`` is the share of appointments that want two technicians, ``follow_ups`` (a half at most) of those that
    come after another. With ``depots`` there is also ``depots.csv``, and what vans lack can be picked up there; with
    ``speeds`` there is ``speeds.csv``, in which the rush hours slow travel down. All four are drawn apart, so that the
    rest of the day does not depend on them. The folder is made if it is not there.
    Raises ``ValueError`` for counts below one, fewer depots than none, and shares that are none.
    """
    for name, share, most in (("crews", crews, 1.0), ("follow_ups", follow_ups, 0.5)):
        if not 0 <= share <= most:
            raise ValueError(f"{name} must be a share from 0 to {most:g}, not {share}")
    for name, count in (("appointments", appointments), ("technicians", technicians), ("territories", territories)):
        if count < 1:
            raise ValueError(f"{name} must be at least 1, not {count}")
    if depots < 0:
        raise ValueError(f"depots must be at least 0, not {depots}")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    files = GeneratedDay(
        folder / "appointments.csv",
        folder / "technicians.csv",
        folder / "territories.geojson",
        folder / "shifts.csv",
        folder / "depots.csv" if depots else None,
        folder / "speeds.csv" if speeds else None,
    )
    city = synthetic_territories(territories, seed, extent_km=_KILOMETRES_PER_ROOT * float(np.sqrt(territories)) + 5)
    staff = _Staff(np.random.default_rng([seed, 1]), city, technicians, day)
    jobs = _Jobs(np.random.default_rng([seed, 2]), city, appointments, day, seed)
    couple = partial(_couple, np.random.default_rng([seed, 3]), crews=crews, follow_ups=follow_ups)
    write_geojson(city, files.territories)
    write_text(files.technicians, staff.technicians_csv())
    write_text(files.shifts, staff.shifts_csv())
    write_text(files.appointments, jobs.csv(couple))
    if files.depots is not None:
        write_text(files.depots, _depots_csv(np.random.default_rng([seed, 4]), city, depots))
    if files.speeds is not None:
        write_text(files.speeds, _speeds_csv(np.random.default_rng([seed, 5])))
    return files


def _speeds_csv(rng: np.random.Generator) -> str:
    """A morning and an evening in which everybody is on the road, slowest in the middle, and an empty road before."""
    rows: list[tuple[str, str, float]] = [("05:00", "06:30", round(float(rng.uniform(1.05, 1.2)), 2))]
    for first, second, third, fourth in (("06:30", "07:30", "09:00", "10:00"), ("15:30", "16:30", "18:00", "19:00")):
        edge, middle = round(float(rng.uniform(0.75, 0.9)), 2), round(float(rng.uniform(0.5, 0.7)), 2)
        rows += [(first, second, edge), (second, third, middle), (third, fourth, edge)]
    return csv_text(("from", "to", "factor"), rows)


def _depots_csv(rng: np.random.Generator, city: gpd.GeoDataFrame, count: int) -> str:
    """Depots anywhere in the city, open from early on: all tools, most parts, of a few parts only some."""
    columns = ("depot_id", "latitude", "longitude", "open", "close", "service_minutes", "stock", "tools")
    longitudes, latitudes = sample_points(city, count, int(rng.integers(2**31)))
    rows = []
    for name, longitude, latitude in zip(_ids("D", count), longitudes, latitudes, strict=True):
        stock = [part if rng.random() < 0.7 else f"{part}x{int(rng.integers(1, 6))}" for part in _PARTS[1:]]
        place = (round(float(latitude), 6), round(float(longitude), 6))
        rows.append((name, *place, "06:30", "16:00", 10, ";".join(stock), "*"))
    return csv_text(columns, rows)


def _pick(rng: np.random.Generator, items: Sequence[Item], shares: Sequence[float] | None = None) -> Item:
    return items[int(rng.choice(len(items), p=shares))]


def _person(rng: np.random.Generator) -> str:
    return f"{_pick(rng, _FIRST)} {_pick(rng, _LAST)}"


def _ids(letter: str, count: int) -> list[str]:
    return [f"{letter}{number:0{max(3, len(str(count)))}d}" for number in range(1, count + 1)]


class _Staff:
    """Technicians spread evenly over the territories, each trade in each territory as far as they go."""

    _COLUMNS = (
        "technician_id", "name", "home_latitude", "home_longitude", "territories", "secondary_territories", "skills",
        "certificates", "shift_start", "shift_end", "soft_end", "breaks", "tools", "parts", "efficiency",
        "cost_per_hour", "max_visits",
    )  # fmt: skip
    _SHIFT_COLUMNS = ("technician_id", "date", "kind", "shift_start", "shift_end", "absent_from", "absent_until")

    def __init__(self, rng: np.random.Generator, city: gpd.GeoDataFrame, count: int, day: date) -> None:
        self._rng, self._day = rng, day
        self._ids = _ids("T", count)
        self._territories = list(city["territory_id"])
        self._homes = [_homes(city, place, count, int(rng.integers(2**31))) for place in range(len(city))]

    def technicians_csv(self) -> str:
        """One row a technician."""
        return csv_text(self._COLUMNS, [self._row(number, name) for number, name in enumerate(self._ids)])

    def _row(self, number: int, name: str) -> list[str | int | float]:
        rng, place, turn = self._rng, number % len(self._territories), number // len(self._territories)
        latitude, longitude = self._homes[place][turn]
        trades = [_TRADES[(turn + step) % len(_TRADES)] for step in range(3 if rng.random() < 0.5 else 2)]
        other = self._territories[(place + 1) % len(self._territories)]
        start, end, soft_end = _SHIFTS[0] if rng.random() < 0.6 else _pick(rng, _SHIFTS[1:])
        return [
            name, _person(rng), latitude, longitude, self._territories[place],
            other if len(self._territories) > 1 and rng.random() < 0.5 else "",
            ";".join(f"{trade}:{int(rng.integers(1, 4)) if step else 3}" for step, trade in enumerate(trades)),
            self._certificate(), start, end, soft_end, "11:30-13:30/30",
            ";".join(tool for tool in _TOOLS if rng.random() < 0.6),
            ";".join(f"{part}x{int(rng.integers(1, 5))}" for part in _PARTS if rng.random() < 0.7),
            round(float(rng.normal(1, 0.08)), 2), int(rng.integers(28, 46)), int(rng.integers(8, 13)),
        ]  # fmt: skip

    def _certificate(self) -> str:
        """Half have the gas certificate, some of them until last month."""
        if self._rng.random() < 0.5:
            return ""
        expired = self._rng.random() < 0.15
        return f"gas@{(self._day + timedelta(days=-30 if expired else 200)).isoformat()}"

    def shifts_csv(self) -> str:
        """What is not as usual on the day: one in ten leaves early, one in thirty is away, one in fifteen splits."""
        kinds: dict[int, tuple[str, ...]] = {
            3: ("absence", "", "", "14:00", "17:00"),
            7: ("shift", "07:00", "11:00", "", ""),
            17: ("off", "", "", "", ""),
            23: ("absence", "", "", "08:00", "10:00"),
        }
        rows = [
            (name, self._day.isoformat(), *kinds[number % 30])
            for number, name in enumerate(self._ids)
            if number % 30 in kinds
        ]
        second = [
            (name, self._day.isoformat(), "shift", "13:00", "18:00", "", "")
            for number, name in enumerate(self._ids)
            if number % 30 == 7
        ]
        return csv_text(self._SHIFT_COLUMNS, sorted([*rows, *second]))


def _homes(city: gpd.GeoDataFrame, place: int, technicians: int, seed: int) -> list[tuple[float, float]]:
    here = len(range(place, technicians, len(city)))
    longitudes, latitudes = sample_points(city.iloc[[place]], here, seed)
    return [(round(float(y), 6), round(float(x), 6)) for x, y in zip(longitudes, latitudes, strict=True)]


def _couple(rng: np.random.Generator, rows: list[Cells], crews: float, follow_ups: float) -> tuple[str, ...]:
    """Make crews of some rows, and of some pairs of one work order a visit and its follow-up at the same place."""
    if not crews and not follow_ups:
        return ()
    for row in rows:
        row |= {"crew_size": 2 if rng.random() < crews else 1, "after": "", "all_or_none": ""}
    for first, second in zip(rows[::2], rows[1::2], strict=False):
        if rng.random() < 2 * follow_ups:
            delay = _pick(rng, _DELAYS)
            second |= {
                name: first[name] for name in ("latitude", "longitude", "skills", "customer", "contact", "phone")
            }
            second |= dict.fromkeys(("windows", "earliest_start", "due"), "")
            second["after"] = f"{first['appointment_id']}+{delay}"
            if rng.random() < _GROUPED_SHARE:
                first["all_or_none"] = second["all_or_none"] = first["work_order"]
    return ("crew_size", "after", "all_or_none")


class _Jobs:
    """Appointments around some centres, with the mix of a real day."""

    _COLUMNS = (
        "appointment_id", "latitude", "longitude", "duration_minutes", "earliest_start", "due", "windows", "priority",
        "skills", "certificates", "tools", "parts", "customer", "contact", "phone", "access_notes", "work_order",
    )  # fmt: skip

    def __init__(self, rng: np.random.Generator, city: gpd.GeoDataFrame, count: int, day: date, seed: int) -> None:
        self._rng, self._day = rng, day
        self._ids = _ids("A", count)
        clusters = max(2, count // _APPOINTMENTS_PER_CLUSTER)
        self._longitudes, self._latitudes = sample_points(city, count, seed, clusters)
        west, _, east, _ = city.total_bounds
        self._width = float(east - west)

    def csv(self, couple: Callable[[list[Cells]], tuple[str, ...]]) -> str:
        """One row an appointment; every twenty-fifth is hopeless, in turn for each reason.

        ``couple`` changes rows so that they depend on one another, and names the columns it added.
        """
        reasons: tuple[Callable[[Cells], None], ...] = (
            self._without_place, self._outside, self._unknown_skill, self._level_too_high, self._window_passed,
        )  # fmt: skip
        rows = []
        for number, name in enumerate(self._ids):
            row = self._row(number, name)
            if row["windows"]:  # the customer's word on when to come
                row["earliest_start"] = ""
            if number % _HOPELESS_EVERY == _HOPELESS_EVERY - 5:
                reasons[number // _HOPELESS_EVERY % len(reasons)](row)
            rows.append(row)
        columns = (*self._COLUMNS, *couple(rows))
        return csv_text(columns, [[row[column] for column in columns] for row in rows])

    def _row(self, number: int, name: str) -> Cells:
        rng = self._rng
        priority = _pick(rng, (1, 2, 3, 4), _PRIORITY_SHARES)
        trade = _pick(rng, _TRADES, _TRADE_SHARES)
        level = _pick(rng, (1, 2, 3), _LEVEL_SHARES)
        customer = _person(rng)
        return {
            "appointment_id": name,
            "latitude": round(float(self._latitudes[number]), 6),
            "longitude": round(float(self._longitudes[number]), 6),
            "duration_minutes": _pick(rng, _DURATIONS, _DURATION_SHARES),
            "earliest_start": self._at(9 + int(rng.integers(4)), 0) if rng.random() < 0.08 else "",
            "due": self._due(priority),
            "windows": self._windows(),
            "priority": priority,
            "skills": f"{trade}:{level}" if level > 1 else trade,
            "certificates": "gas" if trade in ("hvac", "plumbing") and rng.random() < 0.15 else "",
            "tools": _pick(rng, _TOOLS) if rng.random() < 0.12 else "",
            "parts": f"{_pick(rng, _PARTS)}x{int(rng.integers(1, 3))}" if rng.random() < 0.2 else "",
            "customer": f"{customer.split()[1]} household" if rng.random() < 0.8 else f"{customer.split()[1]} & Co.",
            "contact": customer,
            "phone": f"410-555-0{int(rng.integers(100, 200))}",
            "access_notes": _pick(rng, _NOTES),
            "work_order": f"W{number // 2 + 1:0{len(name) - 1}d}",
        }

    def _at(self, hour: int, minute: int, days: int = 0) -> str:
        return f"{(self._day + timedelta(days=days)).isoformat()}T{hour:02d}:{minute:02d}"

    def _due(self, priority: int) -> str:
        """The most urgent by early afternoon, half of the others on the day, the rest within the week."""
        if priority == 1:
            return self._at(int(self._rng.integers(12, 16)), 0)
        if self._rng.random() < 0.5:
            return self._at(18, 0)
        return self._at(18, 0, int(self._rng.integers(1, 5)))

    def _windows(self) -> str:
        """A third has an arrival window of two or four hours, some of these a second one in the afternoon."""
        if self._rng.random() >= 0.35:
            return ""
        start, length = _pick(self._rng, (8, 9, 10, 12, 13, 14)), _pick(self._rng, (2, 4), (0.7, 0.3))
        first = f"{self._at(start, 0)}/{start + length:02d}:00"
        again = start + length <= 14 and self._rng.random() < 0.2
        return f"{first};{self._at(15, 0)}/17:00" if again else first

    @staticmethod
    def _without_place(row: Cells) -> None:
        row["latitude"] = row["longitude"] = ""

    def _outside(self, row: Cells) -> None:
        row["longitude"] = round(float(row["longitude"]) + 2 * self._width, 6)

    @staticmethod
    def _unknown_skill(row: Cells) -> None:
        row["skills"] = "asbestos removal"

    @staticmethod
    def _level_too_high(row: Cells) -> None:
        row["skills"] = "hvac:5"

    def _window_passed(self, row: Cells) -> None:
        row["windows"] = f"{self._at(9, 0, -1)}/11:00"
