"""Travel from a matrix file.

A place is named by the id of an appointment or technician that is there (``technician/end`` for an end elsewhere than
home), or by its coordinates with six decimals (``39.290400,-76.612200``). Of several names of one place the first one
in the order of the files counts; every place in use needs one, and a way to every other.

* ``.npz``: ``ids`` (n texts), ``minutes`` or ``seconds`` (n x n numbers, rows are where a leg begins), and optionally
  ``metres`` (n x n).
* ``.csv``, one leg a row: columns ``from``, ``to``, ``minutes`` or ``seconds``, and optionally ``metres``.
* ``.csv``, square: the first cell is ``minutes`` or ``seconds``, the first row and column are ids.

A way from a place to itself is 0 where it is not given. Without metres they are the great circle's with its usual
detour, 0 for places without coordinates. Times are rounded up to ticks, metres to the nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.day.findings import DayCode, Findings
from scheduler.day.places import Places
from scheduler.travel import LONGEST_LEG, GreatCircleTravel, MatrixTravel

#: Missing legs that are named; a matrix that lacks one place lacks two legs for every other.
_NAMED = 1000
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class MatrixFile:
    """Minutes, and metres if known, between named places; NaN where a leg is not given."""

    file: str
    ids: tuple[str, ...]
    minutes: Numbers
    metres: Numbers | None

    def travel(self, places: Places, ticks_per_minute: int, findings: Findings) -> MatrixTravel:
        """Travel between the places of a day; notes places without a name in the matrix and legs that are missing."""
        positions = {name: position for position, name in enumerate(self.ids)}
        chosen = []
        for place, names in zip(places.locations, places.names, strict=True):
            name = next((name for name in [*names, place.id] if name in positions), None)
            if name is None:
                message = f"the matrix does not know the place of {', '.join(names[:5])}"
                expected = f"one of these ids, or {place.id}"
                findings.error(DayCode.MATRIX_INCOMPLETE, self.file, message, expected, value=names[0])
            chosen.append(positions.get(name or "", 0))
        grid = np.ix_(chosen, chosen)
        minutes = self.minutes[grid]
        metres = self._great_circle(places) if self.metres is None else self.metres[grid]
        for unit, numbers in (("time", minutes), ("metres", metres)):
            for start, end in np.argwhere(np.isnan(numbers))[:_NAMED]:
                message = f"no {unit} from {self.ids[chosen[start]]} to {self.ids[chosen[end]]}"
                findings.error(DayCode.MATRIX_INCOMPLETE, self.file, message, "every way between places in use")
        ticks = np.ceil(np.nan_to_num(minutes) * ticks_per_minute - 1e-9)
        return MatrixTravel(np.minimum(ticks, LONGEST_LEG), np.minimum(np.rint(np.nan_to_num(metres)), LONGEST_LEG))

    def _great_circle(self, places: Places) -> Numbers:
        points = [(np.nan if p.latitude is None else p.latitude, p.longitude or 0.0) for p in places.locations]
        here = np.array(points, dtype=np.float64).reshape(-1, 2)
        known = ~np.isnan(here[:, 0])
        metres = np.zeros((len(points), len(points)))
        metres[np.ix_(known, known)] = GreatCircleTravel().between(here[known][:, None], here[known][None], 1)[1]
        return metres
