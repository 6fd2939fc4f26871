"""Claims with their lines and cover, limits and approvers, and what holds gates 3 and 4."""

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
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("from_amount", columns.Amount(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("approver_role", sa.Text(), nullable=True),
        sa.Column("approver_user_id", columns.WHOLE, nullable=True),
        sa.Column("hours", columns.WHOLE, nullable=False),
        sa.CheckConstraint(
            "(approver_role IS NULL) <> (approver_user_id IS NULL)", name=op.f("ck_approval_band_one_approver")
        ),
        sa.CheckConstraint("from_amount >= 0", name=op.f("ck_approval_band_from_amount")),
        sa.CheckConstraint("hours > 0", name=op.f("ck_approval_band_hours")),
        sa.ForeignKeyConstraint(
            ["approver_user_id"], ["user_account.id"], name=op.f("fk_approval_band_approver_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_band")),
    )
    op.create_table(
        "approval_limit",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "account_tier",
            sa.Enum(
                "basic", "standard", "premium", name="accounttier", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("account_id", columns.WHOLE, nullable=True),
        sa.Column("parts_limit", columns.Amount(), nullable=False),
        sa.Column("labor_limit", columns.Amount(), nullable=False),
        sa.Column("expense_limit", columns.Amount(), nullable=False),
        sa.CheckConstraint("account_tier IS NULL OR account_id IS NULL", name=op.f("ck_approval_limit_one_scope")),
        sa.CheckConstraint("expense_limit >= 0", name=op.f("ck_approval_limit_expense_limit")),
        sa.CheckConstraint("labor_limit >= 0", name=op.f("ck_approval_limit_labor_limit")),
        sa.CheckConstraint("parts_limit >= 0", name=op.f("ck_approval_limit_parts_limit")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_approval_limit_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_limit")),
    )
    op.create_table(
        "claim",
        sa.Column("id", columns.WHOLE, autoincrement=True, nullable=False),
        sa.Column("version", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.Column("account_id", columns.WHOLE, nullable=False),
        sa.Column("order_id", columns.WHOLE, nullable=True),
        sa.Column("primary_asset_id", columns.WHOLE, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
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
        sa.Column("inputs_revision", columns.WHOLE, nullable=False),
        sa.Column("evaluations", columns.WHOLE, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("submitted_at", columns.UtcDateTime(), nullable=True),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("review_reasons", sa.Text(), nullable=False),
        sa.Column("approver_role", sa.Text(), nullable=True),
        sa.Column("approver_user_id", columns.WHOLE, nullable=True),
        sa.Column("decide_by", columns.UtcDateTime(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("payment_reference", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'paid') = (payment_reference IS NOT NULL)", name=op.f("ck_claim_payment")),
        sa.CheckConstraint(
            "decided_by <> created_by AND decided_by <> coalesce(submitted_by, '')", name=op.f("ck_claim_not_own")
        ),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'partially_approved', 'paid')"
            " OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_claim_decision"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_claim_account_id")),
        sa.ForeignKeyConstraint(["approver_user_id"], ["user_account.id"], name=op.f("fk_claim_approver_user_id")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_claim_case_id")),
        sa.ForeignKeyConstraint(
            ["id", "primary_asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name="gate_3_claim_line_item",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name=op.f("fk_claim_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_claim_id_case_id")),
    )
    op.create_index("ix_claim_account_id", "claim", ["account_id"], unique=False)
    op.create_index("ix_claim_case_id", "claim", ["case_id"], unique=False)
    op.create_index("ix_claim_status_decide_by", "claim", ["status", "decide_by", "id"], unique=False)
    op.create_table(
        "claim_asset",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("case_id", columns.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "asset_id"],
            ["case_line_item.case_id", "case_line_item.asset_id"],
            name=op.f("fk_claim_asset_case_id_asset_id"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name="gate_3_asset_without_line",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["claim_id", "case_id"], ["claim.id", "claim.case_id"], name=op.f("fk_claim_asset_claim_id_case_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", name=op.f("pk_claim_asset")),
    )
    op.create_index(op.f("ix_claim_asset_asset_id"), "claim_asset", ["asset_id"], unique=False)
    op.create_table(
        "claim_line_item",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("failure_date", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("causal_part", sa.Text(), nullable=True),
        sa.Column("failure_cause", sa.Text(), nullable=True),
        sa.Column("usage", columns.Amount(), nullable=True),
        sa.Column("labor_hours", columns.Amount(), nullable=False),
        sa.Column("labor_rate", columns.Amount(), nullable=False),
        sa.CheckConstraint("labor_hours >= 0", name=op.f("ck_claim_line_item_labor_hours")),
        sa.CheckConstraint("labor_rate >= 0", name=op.f("ck_claim_line_item_labor_rate")),
        sa.CheckConstraint("usage >= 0", name=op.f("ck_claim_line_item_usage")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_claim_line_item_asset_id")),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"], ["claim_asset.claim_id", "claim_asset.asset_id"], name="gate_3_line_without_asset"
        ),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", name=op.f("pk_claim_line_item")),
    )
    op.create_table(
        "claim_cover",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column(
            "tier",
            sa.Enum("parts", "labor", "expense", name="tier", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("revision", columns.WHOLE, nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "NOT_TRANSFERABLE",
                "NOT_STARTED",
                "EXPIRED",
                "TIER_NOT_COVERED",
                "USAGE_EXCEEDED",
                "EXCLUDED",
                "CAP_REACHED",
                "PARTIAL",
                "COVERED",
                name="code",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("requested", columns.Amount(), nullable=False),
        sa.Column("eligible", columns.Amount(), nullable=False),
        sa.Column("approved", columns.Amount(), nullable=True),
        sa.Column("percent", columns.Amount(), nullable=False),
        sa.Column("warranty_id", columns.WHOLE, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("approved BETWEEN 0 AND eligible", name=op.f("ck_claim_cover_approved")),
        sa.CheckConstraint("eligible = 0 OR warranty_id IS NOT NULL", name=op.f("ck_claim_cover_warranty")),
        sa.CheckConstraint("eligible BETWEEN 0 AND requested", name=op.f("ck_claim_cover_eligible")),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name=op.f("fk_claim_cover_claim_id_asset_id"),
        ),
        sa.ForeignKeyConstraint(["warranty_id"], ["asset_warranty.id"], name=op.f("fk_claim_cover_warranty_id")),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", "tier", name=op.f("pk_claim_cover")),
    )
    op.create_index(op.f("ix_claim_cover_warranty_id"), "claim_cover", ["warranty_id"], unique=False)
    op.create_table(
        "claim_expense",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("amount", columns.Amount(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_claim_expense_amount")),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name=op.f("fk_claim_expense_claim_id_asset_id"),
        ),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", "position", name=op.f("pk_claim_expense")),
    )
    op.create_table(
        "claim_part",
        sa.Column("claim_id", columns.WHOLE, nullable=False),
        sa.Column("asset_id", columns.WHOLE, nullable=False),
        sa.Column("position", columns.WHOLE, autoincrement=False, nullable=False),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("quantity", columns.Amount(), nullable=False),
        sa.Column("unit_price", columns.Amount(), nullable=False),
        sa.Column("book_price", columns.Amount(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_claim_part_quantity")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_claim_part_unit_price")),
        sa.ForeignKeyConstraint(
            ["claim_id", "asset_id"],
            ["claim_line_item.claim_id", "claim_line_item.asset_id"],
            name=op.f("fk_claim_part_claim_id_asset_id"),
        ),
        sa.PrimaryKeyConstraint("claim_id", "asset_id", "position", name=op.f("pk_claim_part")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


GRANTED = "('approved', 'partially_approved', 'paid')"
DECIDED = "('approved', 'partially_approved', 'paid', 'rejected')"
REFUSALS = {
    "gate_4_evaluation": "not every tier of every line was evaluated by what is so now",
    "gate_4_frozen": "the claim is decided, and what it was decided by stays",
    "rule_claim_decided": "a decided claim stays decided",
}
DETAILS = ("claim_line_item", "claim_part", "claim_expense", "claim_cover")
COUNT_UP = "UPDATE claim SET inputs_revision = inputs_revision + 1"
DATES = ("purchase_date", "manufacture_date", "delivery_date", "install_date")
OF_ASSET = ", ".join(("account_id", "first_account_id", "usage", *DATES))
NOT_EVALUATED = """(
    NOT EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id)
    OR EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id AND 3 > (
      SELECT count(*) FROM claim_cover c WHERE c.claim_id = l.claim_id AND c.asset_id = l.asset_id
      AND c.revision = NEW.inputs_revision AND c.approved IS NOT NULL)))"""
REVERSED = (
    f"(OLD.status IN {DECIDED} AND NEW.status <> OLD.status AND (OLD.status = 'rejected' OR NEW.status <> 'paid'))"
)


def _count_up(asset: str) -> str:
    """Return the statement by which a changed asset makes the undecided claims about it stale."""
    return (
        f"{COUNT_UP} WHERE status NOT IN {DECIDED}"
        f" AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = {asset})"
    )


# What one claim is given is gone from the caps of its assets, for all others.
COUNT_UP_OTHERS = f"""{COUNT_UP} WHERE status NOT IN {DECIDED} AND id <> NEW.id AND id IN (
    SELECT other.claim_id FROM claim_asset other
    JOIN claim_asset own ON own.asset_id = other.asset_id AND own.claim_id = NEW.id
    JOIN asset_warranty w ON w.asset_id = own.asset_id AND w.cap_per_asset IS NOT NULL)"""
NEWLY_GRANTED = f"OLD.status NOT IN {DECIDED} AND NEW.status IN {GRANTED}"


def _guard_postgresql() -> None:
    for table, column, name in (
        ("claim", ["id", "primary_asset_id"], "gate_3_claim_line_item"),
        ("claim_asset", ["claim_id", "asset_id"], "gate_3_asset_without_line"),
    ):
        op.create_foreign_key(
            name, table, "claim_line_item", column, ["claim_id", "asset_id"], deferrable=True, initially="DEFERRED"
        )

    def refusal(name: str) -> str:
        text = f"{name}: {REFUSALS[name]}"
        return f"RAISE EXCEPTION '{text}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'"

    _function(
        "guard_claim",
        f"""
      IF TG_OP = 'UPDATE' AND {REVERSED} THEN {refusal("rule_claim_decided")}; END IF;
      IF NEW.status IN {GRANTED} AND {NOT_EVALUATED} THEN {refusal("gate_4_evaluation")}; END IF;
      RETURN NEW;""",
    )
    op.execute("CREATE TRIGGER gate_4 BEFORE INSERT OR UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION guard_claim()")
    # The claim is locked first: of two sessions, one approving and one changing, the second sees the first.
    _function(
        "guard_claim_detail",
        f"""
      FOR number IN SELECT DISTINCT n FROM unnest(ARRAY[
          CASE WHEN TG_OP <> 'DELETE' THEN NEW.claim_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.claim_id END]) n LOOP
        SELECT status INTO state FROM claim WHERE id = number FOR UPDATE;
        IF state IN {DECIDED} THEN {refusal("gate_4_frozen")}; END IF;
        IF TG_TABLE_NAME <> 'claim_cover' THEN {COUNT_UP} WHERE id = number; END IF;
      END LOOP;
      RETURN NULL;""",
        "number bigint; state text;",
    )
    for table in DETAILS:
        _trigger("gate_4", f"INSERT OR UPDATE OR DELETE ON {table}", "guard_claim_detail")
    _function("count_up_claims_of_asset", f"{_count_up('NEW.id')}; RETURN NULL;")
    _trigger("gate_4_inputs", f"UPDATE OF {OF_ASSET} ON asset", "count_up_claims_of_asset")
    _function(
        "count_up_claims_of_warranty",
        f"""
      IF TG_OP <> 'DELETE' THEN {_count_up("NEW.asset_id")}; END IF;
      IF TG_OP <> 'INSERT' THEN {_count_up("OLD.asset_id")}; END IF;
      RETURN NULL;""",
    )
    _trigger("gate_4_inputs", "INSERT OR UPDATE OR DELETE ON asset_warranty", "count_up_claims_of_warranty")
    _function("count_up_other_claims", f"IF {NEWLY_GRANTED} THEN {COUNT_UP_OTHERS}; END IF; RETURN NULL;")
    _trigger("gate_4_caps", "UPDATE OF status ON claim", "count_up_other_claims")


def _function(name: str, body: str, declared: str = "") -> None:
    declare = f"DECLARE {declared} " if declared else ""
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {declare}BEGIN {body} END $$")


def _trigger(name: str, event: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW EXECUTE FUNCTION {function}()")


def _guard_sqlite() -> None:
    def refusal(name: str, condition: str = "") -> str:
        return f"SELECT RAISE(ABORT, '{name}: {REFUSALS[name]}') {condition}"

    for change in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER gate_4_{change.lower()} BEFORE {change} ON claim"
            f" WHEN NEW.status IN {GRANTED} AND {NOT_EVALUATED} BEGIN {refusal('gate_4_evaluation')}; END"
        )
    op.execute(
        f"CREATE TRIGGER claim_decided BEFORE UPDATE ON claim WHEN {REVERSED}"
        f" BEGIN {refusal('rule_claim_decided')}; END"
    )
    for change, rows in {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}.items():
        numbers = f"({', '.join(f'{row}.claim_id' for row in rows)})"
        for table in DETAILS:
            frozen = refusal(
                "gate_4_frozen", f"WHERE EXISTS (SELECT 1 FROM claim WHERE id IN {numbers} AND status IN {DECIDED})"
            )
            count = "" if table == "claim_cover" else f"{COUNT_UP} WHERE id IN {numbers};"
            op.execute(
                f"CREATE TRIGGER gate_4_{table}_{change.lower()} AFTER {change} ON {table} BEGIN {frozen}; {count} END"
            )
        counts = "; ".join(_count_up(f"{row}.asset_id") for row in rows)
        op.execute(
            f"CREATE TRIGGER gate_4_asset_warranty_{change.lower()} AFTER {change} ON asset_warranty"
            f" BEGIN {counts}; END"
        )
    op.execute(f"CREATE TRIGGER gate_4_asset AFTER UPDATE OF {OF_ASSET} ON asset BEGIN {_count_up('NEW.id')}; END")
    op.execute(
        f"CREATE TRIGGER gate_4_caps AFTER UPDATE OF status ON claim WHEN {NEWLY_GRANTED} BEGIN {COUNT_UP_OTHERS}; END"
    )
