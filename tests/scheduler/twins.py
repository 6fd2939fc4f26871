"""Two plans for every constraint: one allowed at the very bound, one beyond it by a tick or by one thing.

``TWINS`` has one pair for each constraint by name, ``MORE_TWINS`` those for its other codes and bounds.
"""

from __future__ import annotations

from typing import Any

from scheduler.entities import (
    Break,
    Certificate,
    Depot,
    Interval,
    Membership,
    Pin,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Window,
)
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.travel import SpeedPeriod
from tests.scheduler.build import (
    HOME,
    MINUTES,
    WEST,
    appointment,
    day,
    driven,
    plan,
    policy,
    problem,
    route,
    shift,
    stop,
    technician,
)
from tests.scheduler.coupled_twins import COUPLED_TWINS, MORE_COUPLED_TWINS
from tests.scheduler.twin import POLICY, Twin

MONDAY = 480
TUESDAY = 1440 + 480


def _ann_not_bob(code: str, ann: dict[str, Any], bob: dict[str, Any], judged_by: Policy = POLICY, **needs: Any) -> Twin:
    """Ann may make the visit, Bob may not."""
    fields = {"territories": needs.pop("territories", ())}
    data = problem([appointment(**needs)], [technician("ann", **ann), technician("bob", **bob)], **fields)
    return Twin(data, judged_by, plan(driven(data, "ann", "a1")), plan(driven(data, "bob", "a1")), code)


def _a1_not_a2(code: str, one: dict[str, Any], two: dict[str, Any], **fields: Any) -> Twin:
    """Ann may visit the first appointment, not the second."""
    data = problem([appointment("a1", **one), appointment("a2", **two)], **fields)
    return Twin(data, POLICY, plan(driven(data, "ann", "a1")), plan(driven(data, "ann", "a2")), code)


def _leaving(code: str, allowed: int, forbidden: int, duty: Shift | None = None, **fields: Any) -> Twin:
    """The same visit, ten minutes after a departure in time and after one too early or too late."""
    data = problem([appointment(**fields)], [technician("ann", duty or shift())])
    right, wrong = (plan(driven(data, "ann", "a1", departure=departure)) for departure in (allowed, forbidden))
    return Twin(data, POLICY, right, wrong, code)


def _timed(code: str, allowed: dict[str, Any], forbidden: dict[str, Any], duty: Shift, **worker: Any) -> Twin:
    """The visit 08:10 to 09:10 in routes whose other times are given."""
    data = problem([appointment()], [technician("ann", duty, **worker)])
    usual: dict[str, Any] = {"departure": 480, "start": 490, "end": 550, "arrival": 560, "breaks": ()}

    def made(times: dict[str, Any]) -> Plan:
        now = usual | times
        visit = stop("a1", now["start"], now["end"])
        return plan(route("ann", now["departure"], visit, arrival=now["arrival"], breaks=now["breaks"]))

    return Twin(data, POLICY, made(allowed), made(forbidden), code)


def _once() -> Twin:
    data = problem([appointment()], [technician("ann"), technician("bob")])
    ann, bob = driven(data, "ann", "a1"), driven(data, "bob", "a1")
    return Twin(data, POLICY, plan(ann), plan(ann, bob), "TWICE")


def _unknown_duty() -> Twin:
    data = problem([appointment()])
    allowed = driven(data, "ann", "a1")
    return Twin(data, POLICY, plan(allowed), plan(allowed.replace(shift="night")), "ROUTE")


def _parts() -> Twin:
    """Two in the van, for Monday and Tuesday together."""
    worker = technician("ann", shift(id="mon"), shift(TUESDAY, TUESDAY + 480, id="tue"), stock=(Quantity("filter", 2),))
    needs = {"a1": 1, "a2": 1, "a3": 2}
    items = [appointment(name, parts=(Quantity("filter", quantity),)) for name, quantity in needs.items()]
    data = problem(items, [worker], horizon=day(2))
    monday = driven(data, "ann", "a1", shift="mon")
    allowed = plan(monday, driven(data, "ann", "a2", shift="tue"))
    return Twin(data, POLICY, allowed, plan(monday, driven(data, "ann", "a3", shift="tue")), "PARTS")


