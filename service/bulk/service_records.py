"""Files of cases and of what comes of them: work orders, visits, reports, claims, returns."""

from typing import Any

from service import rows
from service.bulk.objects import Column, Life, Part, Past, Values
from service.bulk.past import close
from service.bulk.service_rows import (
    ClaimItemRow,
    CrewRow,
    OrderAssetRow,
    PartRow,
    StepRow,
)
from service.cases import operations as cases
from service.cases.models import Case, CaseComment, SupplierReturn
from service.cases.policy import CASE
from service.cases.schemas import LineIn
from service.claims import decisions, making
from service.claims import operations as claims
from service.claims.models import Claim
from service.claims.policy import Tier
from service.context import Context
from service.errors import invalid
from service.fieldwork import operations as work
from service.fieldwork import visits
from service.fieldwork.models import ServiceAppointment, ServiceReport, Signature, WorkOrder
from service.fieldwork.policy import Window
from service.schemas import Instant, Money, Text

TAKEN_OVER = "taken over"
TOLD = "as imported"
"""The reason of what happens because a file says so, where it gives none."""


def needed(values: Values, field: str, why: str) -> Any:
    """Return a value that an event of a life cycle needs."""
    if values.get(field) is None:
        raise invalid(field, why)
    return values[field]


def reason(values: Values) -> str:
    """Return why something happened."""
    return str(values.get("reason") or TOLD)


def open_case(ctx: Context, values: Values) -> Case:
    """Open a case about the assets of its row and of its lines; gate 1 wants one."""
    first, lines = values.pop("asset_id"), list(values.pop("lines"))
    if first is not None and first not in {line["asset_id"] for line in lines}:
        lines.insert(0, {"asset_id": first})
    return cases.open_case(ctx, lines=lines, **values)


def amend_case(ctx: Context, case: Case, changes: Values) -> bool:
    """Change fields of a case."""
    before = case.version
    cases.amend_case(ctx, case, changes=changes)
    return case.version != before


def resolve(ctx: Context, case: Case, values: Values) -> None:
    """Resolve a case as its row says; of one that was resolved elsewhere it need not be told how."""
    if ctx.taken_over is not None:
        values = {"resolution_path": TAKEN_OVER, "resolution_notes": reason(values), **values}
    path = needed(values, "resolution_path", "a case that is resolved says how")
    cases.resolve(ctx, case, path=path, notes=needed(values, "resolution_notes", "a case that is resolved says how"))


def wait(ctx: Context, case: Case, values: Values) -> None:
    """Let a case wait for whom its row says."""
    whom = needed(values, "waiting_for", "a case that waits says for whom")
    cases.wait(ctx, case, waiting_for=whom, reason=reason(values))


def comment(ctx: Context, values: Values) -> CaseComment:
    """Say something about a case."""
    case = rows.refer(ctx, Case, values["case_id"], "case_id", lock=True)
    said = cases.comment(ctx, case, body=values["body"], internal=not values["published"])
    ctx.session.flush()
    return said


def create_order(ctx: Context, values: Values) -> WorkOrder:
    """Make a work order for a case."""
    case = rows.refer(ctx, Case, values.pop("case_id"), "case_id", lock=True)
    start, end, due = (values.pop(name) for name in ("window_start", "window_end", "due_date"))
    if (start is None) != (due is None):
        raise invalid("window_start", "a window has a start and a due date")
    window = None if start is None else Window(start, end, due)
    given = {name: value for name, value in values.items() if value is not None}
    return work.create_work_order(ctx, case, window=window, **given)


def add_visit(ctx: Context, values: Values) -> ServiceAppointment:
    """Plan a visit, and put it into the calendar if its row says when."""
    order = rows.refer(ctx, WorkOrder, values.pop("work_order_id"), "work_order_id", lock=True)
    start, crew = values.pop("sched_start"), values.pop("technician_ids")
    visit = visits.add_visit(ctx, order, **values)
    ctx.session.flush()
    if start is not None:
        visits.schedule(ctx, visit, start=start, technician_ids=crew)
    return visit


def move_visit(ctx: Context, visit: ServiceAppointment, changes: Values) -> bool:
    """Move a visit in the calendar, with the crew it has."""
    start = changes.get("sched_start")
    if start is None or start == visit.sched_start:
        return False
    visits.schedule(ctx, visit, start=start, technician_ids=visit.technicians)
    return True


def report(ctx: Context, values: Values) -> ServiceReport:
    """Write a service report."""
    order = rows.refer(ctx, WorkOrder, values.pop("work_order_id"), "work_order_id", lock=True)
    return work.report(ctx, order, **values)


