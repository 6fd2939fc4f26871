"""Construction serves what fits and pays, takes what would lose most by waiting first, and ends when told."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.check import added, check
from scheduler.construct import construct, fill
from scheduler.eligibility import Eligibility
from scheduler.entities import Skill, SkillRequirement
from scheduler.objective import terms, value
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.working import Working
from tests.scheduler.build import EAST, appointment, policy, problem, shift, technician
from tests.scheduler.busy_days import any_policy, busy_day

SEEDS = st.integers(0, 10**9)


def begun(data: ProblemData, judged_by: Policy | None = None) -> Working:
    judged_by = judged_by or policy()
    return Working(Evaluator(data, judged_by), Eligibility(data, judged_by))


@given(SEEDS)
@example(370)  # a place that pays only after others were filled in: working times are to be equal
def test_nothing_is_left_out_that_a_place_was_found_for_and_that_pays(seed: int) -> None:
    working = begun(busy_day(seed), any_policy(seed))
    inserted = construct(working)
    assert inserted == len(working.place)
    for index in working.unserved:
        for duty in working.eligibility.duties(index):
            place = working.insertion(index, duty)
            assert place is None or place.delta >= working.evaluator.unserved_rank(index)


@settings(max_examples=20)
@given(SEEDS, st.integers(0, 6))
def test_construction_cut_short_is_the_beginning_of_the_whole(seed: int, most: int) -> None:
    data, judged_by = busy_day(seed), any_policy(seed)
    cut, whole, stopped = begun(data, judged_by), begun(data, judged_by), begun(data, judged_by)
    construct(whole)
    assert construct(cut, at_most=most) == min(most, len(whole.place)) == len(cut.place)
    left = iter(range(len(data.appointments) + 1 + most))
    made = construct(stopped, lambda: next(left, None) is None)
    again = begun(data, judged_by)
    assert construct(again, at_most=made) == made
    assert again.sequences == stopped.sequences


def test_a_stop_from_the_start_leaves_the_plan_as_it_is() -> None:
    working = begun(problem([appointment()]))
    assert construct(working, lambda: True) == 0
    assert working.sequences == [()]


def test_who_has_no_other_place_goes_first() -> None:
    """Ann could do both, Bob only a2: it is a1 that would lose most by waiting."""
    items = [appointment("a2", 300), appointment("a1", 300, skills=(SkillRequirement("gas"),))]
    working = begun(problem(items, [technician("ann", skills=(Skill("gas"),)), technician("bob", home=1)]))
    construct(working)
    assert working.sequences == [(1,), (0,)]


def test_what_costs_more_than_it_saves_stays_out() -> None:
    judged_by = policy(({"unserved": 100, "travel_time": 100},), strict=False, unserved=((1, 19),))
    assert construct(begun(problem([appointment()]), judged_by)) == 0
    assert construct(begun(problem([appointment()]), judged_by.replace(unserved=((1, 21),)))) == 1


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_day_takes_no_more_than_fits(count: int) -> None:
    items = [appointment(f"a{index}", 60, EAST) for index in range(10)]
    working = begun(problem(items, [technician("ann", shift(480, 500 + 60 * count))]))
    construct(working)
    assert len(working.place) == count


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 6))
def test_filling_in_keeps_the_rank_and_is_cut_short_at_the_beginning_of_the_whole(seed: int, most: int) -> None:
    data, judged_by = busy_day(seed), any_policy(seed)
    whole, cut = begun(data, judged_by), begun(data, judged_by)
    inserted = fill(whole)
    assert fill(cut, at_most=most) == min(most, inserted) == len(cut.place)
    assert all(cut.place[row] == whole.place[row] for row in cut.place)
    plan = whole.plan()
    assert added(check(data, judged_by, plan)) == ()
    assert whole.evaluator.vector(whole.total()) == value(data, judged_by, terms(data, judged_by, plan))


def test_filling_in_serves_the_dearer_one_first() -> None:
    """There is room for one of two visits of an hour between 8 and 9; the more urgent one has it."""
    items = [
        appointment("low", priority=4, windows=[(490, 490)]),
        appointment("high", priority=1, windows=[(490, 490)]),
    ]
    working = begun(problem(items))
    assert fill(working) == 1
    assert [items[row].id for row in working.place] == ["high"]
