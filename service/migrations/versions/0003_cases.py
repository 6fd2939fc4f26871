"""Targets, cases with their line items, pauses, comments and tags, and returns to suppliers."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "priority_target",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("hours", columns.WHOLE, nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_priority_target_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_target")),
        sa.UniqueConstraint("priority", name=op.f("uq_priority_target_priority")),
    )
    op.create_table(
        "service_case",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("account_id", columns.WHOLE, nullable=False),
        sa.Column("contact_id", columns.WHOLE, nullable=True),
        sa.Column("order_id", columns.WHOLE, nullable=True),
        sa.Column("order_line_id", columns.WHOLE, nullable=True),
        sa.Column("product_id", columns.WHOLE, nullable=True),
        sa.Column("primary_position", columns.WHOLE, nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "portal",
                "email",
                "web",
                "representative",
                "api",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "case_type",
            sa.Enum(
                "service",
                "installation",
                "demo",
                "warranty",
                "damage",
                "repair",
                "complaint",
                name="casetype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason_code",
            sa.Enum(
                "missing_part",
                "wrong_item",
                "damage",
                "site_not_ready",
                "access_issue",
                "defect",
                "other",
                name="reasoncode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("on_site_required", sa.Boolean(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "minor", "major", "critical", name="severity", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "sentiment",
            sa.Enum(
                "positive",
                "neutral",
                "negative",
                name="sentiment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("product_line", sa.Text(), nullable=False),
        sa.Column(
            "customer_tier",
            sa.Enum(
                "basic", "standard", "premium", name="accounttier", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "triaged",
                "in_progress",
                "waiting",
                "resolved",
                "closed",
                "cancelled",
                name="casestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column(
            "waiting_for",
            sa.Enum("customer", "supplier", name="waitingfor", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("clock_started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(), nullable=False),
        sa.Column("resolved_at", columns.UtcDateTime(), nullable=True),
        sa.Column("closed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("assignee_id", columns.WHOLE, nullable=True),
        sa.Column("resolution_path", sa.Text(), nullable=True),
        sa.Column("resolution_notes", sa.Text(), nullable=True),
        sa.Column("csat_score", columns.WHOLE, nullable=True),
        sa.Column("csat_comment", sa.Text(), nullable=True),
        sa.Column("csat_token_hash", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'waiting') = (waiting_for IS NOT NULL)", name=op.f("ck_service_case_waiting")),
        sa.CheckConstraint(
            "status NOT IN ('resolved', 'closed') OR (resolution_path IS NOT NULL AND resolution_notes IS NOT NULL)",
            name=op.f("ck_service_case_resolution"),
        ),
        sa.CheckConstraint("csat_score BETWEEN 1 AND 5", name=op.f("ck_service_case_csat")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_case_account_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["user_account.id"], name=op.f("fk_service_case_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_service_case_contact_id")),
        sa.ForeignKeyConstraint(
            ["id", "primary_position"],
            ["case_line_item.case_id", "case_line_item.position"],
            name="gate_1_case_line_item",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name=op.f("fk_service_case_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_service_case_order_line_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_service_case_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_case")),
        sa.UniqueConstraint("csat_token_hash", name=op.f("uq_service_case_csat_token_hash")),
    )
    op.create_index("ix_service_case_account_id", "service_case", ["account_id", "id"], unique=False)
    op.create_index("ix_service_case_assignee_id", "service_case", ["assignee_id", "status"], unique=False)
    op.create_index("ix_service_case_due_at", "service_case", ["due_at", "id"], unique=False)
    op.create_index("ix_service_case_status_due_at", "service_case", ["status", "due_at", "id"], unique=False)
    op.create_table(
        "case_comment",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_comment_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_comment")),
    )
    op.create_index(op.f("ix_case_comment_case_id"), "case_comment", ["case_id"], unique=False)
    op.create_table(
        "case_pause",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column(
            "waiting_for",
            sa.Enum("customer", "supplier", name="waitingfor", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_case_pause_order")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_pause_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    op.create_index(op.f("ix_case_pause_case_id"), "case_pause", ["case_id"], unique=False)
    op.create_table(
        "case_tag",
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_tag_case_id")),
        sa.PrimaryKeyConstraint("case_id", "tag", name=op.f("pk_case_tag")),
    )
    op.create_index(op.f("ix_case_tag_tag"), "case_tag", ["tag"], unique=False)
    op.create_table(
        "case_line_item",
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_case_line_item_asset_id")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_line_item_case_id")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_line_item")),
        sa.UniqueConstraint("case_id", "asset_id", name=op.f("uq_case_line_item_case_id_asset_id")),
    )
    op.create_index(op.f("ix_case_line_item_asset_id"), "case_line_item", ["asset_id"], unique=False)
    op.create_table(
        "supplier_return",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("supplier_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=True),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("quantity", columns.WHOLE, nullable=False),
        sa.Column("defect", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "sent",
                "credited",
                "refused",
                "cancelled",
                name="returnstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_return_quantity")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_supplier_return_asset_id")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_supplier_return_case_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["account.id"], name=op.f("fk_supplier_return_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_return")),
    )
    op.create_index(op.f("ix_supplier_return_case_id"), "supplier_return", ["case_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        # SQLite takes a reference to a table that is not there yet; PostgreSQL is told once it is.
        op.create_foreign_key(
            "gate_1_case_line_item",
            "service_case",
            "case_line_item",
            ["id", "primary_position"],
            ["case_id", "position"],
            deferrable=True,
            initially="DEFERRED",
        )
