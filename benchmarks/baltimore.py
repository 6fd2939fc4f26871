"""A real day in Baltimore: 311 requests of field agencies, 40 technicians, the city's own districts.

    python -m benchmarks.baltimore --out DIR [--data DIR] [--inside N] [--technicians N] [--coupled SHARE]
        [--run --seconds S] [--within W,S,E,N] [--roads osrm:URL|valhalla:URL [--road-cache DIR]]

Writes the three files that ``roundsman plan`` takes. ``--coupled`` makes a share of the requests crews and follow-ups.
With ``--run`` it also plans the day and prints, as JSON, wall time, peak memory, what was scheduled and the terms;
every plan is judged before it is counted. ``--within`` keeps the part of the city that a map has, ``--roads`` plans
over its roads (``benchmarks.roads`` does both for you), kept in a folder if one is given.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from pathlib import Path

import shapely

from benchmarks.baltimore_couplings import DELAY_MINUTES, couple
from benchmarks.baltimore_crew import BREAK_MINUTES, Technician, make_crew
from benchmarks.baltimore_requests import FIRST_DAY, ZONE, Pool, Request, pool_requests
from scheduler import entities
from scheduler.check import added, check
from scheduler.day.roads import with_roads
from scheduler.horizon import Horizon
from scheduler.kpis import kpis
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.solve import Result, Settings, solve
from territories import TerritoryMap, read_territories, write_geojson
from territories.roads import Patience, RoadCache, read_service

DISTRICTS = "council_districts.geojson"
DATA_VARIABLE = "ROUNDSMAN_DATA"
#: West, south, east, north in degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Day:
    """A day to be planned: its territories, the pooled requests and the crew."""

    territories: TerritoryMap
    pool: Pool
    crew: tuple[Technician, ...]

    def midnight(self) -> datetime:
        """The start of the day."""
        return datetime.combine(self.pool.day, datetime.min.time(), ZONE)

    def at(self, minute: int) -> datetime:
        """The instant of a minute of the day."""
        return self.midnight() + timedelta(minutes=minute)


def data_folder() -> Path:
    """Where the data is looked for: ``$ROUNDSMAN_DATA/baltimore``, else the shared folder beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get(DATA_VARIABLE, beside)) / "baltimore"


def make_day(
    folder: Path, inside: int = 300, technicians: int = 40, seed: int = 1, districts: str = DISTRICTS,
    within: Box | None = None, coupled: float = 0.0,
) -> Day:  # fmt: skip
    """Build the day from the folder; the same arguments give the same day.

    ``within`` keeps the part of the city in a box (west, south, east, north, degrees), and the requests in it alone;
    ``coupled`` is the share of crews and follow-ups among the requests in a district.
    """
    territories = read_territories(folder / districts)
    if within is not None:
        territories = cut(territories, within)
    pool = pool_requests(folder, territories, inside)
    if within is not None:
        pool = replace(pool, requests=tuple(one for one in pool.requests if one.territory is not None))
    pool = replace(pool, requests=couple(pool.requests, coupled, seed))
    return Day(territories, pool, tuple(make_crew(territories, pool.requests, technicians, seed)))


def cut(territories: TerritoryMap, box: Box) -> TerritoryMap:
    """What of the territories lies in a box; those that are not in it at all are left out."""
    parts = shapely.intersection(territories.polygons, shapely.box(*box))
    kept = [index for index, part in enumerate(parts) if shapely.area(part) > 0]
    names = [territories.names[index] for index in kept]
    return TerritoryMap.of([territories.ids[index] for index in kept], parts[kept], names=names)


def day_problem(day: Day) -> ProblemData:
    """The day as a problem, in minutes."""
    horizon = Horizon(day.midnight(), ZONE.key)
    places: list[entities.Location] = []

    def place(name: str, latitude: float | None, longitude: float | None) -> int | None:
        if latitude is None or longitude is None:
            return None
        places.append(entities.Location(name, latitude, longitude))
        return len(places) - 1

    spots = [place(one.id, one.latitude, one.longitude) for one in day.pool.requests]
    homes = [place(f"home of {one.id}", one.latitude, one.longitude) or 0 for one in day.crew]
    return ProblemData(
        horizon=horizon,
        locations=tuple(places),
        appointments=tuple(map(_appointment, day.pool.requests, repeat(horizon), spots)),
        technicians=tuple(_technician(one, horizon, home, day.at) for one, home in zip(day.crew, homes, strict=True)),
        territories=tuple(map(entities.Territory, day.territories.ids, day.territories.names)),
        name=f"Baltimore, {day.pool.day}",
    )


def _appointment(request: Request, horizon: Horizon, location: int | None) -> entities.Appointment:
    delay = horizon.ticks(DELAY_MINUTES)
    before = () if request.after is None else (entities.Predecessor(request.after, delay),)
    windows = () if request.window is None else (entities.Window(*map(horizon.tick_down, request.window)),)
    return entities.Appointment(
        id=request.id,
        duration=horizon.ticks(request.minutes),
        location=location,
        territory=request.territory,
        windows=windows,
        due=None if request.due is None else horizon.tick_down(request.due),
        priority=request.priority,
        skills=tuple(entities.SkillRequirement(skill, level) for skill, level in request.skills),
        crew_size=request.crew,
        predecessors=before,
        work_order=request.id,
        details={"customer": f"{request.kind}, {request.address}"},
    )


