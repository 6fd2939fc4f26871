"""Tools and parts: where a route lacks something, and that the judge shares out counted stock as the engine does."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import added, check
from scheduler.construct import construct
from scheduler.eligibility import Eligibility
from scheduler.entities import Depot, Quantity
from scheduler.explain import explain
from scheduler.pickups import pickups
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.recommend import commit, recommend
from scheduler.route import Evaluator
from scheduler.search import PlainSearch, SearchLimits
from scheduler.solution import Plan, Route, Stop
from scheduler.solve import Settings, solve
from scheduler.working import Working
from tests.scheduler.build import EAST, HOME, WEST, appointment, policy, problem, shift, technician
from tests.scheduler.busy_days import busy_day, with_depots

VALVES = (Quantity("valve"),)


def valve(name: str, count: int = 1) -> object:
    return appointment(name, 10, EAST, parts=(Quantity("valve", count),))


def ways(data: ProblemData, sequence: tuple[int, ...], elsewhere: list[tuple[int, ...]] | None = None) -> list[object]:
    look = data.appointments.__getitem__
    return list(data.supply.completed(data.technicians[0], sequence, look, elsewhere or []))


def test_a_route_that_lacks_nothing_gets_no_stop() -> None:
    data = problem([valve("a1")], [technician(stock=VALVES)], depots=(Depot("store", WEST),))
    assert ways(data, (0,)) == [(0,)]


def test_a_stop_comes_before_the_first_visit_that_the_van_cannot_serve() -> None:
    data = problem([valve("a1"), valve("a2")], [technician(stock=VALVES)], depots=(Depot("store", WEST),))
    assert ways(data, (0, 1)) == [(~0, 0, 1), (0, ~0, 1)]
    assert ways(data, (0,), [(1,)]) == [(~0, 0)]


def test_a_stop_that_comes_too_late_is_moved_and_not_doubled() -> None:
    jobs = [appointment("a1", tools=("drill",)), appointment("a2", tools=("drill",))]
    data = problem(jobs, depots=(Depot("store", WEST),))
    assert ways(data, (0, ~0, 1)) == [(~0, 0, 1)]


def test_what_no_single_depot_has_is_brought_from_two() -> None:
    depots = (
        Depot("one", WEST, tools=("drill",), stock=()),
        Depot("two", HOME, tools=(), stock=(Quantity("valve", 1),)),
    )
    data = problem([appointment(tools=("drill",), parts=VALVES)], depots=depots)
    assert set(ways(data, (0,))) == {(~0, ~1, 0), (~1, ~0, 0)}
    assert ways(data.replace(depots=depots[:1]), (0,)) == []


def test_van_and_depot_together_are_enough() -> None:
    store = Depot("store", WEST, stock=(Quantity("valve", 2),))
    data = problem([valve("a1", 3)], [technician(stock=VALVES)], depots=(store,))
    assert ways(data, (0,)) == [(~0, 0)]
    assert ways(data.replace(appointments=(valve("a1", 4),)), (0,)) == []


def stop_at(data: ProblemData, row: int) -> Stop:
    name = data.depots[~row].id if row < 0 else data.appointments[row].id
    return Stop(name, 0, 0, 0, "depot" if row < 0 else "visit")


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_judge_and_engine_share_out_what_there_is_alike(seed: int) -> None:
    random = Random(seed)
    depots = tuple(
        Depot(f"d{index}", WEST, stock=random.choice((None, (), (Quantity("valve", random.randint(1, 4)),))))
        for index in range(random.randint(0, 3))
    )
    jobs = [valve(f"a{index}", random.randint(1, 4)) for index in range(random.randint(1, 5))]
    crew = [
        technician(name, shift(id="one"), shift(960, 1000, id="two"), stock=(Quantity("valve", random.randint(1, 4)),))
        for name in ("ann", "bob")
    ]
    data = problem(jobs, crew, depots=depots)
    sequences: list[list[int]] = [[] for _ in data.duties]
    for row in range(len(jobs)):
        random.choice(sequences).append(row)
    for sequence in sequences:
        for depot in range(len(depots)):
            if sequence and random.random() < 0.5:
                sequence.insert(random.randint(0, len(sequence)), ~depot)
    judged = any(one.constraint == "parts" for one in check(data, policy(), routes(data, sequences)))
    assert judged == (not supplied(data, sequences))


def routes(data: ProblemData, sequences: list[list[int]]) -> Plan:
    return Plan(
        tuple(
            Route(worker.id, duty.id, 0, 0, tuple(stop_at(data, row) for row in sequence))
            for (worker, duty), sequence in zip(data.duties, sequences, strict=True)
            if sequence
        )
    )


def supplied(data: ProblemData, sequences: list[list[int]]) -> bool:
    look = data.appointments.__getitem__
    theirs = {owner: [tuple(one) for one in sequences[2 * owner : 2 * owner + 2]] for owner in (0, 1)}
    short = any(
        data.supply.lacking(data.technicians[owner], mine[this], look, [mine[1 - this]])
        for owner, mine in theirs.items()
        for this in (0, 1)
    )
    return not short and data.supply.depots_suffice(theirs, data.technicians, look)


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_what_construction_and_search_make_passes_the_judge(seed: int) -> None:
    random = Random(seed)
    data, chosen = with_depots(busy_day(seed), random), POLICIES["customer_first"]
    working = Working(Evaluator(data, chosen), Eligibility(data, chosen))
    construct(working)
    best = PlainSearch().search(working, Random(1), SearchLimits(15, 15)).best
    assert not added(check(data, chosen, best.plan()))
    for duty, sequence in enumerate(best.sequences):
        for row in (row for row in sequence if row < 0):
            rest = tuple(one for one in sequence if one != row)
            assert not best.evaluator.lacks_nothing(duty, rest, best.elsewhere(duty))


@pytest.mark.parametrize(("windows", "due", "codes"), [((), None, ()), (((480, 490),), None, ("TOOLS",))])
def test_a_tool_in_a_depot_that_cannot_be_reached_in_time_is_missing(
    windows: tuple[tuple[int, int], ...], due: int | None, codes: tuple[str, ...]
) -> None:
    data = problem([appointment(windows=windows, tools=("drill",))], depots=(Depot("store", WEST),))
    eligibility = Eligibility(data, policy())
    assert eligibility.allowed_at(0, 0) == (not codes)


def test_what_is_nowhere_is_named() -> None:
    data = problem([valve("a1", 2)], [technician(stock=VALVES)], depots=(Depot("store", WEST, stock=()),))
    (one,) = explain(data, policy(), Plan()).unscheduled
    assert (one.verdict, one.codes) == ("impossible", ("PARTS",))
    assert "Part valve (2 needed) is nowhere: not on any van, in no depot." in one.sentence


def test_a_depot_that_does_not_fit_is_named() -> None:
    item = appointment(windows=[(480, 490)], tools=("drill",))
    (one,) = explain(problem([item], depots=(Depot("store", WEST),)), policy(), Plan()).unscheduled
    assert (one.verdict, one.codes) == ("impossible", ("TOOLS",))
    assert "does not carry drill, and a stop at depot store does not fit" in one.sentence


def test_a_recommended_slot_says_where_to_pick_up_and_is_committed_so() -> None:
    data = problem([appointment(tools=("drill",))], depots=(Depot("store", WEST, service=5),))
    slot = recommend(data, policy(), Plan(), "a1").slots[0]
    assert slot.depots == ("store",)
    committed = commit(data, policy(), Plan(), slot)
    assert [stop.id for stop in committed.routes[0].stops] == ["store", "a1"]
    assert check(data, policy(), committed) == ()


def test_the_list_of_what_to_pick_up_leaves_out_what_the_van_has() -> None:
    data = problem(
        [valve("a1"), appointment("a2", 10, EAST, tools=("drill",), parts=(Quantity("valve", 2),))],
        [technician(stock=VALVES)],
        depots=(Depot("store", WEST),),
    )
    result = solve(data, policy(), Settings(seed=1))
    ((key, taken),) = pickups(data, policy(), result.plan).items()
    assert key == ("ann", "day", "store")
    assert taken.words == ("2 x valve", "drill")
