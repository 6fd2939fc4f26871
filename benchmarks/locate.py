"""How long it takes to find the territory of a million points in 3,000 polygons.

    python -m benchmarks.locate [--points N] [--polygons N] [--seed N] [--sample N]

The polygons are a synthetic city with some that overlap their neighbours; of the points most lie inside, some
exactly on border vertices and some outside the city. Prints seconds (median of three, and the first call, which
builds the search structures) with and without the nearest territory of points in none, and compares a sample with a
plain reference that asks every polygon. The exit status is 1 if any answer differs.
"""

import argparse
import time

import numpy as np
import shapely
from numpy.typing import NDArray

from territories import LocateResult, TerritoryMap, sample_points, synthetic_territories
from territories.areas import area_m2
from territories.locate import BORDER_DEGREES

OVERLAPPING_SHARE = 0.05
BORDER_SHARE = 0.05
OUTSIDE_SHARE = 0.05


def overlapping_map(polygons: int, seed: int) -> TerritoryMap:
    """A city of `polygons` territories of which every twentieth reaches about 50 m into its neighbours."""
    frame = synthetic_territories(polygons, seed, extent_km=max(20.0, polygons**0.5))
    geometry = frame.geometry.to_numpy().copy()
    step = round(1 / OVERLAPPING_SHARE)
    geometry[::step] = shapely.buffer(geometry[::step], 0.0005)
    return TerritoryMap.of(list(frame["territory_id"]), geometry)


def mixed_points(territories: TerritoryMap, n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Clustered customers, of which a share is moved onto border vertices and another out of the city."""
    rng = np.random.default_rng(seed)
    lon, lat = sample_points(territories.frame(), n, seed, clusters=30)
    kind = rng.random(n)
    border = kind < BORDER_SHARE
    outside = kind > 1 - OUTSIDE_SHARE
    vertices = shapely.get_coordinates(territories.polygons)
    chosen = vertices[rng.integers(0, len(vertices), border.sum())]
    lon[border], lat[border] = chosen[:, 0], chosen[:, 1]
    west, _, east, _ = territories.bounds
    lon[outside] += east - west
    return lon, lat


def reference(territories: TerritoryMap, lon: float, lat: float) -> str | None:
    """The rule of `territories.locate` for one point, asking every polygon."""
    point = shapely.Point(lon, lat)
    holding = np.flatnonzero(shapely.covers(territories.polygons, point))
    if not len(holding):
        holding = np.flatnonzero(shapely.distance(territories.polygons, point) <= BORDER_DEGREES)
    areas = area_m2(territories.polygons[holding])
    ranked = sorted((round(float(area)), territories.ids[k]) for area, k in zip(areas, holding, strict=True))
    return ranked[0][1] if ranked else None


def timed_locate(
    territories: TerritoryMap, lon: NDArray[np.float64], lat: NDArray[np.float64], nearest: bool
) -> tuple[float, LocateResult]:
    """Wall seconds of one call, and its result."""
    start = time.perf_counter()
    result = territories.locate(lon, lat, nearest=nearest)
    return time.perf_counter() - start, result


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and return the exit status."""
    parser = argparse.ArgumentParser(prog="benchmarks.locate", description="Time the look-up of territories.")
    for option, default in (("--points", 1_000_000), ("--polygons", 3_000), ("--seed", 1), ("--sample", 1_000)):
        parser.add_argument(option, type=int, default=default)
    given = parser.parse_args(arguments)
    territories = overlapping_map(given.polygons, given.seed)
    lon, lat = mixed_points(territories, given.points, given.seed)
    print(f"{given.points} points, {len(territories)} polygons, seed {given.seed}")
    for nearest in (False, True):
        runs = [timed_locate(territories, lon, lat, nearest) for _ in range(3)]
        times = [run[0] for run in runs]
        label = "territory and nearest" if nearest else "territory"
        print(f"{label}: {np.median(times):.2f} s (first call {times[0]:.2f} s)")
    result = runs[0][1]
    print(f"in none: {(result.index < 0).sum()}")
    sample = np.random.default_rng(given.seed).choice(given.points, min(given.sample, given.points), replace=False)
    wrong = [i for i in sample if reference(territories, lon[i], lat[i]) != result.territory[i]]
    print(f"against the reference: {len(sample) - len(wrong)} of {len(sample)} agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
