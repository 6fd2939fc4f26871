"""Hypothesis strategies: small problems that use every field, tidy and junk plans for them, and both moved in time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.entities import (
    Appointment,
    Break,
    Certificate,
    Dated,
    Interval,
    LedgerEntry,
    Membership,
    Pin,
    PublishedVisit,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Window,
)
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from tests.scheduler.build import appointment, day, driven, plan, problem, technician

DAY = 1440
TICKS = st.integers(0, 2 * DAY)
NAMES = ("a1", "a2", "a3", "a4", "a5")
WORKERS = ("ann", "bob", "eve")
CONSTRAINTS = ("sla", "travel", "break", "limits", "parts", "capacity", "shift", "window")


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _few(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


_WINDOWS = st.builds(lambda start, length: Window(start, start + length), TICKS, st.integers(0, 400))
_INTERVALS = st.builds(lambda start, length: Interval(start, start + length), TICKS, st.integers(0, 200))
_DATES = st.fixed_dictionaries({"start": _maybe(TICKS), "end": _maybe(TICKS)})
_PARTS = _few(st.builds(Quantity, st.sampled_from(["filter", "valve"]), st.integers(1, 3)))
_SKILL = st.sampled_from(["gas", "heat"])


def _appointments(name: str) -> st.SearchStrategy[Appointment]:
    pins = st.builds(Pin, st.sampled_from(WORKERS), TICKS, st.booleans())
    return st.builds(
        appointment,
        st.just(name),
        duration=st.integers(0, 120),
        location=_maybe(st.integers(0, 3)) | st.integers(0, 3),
        territory=_maybe(st.sampled_from(["north", "south"])),
        windows=_few(_WINDOWS),
        earliest_start=_maybe(TICKS),
        due=_maybe(TICKS),
        priority=st.integers(1, 5),
        skills=_few(st.builds(SkillRequirement, _SKILL, st.integers(1, 3)), 1),
        certificates=_some(("F-gas", "lift")),
        tools=_some(("drill", "ladder")),
        parts=_PARTS,
        required_technicians=_some(WORKERS),
        preferred_technicians=_some(WORKERS),
        excluded_technicians=_some(WORKERS),
        pin=_maybe(pins),
        load=st.integers(0, 5),
        waivers=_some(CONSTRAINTS),
    )


def _dated(kind: type[Dated], *fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda dates, *values: kind(*values, **dates), _DATES, *fields)


def _shifts(identity: str, first: int) -> st.SearchStrategy[Shift]:
    rest = st.builds(
        lambda start, width, length: Break(start, start + width, length),
        st.integers(first, first + 400), st.integers(0, 120), st.integers(1, 60),
    )  # fmt: skip
    return st.builds(
        Shift,
        st.just(identity),
        st.integers(first, first + 60),
        st.integers(first + 240, first + 600),
        soft_end=_maybe(st.integers(first, first + 600)),
        breaks=_few(rest),
        start_location=_maybe(st.integers(0, 3)),
        end_location=_maybe(st.integers(0, 3)),
        max_visits=_maybe(st.integers(0, 4)),
        max_travel=_maybe(st.integers(0, 200)),
        max_duration=_maybe(st.integers(0, 600)),
    )


def _technicians(name: str) -> st.SearchStrategy[Technician]:
    def made(one: Shift, two: Shift, **fields: Any) -> Technician:
        return technician(name, one, two, **fields)

    return st.builds(
        made,
        _shifts("mon", 480),
        _shifts("tue", DAY + 480),
        home=st.integers(0, 3),
        end=_maybe(st.integers(0, 3)),
        memberships=_few(
            _dated(Membership, st.sampled_from(["north", "south"]), st.sampled_from(["primary", "secondary"]))
        ),
        skills=_few(_dated(Skill, _SKILL, st.integers(1, 3)), 3),
        certificates=_few(_dated(Certificate, st.sampled_from(["F-gas", "lift"]))),
        tools=_some(("drill", "ladder")),
        stock=_PARTS,
        absences=_few(_INTERVALS),
        efficiency=st.sampled_from([500, 1000, 1250]),
        cost_per_hour=st.integers(0, 50),
        cost_per_shift=st.integers(0, 50),
        capacity=_maybe(st.integers(0, 10)),
    )


@st.composite
def problems(draw: st.DrawFn) -> ProblemData:
    """Up to five appointments and three technicians with two shifts, in two territories or none."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    workers = draw(st.lists(st.sampled_from(WORKERS), unique=True))
    visits = st.builds(PublishedVisit, st.sampled_from(NAMES), st.sampled_from(WORKERS), TICKS)
    return problem(
        [draw(_appointments(name)) for name in names],
        [draw(_technicians(name)) for name in workers],
        territories=draw(st.sampled_from([(), ("north", "south")])),
        horizon=day(2),
        ledger=tuple(LedgerEntry(name, load=draw(st.integers(0, 600)), capacity=480) for name in workers),
        published=tuple(draw(st.lists(visits, unique_by=lambda visit: visit.appointment))),
    )


