"""The day built from the city's requests: what the written rules promise, and a plan that the judge lets pass."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.baltimore import Day, data_folder, day_problem, main, make_day, measure, write_day
from benchmarks.baltimore_rules import FIELD_AGENCIES, MOST_WITHOUT_PLACE, needs, priority, type_rule
from scheduler.day import read_day
from scheduler.policy import POLICIES
from scheduler.rotation import rostered

present = pytest.mark.skipif(
    not data_folder().is_dir(), reason="the Baltimore data is absent: set ROUNDSMAN_DATA to the folder above baltimore/"
)


@pytest.fixture(scope="module")
def whole() -> Day:
    return make_day(data_folder())


def test_rules_are_read_from_the_top() -> None:
    assert needs("Solid Waste", "SW-Rat Rubout Proactive") == (("sanitation", 1), ("pest_control", 1))
    assert needs("Recreation & Parks", "FOR-Down Tree") == (("trees", 2),)
    assert type_rule("ECC-Escalation").minutes == 30
    assert [priority(days) for days in (0.5, 1, 3, 10, 11, None)] == [1, 1, 2, 3, 4, 4]


def test_without_the_data_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "nowhere"), "--out", str(tmp_path)]) == 2
    assert "ROUNDSMAN_DATA" in capsys.readouterr().err


@present
def test_the_pool_is_as_large_and_as_urgent_as_promised(whole: Day) -> None:
    requests = whole.pool.requests
    assert sum(request.territory is not None for request in requests) >= 300
    today = sum(request.due is not None and request.due.date() == whole.pool.day for request in requests)
    assert today >= 0.3 * len(requests)
    assert {request.agency for request in requests} <= set(FIELD_AGENCIES)
    assert whole.pool.day.weekday() < 5


@present
def test_unknown_places_and_places_outside_are_kept(whole: Day) -> None:
    requests = whole.pool.requests
    unknown = [request for request in requests if request.latitude is None]
    assert 0 < len(unknown) <= MOST_WITHOUT_PLACE * len(requests)
    assert all(request.territory is None for request in unknown)
    assert any(request.territory is None and request.latitude is not None for request in requests)


@present
def test_every_district_has_somebody_for_every_kind_of_work(whole: Day) -> None:
    for request in whole.pool.requests:
        if request.territory is not None:
            assert any(
                request.territory in one.territories
                and all(one.skills.get(skill, 0) >= level for skill, level in request.skills)
                for one in whole.crew
            )
    assert len(whole.crew) == 40
    assert all(1 <= len(one.territories) <= 3 for one in whole.crew)
    assert set(Counter(name for one in whole.crew for name in one.territories)) == set(whole.territories.ids)


@present
def test_the_same_arguments_give_the_same_day(whole: Day) -> None:
    again = make_day(data_folder())
    assert again.pool == whole.pool
    assert again.crew == whole.crew


@present
def test_a_pool_larger_than_the_data_is_refused() -> None:
    with pytest.raises(ValueError, match=r"only .* requests inside"):
        make_day(data_folder(), inside=100_000)


@present
def test_the_files_read_back_as_the_same_problem(whole: Day, tmp_path: Path) -> None:
    write_day(whole, tmp_path)
    read = read_day(
        tmp_path / "appointments.csv",
        tmp_path / "technicians.csv",
        tmp_path / "territories.geojson",
        days=whole.pool.day.isoformat(),
        timezone="America/New_York",
    ).problem
    built = day_problem(whole)
    for one, two in zip(built.appointments, read.appointments, strict=True):
        assert (one.id, one.duration, one.due, one.windows, one.priority, one.territory, one.skills) == (
            two.id, two.duration, two.due, two.windows, two.priority, two.territory, two.skills,
        )  # fmt: skip
        assert (one.location is None) == (two.location is None)
    for first, second in zip(built.technicians, read.technicians, strict=True):
        assert (first.id, first.skills, first.memberships, first.cost_per_hour) == (
            second.id, second.skills, second.memberships, second.cost_per_hour,
        )  # fmt: skip
        assert rostered(first) == rostered(second)
        assert first.shifts[0].breaks == second.shifts[0].breaks


@present
def test_a_smaller_day_is_planned_and_judged() -> None:
    problem = day_problem(make_day(data_folder(), inside=40, technicians=10))
    result, figures = measure(problem, seconds=2.0)
    assert figures["scheduled"] == len(result.plan.visits) >= 30
    assert all(problem.appointment[name].territory is not None for name in result.plan.visits)
    assert result.policy == POLICIES["customer_first"]


@present
def test_the_command_writes_the_three_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--inside", "20", "--technicians", "6"]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "appointments.csv", "technicians.csv", "territories.geojson",
    ]  # fmt: skip
    with (tmp_path / "appointments.csv").open(encoding="utf-8", newline="") as file:
        assert str(len(list(csv.DictReader(file)))) in capsys.readouterr().out


@present
def test_a_share_of_the_requests_is_coupled_and_the_rest_is_as_it_was(whole: Day) -> None:
    coupled = make_day(data_folder(), coupled=0.2)
    assert coupled.pool == make_day(data_folder(), coupled=0.2).pool
    problem, plain = day_problem(coupled), day_problem(whole)
    placed = sum(request.territory is not None for request in whole.pool.requests)
    crews = [item for item in problem.appointments if item.crew_size > 1]
    followers = [item for item in problem.appointments if item.predecessors]
    assert len(crews) == round(0.2 * placed) // 2
    assert len(followers) == pytest.approx(0.1 * placed, abs=1)
    for item in followers:
        first = problem.appointment[item.predecessors[0].appointment]
        assert first.territory == item.territory
        assert not first.predecessors
    assert [item.location for item in problem.appointments] == [item.location for item in plain.appointments]
