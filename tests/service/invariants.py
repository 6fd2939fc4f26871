"""What holds of the records at any time: queries that must never find anything, and the statuses there are."""

from service.cases.policy import CaseStatus
from service.claims.approval import ClaimStatus
from service.fieldwork.policy import VisitCategory, WorkStatus

STATUSES = {
    "service_case": ("status", CaseStatus),
    "work_order": ("status", WorkStatus),
    "service_appointment": ("status_category", VisitCategory),
    "claim": ("status", ClaimStatus),
}

BROKEN = {
    "gate 1: a case without an asset": """SELECT id FROM service_case WHERE NOT EXISTS
        (SELECT 1 FROM case_line_item l WHERE l.case_id = service_case.id AND l.position = primary_position)""",
    "gate 2: active without a visit in its window": """SELECT w.id FROM work_order w WHERE w.status = 'active'
        AND w.kind = 'field' AND NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id
        AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed')
        AND a.sched_start >= w.window_start AND a.sched_end <= w.due_date)""",
    "gate 2: active with a visit outside its window": """SELECT w.id FROM work_order w JOIN service_appointment a
        ON a.work_order_id = w.id WHERE w.status = 'active' AND w.kind = 'field'
        AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed')
        AND NOT (a.sched_start >= w.window_start AND a.sched_end <= w.due_date)""",
    "gate 3: lines are not the assets": """SELECT claim_id, asset_id FROM claim_line_item
        EXCEPT SELECT claim_id, asset_id FROM claim_asset""",
    "gate 3: assets are not the lines": """SELECT claim_id, asset_id FROM claim_asset
        EXCEPT SELECT claim_id, asset_id FROM claim_line_item""",
    "gate 4: granted, and not by what is so now": """SELECT c.id FROM claim c JOIN claim_line_item l
        ON l.claim_id = c.id WHERE c.status IN ('approved', 'partially_approved', 'paid') AND 3 <>
        (SELECT count(*) FROM claim_cover k WHERE k.claim_id = c.id AND k.asset_id = l.asset_id
        AND k.revision = c.inputs_revision AND k.approved IS NOT NULL)""",
    "gate 5: completed without report and signature": """SELECT id FROM work_order WHERE kind = 'field'
        AND status = 'completed' AND (report_id IS NULL OR signature_id IS NULL)""",
    "an amount above what it may be": """SELECT claim_id FROM claim_cover
        WHERE NOT (0 <= coalesce(approved, 0) AND coalesce(approved, 0) <= eligible AND eligible <= requested)""",
    "an asset's cap exceeded": """SELECT w.id FROM asset_warranty w WHERE w.cap_per_asset < (SELECT sum(k.approved)
        FROM claim_cover k JOIN claim c ON c.id = k.claim_id WHERE k.warranty_id = w.id
        AND c.status IN ('approved', 'partially_approved', 'paid'))""",
    "decided by who made it": "SELECT id FROM claim WHERE decided_by IN (created_by, submitted_by)",
    "a technician in two places": """SELECT a.appointment_id FROM booking a JOIN booking b
        ON a.technician_id = b.technician_id AND a.appointment_id < b.appointment_id
        WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at""",
    "a booking that is not its visit's": """SELECT b.appointment_id FROM booking b JOIN service_appointment a
        ON a.id = b.appointment_id WHERE a.sched_start <> b.starts_at OR a.sched_end <> b.ends_at
        OR a.status_category IN ('none', 'canceled', 'cannot_complete')""",
    "a case that waits without a pause, or the other way round": """SELECT id FROM service_case WHERE
        (status = 'waiting') <> (EXISTS (SELECT 1 FROM case_pause p WHERE p.case_id = service_case.id
        AND p.ended_at IS NULL))""",
    "a claim that nobody asked in and whose case is no claim": """SELECT c.id FROM claim c JOIN service_case s
        ON s.id = c.case_id WHERE c.created_by = 'rule:hand_over' AND c.status = 'draft'
        AND (s.case_type NOT IN ('warranty', 'damage') OR s.status IN ('resolved', 'closed', 'cancelled'))""",
}
"""What must never be found, whatever was done."""
