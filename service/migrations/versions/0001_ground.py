"""People, keys, remembered answers, and the timeline with what keeps it append-only."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "checkpoint",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("previous_signature", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "event",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.Column("sequence", columns.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", columns.WHOLE, nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("rule_version", sa.Text(), nullable=True),
        sa.Column("plan_run", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint(
            "record_type", "record_id", "sequence", name=op.f("uq_event_record_type_record_id_sequence")
        ),
    )
    op.create_index("ix_event_case_id", "event", ["case_id", "id"], unique=False)
    op.create_table(
        "failed_login",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_login")),
    )
    op.create_index("ix_failed_login_login_at", "failed_login", ["login", "at"], unique=False)
    op.create_table(
        "machine_key",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("revoked_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_key")),
        sa.UniqueConstraint("name", name=op.f("uq_machine_key_name")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_machine_key_secret_hash")),
    )
    op.create_table(
        "remembered_answer",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("status", columns.WHOLE, nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_remembered_answer")),
    )
    op.create_table(
        "role_grant",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("role", "permission", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("one_time_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("account_id", columns.WHOLE, nullable=True),
        sa.Column("technician_id", columns.WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
    )
    op.create_table(
        "key_scope",
        sa.Column("key_id", columns.WHOLE, nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["machine_key.id"], name=op.f("fk_key_scope_key_id")),
        sa.PrimaryKeyConstraint("key_id", "permission", name=op.f("pk_key_scope")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", columns.WHOLE, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", columns.WHOLE, nullable=False),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_table(
        "signed_head",
        sa.Column("checkpoint_id", columns.WHOLE, nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", columns.WHOLE, nullable=False),
        sa.Column("sequence", columns.WHOLE, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_signed_head_checkpoint_id")),
        sa.PrimaryKeyConstraint("checkpoint_id", "record_type", "record_id", name=op.f("pk_signed_head")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", columns.WHOLE, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )

    append_only = ("event", "checkpoint", "signed_head")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("""
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'rule_append_only: % is only ever added to', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'rule_append_only';
            END $$""")
        for table in append_only:
            op.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
    else:
        for table in append_only:
            refusal = f"BEGIN SELECT RAISE(ABORT, 'rule_append_only: {table} is only ever added to'); END"
            for change in ("UPDATE", "DELETE"):
                op.execute(f"CREATE TRIGGER append_only_{table}_{change.lower()} BEFORE {change} ON {table} {refusal}")
        # INSERT OR REPLACE removes a row without asking the trigger above.
        op.execute(
            "CREATE TRIGGER append_only_event_insert BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event"
            " WHERE id = NEW.id OR (record_type = NEW.record_type AND record_id = NEW.record_id"
            " AND sequence = NEW.sequence)) BEGIN SELECT RAISE(ABORT, 'uq_event_sequence'); END"
        )
