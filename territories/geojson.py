"""Writing GeoJSON as RFC 7946 has it: lon/lat, exterior rings counter-clockwise, no crs member.

The same frame always gives the same bytes: features in the order of the frame, one a line, coordinates rounded to
seven decimals (about a centimetre).
"""

import json
import os
from os import PathLike
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from territories.polygons import LON_LAT

DECIMALS = 7


def write_geojson(frame: gpd.GeoDataFrame, path: str | PathLike[str]) -> None:
    """Write the frame, reprojected to lon/lat, whole or not at all; columns become properties.

    Missing values become null, dates ISO 8601. Raises ValueError for a frame without CRS and TypeError for
    values that JSON cannot hold.
    """
    if frame.crs is None:
        raise ValueError("the frame has no CRS, so its coordinates cannot be written as longitude and latitude")
    geometry = _rounded(frame.to_crs(LON_LAT).geometry.to_numpy())
    columns = [column for column in frame.columns if column != frame.geometry.name]
    records = frame[columns].to_dict("records")
    lines = [_feature(record, shape) for record, shape in zip(records, geometry, strict=True)]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _rounded(geometry: Any) -> Any:
    # Adding zero turns -0.0 into 0.0.
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS) + 0.0)
    return shapely.orient_polygons(rounded, exterior_cw=False)


def _feature(record: dict[Any, Any], shape: shapely.Geometry | None) -> str:
    properties = {str(key): _plain(value) for key, value in record.items()}
    geometry = None if shape is None else shapely.geometry.mapping(shape)
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        return value
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value
