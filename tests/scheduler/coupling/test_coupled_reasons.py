"""Coupled appointments are explained truly, recommended with their crew, and committed whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.entities import Appointment, Predecessor, Quantity, Skill, SkillRequirement, Technician
from scheduler.explain import explain
from scheduler.explanation import Assigned, Unscheduled
from scheduler.problem import ProblemData
from scheduler.recommend import StaleSlotError, commit, recommend
from scheduler.solution import Plan
from tests.scheduler.build import WEST, appointment, driven, plan, policy, problem, shift, technician
from tests.scheduler.coupling.crowded_days import served_day

POLICY = policy()
PAIR: dict[str, Any] = {"crew_size": 2}


def _day(items: list[Appointment], *workers: Technician) -> ProblemData:
    return problem(items, list(workers) or [technician("ann"), technician("bob")])


def _why(data: ProblemData, name: str, made: Plan | None = None) -> Unscheduled:
    (found,) = explain(data, POLICY, made or Plan(), name).unscheduled
    return found


NEVER_TOGETHER = (technician("ann", shift(480, 600)), technician("bob", shift(700, 960)))
GAS = SkillRequirement("gas", 2)


@pytest.mark.parametrize(("data", "name", "codes"), [
    (_day([appointment("a1", **PAIR)], *NEVER_TOGETHER), "a1", ("CREW",)),
    (_day([appointment("a1", **PAIR)], technician("ann")), "a1", ("CREW",)),
    (_day([appointment("a1", skills=(GAS,), **PAIR)]), "a1", ("SKILL",)),
    (_day([appointment("a1", tools=("lift",), **PAIR)]), "a1", ("TOOLS",)),
    (_day([appointment("a1", parts=(Quantity("valve"),), **PAIR)]), "a1", ("PARTS",)),
    (_day([appointment("a1", skills=(GAS,), **PAIR)], technician("ann", skills=(Skill("gas"),)), technician("bob")),
     "a1", ("SKILL_LEVEL",)),
    (_day([appointment("a1"), appointment("a2", predecessors=(Predecessor("a1", 600),))]), "a2", ("PRECEDENCE",)),
    (_day([appointment("a1", all_or_none="g", location=None), appointment("a2", all_or_none="g")]), "a2",
     ("ALL_OR_NONE",)),
    (_day([appointment("a1", excluded_technicians=("ann", "bob"), **PAIR)]), "a1", ("EXCLUDED",)),
], ids=["hours", "one", "skill", "tools", "parts", "level", "delay", "group", "choice"])  # fmt: skip
def test_what_is_impossible_as_a_whole_is_proved_with_its_codes(data: ProblemData, name: str, codes: Any) -> None:
    found = _why(data, name)
    assert (found.verdict, found.codes) == ("impossible", codes)
    assert found.sentence.startswith("Nobody can serve")
    assert found.funnel[-1].remaining == 0
    counts = [step.remaining for step in found.funnel]
    assert counts == sorted(counts, reverse=True)


def test_what_waits_for_something_left_out_says_so() -> None:
    found = _why(_day([appointment("a1"), appointment("a2", predecessors=(Predecessor("a1"),))]), "a2")
    assert (found.verdict, found.codes) == ("not_found", ("NOT_FOUND",))
    assert "a1, which comes before it, is not in the plan" in found.sentence


def test_a_crew_that_was_missed_is_offered() -> None:
    found = _why(_day([appointment("a1", **PAIR)]), "a1")
    assert found.verdict == "not_found"
    assert "ann and bob at 08:10" in found.sentence
    assert "was missed" in found.sentence


def test_a_crew_can_do_with_one_fewer_or_another_start() -> None:
    alone = _why(_day([appointment("a1", **PAIR)], *NEVER_TOGETHER), "a1").relaxation
    assert alone is not None
    assert alone.kind == "crew"
    late = _why(_day([appointment("a1", windows=((300, 320),), **PAIR)]), "a1").relaxation
    assert late is not None
    assert (late.kind, late.start, late.minutes) == ("window", 490, 2.0 * 170)


def test_a_crew_in_the_plan_is_told_with_its_members_and_prices() -> None:
    data = _day([appointment("a1", **PAIR)], *(technician(name) for name in ("ann", "bob", "eve")))
    (found,) = explain(data, POLICY, plan(driven(data, "ann", "a1"), driven(data, "bob", "a1"))).assigned
    assert isinstance(found, Assigned)
    assert (found.technician, found.partners) == ("ann", ("bob",))
    assert {frozenset((slot.technician, *slot.partners)) for slot in found.alternatives} == {
        frozenset(("ann", "eve")),
        frozenset(("bob", "eve")),
    }
    assert all(sum(slot.minutes.values()) == 0 for slot in found.alternatives)
    assert "ann and bob" in found.sentence


def test_single_visits_beside_a_crew_are_explained_with_it_in_place() -> None:
    data = _day([appointment("a1", **PAIR), appointment("a2", location=WEST)])
    made = plan(driven(data, "ann", "a1", "a2"), driven(data, "bob", "a1"))
    single = next(one for one in explain(data, POLICY, made).assigned if one.appointment == "a2")
    assert [slot.technician for slot in single.alternatives] == ["bob"]
    assert {slot.after for slot in single.alternatives} <= {"a1", None}


@settings(max_examples=6)
@given(st.integers(0, 10**6))
def test_every_slot_can_be_committed_and_costs_what_is_stated(seed: int) -> None:
    data, whole = served_day(seed, people=3, jobs=8)
    before = objective.terms(data, POLICY, whole)
    for name in list(whole.visits)[:4]:
        found = recommend(data, POLICY, whole, name, 2)
        for slot in found.slots:
            made = commit(data, POLICY, whole, slot)
            assert not added(check(data, POLICY, made))
            after = objective.terms(data, POLICY, made)
            assert {key: after[key] - before[key] for key in after} == dict(slot.terms)
            assert len(made.visits[name]) == data.appointment[name].crew_size
            assert slot.earliest <= slot.start <= slot.latest


def test_a_slot_for_a_follow_up_keeps_the_order() -> None:
    items = [appointment("a1"), appointment("a2", location=WEST, predecessors=(Predecessor("a1", 30),))]
    data = _day(items)
    made = plan(driven(data, "ann", "a1"))
    slots = recommend(data, POLICY, made, "a2").slots
    assert slots
    assert min(slot.earliest for slot in slots) >= 550 + 30
    assert "a2" in commit(data, POLICY, made, slots[0]).visits


def test_nobody_is_recommended_before_what_comes_first_or_without_a_crew() -> None:
    data = _day([appointment("a1"), appointment("a2", predecessors=(Predecessor("a1"),))])
    found = recommend(data, POLICY, Plan(), "a2")
    assert found.slots == ()
    assert {refused.codes for refused in found.refusals} == {("PRECEDENCE",)}
    apart = recommend(_day([appointment("a1", **PAIR)], *NEVER_TOGETHER), POLICY, Plan(), "a1")
    assert {refused.codes for refused in apart.refusals} == {("CREW",)}


def test_a_slot_that_is_gone_is_stale() -> None:
    data = _day([appointment("a1", **PAIR)])
    (slot, *_) = recommend(data, POLICY, Plan(), "a1").slots
    with pytest.raises(StaleSlotError, match="gone"):
        commit(data, POLICY, Plan(), slot.replace(start=slot.start + 1))


def test_a_new_appointment_is_asked_about_beside_crews() -> None:
    data = _day([appointment("a1", **PAIR)])
    made = plan(driven(data, "ann", "a1"), driven(data, "bob", "a1"))
    found = recommend(data, POLICY, made, appointment("new", location=WEST))
    assert {slot.technician for slot in found.slots} == {"ann", "bob"}
    asked = recommend(data, POLICY, made, appointment("other", location=WEST, predecessors=(Predecessor("a1"),)))
    assert asked.slots
    assert all(slot.start >= 550 for slot in asked.slots)


def test_a_crew_is_crowded_out_only_if_that_is_proved() -> None:
    """There is time for one hour's work in the morning, and an urgent visit that only ann may make has it."""
    short = {"windows": [(490, 500)]}
    items = [appointment("a1", priority=1, required_technicians=("ann",), **short), appointment("a2", **PAIR, **short)]
    data = _day(items)
    found = _why(data, "a2", plan(driven(data, "ann", "a1")))
    assert (found.verdict, found.codes, found.blockers) == ("crowded_out", ("LOST_TO_PRIORITY",), ("a1",))
    assert "a1 is served and worth at least as much" in found.sentence
    free = _day([items[0], items[1].replace(windows=())])
    assert _why(free, "a2", plan(driven(free, "ann", "a1"))).verdict == "not_found"
    less = _day([items[0].replace(priority=4), items[1]])
    assert _why(less, "a2", plan(driven(less, "ann", "a1"))).verdict == "not_found"
    other = _day([items[0].replace(required_technicians=()), items[1]], *map(technician, ("ann", "bob", "eve")))
    assert _why(other, "a2", plan(driven(other, "ann", "a1"))).verdict == "not_found"
