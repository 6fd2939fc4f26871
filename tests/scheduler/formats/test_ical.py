"""Calendars out: what stands in them, that they are the same bytes every time, and that no text breaks out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from typer.testing import CliRunner

from scheduler.entities import Depot, Location
from scheduler.formats.ical import calendars
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from service import cli
from tests.scheduler.build import appointment, locations, plan, problem, route, stop, technician


def day(**item: object) -> tuple[ProblemData, Plan]:
    places = (locations()[0], Location("there", 39.3, -76.6), *locations()[2:])
    details = {"customer": "Müller; Söhne, KG", "phone": "555", "access_notes": "ring\ntwice"}
    visit = appointment("a1", details=item.get("details", details))
    data = problem([visit], [technician("ann", name="Ann"), technician("Bob")], locations=places)
    return data, plan(route("ann", 500, stop("a1", 510, 570), arrival=580))


def test_a_visit_is_an_event_in_the_calendar_of_its_technician():
    files = calendars(*day())
    assert sorted(files) == ["Bob.ics", "ann.ics"]
    ann, bob = (Calendar.from_ical(files[name]) for name in ("ann.ics", "Bob.ics"))
    (event,) = ann.walk("VEVENT")
    assert (event.start, event.end) == (
        datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    )
    assert str(event["SUMMARY"]) == "a1 Müller; Söhne, KG"
    assert str(event["DESCRIPTION"]) == "access notes: ring\ntwice\ncustomer: Müller; Söhne, KG\nphone: 555"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (39.3, -76.6)
    assert (str(ann["X-WR-CALNAME"]), str(ann["X-WR-CALDESC"])) == ("ann", "Ann")
    assert not bob.walk("VEVENT")


def test_no_wall_clock_stands_in_a_calendar():
    data, found = day()
    assert calendars(data, found) == calendars(data, found)
    assert "DTSTAMP:20260302T000000Z" in calendars(data, found)["ann.ics"]
    stamped = calendars(data, found, datetime.fromisoformat("2026-03-01T12:00:00+02:00"))["ann.ics"]
    assert "DTSTAMP:20260301T100000Z" in stamped


def test_a_visit_that_moves_stays_the_same_event():
    data, found = day()
    later = plan(route("Bob", 600, stop("a1", 610, 670), arrival=680))
    one = Calendar.from_ical(calendars(data, found)["ann.ics"]).walk("VEVENT")[0]
    two = Calendar.from_ical(calendars(data, later)["Bob.ics"]).walk("VEVENT")[0]
    assert one["UID"] == two["UID"]


def test_a_crew_has_one_event_that_names_all_and_a_stop_at_a_depot_is_one_too():
    depot, visit = Depot("D1", 2), appointment("a1", crew_size=2)
    data = problem([visit], [technician("ann"), technician("bob")], depots=(depot,))
    load = stop("D1", 490, 500, kind="depot")
    made = plan(route("ann", 480, load, stop("a1", 510, 570), arrival=580),
                route("bob", 500, stop("a1", 510, 570), arrival=580))  # fmt: skip
    files = {name: Calendar.from_ical(text).walk("VEVENT") for name, text in calendars(data, made).items()}
    (visit_of_bob,) = files["bob.ics"]
    visit_of_ann, pick_up = files["ann.ics"]
    assert visit_of_ann["UID"] == visit_of_bob["UID"] != pick_up["UID"]
    assert "crew: ann, bob" in str(visit_of_bob["DESCRIPTION"])
    assert (str(pick_up["SUMMARY"]), pick_up.start.hour, pick_up.start.minute) == ("pick up at D1", 8, 10)


@pytest.mark.parametrize("names", [["ann", "Ann", "ANN"], ["../../etc", "..", "a/b"], ["Zoë", "Zoé", "x" * 300]])
def test_every_technician_has_a_file_that_stays_in_its_folder(names: list[str]):
    files = calendars(problem([], [technician(name) for name in names]), plan())
    assert len({name.casefold() for name in files}) == len(names)
    assert all(Path(name).name == name and len(name) < 100 and not name.startswith(".") for name in files)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_no_text_breaks_out_of_its_event(text: str):
    data, found = day(details={"customer": text, "access_notes": f"x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n{text}"})
    (event,) = Calendar.from_ical(calendars(data, found)["ann.ics"]).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"a1 {text}"


def test_the_command_writes_a_calendar_for_everybody(tmp_path: Path):
    day_files = tmp_path / "day"
    CliRunner().invoke(cli.build(), ["generate", "--out", str(day_files), "--appointments", "6", "--technicians", "2",
                                     "--territories", "1"])  # fmt: skip
    files = [f"--{name}={day_files / name}.{'geojson' if name == 'territories' else 'csv'}"
             for name in ("appointments", "technicians", "territories", "shifts")]  # fmt: skip
    out = tmp_path / "out"
    done = CliRunner().invoke(
        cli.build(), ["plan", *files, "--timezone", "America/New_York", "--seconds", "0", "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    export = ["export", "--plan", str(out), "--format", "ical", "--out", str(tmp_path / "calendars")]
    stamped = CliRunner().invoke(cli.build(), [*export, "--stamp", "2026-11-20T12:00:00+0000"])
    assert stamped.exit_code == 0, stamped.output
    written = [path.read_text() for path in (tmp_path / "calendars").glob("*.ics")]
    assert len(written) == 2
    assert all("DTSTAMP:20261120T120000Z" in text for text in written if "BEGIN:VEVENT" in text)
