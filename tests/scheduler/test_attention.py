"""What a dispatcher is told to look at: each kind from a day that has it and not from its twin that has not."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.attention import SHOWN, Attention, attention
from scheduler.entities import LedgerEntry, Membership, Skill, SkillRequirement
from scheduler.explanation import Explanation, Relaxation, Unscheduled
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from tests.scheduler.build import EAST, appointment, shift, technician
from tests.scheduler.build import problem as tiny
from tests.scheduler.report.sample import sample

POLICY = POLICIES["customer_first"]
NOTHING = Plan()
NORTH_SIDE = ("north",)


def found(problem: ProblemData, plan: Plan = NOTHING, *reasons: Unscheduled) -> dict[str, Attention]:
    items = attention(problem, POLICY, plan, Explanation(unscheduled=reasons))
    return {item.kind: item for item in items}


def visit(start: int = 490, arrival: int | None = None, id: str = "a1", technician: str = "ann") -> Plan:
    stop = Stop(id, start, start, start + 60)
    return Plan((Route(technician, "day", start - 10, arrival or start + 70, (stop,)),))


def day(**fields: Any) -> ProblemData:
    return tiny(**{"appointments": (appointment(),), "technicians": (technician(),), **fields})


def test_quiet_plan_needs_no_look():
    assert found(day(), visit()) == {}
    assert found(tiny(appointments=(), technicians=())) == {}


def test_urgent_work_without_a_place_comes_first():
    work = (appointment("a1", priority=1), appointment("a2", priority=2), appointment("a3", priority=1))
    reason = Unscheduled("a1", "impossible", ("SKILL",), (), (), "Nobody has it.")
    items = attention(day(appointments=work), POLICY, Plan(), Explanation(unscheduled=(reason,)))
    assert items[0].kind == "urgent_unscheduled"
    assert items[0].appointments == ("a1", "a3")
    assert items[0].sentence == "2 appointments of the most urgent priority 1 are not scheduled: a1, a3 (SKILL)."
    assert "urgent_unscheduled" not in found(day(appointments=work[1:2]), visit(id="a2"))


@pytest.mark.parametrize(("due", "kind"), [(549, "late"), (550, "tight_sla"), (579, "tight_sla"), (580, None)])
def test_due_times(due: int, kind: str | None):
    items = found(day(appointments=(appointment(due=due),)), visit())
    assert set(items) == ({kind} if kind else set())
    if kind:
        assert items[kind].appointments == ("a1",)
        assert "with ann" in items[kind].sentence


def test_a_late_crew_is_one_visit_with_all_its_members():
    people = (technician("ann"), technician("bob"))
    late = found(day(appointments=(appointment(due=549, crew_size=2),), technicians=people), pair())["late"]
    assert late.appointments == ("a1",)
    assert late.sentence == "1 visit ends after the due time; the worst is a1 with ann and bob, 1 min late."


def pair() -> Plan:
    return Plan((*visit().routes, *visit(technician="bob").routes))


@pytest.mark.parametrize(
    ("held", "missing"),
    [((), True), ((Skill("hvac", 1),), True), ((Skill("hvac", 2, end=480),), True), ((Skill("hvac", 2),), False)],
)
def test_skill_that_nobody_has(held: tuple[Skill, ...], missing: bool):
    work = (appointment(skills=(SkillRequirement("hvac", 2),)),)
    items = found(day(appointments=work, technicians=(technician(skills=held),)))
    assert ("skill_nobody_has" in items) == missing
    if missing:
        assert items["skill_nobody_has"].sentence == "Nobody on duty has the skill hvac at level 2, which a1 needs."


@pytest.mark.parametrize(("kind", "covered"), [("primary", True), ("relocated", True), ("secondary", False)])
def test_territory_without_coverage(kind: Any, covered: bool):
    work = (appointment(territory="north"),)
    people = (technician(memberships=(Membership("north", kind),)),)
    items = found(day(appointments=work, technicians=people, territories=NORTH_SIDE))
    assert ("territory_without_coverage" in items) == (not covered)


def test_unknown_places():
    assert found(day(appointments=(appointment(location=None),)))["no_place"].appointments == ("a1",)
    assert "no_place" in found(day(appointments=(appointment(),), territories=NORTH_SIDE))
    assert "no_place" not in found(day())


@pytest.mark.parametrize(("soft_end", "told"), [(559, True), (560, False)])
def test_overtime(soft_end: int, told: bool):
    items = found(day(technicians=(technician("ann", shift(soft_end=soft_end)),)), visit())
    assert ("overtime" in items) == told
    if told:
        assert items["overtime"].sentence == "1 technician works overtime, 1 min in all; the most is ann with 1 min."


@pytest.mark.parametrize("neighbour", ["north", "south"])
def test_idle_beside_crowded(neighbour: str):
    ann = technician("ann", shift(480, 560), memberships=(Membership("north"),))
    bob = technician("bob", memberships=(Membership(neighbour),))
    fields = {"appointments": (appointment(territory="north"),), "technicians": (ann, bob)}
    items = found(day(**fields, territories=("north", "south")), visit())
    assert ("idle_beside_crowded" in items) == (neighbour == "north")
    if neighbour == "north":
        sentence = "bob has nothing to do while ann, also in north, is busy 100% of it."
        assert items["idle_beside_crowded"].sentence == sentence


def test_other_work_names_its_cheapest_way_out():
    work = (appointment("a1", priority=1), appointment("a2"), appointment("a3"))
    changes = {name: Relaxation("overtime", f"Do {name}.", "ann", 0, cost) for name, cost in (("a2", 9.0), ("a3", 3.0))}
    ways = [Unscheduled(name, "not_found", (), (), (), "", relaxation=change) for name, change in changes.items()]
    item = found(day(appointments=work), visit(), *ways)["unscheduled"]
    assert item.sentence == "2 less urgent appointments are not scheduled: a2, a3. Cheapest change: Do a3."
    assert item.appointments == ("a2", "a3")


@pytest.mark.parametrize(("load", "told"), [(1500, True), (300, False)])
def test_uneven_rotation(load: int, told: bool):
    people = (technician("ann"), technician("bob"))
    ledger = (LedgerEntry("ann", load=load, capacity=4000), LedgerEntry("bob", load=300, capacity=4000))
    work: tuple[Any, ...] = ()
    assert ("uneven_rotation" in found(day(technicians=people, ledger=ledger, appointments=work))) == told


@pytest.mark.parametrize(("second", "told"), [(610, True), (609, False)])
def test_long_waiting(second: int, told: bool):
    work = (appointment("a1"), appointment("a2", location=EAST))
    stops = (Stop("a1", 490, 490, 550), Stop("a2", 550, second, second + 60))
    plan = Plan((Route("ann", "day", 480, second + 70, stops),))
    assert ("waiting" in found(day(appointments=work), plan)) == told


def test_at_most_five_and_always_the_same():
    report = sample(200, 20, 9)
    items = attention(report.problem, report.policy, report.plan, report.explanation)
    assert len(items) == SHOWN
    assert items == attention(report.problem, report.policy, report.plan.sorted(), report.explanation)
    assert len({item.kind for item in items}) == SHOWN


def test_technicians_who_serve_no_territory_come_first_and_once():
    work = (appointment(territory="north"), appointment("a2", territory="south", priority=1))
    crew = technician(), technician("bob", memberships=(Membership("south"),))
    items = attention(
        day(appointments=work, technicians=crew[:1], territories=("north", "south")), POLICY, NOTHING, Explanation()
    )
    assert [item.kind for item in items] == ["nobody_serves", "urgent_unscheduled", "unscheduled"]
    assert "column territories" in items[0].sentence
    one_served = found(day(appointments=work, technicians=crew, territories=("north", "south")))
    assert "nobody_serves" not in one_served
    assert one_served["territory_without_coverage"].appointments == ("a1",)
    assert "nobody_serves" not in found(day(appointments=work))
