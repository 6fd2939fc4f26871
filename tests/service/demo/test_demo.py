"""The year of a small manufacturer: coherent, complete in kind, the same each time, verified, and only into nothing."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from service import cli
from service.access import operations as access
from service.access.policy import ROLES
from service.db import Database
from service.demo import firm, year
from service.demo.year import fill
from service.errors import Problem
from service.files.storage import Store
from service.installation import install
from service.main import create_app
from service.settings import Settings
from service.timeline.verify import verify

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def short(monkeypatch):
    """A year with fewer stories, of the same kinds, and passwords that are cheap to hash."""
    monkeypatch.setattr(year, "ORDERS", 3)
    monkeypatch.setattr(year, "MATTERS", tuple((tell, 2) for tell, _ in year.MATTERS))
    monkeypatch.setattr(year, "LATEST", tuple((tell, 1) for tell, _ in year.LATEST))
    monkeypatch.setattr(firm, "CUSTOMERS", 12)
    monkeypatch.setattr(firm, "OLD_MACHINES", 8)
    monkeypatch.setattr(access, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def filled(url: str, folder, seed: int = 7) -> Database:
    settings = Settings(folder=folder, database_url=url)
    install(settings, now=NOW)
    database = Database(url)
    try:
        with database.transaction() as session:
            fill(session, Store(settings.files_url), now=NOW, seed=seed)
    except BaseException:
        database.close()
        raise
    return database


def found(database: Database, statement: str) -> list:
    with database.transaction(write=False) as session:
        return [tuple(row) for row in session.execute(text(statement))]


TOLD = "SELECT record_type, record_id, sequence, kind, actor_name, at, data, reason FROM event"


def fingerprint(database: Database) -> str:
    """Return the hash of everything that is told of the year."""
    return hashlib.sha256(
        json.dumps(found(database, f"{TOLD} WHERE at < '2026-11-21 09:30' ORDER BY id"), default=str).encode()
    ).hexdigest()


def test_year_is_coherent_and_verified(short, empty_url, tmp_path):
    database = filled(empty_url, tmp_path)
    with database.transaction(write=False) as session:
        assert list(verify(session, key=b"x", witness=tmp_path / "none")) == []
    for none in (
        "SELECT id FROM service_case c WHERE NOT EXISTS (SELECT 1 FROM case_line_item l WHERE l.case_id = c.id)",
        "SELECT id FROM work_order WHERE status = 'completed' AND (report_id IS NULL OR signature_id IS NULL)",
        "SELECT id FROM asset WHERE account_id NOT IN (SELECT id FROM account)",
        "SELECT a.id FROM event a JOIN event b ON b.record_type = a.record_type AND b.record_id = a.record_id"
        " AND b.sequence = a.sequence + 1 WHERE b.at < a.at",
    ):
        assert found(database, none) == [], none
    statuses = {status for (status,) in found(database, "SELECT DISTINCT status FROM service_case")}
    assert statuses >= {"new", "triaged", "in_progress", "waiting", "resolved", "closed"}
    kinds = {kind for (kind,) in found(database, "SELECT DISTINCT record_type FROM event")}
    assert kinds >= {"account", "sales_order", "transport", "asset", "asset_warranty", "service_case", "work_order"}
    assert kinds >= {"service_appointment", "claim", "evidence", "technician", "price_book_entry", "user_account"}
    database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_same_seed_tells_the_same_year(short, database_url, tmp_path):
    told = []
    for number, seed in enumerate((7, 7, 8)):
        database = filled(f"sqlite:///{tmp_path / str(number)}.db", tmp_path / str(number), seed)
        told.append(fingerprint(database))
        database.close()
    assert told[0] == told[1] != told[2]


def test_records_are_not_mixed_with_others(chain, tmp_path):
    chain.account()
    with pytest.raises(Problem, match="records already"), chain.house.database.transaction() as session:
        fill(session, Store(f"file://{tmp_path}/files"), now=NOW, seed=7)


def test_command_refuses_a_database_that_is_not_empty(tmp_path, monkeypatch):
    monkeypatch.delenv("ROUNDSMAN_DATABASE_URL", raising=False)
    settings = Settings.read({}, folder=tmp_path)
    install(settings, now=NOW)
    database = Database(settings.database_url)
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO account (version, name, tier, currency, is_supplier)"
                " VALUES (1, 'x', 'basic', 'EUR', false)"
            )
        )
    database.close()
    called = CliRunner().invoke(cli.build(), ["serve", "--demo", "--folder", str(tmp_path)])
    assert called.exit_code == 2
    assert "there are records already (account)" in called.output
    assert "serving" not in called.output


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_year_that_breaks_off_leaves_nothing(short, empty_url, tmp_path, monkeypatch):
    told = year.repair
    monkeypatch.setattr(year, "MATTERS", ((lambda firm, now: (_ for _ in [told(firm, now), 1 / 0]), 1),))
    with pytest.raises(ZeroDivisionError):
        filled(empty_url, tmp_path)
    database = Database(empty_url)
    assert found(database, "SELECT count(*) FROM account") == [(0,)]
    database.close()


@pytest.mark.soak
def test_whole_year_has_everything(tmp_path):
    database = filled(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    statuses = {status for (status,) in found(database, "SELECT DISTINCT status FROM service_case")}
    assert statuses == {"new", "triaged", "in_progress", "waiting", "resolved", "closed", "cancelled"}
    claims = {status for (status,) in found(database, "SELECT DISTINCT status FROM claim")}
    assert claims >= {"paid", "rejected", "approved", "manual_review_needed"}
    assert found(database, "SELECT count(*) > 400 FROM service_case") == [(True,)]
    database.close()


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_year_can_be_looked_at_with_everybodys_eyes(short, empty_url, tmp_path):
    """Each login works at once, and sees what its role does."""
    settings = Settings(folder=tmp_path, database_url=empty_url)
    install(settings, now=NOW)
    database = Database(empty_url)
    with database.transaction() as session:
        logins = fill(session, Store(settings.files_url), now=NOW, seed=7)
    database.close()
    assert set(logins) == {*ROLES} - {"admin", "service"}
    seen = {}
    with TestClient(create_app(settings, now=lambda: NOW)) as client:
        for role in ("dispatcher", "customer", "installer"):
            login, password = logins[role]
            client.cookies.clear()
            assert client.post("/api/v1/session", json={"login": login, "password": password}).status_code == 201
            seen[role] = len(client.get("/api/v1/cases?limit=500").json()["items"])
    assert max(seen["customer"], seen["installer"]) < seen["dispatcher"]
