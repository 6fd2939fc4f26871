"""Whatever is asked in whatever order, over HTTP: after each step every invariant of the records holds.

Hypothesis makes up the actions, most of them at the wrong time. What is refused must say so and change nothing;
a fault, or a broken invariant, is reduced to the shortest way there.
"""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text
from starlette.testclient import TestClient

from service.db import Database
from service.duties import Duties
from service.main import create_app
from service.settings import Settings
from service.timeline.verify import signing_key, verify
from tests.conftest import MANY
from tests.service.claims.conftest import PRICES, STANDARD
from tests.service.conftest import START, Chain, House, Watch, emptied, prepared
from tests.service.invariants import BROKEN, STATUSES
from tests.service.test_fieldwork import PICTURE

CASE_EVENTS: dict[str, Any] = {
    "triage": None,
    "start": None,
    "wait": {"waiting_for": "customer", "reason": "photo"},
    "resume": None,
    "escalate": {"reason": "urgent"},
    "cancel": {"reason": "doubled"},
    "resolve": {"resolution_path": "advice", "resolution_notes": "said"},
    "close": None,
    "reopen": {"reason": "again"},
}
ORDER_EVENTS: dict[str, Any] = {
    "activate": None,
    "hold": {"reason": "part is late"},
    "release": None,
    "cancel": {"reason": "doubled"},
    "report": {"summary": "tight"},
    "signature": {"signer": "Jo", "image": PICTURE},
    "complete": None,
    "cannot-complete": {"reason": "away"},
    "replan": None,
}
VISIT_EVENTS: dict[str, Any] = {
    "unschedule": {"reason": "ill"},
    "cancel": {"reason": "ill"},
    "dispatch": None,
    "start": None,
    "complete": None,
    "cannot-complete": {"reason": "away"},
}
CLAIM_EVENTS: dict[str, Any] = {
    "evaluate": None,
    "submit": None,
    "take-up": None,
    "request-information": {"reason": "photo"},
    "provide-information": {"reason": "here"},
    "approve": {"reason": "agreed"},
    "approve-partially": {"reason": "some"},
    "reject": {"reason": "no defect"},
    "withdraw": {"reason": "customer pays"},
    "pay": {"reference": "CN-1"},
}
MOST_CASES = 5
"""Few records, that most actions meet what others did."""


@dataclass
class Stage:
    """A database and an application over it, used by one example after the other."""

    url: str
    settings: Settings
    client: TestClient
    watch: Watch
    database: Database


Numbers = st.sampled_from([1, 2, 3, 1, 2, 3, 4])
"""Of the records that there are from the start, and of one that there may be or not."""


