"""Branches, territories, technicians, work orders, visits and bookings; gate 5."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "appointment_status",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "none",
                "scheduled",
                "dispatched",
                "in_progress",
                "completed",
                "cannot_complete",
                "canceled",
                name="visitcategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_appointment_status")),
        sa.UniqueConstraint("name", "category", name=op.f("uq_appointment_status_name_category")),
    )
    op.create_table(
        "work_type",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("field", "back_office", name="workkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "service",
                "installation",
                "demo",
                "repair",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("duration_minutes", columns.WHOLE, nullable=False),
        sa.Column("crew_size", columns.WHOLE, nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("tools", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_type")),
        sa.UniqueConstraint("name", name=op.f("uq_work_type_name")),
    )
    op.create_table(
        "branch",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("manager_id", columns.WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["manager_id"], ["user_account.id"], name=op.f("fk_branch_manager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("name", name=op.f("uq_branch_name")),
    )
    op.create_table(
        "territory",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("branch_id", columns.WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_territory_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory")),
        sa.UniqueConstraint("code", name=op.f("uq_territory_code")),
    )
    op.create_table(
        "technician",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("territory_id", columns.WHOLE, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_technician_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician")),
    )
    op.create_table(
        "work_order",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("work_type_id", columns.WHOLE, nullable=True),
        sa.Column("territory_id", columns.WHOLE, nullable=True),
        sa.Column(
            "kind",
            sa.Enum("field", "back_office", name="workkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "service",
                "installation",
                "demo",
                "repair",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "to_schedule",
                "scheduled",
                "active",
                "on_hold",
                "completed",
                "cannot_complete",
                "cancelled",
                name="workstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("duration_minutes", columns.WHOLE, nullable=False),
        sa.Column("crew_size", columns.WHOLE, nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("tools", sa.JSON(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("window_start", columns.UtcDateTime(), nullable=True),
        sa.Column("window_end", columns.UtcDateTime(), nullable=True),
        sa.Column("due_date", columns.UtcDateTime(), nullable=True),
        sa.Column("missed_windows", columns.WHOLE, nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.Column("report_id", columns.WHOLE, nullable=True),
        sa.Column("signature_id", columns.WHOLE, nullable=True),
        sa.Column("completed_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'field' OR status <> 'completed' OR (report_id IS NOT NULL AND signature_id IS NOT NULL)",
            name=op.f("ck_work_order_gate_5"),
        ),
        sa.CheckConstraint("(window_start IS NULL) = (due_date IS NULL)", name=op.f("ck_work_order_whole_window")),
        sa.CheckConstraint("duration_minutes > 0 AND crew_size > 0", name=op.f("ck_work_order_effort")),
        sa.CheckConstraint(
            "window_start < due_date AND (window_end IS NULL OR window_start < window_end)",
            name=op.f("ck_work_order_window"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_work_order_case_id")),
        sa.ForeignKeyConstraint(
            ["report_id", "id"],
            ["service_report.id", "service_report.work_order_id"],
            name="fk_work_order_report",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["signature_id", "id"],
            ["signature.id", "signature.work_order_id"],
            name="fk_work_order_signature",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_work_order_territory_id")),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_work_order_work_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
    )
    op.create_index(op.f("ix_work_order_case_id"), "work_order", ["case_id"], unique=False)
    op.create_index("ix_work_order_status", "work_order", ["status", "due_date"], unique=False)
    op.create_table(
        "plan_step",
        sa.Column("work_order_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("done_at", columns.UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("measurement", columns.Amount(), nullable=True),
        sa.ForeignKeyConstraint(["work_order_id"], ["work_order.id"], name=op.f("fk_plan_step_work_order_id")),
        sa.PrimaryKeyConstraint("work_order_id", "position", name=op.f("pk_plan_step")),
    )
    op.create_table(
        "required_part",
        sa.Column("work_order_id", columns.WHOLE, nullable=False),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("quantity", columns.WHOLE, nullable=False),
        sa.Column("used", columns.WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0 AND used >= 0", name=op.f("ck_required_part_quantity")),
        sa.ForeignKeyConstraint(["work_order_id"], ["work_order.id"], name=op.f("fk_required_part_work_order_id")),
        sa.PrimaryKeyConstraint("work_order_id", "part_number", name=op.f("pk_required_part")),
    )
    op.create_table(
        "service_appointment",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("work_order_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, nullable=False),
        sa.Column("minimum_delay_minutes", columns.WHOLE, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "status_category",
            sa.Enum(
                "none",
                "scheduled",
                "dispatched",
                "in_progress",
                "completed",
                "cannot_complete",
                "canceled",
                name="visitcategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("duration_minutes", columns.WHOLE, nullable=False),
        sa.Column("sched_start", columns.UtcDateTime(), nullable=True),
        sa.Column("sched_end", columns.UtcDateTime(), nullable=True),
        sa.Column("actual_start", columns.UtcDateTime(), nullable=True),
        sa.Column("actual_end", columns.UtcDateTime(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("access_notes", sa.Text(), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status_category IN ('none', 'canceled', 'cannot_complete') OR sched_start IS NOT NULL",
            name=op.f("ck_service_appointment_booked"),
        ),
        sa.CheckConstraint(
            "(sched_start IS NULL) = (sched_end IS NULL)", name=op.f("ck_service_appointment_whole_schedule")
        ),
        sa.CheckConstraint(
            "duration_minutes > 0 AND minimum_delay_minutes >= 0", name=op.f("ck_service_appointment_lengths")
        ),
        sa.CheckConstraint("sched_start < sched_end", name=op.f("ck_service_appointment_schedule")),
        sa.ForeignKeyConstraint(
            ["status", "status_category"],
            ["appointment_status.name", "appointment_status.category"],
            name=op.f("fk_service_appointment_status_status_category"),
        ),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_order.id"], name=op.f("fk_service_appointment_work_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_appointment")),
        sa.UniqueConstraint(
            "id", "sched_start", "sched_end", name=op.f("uq_service_appointment_id_sched_start_sched_end")
        ),
        sa.UniqueConstraint("work_order_id", "position", name=op.f("uq_service_appointment_work_order_id_position")),
    )
    op.create_table(
        "service_report",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("work_order_id", columns.WHOLE, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["work_order_id"], ["work_order.id"], name=op.f("fk_service_report_work_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_report")),
        sa.UniqueConstraint("id", "work_order_id", name=op.f("uq_service_report_id_work_order_id")),
    )
    op.create_index(op.f("ix_service_report_work_order_id"), "service_report", ["work_order_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("work_order_id", columns.WHOLE, nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["work_order_id"], ["work_order.id"], name=op.f("fk_signature_work_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("id", "work_order_id", name=op.f("uq_signature_id_work_order_id")),
    )
    op.create_index(op.f("ix_signature_work_order_id"), "signature", ["work_order_id"], unique=False)
    op.create_table(
        "work_order_line_item",
        sa.Column("work_order_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_work_order_line_item_asset_id")),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_order.id"], name=op.f("fk_work_order_line_item_work_order_id")
        ),
        sa.PrimaryKeyConstraint("work_order_id", "position", name=op.f("pk_work_order_line_item")),
        sa.UniqueConstraint("work_order_id", "asset_id", name=op.f("uq_work_order_line_item_work_order_id_asset_id")),
    )
    op.create_index(op.f("ix_work_order_line_item_asset_id"), "work_order_line_item", ["asset_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("appointment_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("technician_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id", "starts_at", "ends_at"],
            ["service_appointment.id", "service_appointment.sched_start", "service_appointment.sched_end"],
            name="fk_booking_appointment",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_booking_technician_id")),
        sa.PrimaryKeyConstraint("appointment_id", "technician_id", name=op.f("pk_booking")),
    )
    op.create_index("ix_booking_technician_id", "booking", ["technician_id", "starts_at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for name, table in (("report", "service_report"), ("signature", "signature")):
            op.create_foreign_key(
                f"fk_work_order_{name}", "work_order", table, [f"{name}_id", "id"], ["id", "work_order_id"]
            )
