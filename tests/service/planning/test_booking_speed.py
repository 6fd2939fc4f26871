"""How long people wait for slots and bookings: 1,000 technicians, 10,000 booked visits, 20 requests a second."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert, select

from service import clock
from service.assets.installed import Asset
from service.assets.models import Account, Product
from service.calendars.models import WorkingCalendar
from service.calendars.operations import OFFICE_HOURS
from service.cases.models import Case, CaseLineItem
from service.fieldwork.models import Booking, ServiceAppointment, WorkOrder
from service.workforce.models import Technician, Territory
from tests.service.test_killed import server

TERRITORIES, CREW, VISITS = 100, 10, 10_000
PER_SECOND, SECONDS = 20, 30
DAYS = 10
"""Working days over which the visits are spread: one each for everybody."""
BEGINS = (10, 12, 13, 15)


@pytest.mark.bench
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_booking_over_http(house, capsys):
    now = clock.now()
    house.watch.time = now
    asked = fill(house, now)
    person = house.person("dispatcher")
    with server(house.settings, 0) as (url, _), httpx2.Client(base_url=url, timeout=60) as client:
        first = [asking(client, person, number, "candidates") for number in asked[:TERRITORIES]]
        found = load(client, person, asked[TERRITORIES:])
    by_kind = {kind: [seconds for name, seconds in found if name == kind] for kind in ("candidates", "assignment")}
    lines = [told("first of each territory", first), *(told(kind, values) for kind, values in by_kind.items())]
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    everything = [seconds for _, seconds in found]
    assert quantile(everything, 0.5) <= 0.05
    assert quantile(everything, 0.99) <= 0.2


def load(client: httpx2.Client, person: Any, visits: list[int]) -> list[tuple[str, float]]:
    """Send requests at their times, whether or not those before have been answered; return how long each took."""
    kinds = ["candidates", "assignment"]
    numbers = iter(visits)

    def send(at: float, kind: str, visit: int) -> tuple[str, float]:
        time.sleep(max(0.0, at - time.perf_counter()))
        asking(client, person, visit, kind)
        return kind, time.perf_counter() - at

    begin = time.perf_counter() + 0.2
    with ThreadPoolExecutor(64) as pool:
        jobs = [
            pool.submit(send, begin + number / PER_SECOND, kinds[number % 2], next(numbers))
            for number in range(PER_SECOND * SECONDS)
        ]
        return [job.result() for job in jobs]


def asking(client: httpx2.Client, person: Any, visit: int, kind: str) -> float:
    began = time.perf_counter()
    answer = client.post(f"/api/v1/appointments/{visit}/{kind}", json={}, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return time.perf_counter() - began


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def told(name: str, values: list[float]) -> str:
    figures = " ".join(f"p{int(100 * share)} {quantile(values, share) * 1000:.0f} ms" for share in (0.5, 0.9, 0.99))
    return f"{name}: {len(values)} requests, {figures}"


def fill(house: Any, now: datetime) -> list[int]:
    """Fill the database, past the API, and return the numbers of visits that stand nowhere."""
    dice = random.Random(1)
    days = list(working_days(now.date()))
    with house.database.transaction() as session:
        calendar = session.scalars(select(WorkingCalendar.id).where(WorkingCalendar.name == OFFICE_HOURS)).one()
        corners = [(5 + 0.2 * (number % 10), 50 + 0.2 * (number // 10)) for number in range(TERRITORIES)]
        rows: dict[Any, list[dict[str, Any]]] = {
            each: []
            for each in (
                *(Territory, Technician, Account, Asset, Case, CaseLineItem, WorkOrder),
                *(ServiceAppointment, Booking),
            )
        }
        add(session, Product, [{"code": "P", "name": "Pump", "product_line": "pumps"}])
        for number, (west, south) in enumerate(corners, 1):
            rows[Territory].append({"code": f"T{number:03}", "name": f"T{number}", "area": None, "timezone": "UTC"})
            for _ in range(CREW):
                home = {"home_latitude": south + dice.random() / 5, "home_longitude": west + dice.random() / 5}
                rows[Technician].append({"name": "x", "territory_id": number, "calendar_id": calendar, **home})
        extra = TERRITORIES + PER_SECOND * SECONDS
        numbers = count(1)
        for visit in range(VISITS + extra):
            technician = visit % (TERRITORIES * CREW)
            territory = technician // CREW + 1 if visit < VISITS else (visit - VISITS) % TERRITORIES + 1
            _job(rows, next(numbers), territory, corners[territory - 1], now, dice)
            if visit < VISITS:
                day, begin = days[visit // (TERRITORIES * CREW)], BEGINS[technician % 4]
                _book(rows, visit + 1, technician + 1, datetime(day.year, day.month, day.day, begin, tzinfo=UTC))
        for model, each in rows.items():
            add(session, model, each)
    return list(range(VISITS + 1, VISITS + extra + 1))


def working_days(today: date) -> Iterator[date]:
    found = (today + timedelta(days=number) for number in range(1, 30))
    return (day for _, day in zip(range(DAYS), (each for each in found if each.weekday() < 5), strict=False))


def _job(
    rows: Any, number: int, territory: int, corner: tuple[float, float], now: datetime, dice: random.Random
) -> None:
    at = {"latitude": corner[1] + dice.random() / 5, "longitude": corner[0] + dice.random() / 5}
    rows[Account].append({"name": "x", "territory_id": territory, **at})
    rows[Case].append({"account_id": number, "product_id": 1, "product_line": "pumps", **CASE, **_times(now)})
    rows[Asset].append({"product_id": 1, "account_id": number, "first_account_id": number, "status": "delivered"})
    rows[Asset][-1] |= {"serial_number": str(number), "serial_key": str(number)}
    rows[CaseLineItem].append({"case_id": number, "position": 1, "asset_id": number})
    window = {"window_start": now, "due_date": now + timedelta(days=13)}
    rows[WorkOrder].append({"case_id": number, **ORDER, **window})
    rows[ServiceAppointment].append(
        {"work_order_id": number, "position": 1, "duration_minutes": 60, "sched_start": None, "sched_end": None}
        | {"status": "none", "status_category": "none"}
    )


def _times(now: datetime) -> dict[str, Any]:
    return {"opened_at": now, "clock_started_at": now, "due_at": now + timedelta(days=13)}


CASE = {"channel": "api", "case_type": "repair", "reason_code": "other", "subject": "x", "description": "x"} | {
    "customer_tier": "standard",
    "team": "support",
    "priority": "normal",
    "status": "new",
    "tags": [],
}
ORDER = {"kind": "field", "purpose": "repair", "status": "new", "subject": "x", "priority": "normal"} | {
    "duration_minutes": 60,
    "crew_size": 1,
    "skills": {},
    "tools": [],
}


def _book(rows: Any, visit: int, technician: int, start: datetime) -> None:
    end = start + timedelta(hours=1)
    rows[ServiceAppointment][visit - 1] |= {"sched_start": start, "sched_end": end}
    rows[ServiceAppointment][visit - 1] |= {"status": "scheduled", "status_category": "scheduled"}
    rows[WorkOrder][visit - 1] |= {"status": "scheduled"}
    rows[Booking].append({"appointment_id": visit, "technician_id": technician, "starts_at": start, "ends_at": end})


def add(session: Any, model: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows, with version 1 where they have one."""
    versioned = [{"version": 1, **row} for row in rows] if hasattr(model, "version") else rows
    if versioned:
        session.execute(insert(model), versioned)
