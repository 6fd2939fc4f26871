BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	tier VARCHAR(32) NOT NULL,
	currency TEXT NOT NULL,
	is_supplier BOOLEAN NOT NULL,
	phone TEXT,
	email TEXT,
	address TEXT,
	city TEXT,
	postal_code TEXT,
	country TEXT,
	latitude DOUBLE,
	longitude DOUBLE,
	CONSTRAINT pk_account PRIMARY KEY (id),
	CONSTRAINT ck_account_both_coordinates CHECK ((latitude IS NULL) = (longitude IS NULL)),
	CONSTRAINT ck_account_latitude CHECK (latitude BETWEEN -90 AND 90),
	CONSTRAINT ck_account_longitude CHECK (longitude BETWEEN -180 AND 180),
	CONSTRAINT ck_account_accounttier CHECK (tier IN ('basic', 'standard', 'premium'))
);
INSERT INTO "account" VALUES(1,1,'Hansa Mills','standard','EUR',0,NULL,NULL,'Am Tor 1','Bremen',NULL,'DE',53.08,8.8);
INSERT INTO "account" VALUES(2,1,'Hansa Mills','standard','EUR',0,NULL,NULL,'Am Tor 1','Bremen',NULL,'DE',53.08,8.8);
INSERT INTO "account" VALUES(3,1,'Hansa Mills','standard','EUR',0,NULL,NULL,'Am Tor 1','Bremen',NULL,'DE',53.08,8.8);
INSERT INTO "account" VALUES(4,1,'Hansa Mills','standard','EUR',0,NULL,NULL,'Am Tor 1','Bremen',NULL,'DE',53.08,8.8);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE appointment_status (
	name TEXT NOT NULL,
	category VARCHAR(32) NOT NULL,
	CONSTRAINT pk_appointment_status PRIMARY KEY (name),
	CONSTRAINT uq_appointment_status_name_category UNIQUE (name, category),
	CONSTRAINT ck_appointment_status_visitcategory CHECK (category IN ('none', 'scheduled', 'dispatched', 'in_progress', 'completed', 'cannot_complete', 'canceled'))
);
INSERT INTO "appointment_status" VALUES('none','none');
INSERT INTO "appointment_status" VALUES('scheduled','scheduled');
INSERT INTO "appointment_status" VALUES('dispatched','dispatched');
INSERT INTO "appointment_status" VALUES('in_progress','in_progress');
INSERT INTO "appointment_status" VALUES('completed','completed');
INSERT INTO "appointment_status" VALUES('cannot_complete','cannot_complete');
INSERT INTO "appointment_status" VALUES('canceled','canceled');
CREATE TABLE approval_band (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	currency TEXT NOT NULL,
	from_amount BIGINT NOT NULL,
	reason TEXT,
	approver_role TEXT,
	approver_user_id INTEGER,
	hours INTEGER NOT NULL,
	CONSTRAINT pk_approval_band PRIMARY KEY (id),
	CONSTRAINT ck_approval_band_one_approver CHECK ((approver_role IS NULL) <> (approver_user_id IS NULL)),
	CONSTRAINT ck_approval_band_from_amount CHECK (from_amount >= 0),
	CONSTRAINT ck_approval_band_hours CHECK (hours > 0),
	CONSTRAINT fk_approval_band_approver_user_id FOREIGN KEY(approver_user_id) REFERENCES user_account (id)
);
INSERT INTO "approval_band" VALUES(1,1,'EUR',0,NULL,'approver',NULL,24);
INSERT INTO "approval_band" VALUES(2,1,'EUR',50000000,NULL,'manager',NULL,48);
INSERT INTO "approval_band" VALUES(3,1,'EUR',250000000,NULL,'owner',NULL,72);
CREATE TABLE approval_limit (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	currency TEXT NOT NULL,
	account_tier VARCHAR(32),
	account_id INTEGER,
	parts_limit BIGINT NOT NULL,
	labor_limit BIGINT NOT NULL,
	expense_limit BIGINT NOT NULL,
	CONSTRAINT pk_approval_limit PRIMARY KEY (id),
	CONSTRAINT ck_approval_limit_one_scope CHECK (account_tier IS NULL OR account_id IS NULL),
	CONSTRAINT ck_approval_limit_expense_limit CHECK (expense_limit >= 0),
	CONSTRAINT ck_approval_limit_labor_limit CHECK (labor_limit >= 0),
	CONSTRAINT ck_approval_limit_parts_limit CHECK (parts_limit >= 0),
	CONSTRAINT fk_approval_limit_account_id FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT ck_approval_limit_accounttier CHECK (account_tier IN ('basic', 'standard', 'premium'))
);
INSERT INTO "approval_limit" VALUES(1,1,'EUR',NULL,NULL,5000000,3000000,1000000);
CREATE TABLE asset (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	product_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	first_account_id INTEGER NOT NULL,
	serial_number TEXT NOT NULL,
	serial_key TEXT NOT NULL,
	status VARCHAR(32) NOT NULL,
	order_line_id INTEGER,
	transport_unit_id INTEGER,
	purchase_date DATE,
	manufacture_date DATE,
	delivery_date DATE,
	install_date DATE,
	usage BIGINT,
	address TEXT,
	city TEXT,
	postal_code TEXT,
	country TEXT,
	latitude DOUBLE,
	longitude DOUBLE,
	CONSTRAINT pk_asset PRIMARY KEY (id),
	CONSTRAINT ck_asset_both_coordinates CHECK ((latitude IS NULL) = (longitude IS NULL)),
	CONSTRAINT ck_asset_latitude CHECK (latitude BETWEEN -90 AND 90),
	CONSTRAINT ck_asset_longitude CHECK (longitude BETWEEN -180 AND 180),
	CONSTRAINT ck_asset_usage CHECK (usage >= 0),
	CONSTRAINT fk_asset_account_id FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_asset_first_account_id FOREIGN KEY(first_account_id) REFERENCES account (id),
	CONSTRAINT fk_asset_order_line_id FOREIGN KEY(order_line_id) REFERENCES order_line (id),
	CONSTRAINT fk_asset_product_id FOREIGN KEY(product_id) REFERENCES product (id),
	CONSTRAINT fk_asset_transport_unit_id FOREIGN KEY(transport_unit_id) REFERENCES transport_unit (id),
	CONSTRAINT uq_asset_product_id_serial_key UNIQUE (product_id, serial_key),
	CONSTRAINT uq_asset_transport_unit_id UNIQUE (transport_unit_id),
	CONSTRAINT ck_asset_assetstatus CHECK (status IN ('delivered', 'installed', 'retired'))
);
INSERT INTO "asset" VALUES(1,2,1,2,2,'PX-1','px1','installed',1,1,'2026-01-12',NULL,'2026-02-20','2026-03-04',NULL,'Am Tor 1','Bremen',NULL,'DE',53.08,8.8);
INSERT INTO "asset" VALUES(2,2,1,2,2,'PX-2','px2','installed',1,2,'2026-01-12',NULL,'2026-02-20','2026-03-04',NULL,'Am Tor 1','Bremen',NULL,'DE',53.08,8.8);
INSERT INTO "asset" VALUES(3,1,2,1,1,'SN 1','sn1','delivered',NULL,NULL,NULL,NULL,'2025-06-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "asset" VALUES(4,1,3,1,1,'SN 2','sn2','delivered',NULL,NULL,NULL,NULL,'2025-06-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "asset" VALUES(5,1,4,1,1,'SN 3','sn3','delivered',NULL,NULL,NULL,NULL,'2025-06-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "asset" VALUES(6,1,5,1,1,'SN 4','sn4','delivered',NULL,NULL,NULL,NULL,'2025-06-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "asset" VALUES(7,1,6,1,1,'SN 5','sn5','delivered',NULL,NULL,NULL,NULL,'2025-06-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "asset" VALUES(8,1,7,3,3,'SN 1','sn1','delivered',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "asset" VALUES(9,1,8,4,4,'SN 1','sn1','delivered',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE asset_warranty (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	term_id INTEGER,
	name TEXT NOT NULL,
	start_basis VARCHAR(32) NOT NULL,
	duration_months INTEGER NOT NULL,
	parts_percent BIGINT NOT NULL,
	labor_percent BIGINT NOT NULL,
	expense_percent BIGINT NOT NULL,
	parts_months INTEGER,
	labor_months INTEGER,
	expense_months INTEGER,
	usage_limit BIGINT,
	excluded_parts TEXT NOT NULL,
	excluded_causes TEXT NOT NULL,
	cap_per_claim BIGINT,
	cap_per_asset BIGINT,
	currency TEXT NOT NULL,
	transferable BOOLEAN NOT NULL,
	CONSTRAINT pk_asset_warranty PRIMARY KEY (id),
	CONSTRAINT ck_asset_warranty_cap_per_asset CHECK (cap_per_asset >= 0),
	CONSTRAINT ck_asset_warranty_cap_per_claim CHECK (cap_per_claim >= 0),
	CONSTRAINT ck_asset_warranty_duration CHECK (duration_months > 0),
	CONSTRAINT ck_asset_warranty_expense_months CHECK (expense_months > 0),
	CONSTRAINT ck_asset_warranty_expense_percent CHECK (expense_percent BETWEEN 0 AND 1000000),
	CONSTRAINT ck_asset_warranty_labor_months CHECK (labor_months > 0),
	CONSTRAINT ck_asset_warranty_labor_percent CHECK (labor_percent BETWEEN 0 AND 1000000),
	CONSTRAINT ck_asset_warranty_parts_months CHECK (parts_months > 0),
	CONSTRAINT ck_asset_warranty_parts_percent CHECK (parts_percent BETWEEN 0 AND 1000000),
	CONSTRAINT ck_asset_warranty_usage_limit CHECK (usage_limit >= 0),
	CONSTRAINT fk_asset_warranty_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id),
	CONSTRAINT fk_asset_warranty_term_id FOREIGN KEY(term_id) REFERENCES warranty_term (id),
	CONSTRAINT ck_asset_warranty_startbasis CHECK (start_basis IN ('purchase', 'manufacture', 'delivery', 'install'))
);
INSERT INTO "asset_warranty" VALUES(1,1,1,1,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(2,1,2,1,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(3,1,3,2,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(4,1,4,3,'Standard','delivery',24,500000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(5,2,5,4,'Standard','delivery',24,900000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(6,1,6,5,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(7,1,7,6,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(8,1,8,7,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "asset_warranty" VALUES(9,1,9,8,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
CREATE TABLE booking (
	appointment_id INTEGER NOT NULL,
	technician_id INTEGER NOT NULL,
	starts_at DATETIME NOT NULL,
	ends_at DATETIME NOT NULL,
	CONSTRAINT pk_booking PRIMARY KEY (appointment_id, technician_id),
	CONSTRAINT fk_booking_appointment FOREIGN KEY(appointment_id, starts_at, ends_at) REFERENCES service_appointment (id, sched_start, sched_end) ON UPDATE CASCADE,
	CONSTRAINT fk_booking_technician_id FOREIGN KEY(technician_id) REFERENCES technician (id)
);
INSERT INTO "booking" VALUES(1,1,'2026-03-04 09:00:00.000000','2026-03-04 10:00:00.000000');
INSERT INTO "booking" VALUES(2,2,'2026-03-05 09:00:00.000000','2026-03-05 10:00:00.000000');
CREATE TABLE branch (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	manager_id INTEGER,
	CONSTRAINT pk_branch PRIMARY KEY (id),
	CONSTRAINT fk_branch_manager_id FOREIGN KEY(manager_id) REFERENCES user_account (id),
	CONSTRAINT uq_branch_name UNIQUE (name)
);
INSERT INTO "branch" VALUES(1,1,'North',NULL);
CREATE TABLE case_comment (
	id INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	author TEXT NOT NULL,
	at DATETIME NOT NULL,
	body TEXT NOT NULL,
	internal BOOLEAN NOT NULL,
	CONSTRAINT pk_case_comment PRIMARY KEY (id),
	CONSTRAINT fk_case_comment_case_id FOREIGN KEY(case_id) REFERENCES service_case (id)
);
INSERT INTO "case_comment" VALUES(1,2,'support','2026-03-04 10:00:00.000000','Called back.',1);
CREATE TABLE case_line_item (
	case_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	description TEXT,
	CONSTRAINT pk_case_line_item PRIMARY KEY (case_id, position),
	CONSTRAINT fk_case_line_item_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id),
	CONSTRAINT fk_case_line_item_case_id FOREIGN KEY(case_id) REFERENCES service_case (id),
	CONSTRAINT uq_case_line_item_case_id_asset_id UNIQUE (case_id, asset_id)
);
INSERT INTO "case_line_item" VALUES(1,1,1,NULL);
INSERT INTO "case_line_item" VALUES(1,2,2,NULL);
INSERT INTO "case_line_item" VALUES(2,1,3,NULL);
INSERT INTO "case_line_item" VALUES(2,2,4,NULL);
INSERT INTO "case_line_item" VALUES(3,1,5,NULL);
INSERT INTO "case_line_item" VALUES(4,1,6,NULL);
INSERT INTO "case_line_item" VALUES(5,1,7,NULL);
INSERT INTO "case_line_item" VALUES(6,1,8,NULL);
INSERT INTO "case_line_item" VALUES(7,1,9,NULL);
CREATE TABLE case_pause (
	id INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	waiting_for VARCHAR(32) NOT NULL,
	began_at DATETIME NOT NULL,
	ended_at DATETIME,
	CONSTRAINT pk_case_pause PRIMARY KEY (id),
	CONSTRAINT ck_case_pause_order CHECK (ended_at >= began_at),
	CONSTRAINT fk_case_pause_case_id FOREIGN KEY(case_id) REFERENCES service_case (id),
	CONSTRAINT ck_case_pause_waitingfor CHECK (waiting_for IN ('customer', 'supplier'))
);
INSERT INTO "case_pause" VALUES(1,7,'customer','2026-03-04 10:00:00.000000','2026-03-04 15:00:00.000000');
CREATE TABLE case_tag (
	case_id INTEGER NOT NULL,
	tag TEXT NOT NULL,
	CONSTRAINT pk_case_tag PRIMARY KEY (case_id, tag),
	CONSTRAINT fk_case_tag_case_id FOREIGN KEY(case_id) REFERENCES service_case (id)
);
INSERT INTO "case_tag" VALUES(2,'vip');
CREATE TABLE checkpoint (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	previous_signature TEXT NOT NULL,
	signature TEXT NOT NULL,
	CONSTRAINT pk_checkpoint PRIMARY KEY (id)
);
INSERT INTO "checkpoint" VALUES(1,'2026-03-04 15:00:00.000000','0000000000000000000000000000000000000000000000000000000000000000','46f16e9f53209d40d04b5986420771693cfe152dbbb12f2c189161b7683a70b5');
CREATE TABLE claim (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	order_id INTEGER,
	primary_asset_id INTEGER NOT NULL,
	currency TEXT NOT NULL,
	status VARCHAR(32) NOT NULL,
	inputs_revision INTEGER NOT NULL,
	evaluations INTEGER NOT NULL,
	created_by TEXT NOT NULL,
	submitted_by TEXT,
	decided_by TEXT,
	submitted_at DATETIME,
	decided_at DATETIME,
	review_reasons TEXT NOT NULL,
	approver_role TEXT,
	approver_user_id INTEGER,
	decide_by DATETIME,
	decision_reason TEXT,
	payment_reference TEXT,
	CONSTRAINT pk_claim PRIMARY KEY (id),
	CONSTRAINT ck_claim_payment CHECK ((status = 'paid') = (payment_reference IS NOT NULL)),
	CONSTRAINT ck_claim_not_own CHECK (decided_by <> created_by AND decided_by <> coalesce(submitted_by, '')),
	CONSTRAINT ck_claim_decision CHECK (status NOT IN ('approved', 'partially_approved', 'paid') OR (decided_by IS NOT NULL AND decided_at IS NOT NULL)),
	CONSTRAINT fk_claim_account_id FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_claim_approver_user_id FOREIGN KEY(approver_user_id) REFERENCES user_account (id),
	CONSTRAINT fk_claim_case_id FOREIGN KEY(case_id) REFERENCES service_case (id),
	CONSTRAINT gate_3_claim_line_item FOREIGN KEY(id, primary_asset_id) REFERENCES claim_line_item (claim_id, asset_id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_claim_order_id FOREIGN KEY(order_id) REFERENCES sales_order (id),
	CONSTRAINT uq_claim_id_case_id UNIQUE (id, case_id),
	CONSTRAINT ck_claim_claimstatus CHECK (status IN ('draft', 'submitted', 'manual_review_needed', 'under_review', 'requested_information', 'approved', 'partially_approved', 'rejected', 'paid'))
);
INSERT INTO "claim" VALUES(1,6,2,1,NULL,3,'EUR','partially_approved',5,2,'user:1','user:1','user:3','2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','PARTIAL','approver',NULL,'2026-03-05 10:00:00.000000','as covered',NULL);
INSERT INTO "claim" VALUES(2,5,3,1,NULL,5,'EUR','manual_review_needed',5,2,'user:1','user:1',NULL,'2026-03-04 10:00:00.000000',NULL,'PRICE_ABOVE_BOOK','approver',NULL,'2026-03-05 10:00:00.000000',NULL,NULL);
INSERT INTO "claim" VALUES(3,2,4,1,NULL,6,'EUR','draft',2,1,'user:1',NULL,NULL,NULL,NULL,'',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "claim" VALUES(4,6,5,1,NULL,7,'EUR','paid',3,2,'user:1','user:1','rule:approval','2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','',NULL,NULL,NULL,'within the policy','CN-1');
CREATE TABLE claim_asset (
	claim_id INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	CONSTRAINT pk_claim_asset PRIMARY KEY (claim_id, asset_id),
	CONSTRAINT fk_claim_asset_case_id_asset_id FOREIGN KEY(case_id, asset_id) REFERENCES case_line_item (case_id, asset_id),
	CONSTRAINT gate_3_asset_without_line FOREIGN KEY(claim_id, asset_id) REFERENCES claim_line_item (claim_id, asset_id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_claim_asset_claim_id_case_id FOREIGN KEY(claim_id, case_id) REFERENCES claim (id, case_id)
);
INSERT INTO "claim_asset" VALUES(1,3,2);
INSERT INTO "claim_asset" VALUES(1,4,2);
INSERT INTO "claim_asset" VALUES(2,5,3);
INSERT INTO "claim_asset" VALUES(3,6,4);
INSERT INTO "claim_asset" VALUES(4,7,5);
CREATE TABLE claim_cover (
	claim_id INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	tier VARCHAR(32) NOT NULL,
	revision INTEGER NOT NULL,
	code VARCHAR(32) NOT NULL,
	requested BIGINT NOT NULL,
	eligible BIGINT NOT NULL,
	approved BIGINT,
	percent BIGINT NOT NULL,
	warranty_id INTEGER,
	first_day DATE,
	last_day DATE,
	CONSTRAINT pk_claim_cover PRIMARY KEY (claim_id, asset_id, tier),
	CONSTRAINT ck_claim_cover_approved CHECK (approved BETWEEN 0 AND eligible),
	CONSTRAINT ck_claim_cover_warranty CHECK (eligible = 0 OR warranty_id IS NOT NULL),
	CONSTRAINT ck_claim_cover_eligible CHECK (eligible BETWEEN 0 AND requested),
	CONSTRAINT fk_claim_cover_claim_id_asset_id FOREIGN KEY(claim_id, asset_id) REFERENCES claim_line_item (claim_id, asset_id),
	CONSTRAINT fk_claim_cover_warranty_id FOREIGN KEY(warranty_id) REFERENCES asset_warranty (id),
	CONSTRAINT ck_claim_cover_tier CHECK (tier IN ('parts', 'labor', 'expense')),
	CONSTRAINT ck_claim_cover_code CHECK (code IN ('NOT_TRANSFERABLE', 'NOT_STARTED', 'EXPIRED', 'TIER_NOT_COVERED', 'USAGE_EXCEEDED', 'EXCLUDED', 'CAP_REACHED', 'PARTIAL', 'COVERED'))
);
INSERT INTO "claim_cover" VALUES(1,3,'parts',5,'COVERED',490000,490000,490000,1000000,3,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(1,3,'labor',5,'COVERED',1275000,1275000,1275000,1000000,3,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(1,3,'expense',5,'COVERED',0,0,0,1000000,3,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(1,4,'parts',5,'PARTIAL',490000,245000,245000,500000,4,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(1,4,'labor',5,'COVERED',1275000,1275000,1275000,1000000,4,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(1,4,'expense',5,'COVERED',0,0,0,1000000,4,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(2,5,'parts',3,'COVERED',600000,600000,NULL,1000000,5,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(2,5,'labor',3,'COVERED',0,0,NULL,1000000,5,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(2,5,'expense',3,'COVERED',0,0,NULL,1000000,5,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(3,6,'parts',2,'COVERED',0,0,NULL,1000000,6,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(3,6,'labor',2,'COVERED',0,0,NULL,1000000,6,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(3,6,'expense',2,'COVERED',0,0,NULL,1000000,6,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(4,7,'parts',3,'COVERED',490000,490000,490000,1000000,7,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(4,7,'labor',3,'COVERED',0,0,0,1000000,7,'2025-06-01','2027-05-31');
INSERT INTO "claim_cover" VALUES(4,7,'expense',3,'COVERED',0,0,0,1000000,7,'2025-06-01','2027-05-31');
CREATE TABLE claim_expense (
	claim_id INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	description TEXT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_claim_expense PRIMARY KEY (claim_id, asset_id, position),
	CONSTRAINT ck_claim_expense_amount CHECK (amount >= 0),
	CONSTRAINT fk_claim_expense_claim_id_asset_id FOREIGN KEY(claim_id, asset_id) REFERENCES claim_line_item (claim_id, asset_id)
);
CREATE TABLE claim_line_item (
	claim_id INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	failure_date DATE NOT NULL,
	description TEXT,
	causal_part TEXT,
	failure_cause TEXT,
	usage BIGINT,
	labor_hours BIGINT NOT NULL,
	labor_rate BIGINT NOT NULL,
	CONSTRAINT pk_claim_line_item PRIMARY KEY (claim_id, asset_id),
	CONSTRAINT ck_claim_line_item_labor_hours CHECK (labor_hours >= 0),
	CONSTRAINT ck_claim_line_item_labor_rate CHECK (labor_rate >= 0),
	CONSTRAINT ck_claim_line_item_usage CHECK (usage >= 0),
	CONSTRAINT fk_claim_line_item_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id),
	CONSTRAINT gate_3_line_without_asset FOREIGN KEY(claim_id, asset_id) REFERENCES claim_asset (claim_id, asset_id)
);
INSERT INTO "claim_line_item" VALUES(1,3,'2026-02-20',NULL,NULL,NULL,NULL,15000,850000);
INSERT INTO "claim_line_item" VALUES(1,4,'2026-02-20',NULL,NULL,NULL,NULL,15000,850000);
INSERT INTO "claim_line_item" VALUES(2,5,'2026-02-20',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "claim_line_item" VALUES(3,6,'2026-02-20',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "claim_line_item" VALUES(4,7,'2026-02-20',NULL,NULL,NULL,NULL,0,0);
CREATE TABLE claim_part (
	claim_id INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	part_number TEXT NOT NULL,
	quantity BIGINT NOT NULL,
	unit_price BIGINT NOT NULL,
	book_price BIGINT,
	CONSTRAINT pk_claim_part PRIMARY KEY (claim_id, asset_id, position),
	CONSTRAINT ck_claim_part_quantity CHECK (quantity > 0),
	CONSTRAINT ck_claim_part_unit_price CHECK (unit_price >= 0),
	CONSTRAINT fk_claim_part_claim_id_asset_id FOREIGN KEY(claim_id, asset_id) REFERENCES claim_line_item (claim_id, asset_id)
);
INSERT INTO "claim_part" VALUES(1,3,1,'SEAL-7',20000,245000,245000);
INSERT INTO "claim_part" VALUES(1,4,1,'SEAL-7',20000,245000,245000);
INSERT INTO "claim_part" VALUES(2,5,1,'SEAL-7',20000,300000,245000);
INSERT INTO "claim_part" VALUES(4,7,1,'SEAL-7',20000,245000,245000);
CREATE TABLE contact (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	phone TEXT,
	email TEXT,
	CONSTRAINT pk_contact PRIMARY KEY (id),
	CONSTRAINT fk_contact_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE event (
	id INTEGER NOT NULL,
	record_type TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	kind TEXT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor_id INTEGER,
	actor_name TEXT NOT NULL,
	at DATETIME NOT NULL,
	case_id INTEGER,
	data TEXT NOT NULL,
	reason TEXT,
	rule TEXT,
	rule_version TEXT,
	plan_run TEXT,
	previous_hash TEXT NOT NULL,
	hash TEXT NOT NULL,
	CONSTRAINT pk_event PRIMARY KEY (id),
	CONSTRAINT uq_event_record_type_record_id_sequence UNIQUE (record_type, record_id, sequence)
);
INSERT INTO "event" VALUES(1,'priority_target',1,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"hours":4,"priority":"urgent"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','aedf0ff5af633ecec32bbbe6fc5ce0d222eb53d683ca76721cf4ef11f9a4cfa0');
INSERT INTO "event" VALUES(2,'priority_target',2,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"hours":24,"priority":"high"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ac3d539cdab8a5436aab561d2ba19d949d07189302ba0da7acfc581e7f243ab0');
INSERT INTO "event" VALUES(3,'priority_target',3,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"hours":72,"priority":"normal"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','d7e6c9f2f0772e4cc6121543702d86ca8a3202695991ee84d4fd33a5828f9f40');
INSERT INTO "event" VALUES(4,'priority_target',4,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"hours":168,"priority":"low"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','747e3886daf7ce018ac1c82a3e229827cac56491536eb723e6c18a2568a806da');
INSERT INTO "event" VALUES(5,'approval_limit',1,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"currency":"EUR","expense_limit":"100","labor_limit":"300","parts_limit":"500"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','6eed6e14c3158b723d4215270375ce1dd440817cd4988e1af8c3b51917bc96e8');
INSERT INTO "event" VALUES(6,'approval_band',1,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"approver_role":"approver","currency":"EUR","from_amount":"0","hours":24}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','3378216fd41b2432ee45fdfdc5a42df938b99adb5da9ee9122cd46dde1e51df1');
INSERT INTO "event" VALUES(7,'approval_band',2,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"approver_role":"manager","currency":"EUR","from_amount":"5000","hours":48}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','37c71c8d027c8a84a0717253a3693449e771d420ec25ddd19f9f0bd7d1c5aac2');
INSERT INTO "event" VALUES(8,'approval_band',3,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"approver_role":"owner","currency":"EUR","from_amount":"25000","hours":72}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ffa9714b35b8cfee2af19ca5d9e51f29d08d02aa3e318ce1d305a59a3a347c1e');
INSERT INTO "event" VALUES(9,'user_account',1,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"login":"support","name":"support","one_time_password":false}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','371af6e025746bb37c2bee8ae1dd6e841474f561133fa097ef6a3a946176a16c');
INSERT INTO "event" VALUES(10,'user_account',2,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"login":"operations","name":"operations","one_time_password":false}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','b54a66be07f531bee5a340f06b96b19f76e28574dddc12bd67dcea3c7f387fa3');
INSERT INTO "event" VALUES(11,'price_book_entry',1,1,'created','user',2,'operations','2026-03-02 08:00:00.000000',NULL,'{"after":{"currency":"EUR","part_number":"SEAL-7","unit_price":"24.50"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','cf6efc95075fe20c83927fd2d44c0e2c2d3a487db763c49c2e02a4bb754e912c');
INSERT INTO "event" VALUES(12,'price_book_entry',2,1,'created','user',2,'operations','2026-03-02 08:00:00.000000',NULL,'{"after":{"currency":"EUR","part_number":"MOTOR-2","unit_price":"480"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ea73848f38fe3c990294dd142a444f94e0f53a120238f7106e60dbfcd1b037a2');
INSERT INTO "event" VALUES(13,'user_account',3,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"login":"approver","name":"approver","one_time_password":false}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','22bcf937ff88a174ba29d25b432deba13eb07cc85b7174ea6c7c89b3fb064c0e');
INSERT INTO "event" VALUES(14,'user_account',4,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"login":"manager","name":"manager","one_time_password":false}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','52b6d2520aeec52a85bab785ab118212d278da90eb98b1c60bd6c4b64c994990');
INSERT INTO "event" VALUES(15,'user_account',5,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"login":"admin","name":"admin","one_time_password":false}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','48b51f6cd4ce824fa556db0fb7d8cee348e5b8d6c29d4e377d5aec1905a54dfa');
INSERT INTO "event" VALUES(16,'account',1,1,'created','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','3e664d766a62fb9f256f17a2086762acbb5f4b27af5c2436f1ab491b3ad9972e');
INSERT INTO "event" VALUES(17,'account',2,1,'created','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','969cebb979f8ae26572b34a62a0d87913b7de16ae704a5fa39db635e9e761c17');
INSERT INTO "event" VALUES(18,'product',1,1,'created','user',2,'operations','2026-03-02 08:00:00.000000',NULL,'{"after":{"code":"P-100","name":"Pump P-100","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','99cb86712fa5c99b42ffa19422566b21e889f82a7bc676b8ad2e78a98615ed47');
INSERT INTO "event" VALUES(19,'warranty_term',1,1,'created','user',2,'operations','2026-03-02 08:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0","labor_months":null,"labor_percent":"50","name":"Standard","parts_months":null,"parts_percent":"100","product_id":1,"start_basis":"install","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','3356f9e650897171d9d802d1032a85695b7cd9d301170d312fd478515ae04279');
INSERT INTO "event" VALUES(20,'sales_order',1,1,'created','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"account_id":2,"number":"SO-1","ordered_on":"2026-01-12"},"facts":{"lines":[{"product_id":1,"quantity":2}]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','7bf267e170714c35faad0b38979e675ed2616fc02c31678910f99ff40ef0d3e5');
INSERT INTO "event" VALUES(21,'transport',1,1,'created','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"address":null,"city":null,"country":null,"latitude":null,"longitude":null,"order_id":1,"postal_code":null,"status":"planned"},"facts":{"units":[{"line":1,"manufactured_on":null,"serial_number":"PX-1"},{"line":1,"manufactured_on":null,"serial_number":"PX-2"}]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','16e411d4d7863deb2c8021ab7568cfeafa082ac6aa3aa26664f0b60e6095e379');
INSERT INTO "event" VALUES(22,'transport',1,2,'confirm','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"delivered_on":"2026-02-20","status":"confirmed"},"before":{"status":"planned"},"facts":{"units":["PX-1","PX-2"]}}',NULL,NULL,NULL,NULL,'16e411d4d7863deb2c8021ab7568cfeafa082ac6aa3aa26664f0b60e6095e379','5c2db77841f8f57395530c04a616e9afed10b770d6cffb7f4bf0599a1e8c5beb');
INSERT INTO "event" VALUES(23,'asset',1,1,'born','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"account_id":2,"address":"Am Tor 1","city":"Bremen","country":"DE","delivery_date":"2026-02-20","first_account_id":2,"latitude":53.08,"longitude":8.8,"manufacture_date":null,"order_line_id":1,"postal_code":null,"product_id":1,"purchase_date":"2026-01-12","serial_key":"px1","serial_number":"PX-1","transport_unit_id":1},"facts":{"transport":1}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','f8f762f6e5a449ef1e49b157444e685bd240c6e887680b51b27d3a91c958a438');
INSERT INTO "event" VALUES(24,'asset_warranty',1,1,'created','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":1,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','14a171ea3a28f1d67d2f8ed5fa75ddaa4b36c54304213d717d4c5bb52bb17b18');
INSERT INTO "event" VALUES(25,'asset',2,1,'born','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"account_id":2,"address":"Am Tor 1","city":"Bremen","country":"DE","delivery_date":"2026-02-20","first_account_id":2,"latitude":53.08,"longitude":8.8,"manufacture_date":null,"order_line_id":1,"postal_code":null,"product_id":1,"purchase_date":"2026-01-12","serial_key":"px2","serial_number":"PX-2","transport_unit_id":2},"facts":{"transport":1}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','52a026fcb181431fee56c6c7b9e4fbb4c892c090916c9c42d71adef286ad4855');
INSERT INTO "event" VALUES(26,'asset_warranty',2,1,'created','user',1,'support','2026-03-02 08:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":1,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','0089081a03e3dc57f7b92dda0ad175b5b17b94a21a0509cfadf709accd4c3659');
INSERT INTO "event" VALUES(27,'service_case',1,1,'created','user',1,'support','2026-03-02 08:00:00.000000',1,'{"after":{"account_id":2,"case_type":"installation","channel":"representative","clock_started_at":"2026-03-02T08:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"Water under the pump.","due_at":"2026-03-09T08:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-02T08:00:00.000000+00:00","order_id":1,"order_line_id":null,"priority":"low","product_id":1,"product_line":"pumps","reason_code":"other","sentiment":null,"severity":null,"subject":"Install two pumps","team":"support"},"facts":{"assets":[1,2]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','f05517bf35b08794f296cce487511d3986ef05a5e9790ed1d766cd142b9f4c8c');
INSERT INTO "event" VALUES(28,'work_type',1,1,'created','user',2,'operations','2026-03-02 08:00:00.000000',NULL,'{"after":{"crew_size":1,"duration_minutes":60,"kind":"field","name":"Repair e415ed","parts":{},"purpose":"installation","skills":{},"steps":[{"instruction":"Test run","mandatory":true,"unit":"bar"}],"tools":[]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','dad5786770ee105de0537a53c88e0b80a25c1270bc7c3fa897f64308c609cbf1');
INSERT INTO "event" VALUES(29,'work_order',1,1,'created','user',1,'support','2026-03-02 08:00:00.000000',1,'{"after":{"case_id":1,"crew_size":1,"due_date":"2026-03-09T08:00:00.000000+00:00","duration_minutes":60,"kind":"field","priority":"low","purpose":"installation","skills":{},"subject":"Install two pumps","tools":[],"window_end":null,"window_start":"2026-03-02T08:00:00.000000+00:00","work_type_id":1},"facts":{"assets":[1,2]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','d81c3f66d3875057cc5fa78ecdcb68fe05bbd325cea00c028357e24409643723');
INSERT INTO "event" VALUES(30,'technician',1,1,'created','user',2,'operations','2026-03-02 08:00:00.000000',NULL,'{"after":{"name":"Kim Berg","territory_id":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','a9d4db5c4318ac9f6177a0533edccd289f440bcc67926440922085bf5af88f4f');
INSERT INTO "event" VALUES(31,'user_account',6,1,'created','system',NULL,'roundsman','2026-03-02 08:00:00.000000',NULL,'{"after":{"login":"dispatcher","name":"dispatcher","one_time_password":false}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','7338787c28adcfe5db7867bf87ae85ee81a5bc6a76b6e4e9b2b7199d9a8cffe6');
INSERT INTO "event" VALUES(32,'service_appointment',1,1,'created','user',6,'dispatcher','2026-03-02 08:00:00.000000',1,'{"after":{"access_notes":null,"contact_name":null,"contact_phone":null,"duration_minutes":60,"minimum_delay_minutes":0,"position":1,"status":"none","status_category":"none"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','36009e0eee82c3e5d806b8d1650c83bdc9e48e49306ddc3014ebfe3ece215cf4');
INSERT INTO "event" VALUES(33,'service_appointment',1,2,'schedule','user',6,'dispatcher','2026-03-02 08:00:00.000000',1,'{"after":{"sched_end":"2026-03-04T10:00:00.000000+00:00","sched_start":"2026-03-04T09:00:00.000000+00:00","status":"scheduled","status_category":"scheduled"},"before":{"status":"none","status_category":"none"},"facts":{"technicians":[1]}}',NULL,NULL,NULL,NULL,'36009e0eee82c3e5d806b8d1650c83bdc9e48e49306ddc3014ebfe3ece215cf4','096b0e66b1448c9a2c0f1118380caeea5a9a6d9de20157c29c356a5847609815');
INSERT INTO "event" VALUES(34,'work_order',1,2,'schedule','user',6,'dispatcher','2026-03-02 08:00:00.000000',1,'{"after":{"status":"scheduled"},"before":{"status":"new"},"facts":{"appointment":1}}',NULL,NULL,NULL,NULL,'d81c3f66d3875057cc5fa78ecdcb68fe05bbd325cea00c028357e24409643723','eb67bc55e283fbda2b2022ad9cea25a0e6793e78c874ec97cd10527bd0604707');
INSERT INTO "event" VALUES(35,'service_case',1,2,'start','user',1,'support','2026-03-02 08:00:00.000000',1,'{"after":{"status":"in_progress"},"before":{"status":"new"}}',NULL,NULL,NULL,NULL,'f05517bf35b08794f296cce487511d3986ef05a5e9790ed1d766cd142b9f4c8c','1277225e5a5fc10c1bb31555636cd90ef35e9f7456efcf8d2fa7ca8ad558148b');
INSERT INTO "event" VALUES(36,'work_order',1,3,'activate','user',1,'support','2026-03-02 08:00:00.000000',1,'{"after":{"status":"active"},"before":{"status":"scheduled"}}',NULL,NULL,NULL,NULL,'eb67bc55e283fbda2b2022ad9cea25a0e6793e78c874ec97cd10527bd0604707','91230ca4a479fc0efe2377a20434795d2ac689bdf4119f451c45970e95dc3988');
INSERT INTO "event" VALUES(37,'service_appointment',1,3,'dispatch','user',4,'manager','2026-03-02 08:00:00.000000',1,'{"after":{"status":"dispatched","status_category":"dispatched"},"before":{"status":"scheduled","status_category":"scheduled"}}',NULL,NULL,NULL,NULL,'096b0e66b1448c9a2c0f1118380caeea5a9a6d9de20157c29c356a5847609815','8e4ea06a4faf5471dce90ce4e1e7a6bf387c56d76dbb281547cd357475e12811');
INSERT INTO "event" VALUES(38,'user_account',7,1,'created','system',NULL,'roundsman','2026-03-04 09:00:00.000000',NULL,'{"after":{"login":"installer 1","name":"installer 1","one_time_password":false,"technician_id":1}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','706ae4da99ef7125fc3e594a710255ad86debfec4597b1955b74d638ad4ae201');
INSERT INTO "event" VALUES(39,'service_appointment',1,4,'start','user',7,'installer 1','2026-03-04 09:00:00.000000',1,'{"after":{"actual_start":"2026-03-04T09:00:00.000000+00:00","status":"in_progress","status_category":"in_progress"},"before":{"status":"dispatched","status_category":"dispatched"}}',NULL,NULL,NULL,NULL,'8e4ea06a4faf5471dce90ce4e1e7a6bf387c56d76dbb281547cd357475e12811','6eda1f1ac2ae13511d8fa7c79c0c306a15eb65c7d429121be59d16fc9efe39a4');
INSERT INTO "event" VALUES(40,'work_order',1,4,'step_done','user',7,'installer 1','2026-03-04 09:00:00.000000',1,'{"facts":{"measurement":"6.25","position":1}}',NULL,NULL,NULL,NULL,'91230ca4a479fc0efe2377a20434795d2ac689bdf4119f451c45970e95dc3988','4805a5fa6f9f12c94a7fafa0b13cf8d26b62dc3bd381ee3f789a41454af4c447');
INSERT INTO "event" VALUES(41,'work_order',1,5,'reported','user',7,'installer 1','2026-03-04 09:00:00.000000',1,'{"after":{"report_id":1},"facts":{"summary":"Both pumps run."}}',NULL,NULL,NULL,NULL,'4805a5fa6f9f12c94a7fafa0b13cf8d26b62dc3bd381ee3f789a41454af4c447','3385cfc3eb93ae2f59612a645dd53960e024663c2c1a40fb54aa25b55792ffd7');
INSERT INTO "event" VALUES(42,'work_order',1,6,'signed','user',7,'installer 1','2026-03-04 09:00:00.000000',1,'{"after":{"signature_id":1},"facts":{"report":1,"signer":"Jo Roe"}}',NULL,NULL,NULL,NULL,'3385cfc3eb93ae2f59612a645dd53960e024663c2c1a40fb54aa25b55792ffd7','a69478b1445531d40f81bc9083e3a3795154f57977d9e878ee738eff2cb7facf');
INSERT INTO "event" VALUES(43,'service_appointment',1,5,'complete','user',7,'installer 1','2026-03-04 10:00:00.000000',1,'{"after":{"actual_end":"2026-03-04T10:00:00.000000+00:00","status":"completed","status_category":"completed"},"before":{"status":"in_progress","status_category":"in_progress"}}',NULL,NULL,NULL,NULL,'6eda1f1ac2ae13511d8fa7c79c0c306a15eb65c7d429121be59d16fc9efe39a4','829e80a784b3a315c4be6c62b2e66bd16081153dc3cd43bc792674af59d98050');
INSERT INTO "event" VALUES(44,'work_order',1,7,'complete','user',7,'installer 1','2026-03-04 10:00:00.000000',1,'{"after":{"completed_at":"2026-03-04T10:00:00.000000+00:00","status":"completed"},"before":{"status":"active"}}',NULL,NULL,NULL,NULL,'a69478b1445531d40f81bc9083e3a3795154f57977d9e878ee738eff2cb7facf','1715e9ec8ed4f8993318ebda469c2e48d7f038533995af1d8d224361b2a0dd4c');
INSERT INTO "event" VALUES(45,'asset',1,2,'installed','user',7,'installer 1','2026-03-04 10:00:00.000000',1,'{"after":{"install_date":"2026-03-04","status":"installed"},"before":{"status":"delivered"}}',NULL,NULL,NULL,NULL,'f8f762f6e5a449ef1e49b157444e685bd240c6e887680b51b27d3a91c958a438','c15217f59b45e38ae92c6b6d1a503660c595e30c64723029b30764bd44d1e85d');
INSERT INTO "event" VALUES(46,'asset',2,2,'installed','user',7,'installer 1','2026-03-04 10:00:00.000000',1,'{"after":{"install_date":"2026-03-04","status":"installed"},"before":{"status":"delivered"}}',NULL,NULL,NULL,NULL,'52a026fcb181431fee56c6c7b9e4fbb4c892c090916c9c42d71adef286ad4855','32850746177d1065f3e4f3d6fa0a87fe5a13948c21c1db53bba90c6bd03f644c');
INSERT INTO "event" VALUES(47,'service_case',1,3,'resolve','user',7,'installer 1','2026-03-04 10:00:00.000000',1,'{"after":{"resolution_notes":"Both pumps run.","resolution_path":"field work","resolved_at":"2026-03-04T10:00:00.000000+00:00","status":"resolved"},"before":{"status":"in_progress"}}',NULL,NULL,NULL,NULL,'1277225e5a5fc10c1bb31555636cd90ef35e9f7456efcf8d2fa7ca8ad558148b','04247c70ceaa9ea4e70d407ac53f1e48c0f1e5d9c9d4c540b980555f01f1dc84');
INSERT INTO "event" VALUES(48,'service_case',1,4,'close','user',7,'installer 1','2026-03-04 10:00:00.000000',1,'{"after":{"closed_at":"2026-03-04T10:00:00.000000+00:00","status":"closed"},"before":{"status":"resolved"}}',NULL,NULL,NULL,NULL,'04247c70ceaa9ea4e70d407ac53f1e48c0f1e5d9c9d4c540b980555f01f1dc84','7ab0df38a1fec696d03477efb71d15138e250ef631f71c9dc12c2bf7e158bbaf');
INSERT INTO "event" VALUES(49,'branch',1,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"manager_id":null,"name":"North"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','de52cf2fbd0b72db4bc912880d03280ef95dfdf6f17ec2b779214acd2cb8adee');
INSERT INTO "event" VALUES(50,'territory',1,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"branch_id":1,"code":"N1","name":"Bremen"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','3fbbf33174b0359631f220449d47186feee5e23863679c84e1c229850f793dcc');
INSERT INTO "event" VALUES(51,'product',2,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-1","name":"Pump P-1","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','1fcc3b788d90f2300f61a0b41f159c02fedd0e0d5cf85133b7518d76ee30f993');
INSERT INTO "event" VALUES(52,'warranty_term',2,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":2,"start_basis":"delivery","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','0a194959c401a38bcec0a908d445602a9b220f51369f7123e310498abb68f263');
INSERT INTO "event" VALUES(53,'asset',3,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":2,"purchase_date":null,"serial_key":"sn1","serial_number":"SN 1","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','48fd68e5288461c1d7882764fbb58e068fc36562a8b4d2d708acf03736b2be9d');
INSERT INTO "event" VALUES(54,'asset_warranty',3,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":2,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','caebbe533c5b3f38b685b009e3e96664cbe02b2b0655068a9b457cb3b43c2002');
INSERT INTO "event" VALUES(55,'product',3,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-2","name":"Pump P-2","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','dcbbb04fdff66ea40ec2df94d43876b786bfee031f6b9d0c411bd16d1435e0a0');
INSERT INTO "event" VALUES(56,'warranty_term',3,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"50","product_id":3,"start_basis":"delivery","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','6cac81a080085b2091f41f3a409da9ab7507a015b3ae4638e5b7715ef9a44e9f');
INSERT INTO "event" VALUES(57,'asset',4,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":3,"purchase_date":null,"serial_key":"sn2","serial_number":"SN 2","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','1891f88fb0cb54dcb99c4e5c5fbe4c89e55133dcc5f861aaace77442202441ac');
INSERT INTO "event" VALUES(58,'asset_warranty',4,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"50.0000","start_basis":"delivery","term_id":3,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','1149f47f6fcd83af063f367c042eacba31a804b6c7711ef5dfe4ab9ce0beed4e');
INSERT INTO "event" VALUES(59,'service_case',2,1,'created','user',1,'support','2026-03-04 10:00:00.000000',2,'{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":2,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[3,4]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','683d24cfe5e3138281a1d432296e3d04f8c5c94233b8bda08b3e60114bf7b945');
INSERT INTO "event" VALUES(60,'claim',1,1,'created','user',1,'support','2026-03-04 10:00:00.000000',2,'{"after":{"account_id":1,"case_id":2,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":3,"status":"draft"},"facts":{"lines":[{"asset_id":3,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"1.5","labor_rate":"85","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":null}],"usage":null},{"asset_id":4,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"1.5","labor_rate":"85","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":null}],"usage":null}]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','4760f5a27625a5ab514122f4881942bf1c7989a0c93594a9f390a781deb71f9e');
INSERT INTO "event" VALUES(61,'claim',1,2,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',2,'{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":3,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":3},{"asset_id":4,"code":"PARTIAL","eligible":"24.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"50.0000","requested":"49.00","tier":"parts","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":4}],"revision":5}}',NULL,'warranty',NULL,NULL,'4760f5a27625a5ab514122f4881942bf1c7989a0c93594a9f390a781deb71f9e','5df810639af6d04f8551dfa18577dd95abf410757da1d02dfb2e6035476c7e02');
INSERT INTO "event" VALUES(62,'claim',1,3,'submit','user',1,'support','2026-03-04 10:00:00.000000',2,'{"after":{"status":"submitted","submitted_at":"2026-03-04T10:00:00.000000+00:00","submitted_by":"user:1"},"before":{"status":"draft"}}',NULL,NULL,NULL,NULL,'5df810639af6d04f8551dfa18577dd95abf410757da1d02dfb2e6035476c7e02','8895ed8209486c1d64bb2f055a291475ed40ba55f33417554e084e72fb56467b');
INSERT INTO "event" VALUES(63,'claim',1,4,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',2,'{"after":{"evaluations":2},"before":{"evaluations":1},"facts":{"cover":[{"asset_id":3,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":3},{"asset_id":3,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":3},{"asset_id":4,"code":"PARTIAL","eligible":"24.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"50.0000","requested":"49.00","tier":"parts","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"127.50","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"127.50","tier":"labor","warranty_id":4},{"asset_id":4,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":4}],"revision":5}}',NULL,'warranty',NULL,NULL,'8895ed8209486c1d64bb2f055a291475ed40ba55f33417554e084e72fb56467b','cf0c9d99a0d7f388655481dfb9095b901f08263e4cc32099f782913da12219ed');
INSERT INTO "event" VALUES(64,'claim',1,5,'escalate','user',1,'support','2026-03-04 10:00:00.000000',2,'{"after":{"approver_role":"approver","decide_by":"2026-03-05T10:00:00.000000+00:00","review_reasons":"PARTIAL","status":"manual_review_needed"},"before":{"review_reasons":"","status":"submitted"},"facts":{"reasons":["PARTIAL"]}}',NULL,'approval',NULL,NULL,'cf0c9d99a0d7f388655481dfb9095b901f08263e4cc32099f782913da12219ed','ef1217092061715095f16f3ed68f5a59872d633c94e2ff20f57500d2fbe6c722');
INSERT INTO "event" VALUES(65,'claim',1,6,'approve_partially','user',3,'approver','2026-03-04 10:00:00.000000',2,'{"after":{"decided_at":"2026-03-04T10:00:00.000000+00:00","decided_by":"user:3","decision_reason":"as covered","status":"partially_approved"},"before":{"status":"manual_review_needed"},"facts":{"lines":[{"approved":{"expense":"0.0000","labor":"127.5000","parts":"49.0000"},"asset":3,"code":"COVERED"},{"approved":{"expense":"0.0000","labor":"127.5000","parts":"24.5000"},"asset":4,"code":"PARTIAL"}]}}','as covered','defined_approver',NULL,NULL,'ef1217092061715095f16f3ed68f5a59872d633c94e2ff20f57500d2fbe6c722','e0d4f1316753d0ea435408c256b36c0aa76b93525b7cbc4e4f864f3d682efaeb');
INSERT INTO "event" VALUES(66,'product',4,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-3","name":"Pump P-3","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','72932d0774ecc2799369cc686a4d7badf3dda09b62651ae595bc10ed87069a1d');
INSERT INTO "event" VALUES(67,'warranty_term',4,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":4,"start_basis":"delivery","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ddbe3554f163925d28ee026975ed13626e3d48ae182fc49f4e620d1d2a6a79c6');
INSERT INTO "event" VALUES(68,'asset',5,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":4,"purchase_date":null,"serial_key":"sn3","serial_number":"SN 3","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ba453620d84375d6a615558a827f85e731d6474aaeaafd8e4d24a1f9a1d067cc');
INSERT INTO "event" VALUES(69,'asset_warranty',5,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":4,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','30b68a265eebf7aa5c3c4826ae7db99dec29903a5e355b2732305c9d43f76479');
INSERT INTO "event" VALUES(70,'service_case',3,1,'created','user',1,'support','2026-03-04 10:00:00.000000',3,'{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":4,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[5]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','33703e361a1a20370943ab912ac9fa485de8b269e78c8b4d0abf37dc1ef0e499');
INSERT INTO "event" VALUES(71,'claim',2,1,'created','user',1,'support','2026-03-04 10:00:00.000000',3,'{"after":{"account_id":1,"case_id":3,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":5,"status":"draft"},"facts":{"lines":[{"asset_id":5,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"0","labor_rate":"0","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":"30"}],"usage":null}]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ede659aaa39f76ffe4180170c1ceab9dfa004fb177fc9a5e59a03c4ca220e64c');
INSERT INTO "event" VALUES(72,'claim',2,2,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',3,'{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":5,"code":"COVERED","eligible":"60.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"60.00","tier":"parts","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":5}],"revision":3}}',NULL,'warranty',NULL,NULL,'ede659aaa39f76ffe4180170c1ceab9dfa004fb177fc9a5e59a03c4ca220e64c','81a23c9a5472497a4b1b1126226aafa10535b2a56082032a239732e839235b36');
INSERT INTO "event" VALUES(73,'claim',2,3,'submit','user',1,'support','2026-03-04 10:00:00.000000',3,'{"after":{"status":"submitted","submitted_at":"2026-03-04T10:00:00.000000+00:00","submitted_by":"user:1"},"before":{"status":"draft"}}',NULL,NULL,NULL,NULL,'81a23c9a5472497a4b1b1126226aafa10535b2a56082032a239732e839235b36','3818579503b12fa7d2bf7cd317bc3d89f7e0cacba932d59ef6f3d8e8c6b35684');
INSERT INTO "event" VALUES(74,'claim',2,4,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',3,'{"after":{"evaluations":2},"before":{"evaluations":1},"facts":{"cover":[{"asset_id":5,"code":"COVERED","eligible":"60.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"60.00","tier":"parts","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":5},{"asset_id":5,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":5}],"revision":3}}',NULL,'warranty',NULL,NULL,'3818579503b12fa7d2bf7cd317bc3d89f7e0cacba932d59ef6f3d8e8c6b35684','b211226d8a1a1c2b45ca68c35ea109e50ad2881db428201b03eebcda08834777');
INSERT INTO "event" VALUES(75,'claim',2,5,'escalate','user',1,'support','2026-03-04 10:00:00.000000',3,'{"after":{"approver_role":"approver","decide_by":"2026-03-05T10:00:00.000000+00:00","review_reasons":"PRICE_ABOVE_BOOK","status":"manual_review_needed"},"before":{"review_reasons":"","status":"submitted"},"facts":{"reasons":["PRICE_ABOVE_BOOK"]}}',NULL,'approval',NULL,NULL,'b211226d8a1a1c2b45ca68c35ea109e50ad2881db428201b03eebcda08834777','55ef3c70b3c74becc2765bfac6efad3bfa4c101892dd55e0141083d523d057ff');
INSERT INTO "event" VALUES(76,'asset_warranty',5,2,'amended','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"parts_percent":"90"},"before":{"parts_percent":"100.0000"}}',NULL,NULL,NULL,NULL,'30b68a265eebf7aa5c3c4826ae7db99dec29903a5e355b2732305c9d43f76479','1f1bc4abed87059ae1def0ac454764135cbcba9cbf35067d6200c7e4381377ec');
INSERT INTO "event" VALUES(77,'product',5,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-4","name":"Pump P-4","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','873f036654334cf4c599741cd660ef2e8e9030e7b737570e02479ef3324b9b86');
INSERT INTO "event" VALUES(78,'warranty_term',5,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":5,"start_basis":"delivery","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','bf6ffc823b04261072435e7e60f7ba6fcc8813348098f1a1b52dbd2cafa6d9ff');
INSERT INTO "event" VALUES(79,'asset',6,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":5,"purchase_date":null,"serial_key":"sn4","serial_number":"SN 4","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','fd5468d3999345400598f37117e8b31fd06ef13fdb1b97cd0051dd331c947675');
INSERT INTO "event" VALUES(80,'asset_warranty',6,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":5,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','e0f322b56255635b7d8c035d706789dfa49e2be7a947735654564401a225d4cc');
INSERT INTO "event" VALUES(81,'service_case',4,1,'created','user',1,'support','2026-03-04 10:00:00.000000',4,'{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":5,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[6]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','e20e850b6f4f0abadf996a881536780cf13487c3fc35638ed943b5329fe2000c');
INSERT INTO "event" VALUES(82,'claim',3,1,'created','user',1,'support','2026-03-04 10:00:00.000000',4,'{"after":{"account_id":1,"case_id":4,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":6,"status":"draft"},"facts":{"lines":[{"asset_id":6,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"0","labor_rate":"0","parts":[],"usage":null}]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','343fd356ad9e7c7c237140e99fabf10bd64550f47c5788c24d41c74c20f0f85e');
INSERT INTO "event" VALUES(83,'claim',3,2,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',4,'{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":6,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"parts","warranty_id":6},{"asset_id":6,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":6},{"asset_id":6,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":6}],"revision":2}}',NULL,'warranty',NULL,NULL,'343fd356ad9e7c7c237140e99fabf10bd64550f47c5788c24d41c74c20f0f85e','0ff601d7b058bf889557c41e9fc1977491dbf52936a169ae0e39bc90e9c42a7a');
INSERT INTO "event" VALUES(84,'product',6,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-5","name":"Pump P-5","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','adefb8e42a113b39e2e2b36120201540db30dc790a8fca69c487e989e8a2d83d');
INSERT INTO "event" VALUES(85,'warranty_term',6,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100","labor_months":null,"labor_percent":"100","name":"Standard","parts_months":null,"parts_percent":"100","product_id":6,"start_basis":"delivery","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','dfccdef04cca9d70208a3149ddb5277c8695315a3a4878cc9bd24c24dc557c68');
INSERT INTO "event" VALUES(86,'asset',7,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":1,"address":null,"city":null,"country":null,"delivery_date":"2025-06-01","first_account_id":1,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":6,"purchase_date":null,"serial_key":"sn5","serial_number":"SN 5","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','068a702d8ee333620e34bd8b5b7fd514f97d5b3a931a628eea0041119b09c4f6');
INSERT INTO "event" VALUES(87,'asset_warranty',7,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"100.0000","labor_months":null,"labor_percent":"100.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"delivery","term_id":6,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','4387b21ffbcfb0699a24cf3daaaa1b580b5f98335af385f3af1758bdede6f19d');
INSERT INTO "event" VALUES(88,'service_case',5,1,'created','user',1,'support','2026-03-04 10:00:00.000000',5,'{"after":{"account_id":1,"case_type":"warranty","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"It fails.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":6,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Fails","team":"support"},"facts":{"assets":[7]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','be61bf6ce45dc3b26d19e72953c6192ae26d6bcd93ba98480251151d23ebce13');
INSERT INTO "event" VALUES(89,'claim',4,1,'created','user',1,'support','2026-03-04 10:00:00.000000',5,'{"after":{"account_id":1,"case_id":5,"created_by":"user:1","currency":"EUR","order_id":null,"primary_asset_id":7,"status":"draft"},"facts":{"lines":[{"asset_id":7,"causal_part":null,"description":null,"expenses":[],"failure_cause":null,"failure_date":"2026-02-20","labor_hours":"0","labor_rate":"0","parts":[{"part_number":"SEAL-7","quantity":"2","unit_price":null}],"usage":null}]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','243287747f1dc7c4003c95750780e6a97f0c8dafd7130a1c7d9a1c5d8b8d1185');
INSERT INTO "event" VALUES(90,'claim',4,2,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',5,'{"after":{"evaluations":1},"before":{"evaluations":0},"facts":{"cover":[{"asset_id":7,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":7}],"revision":3}}',NULL,'warranty',NULL,NULL,'243287747f1dc7c4003c95750780e6a97f0c8dafd7130a1c7d9a1c5d8b8d1185','f875f6dc61bc521786d8a67e78e0d2e8d74d4f11799d13b97a9f81444ca0d501');
INSERT INTO "event" VALUES(91,'claim',4,3,'submit','user',1,'support','2026-03-04 10:00:00.000000',5,'{"after":{"status":"submitted","submitted_at":"2026-03-04T10:00:00.000000+00:00","submitted_by":"user:1"},"before":{"status":"draft"}}',NULL,NULL,NULL,NULL,'f875f6dc61bc521786d8a67e78e0d2e8d74d4f11799d13b97a9f81444ca0d501','73205a0d7819ad588794ba31c9e1ca843bb3991039c983d666cfea4be6034497');
INSERT INTO "event" VALUES(92,'claim',4,4,'evaluated','user',1,'support','2026-03-04 10:00:00.000000',5,'{"after":{"evaluations":2},"before":{"evaluations":1},"facts":{"cover":[{"asset_id":7,"code":"COVERED","eligible":"49.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"49.00","tier":"parts","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0.00","tier":"labor","warranty_id":7},{"asset_id":7,"code":"COVERED","eligible":"0.00","first_day":"2025-06-01","last_day":"2027-05-31","percent":"100.0000","requested":"0","tier":"expense","warranty_id":7}],"revision":3}}',NULL,'warranty',NULL,NULL,'73205a0d7819ad588794ba31c9e1ca843bb3991039c983d666cfea4be6034497','9b817d8b11f7c4af055a8239193698c19ed76a4e10fca551d3fed253341446d1');
INSERT INTO "event" VALUES(93,'claim',4,5,'approve_in_policy','user',1,'support','2026-03-04 10:00:00.000000',5,'{"after":{"decided_at":"2026-03-04T10:00:00.000000+00:00","decided_by":"rule:approval","decision_reason":"within the policy","status":"approved"},"before":{"status":"submitted"},"facts":{"limit":{"account_id":null,"account_tier":null,"expense":"100.0000","labor":"300.0000","parts":"500.0000"},"lines":[{"approved":{"expense":"0.00","labor":"0.00","parts":"49.00"},"asset":7,"code":"COVERED"}]}}','within the policy','rule:approval',NULL,NULL,'9b817d8b11f7c4af055a8239193698c19ed76a4e10fca551d3fed253341446d1','194adc1afe3a5b0311e6da0ca365b9133a1216c0c9defb7a250ac6c0c5ee1717');
INSERT INTO "event" VALUES(94,'claim',4,6,'pay','user',5,'admin','2026-03-04 10:00:00.000000',5,'{"after":{"payment_reference":"CN-1","status":"paid"},"before":{"status":"approved"},"facts":{"amount":"49.0000","currency":"EUR"}}',NULL,NULL,NULL,NULL,'194adc1afe3a5b0311e6da0ca365b9133a1216c0c9defb7a250ac6c0c5ee1717','b9a2aaca40a267f7760c76629ef42eaaee97a6a206fd33d23959899209771fc6');
INSERT INTO "event" VALUES(95,'service_case',5,2,'resolve','user',5,'admin','2026-03-04 10:00:00.000000',5,'{"after":{"resolution_notes":"claim K-000004 paid: 49.00 EUR, within the policy","resolution_path":"claim","resolved_at":"2026-03-04T10:00:00.000000+00:00","status":"resolved"},"before":{"status":"new"}}',NULL,NULL,NULL,NULL,'be61bf6ce45dc3b26d19e72953c6192ae26d6bcd93ba98480251151d23ebce13','53fef310ba081c7c1d10bd35b5330ca515a2d3942b7b359bebea74c9c83bebd8');
INSERT INTO "event" VALUES(96,'service_case',5,3,'close','user',5,'admin','2026-03-04 10:00:00.000000',5,'{"after":{"closed_at":"2026-03-04T10:00:00.000000+00:00","status":"closed"},"before":{"status":"resolved"}}',NULL,NULL,NULL,NULL,'53fef310ba081c7c1d10bd35b5330ca515a2d3942b7b359bebea74c9c83bebd8','5650f8fe9e20342637d555a06bef67b08cbb9b00578c30d75819d092d59db03c');
INSERT INTO "event" VALUES(97,'product',7,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-1db69f","name":"Pump P-1db69f","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','1c712736a730ab576cc77ee703021f27145481bf79c23a8893fea71be30a9507');
INSERT INTO "event" VALUES(98,'warranty_term',7,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0","labor_months":null,"labor_percent":"50","name":"Standard","parts_months":null,"parts_percent":"100","product_id":7,"start_basis":"install","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','7e968c793ae5112ccea921c03c71e9c56ca65fefa5cd6682b0c1c39596cb79df');
INSERT INTO "event" VALUES(99,'account',3,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','d1e226a8ef753f283ebda654b1e1a1c3846d5206ea858434e7d2c2b9755bc73f');
INSERT INTO "event" VALUES(100,'asset',8,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":3,"address":null,"city":null,"country":null,"delivery_date":null,"first_account_id":3,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":7,"purchase_date":null,"serial_key":"sn1","serial_number":"SN 1","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','d3c608a5fbc7b8d9b7a727e4eb07db9ed01f4835fabcac476b6cbd3240a03e6e');
INSERT INTO "event" VALUES(101,'asset_warranty',8,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":7,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','a183e7de9c6b09f631dcb2cd19ccc393e9e9a9f3494c4c3a93feb4887692396c');
INSERT INTO "event" VALUES(102,'service_case',6,1,'created','user',1,'support','2026-03-04 10:00:00.000000',6,'{"after":{"account_id":3,"case_type":"repair","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"Water under the pump.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":7,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Pump leaks","team":"support"},"facts":{"assets":[8]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ddbc5b0ecc58c81121f1f9e76a940d2d30e9733e962f9a7a36822b343d37f02d');
INSERT INTO "event" VALUES(103,'work_type',2,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"crew_size":1,"duration_minutes":60,"kind":"field","name":"Repair 33ce02","parts":{},"purpose":"repair","skills":{},"steps":[],"tools":[]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','48fc65be42e7ed88aa46abf37e69c7240d6b80cf7ea919ac6b23f7eb6f407bfd');
INSERT INTO "event" VALUES(104,'work_order',2,1,'created','user',1,'support','2026-03-04 10:00:00.000000',6,'{"after":{"case_id":6,"crew_size":1,"due_date":"2026-03-07T10:00:00.000000+00:00","duration_minutes":60,"kind":"field","priority":"normal","purpose":"repair","skills":{},"subject":"Pump leaks","tools":[],"window_end":null,"window_start":"2026-03-04T10:00:00.000000+00:00","work_type_id":2},"facts":{"assets":[8]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','ce2cf2e5eb5b9f7907ca53840ccedd859b2635f1d0d5a0ed219f9c91fb786a1e');
INSERT INTO "event" VALUES(105,'service_appointment',2,1,'created','user',6,'dispatcher','2026-03-04 10:00:00.000000',6,'{"after":{"access_notes":null,"contact_name":null,"contact_phone":null,"duration_minutes":60,"minimum_delay_minutes":0,"position":1,"status":"none","status_category":"none"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','3c7bc8985c8a9836632dd7629b65317eedc2e427e5f5e8f4dff6cd8df4f6b46a');
INSERT INTO "event" VALUES(106,'technician',2,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"name":"Kim Berg","territory_id":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','f16309f01d9a20a7fd4358d756ced4cadc1f0b0c92e94e198bdd46d2cbb2705f');
INSERT INTO "event" VALUES(107,'service_appointment',2,2,'schedule','user',6,'dispatcher','2026-03-04 10:00:00.000000',6,'{"after":{"sched_end":"2026-03-05T10:00:00.000000+00:00","sched_start":"2026-03-05T09:00:00.000000+00:00","status":"scheduled","status_category":"scheduled"},"before":{"status":"none","status_category":"none"},"facts":{"technicians":[2]}}',NULL,NULL,NULL,NULL,'3c7bc8985c8a9836632dd7629b65317eedc2e427e5f5e8f4dff6cd8df4f6b46a','46f663abbe106d503f85e1a2b398fca419d60a30a7b528093da2448cb6658ddf');
INSERT INTO "event" VALUES(108,'work_order',2,2,'schedule','user',6,'dispatcher','2026-03-04 10:00:00.000000',6,'{"after":{"status":"scheduled"},"before":{"status":"new"},"facts":{"appointment":2}}',NULL,NULL,NULL,NULL,'ce2cf2e5eb5b9f7907ca53840ccedd859b2635f1d0d5a0ed219f9c91fb786a1e','0eb56f9cf287e9c846c9ee7370a499a96164e16fa188e69d132648ece13df08b');
INSERT INTO "event" VALUES(109,'work_order',2,3,'activate','user',1,'support','2026-03-04 10:00:00.000000',6,'{"after":{"status":"active"},"before":{"status":"scheduled"}}',NULL,NULL,NULL,NULL,'0eb56f9cf287e9c846c9ee7370a499a96164e16fa188e69d132648ece13df08b','4c65ea3aeeb379f28fe1dd3cb8857c42b8d685912a342be9bbc509ea43f34853');
INSERT INTO "event" VALUES(110,'service_case',2,2,'commented','user',1,'support','2026-03-04 10:00:00.000000',2,'{"facts":{"body":"Called back.","internal":true}}',NULL,NULL,NULL,NULL,'683d24cfe5e3138281a1d432296e3d04f8c5c94233b8bda08b3e60114bf7b945','c2d229a557fc07f3f848611c80f34710d79259dd172fdb961c7f9fa30e80dcc7');
INSERT INTO "event" VALUES(111,'service_case',2,3,'tagged','user',1,'support','2026-03-04 10:00:00.000000',2,'{"facts":{"before_tags":[],"tags":["vip"]}}',NULL,NULL,NULL,NULL,'c2d229a557fc07f3f848611c80f34710d79259dd172fdb961c7f9fa30e80dcc7','4598098da4b595ec53b453b9d1f91549257a0bedac3fddaff22f6e9e898da7c3');
INSERT INTO "event" VALUES(112,'product',8,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"code":"P-5612ca","name":"Pump P-5612ca","product_line":"pumps","usage_unit":"hours"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','1e802a950d1f1bd5adb931921e6e0d77985d818b2d54737306db671949a87477');
INSERT INTO "event" VALUES(113,'warranty_term',8,1,'created','user',2,'operations','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0","labor_months":null,"labor_percent":"50","name":"Standard","parts_months":null,"parts_percent":"100","product_id":8,"start_basis":"install","transferable":true,"usage_limit":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','d7c22b707b7a918f307e9bd999a3045c47ec4a5530d8945fea1daa1d517e76e7');
INSERT INTO "event" VALUES(114,'account',4,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"address":"Am Tor 1","city":"Bremen","country":"DE","currency":"EUR","email":null,"is_supplier":false,"latitude":53.08,"longitude":8.8,"name":"Hansa Mills","phone":null,"postal_code":null,"tier":"standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','f7f0f2808ee26fa7329b0fcb2f18fb93783057b7f7043be05764c9696eddadd0');
INSERT INTO "event" VALUES(115,'asset',9,1,'imported','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"account_id":4,"address":null,"city":null,"country":null,"delivery_date":null,"first_account_id":4,"install_date":null,"latitude":null,"longitude":null,"manufacture_date":null,"postal_code":null,"product_id":8,"purchase_date":null,"serial_key":"sn1","serial_number":"SN 1","status":"delivered","usage":null}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','5c6b594222bd5decceae44c22b9fcf38d9b24a6fbd95e9836174e231a3b125d0');
INSERT INTO "event" VALUES(116,'asset_warranty',9,1,'created','user',1,'support','2026-03-04 10:00:00.000000',NULL,'{"after":{"cap_per_asset":null,"cap_per_claim":null,"currency":"EUR","duration_months":24,"excluded_causes":"","excluded_parts":"","expense_months":null,"expense_percent":"0.0000","labor_months":null,"labor_percent":"50.0000","name":"Standard","parts_months":null,"parts_percent":"100.0000","start_basis":"install","term_id":8,"transferable":true,"usage_limit":null},"facts":{"term":"Standard"}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','50e776098de2791021011d6b74d4bc0e13ec708fa1b67845b938042033b2b299');
INSERT INTO "event" VALUES(117,'service_case',7,1,'created','user',1,'support','2026-03-04 10:00:00.000000',7,'{"after":{"account_id":4,"case_type":"repair","channel":"representative","clock_started_at":"2026-03-04T10:00:00.000000+00:00","contact_id":null,"customer_tier":"standard","description":"Water under the pump.","due_at":"2026-03-07T10:00:00.000000+00:00","intent":null,"on_site_required":false,"opened_at":"2026-03-04T10:00:00.000000+00:00","order_id":null,"order_line_id":null,"priority":"normal","product_id":8,"product_line":"pumps","reason_code":"defect","sentiment":null,"severity":null,"subject":"Pump leaks","team":"support"},"facts":{"assets":[9]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','4c39f49c4db5f7f954a5a8f09dc8a54be65c2b25b1598c0a67e48122372224e4');
INSERT INTO "event" VALUES(118,'service_case',7,2,'wait','user',1,'support','2026-03-04 10:00:00.000000',7,'{"after":{"status":"waiting","waiting_for":"customer"},"before":{"status":"new"}}','photo',NULL,NULL,NULL,'4c39f49c4db5f7f954a5a8f09dc8a54be65c2b25b1598c0a67e48122372224e4','bf133ecc2b352dddce3350c4c194abc0fa0a0d2870548fbfe64d7feee7cc578c');
INSERT INTO "event" VALUES(119,'machine_key',1,1,'created','user',5,'admin','2026-03-04 10:00:00.000000',NULL,'{"after":{"created_at":"2026-03-04T10:00:00.000000+00:00","name":"shop"},"facts":{"scopes":["records.read"]}}',NULL,NULL,NULL,NULL,'0000000000000000000000000000000000000000000000000000000000000000','61d3dfd9b9bc51f1fb80d17a25f963d38f0da353c54abfe5a57bdfe877b5184e');
INSERT INTO "event" VALUES(120,'service_case',7,3,'resume','user',1,'support','2026-03-04 15:00:00.000000',7,'{"after":{"due_at":"2026-03-07T15:00:00.000000+00:00","status":"in_progress","waiting_for":null},"before":{"due_at":"2026-03-07T10:00:00.000000+00:00","status":"waiting","waiting_for":"customer"}}',NULL,NULL,NULL,NULL,'bf133ecc2b352dddce3350c4c194abc0fa0a0d2870548fbfe64d7feee7cc578c','c85894c9e0dd7167cb5d1de7a041072eff3527f9d279ba2eb1dda525aa97b09d');
CREATE TABLE failed_login (
	id INTEGER NOT NULL,
	login TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_failed_login PRIMARY KEY (id)
);
CREATE TABLE key_scope (
	key_id INTEGER NOT NULL,
	permission TEXT NOT NULL,
	CONSTRAINT pk_key_scope PRIMARY KEY (key_id, permission),
	CONSTRAINT fk_key_scope_key_id FOREIGN KEY(key_id) REFERENCES machine_key (id)
);
INSERT INTO "key_scope" VALUES(1,'records.read');
CREATE TABLE login_session (
	id INTEGER NOT NULL,
	token_hash TEXT NOT NULL,
	user_id INTEGER NOT NULL,
	began_at DATETIME NOT NULL,
	ends_at DATETIME NOT NULL,
	CONSTRAINT pk_login_session PRIMARY KEY (id),
	CONSTRAINT fk_login_session_user_id FOREIGN KEY(user_id) REFERENCES user_account (id),
	CONSTRAINT uq_login_session_token_hash UNIQUE (token_hash)
);
INSERT INTO "login_session" VALUES(1,'ad530e10aba93f740591227fefa19ce6afbdfc9a2276aec230ba0d25da9b5b79',1,'2026-03-02 08:00:00.000000','2037-02-12 08:00:00.000000');
INSERT INTO "login_session" VALUES(2,'a0ba0f72eea79cfef9186ac14dd7a7e982644bd66c05088dfdc037aee14a9874',2,'2026-03-02 08:00:00.000000','2037-02-12 08:00:00.000000');
INSERT INTO "login_session" VALUES(3,'004e2cfca808988135d4f79675d0295055d7ad8ee50e8a669290511d12824b5c',3,'2026-03-02 08:00:00.000000','2037-02-12 08:00:00.000000');
INSERT INTO "login_session" VALUES(4,'2c5e28df9a80a3a4ccee5ad5d60c03bb73ce752cd5e5c45be23962c542abe423',4,'2026-03-02 08:00:00.000000','2037-02-12 08:00:00.000000');
INSERT INTO "login_session" VALUES(5,'30b03179f14ac86780fccfdf164532f22628b4ae2b42365de65014fb11ab63f2',5,'2026-03-02 08:00:00.000000','2037-02-12 08:00:00.000000');
INSERT INTO "login_session" VALUES(6,'994a8817c6bbadc748832cc41923facaefa594067ceb014ef0cb5eb53d744268',6,'2026-03-02 08:00:00.000000','2037-02-12 08:00:00.000000');
INSERT INTO "login_session" VALUES(7,'d84400e7ec949b8ca91de4863be269501a4c4aa3263afe44425a042d62719778',7,'2026-03-04 09:00:00.000000','2037-02-14 09:00:00.000000');
CREATE TABLE machine_key (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	secret_hash TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	revoked_at DATETIME,
	CONSTRAINT pk_machine_key PRIMARY KEY (id),
	CONSTRAINT uq_machine_key_name UNIQUE (name),
	CONSTRAINT uq_machine_key_secret_hash UNIQUE (secret_hash)
);
INSERT INTO "machine_key" VALUES(1,1,'shop','ce4a5bcfb53cbe326b656207d79290f3cffcfed42d3f25f16b25f300c469e3d9','2026-03-04 10:00:00.000000',NULL);
CREATE TABLE order_line (
	id INTEGER NOT NULL,
	order_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	product_id INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	CONSTRAINT pk_order_line PRIMARY KEY (id),
	CONSTRAINT ck_order_line_quantity CHECK (quantity > 0),
	CONSTRAINT fk_order_line_order_id FOREIGN KEY(order_id) REFERENCES sales_order (id),
	CONSTRAINT fk_order_line_product_id FOREIGN KEY(product_id) REFERENCES product (id),
	CONSTRAINT uq_order_line_id_order_id UNIQUE (id, order_id),
	CONSTRAINT uq_order_line_order_id_position UNIQUE (order_id, position)
);
INSERT INTO "order_line" VALUES(1,1,1,1,2);
CREATE TABLE plan_step (
	work_order_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	instruction TEXT NOT NULL,
	mandatory BOOLEAN NOT NULL,
	unit TEXT,
	done_at DATETIME,
	done_by TEXT,
	measurement BIGINT,
	CONSTRAINT pk_plan_step PRIMARY KEY (work_order_id, position),
	CONSTRAINT fk_plan_step_work_order_id FOREIGN KEY(work_order_id) REFERENCES work_order (id)
);
INSERT INTO "plan_step" VALUES(1,1,'Test run',1,'bar','2026-03-04 09:00:00.000000','installer 1',62500);
CREATE TABLE price_book_entry (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	part_number TEXT NOT NULL,
	currency TEXT NOT NULL,
	unit_price BIGINT NOT NULL,
	CONSTRAINT pk_price_book_entry PRIMARY KEY (id),
	CONSTRAINT ck_price_book_entry_unit_price CHECK (unit_price >= 0),
	CONSTRAINT uq_price_book_entry_part_number_currency UNIQUE (part_number, currency)
);
INSERT INTO "price_book_entry" VALUES(1,1,'SEAL-7','EUR',245000);
INSERT INTO "price_book_entry" VALUES(2,1,'MOTOR-2','EUR',4800000);
CREATE TABLE priority_target (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	priority VARCHAR(32) NOT NULL,
	hours INTEGER NOT NULL,
	CONSTRAINT pk_priority_target PRIMARY KEY (id),
	CONSTRAINT ck_priority_target_hours CHECK (hours > 0),
	CONSTRAINT uq_priority_target_priority UNIQUE (priority),
	CONSTRAINT ck_priority_target_priority CHECK (priority IN ('low', 'normal', 'high', 'urgent'))
);
INSERT INTO "priority_target" VALUES(1,1,'urgent',4);
INSERT INTO "priority_target" VALUES(2,1,'high',24);
INSERT INTO "priority_target" VALUES(3,1,'normal',72);
INSERT INTO "priority_target" VALUES(4,1,'low',168);
CREATE TABLE product (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	product_line TEXT NOT NULL,
	usage_unit VARCHAR(32),
	CONSTRAINT pk_product PRIMARY KEY (id),
	CONSTRAINT uq_product_code UNIQUE (code),
	CONSTRAINT ck_product_usageunit CHECK (usage_unit IN ('hours', 'kilometres'))
);
INSERT INTO "product" VALUES(1,1,'P-100','Pump P-100','pumps','hours');
INSERT INTO "product" VALUES(2,1,'P-1','Pump P-1','pumps','hours');
INSERT INTO "product" VALUES(3,1,'P-2','Pump P-2','pumps','hours');
INSERT INTO "product" VALUES(4,1,'P-3','Pump P-3','pumps','hours');
INSERT INTO "product" VALUES(5,1,'P-4','Pump P-4','pumps','hours');
INSERT INTO "product" VALUES(6,1,'P-5','Pump P-5','pumps','hours');
INSERT INTO "product" VALUES(7,1,'P-1db69f','Pump P-1db69f','pumps','hours');
INSERT INTO "product" VALUES(8,1,'P-5612ca','Pump P-5612ca','pumps','hours');
CREATE TABLE remembered_answer (
	actor TEXT NOT NULL,
	"key" TEXT NOT NULL,
	request TEXT NOT NULL,
	at DATETIME NOT NULL,
	status INTEGER,
	headers TEXT,
	body TEXT,
	CONSTRAINT pk_remembered_answer PRIMARY KEY (actor, "key")
);
INSERT INTO "remembered_answer" VALUES('user:1','once','f3d1ac0eb3ef39cbf5a07b7ac1fe2628d79dd6560f833293812e08c10882857f','2026-03-04 10:00:00.000000',201,'{"content-type": "application/json"}','{"id":1,"author":"support","at":"2026-03-04T10:00:00Z","body":"Called back.","internal":true}');
CREATE TABLE required_part (
	work_order_id INTEGER NOT NULL,
	part_number TEXT NOT NULL,
	quantity INTEGER NOT NULL,
	used INTEGER NOT NULL,
	CONSTRAINT pk_required_part PRIMARY KEY (work_order_id, part_number),
	CONSTRAINT ck_required_part_quantity CHECK (quantity > 0 AND used >= 0),
	CONSTRAINT fk_required_part_work_order_id FOREIGN KEY(work_order_id) REFERENCES work_order (id)
);
CREATE TABLE role_grant (
	role TEXT NOT NULL,
	permission TEXT NOT NULL,
	CONSTRAINT pk_role_grant PRIMARY KEY (role, permission)
);
INSERT INTO "role_grant" VALUES('support','service.escalate');
INSERT INTO "role_grant" VALUES('support_lead','service.escalate');
INSERT INTO "role_grant" VALUES('manager','service.escalate');
INSERT INTO "role_grant" VALUES('owner','service.escalate');
INSERT INTO "role_grant" VALUES('admin','service.escalate');
INSERT INTO "role_grant" VALUES('support_lead','service.resolve');
INSERT INTO "role_grant" VALUES('manager','service.resolve');
INSERT INTO "role_grant" VALUES('owner','service.resolve');
INSERT INTO "role_grant" VALUES('admin','service.resolve');
INSERT INTO "role_grant" VALUES('dispatcher','dispatch.plan');
INSERT INTO "role_grant" VALUES('manager','dispatch.plan');
INSERT INTO "role_grant" VALUES('admin','dispatch.plan');
INSERT INTO "role_grant" VALUES('admin','access.write');
INSERT INTO "role_grant" VALUES('support','claims.write');
INSERT INTO "role_grant" VALUES('support_lead','claims.write');
INSERT INTO "role_grant" VALUES('service','claims.write');
INSERT INTO "role_grant" VALUES('manager','claims.write');
INSERT INTO "role_grant" VALUES('owner','claims.write');
INSERT INTO "role_grant" VALUES('admin','claims.write');
INSERT INTO "role_grant" VALUES('planner','dispatch.simulate');
INSERT INTO "role_grant" VALUES('dispatcher','dispatch.simulate');
INSERT INTO "role_grant" VALUES('manager','dispatch.simulate');
INSERT INTO "role_grant" VALUES('manager','service.recommit');
INSERT INTO "role_grant" VALUES('owner','service.recommit');
INSERT INTO "role_grant" VALUES('admin','service.recommit');
INSERT INTO "role_grant" VALUES('dispatcher','service.recommit');
INSERT INTO "role_grant" VALUES('approver','claims.approve');
INSERT INTO "role_grant" VALUES('manager','claims.approve');
INSERT INTO "role_grant" VALUES('owner','claims.approve');
INSERT INTO "role_grant" VALUES('admin','claims.approve');
INSERT INTO "role_grant" VALUES('support','service.read');
INSERT INTO "role_grant" VALUES('support_lead','service.read');
INSERT INTO "role_grant" VALUES('service','service.read');
INSERT INTO "role_grant" VALUES('manager','service.read');
INSERT INTO "role_grant" VALUES('owner','service.read');
INSERT INTO "role_grant" VALUES('admin','service.read');
INSERT INTO "role_grant" VALUES('dispatcher','service.read');
INSERT INTO "role_grant" VALUES('executive','service.read');
INSERT INTO "role_grant" VALUES('buyer','service.read');
INSERT INTO "role_grant" VALUES('planner','service.read');
INSERT INTO "role_grant" VALUES('operations','service.read');
INSERT INTO "role_grant" VALUES('approver','service.read');
INSERT INTO "role_grant" VALUES('installer','service.read');
INSERT INTO "role_grant" VALUES('customer','service.read');
INSERT INTO "role_grant" VALUES('installer','visits.execute');
INSERT INTO "role_grant" VALUES('buyer','returns.write');
INSERT INTO "role_grant" VALUES('manager','returns.write');
INSERT INTO "role_grant" VALUES('dispatcher','dispatch.publish');
INSERT INTO "role_grant" VALUES('manager','dispatch.publish');
INSERT INTO "role_grant" VALUES('admin','dispatch.publish');
INSERT INTO "role_grant" VALUES('support','session.own');
INSERT INTO "role_grant" VALUES('support_lead','session.own');
INSERT INTO "role_grant" VALUES('service','session.own');
INSERT INTO "role_grant" VALUES('manager','session.own');
INSERT INTO "role_grant" VALUES('owner','session.own');
INSERT INTO "role_grant" VALUES('admin','session.own');
INSERT INTO "role_grant" VALUES('dispatcher','session.own');
INSERT INTO "role_grant" VALUES('executive','session.own');
INSERT INTO "role_grant" VALUES('buyer','session.own');
INSERT INTO "role_grant" VALUES('planner','session.own');
INSERT INTO "role_grant" VALUES('operations','session.own');
INSERT INTO "role_grant" VALUES('approver','session.own');
INSERT INTO "role_grant" VALUES('installer','session.own');
INSERT INTO "role_grant" VALUES('customer','session.own');
INSERT INTO "role_grant" VALUES('owner','claims.pay');
INSERT INTO "role_grant" VALUES('admin','claims.pay');
INSERT INTO "role_grant" VALUES('support','service.write');
INSERT INTO "role_grant" VALUES('support_lead','service.write');
INSERT INTO "role_grant" VALUES('service','service.write');
INSERT INTO "role_grant" VALUES('manager','service.write');
INSERT INTO "role_grant" VALUES('owner','service.write');
INSERT INTO "role_grant" VALUES('admin','service.write');
INSERT INTO "role_grant" VALUES('operations','config.write');
INSERT INTO "role_grant" VALUES('admin','config.write');
INSERT INTO "role_grant" VALUES('support','records.read');
INSERT INTO "role_grant" VALUES('support_lead','records.read');
INSERT INTO "role_grant" VALUES('service','records.read');
INSERT INTO "role_grant" VALUES('manager','records.read');
INSERT INTO "role_grant" VALUES('owner','records.read');
INSERT INTO "role_grant" VALUES('admin','records.read');
INSERT INTO "role_grant" VALUES('dispatcher','records.read');
INSERT INTO "role_grant" VALUES('executive','records.read');
INSERT INTO "role_grant" VALUES('buyer','records.read');
INSERT INTO "role_grant" VALUES('planner','records.read');
INSERT INTO "role_grant" VALUES('operations','records.read');
INSERT INTO "role_grant" VALUES('approver','records.read');
INSERT INTO "role_grant" VALUES('support','records.write');
INSERT INTO "role_grant" VALUES('support_lead','records.write');
INSERT INTO "role_grant" VALUES('service','records.write');
INSERT INTO "role_grant" VALUES('manager','records.write');
INSERT INTO "role_grant" VALUES('owner','records.write');
INSERT INTO "role_grant" VALUES('admin','records.write');
INSERT INTO "role_grant" VALUES('operations','records.write');
CREATE TABLE sales_order (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	number TEXT NOT NULL,
	account_id INTEGER NOT NULL,
	ordered_on DATE NOT NULL,
	CONSTRAINT pk_sales_order PRIMARY KEY (id),
	CONSTRAINT fk_sales_order_account_id FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT uq_sales_order_number UNIQUE (number)
);
INSERT INTO "sales_order" VALUES(1,1,'SO-1',2,'2026-01-12');
CREATE TABLE service_appointment (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	work_order_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	minimum_delay_minutes INTEGER NOT NULL,
	status TEXT NOT NULL,
	status_category VARCHAR(32) NOT NULL,
	duration_minutes INTEGER NOT NULL,
	sched_start DATETIME,
	sched_end DATETIME,
	actual_start DATETIME,
	actual_end DATETIME,
	contact_name TEXT,
	contact_phone TEXT,
	access_notes TEXT,
	outcome_reason TEXT,
	CONSTRAINT pk_service_appointment PRIMARY KEY (id),
	CONSTRAINT ck_service_appointment_booked CHECK (status_category IN ('none', 'canceled', 'cannot_complete') OR sched_start IS NOT NULL),
	CONSTRAINT ck_service_appointment_whole_schedule CHECK ((sched_start IS NULL) = (sched_end IS NULL)),
	CONSTRAINT ck_service_appointment_lengths CHECK (duration_minutes > 0 AND minimum_delay_minutes >= 0),
	CONSTRAINT ck_service_appointment_schedule CHECK (sched_start < sched_end),
	CONSTRAINT fk_service_appointment_status_status_category FOREIGN KEY(status, status_category) REFERENCES appointment_status (name, category),
	CONSTRAINT fk_service_appointment_work_order_id FOREIGN KEY(work_order_id) REFERENCES work_order (id),
	CONSTRAINT uq_service_appointment_id_sched_start_sched_end UNIQUE (id, sched_start, sched_end),
	CONSTRAINT uq_service_appointment_work_order_id_position UNIQUE (work_order_id, position),
	CONSTRAINT ck_service_appointment_visitcategory CHECK (status_category IN ('none', 'scheduled', 'dispatched', 'in_progress', 'completed', 'cannot_complete', 'canceled'))
);
INSERT INTO "service_appointment" VALUES(1,6,1,1,0,'completed','completed',60,'2026-03-04 09:00:00.000000','2026-03-04 10:00:00.000000','2026-03-04 09:00:00.000000','2026-03-04 10:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "service_appointment" VALUES(2,3,2,1,0,'scheduled','scheduled',60,'2026-03-05 09:00:00.000000','2026-03-05 10:00:00.000000',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE service_case (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	contact_id INTEGER,
	order_id INTEGER,
	order_line_id INTEGER,
	product_id INTEGER,
	primary_position INTEGER NOT NULL,
	channel VARCHAR(32) NOT NULL,
	case_type VARCHAR(32) NOT NULL,
	reason_code VARCHAR(32) NOT NULL,
	subject TEXT NOT NULL,
	description TEXT NOT NULL,
	on_site_required BOOLEAN NOT NULL,
	severity VARCHAR(32),
	sentiment VARCHAR(32),
	intent TEXT,
	product_line TEXT NOT NULL,
	customer_tier VARCHAR(32) NOT NULL,
	status VARCHAR(32) NOT NULL,
	priority VARCHAR(32) NOT NULL,
	escalated BOOLEAN NOT NULL,
	waiting_for VARCHAR(32),
	opened_at DATETIME NOT NULL,
	clock_started_at DATETIME NOT NULL,
	due_at DATETIME NOT NULL,
	resolved_at DATETIME,
	closed_at DATETIME,
	team TEXT NOT NULL,
	assignee_id INTEGER,
	resolution_path TEXT,
	resolution_notes TEXT,
	csat_score INTEGER,
	csat_comment TEXT,
	csat_token_hash TEXT,
	CONSTRAINT pk_service_case PRIMARY KEY (id),
	CONSTRAINT ck_service_case_waiting CHECK ((status = 'waiting') = (waiting_for IS NOT NULL)),
	CONSTRAINT ck_service_case_resolution CHECK (status NOT IN ('resolved', 'closed') OR (resolution_path IS NOT NULL AND resolution_notes IS NOT NULL)),
	CONSTRAINT ck_service_case_csat CHECK (csat_score BETWEEN 1 AND 5),
	CONSTRAINT fk_service_case_account_id FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_service_case_assignee_id FOREIGN KEY(assignee_id) REFERENCES user_account (id),
	CONSTRAINT fk_service_case_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id),
	CONSTRAINT gate_1_case_line_item FOREIGN KEY(id, primary_position) REFERENCES case_line_item (case_id, position) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_service_case_order_id FOREIGN KEY(order_id) REFERENCES sales_order (id),
	CONSTRAINT fk_service_case_order_line_id FOREIGN KEY(order_line_id) REFERENCES order_line (id),
	CONSTRAINT fk_service_case_product_id FOREIGN KEY(product_id) REFERENCES product (id),
	CONSTRAINT uq_service_case_csat_token_hash UNIQUE (csat_token_hash),
	CONSTRAINT ck_service_case_channel CHECK (channel IN ('portal', 'email', 'web', 'representative', 'api')),
	CONSTRAINT ck_service_case_casetype CHECK (case_type IN ('service', 'installation', 'demo', 'warranty', 'damage', 'repair', 'complaint')),
	CONSTRAINT ck_service_case_reasoncode CHECK (reason_code IN ('missing_part', 'wrong_item', 'damage', 'site_not_ready', 'access_issue', 'defect', 'other')),
	CONSTRAINT ck_service_case_severity CHECK (severity IN ('minor', 'major', 'critical')),
	CONSTRAINT ck_service_case_sentiment CHECK (sentiment IN ('positive', 'neutral', 'negative')),
	CONSTRAINT ck_service_case_accounttier CHECK (customer_tier IN ('basic', 'standard', 'premium')),
	CONSTRAINT ck_service_case_casestatus CHECK (status IN ('new', 'triaged', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled')),
	CONSTRAINT ck_service_case_priority CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
	CONSTRAINT ck_service_case_waitingfor CHECK (waiting_for IN ('customer', 'supplier'))
);
INSERT INTO "service_case" VALUES(1,4,2,NULL,1,NULL,1,1,'representative','installation','other','Install two pumps','Water under the pump.',0,NULL,NULL,NULL,'pumps','standard','closed','low',0,NULL,'2026-03-02 08:00:00.000000','2026-03-02 08:00:00.000000','2026-03-09 08:00:00.000000','2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','support',NULL,'field work','Both pumps run.',NULL,NULL,'6bad6c679b61e4e75501a9ab22c1f1293b812c4a66907a08b0ad2b9352ad3669');
INSERT INTO "service_case" VALUES(2,1,1,NULL,NULL,NULL,2,1,'representative','warranty','defect','Fails','It fails.',0,NULL,NULL,NULL,'pumps','standard','new','normal',0,NULL,'2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-07 10:00:00.000000',NULL,NULL,'support',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "service_case" VALUES(3,1,1,NULL,NULL,NULL,4,1,'representative','warranty','defect','Fails','It fails.',0,NULL,NULL,NULL,'pumps','standard','new','normal',0,NULL,'2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-07 10:00:00.000000',NULL,NULL,'support',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "service_case" VALUES(4,1,1,NULL,NULL,NULL,5,1,'representative','warranty','defect','Fails','It fails.',0,NULL,NULL,NULL,'pumps','standard','new','normal',0,NULL,'2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-07 10:00:00.000000',NULL,NULL,'support',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "service_case" VALUES(5,3,1,NULL,NULL,NULL,6,1,'representative','warranty','defect','Fails','It fails.',0,NULL,NULL,NULL,'pumps','standard','closed','normal',0,NULL,'2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-07 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','support',NULL,'claim','claim K-000004 paid: 49.00 EUR, within the policy',NULL,NULL,'05ea1b44af892de55a976ad9ef378ac9afd2204980d7370cb3380720102fa8be');
INSERT INTO "service_case" VALUES(6,1,3,NULL,NULL,NULL,7,1,'representative','repair','defect','Pump leaks','Water under the pump.',0,NULL,NULL,NULL,'pumps','standard','new','normal',0,NULL,'2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-07 10:00:00.000000',NULL,NULL,'support',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "service_case" VALUES(7,3,4,NULL,NULL,NULL,8,1,'representative','repair','defect','Pump leaks','Water under the pump.',0,NULL,NULL,NULL,'pumps','standard','in_progress','normal',0,NULL,'2026-03-04 10:00:00.000000','2026-03-04 10:00:00.000000','2026-03-07 15:00:00.000000',NULL,NULL,'support',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE service_report (
	id INTEGER NOT NULL,
	work_order_id INTEGER NOT NULL,
	summary TEXT NOT NULL,
	findings TEXT,
	author TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_service_report PRIMARY KEY (id),
	CONSTRAINT fk_service_report_work_order_id FOREIGN KEY(work_order_id) REFERENCES work_order (id),
	CONSTRAINT uq_service_report_id_work_order_id UNIQUE (id, work_order_id)
);
INSERT INTO "service_report" VALUES(1,1,'Both pumps run.',NULL,'installer 1','2026-03-04 09:00:00.000000');
CREATE TABLE signature (
	id INTEGER NOT NULL,
	work_order_id INTEGER NOT NULL,
	signer TEXT NOT NULL,
	image TEXT NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_signature PRIMARY KEY (id),
	CONSTRAINT fk_signature_work_order_id FOREIGN KEY(work_order_id) REFERENCES work_order (id),
	CONSTRAINT uq_signature_id_work_order_id UNIQUE (id, work_order_id)
);
INSERT INTO "signature" VALUES(1,1,'Jo Roe','iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV','2026-03-04 09:00:00.000000');
CREATE TABLE signed_head (
	checkpoint_id INTEGER NOT NULL,
	record_type TEXT NOT NULL,
	record_id INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	hash TEXT NOT NULL,
	CONSTRAINT pk_signed_head PRIMARY KEY (checkpoint_id, record_type, record_id),
	CONSTRAINT fk_signed_head_checkpoint_id FOREIGN KEY(checkpoint_id) REFERENCES checkpoint (id)
);
INSERT INTO "signed_head" VALUES(1,'account',1,1,'3e664d766a62fb9f256f17a2086762acbb5f4b27af5c2436f1ab491b3ad9972e');
INSERT INTO "signed_head" VALUES(1,'account',2,1,'969cebb979f8ae26572b34a62a0d87913b7de16ae704a5fa39db635e9e761c17');
INSERT INTO "signed_head" VALUES(1,'account',3,1,'d1e226a8ef753f283ebda654b1e1a1c3846d5206ea858434e7d2c2b9755bc73f');
INSERT INTO "signed_head" VALUES(1,'account',4,1,'f7f0f2808ee26fa7329b0fcb2f18fb93783057b7f7043be05764c9696eddadd0');
INSERT INTO "signed_head" VALUES(1,'approval_band',1,1,'3378216fd41b2432ee45fdfdc5a42df938b99adb5da9ee9122cd46dde1e51df1');
INSERT INTO "signed_head" VALUES(1,'approval_band',2,1,'37c71c8d027c8a84a0717253a3693449e771d420ec25ddd19f9f0bd7d1c5aac2');
INSERT INTO "signed_head" VALUES(1,'approval_band',3,1,'ffa9714b35b8cfee2af19ca5d9e51f29d08d02aa3e318ce1d305a59a3a347c1e');
INSERT INTO "signed_head" VALUES(1,'approval_limit',1,1,'6eed6e14c3158b723d4215270375ce1dd440817cd4988e1af8c3b51917bc96e8');
INSERT INTO "signed_head" VALUES(1,'asset',1,2,'c15217f59b45e38ae92c6b6d1a503660c595e30c64723029b30764bd44d1e85d');
INSERT INTO "signed_head" VALUES(1,'asset',2,2,'32850746177d1065f3e4f3d6fa0a87fe5a13948c21c1db53bba90c6bd03f644c');
INSERT INTO "signed_head" VALUES(1,'asset',3,1,'48fd68e5288461c1d7882764fbb58e068fc36562a8b4d2d708acf03736b2be9d');
INSERT INTO "signed_head" VALUES(1,'asset',4,1,'1891f88fb0cb54dcb99c4e5c5fbe4c89e55133dcc5f861aaace77442202441ac');
INSERT INTO "signed_head" VALUES(1,'asset',5,1,'ba453620d84375d6a615558a827f85e731d6474aaeaafd8e4d24a1f9a1d067cc');
INSERT INTO "signed_head" VALUES(1,'asset',6,1,'fd5468d3999345400598f37117e8b31fd06ef13fdb1b97cd0051dd331c947675');
INSERT INTO "signed_head" VALUES(1,'asset',7,1,'068a702d8ee333620e34bd8b5b7fd514f97d5b3a931a628eea0041119b09c4f6');
INSERT INTO "signed_head" VALUES(1,'asset',8,1,'d3c608a5fbc7b8d9b7a727e4eb07db9ed01f4835fabcac476b6cbd3240a03e6e');
INSERT INTO "signed_head" VALUES(1,'asset',9,1,'5c6b594222bd5decceae44c22b9fcf38d9b24a6fbd95e9836174e231a3b125d0');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',1,1,'14a171ea3a28f1d67d2f8ed5fa75ddaa4b36c54304213d717d4c5bb52bb17b18');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',2,1,'0089081a03e3dc57f7b92dda0ad175b5b17b94a21a0509cfadf709accd4c3659');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',3,1,'caebbe533c5b3f38b685b009e3e96664cbe02b2b0655068a9b457cb3b43c2002');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',4,1,'1149f47f6fcd83af063f367c042eacba31a804b6c7711ef5dfe4ab9ce0beed4e');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',5,2,'1f1bc4abed87059ae1def0ac454764135cbcba9cbf35067d6200c7e4381377ec');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',6,1,'e0f322b56255635b7d8c035d706789dfa49e2be7a947735654564401a225d4cc');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',7,1,'4387b21ffbcfb0699a24cf3daaaa1b580b5f98335af385f3af1758bdede6f19d');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',8,1,'a183e7de9c6b09f631dcb2cd19ccc393e9e9a9f3494c4c3a93feb4887692396c');
INSERT INTO "signed_head" VALUES(1,'asset_warranty',9,1,'50e776098de2791021011d6b74d4bc0e13ec708fa1b67845b938042033b2b299');
INSERT INTO "signed_head" VALUES(1,'branch',1,1,'de52cf2fbd0b72db4bc912880d03280ef95dfdf6f17ec2b779214acd2cb8adee');
INSERT INTO "signed_head" VALUES(1,'claim',1,6,'e0d4f1316753d0ea435408c256b36c0aa76b93525b7cbc4e4f864f3d682efaeb');
INSERT INTO "signed_head" VALUES(1,'claim',2,5,'55ef3c70b3c74becc2765bfac6efad3bfa4c101892dd55e0141083d523d057ff');
INSERT INTO "signed_head" VALUES(1,'claim',3,2,'0ff601d7b058bf889557c41e9fc1977491dbf52936a169ae0e39bc90e9c42a7a');
INSERT INTO "signed_head" VALUES(1,'claim',4,6,'b9a2aaca40a267f7760c76629ef42eaaee97a6a206fd33d23959899209771fc6');
INSERT INTO "signed_head" VALUES(1,'machine_key',1,1,'61d3dfd9b9bc51f1fb80d17a25f963d38f0da353c54abfe5a57bdfe877b5184e');
INSERT INTO "signed_head" VALUES(1,'price_book_entry',1,1,'cf6efc95075fe20c83927fd2d44c0e2c2d3a487db763c49c2e02a4bb754e912c');
INSERT INTO "signed_head" VALUES(1,'price_book_entry',2,1,'ea73848f38fe3c990294dd142a444f94e0f53a120238f7106e60dbfcd1b037a2');
INSERT INTO "signed_head" VALUES(1,'priority_target',1,1,'aedf0ff5af633ecec32bbbe6fc5ce0d222eb53d683ca76721cf4ef11f9a4cfa0');
INSERT INTO "signed_head" VALUES(1,'priority_target',2,1,'ac3d539cdab8a5436aab561d2ba19d949d07189302ba0da7acfc581e7f243ab0');
INSERT INTO "signed_head" VALUES(1,'priority_target',3,1,'d7e6c9f2f0772e4cc6121543702d86ca8a3202695991ee84d4fd33a5828f9f40');
INSERT INTO "signed_head" VALUES(1,'priority_target',4,1,'747e3886daf7ce018ac1c82a3e229827cac56491536eb723e6c18a2568a806da');
INSERT INTO "signed_head" VALUES(1,'product',1,1,'99cb86712fa5c99b42ffa19422566b21e889f82a7bc676b8ad2e78a98615ed47');
INSERT INTO "signed_head" VALUES(1,'product',2,1,'1fcc3b788d90f2300f61a0b41f159c02fedd0e0d5cf85133b7518d76ee30f993');
INSERT INTO "signed_head" VALUES(1,'product',3,1,'dcbbb04fdff66ea40ec2df94d43876b786bfee031f6b9d0c411bd16d1435e0a0');
INSERT INTO "signed_head" VALUES(1,'product',4,1,'72932d0774ecc2799369cc686a4d7badf3dda09b62651ae595bc10ed87069a1d');
INSERT INTO "signed_head" VALUES(1,'product',5,1,'873f036654334cf4c599741cd660ef2e8e9030e7b737570e02479ef3324b9b86');
INSERT INTO "signed_head" VALUES(1,'product',6,1,'adefb8e42a113b39e2e2b36120201540db30dc790a8fca69c487e989e8a2d83d');
INSERT INTO "signed_head" VALUES(1,'product',7,1,'1c712736a730ab576cc77ee703021f27145481bf79c23a8893fea71be30a9507');
INSERT INTO "signed_head" VALUES(1,'product',8,1,'1e802a950d1f1bd5adb931921e6e0d77985d818b2d54737306db671949a87477');
INSERT INTO "signed_head" VALUES(1,'sales_order',1,1,'7bf267e170714c35faad0b38979e675ed2616fc02c31678910f99ff40ef0d3e5');
INSERT INTO "signed_head" VALUES(1,'service_appointment',1,5,'829e80a784b3a315c4be6c62b2e66bd16081153dc3cd43bc792674af59d98050');
INSERT INTO "signed_head" VALUES(1,'service_appointment',2,2,'46f663abbe106d503f85e1a2b398fca419d60a30a7b528093da2448cb6658ddf');
INSERT INTO "signed_head" VALUES(1,'service_case',1,4,'7ab0df38a1fec696d03477efb71d15138e250ef631f71c9dc12c2bf7e158bbaf');
INSERT INTO "signed_head" VALUES(1,'service_case',2,3,'4598098da4b595ec53b453b9d1f91549257a0bedac3fddaff22f6e9e898da7c3');
INSERT INTO "signed_head" VALUES(1,'service_case',3,1,'33703e361a1a20370943ab912ac9fa485de8b269e78c8b4d0abf37dc1ef0e499');
INSERT INTO "signed_head" VALUES(1,'service_case',4,1,'e20e850b6f4f0abadf996a881536780cf13487c3fc35638ed943b5329fe2000c');
INSERT INTO "signed_head" VALUES(1,'service_case',5,3,'5650f8fe9e20342637d555a06bef67b08cbb9b00578c30d75819d092d59db03c');
INSERT INTO "signed_head" VALUES(1,'service_case',6,1,'ddbc5b0ecc58c81121f1f9e76a940d2d30e9733e962f9a7a36822b343d37f02d');
INSERT INTO "signed_head" VALUES(1,'service_case',7,2,'bf133ecc2b352dddce3350c4c194abc0fa0a0d2870548fbfe64d7feee7cc578c');
INSERT INTO "signed_head" VALUES(1,'technician',1,1,'a9d4db5c4318ac9f6177a0533edccd289f440bcc67926440922085bf5af88f4f');
INSERT INTO "signed_head" VALUES(1,'technician',2,1,'f16309f01d9a20a7fd4358d756ced4cadc1f0b0c92e94e198bdd46d2cbb2705f');
INSERT INTO "signed_head" VALUES(1,'territory',1,1,'3fbbf33174b0359631f220449d47186feee5e23863679c84e1c229850f793dcc');
INSERT INTO "signed_head" VALUES(1,'transport',1,2,'5c2db77841f8f57395530c04a616e9afed10b770d6cffb7f4bf0599a1e8c5beb');
INSERT INTO "signed_head" VALUES(1,'user_account',1,1,'371af6e025746bb37c2bee8ae1dd6e841474f561133fa097ef6a3a946176a16c');
INSERT INTO "signed_head" VALUES(1,'user_account',2,1,'b54a66be07f531bee5a340f06b96b19f76e28574dddc12bd67dcea3c7f387fa3');
INSERT INTO "signed_head" VALUES(1,'user_account',3,1,'22bcf937ff88a174ba29d25b432deba13eb07cc85b7174ea6c7c89b3fb064c0e');
INSERT INTO "signed_head" VALUES(1,'user_account',4,1,'52b6d2520aeec52a85bab785ab118212d278da90eb98b1c60bd6c4b64c994990');
INSERT INTO "signed_head" VALUES(1,'user_account',5,1,'48b51f6cd4ce824fa556db0fb7d8cee348e5b8d6c29d4e377d5aec1905a54dfa');
INSERT INTO "signed_head" VALUES(1,'user_account',6,1,'7338787c28adcfe5db7867bf87ae85ee81a5bc6a76b6e4e9b2b7199d9a8cffe6');
INSERT INTO "signed_head" VALUES(1,'user_account',7,1,'706ae4da99ef7125fc3e594a710255ad86debfec4597b1955b74d638ad4ae201');
INSERT INTO "signed_head" VALUES(1,'warranty_term',1,1,'3356f9e650897171d9d802d1032a85695b7cd9d301170d312fd478515ae04279');
INSERT INTO "signed_head" VALUES(1,'warranty_term',2,1,'0a194959c401a38bcec0a908d445602a9b220f51369f7123e310498abb68f263');
INSERT INTO "signed_head" VALUES(1,'warranty_term',3,1,'6cac81a080085b2091f41f3a409da9ab7507a015b3ae4638e5b7715ef9a44e9f');
INSERT INTO "signed_head" VALUES(1,'warranty_term',4,1,'ddbe3554f163925d28ee026975ed13626e3d48ae182fc49f4e620d1d2a6a79c6');
INSERT INTO "signed_head" VALUES(1,'warranty_term',5,1,'bf6ffc823b04261072435e7e60f7ba6fcc8813348098f1a1b52dbd2cafa6d9ff');
INSERT INTO "signed_head" VALUES(1,'warranty_term',6,1,'dfccdef04cca9d70208a3149ddb5277c8695315a3a4878cc9bd24c24dc557c68');
INSERT INTO "signed_head" VALUES(1,'warranty_term',7,1,'7e968c793ae5112ccea921c03c71e9c56ca65fefa5cd6682b0c1c39596cb79df');
INSERT INTO "signed_head" VALUES(1,'warranty_term',8,1,'d7c22b707b7a918f307e9bd999a3045c47ec4a5530d8945fea1daa1d517e76e7');
INSERT INTO "signed_head" VALUES(1,'work_order',1,7,'1715e9ec8ed4f8993318ebda469c2e48d7f038533995af1d8d224361b2a0dd4c');
INSERT INTO "signed_head" VALUES(1,'work_order',2,3,'4c65ea3aeeb379f28fe1dd3cb8857c42b8d685912a342be9bbc509ea43f34853');
INSERT INTO "signed_head" VALUES(1,'work_type',1,1,'dad5786770ee105de0537a53c88e0b80a25c1270bc7c3fa897f64308c609cbf1');
INSERT INTO "signed_head" VALUES(1,'work_type',2,1,'48fc65be42e7ed88aa46abf37e69c7240d6b80cf7ea919ac6b23f7eb6f407bfd');
CREATE TABLE supplier_return (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	supplier_id INTEGER NOT NULL,
	asset_id INTEGER,
	part_number TEXT NOT NULL,
	quantity INTEGER NOT NULL,
	defect TEXT NOT NULL,
	status VARCHAR(32) NOT NULL,
	CONSTRAINT pk_supplier_return PRIMARY KEY (id),
	CONSTRAINT ck_supplier_return_quantity CHECK (quantity > 0),
	CONSTRAINT fk_supplier_return_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id),
	CONSTRAINT fk_supplier_return_case_id FOREIGN KEY(case_id) REFERENCES service_case (id),
	CONSTRAINT fk_supplier_return_supplier_id FOREIGN KEY(supplier_id) REFERENCES account (id),
	CONSTRAINT ck_supplier_return_returnstatus CHECK (status IN ('open', 'sent', 'credited', 'refused', 'cancelled'))
);
CREATE TABLE technician (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	territory_id INTEGER,
	active BOOLEAN NOT NULL,
	CONSTRAINT pk_technician PRIMARY KEY (id),
	CONSTRAINT fk_technician_territory_id FOREIGN KEY(territory_id) REFERENCES territory (id)
);
INSERT INTO "technician" VALUES(1,1,'Kim Berg',NULL,1);
INSERT INTO "technician" VALUES(2,1,'Kim Berg',NULL,1);
CREATE TABLE territory (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	branch_id INTEGER,
	CONSTRAINT pk_territory PRIMARY KEY (id),
	CONSTRAINT fk_territory_branch_id FOREIGN KEY(branch_id) REFERENCES branch (id),
	CONSTRAINT uq_territory_code UNIQUE (code)
);
INSERT INTO "territory" VALUES(1,1,'N1','Bremen',1);
CREATE TABLE transport (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	order_id INTEGER NOT NULL,
	status VARCHAR(32) NOT NULL,
	delivered_on DATE,
	address TEXT,
	city TEXT,
	postal_code TEXT,
	country TEXT,
	latitude DOUBLE,
	longitude DOUBLE,
	CONSTRAINT pk_transport PRIMARY KEY (id),
	CONSTRAINT ck_transport_both_coordinates CHECK ((latitude IS NULL) = (longitude IS NULL)),
	CONSTRAINT ck_transport_latitude CHECK (latitude BETWEEN -90 AND 90),
	CONSTRAINT ck_transport_longitude CHECK (longitude BETWEEN -180 AND 180),
	CONSTRAINT fk_transport_order_id FOREIGN KEY(order_id) REFERENCES sales_order (id),
	CONSTRAINT uq_transport_id_order_id UNIQUE (id, order_id),
	CONSTRAINT ck_transport_transportstatus CHECK (status IN ('planned', 'shipped', 'confirmed', 'cancelled'))
);
INSERT INTO "transport" VALUES(1,2,1,'confirmed','2026-02-20',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE transport_unit (
	id INTEGER NOT NULL,
	transport_id INTEGER NOT NULL,
	order_line_id INTEGER NOT NULL,
	order_id INTEGER NOT NULL,
	serial_number TEXT NOT NULL,
	serial_key TEXT NOT NULL,
	manufactured_on DATE,
	CONSTRAINT pk_transport_unit PRIMARY KEY (id),
	CONSTRAINT fk_transport_unit_order_line_id_order_id FOREIGN KEY(order_line_id, order_id) REFERENCES order_line (id, order_id),
	CONSTRAINT fk_transport_unit_transport_id_order_id FOREIGN KEY(transport_id, order_id) REFERENCES transport (id, order_id),
	CONSTRAINT uq_transport_unit_transport_id_order_line_id_serial_key UNIQUE (transport_id, order_line_id, serial_key)
);
INSERT INTO "transport_unit" VALUES(1,1,1,1,'PX-1','px1',NULL);
INSERT INTO "transport_unit" VALUES(2,1,1,1,'PX-2','px2',NULL);
CREATE TABLE user_account (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	login TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	one_time_password BOOLEAN NOT NULL,
	active BOOLEAN NOT NULL,
	account_id INTEGER,
	technician_id INTEGER,
	CONSTRAINT pk_user_account PRIMARY KEY (id),
	CONSTRAINT uq_user_account_login UNIQUE (login)
);
INSERT INTO "user_account" VALUES(1,1,'support','support','none',0,1,NULL,NULL);
INSERT INTO "user_account" VALUES(2,1,'operations','operations','none',0,1,NULL,NULL);
INSERT INTO "user_account" VALUES(3,1,'approver','approver','none',0,1,NULL,NULL);
INSERT INTO "user_account" VALUES(4,1,'manager','manager','none',0,1,NULL,NULL);
INSERT INTO "user_account" VALUES(5,1,'admin','admin','none',0,1,NULL,NULL);
INSERT INTO "user_account" VALUES(6,1,'dispatcher','dispatcher','none',0,1,NULL,NULL);
INSERT INTO "user_account" VALUES(7,1,'installer 1','installer 1','none',0,1,NULL,1);
CREATE TABLE user_role (
	user_id INTEGER NOT NULL,
	role TEXT NOT NULL,
	CONSTRAINT pk_user_role PRIMARY KEY (user_id, role),
	CONSTRAINT fk_user_role_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
);
INSERT INTO "user_role" VALUES(1,'support');
INSERT INTO "user_role" VALUES(2,'operations');
INSERT INTO "user_role" VALUES(3,'approver');
INSERT INTO "user_role" VALUES(4,'manager');
INSERT INTO "user_role" VALUES(5,'admin');
INSERT INTO "user_role" VALUES(6,'dispatcher');
INSERT INTO "user_role" VALUES(7,'installer');
CREATE TABLE warranty_term (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	product_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	start_basis VARCHAR(32) NOT NULL,
	duration_months INTEGER NOT NULL,
	parts_percent BIGINT NOT NULL,
	labor_percent BIGINT NOT NULL,
	expense_percent BIGINT NOT NULL,
	parts_months INTEGER,
	labor_months INTEGER,
	expense_months INTEGER,
	usage_limit BIGINT,
	excluded_parts TEXT NOT NULL,
	excluded_causes TEXT NOT NULL,
	cap_per_claim BIGINT,
	cap_per_asset BIGINT,
	currency TEXT NOT NULL,
	transferable BOOLEAN NOT NULL,
	CONSTRAINT pk_warranty_term PRIMARY KEY (id),
	CONSTRAINT ck_warranty_term_cap_per_asset CHECK (cap_per_asset >= 0),
	CONSTRAINT ck_warranty_term_cap_per_claim CHECK (cap_per_claim >= 0),
	CONSTRAINT ck_warranty_term_duration CHECK (duration_months > 0),
	CONSTRAINT ck_warranty_term_expense_months CHECK (expense_months > 0),
	CONSTRAINT ck_warranty_term_expense_percent CHECK (expense_percent BETWEEN 0 AND 1000000),
	CONSTRAINT ck_warranty_term_labor_months CHECK (labor_months > 0),
	CONSTRAINT ck_warranty_term_labor_percent CHECK (labor_percent BETWEEN 0 AND 1000000),
	CONSTRAINT ck_warranty_term_parts_months CHECK (parts_months > 0),
	CONSTRAINT ck_warranty_term_parts_percent CHECK (parts_percent BETWEEN 0 AND 1000000),
	CONSTRAINT ck_warranty_term_usage_limit CHECK (usage_limit >= 0),
	CONSTRAINT fk_warranty_term_product_id FOREIGN KEY(product_id) REFERENCES product (id),
	CONSTRAINT ck_warranty_term_startbasis CHECK (start_basis IN ('purchase', 'manufacture', 'delivery', 'install'))
);
INSERT INTO "warranty_term" VALUES(1,1,1,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(2,1,2,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(3,1,3,'Standard','delivery',24,500000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(4,1,4,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(5,1,5,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(6,1,6,'Standard','delivery',24,1000000,1000000,1000000,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(7,1,7,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
INSERT INTO "warranty_term" VALUES(8,1,8,'Standard','install',24,1000000,500000,0,NULL,NULL,NULL,NULL,'','',NULL,NULL,'EUR',1);
CREATE TABLE work_order (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	work_type_id INTEGER,
	territory_id INTEGER,
	kind VARCHAR(32) NOT NULL,
	purpose VARCHAR(32) NOT NULL,
	status VARCHAR(32) NOT NULL,
	subject TEXT NOT NULL,
	description TEXT,
	priority VARCHAR(32) NOT NULL,
	duration_minutes INTEGER NOT NULL,
	crew_size INTEGER NOT NULL,
	skills JSON NOT NULL,
	tools JSON NOT NULL,
	team TEXT,
	window_start DATETIME,
	window_end DATETIME,
	due_date DATETIME,
	missed_windows INTEGER NOT NULL,
	escalated BOOLEAN NOT NULL,
	outcome_reason TEXT,
	report_id INTEGER,
	signature_id INTEGER,
	completed_at DATETIME,
	CONSTRAINT pk_work_order PRIMARY KEY (id),
	CONSTRAINT ck_work_order_gate_5 CHECK (kind <> 'field' OR status <> 'completed' OR (report_id IS NOT NULL AND signature_id IS NOT NULL)),
	CONSTRAINT ck_work_order_whole_window CHECK ((window_start IS NULL) = (due_date IS NULL)),
	CONSTRAINT ck_work_order_effort CHECK (duration_minutes > 0 AND crew_size > 0),
	CONSTRAINT ck_work_order_window CHECK (window_start < due_date AND (window_end IS NULL OR window_start < window_end)),
	CONSTRAINT fk_work_order_case_id FOREIGN KEY(case_id) REFERENCES service_case (id),
	CONSTRAINT fk_work_order_report FOREIGN KEY(report_id, id) REFERENCES service_report (id, work_order_id),
	CONSTRAINT fk_work_order_signature FOREIGN KEY(signature_id, id) REFERENCES signature (id, work_order_id),
	CONSTRAINT fk_work_order_territory_id FOREIGN KEY(territory_id) REFERENCES territory (id),
	CONSTRAINT fk_work_order_work_type_id FOREIGN KEY(work_type_id) REFERENCES work_type (id),
	CONSTRAINT ck_work_order_workkind CHECK (kind IN ('field', 'back_office')),
	CONSTRAINT ck_work_order_purpose CHECK (purpose IN ('service', 'installation', 'demo', 'repair')),
	CONSTRAINT ck_work_order_workstatus CHECK (status IN ('new', 'to_schedule', 'scheduled', 'active', 'on_hold', 'completed', 'cannot_complete', 'cancelled')),
	CONSTRAINT ck_work_order_priority CHECK (priority IN ('low', 'normal', 'high', 'urgent'))
);
INSERT INTO "work_order" VALUES(1,6,1,1,NULL,'field','installation','completed','Install two pumps',NULL,'low',60,1,'{}','[]',NULL,'2026-03-02 08:00:00.000000',NULL,'2026-03-09 08:00:00.000000',0,0,NULL,1,1,'2026-03-04 10:00:00.000000');
INSERT INTO "work_order" VALUES(2,3,6,2,NULL,'field','repair','active','Pump leaks',NULL,'normal',60,1,'{}','[]',NULL,'2026-03-04 10:00:00.000000',NULL,'2026-03-07 10:00:00.000000',0,0,NULL,NULL,NULL,NULL);
CREATE TABLE work_order_line_item (
	work_order_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	asset_id INTEGER NOT NULL,
	description TEXT,
	CONSTRAINT pk_work_order_line_item PRIMARY KEY (work_order_id, position),
	CONSTRAINT fk_work_order_line_item_asset_id FOREIGN KEY(asset_id) REFERENCES asset (id),
	CONSTRAINT fk_work_order_line_item_work_order_id FOREIGN KEY(work_order_id) REFERENCES work_order (id),
	CONSTRAINT uq_work_order_line_item_work_order_id_asset_id UNIQUE (work_order_id, asset_id)
);
INSERT INTO "work_order_line_item" VALUES(1,1,1,NULL);
INSERT INTO "work_order_line_item" VALUES(1,2,2,NULL);
INSERT INTO "work_order_line_item" VALUES(2,1,8,NULL);
CREATE TABLE work_type (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	name TEXT NOT NULL,
	kind VARCHAR(32) NOT NULL,
	purpose VARCHAR(32) NOT NULL,
	duration_minutes INTEGER NOT NULL,
	crew_size INTEGER NOT NULL,
	skills JSON NOT NULL,
	tools JSON NOT NULL,
	parts JSON NOT NULL,
	steps JSON NOT NULL,
	CONSTRAINT pk_work_type PRIMARY KEY (id),
	CONSTRAINT uq_work_type_name UNIQUE (name),
	CONSTRAINT ck_work_type_workkind CHECK (kind IN ('field', 'back_office')),
	CONSTRAINT ck_work_type_purpose CHECK (purpose IN ('service', 'installation', 'demo', 'repair'))
);
INSERT INTO "work_type" VALUES(1,1,'Repair e415ed','field','installation',60,1,'{}','[]','{}','[{"instruction": "Test run", "mandatory": true, "unit": "bar"}]');
INSERT INTO "work_type" VALUES(2,1,'Repair 33ce02','field','repair',60,1,'{}','[]','{}','[]');
CREATE INDEX ix_event_case_id ON event (case_id, id);
CREATE INDEX ix_failed_login_login_at ON failed_login (login, at);
CREATE TRIGGER append_only_event_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'rule_append_only: event is only ever added to'); END;
CREATE TRIGGER append_only_event_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'rule_append_only: event is only ever added to'); END;
CREATE TRIGGER append_only_checkpoint_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'rule_append_only: checkpoint is only ever added to'); END;
CREATE TRIGGER append_only_checkpoint_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'rule_append_only: checkpoint is only ever added to'); END;
CREATE TRIGGER append_only_signed_head_update BEFORE UPDATE ON signed_head BEGIN SELECT RAISE(ABORT, 'rule_append_only: signed_head is only ever added to'); END;
CREATE TRIGGER append_only_signed_head_delete BEFORE DELETE ON signed_head BEGIN SELECT RAISE(ABORT, 'rule_append_only: signed_head is only ever added to'); END;
CREATE TRIGGER append_only_event_insert BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id OR (record_type = NEW.record_type AND record_id = NEW.record_id AND sequence = NEW.sequence)) BEGIN SELECT RAISE(ABORT, 'uq_event_sequence'); END;
CREATE INDEX ix_account_email ON account (email);
CREATE INDEX ix_account_phone ON account (phone);
CREATE INDEX ix_product_product_line ON product (product_line);
CREATE INDEX ix_contact_account_id ON contact (account_id);
CREATE INDEX ix_contact_email ON contact (email);
CREATE INDEX ix_contact_phone ON contact (phone);
CREATE INDEX ix_sales_order_account_id ON sales_order (account_id);
CREATE INDEX ix_warranty_term_product_id ON warranty_term (product_id);
CREATE INDEX ix_transport_order_id ON transport (order_id);
CREATE INDEX ix_asset_account_id ON asset (account_id);
CREATE INDEX ix_asset_serial_key ON asset (serial_key);
CREATE INDEX ix_asset_warranty_asset_id ON asset_warranty (asset_id);
CREATE INDEX ix_service_case_account_id ON service_case (account_id, id);
CREATE INDEX ix_service_case_assignee_id ON service_case (assignee_id, status);
CREATE INDEX ix_service_case_due_at ON service_case (due_at, id);
CREATE INDEX ix_service_case_status_due_at ON service_case (status, due_at, id);
CREATE INDEX ix_case_comment_case_id ON case_comment (case_id);
CREATE INDEX ix_case_pause_case_id ON case_pause (case_id);
CREATE INDEX ix_case_tag_tag ON case_tag (tag);
CREATE INDEX ix_case_line_item_asset_id ON case_line_item (asset_id);
CREATE INDEX ix_supplier_return_case_id ON supplier_return (case_id);
CREATE INDEX ix_work_order_case_id ON work_order (case_id);
CREATE INDEX ix_work_order_status ON work_order (status, due_date);
CREATE INDEX ix_service_report_work_order_id ON service_report (work_order_id);
CREATE INDEX ix_signature_work_order_id ON signature (work_order_id);
CREATE INDEX ix_work_order_line_item_asset_id ON work_order_line_item (asset_id);
CREATE INDEX ix_booking_technician_id ON booking (technician_id, starts_at);
CREATE TRIGGER gate_2_work_order_insert AFTER INSERT ON work_order WHEN NEW.kind = 'field' AND NEW.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = NEW.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= NEW.window_start AND (NEW.window_end IS NULL OR a.sched_start < NEW.window_end) AND a.sched_end <= NEW.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = NEW.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= NEW.window_start AND (NEW.window_end IS NULL OR a.sched_start < NEW.window_end) AND a.sched_end <= NEW.due_date))) BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END;
CREATE TRIGGER gate_2_work_order_update AFTER UPDATE ON work_order WHEN NEW.kind = 'field' AND NEW.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = NEW.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= NEW.window_start AND (NEW.window_end IS NULL OR a.sched_start < NEW.window_end) AND a.sched_end <= NEW.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = NEW.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= NEW.window_start AND (NEW.window_end IS NULL OR a.sched_start < NEW.window_end) AND a.sched_end <= NEW.due_date))) BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END;
CREATE TRIGGER gate_2_appointment_insert_new AFTER INSERT ON service_appointment WHEN EXISTS (SELECT 1 FROM work_order w WHERE w.id = NEW.work_order_id AND w.kind = 'field' AND w.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)))) BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END;
CREATE TRIGGER gate_2_appointment_update_new AFTER UPDATE ON service_appointment WHEN EXISTS (SELECT 1 FROM work_order w WHERE w.id = NEW.work_order_id AND w.kind = 'field' AND w.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)))) BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END;
CREATE TRIGGER gate_2_appointment_update_old AFTER UPDATE ON service_appointment WHEN EXISTS (SELECT 1 FROM work_order w WHERE w.id = OLD.work_order_id AND w.kind = 'field' AND w.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)))) BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END;
CREATE TRIGGER gate_2_appointment_delete_old AFTER DELETE ON service_appointment WHEN EXISTS (SELECT 1 FROM work_order w WHERE w.id = OLD.work_order_id AND w.kind = 'field' AND w.status = 'active' AND (NOT EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)) OR EXISTS (SELECT 1 FROM service_appointment a WHERE a.work_order_id = w.id AND a.status_category IN ('scheduled', 'dispatched', 'in_progress', 'completed') AND NOT (a.sched_start >= w.window_start AND (w.window_end IS NULL OR a.sched_start < w.window_end) AND a.sched_end <= w.due_date)))) BEGIN SELECT RAISE(ABORT, 'gate_2_sla_window'); END;
CREATE TRIGGER booking_insert BEFORE INSERT ON booking WHEN EXISTS (SELECT 1 FROM booking b WHERE b.technician_id = NEW.technician_id AND b.appointment_id <> NEW.appointment_id AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at) BEGIN SELECT RAISE(ABORT, 'ex_booking_technician_time'); END;
CREATE TRIGGER booking_update BEFORE UPDATE ON booking WHEN EXISTS (SELECT 1 FROM booking b WHERE b.technician_id = NEW.technician_id AND b.appointment_id <> NEW.appointment_id AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at) BEGIN SELECT RAISE(ABORT, 'ex_booking_technician_time'); END;
CREATE INDEX ix_claim_account_id ON claim (account_id);
CREATE INDEX ix_claim_case_id ON claim (case_id);
CREATE INDEX ix_claim_status_decide_by ON claim (status, decide_by, id);
CREATE INDEX ix_claim_asset_asset_id ON claim_asset (asset_id);
CREATE INDEX ix_claim_cover_warranty_id ON claim_cover (warranty_id);
CREATE TRIGGER gate_4_insert BEFORE INSERT ON claim WHEN NEW.status IN ('approved', 'partially_approved', 'paid') AND (
    NOT EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id)
    OR EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id AND 3 > (
      SELECT count(*) FROM claim_cover c WHERE c.claim_id = l.claim_id AND c.asset_id = l.asset_id
      AND c.revision = NEW.inputs_revision AND c.approved IS NOT NULL))) BEGIN SELECT RAISE(ABORT, 'gate_4_evaluation: not every tier of every line was evaluated by what is so now') ; END;
CREATE TRIGGER gate_4_update BEFORE UPDATE ON claim WHEN NEW.status IN ('approved', 'partially_approved', 'paid') AND (
    NOT EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id)
    OR EXISTS (SELECT 1 FROM claim_line_item l WHERE l.claim_id = NEW.id AND 3 > (
      SELECT count(*) FROM claim_cover c WHERE c.claim_id = l.claim_id AND c.asset_id = l.asset_id
      AND c.revision = NEW.inputs_revision AND c.approved IS NOT NULL))) BEGIN SELECT RAISE(ABORT, 'gate_4_evaluation: not every tier of every line was evaluated by what is so now') ; END;
CREATE TRIGGER claim_decided BEFORE UPDATE ON claim WHEN (OLD.status IN ('approved', 'partially_approved', 'paid', 'rejected') AND NEW.status <> OLD.status AND (OLD.status = 'rejected' OR NEW.status <> 'paid')) BEGIN SELECT RAISE(ABORT, 'rule_claim_decided: a decided claim stays decided') ; END;
CREATE TRIGGER gate_4_claim_line_item_insert AFTER INSERT ON claim_line_item BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (NEW.claim_id); END;
CREATE TRIGGER gate_4_claim_part_insert AFTER INSERT ON claim_part BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (NEW.claim_id); END;
CREATE TRIGGER gate_4_claim_expense_insert AFTER INSERT ON claim_expense BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (NEW.claim_id); END;
CREATE TRIGGER gate_4_claim_cover_insert AFTER INSERT ON claim_cover BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected'));  END;
CREATE TRIGGER gate_4_asset_warranty_insert AFTER INSERT ON asset_warranty BEGIN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = NEW.asset_id); END;
CREATE TRIGGER gate_4_claim_line_item_update AFTER UPDATE ON claim_line_item BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id, OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (NEW.claim_id, OLD.claim_id); END;
CREATE TRIGGER gate_4_claim_part_update AFTER UPDATE ON claim_part BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id, OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (NEW.claim_id, OLD.claim_id); END;
CREATE TRIGGER gate_4_claim_expense_update AFTER UPDATE ON claim_expense BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id, OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (NEW.claim_id, OLD.claim_id); END;
CREATE TRIGGER gate_4_claim_cover_update AFTER UPDATE ON claim_cover BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (NEW.claim_id, OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected'));  END;
CREATE TRIGGER gate_4_asset_warranty_update AFTER UPDATE ON asset_warranty BEGIN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = NEW.asset_id); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = OLD.asset_id); END;
CREATE TRIGGER gate_4_claim_line_item_delete AFTER DELETE ON claim_line_item BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (OLD.claim_id); END;
CREATE TRIGGER gate_4_claim_part_delete AFTER DELETE ON claim_part BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (OLD.claim_id); END;
CREATE TRIGGER gate_4_claim_expense_delete AFTER DELETE ON claim_expense BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected')); UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE id IN (OLD.claim_id); END;
CREATE TRIGGER gate_4_claim_cover_delete AFTER DELETE ON claim_cover BEGIN SELECT RAISE(ABORT, 'gate_4_frozen: the claim is decided, and what it was decided by stays') WHERE EXISTS (SELECT 1 FROM claim WHERE id IN (OLD.claim_id) AND status IN ('approved', 'partially_approved', 'paid', 'rejected'));  END;
CREATE TRIGGER gate_4_asset_warranty_delete AFTER DELETE ON asset_warranty BEGIN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = OLD.asset_id); END;
CREATE TRIGGER gate_4_asset AFTER UPDATE OF account_id, first_account_id, usage, purchase_date, manufacture_date, delivery_date, install_date ON asset BEGIN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id IN (SELECT claim_id FROM claim_asset WHERE asset_id = NEW.id); END;
CREATE TRIGGER gate_4_caps AFTER UPDATE OF status ON claim WHEN OLD.status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND NEW.status IN ('approved', 'partially_approved', 'paid') BEGIN UPDATE claim SET inputs_revision = inputs_revision + 1 WHERE status NOT IN ('approved', 'partially_approved', 'paid', 'rejected') AND id <> NEW.id AND id IN (
    SELECT other.claim_id FROM claim_asset other
    JOIN claim_asset own ON own.asset_id = other.asset_id AND own.claim_id = NEW.id
    JOIN asset_warranty w ON w.asset_id = own.asset_id AND w.cap_per_asset IS NOT NULL); END;
COMMIT;
