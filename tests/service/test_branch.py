"""A site that is not ready, or not to be entered, is for the manager of the branch that serves it."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Nothing here depends on the kind of database."""


@pytest.fixture
def branch(chain):
    """A territory with a branch and its manager; returns the manager's number and the territory's."""
    chain.house.person("manager", name="north")
    ((manager,),) = chain.house.rows("SELECT id FROM user_account WHERE login = 'north'")
    branch = chain.operations.post("/branches", {"name": "North", "manager_id": manager})
    territory = chain.operations.post("/territories", {"code": "N1", "name": "Bremen", "branch_id": branch["id"]})
    return manager, territory["id"]


@pytest.mark.parametrize("reason", ["site_not_ready", "access_issue"])
def test_case_goes_to_the_branch_manager_of_its_assets_territory(chain, branch, reason):
    manager, territory = branch
    case = chain.case(chain.asset(territory_id=territory), reason_code=reason)
    assert (case["team"], case["assignee_id"]) == ("branch", manager)


def test_territory_of_the_account_counts_where_the_asset_has_none(chain, branch):
    manager, territory = branch
    asset = chain.asset()
    chain.desk.patch(f"/accounts/{asset['account_id']}", {"territory_id": territory})
    assert chain.case(asset, reason_code="access_issue")["assignee_id"] == manager


def test_delivered_asset_lies_where_its_transport_went(chain, branch):
    _, territory = branch
    account, product = chain.account(territory_id=territory), chain.product()
    (asset,) = chain.delivered(account, product, "A-1")
    assert asset["territory_id"] == territory


def test_nobody_gets_it_where_no_manager_is_known(chain, branch):
    manager, territory = branch
    assert chain.case(reason_code="access_issue")["assignee_id"] is None
    chain.house.person("admin").post(f"/users/{manager}/deactivate")
    case = chain.case(chain.asset(territory_id=territory), reason_code="access_issue")
    assert (case["team"], case["assignee_id"]) == ("branch", None)
    assert case["id"] in {each["id"] for each in chain.desk.get("/cases?queue=unassigned")["items"]}


def test_changed_reason_routes_again(chain, branch):
    manager, territory = branch
    case = chain.case(chain.asset(territory_id=territory), reason_code="defect")
    path = f"/cases/{case['id']}"
    chain.desk.post(f"{path}/assign", {"assignee_id": 1})
    assert chain.desk.patch(path, {"reason_code": "missing_part"})["assignee_id"] == 1
    there = chain.desk.patch(path, {"reason_code": "site_not_ready"})
    assert (there["team"], there["assignee_id"]) == ("branch", manager)
    back = chain.desk.patch(path, {"reason_code": "wrong_item"})
    assert (back["team"], back["assignee_id"]) == ("warehouse", None)


def test_unknown_territory_is_refused(chain):
    product, account = chain.product(), chain.account()
    asset = {"product_id": product["id"], "account_id": account["id"], "serial_number": "S", "territory_id": 9}
    assert chain.desk.post("/assets", asset, 422)["field"] == "territory_id"
    assert chain.desk.patch("/accounts/1", {"territory_id": 9}, 422)["field"] == "territory_id"
