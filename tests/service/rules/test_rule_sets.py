"""Rule sets over HTTP: from a draft to a decision on a timeline, and back."""

import pytest

from service.rulebook.schemas import EXAMPLE
from service.rules.operations import shipped_texts

ROUTING = "reason_code_routing"
EDITED = """\
name: reason_code_routing
about: case
rules:
  - name: wrong item to warehouse
    when: case.reason_code == "wrong_item"
    then: [{do: re_route, team: warehouse}]
  - name: missing part to purchasing
    when: case.reason_code == "missing_part" && customer.tier != "premium"
    then: [{do: re_route, team: buyers}]
  - name: old machines
    when: asset.warranty == "none"
    then: [{do: re_route, team: old}]
default: [{do: re_route, team: support}]
"""


def rule_set(chain, name=ROUTING):
    return chain.operations.get(f"/rule-sets?name={name}")["items"][0]


def saved(chain, text=EDITED, name=ROUTING):
    """Save a text as a set's draft."""
    path = f"/rule-sets/{rule_set(chain, name)['id']}"
    return path, chain.operations.patch(path, {"text": text})


def event(chain, case, kind):
    found = [each for each in chain.desk.get(f"/cases/{case['id']}/journey")["events"] if each["kind"] == kind]
    return found[-1]


def conditional(chain, path):
    chain.operations.get(path)
    return {"If-Match": chain.operations.last.headers["etag"]}


def published(chain, text=EDITED, name=ROUTING):
    path, _ = saved(chain, text, name)
    return path, chain.operations.post(f"{path}/publish", headers=conditional(chain, path))


def test_what_is_shipped_is_in_force(chain):
    sets = chain.operations.get("/rule-sets?sort=name")["items"]
    assert {each["name"] for each in sets} == set(shipped_texts())
    assert {(each["newest"], each["in_force"], each["draft"]) for each in sets} == {(1, 1, None)}


def test_routing_tells_rule_version_inputs_and_outcome(chain):
    case = chain.case(reason_code="missing_part")
    assert case["team"] == "purchasing"
    told = event(chain, case, "created")
    assert (told["rule"], told["rule_version"]) == (f"{ROUTING}: missing part to purchasing", "1")
    assert told["data"]["facts"]["decision"] == {
        "rule_set": ROUTING,
        "rule": "missing part to purchasing",
        "inputs": {"case.reason_code": "missing_part"},
        "outcomes": [{"do": "re_route", "team": "purchasing"}],
    }
    amended = chain.desk.patch(f"/cases/{case['id']}", {"reason_code": "other"})
    told = event(chain, case, "amended")
    assert (amended["team"], told["rule"]) == ("support", f"{ROUTING}: default")


