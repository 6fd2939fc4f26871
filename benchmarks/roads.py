"""What roads change: the part of the Baltimore day that a map has, over real streets and as the crow flies.

    python -m benchmarks.roads --out FILE [--data DIR] [--services osrm,valhalla] [--inside N] [--technicians N]
        [--seconds S] [--coupled SHARE]

Starts each service over the extract of OpenStreetMap (``benchmarks.road_servers``), asks for the table of all places
of the day, first of the service and then of what was kept on disk, plans the day with it, and with the default travel.
The default plan is also judged with the streets' times: what was promised to customers and would not have been kept.
With ``--coupled`` a share of the requests are crews and follow-ups, so that a day has crews, order and road times.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.baltimore import DATA_VARIABLE, Box, data_folder, day_problem, make_day, measure
from benchmarks.road_servers import KINDS, RoadServerError, absent, serving
from scheduler.check import added, check
from scheduler.day.roads import with_roads
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.travel import GreatCircleTravel, MatrixTravel
from territories.roads import Patience, RoadCache, read_service

#: What the extract of Baltimore has: the south east of the city.
EXTRACT: Box = (-76.6081, 39.2586, -76.5288, 39.3065)
EXTRACT_FILE = "osm/baltimore.osm.pbf"
#: Metres apart from which the length of a way says something about detours.
APART = 1500
_KEPT = (
    "wall_seconds",
    "scheduled",
    "crews_served",
    "follow_ups_served",
    "unassigned_by_priority",
    "travel",
    "utilisation_percentage",
)
Figures = dict[str, object]


@dataclass(frozen=True)
class Streets:
    """The day over the streets of a service, and what the service took."""

    problem: ProblemData
    figures: Figures


def ask(problem: ProblemData, kind: str, extract: Path) -> Streets:
    """The day with the travel of a service that is started for it; raises ``RoadServerError`` or ``RoadsError``."""
    patience = Patience(clock=time.monotonic)
    begun = time.perf_counter()
    with serving(kind, extract) as address, TemporaryDirectory() as folder:
        ready, cache = time.perf_counter(), RoadCache(Path(folder))
        made, notes = with_roads(problem, read_service(address), patience, cache)
        asked = time.perf_counter()
        again, _ = with_roads(problem, read_service(address), patience, cache)
        kept = time.perf_counter()
    assert again.travel == made.travel, "what is kept on disk is not what was answered"
    count = len(problem.locations)
    took = {"built_and_started_seconds": ready - begun, "table_seconds": asked - ready, "kept_seconds": kept - asked}
    figures: Figures = {name: round(seconds, 2) for name, seconds in took.items()}
    figures |= {"places": count, "pairs": count * count, "far_from_a_road": len(notes)}
    return Streets(made, figures | beside_the_crow(problem, made))


def beside_the_crow(problem: ProblemData, streets: ProblemData) -> Figures:
    """The streets beside great circles: how much longer the ways, how fast, how unlike in the two directions."""
    assert isinstance(streets.travel, MatrixTravel)
    points = np.array([(place.latitude, place.longitude) for place in problem.locations], dtype=np.float64)
    crow = GreatCircleTravel(detour=1000).between(points[:, None], points[None], 60)[1]
    estimate = GreatCircleTravel().between(points[:, None], points[None], problem.horizon.ticks_per_minute)[0]
    ticks, metres, apart = streets.travel.durations, streets.travel.distances, crow > APART
    hours = ticks[apart] / (60 * problem.horizon.ticks_per_minute)
    return {
        "median_detour": round(float(np.median(metres[apart] / crow[apart])), 2),
        "median_kilometres_an_hour": round(float(np.median(metres[apart] / 1000 / hours)), 1),
        "median_time_to_the_estimate": round(float(np.median(ticks[apart] / np.maximum(1, estimate[apart]))), 2),
        "pairs_with_unequal_directions_percentage": round(100 * float(np.mean(ticks[apart] != ticks.T[apart])), 1),
    }


def broken(problem: ProblemData, plan: Plan) -> dict[str, int]:
    """What a plan made with other travel violates over these streets, by code."""
    found = added(check(problem, POLICIES["customer_first"], plan))
    return dict(sorted(Counter(violation.code for violation in found).items()))


def compare(problem: ProblemData, kinds: Sequence[str], extract: Path, seconds: float | None, seed: int) -> Figures:
    """Plans with every kind of travel side by side, all judged."""
    crow, figures = measure(problem, seconds, seed)
    told: Figures = {"default travel": {"plan": _chosen(figures)}}
    for kind in kinds:
        streets = ask(problem, kind, extract)
        _, planned = measure(streets.problem, seconds, seed)
        told[kind] = {
            "table": streets.figures,
            "plan": _chosen(planned),
            "default_plan_over_these_streets_violates": broken(streets.problem, crow.plan),
        }
    coupled = {name: figures[name] for name in ("crews", "follow_ups")}
    return {"appointments": len(problem.appointments), **coupled, "technicians": len(problem.technicians), **told}


def _chosen(figures: Mapping[str, object]) -> Figures:
    return {name: figures[name] for name in _KEPT}


def main(arguments: list[str] | None = None) -> int:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=data_folder().parent, help="the folder above baltimore/ and osm/")
    parser.add_argument("--out", type=Path, help="a file for the figures, which are printed in any case")
    parser.add_argument("--services", default=",".join(KINDS))
    parser.add_argument("--inside", type=int, default=120)
    parser.add_argument("--technicians", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--coupled", type=float, default=0.0, help="share of requests that are crews or follow-ups")
    given = parser.parse_args(arguments)
    kinds = given.services.split(",")
    missing = [f"{kind} needs {absent(kind)}" for kind in kinds if kind in KINDS and absent(kind)]
    missing += [f"there is no service {kind!r}" for kind in kinds if kind not in KINDS]
    if not (given.data / EXTRACT_FILE).exists():
        missing.append(f"no {EXTRACT_FILE} in {given.data}: set {DATA_VARIABLE} or --data")
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 2
    day = make_day(
        given.data / "baltimore", given.inside, given.technicians, given.seed, within=EXTRACT, coupled=given.coupled
    )
    try:
        figures = compare(day_problem(day), kinds, given.data / EXTRACT_FILE, given.seconds, given.seed)
    except RoadServerError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(figures, indent=2) + "\n"
    print(text, end="")
    if given.out is not None:
        given.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
