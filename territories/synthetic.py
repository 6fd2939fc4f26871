"""Seeded synthetic territories and customers, for generated days and benchmarks.

A city is a star-shaped outline; its territories are the Voronoi cells of seeds that lie denser towards the centre,
cut at the outline. They share every border vertex, so that they neither overlap nor leave gaps.
"""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from territories.areas import area_m2
from territories.geojson import DECIMALS
from territories.polygons import LON_LAT

_METRES_PER_DEGREE = 111_320.0
_RELAXATIONS = 3
"""Rounds of moving each seed to the middle of its cell: cells become compact, none becomes tiny."""
_OUTLINE_VERTICES = 180
_BACKGROUND_SHARE = 0.2
"""Share of clustered points that are spread over all territories instead."""
_SYLLABLES = (
    ("b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w"),
    ("a", "e", "i", "o", "u", "ea", "ou"),
    ("", "l", "n", "r", "s", "nd", "rk", "m"),
    ("field", "ford", "gate", "ham", "haven", "hill", "mount", "park", "point", "side", "ton", "view", "ville", "wood"),
)
"""Onset, vowel, coda and ending of a made-up name; no two choices give the same name."""


def synthetic_territories(
    count: int, seed: int, centre: tuple[float, float] = (-76.61, 39.29), extent_km: float = 20.0
) -> gpd.GeoDataFrame:
    """A partition of a made-up city of about `extent_km` across into `count` territories.

    `centre` is (longitude, latitude). Columns territory_id (T1, T2, ... padded to equal length), name (pronounceable,
    distinct) and geometry, in EPSG:4326 with coordinates to the seventh decimal. The same arguments give the same
    frame.

    Raises ValueError unless there is at least one territory, the extent is at least 200 m per row of territories,
    and the city stays away from the poles and the antimeridian.
    """
    _refuse_impossible(count, centre, extent_km)
    rng = np.random.default_rng(seed)
    outline = _outline(rng, extent_km * 500)
    seeds = _seeds(rng, outline, count)
    cells = _cells(seeds, outline)
    scale = np.array([_METRES_PER_DEGREE * np.cos(np.radians(centre[1])), _METRES_PER_DEGREE])
    geometry = shapely.transform(cells, lambda xy: np.round(xy / scale + centre, DECIMALS))
    ids = [f"T{number:0{len(str(count))}d}" for number in range(1, count + 1)]
    return gpd.GeoDataFrame({"territory_id": ids, "name": _names(rng, count)}, geometry=geometry, crs=LON_LAT)