def sign(ctx: Context, values: Values) -> Signature:
    """Take a signature."""
    order = rows.refer(ctx, WorkOrder, values.pop("work_order_id"), "work_order_id", lock=True)
    return work.sign(ctx, order, **values)


def use_parts(ctx: Context, order: WorkOrder, values: Values) -> None:
    """Note that so many parts were used in all."""
    used = next((part.used for part in order.parts if part.part_number == values["part_number"]), 0)
    if used > values["used"]:
        raise invalid("used", f"{used} were used already")
    work.use_part(ctx, order, part_number=values["part_number"], quantity=values["used"] - used)


def used_parts(order: WorkOrder, values: Values) -> Any | None:
    """Return the part of which as many were used already."""
    same = (values["part_number"], values["used"])
    return next((part for part in order.parts if (part.part_number, part.used) == same), None)


def done_step(order: WorkOrder, values: Values) -> Any | None:
    """Return the step if it was done, and measured alike."""
    same = (values["position"], values.get("measurement"))
    done = [step for step in order.steps if step.done_at is not None]
    return next((step for step in done if (step.position, step.measurement) == same), None)


def open_claim(ctx: Context, values: Values) -> Claim:
    """Make a claim for the assets of its lines, and evaluate it."""
    case = rows.refer(ctx, Case, values.pop("case_id"), "case_id", lock=True)
    lines = values.pop("lines")
    return making.open_claim(ctx, case, lines=lines, assets=[line["asset_id"] for line in lines], **values)


def pay(ctx: Context, claim: Claim, values: Values) -> None:
    """Note a payment."""
    ctx.actor.must("claims.pay")
    decisions.pay(ctx, claim, reference=needed(values, "payment_reference", "a payment has a reference"))


def open_return(ctx: Context, values: Values) -> SupplierReturn:
    """Open a return to a supplier."""
    return cases.open_return(ctx, rows.refer(ctx, Case, values.pop("case_id"), "case_id", lock=True), **values)


def returning(event: str) -> Any:
    """Return what lets an event of a return happen."""
    return lambda ctx, returned, values: cases.move_return(ctx, returned, event)


def of_asset(parent: Any, values: Values) -> Any | None:
    """Return the line that a record has for an asset."""
    return next((line for line in parent.lines if line.asset_id == values["asset_id"]), None)


def add_case_line(ctx: Context, case: Case, values: Values) -> object:
    """Add an asset to a case."""
    return cases.add_line(ctx, case, asset_id=values["asset_id"], description=values.get("description"))


def add_claim_line(ctx: Context, claim: Claim, values: Values) -> None:
    """Add an asset with its line to a claim."""
    claims.add_asset(ctx, claim, rows.load(ctx, Case, claim.case_id), line=values)


def crew_member(visit: ServiceAppointment, values: Values) -> Any | None:
    """Return the booking of a technician."""
    return next((each for each in visit.bookings if each.technician_id == values["technician_id"]), None)


def moving(event: str) -> Any:
    """Return what lets a plain event of a case happen."""
    return lambda ctx, case, values: cases.move(ctx, case, event, reason=reason(values))


def ordering(event: str) -> Any:
    """Return what lets a plain event of a work order happen."""
    return lambda ctx, order, values: work.move(ctx, order, event, reason=reason(values))


def withdrawing(event: str) -> Any:
    """Return what takes a visit out of the calendar."""
    return lambda ctx, visit, values: visits.withdraw(ctx, visit, event, reason=reason(values))


def approved(tier: Tier) -> Any:
    """Return what shows how much of a tier of a claim's line was approved."""
    return lambda line: next((cover.approved for cover in line.covers if cover.tier == tier), None)


CASE_LIFE = Life(
    lambda row: CASE,
    {
        **{event: moving(event) for event in ("triage", "start", "resume", "cancel")},
        **{"resolve": resolve, "wait": wait, "close": close},
    },
)
UNDER_WAY = ("active", "on_hold", "completed", "cannot_complete")
ORDER_EVENTS: dict[str, Any] = {
    "activate": lambda ctx, order, values: work.activate(ctx, order),
    "complete": lambda ctx, order, values: work.complete(ctx, order),
    "cannot_complete": lambda ctx, order, values: work.cannot_complete(ctx, order, reason=reason(values)),
    "cancel": lambda ctx, order, values: work.cancel(ctx, order, reason=reason(values)),
    "hold": ordering("hold"),
    "release": ordering("release"),
    "request_schedule": ordering("request_schedule"),
}
VISIT_EVENTS: dict[str, Any] = {
    "dispatch": lambda ctx, visit, values: visits.dispatch(ctx, visit),
    "start": lambda ctx, visit, values: visits.start(ctx, visit),
    "complete": lambda ctx, visit, values: visits.finish(ctx, visit),
    **{event: withdrawing(event) for event in ("unschedule", "cancel", "cannot_complete")},
}
CLAIM_EVENTS: dict[str, Any] = {
    "submit": lambda ctx, claim, values: claims.submit(ctx, claim),
    "withdraw": lambda ctx, claim, values: decisions.withdraw(ctx, claim, reason=reason(values)),
    "pay": pay,
    # What a claim does by itself once it is handed in: nothing is to be done for it.
    "approve_in_policy": lambda ctx, claim, values: None,
    "escalate": lambda ctx, claim, values: None,
}

