"""Absences from iCalendar: whose they are, when they are, and what is wrong with a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.day import DayError
from scheduler.formats.ical import calendars
from tests.scheduler.build import plan, route, stop


def event(*lines: str, start: str = "DTSTART:20261123T140000Z", end: str = "DTEND:20261123T150000Z") -> str:
    body = ["BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", start, end, *lines, "END:VEVENT"]
    return "\r\n".join(line for line in body if line)


def calendar(*events: str, name: str = "T1") -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"X-WR-CALNAME:{name}" if name else ""]
    return "\r\n".join([*filter(None, head), *events, "END:VCALENDAR", ""])


def away(files: Any, *texts: str, **more: Any) -> dict[str, list[tuple[str, str]]]:
    """Absences by technician as local times, from one calendar or a folder of them."""
    source = files.write("away.ics", texts[0])
    problem = files.read(absences=source, days=more.pop("days", "2026-11-23"), **more).problem
    clock = problem.horizon
    return {
        item.id: [(clock.iso(one.start)[5:16], clock.iso(one.end)[5:16]) for one in item.absences]
        for item in problem.technicians
        if item.absences
    }


def errors(files: Any, text: str | bytes) -> list[str]:
    return files.errors(absences=files.write("away.ics", text), days="2026-11-23")


def test_an_event_is_an_absence_of_whom_the_calendar_names(files: Any):
    assert away(files, calendar(event())) == {"T1": [("11-23T09:00", "11-23T10:00")]}
    assert away(files, calendar(event(), name="Bob")) == {"T2": [("11-23T09:00", "11-23T10:00")]}
    guest = event('ATTENDEE;CN="Bob":mailto:bob@example.org')
    assert away(files, calendar(guest)) == {"T2": [("11-23T09:00", "11-23T10:00")]}


def test_every_file_of_a_folder_is_read_and_named_by_its_technician(files: Any):
    folder = files.folder / "away"
    folder.mkdir()
    for name in ("T1", "T2"):
        (folder / f"{name}.ics").write_text(calendar(event(), name=""))
    (folder / "notes.txt").write_text("no calendar")
    problem = files.read(absences=folder, days="2026-11-23").problem
    assert [len(item.absences) for item in problem.technicians] == [1, 1]
    for path in folder.iterdir():
        path.unlink()
    assert "holds no .ics file" in files.errors(absences=folder, days="2026-11-23")[0]


def test_absences_of_both_files_add_up(files: Any):
    files.write("shifts.csv", "technician_id,date,absent_from,absent_until\nT1,2026-11-23,13:00,14:00\n")
    assert away(files, calendar(event())) == {"T1": [("11-23T09:00", "11-23T10:00"), ("11-23T13:00", "11-23T14:00")]}


def test_whole_days_are_days_of_the_planned_zone(files: Any):
    days = {"start": "DTSTART;VALUE=DATE:20261122", "end": "DTEND;VALUE=DATE:20261125"}
    assert away(files, calendar(event(**days))) == {"T1": [("11-22T00:00", "11-25T00:00")]}


def test_times_without_a_zone_are_read_as_in_the_other_files(files: Any):
    floating = {"start": "DTSTART:20261123T090000", "end": "DURATION:PT90M"}
    assert away(files, calendar(event(**floating))) == {"T1": [("11-23T09:00", "11-23T10:30")]}
    zoned = {"start": "DTSTART;TZID=Europe/Paris:20261123T150000", "end": "DTEND;TZID=Europe/Paris:20261123T160000"}
    assert away(files, calendar(event(**zoned))) == {"T1": [("11-23T09:00", "11-23T10:00")]}


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-ROUNDSMAN-APPOINTMENT:A1"])
def test_what_leaves_one_free_is_no_absence(files: Any, line: str):
    assert away(files, calendar(event(line))) == {}


def test_what_is_on_other_days_does_not_matter(files: Any):
    assert away(files, calendar(event(start="DTSTART:20261120T140000Z", end="DTEND:20261120T150000Z"))) == {}


def test_repetitions_are_unfolded_over_the_planned_days(files: Any):
    weekly = event("RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "EXDATE:20261125T140000Z",
                   start="DTSTART:20260105T140000Z", end="DTEND:20260105T150000Z")  # fmt: skip
    found = away(files, calendar(weekly), days="2026-11-23..2026-11-30")
    assert found == {"T1": [("11-23T09:00", "11-23T10:00"), ("11-30T09:00", "11-30T10:00")]}


def test_a_repetition_that_was_moved_is_where_it_was_moved_to(files: Any):
    daily = event("RRULE:FREQ=DAILY;COUNT=2")
    moved = event("RECURRENCE-ID:20261123T140000Z", start="DTSTART:20261123T180000Z", end="DTEND:20261123T190000Z")
    found = away(files, calendar(daily, moved), days="2026-11-23..2026-11-24")
    assert found == {"T1": [("11-23T13:00", "11-23T14:00"), ("11-24T09:00", "11-24T10:00")]}


def test_a_repetition_keeps_its_local_time_when_clocks_change(files: Any):
    zone = ";TZID=America/New_York:"
    daily = event("RRULE:FREQ=DAILY", start=f"DTSTART{zone}20261030T090000", end=f"DTEND{zone}20261030T100000")
    monday, tuesday = ("11-23T09:00", "11-23T10:00"), ("11-24T09:00", "11-24T10:00")
    assert away(files, calendar(daily)) == {"T1": [monday, tuesday]}  # the night after the last day counts


MONDAYS = {"start": "DTSTART;VALUE=DATE:20261102", "end": "DTEND;VALUE=DATE:20261103"}
HERE = ";TZID=America/New_York:"
MORNINGS = {"start": f"DTSTART{HERE}20261102T090000", "end": f"DTEND{HERE}20261102T100000"}
DAY_OFF, MORNING = [("11-23T00:00", "11-24T00:00")], [("11-23T09:00", "11-23T10:00")]


@pytest.mark.parametrize(("rule", "times", "found"), [
    ("RRULE:FREQ=WEEKLY;UNTIL=20261123", MONDAYS, DAY_OFF),
    ("RRULE:FREQ=WEEKLY;UNTIL=20261122", MONDAYS, []),
    ("RRULE:FREQ=DAILY;UNTIL=20261123", MORNINGS, MORNING),
    ("RRULE:FREQ=DAILY;UNTIL=20261123T090000", MORNINGS, MORNING),
    ("RRULE:FREQ=DAILY;UNTIL=20261123T085959", MORNINGS, []),
    ("RRULE:FREQ=DAILY;UNTIL=20261123T140000Z", MORNINGS, MORNING),
    ("RRULE:FREQ=DAILY;UNTIL=20261123T135959Z", MORNINGS, []),
    ("RRULE:FREQ=MONTHLY;BYDAY=-2MO", {**MORNINGS, "start": f"DTSTART{HERE}20261026T090000",
                                       "end": f"DTEND{HERE}20261026T100000"}, MORNING),
    (f"RDATE{HERE}20261123T090000", MORNINGS, MORNING),
    ("EXDATE;VALUE=DATE:20261123\r\nRRULE:FREQ=WEEKLY", MONDAYS, []),
])  # fmt: skip
def test_a_repetition_ends_and_is_listed_in_every_way_that_is_written(
    files: Any, rule: str, times: dict[str, str], found: Any
):
    assert away(files, calendar(event(rule, **times))).get("T1", []) == found


@pytest.mark.parametrize(("start", "end", "found"), [
    ("20261101T003000", "DTEND;TZID=America/New_York:20261101T033000", ("11-01T00:30", "11-01T03:30")),
    ("20261101T003000", "DTEND:20261101T083000Z", ("11-01T00:30", "11-01T03:30")),
    ("20261101T003000", "DTEND;TZID=Europe/Paris:20261101T093000", ("11-01T00:30", "11-01T03:30")),
])  # fmt: skip
def test_an_event_over_the_night_on_which_clocks_change_ends_when_it_says(
    files: Any, start: str, end: str, found: tuple[str, str]
):
    once = calendar(event(start=f"DTSTART{HERE}{start}", end=end))
    assert away(files, once, days="2026-11-01") == {"T1": [found]}
    daily = event("RRULE:FREQ=DAILY", start=f"DTSTART{HERE}20261030T003000", end=f"DTEND{HERE}20261030T033000")
    assert away(files, calendar(daily), days="2026-11-01")["T1"][0] == found


def test_a_cancelled_repetition_and_a_cancelled_calendar_are_no_absences(files: Any):
    one = event("RECURRENCE-ID:20261123T140000Z", "STATUS:CANCELLED")
    assert away(files, calendar(event("RRULE:FREQ=DAILY;COUNT=2"), one)) == {"T1": [("11-24T09:00", "11-24T10:00")]}
    assert away(files, calendar(event()).replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL")) == {}


def test_zones_of_other_programs_and_of_the_file_itself_are_understood(files: Any):
    windows = {"start": "DTSTART;TZID=Pacific Standard Time:20261123T060000", "end": "DURATION:PT1H"}
    assert away(files, calendar(event(**windows))) == {"T1": MORNING}
    zone = ["BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0300",
            "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE"]  # fmt: skip
    own = {"start": "DTSTART;TZID=Ours:20261123T170000", "end": "DTEND;TZID=Ours:20261123T180000"}
    assert away(files, calendar("\r\n".join(zone), event(**own))) == {"T1": MORNING}


def test_folded_lines_are_one_line(files: Any):
    folded = event("SUMMARY:a long\r\n  word", "RRULE:FREQ=DA\r\n ILY;COUNT=1", 'ATTENDEE;CN="Bo\r\n b":mailto:x@y.z')
    assert away(files, calendar(folded)) == {"T2": MORNING}


@pytest.mark.parametrize(("text", "word"), [
    ("hello", "is no calendar"),
    (calendar(event(), name="Zoe"), "event 1: unknown technician 'Zoe'"),
    (calendar(event("ATTENDEE:mailto:zoe@example.org")), "event 1: unknown technician 'zoe@example.org'"),
    (calendar(event(start="", end="")), "event 1: "),
    (calendar(event(start="DTSTART:20261123T160000Z")), "event 1: "),
    (calendar(event(start="DTSTART:yesterday")), "event 1: "),
    (calendar(event("RRULE:FREQ=SECONDLY")), "event 1: repeats in a way that is no absence"),
    (calendar(event("RRULE:FREQ=DAILY;UNTIL=soon")), "event 1: "),
    (calendar(event("RDATE;VALUE=PERIOD:20261123T140000Z/PT1H")), "event 1: RDATE with periods is not supported"),
    (calendar(event(start="DTSTART;TZID=Nowhere:20261123T090000")), "value 'Nowhere': event 1: the zone of its times"),
    (calendar(event("EXDATE;TZID=Nowhere:20261123T090000")), "value 'Nowhere': event 1: the zone of its times"),
    (calendar(event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261123T140000Z")), "event 1: moves all later repetitions"),
    (calendar(event(), event(start="DTSTART:20261123T160000Z")), "event 2: "),
])  # fmt: skip
def test_what_is_wrong_with_a_calendar_is_said(files: Any, text: str, word: str):
    (found,) = errors(files, text)
    assert found.startswith("away.ics")
    assert word in found


def test_a_calendar_that_is_not_there_is_said(files: Any):
    (found,) = files.errors(absences=files.folder / "nowhere.ics", days="2026-11-23")
    assert "nowhere.ics: cannot be read" in found


def test_exported_visits_read_as_absences_are_none(files: Any, tmp_path: Path):
    problem = files.read(days="2026-11-23").problem
    text = calendars(problem, plan(route("T1", 480, stop("A1", 500, 530), arrival=540, shift="2026-11-23")))["T1.ics"]
    assert "BEGIN:VEVENT" in text or not problem.duty
    assert away(files, text) == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_lines_are_absences_or_a_list_of_findings(files: Any, data: st.DataObject):
    names = st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID",
                             "ATTENDEE",
                             "DTSTART;VALUE=DATE", "DTSTART;TZID=Nowhere", "BEGIN", "END",
                             "RDATE;VALUE=PERIOD"])  # fmt: skip
    values = st.sampled_from(["20261123T140000Z", "20261123", "P1D", "-P1D", "FREQ=DAILY", "FREQ=WEEKLY;UNTIL=2026",
                              "T1", "mailto:T1", "VEVENT", "", "99999999T999999", "20261101T013000",
                              "20261123T140000Z/PT1H", "FREQ=YEARLY;BYMONTH=13"])  # fmt: skip
    lines = data.draw(st.lists(st.tuples(names, values).map(":".join), max_size=4))
    path = files.write("any.ics", calendar(event(*lines)))
    try:
        read = files.read(absences=path, days="2026-11-23")
    except DayError:
        return
    assert all(one.start < one.end for item in read.problem.technicians for one in item.absences)
