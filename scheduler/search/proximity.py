"""Who is near whom, who would stand well beside whom, and in which orders appointments are put back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.route import Evaluator
from scheduler.search.kernel.arrays import Integers, Records, Small

#: How many neighbours are known for strings to be removed, and for gaps to be looked at.
NEAR, RELATED = 100, 40
#: What a tick of waiting or of lateness weighs against a tick of travel, for standing well beside one another.
WAITING_WEIGHT, LATENESS_WEIGHT = 0.2, 1.0
#: Sizes of tables that are worked out in one go.
ROWS = 256
FAR = 1e18
#: Beyond any time of a problem.
FAR_OFF = 1 << 41


def nearest(ticks: Small, visits: Records) -> Integers:
    """For each appointment itself and the nearest others, the nearest first."""
    places = visits["place"]
    count = len(places)
    result = np.zeros((count, min(count, NEAR)), dtype=np.int64)
    for first in range(0, count, ROWS):
        rows = np.arange(first, min(count, first + ROWS))
        away = ticks[np.ix_(places[rows], places)].astype(np.float64)
        away[np.arange(len(rows)), rows] = -1.0
        result[rows] = _smallest(away, result.shape[1])
    return result


def related(ticks: Small, visits: Records, entry: Small) -> Integers:
    """For each appointment those it would best come right before (twice the row) or after (one more).

    Proximity in space and time as in Vidal, Crainic, Gendreau, Prins (2013), section 4.2, among those that somebody may
    share.
    """
    places, count = visits["place"], len(visits)
    low, high, service = (
        np.clip(visits[name], -(1 << 41), 1 << 41).astype(float) for name in ("low", "high", "service")
    )
    shared = (entry >= 0).astype(np.float32)
    result = np.zeros((count, min(2 * max(0, count - 1), RELATED)), dtype=np.int64)
    for first in range(0, count, ROWS):
        rows = np.arange(first, min(count, first + ROWS))
        there = ticks[np.ix_(places[rows], places)].astype(np.float64)
        back = ticks[np.ix_(places, places[rows])].T.astype(np.float64)
        i, j = rows[:, None], np.arange(count)[None, :]
        away = np.stack((_apart(there, i, j, low, high, service), _apart(back, j, i, low, high, service)), axis=2)
        away[shared[rows] @ shared.T == 0] = FAR
        away[np.arange(len(rows)), rows] = 2 * FAR
        result[rows] = _smallest(away.reshape(len(rows), -1), result.shape[1])
    return result


def _apart(
    leg: NDArray[np.float64],
    i: NDArray[np.int64],
    j: NDArray[np.int64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    service: NDArray[np.float64],
) -> NDArray[np.float64]:
    waiting = np.maximum(0.0, low[j] - (high[i] + service[i] + leg))
    late = np.maximum(0.0, low[i] + service[i] + leg - high[j])
    return np.asarray(leg + WAITING_WEIGHT * waiting + LATENESS_WEIGHT * late)


def _smallest(away: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The columns of the smallest values of each row, in order; of equal ones the first."""
    return np.argsort(away, axis=1, kind="stable")[:, :count]


def orders(ticks: Small, visits: Records, items: Records, duties: Records, choices: Integers) -> Integers:
    """Places in the orders of insertion, the likelier orders several times.

    Large, far and near ones first as in the authors' first paper, short, early and late windows first as in their
    variants with time windows, and those first that few may serve.
    """
    origins = np.unique(duties["origin"])
    far = ticks[np.ix_(origins, visits["place"])].mean(axis=0) if len(origins) else np.zeros(len(visits))
    size = items["bulk"] if items["bulk"].any() else visits["service"]
    keys = [-size] * 4 + [-visits["service"], -far, -far, far]
    keys += [visits["high"] - visits["low"], visits["low"], -visits["high"], choices] * 2
    places = np.empty((len(keys), len(visits)), dtype=np.int64)
    for row, key in enumerate(keys):
        places[row, np.argsort(key, kind="stable")] = np.arange(len(visits))
    return places


def twins(evaluator: Evaluator, duties: Records, entry: Small, fixed: Integers) -> Integers:
    """For each duty the first that is like it in all that counts, for trying only one of those that are empty."""
    first: dict[object, int] = {}
    result = np.arange(len(duties), dtype=np.int64)
    owned = np.bincount(duties["owner"], minlength=len(evaluator.accounts))
    for index, clock in enumerate(evaluator.clocks):
        owner = evaluator.technician_of[index]
        technician, shift = evaluator.problem.duties[index]
        if owned[owner] > 1:
            continue
        column = entry[:, index]
        rows = np.flatnonzero(column >= 0)
        key = (
            clock.origin, clock.destination, clock.absences, technician.efficiency, technician.stock,
            technician.capacity, technician.cost_per_hour, technician.cost_per_shift, shift.replace(id="shift"),
            evaluator.accounts[owner], rows.tobytes(), fixed[column[rows]].tobytes(),
        )  # fmt: skip
        result[index] = first.setdefault(key, index)
    return result
