"""Who is crowded out, by whom, and that it is said only where it is proved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.crowding import Crowding
from scheduler.desk import Desk
from scheduler.entities import (
    Break,
    Interval,
    Quantity,
)
from scheduler.explain import explain
from scheduler.explanation import Unscheduled
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.recommend import recommend
from scheduler.solution import Plan
from tests.scheduler import build
from tests.scheduler.build import EAST
from tests.scheduler.planned import Planned, planned_days, servable

POLICY = build.policy()
NOTHING = Plan()
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def why_not(problem: ProblemData, plan: Plan = NOTHING, name: str = "a1", policy: Policy = POLICY) -> Unscheduled:
    (found,) = explain(problem, policy, plan, name).unscheduled
    return found


@settings(max_examples=160, deadline=None, suppress_health_check=list(HealthCheck))
@given(planned_days())
def test_who_is_called_crowded_out_cannot_be_served_with_the_blockers(planned: Planned) -> None:
    problem, policy, plan = planned
    desk = Desk(problem, policy, plan)
    for item in problem.appointments:
        if item.id in plan.visits:
            continue
        blockers = Crowding(desk).blockers(desk.index[item.id])
        if blockers:
            assert not servable(problem, policy, {item.id, *blockers})
            assert set(blockers) <= set(plan.visits)
            worth = desk.evaluator.unserved_rank
            assert all(worth(desk.index[name]) >= worth(desk.index[item.id]) for name in blockers)


def test_two_for_one_hour_are_crowded_out_by_the_one_who_has_it() -> None:
    items = [build.appointment("a1", windows=[(540, 550)]), build.appointment("a2", windows=[(540, 550)], priority=1)]
    problem = build.problem(items)
    found = why_not(problem, build.plan(build.driven(problem, "ann", "a2")))
    assert (found.verdict, found.codes, found.blockers) == ("crowded_out", ("LOST_TO_PRIORITY",), ("a2",))
    assert "a2 (priority 1)" in found.sentence
    assert "1 of 1 technicians could serve it on an empty calendar" in found.sentence


def test_a_less_urgent_one_does_not_crowd_out() -> None:
    items = [build.appointment("a1", windows=[(540, 550)], priority=1), build.appointment("a2", windows=[(540, 550)])]
    problem = build.problem(items)
    found = why_not(problem, build.plan(build.driven(problem, "ann", "a2")))
    assert (found.verdict, found.codes, found.blockers) == ("not_found", ("NOT_FOUND",), ())
    assert "none has room as the plan stands" in found.sentence


def test_who_could_go_elsewhere_does_not_crowd_out() -> None:
    items = [
        build.appointment("a1", windows=[(540, 550)], required_technicians=("ann",)),
        build.appointment("a2", windows=[(540, 550)]),
    ]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    found = why_not(problem, build.plan(build.driven(problem, "ann", "a2")))
    assert (found.verdict, found.blockers) == ("not_found", ())
    both = build.problem([items[0], items[1].replace(required_technicians=("ann",))], problem.technicians)
    assert why_not(both, build.plan(build.driven(both, "ann", "a2"))).blockers == ("a2",)


def test_blockers_of_a_whole_team_are_named() -> None:
    items = [build.appointment(f"a{index}", windows=[(540, 550)]) for index in range(1, 4)]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    plan = build.plan(build.driven(problem, "ann", "a2"), build.driven(problem, "bob", "a3"))
    assert set(why_not(problem, plan).blockers) == {"a2", "a3"}


def test_only_those_in_the_way_are_named() -> None:
    items = [
        build.appointment("a1", 60, EAST, windows=[(540, 550)]),
        build.appointment("a2", 60, EAST, windows=[(540, 550)]),
        build.appointment("a3", 60, EAST, windows=[(800, 850)]),
    ]
    problem = build.problem(items)
    found = why_not(problem, build.plan(build.driven(problem, "ann", "a2", "a3")))
    assert found.blockers == ("a2",)


@dataclass(frozen=True)
class Crowded:
    """What makes two visits incompatible."""

    duty: dict[str, object]
    person: dict[str, object]
    items: dict[str, object]


@pytest.mark.parametrize(
    "case",
    [
        Crowded({"max_visits": 1}, {}, {}),
        Crowded({}, {"capacity": 3}, {"load": 2}),
        Crowded({}, {"stock": (Quantity("valve"),)}, {"parts": (Quantity("valve"),)}),
        Crowded({"end": 619}, {}, {}),
        Crowded({"end": 640, "breaks": (Break(480, 600, 30),)}, {}, {}),
        Crowded({"end": 640}, {"absences": (Interval(550, 580),)}, {}),
    ],
)
def test_every_amount_and_all_time_off_can_be_what_crowds_out(case: Crowded) -> None:
    items = [build.appointment(name, **case.items) for name in ("a1", "a2")]  # type: ignore[arg-type]
    ann = build.technician("ann", build.shift(**case.duty), **case.person)  # type: ignore[arg-type]
    problem = build.problem(items, [ann])
    desk = Desk(problem, POLICY, Plan())
    plan = desk.commit(recommend(problem, POLICY, Plan(), "a2").slots[0])
    assert why_not(problem, plan).blockers == ("a2",)


def test_a_waiver_anywhere_on_the_duties_makes_no_proof() -> None:
    items = [build.appointment("a1", windows=[(540, 550)]), build.appointment("a2", windows=[(540, 550)], priority=1)]
    waived = build.problem([items[0], items[1].replace(waivers=("travel",))])
    assert why_not(waived, build.plan(build.driven(waived, "ann", "a2"))).blockers == ()


def test_with_many_visits_their_time_alone_proves() -> None:
    items = [build.appointment(f"a{index}", 30, EAST) for index in range(1, 18)]
    problem = build.problem(items, [build.technician("ann", build.shift(480, 1000))])
    desk = Desk(problem, POLICY, Plan())
    for item in items[1:]:
        desk.commit(recommend(desk.problem, POLICY, desk.plan, item.id, 1).slots[0])
    assert len(why_not(problem, desk.plan).blockers) == 16


def test_a_place_that_was_missed_is_named_and_not_called_crowded() -> None:
    problem = build.problem([build.appointment()])
    found = why_not(problem)
    assert found.verdict == "not_found"
    assert "ann at 08:10 has room" in found.sentence
    assert "was missed" in found.sentence


def test_a_place_that_costs_more_than_it_is_worth_is_named_as_such() -> None:
    policy = build.policy(({"unserved": 100, "travel_time": 100},), strict=False, unserved=((9, 5),))
    found = why_not(build.problem([build.appointment()]), policy=policy)
    assert "would make the plan worse" in found.sentence
