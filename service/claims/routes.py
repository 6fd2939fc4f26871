"""Claims: making them, deciding about them, paying them; limits and approvers."""

from typing import Annotated, Any

from fastapi import Query

from service import rows
from service.cases.followers import FOLLOWERS
from service.cases.models import Case
from service.claims import decisions, hand_over, making, operations
from service.claims.evaluation import hold_assets, stale_condition
from service.claims.models import ApprovalBand, ApprovalLimit, Claim
from service.claims.schemas import (
    Approval,
    BandIn,
    BandOut,
    BandPatch,
    ClaimIn,
    ClaimLineIn,
    ClaimLinePatch,
    ClaimOut,
    ClaimQuery,
    LimitIn,
    LimitOut,
    LimitPatch,
    PartialApproval,
    Payment,
    PolicyQuery,
    Said,
)
from service.requests import Asked, Call, allow
from service.resources import Resource, add_routes, api_router
from service.rows import Page

FOLLOWERS.append(hand_over.follow)
router = api_router("claims")
READ, WRITE = [allow("records.read")], [allow("claims.write")]
DECIDE, PAY = [allow("claims.approve")], [allow("claims.pay")]

for resource in (
    Resource(
        *(ApprovalLimit, "approval-limits", LimitIn, LimitOut, LimitPatch, PolicyQuery),
        *("records.read", "config.write"),
    ),
    Resource(
        *(ApprovalBand, "approval-bands", BandIn, BandOut, BandPatch, PolicyQuery),
        *("records.read", "config.write"),
    ),
):
    add_routes(router, resource)


def held(call: Call, key: int, *, conditional: bool = False) -> Claim:
    """Return a claim to be changed: first its case is locked, then all assets it may be about, then itself."""
    case = rows.load(call.ctx, Case, rows.load(call.ctx, Claim, key).case_id, lock=True)
    hold_assets(call.ctx, [line.asset_id for line in case.lines])
    return call.load(Claim, key, conditional=conditional)


@router.get("/claims", dependencies=READ, response_model=Page[ClaimOut])
def list_claims(query: Annotated[ClaimQuery, Query()], call: Asked) -> Any:
    """List claims."""
    others = [] if query.stale is None else [stale_condition() == query.stale]
    return rows.page(call.ctx, Claim, query.model_copy(update={"stale": None}), where=others)


@router.get("/claims/{key}", dependencies=READ, response_model=ClaimOut)
def read_claim(key: int, call: Asked) -> Any:
    """Read one claim."""
    return call.show(call.load(Claim, key))


@router.post("/cases/{key}/claims", dependencies=WRITE, status_code=201, response_model=ClaimOut)
def open_claim(key: int, body: ClaimIn, call: Asked) -> Any:
    """Ask for something under the warranties of a case's assets, and evaluate it. Gate 3: one line for each of them.

    Fills in the claim that the case's classification made; once that asks for something, makes a further one.
    """
    case = call.load(Case, key)
    claim = making.open_claim(
        call.ctx,
        case,
        lines=[line.model_dump() for line in body.lines],
        assets=body.assets,
        currency=body.currency,
    )
    call.response.headers["Location"] = f"/api/v1/claims/{claim.id}"
    return call.show(claim)


@router.post("/claims/{key}/lines", dependencies=WRITE, status_code=201, response_model=ClaimOut)
def add_claim_asset(key: int, body: ClaimLineIn, call: Asked) -> Any:
    """Add an asset of the case, with its line, to a claim that was not handed in; the claim is evaluated again."""
    claim = held(call, key)
    operations.add_asset(call.ctx, claim, rows.load(call.ctx, Case, claim.case_id), line=body.model_dump())
    return call.show(claim)


