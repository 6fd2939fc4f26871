"""Timetables of one route in compiled code: the same, tick for tick, as ``scheduler.timing`` finds.

The route is ``room.visit[:count]`` with ``room.legs``; timetables are kept in numbered rows of ``room.arrives`` and
``room.starts``, with departure, arrival and break time on duty in ``room.heads``.
"""

from __future__ import annotations

from scheduler.search.kernel.arrays import ONE_BREAK, SIMPLE, Encoded, Scratch
from scheduler.search.kernel.compiled import compiled
from scheduler.timetable import NEVER

DEPARTURE, ARRIVAL, PAUSED = range(3)
TIME, FROM, ARRIVE, START = range(4)


@compiled
def first_start(data: Encoded, pace: int, visit: int, time: int) -> int:
    """The first start from ``time`` on that a visit allows, ``NEVER`` if there is none."""
    item = data.visits[pace, visit]
    for window in range(item.first_window, item.first_window + item.windows):
        if time <= data.windows[window, 1]:
            return int(max(time, data.windows[window, 0]))
    return NEVER


@compiled
def forward(data: Encoded, room: Scratch, duty: int, count: int, departure: int, latest: int, row: int) -> bool:
    """The earliest timetable that leaves at ``departure`` or soon after and returns by ``latest``, into a row."""
    back = min(data.duties[duty].end, latest)
    clock = data.duties[duty].clock
    if clock == SIMPLE:
        return forward_simple(data, room, duty, count, departure, back, row)
    if clock == ONE_BREAK:
        return forward_with_break(data, room, duty, count, departure, back, row)
    return forward_with_time_off(data, room, duty, count, departure, back, row)


@compiled
def forward_simple(data: Encoded, room: Scratch, duty: int, count: int, departure: int, latest: int, row: int) -> bool:
    """Without time off."""
    pace, time = data.duties[duty].pace, departure
    for place in range(count):
        time += room.legs[place]
        room.arrives[row, place] = time
        time = first_start(data, pace, room.visit[place], time)
        if time >= NEVER:
            return False
        room.starts[row, place] = time
        time += data.visits[pace, room.visit[place]].service
    time += room.legs[count]
    room.heads[row, DEPARTURE], room.heads[row, ARRIVAL], room.heads[row, PAUSED] = departure, time, 0
    return bool(time <= latest)


@compiled
def rest(data: Encoded, pause: int, ready: int, leg: int) -> int:
    """When a gap that takes the break is over, at the earliest."""
    start = max(ready, data.time_off[pause, 0])
    if start > data.time_off[pause, 1]:
        return NEVER
    duration = data.time_off[pause, 2]
    arrive = ready + leg if ready + leg <= start else ready + leg + duration
    return int(max(arrive, start + duration))


@compiled
def forward_with_break(
    data: Encoded, room: Scratch, duty: int, count: int, departure: int, latest: int, row: int
) -> bool:
    """With one break: ``early`` is when the technician is ready before it, ``late`` after it."""
    pause, pace = data.duties[duty].first_break, data.duties[duty].pace
    early = departure
    late = max(departure, data.time_off[pause, 0] + data.time_off[pause, 2])
    late_departure, taken = late, -1
    for place in range(count):
        leg, visit = room.legs[place], room.visit[place]
        service = data.visits[pace, visit].service
        before = first_start(data, pace, visit, late + leg)
        here = first_start(data, pace, visit, rest(data, pause, early, leg))
        early = first_start(data, pace, visit, early + leg) + service
        if here < before:
            taken = place
        late = min(before, here) + service
        if early >= NEVER and late >= NEVER:
            return False
    leg = room.legs[count]
    home_early, home_late = early + leg, min(late + leg, rest(data, pause, early, leg))
    if home_early <= latest and home_early <= min(home_late, data.time_off[pause, 1]):
        trace_break(data, room, duty, count, departure, count + 1, home_early, row)
        return True
    if home_late > latest:
        return False
    if home_late < late + leg:
        taken = count
    trace_break(data, room, duty, count, late_departure if taken < 0 else departure, taken, home_late, row)
    return True


