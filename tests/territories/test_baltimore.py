"""Real polygons and real requests: our answer against the labels the city gave them."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from territories import audit, looks_swapped, read_territories

DATA = Path(os.environ.get("ROUNDSMAN_DATA", Path(__file__).parents[3] / "shared" / "data")) / "baltimore"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the Baltimore data is absent: set ROUNDSMAN_DATA to the folder that holds baltimore/"
)
AGREEMENT = 0.98
"""The least share of points inside the city for which the city's label is ours (98.5 % and 99.6 % are published)."""


@pytest.fixture(scope="module")
def requests() -> pd.DataFrame:
    return pd.read_csv(
        DATA / "service_requests.csv",
        usecols=["Latitude", "Longitude", "CouncilDistrict", "PoliceDistrict"],
        dtype={"CouncilDistrict": "str", "PoliceDistrict": "str"},
    )


@pytest.mark.parametrize(
    ("file", "label", "count"),
    [("council_districts.geojson", "CouncilDistrict", 14), ("police_districts.geojson", "PoliceDistrict", 9)],
)
def test_labels_agree(requests, file, label, count):
    territories = read_territories(DATA / file)
    assert len(territories) == count
    answer = territories.locate(requests["Longitude"], requests["Latitude"])
    inside = answer.index >= 0
    assert inside.sum() > 8_000
    assert (answer.territory[inside] == requests[label].to_numpy()[inside]).mean() >= AGREEMENT


def test_placeholders_are_outside_and_missing_ones_have_no_location(requests):
    territories = read_territories(DATA / "council_districts.geojson")
    answer = territories.locate(requests["Longitude"], requests["Latitude"])
    placeholder = ((requests["Longitude"] == -77) & (requests["Latitude"] == 39)).to_numpy()
    assert placeholder.any()
    assert (answer.index[placeholder] < 0).all()
    assert (answer.nearest_metres[placeholder] > 30_000).all()
    assert (answer.has_location == requests["Longitude"].notna().to_numpy()).all()


def test_the_real_requests_are_not_taken_for_swapped(requests):
    territories = read_territories(DATA / "council_districts.geojson")
    lon, lat = requests["Longitude"], requests["Latitude"]
    assert not looks_swapped(lon, lat, territories)
    assert looks_swapped(lat, lon, territories)


def test_neighbourhoods_are_repaired_and_audited():
    territories = read_territories(DATA / "neighborhoods_2020.geojson")
    assert len(territories) == 279
    report = audit(territories)
    assert {repair.territory for repair in report.repairs} == {"Hawkins Point", "Middle Branch/Reedbird Parks"}
    assert all(gap.area_km2 < 5 for gap in report.gaps)
    assert len(report.sentences()) == len(report.repairs) + len(report.overlaps) + len(report.gaps)
    lon, lat = np.array([(gap.lon, gap.lat) for gap in report.gaps]).reshape(-1, 2).T
    found = territories.locate(lon, lat).territory
    # Slivers thinner than a centimetre are covered by the border rule.
    assert all(territory in (None, *gap.neighbours) for territory, gap in zip(found, report.gaps, strict=True))
    assert sum(territory is None for territory in found) > 20
