"""Reading territories: what is understood, what is repaired, and that everything wrong is told at once."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from territories import Code, TerritoryFileError, TerritoryMap, read_territories

UNTIMED = settings(deadline=None, max_examples=40)

UNIT = box(0, 0, 1, 1)


def findings(path: Path, **options: str) -> list[tuple[Code, int | None]]:
    with pytest.raises(TerritoryFileError) as caught:
        read_territories(path, **options)
    for finding in caught.value.findings:
        assert finding.file == path.name
        assert finding.expected
        assert str(finding) in str(caught.value)
    return [(finding.code, finding.feature) for finding in caught.value.findings]


def raw(tmp_path: Path, content: bytes | str, name: str = "zones.geojson") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def with_ring(*positions: str) -> str:
    ring = ", ".join(positions)
    geometry = f'{{"type": "Polygon", "coordinates": [[{ring}]]}}'
    feature = f'{{"type": "Feature", "properties": {{"id": "A"}}, "geometry": {geometry}}}'
    return f'{{"type": "FeatureCollection", "features": [{feature}]}}'


class TestIdsAndNames:
    @pytest.mark.parametrize(
        "column", ["territory_id", "id", "Id", "name", "Name", "ServiceTerritory", "DeveloperName"]
    )
    def test_known_id_columns(self, geojson, column):
        territories = read_territories(geojson(({column: "north"}, UNIT)))
        assert territories.ids == ("north",)

    def test_written_order_of_the_id_columns(self, geojson):
        properties = {"DeveloperName": "d", "name": "n", "id": "i", "territory_id": "t"}
        territories = read_territories(geojson((properties, UNIT)))
        assert (territories.ids, territories.names) == (("t",), ("n",))

    def test_parameters_override(self, geojson):
        path = geojson(({"id": "i", "code": "c", "title": "The title"}, UNIT))
        territories = read_territories(path, id_column="code", name_column="title")
        assert (territories.ids, territories.names) == (("c",), ("The title",))

    def test_the_id_stands_in_for_a_missing_name(self, geojson):
        path = geojson(({"id": "a", "name": None}, UNIT), ({"id": "b", "name": "B side"}, box(1, 0, 2, 1)))
        assert read_territories(path).names == ("a", "B side")
        assert read_territories(geojson(({"id": "a"}, UNIT))).names == ("a",)

    def test_numbers_blanks_and_dates_become_text(self, geojson):
        assert read_territories(geojson(({"id": 8}, UNIT))).ids == ("8",)
        assert read_territories(geojson(({"id": 8.0}, UNIT))).ids == ("8",)
        assert read_territories(geojson(({"id": "  A "}, UNIT))).ids == ("A",)
        assert read_territories(geojson(({"id": "2025-01-02"}, UNIT))).ids == ("2025-01-02",)

    def test_the_map_is_ordered_by_id(self, geojson):
        path = geojson(({"id": "b"}, UNIT), ({"id": "a"}, box(1, 0, 2, 1)))
        territories = read_territories(path)
        assert territories.ids == ("a", "b")
        assert territories.polygons[0].equals(box(1, 0, 2, 1))

    def test_whole_numbers_in_a_column_with_gaps(self, geojson):
        path = geojson(({"id": 8}, UNIT), ({"id": None}, UNIT), ({"id": 8}, UNIT))
        assert findings(path) == [(Code.ID_MISSING, 2), (Code.ID_DUPLICATE, 3)]

    def test_blank_and_doubled_ids(self, geojson):
        path = geojson(({"id": " "}, UNIT), ({"id": "A"}, UNIT), ({"id": "A "}, UNIT))
        assert findings(path) == [(Code.ID_MISSING, 1), (Code.ID_DUPLICATE, 3)]

    def test_no_known_column_lists_what_there_is(self, geojson):
        path = geojson(({"zone": "A"}, UNIT))
        assert findings(path) == [(Code.ID_COLUMN_MISSING, None)]
        with pytest.raises(TerritoryFileError, match="columns: zone"):
            read_territories(path)

    def test_a_named_column_that_is_not_there_offers_the_nearest(self, geojson):
        path = geojson(({"id": "A", "label": "x"}, UNIT))
        assert findings(path, id_column="idd") == [(Code.ID_COLUMN_MISSING, None)]
        with pytest.raises(TerritoryFileError, match=r"expected id\?"):
            read_territories(path, id_column="idd")
        assert findings(path, name_column="lable") == [(Code.NAME_COLUMN_MISSING, None)]
        with pytest.raises(TerritoryFileError, match="one of id, label"):
            read_territories(path, name_column="zzz")


class TestFile:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", Code.FILE_EMPTY),
            (b" \n\t", Code.FILE_EMPTY),
            (b"hello", Code.FILE_FORMAT),
            (b"{", Code.FILE_FORMAT),
            (b"{}", Code.FILE_FORMAT),
            (b"[]", Code.FILE_FORMAT),
            (b"<OGRVRTDataSource></OGRVRTDataSource>", Code.FILE_FORMAT),
            (b'{"type": "FeatureCollection", "features": [{"type": "Fea', Code.FILE_FORMAT),
            (b'{"type": "FeatureCollection", "crs": {', Code.FILE_FORMAT),
            (b'{"type": "Topology", "objects": {}, "arcs": []}', Code.FILE_FORMAT),
            (b'{"type": "FeatureCollection", "features": []}', Code.NO_TERRITORIES),
            (with_ring("[0, 0]", "[1, 0]", "[1, 1]", "[0, 0]").replace("A", "\xe4").encode("latin-1"), Code.ENCODING),
            (with_ring("[0, 0]", "[1, 0]", "[1, 1]", "[0, 0]").encode("utf-16"), Code.ENCODING),
            (b"SQLite format 3\x00 and no more", Code.FILE_FORMAT),
        ],
    )
    def test_files_that_cannot_be_read(self, tmp_path, content, code):
        assert findings(raw(tmp_path, content)) == [(code, None)]

    def test_other_formats_made_of_json_are_named(self, tmp_path):
        feature = json.dumps({"type": "Feature", "properties": {"id": "A"}, "geometry": shapely.geometry.mapping(UNIT)})
        path = raw(tmp_path, f"{feature}\n{feature}\n")
        assert findings(path) == [(Code.FILE_FORMAT, None)]
        with pytest.raises(TerritoryFileError, match="is GeoJSONSeq; expected a GeoJSON FeatureCollection"):
            read_territories(path)

    def test_a_missing_file_and_a_folder(self, tmp_path):
        assert findings(tmp_path / "absent.geojson") == [(Code.FILE_MISSING, None)]
        assert findings(tmp_path) == [(Code.FILE_MISSING, None)]

    def test_the_line_of_a_wrong_byte(self, tmp_path):
        with pytest.raises(TerritoryFileError, match=r"byte 4 \(line 2\)"):
            read_territories(raw(tmp_path, b"{\n \xff}"))

    def test_a_byte_order_mark_is_no_error(self, tmp_path):
        path = raw(tmp_path, b"\xef\xbb\xbf" + with_ring("[0, 0]", "[1, 0]", "[1, 1]", "[0, 0]").encode())
        assert read_territories(path).ids == ("A",)

    def test_the_name_of_the_file_is_kept(self, geojson):
        assert read_territories(geojson(({"id": "A"}, UNIT))).file == "zones.geojson"


class TestGeoPackage:
    def frame(self, *ids: str) -> gpd.GeoDataFrame:
        boxes = [box(i, 0, i + 1, 1) for i in range(len(ids))]
        return gpd.GeoDataFrame({"id": list(ids)}, geometry=boxes, crs="EPSG:4326")

    def test_one_layer(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        self.frame("A", "B").to_file(path, layer="zones")
        assert read_territories(path).ids == ("A", "B")

    def test_several_layers_are_refused_unless_one_is_named(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        self.frame("A").to_file(path, layer="north")
        self.frame("B").to_file(path, layer="south")
        assert findings(path) == [(Code.LAYER_AMBIGUOUS, None)]
        with pytest.raises(TerritoryFileError, match="north, south"):
            read_territories(path)
        assert read_territories(path, layer="south").ids == ("B",)

    def test_what_else_gdal_warns_of_is_passed_on(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        self.frame("A").to_file(path)
        with closing(sqlite3.connect(path)) as package:
            package.execute("PRAGMA application_id = 5")
        with pytest.warns(RuntimeWarning, match="application_id"):
            assert read_territories(path).ids == ("A",)

    def test_an_unknown_layer_offers_the_nearest(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        self.frame("A").to_file(path, layer="north")
        assert findings(path, layer="nroth") == [(Code.LAYER_UNKNOWN, None)]
        with pytest.raises(TerritoryFileError, match="'north'"):
            read_territories(path, layer="nroth")
        with pytest.raises(TerritoryFileError, match="one of north"):
            read_territories(path, layer="xyz")

    def test_tables_without_geometry_do_not_count(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        self.frame("A").to_file(path, layer="zones")
        pyogrio.write_dataframe(pd.DataFrame({"note": ["x"]}), path, layer="notes")
        assert read_territories(path).ids == ("A",)

    def test_only_tables_is_no_territories(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        pyogrio.write_dataframe(pd.DataFrame({"note": ["x"]}), path, layer="notes")
        assert findings(path) == [(Code.NO_TERRITORIES, None)]


class TestCrs:
    NAMED = staticmethod(lambda name: {"type": "name", "properties": {"name": name}})

    def test_without_a_crs_degrees_are_degrees(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        with pytest.warns(UserWarning, match="crs"):
            gpd.GeoDataFrame({"id": ["A"]}, geometry=[UNIT]).to_file(path)
        assert read_territories(path).polygons[0].equals(UNIT)

    def test_without_a_crs_metres_are_refused(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        with pytest.warns(UserWarning, match="crs"):
            gpd.GeoDataFrame({"id": ["A"]}, geometry=[box(5e5, 5e6, 5.1e5, 5.1e6)]).to_file(path)
        assert findings(path) == [(Code.CRS_MISSING, None)]

    def test_without_a_crs_swapped_degrees_are_told_as_such(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        with pytest.warns(UserWarning, match="crs"):
            gpd.GeoDataFrame({"id": ["A"]}, geometry=[box(37, -122, 38, -121)]).to_file(path)
        assert findings(path) == [(Code.SWAPPED_LATITUDE_LONGITUDE, 1)]

    def test_degrees_declared_as_metres_are_refused(self, geojson):
        path = geojson(({"id": "A"}, UNIT), crs=self.NAMED("EPSG:3857"))
        assert findings(path) == [(Code.CRS_NOT_LIKE_COORDINATES, None)]

    def test_metres_declared_as_degrees_are_refused(self, geojson):
        assert findings(geojson(({"id": "A"}, box(5e5, 5e6, 5.1e5, 5.1e6)))) == [(Code.COORDINATE_RANGE, 1)]

    def test_a_crs_nobody_knows(self, geojson):
        assert findings(geojson(({"id": "A"}, UNIT), crs=self.NAMED("banana"))) == [(Code.CRS_UNKNOWN, None)]
        assert findings(geojson(({"id": "A"}, UNIT), crs={"type": "link"})) == [(Code.CRS_UNKNOWN, None)]

    def test_crs_members_that_disagree(self, geojson):
        inner = {**shapely.geometry.mapping(UNIT), "crs": self.NAMED("EPSG:3857")}
        path = geojson(({"id": "A"}, inner), crs=self.NAMED("EPSG:4326"))
        assert findings(path) == [(Code.CRS_MIXED, None)]

    def test_a_crs_member_of_one_feature_only(self, geojson):
        inner = {**shapely.geometry.mapping(UNIT), "crs": self.NAMED("EPSG:3857")}
        assert findings(geojson(({"id": "A"}, inner))) == [(Code.CRS_MIXED, None)]

    @pytest.mark.parametrize("crs", [None, NAMED("urn:ogc:def:crs:OGC:1.3:CRS84"), NAMED("EPSG:4326")])
    def test_members_that_say_lon_lat(self, geojson, crs):
        territories = read_territories(geojson(({"id": "A", "crs": "EPSG:3857"}, box(1, 2, 3, 4)), crs=crs))
        assert territories.bounds == (1, 2, 3, 4)


class TestGeometry:
    @pytest.mark.parametrize("position", ["[NaN, 0]", "[null, 0]", '["0", 0]'])
    def test_coordinates_that_are_no_numbers(self, tmp_path, position):
        path = raw(tmp_path, with_ring(position, "[1, 0]", "[1, 1]", position))
        code = findings(path)[0]
        assert code in [(Code.GEOMETRY_NULL, 1), (Code.COORDINATE_NOT_FINITE, 1)]

    def test_nan_in_a_geopackage(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        broken = shapely.transform(UNIT, lambda xy: np.where(xy == [0, 1], np.nan, xy))
        gpd.GeoDataFrame({"id": ["A"]}, geometry=[broken], crs="EPSG:4326").to_file(path)
        assert findings(path)[0] in [(Code.GEOMETRY_NULL, 1), (Code.COORDINATE_NOT_FINITE, 1)]

    def test_infinite_coordinates(self, tmp_path):
        path = tmp_path / "zones.gpkg"
        broken = shapely.transform(UNIT, lambda xy: np.where(xy == 1, np.inf, xy))
        gpd.GeoDataFrame({"id": ["A"]}, geometry=[broken], crs="EPSG:4326").to_file(path)
        assert findings(path) == [(Code.COORDINATE_NOT_FINITE, 1)]

    @pytest.mark.parametrize(
        ("geometry", "code"),
        [
            (None, Code.GEOMETRY_NULL),
            (Polygon(), Code.GEOMETRY_EMPTY),
            (shapely.Point(0, 0), Code.GEOMETRY_NOT_POLYGON),
            (shapely.LineString([(0, 0), (1, 1)]), Code.GEOMETRY_NOT_POLYGON),
            (shapely.GeometryCollection([UNIT]), Code.GEOMETRY_NOT_POLYGON),
            (Polygon([(0, 0), (1, 1), (2, 2)]), Code.GEOMETRY_COLLAPSED),
            (box(100, 89, 101, 91), Code.COORDINATE_RANGE),
            (box(181, 10, 182, 11), Code.COORDINATE_RANGE),
            (box(39, -122, 40, -121), Code.SWAPPED_LATITUDE_LONGITUDE),
            (Polygon([(179, 0), (-179, 0), (-179, 1), (179, 1)]), Code.ANTIMERIDIAN),
        ],
    )
    def test_what_is_refused(self, geojson, geometry, code):
        assert findings(geojson(({"id": "good"}, UNIT), ({"id": "bad"}, geometry))) == [(code, 2)]

    def test_the_fix_for_swapped_coordinates_is_named(self, geojson):
        with pytest.raises(TerritoryFileError, match=r"\(39, -122\).*exchange the two"):
            read_territories(geojson(({"id": "A"}, box(39, -122, 40, -121).normalize())))

    def test_cut_at_the_antimeridian_is_one_territory(self, geojson):
        halves = MultiPolygon([box(179, 0, 180, 1), box(-180, 0, -179, 1)])
        territories = read_territories(geojson(({"id": "fiji"}, halves)))
        assert territories.locate([179.5, -179.5, 0.0], [0.5] * 3).territory.tolist() == ["fiji", "fiji", None]
        assert territories.areas_m2[0] == pytest.approx(2 * 111_320 * 110_574, rel=0.01)

    def test_everything_wrong_is_told_at_once_in_file_order(self, geojson):
        path = geojson(
            ({"id": "A"}, None),
            ({"id": "A"}, shapely.Point(1, 2)),
            ({"id": None}, box(39, -122, 40, -121)),
            ({"id": "C"}, Polygon([(0, 0), (1, 1), (2, 2)])),
            ({"id": "D"}, UNIT),
        )
        assert findings(path) == [
            (Code.GEOMETRY_NULL, 1),
            (Code.ID_DUPLICATE, 2),
            (Code.GEOMETRY_NOT_POLYGON, 2),
            (Code.ID_MISSING, 3),
            (Code.SWAPPED_LATITUDE_LONGITUDE, 3),
            (Code.GEOMETRY_COLLAPSED, 4),
        ]

    def test_a_finding_says_where_what_and_what_was_expected(self, geojson):
        path = geojson(({"id": "A"}, UNIT), ({"id": "A"}, UNIT))
        with pytest.raises(TerritoryFileError) as caught:
            read_territories(path)
        assert str(caught.value) == (
            "zones.geojson, feature 2, column id, value 'A': the id of feature 1 again; expected one feature a "
            "territory; several areas of one territory are one MultiPolygon [ID_DUPLICATE]"
        )

    @pytest.mark.parametrize("crs", [None, TestCrs.NAMED("EPSG:4326")])
    def test_heights_are_dropped(self, geojson, crs):
        territories = read_territories(geojson(({"id": "A"}, shapely.force_3d(UNIT, 7.0)), crs=crs))
        assert not shapely.has_z(territories.polygons).any()

    def test_holes_and_parts_are_kept(self, geojson):
        ring = box(0, 0, 3, 3).difference(box(1, 1, 2, 2))
        territories = read_territories(geojson(({"id": "A"}, MultiPolygon([ring, box(5, 0, 6, 1)]))))
        answer = territories.locate([0.5, 1.5, 4.5, 5.5], [0.5, 1.5, 0.5, 0.5]).territory
        assert answer.tolist() == ["A", None, None, "A"]
        assert territories.repairs == ()


class TestRepairs:
    def test_a_bow_tie_keeps_both_halves(self, geojson):
        bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
        territories = read_territories(geojson(({"id": "good"}, box(5, 5, 6, 6)), ({"id": "tie"}, bow_tie)))
        (repair,) = territories.repairs
        assert (repair.feature, repair.territory, repair.parts) == (2, "tie", 2)
        assert "Self-intersection" in repair.reason
        assert repair.area_km2 == pytest.approx(territories.areas_m2[1] / 1e6)
        assert str(repair).startswith("Territory tie (feature 2) was repaired (Self-intersection")
        assert territories.locate([0.5, 1.5, 1.0], [1.0, 1.0, 0.5]).territory.tolist() == ["tie", "tie", None]

    def test_a_bow_tie_among_the_parts(self, geojson):
        parts = MultiPolygon([Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), box(5, 5, 6, 6)])
        territories = read_territories(geojson(({"id": "A"}, parts)))
        assert territories.repairs[0].parts == 3
        assert shapely.area(territories.polygons[0]) == pytest.approx(3.0)

    def test_overlapping_parts_are_joined(self, geojson):
        parts = MultiPolygon([box(0, 0, 2, 2), box(1, 1, 3, 3)])
        territories = read_territories(geojson(({"id": "A"}, parts)))
        assert shapely.area(territories.polygons[0]) == pytest.approx(7.0)
        assert str(territories.repairs[0]).endswith("in 1 part.")

    def test_an_unclosed_ring_is_closed(self, tmp_path):
        territories = read_territories(raw(tmp_path, with_ring("[0, 0]", "[1, 0]", "[1, 1]", "[0, 1]")))
        assert territories.polygons[0].equals(UNIT)
        assert [repair.reason for repair in territories.repairs] == ["Ring not closed"]

    def test_a_spike_is_cut_off(self, geojson):
        spike = Polygon([(0, 0), (1, 0), (1, 1), (1, 3), (1, 1), (0, 1)])
        territories = read_territories(geojson(({"id": "A"}, spike)))
        assert territories.polygons[0].equals(UNIT)


class TestReprojection:
    @pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32618", "EPSG:4269", "EPSG:4979"])
    @pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
    @UNTIMED
    @given(seed=st.integers(0, 2**32 - 1))
    def test_the_same_answers_from_another_crs(self, tmp_path_factory, crs, suffix, seed):
        rng = np.random.default_rng(seed)
        grid = [box(-77 + i / 10, 39 + j / 10, -76.9 + i / 10, 39.1 + j / 10) for i in range(3) for j in range(3)]
        frame = gpd.GeoDataFrame({"id": [f"Z{k}" for k in range(9)]}, geometry=grid, crs="EPSG:4326")
        path = tmp_path_factory.mktemp("crs") / f"zones.{suffix}"
        options = {"RFC7946": "NO"} if suffix == "geojson" else {}
        frame.to_crs(crs).to_file(path, **options)
        lon, lat = rng.uniform(-77.05, -76.65, 200), rng.uniform(38.95, 39.35, 200)
        # Edges bow when they are drawn in another projection; within 50 m of one both answers are right.
        borders = shapely.union_all(shapely.boundary(grid))
        clear = shapely.distance(shapely.points(lon, lat), borders) > 5e-4
        here = TerritoryMap.of(list(frame["id"]), grid).locate(lon[clear], lat[clear])
        there = read_territories(path).locate(lon[clear], lat[clear])
        assert here.territory.tolist() == there.territory.tolist()
        np.testing.assert_allclose(here.nearest_metres, there.nearest_metres, rtol=0.01, atol=20)

    def test_feature_order_changes_nothing(self, geojson):
        features = [({"id": f"Z{k}"}, box(k, 0, k + 1.2, 1)) for k in range(6)]
        shuffled = random.Random(1).sample(features, len(features))
        first = read_territories(geojson(*features, name="a.geojson"))
        second = read_territories(geojson(*shuffled, name="b.geojson"))
        assert first.ids == second.ids
        assert shapely.equals_exact(first.polygons, second.polygons).all()
