"""Where points lie: territories with areas, and the territory of a place."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select

from service.db import Session
from service.workforce.models import Territory

KEPT = 8
"""Maps that a process keeps; there is one for each state of the areas."""


class Point(NamedTuple):
    """A place on earth, in degrees; without coordinates it is nowhere."""

    latitude: float | None
    longitude: float | None


def locate(session: Session, points: Sequence[Point]) -> list[int | None]:
    """Return the number of the territory in whose area each point lies; None for a point in none, or nowhere.

    Where areas overlap it is the smallest one, as `territories.locate` has it.
    """
    known: Sequence[Any] = session.execute(
        select(Territory.id, Territory.area_digest).where(Territory.area_digest.is_not(None)).order_by(Territory.id)
    ).all()
    if not known or not points:
        return [None] * len(points)
    found = _map(session, tuple(digest for _, digest in known), tuple(number for number, _ in known))
    labels = found.locate([each.longitude for each in points], [each.latitude for each in points], nearest=False)
    return [None if label is None else int(label) for label in labels.territory]


@lru_cache(maxsize=KEPT)
def _holder(key: tuple[tuple[str, ...], tuple[int, ...]]) -> dict[str, Any]:
    return {}


def _map(session: Session, digests: tuple[str, ...], numbers: tuple[int, ...]) -> Any:
    from territories import TerritoryMap, read_area  # takes a second, and few processes need it

    kept = _holder((digests, numbers))
    if "map" not in kept:
        rows = session.execute(select(Territory.id, Territory.area).where(Territory.id.in_(numbers))).all()
        kept["map"] = TerritoryMap.of(
            [str(number) for number, _ in rows], [read_area(area, str(number))[0] for number, area in rows]
        )
    return kept["map"]
