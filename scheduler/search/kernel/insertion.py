"""Where an unserved appointment goes best, in compiled code.

Every gap is scored in constant time. Where all that is scored is exact (no time off, single windows, no term that
looks at single starts) the best score decides; else the few best are priced exactly, route by route.
"""

from __future__ import annotations

from math import inf, log

from scheduler.search.kernel.arrays import (
    BLINK,
    CANDIDATES,
    COST,
    DEPOTS,
    EARLINESS,
    EXACT,
    FAIRNESS,
    GRANULAR,
    LATENESS,
    METRES,
    ONE_BREAK,
    OVERTIME,
    SITE,
    SLACK,
    SLACK_TICKS,
    STABILITY,
    STABILITY_TICKS,
    STAMP,
    TRAVEL,
    WAITING,
    WORKING,
    Encoded,
    Routes,
    Scratch,
)
from scheduler.search.kernel.chance import uniform
from scheduler.search.kernel.clock import rest
from scheduler.search.kernel.compiled import compiled
from scheduler.search.kernel.price import price
from scheduler.search.kernel.routes import fairness, idle_duty
from scheduler.search.kernel.supply import lacks, set_bare, try_stops, with_stop
from scheduler.timetable import NEVER

#: Gaps kept for exact pricing, and how many of those that fit are priced.
KEPT, PRICED = 16, 4
#: One gap in this many is passed over.
BLINK_EVERY = 100
#: Where only related visits are looked at and none has a gap, how often everything is looked at.
FULL_SCAN = 0.1


@compiled
def base_score(data: Encoded, routes: Routes, visit: int, duty: int) -> float:
    """The score of a visit on a duty whatever its gap; infinite if its load or the number of visits forbids it."""
    sums, shift, item = routes.sums[duty], data.duties[duty], data.items[visit]
    if sums.length + 2 >= routes.gaps.shape[1]:
        return inf
    if sums.loaded + item.bulk > shift.capacity and sums.loading + item.loading > 0:
        return inf
    if sums.length - sums.stops >= shift.most and is_limited(data, routes, visit, duty):
        return inf
    score = data.fixed_score[data.entry[visit, duty]]
    if data.weight[FAIRNESS]:
        load = routes.load[shift.owner]
        change = fairness(data, shift.owner, load + item.turn) - fairness(data, shift.owner, load)
        score += data.rate[FAIRNESS] * change
    if sums.length == 0:
        score += data.rate[COST] * shift.shift_cost
    return float(score)


@compiled
def is_limited(data: Encoded, routes: Routes, visit: int, duty: int) -> bool:
    """Whether the limits of a duty bind its route with one visit more: nobody waives them, and not all are facts."""
    sums, item = routes.sums[duty], data.items[visit]
    return bool(sums.limitless + item.limitless == 0 and sums.free + item.free > 0)


@compiled
def gap_score(data: Encoded, routes: Routes, visit: int, duty: int, gap: int) -> float:
    """What a gap adds to the base score; infinite if the visit does not fit in it."""
    shift, here = data.duties[duty], routes.gaps[duty, gap]
    item = data.visits[shift.pace, visit]
    out = data.ticks_to[item.place, here.place]
    back = data.ticks[item.place, here.next]
    if shift.clock == ONE_BREAK:
        start = start_with_break(data, routes, visit, duty, gap, out, back)
    else:
        start = max(item.low, here.ready + out)
        if start + item.service + back > here.after_last:
            return inf
    if start > item.high or start >= NEVER:
        return inf
    reach = start + item.service + back
    detour = out + back - here.leg
    score = data.rate[TRAVEL] * detour
    if data.weight[METRES]:
        metres = data.metres[here.place, item.place] + data.metres[item.place, here.next]
        if routes.sums[duty].length > 0:
            metres -= data.metres[here.place, here.next]
        score += data.rate[METRES] * metres
    if data.weight[SITE]:
        score += data.rate[SITE] * sites(data, routes, visit, duty, gap)
    if shift.timed:
        score += span_score(data, routes, visit, duty, gap, out, back, reach)
    if not data.settings[EXACT]:
        score += start_score(data, routes, visit, duty, gap, start, reach)
    return float(score)


@compiled
def start_with_break(data: Encoded, routes: Routes, visit: int, duty: int, gap: int, out: int, back: int) -> int:
    """The first start of a visit in a gap of a duty with one break, ``NEVER`` if it does not fit."""
    here, pause = routes.gaps[duty, gap], data.duties[duty].first_break
    item = data.visits[data.duties[duty].pace, visit]
    start = max(item.low, here.ready + out)
    end = start + item.service
    if start <= item.high and (end + back <= here.unrested_last or rest(data, pause, end, back) <= here.after_last):
        return int(start)
    start = max(item.low, min(here.rested + out, rest(data, pause, here.ready, out)))
    return int(start) if start <= item.high and start + item.service + back <= here.after_last else NEVER


