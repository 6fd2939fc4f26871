"""Routes in compiled code: changing them, keeping their cost, their gaps and the plan's total up to date."""

from __future__ import annotations

from scheduler.search.kernel.arrays import (
    DIRTY,
    FAIRNESS,
    ONE_BREAK,
    SPREAD,
    Encoded,
    Integers,
    Records,
    Routes,
    Scratch,
)
from scheduler.search.kernel.clock import rest
from scheduler.search.kernel.compiled import compiled
from scheduler.search.kernel.price import add, price
from scheduler.timetable import NEVER


@compiled
def fairness(data: Encoded, owner: int, load: int) -> int:
    """What fairness costs in points for a technician who gets ``load`` from the plan."""
    past = data.turn_rest[owner, 0] + load
    unit = data.turn_rest[owner, 1]
    place = data.first_cost[owner] + past // unit
    return int(data.turn_cost[place] + data.turn_slope[place] * (past % unit))


@compiled
def touch(room: Scratch, duty: int) -> None:
    """Note that a route differs from the one of the current plan."""
    if not room.is_dirty[duty]:
        room.is_dirty[duty] = 1
        room.dirty[room.counts[DIRTY]] = duty
        room.counts[DIRTY] += 1


@compiled
def serve(data: Encoded, routes: Routes, visit: int, duty: int) -> None:
    """Count an unserved appointment as a visit of a duty (its place in the route is set elsewhere)."""
    change_load(data, routes, data.duties[duty].owner, data.items[visit].turn)
    for level in range(len(routes.total)):
        routes.total[level] -= data.unserved[visit, level]
    set_served(routes, visit, duty)


@compiled
def unserve(data: Encoded, routes: Routes, visit: int) -> None:
    """Count a visit as unserved."""
    change_load(data, routes, data.duties[routes.duty[visit]].owner, -data.items[visit].turn)
    for level in range(len(routes.total)):
        routes.total[level] += data.unserved[visit, level]
    set_absent(routes, visit)


@compiled
def change_load(data: Encoded, routes: Routes, owner: int, amount: int) -> None:
    """Add to a technician's load, and what it changes to the total."""
    if data.weight[FAIRNESS]:
        change = fairness(data, owner, routes.load[owner] + amount) - fairness(data, owner, routes.load[owner])
        add(data, routes.total, FAIRNESS, change)
    routes.load[owner] += amount


@compiled
def set_served(routes: Routes, visit: int, duty: int) -> None:
    """Take an appointment off the list of the unserved."""
    routes.duty[visit] = duty
    last = routes.missing[0] - 1
    hole, moved = routes.absent_at[visit], routes.absent[last]
    routes.absent[hole], routes.absent_at[moved] = moved, hole
    routes.missing[0] = last


@compiled
def set_absent(routes: Routes, visit: int) -> None:
    """Put an appointment on the list of the unserved."""
    routes.duty[visit] = -1
    routes.absent[routes.missing[0]] = visit
    routes.absent_at[visit] = routes.missing[0]
    routes.missing[0] += 1


@compiled
def set_length(data: Encoded, routes: Routes, duty: int, length: int) -> None:
    """Set the number of visits of a route, and note if it is idle now."""
    routes.sums[duty].length = length
    if length == 0:
        kind = data.duties[duty].kind
        routes.idle[kind] = min(routes.idle[kind], data.duties[duty].rank)


@compiled
def idle_duty(data: Encoded, routes: Routes, kind: int) -> int:
    """The first duty of a kind that has no visits, -1 if all have."""
    first, last = data.first_member[kind], data.first_member[kind + 1]
    while first + routes.idle[kind] < last:
        duty = data.members[first + routes.idle[kind]]
        if routes.sums[duty].length == 0:
            return int(duty)
        routes.idle[kind] += 1
    return -1


@compiled
def drop_marked(data: Encoded, routes: Routes, duty: int) -> None:
    """Close up a route after some of its visits were counted as unserved, its stop at a depot too.

    :func:`refresh` must follow.
    """
    kept = 0
    for place in range(routes.sums[duty].length):
        visit = routes.visits[duty, place]
        if not data.items[visit].stop and routes.duty[visit] == duty:
            routes.visits[duty, kept] = visit
            kept += 1
    set_length(data, routes, duty, kept)


