"""Cases: the queue, the life cycle, and what hangs on a case."""

from typing import Annotated, Any

from fastapi import Query

from service import rows
from service.cases import operations, queries
from service.cases.models import Case, SupplierReturn
from service.cases.schemas import (
    Assignment,
    CaseIn,
    CaseOut,
    CasePatch,
    CaseQuery,
    Closed,
    CommentIn,
    CommentOut,
    CsatLink,
    Journey,
    LineIn,
    Rating,
    Reason,
    Resolution,
    ReturnIn,
    ReturnOut,
    ReturnQuery,
    Tags,
    Waiting,
)
from service.errors import invalid
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page

router = api_router("cases")
READ, WRITE, RESOLVE = [allow("service.read")], [allow("service.write")], [allow("service.resolve")]
RETURNS = [allow("returns.write")]


@router.get("/cases", dependencies=READ, response_model=Page[CaseOut])
def list_cases(query: Annotated[CaseQuery, Query()], call: Asked) -> Any:
    """List cases; sorted by `due_at` the list is by risk of missing the SLA."""
    others = queries.conditions(call.ctx.actor, query)
    columns = query.model_copy(update={"queue": None, "tag": None, "asset_id": None})
    return rows.page(call.ctx, Case, columns, sortable=("opened_at", "due_at"), where=others)


@router.post("/cases", dependencies=WRITE, status_code=201, response_model=CaseOut)
def open_case(body: CaseIn, call: Asked) -> Any:
    """Open a case. Gate 1: not without an asset."""
    return call.created(operations.open_case(call.ctx, **body.model_dump()))


@router.get("/cases/{key}", dependencies=READ, response_model=CaseOut)
def read_case(key: int, call: Asked) -> Any:
    """Read one case."""
    return call.show(call.load(Case, key))


@router.patch("/cases/{key}", dependencies=WRITE, response_model=CaseOut)
def amend_case(key: int, body: CasePatch, call: Asked) -> Any:
    """Amend a case. A priority derives the due time anew; a reason code routes to its team, unless one is named."""
    case = call.load(Case, key, conditional=True)
    changes = body.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and not Case.__table__.columns[name].nullable:
            raise invalid(name, f"{name} cannot be taken away")
    operations.amend_case(call.ctx, case, changes=changes)
    return call.show(case)


@router.get("/cases/{key}/journey", dependencies=[allow("records.read")], response_model=Journey)
def read_journey(key: int, call: Asked) -> Any:
    """Export everything that happened to a case and to what came of it, from the first message on."""
    case = call.load(Case, key)
    return {"case": case, "events": queries.journey(call.ctx, case)}


@router.post("/cases/{key}/lines", dependencies=WRITE, status_code=201, response_model=CaseOut)
def add_line(key: int, body: LineIn, call: Asked) -> Any:
    """Add an asset to a case."""
    case = call.load(Case, key)
    operations.add_line(call.ctx, case, **body.model_dump())
    return call.show(case)


@router.delete("/cases/{key}/lines/{position}", dependencies=WRITE, response_model=CaseOut)
def remove_line(key: int, position: int, call: Asked) -> Any:
    """Take an asset off a case. Gate 1: not the last one."""
    case = call.load(Case, key)
    operations.remove_line(call.ctx, case, position=position)
    return call.show(case)


@router.post("/cases/{key}/assign", dependencies=WRITE, response_model=CaseOut)
def assign_case(key: int, body: Assignment, call: Asked) -> Any:
    """Give a case to somebody, or to nobody."""
    case = call.load(Case, key)
    operations.assign(call.ctx, case, **body.model_dump())
    return call.show(case)


@router.post("/cases/{key}/escalate", dependencies=[allow("service.escalate")], response_model=CaseOut)
def escalate_case(key: int, body: Reason, call: Asked) -> Any:
    """Escalate a case: its priority rises to high, and urgent stays urgent."""
    case = call.load(Case, key)
    operations.escalate(call.ctx, case, reason=body.reason)
    return call.show(case)


@router.post("/cases/{key}/triage", dependencies=WRITE, response_model=CaseOut)
def triage_case(key: int, call: Asked) -> Any:
    """Note that a case was looked at and its stamps are right."""
    case = call.load(Case, key)
    operations.move(call.ctx, case, "triage")
    return call.show(case)


@router.post("/cases/{key}/start", dependencies=WRITE, response_model=CaseOut)
def start_case(key: int, call: Asked) -> Any:
    """Begin to work on a case."""
    case = call.load(Case, key)
    operations.move(call.ctx, case, "start")
    return call.show(case)


