"""Timetables against a brute force over every tick, and the shortcuts against the general way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations, product

import hypothesis.strategies as st
from hypothesis import given

from scheduler.entities import Break, Interval, Shift, Technician
from scheduler.timing import NEVER, DutyClock, Node, Timetable

ANY = ((-NEVER, NEVER),)


def clock(end: int = 30, breaks: tuple[Break, ...] = (), absences: tuple[Interval, ...] = ()) -> DutyClock:
    return DutyClock(Technician("ann", 0, absences=absences), Shift("day", 0, end, breaks=breaks))


def bounds() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """No bound, or one or two windows that do not overlap, ascending."""
    pair = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda w: ((w[0], w[0] + w[1]),))
    two = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(2, 6), st.integers(0, 4)).map(
        lambda w: ((w[0], w[0] + w[1]), (w[0] + w[1] + w[2], w[0] + w[1] + w[2] + w[3]))
    )
    return st.one_of(st.just(ANY), pair, two)


NODES = st.lists(st.builds(Node, st.just(0), st.integers(0, 4), bounds()), min_size=1, max_size=2)
LEGS = st.lists(st.integers(0, 4), min_size=3, max_size=3)
PAUSES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 6), st.integers(1, 3)).map(lambda b: Break(b[0], b[0] + b[1], b[2])),
    max_size=2,
).map(tuple)
AWAY = st.lists(
    st.tuples(st.integers(0, 16), st.integers(1, 4)).map(lambda a: Interval(a[0], a[0] + a[1])), max_size=1
).map(tuple)


def passes(duty: DutyClock, nodes: list[Node], legs: list[int], table: Timetable) -> bool:
    """Whether a timetable keeps every rule, read straight from what the rules say."""
    off = [*duty.absences, *table.breaks]
    moments = [table.departure, *table.starts]
    ends = [table.departure, *(start + node.service for start, node in zip(table.starts, nodes, strict=True))]
    reached = [*table.arrives, table.arrival]

    def rest(start: int, end: int) -> int:
        return sum(max(0, min(end, gap.end) - max(start, gap.start)) for gap in off)

    served = [
        rest(start, start + node.service) == 0 and any(low <= start <= high for low, high in node.bounds)
        for start, node in zip(table.starts, nodes, strict=True)
    ]
    travelled = [
        there - ready >= leg + rest(ready, there) for ready, there, leg in zip(ends, reached, legs, strict=True)
    ]
    inside = all(table.departure <= gap.start and gap.end <= table.arrival for gap in table.breaks)
    waits = all(arrive <= start for arrive, start in zip(table.arrives, moments[1:], strict=True))
    within = duty.earliest <= table.departure and table.arrival <= duty.latest
    return all(served) and all(travelled) and rested(duty, table) and inside and waits and within


def rested(duty: DutyClock, table: Timetable) -> bool:
    """Whether each listed break is another one of the shift's, and those that are not listed fit off duty."""
    for order in permutations(range(len(duty.breaks)), len(table.breaks)):
        listed = all(
            taken.end - taken.start == duty.breaks[i].duration
            and duty.breaks[i].earliest <= taken.start <= duty.breaks[i].latest
            for i, taken in zip(order, table.breaks, strict=True)
        )
        rest = [pause for i, pause in enumerate(duty.breaks) if i not in order]
        if listed and all(p.earliest + p.duration <= table.departure or p.latest >= table.arrival for p in rest):
            return True
    return False


def earliest_by_brute_force(duty: DutyClock, nodes: list[Node], legs: list[int]) -> int | None:
    """The earliest return over all departures, starts and break placements on the grid of ticks."""
    return min((arrival for _, arrival in trips_by_brute_force(duty, nodes, legs)), default=None)


def trips_by_brute_force(duty: DutyClock, nodes: list[Node], legs: list[int]) -> Iterator[tuple[int, int]]:
    """For every departure and placement of breaks the earliest return."""
    options = [[None, *range(pause.earliest, pause.latest + 1)] for pause in duty.breaks]
    for placed in product(*options):
        pauses = tuple(
            Interval(start, start + pause.duration)
            for pause, start in zip(duty.breaks, placed, strict=True)
            if start is not None
        )
        ordered = tuple(sorted(pauses, key=lambda gap: gap.start))
        if any(one.end > two.start for one, two in pairwise(ordered)):
            continue
        if any(gap.start < away.end and away.start < gap.end for gap in ordered for away in duty.absences):
            continue
        for departure in range(duty.earliest, duty.latest + 1):
            arrival = _earliest_return(duty, nodes, legs, departure, ordered)
            if arrival is not None:
                yield departure, arrival


def _earliest_return(
    duty: DutyClock, nodes: list[Node], legs: list[int], departure: int, pauses: tuple[Interval, ...]
) -> int | None:
    off = [*duty.absences, *pauses]
    if any(gap.start < departure for gap in pauses):
        return None
    now, starts, arrives = departure, [], []
    for node, leg in zip([*nodes, None], legs, strict=True):
        ready, arrive = now, now
        while sum(not any(gap.start <= t < gap.end for gap in off) for t in range(ready, arrive)) < leg:
            arrive += 1
            if arrive > duty.latest:
                return None
        if node is None:
            now = max([arrive, *(gap.end for gap in pauses)])
            break
        start = arrive
        while not (
            any(low <= start <= high for low, high in node.bounds)
            and all(gap.end <= start or gap.start >= start + node.service for gap in off)
        ):
            start += 1
            if start > duty.latest:
                return None
        arrives.append(arrive)
        starts.append(start)
        now = start + node.service
    table = Timetable(departure, now, tuple(arrives), tuple(starts), pauses)
    return now if passes(duty, nodes, legs, table) else None


