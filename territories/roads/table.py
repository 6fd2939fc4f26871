"""The whole table between some places, asked for in blocks that services take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from territories.roads.block import Block, Numbers, Point
from territories.roads.cache import RoadCache
from territories.roads.client import Client, Patience, RoadsError
from territories.roads.service import RoadService

#: Places on each side of a block: 2,500 pairs is what Valhalla takes unless told otherwise, OSRM takes 10,000.
SIDE = 50
#: Metres to the nearest road beyond which a place is reported.
FAR = 500.0
_NAMED = 20


@dataclass(frozen=True, eq=False)
class RoadTable:
    """Seconds and metres for every ordered pair of places; ``notes`` is what people should know about them."""

    seconds: Numbers
    metres: Numbers
    notes: tuple[str, ...] = ()


def road_table(
    service: RoadService,
    places: Sequence[Point],
    names: Sequence[str],
    *,
    patience: Patience | None = None,
    cache: RoadCache | None = None,
    far: float = FAR,
) -> RoadTable:
    """The table between places (latitude, longitude), which are called by ``names`` in findings.

    From a place to itself is 0. Raises :class:`RoadsError` if the service fails or knows no way between two places.
    """
    count = len(places)
    seconds, metres, road = np.zeros((count, count)), np.zeros((count, count)), np.full(count, np.nan)
    client = Client(service.url, patience or Patience())
    try:
        for rows in _slices(count):
            for columns in _slices(count):
                block = _block(service, client, cache, places[rows], places[columns])
                seconds[rows, columns], metres[rows, columns] = block.seconds, block.metres
                road[rows] = np.fmin(road[rows], block.from_road)
                road[columns] = np.fmin(road[columns], block.to_road)
    finally:
        client.close()
    np.fill_diagonal(seconds, 0)
    np.fill_diagonal(metres, 0)
    _refuse_gaps(service, seconds, metres, names)
    return RoadTable(seconds, metres, (*_far_notes(road, names, far), *(cache.notes if cache else ())))


def _slices(count: int) -> list[slice]:
    return [slice(begin, min(begin + SIDE, count)) for begin in range(0, count, SIDE)]


def _block(
    service: RoadService, client: Client, cache: RoadCache | None, sources: Sequence[Point], targets: Sequence[Point]
) -> Block:
    path = None if cache is None else cache.path(service, sources, targets)
    kept = None if cache is None or path is None else cache.read(path, len(sources), len(targets))
    if kept is not None:
        return kept
    try:
        block: Block = service.ask(client, service.url, service.profile, sources, targets)
    except RoadsError as error:
        raise RoadsError([f"{service.label}: {finding}" for finding in error.findings]) from None
    if cache is not None and path is not None:
        cache.write(path, block)
    return block


def _refuse_gaps(service: RoadService, seconds: Numbers, metres: Numbers, names: Sequence[str]) -> None:
    gaps = np.argwhere(np.isnan(seconds) | np.isnan(metres))
    findings = [f"{service.label}: knows no way from {names[one]} to {names[two]}" for one, two in gaps[:_NAMED]]
    if len(gaps) > _NAMED:
        findings.append(f"{service.label}: ... and {len(gaps) - _NAMED} more pairs")
    if findings:
        raise RoadsError(findings)


def _far_notes(road: Numbers, names: Sequence[str], far: float) -> list[str]:
    return [
        f"{names[index]} lies {road[index]:,.0f} m from the road it is reached by"
        for index in np.flatnonzero(np.nan_to_num(road) > far).tolist()
    ]
