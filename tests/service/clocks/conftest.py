"""What tests of clocks share: somebody who watches the clocks of a small manufacturer."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from service.clocks.sweep import Swept, sweep
from service.notify.models import Medium
from service.notify.outbox import Delivered, deliver
from service.notify.senders import DeliveryError, Letter
from tests.service.conftest import START, Chain

KEY = b"k" * 32


@dataclass
class Clocks:
    """The clocks of an installation, swept when told, and letters that are caught."""

    chain: Chain
    letters: list[Letter] = field(default_factory=list)
    broken: bool = False
    """Whether no server answers."""

    def at(self, hours: float) -> None:
        """Let it be so many hours after the start."""
        self.chain.house.watch.time = START + timedelta(hours=hours)

    def sweep(self, hours: float | None = None) -> Swept:
        """Sweep, at a time if one is named."""
        if hours is not None:
            self.at(hours)
        swept = sweep(self.chain.house.database, self.chain.house.watch)
        assert swept.failed == []
        return swept

    def deliver(self) -> Delivered:
        """Deliver what is in the outbox."""
        senders = dict.fromkeys(Medium, self._catch)
        return deliver(self.chain.house.database, senders, KEY, self.chain.house.watch)

    def _catch(self, letter: Letter) -> None:
        self.letters.append(letter)
        if self.broken:
            raise DeliveryError("nobody answers")

    def of(self, record: Any, name: str = "resolution") -> dict[str, Any]:
        """Return the newest clock of a case, or of a work order, by its name."""
        kind = "cases" if record["number"].startswith("C") else "work-orders"
        found = self.chain.desk.get(f"/{kind}/{record['id']}/clocks")
        return [each for each in found if each["name"] == name][-1]

    def steps(self, record: Any, name: str = "resolution") -> list[tuple[str, int]]:
        """Return what came to pass, in order."""
        return [(each["kind"], each["percent"]) for each in self.of(record, name)["steps"]]

    def told(self, case: Any, *kinds: str) -> list[dict[str, Any]]:
        """Return the events of a case's journey, of some kinds if any are named."""
        events = self.chain.desk.get(f"/cases/{case['id']}/journey")["events"]
        return [each for each in events if not kinds or each["kind"] in kinds]

    def process(self, *milestones: dict[str, Any], kind: str = "case", **more: Any) -> dict[str, Any]:
        """Make a process that goes before the shipped ones."""
        definition = {name: more.pop(name) for name in ("entry", "calendar_id", "stops_for") if name in more}
        made = {"name": "Ours", "kind": kind, "scope": "external", "precedence": 1, **more}
        return self.chain.operations.post(
            "/entitlement-processes", {**made, "definition": {**definition, "milestones": list(milestones)}}
        )

    def resolution(self, **more: Any) -> dict[str, Any]:
        """Return a milestone by which a case is resolved, by its priority unless told otherwise."""
        base = {"name": "resolution", "target": {"by": "priority"}, "complete": [{"status": ["resolved", "closed"]}]}
        return {**base, **more}

    def calendar(self, hours: list[list[str]], days: int = 5, **more: Any) -> int:
        """Make a calendar with the same hours on the first days of the week; return its number."""
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        body = {"name": "Hours", "timezone": "UTC", "weekly": dict.fromkeys(names[:days], hours)}
        return self.chain.operations.post("/calendars", {**body, **more})["id"]


@pytest.fixture
def clocks(chain: Chain) -> Clocks:
    """Somebody who watches the clocks."""
    return Clocks(chain)


def shown(hours: float) -> str:
    """Return the instant so many hours after the start, as the API shows it."""
    return (START + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
