"""Taking over the past of another system: when it happened, who did it, what was decided; every gate all the same."""

import json
from datetime import timedelta

import pytest

from service.clocks.sweep import sweep
from service.context import Actor
from service.errors import Problem
from service.timeline.verify import verify
from tests.service.bulk.conftest import CHAIN, brought_in, faults

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

COMMENT = (
    "Id,ParentId,CommentBody,IsPublished,CreatedDate,CreatedBy__c\n"
    "00aA,500A,We come.,TRUE,2026-03-02T08:00:00Z,Lu Tal\n"
)
PAST = {
    **CHAIN,
    "Case": "Id,AssetId,Subject,Description,Origin,Type,Reason,Priority,CreatedDate,ClosedDate,Status,"
    "ResolutionPath__c,ResolutionNotes__c,CsatScore__c\n"
    "500A,02iA,Leaks,Water.,Phone,Repair,Defect,Medium,2026-03-02T07:00:00Z,2026-03-04T09:00:00Z,Closed,"
    "field work,Done.,4\n"
    "500B,02iB,Fails,It fails.,Email,Warranty,Defect,High,2026-03-02T07:30:00Z,2026-03-10T09:00:00Z,Closed,,,\n",
    "CaseLineItem": "CaseId,AssetId\n",
    "CaseComment": COMMENT,
    "WorkOrder": "Id,CaseId,WorkTypeId,Status,CreatedDate,CompletedDate__c,StartDate,EndDate\n"
    "0WOA,500A,08qA,Completed,2026-03-02T08:30:00Z,2026-03-03T10:15:00Z,2026-03-02T08:00:00Z,2026-03-05T16:00:00Z\n",
    "ServiceAppointment": "Id,ParentRecordId,SchedStartTime,Status,CreatedDate,ActualStartTime,ActualEndTime\n"
    "08pA,0WOA,2026-03-03T09:00:00Z,Completed,2026-03-02T09:00:00Z,2026-03-03T09:05:00Z,2026-03-03T10:10:00Z\n",
    "ServiceReport": "Id,ParentId,Summary__c,CreatedDate,CreatedBy__c\n"
    "0SRA,0WOA,Seal replaced.,2026-03-03T10:00:00Z,Kim Berg\n",
    "Claim": "Id,CaseId,Status,PaymentReference__c,CreatedDate,SubmittedDate__c,DecidedDate__c,DecidedBy__c,"
    "DecisionReason__c,PaidDate__c\n"
    "0ZkA,500B,Paid,CN-1,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z,2026-03-03T12:00:00Z,Finn Ark,one seal is enough,"
    "2026-03-09T12:00:00Z\n",
    "ClaimItem": "ClaimId,AssetId,FaultDate,Parts__c,ApprovedParts__c\n"
    '0ZkA,02iB,2026-02-28,"[{""part_number"": ""SEAL-7"", ""quantity"": ""2""}]",24.50\n',
    "ReturnOrder": "Id,CaseId,AccountId,ProductCode__c,Description,Status\n",
}


@pytest.fixture
def later(house):
    """A year later."""
    house.watch.forward(days=365)
    return house


def taken(house, **files: str):
    return brought_in(house, {**PAST, **files}, history=True)


def test_past_is_taken_over_as_it_was(later):
    report = taken(later)
    assert faults(report) == []
    assert later.rows("SELECT opened_at, closed_at, resolution_path, csat_score FROM service_case ORDER BY id") == [
        ("2026-03-02 07:00:00.000000", "2026-03-04 09:00:00.000000", "field work", 4),
        ("2026-03-02 07:30:00.000000", "2026-03-10 09:00:00.000000", "taken over", None),
    ]
    assert later.rows("SELECT opened_at, completed_at FROM work_order") == [
        ("2026-03-02 08:30:00.000000", "2026-03-03 10:15:00.000000")
    ]
    assert later.rows("SELECT author, at FROM service_report") == [("Kim Berg", "2026-03-03 10:00:00.000000")]
    assert later.rows("SELECT status, decided_by, decided_at, decision_reason, payment_reference FROM claim") == [
        ("paid", "before:Finn Ark", "2026-03-03 12:00:00.000000", "one seal is enough", "CN-1")
    ]
    assert later.rows("SELECT tier, requested, eligible, approved FROM claim_cover WHERE tier = 'parts'") == [
        ("parts", 490000, 490000, 245000)
    ]
    again = taken(later)
    assert again.counts["unchanged"] == len(again.lines)


