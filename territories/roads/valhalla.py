"""Valhalla's matrix service: ``POST /sources_to_targets``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from territories.roads.block import LONGEST_METRES, LONGEST_SECONDS, Block, Point, moved, point, table
from territories.roads.client import Client, RoadsError

PROFILE = "auto"
#: Some place is joined by no way to any other: an answer, not a failure.
_UNCONNECTED = (170, 171, 442)


def ask(client: Client, url: str, profile: str, sources: Sequence[Point], targets: Sequence[Point]) -> Block:
    """The block from some places to some; raises :class:`RoadsError`."""
    body = {
        "sources": [{"lat": latitude, "lon": longitude} for latitude, longitude in sources],
        "targets": [{"lat": latitude, "lon": longitude} for latitude, longitude in targets],
        "costing": profile,
        "units": "kilometers",
        "verbose": True,
    }
    status, answer = client.ask("POST", f"{url}/sources_to_targets", body)
    told = answer if isinstance(answer, dict) else {}
    size = len(sources), len(targets)
    if told.get("error_code") in _UNCONNECTED:
        nothing = np.full(size, np.nan)
        return Block(nothing, nothing, np.full(size[0], np.nan), np.full(size[1], np.nan))
    if "sources_to_targets" not in told:
        raise RoadsError([f"status {status}, {told.get('error') or 'no answer of Valhalla'}"])
    pairs = told["sources_to_targets"]
    return Block(
        table(_member(pairs, "time"), *size, "sources_to_targets[*][*].time", LONGEST_SECONDS),
        table(_member(pairs, "distance"), *size, "sources_to_targets[*][*].distance", LONGEST_METRES / 1000) * 1000,
        moved(sources, (_road(row, "begin") for row in pairs)),
        moved(targets, (_road([row[column] for row in pairs], "end") for column in range(len(targets)))),
    )


def _member(pairs: Any, name: str) -> Any:
    """One number of every pair in rows; anything that is no pair becomes what is refused."""

    def number(pair: Any) -> Any:
        return pair.get(name) if isinstance(pair, dict) else f"{pair!r} instead of a pair"

    if not isinstance(pairs, list):
        return pairs
    return [[number(pair) for pair in row] if isinstance(row, list) else row for row in pairs]


def _road(pairs: list[dict[str, Any]], end: str) -> Point | None:
    """Where a place was put: what the first pair that has a way says."""
    found = (point(pair.get(f"{end}_lat"), pair.get(f"{end}_lon")) for pair in pairs)
    return next((place for place in found if place is not None), None)
