"""What records are called in files: by the name they came with, else by one that no other installation gives."""

import re
from typing import Any

from sqlalchemy import select

from service.bulk.models import BulkOrigin, ExternalId
from service.context import Context
from service.errors import invalid

LONGEST = 200
OWN = re.compile(r"([A-Za-z0-9]+)-([0-9a-f]{8})-(\d{1,18})")


class Names:
    """The names of records, looked up once."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.origin = ctx.session.scalars(select(BulkOrigin.token)).one()
        self._found: dict[tuple[str, str], int | None] = {}

    def number(self, kind: str, name: str) -> int | None:
        """Return the number of the record of a kind that has a name; None if there is none."""
        if (kind, name) not in self._found:
            self._found[kind, name] = self._look_up(kind, name)
        return self._found[kind, name]

    def _look_up(self, kind: str, name: str) -> int | None:
        own = OWN.fullmatch(name)
        if own and own[1] == kind and own[2] == self.origin:
            return int(own[3])
        return self.ctx.session.scalar(
            select(ExternalId.record_id).where(ExternalId.object == kind, ExternalId.external_id == name)
        )

    def remember(self, kind: str, name: str, number: int) -> None:
        """Note the name of a record. A record has one: the name that it came with first."""
        if len(name) > LONGEST:
            raise invalid("Id", f"an Id has {LONGEST} characters at most")
        if name == self.own(kind, number):
            return
        if OWN.fullmatch(name) and name.split("-")[1] == self.origin:
            raise invalid("Id", f"there is no {kind} {name}", code="unknown_reference")
        known = self.ctx.session.scalars(
            select(ExternalId).where(ExternalId.object == kind, ExternalId.record_id == number)
        ).first()
        if known is not None and known.external_id != name:
            raise invalid("Id", f"this {kind} is here already, under the Id {known.external_id}", code="duplicate")
        if known is None:
            self.ctx.session.add(ExternalId(object=kind, external_id=name, record_id=number))
            self.ctx.session.flush()
        self._found[kind, name] = number

    def forget(self) -> None:
        """Look everything up anew: what was noted last was taken back."""
        self._found.clear()

    def own(self, kind: str, number: int) -> str:
        """Return the name of a record that came with none."""
        return f"{kind}-{self.origin}-{number}"

    def all_of(self, kind: str) -> dict[int, str]:
        """Return the names that records of a kind came with, by number."""
        found: Any = self.ctx.session.execute(
            select(ExternalId.record_id, ExternalId.external_id).where(ExternalId.object == kind)
        )
        return dict(found.all())
