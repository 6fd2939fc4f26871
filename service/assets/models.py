"""Accounts, contacts, products with their warranty terms, and price book entries."""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from service.assets.identification import email_address, phone_number
from service.columns import PLACES, Base, choice
from service.rows import CUSTOMER
from service.timeline.models import Recorded


class AccountTier(StrEnum):
    """How much a customer was promised."""

    BASIC = "basic"
    STANDARD = "standard"
    PREMIUM = "premium"


class StartBasis(StrEnum):
    """The date on which a warranty begins."""

    PURCHASE = "purchase"
    MANUFACTURE = "manufacture"
    DELIVERY = "delivery"
    INSTALL = "install"


class UsageUnit(StrEnum):
    """What a machine's use is counted in."""

    HOURS = "hours"
    KILOMETRES = "kilometres"


class Placed:
    """A row that lies somewhere: an address, and coordinates in degrees, both or neither."""

    address: Mapped[str | None]
    city: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    """The territory it lies in, as far as that is known."""


def place_checks() -> tuple[CheckConstraint, ...]:
    """Return the checks of a place: coordinates within the globe, both or neither."""
    return (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="both_coordinates"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )


class Account(Base, Recorded, Placed):
    """A customer, or another firm that one deals with."""

    __tablename__ = "account"
    __table_args__ = place_checks()

    name: Mapped[str]
    tier: Mapped[AccountTier] = mapped_column(choice(AccountTier), default=AccountTier.STANDARD)
    currency: Mapped[str] = mapped_column(default="EUR")
    is_supplier: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(index=True)
    contacts: Mapped[list["Contact"]] = relationship(back_populates="account", order_by="Contact.id")

    @validates("phone")
    def normalise_phone(self, key: str, value: str | None) -> str | None:
        """Telephone numbers are kept in E.164; without a country's code they are the account's country's."""
        return None if value is None else phone_number(value, country=self.country)

    @validates("email")
    def normalise_email(self, key: str, value: str | None) -> str | None:
        """Addresses are kept as they are compared."""
        return None if value is None else email_address(value)


class Contact(Base, Recorded):
    """A person at an account."""

    __tablename__ = "contact"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(index=True)
    account: Mapped[Account] = relationship(back_populates="contacts")

    @validates("phone")
    def normalise_phone(self, key: str, value: str | None) -> str | None:
        """Telephone numbers are kept in E.164."""
        return None if value is None else phone_number(value)

    @validates("email")
    def normalise_email(self, key: str, value: str | None) -> str | None:
        """Addresses are kept as they are compared."""
        return None if value is None else email_address(value)


class Product(Base, Recorded):
    """Something that is sold and then serviced."""

    __tablename__ = "product"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    product_line: Mapped[str] = mapped_column(index=True)
    usage_unit: Mapped[UsageUnit | None] = mapped_column(choice(UsageUnit))
    terms: Mapped[list["WarrantyTerm"]] = relationship(back_populates="product", order_by="WarrantyTerm.id")


class Coverage:
    """What a warranty promises: how long, how much of each tier, and within which limits."""

    name: Mapped[str]
    start_basis: Mapped[StartBasis] = mapped_column(choice(StartBasis))
    duration_months: Mapped[int]
    parts_percent: Mapped[Decimal]
    labor_percent: Mapped[Decimal]
    expense_percent: Mapped[Decimal]
    parts_months: Mapped[int | None]
    """Months of the parts' cover where it ends apart from the rest; the like for labor and expenses."""
    labor_months: Mapped[int | None]
    expense_months: Mapped[int | None]
    usage_limit: Mapped[Decimal | None]
    excluded_parts: Mapped[str] = mapped_column(default="")
    """Causal parts that it does not cover, separated by semicolons."""
    excluded_causes: Mapped[str] = mapped_column(default="")
    """Causes of failure that it does not cover, separated by semicolons."""
    cap_per_claim: Mapped[Decimal | None]
    cap_per_asset: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="EUR")
    transferable: Mapped[bool] = mapped_column(default=True)


COVERED = tuple(Coverage.__annotations__)
"""The columns of a cover, which an asset's warranty takes over from its term."""


TIERS = ("parts", "labor", "expense")
WHOLE_SHARE = 100 * 10**PLACES
"""A hundred percent, as an amount is kept."""


def coverage_checks() -> tuple[CheckConstraint, ...]:
    """Return the checks of a cover: shares from 0 to 100, lengths and limits that are not negative."""
    return (
        *(CheckConstraint(f"{tier}_percent BETWEEN 0 AND {WHOLE_SHARE}", name=f"{tier}_percent") for tier in TIERS),
        *(CheckConstraint(f"{tier}_months > 0", name=f"{tier}_months") for tier in TIERS),
        CheckConstraint("duration_months > 0", name="duration"),
        *(CheckConstraint(f"{limit} >= 0", name=limit) for limit in ("usage_limit", "cap_per_claim", "cap_per_asset")),
    )


class WarrantyTerm(Base, Recorded, Coverage):
    """A cover that every asset of a product is born with."""

    __tablename__ = "warranty_term"
    __table_args__ = coverage_checks()

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    product: Mapped[Product] = relationship(back_populates="terms")


class PriceBookEntry(Base, Recorded):
    """What a part costs."""

    __tablename__ = "price_book_entry"
    __table_args__ = (
        UniqueConstraint("part_number", "currency"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
    )

    part_number: Mapped[str]
    currency: Mapped[str]
    unit_price: Mapped[Decimal]


CUSTOMER[Account] = lambda account_id: Account.id == account_id
CUSTOMER[Contact] = lambda account_id: Contact.account_id == account_id
