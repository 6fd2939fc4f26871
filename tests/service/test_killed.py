"""Servers killed at random write points: what was acknowledged is kept, nothing is half done, and retries agree."""

import multiprocessing
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service import clock
from service.db import Database
from service.settings import Settings
from service.timeline.verify import signing_key, verify
from tests.conftest import MANY
from tests.service.conftest import House, Person
from tests.service.dying_server import serve

KILLS = 2 if MANY == 1 else 25
"""How often a server is killed, on each kind of database."""
MOST_POINTS = 250
WRITERS = 2
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.service.dying_server"])


class LostError(Exception):
    """The connection ended before there was an answer, or it was none to go on with."""


class Writer:
    """Takes deliveries to paid claims, round after round, with a key for each step; knows what was acknowledged."""

    def __init__(self, name: str, headers: dict[str, str]) -> None:
        self.name, self.headers = name, headers
        self.acknowledged: dict[str, tuple[int, str]] = {}
        self.finished = 0
        self.contradictions: list[str] = []

    def post(self, client: httpx2.Client, key: str, path: str, body: Any = None) -> Any:
        """Do a step, or do it again: an answer that was given once is given for ever."""
        headers = {**self.headers, "Idempotency-Key": key}
        while True:
            try:
                answer = client.post(f"/api/v1{path}", json=body, headers=headers)
            except httpx2.TransportError as error:
                raise LostError from error
            if answer.status_code != 409 or answer.json()["code"] != "busy":
                break
        told = (answer.status_code, answer.text)
        if answer.status_code >= 300 or self.acknowledged.setdefault(key, told) != told:
            self.contradictions.append(f"{key}: {told}, before {self.acknowledged.get(key)}")
            raise LostError(self.contradictions[-1])
        return answer.json()

    def round(self, client: httpx2.Client, number: int) -> None:
        """Order two units, have them delivered, claim for both and be paid: dozens of rows, most of them together."""

        def step(name: str, path: str, body: Any = None) -> Any:
            return self.post(client, f"{self.name} {number} {name}", path, body)

        mark = f"{self.name}-{number}"
        line = {"product_id": 1, "quantity": 2}
        order = step("order", "/orders", {"number": mark, "account_id": 1, "ordered_on": "2026-01-12", "lines": [line]})
        units = [{"line": 1, "serial_number": f"{mark}-{unit}"} for unit in "ab"]
        transport = step("transport", "/transports", {"order_id": order["id"], "units": units})
        born = step("confirm", f"/transports/{transport['id']}/confirm", {"delivered_on": "2026-02-20"})
        assets = [asset["id"] for asset in born["assets"]]
        told = {"subject": mark, "description": "x", "channel": "api", "case_type": "warranty", "reason_code": "defect"}
        case = step("case", "/cases", {**told, "lines": [{"asset_id": asset} for asset in assets]})
        asked = {"failure_date": "2026-02-25", "parts": [{"part_number": "SEAL-7", "quantity": "1"}]}
        lines = [{"asset_id": asset, **asked} for asset in assets]
        claim = step("claim", f"/cases/{case['id']}/claims", {"lines": lines})
        step("submit", f"/claims/{claim['id']}/submit")
        step("pay", f"/claims/{claim['id']}/pay", {"reference": mark})
        self.finished = max(self.finished, number + 1)


def write_until_killed(writer: Writer, url: str) -> None:
    """Go on with the round that was interrupted, from its start, and with those after it."""
    with httpx2.Client(base_url=url, timeout=60) as client:
        try:
            for number in range(writer.finished, writer.finished + 1000):
                writer.round(client, number)
        except LostError:
            return


@contextmanager
def server(settings: Settings, points: int) -> Iterator[tuple[str, Any]]:
    """Give the URL of a real process that serves, and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = processes.Process(target=serve, args=(settings, port, points))
    process.start()
    try:
        for _ in range(600):
            if process.exitcode is not None or listening(port):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.join()
        process.close()


def listening(port: int) -> bool:
    """Return whether somebody answers on a port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture
