"""Changes of the data that let an unscheduled appointment in: they are true, the cheapest, and told precisely."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.check import added, check
from scheduler.desk import Desk
from scheduler.entities import (
    Appointment,
    Membership,
    Pin,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
)
from scheduler.explain import explain
from scheduler.explanation import Unscheduled
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.relax import COSTS, Change, Relaxer
from scheduler.solution import Plan
from tests.scheduler import build
from tests.scheduler.build import EAST
from tests.scheduler.planned import Planned, planned_days

POLICY = build.policy()
NOTHING = Plan()
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def why_not(problem: ProblemData, plan: Plan = NOTHING, name: str = "a1", policy: Policy = POLICY) -> Unscheduled:
    (found,) = explain(problem, policy, plan, name).unscheduled
    return found


def _applied(problem: ProblemData, plan: Plan, change: Change) -> tuple[ProblemData, Plan]:
    """The whole problem and the whole plan with a change made."""
    name = change.technician.id
    technicians = tuple(change.technician if one.id == name else one for one in problem.technicians)
    changed = problem.with_appointment(change.appointment).replace(technicians=technicians)
    return changed, Plan((*(route for route in plan.routes if route.technician != name), *change.routes))


@RELAXED
@given(planned_days())
def test_with_the_change_the_appointment_is_served_and_the_judge_is_content(planned: Planned) -> None:
    problem, policy, plan = planned
    relaxer = Relaxer(Desk(problem, policy, plan))
    for item in problem.appointments:
        change = None if item.id in plan.visits else relaxer.cheapest(item.id)
        if change is not None:
            changed, after = _applied(problem, plan, change)
            assert not added(check(changed, policy, after))
            gone = set() if change.removed is None else {change.removed}
            assert set(after.visits) == (set(plan.visits) | {item.id}) - gone
            assert after.visits[item.id][0][1].start == change.relaxation.start
            assert change.relaxation.technician == after.visits[item.id][0][0].technician


def test_nobody_is_made_a_member_where_others_may_go_already() -> None:
    """Bob could be made a member at once; but ann is one, only full, so it is time or another place that is short."""
    north = (Membership("north"),)
    items = [build.appointment("a1", 400, territory="north"), build.appointment("a2", 400, territory="north")]
    items.append(build.appointment("a3", 90, territory="north", priority=1))
    crew = [build.technician("ann", memberships=north), build.technician("bob", memberships=(Membership("south"),))]
    problem = build.problem(items, crew, territories=["north", "south"])
    plan = build.plan(build.driven(problem, "ann", "a2"))
    relaxer = Relaxer(Desk(problem, POLICY, plan))
    assert relaxer.cheapest("a3").relaxation.kind == "overtime"
    blocked = problem.replace(technicians=(crew[0].replace(shifts=(build.shift(end=900, max_visits=1),)), crew[1]))
    relaxer = Relaxer(Desk(blocked, POLICY, plan))
    assert relaxer.cheapest("a1").relaxation.kind == "territory"
    assert relaxer.cheapest("a1", people=False).relaxation.kind == "without_another"


def _change(problem: ProblemData, plan: Plan = NOTHING, name: str = "a1") -> Change:
    change = Relaxer(Desk(problem, POLICY, plan)).cheapest(name)
    assert change is not None
    return change


def _person(**fields: object) -> Technician:
    return build.technician(memberships=(Membership("north"),), **fields)  # type: ignore[arg-type]


RELAXATIONS = {
    "overtime": ({"duration": 480}, {}, "20 min of overtime for ann: the shift ends 16:20 instead of 16:00"),
    "later_due": ({"due": 540}, {}, "a due time of 09:10 instead of 09:00"),
    "window": ({"windows": [(470, 480)]}, {}, "a start at 08:10 instead of 07:50 to 08:00"),
    "tools": ({"tools": ("lift",)}, {}, "lift on board"),
    "parts": ({"parts": (Quantity("p", 3),)}, {"stock": (Quantity("p"),)}, "2 p more on board of ann"),
    "territory": ({"territory": "south"}, {}, "ann made a member of territory south"),
    "choice": ({"excluded_technicians": ("ann",)}, {}, "ann allowed to go"),
    "skill_level": (
        {"skills": (SkillRequirement("gas", 3),)},
        {"skills": (Skill("gas"),)},
        "skill gas at level 3 for ann",
    ),
    "skill": ({"skills": (SkillRequirement("gas"),)}, {}, "skill gas at level 1 for ann"),
    "certificate": ({"certificates": ("f",)}, {}, "a valid certificate f for ann"),
}


@pytest.mark.parametrize("kind", RELAXATIONS)
def test_the_change_says_precisely_what_to_do(kind: str) -> None:
    fields, person, words = RELAXATIONS[kind]
    item = build.appointment(**{"territory": "north", **fields})
    problem = build.problem([item], [_person(**person)], territories=["north", "south"])
    change = _change(problem)
    assert change.relaxation.kind == kind
    assert words in change.relaxation.sentence
    assert change.relaxation.sentence.startswith("With ")
    assert why_not(problem).relaxation == change.relaxation


def test_what_is_in_no_territory_is_put_into_one() -> None:
    change = _change(build.problem([build.appointment()], [_person()], territories=["north"]))
    assert "a1 put into territory north" in change.relaxation.sentence
    assert change.appointment.territory == "north"


def test_the_cheapest_is_taken_and_costs_what_is_stated() -> None:
    change = _change(build.problem([build.appointment(due=540)]))
    assert change.relaxation.minutes == COSTS["later_due"] * 10 + 80
    required = build.problem([build.appointment(due=540, tools=("lift",))])
    assert Relaxer(Desk(required, POLICY, Plan())).cheapest("a1") is None


def test_a_missing_location_cannot_be_made_up() -> None:
    assert why_not(build.problem([build.appointment(location=None)])).relaxation is None


def test_another_day_is_offered_where_the_horizon_has_one() -> None:
    days = (Shift("mon", 480, 960, max_visits=0), Shift("tue", 1920, 2400))
    ann = build.technician("ann", *days)
    item = build.appointment(windows=[(490, 500)], due=600)
    change = _change(build.problem([item], [ann], horizon=build.day(days=3)))
    assert change.relaxation.kind == "another_day"
    assert "one day later: a start at 2026-03-03 08:10" in change.relaxation.sentence


def test_what_is_worth_less_is_left_out_where_nothing_else_helps() -> None:
    long = [Appointment("a1", 400, EAST, pin=Pin(start=490)), Appointment("a2", 400, EAST, pin=Pin(start=490))]
    problem = build.problem(long)
    change = _change(problem, build.plan(build.driven(problem, "ann", "a2")))
    assert (change.relaxation.kind, change.removed) == ("without_another", "a2")
    assert "a2 (priority 3) left out with ann" in change.relaxation.sentence


def test_overtime_does_not_run_into_the_next_shift() -> None:
    shifts = (Shift("early", 480, 540), Shift("late", 545, 600))
    problem = build.problem([build.appointment()], [build.technician("ann", *shifts)])
    change = _change(problem)
    assert change.routes[0].shift == "late"
    assert change.relaxation.kind == "overtime"
