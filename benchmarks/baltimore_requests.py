"""The pool of Baltimore's service requests, mapped onto one working day."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from benchmarks.baltimore_rules import (
    DUE_ON_THE_DAY,
    EARLIEST_DUE_HOUR,
    FIELD_AGENCIES,
    MOST_WITHOUT_PLACE,
    PLACEHOLDER_LATITUDE,
    RESIDENT_WINDOWS,
    needs,
    priority,
    type_rule,
)
from territories import TerritoryMap

ZONE = ZoneInfo("America/New_York")
FIRST_DAY = date(2018, 5, 21)
_TIMES = "%m/%d/%Y %I:%M:%S %p"
_SATURDAY = 5


@dataclass(frozen=True)
class Request:
    """A request as work of the day. A place that is not known has no coordinates; one outside has no territory."""

    id: str
    kind: str
    agency: str
    address: str
    latitude: float | None
    longitude: float | None
    territory: str | None
    minutes: int
    skills: tuple[tuple[str, int], ...]
    priority: int
    due: datetime | None
    window: tuple[datetime, datetime] | None
    crew: int = 1
    after: str | None = None


@dataclass(frozen=True)
class Pool:
    """The requests of one working day, and how they were come by."""

    day: date
    pooled_days: int
    left_out: int
    requests: tuple[Request, ...]


def pool_requests(folder: Path, territories: TerritoryMap, inside: int = 300, first_day: date = FIRST_DAY) -> Pool:
    """Pool whole days from ``first_day`` on until at least ``inside`` field requests lie in a territory.

    The day planned is the first working day after the last one pooled. Raises ``ValueError`` if the data ends before.
    """
    frame = _field_requests(folder, first_day)
    located = territories.locate(frame["longitude"], frame["latitude"], nearest=False)
    frame["territory"] = located.territory
    by_day = frame["territory"].notna().groupby(frame["created"].dt.date).sum().cumsum()
    enough = by_day[by_day >= inside]
    if enough.empty:
        raise ValueError(f"only {by_day.max() if len(by_day) else 0} requests inside from {first_day} on, not {inside}")
    last = enough.index[0]
    frame = frame[frame["created"].dt.date <= last]
    kept = _capped(frame)
    day = _working_day_after(last)
    requests = tuple(_request(row, due, day) for row, due in zip(kept.to_dict("records"), _due(kept, day), strict=True))
    return Pool(day, (last - first_day).days + 1, len(frame) - len(kept), requests)


def _field_requests(folder: Path, first_day: date) -> pd.DataFrame:
    """Requests of field agencies from a day on, in the order of creation; placeholders have no coordinates."""
    raw = pd.read_csv(folder / "service_requests.csv", dtype=str)
    frame = pd.DataFrame(
        {
            "id": raw["ServiceRequestNum"],
            "kind": raw["SRType"],
            "agency": raw["Agency"],
            "address": raw["Address"].fillna(""),
            "created": pd.to_datetime(raw["CreatedDate"], format=_TIMES),
            "due": pd.to_datetime(raw["DueDate"], format=_TIMES),
            "latitude": raw["Latitude"].astype(float),
            "longitude": raw["Longitude"].astype(float),
        }
    )
    unknown = (frame["latitude"] == PLACEHOLDER_LATITUDE) & (frame["longitude"] % 1 == 0)
    frame.loc[unknown, ["latitude", "longitude"]] = np.nan
    frame["days"] = (frame["due"] - frame["created"]).dt.total_seconds() / 86_400
    chosen = frame["agency"].isin(FIELD_AGENCIES) & (frame["created"].dt.date >= first_day)
    ordered: pd.DataFrame = frame[chosen].sort_values(["created", "id"], ignore_index=True)
    return ordered


def _capped(frame: pd.DataFrame) -> pd.DataFrame:
    """The requests less those without a known place beyond ``MOST_WITHOUT_PLACE`` of what stays."""
    without = frame["latitude"].isna()
    most = int((~without).sum() * MOST_WITHOUT_PLACE / (1 - MOST_WITHOUT_PLACE))
    return frame[~without | (without.cumsum() <= most)]


def _working_day_after(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def _due(frame: pd.DataFrame, day: date) -> list[datetime | None]:
    """When each request is due: the time of day is the data's (not before ``EARLIEST_DUE_HOUR``).

    The day is the planned one for the share ``DUE_ON_THE_DAY`` with the shortest promise; for the others it is as many
    whole days later as were promised, at least one. Without a promise there is no due time.
    """
    ranked = frame.sort_values(["days", "id"], na_position="last").index
    today = set(ranked[: ceil(DUE_ON_THE_DAY * len(frame))])
    result: list[datetime | None] = []
    for index, due, days in zip(frame.index, frame["due"], frame["days"], strict=True):
        if pd.isna(due):
            result.append(None)
            continue
        later = 0 if index in today else max(1, int(days))
        moment = max(due.time().replace(second=0, microsecond=0), time(EARLIEST_DUE_HOUR))
        result.append(datetime.combine(day + timedelta(days=later), moment, ZONE))
    return result


def _request(row: Mapping[Hashable, Any], due: datetime | None, day: date) -> Request:
    known: dict[Hashable, Any] = {name: None if pd.isna(value) else value for name, value in row.items()}
    rule = type_rule(known["kind"])
    return Request(
        id=known["id"],
        kind=known["kind"],
        agency=known["agency"],
        address=known["address"],
        latitude=known["latitude"],
        longitude=known["longitude"],
        territory=known["territory"],
        minutes=rule.minutes,
        skills=needs(known["agency"], known["kind"]),
        priority=priority(known["days"]),
        due=due,
        window=_window(known["created"], day) if rule.resident else None,
    )


def _window(created: datetime, day: date) -> tuple[datetime, datetime]:
    hour = created.hour + created.minute / 60
    start, end = min(RESIDENT_WINDOWS, key=lambda hours: abs((hours[0] + hours[1]) / 2 - hour))
    return datetime.combine(day, time(start), ZONE), datetime.combine(day, time(end), ZONE)
