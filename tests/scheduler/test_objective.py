"""Levels, points and minutes of the objective, whose they are, and what must not change them."""

from __future__ import annotations

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.entities import Depot, PublishedVisit, Skill, SkillRequirement
from scheduler.objective import attribution, levels, minutes, points_per_unit, terms, value, visit_terms
from scheduler.policy import POLICIES, TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler.build import (
    WEST,
    appointment,
    day,
    driven,
    plan,
    policy,
    problem,
    route,
    shift,
    stop,
    technician,
)
from tests.scheduler.strategies import TICKS, driven_plans, junk_plans, moved_plan, moved_problem, policies, problems


def test_strict_policies_have_a_level_for_each_priority_among_the_appointments() -> None:
    data = problem([appointment("a1", priority=4), appointment("a2", priority=1), appointment("a3", priority=4)])
    judged_by = policy(({"unserved": 100}, {"travel_time": 50, "waiting": 10}))
    last = (("travel_time", 50), ("waiting", 10))
    assert levels(data, judged_by) == [(("unserved/1", 100),), (("unserved/4", 100),), last]
    assert levels(data, judged_by.replace(strict=False)) == [(("unserved", 100),), last]
    assert levels(problem(), judged_by) == [last]


def test_unserved_is_told_by_priority() -> None:
    data = problem([appointment("a1", priority=4), appointment("a2", priority=1), appointment("a3", priority=4)])
    found = terms(data, policy(unserved=((1, 500), (4, 30))), plan(driven(data, "ann", "a2")))
    assert {name: number for name, number in found.items() if "unserved" in name} == {
        "unserved": 60,
        "unserved/1": 0,
        "unserved/4": 60,
    }
    assert list(found) == [*TERMS, "unserved/1", "unserved/4"]


def test_points_make_a_minute_of_every_unit_worth_the_same() -> None:
    """At two ticks a minute: 2 ticks, 1000 metres, 1 count, 1 minute, and money as 120 ticks of an hour."""
    points = points_per_unit(problem(horizon=day(ticks_per_minute=2)))
    assert points.keys() == TERMS.keys()
    minute = 12_000
    assert points["travel_time"] * 2 == points["preference"] == points["unserved"] == minute
    assert points["travel_distance"] * 1000 == points["technician_cost"] * 60 * 2 == minute
    assert points["fairness"] == 1


