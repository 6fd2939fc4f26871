"""From a problem to a plan: feasible days are served, small ones optimally; runs repeat, end in time and on request."""

from __future__ import annotations

import random as randomness
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.entities import LedgerEntry, Location, ProblemError, Skill, SkillRequirement, Window
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.solve import (
    PlanRefusedError,
    Settings,
    UnsupportedError,
    solve,
)
from tests.scheduler.brute_force import best_value
from tests.scheduler.build import (
    EAST,
    HOME,
    NORTH,
    WEST,
    appointment,
    day,
    driven,
    locations,
    matrix_travel,
    off_duty,
    plan,
    policy,
    problem,
    shift,
    technician,
)
from tests.scheduler.busy_days import any_policy, busy_day
from tests.scheduler.tiny_days import tiny_days, tiny_policies
from tests.scheduler.towns import searched

SEEDS = st.integers(0, 10**9)
CUSTOMER_FIRST = POLICIES["customer_first"]
PLAIN = policy()
QUICK = Settings(workers=1)


def worth(data: ProblemData, judged_by: Policy, made: Plan) -> tuple[int, ...]:
    return objective.value(data, judged_by, objective.terms(data, judged_by, made))


def possible_day(seed: int, people: int = 2, visits: int = 3) -> tuple[ProblemData, Plan]:
    """A day made around a plan: windows, due times, skills and territories are those with which the plan is right."""
    random = randomness.Random(seed)
    names = [f"t{index}" for index in range(people)]
    legs = {(i, j): random.randint(5, 40) for i in range(8) for j in range(8) if i != j}
    workers = [technician(name, home=random.randrange(8), skills=(Skill(f"s{i % 2}"),)) for i, name in enumerate(names)]
    places = [random.randrange(8) for _ in range(people * visits)]
    items = [appointment(f"a{i}", random.choice((20, 30, 45)), place) for i, place in enumerate(places)]
    data = problem(items, workers, legs, travel=matrix_travel(legs, count=8), locations=locations(8))
    shares = [[item.id for item in items[who::people]] for who in range(people)]
    tours = [driven(data, name, *share) for name, share in zip(names, shares, strict=True)]
    bound = [
        data.appointment[stop.id].replace(
            windows=(Window(stop.start - random.randint(0, 60), stop.start + random.randint(0, 60)),),
            due=random.choice((None, stop.end, stop.end + 90)),
            skills=random.choice(((), (SkillRequirement(f"s{names.index(tour.technician) % 2}"),))),
            priority=random.choice((1, 2, 3)),
        )
        for tour in tours
        for stop in tour.stops
    ]
    made = data.replace(appointments=tuple(bound))
    return made, plan(*tours)


@settings(max_examples=15)
@given(SEEDS)
def test_a_small_day_that_can_be_served_is_served(seed: int) -> None:
    data, known = possible_day(seed)
    assert added(check(data, CUSTOMER_FIRST, known)) == ()
    found = solve(data, CUSTOMER_FIRST, QUICK)
    assert found.proved
    assert len(found.plan.visits) == len(data.appointments)
    assert found.value <= worth(data, CUSTOMER_FIRST, known)


@settings(max_examples=8)
@given(SEEDS)
def test_a_larger_day_is_never_worse_than_the_plan_it_starts_from(seed: int) -> None:
    """Search promises no optimum, but a plan in which everything is served stays one."""
    data, known = possible_day(seed, people=3, visits=5)
    found = solve(data, CUSTOMER_FIRST, QUICK, initial=known)
    assert len(found.plan.visits) == len(data.appointments)
    assert found.value <= worth(data, CUSTOMER_FIRST, known)


@pytest.mark.parametrize("seed", range(4))
def test_a_larger_day_that_can_be_served_is_served_from_nothing(seed: int) -> None:
    data, _ = possible_day(seed, people=3, visits=5)
    assert len(solve(data, CUSTOMER_FIRST, QUICK).plan.visits) == len(data.appointments)