def test_a_draft_decides_when_it_is_published_and_no_more_when_rolled_back(chain):
    path, draft = saved(chain)
    assert (draft["in_force"], draft["newest"]) == (1, 1)
    before = chain.case(reason_code="missing_part")
    row = chain.operations.post(f"{path}/publish", headers=conditional(chain, path))
    assert (row["in_force"], row["newest"], row["draft"]) == (2, 2, None)
    after = chain.desk.patch(f"/cases/{before['id']}", {"reason_code": "wrong_item"})
    after = chain.desk.patch(f"/cases/{before['id']}", {"reason_code": "missing_part"})
    assert (before["team"], after["team"]) == ("purchasing", "buyers")
    told = event(chain, before, "amended")
    assert told["rule_version"] == "2"
    assert told["data"]["facts"]["decision"]["inputs"] == {
        "asset.warranty": "not_started",
        "case.reason_code": "missing_part",
        "customer.tier": "standard",
    }
    back = chain.operations.post(f"{path}/roll-back", {"to": 1, "reason": "not yet"}, headers=conditional(chain, path))
    assert (back["in_force"], back["newest"]) == (1, 2)
    chain.desk.patch(f"/cases/{before['id']}", {"reason_code": "wrong_item"})
    assert chain.desk.patch(f"/cases/{before['id']}", {"reason_code": "missing_part"})["team"] == "purchasing"
    versions = chain.operations.get(f"{path}/versions")
    assert [each["number"] for each in versions] == [2, 1]
    assert versions[0]["text"] == EDITED
    kinds = chain.house.rows("SELECT kind FROM event WHERE record_type = 'rule_set' AND record_id = :id", id=back["id"])
    assert [kind for (kind,) in kinds] == ["created", "published", "draft_saved", "published", "rolled_back"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_editing_is_refused_where_it_must_be(chain, refused):
    path, _ = saved(chain)
    people = chain.operations
    refused(people.post(f"{path}/publish", status=428), 428, "condition_required")
    refused(people("PATCH", path, {"text": EDITED}, 412, headers={"If-Match": '"1"'}), 412, "version_changed")
    wrong = EDITED.replace('"wrong_item"', '"wrong_iten"')
    found = people.patch(path, {"text": wrong}, 422)
    refused(found, 422, "invalid_rule_set")
    assert [(each["line"], each["column"], each["code"]) for each in found["errors"]] == [(5, 31, "impossible_value")]
    assert people.get(path)["draft"] == EDITED
    refused(people.patch(path, {"text": EXAMPLE}, 422), 422, "invalid_input")
    refused(people.post("/rule-sets", {"text": EDITED}, 409), 409, "duplicate")
    refused(
        people.post(f"{path}/roll-back", {"to": 9, "reason": "x"}, 404, headers={"If-Match": "*"}), 404, "not_found"
    )
    refused(people.post(f"{path}/roll-back", {"to": 1, "reason": "x"}, 409, headers={"If-Match": "*"}), 409, "in_force")
    people.post(f"{path}/publish", headers={"If-Match": "*"})
    refused(people.post(f"{path}/publish", status=409, headers={"If-Match": "*"}), 409, "no_draft")
    notify = EDITED.replace("{do: re_route, team: old}", "{do: escalate}")
    refused(people.patch(path, {"text": notify}, 422), 422, "invalid_rule_set")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_new_set_decides_nothing_before_it_is_published(chain, refused):
    people = chain.operations
    made = people.post("/rule-sets", {"text": EXAMPLE}, headers={"Idempotency-Key": "one"})
    again = people.post("/rule-sets", {"text": EXAMPLE}, headers={"Idempotency-Key": "one"})
    assert made == again
    path = f"/rule-sets/{made['id']}"
    facts = {"facts": {"customer.tier": "premium", "sla.share": 60}}
    refused(people.post(f"{path}/decide", facts, 409), 409, "no_rule_set")
    tried = people.post(f"{path}/decide?which=draft", facts)
    assert (tried["rule"], tried["version"]) == ("premium customers at once", None)
    people.post(f"{path}/publish", headers={"If-Match": "*"})
    assert people.post(f"{path}/decide", {"facts": {**facts["facts"], "sla.share": 1}})["rule"] == "default"
    for wrong in ({"customer.tier": "premium"}, {**facts["facts"], "x": 1}, {**facts["facts"], "sla.share": "much"}):
        refused(people.post(f"{path}/decide", {"facts": wrong}, 422), 422, "invalid_input")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_checking_keeps_nothing_and_the_difference_is_shown(chain):
    people = chain.operations
    assert people.post("/rule-checks", {"text": EXAMPLE}) == {"valid": True, "findings": []}
    found = people.post("/rule-checks", {"text": EXAMPLE.replace("premium", "golden")})
    assert [each["code"] for each in found["findings"]] == ["impossible_value"]
    path, _ = saved(chain)
    shown = people.get(f"{path}/difference?former=1")
    assert {each["rule"]: each["change"] for each in shown["rules"]} == {
        "wrong item to warehouse": "moved",
        "missing part to purchasing": "changed",
        "site or access to the branch manager": "removed",
        "old machines": "added",
    }
    assert "+    then: [{do: re_route, team: buyers}]" in shown["text"]
    vocabulary = people.get("/rule-vocabulary")
    assert [each["about"] for each in vocabulary["vocabularies"]] == [
        *("case", "case_reply", "work_order", "work_order_event", "claim", "planning_day", "unscheduled_visit")
    ]
    assert {each["rule_set"] for each in vocabulary["hooks"]} >= {
        ROUTING,
        "claim_approval",
        "type_to_path",
        "policy_choice",
        "unscheduled_visits",
    }
