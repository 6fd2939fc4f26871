"""Work types, work orders, visits, and what is done on site."""

from typing import Annotated, Any

from fastapi import Query, Response
from sqlalchemy import select

from service import rows
from service.cases.models import Case
from service.cases.schemas import CaseOut, Reason
from service.fieldwork import operations, visits
from service.fieldwork.models import ServiceAppointment, ServiceReport, WorkOrder, WorkType
from service.fieldwork.report_pdf import order_of_report, report_pdf, zone_of
from service.fieldwork.schemas import (
    InstallationLink,
    OrderAssignment,
    OrderIn,
    OrderOut,
    OrderQuery,
    PartUsed,
    Recommitment,
    ReportIn,
    ReportOut,
    ReportQuery,
    SignatureIn,
    SignatureOut,
    Slot,
    StepDone,
    TypeIn,
    TypeOut,
    TypePatch,
    VisitIn,
    VisitOut,
    VisitQuery,
)
from service.requests import Asked, Call, allow
from service.resources import Resource, add_routes, api_router, file_answer
from service.rows import Page, PageQuery

router = api_router("field work")
READ, WRITE = [allow("service.read")], [allow("service.write")]
PLAN, ON_SITE = [allow("dispatch.plan")], [allow("visits.execute")]

add_routes(
    router,
    Resource(WorkType, "work-types", TypeIn, TypeOut, TypePatch, PageQuery, "records.read", "config.write"),
)


@router.get("/work-orders", dependencies=READ, response_model=Page[OrderOut])
def list_work_orders(query: Annotated[OrderQuery, Query()], call: Asked) -> Any:
    """List work orders; an installer sees those of the own visits."""
    return rows.page(call.ctx, WorkOrder, query)


@router.post("/cases/{key}/work-orders", dependencies=WRITE, status_code=201, response_model=OrderOut)
def create_work_order(key: int, body: OrderIn, call: Asked) -> Any:
    """Make a work order of a type for a case."""
    columns = body.model_dump(exclude={"window"}, exclude_none=True)
    window = body.window.window() if body.window else None
    return call.show(operations.create_work_order(call.ctx, call.load(Case, key), window=window, **columns))


@router.post("/cases/{key}/installation", dependencies=WRITE, response_model=CaseOut)
def link_installation(key: int, body: InstallationLink, call: Asked) -> Any:
    """Link a case back to the installation that it relates to, or to none."""
    case = call.load(Case, key)
    operations.link_installation(call.ctx, case, work_order_id=body.work_order_id)
    return call.show(case)


@router.get("/work-orders/{key}", dependencies=READ, response_model=OrderOut)
def read_work_order(key: int, call: Asked) -> Any:
    """Read one work order with its lines, parts, plan and visits."""
    return call.show(call.load(WorkOrder, key))


@router.post("/work-orders/{key}/activate", dependencies=[allow("service.write", "dispatch.plan")])
def activate_work_order(key: int, call: Asked) -> OrderOut:
    """Begin the work. Gate 2: field work needs a visit inside its SLA window, and none outside."""
    order = call.load(WorkOrder, key)
    operations.activate(call.ctx, order)
    return shown(call, order)


@router.post("/work-orders/{key}/assign", dependencies=WRITE)
def assign_work_order(key: int, body: OrderAssignment, call: Asked) -> OrderOut:
    """Give a back office's work to somebody, or to nobody."""
    order = call.load(WorkOrder, key)
    operations.assign(call.ctx, order, **body.model_dump())
    return shown(call, order)


@router.post("/work-orders/{key}/recommit", dependencies=[allow("service.recommit")])
def recommit_work_order(key: int, body: Recommitment, call: Asked) -> OrderOut:
    """Agree on another SLA window with the customer; a missed one stays counted."""
    order = call.load(WorkOrder, key)
    agreed = {"reason": body.reason, "agreed_with": body.agreed_with}
    operations.recommit(call.ctx, order, window=body.window(), **agreed)
    return shown(call, order)


