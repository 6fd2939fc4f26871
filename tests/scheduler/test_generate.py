"""Generated days: the same bytes every time, any size, and good files."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from scheduler.day import Day, DayCode, read_day
from scheduler.generate import GeneratedDay, generate


def _read(made: GeneratedDay) -> Day:
    return read_day(
        made.appointments, made.technicians, made.territories, shifts=made.shifts, timezone=made.timezone,
        days="2026-11-23",
    )  # fmt: skip


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = generate(tmp_path / "one", appointments=40), generate(tmp_path / "two" / "deep", appointments=40)
    other = generate(tmp_path / "other", appointments=40, seed=8)
    for name in ("appointments", "technicians", "territories", "shifts"):
        assert getattr(one, name).read_bytes() == getattr(two, name).read_bytes()
    for name in ("appointments", "technicians", "territories"):
        assert getattr(one, name).read_bytes() != getattr(other, name).read_bytes()


@pytest.mark.parametrize(("appointments", "technicians", "territories"), [(1, 1, 1), (120, 18, 4), (300, 40, 14)])
def test_a_generated_day_is_read_without_findings(
    tmp_path: Path, appointments: int, technicians: int, territories: int
) -> None:
    day = _read(generate(tmp_path, appointments=appointments, technicians=technicians, territories=territories))
    assert len(day.problem.appointments) == appointments
    assert len(day.problem.technicians) == technicians
    assert len(day.problem.territories) == territories
    assert {warning.code for warning in day.warnings} <= {DayCode.NOBODY_HAS_IT}


def test_rush_hours_slow_travel_down_and_change_nothing_else(tmp_path: Path) -> None:
    plain, jammed = generate(tmp_path / "a", appointments=20), generate(tmp_path / "b", appointments=20, speeds=True)
    assert plain.speeds is None
    assert jammed.speeds is not None
    assert plain.appointments.read_bytes() == jammed.appointments.read_bytes()
    day = read_day(
        jammed.appointments, jammed.technicians, jammed.territories, shifts=jammed.shifts, speeds=jammed.speeds,
        timezone=jammed.timezone, days="2026-11-23",
    )  # fmt: skip
    assert day.problem.speeds is not None
    assert day.problem.speeds.arrival(8 * 60, 30) > 8 * 60 + 30
    assert day.problem.speeds.arrival(12 * 60, 30) == 12 * 60 + 30


def test_the_default_day_has_verdicts_of_every_kind_to_show(tmp_path: Path) -> None:
    day = _read(generate(tmp_path, appointments=130))
    items = day.problem.appointments
    assert any(item.location is None for item in items)
    assert day.outside
    levels = {skill.name: 0 for staff in day.problem.technicians for skill in staff.skills}
    for staff in day.problem.technicians:
        for skill in staff.skills:
            levels[skill.name] = max(levels[skill.name], skill.level)
    needs = [need for item in items for need in item.skills]
    assert any(need.name not in levels for need in needs)
    assert any(need.name in levels and need.level > levels[need.name] for need in needs)
    assert any(item.windows and item.windows[-1].latest < 0 for item in items)


def test_every_territory_has_technicians_at_home_there(tmp_path: Path) -> None:
    day = _read(generate(tmp_path, technicians=9))
    assert day.territory_map is not None
    homes = [day.problem.locations[staff.home] for staff in day.problem.technicians]
    found = day.territory_map.locate([home.longitude for home in homes], [home.latitude for home in homes])
    assert list(found.territory) == [staff.memberships[0].territory for staff in day.problem.technicians]
    assert set(found.territory) == {"T1", "T2", "T3", "T4"}


def test_the_shifts_file_holds_shifts_absences_and_days_off(tmp_path: Path) -> None:
    made = generate(tmp_path, technicians=30, day=date(2027, 1, 5))
    with made.shifts.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"shift", "absence", "off"}
    assert {row["date"] for row in rows} == {"2027-01-05"}


def test_counts_below_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="technicians must be at least 1, not 0"):
        generate(tmp_path / "none", technicians=0)
    assert not (tmp_path / "none").exists()


def test_crews_and_follow_ups_are_drawn_apart_from_the_rest(tmp_path: Path) -> None:
    plain = _read(generate(tmp_path / "plain", appointments=100))
    made = _read(generate(tmp_path / "coupled", appointments=100, crews=0.2, follow_ups=0.2))
    items = made.problem.appointments
    crews = [item for item in items if item.crew_size == 2]
    followers = [item for item in items if item.predecessors]
    assert 10 <= len(crews) <= 30
    assert 10 <= len(followers) <= 30
    assert any(item.all_or_none for item in followers)
    for item in followers:
        (link,) = item.predecessors
        first = made.problem.appointment[link.appointment]
        assert (first.work_order, first.skills, first.all_or_none) == (item.work_order, item.skills, item.all_or_none)
    assert [item.duration for item in items] == [item.duration for item in plain.problem.appointments]
    assert made.problem.technicians == plain.problem.technicians


@pytest.mark.parametrize(("crews", "follow_ups"), [(-0.1, 0.0), (1.1, 0.0), (0.0, 0.6)])
def test_shares_that_are_none_are_refused(tmp_path: Path, crews: float, follow_ups: float) -> None:
    with pytest.raises(ValueError, match="share"):
        generate(tmp_path, crews=crews, follow_ups=follow_ups)
