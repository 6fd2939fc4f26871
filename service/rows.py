"""Reading records: the one place that says which rows an actor sees, for one row and for pages of them."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, and_, false, inspect, literal, select, true, tuple_

from service.columns import Base, Numbered
from service.context import Actor, Context
from service.errors import Problem, invalid, not_found
from service.timeline.chain import plain

Row = TypeVar("Row", bound=Numbered)
Item = TypeVar("Item")

CUSTOMER: dict[type, Callable[[int], ColumnElement[bool]]] = {}
"""Of a kind of record, what a customer of an account sees; of a kind that is not here, nothing."""
INSTALLER: dict[type, Callable[[int], ColumnElement[bool]]] = {}
"""Of a kind of record, what the installer who is a technician sees; of a kind that is not here, nothing."""


def visible(model: type[Numbered], actor: Actor) -> ColumnElement[bool]:
    """Return the condition for the rows of `model` that `actor` sees.

    Whoever belongs to an account or is a technician sees what that gives, and no permission widens it.
    """
    seen: ColumnElement[bool] = true()
    if actor.account_id is not None:
        seen = and_(seen, CUSTOMER[model](actor.account_id) if model in CUSTOMER else false())
    if actor.technician_id is not None:
        seen = and_(seen, INSTALLER[model](actor.technician_id) if model in INSTALLER else false())
    return seen


def load(ctx: Context, model: type[Row], key: int, *, lock: bool = False) -> Row:
    """Return the row with a number, locked until the transaction ends if asked; 404 if there is none to see.

    The lock keeps others from changing the row, and not from making rows that refer to it.
    """
    statement = select(model).where(model.id == key, visible(model, ctx.actor))
    if lock:
        statement = statement.with_for_update(key_share=True, of=model).execution_options(populate_existing=True)
    row = ctx.session.scalars(statement).first()
    if row is None:
        raise not_found(model.__tablename__, key)  # type: ignore[attr-defined]
    return row


def refer(ctx: Context, model: type[Row], key: int, field: str, *, lock: bool = False) -> Row:
    """Return the row that an input refers to; a 422 that names the field if there is none to see."""
    try:
        return load(ctx, model, key, lock=lock)
    except Problem as missing:
        raise invalid(field, missing.detail, code="unknown_reference") from None


def check_references(ctx: Context, row: Base) -> None:
    """Refuse, naming the field, a row that refers to a record the actor cannot see."""
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for column in inspect(type(row)).columns:
        value = getattr(row, column.key)
        for reference in column.foreign_keys if value is not None else ():
            target = models.get(reference.column.table)
            if target is not None and reference.column.primary_key and issubclass(target, Numbered):
                refer(ctx, target, value, column.key)


class PageQuery(BaseModel):
    """What every list takes: where to go on, how many, and in which order. Lists add their filters."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(None, description="The `next` of the page before; nothing for the first page.")
    limit: int = Field(50, ge=1, le=500, description="How many at most.")
    sort: str = Field("id", description="The field to sort by, with a minus for the reverse.", examples=["-id"])


class Page(BaseModel, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


def page(
    ctx: Context,
    model: type[Row],
    query: PageQuery,
    *,
    sortable: Sequence[str] = (),
    where: Sequence[ColumnElement[bool]] = (),
) -> dict[str, Any]:
    """Return one page of the rows of `model` that the actor sees and that the query's filters let through.

    A filter is named like its column, with `_from` or `_before` for the ends of a half-open range. `sortable` are the
    columns, none of them nullable, that the list can be sorted by beside the number. Pages neither repeat nor skip a
    row that stays as it is, whatever is added meanwhile.
    """
    sort, backwards = query.sort.removeprefix("-"), query.sort.startswith("-")
    if sort not in ("id", *sortable):
        raise invalid("sort", f"the list cannot be sorted by {sort}", allowed=["id", *sortable])
    column = getattr(model, sort)
    order = [column, model.id] if sort != "id" else [model.id]
    statement = select(model).where(visible(model, ctx.actor), *_filters(model, query), *where)
    if query.cursor:
        last = [literal(value, each.type) for value, each in zip(_position(query, order), order, strict=True)]
        at, here = tuple_(*order), tuple_(*last)
        statement = statement.where(at < here if backwards else at > here)
    ordered = statement.order_by(*(each.desc() if backwards else each.asc() for each in order))
    found = ctx.session.scalars(ordered.limit(query.limit + 1)).all()
    items = found[: query.limit]
    more = len(found) > query.limit
    return {"items": items, "next": _cursor(query, [getattr(items[-1], each.key) for each in order]) if more else None}


def _filters(model: type[Numbered], query: PageQuery) -> list[ColumnElement[bool]]:
    asked = query.model_dump(exclude=set(PageQuery.model_fields), exclude_none=True)
    conditions = []
    for name, value in asked.items():
        if name.endswith("_from"):
            conditions.append(getattr(model, name.removesuffix("_from")) >= value)
        elif name.endswith("_before"):
            conditions.append(getattr(model, name.removesuffix("_before")) < value)
        else:
            conditions.append(getattr(model, name) == value)
    return conditions


def _cursor(query: PageQuery, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([query.sort, *plain(values)]).encode()).decode()


def _position(query: PageQuery, order: list[Any]) -> list[Any]:
    try:
        sort, *values = json.loads(base64.urlsafe_b64decode(query.cursor or ""))
        if sort != query.sort or len(values) != len(order):
            raise ValueError(sort)
        kinds = [TypeAdapter(column.type.python_type) for column in order]
        return [kind.validate_python(value) for kind, value in zip(kinds, values, strict=True)]
    except (binascii.Error, ValueError, TypeError, ValidationError):
        raise invalid("cursor", "this cursor is not from this list in this order") from None
