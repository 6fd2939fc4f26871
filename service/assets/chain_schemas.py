"""Shapes of orders, transports and assets outside."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from service.assets.installed import AssetStatus
from service.assets.orders import TransportStatus
from service.assets.schemas import PLACE_EXAMPLE, Place, WarrantyOut
from service.rows import PageQuery
from service.schemas import Input, Money, Output, Shown, Text


class OrderLineIn(Input):
    """A quantity of one product."""

    product_id: int
    quantity: int = Field(gt=0, le=10_000)


class OrderIn(Input):
    """A new sales order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": "SO-2026-0001",
                    "account_id": 1,
                    "ordered_on": "2026-01-12",
                    "lines": [{"product_id": 1, "quantity": 2}],
                }
            ]
        }
    )

    number: Text
    account_id: int
    ordered_on: date
    lines: list[OrderLineIn] = Field(min_length=1, max_length=500)


class OrderLineOut(BaseModel):
    """A line of an order."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    position: int
    product_id: int
    quantity: int


class OrderOut(Output):
    """A sales order."""

    number: str
    account_id: int
    ordered_on: date
    lines: list[OrderLineOut]


class OrderQuery(PageQuery):
    """Filters of orders."""

    number: str | None = None
    account_id: int | None = None
    ordered_on_from: date | None = None
    ordered_on_before: date | None = None


class UnitIn(Input):
    """One unit of a line on its way."""

    line: int = Field(description="The position of the order's line.")
    serial_number: Text
    manufactured_on: date | None = None


class TransportIn(Place):
    """A new transport of units of an order; without a place of its own it goes to the account's."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"order_id": 1, "units": [{"line": 1, "serial_number": "PX-100-7"}], **PLACE_EXAMPLE}]
        }
    )

    order_id: int
    units: list[UnitIn] = Field(min_length=1, max_length=500)


class UnitOut(BaseModel):
    """One unit of a transport."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    order_line_id: int
    serial_number: str
    manufactured_on: date | None


class TransportOut(Output):
    """A transport."""

    order_id: int
    status: TransportStatus
    delivered_on: date | None
    units: list[UnitOut]


class TransportQuery(PageQuery):
    """Filters of transports."""

    order_id: int | None = None
    status: TransportStatus | None = None


class Delivery(Input):
    """A delivery that was confirmed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"delivered_on": "2026-02-20"}]})

    delivered_on: date


class AssetIn(Place):
    """An asset of an installed base, which no delivery here has brought."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"product_id": 1, "account_id": 1, "serial_number": "PX-100-3", "install_date": "2024-05-02"}]
        }
    )

    product_id: int
    account_id: int
    serial_number: Text
    purchase_date: date | None = None
    manufacture_date: date | None = None
    delivery_date: date | None = None
    install_date: date | None = None
    usage: Money | None = None


class AssetPatch(Place):
    """What of an asset can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"usage": "1250.5"}]})

    usage: Money | None = None


class AssetOut(Output):
    """An asset."""

    product_id: int
    account_id: int
    first_account_id: int
    serial_number: str
    status: AssetStatus
    order_line_id: int | None
    transport_unit_id: int | None
    purchase_date: date | None
    manufacture_date: date | None
    delivery_date: date | None
    install_date: date | None
    usage: Shown | None
    address: str | None
    city: str | None
    postal_code: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    territory_id: int | None
    warranties: list[WarrantyOut]


class AssetQuery(PageQuery):
    """Filters of assets."""

    account_id: int | None = None
    product_id: int | None = None
    serial_number: str | None = None
    status: AssetStatus | None = None


class Born(BaseModel):
    """A delivery that was confirmed, and what came of it."""

    transport: TransportOut
    created: int = Field(description="Assets made by this call: none if it was confirmed before.")
    assets: list[AssetOut]


class Transfer(Input):
    """Whose an asset shall be."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": 2}]})

    account_id: int


class Clues(Input):
    """What is known of a caller."""

    phone: str | None = None
    email: str | None = None
    serial_number: str | None = None


class Identification(BaseModel):
    """Whom and what the clues mean."""

    match: str = Field(description="one, several or none", examples=["one"])
    accounts: list[int]
    assets: list[AssetOut]
