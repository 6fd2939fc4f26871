"""What tests of the service stand on: a migrated database of each kind, an application over it, and people."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from starlette.testclient import TestClient

from service.access.models import LoginSession, User
from service.access.operations import COOKIE, csrf_token, fingerprint
from service.context import SYSTEM, Context
from service.db import Database
from service.installation import ship
from service.main import create_app
from service.schema import migrate
from service.settings import Settings
from service.timeline.operations import record
from tests.service import postgres

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday, before the clocks change."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one named for the tests, else one of our own in a folder of its own.

    Where there is none the tests on PostgreSQL are skipped, which the end of the run says; in CI that is a failure.
    """
    if url := postgres.named_server():
        yield url
        return
    found = postgres.programs()
    if found is None:
        if postgres.must_be_there():
            pytest.fail(postgres.MISSING)
        pytest.skip(postgres.MISSING)
    with postgres.server(found) as url:
        yield url


def administer(server: str, statement: str) -> None:
    """Run a statement that makes or drops a database."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def prepared(url: str) -> None:
    """Bring an empty database to where an installation starts, but for the first administrator."""
    database = Database(url)
    migrate(database)
    with database.transaction() as session:
        ship(Context(session, SYSTEM, START))
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "records.db"
    prepared(f"sqlite:///{path}")
    return path


def named(server: str, database: str) -> str:
    """Return the URL of another database on a server."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database for one test after the other; to copy one takes a second each."""
    name = f"roundsman_{secrets.token_hex(6)}"
    administer(postgres_server, f"CREATE DATABASE {name}")
    prepared(named(postgres_server, name))
    yield named(postgres_server, name)
    administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


EMPTY = """
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  DELETE FROM procrastinate.procrastinate_jobs;
  DELETE FROM procrastinate.procrastinate_events;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
END $$
"""


