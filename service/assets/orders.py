"""Sales orders, their lines, and the transports that deliver them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from service.assets.identification import serial_key
from service.assets.models import Account, Placed, Product, place_checks
from service.columns import Base, Numbered, choice
from service.timeline.models import Recorded
from service.transitions import Transitions


class TransportStatus(StrEnum):
    """How far a delivery is."""

    PLANNED = "planned"
    SHIPPED = "shipped"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


TRANSPORT = Transitions(
    record="transport",
    initial="planned",
    table={
        ("planned", "ship"): "shipped",
        ("planned", "cancel"): "cancelled",
        ("shipped", "cancel"): "cancelled",
        ("planned", "confirm"): "confirmed",
        ("shipped", "confirm"): "confirmed",
    },
)


class SalesOrder(Base, Recorded):
    """What an account bought."""

    __tablename__ = "sales_order"

    number: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    ordered_on: Mapped[date]
    account: Mapped[Account] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", order_by="OrderLine.position", lazy="selectin"
    )


class OrderLine(Base, Numbered):
    """A quantity of one product of an order."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        UniqueConstraint("id", "order_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]
    order: Mapped[SalesOrder] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()


class Transport(Base, Recorded, Placed):
    """A delivery of units of an order to a place. Where it names none, it goes to the account's."""

    __tablename__ = "transport"
    __table_args__ = (UniqueConstraint("id", "order_id"), *place_checks())

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), index=True)
    status: Mapped[TransportStatus] = mapped_column(choice(TransportStatus), default=TransportStatus.PLANNED)
    delivered_on: Mapped[date | None]
    order: Mapped[SalesOrder] = relationship()
    units: Mapped[list["TransportUnit"]] = relationship(
        back_populates="transport",
        order_by="TransportUnit.id",
        lazy="selectin",
        primaryjoin="TransportUnit.transport_id == Transport.id",
        foreign_keys="TransportUnit.transport_id",
    )


class TransportUnit(Base, Numbered):
    """One unit of an order line on its way, with its serial number."""

    __tablename__ = "transport_unit"
    __table_args__ = (
        ForeignKeyConstraint(["transport_id", "order_id"], ["transport.id", "transport.order_id"]),
        ForeignKeyConstraint(["order_line_id", "order_id"], ["order_line.id", "order_line.order_id"]),
        UniqueConstraint("transport_id", "order_line_id", "serial_key"),
    )

    transport_id: Mapped[int]
    order_line_id: Mapped[int]
    order_id: Mapped[int]
    """Of both transport and line: a transport carries units of its own order only."""
    serial_number: Mapped[str]
    serial_key: Mapped[str]
    manufactured_on: Mapped[date | None]
    transport: Mapped[Transport] = relationship(
        back_populates="units",
        primaryjoin="TransportUnit.transport_id == Transport.id",
        foreign_keys="TransportUnit.transport_id",
    )
    line: Mapped[OrderLine] = relationship(
        primaryjoin="TransportUnit.order_line_id == OrderLine.id",
        foreign_keys="TransportUnit.order_line_id",
        lazy="joined",
    )

    @validates("serial_number")
    def key_serial(self, name: str, value: str) -> str:
        """A serial number is kept as it was given, and beside it as it is compared."""
        self.serial_key = serial_key(value)
        return value.strip()
