"""The benchmark runs, agrees with its reference, and can tell when it does not."""

from benchmarks import locate


def test_a_small_run_agrees(capsys):
    assert locate.main(["--points", "2000", "--polygons", "60", "--sample", "200"]) == 0
    printed = capsys.readouterr().out
    assert "2000 points, 60 polygons, seed 1" in printed
    assert "200 of 200 agree" in printed


def test_a_wrong_answer_is_an_exit_status(monkeypatch, capsys):
    monkeypatch.setattr(locate, "reference", lambda territories, lon, lat: "elsewhere")
    assert locate.main(["--points", "100", "--polygons", "20", "--sample", "10"]) == 1
    assert "0 of 10 agree" in capsys.readouterr().out


def test_borders_overlaps_and_outside_all_occur():
    territories = locate.overlapping_map(60, 1)
    lon, lat = locate.mixed_points(territories, 2000, 1)
    covering = [
        int(locate.shapely.covers(territories.polygons, locate.shapely.Point(*p)).sum())
        for p in zip(lon, lat, strict=True)
    ]
    assert {0, 1, 2} <= set(covering)


def test_the_reference_knows_none():
    assert locate.reference(locate.overlapping_map(5, 1), 0.0, 0.0) is None