def sample_points(
    territories: gpd.GeoDataFrame, n: int, seed: int, clusters: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes of `n` points inside the territories (EPSG:4326), gathered around `clusters` centres.

    A fifth of the points is spread evenly; with no clusters, all are. The spread of a cluster is a fiftieth of
    the diagonal of the city.
    """
    rng = np.random.default_rng(seed)
    polygons = territories.geometry.to_numpy()
    union = shapely.union_all(polygons)
    shapely.prepare(union)
    points = _uniform(rng, polygons, n)
    if clusters > 0:
        west, south, east, north = shapely.bounds(union)
        centres = _uniform(rng, polygons, clusters)
        spread = np.hypot(east - west, north - south) / 50
        near = centres[rng.integers(0, clusters, n)] + rng.normal(0, spread, (n, 2))
        inside = shapely.contains_xy(union, near[:, 0], near[:, 1])
        clustered = inside & (rng.random(n) >= _BACKGROUND_SHARE)
        points[clustered] = near[clustered]
    return points[:, 0], points[:, 1]


def _refuse_impossible(count: int, centre: tuple[float, float], extent_km: float) -> None:
    if count < 1:
        raise ValueError(f"a city needs at least one territory, not {count}")
    if not extent_km >= 0.2 * np.sqrt(count):
        raise ValueError(f"{count} territories need {0.2 * np.sqrt(count):.1f} km or more, not {extent_km} km")
    reach = extent_km * 1000 / _METRES_PER_DEGREE
    lon, lat = centre
    if abs(lat) + reach > 80 or abs(lon) + reach / np.cos(np.radians(80)) > 180:
        raise ValueError(f"{extent_km} km around {centre} is too close to a pole or the antimeridian")


def _outline(rng: np.random.Generator, radius: float) -> shapely.Polygon:
    """A closed curve around the origin, in metres: a circle with a few waves of random size and phase."""
    angle = np.linspace(0, 2 * np.pi, _OUTLINE_VERTICES, endpoint=False)
    reach = np.ones_like(angle)
    for waves in range(2, 7):
        reach += rng.uniform(0, 0.3 / waves) * np.cos(waves * angle + rng.uniform(0, 2 * np.pi))
    return shapely.Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * (radius * reach)[:, None])


def _seeds(rng: np.random.Generator, outline: shapely.Polygon, count: int) -> NDArray[np.float64]:
    angle = rng.uniform(0, 2 * np.pi, count)
    share = rng.random(count) ** 0.65  # 0.5 would be even; more draws the seeds to the centre
    border = shapely.get_coordinates(outline)[:-1]
    position = (angle * _OUTLINE_VERTICES / (2 * np.pi)).astype(int)
    reach = np.hypot(border[position, 0], border[position, 1]) * 0.95
    seeds: NDArray[np.float64] = np.column_stack([np.cos(angle), np.sin(angle)]) * (share * reach)[:, None]
    for _ in range(_RELAXATIONS if count > 1 else 0):
        cells = shapely.intersection(_voronoi(seeds, outline), outline)
        middle = shapely.get_coordinates(shapely.centroid(cells))
        inside = shapely.contains_xy(outline, middle[:, 0], middle[:, 1])
        seeds[inside] = middle[inside]
    return seeds


def _voronoi(seeds: NDArray[np.float64], outline: shapely.Polygon) -> NDArray[np.object_]:
    cells = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline, ordered=True)
    return np.asarray(shapely.get_parts(cells), dtype=object)


def _cells(seeds: NDArray[np.float64], outline: shapely.Polygon) -> NDArray[np.object_]:
    """The cells within the outline, one a seed, in the order of the seeds.

    All lines are cut at each other before faces are made of them, so that neighbours share their vertices exactly.
    """
    if len(seeds) == 1:
        return np.array([outline], dtype=object)
    voronoi = _voronoi(seeds, outline)
    lines = shapely.union_all([*shapely.boundary(voronoi), outline.exterior])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    faces = faces[shapely.contains_xy(outline, inner[:, 0], inner[:, 1])]
    owner = shapely.STRtree(shapely.points(seeds)).nearest(shapely.point_on_surface(faces))
    return np.array([shapely.union_all(faces[owner == k]) for k in range(len(seeds))], dtype=object)


def _uniform(rng: np.random.Generator, polygons: NDArray[np.object_], n: int) -> NDArray[np.float64]:
    """Points spread evenly over the polygons, by rejection within the box of a polygon drawn by area."""
    areas = area_m2(polygons)
    chosen = rng.choice(len(polygons), size=n, p=areas / areas.sum())
    shapely.prepare(polygons)
    points = np.empty((n, 2))
    missing = np.arange(n)
    while len(missing):
        west, south, east, north = shapely.bounds(polygons[chosen[missing]]).T
        points[missing] = rng.uniform(np.column_stack([west, south]), np.column_stack([east, north]))
        inside = shapely.contains_xy(polygons[chosen[missing]], points[missing, 0], points[missing, 1])
        missing = missing[~inside]
    return points


def _names(rng: np.random.Generator, count: int) -> list[str]:
    """Distinct names in random order; when the syllables run out, a number follows."""
    sizes = [len(sounds) for sounds in _SYLLABLES]
    order = rng.permutation(int(np.prod(sizes)))
    names = []
    for number in range(count):
        lap, position = divmod(number, len(order))
        choice = np.unravel_index(order[position], sizes)
        name = "".join(sounds[k] for sounds, k in zip(_SYLLABLES, choice, strict=True)).capitalize()
        names.append(f"{name} {lap + 1}" if lap else name)
    return names