@st.composite
def driven_plans(draw: st.DrawFn, data: ProblemData) -> Plan:
    """A plan without doubled or unknown names, each route driven as early as possible; it may break other rules."""
    names, routes = draw(st.permutations([item.id for item in data.appointments])), []
    for worker, duty in data.duties:
        taken = draw(st.integers(0, min(3, len(names))))
        if taken:
            routes.append(driven(data, worker.id, *names[:taken], shift=duty.id))
            names = names[taken:]
    return plan(*routes)


def junk_plans(times: st.SearchStrategy[int]) -> st.SearchStrategy[Plan]:
    """Plans that nobody would make: unknown and doubled names, times in any order, depots, empty routes."""
    stops = st.builds(
        Stop,
        st.sampled_from([*NAMES, "nobody", ""]),
        times, times, times,
        st.sampled_from(["visit", "visit", "visit", "depot"]),
    )  # fmt: skip
    rests = st.lists(st.tuples(times, times).map(lambda pair: Interval(*sorted(pair))), max_size=3).map(tuple)
    routes = st.builds(
        Route,
        st.sampled_from([*WORKERS, "stranger"]),
        st.sampled_from(["mon", "tue", "night"]),
        times, times,
        _few(stops, 4),
        rests,
    )  # fmt: skip
    return _few(routes, 4).map(Plan)


def moved_plan(old: Plan, by: int) -> Plan:
    """The same plan, later by a number of ticks."""
    return Plan(tuple(_moved_route(route, by) for route in old.routes))


def _moved_route(route: Route, by: int) -> Route:
    stops = tuple(
        stop.replace(arrive=stop.arrive + by, start=stop.start + by, end=stop.end + by) for stop in route.stops
    )
    breaks = tuple(_moved_interval(rest, by) for rest in route.breaks)
    return route.replace(departure=route.departure + by, arrival=route.arrival + by, stops=stops, breaks=breaks)


def moved_problem(data: ProblemData, by: int) -> ProblemData:
    """The same problem with everything later by a number of ticks; the horizon stays."""
    return data.replace(
        appointments=tuple(_moved_appointment(item, by) for item in data.appointments),
        technicians=tuple(_moved_technician(worker, by) for worker in data.technicians),
        published=tuple(visit.replace(start=visit.start + by) for visit in data.published),
    )


def _later(tick: int | None, by: int) -> int | None:
    return None if tick is None else tick + by


def _moved_interval(interval: Interval, by: int) -> Interval:
    return Interval(interval.start + by, interval.end + by)


def _moved_appointment(item: Appointment, by: int) -> Appointment:
    return item.replace(
        windows=tuple(Window(window.earliest + by, window.latest + by) for window in item.windows),
        earliest_start=_later(item.earliest_start, by),
        due=_later(item.due, by),
        pin=None if item.pin is None else item.pin.replace(start=_later(item.pin.start, by)),
    )


def _moved_technician(worker: Technician, by: int) -> Technician:
    def dated(held: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(one, start=_later(one.start, by), end=_later(one.end, by)) for one in held)

    return worker.replace(
        shifts=tuple(_moved_shift(duty, by) for duty in worker.shifts),
        absences=tuple(_moved_interval(away, by) for away in worker.absences),
        memberships=dated(worker.memberships),
        skills=dated(worker.skills),
        certificates=dated(worker.certificates),
    )


def _moved_shift(duty: Shift, by: int) -> Shift:
    breaks = tuple(rest.replace(earliest=rest.earliest + by, latest=rest.latest + by) for rest in duty.breaks)
    return duty.replace(start=duty.start + by, end=duty.end + by, soft_end=_later(duty.soft_end, by), breaks=breaks)


def policies() -> st.SearchStrategy[Policy]:
    """A shipped policy, with lateness forbidden or at a cost."""
    shipped = st.sampled_from(list(POLICIES.values()))
    return st.builds(lambda chosen, late: chosen.replace(late=late), shipped, st.sampled_from(["forbid", "penalise"]))