def _hours(last: int) -> ProblemData:
    """A depot on the way to the visit, which opens until a tick."""
    store = Depot("store", WEST, (Window(480, last),), service=5)
    return problem([appointment(tools=("drill",))], depots=(store,))


def _over_the_depot(end: int = 505) -> Plan:
    """To WEST first, from 08:20, then to EAST and home."""
    at_depot = stop("store", 500, end, kind="depot")
    return plan(route("ann", 480, at_depot, stop("a1", end + 25, end + 85), arrival=end + 95))


def _depot() -> Twin:
    """A stop as long as the depot says and one that is a minute shorter."""
    return Twin(_hours(500), POLICY, _over_the_depot(), _over_the_depot(504), "DEPOT")


def _jam() -> Twin:
    """Ten minutes of road at half the speed until 08:10: five are left then."""
    plain = problem([appointment()])
    data = plain.replace(travel=plain.travel.replace(speed_periods=(SpeedPeriod(480, 500), SpeedPeriod(490, 1000))))
    right, wrong = (plan(route("ann", 480, stop("a1", tick, tick + 60), arrival=tick + 70)) for tick in (495, 494))
    return Twin(data, POLICY, right, wrong, "TRAVEL")


def _depot_closed() -> Twin:
    """A stop that starts as the depot closes, and one a minute later."""
    late = plan(route("ann", 481, stop("store", 501, 506, kind="depot"), stop("a1", 531, 591), arrival=601))
    return Twin(_hours(500), POLICY, _over_the_depot(), late, "DEPOT")


def _tools_before() -> Twin:
    """The drill is fetched before the visit that needs it, and after it."""
    late = plan(route("ann", 480, stop("a1", 490, 550), stop("store", 575, 580, kind="depot"), arrival=600))
    return Twin(_hours(600), POLICY, _over_the_depot(), late, "TOOLS")


def _counted() -> Twin:
    """One valve in the van and one in the depot, for two visits that need one each, or three in all."""
    store = Depot("store", HOME, stock=(Quantity("valve", 1),))
    items = [appointment(name, parts=(Quantity("valve", count),)) for name, count in (("a1", 1), ("a2", 1), ("a3", 2))]
    data = problem(items, [technician(stock=(Quantity("valve", 1),))], depots=(store,))
    right, wrong = (driven(data, "ann", "a1", other) for other in ("a2", "a3"))
    first = stop("store", 480, 480, kind="depot")
    return Twin(data, POLICY, *(plan(one.replace(stops=(first, *one.stops))) for one in (right, wrong)), "PARTS")


def _capacity() -> Twin:
    """A van for ten, loaded with ten and with eleven."""
    items = [appointment("a1", load=5), appointment("a2", load=5), appointment("a3", load=6)]
    data = problem(items, [technician(capacity=10)])
    full, over = driven(data, "ann", "a1", "a2"), driven(data, "ann", "a1", "a3")
    return Twin(data, POLICY, plan(full), plan(over), "CAPACITY")


def _visits() -> Twin:
    """One visit is all the shift allows."""
    data = problem([appointment("a1"), appointment("a2")], [technician("ann", shift(max_visits=1))])
    return Twin(data, POLICY, plan(driven(data, "ann", "a1")), plan(driven(data, "ann", "a1", "a2")), "LIMIT")


def _travel_limit() -> Twin:
    """Twenty minutes out and back to the east are allowed, twenty-one to the west are not."""
    data = problem(
        [appointment("a1"), appointment("a2", location=WEST)],
        [technician("ann", shift(max_travel=20))],
        MINUTES | {(HOME, WEST): 10, (WEST, HOME): 11},
    )
    return Twin(data, POLICY, plan(driven(data, "ann", "a1")), plan(driven(data, "ann", "a2")), "LIMIT")


