"""A desk that gets a place, a fact or a request more answers as one that had it from the beginning."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.desk import Desk, StaleSlotError
from scheduler.entities import Location, Pin, ProblemError
from scheduler.facts import standing
from scheduler.growing import with_fact, with_location
from scheduler.policy import POLICIES
from scheduler.recommend import best_at, recommend_at
from scheduler.travel import GreatCircleTravel
from tests.scheduler import build
from tests.scheduler.build import EAST, NORTH, WEST, appointment, shift, technician
from tests.scheduler.planned import Planned, planned_days

RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
STARTS = st.lists(st.integers(40, 100).map(lambda tens: 10 * tens), min_size=1, max_size=4, unique=True)


@RELAXED
@given(planned_days(), st.sampled_from(("round_robin", "customer_first", None)))
def test_the_best_slot_is_the_first_that_is_ranked(planned: Planned, name: str | None) -> None:
    problem, policy, plan = planned
    chosen = policy if name is None else POLICIES[name]
    for item in problem.appointments:
        desk = Desk(problem, chosen, plan)
        ranked = recommend_at(desk, item.id, 1).slots
        assert best_at(desk, item.id) == (ranked[0] if ranked else None)


@given(STARTS)
@settings(max_examples=40, deadline=None)
def test_facts_that_come_later_stand_as_if_they_had_been_there(starts: list[int]) -> None:
    facts = [
        appointment(f"f{start}", 30, (EAST, WEST, NORTH)[start // 10 % 3], pin=Pin("ann", start, frozen=True))
        for start in starts
    ]
    crew = [technician("ann", shift()), technician("bob", shift())]
    new = appointment("new", 30, WEST)
    whole, empty = build.problem([*facts, new], crew), build.problem([new], crew)
    desk = Desk(empty, POLICIES["round_robin"], standing(empty, POLICIES["round_robin"]))
    try:
        for item in facts:
            recommend_at(desk, "new")  # what it has worked out must not be of yesterday
            desk = with_fact(desk, item, crew[0].shifts[0].id)
    except StaleSlotError:
        assume(False)
    other = Desk(whole, POLICIES["round_robin"], standing(whole, POLICIES["round_robin"]))
    assert desk.plan == other.plan
    assert recommend_at(desk, "new", 9) == recommend_at(other, "new", 9)


def test_a_place_that_comes_later_is_as_far_as_if_it_had_been_there() -> None:
    places = [Location(str(row), 53.0 + row / 10, 9.0) for row in range(4)]
    there = Location("there", 53.05, 9.1)
    crew, new = [technician("ann", shift())], appointment("new", 30, 4)
    fields = {"travel": GreatCircleTravel(), "locations": tuple(places)}
    small = build.problem([appointment("a", 30, WEST)], crew, **fields)
    large = build.problem([appointment("a", 30, WEST), new], crew, **{**fields, "locations": (*places, there)})
    policy = POLICIES["round_robin"]
    desk = Desk(small, policy, standing(small, policy))
    recommend_at(desk, "a")  # so that some ways are known already
    further, row = with_location(desk, there)
    assert row == 4
    assert with_location(further, there) == (further, 4)
    expected = recommend_at(Desk(large, policy, standing(large, policy)), "new")
    assert recommend_at(further, new) == expected


def test_a_matrix_knows_no_further_place() -> None:
    problem = build.problem()
    with pytest.raises(ProblemError, match="no coordinates, or the travel is a matrix"):
        problem.with_location(Location("there", 53.05, 9.1))
