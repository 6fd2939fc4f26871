"""Orders taken, deliveries confirmed, assets born; an installed base imported; and who is calling."""

from datetime import date
from typing import Any

from sqlalchemy import select

from service import rows
from service.assets.identification import email_address, phone_number, serial_key
from service.assets.installed import Asset, AssetStatus, AssetWarranty
from service.assets.models import Account, Contact, Product
from service.assets.orders import TRANSPORT, OrderLine, SalesOrder, Transport, TransportStatus, TransportUnit
from service.context import Context
from service.errors import Problem, invalid
from service.timeline.operations import record

PLACE = ("address", "city", "postal_code", "country", "latitude", "longitude", "territory_id")


def take_order(
    ctx: Context, *, number: str, account_id: int, ordered_on: date, lines: list[dict[str, Any]]
) -> SalesOrder:
    """Take down a sales order with its lines, numbered from 1."""
    account = rows.refer(ctx, Account, account_id, "account_id")
    order = SalesOrder(number=number, account_id=account.id, ordered_on=ordered_on)
    for position, line in enumerate(lines, 1):
        product = rows.refer(ctx, Product, line["product_id"], f"lines.{position - 1}.product_id")
        order.lines.append(OrderLine(position=position, product_id=product.id, quantity=line["quantity"]))
    ctx.session.add(order)
    record(ctx, order, "created", lines=lines)
    return order


def plan_transport(ctx: Context, order: SalesOrder, *, units: list[dict[str, Any]], **place: Any) -> Transport:
    """Plan the delivery of units of an order.

    No more units of a line than were ordered, over all transports that were not cancelled.
    """
    transport = Transport(order_id=order.id, status=TransportStatus.PLANNED, **place)
    rows.check_references(ctx, transport)
    for index, unit in enumerate(units):
        line = next((line for line in order.lines if line.position == unit["line"]), None)
        if line is None:
            positions = [line.position for line in order.lines]
            raise invalid(f"units.{index}.line", f"the order has no line {unit['line']}", allowed=positions)
        transport.units.append(
            TransportUnit(
                order_line_id=line.id,
                order_id=order.id,
                serial_number=unit["serial_number"],
                manufactured_on=unit["manufactured_on"],
            )
        )
    _check_quantities(ctx, order, transport)
    ctx.session.add(transport)
    record(ctx, transport, "created", units=units)
    return transport


def _check_quantities(ctx: Context, order: SalesOrder, transport: Transport) -> None:
    before = ctx.session.scalars(
        select(TransportUnit)
        .join(Transport, TransportUnit.transport_id == Transport.id)
        .where(Transport.order_id == order.id, Transport.status != TransportStatus.CANCELLED)
    ).all()
    keys = [(unit.order_line_id, unit.serial_key) for unit in (*before, *transport.units)]
    for line in order.lines:
        count = sum(line_id == line.id for line_id, _ in keys)
        if count > line.quantity:
            raise invalid("units", f"line {line.position} is of {line.quantity} units, not {count}", rule="quantity")
    if len(set(keys)) < len(keys):
        raise invalid("units", "a serial number is twice in the deliveries of a line", code="duplicate")


def move_transport(ctx: Context, transport: Transport, event: str) -> None:
    """Ship or cancel a transport."""
    transport.status = TransportStatus(TRANSPORT.after(transport.status, event))
    record(ctx, transport, event)


def confirm_transport(ctx: Context, transport: Transport, *, delivered_on: date) -> list[Asset]:
    """Take note of a delivery: each unit becomes an asset of the account, with the warranties of its product.

    Returns the assets made now: none if the delivery was confirmed before.
    """
    if transport.status == TransportStatus.CONFIRMED:
        return []
    if not transport.units:
        raise Problem(409, "transport_empty", "a transport without units delivers nothing", rule="asset_birth")
    transport.status = TransportStatus(TRANSPORT.after(transport.status, "confirm"))
    transport.delivered_on = delivered_on
    record(ctx, transport, "confirm", units=[unit.serial_number for unit in transport.units])
    return [_bear(ctx, transport, unit) for unit in transport.units]


