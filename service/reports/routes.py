"""Customer 360: everything about one account in one call."""

from typing import Any

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import select

from service import rows
from service.assets.chain_schemas import AssetOut, OrderOut, TransportOut
from service.assets.installed import Asset
from service.assets.models import Account, Contact
from service.assets.orders import SalesOrder, Transport
from service.assets.schemas import AccountOut, ContactOut
from service.cases.models import Case, SupplierReturn
from service.cases.schemas import CaseOut, ReturnOut
from service.claims.models import Claim
from service.claims.schemas import ClaimOut
from service.fieldwork.models import WorkOrder
from service.fieldwork.schemas import OrderOut as WorkOrderOut
from service.requests import Asked, allow
from service.resources import api_router

router = api_router("reports")


class Overview(BaseModel):
    """Everything about one account, the newest first."""

    cut_off: list[str] = Field(description="Of which kinds there are more than are shown; their lists show them all.")

    account: AccountOut
    contacts: list[ContactOut]
    assets: list[AssetOut]
    orders: list[OrderOut]
    cases: list[CaseOut]
    transports: list[TransportOut]
    work_orders: list[WorkOrderOut]
    claims: list[ClaimOut]
    supplier_returns: list[ReturnOut]


@router.get("/accounts/{key}/overview", dependencies=[allow("records.read")], response_model=Overview)
def read_overview(key: int, call: Asked, most: int = Query(100, ge=1, le=1000, description="Of each kind.")) -> Any:
    """Show everything about one account: its people, assets with warranties, orders and deliveries, cases, work with
    its visits, claims and returns."""
    account = call.load(Account, key)

    def newest(model: Any, condition: Any) -> Any:
        wanted = select(model).where(rows.visible(model, call.ctx.actor), condition)
        return call.ctx.session.scalars(wanted.order_by(model.id.desc()).limit(most + 1)).all()

    of_cases = select(Case.id).where(Case.account_id == account.id)
    of_orders = select(SalesOrder.id).where(SalesOrder.account_id == account.id)
    found = {
        "contacts": newest(Contact, Contact.account_id == account.id),
        "assets": newest(Asset, Asset.account_id == account.id),
        "orders": newest(SalesOrder, SalesOrder.account_id == account.id),
        "transports": newest(Transport, Transport.order_id.in_(of_orders)),
        "cases": newest(Case, Case.account_id == account.id),
        "work_orders": newest(WorkOrder, WorkOrder.case_id.in_(of_cases)),
        "claims": newest(Claim, Claim.account_id == account.id),
        "supplier_returns": newest(SupplierReturn, SupplierReturn.case_id.in_(of_cases)),
    }
    cut_off = [name for name, each in found.items() if len(each) > most]
    return {"account": account, "cut_off": cut_off, **{name: each[:most] for name, each in found.items()}}
