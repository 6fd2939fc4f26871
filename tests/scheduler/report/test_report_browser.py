"""The report in a real browser: what it shows is what the files say, it asks for nothing, and it stays quick to use."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from scheduler.entities import Break, Skill, SkillRequirement
from scheduler.explanation import Explanation
from scheduler.report import PlanReport, plan_files, write_plan
from scheduler.report.runsheet import run_sheets
from scheduler.solution import Plan
from tests.scheduler.build import appointment, driven, problem, shift, technician
from tests.scheduler.report.sample import sample

pytestmark = pytest.mark.browser

SMALL = sample(60, 8, 4, days=2)
REASONS = {reason.appointment: reason for reason in (*SMALL.explanation.assigned, *SMALL.explanation.unscheduled)}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small") / "out"
    write_plan(SMALL, out)
    return out


@pytest.fixture(scope="session")
def large() -> PlanReport:
    return sample(1000, 120, 16)


@pytest.fixture
def shown(page: Any, small: Path) -> Any:
    """The small report, open."""
    return opened(page, small)


def opened(page: Any, out: Path) -> Any:
    page.goto((out / "report.html").as_uri())
    page.wait_for_selector(".gantt-row")
    return page


def table(out: Path, name: str) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO((out / name).read_text(encoding="utf-8")))
    return {row["appointment"]: row for row in rows}


def first_day(out: Path) -> dict[str, dict[str, str]]:
    visits = table(out, "plan.csv")
    return {name: row for name, row in visits.items() if row["day"] == "2027-03-08"}


def on_map(page: Any, appointment: str) -> None:
    """Click an appointment on the map."""
    x, y = page.evaluate("id => window.roundsman.mapPoint(id)", appointment)
    page.locator("#map").click(position={"x": x, "y": y})


def rows_become(page: Any, number: int) -> None:
    """Wait until the timeline, which is drawn a frame later, has so many rows."""
    page.wait_for_function("number => document.querySelectorAll('.gantt-row').length === number", arg=number)


def count(page: Any) -> str:
    found: str = page.locator("#count").inner_text()
    return found


@pytest.mark.parametrize("where", ["timeline", "map", "table"])
def test_click_shows_why_an_appointment_is_where_it_is(shown: Any, small: Path, where: str):
    name, row = sorted(first_day(small).items())[3]
    if where == "timeline":
        index = SMALL.problem.appointments.index(SMALL.problem.appointment[name])
        shown.locator(f".visit[data-appointment='{index}']").click()
    elif where == "map":
        on_map(shown, name)
    else:
        shown.click("#tab-appointments")
        shown.locator(".table-row:visible", has_text=name).click()
    reason = REASONS[name]
    assert shown.locator("#details-title").inner_text() == name
    assert shown.locator("#reason").inner_text() == reason.sentence
    details = shown.locator("#details").inner_text()
    assert f"({row['technician']})" in details
    assert f"{row['start'][11:16]} to {row['end'][11:16]}" in details
    paid = dict(
        zip(
            shown.locator("#terms th").all_inner_texts(), shown.locator("#terms .number").all_inner_texts(), strict=True
        )
    )
    told = {term.replace("_", " ").capitalize(): f"{value:.1f}" for term, value in json.loads(row["terms"]).items()}
    assert paid == told


def test_prices_and_refusals_are_those_of_the_explanation(shown: Any, small: Path):
    name = next(item.appointment for item in SMALL.explanation.assigned if item.alternatives and item.refusals
                and item.appointment in first_day(small))  # fmt: skip
    reason: Any = REASONS[name]
    on_map(shown, name)
    prices = [sum(slot.minutes.values()) for slot in sorted(reason.alternatives, key=lambda slot: slot.rank)]
    texts = shown.locator("#alternatives td.number").all_inner_texts()
    assert texts == [f"+{price:.1f}" for price in prices]
    names = shown.locator("#alternatives .link").all_inner_texts()
    assert {text.split("(")[1].rstrip(")") for text in names} == {slot.technician for slot in reason.alternatives}
    for summary in shown.locator("#refusals summary").all():
        summary.click()
    shown.locator("#refusals li").nth(len(reason.refusals) - 1).wait_for()
    told = shown.locator("#refusals li").all_inner_texts()
    assert sorted(told) == sorted(refusal.sentence for refusal in reason.refusals)


def test_unscheduled_table_shows_verdict_funnel_and_way_out(shown: Any, small: Path):
    rows = table(small, "unscheduled.csv")
    shown.click("#tab-unscheduled")
    assert shown.locator(".table-row:visible").count() == len(rows)
    for name, row in rows.items():
        shown.locator(".table-row:visible", has_text=name).click()
        assert shown.locator("#reason").inner_text() == row["sentence"]
        assert shown.locator("#verdict").inner_text().lower().replace(" ", "_") == row["verdict"]
        steps = zip(
            shown.locator("#funnel th").all_inner_texts(),
            shown.locator("#funnel .number").all_inner_texts(),
            strict=True,
        )
        assert " > ".join(f"{rule.lower()} {left}" for rule, left in steps) == row["funnel"]
        if row["relaxation"]:
            assert row["relaxation"] in shown.locator("#relaxation").inner_text()
        else:
            assert shown.locator("#relaxation").count() == 0


def test_filters_leave_what_they_say(shown: Any, small: Path):
    visits, open_ones = first_day(small), table(small, "unscheduled.csv")
    problem = SMALL.problem
    everything = len(visits) + len(open_ones)
    assert count(shown) == f"{everything} of 60 appointments"
    shown.select_option("#status", "scheduled")
    assert count(shown) == f"{len(visits)} of 60 appointments"
    shown.select_option("#status", "unscheduled")
    assert count(shown) == f"{len(open_ones)} of 60 appointments"
    shown.click("#clear")
    shown.select_option("#territory", "Z02")
    inside = [name for name in (*visits, *open_ones) if problem.appointment[name].territory == "Z02"]
    assert count(shown) == f"{len(inside)} of 60 appointments"
    shown.select_option("#technician", "T002")
    mine = [name for name, row in visits.items() if row["technician"] == "T002"]
    assert count(shown) == f"{len(mine)} of 60 appointments"
    rows_become(shown, 1)
    shown.click("#clear")
    shown.click("[data-priority='2']")
    second = [name for name in (*visits, *open_ones) if problem.appointment[name].priority == 2]
    assert count(shown) == f"{len(second)} of 60 appointments"
    shown.click("#clear")
    shown.fill("#search", min(visits).lower())
    assert count(shown) == "1 of 60 appointments"
    shown.fill("#search", "nobody is called this")
    rows_become(shown, 0)
    shown.click("#clear")
    assert count(shown) == f"{everything} of 60 appointments"
    assert shown.input_value("#search") == ""


def test_other_day_shows_the_other_visits(shown: Any, small: Path):
    later = table(small, "plan.csv").keys() - first_day(small).keys()
    drawn = "[...document.querySelectorAll('.visit title')].map(title => title.textContent.split(',')[0])"
    assert set(shown.evaluate(drawn)) == first_day(small).keys()
    shown.get_by_label("Day after").click()
    shown.wait_for_function(f"id => {drawn}.includes(id)", arg=min(later))
    assert set(shown.evaluate(drawn)) == later
    assert shown.input_value("#day") == "1"


def test_key_figures_and_attention_are_those_of_the_summary(shown: Any, small: Path):
    summary = json.loads((small / "summary.json").read_text(encoding="utf-8"))
    tiles = shown.locator("#tiles").inner_text()
    figures = summary["kpis"]
    assert f"{figures['totalAssignedVisits']} of 60" in tiles
    assert f"{figures['percentageVisitsInSla']} %" in tiles
    assert f"{figures['fairness']['after']['percentage']} %" in tiles
    assert shown.locator("#attention button").all_inner_texts() == [item["sentence"] for item in summary["attention"]]
    shown.click("#tab-figures")
    shown.locator("#view-figures th", has_text="Total travel distance").wait_for()
    assert f"{figures['totalTravelDistanceMeters'] / 1000:.1f} km" in shown.locator("#view-figures").inner_text()


def test_attention_leads_to_what_it_is_about(shown: Any, small: Path):
    summary = json.loads((small / "summary.json").read_text(encoding="utf-8"))
    for number, item in enumerate(summary["attention"]):
        shown.locator("#attention button").nth(number).click()
        title = shown.locator("#details-title").inner_text()
        names = {SMALL.problem.technician[name].name for name in item["technicians"]}
        assert title in {*item["appointments"], *names}
        shown.locator("#only").wait_for()
        shown.click("#clear")
        shown.keyboard.press("Escape")


def test_rotation_before_and_after(shown: Any):
    shown.click("#tab-rotation")
    rows = shown.locator(".table-row:visible")
    assert rows.count() == len(SMALL.problem.technicians)
    before, after = (rows.first.locator("[role=gridcell]").nth(column).inner_text() for column in (1, 2))
    carried, added, capacity, _ = shown.evaluate("window.roundsman.plan.rotation[0]")
    assert before == f"{100 * carried / capacity:.1f} %"
    assert after == f"{100 * (carried + added) / capacity:.1f} %"


def test_keyboard_alone_reaches_the_reasons(shown: Any, small: Path):
    people = [technician.id for technician in SMALL.problem.technicians]
    busy = next(row for row in first_day(small).values() if row["order"] == "1")
    shown.locator("#gantt").focus()
    for _ in range(people.index(busy["technician"]) + 1):
        shown.keyboard.press("ArrowDown")
    assert shown.locator("#details-title").inner_text() == SMALL.problem.technician[busy["technician"]].name
    shown.keyboard.press("ArrowRight")
    assert shown.locator("#reason").inner_text() == REASONS[busy["appointment"]].sentence
    shown.keyboard.press("Escape")
    assert shown.locator("#attention").count() == 1
    shown.click("#tab-appointments")
    shown.locator("#view-appointments .scroller").focus()
    shown.keyboard.press("ArrowDown")
    assert shown.locator("#details-title").inner_text() == SMALL.problem.appointments[0].id


def test_map_moves_and_keeps_its_places(shown: Any, small: Path):
    name = min(first_day(small))
    before = shown.evaluate("id => window.roundsman.mapPoint(id)", name)
    shown.click("#zoom-in")
    shown.locator("#map").hover(position={"x": 100, "y": 100})
    shown.mouse.down()
    shown.mouse.move(300, 400, steps=4)
    shown.mouse.up()
    assert shown.evaluate("id => window.roundsman.mapPoint(id)", name) != before
    shown.click("#zoom-fit")
    assert shown.evaluate("id => window.roundsman.mapPoint(id)", name) == pytest.approx(before)
    shown.locator("#map").hover(position={"x": before[0], "y": before[1]})
    assert name in shown.locator("#map-tip").inner_text()


def test_hostile_names_run_nothing(page: Any, tmp_path: Path):
    report = sample(25, 4, 2, hostile=True)
    write_plan(report, tmp_path / "out")
    shown = opened(page, tmp_path / "out")
    on_map(shown, min(report.plan.visits))
    for view in ("appointments", "unscheduled", "rotation", "figures"):
        shown.click(f"#tab-{view}")
    assert shown.evaluate("window.broken") is None
    assert "<script>window.broken=1</script>" in shown.locator("#title").inner_text()
    assert shown.locator("img").count() == 0


def test_empty_plan_opens(page: Any, tmp_path: Path):
    (tmp_path / "report.html").write_text(plan_files(sample(0, 0, 1))["report.html"], encoding="utf-8")
    page.goto((tmp_path / "report.html").as_uri())
    assert page.locator("#count").inner_text() == "0 of 0 appointments"
    for view in ("appointments", "unscheduled", "rotation", "figures", "schedule"):
        page.click(f"#tab-{view}")


def test_plan_without_reasons_says_so(page: Any, tmp_path: Path):
    report = PlanReport(**{**vars(sample(20, 4, 2)), "explanation": Explanation()})
    write_plan(report, tmp_path / "out")
    shown = opened(page, tmp_path / "out")
    on_map(shown, min(report.plan.visits))
    assert "No reasons were written" in shown.locator("#details").inner_text()


def test_a_thousand_appointments_stay_in_reach(page: Any, large: PlanReport, tmp_path: Path):
    (tmp_path / "report.html").write_text(plan_files(large)["report.html"], encoding="utf-8")
    shown = opened(page, tmp_path)
    assert count(shown) == "1000 of 1000 appointments"
    assert shown.locator(".gantt-row").count() < 30
    shown.locator("#gantt").evaluate("node => { node.scrollTop = node.scrollHeight; }")
    shown.locator(".gantt-name", has_text="T120").wait_for()
    shown.click("#tab-appointments")
    assert shown.locator(".table-row:visible").count() < 40
    shown.locator("#view-appointments .scroller").evaluate("node => { node.scrollTop = node.scrollHeight; }")
    shown.locator(".table-row", has_text="A1000").click()
    reasons = (*large.explanation.assigned, *large.explanation.unscheduled)
    assert shown.locator("#reason").inner_text() == next(
        item.sentence for item in reasons if item.appointment == "A1000"
    )
    shown.fill("#search", "a0500")
    assert count(shown) == "1 of 1000 appointments"


@pytest.mark.parametrize("sheet", ["T001.html", "T002.html"])
def test_run_sheet_opens_and_fits_its_paper(page: Any, small: Path, sheet: str):
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    page.goto((small / "runsheets" / sheet).as_uri())
    assert page.locator(".day").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("visits", "pages"), [(4, 1), (7, 1), (11, 1), (24, 2)])
def test_a_day_is_printed_on_one_page_and_a_very_long_one_on_numbered_pages(
    page: Any, tmp_path: Path, visits: int, pages: int
):
    page.goto(_sheet_of(visits, tmp_path).as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == pages
    rules = page.evaluate(
        "[...document.styleSheets[0].cssRules[0].cssText.matchAll(/counter\\((\\w+)\\)/g)].map(m => m[1])"
    )
    assert rules == ["page", "pages"]


def _sheet_of(visits: int, folder: Path) -> Path:
    """The sheet of a day with so many visits, each with all that a visit can say."""
    details = {"customer": "Harbor Bakery", "contact": "Ada Abbott", "phone": "410-555-0101", "access_notes": "Ring"}
    items = [
        appointment(f"a{n}", 15, skills=(SkillRequirement("hvac"),), due=900, details=details) for n in range(visits)
    ]
    day = problem(items, [technician("ann", shift(breaks=(Break(700, 700, 30),)), skills=(Skill("hvac"),))])
    plan = Plan((driven(day, "ann", *(item.id for item in items)),))
    report = dataclasses.replace(sample(4, 2, 1), problem=day, plan=plan)
    (folder / "ann.html").write_text(run_sheets(report)["ann.html"], encoding="utf-8")
    return folder / "ann.html"
