"""Claims with their assets and lines, and the policy of approval; gates 3 and 4."""

import sqlalchemy as sa
from alembic import op

from service import columns

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "approval_band",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("up_to", columns.Amount(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "COVERED",
                "PARTIAL",
                "CAP_REACHED",
                "USAGE_EXCEEDED",
                "EXCLUDED",
                "EXPIRED",
                "NOT_STARTED",
                "TIER_NOT_COVERED",
                "NOT_TRANSFERABLE",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("hours", columns.WHOLE, nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_approval_band_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_band")),
        sa.UniqueConstraint("up_to", "reason", name=op.f("uq_approval_band_up_to_reason")),
    )
    op.create_table(
        "auto_approval",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column(
            "account_tier",
            sa.Enum(
                "basic", "standard", "premium", name="accounttier", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("up_to", columns.Amount(), nullable=False),
        sa.CheckConstraint("up_to >= 0", name=op.f("ck_auto_approval_up_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_approval")),
        sa.UniqueConstraint("account_tier", name=op.f("uq_auto_approval_account_tier")),
    )
    op.create_table(
        "claim",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("order_id", columns.WHOLE, nullable=True),
        sa.Column("primary_asset_id", columns.WHOLE, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "manual_review_needed",
                "under_review",
                "requested_information",
                "approved",
                "partially_approved",
                "rejected",
                "paid",
                name="claimstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("claimant_id", columns.WHOLE, nullable=True),
        sa.Column("inputs_version", columns.WHOLE, nullable=False),
        sa.Column("evaluated_version", columns.WHOLE, nullable=True),
        sa.Column("evaluated_at", columns.UtcDateTime(), nullable=True),
        sa.Column("approver_role", sa.Text(), nullable=True),
        sa.Column("approval_due_at", columns.UtcDateTime(), nullable=True),
        sa.Column("decision_notes", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'partially_approved', 'paid')"
            " OR (evaluated_version IS NOT NULL AND evaluated_version = inputs_version)",
            name=op.f("ck_claim_gate_4"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_claim_case_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["user_account.id"], name=op.f("fk_claim_claimant_id")),
        sa.ForeignKeyConstraint(
            ["id", "primary_asset_id"],
            ["claim_asset.claim_id", "claim_asset.asset_id"],
            name="gate_3_claim_asset",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name=op.f("fk_claim_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_case_id"), "claim", ["case_id"], unique=False)
    op.create_table(
        "claim_asset",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_claim_asset_asset_id")),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name="gate_3_line_of_asset",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_asset_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", name=op.f("pk_claim_asset")),
    )
    op.create_index(op.f("ix_claim_asset_asset_id"), "claim_asset", ["asset_id"], unique=False)
    op.create_table(
        "claim_line_item",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("failed_on", sa.Date(), nullable=False),
        sa.Column("usage", columns.Amount(), nullable=True),
        sa.Column("causal_part", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("labor_hours", columns.Amount(), nullable=False),
        sa.Column("labor_rate", columns.Amount(), nullable=False),
        sa.Column("requested_parts", columns.Amount(), nullable=False),
        sa.Column("requested_labor", columns.Amount(), nullable=False),
        sa.Column("requested_expense", columns.Amount(), nullable=False),
        sa.Column("eligible_parts", columns.Amount(), nullable=True),
        sa.Column("eligible_labor", columns.Amount(), nullable=True),
        sa.Column("eligible_expense", columns.Amount(), nullable=True),
        sa.Column(
            "reason_parts",
            sa.Enum(
                "COVERED",
                "PARTIAL",
                "CAP_REACHED",
                "USAGE_EXCEEDED",
                "EXCLUDED",
                "EXPIRED",
                "NOT_STARTED",
                "TIER_NOT_COVERED",
                "NOT_TRANSFERABLE",
                name="reason_parts",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "reason_labor",
            sa.Enum(
                "COVERED",
                "PARTIAL",
                "CAP_REACHED",
                "USAGE_EXCEEDED",
                "EXCLUDED",
                "EXPIRED",
                "NOT_STARTED",
                "TIER_NOT_COVERED",
                "NOT_TRANSFERABLE",
                name="reason_labor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "reason_expense",
            sa.Enum(
                "COVERED",
                "PARTIAL",
                "CAP_REACHED",
                "USAGE_EXCEEDED",
                "EXCLUDED",
                "EXPIRED",
                "NOT_STARTED",
                "TIER_NOT_COVERED",
                "NOT_TRANSFERABLE",
                name="reason_expense",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("warranty_parts_id", columns.WHOLE, nullable=True),
        sa.Column("warranty_labor_id", columns.WHOLE, nullable=True),
        sa.Column("warranty_expense_id", columns.WHOLE, nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "eligible_expense BETWEEN 0 AND requested_expense", name=op.f("ck_claim_line_item_eligible_expense")
        ),
        sa.CheckConstraint(
            "eligible_labor BETWEEN 0 AND requested_labor", name=op.f("ck_claim_line_item_eligible_labor")
        ),
        sa.CheckConstraint(
            "eligible_parts BETWEEN 0 AND requested_parts", name=op.f("ck_claim_line_item_eligible_parts")
        ),
        sa.CheckConstraint("requested_expense >= 0", name=op.f("ck_claim_line_item_requested_expense")),
        sa.CheckConstraint("requested_labor >= 0", name=op.f("ck_claim_line_item_requested_labor")),
        sa.CheckConstraint("requested_parts >= 0", name=op.f("ck_claim_line_item_requested_parts")),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_asset.claim_id", "claim_asset.asset_id"],
            name="gate_3_asset_of_line",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_line_item_claim_id")),
        sa.ForeignKeyConstraint(
            ["warranty_expense_id"], ["asset_warranty.id"], name=op.f("fk_claim_line_item_warranty_expense_id")
        ),
        sa.ForeignKeyConstraint(
            ["warranty_labor_id"], ["asset_warranty.id"], name=op.f("fk_claim_line_item_warranty_labor_id")
        ),
        sa.ForeignKeyConstraint(
            ["warranty_parts_id"], ["asset_warranty.id"], name=op.f("fk_claim_line_item_warranty_parts_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", name=op.f("pk_claim_line_item")),
    )

    if op.get_bind().dialect.name == "postgresql":
        for name, table, referring, target in CIRCLES:
            op.create_foreign_key(
                name, table, target, referring, ["claim_id", "asset_id"], deferrable=True, initially="DEFERRED"
            )
    for name, change, table, condition, action in reactions():
        _react(name, change, table, condition, action)


CIRCLES = (
    ("gate_3_claim_asset", "claim", ["id", "primary_asset_id"], "claim_asset"),
    ("gate_3_line_of_asset", "claim_asset", ["claim_id", "asset_id"], "claim_line_item"),
)
OPEN = "status NOT IN ('approved', 'partially_approved', 'rejected', 'paid')"
COUNT = "UPDATE claim SET inputs_version = inputs_version + 1 WHERE"
LINES_OF = "id IN (SELECT l.claim_id FROM claim_line_item l WHERE l.asset_id ="


def reactions() -> list[tuple[str, str, str, str, str]]:
    """Return the triggers of gate 4: name, change, table, condition, action.

    Every change of an input counts up the version of the inputs of the claims it concerns; a decided claim's own lines
    cannot change, because its check then fails. What one claim is paid leaves less for others of the same asset.
    """
    inputs = ("failed_on", "usage", "causal_part", "cause", "requested_parts", "requested_labor", "requested_expense")
    dates = ("purchase_date", "manufacture_date", "delivery_date", "install_date", "account_id", "usage")
    granted = "NEW.status IN ('approved', 'partially_approved') AND NEW.status <> OLD.status"
    others = (
        f"{COUNT} {OPEN} AND id <> NEW.id AND id IN (SELECT o.claim_id FROM claim_line_item o"
        " JOIN claim_line_item l ON l.asset_id = o.asset_id WHERE l.claim_id = NEW.id)"
    )
    return [
        ("input_line", f"UPDATE OF {', '.join(inputs)}", "claim_line_item", "", f"{COUNT} id = NEW.claim_id"),
        ("input_warranty", "UPDATE", "asset_warranty", "", f"{COUNT} {OPEN} AND {LINES_OF} NEW.asset_id)"),
        ("input_warranty_new", "INSERT", "asset_warranty", "", f"{COUNT} {OPEN} AND {LINES_OF} NEW.asset_id)"),
        ("input_asset", f"UPDATE OF {', '.join(dates)}", "asset", "", f"{COUNT} {OPEN} AND {LINES_OF} NEW.id)"),
        ("input_cap", "UPDATE OF status", "claim", granted, others),
    ]


def _react(name: str, change: str, table: str, condition: str, action: str) -> None:
    when = f"WHEN ({condition})" if condition else ""
    unevaluated = (
        "EXISTS (SELECT 1 FROM claim_line_item WHERE claim_id = NEW.id AND"
        " (eligible_parts IS NULL OR eligible_labor IS NULL OR eligible_expense IS NULL))"
    )
    if op.get_bind().dialect.name == "postgresql":
        guard = ""
        if table == "claim":
            guard = (
                f"IF {unevaluated} THEN RAISE EXCEPTION 'gate_4_lines' USING ERRCODE = 'check_violation',"
                " CONSTRAINT = 'gate_4_lines'; END IF;"
            )
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {guard} {action}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()")
        return
    guard = f"SELECT RAISE(ABORT, 'gate_4_lines') WHERE {unevaluated};" if table == "claim" else ""
    op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} {when} BEGIN {guard} {action}; END")
