"""Claims that approve themselves, or do not, by rules that operations people own."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STRICT = """\
name: claim_approval
about: claim
rules:
  - name: large
    when: size(claim.reasons) > 0 || claim.requested > 40
    then: [{do: refer, reason: it is large}]
default: [{do: approve}]
"""


@pytest.mark.parametrize(("text", "expected"), [(None, "approved"), (STRICT, "manual_review_needed")])
def test_rules_can_want_a_person_to_look_at_a_claim_within_the_policy(shop, text, expected):
    """And never the other way round: an approval by rule is asked only about what the policy allows."""
    if text:
        path = "/rule-sets/" + str(shop.chain.operations.get("/rule-sets?name=claim_approval")["items"][0]["id"])
        shop.chain.operations.patch(path, {"text": text})
        shop.chain.operations.post(f"{path}/publish", headers={"If-Match": "*"})
    claim = shop.desk.post(f"/claims/{shop.claim(shop.asset())['id']}/submit")
    assert claim["status"] == expected
    assert claim["reasons"] == (["REFERRED_BY_RULE"] if text else [])
    kind = "escalate" if text else "approve_in_policy"
    events = shop.desk.get(f"/cases/{claim['case_id']}/journey")["events"]
    told = next(each for each in events if each["kind"] == kind)
    assert told["data"]["facts"]["decision"]["rule"] == ("large" if text else "default")
    assert told["rule_version"] == ("2" if text else "1")
