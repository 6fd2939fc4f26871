"""Comparisons: figures beside the spread over seeds, and who moved where and why."""

import pytest

from scheduler.compare import Difference, Spread, compare, compare_plans
from scheduler.entities import Membership
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.solve import Result, Settings
from tests.scheduler.build import EAST, WEST, appointment, driven, plan, problem, technician

POLICY = POLICIES["customer_first"]


def two_places() -> ProblemData:
    return problem(
        [appointment("a1", location=EAST), appointment("a2", location=WEST), appointment("a3", location=EAST)],
        [technician("ann"), technician("bob")],
    )


def result(data: ProblemData, made: Plan) -> Result:
    return Result(data, POLICY, made, {}, (), Settings(), (), False, False)


def by_hand(data: ProblemData, ann: list[str], bob: list[str], departure: int = 480) -> Plan:
    routes = [("ann", ann), ("bob", bob)]
    return plan(*(driven(data, name, *visits, departure=departure) for name, visits in routes if visits))


def moved(data: ProblemData, first: Plan, second: Plan) -> dict[str, str]:
    return {move.appointment: move.kind for move in compare_plans(data, POLICY, first, second).moves}


def test_equal_plans_do_not_differ() -> None:
    data = two_places()
    same = compare_plans(data, POLICY, by_hand(data, ["a1"], ["a2"]), by_hand(data, ["a1"], ["a2"]))
    assert same.moves == ()
    assert all(difference.change == 0 and difference.within_noise is False for difference in same.differences)
    assert "no figure differs" in same.table()


def test_every_kind_of_move_is_told() -> None:
    data = two_places()
    first, second = by_hand(data, ["a1", "a2"], []), by_hand(data, ["a3"], ["a2"])
    assert moved(data, first, second) == {"a1": "unserved", "a2": "technician", "a3": "served"}
    assert moved(data, first, by_hand(data, ["a1", "a2"], [], departure=500)) == {"a1": "time", "a2": "time"}


def test_appointments_of_one_side_alone_are_new_or_gone() -> None:
    data = two_places()
    fewer = data.without(["a3"])
    made = by_hand(fewer, ["a1"], [])
    there = compare_plans(data, POLICY, made, made, other_problem=fewer)
    back = compare_plans(fewer, POLICY, made, made, other_problem=data)
    assert [(move.appointment, move.kind) for move in there.moves] == [("a3", "gone")]
    assert [(move.appointment, move.kind) for move in back.moves] == [("a3", "new")]


def test_a_crew_moves_once_and_with_everybody_in_it() -> None:
    data = problem([appointment("a1", crew_size=2)], [technician(name) for name in ("ann", "bob", "eve")])
    first = plan(driven(data, "bob", "a1"), driven(data, "ann", "a1"))
    same = plan(driven(data, "ann", "a1"), driven(data, "bob", "a1"))
    other = plan(driven(data, "ann", "a1"), driven(data, "eve", "a1"))
    assert moved(data, first, same) == {}
    [move] = compare_plans(data, POLICY, first, other).moves
    assert move.kind == "technician"
    assert move.sentence.startswith("a1: ann and bob Mon 08:10 -> ann and eve Mon 08:10")
    [row] = compare_plans(data, POLICY, first, other).move_rows()
    assert (row["from_technician"], row["to_technician"]) == ("ann;bob", "ann;eve")


def test_figures_are_those_of_the_plans() -> None:
    data = two_places()
    named = compare_plans(data, POLICY, by_hand(data, ["a1"], []), by_hand(data, ["a1", "a2"], [])).named
    assert named["totalAssignedVisits"].base.mean == 1
    assert named["totalAssignedVisits"].change == 1
    assert named["totalTravelTime"].unit == "min"
    assert named["totalTravelTime"].change == 55 - 20
    assert named["totalTravelDistanceMeters"].change == 35 * 500
    assert named["term.travel_time"].change == 35
    assert named["term.unserved"].change == -3000


