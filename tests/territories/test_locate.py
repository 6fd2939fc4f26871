"""Where points lie: the written rule against a plain reading of it, and the nearest territory in true metres."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import MultiPolygon, Polygon, box

from territories import TerritoryMap, synthetic_territories
from territories.areas import area_m2
from territories.locate import BORDER_DEGREES

UNTIMED = settings(deadline=None, max_examples=40)

WGS84 = Geod(ellps="WGS84")
TENTHS = st.integers(0, 40).map(lambda k: k / 10)


def boxes(*bounds: tuple[float, float, float, float]) -> TerritoryMap:
    return TerritoryMap.of([f"Z{k}" for k in range(len(bounds))], [box(*b) for b in bounds])


def plain_answer(territories: TerritoryMap, lon: float, lat: float) -> str | None:
    """The rule, point by point and polygon by polygon."""
    point = shapely.Point(lon, lat)
    holding = [k for k, polygon in enumerate(territories.polygons) if polygon.covers(point)]
    if not holding:
        holding = [k for k, polygon in enumerate(territories.polygons) if polygon.distance(point) <= BORDER_DEGREES]
    ranked = sorted((round(float(territories.areas_m2[k])), territories.ids[k]) for k in holding)
    return ranked[0][1] if ranked else None


@st.composite
def overlapping_boxes(draw: st.DrawFn) -> TerritoryMap:
    corners = draw(st.lists(st.tuples(TENTHS, TENTHS, st.integers(1, 20), st.integers(1, 20)), min_size=1, max_size=8))
    return boxes(*[(x, y, x + w / 10, y + h / 10) for x, y, w, h in corners])


class TestRule:
    @UNTIMED
    @given(overlapping_boxes(), st.lists(st.tuples(TENTHS, TENTHS), min_size=1, max_size=30))
    def test_inside_on_borders_and_in_overlaps_as_the_rule_reads(self, territories, points):
        lon, lat = np.array(points).T
        expected = [plain_answer(territories, x, y) for x, y in points]
        assert territories.locate(lon, lat).territory.tolist() == expected

    @UNTIMED
    @given(st.integers(0, 2**32 - 1), st.integers(2, 40))
    def test_random_cities_as_the_rule_reads(self, seed, count):
        territories = TerritoryMap.from_frame(synthetic_territories(count, seed))
        rng = np.random.default_rng(seed)
        west, south, east, north = territories.bounds
        vertices = shapely.get_coordinates(territories.polygons)
        lon = np.concatenate([rng.uniform(west, east, 30), rng.choice(vertices[:, 0], 5), vertices[:10, 0]])
        lat = np.concatenate([rng.uniform(south, north, 30), rng.choice(vertices[:, 1], 5), vertices[:10, 1]])
        expected = [plain_answer(territories, x, y) for x, y in zip(lon, lat, strict=True)]
        assert territories.locate(lon, lat).territory.tolist() == expected

    @UNTIMED
    @given(st.floats(0.001, 0.999), st.floats(0.001, 0.999), st.integers(0, 8))
    def test_points_inside_known_boxes(self, right, up, number):
        grid = boxes(*[(x, y, x + 1, y + 1) for x in range(3) for y in range(3)])
        column, row = divmod(number, 3)
        answer = grid.locate([column + right], [row + up])
        assert answer.territory.tolist() == [f"Z{number}"]
        assert np.isnan(answer.nearest_metres[0])

    @UNTIMED
    @given(st.floats(0, 1))
    def test_on_a_common_border_the_smaller_wins(self, up):
        assert boxes((0, 0, 1, 1), (1, 0, 1.5, 1)).locate([1.0], [up]).territory.tolist() == ["Z1"]
        assert boxes((0.5, 0, 1, 1), (1, 0, 2, 1)).locate([1.0], [up]).territory.tolist() == ["Z0"]

    @UNTIMED
    @given(st.floats(0, 1))
    def test_on_a_common_border_of_equals_the_smaller_id_wins(self, up):
        twins = TerritoryMap.of(["B", "A"], [box(0, 0, 1, 1), box(1, 0, 2, 1)])
        assert twins.locate([1.0], [up]).territory.tolist() == ["A"]

    def test_ids_are_compared_as_text(self):
        same = TerritoryMap.of(["9", "10"], [box(0, 0, 1, 1)] * 2)
        assert same.locate([0.5], [0.5]).territory.tolist() == ["10"]

    def test_in_an_overlap_the_smaller_area_wins_over_the_smaller_id(self):
        nested = TerritoryMap.of(["A", "B", "C"], [box(0, 0, 9, 9), box(1, 1, 5, 5), box(2, 2, 3, 3)])
        assert nested.locate([0.5, 1.5, 2.5], [0.5, 1.5, 2.5]).territory.tolist() == ["A", "B", "C"]

    def test_smaller_means_on_the_ground_not_in_degrees(self):
        north, south = box(0, 50, 1, 61), box(0, 41, 1, 51)
        assert shapely.area(south) < shapely.area(north)
        territories = TerritoryMap.of(["a-south", "z-north"], [south, north])
        assert territories.locate([0.5], [50.5]).territory.tolist() == ["z-north"]

    def test_a_centimetre_off_is_on_the_border(self):
        territories = boxes((0, 0, 1, 1), (1 + 1e-10, 0, 3, 1))
        lon = [1 + 5e-11, 3 + 0.9e-7, 3 + 1.2e-7]
        assert territories.locate(lon, [0.5] * 3).territory.tolist() == ["Z0", "Z1", None]

    @UNTIMED
    @given(st.integers(0, 2**32 - 1), st.integers(0, 20), st.booleans())
    def test_first_vertex_and_direction_change_nothing(self, seed, turn, backwards):
        plain = TerritoryMap.from_frame(synthetic_territories(6, seed))

        def turned(polygon: Polygon) -> Polygon:
            ring = np.roll(shapely.get_coordinates(polygon)[:-1], turn, axis=0)
            return Polygon(ring[::-1] if backwards else ring)

        other = TerritoryMap.of(plain.ids, [turned(polygon) for polygon in plain.polygons])
        vertices = shapely.get_coordinates(plain.polygons)
        assert (plain.locate(*vertices.T).index == other.locate(*vertices.T).index).all()
        assert (plain.areas_m2 == other.areas_m2).all()

    def test_a_hole_is_outside(self):
        territories = TerritoryMap.of(["ring"], [box(0, 0, 3, 3).difference(box(1, 1, 2, 2))])
        assert territories.locate([1.5, 0.5, 1.0], [1.5, 0.5, 1.5]).territory.tolist() == [None, "ring", "ring"]

    def test_many_points_are_located_piece_by_piece(self, monkeypatch):
        monkeypatch.setattr("territories.locate._CHUNK", 7)
        territories = boxes((0, 0, 1, 1), (1, 0, 2, 1))
        lon = np.linspace(-0.5, 2.5, 100)
        expected = [plain_answer(territories, x, 0.5) for x in lon]
        assert territories.locate(lon, np.full(100, 0.5)).territory.tolist() == expected


class TestMissingAndImpossible:
    def test_missing_coordinates_are_no_location(self):
        territories = boxes((0, 0, 1, 1))
        answer = territories.locate([None, 0.5, np.nan, 0.5], [0.5, None, np.nan, 0.5])
        assert answer.has_location.tolist() == [False, False, False, True]
        assert answer.territory.tolist() == [None, None, None, "Z0"]
        assert answer.nearest.tolist() == [None] * 4
        assert answer.sentence(0) == "It has no location."
        assert answer.sentence(3) == "It lies in territory Z0."

    def test_columns_of_a_frame(self):
        frame = pd.DataFrame({"lon": [0.5, np.nan], "lat": [0.5, 0.5]})
        assert boxes((0, 0, 1, 1)).locate(frame["lon"], frame["lat"]).territory.tolist() == ["Z0", None]

    def test_no_points_and_no_territories(self):
        assert len(boxes((0, 0, 1, 1)).locate([], [])) == 0
        answer = TerritoryMap.of([], []).locate([0.5], [0.5])
        assert answer.territory.tolist() == [None]
        assert answer.sentence(0) == "It lies in no territory."

    @pytest.mark.parametrize(("lon", "lat"), [(181.0, 0.0), (0.0, -90.5), (np.inf, 0.0), (0.0, -np.inf)])
    def test_points_off_the_earth_are_refused_with_their_place(self, lon, lat):
        with pytest.raises(ValueError, match=r"1 points are outside .* position 1: "):
            boxes((0, 0, 1, 1)).locate([0.5, lon], [0.5, lat])

    def test_lists_that_do_not_match_are_refused(self):
        with pytest.raises(ValueError, match="one length"):
            boxes((0, 0, 1, 1)).locate([0.5, 0.5], [0.5])
        with pytest.raises(ValueError, match="one length"):
            boxes((0, 0, 1, 1)).locate([[0.5]], [[0.5]])

    @pytest.mark.parametrize(
        ("ids", "shapes", "complaint"),
        [
            (["A"], [], "do not match"),
            (["A", "B", "A"], [box(0, 0, 1, 1)] * 3, r"twice: \['A'\]"),
            (["A", "B"], [box(0, 0, 1, 1), shapely.Point(0, 0)], r"no valid area: \['B'\]"),
            (["A"], [Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])], "no valid area"),
            (["A"], [Polygon()], "no valid area"),
        ],
    )
    def test_maps_that_cannot_be(self, ids, shapes, complaint):
        with pytest.raises(ValueError, match=complaint):
            TerritoryMap.of(ids, shapes)

    def test_the_polygons_cannot_be_changed(self):
        territories = boxes((0, 0, 1, 1))
        with pytest.raises(ValueError, match="read-only"):
            territories.polygons[0] = box(0, 0, 2, 2)


class TestNearest:
    @UNTIMED
    @given(st.integers(0, 2**32 - 1), st.floats(-70, 70), st.floats(1, 300))
    def test_distance_is_geodesic_metres_to_the_border(self, seed, latitude, km):
        territories = TerritoryMap.from_frame(synthetic_territories(3, seed, centre=(10, latitude)))
        azimuth = np.random.default_rng(seed).uniform(0, 360)
        lon, lat, _ = WGS84.fwd(10, latitude, azimuth, 14_000 + km * 1000)
        answer = territories.locate([lon], [lat])
        by_id = {}
        for territory, polygon in zip(territories.ids, territories.polygons, strict=True):
            border = shapely.get_coordinates(shapely.segmentize(polygon, 0.0005))
            to = np.full(len(border), lon), np.full(len(border), lat)
            by_id[territory] = WGS84.inv(*to, border[:, 0], border[:, 1])[2].min()
        least = min(by_id.values())
        assert answer.nearest_metres[0] == pytest.approx(least, rel=1e-3)
        assert by_id[answer.nearest[0]] == pytest.approx(least, rel=1e-3)

    def test_near_in_degrees_is_not_near_in_metres(self):
        # At 60 north a degree of longitude is half a degree of latitude.
        territories = TerritoryMap.of(["east", "south"], [box(0.15, 60, 0.2, 60.1), box(-0.1, 59.8, 0.1, 59.9)])
        answer = territories.locate([0.0], [60.0])
        assert answer.nearest.tolist() == ["east"]
        assert answer.nearest_metres[0] == pytest.approx(WGS84.inv(0, 60, 0.15, 60)[2], rel=1e-4)

    def test_equally_near_goes_by_the_rule(self):
        corner = TerritoryMap.of(["B", "A", "small"], [box(0, 0, 1, 1), box(-1, 0, 0, 1), box(0, 1, 0.1, 1.1)])
        assert corner.locate([0.0], [-0.5]).nearest.tolist() == ["A"]

    def test_across_the_antimeridian(self):
        territories = TerritoryMap.of(["far", "near"], [box(170, 0, 171, 1), box(-179, 0, -178, 1)])
        answer = territories.locate([179.5], [0.5])
        assert answer.nearest.tolist() == ["near"]
        assert answer.nearest_metres[0] == pytest.approx(WGS84.inv(179.5, 0.5, -179, 0.5)[2], rel=1e-4)

    def test_at_a_pole(self):
        answer = TerritoryMap.of(["A"], [box(10, 80, 11, 81)]).locate([0.0], [90.0])
        assert answer.nearest_metres[0] == pytest.approx(WGS84.inv(0, 90, 10, 81)[2], rel=1e-2)

    def test_the_sentence_and_the_points_in_one(self):
        answer = boxes((0, 0, 1, 1)).locate([2.0, 0.5, 2.0], [0.5, 0.5, 0.5])
        assert answer.sentence(0) == "It lies in no territory; the nearest is Z0, 111,315 m away."
        assert answer.nearest.tolist() == ["Z0", None, "Z0"]
        assert answer.nearest_metres[0] == answer.nearest_metres[2]

    def test_only_when_asked_for(self):
        answer = boxes((0, 0, 1, 1)).locate([2.0], [0.5], nearest=False)
        assert (answer.territory.tolist(), answer.nearest.tolist()) == ([None], [None])
        assert np.isnan(answer.nearest_metres).all()


class TestAreas:
    @UNTIMED
    @given(st.floats(-70, 70), st.floats(0.01, 0.5), st.floats(0.01, 0.5))
    def test_against_the_geodesic_area(self, south, width, height):
        polygon = box(20, south, 20 + width, south + height)
        expected, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(shapely.segmentize(polygon, 0.005)))
        assert area_m2(np.array([polygon]))[0] == pytest.approx(expected, rel=1e-4)

    @UNTIMED
    @given(st.floats(0, 2 * np.pi))
    def test_slanted_edges(self, turn):
        angle = turn + np.arange(4) * np.pi / 2
        polygon = Polygon(np.column_stack([20 + 0.3 * np.cos(angle), 50 + 0.2 * np.sin(angle)]))
        expected, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(shapely.segmentize(polygon, 0.002)))
        assert area_m2(np.array([polygon]))[0] == pytest.approx(expected, rel=1e-3)

    def test_of_parts(self):
        halves = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])
        one, both = area_m2(np.array([box(0, 0, 1, 1), halves]))
        assert both == pytest.approx(2 * one)
