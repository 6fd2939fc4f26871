"""A problem fits together or says everything that does not; less of it, or packed tighter, it means the same."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import (
    Break,
    Depot,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    Pin,
    Predecessor,
    ProblemError,
    PublishedVisit,
)
from scheduler.objective import terms
from scheduler.problem import ProblemData
from scheduler.travel import GreatCircleTravel
from tests.scheduler.build import (
    EAST,
    HOME,
    NORTH,
    WEST,
    appointment,
    day,
    driven,
    plan,
    policy,
    problem,
    shift,
    technician,
)
from tests.scheduler.strategies import driven_plans, policies, problems

FAR = 2**40 + 1


def refused(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(ProblemError) as error:
        problem(**changes)
    return error.value.findings


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    entry, visit = LedgerEntry("ann"), PublishedVisit("a1", "ann", 5)
    findings = refused(
        appointments=[
            appointment("a1", location=9),
            appointment("a1", territory="nowhere"),
            appointment("a2", due=FAR, predecessors=(Predecessor("lost"),)),
        ],
        technicians=[technician("ann", memberships=(Membership("nowhere"),)), technician("ann", home=-1)],
        territories=("north", "north"),
        depots=(Depot("store", HOME), Depot("store", HOME)),
        ledger=(entry, entry),
        published=(visit, visit),
        locations=tuple(Location("same") for _ in range(3)),
    )
    expected = [
        "appointment 'a1' is there twice",
        "technician 'ann' is there twice",
        "territory 'north' is there twice",
        "location 'same' is there twice",
        "location 'same' is there twice",
        "depot 'store' is there twice",
        "published visit of 'a1' is there twice",
        "ledger of 'ann/' is there twice",
        "location index 9 is not within 0 and 2",
        "location index -1 is not within 0 and 2",
        "the travel matrix is for 4 locations, there are 3",
        "appointment 'a2': a time (from the start of the horizon) or an amount is beyond 2^40",
        "appointment 'a1': territory 'nowhere' is not in the problem",
        "appointment 'a2': predecessor 'lost' is not in the problem",
        "technician 'ann': territory 'nowhere' is not in the problem",
    ]
    assert sorted(findings) == sorted(expected)


@pytest.mark.parametrize("changes", [
    {"appointments": [appointment(windows=[(0, FAR)])]},
    {"appointments": [appointment(earliest_start=-FAR)]},
    {"appointments": [appointment(duration=FAR)]},
    {"appointments": [appointment(load=FAR)]},
    {"appointments": [appointment(pin=Pin(start=FAR))]},
    {"technicians": [technician(absences=(Interval(0, FAR),))]},
    {"technicians": [technician(cost_per_hour=FAR)]},
    {"technicians": [technician(capacity=FAR)]},
    {"technicians": [technician("ann", shift(end=FAR))]},
    {"technicians": [technician("ann", shift(breaks=(Break(0, 5, FAR),)))]},
    {"ledger": (LedgerEntry("ann", load=FAR),)},
    {"published": (PublishedVisit("a1", "ann", -FAR),)},
])  # fmt: skip
def test_numbers_that_would_not_fit_the_engine_are_refused(changes: dict[str, Any]) -> None:
    (finding,) = refused(**changes)
    assert "beyond 2^40" in finding


def test_numbers_at_the_bound_are_taken() -> None:
    assert problem([appointment(due=2**40, windows=[(-(2**40), 0)])]).appointments[0].due == 2**40


def test_territories_are_off_where_there_are_none() -> None:
    data = problem([appointment(territory="x")], [technician(memberships=(Membership("y"),))])
    assert data.territories == ()


@pytest.mark.parametrize(("chain", "words"), [
    ({"a1": "a1"}, "'a1' before 'a1'"),
    ({"a1": "a2", "a2": "a1", "a3": "a1"}, "before themselves"),
])  # fmt: skip
def test_what_comes_before_itself_is_refused(chain: dict[str, str], words: str) -> None:
    (finding,) = refused(
        appointments=[appointment(name, predecessors=(Predecessor(one),)) for name, one in chain.items()]
    )
    assert words in finding
    assert "a3" not in finding


def test_a_long_chain_of_predecessors_is_no_cycle() -> None:
    names = [f"a{index}" for index in range(3000)]
    items = [appointment(names[0])]
    items += [appointment(two, predecessors=(Predecessor(one),)) for one, two in pairwise(names)]
    assert len(problem(items).appointments) == 3000


def test_great_circles_need_coordinates_and_ticks_that_fit() -> None:
    places = (Location("known", 52.0, 13.0), Location("unknown"))
    words = refused(technicians=[], locations=places, travel=GreatCircleTravel())
    assert words == ("location 'unknown' has no coordinates and there is no matrix",)
    words = refused(
        technicians=[], locations=places[:1], travel=GreatCircleTravel(), horizon=day(ticks_per_minute=1_000_000)
    )
    assert words == ("1000000 ticks per minute are too many for the longest way on earth",)


def test_duties_are_in_the_order_of_technicians_and_of_time() -> None:
    bob = technician("bob", shift(1000, 1100, id="late"), shift(0, 10, id="early"))
    data = problem([], [bob, technician("ann")])
    assert [(worker.id, duty.id) for worker, duty in data.duties] == [("bob", "early"), ("bob", "late"), ("ann", "day")]
    assert data.duty == {("bob", "early"): 0, ("bob", "late"): 1, ("ann", "day"): 2}
    assert (data.technician["ann"].id, set(data.appointment)) == ("ann", set())


def test_without_takes_along_what_refers_to_the_absent_alone() -> None:
    data = problem(
        [
            appointment("a1"),
            appointment("a2", predecessors=(Predecessor("a1"), Predecessor("a3"))),
            appointment("a3", required_technicians=("ann",), pin=Pin("ann")),
        ],
        [technician("ann"), technician("bob")],
        ledger=(LedgerEntry("ann"), LedgerEntry("bob")),
        published=(PublishedVisit("a1", "bob", 5), PublishedVisit("a2", "ann", 5)),
    )
    less = data.without(appointments=["a1"], technicians=["ann"])
    assert list(less.appointment) == ["a2", "a3"]
    assert less.appointment["a2"].predecessors == (Predecessor("a3"),)
    assert less.appointment["a3"] == data.appointment["a3"]
    assert (list(less.technician), [entry.technician for entry in less.ledger]) == (["bob"], ["bob"])
    assert [visit.appointment for visit in less.published] == ["a2"]
    assert data.without() == data


def test_without_names_all_who_were_never_there() -> None:
    with pytest.raises(ProblemError) as error:
        problem().without(appointments=["a9"], technicians=["zoe", "ann"])
    assert error.value.findings == ("'a9' is not in the problem", "'zoe' is not in the problem")


@given(problems(), policies(), st.data())
def test_a_compact_problem_means_the_same(data: ProblemData, judged_by: Any, draw: st.DataObject) -> None:
    compact = data.compact()
    places = [item.location for item in compact.appointments] + [worker.home for worker in compact.technicians]
    assert all(place is None or 0 <= place < len(compact.locations) for place in places)
    assert compact.compact() == compact
    judged = draw.draw(driven_plans(data))
    assert terms(compact, judged_by, judged) == terms(data, judged_by, judged)


def test_a_compact_problem_keeps_the_legs_between_what_it_keeps() -> None:
    worker = technician("ann", shift(start_location=NORTH, end_location=WEST), home=WEST, end=NORTH)
    data = problem(
        [appointment(location=NORTH), appointment("a2", location=None)], [worker], depots=(Depot("d", WEST),)
    )
    compact = data.compact()
    assert [place.id for place in compact.locations] == ["place-2", "place-3"]
    moved = compact.technicians[0]
    assert (moved.home, moved.end, moved.shifts[0].start_location, moved.shifts[0].end_location) == (0, 1, 1, 0)
    assert (compact.appointments[0].location, compact.appointments[1].location, compact.depots[0].location) == (
        1,
        None,
        0,
    )
    assert compact.legs.ticks(1, 0) == data.legs.ticks(NORTH, WEST)
    assert plan(driven(compact, "ann", "a1")) == plan(driven(data, "ann", "a1"))


def test_a_compact_problem_of_coordinates_keeps_its_description() -> None:
    places = tuple(Location(f"p{index}", 52.0 + index, 13.0) for index in range(4))
    data = problem([appointment()], locations=places, travel=GreatCircleTravel())
    compact = data.compact()
    assert len(compact.locations) == 2
    assert compact.travel == data.travel
    assert compact.legs.ticks(0, 1) == data.legs.ticks(HOME, EAST)
    assert problem(technicians=[]).compact().locations == ()


def test_an_empty_problem_is_one() -> None:
    empty = ProblemData(day())
    assert (empty.duties, empty.appointment, empty.technician) == ((), {}, {})
    assert set(terms(empty, policy(), plan()).values()) == {0}
