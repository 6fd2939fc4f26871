"""The judge never raises, does not care for order or for the hour, and knows a fact from a fault."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scheduler.check
from scheduler.check import CONSTRAINT_CHECKS, Violation, added, check
from scheduler.entities import (
    Break,
    Certificate,
    Depot,
    Interval,
    Membership,
    Pin,
    Quantity,
    Skill,
    SkillRequirement,
)
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler.build import (
    NORTH,
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
from tests.scheduler.strategies import (
    TICKS,
    driven_plans,
    junk_plans,
    moved_plan,
    moved_problem,
    policies,
    problems,
)
from tests.scheduler.twins import TWINS

ANY_TIME = st.integers(-(10**30), 10**30) | st.integers(-100, 3000)
FROZEN = Pin("ann", 490, frozen=True)


def codes(data: ProblemData, judged: Plan, judged_by: Policy | None = None) -> list[str]:
    return [violation.code for violation in check(data, judged_by or policy(), judged)]


def verdicts(data: ProblemData, judged_by: Policy, judged: Plan) -> list[tuple[Any, ...]]:
    found = check(data, judged_by, judged)
    return sorted((v.constraint, v.code, *map(str, (v.appointment, v.technician, v.shift, v.inherited))) for v in found)


def test_the_judge_imports_nothing_that_makes_plans() -> None:
    allowed = {"entities", "problem", "solution", "horizon", "policy", "check", "travel"}
    folder = Path(scheduler.check.__file__).parent
    for source in folder.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name != "numpy"
                assert not name.startswith("scheduler") or name.split(".")[1] in allowed, f"{source.name}: {name}"


def test_an_empty_plan_breaks_nothing() -> None:
    assert check(problem(), policy(), plan()) == ()


@given(problems(), policies(), junk_plans(ANY_TIME))
def test_junk_is_judged_and_never_raises(data: ProblemData, judged_by: Policy, junk: Plan) -> None:
    found = check(data, judged_by, junk)
    assert all(violation.constraint in CONSTRAINT_CHECKS for violation in found)
    readable = {(r.technician, r.shift) for r in junk.routes} <= data.duty.keys() and all(r.stops for r in junk.routes)
    assert readable or "ROUTE" in {violation.code for violation in added(found)}


@given(problems(), policies(), st.data(), st.integers(0, 5000))
def test_the_hour_does_not_matter(data: ProblemData, judged_by: Policy, draw: st.DataObject, by: int) -> None:
    judged = draw.draw(driven_plans(data) | junk_plans(TICKS))
    assert verdicts(data, judged_by, judged) == verdicts(moved_problem(data, by), judged_by, moved_plan(judged, by))


@given(problems(), policies(), st.data())
def test_the_order_of_the_data_does_not_matter(data: ProblemData, judged_by: Policy, draw: st.DataObject) -> None:
    judged = draw.draw(driven_plans(data) | junk_plans(TICKS))
    shuffled = data.replace(
        appointments=tuple(draw.draw(st.permutations(data.appointments))),
        technicians=tuple(draw.draw(st.permutations(data.technicians))),
    )
    routes = Plan(tuple(draw.draw(st.permutations(judged.routes))))
    assert verdicts(data, judged_by, judged) == verdicts(shuffled, judged_by, routes)


@given(problems(), policies(), st.data())
def test_without_pins_and_waivers_nothing_is_inherited(
    data: ProblemData, judged_by: Policy, draw: st.DataObject
) -> None:
    plain = data.replace(appointments=tuple(item.replace(pin=None, waivers=()) for item in data.appointments))
    found = check(plain, judged_by, draw.draw(driven_plans(plain)))
    assert added(found) == found


@pytest.mark.parametrize("constraint", [name for name in TWINS if name not in ("once", "depot")])
def test_a_waiver_on_every_appointment_makes_it_inherited(constraint: str) -> None:
    twin = TWINS[constraint]
    waived = tuple(item.replace(waivers=(constraint,)) for item in twin.problem.appointments)
    found = check(twin.problem.replace(appointments=waived), twin.policy, twin.forbidden)
    assert [one.constraint for one in found] == [constraint]
    assert added(found) == ()


def test_nobody_can_waive_that_a_visit_is_made_once() -> None:
    twin = TWINS["once"]
    waived = tuple(item.replace(waivers=("once",)) for item in twin.problem.appointments)
    assert len(added(check(twin.problem.replace(appointments=waived), twin.policy, twin.forbidden))) == 1


def test_a_waiver_covers_its_own_constraint_only() -> None:
    data = problem([appointment(due=540, location=None, waivers=("sla",))])
    found = check(data, policy(), plan(driven(data, "ann", "a1", departure=490)))
    assert {violation.code: violation.inherited for violation in found} == {"SLA_WINDOW": True, "NO_LOCATION": False}


def frozen(name: str = "a1", start: int = 490, **fields: Any) -> Any:
    return appointment(name, pin=Pin("ann", start, frozen=True), **fields)


def test_what_a_frozen_visit_breaks_is_inherited_where_it_is_frozen() -> None:
    data = problem([frozen(due=540, excluded_technicians=("ann", "bob"))], [technician("ann"), technician("bob")])
    assert added(check(data, policy(), plan(driven(data, "ann", "a1")))) == ()
    for elsewhere in (driven(data, "bob", "a1"), driven(data, "ann", "a1", departure=481)):
        found = added(check(data, policy(), plan(elsewhere)))
        assert {violation.code for violation in found} == {"PIN", "SLA_WINDOW", "EXCLUDED"}


def test_a_pin_that_is_not_frozen_excuses_nothing() -> None:
    data = problem([appointment(due=540, pin=Pin("ann", 490))])
    assert [violation.code for violation in added(check(data, policy(), plan(driven(data, "ann", "a1"))))] == [
        "SLA_WINDOW"
    ]


def test_a_frozen_visit_does_not_decide_how_long_it_takes() -> None:
    data = problem([frozen()])
    judged = plan(route("ann", 480, stop("a1", 490, 540), arrival=550))
    assert [violation.code for violation in added(check(data, policy(), judged))] == ["SERVICE"]


def test_travel_between_two_frozen_visits_is_inherited_and_to_any_other_is_not() -> None:
    judged = plan(route("ann", 480, stop("a1", 490, 550), stop("a2", 560, 620), arrival=640))
    for second, inherited in ((frozen("a2", 560, location=WEST), True), (appointment("a2", location=WEST), False)):
        (found,) = check(problem([frozen(), second]), policy(), judged)
        assert (found.code, found.appointment, found.inherited) == ("TRAVEL", "a2", inherited)
        assert "10 min for 25 min of travel" in found.sentence


@pytest.mark.parametrize(("departure", "code", "inherited"), [
    (480, "TRAVEL", True),  # at the start of the shift, and still too late
    (481, "TRAVEL", False),  # might have left earlier
    (475, "SHIFT", True),  # as late as will do
    (474, "SHIFT", False),  # earlier than needed
])  # fmt: skip
def test_the_way_to_an_early_frozen_visit_is_inherited_if_the_plan_makes_the_best_of_it(
    departure: int, code: str, inherited: bool
) -> None:
    data = problem([frozen(start=485)])
    (found,) = check(data, policy(), plan(route("ann", departure, stop("a1", 485, 545), arrival=555)))
    assert (found.code, found.inherited) == (code, inherited)


@pytest.mark.parametrize(("arrival", "code", "inherited"), [
    (960, "TRAVEL", True),
    (959, "TRAVEL", False),
    (965, "SHIFT", True),
    (966, "SHIFT", False),
])  # fmt: skip
def test_the_way_home_from_a_late_frozen_visit_likewise(arrival: int, code: str, inherited: bool) -> None:
    data = problem([frozen(start=895)])
    (found,) = check(data, policy(), plan(route("ann", 885, stop("a1", 895, 955), arrival=arrival)))
    assert (found.code, found.inherited) == (code, inherited)


@pytest.mark.parametrize(("worker", "fields", "code"), [
    (technician(capacity=1), {"load": 1}, "CAPACITY"),
    (technician(), {"parts": (Quantity("valve", 1),)}, "PARTS"),
    (technician("ann", shift(max_visits=0)), {}, "LIMIT"),
])  # fmt: skip
def test_a_sum_is_inherited_if_all_that_add_to_it_are_frozen(worker: Any, fields: Any, code: str) -> None:
    both = [frozen("a1", 490, **fields), frozen("a2", 550, **fields)]
    one_free = [both[0], appointment("a2", **fields)]
    for items, inherited in ((both, True), (one_free, False)):
        data = problem(items, [worker])
        (found,) = check(data, policy(), plan(driven(data, "ann", "a1", "a2")))
        assert (found.code, found.inherited) == (code, inherited)


def test_a_waived_load_excuses_itself_and_no_other() -> None:
    for capacity, inherited in ((5, True), (4, False)):
        items = [appointment("a1", load=5), appointment("a2", load=3, waivers=("capacity",))]
        data = problem(items, [technician(capacity=capacity)])
        (found,) = check(data, policy(), plan(driven(data, "ann", "a1", "a2")))
        assert (found.code, found.inherited) == ("CAPACITY", inherited)


@pytest.mark.parametrize(("duration", "rest", "inherited"), [
    (60, Break(500, 520, 30), True),  # wherever it starts it meets the frozen visit
    (60, Break(500, 569, 30), True),  # the last start that still does
    (40, Break(500, 550, 30), False),  # might be taken straight after it
    (60, Break(470, 520, 30), False),  # might have been taken before the departure
])  # fmt: skip
def test_a_missing_break_is_inherited_if_the_frozen_visit_leaves_no_room(
    duration: int, rest: Break, inherited: bool
) -> None:
    data = problem([frozen(start=510, duration=duration)], [technician("ann", shift(breaks=(rest,)))])
    judged = plan(route("ann", 480, stop("a1", 510, 510 + duration, arrive=490), arrival=580))
    (found,) = check(data, policy(), judged)
    assert (found.code, found.inherited) == ("BREAK", inherited)


@pytest.mark.parametrize(("start", "inherited"), [(604, True), (605, False)])
def test_room_between_frozen_visits_is_what_travel_and_absence_leave(start: int, inherited: bool) -> None:
    """From east (ready 550) to west: 25 of travel, 5 of absence, 25 of break."""
    rest, away = Break(540, 590, 25), Interval(552, 557)
    data = problem(
        [frozen(), frozen("a2", start, location=WEST)],
        [technician("ann", shift(breaks=(rest,)), absences=(away,))],
    )
    judged = plan(route("ann", 480, stop("a1", 490, 550), stop("a2", start, start + 60), arrival=start + 80))
    (found,) = check(data, policy(), judged)
    assert (found.code, found.inherited) == ("BREAK", inherited)


def test_breaks_of_one_length_are_told_apart_by_the_best_matching() -> None:
    """The break 560..590 would do for either; only if it is the first's can 600..630 be the second's."""
    duty = shift(breaks=(Break(550, 620, 30), Break(540, 570, 30)))
    data = problem([appointment()], [technician("ann", duty)])
    for breaks in ([(560, 590), (600, 630)], [(600, 630), (560, 590)]):
        assert codes(data, plan(route("ann", 480, stop("a1", 490, 550), arrival=640, breaks=breaks))) == []


def test_one_break_cannot_stand_for_two() -> None:
    duty = shift(breaks=(Break(550, 620, 30), Break(550, 620, 30)))
    data = problem([appointment()], [technician("ann", duty)])
    judged = plan(route("ann", 480, stop("a1", 490, 550), arrival=640, breaks=[(560, 590)]))
    assert codes(data, judged) == ["BREAK"]


def test_an_instant_of_service_inside_an_absence_is_forbidden_and_at_its_ends_is_not() -> None:
    data = problem([appointment(duration=0)], [technician(absences=(Interval(500, 510), Interval(505, 505)))])
    for start, expected in ((500, []), (505, ["ABSENCE"]), (510, [])):
        assert codes(data, plan(route("ann", 480, stop("a1", start, start), arrival=540))) == expected


def test_absences_that_overlap_count_once() -> None:
    data = problem([appointment()], [technician(absences=(Interval(550, 570), Interval(560, 580)))])
    assert codes(data, plan(route("ann", 480, stop("a1", 490, 550), arrival=590))) == []
    assert codes(data, plan(route("ann", 480, stop("a1", 490, 550), arrival=589))) == ["TRAVEL"]


def test_an_absence_before_the_departure_is_free_and_one_across_it_counts_its_part_on_duty() -> None:
    data = problem([appointment()], [technician(absences=(Interval(480, 500),))])
    assert codes(data, plan(route("ann", 500, stop("a1", 510, 570), arrival=580))) == []
    assert codes(data, plan(route("ann", 495, stop("a1", 510, 570), arrival=580))) == []
    assert codes(data, plan(route("ann", 495, stop("a1", 509, 569), arrival=580))) == ["TRAVEL"]


def test_time_off_may_be_taken_at_the_door() -> None:
    data = problem([appointment()], [technician("ann", shift(breaks=(Break(490, 500, 30),)))])
    judged = plan(route("ann", 480, stop("a1", 530, 590, arrive=490), arrival=600, breaks=[(495, 525)]))
    assert codes(data, judged) == []


def test_an_arrival_after_the_start_is_forbidden() -> None:
    data = problem([appointment()])
    (found,) = check(data, policy(), plan(route("ann", 480, stop("a1", 490, 550, arrive=491), arrival=560)))
    assert (found.code, "after the start 08:10" in found.sentence) == ("TRAVEL", True)


def test_locations_of_the_shift_come_before_those_of_the_technician() -> None:
    """Index 0 is a place like any other."""
    for duty, worker, ends in (
        (shift(), {"end": 0, "home": 1}, (1, 0)),
        (shift(start_location=0, end_location=0), {"end": 2, "home": 1}, (0, 0)),
        (shift(), {"home": 1}, (1, 1)),
    ):
        data = problem([appointment(location=NORTH)], [technician("ann", duty, **worker)])
        out, back = data.legs.ticks(ends[0], NORTH), data.legs.ticks(NORTH, ends[1])
        exact = route("ann", 600 - out, stop("a1", 600, 660), arrival=660 + back)
        assert codes(data, plan(exact)) == []
        for changes in ({"departure": exact.departure + 1}, {"arrival": exact.arrival - 1}):
            assert codes(data, plan(exact.replace(**changes))) == ["TRAVEL"]


def test_what_cannot_be_read_is_named() -> None:
    data = problem([appointment()], depots=(Depot("store", WEST),))
    one = stop("store", 500, 510, kind="depot")
    judged = plan(
        route("ann", 480, one, stop("lost", 530, 531), arrival=600),
        route("ann", 700, arrival=700),
        route("eve", 480, stop("a1", 490, 550), arrival=560),
    )
    sentences = " ".join(violation.sentence for violation in check(data, policy(), judged))
    for words in ("it lasts 10 min, not 0 min", "appointment lost", "another route", "no visit", "no such duty"):
        assert words in sentences
    assert set(codes(data, judged)) == {"ROUTE", "DEPOT"}


def test_a_depot_stop_takes_its_way() -> None:
    data = problem([appointment()], depots=(Depot("store", WEST),))
    judged = plan(route("ann", 480, stop("store", 499, 505, kind="depot"), arrival=600))
    assert sorted(codes(data, judged)) == ["DEPOT", "ROUTE", "TRAVEL"]


def test_sentences_show_the_date_where_there_are_several_and_the_tick_where_there_is_none() -> None:
    data = problem([appointment(due=540, windows=[(0, 10**12)])], horizon=day(2), technicians=[technician(name="Ann")])
    (found,) = check(data, policy(), plan(driven(data, "ann", "a1")))
    assert found.sentence == (
        "Appointment a1 with Ann (ann) at 2026-03-02 08:10: it ends 2026-03-02 09:10, "
        "after 2026-03-02 09:00 when it is due."
    )


def test_a_tick_beyond_every_calendar_is_still_told() -> None:
    data = problem([appointment()])
    judged = plan(route("ann", 480, stop("a1", 10**30, 10**30 + 60), arrival=10**30 + 70))
    (found,) = check(data, policy(), judged)
    assert (found.code, f"tick {10**30 + 70}" in found.sentence) == ("SHIFT", True)


def test_added_leaves_out_what_is_inherited() -> None:
    one, two = (Violation("SLA_WINDOW", "sla", "Late.", inherited=inherited) for inherited in (True, False))
    assert added([one, two]) == (two,)


def test_a_break_that_a_visit_beside_the_frozen_one_displaces_is_the_plans_own() -> None:
    """The frozen visit from 600 on leaves room before it, which the other one takes."""
    data = problem([appointment(), frozen("a2", 600)], [technician("ann", shift(breaks=(Break(520, 580, 30),)))])
    judged = plan(route("ann", 480, stop("a1", 520, 580), stop("a2", 600, 660), arrival=670))
    (found,) = check(data, policy(), judged)
    assert (found.code, found.inherited) == ("BREAK", False)


def test_a_break_too_late_before_and_too_early_after_the_frozen_visit_is_inherited() -> None:
    """It would have to start 485 to be over by 515, and may not before 490."""
    data = problem([frozen(start=515)], [technician("ann", shift(breaks=(Break(490, 574, 30),)))])
    judged = plan(route("ann", 480, stop("a1", 515, 575, arrive=490), arrival=585))
    (found,) = check(data, policy(), judged)
    assert (found.code, found.inherited) == ("BREAK", True)


def test_a_break_may_end_when_the_next_visit_starts() -> None:
    data = problem([appointment()], [technician("ann", shift(breaks=(Break(490, 500, 30),)))])
    for start, expected in ((530, []), (529, ["BREAK"])):
        judged = plan(route("ann", 480, stop("a1", start, start + 60, arrive=490), arrival=600, breaks=[(500, 530)]))
        assert codes(data, judged) == expected


def test_a_renewed_certificate_is_valid_and_the_best_of_several_levels_counts() -> None:
    certificates = (Certificate("F-gas", end=400), Certificate("F-gas", start=400))
    data = problem([appointment(certificates=("F-gas",))], [technician(certificates=certificates)])
    assert codes(data, plan(driven(data, "ann", "a1"))) == []
    worker = technician(skills=(Skill("gas", 1), Skill("gas", 2)))
    data = problem([appointment(skills=(SkillRequirement("gas", 3),))], [worker])
    (found,) = check(data, policy(), plan(driven(data, "ann", "a1")))
    assert "skill gas is held at level 2, 3 is needed" in found.sentence


def test_travel_says_what_there_is_and_what_it_takes() -> None:
    rests = (Break(550, 560, 30),)
    data = problem([appointment()], [technician("ann", shift(breaks=rests))])
    judged = plan(route("ann", 480, stop("a1", 490, 550), arrival=589, breaks=[(550, 580)]))
    (found,) = check(data, policy(), judged)
    assert found.sentence == (
        "Route of ann in shift day: from visit a1 (ready 09:10) to the start or end of the route (arrival 09:49) "
        "there are 39 min for 10 min of travel and 30 min of time off."
    )


def test_a_secondary_member_is_told_from_a_stranger() -> None:
    for memberships, words in (((Membership("north", "secondary"),), "only a secondary member"), ((), "not a member")):
        data = problem([appointment(territory="north")], [technician(memberships=memberships)], territories=("north",))
        (found,) = check(data, policy(), plan(driven(data, "ann", "a1")))
        assert words in found.sentence
