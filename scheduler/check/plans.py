"""Constraints on the plan as a whole: nothing unknown, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.check.violation import Case, Violation
from scheduler.solution import Route


def once(case: Case) -> Iterator[Violation]:
    """Every route is a known duty's only one and has visits; its stops are known, every appointment is served once.

    By a crew it is served once by each member, of whom there are no more than wanted.
    """
    yield from _routes(case)
    for route in case.plan.routes:
        yield from _stops(case, route)
    for name, visits in case.plan.visits.items():
        if name in case.problem.appointment and _too_many(case, name, [route.technician for route, _ in visits]):
            times = ", ".join(f"{case.clock(stop.start)} with {route.technician}" for route, stop in visits)
            yield Violation("TWICE", "once", f"Appointment {name} is visited {len(visits)} times: {times}.", name)


def _too_many(case: Case, name: str, technicians: list[str]) -> bool:
    wanted = case.problem.appointment[name].crew_size
    return len(technicians) > wanted or len(set(technicians)) < len(technicians)


def _routes(case: Case) -> Iterator[Violation]:
    seen: set[tuple[str, str]] = set()
    for route in case.plan.routes:
        duty = (route.technician, route.shift)
        if duty not in case.problem.duty:
            yield _of(route, "there is no such duty")
        if duty in seen:
            yield _of(route, "the duty has another route")
        if not route.visits:
            yield _of(route, "it has no visit")
        seen.add(duty)


def _stops(case: Case, route: Route) -> Iterator[Violation]:
    for stop in route.stops:
        when = case.clock(stop.start)
        if stop.kind == "depot":
            if all(depot.id != stop.id for depot in case.problem.depots):
                yield _of(route, f"depot {stop.id}, gone to at {when}, is not in the problem")
        elif stop.id not in case.problem.appointment:
            yield _of(route, f"appointment {stop.id}, visited at {when}, is not in the problem", stop.id)


def _of(route: Route, words: str, appointment: str | None = None) -> Violation:
    sentence = f"Route of {route.technician} in shift {route.shift}: {words}."
    return Violation("ROUTE", "once", sentence, appointment, route.technician, route.shift)