@settings(max_examples=4)
@given(tiny_days(), tiny_policies())
def test_a_tiny_day_is_as_good_as_trying_everything(data: ProblemData, judged_by: Policy) -> None:
    """Nothing is proved where rules are waived or visits frozen, and nothing is better than the best."""
    found, best = solve(data, judged_by, QUICK), best_value(data, judged_by)
    assert found.proved == (not any(item.waivers or item.frozen for item in data.appointments))
    assert found.value == best if found.proved else found.value >= best


@settings(max_examples=25)
@given(SEEDS)
def test_days_with_every_feature_give_plans_that_the_judge_passes(seed: int) -> None:
    data, judged_by = busy_day(seed), any_policy(seed)
    found = solve(data, judged_by, QUICK)
    assert added(found.inherited) == ()
    assert found.inherited == check(data, judged_by, found.plan)
    assert found.value == worth(data, judged_by, found.plan)
    facts = {item.id for item in data.appointments if item.frozen and item.location is not None}
    assert facts <= set(found.plan.visits)
    assert facts or found.value <= worth(data, judged_by, Plan())


def test_what_is_not_decided_yet_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedError, match="waivers of shift") as refused:
        solve(problem([appointment(waivers=("shift",))]))
    assert len(refused.value.features) == 1


@pytest.mark.parametrize(
    "data",
    [
        problem([], []),
        problem([appointment()], []),
        problem([], [technician()]),
        problem([appointment()], [off_duty()]),
        problem([appointment(location=None)]),
        problem([appointment(due=0)]),
        problem([appointment("a1", 10_000), appointment("a2", skills=(SkillRequirement("gas"),))]),
        problem([appointment()], [technician("ann", shift(max_visits=0))]),
    ],
    ids=["empty", "nobody", "nothing", "no shifts", "no place", "long ago", "too long, unskilled", "no visits"],
)
def test_where_nothing_can_be_done_the_empty_plan_is_proved_best(data: ProblemData) -> None:
    found = solve(data)
    assert (found.plan, found.proved, found.interrupted) == (Plan(), True, False)
    assert found.value == worth(data, CUSTOMER_FIRST, Plan())


def test_work_at_home_in_no_time_and_at_one_place_is_done() -> None:
    same = {(i, j): 0 for i in range(4) for j in range(4)}
    items = [appointment(f"a{i}", 0, HOME, windows=[(480, 480)]) for i in range(12)]
    found = solve(problem(items, [technician()], same), PLAIN, QUICK)
    assert len(found.plan.visits) == 12
    assert found.terms["travel_time"] == 0


def test_places_may_share_their_coordinates() -> None:
    places = tuple(Location(f"p{index}", 52.0, 13.0) for index in range(4))
    data = ProblemData(day(), places, appointments=(appointment("a1", location=1), appointment("a2", location=2)),
                       technicians=(technician(),))  # fmt: skip
    found = solve(data, PLAIN)
    assert (len(found.plan.visits), found.terms["travel_distance"]) == (2, 0)


def test_a_route_that_fits_only_as_a_whole_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the west it is 200 minutes home, by the north 20: two visits do not fit without the third."""
    searched(monkeypatch)
    legs = dict.fromkeys([(i, j) for i in range(4) for j in range(4) if i != j], 10) | {(WEST, HOME): 200}
    items = [appointment("a1", 40, EAST), appointment("a2", 10, WEST), appointment("a3", 10, NORTH)]
    data = problem(items, [technician("ann", shift(480, 720))], legs)
    known = plan(driven(data, "ann", "a1", "a2", "a3"))
    assert added(check(data, PLAIN, known)) == ()
    assert added(check(data, PLAIN, plan(driven(data, "ann", "a1", "a2")))) != ()
    stop = threading.Event()
    stop.set()
    assert len(solve(data, PLAIN, initial=known, stop=stop).plan.visits) == 3
    assert len(solve(data, PLAIN, initial=known).plan.visits) == 3


@pytest.mark.parametrize("seed", range(3))
def test_no_number_of_less_urgent_appointments_displaces_a_more_urgent_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One long urgent job fills the day that six short ones could share."""
    searched(monkeypatch)
    urgent = appointment("urgent", 460, EAST, priority=1)
    short = [appointment(f"a{i}", 60, EAST, priority=2) for i in range(6)]
    found = solve(problem([*short, urgent]), PLAIN, Settings(seed=seed))
    assert list(found.plan.visits) == ["urgent"]


