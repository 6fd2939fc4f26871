"""Work types, work orders with lines, parts, tools and plan, visits and bookings, reports and signatures."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.assets.installed import Asset
from service.cases.models import Case
from service.columns import Base, Numbered, choice
from service.fieldwork.policy import (
    FIELD_ORDER,
    OFFICE_ORDER,
    Purpose,
    VisitCategory,
    Window,
    WorkKind,
    WorkStatus,
)
from service.rows import CUSTOMER, INSTALLER
from service.sla.models import Priority
from service.timeline.models import Recorded
from service.transitions import Transitions


class WorkType(Base, Recorded):
    """A template of work orders."""

    __tablename__ = "work_type"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[WorkKind] = mapped_column(choice(WorkKind))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    duration_minutes: Mapped[int]
    crew_size: Mapped[int] = mapped_column(default=1)
    skills: Mapped[Any] = mapped_column(JSON)
    """Minimum level by skill."""
    certificates: Mapped[Any] = mapped_column(JSON, default=list)
    tools: Mapped[Any] = mapped_column(JSON)
    parts: Mapped[Any] = mapped_column(JSON)
    """Quantity by part number."""
    steps: Mapped[Any] = mapped_column(JSON)
    """The work plan: instruction, mandatory, unit of what is measured."""


class WorkOrder(Base, Recorded):
    """Work that resolves a case. Its report and signature are its own: the references go by both numbers."""

    __tablename__ = "work_order"
    __table_args__ = (
        ForeignKeyConstraint(
            ["report_id", "id"],
            ["service_report.id", "service_report.work_order_id"],
            name="fk_work_order_report",
            use_alter=True,
        ),
        ForeignKeyConstraint(
            ["signature_id", "id"],
            ["signature.id", "signature.work_order_id"],
            name="fk_work_order_signature",
            use_alter=True,
        ),
        CheckConstraint(
            "kind <> 'field' OR status <> 'completed' OR (report_id IS NOT NULL AND signature_id IS NOT NULL)",
            name="gate_5",
        ),
        CheckConstraint("window_start < due_date AND (window_end IS NULL OR window_start < window_end)", name="window"),
        CheckConstraint("(window_start IS NULL) = (due_date IS NULL)", name="whole_window"),
        CheckConstraint("duration_minutes > 0 AND crew_size > 0", name="effort"),
        Index("ix_work_order_status", "status", "due_date"),
        Index("ix_work_order_assignee_id", "assignee_id", "status"),
        Index("uq_work_order_id_case_id", "id", "case_id", unique=True),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    work_type_id: Mapped[int | None] = mapped_column(ForeignKey("work_type.id"))
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    kind: Mapped[WorkKind] = mapped_column(choice(WorkKind))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    status: Mapped[WorkStatus] = mapped_column(choice(WorkStatus), default=WorkStatus.NEW)
    subject: Mapped[str]
    description: Mapped[str | None]
    priority: Mapped[Priority] = mapped_column(choice(Priority))
    duration_minutes: Mapped[int]
    crew_size: Mapped[int]
    skills: Mapped[Any] = mapped_column(JSON)
    certificates: Mapped[Any] = mapped_column(JSON, default=list)
    tools: Mapped[Any] = mapped_column(JSON)
    team: Mapped[str | None]
    """The office that does it, of a back office's work."""
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who of that office has it."""
    window_start: Mapped[datetime | None]
    window_end: Mapped[datetime | None]
    due_date: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    """Since when its clocks run."""
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlement_version.id"))
    """The version of the entitlement process that it began with, and keeps."""
    missed_windows: Mapped[int] = mapped_column(default=0)
    """Windows that were missed and then agreed anew: a breach stays counted."""
    escalated: Mapped[bool] = mapped_column(default=False)
    outcome_reason: Mapped[str | None]
    report_id: Mapped[int | None]
    signature_id: Mapped[int | None]
    completed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    lines: Mapped[list["WorkOrderLineItem"]] = relationship(order_by="WorkOrderLineItem.position", lazy="selectin")
    parts: Mapped[list["RequiredPart"]] = relationship(order_by="RequiredPart.part_number", lazy="selectin")
    steps: Mapped[list["PlanStep"]] = relationship(order_by="PlanStep.position", lazy="selectin")
    appointments: Mapped[list["ServiceAppointment"]] = relationship(
        back_populates="work_order", order_by="ServiceAppointment.position", lazy="selectin"
    )

    @property
    def number(self) -> str:
        """What the work order is called in letters and on the telephone."""
        return f"W-{self.id:06}"

    @property
    def transitions(self) -> Transitions:
        """The life cycle of work of its kind."""
        return FIELD_ORDER if self.kind == WorkKind.FIELD else OFFICE_ORDER

    @property
    def allowed(self) -> list[str]:
        """The events that lead on from the order's status."""
        return self.transitions.allowed(self.status)

    @property
    def window(self) -> Window | None:
        """The current SLA window."""
        if self.window_start is None or self.due_date is None:
            return None
        return Window(self.window_start, self.window_end, self.due_date)


class WorkOrderLineItem(Base):
    """One asset that a work order is about."""

    __tablename__ = "work_order_line_item"
    __table_args__ = (UniqueConstraint("work_order_id", "asset_id"),)

    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    description: Mapped[str | None]
    asset: Mapped[Asset] = relationship()


class RequiredPart(Base):
    """A part that the work needs, and how many of it were used."""

    __tablename__ = "required_part"
    __table_args__ = (CheckConstraint("quantity > 0 AND used >= 0", name="quantity"),)

    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    part_number: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)


