"""Rosters, areas, versions of technicians' days, and planning runs with what they publish."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Take the step."""
    _add_columns()
    _roster()
    _planning()
    _sent()


def _add_columns() -> None:
    dialect = op.get_bind().dialect
    # Written out, since SQLite takes a reference or a check of an old table only together with a column.
    whole, instant = columns.WHOLE.compile(dialect), columns.UtcDateTime().compile(dialect)
    real, json = sa.Double().compile(dialect), sa.JSON().compile(dialect)
    limits = "max_visits >= 0 AND max_travel_minutes >= 0 AND max_work_minutes >= 0"
    order = "arrival_window_start < arrival_window_end"
    whole_arrival = "(arrival_window_start IS NULL) = (arrival_window_end IS NULL)"
    for table, column in (
        ("territory", "timezone TEXT NOT NULL DEFAULT 'UTC'"),
        ("territory", f"area {json}"),
        ("territory", "area_digest TEXT"),
        ("technician", f"calendar_id {whole} CONSTRAINT fk_technician_calendar_id REFERENCES working_calendar (id)"),
        ("technician", "works_since DATE"),
        ("technician", f"home_latitude {real}"),
        ("technician", f"home_longitude {real} {_check('technician', 'home', _pair('home'))}"),
        ("technician", f"end_latitude {real}"),
        ("technician", f"end_longitude {real} {_check('technician', 'end', _pair('end'))}"),
        ("technician", f"tools {json} NOT NULL DEFAULT '[]'"),
        (
            "technician",
            f"efficiency_percent {whole} NOT NULL DEFAULT 100"
            f" {_check('technician', 'efficiency', 'efficiency_percent > 0')}",
        ),
        ("technician", f"cost_per_hour {whole} NOT NULL DEFAULT 0"),
        (
            "technician",
            f"cost_per_shift {whole} NOT NULL DEFAULT 0"
            f" {_check('technician', 'cost', 'cost_per_hour >= 0 AND cost_per_shift >= 0')}",
        ),
        ("technician", f"max_visits {whole}"),
        ("technician", f"max_travel_minutes {whole}"),
        ("technician", f"max_work_minutes {whole} {_check('technician', 'limits', limits)}"),
        ("work_type", f"certificates {json} NOT NULL DEFAULT '[]'"),
        ("work_order", f"certificates {json} NOT NULL DEFAULT '[]'"),
        ("service_appointment", f"arrival_window_start {instant}"),
        (
            "service_appointment",
            f"arrival_window_end {instant} {_check('service_appointment', 'arrival', order)}"
            f" {_check('service_appointment', 'whole_arrival', whole_arrival)}",
        ),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index("ix_service_appointment_sched_start", "service_appointment", ["sched_start"], unique=False)
    op.create_index("ix_service_appointment_status_category", "service_appointment", ["status_category"], unique=False)


def _pair(place: str) -> str:
    return f"({place}_latitude IS NULL) = ({place}_longitude IS NULL)"


def _check(table: str, name: str, condition: str) -> str:
    return f"CONSTRAINT ck_{table}_{name} CHECK ({condition})"


def _roster() -> None:
    op.create_table(
        "territory_member",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("territory_id", columns.WHOLE, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "primary",
                "secondary",
                "relocated",
                name="membershipkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_territory_member_order")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_territory_member_technician_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_territory_member_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory_member")),
    )
    op.create_index(op.f("ix_territory_member_technician_id"), "territory_member", ["technician_id"], unique=False)
    op.create_index(op.f("ix_territory_member_territory_id"), "territory_member", ["territory_id"], unique=False)
    op.create_table(
        "technician_skill",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("level", columns.WHOLE, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.CheckConstraint("level > 0", name=op.f("ck_technician_skill_level")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_technician_skill_order")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_technician_skill_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician_skill")),
    )
    op.create_index(op.f("ix_technician_skill_technician_id"), "technician_skill", ["technician_id"], unique=False)
    op.create_table(
        "technician_certificate",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_technician_certificate_order")),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["technician.id"], name=op.f("fk_technician_certificate_technician_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician_certificate")),
    )
    op.create_index(
        op.f("ix_technician_certificate_technician_id"), "technician_certificate", ["technician_id"], unique=False
    )
    op.create_table(
        "technician_shift",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("overtime_from", columns.UtcDateTime(), nullable=True),
        sa.Column("breaks", sa.JSON(), nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_technician_shift_order")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_technician_shift_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician_shift")),
    )
    op.create_index(op.f("ix_technician_shift_technician_id"), "technician_shift", ["technician_id"], unique=False)
    op.create_index("ix_technician_shift_time", "technician_shift", ["technician_id", "starts_at"], unique=False)
    op.create_table(
        "technician_absence",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_technician_absence_order")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_technician_absence_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician_absence")),
    )
    op.create_index(op.f("ix_technician_absence_technician_id"), "technician_absence", ["technician_id"], unique=False)
    op.create_index("ix_technician_absence_time", "technician_absence", ["technician_id", "starts_at"], unique=False)
    op.create_table(
        "van_stock",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("quantity", columns.WHOLE, nullable=False),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_van_stock_amount")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_van_stock_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_van_stock")),
        sa.UniqueConstraint("technician_id", "part_number", name=op.f("uq_van_stock_technician_id_part_number")),
    )
    op.create_index(op.f("ix_van_stock_technician_id"), "van_stock", ["technician_id"], unique=False)
    op.create_table(
        "technician_preference",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("account_id", columns.WHOLE, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "required",
                "preferred",
                "excluded",
                name="preferencekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_technician_preference_account_id")),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["technician.id"], name=op.f("fk_technician_preference_technician_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician_preference")),
        sa.UniqueConstraint(
            "account_id", "technician_id", name=op.f("uq_technician_preference_account_id_technician_id")
        ),
    )
    op.create_index(op.f("ix_technician_preference_account_id"), "technician_preference", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_technician_preference_technician_id"), "technician_preference", ["technician_id"], unique=False
    )
    op.create_table(
        "workday",
        sa.Column("technician_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", columns.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_workday_technician_id")),
        sa.PrimaryKeyConstraint("technician_id", "day", name=op.f("pk_workday")),
    )


def _planning() -> None:
    op.create_table(
        "planning_schedule",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("days_ahead", columns.WHOLE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("territory_ids", sa.JSON(), nullable=False),
        sa.Column("days", columns.WHOLE, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("seconds", columns.WHOLE, nullable=False),
        sa.Column("seed", columns.WHOLE, nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days > 0 AND seconds >= 0 AND days_ahead >= 0", name=op.f("ck_planning_schedule_effort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_planning_schedule_name")),
    )
    op.create_table(
        "planning_run",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "solving",
                "ready",
                "published",
                "superseded",
                "failed",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column(
            "overlap",
            sa.Enum("wait", "refuse", name="overlap", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("attempts", columns.WHOLE, nullable=False),
        sa.Column("snapshot_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ready_at", columns.UtcDateTime(), nullable=True),
        sa.Column("published_at", columns.UtcDateTime(), nullable=True),
        sa.Column("chosen_policy", sa.Text(), nullable=True),
        sa.Column("problem_hash", sa.Text(), nullable=True),
        sa.Column("scheduled", columns.WHOLE, nullable=True),
        sa.Column("unscheduled", columns.WHOLE, nullable=True),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("territory_ids", sa.JSON(), nullable=False),
        sa.Column("days", columns.WHOLE, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("seconds", columns.WHOLE, nullable=False),
        sa.Column("seed", columns.WHOLE, nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days > 0 AND seconds >= 0", name=op.f("ck_planning_run_effort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_run")),
    )
    op.create_index("ix_planning_run_status", "planning_run", ["status"], unique=False)
    op.create_table(
        "planning_work",
        sa.Column("run_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("until", columns.UtcDateTime(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("scheduled", columns.WHOLE, nullable=False),
        sa.Column("total", columns.WHOLE, nullable=False),
        sa.Column("objective", sa.JSON(), nullable=False),
        sa.Column("elapsed", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["planning_run.id"], name=op.f("fk_planning_work_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_planning_work")),
    )
    op.create_table(
        "planning_scope",
        sa.Column("territory_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("run_id", columns.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["planning_run.id"], name=op.f("fk_planning_scope_run_id")),
        sa.PrimaryKeyConstraint("territory_id", "day", name=op.f("pk_planning_scope")),
    )
    op.create_index(op.f("ix_planning_scope_run_id"), "planning_scope", ["run_id"], unique=False)
    op.create_table(
        "planning_file",
        sa.Column("run_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["planning_run.id"], name=op.f("fk_planning_file_run_id")),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_planning_file")),
    )


def _sent() -> None:
    op.create_table(
        "publication",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("run_id", columns.WHOLE, nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("rolled_back_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["planning_run.id"], name=op.f("fk_publication_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_run_id"), "publication", ["run_id"], unique=False)
    op.create_table(
        "published_change",
        sa.Column("publication_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("appointment_id", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["service_appointment.id"], name=op.f("fk_published_change_appointment_id")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_published_change_publication_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", "appointment_id", name=op.f("pk_published_change")),
    )
    op.create_table(
        "slot_hold",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("technician_id", columns.WHOLE, nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("window_start", columns.UtcDateTime(), nullable=False),
        sa.Column("window_end", columns.UtcDateTime(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("territory_id", columns.WHOLE, nullable=True),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_slot_hold_times")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_slot_hold_technician_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_slot_hold_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_hold")),
        sa.UniqueConstraint("token", name=op.f("uq_slot_hold_token")),
    )
    op.create_index("ix_slot_hold_technician_id", "slot_hold", ["technician_id", "expires_at"], unique=False)
