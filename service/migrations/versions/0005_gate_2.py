"""Gate 2, and no technician booked twice."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Take the step."""
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


BOOKED = "a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed')"


def _gate_2_broken(order: str) -> str:
    """Return the SQL condition that an active field work order, under the name `order`, may not be active."""
    inside = (
        f"(a.sched_start >= {order}.window_start AND ({order}.window_end IS NULL OR a.sched_start < {order}.window_end)"
        f" AND a.sched_end <= {order}.due_date)"
    )
    visits = f"SELECT 1 FROM service_appointment a WHERE a.work_order_id = {order}.id AND {BOOKED}"
    return (
        f"{order}.kind = 'field' AND {order}.status = 'active'"
        f" AND (NOT EXISTS ({visits} AND {inside}) OR EXISTS ({visits} AND NOT {inside}))"
    )


def _guard_postgresql() -> None:
    op.execute(
        "ALTER TABLE booking ADD CONSTRAINT ex_booking_technician_time EXCLUDE USING gist"
        " (int8range(technician_id, technician_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)"
        " DEFERRABLE INITIALLY DEFERRED"
    )
    # The order is locked first: of two sessions, one activating and one cancelling, the second sees the first.
    op.execute(f"""
        CREATE FUNCTION check_gate_2(number bigint) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE w work_order;
        BEGIN
          SELECT * INTO w FROM work_order WHERE id = number FOR UPDATE;
          IF {_gate_2_broken("w")} THEN
            RAISE EXCEPTION 'gate_2_sla_window: work order % has not all its visits inside its SLA window', number
              USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_2_sla_window';
          END IF;
        END $$""")
    op.execute("""
        CREATE FUNCTION gate_2_of_work_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM check_gate_2(NEW.id); RETURN NULL; END $$""")
    op.execute("""
        CREATE FUNCTION gate_2_of_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP <> 'DELETE' THEN PERFORM check_gate_2(NEW.work_order_id); END IF;
          IF TG_OP <> 'INSERT' THEN PERFORM check_gate_2(OLD.work_order_id); END IF;
          RETURN NULL;
        END $$""")
    for table, changes in (("work_order", "INSERT OR UPDATE"), ("service_appointment", "INSERT OR UPDATE OR DELETE")):
        function = f"gate_2_of_{table.removeprefix('service_')}"
        op.execute(f"CREATE TRIGGER gate_2 AFTER {changes} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")


def _guard_sqlite() -> None:
    refusal = "BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END"
    for change in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER gate_2_work_order_{change.lower()} AFTER {change} ON work_order"
            f" WHEN {_gate_2_broken('NEW')} {refusal}"
        )
    for change, rows in (("INSERT", ("NEW",)), ("UPDATE", ("NEW", "OLD")), ("DELETE", ("OLD",))):
        for row in rows:
            op.execute(
                f"CREATE TRIGGER gate_2_appointment_{change.lower()}_{row.lower()} AFTER {change}"
                f" ON service_appointment WHEN EXISTS (SELECT 1 FROM work_order w"
                f" WHERE w.id = {row}.work_order_id AND {_gate_2_broken('w')}) {refusal}"
            )
    overlap = (
        "EXISTS (SELECT 1 FROM booking b WHERE b.technician_id = NEW.technician_id"
        " AND b.appointment_id <> NEW.appointment_id AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at)"
    )
    for change in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER booking_{change.lower()} BEFORE {change} ON booking WHEN {overlap}"
            " BEGIN SELECT RAISE(ABORT, 'ex_booking_technician_time'); END"
        )
