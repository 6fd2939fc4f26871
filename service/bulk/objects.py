"""What a kind of record is in a file: its columns, and by which operations its rows come in."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from sqlalchemy import select

from service import rows
from service.context import Context
from service.schemas import shortest
from service.timeline.chain import plain
from service.timeline.operations import record
from service.transitions import Transitions

Values = dict[str, Any]
"""Parsed cells by the names of our fields."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file."""

    name: str
    """Its Salesforce name, or one with `__c` where Salesforce has none."""
    field: str
    """Our field: of the shape that a row is read into, and of the record that it is shown from."""
    refers: str | None = None
    """The kind of record whose `Id` the cells are."""
    json: bool = False
    shown_only: bool = False
    """Whether it is written and, in a file that comes in, passed over: what follows from other columns."""
    get: Callable[[Any], Any] | None = None
    """What is shown, where that is not the field."""

    def value_of(self, row: Any) -> Any:
        """Return what a record has in this column."""
        return getattr(row, self.field) if self.get is None else self.get(row)


@dataclass(frozen=True)
class Shape:
    """The columns of a file, and what its cells must be."""

    columns: tuple[Column, ...]
    created: type[BaseModel] | None
    amended: type[BaseModel] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Types of fields that are in neither shape."""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name, whatever its case."""
        return {column.name.casefold(): column for column in self.columns}

    @cached_property
    def adapters(self) -> dict[str, TypeAdapter[Any]]:
        """What reads the cells of each field."""
        shapes = [shape.model_fields for shape in (self.amended, self.created) if shape is not None]
        found: dict[str, Any] = {name: _annotation(info) for fields in shapes for name, info in fields.items()}
        return {name: TypeAdapter(annotation) for name, annotation in {**found, **self.extra}.items()}


def _annotation(info: FieldInfo) -> Any:
    kind: Any = info.annotation
    for each in info.metadata:
        kind = Annotated[kind, each]
    return kind


@dataclass(frozen=True)
class Past:
    """Where a row says when something happened and who did it, of records that were kept elsewhere before."""

    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields by what happened, `create` or an event of the life cycle: the first of them that is told counts."""
    author: str | None = None
    life: Mapping[str, "Life"] = field(default_factory=dict)
    """How a record got there, by status, where it is not as it would get there today."""


NO_PAST = Past()


@dataclass(frozen=True)
class Part(Shape):
    """Rows of a file of their own that belong to records of another: lines of an order, assets of a case."""

    name: str = ""
    parent: str = ""
    """The column that names the record they belong to."""
    field: str = ""
    """The field of that record's shape that takes them."""
    same: Callable[[Any, Values], Any | None] = lambda parent, values: None
    """Returns the row that the parent has already for these values, if it has one."""
    add: Callable[[Context, Any, Values], Any] | None = None
    """Adds one to a record that is there; without it they come with their record or not at all."""
    rows: Callable[[Any], Sequence[Any]] = lambda parent: ()
    """Returns those of a record, to be shown."""
    write: str = ""
    single: str | None = None
    """The one field that is taken of each, where the record's shape wants no more."""
    past: Past = NO_PAST


@dataclass(frozen=True)
class Life:
    """How a record gets to the status that its file says: by events of its life cycle, each with its gates."""

    transitions: Callable[[Any], Transitions]
    events: Mapping[str, Callable[[Context, Any, Values], object]]
    """What lets each event happen that a file can let happen."""
    target: Callable[[str], str | None] = lambda wanted: wanted
    """Returns the status to be reached now on the way to the one that is wanted; None if there is none yet."""
    status: Callable[[Any], str] = lambda row: str(row.status)


@dataclass(frozen=True)
class BulkObject(Shape):
    """A kind of record."""

    name: str = ""
    model: Any = None
    create: Callable[[Context, Values], Any] | None = None
    """Makes a record; without it records only go out, or are only amended."""
    amend: Callable[[Context, Any, Values], bool] | None = None
    """Changes fields of a record and returns whether they were others before."""
    fixed: frozenset[str] = frozenset()
    """Fields that are told when a record is made and not compared later."""
    known: Callable[[Context, Values], Any | None] | None = None
    """Finds the record that has the same key of its own: a code, a serial number."""
    parts: tuple[Part, ...] = ()
    begin: Life | None = None
    """What is to happen before that of which the rest of its life depends can come in."""
    life: Life | None = None
    past: Past = NO_PAST
    read: str = "records.read"
    write: str = "records.write"

    @property
    def amendable(self) -> frozenset[str]:
        """Fields that a file can change of a record that is there."""
        return (
            frozenset(self.amended.model_fields) if self.amended is not None and self.amend is not None else frozenset()
        )


def plain_create(model: Any) -> Callable[[Context, Values], Any]:
    """Return what makes a plain record, whose rules are all in its row."""

    def create(ctx: Context, values: Values) -> Any:
        row = model(**values)
        rows.check_references(ctx, row)
        ctx.session.add(row)
        record(ctx, row, "created")
        return row

    return create


def plain_amend(ctx: Context, row: Any, changes: Values) -> bool:
    """Change fields of a plain record."""
    for name, value in changes.items():
        setattr(row, name, value)
    rows.check_references(ctx, row)
    if not ctx.session.is_modified(row):
        return False
    record(ctx, row, "amended")
    return True


def same_key(model: Any, *fields: str) -> Callable[[Context, Values], Any | None]:
    """Return what finds the record that has the same values in these fields, which no two records have."""

    def find(ctx: Context, values: Values) -> Any | None:
        if any(values.get(name) is None for name in fields):
            return None
        equal = [getattr(model, name) == values[name] for name in fields]
        return ctx.session.scalars(select(model).where(rows.visible(model, ctx.actor), *equal)).first()

    return find


def shown(value: Any, *, as_json: bool = False) -> tuple[str, bool]:
    """Return a value as it stands in a cell, and whether it is text that a spreadsheet might run."""
    if value is None:
        return "", False
    if as_json:
        return json.dumps(plain(value), ensure_ascii=False, sort_keys=True), True
    if isinstance(value, bool):
        return str(value).lower(), False
    if isinstance(value, Enum):
        return str(value.value), True
    if isinstance(value, Decimal):
        return shortest(value), False
    if isinstance(value, datetime):
        return str(plain(value)), False
    if isinstance(value, int | float | date):
        return str(value), False
    return str(value), True
