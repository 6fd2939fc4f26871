"""Jobs, where each case stands on its way, its steps, and what milestones and letters need beside that."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0013"
down_revision = "0012"

QUEUE_FUNCTIONS = """
DO $$
DECLARE name regprocedure;
BEGIN
  FOR name IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'procrastinate'
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = procrastinate, pg_catalog', name);
  END LOOP;
END $$
"""
"""Lets each function find its tables, whoever calls it."""


def upgrade() -> None:
    """Take the step."""
    _make_jobs()
    _make_workflow()
    postgresql = op.get_bind().dialect.name == "postgresql"
    whole = "BIGINT" if postgresql else "INTEGER"
    # Inline, because SQLite takes a constraint only together with its column.
    share = "CONSTRAINT ck_service_case_escalate_at CHECK (escalate_at BETWEEN 1 AND 99)"
    op.execute(f"ALTER TABLE service_case ADD COLUMN escalate_at {whole} {share}")
    known = "CONSTRAINT ck_milestone_priority CHECK (priority IN ('low', 'normal', 'high', 'urgent'))"
    op.execute(f"ALTER TABLE milestone ADD COLUMN priority VARCHAR(32) {known}")
    for table in ("service_case", "work_order"):
        of = f"SELECT priority FROM {table} r WHERE r.id = milestone.record_id"
        op.execute(f"UPDATE milestone SET priority = ({of}) WHERE record_type = '{table}'")
    op.create_index("ix_milestone_commitment_at", "milestone", ["status", "commitment_at", "id"], unique=False)
    op.create_index("ix_event_kind_at", "event", ["kind", "at"], unique=False)
    op.add_column("outbox_message", sa.Column("link", sa.Text(), nullable=True))
    if postgresql:
        _make_procrastinate()


def _make_jobs() -> None:
    op.create_table(
        "queued_job",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("run_at", columns.UtcDateTime(), nullable=False),
        sa.Column("attempts", columns.WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_job")),
    )
    op.create_index("ix_queued_job_run_at", "queued_job", ["run_at", "id"], unique=False)
    op.create_table(
        "dead_job",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=True),
        sa.Column("attempts", columns.WHOLE, nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("died_at", columns.UtcDateTime(), nullable=False),
        sa.Column("status", _choice("deadjobstatus", "dead", "retried", "discarded"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_job")),
    )
    op.create_index("ix_dead_job_status", "dead_job", ["status", "id"], unique=False)


def _make_workflow() -> None:
    stages = ("triage", "route", "hand_over", "work", "close", "done", "cancelled")
    codes = (
        *("worker", "triage", "work_type", "customer", "supplier", "gate_2", "activation", "visit", "acceptance"),
        *("back_office", "on_hold", "another_try", "claim_request", "approval", "payment", "representative", "desk"),
        "closing",
    )
    op.create_table(
        "case_workflow",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("round", columns.WHOLE, nullable=False),
        sa.Column("stage", _choice("stage", *stages), nullable=False),
        sa.Column("entered_at", columns.UtcDateTime(), nullable=False),
        sa.Column("waiting_for", _choice("waitcode", *codes), nullable=True),
        sa.Column("waiting_on", sa.Text(), nullable=True),
        sa.Column("waiting_since", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("(waiting_for IS NULL) = (waiting_since IS NULL)", name=op.f("ck_case_workflow_waiting")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_workflow_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_workflow")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_workflow_case_id")),
    )
    op.create_index("ix_case_workflow_stage", "case_workflow", ["stage", "waiting_for", "id"], unique=False)
    op.create_index("ix_case_workflow_waiting_since", "case_workflow", ["waiting_since", "id"], unique=False)
    steps = ("intake", "identify", "triage", "route", "hand_over", "work", "resolve", "close", "csat")
    op.create_table(
        "workflow_step",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("round", columns.WHOLE, nullable=False),
        sa.Column("step", _choice("step", *steps), nullable=False),
        sa.Column("entered_at", columns.UtcDateTime(), nullable=False),
        sa.Column("done_at", columns.UtcDateTime(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("rule_version", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("entered_at <= done_at", name=op.f("ck_workflow_step_order")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_workflow_step_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_step")),
        sa.UniqueConstraint("case_id", "round", "step", name=op.f("uq_workflow_step_case_id_round_step")),
    )
    op.create_index("ix_workflow_step_done_at", "workflow_step", ["done_at", "id"], unique=False)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _make_procrastinate() -> None:
    from procrastinate.schema import SchemaManager

    # By the driver's own cursor: a script of many statements, in which neither % nor : means a parameter.
    cursor = op.get_bind().connection.cursor()
    cursor.execute("CREATE SCHEMA procrastinate")
    cursor.execute("SET LOCAL search_path = procrastinate")
    cursor.execute(SchemaManager.get_schema())
    cursor.execute("SET LOCAL search_path TO DEFAULT")
    cursor.execute(QUEUE_FUNCTIONS)
