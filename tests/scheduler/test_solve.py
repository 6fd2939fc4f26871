"""From a problem to a plan: feasible days are served, small ones optimally; runs repeat, end in time and on request."""

from __future__ import annotations

import random as randomness
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective, part_run
from scheduler.check import added, check
from scheduler.entities import Depot, LedgerEntry, Location, Predecessor, ProblemError, Skill, SkillRequirement, Window
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.solve import (
    PlanRefusedError,
    Progress,
    Result,
    Round,
    Settings,
    UnsupportedError,
    rounds_from_text,
    rounds_text,
    solve,
)
from scheduler.travel import SpeedPeriod
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
    assert found.value <= worth(data, judged_by, Plan())


def searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No exact model: parts of any size are searched, briefly."""
    monkeypatch.setattr(part_run, "EXACT_APPOINTMENTS", 0)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 3)
    monkeypatch.setattr(part_run, "ROUTE_SECONDS", 0.05)


def towns(count: int = 3, people: int = 2, visits: int = 8) -> ProblemData:
    """Independent parts: each town has places of its own, and its work needs a skill that its technicians have."""
    random = randomness.Random(count)
    size = 8 * count
    legs = {(i, j): random.randint(5, 40) for i in range(size) for j in range(size) if i != j}
    workers = [
        technician(f"t{town}{who}", home=8 * town + random.randrange(8), skills=(Skill(f"town{town}"),))
        for town in range(count)
        for who in range(people)
    ]
    items = [
        appointment(
            f"a{town}-{index}",
            random.choice((20, 30, 60)),
            8 * town + random.randrange(8),
            skills=(SkillRequirement(f"town{town}"),),
            windows=random.choice(([], [(500, 620)], [(700, 800), (900, 930)])),
            priority=random.choice((1, 2, 3)),
        )
        for town in range(count)
        for index in range(visits)
    ]
    return problem(items, workers, legs, travel=matrix_travel(legs, count=size), locations=locations(size))


def test_the_same_seed_gives_the_same_plan_byte_for_byte_on_any_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched(monkeypatch)
    data = towns()
    first = solve(data, CUSTOMER_FIRST, Settings(seed=7))
    again = solve(data, CUSTOMER_FIRST, Settings(seed=7))
    with ThreadPoolExecutor(3) as executor:
        threaded = solve(data, CUSTOMER_FIRST, Settings(seed=7), executor=executor)
        assert executor.submit(int, "3").result() == 3
    assert len(first.rounds) == 3
    assert repr(first.plan) == repr(again.plan) == repr(threaded.plan)
    assert first.rounds == again.rounds == threaded.rounds


def repeated(first: Result) -> Result:
    rounds = rounds_from_text(rounds_text(first.rounds))
    assert rounds == first.rounds
    return solve(first.problem, first.policy, Settings(seed=first.settings.seed, replay=rounds))


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.6])
@pytest.mark.parametrize("exactly", [True, False])
def test_a_run_that_was_limited_by_time_is_repeated_by_its_rounds(
    seconds: float, exactly: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exactly:
        searched(monkeypatch)
    first = solve(towns(visits=7), CUSTOMER_FIRST, Settings(seconds=seconds, seed=3))
    again = repeated(first)
    assert repr(again.plan) == repr(first.plan)
    assert (again.rounds, again.proved) == (first.rounds, first.proved)


@pytest.mark.parametrize("phase", ["construct", "search"])
def test_a_run_that_is_stopped_gives_its_best_plan_and_can_be_repeated(
    phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched(monkeypatch)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 10**9)
    stop, seen = threading.Event(), []

    def progress(state: Progress) -> None:
        seen.append(state)
        if state.phase == phase:
            stop.set()

    data = towns(count=2, visits=12)
    first = solve(data, CUSTOMER_FIRST, Settings(seed=1), progress=progress, stop=stop)
    assert first.interrupted
    assert not first.proved
    assert added(check(data, CUSTOMER_FIRST, first.plan)) == ()
    assert seen[-1].scheduled <= len(first.plan.visits)
    assert seen[-1].value >= first.value
    assert repr(repeated(first).plan) == repr(first.plan)


def test_an_exact_solve_that_is_stopped_is_not_taken_for_a_proof() -> None:
    stop = threading.Event()
    stop.set()
    first = solve(towns(visits=4), CUSTOMER_FIRST, Settings(), stop=stop)
    assert (first.proved, first.plan) == (False, Plan())
    assert first.rounds == ((Round(0, 0, 0.0),),) * 3
    assert repeated(first).plan == Plan()


def test_an_error_in_the_progress_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    searched(monkeypatch)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 10**9)

    def progress(state: Progress) -> None:
        if state.phase == "search":
            raise OSError("the pipe is closed")

    stop, before = threading.Event(), threading.active_count()
    with pytest.raises(OSError, match="pipe is closed"):
        solve(towns(), CUSTOMER_FIRST, progress=progress, stop=stop)
    assert threading.active_count() == before
    assert not stop.is_set()


PROGRAM = """
    import os, signal, sys
    from scheduler import part_run
    from scheduler.check import added, check
    from scheduler.cpsat.levels import LevelSolver
    from scheduler.solve import Settings, solve
    from tests.scheduler.test_solve import CUSTOMER_FIRST, towns

    part_run.EXACT_APPOINTMENTS = 0
    part_run.ITERATIONS_PER_APPOINTMENT = {iterations}
    minimise, once = LevelSolver.minimise, [signal.SIGINT]

    def interrupt():
        if once:
            os.kill(os.getpid(), once.pop())

    def interrupted(*arguments):
        interrupt()
        return minimise(*arguments)

    def progress(state):
        if state.phase == {phase!r}:
            interrupt()

    if {phase!r} == "CP-SAT":
        LevelSolver.minimise = interrupted
    data = towns(count=2, visits=14)
    found = solve(data, CUSTOMER_FIRST, Settings(seed=1), progress=progress)
    assert added(check(data, CUSTOMER_FIRST, found.plan)) == ()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    print(found.interrupted, len(found.plan.visits) > 0)