class PlanStep(Base):
    """A step of the work plan."""

    __tablename__ = "plan_step"

    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    instruction: Mapped[str]
    mandatory: Mapped[bool]
    unit: Mapped[str | None]
    """What is measured, if something is."""
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    measurement: Mapped[Decimal | None]


class ServiceReport(Base, Numbered):
    """What was found and done. Never changed: a better one takes its place, and both are kept."""

    __tablename__ = "service_report"
    __table_args__ = (UniqueConstraint("id", "work_order_id"),)

    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), index=True)
    summary: Mapped[str]
    findings: Mapped[str | None]
    author: Mapped[str]
    at: Mapped[datetime]


class Signature(Base, Numbered):
    """The customer's signature under the work, as a PNG picture in base64."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("id", "work_order_id"),)

    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), index=True)
    signer: Mapped[str]
    image: Mapped[str]
    at: Mapped[datetime]


class AppointmentStatus(Base):
    """A status that appointments can have, and what it means. An installation adds its own."""

    __tablename__ = "appointment_status"
    __table_args__ = (UniqueConstraint("name", "category"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[VisitCategory] = mapped_column(choice(VisitCategory))


class ServiceAppointment(Base, Recorded):
    """One visit."""

    __tablename__ = "service_appointment"
    __table_args__ = (
        ForeignKeyConstraint(["status", "status_category"], ["appointment_status.name", "appointment_status.category"]),
        UniqueConstraint("work_order_id", "position"),
        UniqueConstraint("id", "sched_start", "sched_end"),
        CheckConstraint("sched_start < sched_end", name="schedule"),
        CheckConstraint("(sched_start IS NULL) = (sched_end IS NULL)", name="whole_schedule"),
        CheckConstraint(
            "status_category IN ('none', 'canceled', 'cannot_complete') OR sched_start IS NOT NULL", name="booked"
        ),
        CheckConstraint("duration_minutes > 0 AND minimum_delay_minutes >= 0", name="lengths"),
        CheckConstraint("arrival_window_start < arrival_window_end", name="arrival"),
        CheckConstraint("(arrival_window_start IS NULL) = (arrival_window_end IS NULL)", name="whole_arrival"),
        Index("ix_service_appointment_sched_start", "sched_start"),
        Index("ix_service_appointment_status_category", "status_category"),
    )

    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    position: Mapped[int]
    """Order among the visits of a work order; one starts only after the one before has ended."""
    minimum_delay_minutes: Mapped[int] = mapped_column(default=0)
    """Between the end of the visit before and the start of this one."""
    status: Mapped[str] = mapped_column(default="none")
    status_category: Mapped[VisitCategory] = mapped_column(choice(VisitCategory), default=VisitCategory.NONE)
    duration_minutes: Mapped[int]
    sched_start: Mapped[datetime | None]
    sched_end: Mapped[datetime | None]
    arrival_window_start: Mapped[datetime | None]
    """From when to when the customer was told that somebody comes; the end is excluded."""
    arrival_window_end: Mapped[datetime | None]
    actual_start: Mapped[datetime | None]
    actual_end: Mapped[datetime | None]
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    access_notes: Mapped[str | None]
    outcome_reason: Mapped[str | None]
    work_order: Mapped[WorkOrder] = relationship(back_populates="appointments")
    bookings: Mapped[list["Booking"]] = relationship(
        order_by="Booking.technician_id", lazy="selectin", cascade="all, delete-orphan", passive_updates=True
    )

    @property
    def number(self) -> str:
        """What the visit is called in plans and on the telephone."""
        return f"A-{self.id:06}"

    @property
    def technicians(self) -> list[int]:
        """The numbers of the technicians who are booked for it."""
        return sorted(booking.technician_id for booking in self.bookings)


class Booking(Base):
    """A technician's time, taken by a visit. Its times are the visit's; the database keeps them equal.

    No two bookings of a technician overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.
    """

    __tablename__ = "booking"
    __table_args__ = (
        ForeignKeyConstraint(
            ["appointment_id", "starts_at", "ends_at"],
            ["service_appointment.id", "service_appointment.sched_start", "service_appointment.sched_end"],
            name="fk_booking_appointment",
            onupdate="CASCADE",
        ),
        Index("ix_booking_technician_id", "technician_id", "starts_at"),
    )

    appointment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technician.id"), primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


def _visits_of(technician_id: int) -> Any:
    return select(Booking.appointment_id).where(Booking.technician_id == technician_id)


def _orders_of(technician_id: int) -> Any:
    return select(ServiceAppointment.work_order_id).where(ServiceAppointment.id.in_(_visits_of(technician_id)))


INSTALLER[ServiceAppointment] = lambda technician_id: ServiceAppointment.id.in_(_visits_of(technician_id))
INSTALLER[WorkOrder] = lambda technician_id: WorkOrder.id.in_(_orders_of(technician_id))
INSTALLER[Case] = lambda technician_id: Case.id.in_(
    select(WorkOrder.case_id).where(WorkOrder.id.in_(_orders_of(technician_id)))
)
INSTALLER[ServiceReport] = lambda technician_id: ServiceReport.work_order_id.in_(_orders_of(technician_id))
CUSTOMER[ServiceReport] = lambda account_id: ServiceReport.id.in_(
    select(WorkOrder.report_id).where(
        WorkOrder.signature_id.is_not(None),
        WorkOrder.case_id.in_(select(Case.id).where(CUSTOMER[Case](account_id))),
    )
)
"""A customer sees what was signed, and nothing before that."""
