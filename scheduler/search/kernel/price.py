"""What one route costs, exactly, in compiled code: the same, level by level, as ``scheduler.route.Evaluator`` says."""

from __future__ import annotations

from scheduler.search.kernel.arrays import (
    COST,
    EARLINESS,
    LATENESS,
    METRES,
    OVERTIME,
    SIMPLE,
    SITE,
    SLACK,
    SLACK_TICKS,
    STABILITY,
    STABILITY_TICKS,
    TIME_OFF,
    TRAVEL,
    WAITING,
    WORKING,
    Encoded,
    Integers,
    Scratch,
)
from scheduler.search.kernel.clock import ARRIVAL, DEPARTURE, PAUSED, forward, forward_simple
from scheduler.search.kernel.compiled import compiled
from scheduler.timetable import NEVER
from scheduler.timing import LATER_DEPARTURES


@compiled
def is_less(one: Integers, two: Integers) -> bool:
    """Whether a level vector comes before another."""
    for level in range(len(one)):
        if one[level] != two[level]:
            return bool(one[level] < two[level])
    return False


@compiled
def add(data: Encoded, vector: Integers, term: int, amount: int) -> None:
    """Add a raw amount of a term to a level vector."""
    vector[data.level[term]] += data.weight[term] * amount


@compiled
def price(data: Encoded, room: Scratch, duty: int, count: int) -> bool:
    """The cost of the route ``room.visit[:count]`` into ``room.vector[0]``; whether it fits the duty.

    Also its working time, departure and arrival where they count, and its travel, into ``room.result``.
    """
    shift = data.duties[duty]
    limitless, free, loaded, loading, visits, travel = 0, 0, 0, 0, count, set_legs(data, room, duty, count)
    for place in range(count):
        item = data.items[room.visit[place]]
        limitless += item.limitless
        free += item.free
        loaded += item.bulk
        loading += item.loading
        visits -= item.stop
    if loaded > shift.capacity and loading > 0:
        return False
    limited = limitless == 0 and free > 0
    if limited and (visits > shift.most or travel > shift.most_travel):
        return False
    longest = shift.longest if limited else NEVER
    if not shift.clocked:
        if not forward_simple(data, room, duty, count, shift.start, shift.end, 0):
            return False
        room.vector[0, :] = 0
    elif not price_times(data, room, duty, count, longest, travel):
        return False
    price_places(data, room, duty, count, travel)
    room.result[3] = travel
    return True


@compiled
def set_legs(data: Encoded, room: Scratch, duty: int, count: int) -> int:
    """The legs of the route, and their sum."""
    here, pace, travel = data.duties[duty].origin, data.duties[duty].pace, 0
    for place in range(count):
        there = data.visits[pace, room.visit[place]].place
        room.legs[place] = data.ticks[here, there]
        travel += room.legs[place]
        here = there
    room.legs[count] = data.ticks[here, data.duties[duty].destination]
    return int(travel + room.legs[count])


@compiled
def price_places(data: Encoded, room: Scratch, duty: int, count: int, travel: int) -> None:
    """Add to ``room.vector[0]`` what does not depend on time."""
    vector, here, pace, metres, shared = room.vector[0], data.duties[duty].origin, data.duties[duty].pace, 0, -1
    add(data, vector, TRAVEL, travel)
    add(data, vector, COST, data.duties[duty].shift_cost)
    for place in range(count):
        visit = room.visit[place]
        there = data.visits[pace, visit].place
        if data.items[visit].shared and there != shared:
            add(data, vector, SITE, 1)
        shared = -1
        if not data.items[visit].stop:
            shared, row = there, data.entry[visit, duty]
            for level in range(len(vector)):
                vector[level] += data.fixed[row, level]
        if data.weight[METRES]:
            metres += data.metres[here, there]
        here = there
    if data.weight[METRES]:
        add(data, vector, METRES, metres + data.metres[here, data.duties[duty].destination])


@compiled
def price_times(data: Encoded, room: Scratch, duty: int, count: int, longest: int, travel: int) -> bool:
    """The least cost of a timetable into ``room.vector[0]``; whether there is one."""
    if not forward(data, room, duty, count, data.duties[duty].start, NEVER, 0):
        return False
    found = False
    row = leave_latest(data, room, duty, count, 0, True)
    found = try_table(data, room, duty, count, row, longest, travel, found)
    departure = room.heads[row, DEPARTURE]
    row = leave_latest(data, room, duty, count, row, False)
    if room.heads[row, DEPARTURE] > departure:
        found = try_table(data, room, duty, count, row, longest, travel, found)
    if longest >= NEVER or is_plain(data, room, duty, count):
        return found
    for _ in range(LATER_DEPARTURES):
        other = (row + 1) % 3
        if not forward(data, room, duty, count, room.heads[row, DEPARTURE] + 1, NEVER, other):
            break
        row = leave_latest(data, room, duty, count, other, False)
        found = try_table(data, room, duty, count, row, longest, travel, found)
    return found or try_turning_points(data, room, duty, count, longest, travel)


