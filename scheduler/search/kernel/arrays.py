"""The part of a problem and its routes as arrays, as the compiled kernel sees them.

Everything is a 64-bit integer unless said otherwise. A *level vector* has one number for each level of the policy, and
is compared as a tuple is. A *gap* of a route of n visits is where another could go: 0 before the first, n after the
last.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.search.kernel.bundle import register

Integers = NDArray[np.int64]
Small = NDArray[np.int32]
Floats = NDArray[np.float64]
Records = NDArray[Any]

#: Terms that the kernel computes itself; the others are in the fixed cost of a visit on a duty.
TERMS = (
    "travel_time", "travel_distance", "same_site", "working_time", "waiting", "overtime", "technician_cost",
    "lateness", "slack", "earliness", "stability", "fairness", "spread",
)  # fmt: skip
(
    TRAVEL, METRES, SITE, WORKING, WAITING, OVERTIME, COST,
    LATENESS, SLACK, EARLINESS, STABILITY, FAIRNESS, SPREAD,
) = range(len(TERMS))  # fmt: skip

#: How a duty is timed: without time off, with one break, with up to two breaks and any absences.
SIMPLE, ONE_BREAK, TIME_OFF = range(3)
MOST_BREAKS = 2


#: In the place of a table before there is one.
NO_TABLE = np.zeros(0, np.int64)


def _record(*names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names], align=True)


#: A visit as technicians of one efficiency make it. ``low`` and ``high`` are the hull of its ``windows`` windows.
VISIT = _record("place", "service", "low", "high", "first_window", "windows", "release", "last", "due")
#: What does not depend on the technician, of visits and then of stops at depots (``stop`` is 1). ``published`` is a
#: technician or -1. ``free`` and ``loading`` are 1 if the visit is no fact, and if it has a load besides: limits bind
#: where something is free.
ITEM = _record(
    "bulk",
    "turn",
    "limitless",
    "shared",
    "published",
    "published_start",
    "first_need",
    "needs",
    "free",
    "loading",
    "stop",
)
#: ``timed`` is 1 if the length or the end of a route counts, ``clocked`` is 1 if any of its times does. Duties of a
#: ``kind`` are alike while they are empty; ``rank`` is a duty's place among them.
DUTY = _record(
    "origin", "destination", "start", "end", "soft_end", "clock", "first_break", "breaks", "first_absence", "absences",
    "owner", "pace", "most", "most_travel", "longest", "capacity", "shift_cost", "hour_cost", "timed", "clocked",
    "kind", "rank",
)  # fmt: skip
#: A gap: from ``place`` to ``next``, left at ``ready`` at the earliest (``rested``: with the only break behind), a leg
#: of ``leg``; the stretches of the route before and after it, each by its shortest length, and the first and last
#: departure at which it is that short; and the last arrival after it with the only break still to come.
GAP = _record(
    "place", "next", "ready", "rested", "leg", "before", "before_first", "before_last", "after", "after_first",
    "after_last", "unrested_last",
)  # fmt: skip
#: Sums over a route. ``limitless`` counts the visits that waive limits, ``free`` and ``loading`` those of these kinds,
#: ``stops`` is 1 if it stops at a depot, and then ``supplied`` is the gap after that: what is put there or later lacks
#: nothing.
SUM = _record(
    "length", "working", "loaded", "limitless", "travel", "departure", "arrival", "free", "loading", "stops", "supplied"
)


class Encoded(NamedTuple):
    """What does not change. ``entry[a, d]`` is the row of ``fixed`` of an eligible pair, -1 for any other."""

    ticks: Small
    ticks_to: Small  # the same the other way round: [to, from]
    metres: Small
    visits: Records  # [pace, appointment or depot]
    windows: Integers  # [window, (earliest, latest)]
    items: Records  # [appointment or depot]
    duties: Records  # [duty]
    time_off: Integers  # [break or absence, (earliest or start, latest or end, duration)]
    entry: Small  # [appointment, duty]
    choices: Integers  # [row of fixed] its duty
    first_choice: Integers  # [appointment + 1]
    kinds: Integers  # kinds of duties that may serve an appointment
    first_kind: Integers  # [appointment + 1]
    members: Integers  # the duties of each kind
    first_member: Integers  # [kind + 1]
    fixed: Integers  # [row, level]
    unserved: Integers  # [appointment, level]
    weight: Integers  # [term] points per raw unit
    level: Integers  # [term]
    scale: Floats  # [level] to put levels into one number, for ranking insertions only
    rate: Floats  # [term] weight times scale
    fixed_score: Floats  # [row of fixed] the same of a row
    toolless: Integers  # [row of fixed] 1 if the technician needs a stop at a depot before the visit
    unserved_score: Floats  # [appointment]
    needs: Integers  # [need, (part, quantity, 1 if it is no fact)]
    stock: Integers  # [technician, part]
    first_cost: Integers  # [technician + 1] into the next two
    turn_cost: Integers  # fairness in points at a breakpoint
    turn_slope: Integers  # points of the next tick
    turn_rest: Integers  # [technician, (ticks past the breakpoint at the start, ticks between breakpoints)]
    near: Integers  # [appointment, rank] itself and the nearest others
    related: Integers  # [appointment, rank] twice one it would best stand before, one more if it is after it
    orders: Integers  # [order, appointment] places in which they may be put back
    urgency: Integers  # [appointment] 0 for those that cost most if unserved
    settings: Integers  # see the constants below
    table: Integers = NO_TABLE
    address: int = 0


#: Places in ``Encoded.settings``.
SLACK_TICKS, STABILITY_TICKS, EXACT, GRANULAR, DEPOTS = range(5)


class Routes(NamedTuple):
    """Routes and all that is kept about them."""

    visits: Integers  # [duty, position], depots counted on from the appointments
    sums: Records  # [duty]
    gaps: Records  # [duty, gap]
    cost: Integers  # [duty, level] without fairness
    duty: Integers  # [appointment], -1 if unserved
    position: Integers  # [appointment or depot]; of a depot in any route
    absent: Integers  # the unserved, in any order
    absent_at: Integers  # [appointment] place in absent
    load: Integers  # [technician] ticks for rotation
    used: Integers  # [technician, part, (quantity from the van, how many of those that need it are no facts)]
    drawn: Integers  # [duty, part, likewise] by one route
    total: Integers  # [level] of the plan, spread apart
    missing: Integers  # [0] number of the unserved
    idle: Integers  # [kind] so many of its duties, the first ones, are in use at least
    table: Integers = NO_TABLE
    address: int = 0


class Scratch(NamedTuple):
    """Room to work in, one for each chain."""

    visit: Integers  # [position] the route that is being looked at
    bare: Integers  # [position] a route without its stop at a depot
    gaps: Records  # [gap] of that
    amounts: Integers  # [part, (quantity, no facts)]
    stretch: Integers  # see supply.lengthen
    longer: Integers  # likewise
    stop: Integers  # the best stop found: gap of the visit, depot, gap of the stop
    legs: Integers
    arrives: Integers  # [timetable, position]
    starts: Integers
    heads: Integers  # [timetable, (departure, arrival, break time on duty)]
    state: Integers  # [position, mask, (time, from, arrive, start)]
    vector: Integers  # [4, level] a route's cost, one to compare, the plan's before and after
    result: Integers  # working time, departure, arrival, travel of the route looked at
    owners: Integers  # [technician]
    dirty: Integers  # routes that differ between the current and the new plan
    is_dirty: Integers
    stale: Integers  # routes that may differ between the current and the best plan
    is_stale: Integers
    waiting: Integers  # appointments to be put back
    is_waiting: Integers
    key: Integers
    candidates: Integers  # [rank, (duty, gap, depot or -1, gap of its stop)], without the stop there is if with a depot
    scores: Floats
    stamp: Integers  # [duty] when its base was worked out
    base: Floats  # [duty]
    opened: Integers  # [duty] the first gap in which the visit lacks nothing
    random: Integers
    counts: Integers  # see the constants below
    table: Integers = NO_TABLE
    address: int = 0


#: Places in ``Scratch.counts``: lengths of lists, the stamp in use, gaps until the next is passed over.
DIRTY, STALE, STAMP, WAITING_COUNT, CANDIDATES, BLINK = range(6)


class Best(NamedTuple):
    """The best plan of a chain."""

    visits: Integers  # [duty, position]
    lengths: Integers
    total: Integers  # [level]
    table: Integers = NO_TABLE
    address: int = 0


class Pool(NamedTuple):
    """Routes met on the way, the last ones that fit in: duty, length, visits, one after the other."""

    items: Integers
    seen: Integers  # a hash table without chains: what is overwritten may come twice
    end: Integers  # [0]: where the next goes
    table: Integers = NO_TABLE
    address: int = 0


for _kind in (Encoded, Routes, Scratch, Best, Pool):
    register(_kind)