def _service() -> Twin:
    """With an efficiency of 1250 an hour's work takes 48 minutes."""
    data = problem([appointment()], [technician(efficiency=1250)])
    exact = route("ann", 480, stop("a1", 490, 538), arrival=560)
    hour = route("ann", 480, stop("a1", 490, 550), arrival=560)
    return Twin(data, POLICY, plan(exact), plan(hour), "SERVICE")


def _between_visits() -> Twin:
    """East to west takes 25 minutes, and an absence of ten on the way adds to it."""
    worker = technician(absences=(Interval(555, 565),))
    data = problem([appointment("a1"), appointment("a2", location=WEST)], [worker])
    right, wrong = (
        plan(route("ann", 480, stop("a1", 490, 550), stop("a2", start, start + 60), arrival=700))
        for start in (585, 584)
    )
    return Twin(data, POLICY, right, wrong, "TRAVEL")


def _member(kind: Any, **dates: Any) -> dict[str, Any]:
    return {"memberships": (Membership("north", kind, **dates),)}


def _skilled(level: int, **dates: Any) -> dict[str, Any]:
    return {"skills": (Skill("gas", level, **dates),)}


NORTH_ONLY: dict[str, Any] = {"territory": "north", "territories": ("north", "south")}
GAS: dict[str, Any] = {"skills": (SkillRequirement("gas", 2),)}
LUNCH = shift(breaks=(Break(540, 600, 30),))

TWINS: dict[str, Twin] = {
    **COUPLED_TWINS,
    "once": _once(),
    "location": _a1_not_a2("NO_LOCATION", {}, {"location": None}),
    "territory": _ann_not_bob("TERRITORY", _member("primary", end=481), _member("primary", end=480), **NORTH_ONLY),
    "skill": _ann_not_bob("SKILL", _skilled(2, end=481), _skilled(2, end=480), **GAS),
    "certificate": _ann_not_bob(
        "CERTIFICATE_EXPIRED",
        {"certificates": (Certificate("F-gas", end=481),)},
        {"certificates": (Certificate("F-gas", end=480),)},
        certificates=("F-gas",),
    ),
    "tools": _ann_not_bob("TOOLS", {"tools": ("drill", "lift")}, {"tools": ("drill",)}, tools=("drill", "lift")),
    "parts": _parts(),
    "choice": _ann_not_bob("EXCLUDED", {}, {}, excluded_technicians=("bob",)),
    "pin": _leaving("PIN", 480, 481, pin=Pin(start=490)),
    "capacity": _capacity(),
    "shift": _leaving("SHIFT", 880, 881),
    "absence": _timed(
        "ABSENCE", {"arrival": 610}, {"start": 491, "end": 551, "arrival": 610}, shift(), absences=(Interval(550, 600),)
    ),
    "break": _timed("BREAK", {"breaks": [(550, 580)], "arrival": 590}, {"breaks": [(549, 579)], "arrival": 590}, LUNCH),
    "window": _leaving("WINDOW", 480, 481, windows=[(300, 310), (400, 490)]),
    "sla": _leaving("SLA_WINDOW", 480, 481, due=550),
    "travel": _timed("TRAVEL", {}, {"start": 489, "end": 549, "arrival": 559}, shift()),
    "limits": _visits(),
    "service": _timed("SERVICE", {"arrival": 561}, {"end": 551, "arrival": 561}, shift()),
    "depot": _depot(),
}