@compiled
def sites(data: Encoded, routes: Routes, visit: int, duty: int, gap: int) -> int:
    """By how many the arrivals at shared sites change."""
    pace, change = data.duties[duty].pace, 0
    place = data.visits[pace, visit].place
    before = -1
    if gap > 0 and not data.items[routes.visits[duty, gap - 1]].stop:
        before = routes.gaps[duty, gap].place
    if data.items[visit].shared and before != place:
        change += 1
    if gap < routes.sums[duty].length:
        after = routes.gaps[duty, gap + 1].place
        if data.items[routes.visits[duty, gap]].shared:
            change += int(after != place) - int(after != before)
    return change


@compiled
def span_score(
    data: Encoded, routes: Routes, visit: int, duty: int, gap: int, out: int, back: int, reach: int
) -> float:
    """What the route's length in time adds: infinite if it is beyond the limits."""
    shift, sums, here = data.duties[duty], routes.sums[duty], routes.gaps[duty, gap]
    item, last = data.visits[shift.pace, visit], routes.gaps[duty, sums.length]
    span = here.before + out
    latest = min(here.before_last, item.high - span)
    span += max(0, item.low - span - here.before_last) + item.service + back
    length = span + here.after + max(0, here.after_first - span - latest)
    old_length = last.before + last.leg if sums.length else 0
    detour = out + back - here.leg
    if is_limited(data, routes, visit, duty):
        if sums.travel + detour > shift.most_travel:
            return inf
        if length > shift.longest and shift.absences == 0:
            return inf
    score = (data.rate[WORKING] + data.rate[COST] * shift.hour_cost) * (length - old_length)
    score += data.rate[WAITING] * (length - old_length - detour - item.service)
    if shift.soft_end < NEVER:
        first = routes.gaps[duty, 0]
        old = max(first.ready + first.leg, first.after_first) + first.after
        arrival = max(reach, here.after_first) + here.after + max(0, sums.arrival - old)
        late = max(0, arrival - max(shift.soft_end, arrival - length))
        before = max(0, sums.arrival - max(shift.soft_end, sums.departure)) if sums.length else 0
        score += data.rate[OVERTIME] * (late - before)
    return float(score)


@compiled
def start_score(data: Encoded, routes: Routes, visit: int, duty: int, gap: int, start: int, reach: int) -> float:
    """An estimate of what starts add: the visit's own, and the delay of those after it."""
    shift, length = data.duties[duty], routes.sums[duty].length
    item, enough = data.visits[shift.pace, visit], data.settings[SLACK_TICKS]
    score = data.rate[EARLINESS] * max(0, start - item.release)
    if start + item.service > item.due:
        score += data.rate[LATENESS] * (start + item.service - item.due)
    if start > item.last - enough:
        score += data.rate[SLACK] * min(enough, start - item.last + enough)
    if data.items[visit].published == shift.owner:
        moved = abs(start - data.items[visit].published_start)
        score += data.rate[STABILITY] * min(moved, data.settings[STABILITY_TICKS])
    if gap < length:
        after = data.visits[shift.pace, routes.visits[duty, gap]]
        there = routes.gaps[duty, gap + 1]
        ready = min(there.ready, there.rested) if shift.clock == ONE_BREAK else there.ready
        delay = max(0, reach - (ready - after.service))
        each = data.rate[EARLINESS] + 0.25 * (data.rate[SLACK] + data.rate[LATENESS] + data.rate[STABILITY])
        score += each * delay * (length - gap)
    return float(score)


@compiled
def offer(room: Scratch, most: int, score: float, duty: int, gap: int, depot: int, stop: int) -> None:
    """Keep a gap if it is among the best."""
    known = room.counts[CANDIDATES]
    if known == most and score >= room.scores[known - 1]:
        return
    place = min(known, most - 1)
    while place > 0 and room.scores[place - 1] > score:
        room.scores[place] = room.scores[place - 1]
        room.candidates[place] = room.candidates[place - 1]
        place -= 1
    room.scores[place] = score
    room.candidates[place, 0], room.candidates[place, 1] = duty, gap
    room.candidates[place, 2], room.candidates[place, 3] = depot, stop
    room.counts[CANDIDATES] = min(most, known + 1)


@compiled
def consider(data: Encoded, routes: Routes, room: Scratch, visit: int, duty: int, gap: int, base: float) -> None:
    """Score a gap, unless it is passed over."""
    if room.counts[BLINK] == 0:
        room.counts[BLINK] = 1 + int(-log(uniform(room.random)) * BLINK_EVERY)
        return
    room.counts[BLINK] -= 1
    score = base + gap_score(data, routes, visit, duty, gap)
    if score < inf:
        offer(room, 1 if data.settings[EXACT] else KEPT, score, duty, gap, -1, 0)


@compiled
def open_duty(data: Encoded, routes: Routes, room: Scratch, visit: int, duty: int) -> int:
    """The first gap of a duty in which a visit lacks nothing; offers the best way to bring a stop before it, too."""
    if not lacks(data, routes, visit, duty):
        return 0
    if data.settings[DEPOTS]:
        count = set_bare(data, routes, room, duty)
        if try_stops(data, routes, room, duty, count, visit):
            gap, depot, stop = room.stop[0], room.stop[1], room.stop[2]
            length = with_stop(room, count, visit, gap, depot, stop)
            score = priced(data, routes, room, visit, duty, length)
            if score < inf:
                offer(room, 1 if data.settings[EXACT] else KEPT, score, duty, gap, depot, stop)
    return int(routes.sums[duty].supplied)


