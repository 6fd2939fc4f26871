"""Bringing files in: a whole year's chain, the same again, all or nothing, in part, and the gates all the way."""

import csv
import io

import pytest

from service.bulk.exporting import FILES, export_archive, export_lines
from service.bulk.table import read_bundle
from service.context import SYSTEM, Actor, Context
from service.timeline.verify import verify
from tests.service.bulk.conftest import CHAIN, archive, brought_in, faults


def test_chain_comes_in_whole_and_again_changes_nothing(house, counts):
    report = brought_in(house, CHAIN)
    assert faults(report) == []
    assert report.kept
    assert counts()["asset"] == 3
    assert house.rows("SELECT status FROM work_order") == [("completed",)]
    assert house.rows("SELECT status, resolution_notes FROM service_case ORDER BY id") == [
        ("closed", "Seal replaced."),
        ("closed", house.rows("SELECT resolution_notes FROM service_case WHERE id = 2")[0][0]),
    ]
    assert house.rows("SELECT status, payment_reference FROM claim") == [("paid", "CN-1")]
    before = counts()
    again = brought_in(house, CHAIN)
    assert again.counts == {"created": 0, "amended": 0, "refused": 0, "unchanged": len(again.lines)}
    assert counts() == before
    with house.database.transaction(write=False) as session:
        assert list(verify(session, key=b"", witness=house.settings.witness)) == []


def test_import_passes_through_the_api_and_is_answered_once(house):
    admin = house.person("admin")

    def send(content: bytes, status: int, **more):
        return admin("POST", "/import", status=status, content=content, params=more.pop("params", {}), **more)

    base = {name: CHAIN[name] for name in ("Account", "Contact", "Product2", "Asset")}
    key = {"Idempotency-Key": "import-1"}
    content = archive(base)
    first = send(content, 200, headers=key)
    assert first["counts"]["refused"] == 0
    assert send(content, 200, headers=key) == first
    assert admin.last.headers["idempotency-replayed"] == "true"
    alone = send(b"Id;Name\n001A;Hansa Mills Plc\n", 200, params={"object": "Account"})
    assert [line["outcome"] for line in alone["lines"]] == ["amended"]
    refused = send(b"Id,Name\n001B,\n", 422, params={"object": "Account"})
    assert (refused["code"], refused["kept"], refused["lines"][0]["outcome"]) == ("import_refused", False, "refused")
    assert send(b"Id,Name\n", 422)["field"] == "object"


def test_reference_to_what_is_not_there_is_told_by_line_and_column(house, counts):
    before = counts()
    report = brought_in(house, {"Contact": "Id,AccountId,Name,Email\n1,001X,Jo,nonsense\n2,001X,,\n"})
    assert faults(report) == [
        ("Contact", 2, "AccountId", "unknown_reference"),
        ("Contact", 3, "AccountId", "unknown_reference"),
    ]
    assert not report.kept
    assert counts() == before


def test_all_or_nothing_leaves_nothing_and_partial_leaves_whole_lines(house, counts):
    before = counts()
    files = {
        "Account": "Id,Name,Phone\nA,Hansa,+49 421 555010\nB,Mills,12\nC,Third,\n",
        "Contact": "Id,AccountId,Name\n1,A,Jo\n2,B,Lu\n3,C,Al\n",
    }
    refused = [("Account", 3, "Phone", "phone_malformed"), ("Contact", 3, "AccountId", "unknown_reference")]
    whole = brought_in(house, files)
    assert (faults(whole), whole.kept) == (refused, False)
    assert counts() == before
    part = brought_in(house, files, in_part=True)
    assert (faults(part), part.kept, part.counts["created"]) == (refused, True, 4)
    assert counts()["account"] == 2


