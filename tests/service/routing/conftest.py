"""What tests of matching share: teams of representatives at the desk of a small manufacturer."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from service.clocks.sweep import sweep
from service.duties import Duties, Duty, each
from service.routing.queue import give_out, to_be_given
from tests.service.conftest import Chain

GIVING_OUT = Duty("give out what waits", timedelta(0), each(to_be_given, give_out))


@dataclass
class Office:
    """Desks and back offices, and who works there."""

    chain: Chain
    users: dict[str, int] = field(default_factory=dict)
    """Number of each representative's user, by name."""
    representatives: dict[str, int] = field(default_factory=dict)
    asset: Any = None

    @property
    def operations(self) -> Any:
        """Somebody who may change how the service is set up."""
        return self.chain.operations

    def team(self, name: str = "support") -> int:
        """Return the number of a team, which is made if there is none of the name."""
        found = self.operations.get(f"/teams?name={name}")["items"]
        made = found[0] if found else self.operations.post("/teams", {"name": name, "kind": "back_office"})
        return made["id"]

    def member(self, name: str, *teams: str, **more: Any) -> int:
        """Let somebody work in teams, in support if none is named; return the number of their user."""
        self.chain.house.person("service", name=name)
        user = self.chain.house.rows("SELECT id FROM user_account WHERE login = :name", name=name)[0][0]
        said = {"user_id": user, "capacity": 1000, "works_since": "2026-01-05", **more}
        made = self.operations.post("/representatives", said)
        for team in teams or ("support",):
            self.operations.post("/team-members", {"team_id": self.team(team), "representative_id": made["id"]})
        self.users[name], self.representatives[name] = user, made["id"]
        return user

    def away(self, name: str, start: str, end: str) -> dict[str, Any]:
        """Give somebody time off."""
        said = {"representative_id": self.representatives[name], "starts_at": start, "ends_at": end}
        return self.operations.post("/representative-absences", said)

    def change(self, name: str, **changes: Any) -> None:
        """Change what is known of a representative."""
        self.operations.patch(f"/representatives/{self.representatives[name]}", changes)

    def case(self, **more: Any) -> dict[str, Any]:
        """Open a case, always about the same asset."""
        self.asset = self.asset or self.chain.asset()
        return self.chain.case(self.asset, **more)

    def holder(self, case: Any) -> str | None:
        """Return who has a case, or a work order, by name."""
        kind = "cases" if case["number"].startswith("C") else "work-orders"
        assignee = self.chain.desk.get(f"/{kind}/{case['id']}")["assignee_id"]
        return next((name for name, user in self.users.items() if user == assignee), None)

    def events(self, record: Any, *kinds: str) -> list[dict[str, Any]]:
        """Return what happened to a case or a work order, of some kinds if any are named."""
        table = "service_case" if record["number"].startswith("C") else "work_order"
        found = self.chain.desk.get(f"/events?record_type={table}&record_id={record['id']}&limit=500")["items"]
        return [one for one in found if not kinds or one["kind"] in kinds]

    def give_out(self) -> int:
        """Let what waits be given out."""
        house = self.chain.house
        return Duties(house.settings, house.database, house.watch, (GIVING_OUT,)).sweep()["give out what waits"]

    def sweep(self, **step: float) -> None:
        """Let time pass, and sweep the clocks."""
        self.chain.house.watch.forward(**step)
        assert sweep(self.chain.house.database, self.chain.house.watch).failed == []

    def counts(self) -> Counter[str]:
        """Return how many turns in force everybody has."""
        found = self.chain.house.rows("SELECT user_id, count(*) FROM turn WHERE returned_at IS NULL GROUP BY user_id")
        numbers: dict[int, int] = dict(map(tuple, found))
        return Counter({name: numbers.get(user, 0) for name, user in self.users.items()})


@pytest.fixture
def office(chain: Chain) -> Office:
    """Desks without anybody."""
    return Office(chain)
