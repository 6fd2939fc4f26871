"""The rotation as desks use it: counts among equals, hours, skills, time off, and that it is the engine's own."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.calendars.calendar import ROUND_THE_CLOCK, Calendar
from service.routing.matching import Work, match
from service.routing.standing import Member, decayed, midnight
from tests.conftest import MANY

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORK = Work("C-000001", "support", 2, {})


def hours(start: int, end: int) -> Calendar:
    """Return a calendar of the same hours on weekdays."""
    return Calendar(ZoneInfo("UTC"), [[(60 * start, 60 * end)]] * 5 + [[]] * 2)


def member(number: int, calendar: Calendar = ROUND_THE_CLOCK, **more) -> Member:
    """Return somebody who has worked since January and has room for any work."""
    base = {"skills": {}, "capacity": 10**6, "open_work": 0, "works_since": date(2026, 1, 5)}
    return Member(user_id=number, name=f"user {number}", calendar=calendar, **{**base, **more})


class Desk:
    """Members of a team, and the turns that they take."""

    def __init__(self, *members: Member) -> None:
        self.members = {each.user_id: each for each in members}
        self.count = 0

    def give(self, now: datetime, work: Work = WORK):
        """Give a piece of work to somebody, and return the matching."""
        matching = match(list(self.members.values()), work, now)
        if matching.chosen is not None:
            self.count += 1
            taker = self.members[matching.chosen]
            turns = Counter(taker.turns) + Counter({("support", now.date()): 1})
            self.members[matching.chosen] = replace(taker, turns=turns, last_turn=(now, self.count))
        return matching

    @property
    def counts(self) -> dict[int, int]:
        """How many turns everybody has taken."""
        return {number: sum(each.turns.values()) for number, each in self.members.items()}


def spread(counts: dict[int, int]) -> int:
    return max(counts.values()) - min(counts.values())


@settings(max_examples=5 * MANY, deadline=None)
@given(st.integers(2, 6), st.lists(st.integers(0, 5000), min_size=5, max_size=40))
def test_counts_among_equals_never_differ_by_more_than_one(people: int, gaps: list[int]):
    desk, now = Desk(*(member(number) for number in range(1, people + 1))), MONDAY
    for gap in gaps:
        now += timedelta(minutes=gap)
        desk.give(now)
        assert spread(desk.counts) <= 1


@settings(max_examples=5 * MANY, deadline=None)
@given(st.data())
def test_first_in_order_who_may_is_chosen_and_who_is_before_is_passed_over(data):
    calendars = st.sampled_from([ROUND_THE_CLOCK, hours(8, 17), hours(8, 12), hours(14, 22)])
    team = [
        member(
            number,
            data.draw(calendars),
            skills=data.draw(st.dictionaries(st.sampled_from(["pumps", "valves"]), st.integers(1, 3))),
            capacity=data.draw(st.integers(0, 2)),
            turns={("support", MONDAY.date() - timedelta(days=data.draw(st.integers(0, 60)))): number % 3},
            last_turn=data.draw(st.sampled_from([None, (MONDAY, number)])),
            absences=data.draw(st.sampled_from([(), ((MONDAY, MONDAY + timedelta(hours=2)),)])),
        )
        for number in range(1, 7)
    ]
    found = match(team, Work("W-000001", "support", 1, {"pumps": 2}), MONDAY)
    order = [each.user_id for each in found.order]
    assert {*order} == {*found.eligible} | found.refused.keys()
    assert not {*found.eligible} & found.refused.keys()
    assert [each for each in order if each not in found.refused] == list(found.eligible)
    if found.chosen is not None:
        assert list(found.passed) == order[: order.index(found.chosen)]
    for each in team:
        reasons = {
            *(["SKILL"] if "pumps" not in each.skills else []),
            *(["SKILL_LEVEL"] if each.skills.get("pumps", 2) < 2 else []),
            *(["CAPACITY"] if each.capacity == 0 else []),
            *(["SHIFT"] if not each.calendar.stretches(MONDAY, MONDAY + timedelta(microseconds=1)) else []),
            *(["ABSENCE"] if each.absences else []),
        }
        assert {*found.refused.get(each.user_id, ())} == reasons


def test_turns_go_by_hours_worked():
    """Capacities of 2:1, and twelve turns: 8:4."""
    desk = Desk(member(1, hours(8, 16)), member(2, hours(8, 12)))
    for _ in range(12):
        desk.give(MONDAY)
    assert desk.counts == {1: 8, 2: 4}


def test_who_was_away_is_not_owed_the_turns_of_that_time():
    away = (MONDAY - timedelta(days=30), MONDAY)
    rested, present = (
        member(1, absences=[away], works_since=date(2026, 1, 31)),
        member(2, works_since=date(2026, 1, 31)),
    )
    assert rested.rostered_before(MONDAY.date()) < present.rostered_before(MONDAY.date()) / 20
    desk = Desk(rested, replace(present, turns={("support", date(2026, 2, 20)): 30}, last_turn=(MONDAY, 0)))
    taken = [desk.give(MONDAY).chosen for _ in range(6)]
    assert taken.count(1) < 3


def test_newcomer_gets_a_share_and_not_a_flood():
    old = [member(number, turns={("support", date(2026, 2, 27)): 40}, last_turn=(MONDAY, number)) for number in (1, 2)]
    desk = Desk(*old, member(3, works_since=MONDAY.date()))
    taken = [desk.give(MONDAY).chosen for _ in range(12)]
    assert 1 <= taken.count(3) <= 4


@pytest.mark.parametrize("moment", [0, 3, 8, 12, 16, 23])
def test_what_counts_does_not_depend_on_the_hour(moment: int):
    team = [
        member(1, hours(8, 16)),
        member(2, hours(10, 20)),
        member(3, absences=[(MONDAY, MONDAY + timedelta(hours=5))]),
    ]
    at = MONDAY.replace(hour=moment)
    found = {each.user_id: each.hours for each in match(team, WORK, at).order}
    assert found == {each.user_id: each.hours for each in match(team, WORK, MONDAY).order}


def test_turns_of_one_moment_keep_their_order():
    """Ties go to whose last turn is longest ago, also where clocks cannot tell."""
    team = [
        member(number, turns={("support", MONDAY.date()): 1}, last_turn=(MONDAY, 4 - number)) for number in (1, 2, 3)
    ]
    assert [each.user_id for each in match(team, WORK, MONDAY).order] == [3, 2, 1]


def test_decay_halves_in_four_weeks():
    week = decayed(ROUND_THE_CLOCK, (midnight(date(2026, 1, 5)), midnight(date(2026, 1, 6))), date(2026, 2, 2))
    assert Fraction(week) == Fraction(86400, 2)


def test_overlapping_time_off_counts_once():
    twice = member(
        1, absences=[(MONDAY, MONDAY + timedelta(hours=4)), (MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=6))]
    )
    assert twice.hours(MONDAY, MONDAY + timedelta(hours=8)) == 2
