"""What coupled appointments cost beside the routes they are in: not served, moved, in other hands than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from scheduler.coupling.placed import PlacedEvaluator
from scheduler.entities import PublishedVisit
from scheduler.route import STABILITY_MINUTES


class Placement(NamedTuple):
    """Where a coupled appointment is: its start, how long it takes, and the duty of each member, the lead first."""

    start: int
    service: int
    duties: tuple[int, ...]

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + self.service


Placements = Mapping[int, Placement]


class Joint:
    """The joint costs of one problem under one policy, as ranks."""

    def __init__(self, evaluator: PlacedEvaluator) -> None:
        self.evaluator, self.rows = evaluator, evaluator.rows
        self.moved = evaluator.multiplier.get("stability", 0)
        self.other_hands = evaluator.multiplier.get("continuity", 0)
        self.cap = STABILITY_MINUTES * self.rows.whole.horizon.ticks_per_minute
        index = {item.id: row for row, item in enumerate(self.rows.whole.appointments)}
        self.published: dict[int, list[PublishedVisit]] = defaultdict(list)
        for visit in self.rows.whole.published:
            if index.get(visit.appointment) in self.rows.visits:
                self.published[index[visit.appointment]].append(visit)
        self.follow_ups = [
            (index[link.appointment], row)
            for row, item in enumerate(self.rows.whole.appointments)
            for link in item.predecessors
        ]

    def total(self, placements: Placements) -> int:
        """The joint costs of a plan."""
        single = sum(self.of(row, placements.get(row)) for row in self.rows.visits)
        return single + self.other_hands * sum(self._parted(placements, *link) for link in self.follow_ups)

    def change(self, row: int, placement: Placement, placements: Placements) -> int:
        """What placing one more appointment changes."""
        rank = self.of(row, placement) - self.of(row, None)
        if self.other_hands:
            after = {**placements, row: placement}
            mine = (link for link in self.follow_ups if row in link)
            rank += self.other_hands * sum(self._parted(after, *link) for link in mine)
        return rank

    def of(self, row: int, placement: Placement | None) -> int:
        """What one appointment costs where it is, or nowhere."""
        published = self.published.get(row, [])
        if placement is None:
            return self.evaluator.worth[row] + self.moved * self.cap * len(published)
        names = {self.rows.whole.duties[duty][0].id for duty in placement.duties}
        ticks = (
            min(self.cap, abs(placement.start - visit.start)) if visit.technician in names else self.cap
            for visit in published
        )
        return self.moved * sum(ticks)

    def _parted(self, placements: Placements, before: int, after: int) -> bool:
        """Whether two are served, by different people."""
        if before not in placements or after not in placements:
            return False
        owner = self.evaluator.technician_of
        return {owner[duty] for duty in placements[before].duties}.isdisjoint(
            owner[duty] for duty in placements[after].duties
        )
