"""Constraints on the plan as a whole: nothing unknown, nothing twice, no part used that is not on board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.check.itinerary import Visit
from scheduler.check.violation import Case, Violation, excess_follows_from_facts, label
from scheduler.solution import Route


def once(case: Case) -> Iterator[Violation]:
    """Every route is a known duty's only one and has stops; every stop is at a known appointment, served once."""
    yield from _routes(case)
    for route in case.plan.routes:
        yield from _stops(case, route)
    for name, visits in case.plan.visits.items():
        if name in case.problem.appointment and len(visits) > 1:
            times = ", ".join(f"{case.clock(stop.start)} with {route.technician}" for route, stop in visits)
            yield Violation("TWICE", "once", f"Appointment {name} is visited {len(visits)} times: {times}.", name)


def _routes(case: Case) -> Iterator[Violation]:
    seen: set[tuple[str, str]] = set()
    for route in case.plan.routes:
        duty = (route.technician, route.shift)
        if duty not in case.problem.duty:
            yield _of(route, "there is no such duty")
        if duty in seen:
            yield _of(route, "the duty has another route")
        if not route.stops:
            yield _of(route, "it has no stop")
        seen.add(duty)


def _stops(case: Case, route: Route) -> Iterator[Violation]:
    for stop in route.stops:
        when = case.clock(stop.start)
        if stop.kind != "visit":
            yield _of(route, f"stop {stop.id} at {when} is at a depot, and depot stops are not decided yet")
        elif stop.id not in case.problem.appointment:
            yield _of(route, f"appointment {stop.id}, visited at {when}, is not in the problem", stop.id)


def _of(route: Route, words: str, appointment: str | None = None) -> Violation:
    sentence = f"Route of {route.technician} in shift {route.shift}: {words}."
    return Violation("ROUTE", "once", sentence, appointment, route.technician, route.shift)


def parts(case: Case) -> Iterator[Violation]:
    """What a technician's visits use over the whole horizon is in the van."""
    for (name, part), shares in _needs(case).items():
        technician = case.problem.technician[name]
        used = sum(amount for _, amount in shares)
        stock = sum(entry.quantity for entry in technician.stock if entry.part == part)
        if used > stock:
            inherited = excess_follows_from_facts("parts", shares, stock)
            visits = ", ".join(visit.appointment.id for visit, _ in shares)
            sentence = f"Technician {label(technician)} needs {used} of part {part} for {visits} and has {stock}."
            yield Violation("PARTS", "parts", sentence, technician=name, inherited=inherited)


def _needs(case: Case) -> dict[tuple[str, str], list[tuple[Visit, int]]]:
    needs: dict[tuple[str, str], list[tuple[Visit, int]]] = defaultdict(list)
    for itinerary in case.itineraries:
        for visit in itinerary.visits:
            for need in visit.appointment.parts:
                needs[visit.technician.id, need.part].append((visit, need.quantity))
    return needs