@compiled
def trace_break(
    data: Encoded, room: Scratch, duty: int, count: int, departure: int, gap: int, arrival: int, row: int
) -> None:
    """Fill in the timetable with the break before stop ``gap`` (-1: before leaving; past the last: after)."""
    pause, pace, ready = data.duties[duty].first_break, data.duties[duty].pace, departure
    duration = data.time_off[pause, 2]
    for place in range(count):
        arrive = ready + room.legs[place]
        free = arrive
        if place == gap:
            begin = max(ready, data.time_off[pause, 0])
            if arrive > begin:
                arrive += duration
            free = max(arrive, begin + duration)
        room.arrives[row, place] = arrive
        room.starts[row, place] = first_start(data, pace, room.visit[place], free)
        ready = room.starts[row, place] + data.visits[pace, room.visit[place]].service
    room.heads[row, DEPARTURE], room.heads[row, ARRIVAL] = departure, arrival
    room.heads[row, PAUSED] = duration if 0 <= gap <= count else 0


@compiled
def clear_of_absences(data: Encoded, duty: int, start: int, duration: int) -> int:
    """The first start from ``start`` on of something that may not overlap an absence."""
    first = data.duties[duty].first_absence
    for gone in range(first, first + data.duties[duty].absences):
        if start < data.time_off[gone, 1] and data.time_off[gone, 0] < start + duration:
            start = data.time_off[gone, 1]
    return start


@compiled
def after_absence(data: Encoded, duty: int, time: int) -> int:
    """``time``, or the end of the absence in which it lies."""
    first = data.duties[duty].first_absence
    for gone in range(first, first + data.duties[duty].absences):
        if data.time_off[gone, 0] < time < data.time_off[gone, 1]:
            return int(data.time_off[gone, 1])
    return time


@compiled
def place_break(data: Encoded, duty: int, which: int, time: int) -> int:
    """The first start of a break from ``time`` on, ``NEVER`` if it would be too late."""
    pause = data.duties[duty].first_break + which
    start = clear_of_absences(data, duty, max(time, data.time_off[pause, 0]), data.time_off[pause, 2])
    return start if start <= data.time_off[pause, 1] else NEVER


@compiled
def elapsed(data: Encoded, duty: int, start: int, amount: int, one: int, one_end: int, two: int, two_end: int) -> int:
    """When ``amount`` ticks have passed since ``start`` outside the absences and two ascending breaks."""
    gone = data.duties[duty].first_absence
    last, time, taken = gone + data.duties[duty].absences, start + amount, 0
    while True:
        begin, end = NEVER, NEVER
        if taken == 0:
            begin, end = one, one_end
        elif taken == 1:
            begin, end = two, two_end
        if gone < last and data.time_off[gone, 0] <= begin:
            begin, end = data.time_off[gone, 0], data.time_off[gone, 1]
            gone += 1
        else:
            taken += 1
        if begin >= NEVER:
            return time
        if end > start and begin < time:
            time += end - max(begin, start)


@compiled
def over_gap(
    data: Encoded, room: Scratch, duty: int, count: int, place: int, mask: int, first: int, second: int
) -> None:
    """Over one gap from the state of ``mask``, taking up to two breaks (-1: none) in this order."""
    ready = room.state[place, mask, TIME]
    one, one_end, two, two_end, free = NEVER, NEVER, NEVER, NEVER, ready
    after = mask
    if first >= 0:
        one = place_break(data, duty, first, ready)
        if one >= NEVER:
            return
        one_end = free = one + data.time_off[data.duties[duty].first_break + first, 2]
        after |= 1 << first
    if second >= 0:
        two = place_break(data, duty, second, one_end)
        if two >= NEVER:
            return
        two_end = free = two + data.time_off[data.duties[duty].first_break + second, 2]
        after |= 1 << second
    arrive = elapsed(data, duty, ready, room.legs[place], one, one_end, two, two_end)
    free, start = max(arrive, free), NEVER
    time = free
    if place < count:
        start = start_clear(data, duty, room.visit[place], free)
        if start >= NEVER:
            return
        time = start + data.visits[data.duties[duty].pace, room.visit[place]].service
    reach(room, place + 1, after, time, mask, arrive, start)


