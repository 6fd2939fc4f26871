"""The installed base: assets and their warranties."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from service.assets.identification import serial_key
from service.assets.models import (
    COVERED,
    Account,
    Coverage,
    Placed,
    Product,
    StartBasis,
    WarrantyTerm,
    coverage_checks,
    place_checks,
)
from service.assets.orders import OrderLine, TransportUnit
from service.assets.policy import cover_ends
from service.columns import Base, choice
from service.rows import CUSTOMER
from service.timeline.models import Recorded


class AssetStatus(StrEnum):
    """Whether a machine is in use."""

    DELIVERED = "delivered"
    INSTALLED = "installed"
    RETIRED = "retired"


class Asset(Base, Recorded, Placed):
    """One unit of a product at a customer's: what every case, work order and claim is about."""

    __tablename__ = "asset"
    __table_args__ = (
        UniqueConstraint("product_id", "serial_key"),
        CheckConstraint("usage >= 0", name="usage"),
        *place_checks(),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    first_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    """The account it was sold to: a warranty that is not transferable covers no other."""
    serial_number: Mapped[str]
    serial_key: Mapped[str] = mapped_column(index=True)
    status: Mapped[AssetStatus] = mapped_column(choice(AssetStatus), default=AssetStatus.DELIVERED)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    transport_unit_id: Mapped[int | None] = mapped_column(ForeignKey("transport_unit.id"), unique=True)
    """The unit that became this asset when its transport was confirmed; none for an imported one."""
    purchase_date: Mapped[date | None]
    manufacture_date: Mapped[date | None]
    delivery_date: Mapped[date | None]
    install_date: Mapped[date | None]
    usage: Mapped[Decimal | None]
    """In its product's unit."""
    product: Mapped[Product] = relationship(lazy="joined")
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    order_line: Mapped[OrderLine | None] = relationship()
    unit: Mapped[TransportUnit | None] = relationship()
    warranties: Mapped[list["AssetWarranty"]] = relationship(
        back_populates="asset", order_by="AssetWarranty.id", lazy="selectin"
    )

    @validates("serial_number")
    def key_serial(self, name: str, value: str) -> str:
        """A serial number is kept as it was given, and beside it as it is compared."""
        self.serial_key = serial_key(value)
        return value.strip()

    def date_of(self, basis: StartBasis) -> date | None:
        """Return the date on which a warranty of this basis begins; None if it is not known yet."""
        found: date | None = getattr(self, f"{basis.value}_date")
        return found


class AssetWarranty(Base, Recorded, Coverage):
    """A cover of one asset: what its term said when the asset was born, and what was agreed since."""

    __tablename__ = "asset_warranty"
    __table_args__ = coverage_checks()

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("warranty_term.id"))
    asset: Mapped[Asset] = relationship(back_populates="warranties")

    @classmethod
    def of(cls, term: WarrantyTerm) -> "AssetWarranty":
        """Return the warranty that an asset is born with by a term of its product."""
        agreed: dict[str, Any] = {name: getattr(term, name) for name in COVERED}
        return cls(term_id=term.id, **agreed)

    @property
    def starts_on(self) -> date | None:
        """The first day of the cover; None while its date is not known."""
        return self.asset.date_of(self.start_basis)

    def ends_on(self, tier: str) -> date | None:
        """Return the last day on which a tier is covered; None while the first is not known."""
        months = getattr(self, f"{tier}_months") or self.duration_months
        return None if self.starts_on is None else cover_ends(self.starts_on, months)

    @property
    def last_day(self) -> date | None:
        """The last day of the cover, of tiers without an end of their own."""
        return None if self.starts_on is None else cover_ends(self.starts_on, self.duration_months)


CUSTOMER[Asset] = lambda account_id: Asset.account_id == account_id