@compiled
def try_turning_points(data: Encoded, room: Scratch, duty: int, count: int, longest: int, travel: int) -> bool:
    """The departures among which is that of the shortest route; see ``scheduler.timing.DutyClock``."""
    shift, elapsed, found = data.duties[duty], travel, False
    for place in range(count):
        elapsed += data.visits[shift.pace, room.visit[place]].service
    if elapsed > longest:
        return False
    found, elapsed = try_anchors(data, room, duty, count, longest, travel, 0, found), 0
    for place in range(count):
        elapsed += room.legs[place]
        item = data.visits[shift.pace, room.visit[place]]
        for window in range(item.first_window, item.first_window + item.windows):
            tick = data.windows[window, 0] - elapsed
            found = try_departures(data, room, duty, count, longest, travel, tick, found)
        found = try_anchors(data, room, duty, count, longest, travel, elapsed, found)
        elapsed += item.service
        found = try_anchors(data, room, duty, count, longest, travel, elapsed, found)
    return found


@compiled
def try_anchors(
    data: Encoded, room: Scratch, duty: int, count: int, longest: int, travel: int, elapsed: int, found: bool
) -> bool:
    """Departures for which a break begins or time off is over when ``elapsed`` ticks have passed."""
    shift = data.duties[duty]
    for pause in range(shift.first_break, shift.first_break + shift.breaks):
        tick = data.time_off[pause, 0] - elapsed
        found = try_departures(data, room, duty, count, longest, travel, tick, found)
        found = try_departures(data, room, duty, count, longest, travel, tick + data.time_off[pause, 2], found)
    for gone in range(shift.first_absence, shift.first_absence + shift.absences):
        found = try_departures(data, room, duty, count, longest, travel, data.time_off[gone, 1] - elapsed, found)
    return found


@compiled
def try_departures(
    data: Encoded, room: Scratch, duty: int, count: int, longest: int, travel: int, tick: int, found: bool
) -> bool:
    """Leave at a tick, or earlier by any of the breaks and absences of the duty."""
    shift = data.duties[duty]
    for chosen in range(1 << (shift.breaks + shift.absences)):
        departure = tick
        for which in range(shift.breaks + shift.absences):
            if chosen >> which & 1:
                departure -= length_of(data, duty, which)
        if shift.start < departure < shift.end and forward(data, room, duty, count, departure, NEVER, 0):
            found = try_table(data, room, duty, count, 0, longest, travel, found)
    return found


@compiled
def length_of(data: Encoded, duty: int, which: int) -> int:
    """Ticks of a duty's time off, breaks first."""
    shift = data.duties[duty]
    if which < shift.breaks:
        return int(data.time_off[shift.first_break + which, 2])
    gone = shift.first_absence + which - shift.breaks
    return int(data.time_off[gone, 1] - data.time_off[gone, 0])


@compiled
def is_plain(data: Encoded, room: Scratch, duty: int, count: int) -> bool:
    """Whether there is no time off and every visit has one window."""
    if data.duties[duty].clock != SIMPLE:
        return False
    pace, several = data.duties[duty].pace, 0
    for place in range(count):
        several += int(data.visits[pace, room.visit[place]].windows != 1)
    return several == 0


@compiled
def try_table(
    data: Encoded, room: Scratch, duty: int, count: int, row: int, longest: int, travel: int, found: bool
) -> bool:
    """Keep the cost of a timetable if it is the first or the least; whether there is one now."""
    departure, arrival = room.heads[row, DEPARTURE], room.heads[row, ARRIVAL]
    working = arrival - departure
    first = data.duties[duty].first_absence
    for gone in range(first, first + data.duties[duty].absences):
        working -= max(0, min(data.time_off[gone, 1], arrival) - max(data.time_off[gone, 0], departure))
    if working > longest:
        return found
    price_table(data, room, duty, count, row, working, travel)
    if not found or is_less(room.vector[1], room.vector[0]):
        room.vector[0] = room.vector[1]
        room.result[0], room.result[1], room.result[2] = working, departure, arrival
    return True


@compiled
def price_table(data: Encoded, room: Scratch, duty: int, count: int, row: int, working: int, travel: int) -> None:
    """What depends on the times of a timetable, into ``room.vector[1]``."""
    vector, shift = room.vector[1], data.duties[duty]
    vector[:] = 0
    add(data, vector, WORKING, working)
    add(data, vector, COST, shift.hour_cost * working)
    waiting = working - travel - room.heads[row, PAUSED]
    for place in range(count):
        waiting -= data.visits[shift.pace, room.visit[place]].service
        price_visit(data, vector, duty, room.visit[place], room.starts[row, place])
    add(data, vector, WAITING, waiting)
    late = room.heads[row, ARRIVAL] - max(shift.soft_end, room.heads[row, DEPARTURE])
    if late > 0:
        add(data, vector, OVERTIME, late)


