"""For every constraint and every term a tiny instance in which it binds.

Without the constraint (``relaxed`` is the same data without it) there is a better value; with the term's weight at 0
the best plan is another, which is worse by the full policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scheduler.entities import (
    Appointment,
    Break,
    Certificate,
    Depot,
    Interval,
    Membership,
    Pin,
    Predecessor,
    PublishedVisit,
    Quantity,
    Skill,
    SkillRequirement,
    Technician,
    Window,
)
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.travel import SpeedPeriod
from tests.scheduler.build import (
    EAST,
    HOME,
    NORTH,
    WEST,
    appointment,
    matrix_travel,
    policy,
    problem,
    shift,
    technician,
)

#: Ticks between the places: EAST is one from HOME, NORTH is far from everything.
LEGS = {(HOME, EAST): 1, (HOME, WEST): 1, (HOME, NORTH): 4, (EAST, WEST): 2, (EAST, NORTH): 3, (WEST, NORTH): 4}
SERVE = policy()


class Binding(NamedTuple):
    """A problem and a policy, and the same without the constraint or the term."""

    problem: ProblemData
    policy: Policy
    relaxed_problem: ProblemData
    relaxed_policy: Policy


def _day(appointments: list[Appointment], technicians: list[Technician], **fields: Any) -> ProblemData:
    return problem(appointments, technicians, fields.pop("legs", LEGS), **fields)


def _job(id: str = "a1", duration: int = 2, **fields: Any) -> Appointment:
    return appointment(id, duration, **fields)


def _worker(id: str = "ann", end: int = 12, duty: Mapping[str, Any] | None = None, **fields: Any) -> Technician:
    return technician(id, shift(0, end, **(duty or {})), **fields)


def _without(bound: ProblemData, free: ProblemData, judged_by: Policy = SERVE) -> Binding:
    return Binding(bound, judged_by, free, judged_by)


def _job_without(field: str, value: object, worker: Technician | None = None, **needs: Any) -> Binding:
    """One visit that a need of the appointment rules out, and the same without the need."""
    who, item = worker or _worker(), _job(**needs)
    return _without(_day([item], [who]), _day([item.replace(**{field: value})], [who]))


def _workers(bound: Technician, free: Technician, *jobs: Appointment) -> Binding:
    """Visits that one thing about the technician rules out, and the same without it."""
    items = list(jobs) or [_job()]
    return _without(_day(items, [bound]), _day(items, [free]))


def _two(**fields: Any) -> tuple[Appointment, Appointment]:
    return _job("a1", **fields), _job("a2", **fields)


def _territory() -> Binding:
    items, who = [_job(territory="north")], [_worker()]
    return _without(_day(items, who, territories=("north",)), _day(items, who))


def _parts() -> Binding:
    def two_days(stock: int) -> Technician:
        return technician("ann", shift(0, 6, "one"), shift(6, 12, "two"), stock=(Quantity("valve", stock),))

    return _workers(two_days(1), two_days(2), *_two(duration=3, parts=(Quantity("valve"),)))


def _pin() -> Binding:
    other, pinned = _job("a2", 3, windows=((4, 4),)), _job("a1", 3, pin=Pin(start=5))
    who = [_worker(end=11)]
    return _without(_day([pinned, other], who), _day([pinned.replace(pin=None), other], who))


def _travel() -> Binding:
    far = dict.fromkeys(LEGS, 6)
    return _without(_day([_job()], [_worker()], legs=far), _day([_job()], [_worker()], legs={(HOME, NORTH): 0}))


def _once() -> Binding:
    """Serving an appointment twice would even out the working times; a copy of it stands for that."""
    even, who = policy([{"unserved": 100}, {"spread": 100}]), [_worker("ann"), _worker("bob")]
    return _without(_day([_job("a1")], who), _day(list(_two()), who), even)


def _crew() -> Binding:
    """Bob comes home when Ann has to leave again: together they cannot go, each alone could."""
    who = [_worker("ann", end=5), technician("bob", shift(5, 12))]
    return _without(_day([_job(crew_size=2)], who), _day([_job()], who))


def _crew_skill(skill: str) -> Binding:
    who = [_worker("ann", skills=(Skill("gas"),)), _worker("bob")]
    needs, none = (SkillRequirement(skill),), ()
    return _without(_day([_job(crew_size=2, skills=needs)], who), _day([_job(crew_size=2, skills=none)], who))


def _crew_pace() -> Binding:
    """The slow one makes the visit too long for the other's shift."""
    slow, quick = (_worker("bob", efficiency=one) for one in (500, 1000))
    items, ann = [_job(crew_size=2, duration=3)], _worker("ann", end=7)
    return _without(_day(items, [ann, slow]), _day(items, [ann, quick]))


def _crew_parts() -> Binding:
    """Two vans hold three valves; the crew needs two and Ann uses one or two alone."""
    who = [_worker("ann", stock=(Quantity("valve", 2),)), _worker("bob", stock=(Quantity("valve", 1),))]

    def needing(alone: int) -> ProblemData:
        single = _job("a2", parts=(Quantity("valve", alone),), required_technicians=("ann",))
        return _day([_job("a1", crew_size=2, parts=(Quantity("valve", 2),)), single], who)

    return _without(needing(2), needing(1))


