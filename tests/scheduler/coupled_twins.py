"""Twins for what joins several visits: a crew at Ann's and Bob's, a follow-up after its predecessor, a group."""

from __future__ import annotations

from typing import Any

from scheduler.entities import Appointment, Pin, Predecessor, Quantity, Skill, SkillRequirement
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler.build import WEST, appointment, driven, plan, problem, route, stop, technician
from tests.scheduler.twin import POLICY, Twin

Names = tuple[str, ...]
GAS = SkillRequirement("gas", 2)


def _day(items: list[Appointment], *fields: dict[str, Any]) -> ProblemData:
    names = ("ann", "bob", "eve")
    workers = [technician(name, **each) for name, each in zip(names, (*fields, {}, {}, {}), strict=False)]
    return problem(items, workers)


def _together(data: ProblemData, *names: str) -> Plan:
    return plan(*(driven(data, name, "a1") for name in names))


def _crew(code: str, allowed: Names, forbidden: Names, *workers: dict[str, Any], **needs: Any) -> Twin:
    """A pair that may make the visit, and others who may not."""
    data = _day([appointment(crew_size=2, **needs)], *workers)
    return Twin(data, POLICY, _together(data, *allowed), _together(data, *forbidden), code)


def _apart() -> Twin:
    """Both from 08:10 to 09:10, and one of them a minute later."""
    data = _day([appointment(crew_size=2)])
    early = driven(data, "ann", "a1")
    late = route("bob", 480, stop("a1", 491, 551), arrival=561)
    return Twin(data, POLICY, _together(data, "ann", "bob"), plan(early, late), "CREW")


def _pace() -> Twin:
    """Ann is twice as fast; together they take the hour that Bob takes, not her half."""
    data = _day([appointment(crew_size=2)], {"efficiency": 2000})
    right, wrong = (
        plan(*(route(name, 480, stop("a1", 490, end), arrival=end + 10) for name in ("ann", "bob")))
        for end in (550, 520)
    )
    return Twin(data, POLICY, right, wrong, "SERVICE")


def _delay() -> Twin:
    """The first ends 09:10 and 30 minutes have to pass: 09:40 is right, 09:39 too soon."""
    data = _day([appointment("a1"), appointment("a2", predecessors=(Predecessor("a1", 30),))])
    first = driven(data, "ann", "a1")
    right, wrong = (
        plan(first, route("bob", 480, stop("a2", start, start + 60), arrival=start + 70)) for start in (580, 579)
    )
    return Twin(data, POLICY, right, wrong, "PRECEDENCE")


def _without_the_first() -> Twin:
    items = [appointment("a1"), appointment("a2", location=WEST, predecessors=(Predecessor("a1"),))]
    data = _day(items)
    return Twin(data, POLICY, plan(driven(data, "ann", "a1", "a2")), plan(driven(data, "ann", "a2")), "PRECEDENCE")


def _group() -> Twin:
    data = _day([appointment("a1", all_or_none="g"), appointment("a2", location=WEST, all_or_none="g")])
    return Twin(data, POLICY, plan(driven(data, "ann", "a1", "a2")), plan(driven(data, "ann", "a1")), "ALL_OR_NONE")


def _shared_parts() -> Twin:
    """Three of the five valves are in the vans of Ann and Bob, two in Eve's; the crew needs three."""
    stocks: list[dict[str, Any]] = [{"stock": (Quantity("valve", count),)} for count in (1, 2, 1)]
    return _crew("PARTS", ("ann", "bob"), ("ann", "eve"), *stocks, parts=(Quantity("valve", 3),))


def _left_parts() -> Twin:
    """What Ann uses alone the crew cannot use: two of her three valves leave one, three leave none."""
    two, three = ((Quantity("valve", count),) for count in (2, 3))
    items = [appointment("a1", crew_size=2, parts=(Quantity("valve"),))]
    items += [appointment("a2", location=WEST, parts=two), appointment("a3", location=WEST, parts=three)]
    data = _day(items, {"stock": three})
    bob = driven(data, "bob", "a1")
    right, wrong = (plan(driven(data, "ann", "a1", other), bob) for other in ("a2", "a3"))
    return Twin(data, POLICY, right, wrong, "PARTS")


def _skilled(level: int) -> dict[str, Any]:
    return {"skills": (Skill("gas", level),)}


COUPLED_TWINS: dict[str, Twin] = {
    "crew": _crew("CREW", ("ann", "bob"), ("ann",)),
    "precedence": _delay(),
    "all_or_none": _group(),
}
MORE_COUPLED_TWINS: tuple[tuple[str, Twin], ...] = (
    ("crew", _apart()),
    ("once", _crew("TWICE", ("ann", "bob"), ("ann", "bob", "eve"))),
    ("precedence", _without_the_first()),
    ("service", _pace()),
    ("parts", _shared_parts()),
    ("parts", _left_parts()),
    ("skill", _crew("SKILL", ("ann", "bob"), ("bob", "eve"), _skilled(2), skills=(GAS,))),
    ("skill", _crew("SKILL_LEVEL", ("ann", "bob"), ("bob", "eve"), _skilled(2), _skilled(1), skills=(GAS,))),
    ("tools", _crew("TOOLS", ("ann", "bob"), ("bob", "eve"), {"tools": ("lift",)}, tools=("lift",))),
    ("pin", _crew("PIN", ("ann", "bob"), ("ann", "eve"), pin=Pin(technician="bob"))),
    ("choice", _crew("EXCLUDED", ("ann", "bob"), ("ann", "eve"), excluded_technicians=("eve",))),
)
