"""The report as text: it holds the plan, and nothing in the plan can become part of the page."""

from __future__ import annotations

import dataclasses
import json
import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.explanation import Explanation
from scheduler.report import PlanReport
from scheduler.report.page import SCRIPTS, embedded, report_html
from scheduler.report.payload import Payload
from scheduler.report.reasons import APPOINTMENT, TECHNICIAN, Sentences, reason_lines
from tests.scheduler.report.sample import sample

BLOCK = re.compile(r'<script type="(application/json|module)"(?: id="([\w-]+)")?>(.*?)</script>', re.DOTALL)


def blocks(page: str) -> dict[str, str]:
    return {match[2] or match[1]: match[3] for match in BLOCK.finditer(page)}


@pytest.fixture(scope="module")
def hostile() -> PlanReport:
    return sample(25, 4, 2, hostile=True)


def test_data_comes_back_from_the_page(hostile: PlanReport):
    found = blocks(report_html(hostile))
    assert set(found) == {"plan-data", "plan-reasons", "module"}
    assert json.loads(found["plan-data"]) == json.loads(json.dumps(Payload(hostile).data()))
    lines = found["plan-reasons"].split("\n")
    assert [json.loads(line) for line in lines] == [json.loads(line) for line in reason_lines(hostile).split("\n")]


def test_what_reorders_or_hides_a_name_is_spelt_out_everywhere():
    report = sample(30, 3, 2)
    names = {one.id: f"{one.id}\u202e" for one in report.problem.technicians}
    people = tuple(one.replace(name=f"\u2066{one.name}\u200b") for one in report.problem.technicians)
    refused = tuple(
        reason.replace(sentence=f"\u202d{reason.sentence}", advice="\u202eno")
        for reason in report.explanation.unscheduled
    )
    told = dataclasses.replace(
        report,
        problem=report.problem.replace(technicians=people, name="a\u202eb"),
        explanation=report.explanation.replace(unscheduled=refused),
        warnings=tuple(names.values()),
    )
    page = report_html(told)
    hidden = ("\u202e", "\u202d", "\u2066", "\u200b")
    assert not any(code in page or json.dumps(code)[1:-1] in page for code in hidden)
    assert all(f"[U+{ord(code):04X}]" in page for code in hidden)
    assert "<title>a[U+202E]b" in page


def test_page_has_no_script_but_its_own(hostile: PlanReport):
    page = report_html(hostile)
    assert page.count("<script") == page.count("</script>") == 3
    assert "window.broken=1</script>" not in page
    assert "<img" not in page


def test_page_asks_for_nothing(hostile: PlanReport):
    page = report_html(hostile)
    assert re.findall(r"https?://[^\s\"'<]+", page.replace("http://www.w3.org/2000/svg", "")) == []
    assert not re.search(r'<(?:link|script|img|iframe)[^>]*(?:src|href)="(?!data:)', page)


def test_policy_names_the_hashes_of_script_and_style(hostile: PlanReport):
    page = report_html(hostile)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy is not None
    assert style is not None
    for kind, text in (("script", blocks(page)["module"]), ("style", style[1])):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")


@given(st.text())
def test_embedded_json_means_the_same_and_ends_no_block(text: str):
    inside = embedded(json.dumps(text, ensure_ascii=False))
    assert json.loads(str(inside)) == text
    assert not set("<>&\u2028\u2029") & set(inside)


def test_every_script_of_the_page_is_in_it_and_short():
    folder = files("scheduler.report").joinpath("assets", "js")
    scripts = {item.name: item.read_text(encoding="utf-8") for item in folder.iterdir()}
    assert {f"{name}.js" for name in SCRIPTS} == set(scripts)
    assert max(text.count("\n") for text in scripts.values()) < 400


def test_payload_places_every_visit(hostile: PlanReport):
    data = Payload(hostile).data()
    visits = {
        data["appointments"][stop[0]]["id"]: (data["technicians"][route["technician"]]["id"], *stop[1:4])
        for route in data["routes"]
        for stop in route["stops"]
    }
    expected = {
        stop.id: (route.technician, stop.arrive, stop.start, stop.end) for route, stop in hostile.plan.each_visit()
    }
    assert visits == expected


def test_territories_are_drawn_from_polygons_of_every_kind():
    report = sample(5, 2, 2)
    square = [[0.0, 0.0], [1.0000001, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    shapes = {
        "features": [
            {"properties": {"id": "Z01"}, "geometry": {"type": "MultiPolygon", "coordinates": [[square], [square]]}},
            {"properties": {"name": "Z02"}, "geometry": None},
        ]
    }
    drawn = Payload(PlanReport(**{**vars(report), "territories": shapes})).data()["territories"]
    thin = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    assert [item["rings"] for item in drawn] == [[thin, thin], []]


def test_no_reasons_and_no_polygons_make_a_page():
    report = PlanReport(**{**vars(sample(5, 2, 2)), "explanation": Explanation(), "territories": None})
    found = blocks(report_html(report))
    assert found["plan-reasons"].split("\n") == ["[]", *["null"] * 5]


def spelled(line: dict[str, Any], sentences: list[str], report: PlanReport, appointment: str) -> list[tuple[str, str]]:
    people = [technician.id for technician in report.problem.technicians]
    return [
        (people[index], sentences[number].replace(TECHNICIAN, people[index]).replace(APPOINTMENT, appointment))
        for index, _, number in line["refusals"]
    ]


def test_sentences_of_refusals_are_kept_once_and_come_back():
    report = sample(60, 12, 4)
    first, *lines = map(json.loads, reason_lines(report).split("\n"))
    reasons = {reason.appointment: reason for reason in (*report.explanation.assigned, *report.explanation.unscheduled)}
    for item, line in zip(report.problem.appointments, lines, strict=True):
        told = [(refusal.technician, refusal.sentence) for refusal in reasons[item.id].refusals]
        assert spelled(line, first, report, item.id) == told
    assert len(first) < sum(len(line["refusals"]) for line in lines) / 10


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_any_sentence_comes_back(technician: str, appointment: str, sentence: str):
    kept = Sentences()
    number = kept.number(sentence, technician, appointment)
    if not {TECHNICIAN, APPOINTMENT} & set(technician + appointment + sentence):
        assert kept.all()[number].replace(TECHNICIAN, technician).replace(APPOINTMENT, appointment) == sentence