@compiled
def scan_used(data: Encoded, routes: Routes, room: Scratch, visit: int) -> None:
    """Look at every gap of every route that may take a visit."""
    for row in range(data.first_choice[visit], data.first_choice[visit + 1]):
        duty = data.choices[row]
        length = routes.sums[duty].length
        base = base_score(data, routes, visit, duty) if length > 0 else inf
        if base < inf:
            for gap in range(open_duty(data, routes, room, visit, duty), length + 1):
                consider(data, routes, room, visit, duty, gap, base)


@compiled
def scan_idle(data: Encoded, routes: Routes, room: Scratch, visit: int) -> None:
    """Look at one empty duty of each kind that may serve a visit."""
    for row in range(data.first_kind[visit], data.first_kind[visit + 1]):
        duty = idle_duty(data, routes, data.kinds[row])
        base = base_score(data, routes, visit, duty) if duty >= 0 else inf
        if base < inf and open_duty(data, routes, room, visit, duty) == 0:
            consider(data, routes, room, visit, duty, 0, base)


@compiled
def scan_related(data: Encoded, routes: Routes, room: Scratch, visit: int) -> None:
    """Look at the gaps before or after related visits."""
    for rank in range(data.related.shape[1]):
        beside = data.related[visit, rank]
        duty = routes.duty[beside >> 1]
        if duty < 0 or data.entry[visit, duty] < 0:
            continue
        if room.stamp[duty] != room.counts[STAMP]:
            room.stamp[duty] = room.counts[STAMP]
            room.base[duty] = base_score(data, routes, visit, duty)
            if room.base[duty] < inf:
                room.opened[duty] = open_duty(data, routes, room, visit, duty)
        gap = routes.position[beside >> 1] + (beside & 1)
        if room.base[duty] < inf and gap >= room.opened[duty]:
            consider(data, routes, room, visit, duty, gap, room.base[duty])


@compiled
def find_place(data: Encoded, routes: Routes, room: Scratch, visit: int) -> bool:
    """Put the best gap found into ``room.candidates[0]``; whether serving there is better than not serving."""
    room.counts[CANDIDATES] = 0
    if data.settings[GRANULAR]:
        room.counts[STAMP] += 1
        scan_related(data, routes, room, visit)
    if not data.settings[GRANULAR] or (room.counts[CANDIDATES] == 0 and uniform(room.random) < FULL_SCAN):
        scan_used(data, routes, room, visit)
    scan_idle(data, routes, room, visit)
    if room.counts[CANDIDATES] == 0:
        return False
    score = room.scores[0] if data.settings[EXACT] else price_candidates(data, routes, room, visit)
    return bool(score < data.unserved_score[visit])


@compiled
def price_candidates(data: Encoded, routes: Routes, room: Scratch, visit: int) -> float:
    """Price the best gaps exactly and put the cheapest first; its score."""
    best, chosen, fitting = inf, 0, 0
    for rank in range(room.counts[CANDIDATES]):
        if fitting < PRICED:
            score = exact_score(data, routes, room, visit, rank)
            fitting += int(score < inf)
            if score < best:
                best, chosen = score, rank
    room.candidates[0] = room.candidates[chosen]
    return best


@compiled
def lay_out(data: Encoded, routes: Routes, room: Scratch, visit: int, rank: int) -> int:
    """The route that a candidate makes into ``room.visit``; its length."""
    duty, gap, depot = room.candidates[rank, 0], room.candidates[rank, 1], room.candidates[rank, 2]
    if depot >= 0:
        return with_stop(room, set_bare(data, routes, room, duty), visit, gap, depot, room.candidates[rank, 3])
    length = routes.sums[duty].length
    room.visit[:gap] = routes.visits[duty, :gap]
    room.visit[gap] = visit
    room.visit[gap + 1 : length + 1] = routes.visits[duty, gap:length]
    return int(length + 1)


@compiled
def exact_score(data: Encoded, routes: Routes, room: Scratch, visit: int, rank: int) -> float:
    """The score of a candidate by the route's exact price; infinite if the route does not fit."""
    length = lay_out(data, routes, room, visit, rank)
    return priced(data, routes, room, visit, room.candidates[rank, 0], length)


@compiled
def priced(data: Encoded, routes: Routes, room: Scratch, visit: int, duty: int, length: int) -> float:
    """By how much the route ``room.visit[:length]`` costs more than the one it replaces, as a score."""
    if not price(data, room, duty, length):
        return inf
    score = 0.0
    for level in range(len(routes.total)):
        score += data.scale[level] * (room.vector[0, level] - routes.cost[duty, level])
    if data.weight[FAIRNESS]:
        owner = data.duties[duty].owner
        load = routes.load[owner]
        change = fairness(data, owner, load + data.items[visit].turn) - fairness(data, owner, load)
        score += data.rate[FAIRNESS] * change
    return score
