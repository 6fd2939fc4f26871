"""Calendars, contracts, entitlement processes, running milestones, notifications and the outbox."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0010"
down_revision = "0006"


def upgrade() -> None:
    """Take the step."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.create_table(
        "clock_pause",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.Column("stopped_for", sa.Text(), nullable=False),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_clock_pause_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index("ix_clock_pause_record", "clock_pause", ["record_type", "record_id"], unique=False)
    op.create_table(
        "entitlement_process",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case",
                "work_order",
                "intake_message",
                name="recordkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "external",
                "internal",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("precedence", columns.WHOLE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("newest", columns.WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement_process")),
        sa.UniqueConstraint("name", name=op.f("uq_entitlement_process_name")),
    )
    op.create_index("ix_entitlement_process_kind", "entitlement_process", ["kind", "precedence", "id"], unique=False)
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rotation", columns.WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
        sa.UniqueConstraint("name", name=op.f("uq_webhook_endpoint_name")),
    )
    op.create_table(
        "working_calendar",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("weekly", sa.JSON(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("subdivision", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_calendar")),
        sa.UniqueConstraint("name", name=op.f("uq_working_calendar_name")),
    )
    op.create_table(
        "entitlement_version",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("process_id", columns.WHOLE, nullable=False),
        sa.Column("number", columns.WHOLE, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("published_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["entitlement_process.id"], name=op.f("fk_entitlement_version_process_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement_version")),
        sa.UniqueConstraint("process_id", "number", name=op.f("uq_entitlement_version_process_id_number")),
    )
    op.create_table(
        "notification",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("user_id", columns.WHOLE, nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=True),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("read_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (team IS NULL)", name=op.f("ck_notification_to")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_team", "notification", ["team", "id"], unique=False)
    op.create_index("ix_notification_user_id", "notification", ["user_id", "id"], unique=False)
    op.create_table(
        "outbox_message",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "webhook",
                name="medium",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("endpoint_id", columns.WHOLE, nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "sent",
                "dead",
                "discarded",
                name="messagestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("next_at", columns.UtcDateTime(), nullable=True),
        sa.Column("attempts", columns.WHOLE, nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("done_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(channel = 'webhook') = (endpoint_id IS NOT NULL)", name=op.f("ck_outbox_message_endpoint")
        ),
        sa.CheckConstraint("(status = 'waiting') = (next_at IS NOT NULL)", name=op.f("ck_outbox_message_next")),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_outbox_message_endpoint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    op.create_index("ix_outbox_message_next_at", "outbox_message", ["next_at", "id"], unique=False)
    op.create_index("ix_outbox_message_status", "outbox_message", ["status", "id"], unique=False)
    op.create_table(
        "service_contract",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("account_id", columns.WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_service_contract_days")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_contract_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_service_contract_number")),
    )
    op.create_index("ix_service_contract_account_id", "service_contract", ["account_id", "first_day"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=True),
        sa.Column("entitlement_id", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "external",
                "internal",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("run_started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("begun_at", columns.UtcDateTime(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "stopped",
                "completed",
                "cancelled",
                name="milestonestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target", sa.Interval(), nullable=False),
        sa.Column("committed", sa.Interval(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(), nullable=False),
        sa.Column("commitment_at", columns.UtcDateTime(), nullable=False),
        sa.Column("next_at", columns.UtcDateTime(), nullable=True),
        sa.Column("completed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("violated_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name=op.f("ck_milestone_completed")),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlement_version.id"], name=op.f("fk_milestone_entitlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint(
            "record_type",
            "record_id",
            "name",
            "run_started_at",
            name=op.f("uq_milestone_record_type_record_id_name_run_started_at"),
        ),
    )
    op.create_index("ix_milestone_case_id", "milestone", ["case_id", "id"], unique=False)
    op.create_index("ix_milestone_due_at", "milestone", ["status", "due_at", "id"], unique=False)
    op.create_index("ix_milestone_next_at", "milestone", ["next_at", "id"], unique=False)
    op.create_table(
        "milestone_step",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("milestone_id", columns.WHOLE, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "warning", "violation", "success", name="stepkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("percent", columns.WHOLE, nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("fired_at", columns.UtcDateTime(), nullable=False),
        sa.Column("applied_at", columns.UtcDateTime(), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_step_milestone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_step")),
        sa.UniqueConstraint(
            "milestone_id", "kind", "percent", name=op.f("uq_milestone_step_milestone_id_kind_percent")
        ),
    )
    # One statement for both databases; SQLite takes a reference only together with its column.
    for table in ("service_case", "work_order"):
        reference = f"CONSTRAINT fk_{table}_entitlement_id REFERENCES entitlement_version (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN entitlement_id {kind} {reference}")
    op.add_column("work_order", sa.Column("opened_at", columns.UtcDateTime(), nullable=True))