@compiled
def refresh(data: Encoded, routes: Routes, room: Scratch, duty: int) -> bool:
    """Price a changed route and work out its gaps; ``False`` if it does not fit (its cost is then none)."""
    for level in range(len(routes.total)):
        routes.total[level] -= routes.cost[duty, level]
    routes.cost[duty, :] = 0
    add_up(data, routes, duty)
    length, sums = routes.sums[duty].length, routes.sums[duty]
    if length > 0:
        room.visit[:length] = routes.visits[duty, :length]
        if not price(data, room, duty, length):
            return False
        routes.cost[duty, :] = room.vector[0]
        sums.working, sums.departure = room.result[0], room.result[1]
        sums.arrival, sums.travel = room.result[2], room.result[3]
        for level in range(len(routes.total)):
            routes.total[level] += routes.cost[duty, level]
    set_gaps(data, duty, routes.visits[duty], routes.gaps[duty], length)
    if data.duties[duty].clock == ONE_BREAK:
        set_rests(data, routes, duty)
    return True


@compiled
def add_up(data: Encoded, routes: Routes, duty: int) -> None:
    """The sums over a route that do not depend on its times, and what it draws from the van."""
    sums = routes.sums[duty]
    sums.working, sums.travel, sums.departure, sums.arrival = 0, 0, 0, 0
    sums.loaded, sums.limitless, sums.free, sums.loading = 0, 0, 0, 0
    sums.stops, sums.supplied = 0, NEVER
    change_drawn(data, routes, duty, -1)
    routes.drawn[duty, :, :] = 0
    for place in range(sums.length):
        visit = routes.visits[duty, place]
        item = data.items[visit]
        routes.position[visit] = place
        sums.loaded += item.bulk
        sums.limitless += item.limitless
        sums.free += item.free
        sums.loading += item.loading
        if item.stop:
            sums.stops, sums.supplied = 1, place + 1
        for need in range(item.first_need, item.first_need + item.needs):
            if not sums.stops:
                routes.drawn[duty, data.needs[need, 0], 0] += data.needs[need, 1]
                routes.drawn[duty, data.needs[need, 0], 1] += data.needs[need, 2]
    change_drawn(data, routes, duty, 1)


@compiled
def change_drawn(data: Encoded, routes: Routes, duty: int, sign: int) -> None:
    """Count what a route draws in or out of what its technician's van gives."""
    owner = data.duties[duty].owner
    for part in range(data.stock.shape[1]):
        routes.used[owner, part, 0] += sign * routes.drawn[duty, part, 0]
        routes.used[owner, part, 1] += sign * routes.drawn[duty, part, 1]


@compiled
def empty(data: Encoded, routes: Routes, room: Scratch, duty: int) -> None:
    """Count all visits of a route as unserved."""
    for place in range(routes.sums[duty].length):
        if not data.items[routes.visits[duty, place]].stop:
            unserve(data, routes, routes.visits[duty, place])
    set_length(data, routes, duty, 0)
    refresh(data, routes, room, duty)


@compiled
def set_gaps(data: Encoded, duty: int, visits: Integers, gaps: Records, length: int) -> None:
    """Work out the gaps of a route of a duty, without time off and with the hull of the windows.

    Stretches are joined as in Vidal, Crainic, Gendreau, Prins, "A hybrid genetic algorithm with adaptive diversity
    management for a large class of vehicle routing problems with time-windows" (2013), section 4.
    """
    shift, gap = data.duties[duty], gaps[0]
    gap.place, gap.ready, gap.before = shift.origin, shift.start, 0
    gap.before_first, gap.before_last = shift.start, shift.end
    for place in range(length):
        item = data.visits[shift.pace, visits[place]]
        here, there = gaps[place], gaps[place + 1]
        leg = data.ticks[here.place, item.place]
        here.leg, here.next, there.place = leg, item.place, item.place
        there.ready = max(item.low, here.ready + leg) + item.service
        span = here.before + leg
        wait = max(0, item.low - span - here.before_last)
        there.before = span + wait + item.service
        there.before_first = max(here.before_first, item.low - span) - wait
        there.before_last = min(here.before_last, item.high - span)
    last = gaps[length]
    last.leg, last.next = data.ticks[last.place, shift.destination] if length > 0 else 0, shift.destination
    last.after, last.after_first, last.after_last = 0, shift.start, shift.end
    for place in range(length - 1, -1, -1):
        item = data.visits[shift.pace, visits[place]]
        here, there = gaps[place], gaps[place + 1]
        span = item.service + there.leg
        wait = max(0, there.after_first - span - item.high)
        here.after = span + there.after + wait
        here.after_first = max(item.low, there.after_first - span) - wait
        here.after_last = min(item.high, there.after_last - span)


