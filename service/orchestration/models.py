"""Where each case stands on its way, and the steps behind it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.cases.models import Case
from service.columns import Base, Numbered, choice


class Step(StrEnum):
    """The steps of a case, in order."""

    INTAKE = "intake"
    IDENTIFY = "identify"
    TRIAGE = "triage"
    ROUTE = "route"
    HAND_OVER = "hand_over"
    WORK = "work"
    RESOLVE = "resolve"
    CLOSE = "close"
    CSAT = "csat"


class Stage(StrEnum):
    """Where a case stands: before one of its steps, or at an end."""

    TRIAGE = "triage"
    ROUTE = "route"
    HAND_OVER = "hand_over"
    WORK = "work"
    CLOSE = "close"
    DONE = "done"
    CANCELLED = "cancelled"


class WaitCode(StrEnum):
    """What a case waits for."""

    WORKER = "worker"
    """Nothing but its turn."""
    TRIAGE = "triage"
    """A person is to say what it is about."""
    WORK_TYPE = "work_type"
    """There is no template of the work that the rules hand it over to."""
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    GATE_2 = "gate_2"
    """A visit inside the SLA window."""
    ACTIVATION = "activation"
    VISIT = "visit"
    ACCEPTANCE = "acceptance"
    """A back office has not begun."""
    BACK_OFFICE = "back_office"
    ON_HOLD = "on_hold"
    ANOTHER_TRY = "another_try"
    """Work that could not be completed."""
    CLAIM_REQUEST = "claim_request"
    """Nobody has said yet what is claimed."""
    APPROVAL = "approval"
    PAYMENT = "payment"
    REPRESENTATIVE = "representative"
    """Nobody in person has it."""
    DESK = "desk"
    CLOSING = "closing"


class CaseWorkflow(Base, Numbered):
    """Where one case stands, and what it waits for. Derived from events, which stand on the timeline."""

    __tablename__ = "case_workflow"
    __table_args__ = (
        CheckConstraint("(waiting_for IS NULL) = (waiting_since IS NULL)", name="waiting"),
        Index("ix_case_workflow_stage", "stage", "waiting_for", "id"),
        Index("ix_case_workflow_waiting_since", "waiting_since", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), unique=True)
    round: Mapped[int] = mapped_column(default=1)
    """Counts from 1: a case that is reopened, or handed over anew, takes steps again."""
    stage: Mapped[Stage] = mapped_column(choice(Stage))
    entered_at: Mapped[datetime]
    waiting_for: Mapped[WaitCode | None] = mapped_column(choice(WaitCode))
    waiting_on: Mapped[str | None]
    """What it waits for, in words, with the numbers of the records concerned."""
    waiting_since: Mapped[datetime | None]

    case: Mapped[Case] = relationship()


class WorkflowStep(Base, Numbered):
    """A step that was taken, by whom or what: written in the transaction that took it, once."""

    __tablename__ = "workflow_step"
    __table_args__ = (
        UniqueConstraint("case_id", "round", "step"),
        CheckConstraint("entered_at <= done_at", name="order"),
        Index("ix_workflow_step_done_at", "done_at", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"))
    round: Mapped[int]
    step: Mapped[Step] = mapped_column(choice(Step))
    entered_at: Mapped[datetime]
    done_at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    rule: Mapped[str | None]
    rule_version: Mapped[str | None]
    outcome: Mapped[str]