@router.delete("/claims/{key}/lines/{asset_id}", dependencies=WRITE, response_model=ClaimOut)
def remove_claim_asset(key: int, asset_id: int, call: Asked) -> Any:
    """Take an asset with its line off a claim that was not handed in. Gate 3: not the last one."""
    claim = held(call, key)
    operations.remove_asset(call.ctx, claim, rows.load(call.ctx, Case, claim.case_id), asset_id=asset_id)
    return call.show(claim)


@router.patch("/claims/{key}/lines/{asset_id}", dependencies=WRITE, response_model=ClaimOut)
def amend_line(key: int, asset_id: int, body: ClaimLinePatch, call: Asked) -> Any:
    """Amend what is asked for an asset, on the condition of the claim's ETag; the claim is evaluated again."""
    claim = held(call, key, conditional=True)
    changes = {name: value for name, value in body.model_dump().items() if name in body.model_fields_set}
    operations.amend_line(call.ctx, claim, asset_id=asset_id, changes=changes)
    return call.show(claim)


@router.post("/claims/{key}/evaluate", dependencies=WRITE, response_model=ClaimOut)
def evaluate(key: int, call: Asked) -> Any:
    """Evaluate a claim again, by what is so now."""
    claim = held(call, key)
    operations.reevaluate(call.ctx, claim)
    return call.show(claim)


@router.post("/claims/{key}/submit", dependencies=WRITE, response_model=ClaimOut)
def submit(key: int, call: Asked) -> Any:
    """Hand a claim in. Within the policy it approves itself; else it goes to its approver, with a due time."""
    claim = held(call, key)
    operations.submit(call.ctx, claim)
    return call.show(claim)


@router.post("/claims/{key}/take-up", dependencies=DECIDE, response_model=ClaimOut)
def take_up(key: int, call: Asked) -> Any:
    """Begin to review a claim."""
    claim = held(call, key)
    decisions.take_up(call.ctx, claim)
    return call.show(claim)


@router.post("/claims/{key}/request-information", dependencies=DECIDE, response_model=ClaimOut)
def request_information(key: int, body: Said, call: Asked) -> Any:
    """Ask for what is missing to decide."""
    claim = held(call, key)
    decisions.request_information(call.ctx, claim, reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/provide-information", dependencies=WRITE, response_model=ClaimOut)
def provide_information(key: int, body: Said, call: Asked) -> Any:
    """Give what was asked for; the claim is evaluated again."""
    claim = held(call, key)
    decisions.provide_information(call.ctx, claim, reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/approve", dependencies=DECIDE, response_model=ClaimOut)
def approve(key: int, body: Approval, call: Asked) -> Any:
    """Approve all that is asked for. Gate 4: all of it was evaluated by what is so now."""
    claim = held(call, key)
    decisions.approve(call.ctx, claim, reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/approve-partially", dependencies=DECIDE, response_model=ClaimOut)
def approve_partially(key: int, body: PartialApproval, call: Asked) -> Any:
    """Approve some lines, or less of them, and never more than is covered. Gate 4 as for the whole."""
    claim = held(call, key)
    lines = None if body.lines is None else [line.model_dump() for line in body.lines]
    decisions.approve_partially(call.ctx, claim, lines=lines, reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/reject", dependencies=DECIDE, response_model=ClaimOut)
def reject(key: int, body: Said, call: Asked) -> Any:
    """Reject a claim."""
    claim = held(call, key)
    decisions.reject(call.ctx, claim, reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/withdraw", dependencies=WRITE, response_model=ClaimOut)
def withdraw(key: int, body: Said, call: Asked) -> Any:
    """Give up a claim that was not decided yet."""
    claim = held(call, key)
    decisions.withdraw(call.ctx, claim, reason=body.reason)
    return call.show(claim)


@router.post("/claims/{key}/pay", dependencies=PAY, response_model=ClaimOut)
def pay(key: int, body: Payment, call: Asked) -> Any:
    """Note that a claim was paid. The case ends with its last work."""
    claim = held(call, key)
    decisions.pay(call.ctx, claim, reference=body.reference)
    return call.show(claim)
