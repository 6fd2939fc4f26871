"""A plan for every term whose value is worked out by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

from scheduler.entities import (
    Break,
    Interval,
    LedgerEntry,
    Membership,
    MembershipKind,
    Predecessor,
    PublishedVisit,
    Skill,
    SkillRequirement,
)
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from tests.scheduler.build import (
    NORTH,
    WEST,
    appointment,
    driven,
    off_duty,
    plan,
    policy,
    problem,
    route,
    shift,
    stop,
    technician,
)


class TermExample(NamedTuple):
    """A plan and the raw value of one term, in the term's unit."""

    problem: ProblemData
    policy: Policy
    plan: Plan
    expected: int


def _tour(expected: int, *changes: dict[str, Any], judged_by: Policy | None = None, **fields: Any) -> TermExample:
    """Ann leaves home 480, works a1 (east) 490 to 550, a2 (west) 575 to 635, then if given a3 (north) 675 to 735.

    She is home 20 minutes after a2, 30 after a3.
    """
    places = {"a1": {}, "a2": {"location": WEST}, "a3": {"location": NORTH}}
    items = [appointment(name, **places[name] | change) for name, change in zip(places, changes, strict=False)]
    data = problem(items, **fields)
    tour = driven(data, "ann", *(item.id for item in items))
    return TermExample(data, judged_by or policy(), plan(tour), expected)


def _continuity() -> TermExample:
    # a2 follows a1 in the same hands, a3 in other ones; what a4 follows is not served.
    followers = {"a2": "a1", "a3": "a1", "a4": "a5"}
    items = [appointment("a1"), appointment("a5")]
    items += [appointment(name, predecessors=(Predecessor(before),)) for name, before in followers.items()]
    data = problem(items, [technician("ann"), technician("bob")])
    tours = plan(driven(data, "ann", "a1", "a2"), driven(data, "bob", "a3", "a4"))
    return TermExample(data, policy(), tours, 1)


def _unserved() -> TermExample:
    # a1 (priority 1) costs 500; a2 (priority 2) is not listed and costs as the next less urgent, 100; a3 is served.
    items = [appointment("a1", priority=1), appointment("a2", priority=2), appointment("a3", priority=3)]
    data = problem(items)
    judged_by = policy(unserved=((1, 500), (3, 100)))
    return TermExample(data, judged_by, plan(driven(data, "ann", "a3")), 500 + 100)


def _with_time_off(expected: int) -> TermExample:
    # On duty 480 to 680, absent 560 to 570 on the way from east to west, a break 585 to 595 at the door.
    worker = technician("ann", shift(breaks=(Break(585, 600, 10),)), absences=(Interval(560, 570),))
    data = problem([appointment("a1"), appointment("a2", location=WEST)], [worker])
    stops = (stop("a1", 490, 550), stop("a2", 600, 660, arrive=585))
    return TermExample(data, policy(), plan(route("ann", 480, *stops, arrival=680, breaks=[(585, 595)])), expected)


def _fairness() -> TermExample:
    # Ann: an hour carried over and one of this plan, 120 of 720 + 480 minutes: 120^2 / 1200 = 12 minutes.
    # Bob: nothing carried, nothing done. A minute is 6000 points: 12 * 6000 = 72,000.
    data = problem(
        [appointment()], [technician("ann"), technician("bob")], ledger=(LedgerEntry("ann", load=60, capacity=720),)
    )
    return TermExample(data, policy(), plan(driven(data, "ann", "a1")), 72_000)


def _spread() -> TermExample:
    # Ann works 480 to 560, Bob has a shift and does nothing, Carl has no shift and does not count: 80 - 0.
    data = problem([appointment()], [technician("ann"), technician("bob"), off_duty("carl")])
    return TermExample(data, policy(), plan(driven(data, "ann", "a1")), 80)


def _over_skilled() -> TermExample:
    # Ann holds gas 3 and heat 1; "old" ended when the shift starts. a1 needs gas 1: 3 - 1 levels and heat, 3 in all.
    # a2 needs nothing: gas and heat, 2 in all.
    worker = technician(skills=(Skill("gas", 3), Skill("gas", 2), Skill("heat"), Skill("old", end=480)))
    return _tour(3 + 2, {"skills": (SkillRequirement("gas"),)}, {}, technicians=[worker])