class Records(RuleBasedStateMachine):
    """Everybody's actions on a few cases, work orders, visits and claims; numbers may name none."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        stage = self.stage
        renew(stage)
        self.house = House(stage.client, stage.database, stage.settings, stage.watch)
        self.chain = Chain(self.house, self.house.person("support"), self.house.person("operations"))
        self.lead, self.approver = self.house.person("manager"), self.house.person("approver")
        self.admin, self.dispatcher = self.house.person("admin"), self.house.person("dispatcher")
        product = self.chain.product("P-1", {**STANDARD, "cap_per_asset": "150"})
        account = self.chain.account()
        for number in (1, 2):
            serial = {"serial_number": f"S {number}", "delivery_date": "2025-06-01"}
            self.chain.desk.post("/assets", {"product_id": product["id"], "account_id": account["id"], **serial})
            self.chain.technician(f"technician {number}")
        for part, price in PRICES.items():
            self.chain.operations.post("/prices", {"part_number": part, "currency": "EUR", "unit_price": price})
        named = {"name": "Repair", "kind": "field", "purpose": "repair", "duration_minutes": 60}
        self.chain.operations.post("/work-types", named)
        self.kim = self.chain.installer(1)
        for number, kind in enumerate(("warranty", "repair", "damage")):
            self.open_case(1 + number % 2, kind, "defect")
            self.order_work(number + 1)
            self.add_visit(number + 1)
        self.claim(1, {1}, "30")

    def ask(self, person: Any, method: str, path: str, body: Any = None) -> int:
        """Ask; a refusal is an answer like any other, but it changes nothing, and a fault is none."""
        before = self.state()
        headers = {**person.headers, "If-Match": "*"} if method == "PATCH" else person.headers
        answer = self.house.client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code < 500, (method, path, answer.text)
        if answer.status_code >= 400:
            assert answer.json()["code"], answer.text
            assert self.state() == before, (method, path, answer.text)
        return answer.status_code

    def state(self) -> Any:
        """Return what tells one state of the records from another."""
        with self.house.database.transaction(write=False) as session:
            return session.execute(text("SELECT count(*), coalesce(max(id), 0) FROM event")).one()

    @rule(
        asset=st.integers(0, 3),
        kind=st.sampled_from(["warranty", "damage", "repair", "complaint"]),
        reason=st.sampled_from(["defect", "missing_part", "access_issue"]),
    )
    def open_case(self, asset: int, kind: str, reason: str) -> None:
        """Open a case: about no asset, one that is there, or one that is not."""
        said = {"subject": "x", "description": "x", "channel": "api", "case_type": kind, "reason_code": reason}
        lines = [{"asset_id": asset}] if asset else []
        if self.found("SELECT count(*) FROM service_case")[0][0] < MOST_CASES:
            self.ask(self.chain.desk, "POST", "/cases", {**said, "lines": lines, "priority": "low"})

    @rule(case=Numbers, event=st.sampled_from(sorted(CASE_EVENTS)))
    def move_case(self, case: int, event: str) -> None:
        """Let something happen to a case."""
        self.ask(self.lead, "POST", f"/cases/{case}/{event}", CASE_EVENTS[event])

    @rule(case=Numbers, kind=st.sampled_from(["warranty", "repair"]), priority=st.sampled_from(["low", "urgent"]))
    def amend_case(self, case: int, kind: str, priority: str) -> None:
        """Classify a case anew."""
        self.ask(self.chain.desk, "PATCH", f"/cases/{case}", {"case_type": kind, "priority": priority})

    @rule(case=Numbers, asset=Numbers, added=st.booleans())
    def change_assets(self, case: int, asset: int, added: bool) -> None:
        """Add an asset to a case, or take one off."""
        if added:
            self.ask(self.chain.desk, "POST", f"/cases/{case}/lines", {"asset_id": asset})
        else:
            self.ask(self.chain.desk, "DELETE", f"/cases/{case}/lines/{asset}")

    @rule(case=Numbers)
    def order_work(self, case: int) -> None:
        """Make a work order until the case is due."""
        self.ask(self.chain.desk, "POST", f"/cases/{case}/work-orders", {"work_type_id": 1})

    @rule(order=Numbers, event=st.sampled_from(sorted(ORDER_EVENTS)))
    def move_order(self, order: int, event: str) -> None:
        """Let something happen to a work order."""
        by = {"report": self.kim, "signature": self.kim, "complete": self.kim, "replan": self.dispatcher}
        self.ask(by.get(event, self.chain.desk), "POST", f"/work-orders/{order}/{event}", ORDER_EVENTS[event])

    @rule(order=Numbers, hours=st.integers(1, 200))
    def recommit(self, order: int, hours: int) -> None:
        """Agree on another window."""
        start = self.house.watch() + timedelta(hours=hours - 100)
        window = {"window_start": start.isoformat(), "due_date": (start + timedelta(hours=8)).isoformat()}
        agreed = {**window, "reason": "away", "agreed_with": "Jo"}
        self.ask(self.lead, "POST", f"/work-orders/{order}/recommit", agreed)

    @rule(order=Numbers)
    def add_visit(self, order: int) -> None:
        """Plan a visit."""
        self.ask(self.dispatcher, "POST", f"/work-orders/{order}/appointments", {})

    @rule(visit=Numbers, halves=st.integers(-2, 6), technicians=st.sampled_from([[1], [1], [2], [1, 2], [9]]))
    def schedule(self, visit: int, halves: int, technicians: list[int]) -> None:
        """Put a visit into the calendar, often where another one is."""
        start = self.house.watch() + timedelta(minutes=30 * halves)
        slot = {"start": start.isoformat(), "technician_ids": technicians}
        self.ask(self.dispatcher, "POST", f"/appointments/{visit}/schedule", slot)

    @rule(visit=Numbers, event=st.sampled_from(sorted(VISIT_EVENTS)))
    def move_visit(self, visit: int, event: str) -> None:
        """Let something happen to a visit."""
        by = self.dispatcher if event in ("unschedule", "cancel") else self.lead if event == "dispatch" else self.kim
        self.ask(by, "POST", f"/appointments/{visit}/{event}", VISIT_EVENTS[event])

    @rule(case=Numbers, assets=st.sets(Numbers, max_size=2), price=st.sampled_from([None, "30"]))
    def claim(self, case: int, assets: set[int], price: str | None) -> None:
        """Claim two seals for each of some assets, at the book's price or a dear one."""
        parts = [{"part_number": "SEAL-7", "quantity": "2", "unit_price": price}]
        lines = [{"asset_id": asset, "failure_date": "2026-02-20", "parts": parts} for asset in sorted(assets)]
        self.ask(self.chain.desk, "POST", f"/cases/{case}/claims", {"lines": lines})

    @rule(claim=Numbers, asset=Numbers, hours=st.integers(0, 2))
    def amend_claim(self, claim: int, asset: int, hours: int) -> None:
        """Ask for more or less."""
        changes = {"labor_hours": str(hours), "labor_rate": "40"}
        self.ask(self.chain.desk, "PATCH", f"/claims/{claim}/lines/{asset}", changes)

    @rule(claim=Numbers, event=st.sampled_from(sorted(CLAIM_EVENTS)), chief=st.booleans())
    def move_claim(self, claim: int, event: str, chief: bool) -> None:
        """Let something happen to a claim, by its approver or by somebody higher up."""
        by = {"submit": self.chain.desk, "provide-information": self.chain.desk, "pay": self.admin}
        person = by.get(event, self.lead if chief else self.approver)
        person = self.chain.desk if event in ("evaluate", "withdraw") else person
        self.ask(person, "POST", f"/claims/{claim}/{event}", CLAIM_EVENTS[event])

    @rule(asset=Numbers, usage=st.integers(0, 9), percent=st.sampled_from(["100", "50"]))
    def change_inputs(self, asset: int, usage: int, percent: str) -> None:
        """Change what covers depend on: a reading and a warranty."""
        self.ask(self.chain.desk, "PATCH", f"/assets/{asset}", {"usage": str(usage)})
        self.ask(self.chain.operations, "PATCH", f"/warranties/{asset}", {"parts_percent": percent})

    @rule(kind=st.sampled_from(["cases", "work-orders", "claims"]), luck=st.integers(0, 99))
    def help_along(self, kind: str, luck: int) -> None:
        """Do what a record's own answer says is allowed, so that some get far."""
        moves = {"cases": self.move_case, "work-orders": self.move_order, "claims": self.move_claim}[kind]
        ways = {"cases": CASE_EVENTS, "work-orders": ORDER_EVENTS, "claims": CLAIM_EVENTS}[kind]
        open_ones = [
            (record["id"], event.replace("_", "-"))
            for record in self.chain.desk.get(f"/{kind}")["items"]
            for event in record["allowed"]
            if event.replace("_", "-") in ways
        ]
        if open_ones:
            key, event = open_ones[luck % len(open_ones)]
            moves(key, event, *([luck % 2 == 0] if kind == "claims" else []))

    @rule(visit=Numbers)
    def send_out(self, visit: int) -> None:
        """Have a visit planned within the next hours, its work order begun, and the technician there."""
        self.schedule(visit, 2, [1])
        found = self.found(f"SELECT work_order_id FROM service_appointment WHERE id = {visit}")
        if found:
            self.move_order(found[0][0], "activate")
            self.move_visit(visit, "start")

    @rule(claim=Numbers, asset=Numbers, price=st.sampled_from([None, "30"]), chief=st.booleans())
    def push_claim(self, claim: int, asset: int, price: str | None, chief: bool) -> None:
        """Ask for something in a claim, hand it in, and have it approved as far as it is covered."""
        changes = {"parts": [{"part_number": "SEAL-7", "unit_price": price}], "failure_date": "2026-02-20"}
        self.ask(self.chain.desk, "PATCH", f"/claims/{claim}/lines/{asset}", changes)
        for event in ("submit", "approve", "approve-partially"):
            self.move_claim(claim, event, chief)

    @rule(order=Numbers)
    def finish(self, order: int) -> None:
        """Report, have it signed, and end it."""
        for event in ("report", "signature", "complete"):
            self.move_order(order, event)

    @rule(hours=st.sampled_from([1, 30, 80]))
    def pass_time(self, hours: int) -> None:
        """Let time pass, and the service do what it does by itself."""
        self.house.watch.forward(hours=hours)
        Duties(self.house.settings, self.house.database, self.house.watch).sweep()
        assert self.chain.desk.get("/claims?stale=true")["items"] == []

    def found(self, query: str) -> list[Any]:
        """Return what a query finds."""
        with self.house.database.transaction(write=False) as session:
            return list(session.execute(text(query)))

    @invariant()
    def nothing_is_broken(self) -> None:
        """No query for what must never be finds anything."""
        with self.house.database.transaction(write=False) as session:
            found = {said: list(session.execute(text(query))) for said, query in BROKEN.items()}
        assert {said: each for said, each in found.items() if each} == {}

    @invariant()
    def every_status_is_one(self) -> None:
        """Each status is of its life cycle's table."""
        for table, (column, kind) in STATUSES.items():
            assert {row[0] for row in self.found(f"SELECT {column} FROM {table}")} <= {*kind}, table

    @invariant()
    def timeline_is_as_written(self) -> None:
        """Verifying finds nothing."""
        with self.house.database.transaction(write=False) as session:
            key = signing_key(self.house.settings.signing_key)
            assert [*verify(session, key=key, witness=self.house.settings.witness)] == []

    @invariant()
    @precondition(lambda self: self.found("SELECT id FROM claim LIMIT 1"))
    def sums_are_those_of_the_lines(self) -> None:
        """A claim's amounts are the sums of its lines'."""
        for claim in self.chain.desk.get("/claims")["items"]:
            covers = [cover for line in claim["lines"] for cover in line["covers"]]
            for name in ("requested", "eligible", "approved"):
                assert Decimal(claim[name]) == sum(Decimal(cover[name] or 0) for cover in covers)


