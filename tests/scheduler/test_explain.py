"""Explanations: counts that add up, verdicts that are true, changes that help, sentences with the facts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.check import added, check
from scheduler.desk import Desk
from scheduler.eligibility import Eligibility
from scheduler.entities import (
    Appointment,
    Break,
    Certificate,
    Interval,
    Membership,
    Pin,
    ProblemError,
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
from scheduler.recommend import recommend
from scheduler.relax import COSTS, Change, Relaxer
from scheduler.solution import Plan
from scheduler.solve import Settings, solve
from tests.scheduler import build
from tests.scheduler.build import EAST, NORTH, WEST
from tests.scheduler.planned import Planned, planned_days

POLICY = build.policy()
NOTHING = Plan()
RELAXED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def why_not(problem: ProblemData, plan: Plan = NOTHING, name: str = "a1", policy: Policy = POLICY) -> Unscheduled:
    (found,) = explain(problem, policy, plan, name).unscheduled
    return found


@RELAXED
@given(planned_days())
def test_everything_is_explained_once_and_every_count_adds_up(planned: Planned) -> None:
    problem, policy, plan = planned
    found = explain(problem, policy, plan)
    names = [*(one.appointment for one in found.assigned), *(one.appointment for one in found.unscheduled)]
    assert sorted(names) == sorted(problem.appointment)
    assert {one.appointment for one in found.assigned} == set(plan.visits)
    eligibility = Eligibility(problem, policy)
    rows = {item.id: row for row, item in enumerate(problem.appointments)}
    for one in found.unscheduled:
        possible = {problem.duties[duty][0].id for duty in eligibility.duties(rows[one.appointment])}
        assert one.funnel[0].remaining == len(problem.technicians)
        for before, step in zip(one.funnel, one.funnel[1:], strict=False):
            assert before.remaining - step.remaining == len(step.lost)
        assert one.funnel[-1].remaining == len(possible)
        assert {name for step in one.funnel for name in step.lost} == set(problem.technician) - possible
        assert (one.verdict == "impossible") == (not possible)
        assert one.codes
        assert one.appointment in one.sentence


@RELAXED
@given(planned_days())
def test_alternatives_are_the_cheapest_slots_of_each_other_technician(planned: Planned) -> None:
    problem, policy, plan = planned
    for one in explain(problem, policy, plan).assigned:
        slots = recommend(problem, policy, plan, one.appointment, 1000).slots
        others = {slot.technician for slot in slots} - {one.technician}
        assert {slot.technician for slot in one.alternatives} == others
        for slot in one.alternatives:
            assert slot.rank == min(other.rank for other in slots if other.technician == slot.technician)
        assert {no.technician for no in one.refusals} == set(problem.technician) - others - {one.technician}


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


# -- verdicts by example


IMPOSSIBLE = {
    "NO_LOCATION": ({"location": None}, {}, "nobody knows where it is"),
    "NO_TERRITORY": ({}, {}, "it is in no territory"),
    "TERRITORY": ({"territory": "south"}, {}, "not a member of territory south"),
    "SKILL": ({"skills": (SkillRequirement("gas"),)}, {}, "does not have skill gas"),
    "SKILL_LEVEL": (
        {"skills": (SkillRequirement("gas", 2),)},
        {"skills": (Skill("gas"),)},
        "has skill gas at level 1, level 2 is needed",
    ),
    "CERTIFICATE": ({"certificates": ("f",)}, {}, "never had certificate f"),
    "CERTIFICATE_EXPIRED": (
        {"certificates": ("f",)},
        {"certificates": (Certificate("f", end=-1440),)},
        "certificate f is valid until 2026-02-28",
    ),
    "TOOLS": ({"tools": ("lift", "saw")}, {"tools": ("saw",)}, "does not carry lift"),
    "PARTS": ({"parts": (Quantity("valve", 2),)}, {"stock": (Quantity("valve"),)}, "has 1 of part valve"),
    "EXCLUDED": ({"excluded_technicians": ("ann",)}, {}, "is excluded"),
    "PIN": ({"pin": Pin("zoe")}, {}, "it is pinned to zoe"),
    "CAPACITY": ({"load": 5}, {"capacity": 4}, "a load of 5 is more than the van's 4"),
    "ABSENCE": ({}, {"absences": (Interval(480, 960),)}, "is absent 08:00 to 16:00"),
    "SHIFT": ({"duration": 600}, {}, "the shift is 08:00 to 16:00"),
    "WINDOW": ({"windows": [(1000, 1100)]}, {}, "it may start within 16:40 to 18:20"),
    "SLA_WINDOW": ({"due": 520}, {}, "it cannot end by 08:40 when it is due"),
    "TRAVEL": ({"location": NORTH, "duration": 440}, {}, "the way of 30 min there and 30 min back takes too long"),
}


def test_a_place_in_no_territory_is_told_with_the_nearest_one() -> None:
    word = "It lies in no territory; the nearest is south, 800 m away."
    item = build.appointment(details={"outside": word})
    for territory, told in ((None, True), ("south", False)):
        problem = build.problem([item.replace(territory=territory)], territories=["south"])
        assert (word in why_not(problem).sentence) is told


@pytest.mark.parametrize("code", IMPOSSIBLE)
def test_what_nobody_may_do_is_impossible_with_the_fact(code: str) -> None:
    fields, person, words = IMPOSSIBLE[code]
    place = {} if code == "NO_TERRITORY" else {"territory": "north"}
    item = build.appointment(**{**place, **fields})
    ann = build.technician(name="Ann Lee", memberships=(Membership("north"),), **person)
    found = why_not(build.problem([item], [ann], territories=["north", "south"]))
    assert (found.verdict, found.codes) == ("impossible", (code,))
    assert words in found.refusals[0].sentence
    assert found.refusals[0].sentence.startswith("Ann Lee (ann) cannot take a1: ")
    assert "even on an empty calendar" in found.sentence
    assert found.funnel[-1].remaining == 0


def test_required_others_and_dated_memberships_are_told() -> None:
    item = build.appointment(territory="north", required_technicians=("zoe",))
    ann = build.technician(memberships=(Membership("north", end=0),))
    bob = build.technician("bob", memberships=(Membership("north", "secondary"),))
    problem = build.problem([item], [ann, bob], territories=["north"])
    first, second = why_not(problem).refusals
    assert "a member of territory north only until 2026-03-01" in first.sentence
    assert "only zoe may go" in first.sentence
    assert "only a secondary member of territory north" in second.sentence


def test_a_skill_held_on_other_days_is_told_with_its_dates() -> None:
    item = build.appointment(skills=(SkillRequirement("gas"), SkillRequirement("lift")))
    ann = build.technician(skills=(Skill("gas", start=1440),))
    sentence = why_not(build.problem([item], [ann])).refusals[0].sentence
    assert "does not have skill gas (held from 2026-03-03) and does not have skill lift" in sentence


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"windows": [(-100, -60)]}, "Its last window ended 2026-03-01T23:00:00+00:00, before the horizon begins"),
        ({"due": -60}, "It was due 2026-03-01T23:00:00+00:00, before the horizon begins"),
    ],
)
def test_what_is_past_is_called_past(fields: dict[str, object], words: str) -> None:
    found = why_not(build.problem([build.appointment(**fields)]))
    assert found.verdict == "impossible"
    assert words in found.sentence


def test_without_technicians_nothing_can_be_served() -> None:
    found = why_not(build.problem([build.appointment()], []))
    assert (found.verdict, found.codes, found.funnel[-1].remaining) == ("impossible", ("SHIFT",), 0)


def test_somebody_off_duty_falls_out_at_the_first_rule_that_needs_no_shift() -> None:
    item = build.appointment(skills=(SkillRequirement("gas"),))
    problem = build.problem([item], [build.off_duty("ann"), build.off_duty("bob", skills=(Skill("gas"),))])
    lost = {step.rule: step.lost for step in why_not(problem).funnel if step.lost}
    assert lost == {"skill": ("ann",), "shift": ("bob",)}


def test_a_pinned_start_falls_out_as_a_pin_of_the_clock() -> None:
    problem = build.problem([build.appointment(pin=Pin(start=100))])
    steps = {step.rule: step for step in why_not(problem).funnel}
    assert steps["pin"].remaining == 1
    assert (steps["pin_start"].remaining, steps["pin_start"].code) == (0, "PIN")


def test_a_limit_and_a_break_are_told() -> None:
    ann = build.technician("ann", build.shift(max_visits=0, max_travel=200, max_duration=300))
    bob = build.technician("bob", build.shift(480, 600, breaks=(Break(520, 550, 50),)), home=EAST)
    first, second = why_not(build.problem([build.appointment(duration=80)], [ann, bob])).refusals
    assert first.codes == ("LIMIT",)
    assert "the limit of 0 visits, 200 min of travel and 300 min of working time" in first.sentence
    assert "50 min starting within 08:40 to 09:10" in second.sentence


def test_dates_are_told_where_there_are_several_days() -> None:
    problem = build.problem([build.appointment(windows=[(100, 200)])], horizon=build.day(days=2))
    assert "2026-03-02 01:40 to 2026-03-02 03:20" in why_not(problem).refusals[0].sentence


# -- what is served


def test_an_assignment_is_told_with_what_it_pays_and_what_else_it_would_cost() -> None:
    item = build.appointment(windows=[(540, 600)], due=700)
    people = [build.technician(name="Ann Lee"), build.technician("bob", home=WEST), build.off_duty("cid")]
    problem = build.problem([item], people)
    (found,) = explain(problem, POLICY, build.plan(build.driven(problem, "ann", "a1")), "a1").assigned
    assert (found.technician, found.shift, found.start) == ("ann", "day", 540)
    assert found.minutes == {"travel_time": 10.0}
    assert [(slot.technician, slot.terms["travel_time"]) for slot in found.alternatives] == [("bob", 30)]
    assert found.sentence == (
        "a1 is with Ann Lee (ann) from 09:00 to 10:00 (window 09:00 to 10:00, due 11:40). "
        "It pays 10.0 min: travel_time 10.0. "
        "Next best is bob at 09:00, +30.0 min with everything else fixed. "
        "1 cannot take it (SHIFT 1)."
    )


def test_what_nobody_else_can_take_is_told() -> None:
    problem = build.problem([build.appointment()])
    (found,) = explain(problem, POLICY, build.plan(build.driven(problem, "ann", "a1"))).assigned
    assert "Nobody else has room for it as the plan stands." in found.sentence


def test_a_visit_that_is_there_twice_is_told_without_prices() -> None:
    problem = build.problem([build.appointment()], [build.technician("ann"), build.technician("bob")])
    twice = build.plan(build.driven(problem, "ann", "a1"), build.driven(problem, "bob", "a1"))
    (found,) = explain(problem, POLICY, twice, "a1").assigned
    assert (found.alternatives, found.refusals) == ((), ())


def test_an_unknown_appointment_is_refused() -> None:
    with pytest.raises(ProblemError, match="'a9' is not in the problem"):
        explain(build.problem(), POLICY, Plan(), "a9")


def test_once_time_is_up_nothing_is_proved_and_that_is_said() -> None:
    items = [build.appointment("a1", windows=[(540, 550)]), build.appointment("a2", windows=[(540, 550)], priority=1)]
    problem = build.problem(items)
    plan = build.plan(build.driven(problem, "ann", "a2"))
    (found,) = explain(problem, POLICY, plan, "a1", stop=lambda: True).unscheduled
    assert (found.verdict, found.relaxation) == ("not_found", None)
    assert "not looked into any further" in found.sentence
    (late,) = explain(problem, POLICY, plan, "a1", seconds=-1.0).unscheduled
    assert late == found


def test_the_most_urgent_are_looked_into_first() -> None:
    problem = build.problem([build.appointment(f"a{number}", due=500, priority=4 - number) for number in (1, 2, 3)])
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    found = explain(problem, POLICY, NOTHING, stop=stop).unscheduled
    assert [one.appointment for one in found] == ["a1", "a2", "a3"]
    assert [one.relaxation is None for one in found] == [True, True, False]
    assert found[0].way_out == "What would place it was not looked for: 'roundsman explain a1' does."


def test_the_way_out_of_what_was_not_found_is_the_room_there_is() -> None:
    problem = build.problem([build.appointment(due=1000, tools=())], [build.technician("ann"), build.technician("bob")])
    found = why_not(problem)
    assert (found.verdict, found.relaxation) == ("not_found", None)
    assert found.way_out.startswith("ann has room at 08:10 as the plan stands: 'roundsman recommend a1'")


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


def test_no_relaxation_is_said_in_words() -> None:
    nobody = why_not(build.problem([build.appointment(due=520, tools=("lift",))]))
    assert (nobody.relaxation, nobody.way_out) == (None, "No single change was found that lets a1 in.")
    nowhere = why_not(build.problem([build.appointment(location=None)]))
    assert nowhere.way_out == "Nothing lets a1 in before its place is known."


def test_the_funnel_that_is_told_leaves_out_where_nobody_falls_out() -> None:
    item = build.appointment(skills=(SkillRequirement("gas"),), tools=("lift",))
    gas = (Skill("gas"),)
    crew = [build.technician("ann"), build.technician("bob", skills=gas), build.technician("cid", skills=gas)]
    found = why_not(build.problem([item], crew))
    assert [(step.rule, step.remaining) for step in found.funnel_told] == [
        ("technicians", 3),
        ("skill", 2),
        ("tools", 0),
    ]
    assert len(found.funnel) > len(found.funnel_told)


# -- relaxations by example


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


def test_solve_and_explain_agree() -> None:
    items = [build.appointment(f"a{index}", 90, EAST + index % 3, windows=[(480, 700)]) for index in range(6)]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    result = solve(problem, POLICY, Settings(seconds=1.0))
    found = explain(problem, POLICY, result.plan)
    assert len(found.assigned) == len(result.plan.visits)
    assert {one.verdict for one in found.unscheduled} <= {"crowded_out", "not_found"}
