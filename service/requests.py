"""From a request to an operation and back: one transaction each, who asks, versions, and repeated requests."""

import hashlib
import hmac
import json
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

import anyio
from fastapi import Depends, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from fastapi.routing import APIRoute

from service import idempotency, rows
from service.clock import Clock
from service.context import Actor, Context
from service.db import POOL, Database, Session
from service.errors import Problem
from service.files.storage import Store
from service.settings import Settings
from service.timeline.models import Recorded
from service.timeline.verify import signing_key

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEPT_HEADERS = ("content-type", "etag", "location")
ANONYMOUS = Actor(kind="anonymous", name="anonymous")

Row = TypeVar("Row", bound=Recorded)
Authenticate = Callable[[Request, Session, datetime], Actor]


@dataclass(frozen=True, slots=True)
class Service:
    """What every request of an application shares."""

    settings: Settings
    database: Database
    files: Store
    clock: Clock
    authenticate: Authenticate
    """Says who asks; `ANONYMOUS` for nobody known."""
    secret: bytes
    """The installation's key, by which repeated requests are recognised."""
    reading: anyio.CapacityLimiter
    writing: anyio.CapacityLimiter

    @classmethod
    def open(cls, settings: Settings, database: Database, clock: Clock, authenticate: Authenticate) -> "Service":
        """Return a service whose doors let in no more transactions than the database has connections.

        Those wait outside, without a thread: a thread that waits for a connection could be the one that its holder
        needs in order to finish. SQLite has one writer at a time, so the next one waits here and not for its lock.
        """
        writers = 1 if database.engine.dialect.name == "sqlite" else POOL // 2
        return cls(
            settings,
            database,
            Store(settings.files_url),
            clock,
            authenticate,
            signing_key(settings.signing_key),
            anyio.CapacityLimiter(POOL // 2),
            anyio.CapacityLimiter(writers),
        )

    def transaction(self, *, write: bool) -> AbstractAsyncContextManager[Session]:
        """Return a transaction that is begun and ended off the event loop."""
        return contextmanager_in_threadpool(self.database.transaction(write=write))


class TransactionalRoute(APIRoute):
    """A route whose every request is one transaction, kept before the answer is sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that answers within a transaction."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            service: Service = request.app.state.service
            write = request.method not in SAFE
            async with service.writing if write else service.reading, service.transaction(write=write) as session:
                now = service.clock()
                actor = await run_in_threadpool(service.authenticate, request, session, now)
                request.state.context = Context(session, actor, now)
                key = request.headers.get("idempotency-key") if request.method == "POST" else None
                return await (answer(request) if key is None else _once(request, key, answer))

        return handle


class UploadRoute(TransactionalRoute):
    """A route that takes a file. It is taken in before the transaction begins: whoever sends slowly holds up nobody.

    So who asks is looked at first, in a transaction of its own: nobody unknown fills the memory.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that takes the file in, and then answers within a transaction."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            service: Service = request.app.state.service
            async with service.reading, service.transaction(write=False) as session:
                if await run_in_threadpool(service.authenticate, request, session, service.clock()) is ANONYMOUS:
                    raise not_authenticated()
            request.state.content = await request.body()
            return await answer(request)

        return handle


class DetachedRoute(TransactionalRoute):
    """A route that has nothing to do with records: only who asks is looked up, in a transaction that is over then."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that answers outside of every transaction."""
        answer = APIRoute.get_route_handler(self)

        async def handle(request: Request) -> Response:
            service: Service = request.app.state.service
            async with service.reading, service.transaction(write=False) as session:
                now = service.clock()
                actor = await run_in_threadpool(service.authenticate, request, session, now)
            request.state.context = Context(session, actor, now)
            return await answer(request)

        return handle


def not_authenticated() -> Problem:
    """Return the refusal of somebody unknown."""
    return Problem(401, "not_authenticated", "log in, or send a key as a bearer token")


async def _once(request: Request, key: str, answer: Callable[[Request], Coroutine[Any, Any, Response]]) -> Response:
    ctx: Context = request.state.context
    # Not the host: the same request may come again by another name of the service.
    asked = f"{request.method} {request.url.path}?{request.url.query}\n"
    # With a key that is not in the database: what is asked may be a login with its password.
    secret = request.app.state.service.secret
    wanted = hmac.new(secret, asked.encode() + await request.body(), hashlib.sha256).hexdigest()
    remembered = await run_in_threadpool(
        idempotency.answer_for,
        ctx.session,
        actor=f"{ctx.actor.kind}:{ctx.actor.id}",
        key=key,
        request=wanted,
        now=ctx.now,
    )
    if remembered.status is not None and remembered.body is None:
        detail = "this was done, and answered with what is shown only once"
        raise Problem(409, "shown_once", detail, rule="shown_once", field="Idempotency-Key")
    if remembered.status is not None:
        kept = {**json.loads(remembered.headers or "{}"), "idempotency-replayed": "true"}
        return Response(remembered.body, remembered.status, kept)
    response = await answer(request)
    remembered.status = response.status_code
    remembered.headers = json.dumps({name: response.headers[name] for name in KEPT_HEADERS if name in response.headers})
    remembered.body = None if getattr(request.state, "shown_once", False) else bytes(response.body).decode()
    return response


@dataclass(frozen=True, slots=True)
class Call:
    """One request at a route: its context, and the conditions and headers of the HTTP around it."""

    ctx: Context
    request: Request
    response: Response

    @property
    def service(self) -> Service:
        """What every request of the application shares."""
        service: Service = self.request.app.state.service
        return service

    @property
    def content(self) -> bytes:
        """The file that was sent, at a route that takes one."""
        content: bytes = self.request.state.content
        return content

    def load(self, model: type[Row], key: int, *, conditional: bool = False) -> Row:
        """Return the row that the path names, if the actor may see it; locked if the request will write.

        An `If-Match` that is not the row's version is refused with 412 and the current one. With `conditional` a
        request without `If-Match` is refused with 428.
        """
        row = rows.load(self.ctx, model, key, lock=self.request.method not in SAFE)
        condition = self.request.headers.get("if-match")
        if condition is None and conditional:
            raise Problem(
                428,
                "condition_required",
                "send If-Match with the ETag of the version you have seen",
                field="If-Match",
                allowed=[etag(row)],
            )
        if condition not in (None, "*", etag(row)):
            raise Problem(
                412,
                "version_changed",
                "the record was changed since the version you have seen",
                field="If-Match",
                allowed=[etag(row)],
                current_version=row.version,
            )
        return row

    def show_once(self) -> None:
        """Say that the answer holds a secret: it is remembered nowhere, and a repeated request is told so."""
        self.request.state.shown_once = True

    def show(self, row: Row) -> Row:
        """Return the row as the answer, with its version as ETag."""
        self.response.headers["ETag"] = etag(row)
        return row

    def created(self, row: Row) -> Row:
        """Return the new row as the answer, with its version as ETag and its place as Location."""
        self.response.headers["Location"] = f"{self.request.url.path}/{row.id}"
        return self.show(row)


def etag(row: Recorded) -> str:
    """Return the ETag of a row's version."""
    return f'"{row.version}"'


def _call(request: Request, response: Response) -> Call:
    return Call(request.state.context, request, response)


class Allow:
    """A route's permissions, of which one is enough: 401 for nobody known, 403 for somebody without any.

    Without permissions everybody is let in.
    """

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def __call__(self, request: Request) -> None:
        """Refuse who may not."""
        actor: Actor = request.state.context.actor
        if not self.permissions or any(map(actor.may, self.permissions)):
            return
        if actor.kind == "anonymous":
            raise not_authenticated()
        actor.must(self.permissions[0])


def allow(*permissions: str) -> Any:
    """Return the dependency that holds a route to permissions; every route has one, `allow()` if it is public."""
    return Depends(Allow(*permissions))


Asked = Annotated[Call, Depends(_call)]
"""The parameter of a route that gives it the request."""
