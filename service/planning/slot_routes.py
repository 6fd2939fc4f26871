"""One assignment: candidates, windows to offer, holds, assigning, and everything in one call."""

from typing import Annotated, Any

from fastapi import Path

from service import rows
from service.assets.installed import Asset
from service.cases.operations import open_case
from service.cases.policy import CaseType, Channel, ReasonCode
from service.fieldwork import visits
from service.fieldwork.models import ServiceAppointment, WorkOrder, WorkType
from service.fieldwork.operations import create_work_order
from service.planning.asking import about_visit, told_refusals, told_slots
from service.planning.assigning import Choice, assign, choice_of, held_slot, release
from service.planning.offering import Job, hold_slot, job_of, offer
from service.planning.slot_schemas import (
    AssignmentIn,
    AssignmentOut,
    BookingIn,
    BookingOut,
    CandidatesIn,
    CandidatesOut,
    HoldIn,
    HoldOut,
    JobIn,
    OffersOut,
    SlotsIn,
)
from service.requests import Asked, Call, allow
from service.resources import api_router

router = api_router("planning")
PLAN = [allow("dispatch.plan")]
JOB = set(JobIn.model_fields)


@router.post("/appointments/{key}/candidates", dependencies=PLAN)
def rank_candidates(key: int, body: CandidatesIn, call: Asked) -> CandidatesOut:
    """Rank who could come when, with the terms of each slot, and say why the others cannot. Nothing is saved."""
    visit = rows.load(call.ctx, ServiceAppointment, key)
    question = about_visit(call.ctx, visit, body.policy)
    found = question.recommendation(body.most)
    return CandidatesOut(slots=list(told_slots(question, found.slots)), refusals=told_refusals(found.refusals))  # type: ignore[arg-type]


@router.post("/appointments/{key}/assignment", dependencies=PLAN, response_model=AssignmentOut)
def assign_visit(key: int, body: AssignmentIn, call: Asked) -> Any:
    """Give a visit the best slot, a chosen one, or one that is held; 409 with fresh ones if it is gone."""
    visit = call.load(ServiceAppointment, key)
    rows.load(call.ctx, WorkOrder, visit.work_order_id, lock=True)
    return {"slot": _assigned(call, visit, body), "visit": call.show(visit)}


def _assigned(call: Call, visit: ServiceAppointment, body: AssignmentIn) -> Any:
    choice = body.choice()
    if body.hold is not None:
        held = held_slot(call.ctx, body.hold)
        release(call.ctx, held)
        choice = choice_of(held)
    return assign(call.ctx, visit, choice, body.policy)


@router.post("/slots", dependencies=PLAN)
def offer_slots(body: SlotsIn, call: Asked) -> OffersOut:
    """Offer windows for a job that is described, over several days. Nothing is saved."""
    found = offer(call.ctx, _job(call, body), minutes=body.window_minutes, most=body.most)
    return OffersOut(offers=found)  # type: ignore[arg-type]


def _job(call: Call, body: JobIn) -> Job:
    return job_of(call.ctx, **body.model_dump(include=JOB))


@router.post("/holds", dependencies=PLAN, status_code=201, response_model=HoldOut)
def hold_offered_slot(body: HoldIn, call: Asked) -> Any:
    """Hold a slot within a window for some minutes: it takes the technician's time in every plan until then."""

    choice = Choice(body.technician_id, None, body.arrival_window)
    return hold_slot(call.ctx, _job(call, body), choice, minutes=body.minutes)


@router.delete("/holds/{token}", dependencies=PLAN, status_code=204)
def release_hold(token: Annotated[str, Path(max_length=100)], call: Asked) -> None:
    """Give a held slot free before its time is over."""
    release(call.ctx, held_slot(call.ctx, token))


@router.post("/bookings", dependencies=PLAN, status_code=201, response_model=BookingOut)
def book_job(body: BookingIn, call: Asked) -> Any:
    """Describe a job and have it booked: case, work order, visit and slot, all of them or none."""
    ctx = call.ctx
    ctx.actor.must("service.write")
    template = rows.refer(ctx, WorkType, body.work_type_id, "work_type_id")
    rows.refer(ctx, Asset, body.asset_id, "asset_id")
    said: dict[str, Any] = {"subject": body.subject, "description": body.description, "priority": body.priority}
    kind = {"channel": Channel.API, "case_type": CaseType(template.purpose), "reason_code": ReasonCode.OTHER}
    lines = [{"asset_id": body.asset_id, "description": None}]
    columns: dict[str, Any] = {**said, **kind, "on_site_required": True, "contact_id": body.contact_id}
    case = open_case(ctx, lines=lines, **columns)
    window = None if body.window is None else body.window.window()
    order = create_work_order(ctx, case, work_type_id=template.id, window=window, priority=body.priority)
    who = body.model_dump(include={"contact_name", "contact_phone", "access_notes"})
    visit = visits.add_visit(ctx, order, **who)
    return {"slot": _assigned(call, visit, body), "visit": visit, "case_id": case.id, "work_order": order}
