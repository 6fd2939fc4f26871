"""Reports: numbers that are right, and that lead to exactly the records they were summed over."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports.catalogue import REPORTS
from service.reports.figures import Entry, Period, behind, lines
from tests.service.orchestration.conftest import flows  # noqa: F401 - fixture

ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MARCH = "first=2026-03-01&before=2026-04-01"


@pytest.fixture
def month(flows, shop_of):  # noqa: F811 - fixture
    """A month in which something of every kind has happened."""
    chain, watch = flows.chain, flows.chain.house.watch
    lead, manager = chain.house.person("support_lead"), chain.house.person("manager")
    asset = chain.asset()
    flows.work_type()
    flows.work_type("back_office", "service")
    done = {"resolution_path": "advice", "resolution_notes": "Explained."}
    quick = chain.case(asset, case_type="complaint", reason_code="other")
    late = chain.case(asset, case_type="complaint", reason_code="missing_part")
    moved = chain.case(asset, case_type="complaint", reason_code="wrong_item", priority="low")
    repair = chain.case(asset, priority="urgent")
    claim = shop_of(chain.case(asset, case_type="warranty"))
    flows.work()
    watch.forward(hours=3)
    lead.post(f"/cases/{quick['id']}/resolve", done)
    link = lead.post(f"/cases/{quick['id']}/close")["csat_link"]
    chain.house.nobody.post(link.removeprefix("/api/v1"), {"score": 4})
    chain.desk.patch(f"/cases/{moved['id']}", {"reason_code": "missing_part"})
    chain.desk.post(f"/cases/{moved['id']}/escalate", {"reason": "the line stands still"})
    manager.post(f"/claims/{claim['id']}/withdraw", {"reason": "a misunderstanding"})
    watch.forward(hours=30)
    flows.work()
    office = chain.desk.get("/work-types?limit=500")["items"][-1]["id"]
    order = {"work_type_id": office, "team": "finance"}
    order = chain.desk.post(f"/cases/{late['id']}/work-orders", order)
    watch.forward(hours=40)
    flows.work()
    chain.desk.post(f"/work-orders/{order['id']}/activate")
    watch.forward(hours=9)
    flows.work()
    chain.desk.post(f"/work-orders/{order['id']}/complete")
    flows.work()
    return {"quick": quick, "late": late, "moved": moved, "repair": repair, "claim": claim}


@pytest.fixture
def shop_of(chain):
    """A maker of claims that somebody asked for something in."""

    def ask(case):
        line = {"asset_id": case["lines"][0]["asset_id"], "failure_date": "2026-03-01"}
        body = {"lines": [{**line, "labor_hours": "2", "labor_rate": "50"}]}
        return chain.desk.post(f"/cases/{case['id']}/claims", body)

    return ask


def numbers(report) -> dict:
    """Return the values of a report's lines by their groups."""
    return {
        tuple(line["group"].values()): {
            name: each["value"] for name, each in line["numbers"].items() if each["records"]
        }
        for line in report["lines"]
    }


def test_every_number_leads_to_its_records(month, flows):  # noqa: F811 - fixture
    reader = flows.chain.house.person("executive")
    kinds = reader.get("/reports")
    assert [each["name"] for each in kinds] == list(REPORTS)
    for kind in kinds:
        for by in ([], ["every=week", "by=period", *(f"by={each}" for each in kind["dimensions"])]):
            asked = "&".join([MARCH, "timezone=Europe/Berlin", *by])
            report = reader.get(f"/reports/{kind['name']}?{asked}")
            assert report["lines"], kind["name"]
            for line in report["lines"]:
                for number in line["numbers"].values():
                    records = reader.get(number["link"].removeprefix("/api/v1"))
                    assert (records["count"], len(records["items"])) == (number["records"], number["records"])
                    assert Decimal(records["sum"]) == Decimal(number["value"])
                    assert sum(Decimal(each["amount"]) for each in records["items"]) == Decimal(number["value"])