def test_line_whose_later_life_is_refused_is_not_half_there(house, counts):
    """A case that was opened and cannot be resolved as its row says is not in at all, nor is what hangs on it."""
    files = {name: CHAIN[name] for name in ("Account", "Product2", "Asset", "CaseComment")}
    files["Case"] = CHAIN["Case"].replace("field work,Done.", ",").split("500B")[0]
    part = brought_in(house, files, in_part=True)
    assert faults(part) == [
        ("Case", 2, "ResolutionPath__c", "invalid_input"),
        ("CaseComment", 2, "ParentId", "unknown_reference"),
    ]
    assert (counts()["service_case"], counts()["asset"]) == (0, 3)


GATES = {
    1: {"Case": CHAIN["Case"].replace("500A,02iA", "500A,")},
    2: {"ServiceAppointment": CHAIN["ServiceAppointment"].replace("2026-03-03T09", "2026-03-09T09")},
    3: {"ClaimItem": "ClaimId,AssetId,FaultDate\n0ZkA,02iA,2026-02-28\n0ZkA,02iA,2026-02-27\n"},
    5: {"DigitalSignature": "Id,ParentId,SignedBy,Image__c\n"},
}


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("in_part", [False, True])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_gates_hold_for_files(house, gate, in_part):
    report = brought_in(house, {**CHAIN, **GATES[gate]}, in_part=in_part)
    said = {fault["code"] for line in report.lines for fault in line.faults}
    assert {f"gate_{gate}", "duplicate"} & said
    assert house.rows("SELECT count(*) FROM service_case WHERE id NOT IN (SELECT case_id FROM case_line_item)") == [
        (0,)
    ]
    assert house.rows("SELECT count(*) FROM work_order WHERE status = 'completed' AND signature_id IS NULL") == [(0,)]


def test_claim_beyond_the_policy_is_not_approved_by_a_file(house):
    """Gate 4, and the defined approver: a file hands a claim in, and no more."""
    dear = CHAIN["ClaimItem"].replace('""quantity"": ""2""', '""quantity"": ""90""')
    report = brought_in(house, {**CHAIN, "ClaimItem": dear})
    assert [line.outcome for line in report.lines if line.file == "Claim"] == ["refused"]
    assert not report.kept