def standing_order(count: int, ledger: tuple[LedgerEntry, ...], jobs: int) -> ProblemData:
    """Equal technicians and equal jobs; only whose turn it is differs."""
    workers = [technician(f"t{index}") for index in range(count)]
    return problem([appointment(f"a{i}", 20) for i in range(jobs)], workers, ledger=ledger)


@pytest.mark.parametrize("exactly", [True, False])
@pytest.mark.parametrize(("jobs", "people"), [(4, 3), (7, 2), (8, 4)])
def test_among_equals_counted_in_turns_nobody_is_two_ahead(
    exactly: bool, jobs: int, people: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exactly:
        searched(monkeypatch)
    found = solve(standing_order(people, (), jobs), POLICIES["round_robin"])
    counts = [sum(route.technician == f"t{i}" for route, _ in found.plan.each_visit()) for i in range(people)]
    assert sum(counts) == jobs
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("exactly", [True, False])
def test_turns_of_the_ledger_are_made_up_for(exactly: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """t0 is three turns ahead: of six jobs t1 gets those three before they take turns."""
    if not exactly:
        searched(monkeypatch)
    ledger = (LedgerEntry("t0", turns=2000), LedgerEntry("t0", "north", turns=1000))
    found = solve(standing_order(2, ledger, 6), POLICIES["round_robin"])
    counts = [sum(route.technician == name for route, _ in found.plan.each_visit()) for name in ("t0", "t1")]
    assert sum(counts) == 6
    assert abs(counts[0] + 3 - counts[1]) <= 1


@pytest.mark.parametrize("load", ["turns", "minutes"])
def test_twelve_equal_jobs_are_shared_eight_to_four_by_capacities_480_and_240(load: Any) -> None:
    workers = [technician("ann"), technician("bob", shift(480, 720))]
    data = problem([appointment(f"a{index}", 20, HOME) for index in range(12)], workers)
    found = solve(data, POLICIES["round_robin"].replace(load=load))
    assert [sum(route.technician == name for route, _ in found.plan.each_visit()) for name in ("ann", "bob")] == [8, 4]


@pytest.mark.parametrize("fields", [{"workers": 0}, {"seconds": -1.0}, {"seconds": float("nan")}])
def test_settings_that_make_no_sense_are_refused(fields: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Settings(**fields)  # type: ignore[arg-type]


def test_numbers_too_large_to_weigh_are_refused_by_level() -> None:
    data = problem([appointment(due=-(2**40))])
    heavy = policy(({"unserved": 100}, {"travel_time": 1, "lateness": 10**6}), late="penalise")
    with pytest.raises(ProblemError, match="2\\^61 points, most of it by 'lateness'"):
        solve(data, heavy)
    assert solve(data, policy(({"unserved": 100}, {"lateness": 1}), late="penalise")).plan.visits


def test_a_plan_that_the_judge_refuses_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    data = problem([appointment()])
    doubled = plan(driven(data, "ann", "a1", "a1"))
    monkeypatch.setattr("scheduler.solve.check", lambda case, rules, _: check(case, rules, doubled))
    with pytest.raises(PlanRefusedError, match="visited 2 times"):
        solve(data, PLAIN)


def test_a_plan_worth_other_than_believed_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.working.Working.total", lambda self: self.rank + 1)
    with pytest.raises(PlanRefusedError, match="believed"):
        solve(problem([appointment()]), PLAIN)