SERVICE_PARTS = {
    "CaseLineItem": Part(
        name="CaseLineItem",
        parent="CaseId",
        field="lines",
        columns=(Column("AssetId", "asset_id", refers="Asset"), Column("Description", "description")),
        created=LineIn,
        same=of_asset,
        add=add_case_line,
        rows=lambda case: case.lines,
        write="service.write",
    ),
    "WorkOrderLineItem": Part(
        name="WorkOrderLineItem",
        parent="WorkOrderId",
        field="asset_ids",
        single="asset_id",
        columns=(Column("AssetId", "asset_id", refers="Asset"),),
        created=OrderAssetRow,
        same=of_asset,
        rows=lambda order: order.lines,
    ),
    "WorkStep": Part(
        name="WorkStep",
        parent="WorkOrderId",
        columns=(
            Column("StepNumber", "position"),
            Column("Measurement__c", "measurement"),
            Column("Name", "instruction", shown_only=True),
            Column("CompletedDate__c", "done_at"),
            Column("CompletedBy__c", "done_by"),
        ),
        created=StepRow,
        extra={"done_at": Instant, "done_by": Text},
        past=Past({"create": ("done_at",)}, author="done_by"),
        same=done_step,
        add=lambda ctx, order, values: work.do_step(
            ctx, order, position=values["position"], measurement=values.get("measurement")
        ),
        rows=lambda order: [step for step in order.steps if step.done_at is not None],
        write="visits.execute",
    ),
    "ProductConsumed": Part(
        name="ProductConsumed",
        parent="WorkOrderId",
        columns=(Column("ProductCode__c", "part_number"), Column("QuantityConsumed", "used")),
        created=PartRow,
        same=used_parts,
        add=use_parts,
        rows=lambda order: [part for part in order.parts if part.used],
        write="visits.execute",
    ),
    "AssignedResource": Part(
        name="AssignedResource",
        parent="ServiceAppointmentId",
        field="technician_ids",
        single="technician_id",
        columns=(Column("ServiceResourceId", "technician_id", refers="ServiceResource"),),
        created=CrewRow,
        same=crew_member,
        rows=lambda visit: visit.bookings,
    ),
    "ClaimItem": Part(
        name="ClaimItem",
        parent="ClaimId",
        field="lines",
        columns=(
            Column("AssetId", "asset_id", refers="Asset"),
            Column("FaultDate", "failure_date"),
            Column("Description", "description"),
            Column("CausalPart__c", "causal_part"),
            Column("FaultCode__c", "failure_cause"),
            Column("Usage__c", "usage"),
            Column("LaborHours__c", "labor_hours"),
            Column("LaborRate__c", "labor_rate"),
            Column("Parts__c", "parts", json=True, get=lambda line: [_part(part) for part in line.parts]),
            Column("Expenses__c", "expenses", json=True, get=lambda line: [_expense(each) for each in line.expenses]),
            Column("Code__c", "code", shown_only=True),
            Column("EligibleAmount__c", "eligible", shown_only=True, get=lambda line: line.total("eligible")),
            Column("ApprovedAmount__c", "approved", shown_only=True, get=lambda line: line.total("approved")),
            Column("ApprovedParts__c", "approved_parts", get=approved(Tier.PARTS)),
            Column("ApprovedLabor__c", "approved_labor", get=approved(Tier.LABOR)),
            Column("ApprovedExpenses__c", "approved_expense", get=approved(Tier.EXPENSE)),
        ),
        created=ClaimItemRow,
        extra={f"approved_{tier}": Money for tier in Tier},
        same=of_asset,
        add=add_claim_line,
        rows=lambda claim: claim.lines,
        write="claims.write",
    ),
}


def _part(part: Any) -> Values:
    return {"part_number": part.part_number, "quantity": part.quantity, "unit_price": part.unit_price}


def _expense(expense: Any) -> Values:
    return {"description": expense.description, "amount": expense.amount}
