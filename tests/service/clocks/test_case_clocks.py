"""The clocks of a case: by priority and process, over pauses, changes, reopening, and against which promise."""

import shutil
from datetime import timedelta

import pytest

from service.sla.policy import adopts, due_at, part
from tests.service.clocks.conftest import shown
from tests.service.conftest import START


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    """What is derived here is derived the same way over both databases, so one is enough."""
    shutil.copy(sqlite_template, tmp_path / "records.db")
    return f"sqlite:///{tmp_path / 'records.db'}"


@pytest.fixture
def case(chain):
    return chain.case()


def post(clocks, case, event, body=None, who=None):
    return (who or clocks.chain.desk).post(f"/cases/{case['id']}/{event}", body)


def patch(clocks, case, **changes):
    return clocks.chain.desk.patch(f"/cases/{case['id']}", changes)


def wait(clocks, case, begin, end, waiting_for="customer"):
    clocks.at(begin)
    post(clocks, case, "wait", {"waiting_for": waiting_for, "reason": "photo"})
    clocks.at(end)
    return post(clocks, case, "resume")


@pytest.fixture
def lead(house):
    return house.person("support_lead")


DONE = {"resolution_path": "desk", "resolution_notes": "Explained."}


def test_shipped_clocks_are_first_response_and_resolution(clocks, case):
    assert [clocks.of(case, name)["due_at"] for name in ("first response", "resolution")] == [shown(4), shown(72)]
    assert {clocks.of(case)["scope"], clocks.of(case)["outcome"]} == {"external", "open"}
    clocks.at(18)
    assert (clocks.of(case)["elapsed_percent"], clocks.of(case)["overdue"]) == (25.0, False)


# Pauses as hours from the start, what the priority then becomes and when, and the hour it is due: round the clock.
TABLE = [
    ("no pause", [], "high", 1, 24),
    ("one pause, then a shorter target", [(1, 6)], "urgent", 7, 9),
    ("one pause, then a longer target", [(1, 6)], "low", 7, 173),
    ("two pauses", [(1, 3), (5, 11)], "high", 12, 32),
    ("a pause, and a target that is over by then", [(10, 12)], "urgent", 20, 6),
    ("a pause of no length", [(2, 2)], "high", 3, 24),
]


def test_pause_then_priority_change(clocks):
    asset = clocks.chain.asset()
    for name, pauses, priority, at, due in TABLE:
        clocks.at(0)
        case = clocks.chain.case(asset)
        for begin, end in pauses:
            wait(clocks, case, begin, end)
        clocks.at(at)
        amended = patch(clocks, case, priority=priority)
        assert amended["due_at"] == clocks.of(case)["due_at"] == shown(due), name


# The same by the working hours of a calendar in UTC; the start is a Monday at eight.
LUNCH = [["08:00", "12:00"], ["13:00", "17:00"]]
HOURS_TABLE = [
    ("lunch is not counted", LUNCH, 5, [], "2026-03-04T17:00:00Z"),
    ("a pause over lunch is its working time", LUNCH, 5, [(3, 6)], "2026-03-05T10:00:00Z"),
    ("a pause over nights and a weekend", [["08:00", "16:00"]], 5, [(4, 4 + 168)], "2026-03-11T16:00:00Z"),
    ("a night shift", [["22:00", "06:00"]], 7, [], "2026-03-05T06:00:00Z"),
]


def test_working_hours(clocks):
    """24 hours of work, over lunch, nights, weekends and pauses."""
    asset = clocks.chain.asset()
    for number, (name, hours, days, pauses, due) in enumerate(HOURS_TABLE):
        calendar = clocks.calendar(hours, days, name=name)
        clocks.process(
            clocks.resolution(), calendar_id=calendar, stops_for=["customer"], name=name, precedence=100 - number
        )
        clocks.at(0)
        case = clocks.chain.case(asset, priority="low")
        for begin, end in pauses:
            wait(clocks, case, begin, end)
        due_at = patch(clocks, case, priority="high")["due_at"]
        assert due_at == clocks.of(case)["due_at"] == due, name


