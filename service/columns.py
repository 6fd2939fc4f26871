"""Column types that mean the same on SQLite and PostgreSQL, and the base of every row."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Enum, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""An integer of 64 bits; on SQLite under the name that lets a primary key count up."""

PLACES = 4
"""Decimal places an amount is kept with; how many are shown is its currency's."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes only, gives them back in UTC, and compares in SQL as it does in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What it gives in Python."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value}")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact amount with four decimal places, kept as a whole number of ten-thousandths.

    So sums are exact on SQLite too, which has no decimals, and a CHECK reads the same on both databases.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return the amount as the database keeps it. An amount that would lose places is an error."""
        if value is None:
            return None
        scaled = value.scaleb(PLACES)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {PLACES} decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the amount with its four places."""
        return None if value is None else Decimal(value).scaleb(-PLACES)


def choice(kind: type[StrEnum], name: str | None = None) -> Enum:
    """Return a column type that holds one value of `kind` as text, and refuses others in the database too.

    `name` tells its constraint from another's where a table has several columns of one kind.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every table. Constraints are named, because a refusal by the database is recognised by the name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy when the class is made
        int: WHOLE,
        str: Text(),
        date: Date(),
        datetime: UtcDateTime(),
        Decimal: Amount(),
    }


class Numbered:
    """A row with a number of its own."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-2)
