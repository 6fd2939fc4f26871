"""``--roads``: travel from a table service, or a clear word why not."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.cli.terminal import refuse
from scheduler.day import Day
from scheduler.day.findings import DayCode
from scheduler.day.roads import with_roads
from territories.findings import Finding
from territories.roads import Patience, RoadCache, RoadsError, read_service


@dataclass(frozen=True)
class RoadOptions:
    """The service as it was named, and what to do around it; ``fallback``: plan without roads if it fails."""

    service: str | None
    profile: str | None = None
    cache: Path | None = None
    fallback: bool = False


def on_roads(day: Day, options: RoadOptions, *, as_json: bool) -> Day:
    """The day with the travel of the service, if one is named; what is noted joins the day's warnings.

    Leaves with status 2 if the service fails, unless the default travel is asked for in that case.
    """
    if options.service is None:
        return day
    try:
        service = read_service(options.service, options.profile)
    except RoadsError as error:
        refuse([f"--roads: {finding}" for finding in error.findings], as_json=as_json)
    cache = None if options.cache is None else RoadCache(options.cache)
    try:
        problem, notes = with_roads(day.problem, service, Patience(clock=time.monotonic), cache)
    except RoadsError as error:
        if not options.fallback:
            refuse([f"--roads: {finding}" for finding in error.findings], as_json=as_json)
        told = "; ".join(error.findings[:3]) + ("; ..." if len(error.findings) > 3 else "")
        message = f"travel is not over roads but estimated from great circles: {told}"
        return _warned(day, [_warning(DayCode.ROADS_FAILED, message, "an answer for every pair of places")])
    return _warned(
        replace(day, problem=problem), [_warning(DayCode.ROADS_NOTED, note, "places at a road") for note in notes]
    )


def _warning(code: DayCode, message: str, expected: str) -> Finding:
    return Finding(code, "--roads", message, expected)


def _warned(day: Day, warnings: list[Finding]) -> Day:
    return replace(day, warnings=(*day.warnings, *warnings))