def test_clocks_that_change_do_not_shift_a_target_round_the_clock(clocks):
    """The last Sunday of March; the calendar's zone has 23 hours then."""
    clocks.process(clocks.resolution(), calendar_id=clocks.calendar([["00:00", "24:00"]], 7, timezone="Europe/Berlin"))
    clocks.chain.house.watch.time = START + timedelta(days=26)  # Saturday the 28th
    case = clocks.chain.case(priority="high")
    assert case["due_at"] == shown(26 * 24 + 24)


def test_holidays_are_not_counted(clocks):
    office = clocks.calendar([["08:00", "16:00"]], country="DE", timezone="Europe/Berlin")
    clocks.process(clocks.resolution(), calendar_id=office)
    clocks.chain.house.watch.time = START + timedelta(days=30, hours=4)  # Wednesday the 1st of April, at two in Berlin
    case = clocks.chain.case(priority="high")
    # Two hours on Wednesday, eight on Thursday; Good Friday to Easter Monday; eight on Tuesday, six on Wednesday.
    assert case["due_at"] == "2026-04-08T12:00:00Z"


def test_pauses_that_the_process_does_not_stop_for_count(clocks):
    clocks.process(clocks.resolution(), stops_for=["supplier"])
    case = clocks.chain.case()
    assert wait(clocks, case, 1, 3)["due_at"] == shown(72)
    assert wait(clocks, case, 4, 7, "supplier")["due_at"] == clocks.of(case)["due_at"] == shown(75)


def test_stopped_clock_warns_of_nothing_until_it_runs_again(clocks, case):
    clocks.at(50)
    post(clocks, case, "wait", {"waiting_for": "customer", "reason": "photo"})
    assert clocks.of(case)["status"] == "stopped"
    assert ("warning", 75) not in clocks.steps(case)
    clocks.sweep(500)
    assert clocks.steps(case) == [("warning", 50)]
    post(clocks, case, "resume")
    assert clocks.of(case)["due_at"] == shown(72 + 450)
    clocks.sweep(54 + 450)
    assert clocks.steps(case) == [("warning", 50), ("warning", 75)]


def test_first_response_is_a_word_to_the_customer(clocks, case):
    clocks.at(1)
    post(clocks, case, "comments", {"body": "hm", "internal": True})
    assert clocks.of(case, "first response")["outcome"] == "open"
    clocks.at(2)
    post(clocks, case, "comments", {"body": "We are on it.", "internal": False})
    done = clocks.of(case, "first response")
    assert (done["outcome"], done["completed_at"], clocks.steps(case, "first response")) == (
        "met",
        shown(2),
        [("success", 100)],
    )
    assert [each["data"]["facts"]["milestone"] for each in clocks.told(case, "milestone_success")] == ["first response"]


def test_resolving_completes_what_is_open(clocks, case, lead):
    clocks.at(3)
    post(clocks, case, "resolve", DONE, lead)
    assert [clocks.of(case, name)["outcome"] for name in ("first response", "resolution")] == ["met", "met"]
    clocks.at(5)
    assert clocks.of(case)["elapsed_percent"] == round(100 * 3 / 72, 2)


def test_what_was_resolved_too_late_is_missed_whether_or_not_somebody_swept(clocks, case, lead):
    clocks.at(80)
    post(clocks, case, "resolve", DONE, lead)
    late = clocks.of(case)
    assert (late["outcome"], late["violated_at"], late["completed_at"]) == ("missed", shown(72), shown(80))
    assert clocks.steps(case) == [*(("warning", percent) for percent in (50, 75, 90)), ("violation", 100)]
    assert [each["at"] for each in late["steps"]] == [shown(each) for each in (36, 54, 64.8, 72)]


