"""Shapefile, KML and GeoParquet: the same territories as from GeoJSON, and the same strictness."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from territories import Code, TerritoryFileError, read_territories, write_geojson

NORTH, SOUTH = box(-77, 39, -76, 40), box(-77, 38, -76, 39)
HOLED = Polygon(NORTH.exterior.coords, [box(-76.6, 39.4, -76.4, 39.6).exterior.coords])
PARTED = MultiPolygon([SOUTH, box(-75, 38, -74, 39)])


def frame(*shapes: Any, crs: Any = 4326, **columns: list[Any]) -> gpd.GeoDataFrame:
    given = columns or {"id": [f"t{index}" for index in range(len(shapes))]}
    return gpd.GeoDataFrame(given, geometry=list(shapes), crs=crs)


def write(data: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    if path.suffix == ".parquet":
        data.to_parquet(path, **options)
    elif path.suffix == ".geojson":
        write_geojson(data, path)
    elif path.suffix == ".kml":  # GDAL writes no KML that is wrong
        rows = zip(data["id"], data.get("name", data["id"]), data.geometry, strict=True)
        path.write_text(kml(*(drawn(*row) for row in rows)), encoding="utf-8")
    else:
        data.to_file(path, driver="ESRI Shapefile", **options)
    return path


def drawn(name: str, label: str, shape: Any) -> str:
    """A placemark with an id, as other programs write it."""
    parts = "".join(map(part, shapely.get_parts(shape)))
    body = f"<MultiGeometry>{parts}</MultiGeometry>" if shape.geom_type == "MultiPolygon" else parts
    return f'<Placemark id="{name}"><name>{label.replace("&", "&amp;")}</name>{body}</Placemark>'


def part(shape: Any) -> str:
    def line(coordinates: Any) -> str:
        return f"<coordinates>{' '.join(f'{x},{y}' for x, y in coordinates)}</coordinates>"

    if shape.geom_type == "Point":
        return f"<Point>{line(shape.coords)}</Point>"
    rings = [("outerBoundaryIs", shape.exterior), *(("innerBoundaryIs", ring) for ring in shape.interiors)]
    drawn = (f"<{side}><LinearRing>{line(ring.coords)}</LinearRing></{side}>" for side, ring in rings)
    return f"<Polygon>{''.join(drawn)}</Polygon>"


def codes(path: Path, **options: Any) -> list[Code]:
    with pytest.raises(TerritoryFileError) as caught:
        read_territories(path, **options)
    assert all(finding.file == path.name and finding.expected for finding in caught.value.findings)
    return [Code(finding.code) for finding in caught.value.findings]


def kml(*placemarks: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(placemarks)}</Document></kml>'


def placemark(name: str = "North", ring: str = "0,0 1,0 1,1 0,0", more: str = "") -> str:
    shape = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
    return f"<Placemark><name>{name}</name>{more}<Polygon>{shape}</Polygon></Placemark>"


def text(tmp_path: Path, content: str, name: str = "zones.kml") -> Path:
    (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path / name


@pytest.mark.parametrize("suffix", [".shp", ".kml", ".parquet"])
class TestEveryFormat:
    def test_the_territories_are_those_of_geojson(self, tmp_path: Path, suffix: str):
        data = frame(HOLED, PARTED, id=["N", "S"], name=["North", "Süd & West"])
        expected = read_territories(write(data, tmp_path / "zones.geojson"))
        found = read_territories(write(data, tmp_path / f"zones{suffix}"))
        assert (found.ids, found.names) == (expected.ids, expected.names)
        longitudes, latitudes = np.array([-76.9, -76.5, -74.5, -76.5, -70]), np.array([39.5, 39.5, 38.5, 38.5, 39.5])
        assert list(found.locate(longitudes, latitudes).territory) == ["N", None, "S", "S", None]

    def test_everything_wrong_is_told_at_once(self, tmp_path: Path, suffix: str):
        line = box(0, 0, 0, 0).boundary if suffix == ".shp" else shapely.Point(0, 0)
        far = box(100, 91, 101, 92)
        shapes = [NORTH, NORTH, None, far] if suffix == ".shp" else [NORTH, NORTH, line, far]
        path = write(frame(*shapes, id=["N", "N", "P", "F"]), tmp_path / f"zones{suffix}")
        third = Code.GEOMETRY_NULL if suffix == ".shp" else Code.GEOMETRY_NOT_POLYGON
        assert codes(path) == [Code.ID_DUPLICATE, third, Code.COORDINATE_RANGE]

    def test_a_ring_that_crosses_itself_is_repaired_and_told(self, tmp_path: Path, suffix: str):
        bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)])
        found = read_territories(write(frame(bow), tmp_path / f"zones{suffix}"))
        assert [repair.territory for repair in found.repairs] == ["t0"]

    def test_cut_files_are_refused(self, tmp_path: Path, suffix: str):
        path = write(frame(NORTH, SOUTH), tmp_path / f"zones{suffix}")
        path.write_bytes(path.read_bytes()[:-30])
        with pytest.raises(TerritoryFileError):
            read_territories(path)


@pytest.mark.parametrize("suffix", [".shp", ".parquet"])
def test_a_projected_file_is_brought_to_degrees(tmp_path: Path, suffix: str):
    data = frame(NORTH, id=["N"]).to_crs(32618)
    found = read_territories(write(data, tmp_path / f"zones{suffix}"))
    assert list(found.locate(np.array([-76.5]), np.array([39.5])).territory) == ["N"]


class TestShapefile:
    @pytest.mark.parametrize("gone", [".dbf", ".shx"])
    def test_its_other_files_must_be_there(self, tmp_path: Path, gone: str):
        path = write(frame(NORTH), tmp_path / "zones.shp")
        path.with_suffix(gone).unlink()
        assert codes(path) == [Code.FILE_MISSING]

    def test_without_a_crs_it_must_look_like_degrees(self, tmp_path: Path):
        path = write(frame(NORTH), tmp_path / "degrees.shp")
        path.with_suffix(".prj").unlink()
        assert read_territories(path).ids == ("t0",)
        path = write(frame(NORTH).to_crs(32618), tmp_path / "metres.shp")
        path.with_suffix(".prj").unlink()
        assert codes(path) == [Code.CRS_MISSING]

    def test_a_column_cut_to_ten_letters_is_known(self, tmp_path: Path):
        data = frame(NORTH, SOUTH).drop(columns="id").assign(territory_=["N", "S"])
        assert read_territories(write(data, tmp_path / "zones.shp")).ids == ("N", "S")


class TestKml:
    def test_a_name_is_the_id_where_placemarks_have_none(self, tmp_path: Path):
        found = read_territories(text(tmp_path, kml(placemark("North"), placemark("South", "5,5 6,5 6,6 5,5"))))
        assert found.ids == found.names == ("North", "South")

    def test_extended_data_are_columns(self, tmp_path: Path):
        data = '<ExtendedData><Data name="territory_id"><value>N7</value></Data></ExtendedData>'
        assert read_territories(text(tmp_path, kml(placemark(more=data)))).ids == ("N7",)

    def test_several_folders_need_one_that_is_named(self, tmp_path: Path):
        folders = [f"<Folder><name>{name}</name>{placemark(name)}</Folder>" for name in ("A", "B")]
        path = text(tmp_path, kml(*folders))
        assert codes(path) == [Code.LAYER_AMBIGUOUS]
        assert read_territories(path, layer="B").ids == ("B",)

    @pytest.mark.parametrize("ring", ["0,0 1,zero 1,1 0,0", "0,0 1 1,1 0,0", "0,0 1;0 1,1 0,0", "0,0 NaN,0 1,1 0,0"])
    def test_a_coordinate_that_is_none_is_refused_with_its_placemark(self, tmp_path: Path, ring: str):
        path = text(tmp_path, kml(placemark("A"), placemark("B", ring)))
        with pytest.raises(TerritoryFileError) as caught:
            read_territories(path)
        assert [(one.code, one.feature) for one in caught.value.findings] == [(Code.COORDINATE_NOT_FINITE, 2)]

    def test_heights_are_dropped(self, tmp_path: Path):
        found = read_territories(text(tmp_path, kml(placemark(ring="0,0,7 1,0,7 1,1,7 0,0,7"))))
        assert found.ids == ("North",)

    def test_no_entities(self, tmp_path: Path):
        head = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        assert codes(text(tmp_path, kml(placemark("&x;"), head=head))) == [Code.FILE_FORMAT]

    @pytest.mark.parametrize("content", ["<kml>", "<html></html>", kml(), "<?xml version='1.0'?>"])
    def test_what_is_no_kml_is_refused(self, tmp_path: Path, content: str):
        assert codes(text(tmp_path, content))[0] in (Code.FILE_FORMAT, Code.NO_TERRITORIES)

    def test_an_archive_is_to_be_unpacked(self, tmp_path: Path):
        (tmp_path / "zones.kmz").write_bytes(b"PK\x03\x04rest")
        assert codes(tmp_path / "zones.kmz") == [Code.FILE_FORMAT]


class TestGeoParquet:
    def spoilt(self, tmp_path: Path, change: Any) -> Path:
        path = write(frame(NORTH, SOUTH), tmp_path / "zones.parquet")
        table = pq.read_table(path)
        geo = json.loads(table.schema.metadata[b"geo"])
        geo = change(geo) or geo
        pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
        return path

    def test_without_a_crs_it_is_longitude_and_latitude(self, tmp_path: Path):
        path = self.spoilt(tmp_path, lambda geo: geo["columns"]["geometry"].pop("crs", None) and None)
        assert read_territories(path).ids == ("t0", "t1")
        path = self.spoilt(tmp_path, lambda geo: geo["columns"]["geometry"].update(crs=None))
        assert read_territories(path).ids == ("t0", "t1")

    @pytest.mark.parametrize(("change", "code"), [
        (lambda geo: geo.pop("primary_column") and None, Code.FILE_FORMAT),
        (lambda geo: geo.update(primary_column="shape"), Code.FILE_FORMAT),
        (lambda geo: geo["columns"].update(id=geo["columns"]["geometry"]) or geo.update(primary_column="id"),
         Code.FILE_FORMAT),
        (lambda geo: [1], Code.FILE_FORMAT),
        (lambda geo: geo["columns"]["geometry"].update(encoding="polygon"), Code.FILE_FORMAT),
        (lambda geo: geo["columns"]["geometry"].update(crs={"type": "nonsense"}), Code.CRS_UNKNOWN),
        (lambda geo: geo["columns"]["geometry"].update(crs=7.5), Code.CRS_UNKNOWN),
    ])  # fmt: skip
    def test_metadata_that_cannot_be_are_refused(self, tmp_path: Path, change: Any, code: Code):
        assert codes(self.spoilt(tmp_path, change)) == [code]

    def test_parquet_without_geometry_is_refused(self, tmp_path: Path):
        pq.write_table(pa.table({"id": ["a"]}), tmp_path / "zones.parquet")
        assert codes(tmp_path / "zones.parquet") == [Code.FILE_FORMAT]

    def test_no_rows_are_no_territories(self, tmp_path: Path):
        path = write(frame(NORTH), tmp_path / "zones.parquet")
        pq.write_table(pq.read_table(path).slice(0, 0), path)
        assert codes(path) == [Code.NO_TERRITORIES]

    def test_bytes_that_are_no_shape_are_a_finding(self, tmp_path: Path):
        path = write(frame(NORTH, SOUTH), tmp_path / "zones.parquet")
        table = pq.read_table(path)
        spoilt = table.set_column(1, "geometry", pa.array([b"\x01nonsense", None]))
        pq.write_table(spoilt.replace_schema_metadata(table.schema.metadata), path)
        assert codes(path) == [Code.GEOMETRY_NULL, Code.GEOMETRY_NULL]

    def test_bounding_boxes_beside_the_geometry_do_no_harm(self, tmp_path: Path):
        data = frame(NORTH)
        path = tmp_path / "zones.parquet"
        data.to_parquet(path, write_covering_bbox=True)
        assert read_territories(path).ids == ("t0",)
