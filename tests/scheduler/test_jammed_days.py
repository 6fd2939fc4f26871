"""Travel by the time of day, minute by minute: judge, construction, CP-SAT and recommendation and a slow clock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.construct import construct
from scheduler.cpsat.visits import solve_visits
from scheduler.eligibility import Eligibility
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.recommend import commit, recommend
from scheduler.route import Evaluator
from scheduler.solution import Plan, Route
from scheduler.travel import SpeedPeriod
from scheduler.working import Working
from tests.scheduler.build import appointment, locations, matrix_travel, policy, problem, shift, technician

PLACES = 4
#: Serving comes first, then a short day: so that when to leave matters.
CHOSEN = policy([{"unserved": 100}, {"working_time": 100}])
SEEDS = st.integers(0, 10**6)


def jammed_day(seed: int) -> ProblemData:
    """One technician, up to three visits with windows, and a speed that changes within the shift."""
    random = Random(seed)
    legs = {(one, two): random.randint(3, 25) for one in range(PLACES) for two in range(one)}
    changes = random.sample(range(470, 640, 10), random.randint(1, 3))
    speeds = tuple(SpeedPeriod(tick, random.choice((400, 700, 1000, 1500))) for tick in changes)
    travel = matrix_travel(legs, count=PLACES).replace(speed_periods=speeds)
    items = []
    for number in range(random.randint(1, 3)):
        low = random.randrange(480, 600)
        windows = ((low, low + random.choice((5, 40, 90))),)
        items.append(appointment(f"a{number}", random.choice((10, 25)), location=number + 1, windows=windows))
    return problem(items, [technician("ann", shift(480, 680))], travel=travel, locations=locations(PLACES))


def drive(data: ProblemData, start: int, here: int, there: int) -> int:
    """The arrival, a minute at a time: thousandths of a minute's way are left until there is nothing left."""
    left, now = 1000 * data.legs.ticks(here, there), start
    while left > 0:
        begun = [period for period in data.travel.speed_periods if period.start <= now]
        left -= max(begun, key=lambda period: period.start).factor if begun else 1000
        now += 1
    return now


def every_day(data: ProblemData) -> Iterator[tuple[int, int]]:
    """How many are served and how long the day is, for every order of some visits and every departure."""
    yield 0, 0
    for count in range(1, len(data.appointments) + 1):
        for order in permutations(data.appointments, count):
            for departure in range(480, 680):
                now, here = departure, 0
                for item in order:
                    assert item.location is not None
                    now, here = max(drive(data, now, here, item.location), item.windows[0].earliest), item.location
                    if now > item.windows[0].latest:
                        break
                    now += item.duration
                else:
                    now = drive(data, now, here, 0)
                    if now <= 680:
                        yield count, now - departure


def seen_by_the_slow_clock(data: ProblemData, plan: Plan) -> None:
    """Every leg arrives when the slow clock says, travel is what it says, and a tick earlier is refused."""
    driven = 0
    for route in plan.routes:
        points = [0, *(data.appointment[stop.id].location or 0 for stop in route.stops), 0]
        leaves = [route.departure, *(stop.end for stop in route.stops)]
        arrives = [*(stop.arrive for stop in route.stops), route.arrival]
        for (here, there), leave, arrive in zip(pairwise(points), leaves, arrives, strict=True):
            assert drive(data, leave, here, there) == arrive
            driven += arrive - leave
        assert "TRAVEL" in {one.code for one in check(data, CHOSEN, Plan((hurried(route),)))}
    assert objective.terms(data, CHOSEN, plan)["travel_time"] == driven
    assert not added(check(data, CHOSEN, plan))


def hurried(route: Route) -> Route:
    return route.replace(arrival=route.arrival - 1)


def value(data: ProblemData, chosen: Policy, plan: Plan) -> tuple[int, ...]:
    return objective.value(data, chosen, objective.terms(data, chosen, plan))


@settings(max_examples=10)
@given(SEEDS)
def test_the_exact_model_finds_the_best_of_all_days(seed: int) -> None:
    data = jammed_day(seed)
    found = solve_visits(data, CHOSEN, Eligibility(data, CHOSEN).allowed, deterministic_seconds=20, seed=1)
    assert found.status == "optimal"
    served, length = max(every_day(data), key=lambda one: (one[0], -one[1]))
    seen_by_the_slow_clock(data, found.plan)
    assert len(found.plan.visits) == served
    assert objective.terms(data, CHOSEN, found.plan)["working_time"] == length


@settings(max_examples=25)
@given(SEEDS)
def test_construction_and_recommendation_go_by_the_slow_clock(seed: int) -> None:
    data = jammed_day(seed)
    working = Working(Evaluator(data, CHOSEN), Eligibility(data, CHOSEN))
    construct(working)
    seen_by_the_slow_clock(data, working.plan())
    assert working.evaluator.vector(working.total()) == value(data, CHOSEN, working.plan())
    for item in data.appointments:
        slots = recommend(data, CHOSEN, Plan(), item.id).slots
        assert item.location is not None
        first = max(drive(data, 480, 0, item.location), item.windows[0].earliest)
        home = drive(data, first + item.duration, item.location, 0)
        assert bool(slots) == (first <= item.windows[0].latest and home <= 680)
        for slot in slots:
            assert slot.earliest == first
            made = commit(data, CHOSEN, Plan(), slot)
            seen_by_the_slow_clock(data, made)
            assert slot.terms["working_time"] == objective.terms(data, CHOSEN, made)["working_time"]
