"""Files of what everything else stands on: places, people, products, orders, deliveries, assets."""

from datetime import date
from typing import Any

from sqlalchemy import select

from service import rows
from service.access.models import User
from service.assets import operations
from service.assets.chain_schemas import AssetIn, AssetPatch, OrderIn, OrderLineIn, TransportIn, UnitIn
from service.assets.identification import serial_key
from service.assets.installed import Asset, AssetWarranty
from service.assets.models import Account, Contact, PriceBookEntry, Product, WarrantyTerm
from service.assets.orders import TRANSPORT, SalesOrder, Transport
from service.assets.schemas import (
    AccountIn,
    AccountPatch,
    ContactIn,
    ContactPatch,
    CoverPatch,
    PriceIn,
    PricePatch,
    ProductIn,
    ProductPatch,
    TermIn,
    WarrantyIn,
)
from service.bulk.objects import BulkObject, Column, Life, Part, Values, plain_amend, plain_create, same_key
from service.bulk.roster_records import ROSTER
from service.context import Context
from service.errors import invalid
from service.fieldwork.models import WorkType
from service.fieldwork.schemas import TypeIn, TypePatch
from service.workforce.models import Branch, Territory
from service.workforce.schemas import (
    BranchIn,
    BranchPatch,
    TerritoryIn,
    TerritoryPatch,
)


def place(prefix: str = "") -> tuple[Column, ...]:
    """Return the columns of a place."""
    return (
        Column(f"{prefix}Street", "address"),
        Column(f"{prefix}City", "city"),
        Column(f"{prefix}PostalCode", "postal_code"),
        Column(f"{prefix}CountryCode", "country"),
        Column(f"{prefix}Latitude", "latitude"),
        Column(f"{prefix}Longitude", "longitude"),
    )


COVER = (
    Column("WarrantyTermName", "name"),
    Column("StartBasis__c", "start_basis"),
    Column("WarrantyDuration", "duration_months"),
    Column("PartsCovered", "parts_percent"),
    Column("LaborCovered", "labor_percent"),
    Column("ExpensesCovered", "expense_percent"),
    Column("PartsCoveredDuration", "parts_months"),
    Column("LaborCoveredDuration", "labor_months"),
    Column("ExpensesCoveredDuration", "expense_months"),
    Column("UsageLimit__c", "usage_limit"),
    Column("ExcludedParts__c", "excluded_parts"),
    Column("Exclusions", "excluded_causes"),
    Column("CapPerClaim__c", "cap_per_claim"),
    Column("CapPerAsset__c", "cap_per_asset"),
    Column("CurrencyIsoCode", "currency"),
    Column("IsTransferable", "transferable"),
)
"""Durations in months, covers in percent."""


def take_order(ctx: Context, values: Values) -> SalesOrder:
    """Take down an order with its lines."""
    return operations.take_order(ctx, **values)


def plan_transport(ctx: Context, values: Values) -> Transport:
    """Plan a delivery with its units."""
    order = rows.refer(ctx, SalesOrder, values.pop("order_id"), "order_id", lock=True)
    return operations.plan_transport(ctx, order, **values)


def confirm(ctx: Context, transport: Transport, values: Values) -> None:
    """Note that a delivery has arrived, and when."""
    if values.get("delivered_on") is None:
        raise invalid("delivered_on", "a delivery that has arrived has a date")
    operations.confirm_transport(ctx, transport, delivered_on=values["delivered_on"])


def import_asset(ctx: Context, values: Values) -> Asset:
    """Take in an asset of an installed base."""
    return operations.import_asset(ctx, **values)


def amend_asset(ctx: Context, asset: Asset, changes: Values) -> bool:
    """Change use or place of an asset, whose it is, or on which day it was installed where that is not known yet."""
    before = asset.version
    account, installed = changes.pop("account_id", None), changes.pop("install_date", None)
    if account is not None:
        operations.transfer_asset(ctx, asset, account_id=account)
    if installed is not None:
        if asset.install_date is not None:
            raise invalid("install_date", f"the asset was installed on {asset.install_date}; that stays")
        operations.install_asset(ctx, asset, on=installed)
    return plain_amend(ctx, asset, changes) or asset.version != before


