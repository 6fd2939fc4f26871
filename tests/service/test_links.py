"""Links that are made later: a new rating link, the installation a case goes back to, and assets of a draft claim."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.service.claims.conftest import PRICES, Shop

MORNING = "2026-03-03T09:00:00Z"


def closed(chain):
    case = chain.case()
    lead = chain.house.person("support_lead")
    lead.post(f"/cases/{case['id']}/resolve", {"resolution_path": "desk", "resolution_notes": "Explained."})
    return case, lead.post(f"/cases/{case['id']}/close")["csat_link"]


def rate(chain, link: str, status: int):
    return chain.house.nobody.post(link.removeprefix("/api/v1"), {"score": 5}, status)


def test_new_rating_link_ends_the_one_before(chain):
    case, first = closed(chain)
    second = chain.desk.post(f"/cases/{case['id']}/csat-link")["csat_link"]
    rate(chain, first, 404)
    rate(chain, second, 204)
    assert chain.desk.post(f"/cases/{case['id']}/csat-link", None, 409)["code"] == "no_rating_open"
    kinds = [each["kind"] for each in chain.desk.get(f"/cases/{case['id']}/journey")["events"]]
    assert kinds[-2:] == ["csat_link_renewed", "rated"]


def test_open_case_has_no_rating_link(chain):
    case = chain.case()
    assert chain.desk.post(f"/cases/{case['id']}/csat-link", None, 409)["rule"] == "csat_once_after_closing"


def test_case_goes_back_to_an_installation_of_its_asset(chain):
    asset = chain.asset()
    installation = chain.work_order(chain.case(asset, case_type="installation"), purpose="installation")
    case, other = chain.case(asset), chain.case()
    link = f"/cases/{case['id']}/installation"
    linked = chain.desk.post(link, {"work_order_id": installation["id"]})
    assert linked["work_order_id"] == installation["id"]
    assert chain.desk.post(link, {"work_order_id": installation["id"]})["version"] == linked["version"]
    refusal = chain.desk.post(f"/cases/{other['id']}/installation", {"work_order_id": installation["id"]}, 422)
    assert refusal["rule"] == "installation_of_case"
    repair = chain.work_order(case)
    assert chain.desk.post(link, {"work_order_id": repair["id"]}, 422)["rule"] == "installation_of_case"
    assert chain.desk.post(link, {"work_order_id": 99}, 422)["code"] == "unknown_reference"
    with pytest.raises(IntegrityError):
        chain.house.run("UPDATE service_case SET work_order_id = 99")
    assert chain.desk.post(link, {"work_order_id": None})["work_order_id"] is None


@pytest.fixture
def shop(chain) -> Shop:
    for part, price in PRICES.items():
        chain.operations.post("/prices", {"part_number": part, "currency": "EUR", "unit_price": price})
    people = (chain.house.person("approver"), chain.house.person("manager"), chain.house.person("admin"))
    return Shop(chain, chain.account(), chain.desk, *people)


def test_assets_come_and_go_with_their_lines_while_a_claim_is_a_draft(shop):
    first, second, third = shop.asset(), shop.asset(), shop.asset()
    case = shop.case(first, second)
    claim = shop.desk.post(f"/cases/{case['id']}/claims", {"assets": [first], "lines": [shop.line(first)]})
    path = f"/claims/{claim['id']}/lines"
    both = shop.desk.post(path, shop.line(second), 201)
    assert ([line["asset_id"] for line in both["lines"]], both["requested"]) == ([first, second], "98")
    assert (both["stale"], both["evaluations"]) == (False, claim["evaluations"] + 1)
    assert shop.desk.post(path, shop.line(second), 422)["code"] == "duplicate"
    assert shop.desk.post(path, shop.line(third), 422)["allowed"] == [first, second]
    left = shop.desk("DELETE", f"{path}/{first}")
    assert ([line["asset_id"] for line in left["lines"]], left["requested"], left["stale"]) == ([second], "49", False)
    assert shop.desk("DELETE", f"{path}/{second}", status=409)["code"] == "gate_3"
    assert shop.desk("DELETE", f"{path}/{first}", status=404)["code"] == "not_found"
    kinds = [each["kind"] for each in shop.desk.get(f"/events?record_type=claim&record_id={claim['id']}")["items"]]
    assert kinds[-4:] == ["asset_added", "evaluated", "asset_removed", "evaluated"]


def test_assets_of_a_claim_that_was_handed_in_stay(shop):
    first, second = shop.asset(), shop.asset()
    claim = shop.escalated(first, second)
    path = f"/claims/{claim['id']}/lines"
    assert shop.desk("DELETE", f"{path}/{first}", status=409)["code"] == "not_a_draft"
    assert shop.desk.post(path, shop.line(first), 409)["code"] == "not_a_draft"
