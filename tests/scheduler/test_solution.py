"""A plan finds its visits and has one order."""

from __future__ import annotations

from scheduler.solution import Plan
from tests.scheduler.build import plan, route, stop


def test_visits_are_found_by_appointment_and_depots_are_none() -> None:
    one = route("ann", 0, stop("a1", 5, 6), stop("store", 7, 8, kind="depot"), stop("a2", 9, 10), arrival=11)
    two = route("bob", 0, stop("a1", 5, 6), arrival=11)
    made = plan(one, two)
    assert made.visits == {"a1": ((one, one.stops[0]), (two, two.stops[0])), "a2": ((one, one.stops[2]),)}
    assert [visit.id for visit in one.visits] == ["a1", "a2"]
    assert [(found.technician, visit.id) for found, visit in made.each_visit()] == [
        ("ann", "a1"), ("ann", "a2"), ("bob", "a1"),
    ]  # fmt: skip
    assert Plan().visits == {}


def test_plans_with_the_same_routes_are_equal_once_sorted() -> None:
    late, early = (route("ann", t, stop("a1", t, t), arrival=t, shift=f"s{t}") for t in (9, 1))
    other = route("Bob", 5, stop("a2", 5, 5), arrival=5)
    assert plan(late, other, early).sorted() == plan(early, late, other).sorted() == plan(other, early, late)
