"""Breaks and absences in a route: when its stops can be, with every way to take the breaks.

A small dynamic programme over which breaks have been taken. Being ready earlier is never worse, so each set of breaks
taken needs one state, the earliest, at each stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from scheduler.entities import Break, Interval, Shift
from scheduler.speeds import Speeds
from scheduler.timetable import Node, Timetable


@dataclass(frozen=True, slots=True)
class _State:
    """How far the day has come: ready at ``time`` with the breaks of ``mask`` behind."""

    time: int
    arrives: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    breaks: tuple[Interval, ...] = ()


class TimeOff:
    """The breaks of a shift, which can be moved within their windows, and the absences in it, which cannot."""

    def __init__(self, breaks: Sequence[Break], absences: Sequence[Interval], speeds: Speeds | None = None) -> None:
        self.breaks, self.absences, self.speeds = tuple(breaks), tuple(absences), speeds

    def forward(self, nodes: Sequence[Node], legs: Sequence[int], departure: int, latest: int) -> Timetable | None:
        """The earliest timetable that leaves at ``departure`` or soon after, ``None`` if not back by ``latest``."""
        everything = (1 << len(self.breaks)) - 1
        states = self._departures(departure)
        left = {mask: state.time for mask, state in states.items()}
        chosen: dict[int, tuple[int, _State]] = {mask: (left[mask], state) for mask, state in states.items()}
        for node, leg in zip(nodes, legs, strict=False):
            chosen = self._advance(chosen, leg, node)
        best: Timetable | None = None
        for mask, (start, state) in self._advance(chosen, legs[-1], None).items():
            free = [self.breaks[i] for i in _bits(everything & ~mask)]
            if state.time > latest or any(pause.latest < state.time for pause in free):
                continue
            if best is None or state.time < best.arrival:
                best = Timetable(start, state.time, state.arrives, state.starts, state.breaks)
        return best

    def _departures(self, departure: int) -> dict[int, _State]:
        """By the set of breaks taken before leaving, when the technician leaves."""
        states = {}
        for mask in range(1 << len(self.breaks)):
            taken = [self.breaks[i] for i in _bits(mask)]
            time = max([departure, *(pause.earliest + pause.duration for pause in taken)])
            states[mask] = _State(self._after_absence(time))
        return states

    def _after_absence(self, time: int) -> int:
        return next((gone.end for gone in self.absences if gone.start < time < gone.end), time)

    def _advance(
        self, states: dict[int, tuple[int, _State]], leg: int, node: Node | None
    ) -> dict[int, tuple[int, _State]]:
        """From every state over one gap to the next stop (or home), with every set of breaks that fits in the gap."""
        reached: dict[int, tuple[int, _State]] = {}
        for mask, (departure, state) in states.items():
            rest = [i for i in range(len(self.breaks)) if not mask >> i & 1]
            for size in range(len(rest) + 1):
                for order in permutations(rest, size):
                    following = self._over_gap(state, leg, node, order)
                    if following is None:
                        continue
                    after = mask | sum(1 << i for i in order)
                    if after not in reached or following.time < reached[after][1].time:
                        reached[after] = (departure, following)
        return reached

    def _over_gap(self, state: _State, leg: int, node: Node | None, order: Sequence[int]) -> _State | None:
        """The best over every placement of the breaks that could be best."""
        ways = (self._with_breaks(state, leg, node, pauses) for pauses in self._placements(state.time, leg, order))
        return min(filter(None, ways), key=lambda way: way.time, default=None)

    def _placements(self, time: int, leg: int, order: Sequence[int]) -> Iterator[list[Interval]]:
        """Where the breaks of a gap may be: as early as can be or, where speeds change, where driving is slow.

        Of the driving that a break replaces there is least when it begins or ends at a change, begins or ends as early
        or as late as it may, or is taken at the door.
        """
        if self.speeds is None or not order:
            pauses = self._placed(time, order)
            if pauses is not None:
                yield pauses
            return
        first, *rest = order
        pause = self.breaks[first]
        soonest = max(time, pause.earliest)
        last = max(soonest, min(pause.latest, self.speeds.elapsed(time, leg, self.absences)))
        changes = [tick for start in self.speeds.starts for tick in (start, start - pause.duration)]
        wanted = {soonest, last, *(tick for tick in changes if soonest < tick < last)}
        starts = {self._clear_of_absences(tick, pause.duration) for tick in wanted}
        for start in sorted(tick for tick in starts if tick <= pause.latest):
            here = Interval(start, start + pause.duration)
            for others in self._placements(here.end, leg, rest):
                yield [here, *others]

    def _with_breaks(self, state: _State, leg: int, node: Node | None, pauses: Sequence[Interval]) -> _State | None:
        time_off = sorted([*self.absences, *pauses], key=lambda interval: interval.start)
        elapsed = _elapsed if self.speeds is None else self.speeds.elapsed
        arrive = elapsed(state.time, leg, time_off)
        free = max([arrive, *(pause.end for pause in pauses)])
        breaks = (*state.breaks, *pauses)
        if node is None:
            return _State(free, state.arrives, state.starts, breaks)
        start = self._start_of(node, free)
        if start is None:
            return None
        return _State(start + node.service, (*state.arrives, arrive), (*state.starts, start), breaks)

    def _placed(self, time: int, order: Sequence[int]) -> list[Interval] | None:
        """The breaks one after the other, each as early as it may be, clear of absences."""
        pauses = []
        for index in order:
            pause = self.breaks[index]
            start = self._clear_of_absences(max(time, pause.earliest), pause.duration)
            if start > pause.latest:
                return None
            time = start + pause.duration
            pauses.append(Interval(start, time))
        return pauses

    def _start_of(self, node: Node, time: int) -> int | None:
        for low, high in node.bounds:
            start = self._clear_of_absences(max(time, low), node.service)
            if start <= high:
                return start
        return None

    def _clear_of_absences(self, start: int, duration: int) -> int:
        for gone in self.absences:
            if start < gone.end and gone.start < start + duration:
                start = gone.end
        return start


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def absences_in(shift: Shift, absences: Sequence[Interval]) -> tuple[Interval, ...]:
    """The absences that touch a shift, joined where they overlap."""
    joined: list[Interval] = []
    for gone in sorted(absences, key=lambda interval: interval.start):
        if gone.start >= gone.end or gone.end <= shift.start or gone.start >= shift.end:
            continue
        if joined and gone.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, gone.end))
        else:
            joined.append(gone)
    return tuple(joined)


def breaks_to_take(breaks: Sequence[Break], absences: Sequence[Interval]) -> tuple[Break, ...]:
    """The breaks less those that an absence leaves room for: who is away has had the break."""
    return tuple(
        pause
        for pause in breaks
        if not any(max(pause.earliest, gone.start) <= min(pause.latest, gone.end - pause.duration) for gone in absences)
    )


def _elapsed(start: int, amount: int, time_off: Sequence[Interval]) -> int:
    """The tick at which ``amount`` ticks outside the time off have passed since ``start``."""
    time = start + amount
    for gone in time_off:
        if gone.end > start and gone.start < time:
            time += gone.end - max(gone.start, start)
    return time
