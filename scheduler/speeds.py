"""Travel that depends on the time of day: speeds that are constant from one tick to another, first in, first out.

After Ichoua, Gendreau and Potvin, "Vehicle dispatching with time-dependent travel times", European Journal of
Operational Research 144 (2003): a leg is a length of road, and its speed changes while one is on it. Here a leg of
``n`` ticks at normal speed is ``1000 n`` thousandths of a tick's way, and a tick in a period covers ``factor``. The
arrival is the first tick by which all of it is covered, so it is rounded once, up. What is covered by a tick only
grows with the tick; whoever leaves later never arrives earlier.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from scheduler.entities import Interval
from scheduler.travel import NORMAL_SPEED, SpeedPeriod


class Speeds:
    """The speeds of a problem. Before the first period they are the normal ones."""

    def __init__(self, periods: Iterable[SpeedPeriod]) -> None:
        ordered = sorted(periods, key=lambda period: period.start)
        #: When the speed changes.
        self.starts = [period.start for period in ordered]
        self._factors = [period.factor for period in ordered]
        self._covered = [0]
        for index in range(1, len(ordered)):
            length = self.starts[index] - self.starts[index - 1]
            self._covered.append(self._covered[-1] + length * self._factors[index - 1])
        #: The highest factor there ever is.
        self.fastest = max([NORMAL_SPEED, *self._factors])

    def covered(self, tick: int) -> int:
        """How far one drives until a tick, in thousandths of a tick's way; 0 at the first change of speed."""
        index = bisect_right(self.starts, tick) - 1
        if index < 0:
            return (tick - self.starts[0]) * NORMAL_SPEED
        return self._covered[index] + (tick - self.starts[index]) * self._factors[index]

    def when(self, covered: int) -> int:
        """The first tick by which so much is covered."""
        if covered <= 0:
            return self.starts[0] - (-covered // NORMAL_SPEED)
        index = bisect_right(self._covered, covered - 1) - 1
        return self.starts[index] - (self._covered[index] - covered) // self._factors[index]

    def arrival(self, start: int, ticks: int) -> int:
        """When a leg of so many ticks at normal speed is over."""
        return self.when(self.covered(start) + ticks * NORMAL_SPEED)

    def departure(self, arrival: int, ticks: int) -> int:
        """The last tick at which one may leave and still arrive in time."""
        most = self.covered(arrival) - ticks * NORMAL_SPEED
        tick = self.when(most)
        return tick if self.covered(tick) <= most else tick - 1

    def elapsed(self, start: int, ticks: int, time_off: Sequence[Interval]) -> int:
        """When a leg is over that rests during time off (ascending, apart)."""
        needed = self.covered(start) + ticks * NORMAL_SPEED
        time = self.when(needed)
        for gone in time_off:
            if gone.end > start and gone.start < time:
                needed += self.covered(gone.end) - self.covered(max(gone.start, start))
                time = self.when(needed)
        return time

    def least(self, ticks: int) -> int:
        """The ticks that a leg takes at the highest speed: no more than it takes ever."""
        return -(-ticks * NORMAL_SPEED // self.fastest)