def test_what_a_move_gains_is_by_term() -> None:
    data = two_places()
    [move] = compare_plans(data, POLICY, by_hand(data, ["a1"], []), by_hand(data, ["a1", "a2"], [])).moves
    assert move.minutes["unserved"] == -3000
    assert move.minutes["travel_time"] == 25
    assert move.sentence.startswith("a2: unserved -> ann Mon 09:35 (unserved -3000 min, travel_time +25 min")


def test_within_the_noise_means_that_the_ranges_overlap() -> None:
    def noise(base: tuple[float, ...], other: tuple[float, ...]) -> bool | None:
        return Difference("kpi", "x", "", Spread(base), Spread(other)).within_noise

    assert noise((1, 2, 3), (3, 4, 5)) is True
    assert noise((1, 2, 3), (4, 5, 6)) is False
    assert noise((4, 5, 6), (1, 2, 3)) is False
    assert noise((1, 3), (3, 1)) is False, "no difference is no noise either"
    assert noise((1,), (2, 3)) is None


def test_a_spread_knows_its_deviation_over_several_seeds_only() -> None:
    assert Spread((1.0, 3.0)).deviation == pytest.approx(2**0.5)
    assert Spread((1.0,)).deviation is None


def test_a_move_that_another_seed_of_the_base_makes_too_is_noise() -> None:
    data = two_places()
    seeds = [result(data, by_hand(data, ["a1"], ["a2"])), result(data, by_hand(data, ["a1", "a2"], []))]
    other = [result(data, by_hand(data, ["a2"], ["a3"]))]
    noise = {move.appointment: move.within_noise for move in compare(seeds, other).moves}
    assert noise == {"a1": False, "a2": True, "a3": False}
    assert all(move.within_noise is None for move in compare(seeds[0], other).moves)


def test_a_change_of_time_is_noise_within_the_times_of_the_base() -> None:
    data = two_places()
    seeds = [result(data, by_hand(data, ["a1"], [], departure)) for departure in (480, 520)]
    assert [move.within_noise for move in compare(seeds, result(data, by_hand(data, ["a1"], [], 500))).moves] == [True]
    assert [move.within_noise for move in compare(seeds, result(data, by_hand(data, ["a1"], [], 530))).moves] == [False]


def test_rows_are_flat() -> None:
    data = two_places()
    comparison = compare_plans(data, POLICY, by_hand(data, ["a1"], []), by_hand(data, [], ["a1"]))
    for row in (*comparison.rows(), *comparison.move_rows()):
        assert all(value is None or isinstance(value, (str, int, float, bool)) for value in row.values())
    [row] = comparison.move_rows()
    assert (row["from_technician"], row["to_technician"]) == ("ann", "bob")
    assert row["to_start"] == "2026-03-02T08:10:00+00:00"


def test_the_table_names_noise_and_how_many_moves_there_are() -> None:
    data = two_places()
    seeds = [result(data, by_hand(data, ["a1"], ["a2"])), result(data, by_hand(data, ["a1", "a2"], []))]
    text = compare(seeds, result(data, by_hand(data, ["a2"], ["a3"])), names=("today", "less")).table(moves=2)
    assert text.startswith("today -> less")
    assert text.count("what chance alone changes is not known: a side has one run") == 1
    assert "3 appointments move" in text
    assert "(within the noise)" in text
    assert "and 1 more" in text


def test_both_sides_are_valued_under_the_policy_of_the_base() -> None:
    data = two_places()
    one = result(data, by_hand(data, ["a1"], []))
    dear = POLICY.replace(unserved=((1, 1),))
    other = Result(data, dear, by_hand(data, ["a1"], []), {}, (), Settings(), (), False, False)
    assert compare(one, other).named["term.unserved"].change == 0


def test_territories_merged_show_as_a_move_across_the_old_border() -> None:
    data = problem(
        [appointment("a1", territory="north")],
        [technician("ann", memberships=(Membership("north"),)), technician("bob", memberships=(Membership("south"),))],
        territories=("north", "south"),
    )
    assert moved(data, by_hand(data, ["a1"], []), by_hand(data, [], ["a1"])) == {"a1": "technician"}


def test_a_side_without_results_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        compare([], [])
