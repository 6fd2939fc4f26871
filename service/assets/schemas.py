"""Shapes of accounts, contacts, products and their terms outside."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from service.assets.models import AccountTier, StartBasis, UsageUnit
from service.rows import PageQuery
from service.schemas import Currency, Input, Latitude, Longitude, Money, Output, Percent, Shown, Text

PLACE_EXAMPLE: dict[str, Any] = {
    "address": "Am Tor 1",
    "city": "Bremen",
    "country": "DE",
    "latitude": 53.08,
    "longitude": 8.8,
}


class Place(Input):
    """Where something is: an address, and coordinates in degrees, both or neither."""

    address: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    country: str | None = Field(None, pattern="^[A-Z]{2}$", description="ISO 3166, two letters.")
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    territory_id: int | None = None

    @model_validator(mode="after")
    def both_coordinates(self) -> "Place":
        """A latitude without a longitude is nowhere."""
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give latitude and longitude, or neither")
        return self


class AccountIn(Place):
    """A new account."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Hansa Mills", "phone": "+49 421 555010", **PLACE_EXAMPLE}]}
    )

    # The country stands before the phone number: it says how that is read.
    name: Text
    tier: AccountTier = AccountTier.STANDARD
    currency: Currency = "EUR"
    is_supplier: bool = False
    phone: Text | None = None
    email: Text | None = None


class AccountPatch(Place):
    """What of an account can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tier": "premium"}]})

    name: Text | None = None
    tier: AccountTier | None = None
    phone: Text | None = None
    email: Text | None = None


class AccountOut(Output, AccountIn):
    """An account."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class AccountQuery(PageQuery):
    """Filters of accounts."""

    name: str | None = None
    phone: str | None = Field(None, description="In E.164.")
    email: str | None = None
    tier: AccountTier | None = None
    is_supplier: bool | None = None


class ContactIn(Input):
    """A new contact."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account_id": 1, "name": "Jo Roe", "email": "jo.roe@hansa-mills.com"}]}
    )

    account_id: int
    name: Text
    phone: Text | None = None
    email: Text | None = None


class ContactPatch(Input):
    """What of a contact can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"phone": "+49 421 555011"}]})

    name: Text | None = None
    phone: Text | None = None
    email: Text | None = None


class ContactOut(Output, ContactIn):
    """A contact."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class ContactQuery(PageQuery):
    """Filters of contacts."""

    account_id: int | None = None
    phone: str | None = Field(None, description="In E.164.")
    email: str | None = None


class ProductIn(Input):
    """A new product."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"code": "P-100", "name": "Pump 100", "product_line": "pumps", "usage_unit": "hours"}]
        }
    )

    code: Text
    name: Text
    product_line: Text
    usage_unit: UsageUnit | None = None


class ProductPatch(Input):
    """What of a product can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Pump 100 S"}]})

    name: Text | None = None
    product_line: Text | None = None


class ProductOut(Output, ProductIn):
    """A product."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class ProductQuery(PageQuery):
    """Filters of products."""

    code: str | None = None
    product_line: str | None = None


class CoverIn(Input):
    """What a warranty promises."""

    name: Text
    start_basis: StartBasis
    duration_months: int = Field(gt=0, le=1200)
    parts_percent: Percent = Decimal(100)
    labor_percent: Percent = Decimal(0)
    expense_percent: Percent = Decimal(0)
    parts_months: int | None = Field(None, gt=0, le=1200)
    labor_months: int | None = Field(None, gt=0, le=1200)
    expense_months: int | None = Field(None, gt=0, le=1200)
    usage_limit: Money | None = Field(None, description="In the product's unit.")
    excluded_parts: str = Field("", max_length=2000, description="Causal parts, separated by semicolons.")
    excluded_causes: str = Field("", max_length=2000, description="Causes of failure, separated by semicolons.")
    cap_per_claim: Money | None = None
    cap_per_asset: Money | None = None
    currency: Currency = "EUR"
    transferable: bool = True


COVER_EXAMPLE: dict[str, Any] = {
    "name": "Standard",
    "start_basis": "install",
    "duration_months": 24,
    "parts_percent": "100",
    "labor_percent": "50",
    "excluded_causes": "misuse;frost",
}


class TermIn(CoverIn):
    """A new warranty term of a product."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"product_id": 1, **COVER_EXAMPLE}]})

    product_id: int


class CoverPatch(Input):
    """What of a cover can be amended. A term's amendment is for assets born after it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"labor_percent": "100"}]})

    name: Text | None = None
    duration_months: int | None = Field(None, gt=0, le=1200)
    parts_percent: Percent | None = None
    labor_percent: Percent | None = None
    expense_percent: Percent | None = None
    parts_months: int | None = Field(None, gt=0, le=1200)
    labor_months: int | None = Field(None, gt=0, le=1200)
    expense_months: int | None = Field(None, gt=0, le=1200)
    usage_limit: Money | None = None
    excluded_parts: str | None = Field(None, max_length=2000)
    excluded_causes: str | None = Field(None, max_length=2000)
    cap_per_claim: Money | None = None
    cap_per_asset: Money | None = None
    transferable: bool | None = None


class CoverOut(Output):
    """A cover."""

    name: str
    start_basis: StartBasis
    duration_months: int
    parts_percent: Shown
    labor_percent: Shown
    expense_percent: Shown
    parts_months: int | None
    labor_months: int | None
    expense_months: int | None
    usage_limit: Shown | None
    excluded_parts: str
    excluded_causes: str
    cap_per_claim: Shown | None
    cap_per_asset: Shown | None
    currency: str
    transferable: bool


class TermOut(CoverOut):
    """A warranty term of a product."""

    product_id: int


class TermQuery(PageQuery):
    """Filters of warranty terms."""

    product_id: int | None = None


class PriceIn(Input):
    """A new price."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"part_number": "SEAL-7", "currency": "EUR", "unit_price": "18.40"}]}
    )

    part_number: Text
    currency: Currency
    unit_price: Money


class PricePatch(Input):
    """A part's new price."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"unit_price": "19.10"}]})

    unit_price: Money


class PriceOut(Output):
    """What a part costs."""

    part_number: str
    currency: str
    unit_price: Shown


class PriceQuery(PageQuery):
    """Filters of prices."""

    part_number: str | None = None
    currency: str | None = None


class WarrantyIn(CoverIn):
    """A warranty agreed for one asset, beside those it was born with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"asset_id": 1, **COVER_EXAMPLE}]})

    asset_id: int


class WarrantyOut(CoverOut):
    """A warranty of an asset."""

    asset_id: int
    term_id: int | None
    starts_on: date | None = Field(description="The first day covered; null while it is not known.")
    last_day: date | None = Field(description="The last day covered, of tiers without an end of their own.")


class WarrantyQuery(PageQuery):
    """Filters of warranties."""

    asset_id: int | None = None