def test_the_value_is_the_weighted_sum_of_points_level_by_level() -> None:
    """Ann travels 20 minutes and 10 km, works 80 minutes; a2 costs 3000 minutes; two ticks a minute."""
    data = problem(
        [appointment(duration=120), appointment("a2", priority=3, location=WEST)],
        [technician("ann", shift(960, 1920))],
        {(0, 1): 20},
        horizon=day(ticks_per_minute=2),
    )
    judged_by = policy(({"unserved": 100}, {"travel_time": 100, "travel_distance": 50}, {"working_time": 25}))
    found = terms(data, judged_by, plan(driven(data, "ann", "a1")))
    assert (found["travel_time"], found["travel_distance"], found["working_time"]) == (40, 20_000, 160)
    minute = 100 * 12_000
    assert value(data, judged_by, found) == (3000 * minute, 20 * minute + 20 * minute // 2, 80 * minute // 4)
    shown = minutes(data, judged_by, found)
    assert shown.keys() == TERMS.keys()
    assert {name: number for name, number in shown.items() if number} == {
        "unserved": 3000.0,
        "travel_time": 20.0,
        "travel_distance": 10.0,
        "working_time": 20.0,
    }


def test_minutes_are_attributed_to_appointments_routes_and_the_plan() -> None:
    """a1 pays the way out and itself, the route the way home and its shift, the plan the spread, a2 for not being."""
    workers = [technician("ann", shift(soft_end=555), cost_per_shift=2, cost_per_hour=60), technician("bob")]
    data = problem([appointment(), appointment("a2", priority=4)], workers)
    names = ("travel_time", "working_time", "overtime", "spread", "technician_cost")
    judged_by = policy(({"unserved": 100}, dict.fromkeys(names, 100)))
    found = attribution(data, judged_by, plan(driven(data, "ann", "a1")))
    assert found.appointments == {
        "a1": {"travel_time": 10.0, "working_time": 70.0, "technician_cost": 70.0},
        "a2": {"unserved": 1500.0},
    }
    assert found.routes == {
        ("ann", "day"): {"travel_time": 10.0, "working_time": 10.0, "overtime": 5.0, "technician_cost": 12.0}
    }
    assert found.plan == {"spread": 80.0}
    assert visit_terms(data, judged_by, plan(driven(data, "ann", "a1"))) == found.appointments


@given(problems(), policies(), st.data())
def test_the_attribution_adds_up(data: ProblemData, judged_by: Policy, draw: st.DataObject) -> None:
    judged = draw.draw(driven_plans(data) | junk_plans(TICKS))
    found = attribution(data, judged_by, judged)
    shown = minutes(data, judged_by, terms(data, judged_by, judged))
    for name in TERMS:
        accounts = [*found.appointments.values(), *found.routes.values(), found.plan]
        total = sum(account.get(name, 0.0) for account in accounts)
        assert isclose(total, shown[name], rel_tol=1e-9, abs_tol=1e-6), name


@given(problems(), policies(), junk_plans(st.integers(-(10**30), 10**30)))
def test_junk_has_a_value_in_whole_numbers(data: ProblemData, judged_by: Policy, junk: Plan) -> None:
    found = terms(data, judged_by, junk)
    assert all(type(number) is int for number in found.values())
    assert len(value(data, judged_by, found)) == len(levels(data, judged_by))


@given(problems(), policies(), st.data(), st.integers(0, 5000))
def test_the_hour_changes_no_term_but_the_wait_since_the_start_of_the_horizon(
    data: ProblemData, judged_by: Policy, draw: st.DataObject, by: int
) -> None:
    judged = draw.draw(driven_plans(data))
    before = terms(data, judged_by, judged)
    after = terms(moved_problem(data, by), judged_by, moved_plan(judged, by))
    always_open = [
        stop
        for _, stop in judged.each_visit()
        if not data.appointment[stop.id].windows and data.appointment[stop.id].earliest_start is None
    ]
    assert after == before | {"earliness": before["earliness"] + by * len(always_open)}


@given(problems(), policies(), st.data())
def test_the_order_of_the_data_changes_no_term(data: ProblemData, judged_by: Policy, draw: st.DataObject) -> None:
    judged = draw.draw(driven_plans(data))
    shuffled = data.replace(
        appointments=tuple(draw.draw(st.permutations(data.appointments))),
        technicians=tuple(draw.draw(st.permutations(data.technicians))),
        published=tuple(draw.draw(st.permutations(data.published))),
    )
    routes = Plan(tuple(draw.draw(st.permutations(judged.routes))))
    assert terms(shuffled, judged_by, routes) == terms(data, judged_by, judged)


@given(problems(), st.data())
def test_work_is_travel_service_waiting_and_breaks(data: ProblemData, draw: st.DataObject) -> None:
    """Of plans that the judge lets pass, and of all that have no time off."""
    free = data.replace(technicians=tuple(worker.replace(absences=()) for worker in data.technicians))
    judged = draw.draw(driven_plans(free))
    found = terms(free, POLICIES["customer_first"], judged)
    service = sum(stop.end - stop.start for _, stop in judged.each_visit())
    assert found["working_time"] == found["travel_time"] + service + found["waiting"]
    assert found["waiting"] >= 0


def test_a_break_comes_out_of_the_waiting_of_the_visit_after_it() -> None:
    data = problem([appointment()], [technician()])
    judged = plan(route("ann", 480, stop("a1", 530, 590, arrive=490), arrival=640, breaks=[(495, 525), (600, 620)]))
    found = attribution(data, policy(({"unserved": 100}, {"waiting": 100})), judged)
    assert (found.appointments, found.routes) == ({"a1": {"waiting": 10.0}}, {("ann", "day"): {"waiting": 20.0}})


def test_a_place_seen_twice_in_a_row_is_one_arrival() -> None:
    data = problem([appointment("a1"), appointment("a2"), appointment("a3", location=None), appointment("a4")])
    for names, expected in ((("a1", "a2"), 1), (("a1", "a3", "a2"), 2), (("a3",), 0), (("a1", "a2", "a4"), 1)):
        assert terms(data, policy(), plan(driven(data, "ann", *names)))["same_site"] == expected


def test_a_missing_skill_does_not_make_up_for_a_spare_one() -> None:
    needs = (SkillRequirement("gas", 3), SkillRequirement("heat"))
    data = problem([appointment(skills=needs)], [technician(skills=(Skill("heat", 3),))])
    assert terms(data, policy(), plan(driven(data, "ann", "a1")))["over_skilled"] == 2


def test_a_late_departure_is_overtime_from_the_departure_on() -> None:
    data = problem([appointment()], [technician("ann", shift(soft_end=500))])
    assert terms(data, policy(), plan(driven(data, "ann", "a1", departure=600)))["overtime"] == 80


def test_a_visit_that_moved_to_an_unreadable_route_is_not_served() -> None:
    data = problem([appointment()], published=(PublishedVisit("a1", "ann", 490),), depots=(Depot("store", WEST),))
    lost = driven(data, "ann", "a1").replace(shift="night")
    depot = route("ann", 480, stop("store", 500, 510, kind="depot"), arrival=530)
    found = terms(data, policy(), plan(lost, depot))
    assert (found["unserved"], found["stability"], found["travel_time"]) == (3000, 60, 40)


def test_the_same_plan_is_worth_the_same_and_judged_the_same_twice() -> None:
    data = problem([appointment(), appointment("a2", location=WEST)])
    judged = plan(driven(data, "ann", "a1", "a2"))
    assert terms(data, policy(), judged) == terms(data, policy(), judged)
    assert check(data, policy(), judged) == check(data, policy(), judged)


def test_the_spread_is_between_the_longest_and_the_shortest_day() -> None:
    """Ann 10 + 60 + 10, Bob 20 + 60 + 20."""
    data = problem([appointment(), appointment("a2", location=WEST)], [technician("ann"), technician("bob")])
    judged = plan(driven(data, "ann", "a1"), driven(data, "bob", "a2"))
    assert terms(data, policy(), judged)["spread"] == 100 - 80
