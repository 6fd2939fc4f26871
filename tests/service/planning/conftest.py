"""A small town to plan: two territories, technicians with homes and shifts, and work for them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from service.planning.solving import work_on_next
from tests.service.conftest import Chain, House, Person

DAY = "2026-03-03"
"""The Tuesday after the tests' Monday."""
AREAS = {"N1": (8.0, 9.0), "N2": (9.0, 10.0)}
"""West and east, between 53 and 54 degrees north."""


def square(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 53.0], [east, 53.0], [east, 54.0], [west, 54.0], [west, 53.0]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Town:
    """Makes what is planned, through the API."""

    chain: Chain
    territories: dict[str, int] = field(default_factory=dict)
    sites: int = 0

    @property
    def house(self) -> House:
        return self.chain.house

    @property
    def dispatcher(self) -> Person:
        return self.chain.dispatcher

    def territory(self, code: str) -> int:
        if code not in self.territories:
            body = {"code": code, "name": code, "area": square(*AREAS[code])}
            self.territories[code] = self.chain.operations.post("/territories", body)["id"]
        return self.territories[code]

    def technician(self, name: str = "Kim Berg", code: str = "N1", days: tuple[str, ...] = (DAY,), **more: Any) -> int:
        """Make somebody who lives in a territory and works from 7 to 15 UTC."""
        home = {"home_latitude": 53.5, "home_longitude": sum(AREAS[code]) / 2}
        body = {"name": name, "territory_id": self.territory(code), **home, **more}
        number: int = self.chain.operations.post("/technicians", body)["id"]
        for day in days:
            self.shift(number, day)
        return number

    def shift(self, technician: int, day: str, start: str = "07:00", end: str = "15:00") -> dict[str, Any]:
        times = {"starts_at": f"{day}T{start}:00Z", "ends_at": f"{day}T{end}:00Z"}
        return self.dispatcher.post("/shifts", {"technician_id": technician, **times})

    def order(self, code: str = "N1", *, due: str = f"{DAY}T15:00:00Z", **more: Any) -> dict[str, Any]:
        """Make a field work order for a customer in a territory, of an hour by default."""
        self.territory(code)
        self.sites += 1
        at = {"latitude": 53.5 + 0.01 * (self.sites % 7), "longitude": sum(AREAS[code]) / 2 + 0.01 * (self.sites % 5)}
        product = self.chain.product(f"P-{self.sites}")
        account = self.chain.account(f"Mill {self.sites}", **at)
        asset = {"product_id": product["id"], "account_id": account["id"], "serial_number": "1"}
        case = self.chain.case(self.chain.desk.post("/assets", asset))
        return self.chain.work_order(case, window={"window_start": "2026-03-02T08:00:00Z", "due_date": due}, **more)

    def visit(self, code: str = "N1", *, due: str = f"{DAY}T15:00:00Z", **more: Any) -> dict[str, Any]:
        """Make an order with one visit that stands nowhere."""
        return self.chain.visit(self.order(code, due=due, **more))

    def run(self, **more: Any) -> dict[str, Any]:
        """Order a plan of the day."""
        return self.dispatcher.post("/planning-runs", {"first_day": DAY, "seconds": 0, **more})

    def solve(self, **more: Any) -> dict[str, Any]:
        """Order a plan of the day and work on it; return the run."""
        run = self.run(**more)
        assert work_on_next(self.house.database, self.house.watch, only=run["id"]) == run["id"]
        return self.dispatcher.get(f"/planning-runs/{run['id']}")

    def publish(self, run: Any, status: int = 201) -> dict[str, Any]:
        return self.dispatcher.post(f"/planning-runs/{run['id']}/publish", status=status)

    def read(self, visit: Any) -> dict[str, Any]:
        return self.dispatcher.get(f"/appointments/{visit['id']}")

    def events(self, visit: Any) -> list[Any]:
        query = "SELECT kind, data, reason, plan_run FROM event WHERE record_type = 'service_appointment'"
        return self.house.rows(f"{query} AND record_id = :id ORDER BY id", id=visit["id"])


@pytest.fixture
def town(chain: Chain) -> Town:
    return Town(chain)


def tomorrow(house: House, hours: float = 0) -> None:
    house.watch.time += timedelta(days=1, hours=hours)