@router.post("/cases/{key}/wait", dependencies=WRITE, response_model=CaseOut)
def wait_case(key: int, body: Waiting, call: Asked) -> Any:
    """Wait for the customer or a supplier; the clock stands still."""
    case = call.load(Case, key)
    operations.wait(call.ctx, case, **body.model_dump())
    return call.show(case)


@router.post("/cases/{key}/resume", dependencies=WRITE, response_model=CaseOut)
def resume_case(key: int, call: Asked) -> Any:
    """Go on after waiting; the due time moves by how long it was."""
    case = call.load(Case, key)
    operations.move(call.ctx, case, "resume")
    return call.show(case)


@router.post("/cases/{key}/cancel", dependencies=WRITE, response_model=CaseOut)
def cancel_case(key: int, body: Reason, call: Asked) -> Any:
    """Cancel a case."""
    case = call.load(Case, key)
    operations.move(call.ctx, case, "cancel", reason=body.reason)
    return call.show(case)


@router.post("/cases/{key}/resolve", dependencies=RESOLVE, response_model=CaseOut)
def resolve_case(key: int, body: Resolution, call: Asked) -> Any:
    """Note how a case was resolved."""
    case = call.load(Case, key)
    operations.resolve(call.ctx, case, path=body.resolution_path, notes=body.resolution_notes)
    return call.show(case)


@router.post("/cases/{key}/close", dependencies=RESOLVE, response_model=Closed)
def close_case(key: int, call: Asked) -> Any:
    """Close a resolved case. The link in the answer lets the customer rate it once, now or later."""
    case = call.load(Case, key)
    token = operations.close(call.ctx, case)
    return {"case": call.show(case), "csat_link": f"/api/v1/csat/{token}"}


@router.post("/cases/{key}/csat-link", dependencies=WRITE, response_model=CsatLink)
def renew_csat_link(key: int, call: Asked) -> Any:
    """Make a new one-time link for a closed case that was not rated; the one before is worth nothing then."""
    case = call.load(Case, key)
    token = operations.renew_csat_link(call.ctx, case)
    call.show(case)
    return {"csat_link": f"/api/v1/csat/{token}"}


@router.post("/cases/{key}/reopen", dependencies=WRITE, response_model=CaseOut)
def reopen_case(key: int, body: Reason, call: Asked) -> Any:
    """Take a case up again, with a new clock."""
    case = call.load(Case, key)
    operations.reopen(call.ctx, case, reason=body.reason)
    return call.show(case)


@router.post("/csat/{token}", dependencies=[allow()], status_code=204)
def rate_case(token: str, body: Rating, call: Asked) -> None:
    """Rate a case through its one-time link; whoever has the link may."""
    operations.rate(call.ctx, token=token, **body.model_dump())


@router.get("/cases/{key}/comments", dependencies=READ, response_model=list[CommentOut])
def list_comments(key: int, call: Asked) -> Any:
    """List what was said about a case; a customer sees what is not internal."""
    return queries.comments(call.ctx, call.load(Case, key))


@router.post("/cases/{key}/comments", dependencies=WRITE, status_code=201, response_model=CommentOut)
def comment_case(key: int, body: CommentIn, call: Asked) -> Any:
    """Say something about a case."""
    return operations.comment(call.ctx, call.load(Case, key), **body.model_dump())


@router.post("/cases/{key}/tags", dependencies=WRITE, response_model=CaseOut)
def tag_case(key: int, body: Tags, call: Asked) -> Any:
    """Give a case these tags and no others."""
    case = call.load(Case, key)
    operations.tag(call.ctx, case, tags=body.tags)
    return call.show(case)


@router.get("/supplier-returns", dependencies=[allow("records.read")], response_model=Page[ReturnOut])
def list_returns(query: Annotated[ReturnQuery, Query()], call: Asked) -> Any:
    """List returns to suppliers."""
    return rows.page(call.ctx, SupplierReturn, query)


@router.get("/supplier-returns/{key}", dependencies=[allow("records.read")], response_model=ReturnOut)
def read_return(key: int, call: Asked) -> Any:
    """Read one return to a supplier."""
    return call.show(call.load(SupplierReturn, key))


@router.post("/cases/{key}/supplier-returns", dependencies=RETURNS, status_code=201, response_model=ReturnOut)
def open_return(key: int, body: ReturnIn, call: Asked) -> Any:
    """Send a defect of a case back to a supplier."""
    return call.show(operations.open_return(call.ctx, call.load(Case, key), **body.model_dump()))


@router.post("/supplier-returns/{key}/{event}", dependencies=RETURNS, response_model=ReturnOut)
def move_return(key: int, event: str, call: Asked) -> Any:
    """Let something happen to a return: send, credit, refuse or cancel."""
    returned = call.load(SupplierReturn, key)
    operations.move_return(call.ctx, returned, event)
    return call.show(returned)