def _technician(one: Technician, horizon: Horizon, home: int, at: Callable[[int], datetime]) -> entities.Technician:
    start, soft_end, end, first_break, last_break = (horizon.tick_down(at(minute)) for minute in one.hours)
    pause = entities.Break(first_break, last_break, horizon.ticks(BREAK_MINUTES))
    return entities.Technician(
        id=one.id,
        name=one.id,
        home=home,
        shifts=(entities.Shift(at(0).date().isoformat(), start, end, soft_end, (pause,)),),
        memberships=tuple(map(entities.Membership, one.territories)),
        skills=tuple(entities.Skill(name, level) for name, level in sorted(one.skills.items())),
        cost_per_hour=one.cost_per_hour,
    )


def write_day(day: Day, folder: Path) -> None:
    """Write appointments.csv, technicians.csv and territories.geojson."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "appointments.csv", map(_request_row, day.pool.requests))
    _write_csv(folder / "technicians.csv", (_technician_row(day, one) for one in day.crew))
    write_geojson(day.territories.frame(), folder / "territories.geojson")


def _write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    every = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(every[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(every)


def _request_row(request: Request) -> dict[str, object]:
    window = request.window and "/".join(moment.isoformat(timespec="minutes") for moment in request.window)
    return {
        "appointment_id": request.id,
        "latitude": request.latitude,
        "longitude": request.longitude,
        "duration_minutes": request.minutes,
        "due": None if request.due is None else request.due.isoformat(timespec="minutes"),
        "windows": window,
        "priority": request.priority,
        "skills": _skills(request.skills),
        "customer": f"{request.kind}, {request.address}",
        "work_order": request.id,
        "crew_size": request.crew,
        "after": request.after and f"{request.after}+{DELAY_MINUTES}",
    }


def _technician_row(day: Day, one: Technician) -> dict[str, object]:
    start, soft_end, end, first_break, last_break = (f"{day.at(minute):%H:%M}" for minute in one.hours)
    return {
        "technician_id": one.id,
        "name": one.id,
        "home_latitude": one.latitude,
        "home_longitude": one.longitude,
        "territories": ";".join(one.territories),
        "skills": _skills(sorted(one.skills.items())),
        "shift_start": start,
        "shift_end": end,
        "soft_end": soft_end,
        "breaks": f"{first_break}-{last_break}/{BREAK_MINUTES}",
        "cost_per_hour": one.cost_per_hour,
    }


def _skills(skills: Iterable[tuple[str, int]]) -> str:
    return ";".join(f"{name}:{level}" for name, level in skills)


def measure(problem: ProblemData, seconds: float | None, seed: int = 1) -> tuple[Result, dict[str, object]]:
    """Plan the day, judge the plan, and say what it took. Raises ``AssertionError`` for a plan with a violation."""
    policy = POLICIES["customer_first"]
    begun = time.perf_counter()
    result = solve(problem, policy, Settings(seconds=seconds, seed=seed))
    wall = time.perf_counter() - begun
    found = added(check(problem, policy, result.plan))
    assert not found, found
    figures = kpis(problem, policy, result.plan)
    return result, {
        "appointments": len(problem.appointments),
        "technicians": len(problem.technicians),
        "due_on_the_day": sum(one.due is not None and one.due <= problem.horizon.end for one in problem.appointments),
        "crews": sum(one.crew_size > 1 for one in problem.appointments),
        "follow_ups": sum(bool(one.predecessors) for one in problem.appointments),
        "without_location": sum(one.location is None for one in problem.appointments),
        "without_territory": sum(one.territory is None and one.location is not None for one in problem.appointments),
        "wall_seconds": round(wall, 2),
        "peak_memory_megabytes": round(_peak_memory() / 1e6),
        "scheduled": len(result.plan.visits),
        "crews_served": sum(one.crew_size > 1 and one.id in result.plan.visits for one in problem.appointments),
        "follow_ups_served": sum(
            bool(one.predecessors) and one.id in result.plan.visits for one in problem.appointments
        ),
        "unassigned_by_priority": figures["unassignedVisitsByPriority"],
        "travel": figures["totalTravelTime"],
        "utilisation_percentage": figures["utilisationPercentage"],
        "terms": result.terms,
        "iterations": sum(one.done for part in result.rounds for one in part),
    }


def _peak_memory() -> int:
    """The most resident memory of this process so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _box(text: str) -> Box:
    west, south, east, north = map(float, text.split(","))
    return west, south, east, north


def main(arguments: list[str] | None = None) -> int:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=data_folder(), help="the folder with the city's files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--inside", type=int, default=300, help=f"requests inside, pooled from {FIRST_DAY} on")
    parser.add_argument("--technicians", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--coupled", type=float, default=0.0, help="share of requests that are crews or follow-ups")
    parser.add_argument("--road-cache", type=Path, help="a folder that keeps what the service answered")
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--within", type=_box, help="W,S,E,N in degrees: only this part of the city")
    parser.add_argument("--roads", type=read_service, help="travel over roads, as for `roundsman plan`")
    given = parser.parse_args(arguments)
    if not given.data.is_dir():
        print(f"no Baltimore data in {given.data}: set {DATA_VARIABLE} or --data", file=sys.stderr)
        return 2
    day = make_day(given.data, given.inside, given.technicians, given.seed, within=given.within, coupled=given.coupled)
    write_day(day, given.out)
    print(f"{len(day.pool.requests)} requests of {day.pool.pooled_days} days on {day.pool.day}: {given.out}")
    if given.run:
        problem = day_problem(day)
        if given.roads is not None:
            cache = RoadCache(given.road_cache) if given.road_cache else None
            problem, _ = with_roads(problem, given.roads, Patience(clock=time.monotonic), cache)
        _, figures = measure(problem, given.seconds, given.seed)
        print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
