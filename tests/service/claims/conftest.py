"""A customer with machines under warranty, and people who claim and decide."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.service.conftest import Chain, Person

STANDARD = {
    "name": "Standard",
    "start_basis": "delivery",
    "duration_months": 24,
    "labor_percent": "100",
    "expense_percent": "100",
}
PRICES = {"SEAL-7": "24.50", "MOTOR-2": "480"}


@dataclass
class Shop:
    """Makes cases and claims of one account. The clock stands on 2026-03-02."""

    chain: Chain
    account: dict[str, Any]
    desk: Person
    approver: Person
    manager: Person
    admin: Person
    serials: list[str] = field(default_factory=list)

    def asset(self, *terms: dict[str, Any], **more: Any) -> int:
        """Return the number of an asset, delivered on 2025-06-01, of a product of its own with these terms."""
        self.serials.append(f"SN {len(self.serials) + 1}")
        product = self.chain.product(f"P-{len(self.serials)}", *({**STANDARD, **term} for term in terms or ({},)))
        wanted = {"product_id": product["id"], "account_id": self.account["id"], "serial_number": self.serials[-1]}
        return int(self.desk.post("/assets", {**wanted, "delivery_date": "2025-06-01", **more})["id"])

    def case(self, *assets: int, case_type: str = "warranty") -> dict[str, Any]:
        """Open a case about assets."""
        told = {"channel": "representative", "reason_code": "defect", "subject": "Fails", "description": "It fails."}
        lines = [{"asset_id": asset} for asset in assets]
        return self.desk.post("/cases", {**told, "case_type": case_type, "lines": lines})  # type: ignore[no-any-return]

    def line(self, asset: int, **more: Any) -> dict[str, Any]:
        """Return a line that asks for two seals: 49.00."""
        parts = [{"part_number": "SEAL-7", "quantity": "2"}]
        return {"asset_id": asset, "failure_date": "2026-02-20", "parts": parts, **more}

    def claim(self, *assets: int, **more: Any) -> dict[str, Any]:
        """Make a claim for assets: two seals each."""
        case = self.case(*assets)
        lines = [self.line(asset, **more) for asset in assets]
        return self.desk.post(f"/cases/{case['id']}/claims", {"lines": lines}, 201)  # type: ignore[no-any-return]

    def escalated(self, *assets: int, **more: Any) -> dict[str, Any]:
        """Make a claim that is handed in and waits for the approver, for a price that is above the book."""
        dear = {"part_number": "SEAL-7", "quantity": "2", "unit_price": "30"}
        claim = self.claim(*assets, parts=[dear], **more)
        return self.desk.post(f"/claims/{claim['id']}/submit")  # type: ignore[no-any-return]


@pytest.fixture
def shop(chain: Chain) -> Shop:
    house = chain.house
    for part, price in PRICES.items():
        chain.operations.post("/prices", {"part_number": part, "currency": "EUR", "unit_price": price})
    people = (house.person("approver"), house.person("manager"), house.person("admin"))
    return Shop(chain, chain.account(), chain.desk, *people)
