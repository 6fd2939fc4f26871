"""One chain of simulated annealing in compiled code, and the pool of the routes that it meets."""

from __future__ import annotations

from math import log

from scheduler.search.kernel.arrays import (
    DIRTY,
    STALE,
    WAITING_COUNT,
    Best,
    Encoded,
    Floats,
    Pool,
    Routes,
    Scratch,
)
from scheduler.search.kernel.chance import uniform
from scheduler.search.kernel.compiled import compiled, entry
from scheduler.search.kernel.moves import recreate, ruin
from scheduler.search.kernel.price import is_less
from scheduler.search.kernel.routes import copy_dirty, refresh, serve, set_length, touch, unserve, whole

#: Places in a table of hashes; a prime.
HASH_PLACES = 65_521


@entry
def anneal(
    data: Encoded,
    current: Routes,
    new: Routes,
    best: Best,
    pool: Pool,
    room: Scratch,
    heat: Floats,
    begin: int,
    end: int,
) -> None:
    """Iterations ``begin`` to ``end``.

    ``heat`` holds, by level, the temperature of iteration 0 and the factor from one to the next. ``new`` equals
    ``current`` on entry and on return.
    """
    for iteration in range(begin, end):
        ruin(data, new, room)
        recreate(data, new, room)
        whole(data, current, room.owners, room.vector[2])
        whole(data, new, room.owners, room.vector[3])
        if accepts(room, heat, iteration):
            improved = is_less(room.vector[3], room.vector[2])
            mark_stale(room)
            if improved:
                keep_routes(new, pool, room)
            copy_dirty(data, new, current, room)
            if is_less(room.vector[3], best.total):
                keep_best(current, best, room)
        else:
            copy_dirty(data, current, new, room)


@compiled
def accepts(room: Scratch, heat: Floats, iteration: int) -> bool:
    """Whether to go on from the new plan: on the first level that differs, as annealing has it."""
    for level in range(heat.shape[1]):
        worse = room.vector[3, level] - room.vector[2, level]
        if worse < 0:
            return True
        if worse > 0:
            return bool(worse < -heat[0, level] * heat[1, level] ** iteration * log(uniform(room.random)))
    return True


@compiled
def mark_stale(room: Scratch) -> None:
    """Note that the routes that changed may differ from those of the best plan."""
    for index in range(room.counts[DIRTY]):
        duty = room.dirty[index]
        if not room.is_stale[duty]:
            room.is_stale[duty] = 1
            room.stale[room.counts[STALE]] = duty
            room.counts[STALE] += 1


@compiled
def keep_best(current: Routes, best: Best, room: Scratch) -> None:
    """Make the current plan, of total ``room.vector[3]``, the best one."""
    for index in range(room.counts[STALE]):
        duty = room.stale[index]
        room.is_stale[duty] = 0
        length = current.sums[duty].length
        best.lengths[duty] = length
        best.visits[duty, :length] = current.visits[duty, :length]
    room.counts[STALE] = 0
    best.total[:] = room.vector[3]


@compiled
def keep_routes(routes: Routes, pool: Pool, room: Scratch) -> None:
    """Add the routes that changed to the pool, those that were not met a short while ago."""
    for index in range(room.counts[DIRTY]):
        duty = room.dirty[index]
        length = routes.sums[duty].length
        digest = duty + 1
        for place in range(length):
            digest = (digest * 1_000_003 + routes.visits[duty, place] + 1) % 2_147_483_647
        if length > 0 and pool.seen[digest % HASH_PLACES] != digest:
            pool.seen[digest % HASH_PLACES] = digest
            append(routes, pool, duty, length)


@compiled
def append(routes: Routes, pool: Pool, duty: int, length: int) -> None:
    """Write a route to the pool, which forgets what it holds when it is full."""
    if pool.end[0] + length + 2 > len(pool.items):
        pool.end[0] = 0
    at = pool.end[0]
    pool.items[at], pool.items[at + 1] = duty, length
    pool.items[at + 2 : at + 2 + length] = routes.visits[duty, :length]
    pool.end[0] = at + 2 + length


@entry
def load(data: Encoded, best: Best, routes: Routes, other: Routes, room: Scratch) -> None:
    """Make both plans the best one, of which the visits alone are given."""
    for duty in range(len(data.duties)):
        for place in range(routes.sums[duty].length):
            if not data.items[routes.visits[duty, place]].stop:
                unserve(data, routes, routes.visits[duty, place])
        set_length(data, routes, duty, 0)
    for duty in range(len(data.duties)):
        for place in range(best.lengths[duty]):
            routes.visits[duty, place] = best.visits[duty, place]
            if not data.items[best.visits[duty, place]].stop:
                serve(data, routes, best.visits[duty, place], duty)
        set_length(data, routes, duty, best.lengths[duty])
        refresh(data, routes, room, duty)
        touch(room, duty)
    copy_dirty(data, routes, other, room)
    order_absent(routes)
    order_absent(other)
    whole(data, routes, room.owners, best.total)


@compiled
def order_absent(routes: Routes) -> None:
    """Bring the list of the unserved into an order that does not depend on how it came about."""
    known = 0
    for visit in range(len(routes.duty)):
        if routes.duty[visit] < 0:
            routes.absent[known], routes.absent_at[visit] = visit, known
            known += 1


@entry
def construct(data: Encoded, current: Routes, new: Routes, best: Best, room: Scratch) -> None:
    """Serve greedily what is unserved; all plans are equal then."""
    count = current.missing[0]
    room.counts[WAITING_COUNT] = count
    room.waiting[:count] = current.absent[:count]
    recreate(data, new, room)
    whole(data, new, room.owners, room.vector[3])
    mark_stale(room)
    copy_dirty(data, new, current, room)
    keep_best(current, best, room)
