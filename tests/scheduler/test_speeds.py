"""Travel by the time of day: first in, first out, and one arithmetic wherever it is computed."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.check.driving import driven, least
from scheduler.construct import construct
from scheduler.eligibility import Eligibility
from scheduler.entities import Break, Interval, ProblemError
from scheduler.problem import ProblemData
from scheduler.recommend import recommend
from scheduler.route import Evaluator
from scheduler.search import PlainSearch, SearchLimits
from scheduler.solve import Settings, solve
from scheduler.speeds import Speeds
from scheduler.timing import DutyClock, Node
from scheduler.travel import SpeedPeriod
from scheduler.working import Working
from tests.scheduler.build import EAST, appointment, policy, problem, shift, technician
from tests.scheduler.busy_days import any_policy, busy_day

PERIODS = st.lists(
    st.builds(SpeedPeriod, st.integers(-50, 200), st.integers(1, 3000)),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.start,
)
TICKS = st.integers(-100, 300)
WAYS = st.integers(0, 60)


def slow_arrival(periods: list[SpeedPeriod], start: int, way: int, off: list[Interval]) -> int:
    """Tick by tick."""
    left, time = 1000 * way, start
    while left > 0:
        if not any(gone.start <= time < gone.end for gone in off):
            begun = [period for period in periods if period.start <= time]
            left -= max(begun, key=lambda period: period.start).factor if begun else 1000
        time += 1
    return time


@given(PERIODS, TICKS, WAYS)
def test_the_arrival_is_that_of_going_tick_by_tick(periods: list[SpeedPeriod], start: int, way: int) -> None:
    way = min(way, 10) if min(period.factor for period in periods) < 100 else way
    assert Speeds(periods).arrival(start, way) == slow_arrival(periods, start, way, [])


@given(PERIODS, TICKS, TICKS, WAYS)
def test_first_in_first_out(periods: list[SpeedPeriod], one: int, two: int, way: int) -> None:
    speeds = Speeds(periods)
    early, late = sorted((one, two))
    assert speeds.arrival(early, way) <= speeds.arrival(late, way)


@given(PERIODS, TICKS, WAYS)
def test_the_latest_departure_is_the_last_that_arrives_in_time(periods: list[SpeedPeriod], tick: int, way: int) -> None:
    speeds = Speeds(periods)
    last = speeds.departure(tick, way)
    assert speeds.arrival(last, way) <= tick < speeds.arrival(last + 1, way)


@given(PERIODS, TICKS, WAYS, WAYS)
def test_a_stop_on_the_way_saves_nothing(periods: list[SpeedPeriod], start: int, one: int, two: int) -> None:
    speeds = Speeds(periods)
    assert speeds.arrival(start, one + two) <= speeds.arrival(speeds.arrival(start, one), two)


@given(PERIODS, st.integers(0, 100), WAYS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=3))
def test_judge_and_engine_drive_alike(
    periods: list[SpeedPeriod], start: int, way: int, rests: list[tuple[int, int]]
) -> None:
    off, at = [], start
    for wait, length in rests:
        off.append(Interval(at + wait, at + wait + length))
        at += wait + length
    arrival = Speeds(periods).elapsed(start, way, off)
    resting = sum(max(0, min(gone.end, arrival) - max(gone.start, start)) for gone in off)
    assert driven(periods, start, way, off) == arrival - start - resting
    assert least(periods, way) == Speeds(periods).least(way) <= arrival - start - resting


def test_at_normal_speed_nothing_changes() -> None:
    speeds = Speeds([SpeedPeriod(100, 1000), SpeedPeriod(200, 1000)])
    assert [speeds.arrival(start, 17) for start in (0, 95, 150, 300)] == [17, 112, 167, 317]


@pytest.mark.parametrize(
    "periods", [(SpeedPeriod(0, 0),), (SpeedPeriod(0, 10_001),), (SpeedPeriod(5, 9), SpeedPeriod(5, 8))]
)
def test_speeds_that_cannot_be_are_refused(periods: tuple[SpeedPeriod, ...]) -> None:
    travel = problem().travel
    with pytest.raises(ProblemError, match="speed"):
        travel.replace(speed_periods=periods)


def jammed(data: ProblemData, *periods: SpeedPeriod) -> ProblemData:
    return data.replace(travel=data.travel.replace(speed_periods=periods))


def random_speeds(data: ProblemData, random: Random) -> ProblemData:
    minute = data.horizon.ticks_per_minute
    starts = random.sample(range(0, 2880, 30), random.randint(1, 5))
    return jammed(data, *(SpeedPeriod(start * minute, random.choice((300, 700, 1000, 1500))) for start in starts))


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_what_construction_and_search_make_is_allowed_and_worth_what_they_believe(seed: int) -> None:
    random = Random(seed)
    data, chosen = random_speeds(busy_day(seed), random), any_policy(seed)
    working = Working(Evaluator(data, chosen), Eligibility(data, chosen))
    construct(working)
    best = PlainSearch().search(working, Random(1), SearchLimits(10, 10)).best
    plan = best.plan()
    assert not added(check(data, chosen, plan))
    value = objective.value(data, chosen, objective.terms(data, chosen, plan))
    assert best.evaluator.vector(best.total()) == value


@settings(max_examples=40)
@given(
    PERIODS, st.lists(st.tuples(WAYS, st.integers(0, 20), st.integers(0, 150)), min_size=1, max_size=4), st.booleans()
)
def test_no_timetable_is_earlier_than_the_first(
    periods: list[SpeedPeriod], stops: list[tuple[int, int, int]], rested: bool
) -> None:
    """Every start of the break and every departure, tick by tick, against the earliest timetable."""
    rests = (Break(20, 60, 10),) if rested else ()
    duty = shift(0, 400, breaks=rests)
    clock = DutyClock(technician("ann", duty), duty, Speeds(periods))
    nodes = [Node(EAST, service, ((low, 400),)) for _, service, low in stops]
    legs = [way % 25 for way, _, _ in stops] + [5]
    table = clock.forward(nodes, legs, 0)
    found = [
        tried
        for rest in ([Interval(at, at + 10) for at in range(20, 61)] if rested else [None])
        if (tried := by_hand(periods, nodes, legs, rest)) is not None
    ]
    if rested:
        found = [arrival for arrival in found if arrival <= 400]
    best = min(found, default=None)
    if best is None or best > 400:
        assert table is None or rested
    else:
        assert table is not None
        assert table.arrival <= best


def by_hand(periods: list[SpeedPeriod], nodes: list[Node], legs: list[int], rest: Interval | None) -> int | None:
    """The return of a route that leaves at 0 and rests as told; ``None`` if the rest falls into a service."""
    off, time = [] if rest is None else [rest], 0
    for node, leg in zip(nodes, legs, strict=False):
        start = max(slow_arrival(periods, time, leg, off), node.bounds[0][0])
        if rest is not None and rest.start < start + node.service and start < rest.end:
            start = max(start, rest.end)
        if start > node.bounds[0][1]:
            return None
        time = start + node.service
    home = slow_arrival(periods, time, legs[-1], off)
    return None if rest is not None and rest.start < home < rest.end else home


def test_a_jam_makes_the_way_longer_and_a_visit_late() -> None:
    data = problem([appointment(due=550)])
    assert Eligibility(data, policy()).allowed_at(0, 0)
    assert not Eligibility(jammed(data, SpeedPeriod(0, 999)), policy()).allowed_at(0, 0)


def test_recommend_and_solve_know_the_jam() -> None:
    data = jammed(problem([appointment(windows=[(500, 600)])]), SpeedPeriod(480, 500), SpeedPeriod(540, 1000))
    (slot,) = recommend(data, policy(), solve(data, policy(), Settings(seed=1)).plan.replace(routes=()), "a1").slots
    assert slot.earliest == 500
    result = solve(data, policy(), Settings(seed=1))
    (route,) = result.plan.routes
    assert not check(data, policy(), result.plan)
    assert result.terms["travel_time"] == sum(
        (route.stops[0].arrive - route.departure, route.arrival - route.stops[0].end)
    )


def test_who_leaves_after_the_jam_works_less() -> None:
    data = jammed(problem([appointment(windows=[(480, 900)])]), SpeedPeriod(480, 100), SpeedPeriod(600, 1000))
    short = policy([{"unserved": 100}, {"working_time": 100}])
    assert solve(data, short, Settings(seed=1)).terms["working_time"] == 80
