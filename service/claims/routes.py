"""Claims: making, evaluating, deciding and paying them, and the policy of approval."""

from typing import Annotated, Any

from fastapi import Query

from service import rows
from service.cases.models import Case
from service.cases.schemas import Reason as Why
from service.claims import operations
from service.claims.models import ApprovalBand, AutoApproval, Claim, ClaimLineItem
from service.claims.schemas import (
    BandIn,
    BandOut,
    BandPatch,
    ClaimIn,
    ClaimLinePatch,
    ClaimOut,
    ClaimQuery,
    Decision,
    LimitIn,
    LimitOut,
    LimitPatch,
)
from service.errors import invalid
from service.requests import Asked, allow
from service.resources import Resource, add_routes, api_router
from service.rows import Page, PageQuery

router = api_router("claims")
READ, WRITE, APPROVE = [allow("records.read")], [allow("claims.write")], [allow("claims.approve")]
POLICY = ("records.read", "config.write")
add_routes(router, Resource(AutoApproval, "auto-approvals", LimitIn, LimitOut, LimitPatch, PageQuery, *POLICY))
add_routes(router, Resource(ApprovalBand, "approval-bands", BandIn, BandOut, BandPatch, PageQuery, *POLICY))


@router.get("/claims", dependencies=READ, response_model=Page[ClaimOut])
def list_claims(query: Annotated[ClaimQuery, Query()], call: Asked) -> Any:
    """List claims."""
    return rows.page(call.ctx, Claim, query)


@router.post("/cases/{key}/claims", dependencies=WRITE, status_code=201, response_model=ClaimOut)
def make_claim(key: int, body: ClaimIn, call: Asked) -> Any:
    """Make a claim of a warranty or damage case. Gate 3: exactly one line for each asset."""
    return call.show(operations.make_claim(call.ctx, call.load(Case, key), **body.model_dump()))


@router.get("/claims/{key}", dependencies=READ, response_model=ClaimOut)
def read_claim(key: int, call: Asked) -> Any:
    """Read one claim with its lines, amounts and reasons."""
    return call.show(call.load(Claim, key))


@router.patch("/claims/{key}/lines/{asset_id}", dependencies=WRITE, response_model=ClaimOut)
def amend_claim_line(key: int, asset_id: int, body: ClaimLinePatch, call: Asked) -> Any:
    """Amend a line before the decision; a claim that was evaluated is evaluated anew."""
    claim = call.load(Claim, key, conditional=True)
    changes = body.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and not ClaimLineItem.__table__.columns[name].nullable:
            raise invalid(name, f"{name} cannot be taken away")
    operations.amend_line(call.ctx, claim, asset_id=asset_id, changes=changes)
    return call.show(claim)


@router.post("/claims/{key}/evaluate", dependencies=WRITE, response_model=ClaimOut)
def evaluate_claim(key: int, call: Asked) -> Any:
    """Work out what the warranties pay, on the inputs as they are now."""
    claim = call.load(Claim, key)
    operations.evaluate_claim(call.ctx, claim)
    return call.show(claim)


@router.post("/claims/{key}/submit", dependencies=WRITE, response_model=ClaimOut)
def submit_claim(key: int, call: Asked) -> Any:
    """Hand a claim in: it approves itself within policy, or goes to its approver with a due time."""
    claim = call.load(Claim, key)
    operations.submit(call.ctx, claim)
    return call.show(claim)


@router.post("/claims/{key}/review", dependencies=APPROVE, response_model=ClaimOut)
def review_claim(key: int, call: Asked) -> Any:
    """Take a claim into review."""
    claim = call.load(Claim, key)
    operations.move(call.ctx, claim, "review")
    return call.show(claim)


@router.post("/claims/{key}/request-information", dependencies=APPROVE, response_model=ClaimOut)
def request_information(key: int, body: Why, call: Asked) -> Any:
    """Ask for what is needed to decide."""
    claim = call.load(Claim, key)
    operations.move(call.ctx, claim, "request_information", reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/provide-information", dependencies=WRITE, response_model=ClaimOut)
def provide_information(key: int, body: Why, call: Asked) -> Any:
    """Answer what was asked."""
    claim = call.load(Claim, key)
    operations.move(call.ctx, claim, "provide_information", reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/decide", dependencies=APPROVE, response_model=ClaimOut)
def decide_claim(key: int, body: Decision, call: Asked) -> Any:
    """Approve lines and reject the others. Gate 4: only on an evaluation of the inputs as they are."""
    claim = call.load(Claim, key)
    operations.decide(call.ctx, claim, **body.model_dump())
    return call.show(claim)


@router.post("/claims/{key}/pay", dependencies=[allow("claims.pay")], response_model=ClaimOut)
def pay_claim(key: int, call: Asked) -> Any:
    """Note that the approved amount was paid."""
    claim = call.load(Claim, key)
    operations.pay(call.ctx, claim)
    return call.show(claim)