def writers(house: House, tmp_path: Path) -> list[Writer]:
    """Writers over an installation that has an account, a product and a price."""
    house.watch.time = clock.now() - timedelta(days=1)
    house.settings.folder.mkdir(exist_ok=True)
    signing_key(house.settings.signing_key)
    person: Person = house.person("admin")
    person.post("/accounts", {"name": "Hansa Mills"})
    person.post("/products", {"code": "P-1", "name": "Pump", "product_line": "pumps"})
    person.post("/warranty-terms", {"product_id": 1, "name": "S", "start_basis": "delivery", "duration_months": 24})
    person.post("/prices", {"part_number": "SEAL-7", "currency": "EUR", "unit_price": "24.50"})
    return [Writer(f"w{number}", person.headers) for number in range(WRITERS)]


def test_killed_servers_lose_nothing_and_leave_nothing_half_done(house: House, writers: list[Writer], capsys):
    seed = int(os.environ.get("ROUNDSMAN_SEED", "1" if MANY == 1 else str(random.SystemRandom().randrange(10**9))))
    kind = house.database.engine.dialect.name
    with capsys.disabled():
        print(f"\n{KILLS} servers on {kind} are killed, ROUNDSMAN_SEED={seed}", end="", flush=True)
    draw = random.Random(f"{seed} {kind}")
    for _ in range(KILLS):
        before = {writer.name: {*writer.acknowledged} for writer in writers}
        with server(house.settings, draw.randint(1, MOST_POINTS)) as (url, process):
            threads = [threading.Thread(target=write_until_killed, args=(writer, url)) for writer in writers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(300)
            assert [each for writer in writers for each in writer.contradictions] == []
            process.join(60)
            assert process.exitcode == -9, process.exitcode
        check_timeline(house.settings)
        check_whole(house)
        assert all(before[writer.name] <= {*writer.acknowledged} for writer in writers)
    with server(house.settings, 0) as (url, _), httpx2.Client(base_url=url, timeout=60) as client:
        for writer in writers:
            for number in range(writer.finished + 1):
                writer.round(client, number)
    assert [each for writer in writers for each in writer.contradictions] == []
    rounds = sum(writer.finished for writer in writers)
    check_timeline(house.settings)
    check_whole(house)
    for table, times in (("sales_order", 1), ("transport", 1), ("asset", 2), ("service_case", 1), ("claim", 1)):
        assert house.rows(f"SELECT count(*) FROM {table}") == [(rounds * times,)], table
    assert house.rows("SELECT count(*) FROM claim WHERE status <> 'paid'") == [(0,)]
    assert house.rows("SELECT count(*) FROM service_case WHERE status <> 'closed'") == [(0,)]


def check_timeline(settings: Settings) -> None:
    """Verify as the command does."""
    database = Database(settings.database_url)
    with database.transaction(write=False) as session:
        key = signing_key(settings.signing_key)
        assert [str(each) for each in verify(session, key=key, witness=settings.witness)] == []
    database.close()


HALF_DONE = {
    "a delivery without all its assets": """SELECT t.id FROM transport t JOIN transport_unit u ON u.transport_id = t.id
        LEFT JOIN asset a ON a.transport_unit_id = u.id WHERE (t.status = 'confirmed') <> (a.id IS NOT NULL)""",
    "an asset without its warranty": """SELECT id FROM asset WHERE 1 <>
        (SELECT count(*) FROM asset_warranty w WHERE w.asset_id = asset.id)""",
    "a case without its assets": """SELECT id FROM service_case WHERE 2 <>
        (SELECT count(*) FROM case_line_item l WHERE l.case_id = service_case.id)""",
    "a case without its claim": """SELECT id FROM service_case WHERE 1 <>
        (SELECT count(*) FROM claim c WHERE c.case_id = service_case.id)""",
    "a claim without its lines or their cover": """SELECT id FROM claim WHERE
        2 <> (SELECT count(*) FROM claim_line_item l WHERE l.claim_id = claim.id)
        OR 6 <> (SELECT count(*) FROM claim_cover c WHERE c.claim_id = claim.id)""",
    "a paid claim of a case that is open": """SELECT c.id FROM claim c JOIN service_case s ON s.id = c.case_id
        WHERE (c.status = 'paid') <> (s.status = 'closed')""",
    "a remembered answer that was never given": "SELECT key FROM remembered_answer WHERE status IS NULL",
    "a record without an event": """SELECT id FROM claim WHERE NOT EXISTS
        (SELECT 1 FROM event e WHERE e.record_type = 'claim' AND e.record_id = claim.id)""",
}


def check_whole(house: House) -> None:
    """Find nothing that was begun and not ended."""
    assert {said: found for said, query in HALF_DONE.items() if (found := house.rows(query))} == {}
