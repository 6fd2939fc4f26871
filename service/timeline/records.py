"""Records against their timeline: what was changed, removed or put in without an event, as far as events tell it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select

from service.columns import Base
from service.db import Session
from service.timeline.chain import plain
from service.timeline.models import Event, Recorded

AT_ONCE = 400
"""Records that are read at once."""


@dataclass(slots=True)
class Told:
    """What a record must be by its timeline: the last that was told of each column, and by how many events."""

    number: int
    sequence: int = 0
    columns: dict[str, Any] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Take in the next event."""
        self.sequence = event.sequence
        self.columns |= json.loads(event.data).get("after", {})


def recorded() -> dict[str, Any]:
    """Return every kind of record that stands on the timeline, by table."""
    classes: list[Any] = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Recorded)]
    return {each.__tablename__: each for each in classes}


def differences(session: Session, model: Any, told: list[Told]) -> Iterator[tuple[Told, str]]:
    """Yield records that are not as their timelines tell, and what is wrong with each."""
    names = sorted({name for each in told for name in each.columns if hasattr(model, name)})
    for start in range(0, len(told), AT_ONCE):
        some = told[start : start + AT_ONCE]
        wanted = select(model.id, *(getattr(model, name) for name in names))
        found = {row.id: row for row in session.execute(wanted.where(model.id.in_([each.number for each in some])))}
        for each in some:
            row = found.get(each.number)
            if row is None:
                yield each, "its record is gone"
            else:
                held = {name: getattr(row, name) for name in names if name in each.columns}
                if other := [name for name, value in held.items() if not same(value, each.columns[name])]:
                    yield each, f"is not the last change of its record: {', '.join(other)}"


def same(value: Any, told: Any) -> bool:
    """Return whether a value is the one that an event tells."""
    if isinstance(value, Decimal) and isinstance(told, str):
        return value == Decimal(told)
    return bool(plain(value) == told)


def untold(session: Session) -> Iterator[tuple[str, int]]:
    """Yield the records of which no event tells: kind and number."""
    for table, model in sorted(recorded().items()):
        told = exists().where(Event.record_type == table, Event.record_id == model.id)
        for number in session.scalars(select(model.id).where(~told).order_by(model.id)):
            yield table, number
