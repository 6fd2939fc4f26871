"""When a route happens: the exact timetable of a given sequence of stops on one duty.

With travel that is first in, first out, leaving as early as possible is never worse for feasibility, so one forward
pass decides whether a sequence fits. Breaks are placed by a small dynamic programme over which of them have been
taken; absences are time off that cannot move. Departures later than the earliest are worth trying for what they save:
:meth:`DutyClock.timetables` gives the departures at which the trade-off between early visits and a short route turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from scheduler.entities import Interval, Shift, Technician
from scheduler.speeds import Speeds
from scheduler.time_off import TimeOff, absences_in, breaks_to_take
from scheduler.timetable import NEVER, Node, Timetable

__all__ = ["NEVER", "DutyClock", "Node", "Timetable"]

#: How many later departures are tried on a route with several windows or with breaks.
LATER_DEPARTURES = 6


class DutyClock:
    """Times sequences on one shift of one technician. Legs are ticks at normal speed, which ``speeds`` may change."""

    def __init__(self, technician: Technician, shift: Shift, speeds: Speeds | None = None) -> None:
        self.speeds = speeds
        home, end = technician.home, technician.end
        self.origin = home if shift.start_location is None else shift.start_location
        last = home if end is None else end
        self.destination = last if shift.end_location is None else shift.end_location
        self.earliest = shift.start
        self.latest = shift.end
        self.absences = absences_in(shift, technician.absences)
        self.breaks = breaks_to_take(shift.breaks, self.absences)
        self._time_off = TimeOff(self.breaks, self.absences, speeds)
        self.simple = not self.breaks and not self.absences
        self._one_break = len(self.breaks) == 1 and not self.absences and speeds is None

    def timetables(
        self, nodes: Sequence[Node], legs: Sequence[int], *, longest: int | None = None
    ) -> Iterator[Timetable]:
        """Timetables worth comparing, none if the sequence does not fit.

        ``legs`` are the travel ticks from the origin to the first stop, between stops, and to the destination.
        The first starts every visit as early as possible; the second leaves later without returning later. Where
        working time may be ``longest`` at most, and several windows or time off can make it shorter to leave even
        later, there are some more, and among all of them is one that keeps to it, if any timetable does.
        """
        first = self.forward(nodes, legs, self.earliest)
        if first is None:
            return
        asap = self._leaving_latest(nodes, legs, first, keep_starts=True)
        yield asap
        compact = self._leaving_latest(nodes, legs, asap, keep_starts=False)
        if compact.departure > asap.departure:
            yield compact
        if self.speeds is not None:
            yield from self._off_peak(nodes, legs, compact.departure, self.speeds)
        if longest is None or self._plain(nodes):
            return
        shortest = min(self.working(asap), self.working(compact))
        for _ in range(LATER_DEPARTURES):
            later = self.forward(nodes, legs, compact.departure + 1)
            if later is None:
                break
            compact = self._leaving_latest(nodes, legs, later, keep_starts=False)
            shortest = min(shortest, self.working(compact))
            yield compact
        if shortest > longest >= sum(legs) + sum(node.service for node in nodes):
            yield from filter(None, (self.forward(nodes, legs, tick) for tick in self._turning_points(nodes, legs)))

    def _plain(self, nodes: Sequence[Node]) -> bool:
        """Whether waiting is all that a later departure can save: no time off, one window a stop, one speed."""
        return self.simple and self.speeds is None and all(len(node.bounds) == 1 for node in nodes)

    def _off_peak(self, nodes: Sequence[Node], legs: Sequence[int], after: int, speeds: Speeds) -> Iterator[Timetable]:
        """Later departures that may make the route shorter: those where the speed changes on leaving, or on arriving
        at the first stop. The return is later then, too."""
        points = {*speeds.starts, *(speeds.departure(change, legs[0]) for change in speeds.starts)}
        for departure in sorted(point for point in points if after < point < self.latest):
            table = self.forward(nodes, legs, departure)
            if table is None:
                return
            yield table

    def driving(self, table: Timetable, nodes: Sequence[Node], legs: Sequence[int]) -> int:
        """Ticks at the wheel, each leg left as soon as can be."""
        if self.speeds is None:
            return sum(legs)
        off = sorted((*self.absences, *table.breaks), key=lambda gone: gone.start)
        ready, ticks = table.departure, 0
        for number, leg in enumerate(legs):
            arrive = self.speeds.elapsed(ready, leg, off)
            resting = (max(0, min(gone.end, arrive) - max(gone.start, ready)) for gone in off)
            ticks += arrive - ready - sum(resting)
            if number < len(nodes):
                ready = table.starts[number] + nodes[number].service
        return ticks

    def _turning_points(self, nodes: Sequence[Node], legs: Sequence[int]) -> list[int]:
        """Departures at which a later one would begin to make the return later: the shortest route has one of them.

        There, without waiting, something happens exactly when it may at the earliest: a visit at the opening of a
        window, a break, the end of an absence. Any of the breaks and absences may lie between.
        """
        pauses = [rest.duration for rest in self.breaks] + [gone.end - gone.start for gone in self.absences]
        between = {sum(chosen) for size in range(len(pauses) + 1) for chosen in combinations(pauses, size)}
        anchors = {tick for rest in self.breaks for tick in (rest.earliest, rest.earliest + rest.duration)}
        anchors |= {gone.end for gone in self.absences}
        elapsed, found = 0, set(anchors)
        for node, leg in zip(nodes, legs, strict=False):
            there = elapsed + leg
            found |= {low - there for low, _ in node.bounds} | {tick - there for tick in anchors}
            elapsed = there + node.service
            found |= {tick - elapsed for tick in anchors}
        points = {tick - off for tick in found for off in between}
        return sorted(tick for tick in points if self.earliest < tick < self.latest)

    def working(self, table: Timetable) -> int:
        """Ticks from departure to return, less absences."""
        away = sum(max(0, min(gone.end, table.arrival) - max(gone.start, table.departure)) for gone in self.absences)
        return table.arrival - table.departure - away

    def all_within(
        self, nodes: Sequence[Node], legs: Sequence[int], travel: int | None, duration: int | None
    ) -> Iterator[Timetable]:
        """Timetables with at most so much travel and working time."""
        if travel is not None and self.speeds is None and sum(legs) > travel:
            return
        for table in self.timetables(nodes, legs, longest=duration):
            short = duration is None or self.working(table) <= duration
            if short and (travel is None or self.driving(table, nodes, legs) <= travel):
                yield table

    def within(
        self, nodes: Sequence[Node], legs: Sequence[int], travel: int | None, duration: int | None
    ) -> Timetable | None:
        """One of :meth:`all_within`, if there is any."""
        return next(self.all_within(nodes, legs, travel, duration), None)

    def fits(self, nodes: Sequence[Node], legs: Sequence[int]) -> bool:
        """Whether there is a timetable at all (limits on duration apart)."""
        return self.forward(nodes, legs, self.earliest) is not None

    def forward(
        self, nodes: Sequence[Node], legs: Sequence[int], departure: int, latest: int | None = None
    ) -> Timetable | None:
        """The earliest timetable that leaves at ``departure`` or, where time off delays it, soon after.

        ``None`` if it returns after ``latest``, by default the end of the shift.
        """
        back = self.latest if latest is None else min(self.latest, latest)
        if self.simple:
            moved = self._forward_simple if self.speeds is None else self._forward_at_speeds
            return moved(nodes, legs, departure, back)
        if self._one_break:
            return self._forward_with_break(nodes, legs, departure, back)
        return self._time_off.forward(nodes, legs, departure, back)

    def _forward_simple(
        self, nodes: Sequence[Node], legs: Sequence[int], departure: int, latest: int
    ) -> Timetable | None:
        time = departure
        arrives: list[int] = []
        starts: list[int] = []
        for node, leg in zip(nodes, legs, strict=False):
            time += leg
            arrives.append(time)
            for low, high in node.bounds:
                if time <= high:
                    if time < low:
                        time = low
                    break
            else:
                return None
            starts.append(time)
            time += node.service
        time += legs[-1]
        return Timetable(departure, time, tuple(arrives), tuple(starts)) if time <= latest else None

    def _forward_at_speeds(
        self, nodes: Sequence[Node], legs: Sequence[int], departure: int, latest: int
    ) -> Timetable | None:
        assert self.speeds is not None
        time = departure
        arrives: list[int] = []
        starts: list[int] = []
        for node, leg in zip(nodes, legs, strict=False):
            arrives.append(self.speeds.arrival(time, leg))
            starts.append(_first_start(node, arrives[-1]))
            time = starts[-1] + node.service
            if time > latest:
                return None
        time = self.speeds.arrival(time, legs[-1])
        return Timetable(departure, time, tuple(arrives), tuple(starts)) if time <= latest else None

    def _forward_with_break(
        self, nodes: Sequence[Node], legs: Sequence[int], departure: int, latest: int
    ) -> Timetable | None:
        """The common case of one break, without the bookkeeping of the general one.

        ``early`` is when the technician is ready with the break still to come, ``late`` with the break behind.
        """
        pause = self.breaks[0]
        early, late = departure, max(departure, pause.earliest + pause.duration)
        taken_in = [-1]
        ends: list[tuple[int, int]] = [(early, late)]
        for position, (node, leg) in enumerate(zip(nodes, legs, strict=False)):
            resting = self._rest(early, leg)
            before = _first_start(node, late + leg)
            here = _first_start(node, resting)
            early = _first_start(node, early + leg) + node.service
            taken_in.append(position if here < before else -1)
            late = min(before, here) + node.service
            ends.append((early, late))
            if early >= NEVER and late >= NEVER:
                return None
        home_early, home_late = early + legs[-1], min(late + legs[-1], self._rest(early, legs[-1]))
        if home_early <= latest and home_early <= min(home_late, pause.latest):
            return self._traced(nodes, legs, ends, len(nodes) + 1, home_early)
        if home_late > latest:
            return None
        gap = len(nodes) if home_late < late + legs[-1] else _last_taken(taken_in)
        return self._traced(nodes, legs, ends, gap, home_late)

    def _rest(self, ready: int, leg: int) -> int:
        """When a gap that takes the break is over, at the earliest."""
        pause = self.breaks[0]
        start = max(ready, pause.earliest)
        if start > pause.latest:
            return NEVER
        arrive = ready + leg if ready + leg <= start else ready + leg + pause.duration
        return max(arrive, start + pause.duration)

    def _traced(
        self, nodes: Sequence[Node], legs: Sequence[int], ends: Sequence[tuple[int, int]], gap: int, arrival: int
    ) -> Timetable:
        """The timetable whose break is in the gap before stop ``gap`` (-1: before leaving; past the last: after)."""
        pause = self.breaks[0]
        ready = ends[0][1] if gap < 0 else ends[0][0]
        departure = ready
        arrives, starts, breaks = [], [], []
        for position, leg in enumerate(legs):
            arrive = ready + leg
            free = arrive
            if position == gap:
                begin = max(ready, pause.earliest)
                breaks.append(Interval(begin, begin + pause.duration))
                arrive += pause.duration if arrive > begin else 0
                free = max(arrive, begin + pause.duration)
            if position < len(nodes):
                arrives.append(arrive)
                starts.append(_first_start(nodes[position], free))
                ready = starts[-1] + nodes[position].service
        return Timetable(departure, arrival, tuple(arrives), tuple(starts), tuple(breaks))

    def _leaving_latest(
        self, nodes: Sequence[Node], legs: Sequence[int], table: Timetable, *, keep_starts: bool
    ) -> Timetable:
        """The latest departure that still returns (or starts every visit) when ``table`` does.

        The slack of the timetable as it stands is right for a route without time off and with single windows;
        elsewhere it is a guess, and bisection decides if the guess does not hold or can be bettered.
        """

        bound = table.arrival

        def as_good(departure: int) -> Timetable | None:
            if departure > bound:
                return None
            other = self.forward(nodes, legs, departure, table.arrival)
            return None if other is None or (keep_starts and other.starts != table.starts) else other

        if self.speeds is not None:
            high = self._leaving_at_last(nodes, legs, table.arrival, self.speeds)
            if keep_starts and nodes:
                high = min(high, self.speeds.departure(table.starts[0], legs[0]))
            return self._latest(as_good, as_good(high) or table, high)
        guess = _first_slack(table) if keep_starts else _slack_at_start(nodes, table)
        again = guess or not (self.simple or self._one_break)
        best = (as_good(table.departure + guess) or table) if again else table
        if self._plain(nodes):
            return best
        bound = self._no_later_than(nodes, legs, table)
        if keep_starts and nodes:
            bound = min(bound, table.starts[0] - legs[0])
        return self._latest(as_good, best, table.arrival)

    @staticmethod
    def _latest(as_good: Callable[[int], Timetable | None], best: Timetable, high: int) -> Timetable:
        """The latest departure that is as good, by bisection: whoever leaves later never returns earlier."""
        low = best.departure
        while low < high and (later := as_good(best.departure + 1)) is not None:
            best = later
            middle = (best.departure + high + 1) // 2
            candidate = as_good(middle)
            if candidate is None:
                high = middle - 1
            else:
                best = candidate
            low = best.departure
        return best

    @staticmethod
    def _leaving_at_last(nodes: Sequence[Node], legs: Sequence[int], arrival: int, speeds: Speeds) -> int:
        """The last departure for an arrival, time off apart: backwards over the last start of each stop."""
        latest = speeds.departure(arrival, legs[-1])
        for node, leg in zip(reversed(nodes), reversed(legs[:-1]), strict=True):
            latest = speeds.departure(min(latest - node.service, node.bounds[-1][1]), leg)
        return latest

    def _no_later_than(self, nodes: Sequence[Node], legs: Sequence[int], table: Timetable) -> int:
        """A bound, which saves timing in vain: who leaves after it does not return when ``table`` does.

        Backwards over the last start of each stop; and the route's work and those breaks that can neither be taken
        before leaving nor after returning must fit between leaving and returning.
        """
        latest, work = table.arrival - legs[-1], sum(legs)
        for node, leg in zip(reversed(nodes), reversed(legs[:-1]), strict=True):
            latest = min(latest - node.service, node.bounds[-1][1]) - leg
            work += node.service
        off = sum(
            pause.duration
            for pause in self.breaks
            if pause.earliest + pause.duration > latest and pause.latest < table.departure + work
        )
        return min(latest, table.arrival - work - off)


def _first_start(node: Node, time: int) -> int:
    """The first start from ``time`` on that the node allows, ``NEVER`` if there is none."""
    for low, high in node.bounds:
        if time <= high:
            return max(time, low)
    return NEVER


def _last_taken(taken_in: Sequence[int]) -> int:
    return next((position for position in reversed(taken_in) if position >= 0), -1)


def _first_slack(table: Timetable) -> int:
    """How much later a route may leave and still start its first visit on time."""
    return table.starts[0] - table.arrives[0] if table.starts else 0


def _slack_at_start(nodes: Sequence[Node], table: Timetable) -> int:
    """How much later a route may leave and still return when it does: waiting it saves, windows it keeps."""
    slack, waiting = NEVER, 0
    for node, arrive, start in zip(nodes, table.arrives, table.starts, strict=True):
        waiting += start - arrive
        slack = min(slack, waiting + node.bounds[-1][1] - start)
    return max(0, min(slack, waiting))
