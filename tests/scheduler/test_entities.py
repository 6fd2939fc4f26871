"""Parts of a problem are valid once made, and everything wrong with one is told at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import (
    Break,
    Certificate,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    Pin,
    Predecessor,
    ProblemError,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Window,
)
from tests.scheduler.build import appointment, shift, technician

INVALID: list[tuple[Callable[[], Any], str]] = [
    (lambda: Location("x", 1.0, None), "come together"),
    (lambda: Location("x", 90.1, 0.0), "latitude is within"),
    (lambda: Location("x", float("nan"), 0.0), "latitude is within"),
    (lambda: Location("x", 0.0, -180.1), "longitude is within"),
    (lambda: Window(2, 1), "does not end before it starts"),
    (lambda: Interval(2, 1), "does not end before it starts"),
    (lambda: Quantity("", 1), "has a name"),
    (lambda: Quantity("valve", 0), "quantity is positive"),
    (lambda: SkillRequirement(""), "has a name"),
    (lambda: SkillRequirement("gas", 0), "level is positive"),
    (lambda: Skill("gas", 0), "level is positive"),
    (lambda: Predecessor("a1", -1), "delay is not negative"),
    (lambda: Pin(), "names a technician or a start"),
    (lambda: Pin("ann", frozen=True), "names technician and start"),
    (lambda: Pin(start=5, frozen=True), "names technician and start"),
    (lambda: Break(2, 1, 5), "does not end before it starts"),
    (lambda: Break(1, 2, 0), "duration is positive"),
    (lambda: Shift("", 0, 1), "has an id"),
    (lambda: Shift("day", 5, 5), "ends after it starts"),
    (lambda: Shift("day", 0, 5, max_visits=-1), "limits are not negative"),
    (lambda: Technician("", 0), "has an id"),
    (lambda: technician("ann", shift(), shift(1000, 1100)), "shift ids differ"),
    (lambda: technician("ann", shift(0, 10), shift(9, 20, id="b")), "shifts do not overlap"),
    (lambda: technician(efficiency=0), "efficiency is positive"),
    (lambda: technician(cost_per_hour=-1), "costs are not negative"),
    (lambda: technician(capacity=-1), "capacity is not negative"),
    (lambda: appointment(""), "has an id"),
    (lambda: appointment(duration=-1), "duration is not negative"),
    (lambda: appointment(priority=0), "priority is within"),
    (lambda: appointment(priority=1001), "priority is within"),
    (lambda: appointment(crew_size=0), "crew size is positive"),
    (lambda: appointment(load=-1), "load is not negative"),
    (lambda: appointment(skills=(SkillRequirement("gas"), SkillRequirement("gas", 2))), "named once"),
    (lambda: LedgerEntry("ann", turns=-1), "amounts are not negative"),
]


@pytest.mark.parametrize(("make", "words"), INVALID, ids=[f"{i}-{words}" for i, (_, words) in enumerate(INVALID)])
def test_what_is_invalid_is_refused_in_words(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(ProblemError) as error:
        make()
    assert len(error.value.findings) == 1
    assert words in error.value.findings[0]


def test_everything_wrong_is_told_at_once_with_whose_it_is() -> None:
    with pytest.raises(ProblemError) as error:
        appointment("a7", duration=-1, priority=0, load=-1)
    assert len(error.value.findings) == 3
    assert all(finding.startswith("appointment 'a7': ") for finding in error.value.findings)
    assert str(error.value) == "; ".join(error.value.findings)


def test_a_changed_copy_is_validated_again() -> None:
    made = appointment()
    assert made.replace(duration=5).duration == 5
    assert made.duration == 60
    with pytest.raises(ProblemError):
        made.replace(duration=-5)


def test_touching_shifts_do_not_overlap() -> None:
    assert technician("ann", shift(10, 20, id="b"), shift(0, 10)).shifts[0].id == "b"


def test_windows_are_kept_in_order() -> None:
    made = appointment(windows=[(50, 60), (10, 30), (10, 20)])
    assert [(window.earliest, window.latest) for window in made.windows] == [(10, 20), (10, 30), (50, 60)]


@pytest.mark.parametrize("held", [Skill("gas"), Certificate("F-gas"), Membership("north")])
def test_what_is_dated_holds_from_its_start_until_before_its_end(held: Any) -> None:
    assert held.holds_at(-(10**9))
    assert held.holds_at(10**9)
    dated = held.replace(start=5, end=10)
    assert [tick for tick in range(15) if dated.holds_at(tick)] == [5, 6, 7, 8, 9]


@pytest.mark.parametrize(("duration", "efficiency", "ticks"), [
    (60, 1000, 60), (60, 1250, 48), (60, 500, 120), (1, 2000, 1), (1, 2001, 1), (1, 10_000, 1), (3, 2000, 2),
    (5, 3000, 2), (0, 10, 0),
])  # fmt: skip
def test_service_is_rounded_half_up_and_never_nothing(duration: int, efficiency: int, ticks: int) -> None:
    assert technician(efficiency=efficiency).service(duration) == ticks


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_service_is_within_half_a_tick_of_its_share(duration: int, efficiency: int) -> None:
    ticks = technician(efficiency=efficiency).service(duration)
    assert ticks == 1 or abs(ticks * efficiency - duration * 1000) * 2 <= efficiency


def test_a_relocation_replaces_all_other_memberships_for_its_dates() -> None:
    home, away = Membership("north"), Membership("south", "relocated", start=100, end=200)
    moved = Technician("ann", 0, memberships=(home, away))
    assert [moved.membership_kinds("north", tick) for tick in (99, 100, 199, 200)] == [
        {"primary"},
        set(),
        set(),
        {"primary"},
    ]
    assert [moved.membership_kinds("south", tick) for tick in (99, 100, 199, 200)] == [
        set(),
        {"relocated"},
        {"relocated"},
        set(),
    ]