def known_asset(ctx: Context, values: Values) -> Any | None:
    """Return the asset of a product with the same serial number, however that is written."""
    if values.get("product_id") is None or values.get("serial_number") is None:
        return None
    key = serial_key(values["serial_number"])
    wanted = select(Asset).where(Asset.product_id == values["product_id"], Asset.serial_key == key)
    return ctx.session.scalars(wanted).first()


class AssetChanges(AssetPatch):
    """What of an asset a file can change."""

    account_id: int | None = None
    install_date: date | None = None


def order_line(order: SalesOrder, values: Values) -> Any | None:
    """Return the line of an order that is of the same product and quantity."""
    same = (values["product_id"], values["quantity"])
    return next((line for line in order.lines if (line.product_id, line.quantity) == same), None)


def unit(transport: Transport, values: Values) -> Any | None:
    """Return the unit of a transport with the same serial number."""
    key = serial_key(values["serial_number"])
    return next((each for each in transport.units if each.serial_key == key), None)


ORDER_LINES = Part(
    name="OrderItem",
    parent="OrderId",
    field="lines",
    columns=(
        Column("OrderItemNumber", "position", shown_only=True),
        Column("Product2Id", "product_id", refers="Product2"),
        Column("Quantity", "quantity"),
    ),
    created=OrderLineIn,
    same=order_line,
    rows=lambda order: order.lines,
)
UNITS = Part(
    name="ShipmentItem",
    parent="ShipmentId",
    field="units",
    columns=(
        Column("OrderItemNumber", "line", get=lambda unit: unit.line.position),
        Column("SerialNumber", "serial_number"),
        Column("ManufactureDate", "manufactured_on"),
    ),
    created=UnitIn,
    same=unit,
    rows=lambda transport: transport.units,
)