def emptied(url: str) -> str:
    """Bring a database that a test has used back to where an installation starts."""
    database = Database(url)
    with database.transaction() as session:
        session.execute(text(EMPTY))
        session.execute(text("SET session_replication_role = DEFAULT"))
        ship(Context(session, SYSTEM, START))
    database.close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a prepared database of each kind, for one test."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "records.db")
        yield f"sqlite:///{tmp_path / 'records.db'}"
        return
    yield emptied(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of each kind without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"roundsman_{secrets.token_hex(6)}"
    administer(server, f"CREATE DATABASE {name}")
    yield named(server, name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A prepared database."""
    opened = Database(database_url)
    yield opened
    opened.close()


@dataclass
class Watch:
    """A clock that goes when told."""

    time: datetime = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **step: float) -> datetime:
        """Let time pass."""
        self.time += timedelta(**step)
        return self.time


@dataclass
class Person:
    """Somebody at the API: sends the headers that show who asks."""

    client: TestClient
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: Any = None, status: int | None = None, **more: Any) -> Any:
        """Ask, expect a status (any below 400 if none is named), and return the answer's document."""
        headers = {**self.headers, **more.pop("headers", {})}
        answer = self.client.request(method, f"/api/v1{path}", json=body, headers=headers, **more)
        expected = answer.status_code < 400 if status is None else answer.status_code == status
        assert expected, (method, path, answer.status_code, answer.text)
        self.last = answer
        return answer.json() if answer.content else None

    def get(self, path: str, status: int | None = None, **more: Any) -> Any:
        """Read."""
        return self("GET", path, None, status, **more)

    def post(self, path: str, body: Any = None, status: int | None = None, **more: Any) -> Any:
        """Make or do."""
        return self("POST", path, body, status, **more)

    def patch(self, path: str, body: Any, status: int | None = None, **more: Any) -> Any:
        """Amend, on the condition that the record is as it is now."""
        if "headers" not in more:
            current = self.client.get(f"/api/v1{path}", headers=self.headers)
            more["headers"] = {"If-Match": current.headers.get("etag", "*")}
        return self("PATCH", path, body, status, **more)


@dataclass
class House:
    """An application over a database, the clock it goes by, and the people who use it."""

    client: TestClient
    database: Database
    settings: Settings
    watch: Watch
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, *roles: str, name: str | None = None, **bounds: int) -> Person:
        """Return somebody with these roles, logged in."""
        name = name or "+".join(roles)
        if name not in self.people:
            self.people[name] = self._logged_in(name, list(roles), bounds)
        return self.people[name]

    def _logged_in(self, name: str, roles: list[str], bounds: dict[str, int]) -> Person:
        token = secrets.token_urlsafe(16)
        with self.database.transaction() as session:
            user = User(login=name, name=name, password_hash="none", one_time_password=False, **bounds)
            user.roles = roles
            session.add(user)
            record(Context(session, SYSTEM, self.watch()), user, "created")
            session.add(
                LoginSession(
                    token_hash=fingerprint(token),
                    user_id=user.id,
                    began_at=self.watch(),
                    ends_at=self.watch() + timedelta(days=4000),
                )
            )
        return Person(self.client, {"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": csrf_token(token)})

    @property
    def nobody(self) -> Person:
        """Somebody who is not logged in."""
        return Person(self.client)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Return what a plain SQL query finds."""
        with self.database.transaction(write=False) as session:
            return list(session.execute(text(statement), values))

    def run(self, statement: str, **values: Any) -> None:
        """Run plain SQL that changes something, in a transaction of its own."""
        with self.database.transaction() as session:
            session.execute(text(statement), values)

    def run_all(self, *statements: str) -> None:
        """Run several statements of plain SQL in one transaction."""
        with self.database.transaction() as session:
            for statement in statements:
                session.execute(text(statement))

    def context(self, session: Any) -> Context:
        """Return a context for operations that a test calls without HTTP."""
        return Context(session, SYSTEM, self.watch())


@pytest.fixture
def house(database_url: str, database: Database, tmp_path: Path) -> Iterator[House]:
    """The application over a prepared database of each kind."""
    settings = Settings(folder=tmp_path / "keys", database_url=database_url)
    watch = Watch()
    with TestClient(create_app(settings, now=watch)) as client:
        yield House(client, database, settings, watch)


@pytest.fixture
def refused() -> Callable[[Any, int, str], None]:
    """A check that an answer is a refusal with a status and a code."""

    def check(document: Any, status: int, code: str) -> None:
        assert (document["status"], document["code"]) == (status, code), document

    return check


@dataclass
class Chain:
    """A small manufacturer's records, made through the API by people who may."""

    house: House
    desk: Person
    operations: Person

    def account(self, name: str = "Hansa Mills", **more: Any) -> dict[str, Any]:
        """Make an account in Bremen."""
        place = {"address": "Am Tor 1", "city": "Bremen", "country": "DE", "latitude": 53.08, "longitude": 8.8}
        return self.desk.post("/accounts", {"name": name, **place, **more})

    def product(self, code: str = "P-100", *terms: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Make a product with warranty terms: by default two years on parts and half of labor, from installation."""
        line = {"name": f"Pump {code}", "product_line": "pumps", "usage_unit": "hours"}
        product = self.operations.post("/products", {"code": code, **line, **more})
        standard = {"name": "Standard", "start_basis": "install", "duration_months": 24, "labor_percent": "50"}
        for term in terms or (standard,):
            self.operations.post("/warranty-terms", {"product_id": product["id"], **term})
        return product

    def transport(self, account: Any, product: Any, *serials: str, number: str = "SO-1") -> dict[str, Any]:
        """Order a product and plan the delivery of units with these serial numbers."""
        line = {"product_id": product["id"], "quantity": len(serials)}
        ordered = {"number": number, "account_id": account["id"], "ordered_on": "2026-01-12", "lines": [line]}
        order = self.desk.post("/orders", ordered)
        units = [{"line": 1, "serial_number": serial} for serial in serials]
        return self.desk.post("/transports", {"order_id": order["id"], "units": units})

    def delivered(self, account: Any, product: Any, *serials: str, number: str = "SO-1") -> list[dict[str, Any]]:
        """Return the assets of a delivery that was ordered, planned and confirmed."""
        transport = self.transport(account, product, *serials, number=number)
        confirmed = self.desk.post(f"/transports/{transport['id']}/confirm", {"delivered_on": "2026-02-20"})
        return confirmed["assets"]

    def asset(self, **more: Any) -> dict[str, Any]:
        """Return an asset of a new account."""
        product = self.product(f"P-{secrets.token_hex(3)}")
        account = self.account()
        return self.desk.post(
            "/assets", {"product_id": product["id"], "account_id": account["id"], "serial_number": "SN 1", **more}
        )

    def case(self, asset: Any = None, **more: Any) -> dict[str, Any]:
        """Open a case about an asset, a new one by default."""
        asset = asset or self.asset()
        said = {"subject": "Pump leaks", "description": "Water under the pump.", "channel": "representative"}
        kind = {"case_type": "repair", "reason_code": "defect", "lines": [{"asset_id": asset["id"]}]}
        return self.desk.post("/cases", {**said, **kind, **more})

    def technician(self, name: str = "Kim Berg") -> int:
        """Make a technician; return the number."""
        return self.operations.post("/technicians", {"name": name})["id"]

    def work_order(self, case: Any = None, *, window: Any = None, **more: Any) -> dict[str, Any]:
        """Make a work order of a new type: by default a repair of an hour until the case is due."""
        case = case or self.case()
        named = {"name": f"Repair {secrets.token_hex(3)}", "kind": "field", "purpose": "repair", "duration_minutes": 60}
        made = self.operations.post("/work-types", {**named, **more})
        return self.desk.post(f"/cases/{case['id']}/work-orders", {"work_type_id": made["id"], "window": window})

    def visit(self, order: Any, start: str | None = None, *technicians: int, **more: Any) -> dict[str, Any]:
        """Add a visit to a work order, scheduled if a start is given."""
        visit = self.dispatcher.post(f"/work-orders/{order['id']}/appointments", more)
        if start is None:
            return visit
        slot = {"start": start, "technician_ids": technicians or (self.technician(),)}
        return self.dispatcher.post(f"/appointments/{visit['id']}/schedule", slot)

    @property
    def dispatcher(self) -> Person:
        """Somebody who plans visits."""
        return self.house.person("dispatcher")

    def installer(self, technician: int) -> Person:
        """The technician with a number, logged in."""
        return self.house.person("installer", name=f"installer {technician}", technician_id=technician)


@pytest.fixture
def chain(house: House) -> Chain:
    """A maker of records."""
    return Chain(house, house.person("support"), house.person("operations"))