def test_permissions_hold_for_files(house):
    clerk = Actor(kind="user", id=1, name="clerk", permissions=frozenset({"records.write", "records.import"}))
    files = {name: CHAIN[name] for name in ("Account", "Product2", "Case")}
    report = brought_in(house, files, clerk)
    assert [(line, code) for line, _, _, code in faults(report)] == [
        ("Case", "forbidden"),
        ("Case", "forbidden"),
        ("Product2", "forbidden"),
    ]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"Account": "Id,Name\nA,x\nA,y\n"}, "duplicate"),
        ({"Account": "Name\nx\n"}, "id_missing"),
        ({"PriorityTarget": "Id\n"}, "object_unknown"),
        ({"User": "Username\neve\n"}, "object_unknown"),
        ({"Account": "Id,Name,Colour\n"}, "columns_unknown"),
        ({"OrderItem": "Product2Id\n"}, "file_unreadable"),
        ({"Account": f"Id,Name\n{'A' * 201},x\n"}, "invalid_input"),
        (
            {"WorkType": "Name,Kind__c,Purpose__c,EstimatedDuration,WorkPlan__c\nx,field,repair,60,[[[\n"},
            "json_malformed",
        ),
        ({"Product2": "Id,ProductCode,Name,Family\n1,P,a,b\n2,P,a,b\n"}, "duplicate"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bad_files_are_refused(house, files, code):
    from service.errors import Problem

    try:
        found = [each for *_, each in faults(brought_in(house, files))]
    except Problem as refusal:
        found = [refusal.code]
    assert found == [code]


def test_unknown_columns_can_be_passed_over(house):
    report = brought_in(house, {"Account": "Id,Name,SystemModstamp\nA,x,2026\n"}, pass_over_unknown=True)
    assert (report.passed_over, report.counts["created"]) == ({"Account": ["SystemModstamp"]}, 1)


def test_own_key_finds_the_record_and_a_second_name_is_refused(house):
    brought_in(house, {"Product2": "Id,ProductCode,Name,Family\n1,P,Pump,pumps\n"})
    again = brought_in(house, {"Product2": "ProductCode,Name\nP,Pump II\n"})
    assert again.counts["amended"] == 1
    other = brought_in(house, {"Product2": "Id,ProductCode,Family\n2,P,pumps\n"})
    assert faults(other) == [("Product2", 2, "Id", "duplicate")]


def test_what_cannot_be_amended_is_refused(house):
    brought_in(house, {name: CHAIN[name] for name in ("Account", "Product2", "Order", "OrderItem")})
    changed = brought_in(house, {"Order": "Id,EffectiveDate\n801A,2026-01-13\n"})
    assert faults(changed) == [("Order", 2, "EffectiveDate", "invalid_input")]
    added = brought_in(house, {"OrderItem": "OrderId,Product2Id,Quantity\n801A,01tA,5\n"})
    assert faults(added) == [("OrderItem", 2, "OrderId", "invalid_input")]


@pytest.fixture
def filled(house):
    assert brought_in(house, CHAIN).kept
    return house


def exported(house, name: str) -> list[dict[str, str]]:
    with house.database.transaction(write=False) as session:
        text = "".join(export_lines(Context(session, SYSTEM, house.watch()), name))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_what_went_out_comes_in_again_and_changes_nothing(filled, counts):
    with filled.database.transaction(write=False) as session:
        content = export_archive(Context(session, SYSTEM, filled.watch()))
    files = {name: table for name, table in read_bundle(content).items() if name not in ("User", "ContentVersion")}
    assert {*files} == {*FILES} - {"User", "ContentVersion"}
    before = counts()
    from service.bulk.importing import import_tables

    with filled.database.transaction() as session:
        report = import_tables(Context(session, SYSTEM, filled.watch()), files)
    assert faults(report) == []
    assert report.counts == {"created": 0, "amended": 0, "unchanged": len(report.lines), "refused": 0}
    assert counts() == before


def test_names_that_a_record_came_with_are_kept_and_others_are_this_installations(filled):
    assert [row["Id"] for row in exported(filled, "Account")] == ["001A", "001S"]
    (branch,) = exported(filled, "Branch")
    kind, origin, number = branch["Id"].split("-")
    assert (kind, len(origin), number) == ("Branch", 8, "1")
    assert brought_in(filled, {"Branch": f"Id,Name\n{branch['Id']},South\n"}).counts["amended"] == 1
    strange = branch["Id"].replace(origin, "0" * 8)
    assert brought_in(filled, {"Branch": f"Id,Name\n{strange},West\n"}).counts["created"] == 1


def test_formulas_go_out_as_text_and_come_back_as_they_were(house):
    hostile = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "'=x", "'quoted", "plain"]
    rows = "".join(f'{number},"{name}"\n' for number, name in enumerate(hostile))
    brought_in(house, {"Account": f"Id,Name\n{rows}"})
    # In a file from elsewhere an apostrophe before a formula is the guard of that program.
    expected = ["=x" if name == "'=x" else name for name in hostile]
    assert [name for (name,) in house.rows("SELECT name FROM account ORDER BY id")] == expected
    cells = [row["Name"] for row in exported(house, "Account")]
    assert cells == [f"'{name}" if name[0] in "=+-@" else name for name in expected]
    again = "".join(f'{number},"{name}"\n' for number, name in enumerate(cells))
    assert brought_in(house, {"Account": f"Id,Name\n{again}"}).counts["unchanged"] == len(hostile)


def test_export_shows_what_may_be_read(filled):
    desk = filled.person("support")
    answer = filled.client.get("/api/v1/export/Account", headers=desk.headers)
    assert answer.headers["content-disposition"].startswith('attachment; filename="Account.csv"')
    assert answer.text.splitlines()[1].startswith("001A,Hansa Mills")
    assert desk.get("/export/User", 403)["code"] == "forbidden"
    assert desk.get("/export/Secrets", 422)["code"] == "object_unknown"
    archived = read_bundle(filled.client.get("/api/v1/export", headers=desk.headers).content)
    assert "User" not in archived
    assert len(archived["Case"].rows) == 2
