"""Parts of a problem are independent: they share nothing, leave nothing out, and their plans add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import objective
from scheduler.cpsat.visits import solve_visits
from scheduler.decompose import parts
from scheduler.eligibility import Eligibility
from scheduler.entities import Membership, SkillRequirement
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler.build import WEST, appointment, off_duty, policy, problem, technician
from tests.scheduler.busy_days import any_policy, busy_day

SEEDS = st.integers(0, 10**9)
PLAIN = policy()


def split(data: ProblemData, judged_by: Policy = PLAIN) -> list[ProblemData]:
    return parts(data, judged_by, Eligibility(data, judged_by))


def ids(pieces: list[ProblemData]) -> list[tuple[set[str], set[str]]]:
    return [({item.id for item in one.appointments}, {worker.id for worker in one.technicians}) for one in pieces]


def two_towns(**fields: object) -> ProblemData:
    """Ann serves the north, Bob the south, Eve nobody; a4 is nobody's."""
    items = [
        appointment("a1", territory="north"),
        appointment("a2", territory="south"),
        appointment("a3", location=WEST, territory="south"),
        appointment("a4", location=WEST, territory="north", skills=(SkillRequirement("none"),)),
    ]
    workers = [
        technician("ann", memberships=(Membership("north"),)),
        technician("bob", memberships=(Membership("south"),)),
        technician("eve"),
        off_duty("off"),
    ]
    return problem(items, workers, territories=("north", "south"), **fields)


@given(SEEDS)
def test_parts_are_disjoint_and_hold_every_possible_pair(seed: int) -> None:
    data, judged_by = busy_day(seed), any_policy(seed)
    matrix, found = Eligibility(data, judged_by), ids(split(data, judged_by))
    for index in (0, 1):
        names = [name for one in found for name in one[index]]
        assert len(names) == len(set(names))
    for row, item in enumerate(data.appointments):
        for duty in matrix.duties(row):
            pair = (item.id, data.duties[duty][0].id)
            assert any(pair[0] in items and pair[1] in workers for items, workers in found)


@given(SEEDS)
def test_the_pairs_of_a_part_are_those_of_the_whole(seed: int) -> None:
    data, judged_by = busy_day(seed), any_policy(seed)
    whole = Eligibility(data, judged_by)
    rows = {item.id: row for row, item in enumerate(data.appointments)}
    for piece in split(data, judged_by):
        matrix = Eligibility(piece, judged_by)
        for row, item in enumerate(piece.appointments):
            for column, (worker, shift) in enumerate(piece.duties):
                duty = data.duty[worker.id, shift.id]
                assert matrix.codes[row, column] == whole.codes[rows[item.id], duty]


def test_towns_are_parts_and_what_nobody_may_serve_is_in_none() -> None:
    assert ids(split(two_towns())) == [({"a2", "a3"}, {"bob"}), ({"a1"}, {"ann"})]


def test_a_site_that_is_to_be_kept_together_joins_those_who_come_there() -> None:
    kept = policy(({"unserved": 100}, {"same_site": 100}))
    assert ids(split(two_towns(), kept)) == [({"a1", "a2", "a3", "a4"}, {"ann", "bob"})]


def test_the_spread_of_working_time_joins_everybody_on_duty() -> None:
    spread = policy(({"unserved": 100}, {"spread": 100}))
    assert ids(split(two_towns(), spread)) == [({"a1", "a2", "a3"}, {"ann", "bob", "eve"})]


def test_a_problem_that_is_one_part_stays_as_it_is() -> None:
    data = problem([appointment()])
    assert split(data)[0] is data


@pytest.mark.parametrize("data", [problem([], []), problem([appointment(location=None)]), problem([appointment()], [])])
def test_where_nothing_can_be_decided_there_are_no_parts(data: ProblemData) -> None:
    assert split(data) == []


def exactly(data: ProblemData, judged_by: Policy) -> Plan | None:
    found = solve_visits(data, judged_by, Eligibility(data, judged_by).allowed, deterministic_seconds=2.0, seed=0)
    return found.plan if found.status == "optimal" else None


@pytest.mark.parametrize("seed", range(60, 90))
def test_solving_the_parts_is_solving_the_whole(seed: int) -> None:
    data, judged_by = busy_day(seed, most=4, people=2), any_policy(seed)
    pieces = split(data, judged_by)
    plans = [exactly(piece, judged_by) for piece in pieces]
    whole = exactly(data, judged_by)
    if whole is None or None in plans:
        pytest.skip("not proved in the time")
    together = Plan(tuple(route for one in plans if one is not None for route in one.routes))

    def worth(made: Plan) -> tuple[int, ...]:
        return objective.value(data, judged_by, objective.terms(data, judged_by, made))

    assert worth(together) == worth(whole)
