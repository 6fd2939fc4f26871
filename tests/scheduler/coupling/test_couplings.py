"""What depends on what."""

from __future__ import annotations

from typing import Any

from scheduler.coupling.couplings import Couplings, is_coupled
from scheduler.coupling.possible import needed_with
from scheduler.coupling.rows import Rows
from scheduler.entities import Appointment, Pin, Predecessor
from scheduler.problem import ProblemData
from tests.scheduler.build import appointment, problem, technician


def _after(*names: str, delay: int = 5) -> dict[str, Any]:
    return {"predecessors": tuple(Predecessor(name, delay) for name in names)}


def _day(*items: Appointment) -> ProblemData:
    return problem(items, [technician(name) for name in ("ann", "bob", "eve")])


CHAIN = _day(
    appointment("a0", **_after("a1")),
    appointment("a1", **_after("a3")),
    appointment("a2"),
    appointment("a3", all_or_none="g"),
    appointment("a4", all_or_none="g"),
    appointment("a5", crew_size=2),
)


def test_a_day_of_single_visits_has_no_couplings() -> None:
    assert not is_coupled(_day(appointment("a1"), appointment("a2")))
    assert is_coupled(CHAIN)


def test_chains_are_in_order_and_apart() -> None:
    chains = Couplings(CHAIN).chains
    assert sorted(map(sorted, chains)) == [[0, 1, 3, 4], [5]]
    (chain,) = [one for one in chains if 0 in one]
    assert chain.index(3) < chain.index(1) < chain.index(0)


def test_what_is_lost_with_one_and_what_one_needs() -> None:
    couplings = Couplings(CHAIN)
    assert couplings.lost_with(4) == {0, 1, 3, 4}
    assert couplings.lost_with(0) == {0}
    assert needed_with(couplings, 0) == [0, 1, 3, 4]
    assert needed_with(couplings, 3) == [3, 4]


def test_facts_stand_whatever_is_left_out() -> None:
    fact = appointment("a2", pin=Pin("ann", 600, frozen=True), **_after("a1"))
    couplings = Couplings(_day(appointment("a1"), fact))
    assert couplings.lost_with(0) == {0}
    assert needed_with(couplings, 1) == [1]
    assert not couplings.before[1][0].needed


def test_what_is_waived_binds_nothing() -> None:
    waived = appointment(
        "a2", waivers=("precedence", "crew", "all_or_none"), crew_size=3, all_or_none="g", **_after("a1")
    )
    couplings = Couplings(_day(appointment("a1", all_or_none="g"), waived))
    assert couplings.links == ()
    assert couplings.lost_with(0) == {0}
    assert waived.crew == 1


def test_each_member_of_a_crew_has_a_visit_of_its_own() -> None:
    rows = Rows(Couplings(_day(appointment("a~"), appointment("a", crew_size=3), appointment("a~2"))))
    assert [item.id for item in rows.problem.appointments] == ["a~", "a~2", "a", "a~~2", "a~3"]
    assert rows.visits == {1: (2, 3, 4)}
    assert [rows.name[item.id] for item in rows.problem.appointments] == ["a~", "a~2", "a", "a", "a"]
    assert not is_coupled(rows.problem)


def test_a_crew_larger_than_the_staff_has_no_visits() -> None:
    rows = Rows(Couplings(_day(appointment("a", crew_size=10**9))))
    assert rows.visits == {0: ()}
    assert rows.problem.appointments == ()
