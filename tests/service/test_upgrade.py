"""From the release before: its database, with records in it, is brought up, and everything holds as it did.

`releases/` keeps what each release left behind, by the revision of its schema: its database as SQL for each kind, the
key it signed with, and its witness. They are never written anew. A release adds its own.
"""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from service.db import Database
from service.duties import Duties
from service.installation import install
from service.main import create_app
from service.schema import METADATA, migrate
from service.settings import Settings
from service.timeline.verify import signing_key, verify
from tests.service.conftest import House, Watch

RELEASES = Path(__file__).with_name("releases")
BEFORE = sorted({path.name.split(".")[0] for path in RELEASES.iterdir()})


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as column by column it is kept."""
    found = {}
    with database.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            every = connection.execute(text(f"SELECT * FROM {table}")).mappings()
            found[table] = sorted((dict(row) for row in every), key=str)
    return found


def load(url: str, path: Path) -> None:
    """Bring an empty database to what a release left behind."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.executescript(path.read_text())
        connection.close()
        return
    parts = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(parts) as connection:
        connection.execute(path.read_text().encode())


@pytest.fixture(params=BEFORE)
def left(request: pytest.FixtureRequest, empty_url: str, tmp_path: Path) -> Settings:
    """An installation as a release left it."""
    kind = empty_url.partition(":")[0].partition("+")[0]
    settings = Settings(folder=tmp_path / "installation", database_url=empty_url)
    settings.folder.mkdir()
    load(empty_url, RELEASES / f"{request.param}.{kind}.sql")
    shutil.copy(RELEASES / f"{request.param}.{kind}.key", settings.signing_key)
    shutil.copy(RELEASES / f"{request.param}.{kind}.witness.json", settings.witness)
    return settings


def test_upgrade_keeps_every_row_and_makes_the_tables_that_the_rows_say(left: Settings):
    database = Database(left.database_url)
    before = rows(database)
    assert sum(map(len, before.values())) > 200
    migrate(database)
    after = rows(database)
    del before["alembic_version"]
    for table, kept in before.items():
        columns = [*kept[0]] if kept else []
        assert [{name: row[name] for name in columns} for row in after[table]] == kept, table
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


@pytest.fixture
def upgraded(left: Settings):
    """The application over what a release left, brought up, some time later."""
    database, watch = Database(left.database_url), Watch()
    install(left, now=watch())
    watch.forward(days=10)
    with TestClient(create_app(left, now=watch)) as client:
        yield House(client, database, left, watch)
    database.close()


def findings(house: House) -> list[str]:
    with house.database.transaction(write=False) as session:
        key = signing_key(house.settings.signing_key)
        return [str(each) for each in verify(session, key=key, witness=house.settings.witness)]


def test_upgraded_records_are_served_guarded_and_proven(upgraded: House):
    assert findings(upgraded) == []
    desk = upgraded.person("support", name="after the upgrade")
    lists = ("accounts", "assets", "orders", "cases", "work-orders", "appointments", "claims", "warranties", "events")
    assert [name for name in lists if not desk.get(f"/{name}?limit=500")["items"]] == []
    (stale,) = desk.get("/claims?stale=true")["items"]
    granted = "status = 'approved', decided_by = 'user:99', decided_at = submitted_at"
    with pytest.raises(IntegrityError, match="gate_4"):
        upgraded.run(f"UPDATE claim SET {granted} WHERE id = {stale['id']}")
    with pytest.raises(IntegrityError, match="gate_5"):
        upgraded.run("UPDATE work_order SET status = 'completed' WHERE status = 'active'")
    Duties(upgraded.settings, upgraded.database, upgraded.watch).sweep()
    again = desk.get(f"/claims/{stale['id']}")
    assert (again["stale"], again["approver_role"], again["escalations"]) == (False, "manager", 1)
    assert findings(upgraded) == []
