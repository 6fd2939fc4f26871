"""Run by ``test_interpreted`` with ``NUMBA_DISABLE_JIT=1``."""

from __future__ import annotations

from itertools import permutations, product
from math import inf
from random import Random

import numpy as np
import pytest

from scheduler.problem import ProblemData
from scheduler.search.chains import Chain, decoded, empty_routes, longest_route, make_room, renumbered
from scheduler.search.encode import level_vector, refusals
from scheduler.search.kernel.arrays import TIME_OFF
from scheduler.search.kernel.insertion import gap_score
from scheduler.search.kernel.price import price
from scheduler.search.limits import SearchLimits
from scheduler.working import Working
from tests.conftest import MANY
from tests.scheduler.search.small_days import any_policy, encoded, kernel, small_day, start
from tests.scheduler.tiny_days import depot_day, tiny_day, tiny_policy


@pytest.mark.parametrize("seed", range(20 * MANY))
def test_a_route_costs_what_the_evaluator_says(seed: int) -> None:
    random = Random(seed)
    small = seed % 2 == 0
    working = start(small_day(seed), any_policy(seed)) if small else start(tiny_day(seed), tiny_policy(seed))
    assert not refusals(working.evaluator)
    data = encoded(working)
    room = make_room(data, len(data.items))
    for _ in range(40):
        duty = random.randrange(len(working.problem.duties))
        may = [row for row in range(len(working.problem.appointments)) if working.eligibility.allowed_at(row, duty)]
        sequence = tuple(random.sample(may, random.randint(0, min(6, len(may)))))
        sequence = random.choice(working.supplied(duty, sequence) or [sequence])
        if not working.evaluator.lacks_nothing(duty, sequence):
            continue
        value = working.evaluator.value(duty, sequence)
        for place, row in enumerate(renumbered(working, sequence)):
            room.visit[place] = row
        fits = bool(sequence) and price(data, room, duty, len(sequence))
        assert fits == (value is not None)
        if value is not None:
            assert tuple(room.vector[0].tolist()) == level_vector(working.evaluator, value.rank)
            assert not data.duties[duty].clocked or room.result[0] == value.working


@pytest.mark.parametrize("seed", range(14 * MANY))
def test_a_gap_without_time_off_or_with_one_break_is_found_exactly_where_the_visit_fits(seed: int) -> None:
    random, working = Random(seed), start(plain_limits(small_day(seed)), any_policy(seed))
    chain = Chain(encoded(working), 12)
    chain.seed(random)
    chain.load(chain.best.visits, chain.best.lengths)
    chain.construct()
    data, routes = chain.data, chain.current
    for duty in np.flatnonzero(data.duties["clock"] != TIME_OFF).tolist():
        sequence = tuple(routes.visits[duty, : routes.sums[duty].length].tolist())
        for visit in range(len(data.entry)):
            if visit in sequence or data.entry[visit, duty] < 0:
                continue
            for gap in range(len(sequence) + 1):
                longer = (*sequence[:gap], visit, *sequence[gap:])
                fits = gap_score(data, routes, visit, duty, gap) < inf
                assert fits == (working.evaluator.value(duty, longer) is not None)


def plain_limits(problem: ProblemData) -> ProblemData:
    """The same with one window at most a visit, and neither limits, parts, tools nor loads."""
    appointments = [item.replace(windows=item.windows[:1], parts=(), tools=(), load=0) for item in problem.appointments]
    technicians = [
        one.replace(
            shifts=tuple(shift.replace(max_visits=None, max_travel=None, max_duration=None) for shift in one.shifts)
        )
        for one in problem.technicians
    ]
    return problem.replace(appointments=tuple(appointments), technicians=tuple(technicians), depots=())


@pytest.mark.parametrize("seed", range(10))
def test_totals_kept_up_are_those_of_the_plan_after_every_move(seed: int) -> None:
    working = start(small_day(seed), any_policy(seed))
    chain = Chain(encoded(working), 12)
    chain.seed(Random(seed))
    chain.load(chain.best.visits, chain.best.lengths)
    chain.construct()
    for iteration in range(10):
        chain.run(chain.heat(SearchLimits(10, 10)), iteration, iteration + 1)
        decoded(working, chain)
        for routes in (chain.current, chain.new):
            again = Working(working.evaluator, working.eligibility)
            for duty, sums in enumerate(routes.sums):
                assert again.assign(duty, renumbered(working, routes.visits[duty, : sums.length].tolist()))
            assert level_vector(working.evaluator, again.rank) == tuple(routes.total.tolist())
            assert again.unserved == set(routes.absent[: routes.missing[0]].tolist())


@pytest.mark.parametrize("seed", range(10 * MANY))
def test_tiny_days_are_solved_to_the_best_of_all_sequences(seed: int) -> None:
    day = whole_depots(depot_day(seed)) if seed % 2 else tiny_day(seed)
    working = start(day, tiny_policy(seed))
    assert not refusals(working.evaluator)
    search, random = kernel(working), Random(1)
    begun, _ = search.construct(working, lambda: False, None, quickly=False)
    found = search.search(begun, random, SearchLimits(60, 60))
    best = best_total(working)
    if working.evaluator.policy.weight("spread"):  # equal working times are seldom one insertion away
        assert best <= found.best.total() <= begun.total()
    else:
        assert found.best.total() == best


def whole_depots(problem: ProblemData) -> ProblemData:
    """The same with everything in every depot."""
    return problem.replace(depots=tuple(one.replace(stock=None, tools=None) for one in problem.depots))


def best_total(working: Working) -> int:
    """The least total over every assignment, every order and every way of stopping at a depot once or not."""
    rows, duties = range(len(working.problem.appointments)), range(len(working.problem.duties))
    totals = [working.total()]
    for owners in product((None, *duties), repeat=len(rows)):
        if any(duty is not None and not working.eligibility.allowed_at(row, duty) for row, duty in enumerate(owners)):
            continue
        given = [tuple(row for row in rows if owners[row] == duty) for duty in duties]
        for sequences in product(*(ways(working, duty, mine) for duty, mine in enumerate(given))):
            plan = Working(working.evaluator, working.eligibility)
            if all(plan.assign(duty, sequence) for duty, sequence in enumerate(sequences)):
                totals.append(plan.total())
    return min(totals)


def ways(working: Working, duty: int, rows: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every order of visits on a duty without a stop, and with one that they may need."""
    found = []
    for order in permutations(rows):
        stops = [(~depot, place) for depot in range(len(working.problem.depots)) for place in range(len(rows))]
        found += [order, *((*order[:place], stop, *order[place:]) for stop, place in stops)]
    return found


def test_room_for_the_longest_route_is_enough() -> None:
    working = start(small_day(3), any_policy(3))
    data = encoded(working)
    most = longest_route(data)
    assert 0 < most <= len(data.items)
    assert empty_routes(data, most).visits.shape == (len(working.problem.duties), most)
