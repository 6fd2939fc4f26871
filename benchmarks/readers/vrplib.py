"""Site-dependent vehicle routing with time windows: VRPLIB text as in PyVRP's collection of instances.

Every vehicle serves only some clients and may be away for a limited time. Distance is 1000 times Euclidean, rounded,
and so is time; a tick is a thousandth. The objective is distance over all vehicles, in those thousandths.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from benchmarks.instance import Instance, InstanceError, best_known, digest_of, horizon, of_term, ordered
from benchmarks.readers import euclid
from scheduler.entities import Appointment, Location, Shift, Technician, Window
from scheduler.problem import ProblemData

SCALE = 1000
DEPOT = 1
POLICY = ordered("distance", "travel_distance")
SECTIONS = ("NODE_COORD", "DEMAND", "SERVICE_TIME", "TIME_WINDOW", "CAPACITY", "VEHICLES_ALLOWED_CLIENTS")
HEADERS = ("VEHICLES", "VEHICLES_MAX_DURATION")

Rows = dict[int, list[float]]


def read(path: Path) -> Instance:
    """The instance in a file; raises :class:`InstanceError`."""
    data = path.read_bytes()
    headers, sections = _parse(data.decode("utf-8-sig"), path.name)
    nodes = sorted(sections["NODE_COORD"])
    start, end = (_scaled(bound) for bound in sections["TIME_WINDOW"][DEPOT])
    shift = Shift("day", start, end, max_duration=_scaled(float(headers["VEHICLES_MAX_DURATION"])))
    allowed = {vehicle: {round(client) for client in row} for vehicle, row in _allowed(sections).items()}
    problem = ProblemData(
        horizon=horizon(end, SCALE),
        locations=tuple(Location(str(node)) for node in nodes),
        travel=euclid.nearest([_point(sections["NODE_COORD"][node]) for node in nodes], SCALE),
        appointments=tuple(
            _appointment(node, index, sections, allowed) for index, node in enumerate(nodes) if node != DEPOT
        ),
        technicians=tuple(
            Technician(str(number), home=nodes.index(DEPOT), shifts=(shift,), capacity=round(row[0]))
            for number, row in sorted(sections["CAPACITY"].items())
        ),
        name=path.stem,
    )
    return Instance(
        name=path.stem,
        problem=problem,
        policy=POLICY,
        measures=(of_term("distance", "travel_distance"),),
        hash=digest_of([data]),
        unit=SCALE,
        best_known=best_known(path),
        term="travel_distance",
    )


def _scaled(value: float) -> int:
    return round(value * SCALE)


def _point(row: list[float]) -> tuple[float, float]:
    return row[0], row[1]


def _allowed(sections: dict[str, Rows]) -> Rows:
    """The clients of each vehicle."""
    return sections["VEHICLES_ALLOWED_CLIENTS"]


def _appointment(node: int, location: int, sections: dict[str, Rows], allowed: dict[int, set[int]]) -> Appointment:
    vehicles = [vehicle for vehicle, clients in sorted(allowed.items()) if node in clients]
    opens, closes = sections["TIME_WINDOW"][node]
    return Appointment(
        str(node),
        duration=_scaled(sections["SERVICE_TIME"][node][0]),
        location=location,
        windows=(Window(_scaled(opens), _scaled(closes)),),
        load=round(sections["DEMAND"][node][0]),
        required_technicians=() if len(vehicles) == len(allowed) else tuple(map(str, vehicles)),
    )


def _parse(text: str, name: str) -> tuple[dict[str, str], dict[str, Rows]]:
    headers: dict[str, str] = {}
    sections: dict[str, Rows] = defaultdict(dict)
    current: Rows | None = None
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        words = line.split()
        if not words or words == ["EOF"]:
            continue
        if colon:
            headers[key.strip()] = value.strip()
        elif words[0].endswith("_SECTION"):
            current = sections[words[0].removesuffix("_SECTION")]
        elif current is not None:
            current[int(words[0])] = [float(word) for word in words[1:]]
    missing = [key for key in HEADERS if key not in headers] + [key for key in SECTIONS if not sections[key]]
    if missing:
        raise InstanceError(f"{name}: without {', '.join(missing)}")
    return headers, sections