@given(NODES, LEGS, PAUSES, AWAY, st.integers(8, 24))
def test_the_earliest_return_is_that_of_brute_force(
    nodes: list[Node], legs: list[int], pauses: tuple[Break, ...], away: tuple[Interval, ...], end: int
) -> None:
    duty, legs = clock(end, pauses, away), legs[: len(nodes) + 1]
    found = duty.forward(nodes, legs, duty.earliest)
    best = earliest_by_brute_force(duty, nodes, legs)
    assert (None if found is None else found.arrival) == best


@given(NODES, LEGS, PAUSES, AWAY, st.integers(8, 24))
def test_every_timetable_keeps_the_rules_and_none_returns_earlier_than_the_first(
    nodes: list[Node], legs: list[int], pauses: tuple[Break, ...], away: tuple[Interval, ...], end: int
) -> None:
    duty, legs = clock(end, pauses, away), legs[: len(nodes) + 1]
    tables = list(duty.timetables(nodes, legs, longest=100))
    assert all(passes(duty, nodes, legs, table) for table in tables)
    assert all(one.departure < two.departure for one, two in pairwise(tables))
    assert all(tables[0].arrival <= table.arrival for table in tables)


@given(NODES, LEGS, PAUSES, AWAY, st.integers(8, 24))
def test_nobody_who_leaves_after_the_bound_returns_in_time(
    nodes: list[Node], legs: list[int], pauses: tuple[Break, ...], away: tuple[Interval, ...], end: int
) -> None:
    duty, legs = clock(end, pauses, away), legs[: len(nodes) + 1]
    for table in duty.timetables(nodes, legs, longest=0):
        bound = duty._no_later_than(nodes, legs, table)
        later = range(max(bound, table.departure) + 1, table.arrival + 1)
        assert all(duty.forward(nodes, legs, departure, table.arrival) is None for departure in later)


@given(NODES, LEGS, PAUSES.filter(lambda p: len(p) <= 1), st.integers(8, 24))
def test_leaving_when_a_timetable_leaves_gives_that_timetable(
    nodes: list[Node], legs: list[int], pauses: tuple[Break, ...], end: int
) -> None:
    duty, legs = clock(end, pauses), legs[: len(nodes) + 1]
    for table in duty.timetables(nodes, legs, longest=0):
        assert duty.forward(nodes, legs, table.departure) == table


@given(NODES, LEGS, PAUSES, AWAY, st.integers(8, 24), st.integers(0, 12))
def test_a_limit_on_working_time_is_kept_where_brute_force_can_keep_it(
    nodes: list[Node], legs: list[int], pauses: tuple[Break, ...], away: tuple[Interval, ...], end: int, limit: int
) -> None:
    duty, legs = clock(end, pauses, away), legs[: len(nodes) + 1]
    tables = list(duty.timetables(nodes, legs, longest=limit))
    assert all(passes(duty, nodes, legs, table) for table in tables)
    within = any(duty.working(table) <= limit for table in tables)
    trips = (Timetable(leave, back, (), ()) for leave, back in trips_by_brute_force(duty, nodes, legs))
    assert within == any(duty.working(trip) <= limit for trip in trips)


@given(
    NODES, st.lists(st.integers(0, 4), min_size=3, max_size=3), PAUSES.filter(lambda p: len(p) == 1), st.integers(8, 24)
)
def test_the_short_way_with_one_break_is_the_general_one(
    nodes: list[Node], legs: list[int], pauses: tuple[Break, ...], end: int
) -> None:
    duty, legs = clock(end, pauses), legs[: len(nodes) + 1]
    short = duty._forward_with_break(nodes, legs, 0, duty.latest)
    general = duty._time_off.forward(nodes, legs, 0, duty.latest)
    assert (short is None) == (general is None)
    if short is not None and general is not None:
        assert short.arrival == general.arrival
        assert passes(duty, nodes, legs, short)


@given(
    st.lists(st.builds(Node, st.just(0), st.integers(0, 4), st.just(ANY)), min_size=1, max_size=3), st.integers(0, 20)
)
def test_a_route_without_windows_takes_no_longer_than_its_work(nodes: list[Node], leg: int) -> None:
    duty = clock(10_000)
    legs = [leg] * (len(nodes) + 1)
    tables = list(duty.timetables(nodes, legs))
    work = sum(node.service for node in nodes) + sum(legs)
    assert [table.arrival - table.departure for table in tables] == [work]


def test_leaving_later_saves_the_wait_before_a_late_window() -> None:
    nodes = [Node(0, 2, ANY), Node(0, 2, ((20, 22),))]
    asap, compact = clock(40).timetables(nodes, [3, 1, 3])
    assert (asap.departure, asap.starts) == (0, (3, 20))
    assert (compact.departure, compact.starts) == (14, (17, 20))
    assert asap.arrival == compact.arrival == 25


def test_a_break_before_leaving_or_after_returning_costs_nothing() -> None:
    """The break at 0 to 2 is over when the visit begins at 10; the one from 20 on comes after the return at 15."""
    nodes = [Node(0, 2, ((10, 10),))]
    tables = list(clock(30, (Break(0, 0, 2), Break(20, 22, 3))).timetables(nodes, [3, 3]))
    assert tables[-1] == Timetable(7, 15, (10,), (10,), ())


def test_travel_waits_for_an_absence() -> None:
    """Leaving at 0, two ticks on the road, away from 2 to 6, two more ticks: the door is reached at 8."""
    table = clock(30, absences=(Interval(2, 6),)).forward([Node(0, 1, ANY)], [4, 1], 0)
    assert table is not None
    assert table.starts == (8,)
