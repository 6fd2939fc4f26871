"""Problems and plans as DataFrames."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from scheduler.entities import (
    Appointment,
    Certificate,
    Location,
    Membership,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Territory,
    Window,
)
from scheduler.explanation import Explanation, Relaxation, Unscheduled
from scheduler.frames import appointments_frame, technicians_frame, unscheduled_frame, visits_frame
from scheduler.horizon import Horizon
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop

HORIZON = Horizon(datetime(2026, 11, 23, 5, tzinfo=UTC), "America/New_York")


@pytest.fixture
def problem() -> ProblemData:
    return ProblemData(
        HORIZON,
        (Location("home", 39.3, -76.6), Location("one", 39.4, -76.6), Location("depot", 39.5, -76.6)),
        appointments=(
            Appointment("A1", 30, 1, "N", (Window(480, 600),), None, 1020, 1, (SkillRequirement("hvac", 2),),
                        parts=(Quantity("P1", 2),), details={"customer": "Ada"}),
            Appointment("A2", 45, None),
            Appointment("A3", 10, 0, "N", priority=2, due=900),
        ),
        technicians=(
            Technician("T1", 0, (Shift("s", 480, 1020), Shift("t", 1100, 1200, start_location=2)), "Ann", None,
                       (Membership("N"), Membership("N", start=5), Membership("S", "secondary")),
                       (Skill("hvac", 3),), (Certificate("gas"),), ("saw",), efficiency=1250),
        ),
        territories=(Territory("N"), Territory("S")),
    )  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    late = Route("T1", "t", 1100, 1190, (Stop("A3", 1150, 1150, 1158),))
    return Plan((late, Route("T1", "s", 480, 600, (Stop("A1", 500, 510, 534),))))


def test_appointments(problem: ProblemData) -> None:
    frame = appointments_frame(problem)
    assert list(frame.index) == ["A1", "A2", "A3"]
    first = frame.loc["A1"]
    assert first["due"] == pd.Timestamp("2026-11-23T17:00", tz="America/New_York")
    assert pd.isna(first["earliest_start"])
    assert first["windows"] == "2026-11-23T08:00:00-05:00/2026-11-23T10:00:00-05:00"
    assert (first["skills"], first["parts"], first["customer"], first["latitude"]) == ("hvac:2", "P1x2", "Ada", 39.4)
    assert pd.isna(frame.loc["A2", "latitude"])
    assert frame.loc["A2", "customer"] == ""


def test_technicians(problem: ProblemData) -> None:
    row = technicians_frame(problem).loc["T1"]
    assert (row["territories"], row["secondary_territories"], row["skills"]) == ("N", "S", "hvac:3")
    assert (row["shifts"], row["shift_minutes"], row["efficiency"]) == (2, 640, 1.25)


def test_visits_are_in_the_order_of_routes_with_their_legs(problem: ProblemData, plan: Plan) -> None:
    frame = visits_frame(problem, plan)
    assert list(frame["appointment"]) == ["A1", "A3"]
    assert list(frame["travel_minutes"]) == [problem.legs.ticks(0, 1), problem.legs.ticks(2, 0)]
    assert list(frame["travel_metres"]) == [problem.legs.metres(0, 1), problem.legs.metres(2, 0)]
    assert list(frame["wait_minutes"]) == [10, 0]
    assert list(frame["order"]) == [1, 1]
    assert frame["day"][0] == date(2026, 11, 23)
    assert frame["start"][0] == pd.Timestamp("2026-11-23T08:30", tz="America/New_York")


def test_unscheduled_with_and_without_reasons(problem: ProblemData, plan: Plan) -> None:
    assert list(unscheduled_frame(problem, Plan()).index) == ["A1", "A3", "A2"]
    relaxation = Relaxation("location", "say where it is", "T1", 5, 1.0)
    reason = Unscheduled("A2", "impossible", ("NO_LOCATION",), (), (), "It has no location.", (), relaxation)
    frame = unscheduled_frame(problem, plan, Explanation((), (reason,)))
    assert list(frame.index) == ["A2"]
    assert frame.loc["A2", ["verdict", "codes", "sentence", "relaxation"]].tolist() == [
        "impossible", "NO_LOCATION", "It has no location.", "say where it is",
    ]  # fmt: skip


def test_empty_problems_have_empty_frames() -> None:
    empty = ProblemData(HORIZON)
    for frame in (
        appointments_frame(empty),
        technicians_frame(empty),
        visits_frame(empty, Plan()),
        unscheduled_frame(empty, Plan()),
    ):
        assert len(frame) == 0
    assert "due" in appointments_frame(empty)
    assert "start" in visits_frame(empty, Plan())
