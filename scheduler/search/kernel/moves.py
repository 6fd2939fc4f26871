"""Ruin and recreate in compiled code: strings of visits out of neighbouring routes, and greedily back.

After Christiaens and Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54 (2020), whose values the constants are.
"""

from __future__ import annotations

from scheduler.search.kernel.arrays import DIRTY, WAITING_COUNT, Encoded, Routes, Scratch
from scheduler.search.kernel.chance import below, uniform
from scheduler.search.kernel.compiled import compiled
from scheduler.search.kernel.insertion import find_place, lay_out
from scheduler.search.kernel.routes import empty, refresh, serve, touch, unserve
from scheduler.search.kernel.supply import resupply

#: Mean number of visits removed, and the longest string, in a move.
MEAN_REMOVED, LONGEST_STRING = 10, 10
#: How often a string keeps some visits in its middle, and how often their number stops growing.
SPLIT, STOP_GROWING = 0.5, 0.01
#: Of the unserved, so many that are near the ruin, and so many others, are tried again in a move.
NEAR_TRIED, OTHERS_TRIED = 30, 10
#: How often the order of putting back is random, and how often the urgent come first whatever the order.
RANDOM_ORDER, URGENT_FIRST = 0.3, 0.9
WIDE = 1 << 31


@compiled
def ruin(data: Encoded, routes: Routes, room: Scratch) -> None:
    """Take strings of visits out of routes that pass near a random appointment."""
    served, used = len(routes.duty) - routes.missing[0], 0
    for duty in range(len(data.duties)):
        used += int(routes.sums[duty].length > 0)
    room.counts[WAITING_COUNT] = 0
    seed = below(room.random, len(routes.duty))
    if used > 0:
        longest = min(float(LONGEST_STRING), served / used)
        strings = 1 + below(room.random, max(1, int(4 * MEAN_REMOVED / (1 + longest))))
        for rank in range(data.near.shape[1]):
            visit = data.near[seed, rank]
            duty = routes.duty[visit]
            if duty < 0 or room.is_dirty[duty]:
                continue
            if strings == 0:
                break
            strings -= 1
            touch(room, duty)
            remove_string(data, routes, room, duty, visit, longest)
    for index in range(room.counts[DIRTY]):
        mend(data, routes, room, room.dirty[index])
    add_unserved(data, routes, room, seed)


@compiled
def remove_string(data: Encoded, routes: Routes, room: Scratch, duty: int, visit: int, longest: float) -> None:
    """Count a run of visits that includes ``visit`` as unserved; now and then some in its middle are kept."""
    count, at = routes.sums[duty].length, routes.position[visit]
    length = 1 + below(room.random, max(1, int(min(longest, float(count)))))
    kept = 0
    if length > 1 and length < count and uniform(room.random) < SPLIT:
        kept = 1
        while length + kept < count and uniform(room.random) > STOP_GROWING:
            kept += 1
    lowest, highest = max(0, at - length - kept + 1), min(at, count - length - kept)
    first = lowest + below(room.random, highest - lowest + 1)
    skip = first + below(room.random, length + 1) if kept else first
    for place in range(first, first + length + kept):
        stays = skip <= place < skip + kept and place != at
        if not stays and not data.items[routes.visits[duty, place]].stop:
            wait(data, routes, room, routes.visits[duty, place])


@compiled
def wait(data: Encoded, routes: Routes, room: Scratch, visit: int) -> None:
    """Count a visit as unserved, to be put back."""
    unserve(data, routes, visit)
    room.waiting[room.counts[WAITING_COUNT]] = visit
    room.counts[WAITING_COUNT] += 1


@compiled
def mend(data: Encoded, routes: Routes, room: Scratch, duty: int) -> None:
    """Close up a route. Less visits can fit less where travel has shortcuts through them: then it is emptied."""
    if not resupply(data, routes, room, duty):
        for place in range(routes.sums[duty].length):
            if not data.items[routes.visits[duty, place]].stop:
                room.waiting[room.counts[WAITING_COUNT]] = routes.visits[duty, place]
                room.counts[WAITING_COUNT] += 1
        empty(data, routes, room, duty)


@compiled
def add_unserved(data: Encoded, routes: Routes, room: Scratch, seed: int) -> None:
    """Add unserved appointments to those that wait: all, or where there are many those near and a few others."""
    removed, tried = room.counts[WAITING_COUNT], NEAR_TRIED + OTHERS_TRIED
    if routes.missing[0] <= removed + tried:
        room.counts[WAITING_COUNT] = routes.missing[0]
        for place in range(routes.missing[0]):
            room.waiting[place] = routes.absent[place]
        return
    for place in range(removed):
        room.is_waiting[room.waiting[place]] = 1
    for rank in range(data.near.shape[1]):
        if room.counts[WAITING_COUNT] < removed + NEAR_TRIED:
            wait_once(routes, room, data.near[seed, rank])
    for _ in range(OTHERS_TRIED):
        wait_once(routes, room, routes.absent[below(room.random, routes.missing[0])])
    for place in range(room.counts[WAITING_COUNT]):
        room.is_waiting[room.waiting[place]] = 0


@compiled
def wait_once(routes: Routes, room: Scratch, visit: int) -> None:
    """Add an appointment to those that wait if it is unserved and not among them."""
    if routes.duty[visit] < 0 and not room.is_waiting[visit]:
        room.is_waiting[visit] = 1
        room.waiting[room.counts[WAITING_COUNT]] = visit
        room.counts[WAITING_COUNT] += 1


@compiled
def sort_waiting(data: Encoded, room: Scratch) -> None:
    """Put those that wait into one of the orders, drawn at random."""
    count, order = room.counts[WAITING_COUNT], -1
    if uniform(room.random) > RANDOM_ORDER:
        order = below(room.random, len(data.orders))
    urgent = uniform(room.random) < URGENT_FIRST
    for place in range(count):
        visit = room.waiting[place]
        key = below(room.random, WIDE) if order < 0 else data.orders[order, visit]
        if urgent:
            key += data.urgency[visit] * WIDE
        at = place
        while at > 0 and room.key[at - 1] > key:
            room.key[at], room.waiting[at] = room.key[at - 1], room.waiting[at - 1]
            at -= 1
        room.key[at], room.waiting[at] = key, visit


@compiled
def recreate(data: Encoded, routes: Routes, room: Scratch) -> None:
    """Put those that wait back one by one, each where it is cheapest."""
    sort_waiting(data, room)
    for place in range(room.counts[WAITING_COUNT]):
        visit = room.waiting[place]
        if find_place(data, routes, room, visit):
            duty, length = room.candidates[0, 0], lay_out(data, routes, room, visit, 0)
            touch(room, duty)
            routes.visits[duty, :length] = room.visit[:length]
            routes.sums[duty].length = length
            serve(data, routes, visit, duty)
            if not refresh(data, routes, room, duty):
                undo_insert(data, routes, room, duty, visit)


@compiled
def undo_insert(data: Encoded, routes: Routes, room: Scratch, duty: int, visit: int) -> None:
    """Take a visit out again that did not fit after all."""
    unserve(data, routes, visit)
    if not resupply(data, routes, room, duty):
        empty(data, routes, room, duty)
