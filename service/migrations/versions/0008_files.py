"""Evidence, the installation that a case goes back to, and the names that records have elsewhere."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Take the step."""
    op.create_index("uq_work_order_id_case_id", "work_order", ["id", "case_id"], unique=True)
    _link_installations()
    op.create_table(
        "evidence",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("work_order_id", columns.WHOLE, nullable=True),
        sa.Column("claim_id", columns.WHOLE, nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", columns.WHOLE, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("location_kept", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", columns.UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_size")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_evidence_withdrawal")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_evidence_case_id")),
        sa.ForeignKeyConstraint(
            ["work_order_id", "case_id"], ["work_order.id", "work_order.case_id"], name="fk_evidence_work_order"
        ),
        sa.ForeignKeyConstraint(["claim_id", "case_id"], ["claim.id", "claim.case_id"], name="fk_evidence_claim"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_case_id", "evidence", ["case_id", "id"], unique=False)
    op.create_table(
        "external_id",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("object", "external_id", name=op.f("pk_external_id")),
        sa.UniqueConstraint("object", "record_id", name=op.f("uq_external_id_object_record_id")),
    )
    op.create_table(
        "bulk_origin",
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_bulk_origin")),
    )


def _link_installations() -> None:
    reference = "CONSTRAINT fk_service_case_work_order_id REFERENCES work_order (id)"
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE service_case ADD COLUMN work_order_id {kind} {reference}")
