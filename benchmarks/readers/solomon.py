"""Vehicle routing with time windows: the text of Solomon (1987) and of Gehring and Homberger (1999).

Distance is Euclidean, truncated to one decimal, and so is time; a tick is a tenth. The objective is distance over all
vehicles, the fleet is limited as the file says.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.instance import Instance, InstanceError, best_known, digest_of, horizon, of_term, ordered
from benchmarks.readers import euclid
from scheduler.entities import Appointment, Location, Shift, Technician, Window
from scheduler.problem import ProblemData

SCALE = 10
COLUMNS = 7
POLICY = ordered("distance", "travel_distance")


def read(path: Path) -> Instance:
    """The instance in a file; raises :class:`InstanceError`."""
    data = path.read_bytes()
    vehicles, capacity, rows = _parse(data.decode("utf-8-sig"), path.name)
    depot, *customers = rows
    end = _scaled(depot[5])
    shift = Shift("day", _scaled(depot[4]), end)
    problem = ProblemData(
        horizon=horizon(end, SCALE),
        locations=tuple(Location(f"{row[0]:g}") for row in rows),
        travel=euclid.truncated([(row[1], row[2]) for row in rows], SCALE),
        appointments=tuple(_appointment(index, row) for index, row in enumerate(customers, start=1)),
        technicians=tuple(
            Technician(str(number), home=0, shifts=(shift,), capacity=capacity) for number in range(1, vehicles + 1)
        ),
        name=path.stem,
    )
    return Instance(
        name=path.stem,
        problem=problem,
        policy=POLICY,
        measures=(of_term("distance", "travel_distance", SCALE),),
        hash=digest_of([data]),
        unit=SCALE,
        best_known=best_known(path),
        term="travel_distance",
        divisor=SCALE,
    )


def _scaled(value: float) -> int:
    return round(value * SCALE)


def _appointment(index: int, row: tuple[float, ...]) -> Appointment:
    number, _, _, demand, ready, due, service = row
    return Appointment(
        f"{number:g}",
        duration=_scaled(service),
        location=index,
        windows=(Window(_scaled(ready), _scaled(due)),),
        load=round(demand),
    )


def _parse(text: str, name: str) -> tuple[int, int, list[tuple[float, ...]]]:
    """Vehicles, capacity, and the rows of the depot and the customers."""
    numeric = [row for row in map(_numbers, text.splitlines()) if row]
    fleets = [row for row in numeric if len(row) == 2]
    rows = [row for row in numeric if len(row) == COLUMNS]
    if len(fleets) != 1 or len(rows) < 2 or len(numeric) != len(rows) + 1:
        raise InstanceError(f"{name}: not a line of vehicles and capacity, then lines of {COLUMNS} numbers")
    return round(fleets[0][0]), round(fleets[0][1]), rows


def _numbers(line: str) -> tuple[float, ...]:
    try:
        return tuple(map(float, line.split()))
    except ValueError:
        return ()