@router.post("/work-orders/{key}/hold", dependencies=WRITE)
def hold_work_order(key: int, body: Reason, call: Asked) -> OrderOut:
    """Let active work rest."""
    order = call.load(WorkOrder, key)
    operations.move(call.ctx, order, "hold", reason=body.reason)
    return shown(call, order)


@router.post("/work-orders/{key}/release", dependencies=WRITE)
def release_work_order(key: int, call: Asked) -> OrderOut:
    """Take up work that rested; field work passes gate 2 again."""
    order = call.load(WorkOrder, key)
    operations.move(call.ctx, order, "release")
    return shown(call, order)


@router.post("/work-orders/{key}/cancel", dependencies=WRITE)
def cancel_work_order(key: int, body: Reason, call: Asked) -> OrderOut:
    """Give work up."""
    order = call.load(WorkOrder, key)
    operations.cancel(call.ctx, order, reason=body.reason)
    return shown(call, order)


@router.post("/work-orders/{key}/steps/{position}", dependencies=ON_SITE)
def do_step(key: int, position: int, body: StepDone, call: Asked) -> OrderOut:
    """Note that a step of the work plan was done."""
    order = call.load(WorkOrder, key)
    operations.do_step(call.ctx, order, position=position, measurement=body.measurement)
    return shown(call, order)


@router.post("/work-orders/{key}/parts", dependencies=ON_SITE)
def use_part(key: int, body: PartUsed, call: Asked) -> OrderOut:
    """Note that parts were used."""
    order = call.load(WorkOrder, key)
    operations.use_part(call.ctx, order, **body.model_dump())
    return shown(call, order)


@router.post("/work-orders/{key}/report", dependencies=ON_SITE, status_code=201, response_model=ReportOut)
def report_work(key: int, body: ReportIn, call: Asked) -> Any:
    """Write the service report."""
    return operations.report(call.ctx, call.load(WorkOrder, key), **body.model_dump())


@router.get("/service-reports", dependencies=READ, response_model=Page[ReportOut])
def list_service_reports(query: Annotated[ReportQuery, Query()], call: Asked) -> Any:
    """List service reports: a customer sees the signed ones of the own account, an installer the own visits' ones."""
    orders = select(WorkOrder.id).where(WorkOrder.case_id == query.case_id)
    of_case = [] if query.case_id is None else [ServiceReport.work_order_id.in_(orders)]
    return rows.page(call.ctx, ServiceReport, query.model_copy(update={"case_id": None}), where=of_case)


@router.get(
    "/work-orders/{key}/report.pdf",
    dependencies=READ,
    response_class=Response,
    responses={200: {"description": "The report.", "content": {"application/pdf": {}}}},
)
def read_report_pdf(
    key: int,
    call: Asked,
    timezone: Annotated[str, Query(max_length=60, description="Of the times in it.")] = "UTC",
) -> Response:
    """Hand out the service report with steps, measurements, parts and signature; to a customer once it is signed."""
    order = order_of_report(call.ctx, key)
    made = report_pdf(call.ctx, order, zone=zone_of(timezone), fonts=call.service.settings.fonts)
    return file_answer(made, "application/pdf", f"service-report-{order.number}.pdf")


@router.post("/work-orders/{key}/signature", dependencies=ON_SITE, status_code=201, response_model=SignatureOut)
def sign_work(key: int, body: SignatureIn, call: Asked) -> Any:
    """Take the customer's signature under the report."""
    return operations.sign(call.ctx, call.load(WorkOrder, key), **body.model_dump())


@router.post("/work-orders/{key}/complete", dependencies=[allow("visits.execute", "service.write")])
def complete_work_order(key: int, call: Asked) -> OrderOut:
    """End the work well. Gate 5: field work needs report and signature, and its technician ends it."""
    order = call.load(WorkOrder, key)
    operations.complete(call.ctx, order)
    return shown(call, order)


@router.post("/work-orders/{key}/cannot-complete", dependencies=[allow("visits.execute", "service.write")])
def cannot_complete_work_order(key: int, body: Reason, call: Asked) -> OrderOut:
    """End the attempt without success."""
    order = call.load(WorkOrder, key)
    operations.cannot_complete(call.ctx, order, reason=body.reason)
    return shown(call, order)


