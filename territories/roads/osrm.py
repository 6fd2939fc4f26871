"""OSRM's table service, version 1: ``GET /table/v1/{profile}/{lon},{lat};...``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from territories.roads.block import LONGEST_METRES, LONGEST_SECONDS, Block, Point, moved, point, table
from territories.roads.client import Client, RoadsError

PROFILE = "driving"


def ask(client: Client, url: str, profile: str, sources: Sequence[Point], targets: Sequence[Point]) -> Block:
    """The block from some places to some; raises :class:`RoadsError`."""
    places = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in (*sources, *targets))
    first = ";".join(str(index) for index in range(len(sources)))
    second = ";".join(str(len(sources) + index) for index in range(len(targets)))
    query = f"annotations=duration,distance&sources={first}&destinations={second}"
    status, answer = client.ask("GET", f"{url}/table/v1/{profile}/{places}?{query}")
    if not isinstance(answer, dict) or answer.get("code") != "Ok":
        raise RoadsError([_refusal(status, answer)])
    size = len(sources), len(targets)
    return Block(
        table(answer.get("durations"), *size, "durations", LONGEST_SECONDS),
        table(answer.get("distances"), *size, "distances", LONGEST_METRES),
        moved(sources, iter(_roads(answer.get("sources"), len(sources)))),
        moved(targets, iter(_roads(answer.get("destinations"), len(targets)))),
    )


def _refusal(status: int, answer: Any) -> str:
    told = answer if isinstance(answer, dict) else {}
    words = [str(told[key]) for key in ("code", "message") if key in told]
    return f"status {status}, {': '.join(words) or 'no answer of OSRM'}"


def _roads(waypoints: Any, count: int) -> list[Point | None]:
    if not isinstance(waypoints, list) or len(waypoints) != count:
        return [None] * count
    places = [waypoint.get("location") if isinstance(waypoint, dict) else None for waypoint in waypoints]
    return [point(place[1], place[0]) if isinstance(place, list) and len(place) == 2 else None for place in places]
