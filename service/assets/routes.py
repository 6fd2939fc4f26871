"""Accounts, products, orders, transports, assets and their warranties, and identification."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from service import rows
from service.assets import operations
from service.assets.chain_schemas import (
    AssetIn,
    AssetOut,
    AssetPatch,
    AssetQuery,
    Born,
    Clues,
    Delivery,
    Identification,
    OrderIn,
    OrderOut,
    OrderQuery,
    Transfer,
    TransportIn,
    TransportOut,
    TransportQuery,
)
from service.assets.identification import serial_key
from service.assets.installed import Asset, AssetWarranty
from service.assets.models import Account, Contact, PriceBookEntry, Product, WarrantyTerm
from service.assets.orders import SalesOrder, Transport
from service.assets.schemas import (
    AccountIn,
    AccountOut,
    AccountPatch,
    AccountQuery,
    ContactIn,
    ContactOut,
    ContactPatch,
    ContactQuery,
    CoverPatch,
    PriceIn,
    PriceOut,
    PricePatch,
    PriceQuery,
    ProductIn,
    ProductOut,
    ProductPatch,
    ProductQuery,
    TermIn,
    TermOut,
    TermQuery,
    WarrantyIn,
    WarrantyOut,
    WarrantyQuery,
)
from service.requests import Asked, allow
from service.resources import Resource, add_routes, amend, api_router
from service.rows import Page

router = api_router("assets")
READ, WRITE = [allow("records.read")], [allow("records.write")]

ASSETS = Resource(Asset, "assets", AssetIn, AssetOut, AssetPatch, AssetQuery, "records.read", "records.write")
PLAIN = (
    Resource(
        *(Account, "accounts", AccountIn, AccountOut, AccountPatch, AccountQuery, "records.read", "records.write"),
        sortable=("name",),
    ),
    Resource(Contact, "contacts", ContactIn, ContactOut, ContactPatch, ContactQuery, "records.read", "records.write"),
    Resource(
        *(Product, "products", ProductIn, ProductOut, ProductPatch, ProductQuery, "records.read", "config.write"),
        sortable=("code", "name"),
    ),
    Resource(*(WarrantyTerm, "warranty-terms", TermIn, TermOut, CoverPatch, TermQuery, "records.read", "config.write")),
    Resource(
        *(AssetWarranty, "warranties", WarrantyIn, WarrantyOut, CoverPatch, WarrantyQuery),
        *("records.read", "config.write"),
    ),
    Resource(PriceBookEntry, "prices", PriceIn, PriceOut, PricePatch, PriceQuery, "records.read", "config.write"),
)
for resource in PLAIN:
    add_routes(router, resource)


@router.get("/orders", dependencies=READ, response_model=Page[OrderOut])
def list_orders(query: Annotated[OrderQuery, Query()], call: Asked) -> Any:
    """List sales orders."""
    return rows.page(call.ctx, SalesOrder, query, sortable=("ordered_on",))


@router.post("/orders", dependencies=WRITE, status_code=201, response_model=OrderOut)
def take_order(body: OrderIn, call: Asked) -> Any:
    """Take down a sales order with its lines."""
    return call.created(operations.take_order(call.ctx, **body.model_dump()))


@router.get("/orders/{key}", dependencies=READ, response_model=OrderOut)
def read_order(key: int, call: Asked) -> Any:
    """Read one sales order."""
    return call.show(call.load(SalesOrder, key))


@router.get("/transports", dependencies=READ, response_model=Page[TransportOut])
def list_transports(query: Annotated[TransportQuery, Query()], call: Asked) -> Any:
    """List transports."""
    return rows.page(call.ctx, Transport, query)


@router.post("/transports", dependencies=WRITE, status_code=201, response_model=TransportOut)
def plan_transport(body: TransportIn, call: Asked) -> Any:
    """Plan the delivery of units of an order."""
    planned = body.model_dump()
    order = rows.refer(call.ctx, SalesOrder, planned.pop("order_id"), "order_id", lock=True)
    return call.created(operations.plan_transport(call.ctx, order, **planned))


@router.get("/transports/{key}", dependencies=READ, response_model=TransportOut)
def read_transport(key: int, call: Asked) -> Any:
    """Read one transport."""
    return call.show(call.load(Transport, key))


@router.post("/transports/{key}/ship", dependencies=WRITE, response_model=TransportOut)
def ship_transport(key: int, call: Asked) -> Any:
    """Note that a transport is on its way."""
    transport = call.load(Transport, key)
    operations.move_transport(call.ctx, transport, "ship")
    return call.show(transport)


@router.post("/transports/{key}/cancel", dependencies=WRITE, response_model=TransportOut)
def cancel_transport(key: int, call: Asked) -> Any:
    """Cancel a transport that was not confirmed."""
    transport = call.load(Transport, key)
    operations.move_transport(call.ctx, transport, "cancel")
    return call.show(transport)


@router.post("/transports/{key}/confirm", dependencies=WRITE, response_model=Born)
def confirm_transport(key: int, body: Delivery, call: Asked) -> Any:
    """Note that a transport has arrived: its units become assets. Repeating it makes none, and says so."""
    transport = call.load(Transport, key)
    created = operations.confirm_transport(call.ctx, transport, delivered_on=body.delivered_on)
    units = [unit.id for unit in transport.units]
    assets = call.ctx.session.scalars(select(Asset).where(Asset.transport_unit_id.in_(units)).order_by(Asset.id)).all()
    return {"transport": call.show(transport), "created": len(created), "assets": assets}


@router.get("/assets", dependencies=READ, response_model=Page[AssetOut])
def list_assets(query: Annotated[AssetQuery, Query()], call: Asked) -> Any:
    """List assets. A serial number is compared without case, blanks and dashes."""
    keyed = [] if query.serial_number is None else [Asset.serial_key == serial_key(query.serial_number)]
    return rows.page(call.ctx, Asset, query.model_copy(update={"serial_number": None}), where=keyed)


@router.post("/assets", dependencies=WRITE, status_code=201, response_model=AssetOut)
def import_asset(body: AssetIn, call: Asked) -> Any:
    """Take in an asset of an installed base; one delivered here is born when its transport is confirmed."""
    return call.created(operations.import_asset(call.ctx, **body.model_dump()))


@router.get("/assets/{key}", dependencies=READ, response_model=AssetOut)
def read_asset(key: int, call: Asked) -> Any:
    """Read one asset with its warranties."""
    return call.show(call.load(Asset, key))


@router.patch("/assets/{key}", dependencies=WRITE, response_model=AssetOut)
def amend_asset(key: int, body: AssetPatch, call: Asked) -> Any:
    """Amend an asset's use or place."""
    return call.show(amend(call, ASSETS, key, body))


@router.post("/assets/{key}/transfer", dependencies=WRITE, response_model=AssetOut)
def transfer_asset(key: int, body: Transfer, call: Asked) -> Any:
    """Hand an asset over to another account."""
    asset = call.load(Asset, key)
    operations.transfer_asset(call.ctx, asset, account_id=body.account_id)
    return call.show(asset)


@router.get("/identification", dependencies=READ, response_model=Identification)
def identify(clues: Annotated[Clues, Query()], call: Asked) -> Any:
    """Say whom and what a phone number, an email address or a serial number means: one match, several, or none."""
    return operations.identify(call.ctx, **clues.model_dump())
