"""Making pages, and the route that takes what their forms send."""

import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import lru_cache
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.access.operations import COOKIE, csrf_token
from service.errors import Problem
from service.portal.forms import Form, read_form
from service.requests import Call, TransactionalRoute

LOGIN = "/portal/login"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
}


class PageRoute(TransactionalRoute):
    """A route of a page. The form is read before the transaction begins, and its hidden field proves who sends it.

    Whoever is not logged in is sent to where one does; any other refusal is a page that says so.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that answers with pages."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                if request.method == "POST":
                    await _take_form(request)
                return await answer(request)
            except Problem as problem:
                if problem.status == 401:
                    return RedirectResponse(LOGIN, 303)
                return page("refusal.html", problem=problem, status=problem.status)

        return handle


async def _take_form(request: Request) -> None:
    """Read a form and let its hidden field stand for the header that scripts send; refuse what another site sent."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "cross_site", "this form was sent from another site", rule="same_site")
    form = read_form(await request.body(), request.headers.get("content-type", ""))
    request.state.form = form
    if proof := form["csrf_token"]:
        request.scope["headers"].append((b"x-csrf-token", proof.encode()))


def form_of(call: Call) -> Form:
    """Return the form that was sent."""
    form: Form = call.request.state.form
    return form


def page(template: str, /, *, status: int = 200, **values: Any) -> Response:
    """Return a page."""
    values = {"name": None, "csrf_token": None, "form": Form({}), "faults": {}, **values}
    return HTMLResponse(_environment().get_template(template).render(**values), status, HEADERS)


def public_page(call: Call, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """Return a page for everybody, whose form works for those who happen to be logged in, too."""
    token = call.request.cookies.get(COOKIE)
    return page(template, status=status, csrf_token=csrf_token(token) if token else None, **values)


def own_page(call: Call, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """Return a page of somebody who is logged in, whose forms can prove that they are theirs."""
    token = csrf_token(call.request.cookies.get(COOKIE, ""))
    return page(template, status=status, name=call.ctx.actor.name, csrf_token=token, **values)


def once() -> str:
    """Return what a form is known by: sent twice, it is one message."""
    return secrets.token_urlsafe(16)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("service.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = moment
    made.filters["words"] = lambda value: str(value).replace("_", " ")
    return made


def moment(value: datetime) -> str:
    """Return an instant as people read it."""
    return f"{value.day} {value:%B %Y, %H:%M} UTC"
