"""Who serves which territory on a day, and what nobody there can do."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from territories import Membership, MembershipKind, SkillRequirement, TechnicianSkill, TerritoryMap, coverage

UNTIMED = settings(deadline=None, max_examples=100)

DAY = date(2025, 3, 10)
TERRITORIES = TerritoryMap.of(["east", "north", "west"], [box(k, 0, k + 1, 1) for k in range(3)])
PRIMARY, SECONDARY, RELOCATED = MembershipKind


def served(*memberships: Membership, on: date = DAY, **options: object) -> dict[str, tuple[str, ...]]:
    report = coverage(TERRITORIES, memberships, [], [], on, **options)
    return {entry.territory: entry.technicians for entry in report.territories}


def test_kinds_and_unserved():
    report = coverage(
        TERRITORIES,
        [Membership("ann", "east"), Membership("bob", "east", SECONDARY), Membership("bob", "north")],
        [],
        [],
        DAY,
    )
    east = report.territories[0]
    assert (east.primary, east.secondary, east.relocated) == (("ann",), ("bob",), ())
    assert report.unserved == ("west",)
    assert report.sentences() == ["Nobody serves territory west on 2025-03-10."]


@UNTIMED
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(-5, 5))
def test_dates_are_half_open(start, end, day):
    membership = Membership("ann", "east", PRIMARY, DAY + timedelta(start), DAY + timedelta(end))
    expected = ("ann",) if start <= day < end else ()
    assert served(membership, on=DAY + timedelta(day))["east"] == expected


def test_open_ends():
    assert served(Membership("ann", "east", valid_to=DAY))["east"] == ()
    assert served(Membership("ann", "east", valid_from=DAY))["east"] == ("ann",)


def test_a_relocated_technician_serves_only_there_on_those_days():
    home = Membership("ann", "east"), Membership("ann", "west", SECONDARY)
    away = Membership("ann", "north", RELOCATED, DAY, DAY + timedelta(1))
    assert served(*home, away) == {"east": (), "north": ("ann",), "west": ()}
    assert served(*home, away, on=DAY + timedelta(1)) == {"east": ("ann",), "north": (), "west": ("ann",)}


def test_only_some_kinds_count():
    memberships = [Membership("ann", "east", SECONDARY), Membership("bob", "east")]
    assert served(*memberships, kinds=[PRIMARY])["east"] == ("bob",)
    away = Membership("bob", "north", RELOCATED)
    assert served(*memberships, away, kinds=[PRIMARY])["east"] == ()


def test_the_same_membership_twice_counts_once():
    assert served(Membership("ann", "east"), Membership("ann", "east"), Membership("ann", "east", SECONDARY)) == {
        "east": ("ann",),
        "north": (),
        "west": (),
    }


class TestSkills:
    MEMBERS = (Membership("ann", "east"), Membership("bob", "north"), Membership("cid", "north", SECONDARY))

    def gaps(self, skills: list[TechnicianSkill], required: list[SkillRequirement]) -> list[tuple[object, ...]]:
        report = coverage(TERRITORIES, self.MEMBERS, skills, required, DAY)
        return [(gap.territory, gap.skill, gap.level, gap.best) for gap in report.skill_gaps]

    def test_needed_everywhere(self):
        held = [TechnicianSkill("ann", "hvac"), TechnicianSkill("cid", "hvac")]
        assert self.gaps(held, [SkillRequirement("hvac")]) == [("west", "hvac", 1, None)]

    def test_needed_in_one_territory(self):
        need = [SkillRequirement("lift", territory="north")]
        assert self.gaps([TechnicianSkill("ann", "lift")], need) == [("north", "lift", 1, None)]

    def test_a_level_too_low_names_the_best(self):
        held = [TechnicianSkill("bob", "lift", 1), TechnicianSkill("cid", "lift", 2), TechnicianSkill("ann", "lift", 9)]
        assert self.gaps(held, [SkillRequirement("lift", 3, "north")]) == [("north", "lift", 3, 2)]
        assert self.gaps(held, [SkillRequirement("lift", 2, "north")]) == []

    def test_the_highest_need_counts(self):
        held = [TechnicianSkill("bob", "lift", 2)]
        needs = [SkillRequirement("lift", 3, "north"), SkillRequirement("lift", 1, "north")]
        assert self.gaps(held, needs) == [("north", "lift", 3, 2)]
        assert self.gaps(held, needs[::-1]) == [("north", "lift", 3, 2)]

    def test_the_highest_level_held_counts(self):
        held = [TechnicianSkill("bob", "lift", 3), TechnicianSkill("bob", "lift", 1)]
        assert self.gaps(held, [SkillRequirement("lift", 3, "north")]) == []
        assert self.gaps(held[::-1], [SkillRequirement("lift", 3, "north")]) == []

    def test_skills_have_dates(self):
        need = [SkillRequirement("lift", territory="north")]
        assert self.gaps([TechnicianSkill("bob", "lift", valid_to=DAY)], need) == [("north", "lift", 1, None)]
        assert self.gaps([TechnicianSkill("bob", "lift", valid_from=DAY)], need) == []

    def test_sentences(self):
        held = [TechnicianSkill("ann", "hvac", 1)]
        needs = [SkillRequirement("hvac", 2, "east"), SkillRequirement("hvac", 2, "north")]
        assert coverage(TERRITORIES, self.MEMBERS, held, needs, DAY).sentences() == [
            "Nobody serves territory west on 2025-03-10.",
            "Territory east needs hvac at level 2: the best there has level 1.",
            "Territory north needs hvac at level 2: nobody there has it.",
        ]


def test_unknown_territories_are_all_named():
    with pytest.raises(ValueError, match="not on the map: moon, sun"):
        coverage(TERRITORIES, [Membership("ann", "sun")], [], [SkillRequirement("x", territory="moon")], DAY)


def test_the_frame():
    report = coverage(
        TERRITORIES, iter([Membership("bob", "north", SECONDARY), Membership("ann", "north")]), [], iter([]), DAY
    )
    assert report.frame().to_dict("split")["data"] == [["north", "ann", "primary"], ["north", "bob", "secondary"]]
    assert coverage(TERRITORIES, [], [], [], DAY).frame().columns.tolist() == ["territory_id", "technician_id", "kind"]
