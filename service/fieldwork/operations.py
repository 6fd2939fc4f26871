"""Work orders: making them, moving them through their life, and gates 2 and 5."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from service import rows
from service.access.models import User
from service.assets.operations import install_asset
from service.cases.models import Case
from service.cases.policy import WORKING
from service.cases.settlement import OUTCOMES, Outcome, settle
from service.context import Context
from service.errors import Problem, gate, invalid
from service.fieldwork.entitlement import entitle
from service.fieldwork.models import (
    PlanStep,
    RequiredPart,
    ServiceReport,
    Signature,
    WorkOrder,
    WorkOrderLineItem,
    WorkType,
)
from service.fieldwork.policy import BOOKED, OPEN, Purpose, Window, WorkKind, WorkStatus, gate_2_fault, gate_5_fault
from service.files.content import check_picture
from service.sla.models import Priority
from service.timeline.models import Event
from service.timeline.operations import record

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_SIGNATURE = 200_000
"""Bytes of a signature's picture."""
LARGEST_SIGNATURE_PIXELS = 10_000_000


def tell(ctx: Context, order: WorkOrder, kind: str, **more: Any) -> Event:
    """Append an event to a work order's timeline and its case's journey."""
    return record(ctx, order, kind, case_id=order.case_id, **more)


def create_work_order(
    ctx: Context,
    case: Case,
    *,
    work_type_id: int,
    asset_ids: Sequence[int] = (),
    window: Window | None = None,
    **columns: Any,
) -> WorkOrder:
    """Make a work order of a type for a case, about assets of the case: all of them if none are named.

    A field work order without a window of its own is to be done by when the case is due.
    """
    if case.status not in WORKING:
        raise Problem(409, "case_not_open", f"the case is {case.status}", rule="case_open", field="case_id")
    template = rows.refer(ctx, WorkType, work_type_id, "work_type_id")
    if window is None and template.kind == WorkKind.FIELD:
        window = Window(ctx.now, None, max(case.due_at, ctx.now)) if case.due_at > ctx.now else None
    order = WorkOrder(
        case_id=case.id,
        work_type_id=template.id,
        **{name: getattr(template, name) for name in ("kind", "purpose", "duration_minutes", "crew_size")},
        **{name: getattr(template, name) for name in ("skills", "certificates", "tools")},
        **{"subject": case.subject, "priority": case.priority, **columns},
    )
    if window is not None:
        order.window_start, order.window_end, order.due_date = window
    _fill(order, template, _assets(case, asset_ids))
    rows.check_references(ctx, order)
    entitle(ctx, order, case)
    ctx.session.add(order)
    ctx.session.flush()
    tell(ctx, order, "created", assets=[line.asset_id for line in order.lines])
    return order


def link_installation(ctx: Context, case: Case, *, work_order_id: int | None) -> None:
    """Link a case to the installation it goes back to: one of the same account, about one of its assets."""
    if work_order_id is not None:
        order = rows.refer(ctx, WorkOrder, work_order_id, "work_order_id")
        shared = {line.asset_id for line in order.lines} & {line.asset_id for line in case.lines}
        if order.purpose != Purpose.INSTALLATION or not shared:
            detail = "it is no installation of an asset of the case"
            raise invalid("work_order_id", detail, rule="installation_of_case")
    case.work_order_id = work_order_id
    if ctx.session.is_modified(case):
        record(ctx, case, "installation_linked", case_id=case.id)


def _assets(case: Case, asset_ids: Sequence[int]) -> list[int]:
    known = [line.asset_id for line in case.lines]
    if foreign := sorted(set(asset_ids) - set(known)):
        raise invalid("asset_ids", f"the case is not about asset {foreign[0]}", allowed=known)
    return list(dict.fromkeys(asset_ids)) or known


def _fill(order: WorkOrder, template: WorkType, asset_ids: Sequence[int]) -> None:
    for position, asset_id in enumerate(asset_ids, 1):
        order.lines.append(WorkOrderLineItem(position=position, asset_id=asset_id))
    for part, quantity in template.parts.items():
        order.parts.append(RequiredPart(part_number=part, quantity=quantity))
    for position, step in enumerate(template.steps, 1):
        order.steps.append(PlanStep(position=position, **step))