@router.post("/work-orders/{key}/replan", dependencies=PLAN)
def replan_work_order(key: int, call: Asked) -> OrderOut:
    """Try again what could not be completed: it is to be scheduled."""
    order = call.load(WorkOrder, key)
    operations.move(call.ctx, order, "request_schedule")
    return shown(call, order)


def shown(call: Call, order: WorkOrder) -> OrderOut:
    """Return a work order as the answer."""
    return OrderOut.model_validate(call.show(order))


@router.post("/work-orders/{key}/appointments", dependencies=PLAN, status_code=201, response_model=VisitOut)
def add_visit(key: int, body: VisitIn, call: Asked) -> Any:
    """Plan a further visit for a work order."""
    return call.show(visits.add_visit(call.ctx, call.load(WorkOrder, key), **body.model_dump()))


@router.get("/appointments", dependencies=READ, response_model=Page[VisitOut])
def list_visits(query: Annotated[VisitQuery, Query()], call: Asked) -> Any:
    """List visits; an installer sees the own ones."""
    return rows.page(call.ctx, ServiceAppointment, query)


@router.get("/appointments/{key}", dependencies=READ, response_model=VisitOut)
def read_visit(key: int, call: Asked) -> Any:
    """Read one visit."""
    return call.show(call.load(ServiceAppointment, key))


def loaded(call: Call, key: int) -> ServiceAppointment:
    """Return a visit with its work order locked: whatever happens to one is decided knowing the other."""
    visit = call.load(ServiceAppointment, key)
    rows.load(call.ctx, WorkOrder, visit.work_order_id, lock=True)
    return visit


@router.post("/appointments/{key}/schedule", dependencies=PLAN, response_model=VisitOut)
def schedule_visit(key: int, body: Slot, call: Asked) -> Any:
    """Put a visit into the calendar of its crew, or move it there."""
    visit = loaded(call, key)
    visits.schedule(call.ctx, visit, start=body.start, technician_ids=body.technician_ids)
    return call.show(visit)


@router.post("/appointments/{key}/unschedule", dependencies=PLAN, response_model=VisitOut)
def unschedule_visit(key: int, body: Reason, call: Asked) -> Any:
    """Take a visit out of the calendar, to be scheduled again."""
    visit = loaded(call, key)
    visits.withdraw(call.ctx, visit, "unschedule", reason=body.reason)
    return call.show(visit)


@router.post("/appointments/{key}/cancel", dependencies=PLAN, response_model=VisitOut)
def cancel_visit(key: int, body: Reason, call: Asked) -> Any:
    """Cancel a visit."""
    visit = loaded(call, key)
    visits.withdraw(call.ctx, visit, "cancel", reason=body.reason)
    return call.show(visit)


@router.post("/appointments/{key}/dispatch", dependencies=[allow("dispatch.publish")], response_model=VisitOut)
def dispatch_visit(key: int, call: Asked) -> Any:
    """Send a visit to its crew."""
    visit = loaded(call, key)
    visits.dispatch(call.ctx, visit)
    return call.show(visit)


@router.post("/appointments/{key}/start", dependencies=ON_SITE, response_model=VisitOut)
def start_visit(key: int, call: Asked) -> Any:
    """Note that the crew is there."""
    visit = loaded(call, key)
    visits.start(call.ctx, visit)
    return call.show(visit)


@router.post("/appointments/{key}/complete", dependencies=ON_SITE, response_model=VisitOut)
def complete_visit(key: int, call: Asked) -> Any:
    """Note that the crew is done."""
    visit = loaded(call, key)
    visits.finish(call.ctx, visit)
    return call.show(visit)


@router.post("/appointments/{key}/cannot-complete", dependencies=ON_SITE, response_model=VisitOut)
def cannot_complete_visit(key: int, body: Reason, call: Asked) -> Any:
    """Note that the crew cannot do it: the customer is away, parts are missing, and the like."""
    visit = loaded(call, key)
    visits.withdraw(call.ctx, visit, "cannot_complete", reason=body.reason)
    return call.show(visit)
