"""Messages that come in, and what triage reads out of them."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Take the step."""
    _add_urgency()
    _add_triage()
    _add_messages()
    _add_attachments()


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _add_urgency() -> None:
    values = "'low', 'normal', 'high', 'urgent'"
    check = f"CONSTRAINT ck_service_case_urgency CHECK (urgency IN ({values}))"
    op.execute(f"ALTER TABLE service_case ADD COLUMN urgency VARCHAR(32) {check}")


def _add_triage() -> None:
    op.create_table(
        "triage",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("status", _choice("triagestatus", "pending", "unsure", "stamped", "settled"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("done_at", columns.UtcDateTime(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("fell_back", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'pending') = (done_at IS NULL)", name=op.f("ck_triage_done")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_triage_confidence")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_triage_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage")),
        sa.UniqueConstraint("case_id", name=op.f("uq_triage_case_id")),
    )
    op.create_index("ix_triage_status", "triage", ["status", "id"], unique=False)


def _add_messages() -> None:
    op.create_table(
        "intake_message",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("channel", _choice("channel", "portal", "email", "web", "representative", "api"), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "status", _choice("messagestate", "received", "waiting", "linked", "dismissed", "automatic"), nullable=False
        ),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("serial_number", sa.Text(), nullable=True),
        sa.Column("account_id", columns.WHOLE, nullable=True),
        sa.Column("asset_id", columns.WHOLE, nullable=True),
        sa.Column("wanted_case_id", columns.WHOLE, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column(
            "case_type",
            _choice("casetype", "service", "installation", "demo", "warranty", "damage", "repair", "complaint"),
            nullable=True,
        ),
        sa.Column(
            "reason_code",
            _choice(
                "reasoncode",
                "missing_part",
                "wrong_item",
                "damage",
                "site_not_ready",
                "access_issue",
                "defect",
                "other",
            ),
            nullable=True,
        ),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("automatic", sa.Text(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("raw_sha256", sa.Text(), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=True),
        sa.Column("dismissed_reason", sa.Text(), nullable=True),
        sa.Column("entitlement_id", columns.WHOLE, nullable=True),
        sa.CheckConstraint(
            "(status = 'dismissed') = (dismissed_reason IS NOT NULL)", name=op.f("ck_intake_message_dismissed")
        ),
        sa.CheckConstraint("status <> 'linked' OR case_id IS NOT NULL", name=op.f("ck_intake_message_linked")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_intake_message_account_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_intake_message_asset_id")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_intake_message_case_id")),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlement_version.id"], name=op.f("fk_intake_message_entitlement_id")
        ),
        sa.ForeignKeyConstraint(["wanted_case_id"], ["service_case.id"], name=op.f("fk_intake_message_wanted_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_message")),
    )
    op.create_index("ix_intake_message_case_id", "intake_message", ["case_id", "id"], unique=False)
    op.create_index("ix_intake_message_message_id", "intake_message", ["message_id"], unique=False)
    op.create_index("ix_intake_message_status", "intake_message", ["status", "received_at", "id"], unique=False)


def _add_attachments() -> None:
    op.create_table(
        "intake_attachment",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("message_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", columns.WHOLE, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("evidence_id", columns.WHOLE, nullable=True),
        sa.CheckConstraint("(sha256 IS NULL) = (refused IS NOT NULL)", name=op.f("ck_intake_attachment_kept")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_intake_attachment_evidence_id")),
        sa.ForeignKeyConstraint(["message_id"], ["intake_message.id"], name=op.f("fk_intake_attachment_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_attachment")),
    )
    op.create_index(op.f("ix_intake_attachment_message_id"), "intake_attachment", ["message_id"], unique=False)
    op.create_table(
        "intake_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message_id", columns.WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["intake_message.id"], name=op.f("fk_intake_key_message_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_intake_key")),
    )