def move(ctx: Context, order: WorkOrder, event: str, *, reason: str | None = None, **facts: Any) -> None:
    """Let an event of the life cycle happen."""
    order.status = WorkStatus(order.transitions.after(order.status, event))
    tell(ctx, order, event, reason=reason, **facts)


def assign(ctx: Context, order: WorkOrder, *, assignee_id: int | None, team: str | None = None, **facts: Any) -> None:
    """Give a back office's work to somebody, or to nobody, and to a team if one is named; `facts` are told with it."""
    if order.kind != WorkKind.BACK_OFFICE:
        raise invalid("assignee_id", "field work is given to technicians, by visits", rule="back_office")
    if assignee_id is not None and not rows.refer(ctx, User, assignee_id, "assignee_id").active:
        raise invalid("assignee_id", "this user is not active any more")
    order.assignee_id, order.team = assignee_id, team or order.team
    tell(ctx, order, "assigned", **facts)


def booked(order: WorkOrder) -> list[tuple[datetime, datetime]]:
    """Return start and end of the order's visits that stand in the calendar."""
    return [
        (visit.sched_start, visit.sched_end)
        for visit in order.appointments
        if visit.status_category in BOOKED and visit.sched_start is not None and visit.sched_end is not None
    ]


def activate(ctx: Context, order: WorkOrder) -> None:
    """Begin the work. Gate 2: a field work order needs a visit inside its SLA window, and none outside."""
    order.transitions.after(order.status, "activate")
    if order.kind == WorkKind.FIELD and (fault := gate_2_fault(order.window, booked(order))):
        raise gate(2, f"{fault}; schedule a visit inside the window, or agree on a new one", rule="sla_window")
    move(ctx, order, "activate")


def lose_appointment(ctx: Context, order: WorkOrder, *, reason: str) -> None:
    """Take back an order whose visit was lost: it is to be scheduled again, and escalates, in the same transaction."""
    order.escalated = True
    order.priority = max(Priority.HIGH, order.priority, key=list(Priority).index)
    move(ctx, order, "lose_appointment", reason=reason, rule="gate_2")


def recommit(ctx: Context, order: WorkOrder, *, window: Window, reason: str, agreed_with: str) -> None:
    """Agree on another SLA window with the customer. A window that was missed stays counted.

    Visits outside the new window must be scheduled anew, so the order goes back to be scheduled.
    """
    if window.due <= ctx.now:
        raise invalid("due_date", "the window that is agreed on has passed already", rule="recommitment")
    missed = order.due_date is not None and order.due_date < ctx.now
    order.status = WorkStatus(order.transitions.after(order.status, "recommit"))
    order.missed_windows += missed
    order.window_start, order.window_end, order.due_date = window
    tell(ctx, order, "recommit", reason=reason, agreed_with=agreed_with, missed=missed)


def do_step(ctx: Context, order: WorkOrder, *, position: int, measurement: Decimal | None) -> None:
    """Note that a step of the work plan was done, with what was measured where something is."""
    step = next((step for step in order.steps if step.position == position), None)
    if step is None:
        raise Problem(404, "not_found", f"the work plan has no step {position}")
    if (step.unit is None) != (measurement is None):
        hint = "measures nothing" if step.unit is None else f"needs a measurement in {step.unit}"
        raise invalid("measurement", f"step {position} {hint}")
    _must_be_active(order)
    step.done_at, step.done_by, step.measurement = ctx.now, ctx.actor.name, measurement
    tell(ctx, order, "step_done", position=position, measurement=measurement)


def use_part(ctx: Context, order: WorkOrder, *, part_number: str, quantity: int) -> None:
    """Note that parts were used, whether they were foreseen or not."""
    _must_be_active(order)
    part = next((part for part in order.parts if part.part_number == part_number), None)
    if part is None:
        part = RequiredPart(part_number=part_number, quantity=quantity)
        order.parts.append(part)
    part.used = (part.used or 0) + quantity
    tell(ctx, order, "part_used", part_number=part_number, quantity=quantity)


def report(ctx: Context, order: WorkOrder, *, summary: str, findings: str | None) -> ServiceReport:
    """Write the service report; a further one takes the place of the one before, and is to be signed anew."""
    _must_be_active(order)
    written = ServiceReport(
        work_order_id=order.id, summary=summary, findings=findings, author=ctx.actor.name, at=ctx.now
    )
    ctx.session.add(written)
    ctx.session.flush()
    order.report_id, order.signature_id = written.id, None
    tell(ctx, order, "reported", summary=summary)
    return written


