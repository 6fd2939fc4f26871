"""Files of territories, written the way other programs write them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

GeoJson = Callable[..., Path]


@pytest.fixture
def geojson(tmp_path: Path) -> GeoJson:
    """Writes a FeatureCollection; a feature is (properties, geometry), a geometry shapely, a dict, or None."""

    def write(*features: tuple[dict[str, Any], Any], name: str = "zones.geojson", **members: Any) -> Path:
        listed = [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": shapely.geometry.mapping(geometry) if isinstance(geometry, shapely.Geometry) else geometry,
            }
            for properties, geometry in features
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": listed}), encoding="utf-8")
        return path

    return write
