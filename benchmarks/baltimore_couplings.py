"""Crews and ordered pairs on the Baltimore day: the city does not say which work needs two, so a seeded share does.

Half of the share wants two technicians. The other half are follow-ups: a request of the same agency in the same
district that begins half an hour after another has ended, in whatever hours (its own window goes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from benchmarks.baltimore_requests import Request

CREW = 2
DELAY_MINUTES = 30


def couple(requests: Sequence[Request], share: float, seed: int) -> tuple[Request, ...]:
    """The requests with a share of those in a territory coupled; the same seed draws the same."""
    random, result = Random(seed), list(requests)
    placed = [index for index, one in enumerate(requests) if one.territory is not None]
    wanted = round(share * len(placed))
    for index in random.sample(placed, wanted // 2):
        result[index] = replace(result[index], crew=CREW)
    for first, second in _pairs(requests, placed, wanted - wanted // 2, random):
        result[second] = replace(result[second], after=requests[first].id, window=None)
    return tuple(result)


def _pairs(requests: Sequence[Request], placed: Sequence[int], count: int, random: Random) -> list[tuple[int, int]]:
    """Pairs of one agency in one district, no request in two of them."""
    waiting: dict[tuple[str, str | None], int] = {}
    pairs = []
    for index in random.sample(placed, len(placed)):
        key = (requests[index].agency, requests[index].territory)
        if key in waiting:
            pairs.append((waiting.pop(key), index))
        else:
            waiting[key] = index
    return pairs[:count]
