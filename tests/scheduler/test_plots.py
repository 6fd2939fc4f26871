"""Plots show every visit, route and technician there is, at the right times, and no others."""

from datetime import date

import shapely

from scheduler.compare import Difference, Spread
from scheduler.entities import Break, Interval, Location
from scheduler.plots import (
    borders,
    candidates,
    changes_beside_noise,
    fairness_over_time,
    gantt,
    route_map,
    shades,
    skill_gaps,
)
from scheduler.problem import ProblemData
from scheduler.travel import GreatCircleTravel
from territories import (
    Membership,
    Repair,
    SkillRequirement,
    TechnicianSkill,
    TerritoryMap,
    audit,
    coverage,
)
from tests.scheduler.build import appointment, driven, plan, problem, shift, technician


def a_town() -> ProblemData:
    places = tuple(Location(f"p{index}", 39.0 + 0.01 * index, -76.6) for index in range(4))
    items = [
        appointment("a1", location=1, priority=1),
        appointment("a2", location=2),
        appointment("a3", location=3),
        appointment("a4", location=None),
    ]
    workers = [
        technician(
            "ann", shift(breaks=(Break(600, 900, 30),)), name="Ann Lee", absences=(Interval(900, 2000),), home=0
        ),
        technician("bob", home=0),
    ]
    return problem(items, workers, locations=places, travel=GreatCircleTravel())


def traces(figure) -> dict:
    return {trace.name: trace for trace in figure.data}


def test_the_gantt_has_every_visit_at_its_time() -> None:
    data = a_town()
    route = driven(data, "ann", "a1", "a2").replace(breaks=(Interval(700, 730),))
    found = traces(gantt(data, plan(route)))
    urgent = found["visit, priority 1"]
    first = route.stops[0]
    assert urgent.y == ("Ann Lee (ann)",)
    assert urgent.base == (data.horizon.instant(first.start).replace(tzinfo=None),)
    assert urgent.x == (60 * 60_000,)
    assert "a1" in urgent.hovertext[0]
    assert found["visit, priority 3"].y == ("Ann Lee (ann)",)
    assert found["break"].x == (30 * 60_000,)
    assert found["on duty"].y == ("Ann Lee (ann)", "bob")
    assert found["absent"].x == (60 * 60_000,), "an absence is drawn within the shift"
    assert sum(found["travel"].x) == 60_000 * sum(data.legs.ticks(*pair) for pair in ((0, 1), (1, 2), (2, 0)))


def test_the_map_has_routes_homes_territories_and_what_is_left_out() -> None:
    data = a_town()
    square = TerritoryMap.of(["T1"], [shapely.box(-76.7, 38.9, -76.5, 39.1)], names=["Town"])
    figure = route_map(data, plan(driven(data, "ann", "a1", "a2")), square)
    found = traces(figure)
    assert found["Ann Lee (ann)"].y == (39.0, 39.01, 39.02, 39.0)
    assert len(found["home"].x) == 2
    assert [text.split("<")[1][2:] for text in found["not scheduled"].hovertext] == ["a3"]
    assert [note.text for note in figure.layout.annotations] == ["Town"]


def test_a_map_of_nothing_is_a_map() -> None:
    assert {"home", "not scheduled"} <= set(traces(route_map(problem([]), plan())))


def test_fairness_has_a_line_for_each_technician_in_each_panel() -> None:
    days = [date(2026, 3, 2), date(2026, 3, 3)]
    course = [{"ann": 0.5, "bob": 0.25}, {"ann": 0.4, "bob": 0.3}]
    figure = fairness_over_time(days, {"with": course, "without": course})
    assert [(trace.name, trace.y) for trace in figure.data] == 2 * [("ann", (50, 40)), ("bob", (25, 30))]
    assert [note.text for note in figure.layout.annotations] == ["with", "without"]


def test_changes_show_the_range_over_seeds_and_pale_what_is_noise() -> None:
    def difference(*other: float) -> Difference:
        return Difference("kpi", "visits", "", Spread((10, 12)), Spread(other))

    named = {"fewer": {"visits": difference(7, 8)}, "same": {"visits": difference(11, 13)}}
    figure = changes_beside_noise(named, {"visits": "visits served"})
    [dots] = figure.data
    assert dots.y == ("base", "fewer", "same")
    assert dots.x == (11, 7.5, 12)
    assert dots.error_x.array == (1, 0.5, 1)
    colours = dots.marker.color
    assert len({*colours}) == 3, "the base, a real difference and noise look different"


def squares(**more: object) -> TerritoryMap:
    """West with a hole, east over a strip of it."""
    west = shapely.box(0, 0, 1, 1).difference(shapely.box(0.3, 0.3, 0.5, 0.5))
    shapes = [west, shapely.box(0.9, 0, 2, 1)]
    return TerritoryMap.of(["w", "e"], shapes, names=["West", "East"], **more)


def box_of(trace) -> tuple[float, ...]:
    xs, ys = ([value for value in axis if value is not None] for axis in (trace.x, trace.y))
    return min(xs), min(ys), max(xs), max(ys)


def test_borders_show_each_overlap_and_each_gap_where_it_is_and_what_was_repaired() -> None:
    town = squares(repairs=[Repair(1, "w", "Self-intersection", 1.0, 1)])
    found = borders(town, audit(town))
    shown = {trace.name: trace for trace in found.data if trace.name in ("overlap", "gap")}
    assert box_of(shown["overlap"]) == (0.9, 0.0, 1.0, 1.0)
    assert box_of(shown["gap"]) == (0.3, 0.3, 0.5, 0.5)
    assert "overlap on" in shown["overlap"].text
    assert {note.text for note in found.layout.annotations} == {"West<br>(repaired)", "East"}


def test_shades_say_the_value_and_who_has_none() -> None:
    found = shades(squares(), {"w": 50.0, "e": None}, "%", "Work")
    assert {note.text for note in found.layout.annotations} == {"West<br><b>50</b> %", "East<br><b>nobody</b>"}
    east, west = (trace.fillcolor for trace in found.data)
    assert east != west


def test_skills_are_covered_too_low_missing_or_not_needed() -> None:
    needed = [SkillRequirement("gas", 2, "w"), SkillRequirement("lift", 1, "w"), SkillRequirement("gas", 1, "e")]
    members = [Membership("ann", "w"), Membership("bob", "e")]
    held = [TechnicianSkill("ann", "gas", 1), TechnicianSkill("bob", "gas", 1)]
    figure = skill_gaps(coverage(squares(), members, held, needed, date(2026, 3, 2)), needed, {"w": "West"})
    (tiles,) = figure.data
    assert (tiles.x, tiles.y) == (("gas", "lift"), ("e", "West"))
    assert [list(row) for row in tiles.text] == [["level 1", ""], ["level 2: best is 1", "level 1: nobody"]]


def test_candidates_are_larger_the_more_they_gain_and_labels_keep_apart() -> None:
    data = a_town()
    places = {"here": (0.5, 0.5, 4.0), "there": (0.5, 0.6, 1.0), "away": (0.9, 1.5, 0.0)}
    found = traces(candidates(data, plan(), squares(), places, "visits"))["candidate"]
    assert list(found.marker.size) == sorted(found.marker.size, reverse=True)
    assert [side.split()[1] for side in found.textposition] == ["left", "right", "right"]
    assert found.text[0].strip() == "<b>here</b> +4 visits"