def _same_site() -> TermExample:
    # a1 and a2 share the east. Ann comes there twice, since she goes west (which nobody shares) in between.
    data = problem([appointment("a1"), appointment("a2"), appointment("a3", location=WEST)])
    return TermExample(data, policy(), plan(driven(data, "ann", "a1", "a3", "a2")), 2)


def _stability() -> TermExample:
    # a1 was to start 480, starts 490: 10. a2 was Bob's: 60. a3 was to start 300, starts 675: at most 60.
    # a4 is not served: 60. What is no longer in the problem does not count.
    places = {"a1": {}, "a2": {"location": WEST}, "a3": {"location": NORTH}, "a4": {}}
    known = {"a1": ("ann", 480), "a2": ("bob", 575), "a3": ("ann", 300), "a4": ("ann", 480), "gone": ("ann", 480)}
    data = problem(
        [appointment(name, **fields) for name, fields in places.items()],
        published=tuple(PublishedVisit(name, *where) for name, where in known.items()),
    )
    return TermExample(data, policy(), plan(driven(data, "ann", "a1", "a2", "a3")), 10 + 60 + 60 + 60)


def _secondary() -> TermExample:
    # Ann is a primary member of the north and a secondary one of the south, and of the east both at once.
    kinds: tuple[tuple[str, MembershipKind], ...] = (
        ("north", "primary"),
        ("south", "secondary"),
        ("east", "secondary"),
        ("east", "primary"),
    )
    worker = technician(memberships=tuple(Membership(name, kind) for name, kind in kinds))
    names = ("north", "south", "east")
    return _tour(
        1,
        *({"territory": name} for name in names),
        technicians=[worker],
        territories=names,
        judged_by=policy(secondary=True),
    )


TERM_EXAMPLES: dict[str, TermExample] = {
    "unserved": _unserved(),
    # a1 ends 550, due 540: 10. a2 ends 635, due 640: 0. a3 has no due.
    "lateness": _tour(10, {"due": 540}, {"due": 640}, {}, judged_by=policy(late="penalise")),
    # a1 starts 490, latest 500: 30 - 10. a2 starts 575, due 640 so latest 580, window later: 30 - 5.
    # a3 starts 675, latest 660: at most 30.
    "slack": _tour(
        20 + 25 + 30, {"windows": [(0, 30), (480, 500)]}, {"due": 640, "windows": [(0, 900)]}, {"windows": [(600, 660)]}
    ),
    # Home 635 + 20 = 655, soft end 600.
    "overtime": _tour(55, {}, {}, technicians=[technician("ann", shift(soft_end=600))]),
    # Home to east 10, to west 25, home 20.
    "travel_time": _tour(55, {}, {}),
    # At 500 metres a minute.
    "travel_distance": _tour(55 * 500, {}, {}),
    # 680 - 480 less 10 of absence.
    "working_time": _with_time_off(190),
    # 190 of work less 55 of travel, 120 of service and 10 of break.
    "waiting": _with_time_off(5),
    "fairness": _fairness(),
    "spread": _spread(),
    # a1 would rather have Bob, a2 has Ann as it would, a3 does not care.
    "preference": _tour(1, {"preferred_technicians": ("bob",)}, {"preferred_technicians": ("eve", "ann")}, {}),
    "continuity": _continuity(),
    "over_skilled": _over_skilled(),
    # a1 might have started at 0, starts 490. a2 might have started 572 (its window opens 570), starts 575.
    "earliness": _tour(490 + 3, {}, {"windows": [(570, 600), (800, 900)], "earliest_start": 572}),
    "same_site": _same_site(),
    "stability": _stability(),
    # Ann works 480 to 655 at 30 an hour and 50 a shift: 50 * 60 + 30 * 175.
    "technician_cost": _tour(3000 + 5250, {}, {}, technicians=[technician(cost_per_hour=30, cost_per_shift=50)]),
    "secondary": _secondary(),
}