@compiled
def set_rests(data: Encoded, routes: Routes, duty: int) -> None:
    """Work out what the only break of a duty leaves of its gaps: exactly, but for visits with several windows."""
    shift, length, pace = data.duties[duty], routes.sums[duty].length, data.duties[duty].pace
    pause = shift.first_break
    routes.gaps[duty, 0].rested = max(shift.start, data.time_off[pause, 0] + data.time_off[pause, 2])
    for place in range(length):
        here, there, visit = routes.gaps[duty, place], routes.gaps[duty, place + 1], routes.visits[duty, place]
        item = data.visits[pace, visit]
        time = max(item.low, min(here.rested + here.leg, rest(data, pause, here.ready, here.leg)))
        there.rested = time + item.service if time <= item.high else NEVER
        start = max(item.low, here.ready + here.leg)
        there.ready = start + item.service if start <= item.high else NEVER
    routes.gaps[duty, length].unrested_last = min(shift.end, data.time_off[pause, 1])
    for place in range(length - 1, -1, -1):
        here, there = routes.gaps[duty, place], routes.gaps[duty, place + 1]
        item = data.visits[pace, routes.visits[duty, place]]
        resting = last_ready(data, pause, there.leg, there.after_last)
        latest = min(item.high, max(there.unrested_last - there.leg, resting) - item.service)
        here.unrested_last = latest if latest >= item.low else -NEVER


@compiled
def last_ready(data: Encoded, pause: int, leg: int, last: int) -> int:
    """When a gap that takes the break must be begun at the latest to be over by ``last``; long ago if it cannot."""
    earliest, duration = data.time_off[pause, 0], data.time_off[pause, 2]
    if earliest + duration > last:
        return -NEVER
    return int(max(min(data.time_off[pause, 1], last - leg - duration), earliest - leg))


@compiled
def copy_route(data: Encoded, source: Routes, target: Routes, duty: int) -> None:
    """Make a route of one plan the route of another; the appointments' side is :func:`copy_dirty`'s."""
    sums = source.sums[duty]
    length, other = sums.length, target.sums[duty]
    set_length(data, target, duty, length)
    other.working, other.loaded = sums.working, sums.loaded
    other.limitless, other.travel = sums.limitless, sums.travel
    other.departure, other.arrival = sums.departure, sums.arrival
    other.free, other.loading = sums.free, sums.loading
    other.stops, other.supplied = sums.stops, sums.supplied
    target.visits[duty, :length] = source.visits[duty, :length]
    target.gaps[duty, : length + 1] = source.gaps[duty, : length + 1]
    target.cost[duty, :] = source.cost[duty, :]
    owner = data.duties[duty].owner
    target.load[owner] = source.load[owner]
    target.used[owner] = source.used[owner]
    target.drawn[duty] = source.drawn[duty]


@compiled
def copy_dirty(data: Encoded, source: Routes, target: Routes, room: Scratch) -> None:
    """Make the plans equal again where they differ."""
    for index in range(room.counts[DIRTY]):
        duty = room.dirty[index]
        for place in range(target.sums[duty].length):
            visit = target.visits[duty, place]
            if not data.items[visit].stop and target.duty[visit] >= 0:
                set_absent(target, visit)
    for index in range(room.counts[DIRTY]):
        duty = room.dirty[index]
        room.is_dirty[duty] = 0
        copy_route(data, source, target, duty)
        for place in range(target.sums[duty].length):
            visit = target.visits[duty, place]
            if not data.items[visit].stop:
                set_served(target, visit, duty)
                target.position[visit] = place
    target.total[:] = source.total
    room.counts[DIRTY] = 0


@compiled
def whole(data: Encoded, routes: Routes, owners: Integers, into: Integers) -> None:
    """The level vector of the plan with the spread of working time, which no single route knows."""
    into[:] = routes.total
    if not data.weight[SPREAD]:
        return
    owners[:] = 0
    for duty in range(len(data.duties)):
        owners[data.duties[duty].owner] += routes.sums[duty].working
    longest, shortest = 0, NEVER
    for duty in range(len(data.duties)):
        work = owners[data.duties[duty].owner]
        longest, shortest = max(longest, work), min(shortest, work)
    add(data, into, SPREAD, longest - shortest)
