"""One request: prices that are the change of the objective, windows that are exact, turns that rotate."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler import objective
from scheduler.check import added, check
from scheduler.entities import (
    Appointment,
    Break,
    Interval,
    LedgerEntry,
    Membership,
    Pin,
    ProblemError,
    PublishedVisit,
    Quantity,
    SkillRequirement,
)
from scheduler.policy import POLICIES
from scheduler.recommend import SINGLE_REQUESTS, Desk, StaleSlotError, commit, recommend, recommend_at
from scheduler.refusals import MANY_TECHNICIANS
from scheduler.route import Evaluator
from scheduler.solution import Plan, Route, Stop
from tests.scheduler import build
from tests.scheduler.build import EAST, HOME, NORTH, WEST
from tests.scheduler.planned import Planned, constructed, planned_days, worth

POLICY = build.policy()
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@RELAXED
@given(planned_days())
def test_a_price_is_the_change_of_the_objective_and_its_plan_is_allowed(planned: Planned) -> None:
    problem, policy, plan = planned
    before, terms = worth(problem, policy, plan), objective.terms(problem, policy, plan)
    for item in problem.appointments:
        slots = recommend(problem, policy, plan, item.id, 20).slots
        assert [slot.rank for slot in slots] == sorted(slot.rank for slot in slots)
        for slot in slots:
            after = commit(problem, policy, plan, slot)
            assert not added(check(problem, policy, after))
            change = tuple(new - old for new, old in zip(worth(problem, policy, after), before, strict=True))
            assert change == slot.rank
            moved = objective.terms(problem, policy, after)
            assert slot.terms == {name: moved[name] - terms[name] for name in terms}
            ((route, stop),) = after.visits[item.id]
            assert (route.technician, route.shift, stop.start, stop.end) == (
                slot.technician,
                slot.shift,
                slot.start,
                slot.end,
            )


@RELAXED
@given(planned_days())
def test_the_arrival_window_holds_the_first_and_the_last_start_that_fit(planned: Planned) -> None:
    problem, policy, plan = planned
    for item in (item for item in problem.appointments if item.pin is None):
        for slot in recommend(problem, policy, plan, item.id, 20).slots:
            sequence = [
                stop.id
                for route in plan.routes
                if (route.technician, route.shift) == (slot.technician, slot.shift)
                for stop in route.stops
                if stop.id != item.id
            ]
            position = 0 if slot.after is None else sequence.index(slot.after) + 1
            sequence.insert(position, item.id)
            fitting = []
            for start in range(-2, 20):
                pinned = problem.with_appointment(item.replace(pin=Pin(start=start)))
                evaluator = Evaluator(pinned, policy)
                rows = tuple([one.id for one in pinned.appointments].index(name) for name in sequence)
                if evaluator.value(problem.duty[slot.technician, slot.shift], rows) is not None:
                    fitting.append(start)
            assert (slot.earliest, slot.latest) == (fitting[0], fitting[-1])
            assert slot.earliest <= slot.start <= slot.latest


@RELAXED
@given(planned_days())
def test_every_technician_has_a_slot_or_is_refused_for_a_reason(planned: Planned) -> None:
    problem, policy, plan = planned
    for item in problem.appointments:
        found = recommend(problem, policy, plan, item.id, 1000)
        offered, refused = {slot.technician for slot in found.slots}, [no.technician for no in found.refusals]
        assert offered | set(refused) == set(problem.technician)
        assert len(refused) == len(set(refused) - offered)
        assert all(no.codes and item.id in no.sentence for no in found.refusals)


@RELAXED
@given(planned_days())
def test_an_appointment_that_is_not_in_the_problem_is_asked_about_as_if_it_were(planned: Planned) -> None:
    problem, policy, _ = planned
    assume(problem.appointments)
    *others, new = problem.appointments
    fewer = problem.replace(appointments=tuple(others))
    plan = constructed(fewer, policy)
    assert recommend(fewer, policy, plan, new, 20) == recommend(problem, policy, plan, new.id, 20)


@given(count=st.integers(1, 4), requests=st.integers(1, 9), data=st.data())
@settings(max_examples=25, deadline=None)
def test_requests_in_a_row_rotate(count: int, requests: int, data: st.DataObject) -> None:
    places = [data.draw(st.sampled_from((EAST, WEST, NORTH))) for _ in range(requests)]
    lengths = [data.draw(st.integers(5, 30)) for _ in range(requests)]
    technicians = [build.technician(f"t{index}", build.shift(0, 1440), home=HOME) for index in range(count)]
    items = [build.appointment(f"a{i}", lengths[i], places[i]) for i in range(requests)]
    problem, plan, turns = build.problem(items, technicians), Plan(), Counter({one.id: 0 for one in technicians})
    for item in items:
        best = recommend(problem, None, plan, item.id, 1).slots[0]
        plan = commit(problem, None, plan, best)
        turns[best.technician] += 1
        assert max(turns.values()) - min(turns.values()) <= 1


def test_among_equals_the_one_whose_last_turn_is_longest_ago_is_first_then_by_id() -> None:
    technicians = [build.technician(name) for name in ("ann", "bob", "cid", "dan")]
    ledger = [LedgerEntry("ann", last_turn=-10), LedgerEntry("bob", last_turn=-90), LedgerEntry("cid", last_turn=-50)]
    problem = build.problem([build.appointment()], technicians, ledger=tuple(ledger))
    order = [slot.technician for slot in recommend(problem, None, Plan(), "a1").slots]
    assert order == ["dan", "bob", "cid", "ann"]
    assert recommend(problem.replace(ledger=()), None, Plan(), "a1", 1).slots[0].technician == "ann"


def test_a_turn_in_the_plan_is_later_than_all_of_the_ledger() -> None:
    items = [build.appointment("a1", duration=0), build.appointment("a2", windows=[(700, 800)])]
    ann, bob = build.technician("ann"), build.technician("bob")
    problem = build.problem(items, [ann, bob], {}, ledger=(LedgerEntry("bob", last_turn=-1),))
    plan = build.plan(build.driven(problem, "ann", "a1"))
    policy = build.policy(({"unserved": 100}, {"earliness": 100}))
    assert recommend(problem, policy, plan, "a2").slots[0].technician == "bob"


def test_the_default_policy_is_round_robin() -> None:
    problem = build.problem([build.appointment()])
    assert SINGLE_REQUESTS is POLICIES["round_robin"]
    assert recommend(problem, None, Plan(), "a1") == recommend(problem, POLICIES["round_robin"], Plan(), "a1")


def test_a_desk_keeps_up_with_what_is_committed() -> None:
    items = [build.appointment(f"a{index}", 60, EAST + index % 3) for index in range(4)]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    desk, plan = Desk(problem, POLICIES["customer_first"], Plan()), Plan()
    for item in items:
        best = recommend_at(desk, item.id).slots[0]
        assert best == recommend(problem, desk.policy, plan, item.id).slots[0]
        plan = desk.commit(best)
    assert plan == desk.plan
    assert set(plan.visits) == {item.id for item in items}


def test_a_slot_that_somebody_took_is_refused_and_nothing_changes() -> None:
    items = [build.appointment(name, windows=[(540, 540)]) for name in ("a1", "a2")]
    problem = build.problem(items)
    desk = Desk(problem, POLICY, Plan())
    slots = [recommend_at(desk, name).slots[0] for name in ("a1", "a2")]
    plan = desk.commit(slots[0])
    with pytest.raises(StaleSlotError, match="no longer fits"):
        desk.commit(slots[1])
    assert desk.plan == plan


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"after": "a9"}, "not on that route"),
        ({"start": 1}, "would start at"),
        ({"technician": "zoe"}, "no such duty"),
        ({"appointment": "a9"}, "not in the problem"),
    ],
)
def test_a_slot_that_never_was_is_refused(change: dict[str, object], words: str) -> None:
    problem = build.problem([build.appointment()])
    slot = recommend(problem, POLICY, Plan(), "a1").slots[0]
    with pytest.raises(StaleSlotError, match=words):
        commit(problem, POLICY, Plan(), slot.replace(**change))


def test_a_slot_of_somebody_who_may_not_is_refused() -> None:
    problem = build.problem([build.appointment()])
    slot = recommend(problem, POLICY, Plan(), "a1").slots[0]
    stricter = build.problem([build.appointment(skills=(SkillRequirement("gas"),))])
    with pytest.raises(StaleSlotError, match="may not"):
        commit(stricter, POLICY, Plan(), slot)


def test_what_is_asked_wrongly_is_refused_in_words() -> None:
    problem = build.problem([build.appointment()])
    with pytest.raises(ProblemError, match="'a9' is not in the problem"):
        recommend(problem, POLICY, Plan(), "a9")
    with pytest.raises(ProblemError, match="other data"):
        recommend(problem, POLICY, Plan(), build.appointment(duration=5))
    with pytest.raises(ProblemError, match="location index 77"):
        recommend(problem, POLICY, Plan(), build.appointment("a2", location=77))
    with pytest.raises(ValueError, match="at least one"):
        recommend(problem, POLICY, Plan(), "a1", 0)


def test_an_appointment_of_the_plan_cannot_change_its_data_on_the_desk() -> None:
    problem = build.problem([build.appointment()])
    desk = Desk(problem, POLICY, build.plan(build.driven(problem, "ann", "a1")))
    with pytest.raises(ProblemError, match="in the plan"):
        desk.with_appointment(build.appointment(duration=5))


def test_a_plan_made_by_hand_keeps_the_times_of_routes_that_do_not_change() -> None:
    items = [build.appointment("a1"), build.appointment("a2")]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    late = build.route("ann", 700, build.stop("a1", 720, 780), arrival=900)
    slots = recommend(problem, POLICY, build.plan(late), "a2", 9).slots
    bobs = next(slot for slot in slots if slot.technician == "bob")
    assert late in commit(problem, POLICY, build.plan(late), bobs).routes
    anns = next(slot for slot in slots if slot.technician == "ann")
    before, after = build.plan(late), commit(problem, POLICY, build.plan(late), anns)
    change = zip(worth(problem, POLICY, after), worth(problem, POLICY, before), strict=True)
    assert anns.rank == tuple(new - old for new, old in change)


def test_a_route_that_breaks_rules_is_left_alone_and_quoted() -> None:
    items = [build.appointment("a1", windows=[(300, 310)]), build.appointment("a2")]
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")])
    wrong = build.plan(build.route("ann", 600, build.stop("a1", 610, 670), arrival=680))
    found = recommend(problem, POLICY, wrong, "a2")
    assert {slot.technician for slot in found.slots} == {"bob"}
    (refused,) = found.refusals
    assert refused.codes == ("WINDOW",)
    assert "it may start within 05:00 to 05:10" in refused.sentence
    free = recommend(problem.replace(appointments=(build.appointment("a1"), items[1])), POLICY, wrong, "a1")
    assert {slot.technician for slot in free.slots} == {"ann", "bob"}


def test_a_route_with_wrong_times_alone_is_put_right_by_what_is_put_into_it() -> None:
    items = [build.appointment("a1", windows=[(540, 550)]), build.appointment("a2")]
    problem = build.problem(items)
    wrong = build.plan(build.route("ann", 600, build.stop("a1", 610, 670), arrival=680))
    after = commit(problem, POLICY, wrong, recommend(problem, POLICY, wrong, "a2").slots[0])
    assert check(problem, POLICY, after) == ()


def test_an_appointment_that_is_visited_twice_is_not_moved() -> None:
    problem = build.problem([build.appointment()], [build.technician("ann"), build.technician("bob")])
    twice = build.plan(build.driven(problem, "ann", "a1"), build.driven(problem, "bob", "a1"))
    with pytest.raises(ProblemError, match="visited twice"):
        recommend(problem, POLICY, twice, "a1")


def test_a_visit_whose_neighbours_need_it_on_the_way_stays_where_it_is() -> None:
    short_cut = {(HOME, EAST): 10, (EAST, WEST): 10, (HOME, WEST): 500}
    items = [build.appointment("a1"), build.appointment("a2", location=WEST, windows=[(480, 700)])]
    problem = build.problem(items, [build.technician("ann", build.shift(480, 760)), build.technician("bob")], short_cut)
    back = {(WEST, HOME): 20, (HOME, WEST): 500}
    problem = problem.replace(travel=build.matrix_travel({**short_cut, **back}, count=4))
    found = recommend(problem, POLICY, build.plan(build.driven(problem, "ann", "a1", "a2")), "a1")
    assert found.slots == ()
    assert "would not fit" in next(no for no in found.refusals if no.technician == "bob").sentence


def test_stops_that_no_appointment_explains_close_their_route() -> None:
    problem = build.problem([build.appointment()], [build.technician("ann"), build.technician("bob")])
    ghost = Route("ann", "day", 480, 600, (Stop("ghost", 490, 490, 500),))
    nowhere = Route("zoe", "day", 480, 600, (Stop("ghost", 490, 490, 500),))
    found = recommend(problem, POLICY, Plan((ghost, nowhere)), "a1")
    assert [slot.technician for slot in found.slots] == ["bob"]
    after = commit(problem, POLICY, Plan((ghost, nowhere)), found.slots[0])
    assert {ghost, nowhere} < set(after.routes)


NO_ROOM = {
    "WINDOW": ({"windows": [(480, 500)]}, {}, "08:00 to 08:20"),
    "SLA_WINDOW": ({"due": 590}, {}, "due"),
    "SHIFT": ({"duration": 400}, {}, "the shift is 08:00 to 16:00"),
    "PIN": ({"pin": Pin(start=500)}, {}, "pinned to 08:20"),
    "CAPACITY": ({"load": 3}, {"capacity": 4}, "hold more than 4"),
    "PARTS": ({"parts": (Quantity("valve"),)}, {"stock": (Quantity("valve"),)}, "too little is left of valve"),
}


@pytest.mark.parametrize("code", NO_ROOM)
def test_who_may_but_has_no_room_is_told_which_rule_is_in_the_way(code: str) -> None:
    fields, person, words = NO_ROOM[code]
    there = build.appointment("a1", 120, windows=[(490, 490)], load=2, parts=fields.get("parts", ()))
    problem = build.problem([there, build.appointment("a2", **fields)], [build.technician(**person)])
    found = recommend(problem, POLICY, build.plan(build.driven(problem, "ann", "a1")), "a2")
    assert found.slots == ()
    assert found.refusals[0].codes == (code,)
    assert words in found.refusals[0].sentence


@pytest.mark.parametrize(
    ("code", "duty", "words"),
    [
        ("LIMIT", {"max_visits": 1}, "limit of 1 visits"),
        ("TRAVEL", {"max_travel": 40}, "the way to it takes too long (at most 40 min of travel"),
        ("LIMIT", {"max_duration": 150}, "limit of 150 min of working time"),
        ("BREAK", {"start": 480, "end": 690, "breaks": (Break(600, 620, 30),)}, "30 min starting within 10:00"),
        ("TRAVEL", {"start": 480, "end": 710}, "the way to it takes too long."),
    ],
)
def test_a_rule_of_the_duty_is_in_the_way(code: str, duty: dict[str, int], words: str) -> None:
    there = build.appointment("a1", 120, windows=[(490, 490)])
    place = WEST if "max_travel" in duty else NORTH if code == "TRAVEL" else EAST
    problem = build.problem([there, build.appointment("a2", 60, place)], [build.technician("ann", build.shift(**duty))])
    found = recommend(problem, POLICY, build.plan(build.driven(problem, "ann", "a1")), "a2")
    assert code in found.refusals[0].codes
    assert words in found.refusals[0].sentence


def test_a_day_without_a_gap_is_told_with_what_would_have_to_give_way() -> None:
    there = [build.appointment(f"a{i}", 200, HOME, windows=[(480 + 200 * i, 480 + 200 * i)]) for i in range(2)]
    problem = build.problem([*there, build.appointment("new", 100, HOME, windows=[(500, 520)], due=700)])
    found = recommend(problem, POLICY, build.plan(build.driven(problem, "ann", "a0", "a1")), "new")
    assert found.slots == ()
    assert found.refusals[0].codes == ("SHIFT", "WINDOW", "SLA_WINDOW")
    assert "the shift is 08:00 to 16:00, and the return would be at 16:20" in found.refusals[0].sentence
    assert "the first possible start is 14:40" in found.refusals[0].sentence
    assert "the first possible end is 16:20" in found.refusals[0].sentence


def test_of_very_many_technicians_only_those_of_the_territory_are_refused_one_by_one() -> None:
    many = [
        build.technician(f"t{index}", memberships=(Membership("north" if index == 7 else "south"),))
        for index in range(MANY_TECHNICIANS + 1)
    ]
    item = build.appointment(territory="north", skills=(SkillRequirement("gas"),))
    problem = build.problem([item], many, territories=["north", "south"])
    found = recommend(problem, POLICY, Plan(), "a1")
    assert [no.technician for no in found.refusals] == ["t7"]
    nameless = build.problem([build.appointment(location=None)], many)
    assert len(recommend(nameless, POLICY, Plan(), "a1").refusals) == MANY_TECHNICIANS


def test_a_technician_off_duty_is_refused_for_that() -> None:
    problem = build.problem([build.appointment()], [build.off_duty("ann")])
    (refused,) = recommend(problem, POLICY, Plan(), "a1").refusals
    assert (refused.codes, refused.sentence) == (("SHIFT",), "ann cannot take a1: is not on duty.")


def test_of_several_shifts_the_one_with_the_fewest_reasons_speaks() -> None:
    days = (build.shift(0, 300, "early", max_visits=0), build.shift(480, 960, "late"))
    ann = build.technician("ann", *days, absences=(Interval(480, 960),))
    problem = build.problem([build.appointment(windows=[(500, 600)])], [ann])
    (refused,) = recommend(problem, POLICY, Plan(), "a1").refusals
    assert (refused.shift, refused.codes) == ("late", ("ABSENCE",))
    assert "is absent 08:00 to 16:00" in refused.sentence


def test_the_published_plan_and_shared_sites_are_priced() -> None:
    items = [build.appointment("a1"), build.appointment("a2"), build.appointment("a3", location=WEST)]
    published = (PublishedVisit("a2", "ann", 700), PublishedVisit("a1", "bob", 490))
    problem = build.problem(items, [build.technician("ann"), build.technician("bob")], published=published)
    policy = build.policy(({"unserved": 100}, {"stability": 100, "same_site": 700, "spread": 100}))
    plan = build.plan(build.driven(problem, "ann", "a1", "a3"))
    for slot in recommend(problem, policy, plan, "a2", 20).slots:
        after = commit(problem, policy, plan, slot)
        difference = zip(worth(problem, policy, after), worth(problem, policy, plan), strict=True)
        assert slot.rank == tuple(new - old for new, old in difference)


def test_a_new_priority_is_a_level_of_its_own() -> None:
    problem = build.problem([build.appointment()])
    asked = Appointment("a2", 30, WEST, priority=1)
    slot = recommend(problem, POLICY, Plan(), asked).slots[0]
    assert slot.terms["unserved/1"] == -POLICY.unserved_minutes(1)
    assert len(slot.rank) == 3


def test_the_arrival_window_of_a_visit_that_waives_limits_knows_no_limit() -> None:
    item = build.appointment(duration=60, waivers=("limits",))
    ann = build.technician("ann", build.shift(max_duration=30))
    slot = recommend(build.problem([item], [ann]), build.policy(), Plan(), "a1", 1).slots[0]
    assert (slot.earliest, slot.latest) == (490, 890)
