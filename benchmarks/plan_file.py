"""A plan in the words of its input, so that anyone can check it with a program of their own."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.instance import Case, Instance
from benchmarks.readers.field import plan_csv
from scheduler.solution import Plan, Route


def plan_files(instance: Instance, plan: Plan, about: dict[str, Any]) -> dict[str, str]:
    """File ending and text of each form of a plan; ``about`` says whose it is.

    Times are in the input's unit, ids are the input's. A field day has its plan also as the challenge wants it.
    """
    document = {
        **about,
        "instance_hash": instance.hash,
        "unserved": [item.id for item in instance.problem.appointments if item.id not in plan.visits],
        "routes": [_route(route, instance.unit) for route in plan.sorted().routes],
    }
    files = {".json": json.dumps(document, indent=1, ensure_ascii=False) + "\n"}
    if about["set"] == "field":
        files[".csv"] = plan_csv(Case(instance.problem, plan, {}))
    return files


def _route(route: Route, unit: int) -> dict[str, Any]:
    return {
        "vehicle": route.technician,
        "shift": route.shift,
        "departure": _time(route.departure, unit),
        "return": _time(route.arrival, unit),
        "breaks": [[_time(rest.start, unit), _time(rest.end, unit)] for rest in route.breaks],
        "stops": [
            {
                "kind": stop.kind,
                "id": stop.id,
                "arrive": _time(stop.arrive, unit),
                "start": _time(stop.start, unit),
                "end": _time(stop.end, unit),
            }
            for stop in route.stops
        ],
    }


def _time(tick: int, unit: int) -> float:
    return tick // unit if tick % unit == 0 else tick / unit
