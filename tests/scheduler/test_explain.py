"""Explanations: counts that add up, verdicts that are true, changes that help, sentences with the facts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.eligibility import Eligibility
from scheduler.entities import (
    Break,
    Certificate,
    Interval,
    Membership,
    Pin,
    ProblemError,
    Quantity,
    Skill,
    SkillRequirement,
)
from scheduler.explain import explain
from scheduler.explanation import Unscheduled
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.recommend import recommend
from scheduler.solution import Plan
from scheduler.solve import Settings, solve
from tests.scheduler import build
from tests.scheduler.build import EAST, NORTH, WEST
from tests.scheduler.planned import Planned, planned_days

POLICY = build.policy()
NOTHING = Plan()
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


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


def test_solve_and_explain_agree() -> None:
    items = [build.appointment(f"a{index}", 90, EAST + index % 3, windows=[(480, 700)]) for index in range(6)]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    result = solve(problem, POLICY, Settings(seconds=1.0))
    found = explain(problem, POLICY, result.plan)
    assert len(found.assigned) == len(result.plan.visits)
    assert {one.verdict for one in found.unscheduled} <= {"crowded_out", "not_found"}
