"""What a case waits for while people work on it: read from its work orders, claims, and who has it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from service.cases.models import Case
from service.cases.policy import CaseStatus
from service.claims.approval import DECIDED, IN_REVIEW, ClaimStatus
from service.claims.models import Claim
from service.context import Cause, Context
from service.fieldwork.models import WorkOrder
from service.fieldwork.operations import booked
from service.fieldwork.policy import WorkKind, WorkStatus, gate_2_fault
from service.orchestration.models import WaitCode


class Taken(NamedTuple):
    """What a step came to, in words, and the rule that said so if one did."""

    outcome: str
    cause: Cause | None = None


class Wait(NamedTuple):
    """What a case waits for, and on whom or which record, in words."""

    code: WaitCode
    on: str


def work_waits_for(ctx: Context, case: Case) -> Wait:
    """Return what the work on a case waits for: the first of its pieces of work by number, and all of them in words."""
    if case.status == CaseStatus.WAITING:
        return Wait(WaitCode(case.waiting_for or WaitCode.CUSTOMER), f"the {case.waiting_for}")
    found = [each for order in orders_of(ctx, case) if (each := order_waits_for(order))]
    found += [each for claim in _claims_of(ctx, case) if (each := claim_waits_for(claim))]
    if found:
        return Wait(found[0].code, "; ".join(each.on for each in found))
    if case.assignee_id is None:
        return Wait(WaitCode.REPRESENTATIVE, f"somebody of {case.team} to take it")
    return Wait(WaitCode.DESK, f"user {case.assignee_id} of {case.team}")


def orders_of(ctx: Context, case: Case) -> Sequence[WorkOrder]:
    """Return the work orders of a case."""
    return ctx.session.scalars(select(WorkOrder).where(WorkOrder.case_id == case.id).order_by(WorkOrder.id)).all()


def _claims_of(ctx: Context, case: Case) -> Sequence[Claim]:
    return ctx.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.id)).all()


def order_waits_for(order: WorkOrder) -> Wait | None:
    """Return what a work order waits for; None once it has come to an end."""
    if order.status in (WorkStatus.COMPLETED, WorkStatus.CANCELLED):
        return None
    if order.status == WorkStatus.CANNOT_COMPLETE:
        return Wait(WaitCode.ANOTHER_TRY, f"{order.number} could not be completed: {order.outcome_reason}")
    if order.status == WorkStatus.ON_HOLD:
        return Wait(WaitCode.ON_HOLD, f"{order.number} is on hold")
    if order.kind == WorkKind.BACK_OFFICE:
        begun = order.status == WorkStatus.ACTIVE
        code = WaitCode.BACK_OFFICE if begun else WaitCode.ACCEPTANCE
        return Wait(code, f"{order.team or 'the back office'} to {'complete' if begun else 'accept'} {order.number}")
    if order.status == WorkStatus.ACTIVE:
        return Wait(WaitCode.VISIT, f"the crew of {order.number}")
    if fault := gate_2_fault(order.window, booked(order)):
        return Wait(WaitCode.GATE_2, f"gate 2 of {order.number}: {fault}")
    return Wait(WaitCode.ACTIVATION, f"{order.number} to be activated")


def claim_waits_for(claim: Claim) -> Wait | None:
    """Return what a claim waits for; None once it was rejected or paid."""
    if claim.status == ClaimStatus.DRAFT:
        return Wait(WaitCode.CLAIM_REQUEST, f"{claim.number} to be handed in")
    if claim.status == ClaimStatus.REQUESTED_INFORMATION:
        return Wait(WaitCode.CLAIM_REQUEST, f"information for {claim.number}")
    if claim.status in IN_REVIEW or claim.status not in DECIDED:
        approver = claim.approver_role or f"user {claim.approver_user_id}"
        return Wait(WaitCode.APPROVAL, f"{approver} to decide about {claim.number}")
    if claim.status in (ClaimStatus.APPROVED, ClaimStatus.PARTIALLY_APPROVED):
        return Wait(WaitCode.PAYMENT, f"{claim.number} to be paid")
    return None
