"""Who may: agreement with the judge in both directions, and reasons that are all true and all needed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import added, check
from scheduler.eligibility import CODES, Eligibility, reasons, reasons_off_duty
from scheduler.entities import (
    Appointment,
    Break,
    Certificate,
    Interval,
    Membership,
    Pin,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Window,
)
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.solution import Plan
from scheduler.working import route_of
from tests.scheduler import build
from tests.scheduler.brute_force import timings
from tests.scheduler.tiny_days import tiny_days, tiny_policies

POLICY = build.policy()
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
FAST = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(tiny_days(), tiny_policies())
def test_a_pair_is_eligible_exactly_if_the_judge_passes_some_timing_of_it(problem: ProblemData, policy: Policy) -> None:
    eligibility = Eligibility(problem, policy)
    for row, item in enumerate(problem.appointments):
        for duty in range(len(problem.duties)):
            plans = (Plan((route,)) for route in timings(problem, duty, (item.id,)))
            possible = any(not added(check(problem, policy, plan)) for plan in plans)
            assert eligibility.allowed_at(row, duty) == possible, (item, problem.duties[duty])


@FAST
@given(tiny_days(), tiny_policies())
def test_the_optimiser_has_an_allowed_route_for_every_eligible_pair(problem: ProblemData, policy: Policy) -> None:
    eligibility, evaluator = Eligibility(problem, policy), Evaluator(problem, policy)
    for row in range(len(problem.appointments)):
        for duty in range(len(problem.duties)):
            if eligibility.allowed_at(row, duty):
                value = evaluator.value(duty, (row,))
                assert value is not None
                assert added(check(problem, policy, Plan((route_of(evaluator, duty, (row,), value.table),)))) == ()


ticks = st.integers(0, 12)
maybe_tick = st.none() | ticks


@st.composite
def pairs(draw: st.DrawFn) -> ProblemData:
    """One technician and one appointment with every reason there is against the pair, now and then."""
    some = st.booleans()
    when = draw(st.none() | st.integers(1, 12))
    early = draw(ticks)
    shift = Shift(
        "day",
        draw(st.integers(0, 4)),
        draw(st.integers(5, 12)),
        breaks=(Break(early, early + draw(st.integers(0, 2)), draw(st.integers(1, 3))),) if draw(some) else (),
        max_visits=draw(st.none() | st.integers(0, 1)),
        max_travel=draw(st.none() | st.integers(0, 6)),
        max_duration=draw(st.none() | st.integers(1, 8)),
    )
    technician = Technician(
        "ann",
        0,
        (shift,) if draw(st.integers(0, 5)) else (),
        memberships=(
            Membership(draw(st.sampled_from(("north", "south"))), draw(st.sampled_from(("primary", "secondary")))),
        ),
        skills=(Skill("gas", draw(st.integers(1, 2)), end=when),) if draw(some) else (),
        certificates=(Certificate("f", end=when),) if draw(some) else (),
        tools=("lift",) if draw(some) else (),
        stock=(Quantity("valve"),) if draw(some) else (),
        absences=tuple(Interval(one, one + draw(st.integers(1, 6))) for one in draw(st.lists(ticks, max_size=2))),
        capacity=draw(st.none() | st.integers(0, 2)),
    )
    pin = draw(st.sampled_from((None, None, Pin("bob"), Pin("ann"), Pin(start=draw(ticks)), Pin("bob", draw(ticks)))))
    item = Appointment(
        "a1",
        draw(st.integers(0, 3)),
        draw(st.sampled_from((1, 1, 1, 1, None))),
        draw(st.sampled_from(("north", "north", "south", None))),
        windows=tuple(Window(one, one + draw(st.integers(0, 3))) for one in draw(st.lists(ticks, max_size=2))),
        earliest_start=draw(maybe_tick),
        due=draw(maybe_tick),
        skills=(SkillRequirement("gas", 2),) if draw(some) else (),
        certificates=("f",) if draw(some) else (),
        tools=("lift",) if draw(some) else (),
        parts=(Quantity("valve", draw(st.integers(1, 2))),) if draw(some) else (),
        excluded_technicians=("ann",) if draw(st.integers(0, 3)) == 0 else (),
        load=draw(st.integers(0, 3)),
        pin=pin,
    )
    way = {(0, 1): draw(st.integers(0, 5)), (1, 0): draw(st.integers(0, 5))}
    return build.problem([item], [technician], way, ["north", "south"])


def _without(problem: ProblemData, code: str) -> ProblemData:
    """The data edited so that one reason is gone."""
    (item,), (technician,) = problem.appointments, problem.technicians
    start = technician.shifts[0].start if technician.shifts else 0
    changed_item, changed = item, technician
    match code:
        case "NO_LOCATION":
            changed_item = item.replace(location=0)
        case "NO_TERRITORY":
            changed_item = item.replace(territory=technician.memberships[0].territory)
            changed = changed.replace(memberships=(Membership(technician.memberships[0].territory),))
        case "TERRITORY":
            changed = changed.replace(memberships=(Membership(str(item.territory)),))
        case "SKILL" | "SKILL_LEVEL":
            changed = changed.replace(skills=(Skill("gas", 2),))
        case "CERTIFICATE" | "CERTIFICATE_EXPIRED":
            changed = changed.replace(certificates=(Certificate("f"),))
        case "TOOLS":
            changed = changed.replace(tools=("lift",))
        case "PARTS":
            changed = changed.replace(stock=(Quantity("valve", 9),))
        case "EXCLUDED":
            changed_item = item.replace(excluded_technicians=())
        case "PIN":
            changed_item = item.replace(pin=None)
        case "CAPACITY":
            changed = changed.replace(capacity=None)
        case "ABSENCE":
            changed = changed.replace(absences=())
        case "SHIFT":
            # What holds on the day it was judged holds for good, so that the day may begin earlier.
            old = technician.shifts[0] if technician.shifts else Shift("day", 0, 1)
            changed = changed.replace(
                shifts=(old.replace(start=-1000, end=1000),),
                skills=tuple(Skill(s.name, s.level) for s in technician.skills if s.holds_at(start)),
                certificates=tuple(Certificate(c.name) for c in technician.certificates if c.holds_at(start)),
            )
        case "BREAK":
            changed = changed.replace(shifts=tuple(one.replace(breaks=()) for one in technician.shifts))
        case "LIMIT":
            none = {"max_visits": None, "max_travel": None, "max_duration": None}
            changed = changed.replace(shifts=tuple(one.replace(**none) for one in technician.shifts))
        case "WINDOW":
            changed_item = item.replace(windows=(), earliest_start=None)
        case "SLA_WINDOW":
            changed_item = item.replace(due=None)
        case "TRAVEL":
            return problem.replace(travel=build.matrix_travel({}, count=4))
        case _:
            raise AssertionError(code)
    return problem.replace(appointments=(changed_item,), technicians=(changed,))


def _possible(problem: ProblemData) -> bool:
    """Whether the optimiser makes a route of the pair that the judge passes and eligibility foresees."""
    if not problem.duties:
        return False
    evaluator = Evaluator(problem, POLICY)
    allowed = Eligibility(problem, POLICY).allowed_at(0, 0)
    value = evaluator.value(0, (0,)) if problem.appointments[0].location is not None else None
    passed = value is not None and not check(problem, POLICY, Plan((route_of(evaluator, 0, (0,), value.table),)))
    assert allowed == passed
    return passed


@settings(max_examples=160, deadline=None, suppress_health_check=list(HealthCheck))
@given(pairs())
def test_all_reasons_together_and_each_of_them_keep_a_pair_apart(problem: ProblemData) -> None:
    (item,), (technician,) = problem.appointments, problem.technicians
    if problem.duties:
        codes = reasons(problem, POLICY, item, *problem.duties[0])
    else:
        codes = reasons_off_duty(problem, POLICY, item, technician)
    assert (codes == ()) == _possible(problem)
    freed = problem
    for code in codes:
        freed = _without(freed, code)
    assert codes == () or _possible(freed)
    for kept in codes:
        others = problem
        for code in codes:
            others = others if code == kept else _without(others, code)
        assert not _possible(others), (kept, codes)


@FAST
@given(pairs())
def test_the_matrix_names_one_of_the_reasons(problem: ProblemData) -> None:
    if problem.duties:
        found = reasons(problem, POLICY, problem.appointments[0], *problem.duties[0])
        code = CODES[int(Eligibility(problem, POLICY).codes[0, 0])]
        assert code in found if found else code == ""


def test_without_appointments_or_duties_the_matrix_is_empty() -> None:
    assert Eligibility(build.problem(), POLICY).codes.shape == (0, 1)
    assert Eligibility(build.problem([build.appointment()], []), POLICY).allowed.shape == (1, 0)


def test_an_absence_is_not_blamed_beside_a_pin_that_goes_with_its_start() -> None:
    ann = build.technician(absences=(Interval(600, 660),))
    item = build.appointment(pin=Pin("bob", 610))
    data = build.problem([item], [ann])
    assert reasons(data, POLICY, item, *data.duties[0]) == ("PIN",)


def test_an_absence_does_not_count_towards_the_limit_on_working_time() -> None:
    ann = build.technician("ann", build.shift(480, 720, max_duration=120), absences=(Interval(500, 650),))
    data = build.problem([build.appointment(windows=[(490, 490), (650, 655)])], [ann])
    assert Eligibility(data, POLICY).allowed_at(0, 0)


@pytest.mark.parametrize(
    ("constraint", "item", "technician"),
    [
        ("capacity", {"load": 5}, {"capacity": 1}),
        ("parts", {"parts": (Quantity("valve"),)}, {}),
        ("tools", {"tools": ("lift",)}, {}),
        ("skill", {"skills": (SkillRequirement("gas"),)}, {}),
    ],
)
def test_a_waiver_makes_a_pair_possible(
    constraint: str, item: dict[str, object], technician: dict[str, object]
) -> None:
    ann = build.technician(**technician)  # type: ignore[arg-type]
    strict = build.problem([build.appointment(**item)], [ann])
    eased = build.problem([build.appointment(waivers=(constraint,), **item)], [ann])
    assert not Eligibility(strict, POLICY).allowed_at(0, 0)
    assert Eligibility(eased, POLICY).allowed_at(0, 0)
    assert Evaluator(eased, POLICY).value(0, (0,)) is not None


def test_a_waiver_of_the_limits_makes_a_long_way_possible() -> None:
    ann = build.technician("ann", build.shift(max_travel=5, max_visits=0, max_duration=10))
    eased = build.problem([build.appointment(waivers=("limits",))], [ann])
    assert Eligibility(eased, POLICY).allowed_at(0, 0)
    assert Evaluator(eased, POLICY).value(0, (0,)) is not None


def test_one_without_location_is_out_for_that_everywhere() -> None:
    ann = build.technician(memberships=(Membership("north"),))
    bob = build.technician("bob", memberships=(Membership("south"),))
    data = build.problem(
        [build.appointment(location=None, territory="north")], [ann, bob], territories=["north", "south"]
    )
    assert [CODES[int(code)] for code in Eligibility(data, POLICY).codes[0]] == ["NO_LOCATION", "NO_LOCATION"]