def renew(stage: Stage) -> None:
    """Bring a stage back to where an installation starts."""
    stage.watch.time = START
    stage.settings.witness.unlink(missing_ok=True)
    if stage.url.startswith("postgresql"):
        emptied(stage.url)
        return
    with stage.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        template = stage.settings.folder / "template.db"
        with sqlite3.connect(template) as source:
            source.backup(raw)
        source.close()


@pytest.fixture
def stage(database_url: str, tmp_path: Path):
    """A stage on each kind of database."""
    settings_ = Settings(folder=tmp_path / "installation", database_url=database_url)
    settings_.folder.mkdir()
    if database_url.startswith("sqlite"):
        prepared(f"sqlite:///{settings_.folder / 'template.db'}")
    watch, opened = Watch(), Database(database_url)
    with TestClient(create_app(settings_, now=watch)) as client:
        yield Stage(database_url, settings_, client, watch, opened)
    opened.close()


@pytest.mark.parametrize("database_url", ["sqlite"] if MANY == 1 else ["sqlite", "postgresql"], indirect=True)
def test_any_order(stage: Stage):
    class Staged(Records):
        pass

    Staged.stage = stage
    run_state_machine_as_test(
        Staged, settings=settings(max_examples=5 * MANY, stateful_step_count=30, derandomize=MANY == 1, deadline=None)
    )
