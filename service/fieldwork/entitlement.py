"""What a work order is entitled to."""

from typing import Any

from service.cases.models import Case
from service.context import Context
from service.fieldwork.models import WorkOrder
from service.sla.definition import RecordKind
from service.sla.operations import choose, plans_of

ENTRY_FACTS = ("kind", "purpose", "priority", "team", "territory_id", "work_type_id")
"""Columns of a work order that entry criteria may ask for, beside what its case has."""
CASE_FACTS = ("case_type", "reason_code", "customer_tier", "product_line")


def facts_of(ctx: Context, order: WorkOrder, case: Case) -> dict[str, Any]:
    """Return what entry criteria may ask of a work order."""
    return {
        **{name: getattr(order, name) for name in ENTRY_FACTS},
        **{name: getattr(case, name) for name in CASE_FACTS},
        "contract": plans_of(ctx, case.account_id, on=case.opened_at.date()),
    }


def entitle(ctx: Context, order: WorkOrder, case: Case) -> None:
    """Give a new work order the process that it keeps, and start its clocks."""
    version = choose(ctx, RecordKind.WORK_ORDER, facts_of(ctx, order, case))
    order.entitlement_id = version.id if version else None
    order.opened_at = ctx.now