def sign(ctx: Context, order: WorkOrder, *, signer: str, image: str) -> Signature:
    """Take the customer's signature, under the report as it is."""
    _must_be_active(order)
    if order.report_id is None:
        raise Problem(409, "report_missing", "there is no report yet to be signed", rule="report_before_signature")
    try:
        picture = base64.b64decode(image, validate=True)
    except binascii.Error:
        picture = b""
    if not picture.startswith(PNG) or len(picture) > LARGEST_SIGNATURE:
        raise invalid("image", f"a signature is a PNG picture in base64, of {LARGEST_SIGNATURE} bytes at most")
    check_picture(picture, "image/png", largest=LARGEST_SIGNATURE_PIXELS, field="image")
    signed = Signature(work_order_id=order.id, signer=signer, image=image, at=ctx.now)
    ctx.session.add(signed)
    ctx.session.flush()
    order.signature_id = signed.id
    tell(ctx, order, "signed", signer=signer, report=order.report_id)
    return signed


def _must_be_active(order: WorkOrder) -> None:
    if order.status != WorkStatus.ACTIVE:
        raise Problem(
            409,
            "work_order_not_active",
            f"this is done while a work order is active; it is {order.status.replace('_', ' ')}",
            rule="work_order_active",
            field="status",
            allowed=order.allowed,
        )


def complete(ctx: Context, order: WorkOrder) -> None:
    """End the work well. Gate 5: field work needs the service report and the customer's signature.

    An installation is the day from which a warranty may count. The case ends with its last work.
    """
    order.transitions.after(order.status, "complete")
    if order.kind == WorkKind.FIELD:
        ctx.actor.must("visits.execute")
        if fault := gate_5_fault(order.report_id is not None, order.signature_id is not None):
            raise gate(5, fault, rule="report_and_signature")
    else:
        ctx.actor.must("service.write")
    if undone := [step.position for step in order.steps if step.mandatory and step.done_at is None]:
        raise Problem(409, "work_plan_unfinished", f"mandatory steps are not done: {undone}", rule="work_plan")
    case = case_of(ctx, order)
    order.completed_at = ctx.now
    move(ctx, order, "complete")
    if order.purpose == Purpose.INSTALLATION:
        for line in order.lines:
            install_asset(ctx, line.asset, on=ctx.now.date(), case_id=order.case_id)
    settle(ctx, case)


def cannot_complete(ctx: Context, order: WorkOrder, *, reason: str) -> None:
    """End the attempt without success, for a reason."""
    order.outcome_reason = reason
    move(ctx, order, "cannot_complete", reason=reason)


def cancel(ctx: Context, order: WorkOrder, *, reason: str) -> None:
    """Give the work up. Visits that stand in the calendar must be cancelled first."""
    if order.kind == WorkKind.FIELD and [visit for visit in order.appointments if visit.status_category in BOOKED[:3]]:
        raise Problem(409, "appointments_open", "cancel the order's appointments first", rule="appointments_first")
    order.outcome_reason = reason
    move(ctx, order, "cancel", reason=reason)
    settle(ctx, case_of(ctx, order))


def case_of(ctx: Context, order: WorkOrder) -> Case:
    """Return the case of a work order, locked until the transaction ends."""
    held = select(Case).where(Case.id == order.case_id).with_for_update(key_share=True, of=Case)
    return ctx.session.scalars(held).one()


def outcomes(ctx: Context, case: Case) -> list[Outcome]:
    """Return how the work orders of a case ended."""
    found = ctx.session.execute(
        select(WorkOrder, ServiceReport.summary)
        .outerjoin(ServiceReport, WorkOrder.report_id == ServiceReport.id)
        .where(WorkOrder.case_id == case.id)
        .order_by(WorkOrder.id)
    ).all()
    return [
        Outcome(
            ended=order.status not in OPEN and order.status != WorkStatus.CANNOT_COMPLETE,
            cancelled=order.status == WorkStatus.CANCELLED,
            path="field work" if order.kind == WorkKind.FIELD else "back office",
            notes=summary or order.subject,
        )
        for order, summary in found
    ]


OUTCOMES.append(outcomes)