def test_every_event_says_that_it_was_taken_over(later):
    taken(later)
    told = {"taken_over": {"at": later.watch().isoformat(timespec="microseconds"), "by": "import"}}
    case_events = later.rows("SELECT kind, data, actor_name FROM event WHERE record_type = 'claim' ORDER BY id")
    assert [kind for kind, _, _ in case_events][-4:] == ["evaluated", "escalate", "approve_partially", "pay"]
    assert all(json.loads(data)["facts"].items() >= told.items() for _, data, _ in case_events)
    assert later.rows("SELECT actor_kind, actor_name FROM event WHERE kind = 'commented'") == [("before", "Lu Tal")]
    with later.database.transaction(write=False) as session:
        assert list(verify(session, key=b"", witness=later.settings.witness)) == []


def test_clocks_are_as_they_were_and_nobody_is_told_of_old_breaches(later):
    taken(later, CaseComment=COMMENT.replace("T08:00", "T16:00"))
    found = dict(later.rows("SELECT name, status || ' ' || (violated_at IS NOT NULL) FROM milestone WHERE case_id = 1"))
    assert found["first response"] == "completed 1"
    assert found["resolution"] == "completed 0"
    assert later.rows("SELECT count(*) FROM milestone_step WHERE applied_at IS NULL") == [(0,)]
    sweep(later.database, later.watch)
    assert later.rows("SELECT count(*) FROM outbox_message") == [(0,)]


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"Claim": PAST["Claim"].replace("Finn Ark", "")}, ("Claim", 2, "DecidedBy__c", "invalid_input")),
        ({"ClaimItem": PAST["ClaimItem"].replace("24.50", "60")}, ("Claim", 2, "lines.0.parts", "above_cover")),
        ({"Claim": PAST["Claim"].replace("Paid,CN-1", "Approved,")}, ("Claim", 2, "Status", "status_not_reached")),
        ({"Case": PAST["Case"].replace("2026-03-04T", "2036-03-04T")}, ("Case", 2, "ClosedDate", "in_the_future")),
        ({"DigitalSignature": "Id,ParentId,SignedBy,Image__c\n"}, ("WorkOrder", 2, None, "gate_5")),
        (
            {"ServiceAppointment": PAST["ServiceAppointment"].replace("-03T09:00", "-09T09:00")},
            ("WorkOrder", 2, None, "gate_2"),
        ),
    ],
)
def test_no_gate_is_gone_around_by_the_past(later, files, fault):
    report = taken(later, **files)
    assert fault in faults(report), faults(report)
    assert not report.kept


def test_rejected_claim_stays_rejected(later):
    head, row = PAST["Claim"].splitlines()
    report = taken(later, Claim=f"{head}\n{row.replace('Paid,CN-1', 'Rejected,')}\n")
    assert faults(report) == []
    assert later.rows("SELECT status, decided_by FROM claim") == [("rejected", "before:Finn Ark")]


def test_without_history_a_file_sets_no_past_and_decides_nothing(later):
    assert faults(brought_in(later, PAST)) == []
    now = f"{later.watch():%Y-%m-%d %H:%M:%S}.000000"
    assert later.rows("SELECT DISTINCT closed_at, csat_score FROM service_case") == [(now, None)]
    assert later.rows("SELECT decided_by, decided_at FROM claim") == [("rule:approval", now)]
    assert later.rows("SELECT author FROM service_report") == [("import",)]


def test_past_is_for_whoever_has_the_database(later):
    manager = Actor("user", "gul", 1, frozenset({"records.import", "records.write", "claims.approve", "claims.pay"}))
    with pytest.raises(Problem) as refusal:
        brought_in(later, PAST, actor=manager, history=True)
    assert refusal.value.status == 403


def test_case_of_now_goes_on(later):
    """A case that is open still gets its clocks as of then, and what they do is done."""
    head = PAST["Case"].splitlines()[0]
    opened = f"{later.watch() - timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}"
    row = f"500C,02iB,Leaks,Water.,Phone,Repair,Defect,Medium,{opened},,In Progress,,,"
    base = {name: PAST[name] for name in ("Account", "Product2", "Asset")}
    assert faults(brought_in(later, {**base, "Case": f"{head}\n{row}\n"}, history=True)) == []
    sweep(later.database, later.watch)
    assert later.rows("SELECT count(*) FROM milestone WHERE name = 'resolution' AND violated_at IS NOT NULL") == [(1,)]
