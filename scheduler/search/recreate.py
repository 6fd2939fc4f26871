"""Ruin and recreate by string removals, with simulated annealing.

After Christiaens and Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54 (2020): strings of visits that lie near one another are taken out of several routes, and put
back greedily in a random order, now and then skipping a position ("blink").
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from random import Random

from scheduler.construct import construct, fill
from scheduler.route import LEVEL_BITS
from scheduler.search.limits import SearchLimits, SearchOutcome
from scheduler.working import Insertion, Working

#: Mean number of visits removed, and the longest string, in a move (the authors' values).
MEAN_REMOVED = 10
LONGEST_STRING = 10
BLINK = 0.01
NEIGHBOURS = 60
#: Start and end temperature as shares of the mean cost of a visit on the last level of the policy.
HOT, COLD = 0.1, 0.001


class PlainSearch:
    """The search in plain Python, for small parts and for those that the compiled one cannot do."""

    pace = 1

    def construct(
        self, working: Working, stop: Callable[[], bool], at_most: int | None, *, quickly: bool
    ) -> tuple[Working, int]:
        """By regret, or ``quickly`` one by one; ``working`` itself is changed."""
        return working, (fill if quickly else construct)(working, stop, at_most)

    def search(self, working: Working, random: Random, limits: SearchLimits) -> SearchOutcome:
        """See :func:`search`."""
        return search(working, random, limits)


def search(working: Working, random: Random, limits: SearchLimits) -> SearchOutcome:
    """Improve a plan. The same start, random state and number of iterations give the same plan."""
    current, best = working.copy(), working.copy()
    pool: dict[tuple[int, tuple[int, ...]], None] = {}
    _collect(pool, current)
    neighbours = _Neighbours(working)
    scale = max(1, _last_level(current) // max(1, len(current.problem.appointments)))
    done = 0
    while done < min(limits.planned, limits.at_most) and not limits.stop():
        heat = scale * HOT * (COLD / HOT) ** limits.share(done)
        candidate = current.copy()
        removed = _ruin(candidate, neighbours, random)
        _recreate(candidate, removed, random)
        if _accepts(current, candidate, heat, random):
            current = candidate
            _collect(pool, current)
            if current.total() < best.total():
                best = current.copy()
        done += 1
    return SearchOutcome(best, done, pool)


def _collect(pool: dict[tuple[int, tuple[int, ...]], None], working: Working) -> None:
    for duty, sequence in enumerate(working.sequences):
        if sequence:
            pool.pop((duty, sequence), None)
            pool[duty, sequence] = None


def _last_level(working: Working) -> int:
    return abs(working.evaluator.vector(working.rank)[-1])


def _accepts(current: Working, candidate: Working, heat: float, random: Random) -> bool:
    worse = candidate.total() - current.total()
    if worse <= 0:
        return True
    if worse >> LEVEL_BITS:
        return False
    return worse < -heat * log(1.0 - random.random())


class _Neighbours:
    """For each appointment, the others by nearness; only those that share a duty can be of use."""

    def __init__(self, working: Working) -> None:
        self._working = working
        self._known: dict[int, list[int]] = {}

    def of(self, index: int) -> list[int]:
        if index not in self._known:
            items = self._working.problem.appointments
            here = items[index].location
            row = self._working.problem.legs.ticks_from(here) if here is not None else []
            placed = [(row[item.location], i) for i, item in enumerate(items) if item.location is not None and row]
            self._known[index] = [i for _, i in sorted(placed)[:NEIGHBOURS]]
        return self._known[index]


def _ruin(working: Working, neighbours: _Neighbours, random: Random) -> list[int]:
    if not working.place:
        return []
    lengths = [len(working.visits(duty)) for duty, sequence in enumerate(working.sequences) if sequence]
    longest = min(LONGEST_STRING, sum(lengths) / len(lengths))
    strings = int(random.uniform(1, 4 * MEAN_REMOVED / (1 + longest)))
    seed = random.choice(sorted(working.place))
    ruined: set[int] = set()
    removed: list[int] = []
    for index in [seed, *neighbours.of(seed)]:
        duty = working.place.get(index)
        if duty is None or duty in ruined:
            continue
        if len(ruined) >= strings:
            break
        ruined.add(duty)
        removed += _string(working.visits(duty), index, longest, random)
    working.remove(removed)
    return removed


def _string(sequence: tuple[int, ...], index: int, longest: float, random: Random) -> list[int]:
    """A run of visits that includes ``index``; now and then with some kept in its middle ("split string")."""
    length = max(1, int(random.uniform(1, min(longest, len(sequence)) + 1)))
    length = min(length, len(sequence))
    kept = 0
    if length > 1 and random.random() < 0.5:
        while length + kept < len(sequence) and random.random() > 0.5:
            kept += 1
    at = sequence.index(index)
    first = random.randint(max(0, at - length - kept + 1), min(at, len(sequence) - length - kept))
    run = sequence[first : first + length + kept]
    skip = random.randint(0, length) if kept else 0
    return [item for place, item in enumerate(run) if not skip <= place < skip + kept or item == index]


def _recreate(working: Working, removed: list[int], random: Random) -> None:
    items = working.problem.appointments
    waiting = sorted(working.unserved)
    if len(waiting) > len(removed) + 2 * MEAN_REMOVED:
        others = sorted(working.unserved - set(removed))
        waiting = sorted([*removed, *random.sample(others, 2 * MEAN_REMOVED)])
    random.shuffle(waiting)
    order = random.randrange(3)
    if order == 1:
        waiting.sort(key=lambda row: len(working.eligibility.duties(row)))
    if order == 2:
        waiting.sort(key=lambda row: -items[row].duration)
    waiting.sort(key=lambda row: -working.evaluator.unserved_rank(row))
    for index in waiting:
        place = _best_place(working, index, random)
        if place is not None and place.delta < working.evaluator.unserved_rank(index):
            working.insert(index, place)


def _best_place(working: Working, index: int, random: Random) -> Insertion | None:
    best: Insertion | None = None
    for duty in working.eligibility.duties(index):
        if random.random() < BLINK:
            continue
        place = working.insertion(index, duty)
        if place is not None and (best is None or place.delta < best.delta):
            best = place
    return best
