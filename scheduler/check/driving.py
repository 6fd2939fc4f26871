"""How long a leg takes, left at once, where speeds depend on the time of day and nobody drives in time off."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.entities import Interval
from scheduler.travel import NORMAL_SPEED, SpeedPeriod


def driven(periods: Sequence[SpeedPeriod], ready: int, way: int, time_off: Sequence[Interval]) -> int:
    """Ticks at the wheel on a leg of ``way`` ticks at normal speed that is left at ``ready``, time off not counted.

    Goes from one change to the next: a tick covers ``factor`` thousandths of a tick's way; the last is rounded up.
    """
    bounds = {bound for off in time_off for bound in (off.start, off.end)} | {period.start for period in periods}
    left, time, ticks = way * NORMAL_SPEED, ready, 0
    for until in sorted(bound for bound in bounds if bound > ready):
        if any(off.start <= time < off.end for off in time_off):
            time = until
            continue
        speed = _speed(periods, time)
        if left <= speed * (until - time):
            break
        left -= speed * (until - time)
        ticks += until - time
        time = until
    return ticks - (-left // _speed(periods, time)) if left else ticks


def _speed(periods: Sequence[SpeedPeriod], tick: int) -> int:
    begun = [period for period in periods if period.start <= tick]
    return max(begun, key=lambda period: period.start).factor if begun else NORMAL_SPEED


def least(periods: Sequence[SpeedPeriod], way: int) -> int:
    """The ticks of a leg at the highest speed there ever is."""
    fastest = max([NORMAL_SPEED, *(period.factor for period in periods)])
    return -(-way * NORMAL_SPEED // fastest)