def _after(delay: int, end: int = 8) -> ProblemData:
    first, second = _two()
    then = second.replace(predecessors=(Predecessor("a1", delay),))
    return _day([first, then], [_worker(end=end), _worker("bob", end)])


def _group() -> Binding:
    """Only one of the two has a place."""
    who = [_worker(end=5)]
    return _without(_day(list(_two(all_or_none="g")), who), _day(list(_two()), who))


def _depot(hours: tuple[int, int] = (0, 12), **fields: Any) -> Depot:
    return Depot("store", WEST, (Window(*hours),), **{"service": 1, **fields})


def _depot_hours() -> Binding:
    """The drill is in a depot that opens too late to be back in time, or early enough."""
    item, who = _job(duration=3, tools=("drill",)), [_worker(end=9)]
    return _without(_day([item], who, depots=(_depot((3, 3)),)), _day([item], who, depots=(_depot((2, 2)),)))


def _counted_stock() -> Binding:
    """Two visits of two technicians want the one valve that the depot has."""
    items, who = _two(parts=(Quantity("valve"),)), [_worker("ann"), _worker("bob", duty={"max_visits": 1})]
    short, enough = (_depot(stock=(Quantity("valve", count),)) for count in (1, 2))
    return _without(_day(list(items), who, depots=(short,)), _day(list(items), who, depots=(enough,)))


def _jam() -> Binding:
    """At half the speed the way takes too long."""
    day = _day([_job(windows=((1, 1),))], [_worker()])
    return _without(day.replace(travel=day.travel.replace(speed_periods=(SpeedPeriod(0, 500),))), day)


def _tools_in_time() -> Binding:
    """The visit comes before the depot can be reached, or does not need the drill."""
    item, who = _job(windows=((1, 3),), tools=("drill",)), [_worker()]
    free = item.replace(tools=())
    return _without(_day([item], who, depots=(_depot(),)), _day([free], who, depots=(_depot(),)))


CONSTRAINT_BINDING: dict[str, Binding] = {
    "location": _job_without("location", EAST, location=None),
    "territory": _territory(),
    "skill": _job_without("skills", (), skills=(SkillRequirement("gas"),)),
    "certificate": _job_without(
        "certificates", (), _worker(certificates=(Certificate("F", end=0),)), certificates=("F",)
    ),
    "tools": _job_without("tools", (), tools=("ladder",)),
    "parts": _parts(),
    "choice": _job_without("excluded_technicians", (), excluded_technicians=("ann",)),
    "pin": _pin(),
    "capacity": _workers(_worker(capacity=3), _worker(capacity=4), *_two(load=2)),
    "shift": _workers(_worker(end=5), _worker(end=6), *_two()),
    "absence": _workers(_worker(absences=(Interval(3, 9),)), _worker(), _job(duration=5)),
    "break": _workers(_worker(duty={"breaks": (Break(3, 4, 5),)}), _worker(), _job(duration=5)),
    "window": _job_without("windows", (), windows=((0, 0),)),
    "sla": _job_without("due", None, due=2),
    "travel": _travel(),
    "limits": _workers(_worker(duty={"max_visits": 1}), _worker(), *_two()),
    "service": _workers(_worker(end=7), _worker(end=7, efficiency=2000), _job(duration=6)),
    "once": _once(),
    "crew": _crew(),
    "precedence": _without(_after(3), _after(2)),
    "all_or_none": _group(),
    "depot": _depot_hours(),
}
#: More ways in which a constraint binds.
MORE_BINDING: dict[str, Binding] = {
    "skill of a crew": _crew_skill("heat"),
    "pace of a crew": _crew_pace(),
    "parts of a crew": _crew_parts(),
    "counted stock": _counted_stock(),
    "travel in a jam": _jam(),
    "tools in time": _tools_in_time(),
    "skill level": _job_without("skills", (), _worker(skills=(Skill("gas"),)), skills=(SkillRequirement("gas", 2),)),
    "pinned technician": _job_without("pin", None, pin=Pin(technician="bob")),
    "earliest start": _job_without("earliest_start", 9, earliest_start=10),
    "between windows": _job_without("windows", (), _worker(end=8), windows=((0, 0), (6, 9))),
    "travel limit": _workers(_worker(duty={"max_travel": 1}), _worker(duty={"max_travel": 2})),
    "working time limit": _workers(_worker(duty={"max_duration": 3}), _worker(duty={"max_duration": 4})),
    "break in a gap": _workers(
        _worker(end=10, duty={"breaks": (Break(3, 5, 2),)}),
        _worker(end=10, duty={"breaks": (Break(3, 5, 1),)}),
        _job("a1", 2, windows=((1, 2),)),
        _job("a2", 3, location=WEST),
    ),
    "travel waits for an absence": _workers(
        _worker(absences=(Interval(2, 6),)), _worker(absences=(Interval(2, 5),)), _job(duration=1, location=NORTH)
    ),
}  # fmt: skip