def check_attainment_is_by_the_priority_that_was_promised(month, flows):  # noqa: F811
    reader = flows.chain.house.person("executive")
    report = reader.get(f"/reports/attainment?{MARCH}&by=team&by=priority")
    assert numbers(report) == {
        ("purchasing", "high"): {"missed": "1"},  # a person escalated it from low, and so promised more
        ("purchasing", "normal"): {"missed": "1"},  # escalated by itself at 75 %
        ("support", "normal"): {"met": "1", "missed": "1"},
        ("support", "urgent"): {"missed": "1"},
    }
    assert flows.chain.desk.get(f"/cases/{month['late']['id']}")["priority"] == "high"
    overall = {line["group"]["team"]: line["shares"] for line in reader.get(f"/reports/attainment?{MARCH}")["lines"]}
    assert overall["purchasing"] == {"kept_percent": "0"}


def check_internal_and_external_are_apart(month, flows):  # noqa: F811
    found = numbers(flows.chain.house.person("executive").get(f"/reports/milestones?{MARCH}"))
    # From Wednesday at nine: accepted on Thursday at nine, completed an hour after the second day was over.
    assert found["accepted", "internal"] == found["completed", "internal"] == {"missed": "1"}
    assert found["resolution", "external"] == {"met": "1", "missed": "4"}
    assert {scope for _, scope in found} == {"internal", "external"}


def check_breached_time_is_told_by_queue_and_hand_over(month, flows):  # noqa: F811
    reader = flows.chain.house.person("executive")
    records = reader.get(f"/reports/breaches/records?{MARCH}&measure=minutes")["items"]
    mine = [each for each in records if each["case_id"] == month["late"]["id"]]
    by_queue: dict[str, Decimal] = {}
    for each in mine:
        name = each["group"]["queue"]
        by_queue[name] = by_queue.get(name, Decimal(0)) + Decimal(each["amount"])
    assert by_queue == {"purchasing": 33 * 60, "finance": 49 * 60}
    late = reader.get(f"/reports/breaches/records?{MARCH}&measure=minutes_late&match=queue:finance")
    assert (late["count"], Decimal(late["sum"])) == (1, 10 * 60)
    assert {each["group"]["hand_over"] for each in mine} == {"none", "purchasing to finance"}


def check_escalations_moves_satisfaction_and_claims(month, flows):  # noqa: F811
    reader = flows.chain.house.person("executive")
    assert numbers(reader.get(f"/reports/escalations?{MARCH}&by=by&by=record"))["people", "service_case"] == {
        "escalations": "1"
    }
    moves = numbers(reader.get(f"/reports/routing?{MARCH}&by=from&by=to&by=by"))
    assert moves["warehouse", "purchasing", "people"] == {"changes": "1"}
    csat = reader.get(f"/reports/csat?{MARCH}&by=path")
    assert numbers(csat)["advice",] == {"closed": "1", "rated": "1", "points": "4"}
    assert csat["lines"][0]["shares"] == {"rated_percent": "100", "average_score": "4"}
    assert numbers(reader.get(f"/reports/claims?{MARCH}"))["withdrawn", "EUR"]["requested"] == "100"


def check_table_and_chart_say_the_same(month, flows):  # noqa: F811
    reader = flows.chain.house.person("executive")
    for name in REPORTS:
        report = reader.get(f"/reports/{name}?{MARCH}")
        reader.client.headers.update(reader.headers)
        table = reader.client.get(f"/api/v1/reports/{name}/table.csv?{MARCH}")
        rows = list(csv.DictReader(io.StringIO(table.text)))
        said = [[Decimal(row[measure]) for measure in REPORTS[name].measures] for row in rows]
        assert said == [
            [round(Decimal(each["value"]), 2) for each in line["numbers"].values()] for line in report["lines"]
        ]
        picture = reader.client.get(f"/api/v1/reports/{name}/chart.svg?{MARCH}")
        assert picture.headers["content-type"].startswith("image/svg+xml")
        root = ElementTree.fromstring(picture.text)
        assert not {"script", "href", "style"} & {word.strip("<>/= ") for word in picture.text.split()}
        assert root.tag.endswith("svg")


