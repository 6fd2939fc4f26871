"""Reading territories from GeoJSON, GeoPackage, Shapefile, KML and GeoParquet, all or nothing."""

from os import PathLike
from pathlib import Path

from territories.findings import TerritoryFileError
from territories.identity import read_ids, read_names
from territories.polygons import read_polygons
from territories.source import read_layer
from territories.territory_map import TerritoryMap


def read_territories(
    path: str | PathLike[str],
    *,
    id_column: str | None = None,
    name_column: str | None = None,
    layer: str | None = None,
) -> TerritoryMap:
    """Read a file of territories into a map in EPSG:4326.

    Ids are taken from `id_column`, else from the first of `identity_columns.ID_COLUMNS` in the file; names likewise,
    and where there is none the id is the name. `layer` is needed only where a GeoPackage or KML file has several.
    Heights are dropped. Invalid rings are repaired, keeping every enclosed area, and each repair is in
    `TerritoryMap.repairs`. A file without a CRS is taken as lon/lat if all its coordinates can be that.

    Raises TerritoryFileError with everything that is wrong: a file, layer or CRS that cannot be read or is ambiguous;
    ids missing or doubled; geometries that are null, empty, no polygons, not finite, outside the earth, with
    latitude and longitude exchanged, or crossing the antimeridian without being cut there.
    """
    source = read_layer(Path(path), layer)
    ids, findings = read_ids(source, id_column)
    names, name_findings = read_names(source, name_column, ids)
    polygons, repairs, polygon_findings = read_polygons(source, ids)
    findings = findings + name_findings + polygon_findings
    if findings:
        raise TerritoryFileError(findings)
    return TerritoryMap.of(ids, polygons, names=names, repairs=repairs, file=source.file)
