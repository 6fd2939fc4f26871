"""Evidence: what was handed in on a case, and where its content is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

import service.fieldwork.models  # noqa: F401 - says which cases an installer sees
from service.cases.models import Case
from service.columns import Base
from service.rows import CUSTOMER, INSTALLER
from service.timeline.models import Recorded


class Evidence(Base, Recorded):
    """A photo or a file on a case; on one of its work orders or claims where it belongs to that.

    The content lies outside the database under its hash. Nothing is removed: evidence that should not have been handed
    in is withdrawn, and then neither shown nor handed out.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["work_order_id", "case_id"], ["work_order.id", "work_order.case_id"], name="fk_evidence_work_order"
        ),
        ForeignKeyConstraint(["claim_id", "case_id"], ["claim.id", "claim.case_id"], name="fk_evidence_claim"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawal"),
        Index("ix_evidence_case_id", "case_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"))
    work_order_id: Mapped[int | None]
    claim_id: Mapped[int | None]
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    file_name: Mapped[str]
    caption: Mapped[str | None]
    internal: Mapped[bool]
    """Whether the customer does not see it."""
    location_kept: Mapped[bool]
    """Whether where a photo was taken was wanted, and is still in it."""
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    case: Mapped[Case] = relationship()


CUSTOMER[Evidence] = lambda account_id: (
    Evidence.case_id.in_(select(Case.id).where(Case.account_id == account_id))
    & ~Evidence.internal
    & Evidence.withdrawn_at.is_(None)
)
INSTALLER[Evidence] = lambda technician_id: (
    Evidence.case_id.in_(select(Case.id).where(INSTALLER[Case](technician_id))) & Evidence.withdrawn_at.is_(None)
)
