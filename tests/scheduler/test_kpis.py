"""The figures of a plan, by hand for a tiny day and against the objective for larger ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.check.itinerary import itineraries
from scheduler.entities import Break, Interval, LedgerEntry
from scheduler.kpis import fairness_percentage, iso_duration, kpis, overtime, spoken, standings, waiting_time
from scheduler.objective import terms
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from tests.scheduler.build import EAST, WEST, appointment, day, locations, shift, technician
from tests.scheduler.build import problem as tiny
from tests.scheduler.report.sample import sample

POLICY = POLICIES["customer_first"]


@pytest.fixture(scope="module")
def two_visits() -> tuple[ProblemData, Plan]:
    """Ann drives 10, works 60, drives 25, waits 25, works 60, drives 20; a break of 30 on the way; home 30 too late."""
    duty = shift(soft_end=700, breaks=(Break(550, 560, 30),))
    ann = technician("ann", duty, cost_per_hour=60, cost_per_shift=5)
    bob = technician("bob", shift(soft_end=900))
    work = (
        appointment("a1", location=EAST, due=560, priority=1),
        appointment("a2", location=WEST, due=640),
        appointment("a3", location=WEST, due=900, priority=1),
    )
    problem = tiny(appointments=work, technicians=(ann, bob))
    stops = (Stop("a1", 490, 490, 550), Stop("a2", 605, 630, 690))
    route = Route("ann", "day", 480, 730, stops, (Interval(550, 580),))
    return problem, Plan((route,))


def test_figures_of_two_visits(two_visits: tuple[ProblemData, Plan]):
    problem, plan = two_visits
    found = kpis(problem, POLICY, plan)
    expected = {
        "totalAssignedVisits": 2,
        "totalUnassignedVisits": 1,
        "assignedMandatoryVisits": 2,
        "assignedOptionalVisits": 0,
        "unassignedVisitsByPriority": {"1": 1, "3": 0},
        "visitsWithSla": 3,
        "absoluteVisitsInSla": 1,
        "percentageVisitsInSla": 33.3,
        "totalActivatedVehicles": 1,
        "totalRosteredVehicles": 2,
        "totalTravelTime": "PT55M",
        "travelTimeFromStartLocationToFirstVisit": "PT10M",
        "travelTimeBetweenVisits": "PT25M",
        "travelTimeFromLastVisitToEndLocation": "PT20M",
        "totalTravelDistanceMeters": 27_500,
        "travelDistanceBetweenVisitsMeters": 12_500,
        "totalServiceTime": "PT2H",
        "totalWaitingTime": "PT45M",
        "totalWorkingTime": "PT4H10M",
        "totalRosteredTime": "PT10H40M",
        "totalOvertime": "PT30M",
        "utilisationPercentage": 27.3,
        "totalTechnicianCosts": 255.0,
    }
    assert {name: found[name] for name in expected} == expected


def test_fairness_before_and_after(two_visits: tuple[ProblemData, Plan]):
    problem, plan = two_visits
    carried = (LedgerEntry("ann", load=100, capacity=780), LedgerEntry("bob", load=100, capacity=580))
    fair = kpis(problem.replace(ledger=carried), POLICY, plan)["fairness"]
    assert fair["before"] == {"percentage": 100.0, "lowest": 0.1, "highest": 0.1, "spread": 0.0}
    assert fair["after"] == {"percentage": 81.2, "lowest": 0.1, "highest": 0.22, "spread": 0.12}


def test_no_work_and_nobody():
    found = kpis(tiny(appointments=(), technicians=()), POLICY, Plan())
    assert found["percentageVisitsInSla"] is None
    assert found["utilisationPercentage"] is None
    assert found["totalTechnicianCosts"] is None
    assert found["totalTravelTime"] == "PT0S"
    assert found["fairness"]["after"]["percentage"] == 100.0


@pytest.mark.parametrize("size", [(60, 8, 4, 1), (80, 6, 3, 3)])
def test_figures_agree_with_the_objective(size: tuple[int, int, int, int]):
    report = sample(*size)
    raw, found = terms(report.problem, report.policy, report.plan), kpis(report.problem, report.policy, report.plan)
    routes = itineraries(report.problem, report.plan)
    assert found["totalTravelDistanceMeters"] == raw["travel_distance"]
    assert found["totalTravelTime"] == iso_duration(report.problem, raw["travel_time"])
    assert sum(map(waiting_time, routes)) == raw["waiting"]
    assert sum(map(overtime, routes)) == raw["overtime"]
    assert found["totalTechnicianCosts"] == pytest.approx(raw["technician_cost"] / 60, abs=0.01)


def test_absent_time_is_not_capacity():
    away = technician("ann", absences=(Interval(480, 720),))
    row = standings(tiny(technicians=(away,), locations=locations()), POLICY, Plan())[0]
    assert (row.rostered, row.capacity, row.after) == (240, 240, 0.0)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 10_000)), min_size=1, max_size=8), st.integers(2, 9))
def test_fairness_is_a_share_and_does_not_depend_on_scale(pairs: list[tuple[int, int]], factor: int):
    loads, capacities = zip(*pairs, strict=True)
    found = fairness_percentage(loads, capacities)
    assert 0 <= found <= 100
    assert found == fairness_percentage([load * factor for load in loads], capacities)
    assert fairness_percentage([capacity * factor for capacity in capacities], capacities) == 100


def test_fairness_at_its_ends():
    assert fairness_percentage([10, 0], [1, 1]) == 50.0
    assert fairness_percentage([10, 0, 0, 0], [1, 1, 1, 1]) == 25.0
    assert fairness_percentage([10, 0], [0, 5]) == 0.0


@pytest.mark.parametrize(
    ("ticks", "text"), [(0, "PT0S"), (90, "PT1M30S"), (3600, "PT1H"), (90_061, "PT25H1M1S"), (-60, "-PT1M")]
)
def test_iso_durations(ticks: int, text: str):
    assert iso_duration(tiny(horizon=day(ticks_per_minute=60)), ticks) == text


@pytest.mark.parametrize(("minutes", "text"), [(0, "0 min"), (59.4, "59 min"), (60, "1 h"), (125, "2 h 05 min")])
def test_spoken_durations(minutes: float, text: str):
    assert spoken(minutes) == text
