"""A plan in the making: its costs are those of the objective, its routes those the judge allows."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.construct import construct
from scheduler.eligibility import Eligibility
from scheduler.entities import Pin
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.search import SearchLimits
from scheduler.search.recreate import search
from scheduler.working import Working, from_plan
from tests.scheduler.build import EAST, HOME, NORTH, WEST, appointment, policy, problem, shift, technician
from tests.scheduler.busy_days import any_policy, busy_day

SEEDS = st.integers(0, 10**9)


def begun(data: ProblemData, judged_by: Policy) -> Working:
    return Working(Evaluator(data, judged_by), Eligibility(data, judged_by))


def constructed(seed: int) -> Working:
    working = begun(busy_day(seed), any_policy(seed))
    construct(working)
    return working


def assert_true_to_the_objective(working: Working) -> None:
    data, judged_by, plan = working.problem, working.evaluator.policy, working.plan()
    stated = objective.value(data, judged_by, objective.terms(data, judged_by, plan))
    assert working.evaluator.vector(working.total()) == stated
    assert added(check(data, judged_by, plan)) == ()


def from_scratch(working: Working) -> int:
    other = begun(working.problem, working.evaluator.policy)
    for duty, sequence in enumerate(working.sequences):
        assert other.assign(duty, sequence)
    return other.total()


@given(SEEDS)
def test_every_plan_reached_is_worth_what_the_objective_says_and_breaks_nothing(seed: int) -> None:
    working = constructed(seed)
    assert_true_to_the_objective(working)
    outcome = search(working, Random(seed), SearchLimits(15, 15))
    assert_true_to_the_objective(outcome.best)
    assert outcome.best.total() <= working.total()


@given(SEEDS)
def test_the_rank_kept_up_to_date_is_the_rank_from_scratch(seed: int) -> None:
    working, random = constructed(seed), Random(seed)
    for _ in range(4):
        working.remove(random.sample(sorted(working.place), min(len(working.place), 3)))
        assert working.total() == from_scratch(working)
        assert working.unserved.isdisjoint(working.place)
        assert {index for sequence in working.sequences for index in sequence} == working.place.keys()
        construct(working)
        assert working.total() == from_scratch(working)


@given(SEEDS)
def test_what_is_taken_out_and_put_back_costs_what_it_did(seed: int) -> None:
    working = constructed(seed)
    before, sequences = working.total(), working.sequences[:]
    for index in sorted(working.place):
        duty = working.place[index]
        working.remove([index])
        assert index in working.unserved
        assert working.assign(duty, sequences[duty])
        assert (working.total(), working.sequences) == (before, sequences)


def test_a_route_that_does_not_fit_without_one_of_its_visits_is_emptied() -> None:
    """From the west it is 200 minutes home, by the north 20: two visits do not fit without the third."""
    legs = dict.fromkeys([(i, j) for i in range(4) for j in range(4) if i != j], 10) | {(WEST, HOME): 200}
    items = [appointment("a1", 40, EAST), appointment("a2", 10, WEST), appointment("a3", 10, NORTH)]
    working = begun(problem(items, [technician("ann", shift(480, 720))], legs), policy())
    assert working.assign(0, (0, 1, 2))
    assert not working.assign(0, (0, 1))
    working.remove([2])
    assert (working.sequences, working.unserved) == ([()], {0, 1, 2})
    assert_true_to_the_objective(working)


def test_an_insertion_computed_for_another_state_is_an_error() -> None:
    working = begun(problem([appointment("a1", 300), appointment("a2", 300)]), policy())
    places = [working.insertion(index, 0) for index in (0, 1)]
    assert places[0] is not None
    assert places[1] is not None
    working.insert(0, places[0])
    with pytest.raises(AssertionError, match="not computed for"):
        working.insert(1, places[1])


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        ({"windows": [(500, 700), (510, 520)]}, 700),
        ({"pin": Pin(start=600), "waivers": ("pin",)}, 950),
        ({"pin": Pin("bob", 600, frozen=True), "waivers": ("pin",)}, 950),
        ({"pin": Pin("ann", 600, frozen=True), "windows": [(700, 710)]}, 600),
        ({"windows": [(700, 710)], "waivers": ("window",)}, 950),
        ({"due": 700, "windows": [(500, 600), (650, 800)]}, 699),
    ],
    ids=["nested windows", "waived start", "waived pin", "frozen", "waived window", "due"],
)
def test_a_visit_can_start_as_late_as_its_bounds_say(fields: dict[str, Any], start: int) -> None:
    """A minute's visit with a minute's way home, by 16:00 at the latest unless a bound is earlier."""
    item = appointment("a1", 1, EAST, **fields)
    late = {(HOME, EAST): 0, (EAST, HOME): 9}
    for minute, possible in ((start, True), (start + 1, False)):
        worker = technician("ann", shift(minute, 960))
        working = begun(problem([item], [worker, technician("bob", shift(100, 101))], late), policy())
        assert (working.insertion(0, 0) is not None and working.eligibility.allowed_at(0, 0)) == possible


@given(SEEDS)
def test_a_copy_goes_its_own_way(seed: int) -> None:
    working = constructed(seed)
    before, plan, served = working.total(), working.plan(), dict(working.place)
    other = working.copy()
    other.remove(sorted(other.place))
    assert (working.total(), working.plan(), working.place) == (before, plan, served)
    assert other.plan().routes == ()
    assert working.plan() == plan


@given(SEEDS)
def test_an_insertion_raises_the_rank_by_what_it_said(seed: int) -> None:
    working = begun(busy_day(seed), any_policy(seed).replace(levels=((("unserved", 100),), (("travel_time", 100),))))
    for index in sorted(working.unserved):
        for duty in working.eligibility.duties(index):
            place = working.insertion(index, duty)
            if place is not None and index in working.unserved:
                before = working.rank
                working.insert(index, place)
                assert working.rank - before == place.delta - working.evaluator.unserved_rank(index)


@given(SEEDS)
def test_a_plan_is_taken_over_as_it_is(seed: int) -> None:
    working = constructed(seed)
    other = begun(working.problem, working.evaluator.policy)
    from_plan(other, working.plan())
    assert other.sequences == working.sequences
    assert other.plan() == working.plan()


@settings(max_examples=30)
@given(SEEDS)
def test_a_plan_of_another_day_is_taken_over_as_far_as_it_fits(seed: int) -> None:
    plan = constructed(seed).plan()
    other = begun(busy_day(seed + 1), any_policy(seed))
    from_plan(other, plan)
    from_plan(other, plan)
    assert_true_to_the_objective(other)
