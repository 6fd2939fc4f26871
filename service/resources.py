"""Plain records: those that are made, read, listed and amended, and whose rules are all in their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from sqlalchemy import inspect

from service import rows
from service.errors import invalid
from service.requests import Asked, Call, TransactionalRoute, allow
from service.rows import Page, PageQuery
from service.timeline.models import Recorded
from service.timeline.operations import record

LARGEST_BODY = 1_000_000
"""Bytes of a request."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of plain record and the shapes it has outside."""

    model: Any
    """Its row: a `Recorded`."""
    path: str
    """Its place under the API, a plural noun."""
    created: type[BaseModel]
    """What it is made from."""
    shown: type[BaseModel]
    """What is shown of it."""
    amended: type[BaseModel]
    """What of it can be amended; what is left out stays as it is."""
    query: type[PageQuery]
    """Its list's filters."""
    read: str
    write: str
    sortable: Sequence[str] = ()

    @property
    def name(self) -> str:
        """What one record is called."""
        return str(self.model.__tablename__).replace("_", " ")


def add_routes(router: APIRouter, resource: Resource) -> None:
    """Give a router the four routes of a plain record: list, create, read, amend."""
    _add_reading(router, resource)
    _add_writing(router, resource)


def _add_reading(router: APIRouter, resource: Resource) -> None:
    def list_rows(query: Any, call: Asked) -> Any:
        return rows.page(call.ctx, resource.model, query, sortable=resource.sortable)

    def read_row(key: int, call: Asked) -> Any:
        return call.show(call.load(resource.model, key))

    list_rows.__annotations__["query"] = query_model(resource.query)
    permission = allow(resource.read)
    name = resource.name
    router.get(
        f"/{resource.path}",
        response_model=Page[resource.shown],  # type: ignore[name-defined]
        dependencies=[permission],
        summary=f"List {resource.path.replace('-', ' ')}",
        operation_id=f"list_{resource.path.replace('-', '_')}",
    )(list_rows)
    router.get(
        f"/{resource.path}/{{key}}",
        response_model=resource.shown,
        dependencies=[permission],
        summary=f"Read one {name}",
        operation_id=f"read_{name.replace(' ', '_')}",
    )(read_row)


def _add_writing(router: APIRouter, resource: Resource) -> None:
    def create_row(body: Any, call: Asked) -> Any:
        return call.created(create(call, resource, body))

    def amend_row(key: int, body: Any, call: Asked) -> Any:
        return call.show(amend(call, resource, key, body))

    create_row.__annotations__["body"] = resource.created
    amend_row.__annotations__["body"] = resource.amended
    permission = allow(resource.write)
    name = resource.name
    router.post(
        f"/{resource.path}",
        response_model=resource.shown,
        status_code=201,
        dependencies=[permission],
        summary=f"Create one {name}",
        operation_id=f"create_{name.replace(' ', '_')}",
    )(create_row)
    router.patch(
        f"/{resource.path}/{{key}}",
        response_model=resource.shown,
        dependencies=[permission],
        summary=f"Amend one {name}",
        operation_id=f"amend_{name.replace(' ', '_')}",
    )(amend_row)


def create(call: Call, resource: Resource, body: BaseModel) -> Recorded:
    """Make a record from what was sent."""
    row: Recorded = resource.model(**body.model_dump())
    rows.check_references(call.ctx, row)  # type: ignore[arg-type]
    call.ctx.session.add(row)
    record(call.ctx, row, "created")
    return row


def amend(call: Call, resource: Resource, key: int, body: BaseModel) -> Recorded:
    """Change of a record what was sent; nothing happens, and nothing is told, if that is how it is already."""
    row: Recorded = call.load(resource.model, key, conditional=True)
    columns = inspect(resource.model).columns
    for name, value in body.model_dump(exclude_unset=True).items():
        if value is None and not columns[name].nullable:
            raise invalid(name, f"{name} cannot be taken away")
        setattr(row, name, value)
    rows.check_references(call.ctx, row)  # type: ignore[arg-type]
    if call.ctx.session.is_modified(row):
        record(call.ctx, row, "amended")
    return row


def query_model(query: type[PageQuery]) -> Any:
    """Return the annotation by which a route reads a list's parameters."""
    return Annotated[query, Query()]


def api_router(
    tag: str, *, route_class: type[TransactionalRoute] = TransactionalRoute, largest: int = LARGEST_BODY
) -> APIRouter:
    """Return a router under the API's root whose routes are transactions, for requests of `largest` bytes."""
    return APIRouter(prefix="/api/v1", tags=[tag], route_class=route_class, max_body_size=largest)


def file_body(media_type: str, description: str) -> dict[str, Any]:
    """Return what the OpenAPI document says of a route whose body is a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary", "description": description}}}
    return {"requestBody": {"required": True, "content": content}}


def file_answer(content: bytes, media_type: str, name: str, *, version: str | None = None) -> Response:
    """Return a file as an answer: to be saved under its name, and neither guessed at, nor framed, nor run."""
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if version is not None:
        headers["ETag"] = f'"{version}"'
    return Response(content, media_type=media_type, headers=headers)
