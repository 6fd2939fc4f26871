"""The exact model over visits against trying everything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import CONSTRAINT_CHECKS, added, check
from scheduler.cpsat import visit_constraints, visit_terms
from scheduler.cpsat.visit_constraints import CONSTRAINTS
from scheduler.cpsat.visit_terms import TERMS
from scheduler.cpsat.visits import SolverDisagreement, VisitsResult, solve_visits
from scheduler.entities import Break, Interval, Pin
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.terms import TERM_FUNCTIONS
from tests.scheduler import build
from tests.scheduler.binding import CONSTRAINT_BINDING, MORE_BINDING, TERM_BINDING
from tests.scheduler.brute_force import best_value
from tests.scheduler.eligible import allowed_by_judge
from tests.scheduler.tiny_days import depot_day, jammed_day, tiny_day, tiny_policy


def solve(problem: ProblemData, policy: Policy, **options: Any) -> VisitsResult:
    """Solve a tiny problem to the end."""
    options = {"deterministic_seconds": 20.0, "seed": 1, **options}
    return solve_visits(problem, policy, allowed_by_judge(problem, policy), **options)


def worth(problem: ProblemData, policy: Policy, plan: Plan) -> tuple[int, ...]:
    """The value of a plan."""
    return objective.value(problem, policy, objective.terms(problem, policy, plan))


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_proves_what_trying_everything_finds(seed: int) -> None:
    problem, policy = tiny_day(seed), tiny_policy(seed)
    result = solve(problem, policy)
    assert result.status == "optimal"
    assert result.value == result.bound == best_value(problem, policy)
    assert worth(problem, policy, result.plan) == result.value
    assert not added(check(problem, policy, result.plan))


@settings(max_examples=6)
@given(st.integers(0, 10**6))
def test_proves_what_trying_every_stop_at_a_depot_finds(seed: int) -> None:
    problem, policy = depot_day(seed), tiny_policy(seed)
    result = solve(problem, policy)
    assert result.status == "optimal"
    assert result.value == result.bound == best_value(problem, policy)
    assert not added(check(problem, policy, result.plan))


@settings(max_examples=8)
@given(st.integers(0, 10**6))
def test_proves_what_trying_everything_finds_in_a_jam(seed: int) -> None:
    problem, policy = jammed_day(seed), tiny_policy(seed)
    result = solve(problem, policy)
    assert result.status == "optimal"
    assert result.value == result.bound == best_value(problem, policy)
    assert not added(check(problem, policy, result.plan))


@pytest.mark.parametrize("name", [*CONSTRAINT_BINDING, *MORE_BINDING])
def test_a_constraint_binds_and_is_kept(name: str) -> None:
    case = {**CONSTRAINT_BINDING, **MORE_BINDING}[name]
    bound, free = solve(case.problem, case.policy), solve(case.relaxed_problem, case.relaxed_policy)
    assert bound.value == best_value(case.problem, case.policy)
    assert free.value == best_value(case.relaxed_problem, case.relaxed_policy)
    assert free.value < bound.value


@pytest.mark.parametrize("name", TERM_BINDING)
def test_a_term_binds_and_counts(name: str) -> None:
    case = TERM_BINDING[name]
    full, less = solve(case.problem, case.policy), solve(case.problem, case.relaxed_policy)
    assert full.value == best_value(case.problem, case.policy)
    assert less.value == best_value(case.problem, case.relaxed_policy)
    assert full.value < worth(case.problem, case.policy, less.plan)


def test_every_constraint_and_every_term_is_stated_and_binds_somewhere() -> None:
    assert set(CONSTRAINTS) == set(CONSTRAINT_CHECKS) == set(CONSTRAINT_BINDING)
    assert set(TERMS) == set(TERM_FUNCTIONS) == set(TERM_BINDING)


def test_the_same_seed_gives_the_same_plan_with_one_worker_and_with_two() -> None:
    case = TERM_BINDING["fairness"]
    for workers in (1, 2):
        first, second = (solve(case.problem, case.policy, workers=workers, seed=5) for _ in range(2))
        assert first == second


def test_no_appointments_and_no_technicians_are_a_plan_of_nothing() -> None:
    nobody = solve(build.problem([build.appointment()], []), build.policy())
    assert (nobody.plan, nobody.status) == (Plan(), "optimal")
    assert nobody.value == (3000 * 60 * 100 * 100, 0)
    idle = solve(build.problem(), build.policy())
    assert (idle.plan, idle.value, idle.status) == (Plan(), (0,), "optimal")


def test_no_work_at_all_still_gives_the_hint_if_it_is_allowed() -> None:
    data = build.problem([build.appointment("a1"), build.appointment("a2", location=build.WEST)])
    known = Plan((build.driven(data, "ann", "a2", "a1"),))
    result = solve(data, build.policy(), deterministic_seconds=1e-9, hint=known)
    assert (result.plan, result.value) == (known, worth(data, build.policy(), known))
    assert result.status == "unknown"
    late = data.replace(appointments=(data.appointments[0].replace(due=0), data.appointments[1]))
    assert solve(late, build.policy(), deterministic_seconds=1e-9, hint=known).plan == Plan()


def test_a_hint_is_never_made_worse() -> None:
    jobs = [build.appointment(f"a{index}", 30, index % 4) for index in range(12)]
    data = build.problem(jobs, [build.technician(name) for name in ("ann", "bob")])
    known = Plan((build.driven(data, "ann", "a1", "a5", "a2"), build.driven(data, "bob", "a3", "a7", "a4", "a8")))
    result = solve(data, POLICIES["round_robin"], deterministic_seconds=0.5, hint=known)
    assert result.value <= worth(data, POLICIES["round_robin"], known)


def test_times_are_tight_where_no_term_says_so() -> None:
    result = solve(build.problem([build.appointment(windows=[(600, 660)])]), build.policy())
    (route,) = result.plan.routes
    assert (route.departure, route.stops[0].arrive, route.stops[0].start, route.arrival) == (590, 600, 600, 670)


def test_fixed_choices_are_kept_and_may_contradict_each_other() -> None:
    data = build.problem([build.appointment()], [build.technician("ann"), build.technician("bob", home=build.NORTH)])
    assert [route.technician for route in solve(data, build.policy(), fixed={"a1": 1}).plan.routes] == ["bob"]
    assert solve(data, build.policy(), fixed={"a1": None}).plan == Plan()
    impossible = data.replace(appointments=(build.appointment(due=0),))
    assert solve(impossible, build.policy(), fixed={"a1": 0}).status == "infeasible"


def test_asking_to_stop_ends_the_search_with_what_there_is() -> None:
    jobs = [build.appointment(f"a{index}", 30, index % 4) for index in range(24)]
    data = build.problem(jobs, [build.technician(name) for name in ("ann", "bob", "cid")])
    result = solve(data, POLICIES["customer_first"], deterministic_seconds=1e6, stop=lambda: True)
    assert result.status in ("feasible", "unknown")
    assert len(result.bound) <= 1


def test_a_frozen_visit_stays_in_an_absence_and_past_its_due_time() -> None:
    frozen = build.appointment(due=500, pin=Pin("ann", 540, frozen=True))
    data = build.problem([frozen], [build.technician(absences=(Interval(570, 630),))])
    result = solve(data, build.policy())
    (route,) = result.plan.routes
    assert (route.departure, route.stops[0].start, route.stops[0].end, route.arrival) == (530, 540, 600, 640)


def test_a_waived_break_is_left_out() -> None:
    duty = build.shift(480, 560, breaks=(Break(500, 520, 60),))
    for waivers, served in ((), 0), (("break",), 1):
        data = build.problem([build.appointment(waivers=waivers)], [build.technician("ann", duty)])
        assert len(solve(data, build.policy()).plan.visits) == served


def test_a_plan_that_is_not_what_the_solver_believed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(visit_terms.TERMS, "travel_time", visit_terms.working_time)
    with pytest.raises(SolverDisagreement, match="believed"):
        solve(build.problem([build.appointment()]), build.policy())


def test_a_plan_that_breaks_a_constraint_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(visit_constraints.ROUTE_RULES, "limits", lambda visits: None)
    duty = build.shift(max_visits=0)
    with pytest.raises(SolverDisagreement, match="at most 0"):
        solve(build.problem([build.appointment()], [build.technician("ann", duty)]), build.policy())


def test_numbers_too_large_to_count_are_refused() -> None:
    data = build.problem([build.appointment()], [build.technician(cost_per_hour=2**40)])
    dear = build.policy([{"unserved": 100}, {"technician_cost": 10**9 + 1, "travel_time": 1}])
    with pytest.raises(OverflowError, match="too large"):
        solve(data, dear)
