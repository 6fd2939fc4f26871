"""Problem, plan, policy and explanation as JSON: round trips, stable bytes, and errors that list everything."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.entities import (
    Appointment,
    Break,
    Certificate,
    Depot,
    Interval,
    LedgerEntry,
    Location,
    Membership,
    Pin,
    Predecessor,
    ProblemError,
    PublishedVisit,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Territory,
    Window,
)
from scheduler.explanation import Assigned, Explanation, FunnelStep, Refusal, Relaxation, Slot, Unscheduled
from scheduler.formats.documents import (
    PlanDocument,
    digest,
    from_json,
    read_plan,
    read_problem,
    to_json,
    write_plan,
    write_problem,
)
from scheduler.formats.json_text import LARGEST_JSON_BYTES, DocumentError
from scheduler.horizon import Horizon
from scheduler.policy import POLICIES, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from scheduler.travel import GreatCircleTravel, MatrixTravel, SpeedBand, SpeedPeriod

TICKS = st.integers(-(10**6), 10**6)
SMALL = st.integers(0, 500)
NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6)
NAME_TUPLES = st.lists(NAMES, max_size=2).map(tuple)
HORIZONS = st.builds(
    Horizon,
    st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01"), timezones=st.just(UTC)),
    st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
    st.sampled_from([1, 60]),
    st.integers(1, 9),
)


def _tuples(items: st.SearchStrategy[Any], size: int = 2) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=size).map(tuple)


WINDOWS = st.tuples(TICKS, SMALL).map(lambda pair: Window(pair[0], pair[0] + pair[1]))
SPEEDS = st.lists(
    st.builds(SpeedPeriod, TICKS, st.integers(1, 10_000)), max_size=2, unique_by=lambda period: period.start
).map(tuple)
QUANTITIES = st.builds(Quantity, NAMES, st.integers(1, 9))
DATES = {"start": st.none() | TICKS, "end": st.none() | TICKS}
PINS = st.builds(Pin, NAMES, TICKS, st.booleans()) | st.builds(Pin, start=TICKS)
LOCATIONS = st.builds(Location, NAMES, st.floats(-90, 90), st.floats(-180, 180)) | st.builds(Location, NAMES)


@st.composite
def _technicians(draw: st.DrawFn, places: int) -> Technician:
    start = draw(TICKS)
    place = st.none() | st.integers(0, places - 1)
    shift = Shift(
        "s", start, start + 480, draw(st.none() | st.just(start + 400)),
        draw(_tuples(st.builds(Break, st.just(start), st.just(start + 9), st.integers(1, 60)))),
        draw(place), draw(place), draw(st.none() | SMALL), draw(st.none() | SMALL), draw(st.none() | SMALL),
    )  # fmt: skip
    return Technician(
        draw(NAMES), 0, (shift,), draw(NAMES), draw(place),
        draw(_tuples(st.builds(Membership, st.just("north"), st.sampled_from(["primary", "relocated"]), **DATES))),
        draw(_tuples(st.builds(Skill, NAMES, st.integers(1, 5), **DATES))),
        draw(_tuples(st.builds(Certificate, NAMES, **DATES))), draw(NAME_TUPLES), draw(_tuples(QUANTITIES)),
        draw(_tuples(st.just(Interval(start, start + 5)))), draw(st.integers(1, 3000)), draw(SMALL), draw(SMALL),
        draw(st.none() | SMALL),
    )  # fmt: skip


@st.composite
def _appointments(draw: st.DrawFn, places: int) -> Appointment:
    return Appointment(
        draw(NAMES), draw(SMALL), draw(st.none() | st.integers(0, places - 1)), draw(st.sampled_from([None, "north"])),
        draw(_tuples(WINDOWS)), draw(st.none() | TICKS), draw(st.none() | TICKS), draw(st.integers(1, 9)),
        draw(st.lists(st.builds(SkillRequirement, NAMES, st.integers(1, 5)), max_size=2, unique_by=lambda s: s.name)
             .map(tuple)),
        draw(NAME_TUPLES), draw(NAME_TUPLES), draw(_tuples(QUANTITIES)), draw(NAME_TUPLES), draw(NAME_TUPLES),
        draw(NAME_TUPLES), draw(st.integers(1, 3)), (), draw(st.none() | NAMES), draw(st.none() | NAMES),
        draw(st.none() | PINS), draw(SMALL), draw(NAME_TUPLES), draw(st.dictionaries(NAMES, NAMES, max_size=2)),
    )  # fmt: skip


@st.composite
def problems(draw: st.DrawFn) -> ProblemData:
    locations = draw(st.lists(LOCATIONS, min_size=1, max_size=3, unique_by=lambda place: place.id))
    square = st.lists(st.integers(0, 999), min_size=len(locations) ** 2, max_size=len(locations) ** 2)
    shape = (len(locations), len(locations))
    matrix = MatrixTravel(
        np.array(draw(square)).reshape(shape), np.array(draw(square)).reshape(shape),
        draw(SPEEDS),
    )  # fmt: skip
    known = all(place.latitude is not None for place in locations)
    circle = st.builds(GreatCircleTravel, st.integers(1000, 2000), st.just((SpeedBand(0, 40_000),)))
    appointments = draw(st.lists(_appointments(len(locations)), max_size=3, unique_by=lambda item: item.id))
    chained = [item.replace(predecessors=(Predecessor(before.id, 5),)) for before, item in pairwise(appointments)]
    technicians = draw(st.lists(_technicians(len(locations)), max_size=2, unique_by=lambda item: item.id))
    return ProblemData(
        draw(HORIZONS), tuple(locations), draw(circle) if known and draw(st.booleans()) else matrix,
        (*appointments[:1], *chained), tuple(technicians), (Territory("north", draw(NAMES)),),
        (Depot("d", 0, (), 5, draw(st.none() | _tuples(QUANTITIES)), draw(st.none() | NAME_TUPLES)),),
        (LedgerEntry("x", "", 5, 1000, 480, draw(st.none() | TICKS)),), (PublishedVisit("a", "t", 5),), draw(NAMES),
    )  # fmt: skip


def small_problem() -> ProblemData:
    return ProblemData(
        Horizon(datetime(2026, 11, 23, 5, tzinfo=UTC), "America/New_York"),
        (Location("a", 39.3, -76.6), Location("b", 39.2, -76.5)),
        MatrixTravel(np.array([[0, 1], [2, 0]]), np.array([[0, 10], [20, 0]])),
        (Appointment("A1", 30, 1, windows=(Window(480, 600),), details={"b": "é", "a": "ü"}),),
        (Technician("T1", 0, (Shift("s", 480, 960),), skills=(Skill("hvac", 2, end=5),)),),
    )


def small_plan() -> PlanDocument:
    route = Route("T1", "s", 480, 520, (Stop("A1", 481, 481, 511),), (Interval(512, 515),))
    return PlanDocument(
        Plan((route,)), POLICIES["round_robin"], small_problem().horizon, 7, digest(small_problem()),
        {"seconds": 2.5, "workers": 2, "search": True, "pool": None}, {"unserved": 0}, {"roundsman": "0.1.0"},
    )  # fmt: skip


@settings(max_examples=60)
@given(problems())
def test_a_problem_comes_back_equal_and_as_the_same_text(problem: ProblemData) -> None:
    text = to_json(problem)
    again = from_json(text, ProblemData)
    assert again == problem
    assert to_json(again) == text


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_comes_back_equal_with_every_field_written(name: str) -> None:
    text = to_json(POLICIES[name])
    assert from_json(text, Policy) == POLICIES[name]
    assert json.loads(text).keys() == {"kind", "schema_version", *POLICIES[name].__dataclass_fields__}


def test_an_explanation_comes_back_equal() -> None:
    slot = Slot("A1", "T1", "s", None, 1, 2, 0, 3, {"waiting": 5}, {"waiting": 0.5}, (1, 2))
    refusal = Refusal("T2", "s", ("SKILL",), "no lift")
    relaxation = Relaxation("overtime", "ten minutes more", "T1", 5, 10.0)
    value = Explanation(
        (Assigned("A1", "T1", "s", 1, {"travel_time": 1.5}, (slot,), (refusal,), "best"),),
        (Unscheduled("A2", "not_found", ("SKILL",), (FunnelStep("skill", "SKILL", 0, ("T1",)),), (refusal,), "no", (),
                     relaxation),),
    )  # fmt: skip
    assert from_json(to_json(value), Explanation) == value


def test_files_come_back_equal(tmp_path: Path) -> None:
    write_problem(small_problem(), tmp_path / "problem.json")
    write_plan(small_plan(), tmp_path / "plan.json")
    assert read_problem(tmp_path / "problem.json") == small_problem()
    assert read_plan(tmp_path / "plan.json") == small_plan()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.json", "problem.json"]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(to_json(small_problem()), encoding="utf-8-sig")
    assert read_problem(tmp_path / "p.json") == small_problem()


def test_equal_problems_have_one_text_whatever_the_numbers_were_written_as() -> None:
    whole, real = (small_problem().replace(locations=(Location("a", lat, lon), Location("b")))
                   for lat, lon in ((39, -0.0), (39.0, 0)))  # fmt: skip
    assert whole == real
    assert to_json(whole) == to_json(real)
    assert digest(whole) == digest(real) != digest(small_problem())


def test_the_layout_is_one_line_an_item_and_defaults_are_left_out() -> None:
    lines = to_json(small_problem()).splitlines()
    assert '{"id":"a","latitude":39.3,"longitude":-76.6},' in lines
    assert "[2,0]" in lines
    assert not any("priority" in line for line in lines)
    assert any('"details":{"a":"ü","b":"é"}' in line for line in lines)


def test_default_travel_is_written_in_full_because_it_is_a_calibration() -> None:
    problem = ProblemData(small_problem().horizon)
    assert json.loads(to_json(problem))["travel"]["detour"] == 1300


def test_published_visits_are_in_the_ticks_of_the_new_horizon() -> None:
    tomorrow = Horizon(datetime(2026, 11, 24, 5, tzinfo=UTC), "America/New_York", 60)
    assert small_plan().published(tomorrow) == (PublishedVisit("A1", "T1", (481 - 1440) * 60),)


def _findings(text: str, cls: Any = ProblemData) -> list[str]:
    with pytest.raises(DocumentError) as error:
        from_json(text, cls, "f.json")
    assert isinstance(error.value, ProblemError)
    assert all(finding.startswith("f.json: ") for finding in error.value.findings)
    return [finding.removeprefix("f.json: ") for finding in error.value.findings]


MISTAKES = [
    ('"duration":30', '"duration":NaN', "$.appointments[0].duration: expected a whole number, found NaN"),
    ('"duration":30', '"duration":30.0', "$.appointments[0].duration: expected a whole number, found 30.0"),
    ('"duration":30', '"duration":true', "$.appointments[0].duration: expected a whole number, found true"),
    ('"duration":30', '"duration":null', "$.appointments[0].duration: expected a whole number, found null"),
    ('"duration":30', '"duration":1' + "0" * 30, "$.appointments[0].duration: 1" + "0" * 30 + " is too large"),
    ('"duration":30', '"duration":-30', "$.appointments[0]: appointment 'A1': duration is not negative"),
    ('"duration":30', '"duration":30,"duration":31', "$.appointments[0].duration: the key is there twice"),
    ('"duration":30,', "", "$.appointments[0].duration: is missing"),
    ('"duration":30', '"duration":30,"colour":1', "$.appointments[0].colour: unknown key"),
    ('"a":"ü"', '"a":5', "$.appointments[0].details.a: expected a text, found 5"),
    ('"a":"ü"', '"b":"ü"', "$.appointments[0].details.b: the key is there twice"),
    ('{"a":"ü","b":"é"}', "[1]", "$.appointments[0].details: expected an object, found a list of 1"),
    ('"a":"ü"', '"a":"\\ud800"', "$.appointments[0].details.a: '\\ud800' holds half a character"),
    ('"earliest":480', '"earliest":9480', "$.appointments[0].windows[0]: window 9480..600: does not end before"),
    ('[{"earliest":480,"latest":600}]', "{}", "$.appointments[0].windows: expected a list, found an object of 0"),
    ('{"earliest":480,"latest":600}', "7", "$.appointments[0].windows[0]: expected an object, found 7"),
    ('"latitude":39.3', '"latitude":Infinity', "$.locations[0].latitude: expected a number, found Infinity"),
    ('"latitude":39.3', '"latitude":1e999', "$.locations[0].latitude: inf is too large"),
    ('"latitude":39.3', '"latitude":93.5', "$.locations[0]: location 'a' (93.5, -76.6): latitude is within"),
    ("[2,0]", "[2]", "$.travel.durations[1]: has 1 numbers, expected 2"),
    ("[2,0]", "[2,0.5]", "$.travel.durations[1][1]: expected a whole number within 0 and 1073741824, found 0.5"),
    ("[2,0]", "7", "$.travel.durations: expected a list of rows, found a list of 2"),
    ('"type": "matrix"', '"type": "road"', "$.travel: expected an object with type great_circle or matrix, found 'ro"),
    ('"start":"2026-11-23T00:00:00-05:00"', '"start":"noon"', "$.horizon.start: expected an ISO 8601 time with a z"),
    ('"start":"2026-11-23T00:00:00-05:00"', '"start":"2026-11-23"', "$.horizon: horizon start 2026-11-23T00:00:00 h"),
    ('"America/New_York"', '"Mars/Base"', "$.horizon: unknown time zone 'Mars/Base'"),
    ('"location":1', '"location":7', "$: location index 7 is not within 0 and 1"),
    ('"kind": "problem"', '"kind": "plan"', "$.kind: expected \"problem\", found 'plan'"),
    ('"schema_version": 1', '"schema_version": 2', "$.schema_version: expected 1, found 2"),
    ('"schema_version": 1', '"schema_version": true', "$.schema_version: expected 1, found true"),
]


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES)
def test_a_mistake_is_named_with_its_path(old: str, new: str, expected: str) -> None:
    text = to_json(small_problem())
    assert old in text
    findings = _findings(text.replace(old, new, 1))
    assert len(findings) == 1
    assert findings[0].startswith(expected)


def test_all_mistakes_are_listed_at_once() -> None:
    text = to_json(small_problem()).replace('"duration":30', '"duration":"x"').replace('"home":0', '"hom":0')
    findings = _findings(text.replace("39.3", '"north"').replace("[2,0]", "[-2,0]", 1))
    starts = [finding.split(":")[0] for finding in findings]
    assert starts == [
        "$.locations[0].latitude", "$.travel.durations[1][0]", "$.appointments[0].duration", "$.technicians[0].hom",
        "$.technicians[0].home",
    ]  # fmt: skip


def test_fixed_lists_and_choices_are_strict() -> None:
    text = to_json(POLICIES["customer_first"])
    assert _findings(text.replace('["unserved",100]', '["unserved"]'), Policy) == [
        "$.levels[0][0]: expected a list of 2, found a list of 1"
    ]
    assert _findings(text.replace('["unserved",100]', '[5,"x"]'), Policy) == [
        "$.levels[0][0][0]: expected a text, found 5",
        "$.levels[0][0][1]: expected a whole number, found 'x'",
    ]
    assert _findings(text.replace('"forbid"', '"allow"'), Policy) == [
        "$.late: expected one of forbid, penalise, found 'allow'"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is empty"),
        ("[1]", "$: expected an object, found a list of 1"),
        ("[" * 200_000, "is nested too deeply"),
        ("9" * 5000, "Exceeds the limit"),
        ("{]", "line 1, column 2: Expecting property name"),
    ],
)
def test_what_is_no_document_is_refused(text: str, expected: str) -> None:
    assert _findings(text)[0].startswith(expected)


@given(st.floats(0.01, 0.99))
def test_a_truncated_file_says_so(share: float) -> None:
    text = to_json(small_problem()).rstrip()
    findings = _findings(text[: max(1, int(len(text) * share))])
    assert len(findings) == 1
    assert "line" in findings[0]


def test_a_cut_in_a_text_is_called_truncated() -> None:
    text = to_json(small_problem())
    assert "truncated" in _findings(text[: text.index("America") + 3])[0]
    assert "truncated" in _findings(text[: text.index('"appointments"')])[0]


def test_files_that_are_not_utf8_say_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    for encoding, expected in (("utf-16", "is UTF-16"), ("utf-16-le", "is UTF-16"), ("utf-32-le", "is UTF-32")):
        file.write_text(to_json(small_problem()), encoding=encoding)
        with pytest.raises(DocumentError, match=expected):
            read_problem(file)
    file.write_text(to_json(small_problem()), encoding="latin-1")
    with pytest.raises(DocumentError, match=r"p.json: line 22 is not UTF-8 \(byte 0xfc\)"):
        read_problem(file)


def test_a_missing_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none.json: cannot be read"):
        read_problem(tmp_path / "none.json")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(LARGEST_JSON_BYTES + 1)
    with pytest.raises(DocumentError, match=r"huge.json: has more than 128 MB"):
        read_plan(tmp_path / "huge.json")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_problem(small_problem(), tmp_path / "problem.json")
    before = (tmp_path / "problem.json").read_bytes()
    broken = small_problem().replace(name="\ud800")
    with pytest.raises(UnicodeEncodeError):
        write_problem(broken, tmp_path / "problem.json")
    assert (tmp_path / "problem.json").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1
