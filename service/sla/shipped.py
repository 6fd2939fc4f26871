"""The entitlement processes that an installation starts with. Pure, and changed there as data."""

from typing import Any

from service.sla.definition import RESOLUTION, ProcessDefinition, RecordKind, Scope
from service.sla.policy import SHIPPED_FIRST_RESPONSE

WARN = {"percent": 75, "actions": [{"do": "notify", "to": ["assignee", "team"]}]}
RANK_AGAIN = {"percent": 50, "actions": [{"do": "re_rank"}]}
REASSIGN = {"percent": 90, "actions": [{"do": "reassign"}, {"do": "notify", "to": ["assignee", "team"]}]}
TELL_MANAGERS = {"do": "notify", "to": ["assignee", "team", "role:manager"]}
ESCALATE = {"percent": 75, "actions": [{"do": "escalate"}, TELL_MANAGERS]}
LAST = 1000
"""Precedence of a shipped process: whatever is added goes before it."""

CASES: dict[str, Any] = {
    "stops_for": ["customer", "supplier"],
    "milestones": [
        {
            "name": "first response",
            "target": {"by": "duration", "minutes": 60 * SHIPPED_FIRST_RESPONSE},
            "complete": [{"event": ["answered"]}, {"status": ["resolved", "closed"]}],
            "thresholds": [WARN],
            "on_violation": [TELL_MANAGERS],
            "again_on_reopening": False,
        },
        {
            "name": RESOLUTION,
            "target": {"by": "priority"},
            "complete": [{"status": ["resolved", "closed"]}],
            "thresholds": [RANK_AGAIN, ESCALATE, REASSIGN],
            "on_violation": [TELL_MANAGERS],
        },
    ],
}

FIELD_WORK: dict[str, Any] = {
    "entry": [{"kind": ["field"]}],
    "milestones": [
        {
            "name": "visit in window",
            "target": {"by": "field", "field": "visit_by"},
            "complete": [{"visited": [True]}, {"status": ["completed"]}],
            "thresholds": [WARN],
            "on_violation": [{"do": "escalate"}, TELL_MANAGERS],
        },
        {
            "name": "completion",
            "target": {"by": "field", "field": "due_date"},
            "complete": [{"status": ["completed"]}],
            "thresholds": [WARN],
            "on_violation": [TELL_MANAGERS],
        },
    ],
}

BACK_OFFICE: dict[str, Any] = {
    "entry": [{"kind": ["back_office"]}],
    "stops_for": ["on_hold"],
    "milestones": [
        {
            "name": "accepted",
            "target": {"by": "duration", "minutes": 4 * 60},
            "complete": [{"status": ["active", "completed"]}],
            "thresholds": [WARN],
            "on_violation": [{"do": "escalate"}, TELL_MANAGERS],
        },
        {
            "name": "completed",
            "target": {"by": "duration", "minutes": 16 * 60},
            "complete": [{"status": ["completed"]}],
            "thresholds": [WARN],
            "on_violation": [TELL_MANAGERS],
        },
    ],
}

INTAKE: dict[str, Any] = {
    "milestones": [
        {
            "name": "identified",
            "target": {"by": "duration", "minutes": 60 * SHIPPED_FIRST_RESPONSE},
            "complete": [{"status": ["linked", "dismissed"]}],
            "thresholds": [{"percent": 50, "actions": [{"do": "notify", "to": ["team:support"]}]}],
            "on_violation": [{"do": "notify", "to": ["team:support", "role:manager"]}],
        }
    ]
}


def shipped_processes(office_hours: int | None) -> list[dict[str, Any]]:
    """Return name, kind, scope, precedence and definition of each; `office_hours` is the number of that calendar."""
    kinds = (
        ("Cases", RecordKind.CASE, Scope.EXTERNAL, CASES),
        ("Field work", RecordKind.WORK_ORDER, Scope.EXTERNAL, FIELD_WORK),
        ("Back office", RecordKind.WORK_ORDER, Scope.INTERNAL, {**BACK_OFFICE, "calendar_id": office_hours}),
        ("Waiting messages", RecordKind.INTAKE_MESSAGE, Scope.INTERNAL, INTAKE),
    )
    return [
        {
            "name": name,
            "kind": kind,
            "scope": scope,
            "precedence": LAST,
            "definition": ProcessDefinition.model_validate(says),
        }
        for name, kind, scope, says in kinds
    ]
