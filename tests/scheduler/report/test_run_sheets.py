"""Run sheets: what a technician needs, on a page that runs nothing, in files that every system can hold."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.report.runsheet import run_sheets, sheet_name, sheet_names
from tests.scheduler.report.sample import sample

OVERRIDE = "\u202e"


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def test_sheet_has_every_visit_in_order_with_what_is_needed():
    report = sample(40, 6, 2)
    sheets = run_sheets(report)
    assert sheets.keys() == {f"{technician.id}.html" for technician in report.problem.technicians}
    for route in report.plan.routes:
        page = Page(sheets[f"{route.technician}.html"])
        text = " ".join(page.words)
        clock = report.problem.horizon.clock
        positions = [text.index(f"{clock(stop.start)} - {clock(stop.end)}") for stop in route.stops]
        assert positions == sorted(positions)
        for stop in route.stops:
            item = report.problem.appointment[stop.id]
            assert item.details["customer"] in page.words
            assert item.details["phone"] in page.words
            assert item.details["access_notes"] in page.words
            assert f"{item.id} · {item.work_order} · priority {item.priority}" in page.words
        assert page.words.count("Break") == len(route.breaks)
        assert page.words.count(clock(route.departure)) >= 1
        assert "script" not in page.tags


def test_parts_to_take_along_are_summed():
    report = sample(60, 2, 1)
    route = max(report.plan.routes, key=lambda route: len(route.stops))
    needs: dict[str, int] = {}
    for stop in route.stops:
        for part in report.problem.appointment[stop.id].parts:
            needs[part.part] = needs.get(part.part, 0) + part.quantity
    words = Page(run_sheets(report)[f"{route.technician}.html"]).words
    assert max(needs.values()) > 1
    for part, number in needs.items():
        assert f"{number} \N{MULTIPLICATION SIGN} {part}" in words


def test_a_page_for_each_day_and_a_word_for_no_day():
    report = sample(40, 4, 2, days=3)
    for technician, sheet in zip(report.problem.technicians, run_sheets(report).values(), strict=True):
        routes = sum(route.technician == technician.id for route in report.plan.routes)
        assert len(re.findall('<section class="day( long)?">', sheet)) == max(1, routes)
    nobody = run_sheets(sample(0, 1, 1))["T001.html"]
    assert "No visits are planned." in nobody


def test_hostile_names_stay_text():
    for sheet in run_sheets(sample(20, 3, 2, hostile=True)).values():
        page = Page(sheet)
        assert not {"script", "img", "b onerror"} & set(page.tags)
        assert "window.broken" in " ".join(page.words)


def test_what_reorders_or_hides_a_name_is_spelt_out():
    report = sample(20, 3, 2)
    people = tuple(one.replace(name=f"{OVERRIDE}evE {one.name}") for one in report.problem.technicians)
    items = tuple(
        item.replace(details={**item.details, "customer": f"{OVERRIDE}kcaJ"}) for item in report.problem.appointments
    )
    changed = replace(report, problem=report.problem.replace(technicians=people, appointments=items))
    sheets = run_sheets(changed)
    assert not any(OVERRIDE in sheet for sheet in sheets.values())
    assert "[U+202E]kcaJ" in Page("".join(sheets.values())).words
    assert any(word.startswith("[U+202E]evE") for word in Page(sheets["T001.html"]).words)


def test_policy_lets_in_its_own_style_and_nothing_else():
    sheet = run_sheets(sample(5, 1, 1))["T001.html"]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', sheet)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]


@pytest.mark.parametrize(
    ("technician", "name"),
    [("T-1_a", "T-1_a.html"), ("../x", "___x-"), ("con", "con-"), ("", "-"), ("ä" * 300, "_" * 80)],
)
def test_file_names(technician: str, name: str):
    assert sheet_name(technician).startswith(name)


@given(st.lists(st.text(), unique=True, max_size=12))
def test_file_names_are_safe_and_differ_even_without_case(ids: list[str]):
    names = sheet_names(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.html", name) for name in names.values())
    assert len({name.casefold() for name in names.values()}) == len(ids)


def test_ids_that_differ_in_case_get_different_files():
    assert len({name.casefold() for name in sheet_names(["ann", "ANN", "Ann"]).values()}) == 3