@compiled
def reach(room: Scratch, place: int, mask: int, time: int, origin: int, arrive: int, start: int) -> None:
    """Keep a state if it is the first or the earliest of its mask; masks keep the order in which they came."""
    known = room.state[place, mask, TIME] < NEVER
    if known and room.state[place, mask, TIME] <= time:
        return
    if not known:
        order = room.state[place, 4, TIME]
        room.state[place, 4 + order, FROM] = mask
        room.state[place, 4, TIME] = order + 1
    room.state[place, mask, TIME], room.state[place, mask, FROM] = time, origin
    room.state[place, mask, ARRIVE], room.state[place, mask, START] = arrive, start


@compiled
def start_clear(data: Encoded, duty: int, visit: int, time: int) -> int:
    """The first start of a visit from ``time`` on within its windows and clear of absences."""
    item = data.visits[data.duties[duty].pace, visit]
    for window in range(item.first_window, item.first_window + item.windows):
        start = clear_of_absences(data, duty, max(time, data.windows[window, 0]), item.service)
        if start <= data.windows[window, 1]:
            return start
    return NEVER


@compiled
def forward_with_time_off(
    data: Encoded, room: Scratch, duty: int, count: int, departure: int, latest: int, row: int
) -> bool:
    """With up to two breaks and any absences: by the set of breaks behind, the earliest that one can be ready."""
    breaks, first = data.duties[duty].breaks, data.duties[duty].first_break
    room.state[: count + 2, :4, TIME] = NEVER
    room.state[: count + 2, 4, TIME] = 0
    for mask in range(1 << breaks):
        time = departure
        for which in range(breaks):
            if mask >> which & 1:
                time = max(time, data.time_off[first + which, 0] + data.time_off[first + which, 2])
        reach(room, 0, mask, after_absence(data, duty, time), -1, 0, 0)
    for place in range(count + 1):
        for order in range(room.state[place, 4, TIME]):
            mask = room.state[place, 4 + order, FROM]
            over_gap(data, room, duty, count, place, mask, -1, -1)
            for which in range(breaks):
                if not mask >> which & 1:
                    over_gap(data, room, duty, count, place, mask, which, -1)
            if breaks == 2 and mask == 0:
                over_gap(data, room, duty, count, place, mask, 0, 1)
                over_gap(data, room, duty, count, place, mask, 1, 0)
    return trace_time_off(data, room, duty, count, latest, row)


@compiled
def trace_time_off(data: Encoded, room: Scratch, duty: int, count: int, latest: int, row: int) -> bool:
    """The timetable of the earliest return that takes every break that is still due after it."""
    breaks, first, last = data.duties[duty].breaks, data.duties[duty].first_break, count + 1
    best, arrival = -1, NEVER
    for order in range(room.state[last, 4, TIME]):
        mask = room.state[last, 4 + order, FROM]
        time = room.state[last, mask, TIME]
        due = time > latest
        for which in range(breaks):
            due = due or (not mask >> which & 1 and data.time_off[first + which, 1] < time)
        if not due and time < arrival:
            best, arrival = mask, time
    if best < 0:
        return False
    mask = room.state[last, best, FROM]
    for place in range(count - 1, -1, -1):
        room.arrives[row, place] = room.state[place + 1, mask, ARRIVE]
        room.starts[row, place] = room.state[place + 1, mask, START]
        mask = room.state[place + 1, mask, FROM]
    paused = 0
    for which in range(breaks):
        if (best & ~mask) >> which & 1:
            paused += data.time_off[first + which, 2]
    room.heads[row, DEPARTURE], room.heads[row, ARRIVAL] = room.state[0, mask, TIME], arrival
    room.heads[row, PAUSED] = paused
    return True