MORE_TWINS: tuple[tuple[str, Twin], ...] = (
    *MORE_COUPLED_TWINS,
    ("once", _unknown_duty()),
    ("depot", _depot_closed()),
    ("travel", _jam()),
    ("tools", _tools_before()),
    ("parts", _counted()),
    (
        "territory",
        _a1_not_a2(
            "NO_TERRITORY",
            {"territory": "north"},
            {"territory": None},
            technicians=[technician(**_member("relocated"))],
            territories=("north",),
        ),
    ),
    ("territory", _ann_not_bob("TERRITORY", _member("primary"), _member("secondary"), **NORTH_ONLY)),
    (
        "territory",
        _ann_not_bob(
            "TERRITORY",
            _member("secondary", start=480),
            _member("secondary", start=481),
            policy(secondary=True),
            **NORTH_ONLY,
        ),
    ),
    ("skill", _ann_not_bob("SKILL_LEVEL", _skilled(2), _skilled(1), **GAS)),
    (
        "skill",
        _ann_not_bob("SKILL", {"skills": (Skill("gas", 1), Skill("gas", 2))}, {"skills": (Skill("heat", 3),)}, **GAS),
    ),
    (
        "certificate",
        _ann_not_bob("CERTIFICATE", {"certificates": (Certificate("F-gas"),)}, {}, certificates=("F-gas",)),
    ),
    ("choice", _ann_not_bob("EXCLUDED", {}, {}, required_technicians=("ann", "eve"))),
    ("pin", _ann_not_bob("PIN", {}, {}, pin=Pin(technician="ann"))),
    ("shift", _leaving("SHIFT", 480, 479)),
    (
        "absence",
        _timed(
            "ABSENCE",
            {"departure": 485, "start": 500, "end": 560, "arrival": 570},
            {"departure": 484, "start": 499, "end": 559, "arrival": 570},
            shift(),
            absences=(Interval(470, 480), Interval(495, 500)),
        ),
    ),
    (
        "break",
        _timed("BREAK", {"breaks": [(600, 630)], "arrival": 640}, {"breaks": [(601, 631)], "arrival": 641}, LUNCH),
    ),
    (
        "break",
        _timed("BREAK", {"breaks": [(550, 580)], "arrival": 590}, {"breaks": [(550, 581)], "arrival": 591}, LUNCH),
    ),
    ("break", _timed("BREAK", {"breaks": [(560, 590)], "arrival": 600}, {"arrival": 601}, LUNCH)),
    ("break", _timed("BREAK", {"arrival": 600}, {"arrival": 601}, LUNCH)),
    (
        "break",
        _timed(
            "BREAK",
            {"departure": 510, "start": 520, "end": 580, "arrival": 601},
            {"departure": 509, "start": 520, "end": 580, "arrival": 601},
            shift(breaks=(Break(480, 600, 30),)),
        ),
    ),
    (
        "break",
        _timed(
            "BREAK",
            {"breaks": [(550, 580)], "arrival": 590},
            {"breaks": [(550, 580), (580, 610)], "arrival": 620},
            LUNCH,
        ),
    ),
    (
        "break",
        _timed(
            "BREAK",
            {"breaks": [(560, 590)], "arrival": 610},
            {"breaks": [(559, 589)], "arrival": 610},
            LUNCH,
            absences=(Interval(550, 560),),
        ),
    ),
    (
        "window",
        _leaving(
            "WINDOW",
            485,
            484,
        )._replace(problem=problem([appointment(earliest_start=495)])),
    ),
    ("travel", _timed("TRAVEL", {"arrival": 560}, {"arrival": 559}, shift())),
    (
        "travel",
        _timed("TRAVEL", {"breaks": [(550, 580)], "arrival": 590}, {"breaks": [(550, 580)], "arrival": 589}, LUNCH),
    ),
    ("travel", _between_visits()),
    ("limits", _travel_limit()),
    ("limits", _timed("LIMIT", {}, {"arrival": 561}, shift(max_duration=80))),
    (
        "limits",
        _timed("LIMIT", {"arrival": 571}, {"arrival": 572}, shift(max_duration=81), absences=(Interval(555, 565),)),
    ),
    ("service", _service()),
)
