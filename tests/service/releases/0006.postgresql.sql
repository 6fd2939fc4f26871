SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.check_gate_2(number bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
        DECLARE w work_order;
        BEGIN
          SELECT * INTO w FROM work_order WHERE id = number FOR UPDATE;
          IF w.kind = 'field' AND w.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date))) THEN
            RAISE EXCEPTION 'gate_2_sla_window: work order % has not all its visits inside its SLA window', number
              USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_2_sla_window';
          END IF;
        END $$;
CREATE FUNCTION public.count_up_claims_of_asset() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = NEW.id); RETURN NULL; END $$;
CREATE FUNCTION public.count_up_claims_of_warranty() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
      IF TG_OP <> 'DELETE' THEN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = NEW.asset_id); END IF;
      IF TG_OP <> 'INSERT' THEN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = OLD.asset_id); END IF;
      RETURN NULL; END $$;
CREATE FUNCTION public.count_up_other_claims() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF OLD.status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND NEW.status IN ('approved', 'partially_approved', 'paid') THEN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id <> NEW.id AND id IN (
    SELECT other.claim_id FROM claim_asset other
    JOIN claim_asset own ON own.asset_id = other.asset_id AND own.claim_id = NEW.id
    JOIN asset_warranty w ON w.asset_id = own.asset_id AND w.cap_per_asset IS NOT NULL); END IF; RETURN NULL; END $$;
CREATE FUNCTION public.gate_2_of_appointment() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
          IF TG_OP <> 'DELETE' THEN PERFORM check_gate_2(NEW.work_order_id); END IF;
          IF TG_OP <> 'INSERT' THEN PERFORM check_gate_2(OLD.work_order_id); END IF;
          RETURN NULL;
        END $$;
CREATE FUNCTION public.gate_2_of_work_order() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN PERFORM check_gate_2(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION public.guard_claim() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
      IF TG_OP = 'UPDATE' AND (OLD.status IN ('approved', 'partially_approved', 'paid', 'rejected') AND NEW.status <> OLD.status AND (OLD.status = 'rejected' OR NEW.status <> 'paid')) THEN RAISE EXCEPTION 'rule_claim_decided: a decided claim stays decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_claim_decided'; END IF;
      IF NEW.status IN ('approved', 'partially_approved', 'paid') AND (
    NOT EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id)
    OR EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id AND 3 > (
      SELECT count(*) FROM claim_cover c WHERE c.claim_id = l.claim_id AND c.asset_id = l.asset_id
      AND c.revision = NEW.inputs_revision AND c.approved IS NOT NULL))) THEN RAISE EXCEPTION 'gate_4_evaluation: not every tier of every line was evaluated by what is so now' USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_4_evaluation'; END IF;
      RETURN NEW; END $$;
CREATE FUNCTION public.guard_claim_detail() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ DECLARE number bigint; state text; BEGIN
      FOR number IN SELECT DISTINCT n FROM unnest(ARRAY[
          CASE WHEN TG_OP <> 'DELETE' THEN NEW.claim_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.claim_id END]) n LOOP
        SELECT status INTO state FROM claim WHERE id = number FOR UPDATE;
        IF state IN ('approved', 'partially_approved', 'paid', 'rejected') THEN RAISE EXCEPTION 'gate_4_frozen: the claim is decided, and what it was decided by stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_4_frozen'; END IF;
        IF TG_TABLE_NAME <> 'claim_cover' THEN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id = number; END IF;
      END LOOP;
      RETURN NULL; END $$;
CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
            BEGIN
              RAISE EXCEPTION 'rule_append_only: % is only ever added to', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'rule_append_only';
            END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.account (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    tier character varying(32) NOT NULL,
    currency text NOT NULL,
    is_supplier boolean NOT NULL,
    phone text,
    email text,
    address text,
    city text,
    postal_code text,
    country text,
    latitude double precision,
    longitude double precision,
    CONSTRAINT ck_account_accounttier CHECK (((tier)::text = ANY ((ARRAY['basic'::character varying, 'standard'::character varying, 'premium'::character varying])::text[]))),
    CONSTRAINT ck_account_both_coordinates CHECK (((latitude IS NULL) = (longitude IS NULL))),
    CONSTRAINT ck_account_latitude CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
    CONSTRAINT ck_account_longitude CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision)))
);
CREATE SEQUENCE public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.appointment_status (
    name text NOT NULL,
    category character varying(32) NOT NULL,
    CONSTRAINT ck_appointment_status_visitcategory CHECK (((category)::text = ANY ((ARRAY['none'::character varying, 'scheduled'::character varying, 'dispatched'::character varying, 'in_progress'::character varying, 'completed'::character varying, 'cannot_complete'::character varying, 'canceled'::character varying])::text[])))
);
CREATE TABLE public.approval_band (
    id bigint NOT NULL,
    version bigint NOT NULL,
    currency text NOT NULL,
    from_amount bigint NOT NULL,
    reason text,
    approver_role text,
    approver_user_id bigint,
    hours bigint NOT NULL,
    CONSTRAINT ck_approval_band_from_amount CHECK ((from_amount >= 0)),
    CONSTRAINT ck_approval_band_hours CHECK ((hours > 0)),
    CONSTRAINT ck_approval_band_one_approver CHECK (((approver_role IS NULL) <> (approver_user_id IS NULL)))
);
CREATE SEQUENCE public.approval_band_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.approval_band_id_seq OWNED BY public.approval_band.id;
CREATE TABLE public.approval_limit (
    id bigint NOT NULL,
    version bigint NOT NULL,
    currency text NOT NULL,
    account_tier character varying(32),
    account_id bigint,
    parts_limit bigint NOT NULL,
    labor_limit bigint NOT NULL,
    expense_limit bigint NOT NULL,
    CONSTRAINT ck_approval_limit_accounttier CHECK (((account_tier)::text = ANY ((ARRAY['basic'::character varying, 'standard'::character varying, 'premium'::character varying])::text[]))),
    CONSTRAINT ck_approval_limit_expense_limit CHECK ((expense_limit >= 0)),
    CONSTRAINT ck_approval_limit_labor_limit CHECK ((labor_limit >= 0)),
    CONSTRAINT ck_approval_limit_one_scope CHECK (((account_tier IS NULL) OR (account_id IS NULL))),
    CONSTRAINT ck_approval_limit_parts_limit CHECK ((parts_limit >= 0))
);
CREATE SEQUENCE public.approval_limit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.approval_limit_id_seq OWNED BY public.approval_limit.id;
CREATE TABLE public.asset (
    id bigint NOT NULL,
    version bigint NOT NULL,
    product_id bigint NOT NULL,
    account_id bigint NOT NULL,
    first_account_id bigint NOT NULL,
    serial_number text NOT NULL,
    serial_key text NOT NULL,
    status character varying(32) NOT NULL,
    order_line_id bigint,
    transport_unit_id bigint,
    purchase_date date,
    manufacture_date date,
    delivery_date date,
    install_date date,
    usage bigint,
    address text,
    city text,
    postal_code text,
    country text,
    latitude double precision,
    longitude double precision,
    CONSTRAINT ck_asset_assetstatus CHECK (((status)::text = ANY ((ARRAY['delivered'::character varying, 'installed'::character varying, 'retired'::character varying])::text[]))),
    CONSTRAINT ck_asset_both_coordinates CHECK (((latitude IS NULL) = (longitude IS NULL))),
    CONSTRAINT ck_asset_latitude CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
    CONSTRAINT ck_asset_longitude CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
    CONSTRAINT ck_asset_usage CHECK ((usage >= 0))
);
CREATE SEQUENCE public.asset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.asset_id_seq OWNED BY public.asset.id;
CREATE TABLE public.asset_warranty (
    id bigint NOT NULL,
    version bigint NOT NULL,
    asset_id bigint NOT NULL,
    term_id bigint,
    name text NOT NULL,
    start_basis character varying(32) NOT NULL,
    duration_months bigint NOT NULL,
    parts_percent bigint NOT NULL,
    labor_percent bigint NOT NULL,
    expense_percent bigint NOT NULL,
    parts_months bigint,
    labor_months bigint,
    expense_months bigint,
    usage_limit bigint,
    excluded_parts text NOT NULL,
    excluded_causes text NOT NULL,
    cap_per_claim bigint,
    cap_per_asset bigint,
    currency text NOT NULL,
    transferable boolean NOT NULL,
    CONSTRAINT ck_asset_warranty_cap_per_asset CHECK ((cap_per_asset >= 0)),
    CONSTRAINT ck_asset_warranty_cap_per_claim CHECK ((cap_per_claim >= 0)),
    CONSTRAINT ck_asset_warranty_duration CHECK ((duration_months > 0)),
    CONSTRAINT ck_asset_warranty_expense_months CHECK ((expense_months > 0)),
    CONSTRAINT ck_asset_warranty_expense_percent CHECK (((expense_percent >= 0) AND (expense_percent <= 1000000))),
    CONSTRAINT ck_asset_warranty_labor_months CHECK ((labor_months > 0)),
    CONSTRAINT ck_asset_warranty_labor_percent CHECK (((labor_percent >= 0) AND (labor_percent <= 1000000))),
    CONSTRAINT ck_asset_warranty_parts_months CHECK ((parts_months > 0)),
    CONSTRAINT ck_asset_warranty_parts_percent CHECK (((parts_percent >= 0) AND (parts_percent <= 1000000))),
    CONSTRAINT ck_asset_warranty_startbasis CHECK (((start_basis)::text = ANY ((ARRAY['purchase'::character varying, 'manufacture'::character varying, 'delivery'::character varying, 'install'::character varying])::text[]))),
    CONSTRAINT ck_asset_warranty_usage_limit CHECK ((usage_limit >= 0))
);
CREATE SEQUENCE public.asset_warranty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.asset_warranty_id_seq OWNED BY public.asset_warranty.id;
CREATE TABLE public.booking (
    appointment_id bigint NOT NULL,
    technician_id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL
);
CREATE TABLE public.branch (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    manager_id bigint
);
CREATE SEQUENCE public.branch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.branch_id_seq OWNED BY public.branch.id;
CREATE TABLE public.case_comment (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    author text NOT NULL,
    at timestamp with time zone NOT NULL,
    body text NOT NULL,
    internal boolean NOT NULL
);
CREATE SEQUENCE public.case_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.case_comment_id_seq OWNED BY public.case_comment.id;
CREATE TABLE public.case_line_item (
    case_id bigint NOT NULL,
    "position" bigint NOT NULL,
    asset_id bigint NOT NULL,
    description text
);
CREATE TABLE public.case_pause (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    waiting_for character varying(32) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT ck_case_pause_order CHECK ((ended_at >= began_at)),
    CONSTRAINT ck_case_pause_waitingfor CHECK (((waiting_for)::text = ANY ((ARRAY['customer'::character varying, 'supplier'::character varying])::text[])))
);
CREATE SEQUENCE public.case_pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.case_pause_id_seq OWNED BY public.case_pause.id;
CREATE TABLE public.case_tag (
    case_id bigint NOT NULL,
    tag text NOT NULL
);
CREATE TABLE public.checkpoint (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    previous_signature text NOT NULL,
    signature text NOT NULL
);
CREATE SEQUENCE public.checkpoint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.checkpoint_id_seq OWNED BY public.checkpoint.id;
CREATE TABLE public.claim (
    id bigint NOT NULL,
    version bigint NOT NULL,
    case_id bigint NOT NULL,
    account_id bigint NOT NULL,
    order_id bigint,
    primary_asset_id bigint NOT NULL,
    currency text NOT NULL,
    status character varying(32) NOT NULL,
    inputs_revision bigint NOT NULL,
    evaluations bigint NOT NULL,
    created_by text NOT NULL,
    submitted_by text,
    decided_by text,
    submitted_at timestamp with time zone,
    decided_at timestamp with time zone,
    review_reasons text NOT NULL,
    approver_role text,
    approver_user_id bigint,
    decide_by timestamp with time zone,
    decision_reason text,
    payment_reference text,
    CONSTRAINT ck_claim_claimstatus CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'manual_review_needed'::character varying, 'under_review'::character varying, 'requested_information'::character varying, 'approved'::character varying, 'partially_approved'::character varying, 'rejected'::character varying, 'paid'::character varying])::text[]))),
    CONSTRAINT ck_claim_decision CHECK ((((status)::text <> ALL ((ARRAY['approved'::character varying, 'partially_approved'::character varying, 'paid'::character varying])::text[])) OR ((decided_by IS NOT NULL) AND (decided_at IS NOT NULL)))),
    CONSTRAINT ck_claim_not_own CHECK (((decided_by <> created_by) AND (decided_by <> COALESCE(submitted_by, ''::text)))),
    CONSTRAINT ck_claim_payment CHECK ((((status)::text = 'paid'::text) = (payment_reference IS NOT NULL)))
);
CREATE TABLE public.claim_asset (
    claim_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    case_id bigint NOT NULL
);
CREATE TABLE public.claim_cover (
    claim_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    tier character varying(32) NOT NULL,
    revision bigint NOT NULL,
    code character varying(32) NOT NULL,
    requested bigint NOT NULL,
    eligible bigint NOT NULL,
    approved bigint,
    percent bigint NOT NULL,
    warranty_id bigint,
    first_day date,
    last_day date,
    CONSTRAINT ck_claim_cover_approved CHECK (((approved >= 0) AND (approved <= eligible))),
    CONSTRAINT ck_claim_cover_code CHECK (((code)::text = ANY ((ARRAY['NOT_TRANSFERABLE'::character varying, 'NOT_STARTED'::character varying, 'EXPIRED'::character varying, 'TIER_NOT_COVERED'::character varying, 'USAGE_EXCEEDED'::character varying, 'EXCLUDED'::character varying, 'CAP_REACHED'::character varying, 'PARTIAL'::character varying, 'COVERED'::character varying])::text[]))),
    CONSTRAINT ck_claim_cover_eligible CHECK (((eligible >= 0) AND (eligible <= requested))),
    CONSTRAINT ck_claim_cover_tier CHECK (((tier)::text = ANY ((ARRAY['parts'::character varying, 'labor'::character varying, 'expense'::character varying])::text[]))),
    CONSTRAINT ck_claim_cover_warranty CHECK (((eligible = 0) OR (warranty_id IS NOT NULL)))
);
CREATE TABLE public.claim_expense (
    claim_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    "position" bigint NOT NULL,
    description text NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT ck_claim_expense_amount CHECK ((amount >= 0))
);
CREATE SEQUENCE public.claim_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.claim_id_seq OWNED BY public.claim.id;
CREATE TABLE public.claim_line_item (
    claim_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    failure_date date NOT NULL,
    description text,
    causal_part text,
    failure_cause text,
    usage bigint,
    labor_hours bigint NOT NULL,
    labor_rate bigint NOT NULL,
    CONSTRAINT ck_claim_line_item_labor_hours CHECK ((labor_hours >= 0)),
    CONSTRAINT ck_claim_line_item_labor_rate CHECK ((labor_rate >= 0)),
    CONSTRAINT ck_claim_line_item_usage CHECK ((usage >= 0))
);
CREATE TABLE public.claim_part (
    claim_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    "position" bigint NOT NULL,
    part_number text NOT NULL,
    quantity bigint NOT NULL,
    unit_price bigint NOT NULL,
    book_price bigint,
    CONSTRAINT ck_claim_part_quantity CHECK ((quantity > 0)),
    CONSTRAINT ck_claim_part_unit_price CHECK ((unit_price >= 0))
);
CREATE TABLE public.contact (
    id bigint NOT NULL,
    version bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    phone text,
    email text
);
CREATE SEQUENCE public.contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.contact_id_seq OWNED BY public.contact.id;
CREATE TABLE public.event (
    id bigint NOT NULL,
    record_type text NOT NULL,
    record_id bigint NOT NULL,
    sequence bigint NOT NULL,
    kind text NOT NULL,
    actor_kind text NOT NULL,
    actor_id bigint,
    actor_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    case_id bigint,
    data text NOT NULL,
    reason text,
    rule text,
    rule_version text,
    plan_run text,
    previous_hash text NOT NULL,
    hash text NOT NULL
);
CREATE SEQUENCE public.event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.failed_login (
    id bigint NOT NULL,
    login text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.failed_login_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.failed_login_id_seq OWNED BY public.failed_login.id;
CREATE TABLE public.key_scope (
    key_id bigint NOT NULL,
    permission text NOT NULL
);
CREATE TABLE public.login_session (
    id bigint NOT NULL,
    token_hash text NOT NULL,
    user_id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.login_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.login_session_id_seq OWNED BY public.login_session.id;
CREATE TABLE public.machine_key (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    secret_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);
CREATE SEQUENCE public.machine_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.machine_key_id_seq OWNED BY public.machine_key.id;
CREATE TABLE public.order_line (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    product_id bigint NOT NULL,
    quantity bigint NOT NULL,
    CONSTRAINT ck_order_line_quantity CHECK ((quantity > 0))
);
CREATE SEQUENCE public.order_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.order_line_id_seq OWNED BY public.order_line.id;
CREATE TABLE public.plan_step (
    work_order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    instruction text NOT NULL,
    mandatory boolean NOT NULL,
    unit text,
    done_at timestamp with time zone,
    done_by text,
    measurement bigint
);
CREATE TABLE public.price_book_entry (
    id bigint NOT NULL,
    version bigint NOT NULL,
    part_number text NOT NULL,
    currency text NOT NULL,
    unit_price bigint NOT NULL,
    CONSTRAINT ck_price_book_entry_unit_price CHECK ((unit_price >= 0))
);
CREATE SEQUENCE public.price_book_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.price_book_entry_id_seq OWNED BY public.price_book_entry.id;
CREATE TABLE public.priority_target (
    id bigint NOT NULL,
    version bigint NOT NULL,
    priority character varying(32) NOT NULL,
    hours bigint NOT NULL,
    CONSTRAINT ck_priority_target_hours CHECK ((hours > 0)),
    CONSTRAINT ck_priority_target_priority CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying, 'urgent'::character varying])::text[])))
);
CREATE SEQUENCE public.priority_target_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.priority_target_id_seq OWNED BY public.priority_target.id;
CREATE TABLE public.product (
    id bigint NOT NULL,
    version bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    product_line text NOT NULL,
    usage_unit character varying(32),
    CONSTRAINT ck_product_usageunit CHECK (((usage_unit)::text = ANY ((ARRAY['hours'::character varying, 'kilometres'::character varying])::text[])))
);
CREATE SEQUENCE public.product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.product_id_seq OWNED BY public.product.id;
CREATE TABLE public.remembered_answer (
    actor text NOT NULL,
    key text NOT NULL,
    request text NOT NULL,
    at timestamp with time zone NOT NULL,
    status bigint,
    headers text,
    body text
);
CREATE TABLE public.required_part (
    work_order_id bigint NOT NULL,
    part_number text NOT NULL,
    quantity bigint NOT NULL,
    used bigint NOT NULL,
    CONSTRAINT ck_required_part_quantity CHECK (((quantity > 0) AND (used >= 0)))
);
CREATE TABLE public.role_grant (
    role text NOT NULL,
    permission text NOT NULL
);
CREATE TABLE public.sales_order (
    id bigint NOT NULL,
    version bigint NOT NULL,
    number text NOT NULL,
    account_id bigint NOT NULL,
    ordered_on date NOT NULL
);
CREATE SEQUENCE public.sales_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sales_order_id_seq OWNED BY public.sales_order.id;
CREATE TABLE public.service_appointment (
    id bigint NOT NULL,
    version bigint NOT NULL,
    work_order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    minimum_delay_minutes bigint NOT NULL,
    status text NOT NULL,
    status_category character varying(32) NOT NULL,
    duration_minutes bigint NOT NULL,
    sched_start timestamp with time zone,
    sched_end timestamp with time zone,
    actual_start timestamp with time zone,
    actual_end timestamp with time zone,
    contact_name text,
    contact_phone text,
    access_notes text,
    outcome_reason text,
    CONSTRAINT ck_service_appointment_booked CHECK ((((status_category)::text = ANY ((ARRAY['none'::character varying, 'canceled'::character varying, 'cannot_complete'::character varying])::text[])) OR (sched_start IS NOT NULL))),
    CONSTRAINT ck_service_appointment_lengths CHECK (((duration_minutes > 0) AND (minimum_delay_minutes >= 0))),
    CONSTRAINT ck_service_appointment_schedule CHECK ((sched_start < sched_end)),
    CONSTRAINT ck_service_appointment_visitcategory CHECK (((status_category)::text = ANY ((ARRAY['none'::character varying, 'scheduled'::character varying, 'dispatched'::character varying, 'in_progress'::character varying, 'completed'::character varying, 'cannot_complete'::character varying, 'canceled'::character varying])::text[]))),
    CONSTRAINT ck_service_appointment_whole_schedule CHECK (((sched_start IS NULL) = (sched_end IS NULL)))
);
CREATE SEQUENCE public.service_appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.service_appointment_id_seq OWNED BY public.service_appointment.id;
CREATE TABLE public.service_case (
    id bigint NOT NULL,
    version bigint NOT NULL,
    account_id bigint NOT NULL,
    contact_id bigint,
    order_id bigint,
    order_line_id bigint,
    product_id bigint,
    primary_position bigint NOT NULL,
    channel character varying(32) NOT NULL,
    case_type character varying(32) NOT NULL,
    reason_code character varying(32) NOT NULL,
    subject text NOT NULL,
    description text NOT NULL,
    on_site_required boolean NOT NULL,
    severity character varying(32),
    sentiment character varying(32),
    intent text,
    product_line text NOT NULL,
    customer_tier character varying(32) NOT NULL,
    status character varying(32) NOT NULL,
    priority character varying(32) NOT NULL,
    escalated boolean NOT NULL,
    waiting_for character varying(32),
    opened_at timestamp with time zone NOT NULL,
    clock_started_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    closed_at timestamp with time zone,
    team text NOT NULL,
    assignee_id bigint,
    resolution_path text,
    resolution_notes text,
    csat_score bigint,
    csat_comment text,
    csat_token_hash text,
    CONSTRAINT ck_service_case_accounttier CHECK (((customer_tier)::text = ANY ((ARRAY['basic'::character varying, 'standard'::character varying, 'premium'::character varying])::text[]))),
    CONSTRAINT ck_service_case_casestatus CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'triaged'::character varying, 'in_progress'::character varying, 'waiting'::character varying, 'resolved'::character varying, 'closed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_service_case_casetype CHECK (((case_type)::text = ANY ((ARRAY['service'::character varying, 'installation'::character varying, 'demo'::character varying, 'warranty'::character varying, 'damage'::character varying, 'repair'::character varying, 'complaint'::character varying])::text[]))),
    CONSTRAINT ck_service_case_channel CHECK (((channel)::text = ANY ((ARRAY['portal'::character varying, 'email'::character varying, 'web'::character varying, 'representative'::character varying, 'api'::character varying])::text[]))),
    CONSTRAINT ck_service_case_csat CHECK (((csat_score >= 1) AND (csat_score <= 5))),
    CONSTRAINT ck_service_case_priority CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying, 'urgent'::character varying])::text[]))),
    CONSTRAINT ck_service_case_reasoncode CHECK (((reason_code)::text = ANY ((ARRAY['missing_part'::character varying, 'wrong_item'::character varying, 'damage'::character varying, 'site_not_ready'::character varying, 'access_issue'::character varying, 'defect'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ck_service_case_resolution CHECK ((((status)::text <> ALL ((ARRAY['resolved'::character varying, 'closed'::character varying])::text[])) OR ((resolution_path IS NOT NULL) AND (resolution_notes IS NOT NULL)))),
    CONSTRAINT ck_service_case_sentiment CHECK (((sentiment)::text = ANY ((ARRAY['positive'::character varying, 'neutral'::character varying, 'negative'::character varying])::text[]))),
    CONSTRAINT ck_service_case_severity CHECK (((severity)::text = ANY ((ARRAY['minor'::character varying, 'major'::character varying, 'critical'::character varying])::text[]))),
    CONSTRAINT ck_service_case_waiting CHECK ((((status)::text = 'waiting'::text) = (waiting_for IS NOT NULL))),
    CONSTRAINT ck_service_case_waitingfor CHECK (((waiting_for)::text = ANY ((ARRAY['customer'::character varying, 'supplier'::character varying])::text[])))
);
CREATE SEQUENCE public.service_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.service_case_id_seq OWNED BY public.service_case.id;
CREATE TABLE public.service_report (
    id bigint NOT NULL,
    work_order_id bigint NOT NULL,
    summary text NOT NULL,
    findings text,
    author text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.service_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.service_report_id_seq OWNED BY public.service_report.id;
CREATE TABLE public.signature (
    id bigint NOT NULL,
    work_order_id bigint NOT NULL,
    signer text NOT NULL,
    image text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.signature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.signature_id_seq OWNED BY public.signature.id;
CREATE TABLE public.signed_head (
    checkpoint_id bigint NOT NULL,
    record_type text NOT NULL,
    record_id bigint NOT NULL,
    sequence bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.supplier_return (
    id bigint NOT NULL,
    version bigint NOT NULL,
    case_id bigint NOT NULL,
    supplier_id bigint NOT NULL,
    asset_id bigint,
    part_number text NOT NULL,
    quantity bigint NOT NULL,
    defect text NOT NULL,
    status character varying(32) NOT NULL,
    CONSTRAINT ck_supplier_return_quantity CHECK ((quantity > 0)),
    CONSTRAINT ck_supplier_return_returnstatus CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'sent'::character varying, 'credited'::character varying, 'refused'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE SEQUENCE public.supplier_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.supplier_return_id_seq OWNED BY public.supplier_return.id;
CREATE TABLE public.technician (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    territory_id bigint,
    active boolean NOT NULL
);
CREATE SEQUENCE public.technician_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.technician_id_seq OWNED BY public.technician.id;
CREATE TABLE public.territory (
    id bigint NOT NULL,
    version bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    branch_id bigint
);
CREATE SEQUENCE public.territory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.territory_id_seq OWNED BY public.territory.id;
CREATE TABLE public.transport (
    id bigint NOT NULL,
    version bigint NOT NULL,
    order_id bigint NOT NULL,
    status character varying(32) NOT NULL,
    delivered_on date,
    address text,
    city text,
    postal_code text,
    country text,
    latitude double precision,
    longitude double precision,
    CONSTRAINT ck_transport_both_coordinates CHECK (((latitude IS NULL) = (longitude IS NULL))),
    CONSTRAINT ck_transport_latitude CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
    CONSTRAINT ck_transport_longitude CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
    CONSTRAINT ck_transport_transportstatus CHECK (((status)::text = ANY ((ARRAY['planned'::character varying, 'shipped'::character varying, 'confirmed'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE SEQUENCE public.transport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.transport_id_seq OWNED BY public.transport.id;
CREATE TABLE public.transport_unit (
    id bigint NOT NULL,
    transport_id bigint NOT NULL,
    order_line_id bigint NOT NULL,
    order_id bigint NOT NULL,
    serial_number text NOT NULL,
    serial_key text NOT NULL,
    manufactured_on date
);
CREATE SEQUENCE public.transport_unit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.transport_unit_id_seq OWNED BY public.transport_unit.id;
CREATE TABLE public.user_account (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    login text NOT NULL,
    password_hash text NOT NULL,
    one_time_password boolean NOT NULL,
    active boolean NOT NULL,
    account_id bigint,
    technician_id bigint
);
CREATE SEQUENCE public.user_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.user_account_id_seq OWNED BY public.user_account.id;
CREATE TABLE public.user_role (
    user_id bigint NOT NULL,
    role text NOT NULL
);
CREATE TABLE public.warranty_term (
    id bigint NOT NULL,
    version bigint NOT NULL,
    product_id bigint NOT NULL,
    name text NOT NULL,
    start_basis character varying(32) NOT NULL,
    duration_months bigint NOT NULL,
    parts_percent bigint NOT NULL,
    labor_percent bigint NOT NULL,
    expense_percent bigint NOT NULL,
    parts_months bigint,
    labor_months bigint,
    expense_months bigint,
    usage_limit bigint,
    excluded_parts text NOT NULL,
    excluded_causes text NOT NULL,
    cap_per_claim bigint,
    cap_per_asset bigint,
    currency text NOT NULL,
    transferable boolean NOT NULL,
    CONSTRAINT ck_warranty_term_cap_per_asset CHECK ((cap_per_asset >= 0)),
    CONSTRAINT ck_warranty_term_cap_per_claim CHECK ((cap_per_claim >= 0)),
    CONSTRAINT ck_warranty_term_duration CHECK ((duration_months > 0)),
    CONSTRAINT ck_warranty_term_expense_months CHECK ((expense_months > 0)),
    CONSTRAINT ck_warranty_term_expense_percent CHECK (((expense_percent >= 0) AND (expense_percent <= 1000000))),
    CONSTRAINT ck_warranty_term_labor_months CHECK ((labor_months > 0)),
    CONSTRAINT ck_warranty_term_labor_percent CHECK (((labor_percent >= 0) AND (labor_percent <= 1000000))),
    CONSTRAINT ck_warranty_term_parts_months CHECK ((parts_months > 0)),
    CONSTRAINT ck_warranty_term_parts_percent CHECK (((parts_percent >= 0) AND (parts_percent <= 1000000))),
    CONSTRAINT ck_warranty_term_startbasis CHECK (((start_basis)::text = ANY ((ARRAY['purchase'::character varying, 'manufacture'::character varying, 'delivery'::character varying, 'install'::character varying])::text[]))),
    CONSTRAINT ck_warranty_term_usage_limit CHECK ((usage_limit >= 0))
);
CREATE SEQUENCE public.warranty_term_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.warranty_term_id_seq OWNED BY public.warranty_term.id;
CREATE TABLE public.work_order (
    id bigint NOT NULL,
    version bigint NOT NULL,
    case_id bigint NOT NULL,
    work_type_id bigint,
    territory_id bigint,
    kind character varying(32) NOT NULL,
    purpose character varying(32) NOT NULL,
    status character varying(32) NOT NULL,
    subject text NOT NULL,
    description text,
    priority character varying(32) NOT NULL,
    duration_minutes bigint NOT NULL,
    crew_size bigint NOT NULL,
    skills json NOT NULL,
    tools json NOT NULL,
    team text,
    window_start timestamp with time zone,
    window_end timestamp with time zone,
    due_date timestamp with time zone,
    missed_windows bigint NOT NULL,
    escalated boolean NOT NULL,
    outcome_reason text,
    report_id bigint,
    signature_id bigint,
    completed_at timestamp with time zone,
    CONSTRAINT ck_work_order_effort CHECK (((duration_minutes > 0) AND (crew_size > 0))),
    CONSTRAINT ck_work_order_gate_5 CHECK ((((kind)::text <> 'field'::text) OR ((status)::text <> 'completed'::text) OR ((report_id IS NOT NULL) AND (signature_id IS NOT NULL)))),
    CONSTRAINT ck_work_order_priority CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying, 'urgent'::character varying])::text[]))),
    CONSTRAINT ck_work_order_purpose CHECK (((purpose)::text = ANY ((ARRAY['service'::character varying, 'installation'::character varying, 'demo'::character varying, 'repair'::character varying])::text[]))),
    CONSTRAINT ck_work_order_whole_window CHECK (((window_start IS NULL) = (due_date IS NULL))),
    CONSTRAINT ck_work_order_window CHECK (((window_start < due_date) AND ((window_end IS NULL) OR (window_start < window_end)))),
    CONSTRAINT ck_work_order_workkind CHECK (((kind)::text = ANY ((ARRAY['field'::character varying, 'back_office'::character varying])::text[]))),
    CONSTRAINT ck_work_order_workstatus CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'to_schedule'::character varying, 'scheduled'::character varying, 'active'::character varying, 'on_hold'::character varying, 'completed'::character varying, 'cannot_complete'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE SEQUENCE public.work_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.work_order_id_seq OWNED BY public.work_order.id;
CREATE TABLE public.work_order_line_item (
    work_order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    asset_id bigint NOT NULL,
    description text
);
CREATE TABLE public.work_type (
    id bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    kind character varying(32) NOT NULL,
    purpose character varying(32) NOT NULL,
    duration_minutes bigint NOT NULL,
    crew_size bigint NOT NULL,
    skills json NOT NULL,
    tools json NOT NULL,
    parts json NOT NULL,
    steps json NOT NULL,
    CONSTRAINT ck_work_type_purpose CHECK (((purpose)::text = ANY ((ARRAY['service'::character varying, 'installation'::character varying, 'demo'::character varying, 'repair'::character varying])::text[]))),
    CONSTRAINT ck_work_type_workkind CHECK (((kind)::text = ANY ((ARRAY['field'::character varying, 'back_office'::character varying])::text[])))
);
CREATE SEQUENCE public.work_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.work_type_id_seq OWNED BY public.work_type.id;
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.approval_band ALTER COLUMN id SET DEFAULT nextval('public.approval_band_id_seq'::regclass);
ALTER TABLE ONLY public.approval_limit ALTER COLUMN id SET DEFAULT nextval('public.approval_limit_id_seq'::regclass);
ALTER TABLE ONLY public.asset ALTER COLUMN id SET DEFAULT nextval('public.asset_id_seq'::regclass);
ALTER TABLE ONLY public.asset_warranty ALTER COLUMN id SET DEFAULT nextval('public.asset_warranty_id_seq'::regclass);
ALTER TABLE ONLY public.branch ALTER COLUMN id SET DEFAULT nextval('public.branch_id_seq'::regclass);
ALTER TABLE ONLY public.case_comment ALTER COLUMN id SET DEFAULT nextval('public.case_comment_id_seq'::regclass);
ALTER TABLE ONLY public.case_pause ALTER COLUMN id SET DEFAULT nextval('public.case_pause_id_seq'::regclass);
ALTER TABLE ONLY public.checkpoint ALTER COLUMN id SET DEFAULT nextval('public.checkpoint_id_seq'::regclass);
ALTER TABLE ONLY public.claim ALTER COLUMN id SET DEFAULT nextval('public.claim_id_seq'::regclass);
ALTER TABLE ONLY public.contact ALTER COLUMN id SET DEFAULT nextval('public.contact_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.failed_login ALTER COLUMN id SET DEFAULT nextval('public.failed_login_id_seq'::regclass);
ALTER TABLE ONLY public.login_session ALTER COLUMN id SET DEFAULT nextval('public.login_session_id_seq'::regclass);
ALTER TABLE ONLY public.machine_key ALTER COLUMN id SET DEFAULT nextval('public.machine_key_id_seq'::regclass);
ALTER TABLE ONLY public.order_line ALTER COLUMN id SET DEFAULT nextval('public.order_line_id_seq'::regclass);
ALTER TABLE ONLY public.price_book_entry ALTER COLUMN id SET DEFAULT nextval('public.price_book_entry_id_seq'::regclass);
ALTER TABLE ONLY public.priority_target ALTER COLUMN id SET DEFAULT nextval('public.priority_target_id_seq'::regclass);
ALTER TABLE ONLY public.product ALTER COLUMN id SET DEFAULT nextval('public.product_id_seq'::regclass);
ALTER TABLE ONLY public.sales_order ALTER COLUMN id SET DEFAULT nextval('public.sales_order_id_seq'::regclass);
ALTER TABLE ONLY public.service_appointment ALTER COLUMN id SET DEFAULT nextval('public.service_appointment_id_seq'::regclass);
ALTER TABLE ONLY public.service_case ALTER COLUMN id SET DEFAULT nextval('public.service_case_id_seq'::regclass);
ALTER TABLE ONLY public.service_report ALTER COLUMN id SET DEFAULT nextval('public.service_report_id_seq'::regclass);
ALTER TABLE ONLY public.signature ALTER COLUMN id SET DEFAULT nextval('public.signature_id_seq'::regclass);
ALTER TABLE ONLY public.supplier_return ALTER COLUMN id SET DEFAULT nextval('public.supplier_return_id_seq'::regclass);
ALTER TABLE ONLY public.technician ALTER COLUMN id SET DEFAULT nextval('public.technician_id_seq'::regclass);
ALTER TABLE ONLY public.territory ALTER COLUMN id SET DEFAULT nextval('public.territory_id_seq'::regclass);
ALTER TABLE ONLY public.transport ALTER COLUMN id SET DEFAULT nextval('public.transport_id_seq'::regclass);
ALTER TABLE ONLY public.transport_unit ALTER COLUMN id SET DEFAULT nextval('public.transport_unit_id_seq'::regclass);
ALTER TABLE ONLY public.user_account ALTER COLUMN id SET DEFAULT nextval('public.user_account_id_seq'::regclass);
ALTER TABLE ONLY public.warranty_term ALTER COLUMN id SET DEFAULT nextval('public.warranty_term_id_seq'::regclass);
ALTER TABLE ONLY public.work_order ALTER COLUMN id SET DEFAULT nextval('public.work_order_id_seq'::regclass);
ALTER TABLE ONLY public.work_type ALTER COLUMN id SET DEFAULT nextval('public.work_type_id_seq'::regclass);
INSERT INTO public.account VALUES (1, 1, 'Hansa Mills', 'standard', 'EUR', false, NULL, NULL, 'Am Tor 1', 'Bremen', NULL, 'DE', 53.08, 8.8);
INSERT INTO public.account VALUES (2, 1, 'Hansa Mills', 'standard', 'EUR', false, NULL, NULL, 'Am Tor 1', 'Bremen', NULL, 'DE', 53.08, 8.8);
INSERT INTO public.account VALUES (3, 1, 'Hansa Mills', 'standard', 'EUR', false, NULL, NULL, 'Am Tor 1', 'Bremen', NULL, 'DE', 53.08, 8.8);
INSERT INTO public.account VALUES (4, 1, 'Hansa Mills', 'standard', 'EUR', false, NULL, NULL, 'Am Tor 1', 'Bremen', NULL, 'DE', 53.08, 8.8);
INSERT INTO public.alembic_version VALUES ('0006');
INSERT INTO public.appointment_status VALUES ('none', 'none');
INSERT INTO public.appointment_status VALUES ('scheduled', 'scheduled');
INSERT INTO public.appointment_status VALUES ('dispatched', 'dispatched');
INSERT INTO public.appointment_status VALUES ('in_progress', 'in_progress');
INSERT INTO public.appointment_status VALUES ('completed', 'completed');
INSERT INTO public.appointment_status VALUES ('cannot_complete', 'cannot_complete');
INSERT INTO public.appointment_status VALUES ('canceled', 'canceled');
INSERT INTO public.approval_band VALUES (1, 1, 'EUR', 0, NULL, 'approver', NULL, 24);
INSERT INTO public.approval_band VALUES (2, 1, 'EUR', 50000000, NULL, 'manager', NULL, 48);
INSERT INTO public.approval_band VALUES (3, 1, 'EUR', 250000000, NULL, 'owner', NULL, 72);
INSERT INTO public.approval_limit VALUES (1, 1, 'EUR', NULL, NULL, 5000000, 3000000, 1000000);
INSERT INTO public.asset VALUES (1, 2, 1, 2, 2, 'PX-1', 'px1', 'installed', 1, 1, '2026-01-12', NULL, '2026-02-20', '2026-03-04', NULL, 'Am Tor 1', 'Bremen', NULL, 'DE', 53.08, 8.8);
INSERT INTO public.asset VALUES (2, 2, 1, 2, 2, 'PX-2', 'px2', 'installed', 1, 2, '2026-01-12', NULL, '2026-02-20', '2026-03-04', NULL, 'Am Tor 1', 'Bremen', NULL, 'DE', 53.08, 8.8);
INSERT INTO public.asset VALUES (3, 1, 2, 1, 1, 'SN 1', 'sn1', 'delivered', NULL, NULL, NULL, NULL, '2025-06-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset VALUES (4, 1, 3, 1, 1, 'SN 2', 'sn2', 'delivered', NULL, NULL, NULL, NULL, '2025-06-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset VALUES (5, 1, 4, 1, 1, 'SN 3', 'sn3', 'delivered', NULL, NULL, NULL, NULL, '2025-06-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset VALUES (6, 1, 5, 1, 1, 'SN 4', 'sn4', 'delivered', NULL, NULL, NULL, NULL, '2025-06-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset VALUES (7, 1, 6, 1, 1, 'SN 5', 'sn5', 'delivered', NULL, NULL, NULL, NULL, '2025-06-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset VALUES (8, 1, 7, 3, 3, 'SN 1', 'sn1', 'delivered', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset VALUES (9, 1, 8, 4, 4, 'SN 1', 'sn1', 'delivered', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.asset_warranty VALUES (1, 1, 1, 1, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (2, 1, 2, 1, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (3, 1, 3, 2, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (4, 1, 4, 3, 'Standard', 'delivery', 24, 500000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (5, 2, 5, 4, 'Standard', 'delivery', 24, 900000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (6, 1, 6, 5, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (7, 1, 7, 6, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (8, 1, 8, 7, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.asset_warranty VALUES (9, 1, 9, 8, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.booking VALUES (1, 1, '2026-03-04 09:00:00+00', '2026-03-04 10:00:00+00');
INSERT INTO public.booking VALUES (2, 2, '2026-03-05 09:00:00+00', '2026-03-05 10:00:00+00');
INSERT INTO public.branch VALUES (1, 1, 'North', NULL);
INSERT INTO public.case_comment VALUES (1, 2, 'support', '2026-03-04 10:00:00+00', 'Called back.', true);
INSERT INTO public.case_line_item VALUES (1, 1, 1, NULL);
INSERT INTO public.case_line_item VALUES (1, 2, 2, NULL);
INSERT INTO public.case_line_item VALUES (2, 1, 3, NULL);
INSERT INTO public.case_line_item VALUES (2, 2, 4, NULL);
INSERT INTO public.case_line_item VALUES (3, 1, 5, NULL);
INSERT INTO public.case_line_item VALUES (4, 1, 6, NULL);
INSERT INTO public.case_line_item VALUES (5, 1, 7, NULL);
INSERT INTO public.case_line_item VALUES (6, 1, 8, NULL);
INSERT INTO public.case_line_item VALUES (7, 1, 9, NULL);
INSERT INTO public.case_pause VALUES (1, 7, 'customer', '2026-03-04 10:00:00+00', '2026-03-04 15:00:00+00');
INSERT INTO public.case_tag VALUES (2, 'vip');
INSERT INTO public.checkpoint VALUES (1, '2026-03-04 15:00:00+00', '0000000000000000000000000000000000000000000000000000000000000000', '5cfc756d3808a328c415d5784457164cb24f56e8db59198f7fc140513483fa90');
INSERT INTO public.claim VALUES (1, 6, 2, 1, NULL, 3, 'EUR', 'partially_approved', 5, 2, 'user:1', 'user:1', 'user:3', '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', 'PARTIAL', 'approver', NULL, '2026-03-05 10:00:00+00', 'as covered', NULL);
INSERT INTO public.claim VALUES (2, 5, 3, 1, NULL, 5, 'EUR', 'manual_review_needed', 5, 2, 'user:1', 'user:1', NULL, '2026-03-04 10:00:00+00', NULL, 'PRICE_ABOVE_BOOK', 'approver', NULL, '2026-03-05 10:00:00+00', NULL, NULL);
INSERT INTO public.claim VALUES (3, 2, 4, 1, NULL, 6, 'EUR', 'draft', 2, 1, 'user:1', NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.claim VALUES (4, 6, 5, 1, NULL, 7, 'EUR', 'paid', 3, 2, 'user:1', 'user:1', 'rule:approval', '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '', NULL, NULL, NULL, 'within the policy', 'CN-1');
INSERT INTO public.claim_asset VALUES (1, 3, 2);
INSERT INTO public.claim_asset VALUES (1, 4, 2);
INSERT INTO public.claim_asset VALUES (2, 5, 3);
INSERT INTO public.claim_asset VALUES (3, 6, 4);
INSERT INTO public.claim_asset VALUES (4, 7, 5);
INSERT INTO public.claim_cover VALUES (1, 3, 'expense', 5, 'COVERED', 0, 0, 0, 1000000, 3, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (1, 3, 'labor', 5, 'COVERED', 1275000, 1275000, 1275000, 1000000, 3, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (1, 3, 'parts', 5, 'COVERED', 490000, 490000, 490000, 1000000, 3, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (1, 4, 'expense', 5, 'COVERED', 0, 0, 0, 1000000, 4, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (1, 4, 'labor', 5, 'COVERED', 1275000, 1275000, 1275000, 1000000, 4, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (1, 4, 'parts', 5, 'PARTIAL', 490000, 245000, 245000, 500000, 4, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (2, 5, 'parts', 3, 'COVERED', 600000, 600000, NULL, 1000000, 5, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (2, 5, 'labor', 3, 'COVERED', 0, 0, NULL, 1000000, 5, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (2, 5, 'expense', 3, 'COVERED', 0, 0, NULL, 1000000, 5, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (3, 6, 'parts', 2, 'COVERED', 0, 0, NULL, 1000000, 6, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (3, 6, 'labor', 2, 'COVERED', 0, 0, NULL, 1000000, 6, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (3, 6, 'expense', 2, 'COVERED', 0, 0, NULL, 1000000, 6, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (4, 7, 'expense', 3, 'COVERED', 0, 0, 0, 1000000, 7, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (4, 7, 'labor', 3, 'COVERED', 0, 0, 0, 1000000, 7, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_cover VALUES (4, 7, 'parts', 3, 'COVERED', 490000, 490000, 490000, 1000000, 7, '2025-06-01', '2027-05-31');
INSERT INTO public.claim_line_item VALUES (1, 3, '2026-02-20', NULL, NULL, NULL, NULL, 15000, 850000);
INSERT INTO public.claim_line_item VALUES (1, 4, '2026-02-20', NULL, NULL, NULL, NULL, 15000, 850000);
INSERT INTO public.claim_line_item VALUES (2, 5, '2026-02-20', NULL, NULL, NULL, NULL, 0, 0);
INSERT INTO public.claim_line_item VALUES (3, 6, '2026-02-20', NULL, NULL, NULL, NULL, 0, 0);
INSERT INTO public.claim_line_item VALUES (4, 7, '2026-02-20', NULL, NULL, NULL, NULL, 0, 0);
INSERT INTO public.claim_part VALUES (1, 3, 1, 'SEAL-7', 20000, 245000, 245000);
INSERT INTO public.claim_part VALUES (1, 4, 1, 'SEAL-7', 20000, 245000, 245000);
INSERT INTO public.claim_part VALUES (2, 5, 1, 'SEAL-7', 20000, 300000, 245000);
INSERT INTO public.claim_part VALUES (4, 7, 1, 'SEAL-7', 20000, 245000, 245000);
INSERT INTO public.event VALUES (1, 'priority_target', 1, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"hours":4,"priority":"urgent"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'aedf0ff5af633ecec32bbbe6fc5ce0d222eb53d683ca76721cf4ef11f9a4cfa0');
INSERT INTO public.event VALUES (2, 'priority_target', 2, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"hours":24,"priority":"high"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ac3d539cdab8a5436aab561d2ba19d949d07189302ba0da7acfc581e7f243ab0');
INSERT INTO public.event VALUES (3, 'priority_target', 3, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"hours":72,"priority":"normal"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd7e6c9f2f0772e4cc6121543702d86ca8a3202695991ee84d4fd33a5828f9f40');
INSERT INTO public.event VALUES (4, 'priority_target', 4, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"hours":168,"priority":"low"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '747e3886daf7ce018ac1c82a3e229827cac56491536eb723e6c18a2568a806da');
INSERT INTO public.event VALUES (5, 'approval_limit', 1, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"currency":"EUR","expense_limit":"100","labor_limit":"300","parts_limit":"500"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '6eed6e14c3158b723d4215270375ce1dd440817cd4988e1af8c3b51917bc96e8');
INSERT INTO public.event VALUES (6, 'approval_band', 1, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"approver_role":"approver","currency":"EUR","from_amount":"0","hours":24}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '3378216fd41b2432ee45fdfdc5a42df938b99adb5da9ee9122cd46dde1e51df1');
INSERT INTO public.event VALUES (7, 'approval_band', 2, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"approver_role":"manager","currency":"EUR","from_amount":"5000","hours":48}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '37c71c8d027c8a84a0717253a3693449e771d420ec25ddd19f9f0bd7d1c5aac2');
INSERT INTO public.event VALUES (8, 'approval_band', 3, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"approver_role":"owner","currency":"EUR","from_amount":"25000","hours":72}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ffa9714b35b8cfee2af19ca5d9e51f29d08d02aa3e318ce1d305a59a3a347c1e');
INSERT INTO public.event VALUES (9, 'user_account', 1, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"login":"support","name":"support","one_time_password":false}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '371af6e025746bb37c2bee8ae1dd6e841474f561133fa097ef6a3a946176a16c');
INSERT INTO public.event VALUES (10, 'user_account', 2, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"login":"operations","name":"operations","one_time_password":false}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'b54a66be07f531bee5a340f06b96b19f76e28574dddc12bd67dcea3c7f387fa3');
INSERT INTO public.event VALUES (11, 'price_book_entry', 1, 1, 'created', 'user', 2, 'operations', '2026-03-02 08:00:00+00', NULL, '{"after":{"currency":"EUR","part_number":"SEAL-7","unit_price":"24.50"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'cf6efc95075fe20c83927fd2d44c0e2c2d3a487db763c49c2e02a4bb754e912c');
INSERT INTO public.event VALUES (12, 'price_book_entry', 2, 1, 'created', 'user', 2, 'operations', '2026-03-02 08:00:00+00', NULL, '{"after":{"currency":"EUR","part_number":"MOTOR-2","unit_price":"480"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ea73848f38fe3c990294dd142a444f94e0f53a120238f7106e60dbfcd1b037a2');
INSERT INTO public.event VALUES (13, 'user_account', 3, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"login":"approver","name":"approver","one_time_password":false}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '22bcf937ff88a174ba29d25b432deba13eb07cc85b7174ea6c7c89b3fb064c0e');
INSERT INTO public.event VALUES (14, 'user_account', 4, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"login":"manager","name":"manager","one_time_password":false}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '52b6d2520aeec52a85bab785ab118212d278da90eb98b1c60bd6c4b64c994990');
INSERT INTO public.event VALUES (15, 'user_account', 5, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"login":"admin","name":"admin","one_time_password":false}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '48b51f6cd4ce824fa556db0fb7d8cee348e5b8d6c29d4e377d5aec1905a54dfa');
INSERT INTO public.event VALUES (16, 'account', 1, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '3e664d766a62fb9f256f17a2086762acbb5f4b27af5c2436f1ab491b3ad9972e');
INSERT INTO public.event VALUES (31, 'user_account', 6, 1, 'created', 'system', NULL, 'roundsman', '2026-03-02 08:00:00+00', NULL, '{"after":{"login":"dispatcher","name":"dispatcher","one_time_password":false}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '7338787c28adcfe5db7867bf87ae85ee81a5bc6a76b6e4e9b2b7199d9a8cffe6');
INSERT INTO public.event VALUES (17, 'account', 2, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '969cebb979f8ae26572b34a62a0d87913b7de16ae704a5fa39db635e9e761c17');
INSERT INTO public.event VALUES (18, 'product', 1, 1, 'created', 'user', 2, 'operations', '2026-03-02 08:00:00+00', NULL, '{"after":{"code":"P-100","name":"Pump P-100","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '99cb86712fa5c99b42ffa19422566b21e889f82a7bc676b8ad2e78a98615ed47');
INSERT INTO public.event VALUES (19, 'warranty_term', 1, 1, 'created', 'user', 2, 'operations', '2026-03-02 08:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0","labor_months":null,"labor_percent":"50","name":"Standard","parts_months":null,"parts_percent":"100","product_id":1,"start_basis":"install","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '3356f9e650897171d9d802d1032a85695b7cd9d301170d312fd478515ae04279');
INSERT INTO public.event VALUES (20, 'sales_order', 1, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"account_id":2,"number":"SO-1","ordered_on":"2026-01-12"},"facts":{"lines":[{"product_id":1,"quantity":2}]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '7bf267e170714c35faad0b38979e675ed2616fc02c31678910f99ff40ef0d3e5');
INSERT INTO public.event VALUES (21, 'transport', 1, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"address":null,"city":null,"country":null,"latitude":null,"longitude":null,"order_id":1,"postal_code":null,"status":"planned"},"facts":{"units":[{"line":1,"manufactured_on":null,"serial_number":"PX-1"},{"line":1,"manufactured_on":null,"serial_number":"PX-2"}]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '16e411d4d7863deb2c8021ab7568cfeafa082ac6aa3aa26664f0b60e6095e379');
INSERT INTO public.event VALUES (22, 'transport', 1, 2, 'confirm', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"delivered_on":"2026-02-20","status":"confirmed"},"before":{"status":"planned"},"facts":{"units":["PX-1","PX-2"]}}', NULL, NULL, NULL, NULL, '16e411d4d7863deb2c8021ab7568cfeafa082ac6aa3aa26664f0b60e6095e379', '5c2db77841f8f57395530c04a616e9afed10b770d6cffb7f4bf0599a1e8c5beb');
INSERT INTO public.event VALUES (23, 'asset', 1, 1, 'born', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"account_id":2,"address":"Am Tor 1","city":"Bremen","country":"DE","delivery_date":"2026-02-20","first_account_id":2,"latitude":53.08,"longitude":8.8,"manufacture_date":null,"order_line_id":1,"postal_code":null,"product_id":1,"purchase_date":"2026-01-12","serial_key":"px1","serial_number":"PX-1","transport_unit_id":1},"facts":{"transport":1}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'f8f762f6e5a449ef1e49b157444e685bd240c6e887680b51b27d3a91c958a438');
INSERT INTO public.event VALUES (24, 'asset_warranty', 1, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":1,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '14a171ea3a28f1d67d2f8ed5fa75ddaa4b36c54304213d717d4c5bb52bb17b18');
INSERT INTO public.event VALUES (25, 'asset', 2, 1, 'born', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"account_id":2,"address":"Am Tor 1","city":"Bremen","country":"DE","delivery_date":"2026-02-20","first_account_id":2,"latitude":53.08,"longitude":8.8,"manufacture_date":null,"order_line_id":1,"postal_code":null,"product_id":1,"purchase_date":"2026-01-12","serial_key":"px2","serial_number":"PX-2","transport_unit_id":2},"facts":{"transport":1}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '52a026fcb181431fee56c6c7b9e4fbb4c892c090916c9c42d71adef286ad4855');
INSERT INTO public.event VALUES (26, 'asset_warranty', 2, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":1,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '0089081a03e3dc57f7b92dda0ad175b5b17b94a21a0509cfadf709accd4c3659');
INSERT INTO public.event VALUES (27, 'service_case', 1, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', 1, '{"after":{"account_id":2,"case_type":"installation","channel":"representative","clock_started_at":"2026-03-02T08:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"Water under the pump.","due_at":"2026-03-09T08:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-02T08:00:00.000000+00:00","order_id":1,"order_line_id":null,"priority":"low","product_id":1,"product_line":"pumps","reason_code":"other","sentiment":null,"severity":null,"subject":"Install two pumps","team":"support"},"facts":{"assets":[1,2]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'f05517bf35b08794f296cce487511d3986ef05a5e9790ed1d766cd142b9f4c8c');
INSERT INTO public.event VALUES (28, 'work_type', 1, 1, 'created', 'user', 2, 'operations', '2026-03-02 08:00:00+00', NULL, '{"after":{"crew_size":1,"duration_minutes":60,"kind":"field","name":"Repair 06e888","parts":{},"purpose":"installation","skills":{},"steps":[{"instruction":"Test run","mandatory":true,"unit":"bar"}],"tools":[]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '8d61c890ef699fafade2aeb4db9ef8d76c0a8e7e7ccb89707a0bee18950c01cc');
INSERT INTO public.event VALUES (29, 'work_order', 1, 1, 'created', 'user', 1, 'support', '2026-03-02 08:00:00+00', 1, '{"after":{"case_id":1,"crew_size":1,"due_date":"2026-03-09T08:00:00.000000+00:00","duration_minutes":60,"kind":"field","priority":"low","purpose":"installation","skills":{},"subject":"Install two pumps","tools":[],"window_end":null,"window_start":"2026-03-02T08:00:00.000000+00:00","work_type_id":1},"facts":{"assets":[1,2]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd81c3f66d3875057cc5fa78ecdcb68fe05bbd325cea00c028357e24409643723');
INSERT INTO public.event VALUES (30, 'technician', 1, 1, 'created', 'user', 2, 'operations', '2026-03-02 08:00:00+00', NULL, '{"after":{"name":"Kim Berg","territory_id":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'a9d4db5c4318ac9f6177a0533edccd289f440bcc67926440922085bf5af88f4f');
INSERT INTO public.event VALUES (32, 'service_appointment', 1, 1, 'created', 'user', 6, 'dispatcher', '2026-03-02 08:00:00+00', 1, '{"after":{"access_notes":null,"contact_name":null,"contact_phone":null,"duration_minutes":60,"minimum_delay_minutes":0,"position":1,"status":"none","status_category":"none"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '36009e0eee82c3e5d806b8d1650c83bdc9e48e49306ddc3014ebfe3ece215cf4');
INSERT INTO public.event VALUES (33, 'service_appointment', 1, 2, 'schedule', 'user', 6, 'dispatcher', '2026-03-02 08:00:00+00', 1, '{"after":{"sched_end":"2026-03-04T10:00:00.000000+00:00","sched_start":"2026-03-04T09:00:00.000000+00:00","status":"scheduled","status_category":"scheduled"},"before":{"status":"none","status_category":"none"},"facts":{"technicians":[1]}}', NULL, NULL, NULL, NULL, '36009e0eee82c3e5d806b8d1650c83bdc9e48e49306ddc3014ebfe3ece215cf4', '096b0e66b1448c9a2c0f1118380caeea5a9a6d9de20157c29c356a5847609815');
INSERT INTO public.event VALUES (34, 'work_order', 1, 2, 'schedule', 'user', 6, 'dispatcher', '2026-03-02 08:00:00+00', 1, '{"after":{"status":"scheduled"},"before":{"status":"new"},"facts":{"appointment":1}}', NULL, NULL, NULL, NULL, 'd81c3f66d3875057cc5fa78ecdcb68fe05bbd325cea00c028357e24409643723', 'eb67bc55e283fbda2b2022ad9cea25a0e6793e78c874ec97cd10527bd0604707');
INSERT INTO public.event VALUES (35, 'service_case', 1, 2, 'start', 'user', 1, 'support', '2026-03-02 08:00:00+00', 1, '{"after":{"status":"in_progress"},"before":{"status":"new"}}', NULL, NULL, NULL, NULL, 'f05517bf35b08794f296cce487511d3986ef05a5e9790ed1d766cd142b9f4c8c', '1277225e5a5fc10c1bb31555636cd90ef35e9f7456efcf8d2fa7ca8ad558148b');
INSERT INTO public.event VALUES (36, 'work_order', 1, 3, 'activate', 'user', 1, 'support', '2026-03-02 08:00:00+00', 1, '{"after":{"status":"active"},"before":{"status":"scheduled"}}', NULL, NULL, NULL, NULL, 'eb67bc55e283fbda2b2022ad9cea25a0e6793e78c874ec97cd10527bd0604707', '91230ca4a479fc0efe2377a20434795d2ac689bdf4119f451c45970e95dc3988');
INSERT INTO public.event VALUES (37, 'service_appointment', 1, 3, 'dispatch', 'user', 4, 'manager', '2026-03-02 08:00:00+00', 1, '{"after":{"status":"dispatched","status_category":"dispatched"},"before":{"status":"scheduled","status_category":"scheduled"}}', NULL, NULL, NULL, NULL, '096b0e66b1448c9a2c0f1118380caeea5a9a6d9de20157c29c356a5847609815', '8e4ea06a4faf5471dce90ce4e1e7a6bf387c56d76dbb281547cd357475e12811');
INSERT INTO public.event VALUES (39, 'service_appointment', 1, 4, 'start', 'user', 7, 'installer 1', '2026-03-04 09:00:00+00', 1, '{"after":{"actual_start":"2026-03-04T09:00:00.000000+00:00","status":"in_progress","status_category":"in_progress"},"before":{"status":"dispatched","status_category":"dispatched"}}', NULL, NULL, NULL, NULL, '8e4ea06a4faf5471dce90ce4e1e7a6bf387c56d76dbb281547cd357475e12811', '6eda1f1ac2ae13511d8fa7c79c0c306a15eb65c7d429121be59d16fc9efe39a4');
INSERT INTO public.event VALUES (40, 'work_order', 1, 4, 'step_done', 'user', 7, 'installer 1', '2026-03-04 09:00:00+00', 1, '{"facts":{"measurement":"6.25","position":1}}', NULL, NULL, NULL, NULL, '91230ca4a479fc0efe2377a20434795d2ac689bdf4119f451c45970e95dc3988', '4805a5fa6f9f12c94a7fafa0b13cf8d26b62dc3bd381ee3f789a41454af4c447');
INSERT INTO public.event VALUES (41, 'work_order', 1, 5, 'reported', 'user', 7, 'installer 1', '2026-03-04 09:00:00+00', 1, '{"after":{"report_id":1},"facts":{"summary":"Both pumps run."}}', NULL, NULL, NULL, NULL, '4805a5fa6f9f12c94a7fafa0b13cf8d26b62dc3bd381ee3f789a41454af4c447', '3385cfc3eb93ae2f59612a645dd53960e024663c2c1a40fb54aa25b55792ffd7');
INSERT INTO public.event VALUES (42, 'work_order', 1, 6, 'signed', 'user', 7, 'installer 1', '2026-03-04 09:00:00+00', 1, '{"after":{"signature_id":1},"facts":{"report":1,"signer":"Jo Roe"}}', NULL, NULL, NULL, NULL, '3385cfc3eb93ae2f59612a645dd53960e024663c2c1a40fb54aa25b55792ffd7', 'a69478b1445531d40f81bc9083e3a3795154f57977d9e878ee738eff2cb7facf');
INSERT INTO public.event VALUES (43, 'service_appointment', 1, 5, 'complete', 'user', 7, 'installer 1', '2026-03-04 10:00:00+00', 1, '{"after":{"actual_end":"2026-03-04T10:00:00.000000+00:00","status":"completed","status_category":"completed"},"before":{"status":"in_progress","status_category":"in_progress"}}', NULL, NULL, NULL, NULL, '6eda1f1ac2ae13511d8fa7c79c0c306a15eb65c7d429121be59d16fc9efe39a4', '829e80a784b3a315c4be6c62b2e66bd16081153dc3cd43bc792674af59d98050');
INSERT INTO public.event VALUES (44, 'work_order', 1, 7, 'complete', 'user', 7, 'installer 1', '2026-03-04 10:00:00+00', 1, '{"after":{"completed_at":"2026-03-04T10:00:00.000000+00:00","status":"completed"},"before":{"status":"active"}}', NULL, NULL, NULL, NULL, 'a69478b1445531d40f81bc9083e3a3795154f57977d9e878ee738eff2cb7facf', '1715e9ec8ed4f8993318ebda469c2e48d7f038533995af1d8d224361b2a0dd4c');
INSERT INTO public.event VALUES (45, 'asset', 1, 2, 'installed', 'user', 7, 'installer 1', '2026-03-04 10:00:00+00', 1, '{"after":{"install_date":"2026-03-04","status":"installed"},"before":{"status":"delivered"}}', NULL, NULL, NULL, NULL, 'f8f762f6e5a449ef1e49b157444e685bd240c6e887680b51b27d3a91c958a438', 'c15217f59b45e38ae92c6b6d1a503660c595e30c64723029b30764bd44d1e85d');
INSERT INTO public.event VALUES (46, 'asset', 2, 2, 'installed', 'user', 7, 'installer 1', '2026-03-04 10:00:00+00', 1, '{"after":{"install_date":"2026-03-04","status":"installed"},"before":{"status":"delivered"}}', NULL, NULL, NULL, NULL, '52a026fcb181431fee56c6c7b9e4fbb4c892c090916c9c42d71adef286ad4855', '32850746177d1065f3e4f3d6fa0a87fe5a13948c21c1db53bba90c6bd03f644c');
INSERT INTO public.event VALUES (47, 'service_case', 1, 3, 'resolve', 'user', 7, 'installer 1', '2026-03-04 10:00:00+00', 1, '{"after":{"resolution_notes":"Both pumps run.","resolution_path":"field work","resolved_at":"2026-03-04T10:00:00.000000+00:00","status":"resolved"},"before":{"status":"in_progress"}}', NULL, NULL, NULL, NULL, '1277225e5a5fc10c1bb31555636cd90ef35e9f7456efcf8d2fa7ca8ad558148b', '04247c70ceaa9ea4e70d407ac53f1e48c0f1e5d9c9d4c540b980555f01f1dc84');
INSERT INTO public.event VALUES (48, 'service_case', 1, 4, 'close', 'user', 7, 'installer 1', '2026-03-04 10:00:00+00', 1, '{"after":{"closed_at":"2026-03-04T10:00:00.000000+00:00","status":"closed"},"before":{"status":"resolved"}}', NULL, NULL, NULL, NULL, '04247c70ceaa9ea4e70d407ac53f1e48c0f1e5d9c9d4c540b980555f01f1dc84', '7ab0df38a1fec696d03477efb71d15138e250ef631f71c9dc12c2bf7e158bbaf');
INSERT INTO public.event VALUES (49, 'branch', 1, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"manager_id":null,"name":"North"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'de52cf2fbd0b72db4bc912880d03280ef95dfdf6f17ec2b779214acd2cb8adee');
INSERT INTO public.event VALUES (50, 'territory', 1, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"branch_id":1,"code":"N1","name":"Bremen"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '3fbbf33174b0359631f220449d47186feee5e23863679c84e1c229850f793dcc');
INSERT INTO public.event VALUES (51, 'product', 2, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-1","name":"Pump P-1","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '1fcc3b788d90f2300f61a0b41f159c02fedd0e0d5cf85133b7518d76ee30f993');
INSERT INTO public.event VALUES (52, 'warranty_term', 2, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":2,"start_basis":"delivery","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '0a194959c401a38bcec0a908d445602a9b220f51369f7123e310498abb68f263');
INSERT INTO public.event VALUES (53, 'asset', 3, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":2,"purchase_date":null,"serial_key":"sn1","serial_number":"SN 1","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '48fd68e5288461c1d7882764fbb58e068fc36562a8b4d2d708acf03736b2be9d');
INSERT INTO public.event VALUES (38, 'user_account', 7, 1, 'created', 'system', NULL, 'roundsman', '2026-03-04 09:00:00+00', NULL, '{"after":{"login":"installer 1","name":"installer 1","one_time_password":false,"technician_id":1}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '706ae4da99ef7125fc3e594a710255ad86debfec4597b1955b74d638ad4ae201');
INSERT INTO public.event VALUES (54, 'asset_warranty', 3, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":2,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'caebbe533c5b3f38b685b009e3e96664cbe02b2b0655068a9b457cb3b43c2002');
INSERT INTO public.event VALUES (55, 'product', 3, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-2","name":"Pump P-2","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'dcbbb04fdff66ea40ec2df94d43876b786bfee031f6b9d0c411bd16d1435e0a0');
INSERT INTO public.event VALUES (56, 'warranty_term', 3, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"50","product_id":3,"start_basis":"delivery","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '6cac81a080085b2091f41f3a409da9ab7507a015b3ae4638e5b7715ef9a44e9f');
INSERT INTO public.event VALUES (57, 'asset', 4, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":3,"purchase_date":null,"serial_key":"sn2","serial_number":"SN 2","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '1891f88fb0cb54dcb99c4e5c5fbe4c89e55133dcc5f861aaace77442202441ac');
INSERT INTO public.event VALUES (58, 'asset_warranty', 4, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"50.0000","start_basis":"delivery","term_id":3,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '1149f47f6fcd83af063f367c042eacba31a804b6c7711ef5dfe4ab9ce0beed4e');
INSERT INTO public.event VALUES (59, 'service_case', 2, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":2,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[3,4]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '683d24cfe5e3138281a1d432296e3d04f8c5c94233b8bda08b3e60114bf7b945');
INSERT INTO public.event VALUES (60, 'claim', 1, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"after":{"account_id":1,"case_id":2,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":3,"status":"draft"},"facts":{"lines":[{"asset_id":3,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"1.5","labor_rate":"85","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":null}],"usage":null},{"asset_id":4,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"1.5","labor_rate":"85","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":null}],"usage":null}]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '4760f5a27625a5ab514122f4881942bf1c7989a0c93594a9f390a781deb71f9e');
INSERT INTO public.event VALUES (61, 'claim', 1, 2, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":3,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":3},{"asset_id":4,"code":"PARTIAL","eligible":"24.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"50.0000","requested":"49.00","tier":"parts","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":4}],"revision":5}}', NULL, 'warranty', NULL, NULL, '4760f5a27625a5ab514122f4881942bf1c7989a0c93594a9f390a781deb71f9e', '5df810639af6d04f8551dfa18577dd95abf410757da1d02dfb2e6035476c7e02');
INSERT INTO public.event VALUES (62, 'claim', 1, 3, 'submit', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"after":{"status":"submitted","submitted_at":"2026-03-04T10:00:00.000000+00:00","submitted_by":"user:1"},"before":{"status":"draft"}}', NULL, NULL, NULL, NULL, '5df810639af6d04f8551dfa18577dd95abf410757da1d02dfb2e6035476c7e02', '8895ed8209486c1d64bb2f055a291475ed40ba55f33417554e084e72fb56467b');
INSERT INTO public.event VALUES (63, 'claim', 1, 4, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"after":{"evaluations":2},"before":{"evaluations":1},"facts":{"cover":[{"asset_id":3,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":3},{"asset_id":4,"code":"PARTIAL","eligible":"24.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"50.0000","requested":"49.00","tier":"parts","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":4}],"revision":5}}', NULL, 'warranty', NULL, NULL, '8895ed8209486c1d64bb2f055a291475ed40ba55f33417554e084e72fb56467b', 'cf0c9d99a0d7f388655481dfb9095b901f08263e4cc32099f782913da12219ed');
INSERT INTO public.event VALUES (64, 'claim', 1, 5, 'escalate', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"after":{"approver_role":"approver","decide_by":"2026-03-05T10:00:00.000000+00:00","review_reasons":"PARTIAL","status":"manual_review_needed"},"before":{"review_reasons":"","status":"submitted"},"facts":{"reasons":["PARTIAL"]}}', NULL, 'approval', NULL, NULL, 'cf0c9d99a0d7f388655481dfb9095b901f08263e4cc32099f782913da12219ed', 'ef1217092061715095f16f3ed68f5a59872d633c94e2ff20f57500d2fbe6c722');
INSERT INTO public.event VALUES (65, 'claim', 1, 6, 'approve_partially', 'user', 3, 'approver', '2026-03-04 10:00:00+00', 2, '{"after":{"decided_at":"2026-03-04T10:00:00.000000+00:00","decided_by":"user:3","decision_reason":"as covered","status":"partially_approved"},"before":{"status":"manual_review_needed"},"facts":{"lines":[{"approved":{"expense":"0.0000","labor":"127.5000","parts":"49.0000"},"asset":3,"code":"COVERED"},{"approved":{"expense":"0.0000","labor":"127.5000","parts":"24.5000"},"asset":4,"code":"PARTIAL"}]}}', 'as covered', 'defined_approver', NULL, NULL, 'ef1217092061715095f16f3ed68f5a59872d633c94e2ff20f57500d2fbe6c722', 'e0d4f1316753d0ea435408c256b36c0aa76b93525b7cbc4e4f864f3d682efaeb');
INSERT INTO public.event VALUES (66, 'product', 4, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-3","name":"Pump P-3","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '72932d0774ecc2799369cc686a4d7badf3dda09b62651ae595bc10ed87069a1d');
INSERT INTO public.event VALUES (67, 'warranty_term', 4, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":4,"start_basis":"delivery","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ddbe3554f163925d28ee026975ed13626e3d48ae182fc49f4e620d1d2a6a79c6');
INSERT INTO public.event VALUES (68, 'asset', 5, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":4,"purchase_date":null,"serial_key":"sn3","serial_number":"SN 3","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ba453620d84375d6a615558a827f85e731d6474aaeaafd8e4d24a1f9a1d067cc');
INSERT INTO public.event VALUES (69, 'asset_warranty', 5, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":4,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '30b68a265eebf7aa5c3c4826ae7db99dec29903a5e355b2732305c9d43f76479');
INSERT INTO public.event VALUES (70, 'service_case', 3, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 3, '{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":4,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[5]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '33703e361a1a20370943ab912ac9fa485de8b269e78c8b4d0abf37dc1ef0e499');
INSERT INTO public.event VALUES (71, 'claim', 2, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 3, '{"after":{"account_id":1,"case_id":3,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":5,"status":"draft"},"facts":{"lines":[{"asset_id":5,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"0","labor_rate":"0","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":"30"}],"usage":null}]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ede659aaa39f76ffe4180170c1ceab9dfa004fb177fc9a5e59a03c4ca220e64c');
INSERT INTO public.event VALUES (72, 'claim', 2, 2, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 3, '{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":5,"code":"COVERED","eligible":"60.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"60.00","tier":"parts","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":5}],"revision":3}}', NULL, 'warranty', NULL, NULL, 'ede659aaa39f76ffe4180170c1ceab9dfa004fb177fc9a5e59a03c4ca220e64c', '81a23c9a5472497a4b1b1126226aafa10535b2a56082032a239732e839235b36');
INSERT INTO public.event VALUES (73, 'claim', 2, 3, 'submit', 'user', 1, 'support', '2026-03-04 10:00:00+00', 3, '{"after":{"status":"submitted","submitted_at":"2026-03-04T10:00:00.000000+00:00","submitted_by":"user:1"},"before":{"status":"draft"}}', NULL, NULL, NULL, NULL, '81a23c9a5472497a4b1b1126226aafa10535b2a56082032a239732e839235b36', '3818579503b12fa7d2bf7cd317bc3d89f7e0cacba932d59ef6f3d8e8c6b35684');
INSERT INTO public.event VALUES (74, 'claim', 2, 4, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 3, '{"after":{"evaluations":2},"before":{"evaluations":1},"facts":{"cover":[{"asset_id":5,"code":"COVERED","eligible":"60.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"60.00","tier":"parts","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":5}],"revision":3}}', NULL, 'warranty', NULL, NULL, '3818579503b12fa7d2bf7cd317bc3d89f7e0cacba932d59ef6f3d8e8c6b35684', 'b211226d8a1a1c2b45ca68c35ea109e50ad2881db428201b03eebcda08834777');
INSERT INTO public.event VALUES (75, 'claim', 2, 5, 'escalate', 'user', 1, 'support', '2026-03-04 10:00:00+00', 3, '{"after":{"approver_role":"approver","decide_by":"2026-03-05T10:00:00.000000+00:00","review_reasons":"PRICE_ABOVE_BOOK","status":"manual_review_needed"},"before":{"review_reasons":"","status":"submitted"},"facts":{"reasons":["PRICE_ABOVE_BOOK"]}}', NULL, 'approval', NULL, NULL, 'b211226d8a1a1c2b45ca68c35ea109e50ad2881db428201b03eebcda08834777', '55ef3c70b3c74becc2765bfac6efad3bfa4c101892dd55e0141083d523d057ff');
INSERT INTO public.event VALUES (76, 'asset_warranty', 5, 2, 'amended', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"parts_percent":"90"},"before":{"parts_percent":"100.0000"}}', NULL, NULL, NULL, NULL, '30b68a265eebf7aa5c3c4826ae7db99dec29903a5e355b2732305c9d43f76479', '1f1bc4abed87059ae1def0ac454764135cbcba9cbf35067d6200c7e4381377ec');
INSERT INTO public.event VALUES (77, 'product', 5, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-4","name":"Pump P-4","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '873f036654334cf4c599741cd660ef2e8e9030e7b737570e02479ef3324b9b86');
INSERT INTO public.event VALUES (78, 'warranty_term', 5, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":5,"start_basis":"delivery","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'bf6ffc823b04261072435e7e60f7ba6fcc8813348098f1a1b52dbd2cafa6d9ff');
INSERT INTO public.event VALUES (79, 'asset', 6, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":5,"purchase_date":null,"serial_key":"sn4","serial_number":"SN 4","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'fd5468d3999345400598f37117e8b31fd06ef13fdb1b97cd0051dd331c947675');
INSERT INTO public.event VALUES (80, 'asset_warranty', 6, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":5,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'e0f322b56255635b7d8c035d706789dfa49e2be7a947735654564401a225d4cc');
INSERT INTO public.event VALUES (81, 'service_case', 4, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 4, '{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":5,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[6]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'e20e850b6f4f0abadf996a881536780cf13487c3fc35638ed943b5329fe2000c');
INSERT INTO public.event VALUES (82, 'claim', 3, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 4, '{"after":{"account_id":1,"case_id":4,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":6,"status":"draft"},"facts":{"lines":[{"asset_id":6,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"0","labor_rate":"0","parts":[],"usage":null}]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '343fd356ad9e7c7c237140e99fabf10bd64550f47c5788c24d41c74c20f0f85e');
INSERT INTO public.event VALUES (83, 'claim', 3, 2, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 4, '{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":6,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"parts","warranty_id":6},{"asset_id":6,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":6},{"asset_id":6,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":6}],"revision":2}}', NULL, 'warranty', NULL, NULL, '343fd356ad9e7c7c237140e99fabf10bd64550f47c5788c24d41c74c20f0f85e', '0ff601d7b058bf889557c41e9fc1977491dbf52936a169ae0e39bc90e9c42a7a');
INSERT INTO public.event VALUES (84, 'product', 6, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-5","name":"Pump P-5","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'adefb8e42a113b39e2e2b36120201540db30dc790a8fca69c487e989e8a2d83d');
INSERT INTO public.event VALUES (85, 'warranty_term', 6, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":6,"start_basis":"delivery","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'dfccdef04cca9d70208a3149ddb5277c8695315a3a4878cc9bd24c24dc557c68');
INSERT INTO public.event VALUES (86, 'asset', 7, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":6,"purchase_date":null,"serial_key":"sn5","serial_number":"SN 5","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '068a702d8ee333620e34bd8b5b7fd514f97d5b3a931a628eea0041119b09c4f6');
INSERT INTO public.event VALUES (87, 'asset_warranty', 7, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":6,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '4387b21ffbcfb0699a24cf3daaaa1b580b5f98335af385f3af1758bdede6f19d');
INSERT INTO public.event VALUES (88, 'service_case', 5, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 5, '{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":6,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[7]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'be61bf6ce45dc3b26d19e72953c6192ae26d6bcd93ba98480251151d23ebce13');
INSERT INTO public.event VALUES (89, 'claim', 4, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 5, '{"after":{"account_id":1,"case_id":5,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":7,"status":"draft"},"facts":{"lines":[{"asset_id":7,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"0","labor_rate":"0","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":null}],"usage":null}]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '243287747f1dc7c4003c95750780e6a97f0c8dafd7130a1c7d9a1c5d8b8d1185');
INSERT INTO public.event VALUES (90, 'claim', 4, 2, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 5, '{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":7,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":7}],"revision":3}}', NULL, 'warranty', NULL, NULL, '243287747f1dc7c4003c95750780e6a97f0c8dafd7130a1c7d9a1c5d8b8d1185', 'f875f6dc61bc521786d8a67e78e0d2e8d74d4f11799d13b97a9f81444ca0d501');
INSERT INTO public.event VALUES (91, 'claim', 4, 3, 'submit', 'user', 1, 'support', '2026-03-04 10:00:00+00', 5, '{"after":{"status":"submitted","submitted_at":"2026-03-04T10:00:00.000000+00:00","submitted_by":"user:1"},"before":{"status":"draft"}}', NULL, NULL, NULL, NULL, 'f875f6dc61bc521786d8a67e78e0d2e8d74d4f11799d13b97a9f81444ca0d501', '73205a0d7819ad588794ba31c9e1ca843bb3991039c983d666cfea4be6034497');
INSERT INTO public.event VALUES (92, 'claim', 4, 4, 'evaluated', 'user', 1, 'support', '2026-03-04 10:00:00+00', 5, '{"after":{"evaluations":2},"before":{"evaluations":1},"facts":{"cover":[{"asset_id":7,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":7}],"revision":3}}', NULL, 'warranty', NULL, NULL, '73205a0d7819ad588794ba31c9e1ca843bb3991039c983d666cfea4be6034497', '9b817d8b11f7c4af055a8239193698c19ed76a4e10fca551d3fed253341446d1');
INSERT INTO public.event VALUES (93, 'claim', 4, 5, 'approve_in_policy', 'user', 1, 'support', '2026-03-04 10:00:00+00', 5, '{"after":{"decided_at":"2026-03-04T10:00:00.000000+00:00","decided_by":"rule:approval","decision_reason":"within the policy","status":"approved"},"before":{"status":"submitted"},"facts":{"limit":{"account_id":null,"account_tier":null,"expense":"100.0000","labor":"300.0000","parts":"500.0000"},"lines":[{"approved":{"expense":"0.00","labor":"0.00","parts":"49.00"},"asset":7,"code":"COVERED"}]}}', 'within the policy', 'rule:approval', NULL, NULL, '9b817d8b11f7c4af055a8239193698c19ed76a4e10fca551d3fed253341446d1', '194adc1afe3a5b0311e6da0ca365b9133a1216c0c9defb7a250ac6c0c5ee1717');
INSERT INTO public.event VALUES (94, 'claim', 4, 6, 'pay', 'user', 5, 'admin', '2026-03-04 10:00:00+00', 5, '{"after":{"payment_reference":"CN-1","status":"paid"},"before":{"status":"approved"},"facts":{"amount":"49.0000","currency":"EUR"}}', NULL, NULL, NULL, NULL, '194adc1afe3a5b0311e6da0ca365b9133a1216c0c9defb7a250ac6c0c5ee1717', 'b9a2aaca40a267f7760c76629ef42eaaee97a6a206fd33d23959899209771fc6');
INSERT INTO public.event VALUES (95, 'service_case', 5, 2, 'resolve', 'user', 5, 'admin', '2026-03-04 10:00:00+00', 5, '{"after":{"resolution_notes":"claim K-000004 paid: 49.00 EUR, within the policy","resolution_path":"claim","resolved_at":"2026-03-04T10:00:00.000000+00:00","status":"resolved"},"before":{"status":"new"}}', NULL, NULL, NULL, NULL, 'be61bf6ce45dc3b26d19e72953c6192ae26d6bcd93ba98480251151d23ebce13', '53fef310ba081c7c1d10bd35b5330ca515a2d3942b7b359bebea74c9c83bebd8');
INSERT INTO public.event VALUES (96, 'service_case', 5, 3, 'close', 'user', 5, 'admin', '2026-03-04 10:00:00+00', 5, '{"after":{"closed_at":"2026-03-04T10:00:00.000000+00:00","status":"closed"},"before":{"status":"resolved"}}', NULL, NULL, NULL, NULL, '53fef310ba081c7c1d10bd35b5330ca515a2d3942b7b359bebea74c9c83bebd8', '5650f8fe9e20342637d555a06bef67b08cbb9b00578c30d75819d092d59db03c');
INSERT INTO public.event VALUES (97, 'product', 7, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-56ac12","name":"Pump P-56ac12","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '848eeee0aba2391de587f641c6b6374657fa13299b5f70fdc2a845ba723b58ae');
INSERT INTO public.event VALUES (98, 'warranty_term', 7, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0","labor_months":null,"labor_percent":"50","name":"Standard","parts_months":null,"parts_percent":"100","product_id":7,"start_basis":"install","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '7e968c793ae5112ccea921c03c71e9c56ca65fefa5cd6682b0c1c39596cb79df');
INSERT INTO public.event VALUES (99, 'account', 3, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd1e226a8ef753f283ebda654b1e1a1c3846d5206ea858434e7d2c2b9755bc73f');
INSERT INTO public.event VALUES (100, 'asset', 8, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":3,"address":null,"city":null,"country":null,"delivery_date":null,"first_account_id":3,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":7,"purchase_date":null,"serial_key":"sn1","serial_number":"SN 1","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd3c608a5fbc7b8d9b7a727e4eb07db9ed01f4835fabcac476b6cbd3240a03e6e');
INSERT INTO public.event VALUES (101, 'asset_warranty', 8, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":7,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'a183e7de9c6b09f631dcb2cd19ccc393e9e9a9f3494c4c3a93feb4887692396c');
INSERT INTO public.event VALUES (102, 'service_case', 6, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 6, '{"after":{"account_id":3,"case_type":"repair","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"Water under the pump.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":7,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Pump leaks","team":"support"},"facts":{"assets":[8]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ddbc5b0ecc58c81121f1f9e76a940d2d30e9733e962f9a7a36822b343d37f02d');
INSERT INTO public.event VALUES (103, 'work_type', 2, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"crew_size":1,"duration_minutes":60,"kind":"field","name":"Repair 3dd3c6","parts":{},"purpose":"repair","skills":{},"steps":[],"tools":[]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '107274c41f2b3be69f123254b0b9b144436bfb09ec311e356bb34cb8e83a5a68');
INSERT INTO public.event VALUES (104, 'work_order', 2, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 6, '{"after":{"case_id":6,"crew_size":1,"due_date":"2026-03-07T10:00:00.000000+00:00","duration_minutes":60,"kind":"field","priority":"normal","purpose":"repair","skills":{},"subject":"Pump leaks","tools":[],"window_end":null,"window_start":"2026-03-04T10:00:00.000000+00:00","work_type_id":2},"facts":{"assets":[8]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'ce2cf2e5eb5b9f7907ca53840ccedd859b2635f1d0d5a0ed219f9c91fb786a1e');
INSERT INTO public.event VALUES (105, 'service_appointment', 2, 1, 'created', 'user', 6, 'dispatcher', '2026-03-04 10:00:00+00', 6, '{"after":{"access_notes":null,"contact_name":null,"contact_phone":null,"duration_minutes":60,"minimum_delay_minutes":0,"position":1,"status":"none","status_category":"none"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '3c7bc8985c8a9836632dd7629b65317eedc2e427e5f5e8f4dff6cd8df4f6b46a');
INSERT INTO public.event VALUES (106, 'technician', 2, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"name":"Kim Berg","territory_id":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'f16309f01d9a20a7fd4358d756ced4cadc1f0b0c92e94e198bdd46d2cbb2705f');
INSERT INTO public.event VALUES (107, 'service_appointment', 2, 2, 'schedule', 'user', 6, 'dispatcher', '2026-03-04 10:00:00+00', 6, '{"after":{"sched_end":"2026-03-05T10:00:00.000000+00:00","sched_start":"2026-03-05T09:00:00.000000+00:00","status":"scheduled","status_category":"scheduled"},"before":{"status":"none","status_category":"none"},"facts":{"technicians":[2]}}', NULL, NULL, NULL, NULL, '3c7bc8985c8a9836632dd7629b65317eedc2e427e5f5e8f4dff6cd8df4f6b46a', '46f663abbe106d503f85e1a2b398fca419d60a30a7b528093da2448cb6658ddf');
INSERT INTO public.event VALUES (108, 'work_order', 2, 2, 'schedule', 'user', 6, 'dispatcher', '2026-03-04 10:00:00+00', 6, '{"after":{"status":"scheduled"},"before":{"status":"new"},"facts":{"appointment":2}}', NULL, NULL, NULL, NULL, 'ce2cf2e5eb5b9f7907ca53840ccedd859b2635f1d0d5a0ed219f9c91fb786a1e', '0eb56f9cf287e9c846c9ee7370a499a96164e16fa188e69d132648ece13df08b');
INSERT INTO public.event VALUES (109, 'work_order', 2, 3, 'activate', 'user', 1, 'support', '2026-03-04 10:00:00+00', 6, '{"after":{"status":"active"},"before":{"status":"scheduled"}}', NULL, NULL, NULL, NULL, '0eb56f9cf287e9c846c9ee7370a499a96164e16fa188e69d132648ece13df08b', '4c65ea3aeeb379f28fe1dd3cb8857c42b8d685912a342be9bbc509ea43f34853');
INSERT INTO public.event VALUES (110, 'service_case', 2, 2, 'commented', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"facts":{"body":"Called back.","internal":true}}', NULL, NULL, NULL, NULL, '683d24cfe5e3138281a1d432296e3d04f8c5c94233b8bda08b3e60114bf7b945', 'c2d229a557fc07f3f848611c80f34710d79259dd172fdb961c7f9fa30e80dcc7');
INSERT INTO public.event VALUES (111, 'service_case', 2, 3, 'tagged', 'user', 1, 'support', '2026-03-04 10:00:00+00', 2, '{"facts":{"before_tags":[],"tags":["vip"]}}', NULL, NULL, NULL, NULL, 'c2d229a557fc07f3f848611c80f34710d79259dd172fdb961c7f9fa30e80dcc7', '4598098da4b595ec53b453b9d1f91549257a0bedac3fddaff22f6e9e898da7c3');
INSERT INTO public.event VALUES (112, 'product', 8, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"code":"P-415d50","name":"Pump P-415d50","product_line":"pumps","usage_unit":"hours"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '1d2839dd2653d40fc896db44bdd500093b8f978dc5bf519786ed8ce7a81fe90f');
INSERT INTO public.event VALUES (113, 'warranty_term', 8, 1, 'created', 'user', 2, 'operations', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0","labor_months":null,"labor_percent":"50","name":"Standard","parts_months":null,"parts_percent":"100","product_id":8,"start_basis":"install","transferable":true,"usage_limit":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'd7c22b707b7a918f307e9bd999a3045c47ec4a5530d8945fea1daa1d517e76e7');
INSERT INTO public.event VALUES (114, 'account', 4, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'f7f0f2808ee26fa7329b0fcb2f18fb93783057b7f7043be05764c9696eddadd0');
INSERT INTO public.event VALUES (115, 'asset', 9, 1, 'imported', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"account_id":4,"address":null,"city":null,"country":null,"delivery_date":null,"first_account_id":4,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":8,"purchase_date":null,"serial_key":"sn1","serial_number":"SN 1","status":"delivered","usage":null}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '5c6b594222bd5decceae44c22b9fcf38d9b24a6fbd95e9836174e231a3b125d0');
INSERT INTO public.event VALUES (116, 'asset_warranty', 9, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', NULL, '{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":8,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '50e776098de2791021011d6b74d4bc0e13ec708fa1b67845b938042033b2b299');
INSERT INTO public.event VALUES (117, 'service_case', 7, 1, 'created', 'user', 1, 'support', '2026-03-04 10:00:00+00', 7, '{"after":{"account_id":4,"case_type":"repair","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"Water under the pump.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":8,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Pump leaks","team":"support"},"facts":{"assets":[9]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '4c39f49c4db5f7f954a5a8f09dc8a54be65c2b25b1598c0a67e48122372224e4');
INSERT INTO public.event VALUES (118, 'service_case', 7, 2, 'wait', 'user', 1, 'support', '2026-03-04 10:00:00+00', 7, '{"after":{"status":"waiting","waiting_for":"customer"},"before":{"status":"new"}}', 'photo', NULL, NULL, NULL, '4c39f49c4db5f7f954a5a8f09dc8a54be65c2b25b1598c0a67e48122372224e4', 'bf133ecc2b352dddce3350c4c194abc0fa0a0d2870548fbfe64d7feee7cc578c');
INSERT INTO public.event VALUES (119, 'machine_key', 1, 1, 'created', 'user', 5, 'admin', '2026-03-04 10:00:00+00', NULL, '{"after":{"created_at":"2026-03-04T10:00:00.000000+00:00","name":"shop"},"facts":{"scopes":["records.read"]}}', NULL, NULL, NULL, NULL, '0000000000000000000000000000000000000000000000000000000000000000', '61d3dfd9b9bc51f1fb80d17a25f963d38f0da353c54abfe5a57bdfe877b5184e');
INSERT INTO public.event VALUES (120, 'service_case', 7, 3, 'resume', 'user', 1, 'support', '2026-03-04 15:00:00+00', 7, '{"after":{"due_at":"2026-03-07T15:00:00.000000+00:00","status":"in_progress","waiting_for":null},"before":{"due_at":"2026-03-07T10:00:00.000000+00:00","status":"waiting","waiting_for":"customer"}}', NULL, NULL, NULL, NULL, 'bf133ecc2b352dddce3350c4c194abc0fa0a0d2870548fbfe64d7feee7cc578c', 'c85894c9e0dd7167cb5d1de7a041072eff3527f9d279ba2eb1dda525aa97b09d');
INSERT INTO public.key_scope VALUES (1, 'records.read');
INSERT INTO public.login_session VALUES (1, 'b51a10bc70b2b3f0016e8c46660d8a7fb725fae8c8a8313688a56f9965c4ae71', 1, '2026-03-02 08:00:00+00', '2037-02-12 08:00:00+00');
INSERT INTO public.login_session VALUES (2, '9ff7594bc61963c35bac494f58f94c8ad0e1072a53a30adeb669141f0cc0baaf', 2, '2026-03-02 08:00:00+00', '2037-02-12 08:00:00+00');
INSERT INTO public.login_session VALUES (3, '4ffb51856dfe80c55555b330de60548da6dffcf55cf6e8465c9706bcabb3b0e2', 3, '2026-03-02 08:00:00+00', '2037-02-12 08:00:00+00');
INSERT INTO public.login_session VALUES (4, '187b312970798b268f8671b6e0d2d8d3f0e2b9056aa48838b1daa41ff4bd6661', 4, '2026-03-02 08:00:00+00', '2037-02-12 08:00:00+00');
INSERT INTO public.login_session VALUES (5, 'e6d31c16f06e92be374c2be989f4b15fb14c14a1c6c9731d2ada65f2e0f57c0d', 5, '2026-03-02 08:00:00+00', '2037-02-12 08:00:00+00');
INSERT INTO public.login_session VALUES (6, '7d0c72d2f17af565b4abbf34c4ae2ae25a0b0655efd3cc2d7922e2c2ef0b73ee', 6, '2026-03-02 08:00:00+00', '2037-02-12 08:00:00+00');
INSERT INTO public.login_session VALUES (7, '1cc1cf1450255c1068de3a7972782dd31141d871963f233f0350ba47eeb7fd29', 7, '2026-03-04 09:00:00+00', '2037-02-14 09:00:00+00');
INSERT INTO public.machine_key VALUES (1, 1, 'shop', 'bac6f9305eace403541c4f6407d24b7f6b5208bacfcb8c8910d2e2e5e3a1f451', '2026-03-04 10:00:00+00', NULL);
INSERT INTO public.order_line VALUES (1, 1, 1, 1, 2);
INSERT INTO public.plan_step VALUES (1, 1, 'Test run', true, 'bar', '2026-03-04 09:00:00+00', 'installer 1', 62500);
INSERT INTO public.price_book_entry VALUES (1, 1, 'SEAL-7', 'EUR', 245000);
INSERT INTO public.price_book_entry VALUES (2, 1, 'MOTOR-2', 'EUR', 4800000);
INSERT INTO public.priority_target VALUES (1, 1, 'urgent', 4);
INSERT INTO public.priority_target VALUES (2, 1, 'high', 24);
INSERT INTO public.priority_target VALUES (3, 1, 'normal', 72);
INSERT INTO public.priority_target VALUES (4, 1, 'low', 168);
INSERT INTO public.product VALUES (1, 1, 'P-100', 'Pump P-100', 'pumps', 'hours');
INSERT INTO public.product VALUES (2, 1, 'P-1', 'Pump P-1', 'pumps', 'hours');
INSERT INTO public.product VALUES (3, 1, 'P-2', 'Pump P-2', 'pumps', 'hours');
INSERT INTO public.product VALUES (4, 1, 'P-3', 'Pump P-3', 'pumps', 'hours');
INSERT INTO public.product VALUES (5, 1, 'P-4', 'Pump P-4', 'pumps', 'hours');
INSERT INTO public.product VALUES (6, 1, 'P-5', 'Pump P-5', 'pumps', 'hours');
INSERT INTO public.product VALUES (7, 1, 'P-56ac12', 'Pump P-56ac12', 'pumps', 'hours');
INSERT INTO public.product VALUES (8, 1, 'P-415d50', 'Pump P-415d50', 'pumps', 'hours');
INSERT INTO public.remembered_answer VALUES ('user:1', 'once', 'f3d1ac0eb3ef39cbf5a07b7ac1fe2628d79dd6560f833293812e08c10882857f', '2026-03-04 10:00:00+00', 201, '{"content-type": "application/json"}', '{"id":1,"author":"support","at":"2026-03-04T10:00:00Z","body":"Called back.","internal":true}');
INSERT INTO public.role_grant VALUES ('support', 'service.escalate');
INSERT INTO public.role_grant VALUES ('support_lead', 'service.escalate');
INSERT INTO public.role_grant VALUES ('manager', 'service.escalate');
INSERT INTO public.role_grant VALUES ('owner', 'service.escalate');
INSERT INTO public.role_grant VALUES ('admin', 'service.escalate');
INSERT INTO public.role_grant VALUES ('support_lead', 'service.resolve');
INSERT INTO public.role_grant VALUES ('manager', 'service.resolve');
INSERT INTO public.role_grant VALUES ('owner', 'service.resolve');
INSERT INTO public.role_grant VALUES ('admin', 'service.resolve');
INSERT INTO public.role_grant VALUES ('dispatcher', 'dispatch.plan');
INSERT INTO public.role_grant VALUES ('manager', 'dispatch.plan');
INSERT INTO public.role_grant VALUES ('admin', 'dispatch.plan');
INSERT INTO public.role_grant VALUES ('admin', 'access.write');
INSERT INTO public.role_grant VALUES ('support', 'claims.write');
INSERT INTO public.role_grant VALUES ('support_lead', 'claims.write');
INSERT INTO public.role_grant VALUES ('service', 'claims.write');
INSERT INTO public.role_grant VALUES ('manager', 'claims.write');
INSERT INTO public.role_grant VALUES ('owner', 'claims.write');
INSERT INTO public.role_grant VALUES ('admin', 'claims.write');
INSERT INTO public.role_grant VALUES ('planner', 'dispatch.simulate');
INSERT INTO public.role_grant VALUES ('dispatcher', 'dispatch.simulate');
INSERT INTO public.role_grant VALUES ('manager', 'dispatch.simulate');
INSERT INTO public.role_grant VALUES ('manager', 'service.recommit');
INSERT INTO public.role_grant VALUES ('owner', 'service.recommit');
INSERT INTO public.role_grant VALUES ('admin', 'service.recommit');
INSERT INTO public.role_grant VALUES ('dispatcher', 'service.recommit');
INSERT INTO public.role_grant VALUES ('approver', 'claims.approve');
INSERT INTO public.role_grant VALUES ('manager', 'claims.approve');
INSERT INTO public.role_grant VALUES ('owner', 'claims.approve');
INSERT INTO public.role_grant VALUES ('admin', 'claims.approve');
INSERT INTO public.role_grant VALUES ('support', 'service.read');
INSERT INTO public.role_grant VALUES ('support_lead', 'service.read');
INSERT INTO public.role_grant VALUES ('service', 'service.read');
INSERT INTO public.role_grant VALUES ('manager', 'service.read');
INSERT INTO public.role_grant VALUES ('owner', 'service.read');
INSERT INTO public.role_grant VALUES ('admin', 'service.read');
INSERT INTO public.role_grant VALUES ('dispatcher', 'service.read');
INSERT INTO public.role_grant VALUES ('executive', 'service.read');
INSERT INTO public.role_grant VALUES ('buyer', 'service.read');
INSERT INTO public.role_grant VALUES ('planner', 'service.read');
INSERT INTO public.role_grant VALUES ('operations', 'service.read');
INSERT INTO public.role_grant VALUES ('approver', 'service.read');
INSERT INTO public.role_grant VALUES ('installer', 'service.read');
INSERT INTO public.role_grant VALUES ('customer', 'service.read');
INSERT INTO public.role_grant VALUES ('installer', 'visits.execute');
INSERT INTO public.role_grant VALUES ('buyer', 'returns.write');
INSERT INTO public.role_grant VALUES ('manager', 'returns.write');
INSERT INTO public.role_grant VALUES ('dispatcher', 'dispatch.publish');
INSERT INTO public.role_grant VALUES ('manager', 'dispatch.publish');
INSERT INTO public.role_grant VALUES ('admin', 'dispatch.publish');
INSERT INTO public.role_grant VALUES ('support', 'session.own');
INSERT INTO public.role_grant VALUES ('support_lead', 'session.own');
INSERT INTO public.role_grant VALUES ('service', 'session.own');
INSERT INTO public.role_grant VALUES ('manager', 'session.own');
INSERT INTO public.role_grant VALUES ('owner', 'session.own');
INSERT INTO public.role_grant VALUES ('admin', 'session.own');
INSERT INTO public.role_grant VALUES ('dispatcher', 'session.own');
INSERT INTO public.role_grant VALUES ('executive', 'session.own');
INSERT INTO public.role_grant VALUES ('buyer', 'session.own');
INSERT INTO public.role_grant VALUES ('planner', 'session.own');
INSERT INTO public.role_grant VALUES ('operations', 'session.own');
INSERT INTO public.role_grant VALUES ('approver', 'session.own');
INSERT INTO public.role_grant VALUES ('installer', 'session.own');
INSERT INTO public.role_grant VALUES ('customer', 'session.own');
INSERT INTO public.role_grant VALUES ('owner', 'claims.pay');
INSERT INTO public.role_grant VALUES ('admin', 'claims.pay');
INSERT INTO public.role_grant VALUES ('support', 'service.write');
INSERT INTO public.role_grant VALUES ('support_lead', 'service.write');
INSERT INTO public.role_grant VALUES ('service', 'service.write');
INSERT INTO public.role_grant VALUES ('manager', 'service.write');
INSERT INTO public.role_grant VALUES ('owner', 'service.write');
INSERT INTO public.role_grant VALUES ('admin', 'service.write');
INSERT INTO public.role_grant VALUES ('operations', 'config.write');
INSERT INTO public.role_grant VALUES ('admin', 'config.write');
INSERT INTO public.role_grant VALUES ('support', 'records.read');
INSERT INTO public.role_grant VALUES ('support_lead', 'records.read');
INSERT INTO public.role_grant VALUES ('service', 'records.read');
INSERT INTO public.role_grant VALUES ('manager', 'records.read');
INSERT INTO public.role_grant VALUES ('owner', 'records.read');
INSERT INTO public.role_grant VALUES ('admin', 'records.read');
INSERT INTO public.role_grant VALUES ('dispatcher', 'records.read');
INSERT INTO public.role_grant VALUES ('executive', 'records.read');
INSERT INTO public.role_grant VALUES ('buyer', 'records.read');
INSERT INTO public.role_grant VALUES ('planner', 'records.read');
INSERT INTO public.role_grant VALUES ('operations', 'records.read');
INSERT INTO public.role_grant VALUES ('approver', 'records.read');
INSERT INTO public.role_grant VALUES ('support', 'records.write');
INSERT INTO public.role_grant VALUES ('support_lead', 'records.write');
INSERT INTO public.role_grant VALUES ('service', 'records.write');
INSERT INTO public.role_grant VALUES ('manager', 'records.write');
INSERT INTO public.role_grant VALUES ('owner', 'records.write');
INSERT INTO public.role_grant VALUES ('admin', 'records.write');
INSERT INTO public.role_grant VALUES ('operations', 'records.write');
INSERT INTO public.sales_order VALUES (1, 1, 'SO-1', 2, '2026-01-12');
INSERT INTO public.service_appointment VALUES (1, 6, 1, 1, 0, 'completed', 'completed', 60, '2026-03-04 09:00:00+00', '2026-03-04 10:00:00+00', '2026-03-04 09:00:00+00', '2026-03-04 10:00:00+00', NULL, NULL, NULL, NULL);
INSERT INTO public.service_appointment VALUES (2, 3, 2, 1, 0, 'scheduled', 'scheduled', 60, '2026-03-05 09:00:00+00', '2026-03-05 10:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.service_case VALUES (1, 4, 2, NULL, 1, NULL, 1, 1, 'representative', 'installation', 'other', 'Install two pumps', 'Water under the pump.', false, NULL, NULL, NULL, 'pumps', 'standard', 'closed', 'low', false, NULL, '2026-03-02 08:00:00+00', '2026-03-02 08:00:00+00', '2026-03-09 08:00:00+00', '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', 'support', NULL, 'field work', 'Both pumps run.', NULL, NULL, '2e8e3a735308114be19852e7f830e197d20a02a33b2b4a8eaf7fd3b6aed026f4');
INSERT INTO public.service_case VALUES (2, 1, 1, NULL, NULL, NULL, 2, 1, 'representative', 'warranty', 'defect', 'Fails', 'It fails.', false, NULL, NULL, NULL, 'pumps', 'standard', 'new', 'normal', false, NULL, '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-07 10:00:00+00', NULL, NULL, 'support', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.service_case VALUES (3, 1, 1, NULL, NULL, NULL, 4, 1, 'representative', 'warranty', 'defect', 'Fails', 'It fails.', false, NULL, NULL, NULL, 'pumps', 'standard', 'new', 'normal', false, NULL, '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-07 10:00:00+00', NULL, NULL, 'support', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.service_case VALUES (4, 1, 1, NULL, NULL, NULL, 5, 1, 'representative', 'warranty', 'defect', 'Fails', 'It fails.', false, NULL, NULL, NULL, 'pumps', 'standard', 'new', 'normal', false, NULL, '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-07 10:00:00+00', NULL, NULL, 'support', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.service_case VALUES (5, 3, 1, NULL, NULL, NULL, 6, 1, 'representative', 'warranty', 'defect', 'Fails', 'It fails.', false, NULL, NULL, NULL, 'pumps', 'standard', 'closed', 'normal', false, NULL, '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-07 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', 'support', NULL, 'claim', 'claim K-000004 paid: 49.00 EUR, within the policy', NULL, NULL, 'a4450691c1197832e363bfd9002d4648aee39b3b2f3917fa9b4a1ed4a85571d2');
INSERT INTO public.service_case VALUES (6, 1, 3, NULL, NULL, NULL, 7, 1, 'representative', 'repair', 'defect', 'Pump leaks', 'Water under the pump.', false, NULL, NULL, NULL, 'pumps', 'standard', 'new', 'normal', false, NULL, '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-07 10:00:00+00', NULL, NULL, 'support', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.service_case VALUES (7, 3, 4, NULL, NULL, NULL, 8, 1, 'representative', 'repair', 'defect', 'Pump leaks', 'Water under the pump.', false, NULL, NULL, NULL, 'pumps', 'standard', 'in_progress', 'normal', false, NULL, '2026-03-04 10:00:00+00', '2026-03-04 10:00:00+00', '2026-03-07 15:00:00+00', NULL, NULL, 'support', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.service_report VALUES (1, 1, 'Both pumps run.', NULL, 'installer 1', '2026-03-04 09:00:00+00');
INSERT INTO public.signature VALUES (1, 1, 'Jo Roe', 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV', '2026-03-04 09:00:00+00');
INSERT INTO public.signed_head VALUES (1, 'account', 1, 1, '3e664d766a62fb9f256f17a2086762acbb5f4b27af5c2436f1ab491b3ad9972e');
INSERT INTO public.signed_head VALUES (1, 'account', 2, 1, '969cebb979f8ae26572b34a62a0d87913b7de16ae704a5fa39db635e9e761c17');
INSERT INTO public.signed_head VALUES (1, 'account', 3, 1, 'd1e226a8ef753f283ebda654b1e1a1c3846d5206ea858434e7d2c2b9755bc73f');
INSERT INTO public.signed_head VALUES (1, 'account', 4, 1, 'f7f0f2808ee26fa7329b0fcb2f18fb93783057b7f7043be05764c9696eddadd0');
INSERT INTO public.signed_head VALUES (1, 'approval_band', 1, 1, '3378216fd41b2432ee45fdfdc5a42df938b99adb5da9ee9122cd46dde1e51df1');
INSERT INTO public.signed_head VALUES (1, 'approval_band', 2, 1, '37c71c8d027c8a84a0717253a3693449e771d420ec25ddd19f9f0bd7d1c5aac2');
INSERT INTO public.signed_head VALUES (1, 'approval_band', 3, 1, 'ffa9714b35b8cfee2af19ca5d9e51f29d08d02aa3e318ce1d305a59a3a347c1e');
INSERT INTO public.signed_head VALUES (1, 'approval_limit', 1, 1, '6eed6e14c3158b723d4215270375ce1dd440817cd4988e1af8c3b51917bc96e8');
INSERT INTO public.signed_head VALUES (1, 'asset', 1, 2, 'c15217f59b45e38ae92c6b6d1a503660c595e30c64723029b30764bd44d1e85d');
INSERT INTO public.signed_head VALUES (1, 'asset', 2, 2, '32850746177d1065f3e4f3d6fa0a87fe5a13948c21c1db53bba90c6bd03f644c');
INSERT INTO public.signed_head VALUES (1, 'asset', 3, 1, '48fd68e5288461c1d7882764fbb58e068fc36562a8b4d2d708acf03736b2be9d');
INSERT INTO public.signed_head VALUES (1, 'asset', 4, 1, '1891f88fb0cb54dcb99c4e5c5fbe4c89e55133dcc5f861aaace77442202441ac');
INSERT INTO public.signed_head VALUES (1, 'asset', 5, 1, 'ba453620d84375d6a615558a827f85e731d6474aaeaafd8e4d24a1f9a1d067cc');
INSERT INTO public.signed_head VALUES (1, 'asset', 6, 1, 'fd5468d3999345400598f37117e8b31fd06ef13fdb1b97cd0051dd331c947675');
INSERT INTO public.signed_head VALUES (1, 'asset', 7, 1, '068a702d8ee333620e34bd8b5b7fd514f97d5b3a931a628eea0041119b09c4f6');
INSERT INTO public.signed_head VALUES (1, 'asset', 8, 1, 'd3c608a5fbc7b8d9b7a727e4eb07db9ed01f4835fabcac476b6cbd3240a03e6e');
INSERT INTO public.signed_head VALUES (1, 'asset', 9, 1, '5c6b594222bd5decceae44c22b9fcf38d9b24a6fbd95e9836174e231a3b125d0');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 1, 1, '14a171ea3a28f1d67d2f8ed5fa75ddaa4b36c54304213d717d4c5bb52bb17b18');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 2, 1, '0089081a03e3dc57f7b92dda0ad175b5b17b94a21a0509cfadf709accd4c3659');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 3, 1, 'caebbe533c5b3f38b685b009e3e96664cbe02b2b0655068a9b457cb3b43c2002');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 4, 1, '1149f47f6fcd83af063f367c042eacba31a804b6c7711ef5dfe4ab9ce0beed4e');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 5, 2, '1f1bc4abed87059ae1def0ac454764135cbcba9cbf35067d6200c7e4381377ec');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 6, 1, 'e0f322b56255635b7d8c035d706789dfa49e2be7a947735654564401a225d4cc');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 7, 1, '4387b21ffbcfb0699a24cf3daaaa1b580b5f98335af385f3af1758bdede6f19d');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 8, 1, 'a183e7de9c6b09f631dcb2cd19ccc393e9e9a9f3494c4c3a93feb4887692396c');
INSERT INTO public.signed_head VALUES (1, 'asset_warranty', 9, 1, '50e776098de2791021011d6b74d4bc0e13ec708fa1b67845b938042033b2b299');
INSERT INTO public.signed_head VALUES (1, 'branch', 1, 1, 'de52cf2fbd0b72db4bc912880d03280ef95dfdf6f17ec2b779214acd2cb8adee');
INSERT INTO public.signed_head VALUES (1, 'claim', 1, 6, 'e0d4f1316753d0ea435408c256b36c0aa76b93525b7cbc4e4f864f3d682efaeb');
INSERT INTO public.signed_head VALUES (1, 'claim', 2, 5, '55ef3c70b3c74becc2765bfac6efad3bfa4c101892dd55e0141083d523d057ff');
INSERT INTO public.signed_head VALUES (1, 'claim', 3, 2, '0ff601d7b058bf889557c41e9fc1977491dbf52936a169ae0e39bc90e9c42a7a');
INSERT INTO public.signed_head VALUES (1, 'claim', 4, 6, 'b9a2aaca40a267f7760c76629ef42eaaee97a6a206fd33d23959899209771fc6');
INSERT INTO public.signed_head VALUES (1, 'machine_key', 1, 1, '61d3dfd9b9bc51f1fb80d17a25f963d38f0da353c54abfe5a57bdfe877b5184e');
INSERT INTO public.signed_head VALUES (1, 'price_book_entry', 1, 1, 'cf6efc95075fe20c83927fd2d44c0e2c2d3a487db763c49c2e02a4bb754e912c');
INSERT INTO public.signed_head VALUES (1, 'price_book_entry', 2, 1, 'ea73848f38fe3c990294dd142a444f94e0f53a120238f7106e60dbfcd1b037a2');
INSERT INTO public.signed_head VALUES (1, 'priority_target', 1, 1, 'aedf0ff5af633ecec32bbbe6fc5ce0d222eb53d683ca76721cf4ef11f9a4cfa0');
INSERT INTO public.signed_head VALUES (1, 'priority_target', 2, 1, 'ac3d539cdab8a5436aab561d2ba19d949d07189302ba0da7acfc581e7f243ab0');
INSERT INTO public.signed_head VALUES (1, 'priority_target', 3, 1, 'd7e6c9f2f0772e4cc6121543702d86ca8a3202695991ee84d4fd33a5828f9f40');
INSERT INTO public.signed_head VALUES (1, 'priority_target', 4, 1, '747e3886daf7ce018ac1c82a3e229827cac56491536eb723e6c18a2568a806da');
INSERT INTO public.signed_head VALUES (1, 'product', 1, 1, '99cb86712fa5c99b42ffa19422566b21e889f82a7bc676b8ad2e78a98615ed47');
INSERT INTO public.signed_head VALUES (1, 'product', 2, 1, '1fcc3b788d90f2300f61a0b41f159c02fedd0e0d5cf85133b7518d76ee30f993');
INSERT INTO public.signed_head VALUES (1, 'product', 3, 1, 'dcbbb04fdff66ea40ec2df94d43876b786bfee031f6b9d0c411bd16d1435e0a0');
INSERT INTO public.signed_head VALUES (1, 'product', 4, 1, '72932d0774ecc2799369cc686a4d7badf3dda09b62651ae595bc10ed87069a1d');
INSERT INTO public.signed_head VALUES (1, 'product', 5, 1, '873f036654334cf4c599741cd660ef2e8e9030e7b737570e02479ef3324b9b86');
INSERT INTO public.signed_head VALUES (1, 'product', 6, 1, 'adefb8e42a113b39e2e2b36120201540db30dc790a8fca69c487e989e8a2d83d');
INSERT INTO public.signed_head VALUES (1, 'product', 7, 1, '848eeee0aba2391de587f641c6b6374657fa13299b5f70fdc2a845ba723b58ae');
INSERT INTO public.signed_head VALUES (1, 'product', 8, 1, '1d2839dd2653d40fc896db44bdd500093b8f978dc5bf519786ed8ce7a81fe90f');
INSERT INTO public.signed_head VALUES (1, 'sales_order', 1, 1, '7bf267e170714c35faad0b38979e675ed2616fc02c31678910f99ff40ef0d3e5');
INSERT INTO public.signed_head VALUES (1, 'service_appointment', 1, 5, '829e80a784b3a315c4be6c62b2e66bd16081153dc3cd43bc792674af59d98050');
INSERT INTO public.signed_head VALUES (1, 'service_appointment', 2, 2, '46f663abbe106d503f85e1a2b398fca419d60a30a7b528093da2448cb6658ddf');
INSERT INTO public.signed_head VALUES (1, 'service_case', 1, 4, '7ab0df38a1fec696d03477efb71d15138e250ef631f71c9dc12c2bf7e158bbaf');
INSERT INTO public.signed_head VALUES (1, 'service_case', 2, 3, '4598098da4b595ec53b453b9d1f91549257a0bedac3fddaff22f6e9e898da7c3');
INSERT INTO public.signed_head VALUES (1, 'service_case', 3, 1, '33703e361a1a20370943ab912ac9fa485de8b269e78c8b4d0abf37dc1ef0e499');
INSERT INTO public.signed_head VALUES (1, 'service_case', 4, 1, 'e20e850b6f4f0abadf996a881536780cf13487c3fc35638ed943b5329fe2000c');
INSERT INTO public.signed_head VALUES (1, 'service_case', 5, 3, '5650f8fe9e20342637d555a06bef67b08cbb9b00578c30d75819d092d59db03c');
INSERT INTO public.signed_head VALUES (1, 'service_case', 6, 1, 'ddbc5b0ecc58c81121f1f9e76a940d2d30e9733e962f9a7a36822b343d37f02d');
INSERT INTO public.signed_head VALUES (1, 'service_case', 7, 2, 'bf133ecc2b352dddce3350c4c194abc0fa0a0d2870548fbfe64d7feee7cc578c');
INSERT INTO public.signed_head VALUES (1, 'technician', 1, 1, 'a9d4db5c4318ac9f6177a0533edccd289f440bcc67926440922085bf5af88f4f');
INSERT INTO public.signed_head VALUES (1, 'technician', 2, 1, 'f16309f01d9a20a7fd4358d756ced4cadc1f0b0c92e94e198bdd46d2cbb2705f');
INSERT INTO public.signed_head VALUES (1, 'territory', 1, 1, '3fbbf33174b0359631f220449d47186feee5e23863679c84e1c229850f793dcc');
INSERT INTO public.signed_head VALUES (1, 'transport', 1, 2, '5c2db77841f8f57395530c04a616e9afed10b770d6cffb7f4bf0599a1e8c5beb');
INSERT INTO public.signed_head VALUES (1, 'user_account', 1, 1, '371af6e025746bb37c2bee8ae1dd6e841474f561133fa097ef6a3a946176a16c');
INSERT INTO public.signed_head VALUES (1, 'user_account', 2, 1, 'b54a66be07f531bee5a340f06b96b19f76e28574dddc12bd67dcea3c7f387fa3');
INSERT INTO public.signed_head VALUES (1, 'user_account', 3, 1, '22bcf937ff88a174ba29d25b432deba13eb07cc85b7174ea6c7c89b3fb064c0e');
INSERT INTO public.signed_head VALUES (1, 'user_account', 4, 1, '52b6d2520aeec52a85bab785ab118212d278da90eb98b1c60bd6c4b64c994990');
INSERT INTO public.signed_head VALUES (1, 'user_account', 5, 1, '48b51f6cd4ce824fa556db0fb7d8cee348e5b8d6c29d4e377d5aec1905a54dfa');
INSERT INTO public.signed_head VALUES (1, 'user_account', 6, 1, '7338787c28adcfe5db7867bf87ae85ee81a5bc6a76b6e4e9b2b7199d9a8cffe6');
INSERT INTO public.signed_head VALUES (1, 'user_account', 7, 1, '706ae4da99ef7125fc3e594a710255ad86debfec4597b1955b74d638ad4ae201');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 1, 1, '3356f9e650897171d9d802d1032a85695b7cd9d301170d312fd478515ae04279');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 2, 1, '0a194959c401a38bcec0a908d445602a9b220f51369f7123e310498abb68f263');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 3, 1, '6cac81a080085b2091f41f3a409da9ab7507a015b3ae4638e5b7715ef9a44e9f');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 4, 1, 'ddbe3554f163925d28ee026975ed13626e3d48ae182fc49f4e620d1d2a6a79c6');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 5, 1, 'bf6ffc823b04261072435e7e60f7ba6fcc8813348098f1a1b52dbd2cafa6d9ff');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 6, 1, 'dfccdef04cca9d70208a3149ddb5277c8695315a3a4878cc9bd24c24dc557c68');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 7, 1, '7e968c793ae5112ccea921c03c71e9c56ca65fefa5cd6682b0c1c39596cb79df');
INSERT INTO public.signed_head VALUES (1, 'warranty_term', 8, 1, 'd7c22b707b7a918f307e9bd999a3045c47ec4a5530d8945fea1daa1d517e76e7');
INSERT INTO public.signed_head VALUES (1, 'work_order', 1, 7, '1715e9ec8ed4f8993318ebda469c2e48d7f038533995af1d8d224361b2a0dd4c');
INSERT INTO public.signed_head VALUES (1, 'work_order', 2, 3, '4c65ea3aeeb379f28fe1dd3cb8857c42b8d685912a342be9bbc509ea43f34853');
INSERT INTO public.signed_head VALUES (1, 'work_type', 1, 1, '8d61c890ef699fafade2aeb4db9ef8d76c0a8e7e7ccb89707a0bee18950c01cc');
INSERT INTO public.signed_head VALUES (1, 'work_type', 2, 1, '107274c41f2b3be69f123254b0b9b144436bfb09ec311e356bb34cb8e83a5a68');
INSERT INTO public.technician VALUES (1, 1, 'Kim Berg', NULL, true);
INSERT INTO public.technician VALUES (2, 1, 'Kim Berg', NULL, true);
INSERT INTO public.territory VALUES (1, 1, 'N1', 'Bremen', 1);
INSERT INTO public.transport VALUES (1, 2, 1, 'confirmed', '2026-02-20', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.transport_unit VALUES (1, 1, 1, 1, 'PX-1', 'px1', NULL);
INSERT INTO public.transport_unit VALUES (2, 1, 1, 1, 'PX-2', 'px2', NULL);
INSERT INTO public.user_account VALUES (1, 1, 'support', 'support', 'none', false, true, NULL, NULL);
INSERT INTO public.user_account VALUES (2, 1, 'operations', 'operations', 'none', false, true, NULL, NULL);
INSERT INTO public.user_account VALUES (3, 1, 'approver', 'approver', 'none', false, true, NULL, NULL);
INSERT INTO public.user_account VALUES (4, 1, 'manager', 'manager', 'none', false, true, NULL, NULL);
INSERT INTO public.user_account VALUES (5, 1, 'admin', 'admin', 'none', false, true, NULL, NULL);
INSERT INTO public.user_account VALUES (6, 1, 'dispatcher', 'dispatcher', 'none', false, true, NULL, NULL);
INSERT INTO public.user_account VALUES (7, 1, 'installer 1', 'installer 1', 'none', false, true, NULL, 1);
INSERT INTO public.user_role VALUES (1, 'support');
INSERT INTO public.user_role VALUES (2, 'operations');
INSERT INTO public.user_role VALUES (3, 'approver');
INSERT INTO public.user_role VALUES (4, 'manager');
INSERT INTO public.user_role VALUES (5, 'admin');
INSERT INTO public.user_role VALUES (6, 'dispatcher');
INSERT INTO public.user_role VALUES (7, 'installer');
INSERT INTO public.warranty_term VALUES (1, 1, 1, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (2, 1, 2, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (3, 1, 3, 'Standard', 'delivery', 24, 500000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (4, 1, 4, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (5, 1, 5, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (6, 1, 6, 'Standard', 'delivery', 24, 1000000, 1000000, 1000000, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (7, 1, 7, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.warranty_term VALUES (8, 1, 8, 'Standard', 'install', 24, 1000000, 500000, 0, NULL, NULL, NULL, NULL, '', '', NULL, NULL, 'EUR', true);
INSERT INTO public.work_order VALUES (1, 6, 1, 1, NULL, 'field', 'installation', 'completed', 'Install two pumps', NULL, 'low', 60, 1, '{}', '[]', NULL, '2026-03-02 08:00:00+00', NULL, '2026-03-09 08:00:00+00', 0, false, NULL, 1, 1, '2026-03-04 10:00:00+00');
INSERT INTO public.work_order VALUES (2, 3, 6, 2, NULL, 'field', 'repair', 'active', 'Pump leaks', NULL, 'normal', 60, 1, '{}', '[]', NULL, '2026-03-04 10:00:00+00', NULL, '2026-03-07 10:00:00+00', 0, false, NULL, NULL, NULL, NULL);
INSERT INTO public.work_order_line_item VALUES (1, 1, 1, NULL);
INSERT INTO public.work_order_line_item VALUES (1, 2, 2, NULL);
INSERT INTO public.work_order_line_item VALUES (2, 1, 8, NULL);
INSERT INTO public.work_type VALUES (1, 1, 'Repair 06e888', 'field', 'installation', 60, 1, '{}', '[]', '{}', '[{"instruction": "Test run", "mandatory": true, "unit": "bar"}]');
INSERT INTO public.work_type VALUES (2, 1, 'Repair 3dd3c6', 'field', 'repair', 60, 1, '{}', '[]', '{}', '[]');
SELECT pg_catalog.setval('public.account_id_seq', 4, true);
SELECT pg_catalog.setval('public.approval_band_id_seq', 3, true);
SELECT pg_catalog.setval('public.approval_limit_id_seq', 1, true);
SELECT pg_catalog.setval('public.asset_id_seq', 9, true);
SELECT pg_catalog.setval('public.asset_warranty_id_seq', 9, true);
SELECT pg_catalog.setval('public.branch_id_seq', 1, true);
SELECT pg_catalog.setval('public.case_comment_id_seq', 1, true);
SELECT pg_catalog.setval('public.case_pause_id_seq', 1, true);
SELECT pg_catalog.setval('public.checkpoint_id_seq', 1, true);
SELECT pg_catalog.setval('public.claim_id_seq', 4, true);
SELECT pg_catalog.setval('public.contact_id_seq', 1, false);
SELECT pg_catalog.setval('public.event_id_seq', 120, true);
SELECT pg_catalog.setval('public.failed_login_id_seq', 1, false);
SELECT pg_catalog.setval('public.login_session_id_seq', 7, true);
SELECT pg_catalog.setval('public.machine_key_id_seq', 1, true);
SELECT pg_catalog.setval('public.order_line_id_seq', 1, true);
SELECT pg_catalog.setval('public.price_book_entry_id_seq', 2, true);
SELECT pg_catalog.setval('public.priority_target_id_seq', 4, true);
SELECT pg_catalog.setval('public.product_id_seq', 8, true);
SELECT pg_catalog.setval('public.sales_order_id_seq', 1, true);
SELECT pg_catalog.setval('public.service_appointment_id_seq', 2, true);
SELECT pg_catalog.setval('public.service_case_id_seq', 7, true);
SELECT pg_catalog.setval('public.service_report_id_seq', 1, true);
SELECT pg_catalog.setval('public.signature_id_seq', 1, true);
SELECT pg_catalog.setval('public.supplier_return_id_seq', 1, false);
SELECT pg_catalog.setval('public.technician_id_seq', 2, true);
SELECT pg_catalog.setval('public.territory_id_seq', 1, true);
SELECT pg_catalog.setval('public.transport_id_seq', 1, true);
SELECT pg_catalog.setval('public.transport_unit_id_seq', 2, true);
SELECT pg_catalog.setval('public.user_account_id_seq', 7, true);
SELECT pg_catalog.setval('public.warranty_term_id_seq', 8, true);
SELECT pg_catalog.setval('public.work_order_id_seq', 2, true);
SELECT pg_catalog.setval('public.work_type_id_seq', 2, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT ex_booking_technician_time EXCLUDE USING gist (int8range(technician_id, technician_id, '[]'::text) WITH &&, tstzrange(starts_at, ends_at) WITH &&) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (id);
ALTER TABLE ONLY public.appointment_status
    ADD CONSTRAINT pk_appointment_status PRIMARY KEY (name);
ALTER TABLE ONLY public.approval_band
    ADD CONSTRAINT pk_approval_band PRIMARY KEY (id);
ALTER TABLE ONLY public.approval_limit
    ADD CONSTRAINT pk_approval_limit PRIMARY KEY (id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT pk_asset PRIMARY KEY (id);
ALTER TABLE ONLY public.asset_warranty
    ADD CONSTRAINT pk_asset_warranty PRIMARY KEY (id);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT pk_booking PRIMARY KEY (appointment_id, technician_id);
ALTER TABLE ONLY public.branch
    ADD CONSTRAINT pk_branch PRIMARY KEY (id);
ALTER TABLE ONLY public.case_comment
    ADD CONSTRAINT pk_case_comment PRIMARY KEY (id);
ALTER TABLE ONLY public.case_line_item
    ADD CONSTRAINT pk_case_line_item PRIMARY KEY (case_id, "position");
ALTER TABLE ONLY public.case_pause
    ADD CONSTRAINT pk_case_pause PRIMARY KEY (id);
ALTER TABLE ONLY public.case_tag
    ADD CONSTRAINT pk_case_tag PRIMARY KEY (case_id, tag);
ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT pk_checkpoint PRIMARY KEY (id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT pk_claim PRIMARY KEY (id);
ALTER TABLE ONLY public.claim_asset
    ADD CONSTRAINT pk_claim_asset PRIMARY KEY (claim_id, asset_id);
ALTER TABLE ONLY public.claim_cover
    ADD CONSTRAINT pk_claim_cover PRIMARY KEY (claim_id, asset_id, tier);
ALTER TABLE ONLY public.claim_expense
    ADD CONSTRAINT pk_claim_expense PRIMARY KEY (claim_id, asset_id, "position");
ALTER TABLE ONLY public.claim_line_item
    ADD CONSTRAINT pk_claim_line_item PRIMARY KEY (claim_id, asset_id);
ALTER TABLE ONLY public.claim_part
    ADD CONSTRAINT pk_claim_part PRIMARY KEY (claim_id, asset_id, "position");
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT pk_contact PRIMARY KEY (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (id);
ALTER TABLE ONLY public.failed_login
    ADD CONSTRAINT pk_failed_login PRIMARY KEY (id);
ALTER TABLE ONLY public.key_scope
    ADD CONSTRAINT pk_key_scope PRIMARY KEY (key_id, permission);
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT pk_login_session PRIMARY KEY (id);
ALTER TABLE ONLY public.machine_key
    ADD CONSTRAINT pk_machine_key PRIMARY KEY (id);
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT pk_order_line PRIMARY KEY (id);
ALTER TABLE ONLY public.plan_step
    ADD CONSTRAINT pk_plan_step PRIMARY KEY (work_order_id, "position");
ALTER TABLE ONLY public.price_book_entry
    ADD CONSTRAINT pk_price_book_entry PRIMARY KEY (id);
ALTER TABLE ONLY public.priority_target
    ADD CONSTRAINT pk_priority_target PRIMARY KEY (id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT pk_product PRIMARY KEY (id);
ALTER TABLE ONLY public.remembered_answer
    ADD CONSTRAINT pk_remembered_answer PRIMARY KEY (actor, key);
ALTER TABLE ONLY public.required_part
    ADD CONSTRAINT pk_required_part PRIMARY KEY (work_order_id, part_number);
ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT pk_role_grant PRIMARY KEY (role, permission);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT pk_sales_order PRIMARY KEY (id);
ALTER TABLE ONLY public.service_appointment
    ADD CONSTRAINT pk_service_appointment PRIMARY KEY (id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT pk_service_case PRIMARY KEY (id);
ALTER TABLE ONLY public.service_report
    ADD CONSTRAINT pk_service_report PRIMARY KEY (id);
ALTER TABLE ONLY public.signature
    ADD CONSTRAINT pk_signature PRIMARY KEY (id);
ALTER TABLE ONLY public.signed_head
    ADD CONSTRAINT pk_signed_head PRIMARY KEY (checkpoint_id, record_type, record_id);
ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT pk_supplier_return PRIMARY KEY (id);
ALTER TABLE ONLY public.technician
    ADD CONSTRAINT pk_technician PRIMARY KEY (id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT pk_territory PRIMARY KEY (id);
ALTER TABLE ONLY public.transport
    ADD CONSTRAINT pk_transport PRIMARY KEY (id);
ALTER TABLE ONLY public.transport_unit
    ADD CONSTRAINT pk_transport_unit PRIMARY KEY (id);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT pk_user_account PRIMARY KEY (id);
ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT pk_user_role PRIMARY KEY (user_id, role);
ALTER TABLE ONLY public.warranty_term
    ADD CONSTRAINT pk_warranty_term PRIMARY KEY (id);
ALTER TABLE ONLY public.work_order
    ADD CONSTRAINT pk_work_order PRIMARY KEY (id);
ALTER TABLE ONLY public.work_order_line_item
    ADD CONSTRAINT pk_work_order_line_item PRIMARY KEY (work_order_id, "position");
ALTER TABLE ONLY public.work_type
    ADD CONSTRAINT pk_work_type PRIMARY KEY (id);
ALTER TABLE ONLY public.appointment_status
    ADD CONSTRAINT uq_appointment_status_name_category UNIQUE (name, category);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT uq_asset_product_id_serial_key UNIQUE (product_id, serial_key);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT uq_asset_transport_unit_id UNIQUE (transport_unit_id);
ALTER TABLE ONLY public.branch
    ADD CONSTRAINT uq_branch_name UNIQUE (name);
ALTER TABLE ONLY public.case_line_item
    ADD CONSTRAINT uq_case_line_item_case_id_asset_id UNIQUE (case_id, asset_id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT uq_claim_id_case_id UNIQUE (id, case_id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT uq_event_record_type_record_id_sequence UNIQUE (record_type, record_id, sequence);
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT uq_login_session_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.machine_key
    ADD CONSTRAINT uq_machine_key_name UNIQUE (name);
ALTER TABLE ONLY public.machine_key
    ADD CONSTRAINT uq_machine_key_secret_hash UNIQUE (secret_hash);
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT uq_order_line_id_order_id UNIQUE (id, order_id);
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT uq_order_line_order_id_position UNIQUE (order_id, "position");
ALTER TABLE ONLY public.price_book_entry
    ADD CONSTRAINT uq_price_book_entry_part_number_currency UNIQUE (part_number, currency);
ALTER TABLE ONLY public.priority_target
    ADD CONSTRAINT uq_priority_target_priority UNIQUE (priority);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT uq_product_code UNIQUE (code);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT uq_sales_order_number UNIQUE (number);
ALTER TABLE ONLY public.service_appointment
    ADD CONSTRAINT uq_service_appointment_id_sched_start_sched_end UNIQUE (id, sched_start, sched_end);
ALTER TABLE ONLY public.service_appointment
    ADD CONSTRAINT uq_service_appointment_work_order_id_position UNIQUE (work_order_id, "position");
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT uq_service_case_csat_token_hash UNIQUE (csat_token_hash);
ALTER TABLE ONLY public.service_report
    ADD CONSTRAINT uq_service_report_id_work_order_id UNIQUE (id, work_order_id);
ALTER TABLE ONLY public.signature
    ADD CONSTRAINT uq_signature_id_work_order_id UNIQUE (id, work_order_id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT uq_territory_code UNIQUE (code);
ALTER TABLE ONLY public.transport
    ADD CONSTRAINT uq_transport_id_order_id UNIQUE (id, order_id);
ALTER TABLE ONLY public.transport_unit
    ADD CONSTRAINT uq_transport_unit_transport_id_order_line_id_serial_key UNIQUE (transport_id, order_line_id, serial_key);
ALTER TABLE ONLY public.user_account
    ADD CONSTRAINT uq_user_account_login UNIQUE (login);
ALTER TABLE ONLY public.work_order_line_item
    ADD CONSTRAINT uq_work_order_line_item_work_order_id_asset_id UNIQUE (work_order_id, asset_id);
ALTER TABLE ONLY public.work_type
    ADD CONSTRAINT uq_work_type_name UNIQUE (name);
CREATE INDEX ix_account_email ON public.account USING btree (email);
CREATE INDEX ix_account_phone ON public.account USING btree (phone);
CREATE INDEX ix_asset_account_id ON public.asset USING btree (account_id);
CREATE INDEX ix_asset_serial_key ON public.asset USING btree (serial_key);
CREATE INDEX ix_asset_warranty_asset_id ON public.asset_warranty USING btree (asset_id);
CREATE INDEX ix_booking_technician_id ON public.booking USING btree (technician_id, starts_at);
CREATE INDEX ix_case_comment_case_id ON public.case_comment USING btree (case_id);
CREATE INDEX ix_case_line_item_asset_id ON public.case_line_item USING btree (asset_id);
CREATE INDEX ix_case_pause_case_id ON public.case_pause USING btree (case_id);
CREATE INDEX ix_case_tag_tag ON public.case_tag USING btree (tag);
CREATE INDEX ix_claim_account_id ON public.claim USING btree (account_id);
CREATE INDEX ix_claim_asset_asset_id ON public.claim_asset USING btree (asset_id);
CREATE INDEX ix_claim_case_id ON public.claim USING btree (case_id);
CREATE INDEX ix_claim_cover_warranty_id ON public.claim_cover USING btree (warranty_id);
CREATE INDEX ix_claim_status_decide_by ON public.claim USING btree (status, decide_by, id);
CREATE INDEX ix_contact_account_id ON public.contact USING btree (account_id);
CREATE INDEX ix_contact_email ON public.contact USING btree (email);
CREATE INDEX ix_contact_phone ON public.contact USING btree (phone);
CREATE INDEX ix_event_case_id ON public.event USING btree (case_id, id);
CREATE INDEX ix_failed_login_login_at ON public.failed_login USING btree (login, at);
CREATE INDEX ix_product_product_line ON public.product USING btree (product_line);
CREATE INDEX ix_sales_order_account_id ON public.sales_order USING btree (account_id);
CREATE INDEX ix_service_case_account_id ON public.service_case USING btree (account_id, id);
CREATE INDEX ix_service_case_assignee_id ON public.service_case USING btree (assignee_id, status);
CREATE INDEX ix_service_case_due_at ON public.service_case USING btree (due_at, id);
CREATE INDEX ix_service_case_status_due_at ON public.service_case USING btree (status, due_at, id);
CREATE INDEX ix_service_report_work_order_id ON public.service_report USING btree (work_order_id);
CREATE INDEX ix_signature_work_order_id ON public.signature USING btree (work_order_id);
CREATE INDEX ix_supplier_return_case_id ON public.supplier_return USING btree (case_id);
CREATE INDEX ix_transport_order_id ON public.transport USING btree (order_id);
CREATE INDEX ix_warranty_term_product_id ON public.warranty_term USING btree (product_id);
CREATE INDEX ix_work_order_case_id ON public.work_order USING btree (case_id);
CREATE INDEX ix_work_order_line_item_asset_id ON public.work_order_line_item USING btree (asset_id);
CREATE INDEX ix_work_order_status ON public.work_order USING btree (status, due_date);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.signed_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER gate_2 AFTER INSERT OR DELETE OR UPDATE ON public.service_appointment FOR EACH ROW EXECUTE FUNCTION public.gate_2_of_appointment();
CREATE TRIGGER gate_2 AFTER INSERT OR UPDATE ON public.work_order FOR EACH ROW EXECUTE FUNCTION public.gate_2_of_work_order();
CREATE TRIGGER gate_4 BEFORE INSERT OR UPDATE ON public.claim FOR EACH ROW EXECUTE FUNCTION public.guard_claim();
CREATE TRIGGER gate_4 AFTER INSERT OR DELETE OR UPDATE ON public.claim_cover FOR EACH ROW EXECUTE FUNCTION public.guard_claim_detail();
CREATE TRIGGER gate_4 AFTER INSERT OR DELETE OR UPDATE ON public.claim_expense FOR EACH ROW EXECUTE FUNCTION public.guard_claim_detail();
CREATE TRIGGER gate_4 AFTER INSERT OR DELETE OR UPDATE ON public.claim_line_item FOR EACH ROW EXECUTE FUNCTION public.guard_claim_detail();
CREATE TRIGGER gate_4 AFTER INSERT OR DELETE OR UPDATE ON public.claim_part FOR EACH ROW EXECUTE FUNCTION public.guard_claim_detail();
CREATE TRIGGER gate_4_caps AFTER UPDATE OF status ON public.claim FOR EACH ROW EXECUTE FUNCTION public.count_up_other_claims();
CREATE TRIGGER gate_4_inputs AFTER UPDATE OF account_id, first_account_id, usage, purchase_date, manufacture_date, delivery_date, install_date ON public.asset FOR EACH ROW EXECUTE FUNCTION public.count_up_claims_of_asset();
CREATE TRIGGER gate_4_inputs AFTER INSERT OR DELETE OR UPDATE ON public.asset_warranty FOR EACH ROW EXECUTE FUNCTION public.count_up_claims_of_warranty();
ALTER TABLE ONLY public.approval_band
    ADD CONSTRAINT fk_approval_band_approver_user_id FOREIGN KEY (approver_user_id) REFERENCES public.user_account(id);
ALTER TABLE ONLY public.approval_limit
    ADD CONSTRAINT fk_approval_limit_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT fk_asset_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT fk_asset_first_account_id FOREIGN KEY (first_account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT fk_asset_order_line_id FOREIGN KEY (order_line_id) REFERENCES public.order_line(id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT fk_asset_product_id FOREIGN KEY (product_id) REFERENCES public.product(id);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT fk_asset_transport_unit_id FOREIGN KEY (transport_unit_id) REFERENCES public.transport_unit(id);
ALTER TABLE ONLY public.asset_warranty
    ADD CONSTRAINT fk_asset_warranty_asset_id FOREIGN KEY (asset_id) REFERENCES public.asset(id);
ALTER TABLE ONLY public.asset_warranty
    ADD CONSTRAINT fk_asset_warranty_term_id FOREIGN KEY (term_id) REFERENCES public.warranty_term(id);
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT fk_booking_appointment FOREIGN KEY (appointment_id, starts_at, ends_at) REFERENCES public.service_appointment(id, sched_start, sched_end) ON UPDATE CASCADE;
ALTER TABLE ONLY public.booking
    ADD CONSTRAINT fk_booking_technician_id FOREIGN KEY (technician_id) REFERENCES public.technician(id);
ALTER TABLE ONLY public.branch
    ADD CONSTRAINT fk_branch_manager_id FOREIGN KEY (manager_id) REFERENCES public.user_account(id);
ALTER TABLE ONLY public.case_comment
    ADD CONSTRAINT fk_case_comment_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.case_line_item
    ADD CONSTRAINT fk_case_line_item_asset_id FOREIGN KEY (asset_id) REFERENCES public.asset(id);
ALTER TABLE ONLY public.case_line_item
    ADD CONSTRAINT fk_case_line_item_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.case_pause
    ADD CONSTRAINT fk_case_pause_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.case_tag
    ADD CONSTRAINT fk_case_tag_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT fk_claim_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT fk_claim_approver_user_id FOREIGN KEY (approver_user_id) REFERENCES public.user_account(id);
ALTER TABLE ONLY public.claim_asset
    ADD CONSTRAINT fk_claim_asset_case_id_asset_id FOREIGN KEY (case_id, asset_id) REFERENCES public.case_line_item(case_id, asset_id);
ALTER TABLE ONLY public.claim_asset
    ADD CONSTRAINT fk_claim_asset_claim_id_case_id FOREIGN KEY (claim_id, case_id) REFERENCES public.claim(id, case_id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT fk_claim_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.claim_cover
    ADD CONSTRAINT fk_claim_cover_claim_id_asset_id FOREIGN KEY (claim_id, asset_id) REFERENCES public.claim_line_item(claim_id, asset_id);
ALTER TABLE ONLY public.claim_cover
    ADD CONSTRAINT fk_claim_cover_warranty_id FOREIGN KEY (warranty_id) REFERENCES public.asset_warranty(id);
ALTER TABLE ONLY public.claim_expense
    ADD CONSTRAINT fk_claim_expense_claim_id_asset_id FOREIGN KEY (claim_id, asset_id) REFERENCES public.claim_line_item(claim_id, asset_id);
ALTER TABLE ONLY public.claim_line_item
    ADD CONSTRAINT fk_claim_line_item_asset_id FOREIGN KEY (asset_id) REFERENCES public.asset(id);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT fk_claim_order_id FOREIGN KEY (order_id) REFERENCES public.sales_order(id);
ALTER TABLE ONLY public.claim_part
    ADD CONSTRAINT fk_claim_part_claim_id_asset_id FOREIGN KEY (claim_id, asset_id) REFERENCES public.claim_line_item(claim_id, asset_id);
ALTER TABLE ONLY public.contact
    ADD CONSTRAINT fk_contact_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.key_scope
    ADD CONSTRAINT fk_key_scope_key_id FOREIGN KEY (key_id) REFERENCES public.machine_key(id);
ALTER TABLE ONLY public.login_session
    ADD CONSTRAINT fk_login_session_user_id FOREIGN KEY (user_id) REFERENCES public.user_account(id);
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT fk_order_line_order_id FOREIGN KEY (order_id) REFERENCES public.sales_order(id);
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT fk_order_line_product_id FOREIGN KEY (product_id) REFERENCES public.product(id);
ALTER TABLE ONLY public.plan_step
    ADD CONSTRAINT fk_plan_step_work_order_id FOREIGN KEY (work_order_id) REFERENCES public.work_order(id);
ALTER TABLE ONLY public.required_part
    ADD CONSTRAINT fk_required_part_work_order_id FOREIGN KEY (work_order_id) REFERENCES public.work_order(id);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT fk_sales_order_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.service_appointment
    ADD CONSTRAINT fk_service_appointment_status_status_category FOREIGN KEY (status, status_category) REFERENCES public.appointment_status(name, category);
ALTER TABLE ONLY public.service_appointment
    ADD CONSTRAINT fk_service_appointment_work_order_id FOREIGN KEY (work_order_id) REFERENCES public.work_order(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT fk_service_case_account_id FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT fk_service_case_assignee_id FOREIGN KEY (assignee_id) REFERENCES public.user_account(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT fk_service_case_contact_id FOREIGN KEY (contact_id) REFERENCES public.contact(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT fk_service_case_order_id FOREIGN KEY (order_id) REFERENCES public.sales_order(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT fk_service_case_order_line_id FOREIGN KEY (order_line_id) REFERENCES public.order_line(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT fk_service_case_product_id FOREIGN KEY (product_id) REFERENCES public.product(id);
ALTER TABLE ONLY public.service_report
    ADD CONSTRAINT fk_service_report_work_order_id FOREIGN KEY (work_order_id) REFERENCES public.work_order(id);
ALTER TABLE ONLY public.signature
    ADD CONSTRAINT fk_signature_work_order_id FOREIGN KEY (work_order_id) REFERENCES public.work_order(id);
ALTER TABLE ONLY public.signed_head
    ADD CONSTRAINT fk_signed_head_checkpoint_id FOREIGN KEY (checkpoint_id) REFERENCES public.checkpoint(id);
ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT fk_supplier_return_asset_id FOREIGN KEY (asset_id) REFERENCES public.asset(id);
ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT fk_supplier_return_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.supplier_return
    ADD CONSTRAINT fk_supplier_return_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.technician
    ADD CONSTRAINT fk_technician_territory_id FOREIGN KEY (territory_id) REFERENCES public.territory(id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT fk_territory_branch_id FOREIGN KEY (branch_id) REFERENCES public.branch(id);
ALTER TABLE ONLY public.transport
    ADD CONSTRAINT fk_transport_order_id FOREIGN KEY (order_id) REFERENCES public.sales_order(id);
ALTER TABLE ONLY public.transport_unit
    ADD CONSTRAINT fk_transport_unit_order_line_id_order_id FOREIGN KEY (order_line_id, order_id) REFERENCES public.order_line(id, order_id);
ALTER TABLE ONLY public.transport_unit
    ADD CONSTRAINT fk_transport_unit_transport_id_order_id FOREIGN KEY (transport_id, order_id) REFERENCES public.transport(id, order_id);
ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT fk_user_role_user_id FOREIGN KEY (user_id) REFERENCES public.user_account(id);
ALTER TABLE ONLY public.warranty_term
    ADD CONSTRAINT fk_warranty_term_product_id FOREIGN KEY (product_id) REFERENCES public.product(id);
ALTER TABLE ONLY public.work_order
    ADD CONSTRAINT fk_work_order_case_id FOREIGN KEY (case_id) REFERENCES public.service_case(id);
ALTER TABLE ONLY public.work_order_line_item
    ADD CONSTRAINT fk_work_order_line_item_asset_id FOREIGN KEY (asset_id) REFERENCES public.asset(id);
ALTER TABLE ONLY public.work_order_line_item
    ADD CONSTRAINT fk_work_order_line_item_work_order_id FOREIGN KEY (work_order_id) REFERENCES public.work_order(id);
ALTER TABLE ONLY public.work_order
    ADD CONSTRAINT fk_work_order_report FOREIGN KEY (report_id, id) REFERENCES public.service_report(id, work_order_id);
ALTER TABLE ONLY public.work_order
    ADD CONSTRAINT fk_work_order_signature FOREIGN KEY (signature_id, id) REFERENCES public.signature(id, work_order_id);
ALTER TABLE ONLY public.work_order
    ADD CONSTRAINT fk_work_order_territory_id FOREIGN KEY (territory_id) REFERENCES public.territory(id);
ALTER TABLE ONLY public.work_order
    ADD CONSTRAINT fk_work_order_work_type_id FOREIGN KEY (work_type_id) REFERENCES public.work_type(id);
ALTER TABLE ONLY public.service_case
    ADD CONSTRAINT gate_1_case_line_item FOREIGN KEY (id, primary_position) REFERENCES public.case_line_item(case_id, "position") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.claim_asset
    ADD CONSTRAINT gate_3_asset_without_line FOREIGN KEY (claim_id, asset_id) REFERENCES public.claim_line_item(claim_id, asset_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT gate_3_claim_line_item FOREIGN KEY (id, primary_asset_id) REFERENCES public.claim_line_item(claim_id, asset_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.claim_line_item
    ADD CONSTRAINT gate_3_line_without_asset FOREIGN KEY (claim_id, asset_id) REFERENCES public.claim_asset(claim_id, asset_id);
