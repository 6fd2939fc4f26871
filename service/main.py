"""The application: every route of every capability over one database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from service import clock
from service.access import operations as access_operations
from service.access import routes as access_routes
from service.assets import routes as assets_routes
from service.bulk import routes as bulk_routes
from service.calendars import routes as calendars_routes
from service.cases import routes as cases_routes
from service.claims import routes as claims_routes
from service.clock import Clock
from service.clocks import routes as clocks_routes
from service.db import Database
from service.errors import Problem, from_database, not_kept
from service.evidence import routes as evidence_routes
from service.fieldwork import routes as fieldwork_routes
from service.intake import routes as intake_routes
from service.jobs import routes as jobs_routes
from service.notify import routes as notify_routes
from service.orchestration import routes as orchestration_routes
from service.planning import run_routes, slot_routes, stateless_routes
from service.portal import routes as portal_routes
from service.reports import events as event_routes
from service.reports import figure_routes
from service.reports import routes as reports_routes
from service.requests import Service
from service.routing import routes as routing_routes
from service.rulebook import routes as rulebook_routes
from service.schemas import ProblemDocument
from service.settings import Settings
from service.sla import routes as sla_routes
from service.teams import routes as teams_routes
from service.triage import routes as triage_routes
from service.workforce import routes as workforce_routes

ROUTERS = (
    access_routes.router,
    assets_routes.router,
    sla_routes.router,
    calendars_routes.router,
    portal_routes.router,
    intake_routes.uploads,
    intake_routes.router,
    triage_routes.router,
    cases_routes.router,
    workforce_routes.router,
    teams_routes.router,
    routing_routes.router,
    fieldwork_routes.router,
    run_routes.router,
    slot_routes.router,
    stateless_routes.router,
    claims_routes.router,
    clocks_routes.router,
    notify_routes.router,
    rulebook_routes.router,
    jobs_routes.router,
    orchestration_routes.router,
    evidence_routes.uploads,
    bulk_routes.uploads,
    bulk_routes.router,
    evidence_routes.router,
    event_routes.router,
    reports_routes.router,
    figure_routes.router,
)
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(settings: Settings, *, now: Clock = clock.now) -> FastAPI:
    """Return the application over the settings' database, whose schema must be the newest."""
    database = Database(settings.database_url)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = Service.open(settings, database, now, access_operations.authenticate)
        yield
        database.close()

    app = FastAPI(
        title="roundsman",
        summary="Records of post-delivery service, from a confirmed delivery to a closed case and a paid claim.",
        version=version("roundsman"),
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        responses={"4XX": {"model": ProblemDocument, "description": "Refused", "content": PROBLEM_CONTENT}},
        generate_unique_id_function=operation_id,
    )
    for router in ROUTERS:
        app.include_router(router)
    add_refusals(app)
    app.middleware("http")(secure)
    return app


PROBLEM_CONTENT: dict[str, Any] = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
}


def operation_id(route: APIRoute) -> str:
    """Return the name of a route in the OpenAPI document: its function's."""
    return route.name


async def secure(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Add to every answer the headers that keep a browser from using it otherwise than meant."""
    response = await answer(request)
    if response.status_code == 413:  # answered by the framework before any of our handlers
        response = refusal(Problem(413, "too_large", "the request has more bytes than are taken here"))
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def add_refusals(app: FastAPI) -> None:
    """Let every refusal, whoever raised it, be answered as a problem document."""

    @app.exception_handler(Problem)
    async def refuse(request: Request, problem: Problem) -> Response:
        return refusal(problem)

    @app.exception_handler(RequestValidationError)
    async def refuse_input(request: Request, error: RequestValidationError) -> Response:
        return refusal(from_validation(error))

    @app.exception_handler(HTTPException)
    async def refuse_route(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
        return refusal(Problem(error.status_code, code, str(error.detail)), dict(error.headers or {}))

    @app.exception_handler(StaleDataError)
    async def refuse_stale(request: Request, error: StaleDataError) -> Response:
        return refusal(Problem(409, "busy", "others are writing the same records; try again"))

    @app.exception_handler(OverflowError)
    async def refuse_number(request: Request, error: OverflowError) -> Response:
        return refusal(not_kept())

    @app.exception_handler(DBAPIError)
    async def refuse_database(request: Request, error: DBAPIError) -> Response:
        problem = from_database(error)
        if problem is None:
            raise error
        return refusal(problem)


def refusal(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """Return a refusal as its document."""
    return JSONResponse(problem.document(), problem.status, headers, media_type="application/problem+json")


def from_validation(error: RequestValidationError) -> Problem:
    """Return what was wrong with the input, all of it, the first of it foremost. What was sent is not repeated."""
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"][1:]), "code": fault["type"], "detail": fault["msg"]}
        for fault in error.errors()
    ]
    first = faults[0]
    detail = f"{first['field'] or 'the body'}: {first['detail']}"
    return Problem(422, "invalid_input", detail, field=first["field"] or None, errors=faults)