@compiled
def price_visit(data: Encoded, vector: Integers, duty: int, visit: int, start: int) -> None:
    """Add what the start of a visit costs."""
    item, shift = data.visits[data.duties[duty].pace, visit], data.duties[duty]
    if start + item.service > item.due:
        add(data, vector, LATENESS, start + item.service - item.due)
    slack = data.settings[SLACK_TICKS]
    if start > item.last - slack:
        add(data, vector, SLACK, min(slack, start - item.last + slack))
    add(data, vector, EARLINESS, max(0, start - item.release))
    if data.items[visit].published == shift.owner:
        moved = abs(start - data.items[visit].published_start)
        add(data, vector, STABILITY, min(moved, data.settings[STABILITY_TICKS]))


@compiled
def leave_latest(data: Encoded, room: Scratch, duty: int, count: int, row: int, keep: bool) -> int:
    """The row of the latest departure that still returns (``keep``: starts every visit) when a timetable does."""
    best, spare = row, (row + 1) % 3
    plain, bound = is_plain(data, room, duty, count), room.heads[row, ARRIVAL]
    guess = room.starts[row, 0] - room.arrives[row, 0] if keep else slack_at_start(data, room, duty, count, row)
    again = guess > 0 or data.duties[duty].clock == TIME_OFF
    if again and as_good(data, room, duty, count, row, room.heads[row, DEPARTURE] + guess, bound, keep, spare):
        best, spare = spare, (row + 2) % 3
    if plain:
        return best
    bound = no_later_than(data, room, duty, count, row)
    if keep:
        bound = min(bound, room.starts[row, 0] - room.legs[0])
    return bisect(data, room, duty, count, row, best, spare, bound, keep)


@compiled
def bisect(
    data: Encoded, room: Scratch, duty: int, count: int, row: int, best: int, spare: int, bound: int, keep: bool
) -> int:
    """The same by bisection, from the best departure known; rows ``best`` and ``spare`` change places."""
    low, high = room.heads[best, DEPARTURE], room.heads[row, ARRIVAL]
    while low < high and as_good(data, room, duty, count, row, room.heads[best, DEPARTURE] + 1, bound, keep, spare):
        best, spare = spare, other_row(row, best, spare)
        middle = (room.heads[best, DEPARTURE] + high + 1) // 2
        if as_good(data, room, duty, count, row, middle, bound, keep, spare):
            best, spare = spare, other_row(row, best, spare)
        else:
            high = middle - 1
        low = room.heads[best, DEPARTURE]
    return best


@compiled
def other_row(row: int, best: int, spare: int) -> int:
    """The row that is free once ``spare`` is the best: the one that was, unless it is the original."""
    return best if best != row else 3 - row - spare


@compiled
def as_good(
    data: Encoded, room: Scratch, duty: int, count: int, row: int, departure: int, bound: int, keep: bool, into: int
) -> bool:
    """Whether leaving at ``departure`` still returns (and starts every visit) when the timetable of ``row`` does."""
    if departure > bound or not forward(data, room, duty, count, departure, room.heads[row, ARRIVAL], into):
        return False
    if keep:
        for place in range(count):
            if room.starts[into, place] != room.starts[row, place]:
                return False
    return True


@compiled
def slack_at_start(data: Encoded, room: Scratch, duty: int, count: int, row: int) -> int:
    """How much later a route may leave and still return when it does: waiting it saves, windows it keeps."""
    slack, waiting, pace = NEVER, 0, data.duties[duty].pace
    for place in range(count):
        start = room.starts[row, place]
        waiting += start - room.arrives[row, place]
        slack = min(slack, waiting + data.visits[pace, room.visit[place]].high - start)
    return max(0, min(slack, waiting))


@compiled
def no_later_than(data: Encoded, room: Scratch, duty: int, count: int, row: int) -> int:
    """A bound on departures that return when the timetable of ``row`` does."""
    shift, arrival = data.duties[duty], room.heads[row, ARRIVAL]
    latest, work = arrival - room.legs[count], room.legs[count]
    for place in range(count - 1, -1, -1):
        item = data.visits[shift.pace, room.visit[place]]
        latest = min(latest - item.service, item.high) - room.legs[place]
        work += item.service + room.legs[place]
    off = 0
    for pause in range(shift.first_break, shift.first_break + shift.breaks):
        ends_late = data.time_off[pause, 0] + data.time_off[pause, 2] > latest
        if ends_late and data.time_off[pause, 1] < room.heads[row, DEPARTURE] + work:
            off += data.time_off[pause, 2]
    return int(min(latest, arrival - work - off))
