"""Claims that nobody asks about: stale ones are evaluated again by themselves, overdue ones go to the next approver."""

from datetime import timedelta
from decimal import Decimal

import pytest

from service.claims.approval import LAST_RESORT, Band, approver_for
from service.duties import Duties
from tests.service.conftest import START

DEAR = [{"part_number": "SEAL-7", "quantity": "2", "unit_price": "30"}]


@pytest.fixture
def sweep(shop):
    """Perform every duty now, as the server does; return what was done of the first two."""
    house = shop.chain.house

    def perform() -> tuple[int, int]:
        done = Duties(house.settings, house.database, house.watch).sweep()
        return done["evaluate stale claims"], done["pass on overdue claims"]

    return perform


def at(instant) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def test_changed_warranty_evaluates_its_claims_again(shop, sweep):
    first, second = shop.claim(shop.asset()), shop.claim(shop.asset())
    assert sweep() == (0, 0)
    shop.chain.operations.patch("/warranties/2", {"parts_percent": "50"})
    assert shop.desk.get(f"/claims/{second['id']}")["stale"] is True
    assert sweep() == (1, 0)
    again = shop.desk.get(f"/claims/{second['id']}")
    assert (again["stale"], again["eligible"], again["evaluations"]) == (False, "24.5", 3)
    assert shop.desk.get(f"/claims/{first['id']}")["evaluations"] == 2
    assert sweep() == (0, 0)


def test_installed_asset_lets_its_claim_approve_itself(shop, sweep):
    """The warranty counts from the installation, which comes after the claim was handed in."""
    asset = shop.asset({"start_basis": "install"})
    claim = shop.claim(asset)
    assert shop.desk.post(f"/claims/{claim['id']}/submit")["reasons"] == ["NOT_STARTED"]
    shop.chain.house.run("UPDATE asset SET install_date = '2026-02-01' WHERE id = :id", id=asset)
    assert sweep() == (1, 0)
    approved = shop.desk.get(f"/claims/{claim['id']}")
    assert (approved["status"], approved["decided_by"], approved["approved"]) == ("approved", "rule:approval", "49")
    events = shop.desk.get(f"/cases/{claim['case_id']}/journey")["events"]
    assert [(each["kind"], each["actor_kind"]) for each in events][-2:] == [
        ("evaluated", "system"),
        ("approve_in_policy", "system"),
    ]


def test_what_cannot_be_evaluated_waits_and_keeps_no_other_waiting(shop, sweep):
    broken, whole = shop.claim(shop.asset({"cap_per_claim": "500"})), shop.claim(shop.asset())
    shop.chain.house.run("UPDATE asset_warranty SET currency = 'USD' WHERE id = 1")
    shop.chain.house.run("UPDATE asset SET usage = 7")
    assert sweep() == (1, 0)
    assert shop.desk.get(f"/claims/{broken['id']}")["stale"] is True
    assert shop.desk.get(f"/claims/{whole['id']}")["stale"] is False


def test_overdue_claim_goes_from_approver_to_approver(shop, sweep):
    claim = shop.escalated(shop.asset())
    path, watch = f"/claims/{claim['id']}", shop.chain.house.watch
    assert (claim["approver_role"], claim["decide_by"]) == ("approver", at(START + timedelta(hours=24)))
    watch.forward(hours=23, minutes=59)
    assert sweep() == (0, 0)
    watch.forward(minutes=1)
    assert sweep() == (0, 1)
    second = shop.desk.get(path)
    assert (second["approver_role"], second["decide_by"], second["escalations"]) == (
        *("manager", at(START + timedelta(hours=72)), 1),
    )
    assert shop.approver.post(f"{path}/approve", {}, 403)["allowed"] == ["manager"]
    shop.manager.post(f"{path}/take-up")
    watch.forward(hours=48)
    assert sweep() == (0, 1)
    third = shop.desk.get(path)
    assert (third["status"], third["approver_role"], third["escalations"]) == ("manual_review_needed", "owner", 2)
    assert third["decide_by"] == at(START + timedelta(hours=144))
    watch.forward(days=30)
    assert sweep() == (0, 0)
    assert shop.desk.get(path)["approver_role"] == "owner"
    told = [each for each in shop.desk.get(f"/cases/{claim['case_id']}/journey")["events"] if each["kind"] == "pass_on"]
    assert [(each["rule"], each["actor_kind"]) for each in told] == [("approval_overdue", "system")] * 2
    owner = shop.chain.house.person("owner")
    assert owner.post(f"{path}/approve", {})["status"] == "approved"


def test_evaluating_again_does_not_take_it_back_to_who_was_late(shop, sweep):
    claim = shop.escalated(shop.asset())
    shop.chain.house.watch.forward(hours=24)
    assert sweep() == (0, 1)
    before = shop.desk.get(f"/claims/{claim['id']}")
    shop.chain.house.run("UPDATE asset SET usage = 7")
    assert sweep() == (1, 0)
    after = shop.desk.get(f"/claims/{claim['id']}")
    assert [after[name] for name in ("approver_role", "decide_by", "escalations")] == [
        before[name] for name in ("approver_role", "decide_by", "escalations")
    ]


def test_nothing_is_overdue_while_information_is_awaited(shop, sweep):
    claim = shop.escalated(shop.asset())
    shop.approver.post(f"/claims/{claim['id']}/take-up")
    shop.approver.post(f"/claims/{claim['id']}/request-information", {"reason": "photo"})
    shop.chain.house.watch.forward(days=9)
    assert sweep() == (0, 0)
    shop.desk.post(f"/claims/{claim['id']}/provide-information", {"reason": "here"})
    assert sweep() == (0, 1)


def test_next_band_is_the_next_higher_one_for_the_reason_and_last_the_last_resort():
    low, middle = Band(Decimal(0), 24, role="a"), Band(Decimal(100), 24, role="b")
    expired, high = Band(Decimal(500), 24, "EXPIRED", "c"), Band(Decimal(900), 24, role="d")
    bands = [high, expired, low, middle]

    def roles(amount: int, *reasons: str) -> list[str | None]:
        return [approver_for(bands, Decimal(amount), reasons, times).role for times in range(6)]

    assert roles(1, "PARTIAL") == ["a", "b", "d", "owner", "owner", "owner"]
    assert roles(200, "EXPIRED") == ["b", "c", "d", "owner", "owner", "owner"]
    assert approver_for([], Decimal(1), [], 3) == LAST_RESORT