def test_reopening_starts_a_new_clock_and_keeps_the_old_one(clocks, case, lead):
    clocks.at(80)
    post(clocks, case, "resolve", DONE, lead)
    clocks.at(100)
    reopened = post(clocks, case, "reopen", {"reason": "still leaks"})
    assert reopened["due_at"] == clocks.of(case)["due_at"] == shown(172)
    found = clocks.chain.desk.get(f"/cases/{case['id']}/clocks")
    assert [(each["name"], each["outcome"]) for each in found] == [
        ("first response", "missed"),
        ("resolution", "missed"),
        ("resolution", "open"),
    ]
    clocks.at(101)
    post(clocks, case, "resolve", DONE, lead)
    assert clocks.of(case)["outcome"] == "met"


def test_cancelling_ends_the_clocks(clocks, case):
    post(clocks, case, "cancel", {"reason": "double"})
    assert [clocks.of(case, name)["outcome"] for name in ("first response", "resolution")] == ["cancelled"] * 2
    clocks.sweep(500)
    assert clocks.steps(case) == []


def test_automatic_escalation_is_no_new_promise(clocks, case, lead):
    clocks.sweep(54)
    shown_now = clocks.chain.desk.get(f"/cases/{case['id']}")
    assert (shown_now["escalated"], shown_now["priority"], shown_now["due_at"]) == (True, "high", shown(24))
    raised = clocks.of(case)
    assert (raised["due_at"], raised["commitment_at"], raised["overdue"]) == (shown(24), shown(72), True)
    assert (raised["target"], raised["committed"], raised["violated_at"]) == (24 * 60, 72 * 60, None)
    clocks.at(70)
    post(clocks, case, "resolve", DONE, lead)
    assert clocks.of(case)["outcome"] == "met"


def test_deescalating_is_a_change_like_any_other(clocks, case):
    clocks.sweep(54)
    assert patch(clocks, case, priority="low")["due_at"] == shown(168)
    assert clocks.of(case)["commitment_at"] == shown(168)


def test_escalation_by_a_person_is_a_promise(clocks, case):
    clocks.at(2)
    post(clocks, case, "escalate", {"reason": "line stands still"})
    assert clocks.of(case)["commitment_at"] == shown(24)


def test_nobody_promises_what_has_passed(clocks, case):
    clocks.at(30)
    assert patch(clocks, case, priority="high")["due_at"] == shown(24)
    late = clocks.of(case)
    assert (late["overdue"], late["commitment_at"], late["violated_at"]) == (True, shown(72), None)
    assert clocks.sweep(31).steps == 2  # of the first response
    assert clocks.of(case)["violated_at"] is None


def test_threshold_that_a_shorter_target_has_passed_is_warned_of_at_once(clocks):
    case = clocks.chain.case(priority="low")
    clocks.at(20)
    patch(clocks, case, priority="high")
    assert clocks.steps(case) == [("warning", 50), ("warning", 75)]
    assert [each["at"] for each in clocks.of(case)["steps"]] == [shown(12), shown(18)]


def test_case_from_a_message_that_waited_counts_from_its_receipt(clocks):
    clocks.at(10)
    case = clocks.chain.case(opened_at=shown(0))
    assert clocks.of(case, "first response")["violated_at"] == shown(4)
    assert clocks.of(case)["due_at"] == shown(72)


def test_attainment_counts_by_promise(clocks, lead):
    for hours in (10, 80):
        clocks.at(0)
        case = clocks.chain.case()
        clocks.at(hours)
        post(clocks, case, "resolve", DONE, lead)
    clocks.chain.case()
    found = {each["name"]: each for each in clocks.chain.desk.get("/attainment")}
    counts = [found["resolution"][name] for name in ("met", "missed", "open", "percent", "scope")]
    assert counts == [1, 1, 1, 50.0, "external"]
    assert clocks.chain.desk.get(f"/attainment?begun_before={shown(-1)}") == []


def test_promise_and_parts_are_exact():
    assert adopts(START, now=START - timedelta(seconds=1), automatic=False)
    assert not adopts(START, now=START - timedelta(seconds=1), automatic=True)
    assert not adopts(START, now=START, automatic=False)
    assert part(timedelta(minutes=1), 75) == timedelta(seconds=45)
    assert due_at(START, timedelta(hours=4), [(START, None)]) == START + timedelta(hours=4)
