"""Breaks and absences together: which breaks are left to take, and when the technician is home."""

from __future__ import annotations

import pytest

from scheduler.check import check
from scheduler.cpsat.visits import solve_visits
from scheduler.eligibility import Eligibility
from scheduler.entities import Break, Interval, Pin
from scheduler.solve import Settings, solve
from tests.scheduler import build
from tests.scheduler.build import NORTH

POLICY = build.policy()


@pytest.mark.parametrize(
    ("rest", "away", "taken"),
    [
        (Break(600, 630, 30), Interval(590, 700), False),
        (Break(600, 690, 30), Interval(630, 660), False),
        (Break(600, 690, 30), Interval(630, 659), True),
        (Break(600, 630, 30), Interval(640, 700), True),
        (Break(640, 650, 60), Interval(500, 655), None),
    ],
)
def test_a_break_that_an_absence_leaves_room_for_is_taken_in_it(
    rest: Break, away: Interval, taken: bool | None
) -> None:
    """Early and late visits keep the technician out; by the exact model, the search and the judge alike."""
    early, late = build.appointment("early", pin=Pin(start=490)), build.appointment("late", pin=Pin(start=800))
    ann = build.technician("ann", build.shift(breaks=(rest,)), absences=(away,))
    day = build.problem([early, late], [ann])
    plan = solve(day, POLICY, Settings(workers=1)).plan
    exact = solve_visits(day, POLICY, Eligibility(day, POLICY).allowed, deterministic_seconds=5.0, seed=1).plan
    assert set(plan.visits) == set(exact.visits) == ({"early", "late"} if taken is not None else {"late"})
    assert (
        [len(route.breaks) for route in plan.routes] == [len(route.breaks) for route in exact.routes] == [bool(taken)]
    )
    assert check(day, POLICY, plan) == check(day, POLICY, exact) == ()


def test_who_is_away_at_an_end_of_the_shift_is_home_before_it_or_leaves_after_it() -> None:
    for gone, kept in ((Interval(780, 960), range(480, 781)), (Interval(480, 600), range(600, 961))):
        items = [build.appointment(f"a{number}", 60, NORTH) for number in range(6)]
        day = build.problem(items, [build.technician("ann", absences=(gone,))])
        (route,) = solve(day, POLICY, Settings(workers=1)).plan.routes
        assert route.departure in kept
        assert route.arrival in kept
