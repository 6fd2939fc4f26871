"""What records are called elsewhere, and what this installation calls its own."""

import secrets

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base
from service.db import Session


class ExternalId(Base):
    """The name that a record has where it was imported from."""

    __tablename__ = "external_id"
    __table_args__ = (UniqueConstraint("object", "record_id"),)

    object: Mapped[str] = mapped_column(primary_key=True)
    """The kind of record, by its Salesforce name."""
    external_id: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int]


class BulkOrigin(Base):
    """What sets the names of this installation's records apart from those of any other; one row."""

    __tablename__ = "bulk_origin"

    token: Mapped[str] = mapped_column(primary_key=True)


def ship_origin(session: Session) -> None:
    """Give the installation its token if it has none."""
    if session.scalar(select(BulkOrigin.token)) is None:
        session.add(BulkOrigin(token=secrets.token_hex(4)))
