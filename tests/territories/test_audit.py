"""The audit finds what was put there, and nothing in a clean partition."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from territories import OverlapKind, TerritoryMap, audit, read_territories, synthetic_territories

UNTIMED = settings(deadline=None, max_examples=40)

SQUARE_KM2 = 1.2364  # 0.01 x 0.01 degrees at the equator


def grid(missing: set[int] = frozenset()) -> TerritoryMap:
    cells = {k: box(k % 3 / 100, k // 3 / 100, (k % 3 + 1) / 100, (k // 3 + 1) / 100) for k in range(9)}
    kept = {f"Z{k}": cell for k, cell in cells.items() if k not in missing}
    return TerritoryMap.of(list(kept), list(kept.values()))


@UNTIMED
@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_a_clean_partition_has_no_findings(seed, count):
    assert audit(TerritoryMap.from_frame(synthetic_territories(count, seed))).sentences() == []


def test_nothing_in_an_empty_map():
    assert audit(TerritoryMap.of([], [])).sentences() == []


@UNTIMED
@given(st.integers(1, 9))
def test_a_partial_overlap_with_area_and_share(tenths):
    share = tenths / 10
    territories = TerritoryMap.of(
        ["A", "B"], [box(0, 0, 0.02, 0.01), box(0.02 - share / 100, 0, 0.03 - share / 100, 0.01)]
    )
    (overlap,) = audit(territories).overlaps
    assert (overlap.larger, overlap.smaller, overlap.kind) == ("A", "B", OverlapKind.PARTIAL)
    assert overlap.share == pytest.approx(share)
    assert overlap.area_km2 == pytest.approx(share * SQUARE_KM2, rel=0.01)


def test_the_sentence_of_a_partial_overlap():
    territories = TerritoryMap.of(["A", "B"], [box(0, 0, 0.02, 0.01), box(0.015, 0, 0.025, 0.01)])
    assert audit(territories).sentences() == ["Territories B and A overlap on 0.615 km², 50.0% of B."]


def test_contained_and_duplicate():
    inside = box(0.002, 0.002, 0.004, 0.004)
    territories = TerritoryMap.of(["big", "copy", "in"], [box(0, 0, 0.01, 0.01), box(0, 0, 0.01, 0.01), inside])
    found = [(o.kind, o.larger, o.smaller) for o in audit(territories).overlaps]
    assert found == [
        (OverlapKind.DUPLICATE, "copy", "big"),
        (OverlapKind.CONTAINED, "big", "in"),
        (OverlapKind.CONTAINED, "copy", "in"),
    ]
    assert audit(territories).sentences()[:2] == [
        "Territories big and copy cover the same 1.231 km².",
        "Territory in (0.049 km²) lies wholly inside big.",
    ]


def test_a_gap_with_its_neighbours_and_a_point_in_it():
    (gap,) = audit(grid(missing={4})).gaps
    assert gap.area_km2 == pytest.approx(SQUARE_KM2, rel=0.01)
    assert box(0.01, 0.01, 0.02, 0.02).contains(shapely.Point(gap.lon, gap.lat))
    assert {"Z1", "Z3", "Z5", "Z7"} <= set(gap.neighbours)
    assert not gap.sliver
    assert str(gap).startswith("A gap of 1.231 km² around latitude 0.01500, longitude 0.01500 is enclosed by Z0, ")


def test_small_areas_are_told_in_square_metres():
    territories = TerritoryMap.of(["A", "B"], [box(0, 0, 0.01, 0.01), box(0.0099, 0, 0.02, 0.001)])
    assert audit(territories).sentences() == ["Territories B and A overlap on 1,231 m², 1.0% of B."]


def test_an_open_bay_is_no_gap():
    assert audit(grid(missing={1})).gaps == ()


def test_a_sliver_between_neighbours():
    left, right = box(0, 0, 0.01, 0.03), box(0.01, 0, 0.02, 0.03)
    cut = shapely.Polygon([(0.01, 0.005), (0.01, 0.025), (0.0099, 0.015)])
    (gap,) = audit(TerritoryMap.of(["L", "R"], [left.difference(cut), right])).gaps
    assert gap.sliver
    assert gap.neighbours == ("L", "R")
    assert str(gap).startswith("A sliver of 0.01")


def test_a_territory_in_a_gap_leaves_the_rest_of_it():
    around = grid(missing={4})
    island = box(0.014, 0.014, 0.016, 0.016)
    territories = TerritoryMap.of([*around.ids, "I"], [*around.polygons, island])
    (gap,) = audit(territories).gaps
    assert gap.area_km2 == pytest.approx(SQUARE_KM2 * (1 - 0.04), rel=0.01)
    assert territories.locate([gap.lon], [gap.lat]).territory.tolist() == [None]


def test_what_is_negligible_is_a_parameter():
    territories = TerritoryMap.of(["A", "B"], [box(0, 0, 0.01, 0.01), box(0.01 - 1e-9, 0, 0.02, 0.01)])
    assert audit(territories).overlaps == ()
    assert len(audit(territories, negligible_m2=0.01).overlaps) == 1


def test_repairs_come_first(geojson):
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    report = audit(read_territories(geojson(({"id": "tie"}, bow_tie), ({"id": "over"}, box(1, 0, 3, 2)))))
    assert [repair.territory for repair in report.repairs] == ["tie"]
    assert "repaired" in report.sentences()[0]
    assert "tie" in report.sentences()[1]


def test_findings_are_ordered_by_size():
    territories = TerritoryMap.of(
        ["A", "B", "C"], [box(0, 0, 0.01, 0.01), box(0.009, 0, 0.02, 0.01), box(0.017, 0, 0.03, 0.01)]
    )
    areas = [overlap.area_km2 for overlap in audit(territories).overlaps]
    assert areas == sorted(areas, reverse=True)
    assert np.diff(areas).all()


def test_parts_of_one_territory_may_surround_a_gap():
    frame = box(0, 0, 0.03, 0.03).difference(box(0.01, 0.01, 0.02, 0.02))
    territories = TerritoryMap.of(["F"], [MultiPolygon([frame, box(0.05, 0, 0.06, 0.01)])])
    assert [gap.neighbours for gap in audit(territories).gaps] == [("F",)]
