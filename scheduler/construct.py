"""The first plan, and the answer if time is up: by regret, or where that would take too long, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scheduler.working import Insertion, Working

#: So many duties are costed for each appointment that is filled in: those with the least detour.
DUTIES_COSTED = 6


def fill(working: Working, stop: Callable[[], bool] = lambda: False, at_most: int | None = None) -> int:
    """Insert the unserved one after the other, the dearest and the ones with the fewest duties first.

    Rough and quick: of the duties with the least detour the cheapest is taken. Ends early as :func:`construct` does.
    """
    waiting = [
        (-working.evaluator.unserved_rank(row), len(working.eligibility.duties(row)), row) for row in working.unserved
    ]
    inserted = 0
    for rank, _, row in sorted(waiting):
        if inserted == at_most or stop():
            break
        detours = [
            (detour, duty)
            for duty in working.eligibility.duties(row)
            if (detour := working.detour(row, duty)) is not None
        ]
        best = _best(_places(working, row, [duty for _, duty in sorted(detours)[:DUTIES_COSTED]]))
        if best is not None and best.delta < -rank:
            working.insert(row, best)
            inserted += 1
    return inserted


def regret_work(working: Working) -> int:
    """About how many insertions regret has to cost: all pairs at first, then those on the duty that changed."""
    pairs = sum(len(working.eligibility.duties(row)) for row in working.unserved)
    return pairs + len(working.unserved) ** 2 // 2


def construct(working: Working, stop: Callable[[], bool] = lambda: False, at_most: int | None = None) -> int:
    """Insert every unserved appointment that fits, the one that would lose most by waiting first.

    Ends early after ``at_most`` insertions or when ``stop`` says so; returns how many it made.

    The regret of an appointment is what its best place saves over its second best, or over staying unserved where
    there is no second. Only places that may have changed are computed again: those on the duty and its technician, and
    all for what takes from the same scarce stock.
    """
    inserted, again = 0, sorted(working.unserved)
    while again:
        more, declined = _construct(working, again, stop, None if at_most is None else at_most - inserted)
        inserted += more
        again = declined if more else []
    return inserted


def _construct(
    working: Working, rows: Iterable[int], stop: Callable[[], bool], at_most: int | None
) -> tuple[int, list[int]]:
    """One round of construction: how many were inserted, and which had a place that did not pay when its turn came.

    What was inserted later can make such a place cheaper: visits kept together, working times made equal.
    """
    places: dict[int, dict[int, Insertion]] = {}
    inserted, declined = 0, []
    for index in rows:
        places[index] = _places(working, index, working.eligibility.duties(index))
        if stop():
            break
    while places and inserted != at_most and not stop():
        index = max(places, key=lambda row: (_regret(working, row, places[row]), -row))
        best = _best(places.pop(index))
        if best is None:
            continue
        if best.delta >= working.evaluator.unserved_rank(index):
            declined.append(index)
            continue
        working.insert(index, best)
        inserted += 1
        for row, known in places.items():
            again = _changed(working, index, best.duty, row)
            for duty in again:
                known.pop(duty, None)
            known.update(_places(working, row, again))
    return inserted, declined


def _changed(working: Working, inserted: int, duty: int, row: int) -> Sequence[int]:
    """The duties on which an appointment has other places now: of counted stock in depots all may take."""
    items, supply = working.problem.appointments, working.problem.supply
    if supply.is_scarce(items[inserted]) and supply.is_scarce(items[row]):
        return working.eligibility.duties(row)
    return [other for other in _same_technician(working, duty) if working.eligibility.allowed_at(row, other)]


def _places(working: Working, index: int, duties: Iterable[int]) -> dict[int, Insertion]:
    found = {duty: working.insertion(index, duty) for duty in duties}
    return {duty: place for duty, place in found.items() if place is not None}


def _best(places: dict[int, Insertion]) -> Insertion | None:
    return min(places.values(), key=lambda place: (place.delta, place.duty), default=None)


def _regret(working: Working, index: int, places: dict[int, Insertion]) -> int:
    unserved = working.evaluator.unserved_rank(index)
    deltas = sorted(place.delta for place in places.values())[:2]
    if not deltas:
        return -1
    second = deltas[1] if len(deltas) > 1 else unserved
    return max(0, second - deltas[0])


def _same_technician(working: Working, duty: int) -> list[int]:
    return working.evaluator.duties_of[working.evaluator.technician_of[duty]]