@ONE
def test_numbers_are_those_of_the_month(month, flows):  # noqa: F811 - fixture
    check_attainment_is_by_the_priority_that_was_promised(month, flows)
    check_internal_and_external_are_apart(month, flows)
    check_breached_time_is_told_by_queue_and_hand_over(month, flows)
    check_escalations_moves_satisfaction_and_claims(month, flows)
    check_table_and_chart_say_the_same(month, flows)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("first=2026-03-02&before=2026-03-02", "before"),
        ("first=2000-03-02&before=2026-03-02", "before"),
        (f"{MARCH}&timezone=Mars/Base", "timezone"),
        (f"{MARCH}&by=colour", "by"),
        (f"{MARCH}&every=hour", "every"),
    ],
)
@ONE
def test_what_no_report_can_be_is_refused(house, query, field):
    reader = house.person("executive")
    assert reader.get(f"/reports/attainment?{query}", 422)["field"] == field
    assert reader.get(f"/reports/weather?{MARCH}", 404)["code"] == "not_found"
    assert reader.get(f"/reports/attainment/records?{MARCH}&measure=hot", 422)["field"] == "measure"
    assert reader.get(f"/reports/attainment/records?{MARCH}&match=colour:red", 422)["field"] == "match"


@ONE
def test_period_without_anything_is_an_empty_report(house):
    reader = house.person("executive")
    for name in REPORTS:
        assert reader.get(f"/reports/{name}?{MARCH}")["lines"] == []
    reader.client.headers.update(reader.headers)
    assert "nothing in this period" in reader.client.get(f"/api/v1/reports/csat/chart.svg?{MARCH}").text


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_day_of_a_report_is_as_long_as_it_is_there(day, hours):
    period = Period(day, date.fromordinal(day.toordinal() + 1), ZoneInfo("Europe/Berlin"))
    assert (period.end - period.start).total_seconds() == hours * 3600


def test_parts_of_a_period_are_those_of_its_time_zone():
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    zone = ZoneInfo("Europe/Berlin")
    wanted = {"day": "2026-04-01", "week": "2026-03-30", "month": "2026-04-01"}
    for every, part in wanted.items():
        assert Period(date(2026, 3, 1), date(2026, 5, 1), zone, every).part(late) == part
    assert Period(date(2026, 4, 1), date(2026, 5, 1), zone, "week").part(late) == "2026-04-01"


ENTRIES = st.builds(
    Entry,
    st.just("event"),
    st.integers(1, 9),
    st.none(),
    st.integers(0, 60 * 24 * 62).map(lambda minutes: datetime(2026, 2, 28, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.fixed_dictionaries({"team": st.sampled_from("abc"), "priority": st.sampled_from("xy")}),
    st.sampled_from(["met", "missed"]),
    st.decimals(0, 9, places=2),
)


@given(st.lists(ENTRIES, max_size=30), st.sampled_from([None, "day", "week", "month"]))
def test_lines_are_a_partition_of_the_entries(found, every):
    period = Period(date(2026, 3, 1), date(2026, 5, 1), ZoneInfo("America/New_York"), every)
    found = [each for each in found if period.start <= each.at < period.end]
    by = ["team", *(["period"] if every else [])]
    seen = 0
    for line in lines(REPORTS["attainment"], found, period, by):
        for measure, value in line.numbers.items():
            records = behind(found, period, measure, line.group)
            assert (len(records), sum(each.amount for each in records)) == (line.records[measure], value)
            seen += len(records)
    assert seen == len(found)