def _weighted(term: str, data: ProblemData, weight: int, against: Mapping[str, int], **fields: Any) -> Binding:
    """A term against another in the level below ``unserved``."""
    full, less = ([{"unserved": 100}, {term: one, **against}] for one in (weight, 0))
    return Binding(data, policy(full, **fields), data, policy(less, **fields))


def _near_or_far(near: Mapping[str, Any], far: Mapping[str, Any], *jobs: Appointment, **fields: Any) -> ProblemData:
    """Ann lives close to EAST, Bob far away."""
    workers = [_worker("ann", **near), _worker("bob", **{"home": NORTH, **far})]
    return _day(list(jobs) or [_job()], workers, **fields)


#: The way home over EAST is longer if WEST comes last.
ONE_WAY = {(HOME, EAST): 1, (EAST, WEST): 3, (WEST, HOME): 1, (HOME, WEST): 1, (WEST, EAST): 1, (EAST, HOME): 1}


def _east_first(**fields: Any) -> ProblemData:
    """Travel wants WEST first, EAST would rather be first."""
    return _day([_job("a1", 2, **fields), _job("a2", 2, location=WEST)], [_worker()], legs=ONE_WAY)


def _served() -> Binding:
    data = _day([_job()], [_worker()])
    return Binding(data, SERVE, data, policy([{"unserved": 0}, {"travel_time": 100}]))


def _by_metres() -> ProblemData:
    ticks, metres = {(HOME, EAST): 1, (NORTH, EAST): 1}, {(HOME, EAST): 9000, (NORTH, EAST): 1000}
    item = _job(preferred_technicians=("ann",))
    return _near_or_far({}, {}, item, travel=matrix_travel(ticks, metres, count=4))


def _follow_up() -> ProblemData:
    """The customers would rather have Ann first and Bob then, who do follow each other."""
    first, then = _job("a1", preferred_technicians=("ann",)), _job("a2", preferred_technicians=("bob",))
    return _day([first, then.replace(predecessors=(Predecessor("a1"),))], [_worker("ann"), _worker("bob")])


TRAVEL = {"travel_time": 1}
TERM_BINDING: dict[str, Binding] = {
    "unserved": _served(),
    "lateness": _weighted("lateness", _east_first(due=3), 1000, {"travel_time": 100}, late="penalise"),
    "slack": _weighted("slack", _east_first(windows=((0, 5),)), 1000, {"travel_time": 100}, slack_minutes=4),
    "overtime": _weighted("overtime", _near_or_far({"duty": {"soft_end": 1}}, {}), 1000, TRAVEL),
    "travel_time": _weighted(
        "travel_time", _near_or_far({}, {}, _job(preferred_technicians=("bob",))), 100, {"preference": 1}
    ),
    "travel_distance": _weighted("travel_distance", _by_metres(), 100, {"preference": 1}),
    "working_time": _weighted("working_time", _near_or_far({"efficiency": 250}, {}), 100, TRAVEL),
    "waiting": _weighted(
        "waiting", _near_or_far({}, {}, _job("a1", windows=((1, 1),)), _job("a2", windows=((7, 7),))), 100, TRAVEL
    ),
    "fairness": _weighted("fairness", _near_or_far({}, {}, *_two()), 100, TRAVEL, load="turns"),
    "spread": _weighted("spread", _near_or_far({}, {}, *_two()), 100, TRAVEL),
    "preference": _weighted("preference", _near_or_far({}, {}, _job(preferred_technicians=("bob",))), 2000, TRAVEL),
    "continuity": _weighted("continuity", _follow_up(), 2000, {"preference": 100}),
    "over_skilled": _weighted("over_skilled", _near_or_far({"skills": (Skill("gas"),)}, {}), 2000, TRAVEL),
    "earliness": _weighted("earliness", _near_or_far({"absences": (Interval(0, 6),)}, {}), 100, TRAVEL),
    "same_site": _weighted(
        "same_site",
        _near_or_far(
            {}, {"home": HOME}, _job("a1", preferred_technicians=("ann",)), _job("a2", preferred_technicians=("bob",))
        ),
        300,
        {"preference": 100},
    ),
    "stability": _weighted("stability", _near_or_far({}, {}, published=(PublishedVisit("a1", "bob", 5),)), 100, TRAVEL),
    "technician_cost": _weighted("technician_cost", _near_or_far({"cost_per_hour": 9000}, {}), 100, TRAVEL),
    "secondary": _weighted(
        "secondary",
        _near_or_far(
            {"memberships": (Membership("east", "secondary"),)},
            {"memberships": (Membership("east"),)},
            _job(territory="east"),
            territories=("east",),
        ),
        2000,
        TRAVEL,
        secondary=True,
    ),
}
BINDING: dict[str, Binding] = {**CONSTRAINT_BINDING, **TERM_BINDING}
