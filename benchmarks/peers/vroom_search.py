"""VROOM through pyvroom, at its highest exploration level, as many threads as there are cores.

Who may serve what: visits with the same possible vehicles share a skill that those vehicles have. Parts are dimensions
of load, efficiencies service times by vehicle type. It minimises time travelled, and so neither waiting (working time)
nor, where ways are not as long as they take, distance; a maximum duration of routes is not in its model.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.answer import Budget, Solved, Watch
from benchmarks.instance import Instance
from benchmarks.peers.request import Request, request, without_depots
from benchmarks.timing import timed

EXPLORATION = 5


def run(instance: Instance, budget: Budget, watch: Watch) -> Solved:
    """VROOM's plan; it has no seed."""
    import vroom

    asked = request(instance)
    model = vroom.Input()
    model.set_durations_matrix("car", asked.durations.astype(np.uint32))
    skills = _skills(asked)
    for index in range(len(asked.items)):
        model.add_job(_job(asked, index, skills[index], vroom))
    for duty in range(len(asked.duties)):
        model.add_vehicle(_vehicle(asked, duty, skills, vroom))
    timeout = timedelta(seconds=watch.left(budget)) if budget.seconds else None
    steps = model.solve(EXPLORATION, nb_threads=budget.workers, timeout=timeout).routes
    jobs = steps[steps["type"] == "job"]
    sequences = [(int(duty), [int(job) for job in own["id"]]) for duty, own in jobs.groupby("vehicle_id", sort=True)]
    return Solved(timed(instance, sequences), "; ".join(filter(None, _notes(asked, instance))))


def _skills(asked: Request) -> list[int]:
    """A skill for each visit: the number of its set of possible vehicles."""
    numbers: dict[bytes, int] = {}
    return [numbers.setdefault(row.tobytes(), len(numbers)) for row in asked.allowed]


def _job(asked: Request, index: int, skill: int, vroom: Any) -> Any:
    opens, closes = asked.window(index)
    item = asked.items[index]
    services = {str(technician.efficiency): technician.service(item.duration) for technician, _ in asked.duties}
    several = len(asked.efficiencies) > 1
    return vroom.Job(
        index,
        location=asked.place(index),
        default_service=next(iter(services.values())),
        delivery=vroom.Amount(asked.needs(index)),
        skills={skill},
        time_windows=[vroom.TimeWindow(opens, closes)],
        service_per_type=services if several else None,
    )


def _vehicle(asked: Request, duty: int, skills: list[int], vroom: Any) -> Any:
    technician, shift = asked.duties[duty]
    start, end = asked.ends(duty)
    return vroom.Vehicle(
        duty,
        start=start,
        end=end,
        capacity=vroom.Amount(asked.capacity(duty)),
        skills={skill for skill, may in zip(skills, asked.allowed[:, duty], strict=True) if may},
        time_window=vroom.TimeWindow(shift.start, shift.end),
        type=str(technician.efficiency),
    )


def _notes(asked: Request, instance: Instance) -> list[str]:
    says: list[tuple[Callable[[], bool], str]] = [
        (lambda: asked.term == "working_time", "minimises travel time, not working time"),
        (lambda: any(shift.max_duration is not None for _, shift in asked.duties), "without the maximum duration"),
    ]
    return [words for holds, words in says if holds()] + [without_depots(instance)]