def _bear(ctx: Context, transport: Transport, unit: TransportUnit) -> Asset:
    order, product = transport.order, unit.line.product
    place = transport if transport.address or transport.latitude is not None else order.account
    asset = Asset(
        product_id=product.id,
        account_id=order.account_id,
        first_account_id=order.account_id,
        serial_number=unit.serial_number,
        order_line_id=unit.order_line_id,
        transport_unit_id=unit.id,
        purchase_date=order.ordered_on,
        manufacture_date=unit.manufactured_on,
        delivery_date=transport.delivered_on,
        **{name: getattr(place, name) for name in PLACE},
    )
    _refuse_known_serial(ctx, asset)
    return add_asset(ctx, asset, product, kind="born", transport=transport.id)


def _refuse_known_serial(ctx: Context, asset: Asset) -> None:
    known = select(Asset.id).where(Asset.product_id == asset.product_id, Asset.serial_key == asset.serial_key)
    if (number := ctx.session.scalar(known)) is not None:
        raise Problem(
            409,
            "serial_number_known",
            f"serial number {asset.serial_number} of this product is asset {number}",
            rule="serial_number_unique",
            field="serial_number",
        )


def add_asset(ctx: Context, asset: Asset, product: Product, *, kind: str, **facts: Any) -> Asset:
    """Write a new asset and the warranties of its product's terms."""
    ctx.session.add(asset)
    record(ctx, asset, kind, **facts)
    for term in product.terms:
        warranty = AssetWarranty.of(term)
        warranty.asset = asset
        ctx.session.add(warranty)
        record(ctx, warranty, "created", term=term.name)
    return asset


def import_asset(ctx: Context, **columns: Any) -> Asset:
    """Take in an asset of an installed base, which no delivery of ours has brought."""
    product = rows.refer(ctx, Product, columns["product_id"], "product_id")
    rows.refer(ctx, Account, columns["account_id"], "account_id")
    asset = Asset(first_account_id=columns["account_id"], **columns)
    rows.check_references(ctx, asset)
    asset.status = AssetStatus.INSTALLED if asset.install_date else AssetStatus.DELIVERED
    _refuse_known_serial(ctx, asset)
    return add_asset(ctx, asset, product, kind="imported")


def transfer_asset(ctx: Context, asset: Asset, *, account_id: int) -> None:
    """Hand an asset over to another account."""
    asset.account_id = rows.refer(ctx, Account, account_id, "account_id").id
    record(ctx, asset, "transferred")


def install_asset(ctx: Context, asset: Asset, *, on: date, case_id: int | None = None) -> None:
    """Note the day on which an asset was installed, from which on a warranty may count; the first one stays."""
    if asset.install_date is None:
        asset.install_date = on
        asset.status = AssetStatus.INSTALLED
        record(ctx, asset, "installed", case_id=case_id)


def identify(
    ctx: Context, *, phone: str | None = None, email: str | None = None, serial_number: str | None = None
) -> dict[str, Any]:
    """Return whom and what a phone number, an email address or a serial number means.

    `match` is one, several or none. Several clues narrow each other down: assets of the accounts that all of them
    allow. A serial number means its asset; a phone number or an address the account, and the assets it has.
    """
    if phone is None and email is None and serial_number is None:
        raise invalid("phone", "give a phone number, an email address or a serial number", code="no_clue")
    wanted = select(Asset).where(Asset.status != AssetStatus.RETIRED, rows.visible(Asset, ctx.actor))
    clues = [
        *([("phone", phone_number(phone))] if phone is not None else []),
        *([("email", email_address(email))] if email is not None else []),
    ]
    accounts = set.intersection(*(accounts_known_by(ctx, *clue) for clue in clues)) if clues else None
    if accounts is not None:
        wanted = wanted.where(Asset.account_id.in_(accounts))
    if serial_number is not None:
        wanted = wanted.where(Asset.serial_key == serial_key(serial_number))
    found = ctx.session.scalars(wanted.order_by(Asset.id)).all()
    count = len(found)
    return {
        "match": "one" if count == 1 else "several" if count else "none",
        "accounts": sorted(accounts if accounts is not None else {asset.account_id for asset in found}),
        "assets": found,
    }


def accounts_known_by(ctx: Context, column: str, value: str) -> set[int]:
    known = select(Account.id).where(getattr(Account, column) == value, rows.visible(Account, ctx.actor))
    people = (
        select(Contact.account_id)
        .join(Account, Contact.account_id == Account.id)
        .where(getattr(Contact, column) == value, rows.visible(Account, ctx.actor))
    )
    return {*ctx.session.scalars(known), *ctx.session.scalars(people)}