"""


@pytest.mark.parametrize(("phase", "iterations"), [("construct", 10**9), ("search", 10**9), ("CP-SAT", 1)])
def test_an_interrupt_from_the_keyboard_gives_the_best_plan_so_far(phase: str, iterations: int) -> None:
    program = textwrap.dedent(PROGRAM).format(phase=phase, iterations=iterations)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["True", "True"]


def test_a_second_interrupt_abandons_the_run_and_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    searched(monkeypatch)
    monkeypatch.setattr(part_run, "ITERATIONS_PER_APPOINTMENT", 10**9)
    before = threading.active_count()

    def progress(state: Progress) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        solve(towns(), CUSTOMER_FIRST, progress=progress)
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_applications_own_handling_of_interrupts_stays() -> None:
    seen = []
    previous = signal.signal(signal.SIGINT, lambda *_: seen.append("own"))
    try:
        found = solve(problem([appointment()]), progress=lambda _: signal.raise_signal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, previous)
    assert seen
    assert not found.interrupted


def test_progress_says_what_is_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    searched(monkeypatch)
    seen: list[Progress] = []
    data = towns(count=2, visits=6)
    found = solve(data, CUSTOMER_FIRST, Settings(seconds=0.5), progress=seen.append)
    assert [state.phase for state in seen][:2] == ["construct", "construct"]
    assert {state.total for state in seen} == {12}
    assert seen[-1].value == found.value
    assert seen[-1].scheduled == len(found.plan.visits)
    assert all(one.value >= two.value for one, two in pairwise(seen))
    assert all(state.left is not None and state.left <= 0.5 for state in seen)


@pytest.mark.parametrize(
    ("data", "feature"),
    [
        (problem([appointment(crew_size=2)]), "crews"),
        (problem([appointment("a1"), appointment("a2", predecessors=(Predecessor("a1"),))]), "predecessors"),
        (problem([appointment(all_or_none="group")]), "whole or not at all"),
        (problem([appointment()], depots=(Depot("store", EAST),)), "depots"),
        (
            problem([appointment()], travel=matrix_travel({}, count=4).replace(speed_periods=(SpeedPeriod(0, 900),))),
            "time of day",
        ),
    ],
    ids=["crews", "predecessors", "groups", "depots", "periods"],
)
def test_what_is_not_decided_yet_is_refused_by_name(data: ProblemData, feature: str) -> None:
    with pytest.raises(UnsupportedError, match=feature) as refused:
        solve(data)
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
    assert not exactly or found.proved


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


def test_counts_of_an_unknown_run_are_refused() -> None:
    with pytest.raises(ValueError, match="2 parts cannot be repeated on a problem of 1"):
        solve(problem([appointment()]), settings=Settings(replay=((), ())))
    with pytest.raises(ValueError, match="is not the rounds of a run"):
        rounds_from_text("1/2")


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