BASE = (
    BulkObject(
        name="Branch",
        model=Branch,
        columns=(Column("Name", "name"),),
        created=BranchIn,
        amended=BranchPatch,
        create=plain_create(Branch),
        amend=plain_amend,
        known=same_key(Branch, "name"),
        write="config.write",
    ),
    BulkObject(
        name="ServiceTerritory",
        model=Territory,
        columns=(
            Column("TerritoryCode__c", "code"),
            Column("Name", "name"),
            Column("BranchId__c", "branch_id", refers="Branch"),
            Column("TimeZone__c", "timezone"),
            Column("Area__c", "area", json=True),
        ),
        created=TerritoryIn,
        amended=TerritoryPatch,
        create=plain_create(Territory),
        amend=plain_amend,
        known=same_key(Territory, "code"),
        write="config.write",
    ),
    *ROSTER,
    BulkObject(
        name="User",
        model=User,
        columns=(
            Column("Username", "login"),
            Column("Name", "name"),
            Column("IsActive", "active"),
            Column("Roles__c", "roles", get=lambda user: ";".join(user.roles)),
            Column("AccountId", "account_id", refers="Account"),
            Column("ServiceResourceId__c", "technician_id", refers="ServiceResource"),
        ),
        created=None,
        read="access.write",
    ),
    BulkObject(
        name="Account",
        model=Account,
        columns=(
            Column("Name", "name"),
            Column("Tier__c", "tier"),
            Column("CurrencyIsoCode", "currency"),
            Column("IsSupplier__c", "is_supplier"),
            *place("Billing"),
            Column("Phone", "phone"),
            Column("Email__c", "email"),
        ),
        created=AccountIn,
        amended=AccountPatch,
        create=plain_create(Account),
        amend=plain_amend,
    ),
    BulkObject(
        name="Contact",
        model=Contact,
        columns=(
            Column("AccountId", "account_id", refers="Account"),
            Column("Name", "name"),
            Column("Phone", "phone"),
            Column("Email", "email"),
        ),
        created=ContactIn,
        amended=ContactPatch,
        create=plain_create(Contact),
        amend=plain_amend,
    ),
    BulkObject(
        name="Product2",
        model=Product,
        columns=(
            Column("ProductCode", "code"),
            Column("Name", "name"),
            Column("Family", "product_line"),
            Column("UsageUnit__c", "usage_unit"),
        ),
        created=ProductIn,
        amended=ProductPatch,
        create=plain_create(Product),
        amend=plain_amend,
        known=same_key(Product, "code"),
        write="config.write",
    ),
    BulkObject(
        name="WarrantyTerm",
        model=WarrantyTerm,
        columns=(Column("Product2Id__c", "product_id", refers="Product2"), *COVER),
        created=TermIn,
        amended=CoverPatch,
        create=plain_create(WarrantyTerm),
        amend=plain_amend,
        write="config.write",
    ),
    BulkObject(
        name="PricebookEntry",
        model=PriceBookEntry,
        columns=(
            Column("ProductCode", "part_number"),
            Column("CurrencyIsoCode", "currency"),
            Column("UnitPrice", "unit_price"),
        ),
        created=PriceIn,
        amended=PricePatch,
        create=plain_create(PriceBookEntry),
        amend=plain_amend,
        known=same_key(PriceBookEntry, "part_number", "currency"),
        write="config.write",
    ),
    BulkObject(
        name="WorkType",
        model=WorkType,
        columns=(
            Column("Name", "name"),
            Column("Kind__c", "kind"),
            Column("Purpose__c", "purpose"),
            Column("EstimatedDuration", "duration_minutes"),
            Column("CrewSize__c", "crew_size"),
            Column("SkillRequirements__c", "skills", json=True),
            Column("Certificates__c", "certificates", json=True),
            Column("Tools__c", "tools", json=True),
            Column("ProductsRequired__c", "parts", json=True),
            Column("WorkPlan__c", "steps", json=True),
        ),
        created=TypeIn,
        amended=TypePatch,
        create=plain_create(WorkType),
        amend=plain_amend,
        known=same_key(WorkType, "name"),
        write="config.write",
    ),
    BulkObject(
        name="Order",
        model=SalesOrder,
        columns=(
            Column("OrderNumber", "number"),
            Column("AccountId", "account_id", refers="Account"),
            Column("EffectiveDate", "ordered_on"),
        ),
        created=OrderIn,
        create=take_order,
        known=same_key(SalesOrder, "number"),
        parts=(ORDER_LINES,),
    ),
    BulkObject(
        name="Shipment",
        model=Transport,
        columns=(
            Column("OrderId__c", "order_id", refers="Order"),
            Column("Status", "status"),
            Column("ActualDeliveryDate", "delivered_on"),
            *place("ShipTo"),
        ),
        created=TransportIn,
        extra={"status": str, "delivered_on": date | None},
        create=plan_transport,
        parts=(UNITS,),
        life=Life(
            lambda row: TRANSPORT,
            {
                "ship": lambda ctx, row, values: operations.move_transport(ctx, row, "ship"),
                "cancel": lambda ctx, row, values: operations.move_transport(ctx, row, "cancel"),
                "confirm": confirm,
            },
        ),
    ),
    BulkObject(
        name="Asset",
        model=Asset,
        columns=(
            Column("Product2Id", "product_id", refers="Product2"),
            Column("AccountId", "account_id", refers="Account"),
            Column("SerialNumber", "serial_number"),
            Column("PurchaseDate", "purchase_date"),
            Column("ManufactureDate", "manufacture_date"),
            Column("DeliveryDate__c", "delivery_date"),
            Column("InstallDate", "install_date"),
            Column("Usage__c", "usage"),
            Column("Status", "status", shown_only=True),
            *place(),
        ),
        created=AssetIn,
        amended=AssetChanges,
        create=import_asset,
        amend=amend_asset,
        known=known_asset,
        fixed=frozenset({"serial_number"}),
    ),
    BulkObject(
        name="AssetWarranty",
        model=AssetWarranty,
        columns=(
            Column("AssetId", "asset_id", refers="Asset"),
            *COVER,
            Column("StartDate", "starts_on", shown_only=True),
            Column("EndDate", "last_day", shown_only=True),
        ),
        created=WarrantyIn,
        amended=CoverPatch,
        create=plain_create(AssetWarranty),
        amend=plain_amend,
        known=same_key(AssetWarranty, "asset_id", "name"),
        write="config.write",
    ),
)
