"""Rule sets and their versions."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "rule_set",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("newest", columns.WHOLE, nullable=False),
        sa.Column("in_force", columns.WHOLE, nullable=False),
        sa.CheckConstraint("in_force BETWEEN 0 AND newest", name=op.f("ck_rule_set_in_force")),
        sa.CheckConstraint("newest > 0 OR draft IS NOT NULL", name=op.f("ck_rule_set_something")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("name", name=op.f("uq_rule_set_name")),
    )
    op.create_table(
        "rule_set_version",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("rule_set_id", columns.WHOLE, nullable=False),
        sa.Column("number", columns.WHOLE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", columns.UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_rule_set_version_rule_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set_version")),
        sa.UniqueConstraint("rule_set_id", "number", name=op.f("uq_rule_set_version_rule_set_id_number")),
    )
