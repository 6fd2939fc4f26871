"""Every kind of record that goes in and out in files, and in which order what a file says can happen."""

from collections.abc import Mapping

from service.bulk.base_records import BASE
from service.bulk.objects import BulkObject, Column, Life, Part, Past
from service.bulk.past import decided
from service.bulk.service_records import (
    CASE_LIFE,
    CLAIM_EVENTS,
    ORDER_EVENTS,
    SERVICE_PARTS,
    UNDER_WAY,
    VISIT_EVENTS,
    add_visit,
    amend_case,
    comment,
    create_order,
    move_visit,
    open_case,
    open_claim,
    open_return,
    pay,
    report,
    returning,
    sign,
)
from service.bulk.service_rows import (
    CASE_EXTRA,
    CaseChanges,
    CaseRow,
    ClaimRow,
    CommentRow,
    ReportRow,
    ReturnRow,
    SignatureRow,
    VisitChanges,
    VisitRow,
    WorkOrderRow,
)
from service.cases.models import Case, CaseComment, SupplierReturn
from service.cases.policy import RETURN
from service.claims.approval import CLAIM
from service.claims.models import Claim
from service.evidence.models import Evidence
from service.fieldwork.models import ServiceAppointment, ServiceReport, Signature, WorkOrder
from service.fieldwork.policy import VISIT
from service.schemas import Instant, Prose, Text

WHY = Column("Reason__c", "reason", get=lambda row: None)
"""Why something was cancelled, or could not be completed."""
ENDS = ("complete", "cannot_complete", "cancel")
WRITTEN = {"at": Instant, "author": Text}
WRITTEN_THEN = Past({"create": ("at",)}, author="author")
"""What was written or signed, by whom and when."""

