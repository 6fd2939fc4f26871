"""Teams with representatives, and the turns that matching counts."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0011"
down_revision = "0010"

TURNS_TAKEN = """
INSERT INTO turn (record_type, record_id, case_id, user_id, team, at, day, minutes, chosen_by, done_at)
SELECT 'service_case', id, id, assignee_id, team, opened_at, DATE(opened_at), 15, 'name',
       CASE WHEN status IN ('new', 'triaged', 'in_progress', 'waiting') THEN NULL
            ELSE COALESCE(resolved_at, closed_at, opened_at) END
FROM service_case WHERE assignee_id IS NOT NULL AND status <> 'cancelled' ORDER BY id
"""
"""Who had cases before there were turns."""


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "representative",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("user_id", columns.WHOLE, nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("capacity", columns.WHOLE, nullable=False),
        sa.Column("calendar_id", columns.WHOLE, nullable=True),
        sa.Column("works_since", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_representative_capacity")),
        sa.ForeignKeyConstraint(["calendar_id"], ["working_calendar.id"], name=op.f("fk_representative_calendar_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_representative_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        sa.UniqueConstraint("user_id", name=op.f("uq_representative_user_id")),
    )
    op.create_table(
        "team",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("desk", "back_office", name="teamkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("calendar_id", columns.WHOLE, nullable=True),
        sa.Column("case_minutes", columns.WHOLE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("case_minutes > 0", name=op.f("ck_team_case_minutes")),
        sa.ForeignKeyConstraint(["calendar_id"], ["working_calendar.id"], name=op.f("fk_team_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "turn",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("user_id", columns.WHOLE, nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", columns.WHOLE, nullable=False),
        sa.Column(
            "chosen_by",
            sa.Enum("rotation", "name", name="chosenby", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("event_id", columns.WHOLE, nullable=True),
        sa.Column("done_at", columns.UtcDateTime(), nullable=True),
        sa.Column("returned_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_turn_minutes")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_turn_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_turn_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index("ix_turn_at", "turn", ["at", "id"], unique=False)
    op.create_index("ix_turn_user_id", "turn", ["user_id", "day"], unique=False)
    op.create_index(
        "uq_turn_record",
        "turn",
        ["record_type", "record_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL"),
    )
    op.create_table(
        "passed_turn",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("turn_id", columns.WHOLE, nullable=False),
        sa.Column("user_id", columns.WHOLE, nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_passed_turn_turn_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_passed_turn_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_turn")),
    )
    op.create_index(op.f("ix_passed_turn_turn_id"), "passed_turn", ["turn_id"], unique=False)
    op.create_index("ix_passed_turn_user_id", "passed_turn", ["user_id", "turn_id"], unique=False)
    op.create_table(
        "representative_absence",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("representative_id", columns.WHOLE, nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_representative_absence_order")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representative.id"], name=op.f("fk_representative_absence_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative_absence")),
    )
    op.create_index(
        "ix_representative_absence_time", "representative_absence", ["representative_id", "ends_at"], unique=False
    )
    op.create_table(
        "team_member",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("team_id", columns.WHOLE, nullable=False),
        sa.Column("representative_id", columns.WHOLE, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representative.id"], name=op.f("fk_team_member_representative_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("team_id", "representative_id", name=op.f("uq_team_member_team_id_representative_id")),
    )
    op.create_index(op.f("ix_team_member_representative_id"), "team_member", ["representative_id"], unique=False)
    op.add_column("user_account", sa.Column("email", sa.Text(), nullable=True))
    # One statement for both databases; SQLite takes a reference only together with its column.
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    reference = "CONSTRAINT fk_work_order_assignee_id REFERENCES user_account (id)"
    op.execute(f"ALTER TABLE work_order ADD COLUMN assignee_id {kind} {reference}")
    op.create_index("ix_work_order_assignee_id", "work_order", ["assignee_id", "status"], unique=False)
    op.execute("ALTER TABLE service_case ADD COLUMN skills JSON DEFAULT '{}' NOT NULL")
    op.execute(TURNS_TAKEN)
