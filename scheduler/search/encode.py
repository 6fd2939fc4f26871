"""A part of a problem as arrays for the compiled kernel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import ProblemData
from scheduler.route import LEVEL_BITS, STABILITY_MINUTES, Evaluator, latest_start, release
from scheduler.search.kernel.arrays import (
    COST,
    DUTY,
    EARLINESS,
    FAIRNESS,
    ITEM,
    LATENESS,
    METRES,
    MOST_BREAKS,
    ONE_BREAK,
    OVERTIME,
    SIMPLE,
    SITE,
    SLACK,
    SPREAD,
    STABILITY,
    TERMS,
    TIME_OFF,
    TRAVEL,
    VISIT,
    WAITING,
    WORKING,
    Encoded,
    Integers,
    Records,
    Small,
)
from scheduler.search.proximity import nearest, orders, related, twins
from scheduler.supply import needed_tools, stock_of
from scheduler.timetable import NEVER
from scheduler.working import Working

#: With more gaps than this to look at for a visit, only those beside related visits are.
MOST_GAPS = 160


def refusals(evaluator: Evaluator) -> tuple[str, ...]:
    """Why the kernel cannot search a part exactly, a few words each; empty if it can.

    That costs fit 64 bits is the business of :mod:`scheduler.ceilings`.
    """
    problem, found = evaluator.problem, []
    if any(len(clock.breaks) > MOST_BREAKS for clock in evaluator.clocks):
        found.append(f"a shift has more than {MOST_BREAKS} breaks")
    if any(item.crew_size > 1 or item.predecessors or item.all_or_none is not None for item in problem.appointments):
        found.append("appointments depend on one another")
    if not all(_has_all(problem, depot) for depot in range(len(problem.depots))):
        found.append("a depot lacks something that is needed")
    if problem.travel.speed_periods:
        found.append("travel depends on the time of day")
    return tuple(found)


def _has_all(problem: ProblemData, depot: int) -> bool:
    """Whether a depot has every tool, and as many of each part as all appointments need."""
    supply = problem.supply
    tools = {tool for item in problem.appointments for tool in item.tools}
    parts = {need.part for item in problem.appointments for need in item.parts}
    return all(depot in supply.depots_with_tool(tool) for tool in tools) and all(
        supply.stock(depot, part) is None for part in parts
    )


def encode(working: Working) -> Encoded:
    """The part of a problem that a plan in the making is for."""
    evaluator = working.evaluator
    problem = evaluator.problem
    paces = {pace: place for place, pace in enumerate(sorted({one.efficiency for one, _ in problem.duties}))}
    ticks, metres = map(np.ascontiguousarray, problem.legs.matrices())
    visits, windows = _visits(evaluator, sorted(paces))
    duties, time_off = _duties(evaluator, paces)
    entry, choices, first_choice = _choices(working)
    fixed = _fixed(evaluator, choices, first_choice)
    toolless = _toolless(problem, choices, first_choice)
    members, first_member, kinds, first_kind = _kinds(evaluator, duties, entry, np.column_stack((fixed, toolless)))
    weight, level = _weights(evaluator)
    duties["timed"] = _timed(weight, duties)
    items, needs, stock = _items(evaluator)
    first_cost, turn_cost, turn_slope, turn_rest = _fairness(evaluator, entry)
    unserved = _vectors(evaluator, map(evaluator.unserved_rank, range(len(entry))))
    largest_turn = max(evaluator.loads, default=0) * int(turn_slope.max(initial=0))
    scale = _scale(weight, level, unserved, fixed, _ranges(duties, ticks, metres, largest_turn))
    unserved_score = unserved @ scale
    places = visits[0, : len(entry)]
    granular = _gaps(entry, len(problem.duties)) > MOST_GAPS
    _, urgency = np.unique(-unserved_score, return_inverse=True)
    exact = _is_exact(weight, duties, visits)
    duties["clocked"] = duties["timed"] | (not exact) | (weight[SPREAD] > 0)
    return Encoded(
        ticks=ticks,
        ticks_to=np.ascontiguousarray(ticks.T),
        metres=metres if weight[METRES] else metres[:1, :1],
        visits=visits,
        windows=windows,
        items=items,
        duties=duties,
        time_off=time_off,
        entry=entry,
        choices=choices,
        first_choice=first_choice,
        kinds=kinds,
        first_kind=first_kind,
        members=members,
        first_member=first_member,
        fixed=fixed,
        unserved=unserved,
        weight=weight,
        level=level,
        scale=scale,
        rate=weight * scale[level],
        fixed_score=fixed @ scale,
        toolless=toolless,
        unserved_score=unserved_score,
        needs=needs,
        stock=stock,
        first_cost=first_cost,
        turn_cost=turn_cost,
        turn_slope=turn_slope,
        turn_rest=turn_rest,
        near=nearest(ticks, places),
        related=related(ticks, places, entry) if granular else np.zeros((len(entry), 0), np.int64),
        orders=orders(ticks, places, items[: len(entry)], duties, np.diff(first_choice)),
        urgency=urgency.astype(np.int64),
        settings=np.array(
            [
                evaluator.policy.slack_minutes * problem.horizon.ticks_per_minute,
                STABILITY_MINUTES * problem.horizon.ticks_per_minute,
                exact,
                granular,
                len(problem.depots),
            ],
            dtype=np.int64,
        ),
    )


def _records(shape: int | tuple[int, ...], kind: np.dtype[Any]) -> Records:
    return np.zeros(shape, kind).view(np.recarray)


def _visits(evaluator: Evaluator, paces: Sequence[int]) -> tuple[Records, Integers]:
    """Every appointment, and every depot, at every pace, and all windows."""
    problem = evaluator.problem
    first = len(problem.appointments)
    visits, windows = _records((len(paces), first + len(problem.depots)), VISIT), [(0, 0)]
    someone = {technician.efficiency: duty for duty, (technician, _) in enumerate(problem.duties)}
    for row, pace in enumerate(paces):
        for index, item in enumerate(problem.appointments):
            node = evaluator.node(index, someone[pace])
            low, high = (node.bounds[0][0], node.bounds[-1][1]) if node.bounds else (NEVER, -NEVER)
            last = latest_start(item, node.service)
            due = NEVER if item.due is None else item.due
            place = max(0, node.location)
            visits[row, index] = (
                place, node.service, low, high, len(windows), len(node.bounds), release(item), last, due
            )  # fmt: skip
            windows += node.bounds
        for depot in range(len(problem.depots)):
            node = evaluator.node(~depot, someone[pace])
            low, high = node.bounds[0][0], node.bounds[-1][1]
            visits[row, first + depot] = (
                node.location, node.service, low, high, len(windows), len(node.bounds), NEVER, NEVER, NEVER
            )  # fmt: skip
            windows += node.bounds
    return visits, np.array(windows, dtype=np.int64)


def _duties(evaluator: Evaluator, paces: dict[int, int]) -> tuple[Records, Integers]:
    """Every duty, and all breaks and absences."""
    duties, time_off = _records(len(evaluator.clocks), DUTY), [(0, 0, 0)]

    def limit(value: int | None) -> int:
        return NEVER if value is None else value

    for index, ((technician, shift), clock) in enumerate(zip(evaluator.problem.duties, evaluator.clocks, strict=True)):
        kind = TIME_OFF
        if not clock.absences:
            kind = (SIMPLE, ONE_BREAK, TIME_OFF)[min(2, len(clock.breaks))]
        first_break = len(time_off)
        time_off += [(rest.earliest, rest.latest, rest.duration) for rest in clock.breaks]
        first_absence = len(time_off)
        time_off += [(gone.start, gone.end, 0) for gone in clock.absences]
        duties[index] = (
            clock.origin, clock.destination, clock.earliest, clock.latest, limit(shift.soft_end), kind,
            first_break, len(clock.breaks), first_absence, len(clock.absences),
            evaluator.technician_of[index], paces[technician.efficiency],
            limit(shift.max_visits), limit(shift.max_travel), limit(shift.max_duration), limit(technician.capacity),
            technician.cost_per_shift * evaluator.hour, technician.cost_per_hour, 0, 1, 0, 0,
        )  # fmt: skip
    return duties, np.array(time_off, dtype=np.int64)


def _timed(weight: Integers, duties: Records) -> NDArray[np.int64]:
    """Whether the length of a route in time, its end or its travel counts on a duty."""
    counts = weight[[WORKING, WAITING, COST]].any()
    limited = np.minimum(duties["longest"], duties["most_travel"]) < NEVER
    counted: Integers = (counts | limited | ((duties["soft_end"] < NEVER) & (weight[OVERTIME] > 0))).astype(np.int64)
    return counted


def _choices(working: Working) -> tuple[Small, Integers, Integers]:
    """Eligible pairs as a table and as lists."""
    allowed = working.eligibility.allowed
    rows, columns = np.nonzero(allowed)
    entry = np.full(allowed.shape, -1, dtype=np.int32)
    entry[rows, columns] = np.arange(len(rows))
    first = np.searchsorted(rows, np.arange(allowed.shape[0] + 1))
    return entry, columns.astype(np.int64), first.astype(np.int64)


def _kinds(
    evaluator: Evaluator, duties: Records, entry: Small, fixed: Integers
) -> tuple[Integers, Integers, Integers, Integers]:
    """The duties of each kind as lists, and the kinds that may serve each appointment as lists; numbers the duties."""
    _, kind = np.unique(twins(evaluator, duties, entry, fixed), return_inverse=True)
    members = np.argsort(kind, kind="stable")
    first_member = np.searchsorted(kind[members], np.arange(kind.max(initial=-1) + 2))
    duties["kind"] = kind
    duties["rank"][members] = np.arange(len(members)) - first_member[kind[members]]
    rows, kinds = np.nonzero(entry[:, members[first_member[:-1]]] >= 0)
    first_kind = np.searchsorted(rows, np.arange(len(entry) + 1))
    return members.astype(np.int64), first_member.astype(np.int64), kinds.astype(np.int64), first_kind.astype(np.int64)


def _fixed(evaluator: Evaluator, choices: Integers, first_choice: Integers) -> Integers:
    names = ("over_skilled", "preference", "secondary", "stability")
    if not any(evaluator.multiplier.get(name) for name in names):
        return np.zeros((len(choices), len(level_vector(evaluator, 0))), dtype=np.int64)
    rows = np.repeat(np.arange(len(first_choice) - 1), np.diff(first_choice))
    pairs = zip(rows.tolist(), choices.tolist(), strict=True)
    return _vectors(evaluator, (evaluator.fixed_rank(row, duty) for row, duty in pairs))


def _toolless(problem: ProblemData, choices: Integers, first_choice: Integers) -> Integers:
    """For each eligible pair 1 if the technician lacks a tool before a stop at a depot."""
    wanted = [needed_tools(item) for item in problem.appointments]
    rows = np.repeat(np.arange(len(first_choice) - 1), np.diff(first_choice)).tolist()
    held = [frozenset(technician.tools) for technician, _ in problem.duties]
    lacking = (not held[duty].issuperset(wanted[row]) for row, duty in zip(rows, choices.tolist(), strict=True))
    return np.fromiter(lacking, dtype=np.int64, count=len(rows))


def _vectors(evaluator: Evaluator, ranks: Iterable[int]) -> Integers:
    width = len(level_vector(evaluator, 0))
    return np.array(list(_level_vectors(evaluator, ranks)), dtype=np.int64).reshape(-1, width)


def level_vector(evaluator: Evaluator, rank: int) -> tuple[int, ...]:
    """A rank unpacked into levels, above them, where visits are facts, how many of these are left out."""
    return next(_level_vectors(evaluator, (rank,)))


def _level_vectors(evaluator: Evaluator, ranks: Iterable[int]) -> Iterator[tuple[int, ...]]:
    facts = any(item.frozen for item in evaluator.problem.appointments)
    for rank in ranks:
        vector, below = evaluator.vector(rank), 0
        for value in vector if facts else ():
            below = (below << LEVEL_BITS) + value
        yield ((rank - below) >> LEVEL_BITS * len(vector), *vector) if facts else vector


def _weights(evaluator: Evaluator) -> tuple[Integers, Integers]:
    vectors = _vectors(evaluator, (evaluator.multiplier.get(name, 0) for name in TERMS))
    level = np.argmax(vectors != 0, axis=1)
    return vectors[np.arange(len(TERMS)), level], level.astype(np.int64)


def _items(evaluator: Evaluator) -> tuple[Records, Integers, Integers]:
    """What does not depend on the technician, the parts needed, and the stock of each technician."""
    problem = evaluator.problem
    items, needs = _records(len(problem.appointments) + len(problem.depots), ITEM), [(0, 0, 0)]
    items["published"], items["stop"][len(problem.appointments) :] = -1, 1
    names = sorted({need.part for item in problem.appointments for need in item.parts})
    parts = {name: place for place, name in enumerate(names)}
    owners = {technician.id: place for place, technician in enumerate(problem.technicians)}
    for index, item in enumerate(problem.appointments):
        free, counted = not item.frozen, "parts" not in item.waivers
        mine = [(parts[need.part], need.quantity if counted else 0, int(free)) for need in item.parts]
        published = evaluator.published.get(item.id)
        items[index] = (
            0 if "capacity" in item.waivers else item.load,
            evaluator.loads[index],
            "limits" in item.waivers,
            evaluator.is_shared(item.location),
            -1 if published is None else owners.get(published.technician, -1),
            0 if published is None else published.start,
            len(needs),
            len(mine),
            free,
            free and item.load > 0,
            0,
        )
        needs += mine
    stock = np.zeros((len(owners), len(parts)), dtype=np.int64)
    for row, technician in enumerate(problem.technicians):
        for part, quantity in stock_of(technician).items():
            if part in parts:
                stock[row, parts[part]] = quantity
    return items, np.array(needs, dtype=np.int64), stock


def _fairness(evaluator: Evaluator, entry: Small) -> tuple[Integers, Integers, Integers, Integers]:
    """For each technician what each breakpoint costs, as far as all that he may serve can carry his load."""
    first, cost, slope, rest = [0], [], [], []
    counted = bool(evaluator.multiplier.get("fairness"))
    loads = np.array(evaluator.loads, dtype=np.int64)
    owners = np.array(evaluator.technician_of)
    for owner, account in enumerate(evaluator.accounts):
        may = (entry[:, owners == owner] >= 0).any(axis=1)
        past = account.load % account.unit
        count = (past + int(loads[may].sum())) // account.unit + 2 if counted else 0
        start = account.load - past
        for step in range(count):
            at = start + step * account.unit
            cost.append(account.cost(at - account.load))
            slope.append(account.slope(at))
        rest.append((past, account.unit))
        first.append(len(cost))
    numbers = (np.array(column, dtype=np.int64) for column in (first, cost or [0], slope or [0]))
    return (*numbers, np.array(rest, dtype=np.int64).reshape(-1, 2))  # type: ignore[return-value]


def _ranges(duties: Records, ticks: Small, metres: Small, largest_turn: int) -> Integers:
    """By term, how much one insertion may change at most, roughly."""
    leg, far = int(ticks.max(initial=1)), int(metres.max(initial=1))
    shift = int((duties["end"] - duties["start"]).max(initial=1))
    money = int(duties["shift_cost"].max(initial=0)) + int(duties["hour_cost"].max(initial=0)) * shift
    ranges = np.full(len(TERMS), shift, dtype=np.int64)
    ranges[[TRAVEL, METRES, SITE, COST, FAIRNESS]] = 3 * leg, 3 * far, 2, money, largest_turn
    ranges[[LATENESS, SLACK, EARLINESS, STABILITY]] *= 10
    return ranges


def _scale(
    weight: Integers, level: Integers, unserved: Integers, fixed: Integers, ranges: Integers
) -> NDArray[np.float64]:
    """Factors that put levels into one number, so that what an upper one gains a lower one seldom outweighs."""
    count = unserved.shape[1]
    scale, below = np.ones(count), 0.0
    for place in range(count - 1, -1, -1):
        mine = weight[level == place]
        values = [*mine.tolist(), *np.unique(unserved[:, place]).tolist(), *np.unique(fixed[:, place]).tolist()]
        unit = max(1, gcd(*values))
        scale[place] = max(1.0, 2 * below / unit) if below else 1.0
        reach = (mine * ranges[level == place].astype(float)).sum() + (np.ptp(fixed[:, place]) if len(fixed) else 0)
        below += scale[place] * float(reach)
    return scale


def _gaps(entry: Small, duties: int) -> float:
    """How many gaps are to be looked at for a visit on the mean, were all served."""
    return float((entry >= 0).mean()) * (entry.shape[0] + duties) if entry.size else 0.0


def _is_exact(weight: Integers, duties: Records, visits: Records) -> bool:
    """Whether the constant-time score of a gap is exact throughout."""
    timed = weight[[LATENESS, SLACK, EARLINESS, STABILITY]].any()
    several = (visits["windows"] > 1).any()
    return not (timed or several or (duties["clock"] != SIMPLE).any())