SERVICE = (
    BulkObject(
        name="Case",
        model=Case,
        columns=(
            Column("CaseNumber", "number", shown_only=True),
            Column("AccountId", "account_id", refers="Account", shown_only=True),
            Column("ContactId", "contact_id", refers="Contact"),
            Column("AssetId", "asset_id", refers="Asset", get=lambda case: case.lines[0].asset_id),
            Column("OrderId__c", "order_id", refers="Order"),
            Column("Origin", "channel"),
            Column("Type", "case_type"),
            Column("Reason", "reason_code"),
            Column("Subject", "subject"),
            Column("Description", "description"),
            Column("Priority", "priority"),
            Column("Severity__c", "severity"),
            Column("Sentiment__c", "sentiment"),
            Column("Intent__c", "intent"),
            Column("OnSiteRequired__c", "on_site_required"),
            Column("CreatedDate", "opened_at"),
            Column("Team__c", "team"),
            Column("Status", "status"),
            Column("WaitingFor__c", "waiting_for"),
            Column("ResolutionPath__c", "resolution_path"),
            Column("ResolutionNotes__c", "resolution_notes"),
            WHY,
            Column("IsEscalated", "escalated", shown_only=True),
            Column("DueDate__c", "due_at", shown_only=True),
            Column("FirstResponse__c", "first_response_at", get=lambda case: None),
            Column("ClosedDate", "closed_at"),
            Column("CsatScore__c", "csat_score"),
        ),
        created=CaseRow,
        amended=CaseChanges,
        extra=CASE_EXTRA,
        create=open_case,
        amend=amend_case,
        fixed=frozenset({"asset_id", "opened_at"}),
        parts=(SERVICE_PARTS["CaseLineItem"],),
        life=CASE_LIFE,
        past=Past(
            {
                "create": ("opened_at",),
                **dict.fromkeys(("triage", "start"), ("first_response_at", "closed_at")),
                **dict.fromkeys(("resolve", "close", "cancel"), ("closed_at",)),
            }
        ),
        read="service.read",
        write="service.write",
    ),
    BulkObject(
        name="CaseComment",
        model=CaseComment,
        columns=(
            Column("ParentId", "case_id", refers="Case"),
            Column("CommentBody", "body"),
            Column("IsPublished", "published", get=lambda said: not said.internal),
            Column("CreatedBy__c", "author"),
            Column("CreatedDate", "at"),
        ),
        created=CommentRow,
        extra=WRITTEN,
        past=WRITTEN_THEN,
        create=comment,
        fixed=frozenset({"published"}),
        write="service.write",
    ),
    BulkObject(
        name="WorkOrder",
        model=WorkOrder,
        columns=(
            Column("WorkOrderNumber", "number", shown_only=True),
            Column("CaseId", "case_id", refers="Case"),
            Column("WorkTypeId", "work_type_id", refers="WorkType"),
            Column("Subject", "subject"),
            Column("Description", "description"),
            Column("Priority", "priority"),
            Column("ServiceTerritoryId", "territory_id", refers="ServiceTerritory"),
            Column("Team__c", "team"),
            Column("StartDate", "window_start"),
            Column("WindowEnd__c", "window_end"),
            Column("EndDate", "due_date"),
            Column("Status", "status"),
            WHY,
            Column("MissedWindows__c", "missed_windows", shown_only=True),
            Column("CreatedDate", "opened_at"),
            Column("CompletedDate__c", "completed_at"),
        ),
        created=WorkOrderRow,
        extra={"status": str, "reason": Prose, "opened_at": Instant, "completed_at": Instant},
        past=Past(
            {
                **dict.fromkeys(("create", "request_schedule", "activate"), ("opened_at",)),
                **dict.fromkeys(ENDS, ("completed_at",)),
            }
        ),
        create=create_order,
        fixed=frozenset({"priority", "window_start", "window_end", "due_date"}),
        parts=tuple(SERVICE_PARTS[name] for name in ("WorkOrderLineItem", "WorkStep", "ProductConsumed")),
        begin=Life(
            lambda row: row.transitions, ORDER_EVENTS, target=lambda wanted: "active" if wanted in UNDER_WAY else None
        ),
        life=Life(lambda row: row.transitions, ORDER_EVENTS),
        read="service.read",
        write="service.write",
    ),
    BulkObject(
        name="ServiceAppointment",
        model=ServiceAppointment,
        columns=(
            Column("ParentRecordId", "work_order_id", refers="WorkOrder"),
            Column("Duration", "duration_minutes"),
            Column("MinimumDelay__c", "minimum_delay_minutes"),
            Column("ContactName__c", "contact_name"),
            Column("Phone", "contact_phone"),
            Column("AdditionalInformation", "access_notes"),
            Column("SchedStartTime", "sched_start"),
            Column("SchedEndTime", "sched_end", shown_only=True),
            Column("CreatedDate", "created_at", get=lambda visit: None),
            Column("ArrivalWindowStartTime", "arrival_window_start", shown_only=True),
            Column("ArrivalWindowEndTime", "arrival_window_end", shown_only=True),
            Column("ActualStartTime", "actual_start"),
            Column("ActualEndTime", "actual_end"),
            Column("Status", "status", get=lambda visit: visit.status_category),
            WHY,
        ),
        created=VisitRow,
        amended=VisitChanges,
        extra={"status": str, "reason": Prose, **dict.fromkeys(("created_at", "actual_start", "actual_end"), Instant)},
        past=Past(
            {
                "create": ("created_at",),
                **dict.fromkeys(("dispatch", "start"), ("actual_start",)),
                **dict.fromkeys(ENDS, ("actual_end",)),
            }
        ),
        create=add_visit,
        amend=move_visit,
        parts=(SERVICE_PARTS["AssignedResource"],),
        life=Life(lambda row: VISIT, VISIT_EVENTS, status=lambda visit: str(visit.status_category)),
        read="service.read",
        write="dispatch.plan",
    ),
    BulkObject(
        name="ServiceReport",
        model=ServiceReport,
        columns=(
            Column("ParentId", "work_order_id", refers="WorkOrder"),
            Column("Summary__c", "summary"),
            Column("Findings__c", "findings"),
            Column("CreatedBy__c", "author"),
            Column("CreatedDate", "at"),
        ),
        created=ReportRow,
        extra=WRITTEN,
        past=WRITTEN_THEN,
        create=report,
        write="visits.execute",
    ),
    BulkObject(
        name="DigitalSignature",
        model=Signature,
        columns=(
            Column("ParentId", "work_order_id", refers="WorkOrder"),
            Column("SignedBy", "signer"),
            Column("SignedDate", "at"),
            Column("Image__c", "image"),
        ),
        created=SignatureRow,
        extra=WRITTEN,
        past=WRITTEN_THEN,
        create=sign,
        write="visits.execute",
    ),
    BulkObject(
        name="Claim",
        model=Claim,
        columns=(
            Column("ClaimNumber", "number", shown_only=True),
            Column("CaseId", "case_id", refers="Case"),
            Column("AccountId", "account_id", refers="Account", shown_only=True),
            Column("CurrencyIsoCode", "currency"),
            Column("Status", "status"),
            WHY,
            Column("PaymentReference__c", "payment_reference"),
            Column("CreatedDate", "created_at", get=lambda claim: None),
            Column("SubmittedDate__c", "submitted_at"),
            Column("DecidedDate__c", "decided_at"),
            Column("DecidedBy__c", "decided_by", get=lambda claim: (claim.decided_by or "").removeprefix("before:")),
            Column("DecisionReason__c", "decision_reason"),
            Column("PaidDate__c", "paid_at", get=lambda claim: None),
            Column("RequestedAmount__c", "requested", shown_only=True),
            Column("EligibleAmount__c", "eligible", shown_only=True),
            Column("ApprovedAmount__c", "approved", shown_only=True),
        ),
        created=ClaimRow,
        extra={
            **{"status": str, "reason": Prose, "payment_reference": Text, "decided_by": Text, "decision_reason": Prose},
            **dict.fromkeys(("created_at", "submitted_at", "decided_at", "paid_at"), Instant),
        },
        past=Past(
            {
                "create": ("created_at", "submitted_at"),
                **dict.fromkeys(("submit", "escalate"), ("submitted_at",)),
                **dict.fromkeys(("approve", "approve_partially", "reject", "withdraw"), ("decided_at",)),
                "pay": ("paid_at", "decided_at"),
            },
            life=decided(pay),
        ),
        create=open_claim,
        parts=(SERVICE_PARTS["ClaimItem"],),
        life=Life(lambda row: CLAIM, CLAIM_EVENTS),
        write="claims.write",
    ),
    BulkObject(
        name="ReturnOrder",
        model=SupplierReturn,
        columns=(
            Column("CaseId", "case_id", refers="Case"),
            Column("AccountId", "supplier_id", refers="Account"),
            Column("AssetId__c", "asset_id", refers="Asset"),
            Column("ProductCode__c", "part_number"),
            Column("Quantity__c", "quantity"),
            Column("Description", "defect"),
            Column("Status", "status"),
        ),
        created=ReturnRow,
        extra={"status": str},
        create=open_return,
        life=Life(lambda row: RETURN, {event: returning(event) for event in ("send", "credit", "refuse", "cancel")}),
        write="returns.write",
    ),
    BulkObject(
        name="ContentVersion",
        model=Evidence,
        columns=(
            Column("CaseId__c", "case_id", refers="Case"),
            Column("WorkOrderId__c", "work_order_id", refers="WorkOrder"),
            Column("ClaimId__c", "claim_id", refers="Claim"),
            Column("Title", "file_name"),
            Column("Description", "caption"),
            Column("FileType", "media_type"),
            Column("ContentSize", "size"),
            Column("Checksum", "sha256"),
            Column("IsInternal__c", "internal"),
            Column("CreatedBy__c", "added_by"),
            Column("CreatedDate", "added_at"),
        ),
        created=None,
        read="service.read",
    ),
)

OBJECTS: Mapping[str, BulkObject] = {each.name: each for each in (*BASE, *SERVICE)}
"""Every kind of record, in the order in which one needs the other."""

PARTS: Mapping[str, tuple[BulkObject, Part]] = {
    part.name: (each, part) for each in OBJECTS.values() for part in each.parts
}

FIRST_DELIVERED = [each.name for each in BASE].index("Asset")
LATER = ("ServiceReport", "DigitalSignature", "Claim", "ReturnOrder")
STEPS: tuple[tuple[str, str], ...] = (
    *((each.name, "make") for each in BASE[:FIRST_DELIVERED]),
    ("Shipment", "live"),
    *((each.name, "make") for each in (*BASE[FIRST_DELIVERED:], *SERVICE) if each.name not in LATER),
    ("WorkOrder", "begin"),
    ("WorkOrder", "parts"),
    ("ServiceAppointment", "live"),
    ("ServiceReport", "make"),
    ("DigitalSignature", "make"),
    ("WorkOrder", "live"),
    ("Claim", "make"),
    ("Claim", "live"),
    ("ReturnOrder", "make"),
    ("ReturnOrder", "live"),
    ("Case", "live"),
)
"""What is done in which order: all is made first, then it lives, each when what its gates ask for is there."""
