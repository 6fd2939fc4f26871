"""A tiny instance that every process plans first, so that what is measured is planning, not loading or compiling."""

from __future__ import annotations

from benchmarks.instance import Instance, horizon, of_term, ordered
from benchmarks.readers import euclid
from scheduler.entities import Appointment, Location, Shift, Technician, Window
from scheduler.problem import ProblemData

CUSTOMERS, VEHICLES = 12, 5


def tiny() -> Instance:
    """Twelve customers on a ring around five vehicles; small, but too large to be enumerated."""
    points = [(0.0, 0.0), *((float(index % 5), float(index % 7 + 1)) for index in range(CUSTOMERS))]
    problem = ProblemData(
        horizon=horizon(1000, 1),
        locations=tuple(Location(str(index)) for index in range(len(points))),
        travel=euclid.nearest(points, 1),
        appointments=tuple(
            Appointment(str(index), 10, location=index, windows=(Window(0, 900),), load=1)
            for index in range(1, len(points))
        ),
        technicians=tuple(
            Technician(f"v{index}", home=0, shifts=(Shift("day", 0, 1000),), capacity=5) for index in range(VEHICLES)
        ),
    )
    policy = ordered("distance", "travel_distance")
    measures = (of_term("distance", "travel_distance"),)
    return Instance("tiny", problem, policy, measures, "", term="travel_distance")
