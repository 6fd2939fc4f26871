"""How often a claim was passed on for want of a decision; the territory that a place lies in."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Take the step."""
    op.add_column("claim", sa.Column("escalations", columns.WHOLE, nullable=False, server_default="0"))
    # Written out, since SQLite takes a reference to another table only together with its column.
    kind = columns.WHOLE.compile(op.get_bind().dialect)
    for table in ("account", "asset", "transport"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN territory_id {kind}"
            f" CONSTRAINT fk_{table}_territory_id REFERENCES territory (id)"
        )
    op.create_index("ix_remembered_answer_at", "remembered_answer", ["at"], unique=False)
