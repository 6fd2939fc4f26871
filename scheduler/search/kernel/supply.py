"""Tools and parts on the way, in compiled code: when a route has to stop at a depot, and where that is best.

Here every depot has all that any visit needs, so one stop is enough: from there on a route lacks nothing. Before it,
visits need the technician's tools, and draw on the van over all routes of the technician.
"""

from __future__ import annotations

from math import inf

from scheduler.search.kernel.arrays import (
    COST,
    DEPOTS,
    METRES,
    TRAVEL,
    WAITING,
    WORKING,
    Encoded,
    Integers,
    Routes,
    Scratch,
)
from scheduler.search.kernel.compiled import compiled
from scheduler.search.kernel.routes import drop_marked, refresh, set_gaps
from scheduler.timetable import NEVER


@compiled
def lacks(data: Encoded, routes: Routes, visit: int, duty: int) -> bool:
    """Whether an unserved visit would lack tools or parts on a duty before any stop at a depot."""
    item, owner = data.items[visit], data.duties[duty].owner
    if data.toolless[data.entry[visit, duty]]:
        return True
    for need in range(item.first_need, item.first_need + item.needs):
        part = data.needs[need, 0]
        free = routes.used[owner, part, 1] + data.needs[need, 2]
        if free > 0 and routes.used[owner, part, 0] + data.needs[need, 1] > data.stock[owner, part]:
            return True
    return False


@compiled
def first_lacking(data: Encoded, routes: Routes, room: Scratch, duty: int, count: int) -> int:
    """The first visit of ``room.bare[:count]`` that lacks something without a stop; ``count`` if none does."""
    owner = data.duties[duty].owner
    room.amounts[:] = routes.used[owner] - routes.drawn[duty]
    for place in range(count):
        visit = room.bare[place]
        item = data.items[visit]
        if data.toolless[data.entry[visit, duty]]:
            return place
        for need in range(item.first_need, item.first_need + item.needs):
            part = data.needs[need, 0]
            room.amounts[part, 0] += data.needs[need, 1]
            room.amounts[part, 1] += data.needs[need, 2]
            if room.amounts[part, 1] > 0 and room.amounts[part, 0] > data.stock[owner, part]:
                return place
    return count


@compiled
def set_bare(data: Encoded, routes: Routes, room: Scratch, duty: int) -> int:
    """A route without its stop and the gaps of that into ``room.bare`` and ``room.gaps``; how many visits it has."""
    count = 0
    for place in range(routes.sums[duty].length):
        visit = routes.visits[duty, place]
        if not data.items[visit].stop:
            room.bare[count] = visit
            count += 1
    set_gaps(data, duty, room.bare, room.gaps, count)
    return count


@compiled
def with_stop(room: Scratch, count: int, visit: int, gap: int, depot: int, stop: int) -> int:
    """``room.bare`` with a depot in the gap ``stop`` and a visit (-1: none) in ``gap``, not before it; its length.

    The route is written to ``room.visit``.
    """
    length = 0
    for place in range(count + 1):
        if place == stop:
            room.visit[length] = depot
            length += 1
        if place == gap and visit >= 0:
            room.visit[length] = visit
            length += 1
        if place < count:
            room.visit[length] = room.bare[place]
            length += 1
    return length


@compiled
def try_stops(data: Encoded, routes: Routes, room: Scratch, duty: int, count: int, visit: int) -> bool:
    """The best stop for ``room.bare`` with a visit (-1: none) after it into ``room.stop``; whether there is any."""
    last, best, first = first_lacking(data, routes, room, duty, count), inf, len(routes.duty)
    for depot in range(first, first + data.settings[DEPOTS]):
        for stop in range(last + 1):
            best = try_stop(data, room, duty, count, visit, depot, stop, best)
    return best < inf


@compiled
def try_stop(
    data: Encoded, room: Scratch, duty: int, count: int, visit: int, depot: int, stop: int, best: float
) -> float:
    """Note in ``room.stop`` the gap where a visit is best after a stop in a given gap, if that is the best so far.

    The stretch from the origin grows stop by stop; see :func:`scheduler.search.kernel.routes.set_gaps`.
    """
    start, stretch = room.gaps[stop], room.stretch
    stretch[0], stretch[1], stretch[2] = start.before, start.before_first, start.before_last
    stretch[3], stretch[4], stretch[5] = start.ready, start.place, -start.leg
    lengthen(data, stretch, duty, depot)
    for gap in range(stop, count + 1):
        room.longer[:] = stretch
        if visit >= 0:
            lengthen(data, room.longer, duty, visit)
        score = close(data, room, duty, gap)
        if score < best:
            best, room.stop[0], room.stop[1], room.stop[2] = score, gap, depot, stop
        if visit < 0 or gap == count:
            break
        lengthen(data, stretch, duty, room.bare[gap])
        stretch[5] -= room.gaps[gap + 1].leg
    return best


@compiled
def lengthen(data: Encoded, stretch: Integers, duty: int, visit: int) -> None:
    """Add a stop to a stretch: length, first and last departure, when it is ready, where, and the detour so far."""
    item = data.visits[data.duties[duty].pace, visit]
    leg = data.ticks[stretch[4], item.place]
    span = stretch[0] + leg
    wait = max(0, item.low - span - stretch[2])
    start = max(item.low, stretch[3] + leg)
    stretch[0] = span + wait + item.service
    stretch[1] = max(stretch[1], item.low - span) - wait
    stretch[2] = min(stretch[2], item.high - span)
    stretch[3] = start + item.service if start <= item.high else NEVER
    stretch[4] = item.place
    stretch[5] += leg


@compiled
def close(data: Encoded, room: Scratch, duty: int, gap: int) -> float:
    """What ``room.longer`` and the rest of the bare route from a gap on cost, roughly; infinite if they do not fit."""
    there, shift, stretch = room.gaps[gap], data.duties[duty], room.longer
    leg = data.ticks[stretch[4], there.next]
    if stretch[3] >= NEVER or stretch[3] + leg > there.after_last:
        return inf
    span = stretch[0] + leg
    length = span + there.after + max(0, there.after_first - span - stretch[2])
    score = (data.rate[TRAVEL] + data.rate[METRES]) * (stretch[5] + leg)
    return float(score + (data.rate[WORKING] + data.rate[COST] * shift.hour_cost + data.rate[WAITING]) * length)


@compiled
def resupply(data: Encoded, routes: Routes, room: Scratch, duty: int) -> bool:
    """Bring a route from which visits were taken up to date, with a stop only if it needs one, and in the best place.

    ``False`` if that does not fit.
    """
    drop_marked(data, routes, duty)
    if not data.settings[DEPOTS]:
        return refresh(data, routes, room, duty)
    count = set_bare(data, routes, room, duty)
    if first_lacking(data, routes, room, duty, count) < count:
        if not try_stops(data, routes, room, duty, count, -1):
            return False
        length = with_stop(room, count, -1, 0, room.stop[1], room.stop[2])
        routes.visits[duty, :length] = room.visit[:length]
        routes.sums[duty].length = length
    return refresh(data, routes, room, duty)
