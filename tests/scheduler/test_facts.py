"""Frozen visits stay where they are, what they break is inherited, and the rest is planned around them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.entities import Appointment, Break, Interval, LedgerEntry, Pin, Quantity
from scheduler.explain import explain
from scheduler.facts import settle
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.rotation import accounts, plan_loads
from scheduler.solve import Result, Settings, solve
from tests.scheduler import build
from tests.scheduler.build import EAST, NORTH, WEST, appointment, shift, technician
from tests.scheduler.tiny_days import tiny_day, tiny_policy

POLICY = build.policy()
QUICK = Settings(seed=1, workers=1)


def fact(start: int, id: str = "fact", location: int | None = EAST, who: str = "ann", **fields: Any) -> Appointment:
    """A visit of an hour that is frozen."""
    return appointment(id, location=location, pin=Pin(who, start, frozen=True), **fields)


def kept(problem: ProblemData, result: Result) -> None:
    """Every fact is at its place, and whatever is broken is inherited."""
    for item in problem.appointments:
        if item.frozen and item.pin is not None:
            ((route, stop),) = result.plan.visits[item.id]
            assert (route.technician, stop.start) == (item.pin.technician, item.pin.start)
    found = check(problem, result.policy, result.plan)
    assert not added(found)
    assert result.inherited == found


BROKEN: dict[str, tuple[list[Appointment], dict[str, Any], dict[str, Any]]] = {
    "SHIFT": ([fact(930)], {}, {}),
    "SHIFT before": ([fact(400)], {}, {}),
    "ABSENCE": ([fact(600)], {}, {"absences": (Interval(570, 700),)}),
    "ABSENCE to the end": ([fact(900)], {}, {"absences": (Interval(840, 960),)}),
    "TRAVEL": ([fact(600), fact(670, "other", NORTH)], {}, {}),
    "TRAVEL at once": ([fact(600), fact(630, "other", NORTH)], {}, {}),
    "BREAK": ([fact(600), fact(660, "other")], {"breaks": (Break(610, 690, 40),)}, {}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fact_stays_and_the_rest_is_planned_around_it(name: str) -> None:
    facts, hours, person = BROKEN[name]
    crew = [technician("ann", shift(**hours), **person), technician("bob")]
    problem = build.problem([*facts, appointment("a1", location=WEST)], crew)
    result = solve(problem, POLICY, QUICK)
    kept(problem, result)
    assert name.split()[0] in {violation.code for violation in result.inherited}
    assert result.plan.visits["a1"][0][0].technician == "bob"
    assert not result.proved
    assert result.terms == objective.terms(problem, POLICY, result.plan)
    assert len(explain(problem, POLICY, result.plan).assigned) == len(facts) + 1


def test_around_a_fact_that_keeps_the_rules_others_have_room_on_the_same_day() -> None:
    problem = build.problem([fact(600), appointment("a1", location=WEST), appointment("a2")])
    result = solve(problem, POLICY, QUICK)
    kept(problem, result)
    assert len(result.plan.visits) == 3
    assert result.inherited == ()


def test_a_fact_outweighs_whatever_wants_its_place() -> None:
    urgent = [appointment(f"a{n}", 60, NORTH, priority=1, windows=[(590, 640)]) for n in range(2)]
    problem = build.problem([fact(600, priority=9), *urgent])
    for policy in (POLICY, POLICIES["customer_first"], POLICIES["round_robin"]):
        kept(problem, solve(problem, policy, QUICK))
    begun = build.plan(build.driven(problem, "ann", "a0"))
    kept(problem, solve(problem, POLICY, Settings(seconds=0.0, workers=1), initial=begun))


def test_the_rest_knows_what_a_settled_fact_uses() -> None:
    valve = (Quantity("valve"),)
    late = [fact(2370, parts=valve)]
    days = (shift(id="mon"), shift(1920, 2400, id="tue"))
    ann = technician("ann", *days, stock=(Quantity("valve", 2), Quantity("hose")))
    problem = build.problem(
        late, [ann], horizon=build.day(days=2), ledger=(LedgerEntry("ann", load=30, turns=500, capacity=60),)
    )
    settled = settle(problem, POLICY)
    (rest,) = settled.rest.technicians
    assert [one.id for one in rest.shifts] == ["mon"]
    assert rest.stock == (Quantity("valve"), Quantity("hose"))
    assert settled.rest.appointments == ()
    for policy in (POLICY.replace(load="turns"), POLICY.replace(load="minutes")):
        whole, part = accounts(problem, policy)["ann"], accounts(settled.rest, policy)["ann"]
        (plan,) = settled.routes
        given = plan_loads(problem, policy, build.plan(plan))["ann"]
        assert (part.load, part.capacity) == (whole.load + given, whole.capacity)


def test_a_day_without_facts_and_facts_that_fit_are_left_as_they_are() -> None:
    for items in ([appointment()], [fact(600), appointment()]):
        problem = build.problem(items)
        assert settle(problem, POLICY).rest is problem


def test_a_fact_that_nobody_can_find_is_impossible() -> None:
    problem = build.problem([fact(600, location=None)])
    result = solve(problem, POLICY, QUICK)
    assert result.plan.visits == {}
    assert explain(problem, POLICY, result.plan).unscheduled[0].codes == ("NO_LOCATION",)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_facts_anywhere_at_any_time_stay(seed: int) -> None:
    random, problem, policy = Random(seed), tiny_day(seed), tiny_policy(seed)
    items = [item.replace(waivers=()) for item in problem.appointments]
    for index in random.sample(range(len(items)), random.randint(1, len(items))):
        name = random.choice(problem.technicians).id
        pin, duration = Pin(name, random.randint(-3, 14), frozen=True), max(1, items[index].duration)
        items[index] = items[index].replace(pin=pin, duration=duration)
    problem = problem.replace(appointments=tuple(items))
    result = solve(problem, policy, QUICK)
    kept(problem, result)
    assert result.terms == objective.terms(problem, policy, result.plan)
