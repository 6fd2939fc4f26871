"""What tests of workflows share: a worker over a small manufacturer, which works when told."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from service.clocks.sweep import sweep
from service.duties import Duties
from service.jobs.runner import Ran, run_jobs
from service.notify.models import Medium
from service.notify.outbox import deliver
from service.notify.senders import Letter
from tests.service.conftest import Chain


@dataclass
class Flows:
    """A worker that takes turns when told, and catches letters."""

    chain: Chain
    letters: list[Letter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.duties = Duties(self.chain.house.settings, self.chain.house.database, self.chain.house.watch)

    def work(self) -> Ran:
        """Take one turn."""
        house = self.chain.house
        self.duties.sweep()
        assert sweep(house.database, house.watch).failed == []
        ran = run_jobs(house.database, house.watch)
        deliver(house.database, dict.fromkeys(Medium, self.letters.append), b"k" * 32, house.watch)
        assert (ran.failed, ran.dead) == (0, 0)
        return ran

    def of(self, case: Any) -> dict[str, Any]:
        """Return the workflow of a case."""
        return self.chain.desk.get(f"/cases/{case['id']}/workflow")

    def steps(self, case: Any) -> list[tuple[str, str, str]]:
        """Return the steps of a case: which, by whom, and what it came to."""
        return [(each["step"], each["actor_name"], each["outcome"]) for each in self.of(case)["steps"]]

    def waits(self, case: Any) -> tuple[str, str | None, str | None]:
        """Return where a case stands, and what it waits for."""
        flow = self.of(case)
        return flow["stage"], flow["waiting_for"], flow["waiting_on"]

    def work_type(self, kind: str = "field", purpose: str = "repair", **more: Any) -> int:
        """Make a template of work; return its number."""
        named = {"name": f"{kind} {purpose}", "kind": kind, "purpose": purpose, "duration_minutes": 60}
        return self.chain.operations.post("/work-types", {**named, **more})["id"]


@pytest.fixture
def flows(chain: Chain) -> Flows:
    """A worker over a small manufacturer."""
    return Flows(chain)
