"""Which technicians serve which territory on a day, which territories nobody serves, which skills nobody there has.

Dates are half open: a membership or skill holds from `valid_from` up to, not including, `valid_to`; None is open. A
technician who is relocated on a day serves the territories of the relocation on it and no other.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from territories.territory_map import TerritoryMap


class MembershipKind(StrEnum):
    """How a technician belongs to a territory, in the field's own words."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    RELOCATED = "relocated"


@dataclass(frozen=True)
class Membership:
    """A technician belongs to a territory from `valid_from` (inclusive) to `valid_to` (exclusive)."""

    technician: str
    territory: str
    kind: MembershipKind = MembershipKind.PRIMARY
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on the day."""
        return _within(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class TechnicianSkill:
    """A technician has a skill at a level from `valid_from` (inclusive) to `valid_to` (exclusive)."""

    technician: str
    skill: str
    level: int = 1
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on the day."""
        return _within(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class SkillRequirement:
    """Work in a territory (in every one, where `territory` is None) needs a skill at a level or above."""

    skill: str
    level: int = 1
    territory: str | None = None


@dataclass(frozen=True)
class SkillGap:
    """A required skill that nobody who serves the territory has at the level; `best` is the highest there, or None."""

    territory: str
    skill: str
    level: int
    best: int | None

    def __str__(self) -> str:
        have = "nobody there has it" if self.best is None else f"the best there has level {self.best}"
        return f"Territory {self.territory} needs {self.skill} at level {self.level}: {have}."


@dataclass(frozen=True)
class TerritoryCoverage:
    """Who serves one territory on the day, by kind of membership, ordered by id."""

    territory: str
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    relocated: tuple[str, ...]
    skill_gaps: tuple[SkillGap, ...]

    @property
    def technicians(self) -> tuple[str, ...]:
        """Everyone who serves it, once each."""
        return tuple(sorted({*self.primary, *self.secondary, *self.relocated}))


@dataclass(frozen=True)
class Coverage:
    """The coverage of every territory of a map on one day, ordered by territory id."""

    on: date
    territories: tuple[TerritoryCoverage, ...]

    @property
    def unserved(self) -> tuple[str, ...]:
        """Territories that nobody serves."""
        return tuple(entry.territory for entry in self.territories if not entry.technicians)

    @property
    def skill_gaps(self) -> tuple[SkillGap, ...]:
        """Required skills that nobody there has, in territories with and without technicians."""
        return tuple(gap for entry in self.territories for gap in entry.skill_gaps)

    def sentences(self) -> list[str]:
        """One sentence a problem; an empty list when every territory is served with every skill."""
        nobody = [f"Nobody serves territory {territory} on {self.on}." for territory in self.unserved]
        return nobody + [str(gap) for gap in self.skill_gaps]

    def frame(self) -> pd.DataFrame:
        """One row a territory and technician: territory_id, technician_id, kind; unserved territories do not appear."""
        rows = [
            (entry.territory, technician, kind.value)
            for entry in self.territories
            for kind in MembershipKind
            for technician in getattr(entry, kind.value)
        ]
        return pd.DataFrame(rows, columns=["territory_id", "technician_id", "kind"])


def coverage(
    territories: TerritoryMap,
    memberships: Iterable[Membership],
    skills: Iterable[TechnicianSkill],
    required: Iterable[SkillRequirement],
    on: date,
    kinds: Collection[MembershipKind] = tuple(MembershipKind),
) -> Coverage:
    """The coverage on a day; `kinds` restricts the memberships that count, to primary ones for instance.

    Raises ValueError naming every territory that a membership or requirement mentions and the map does not have.
    """
    memberships, required = list(memberships), list(required)
    _refuse_unknown(territories, memberships, required)
    in_force = [m for m in _in_force(memberships, on) if m.kind in kinds]
    levels = _levels(skills, on)
    entries = [_territory(territory, in_force, levels, required) for territory in territories.ids]
    return Coverage(on, tuple(entries))


def _within(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def _refuse_unknown(
    territories: TerritoryMap, memberships: Sequence[Membership], required: Sequence[SkillRequirement]
) -> None:
    named = {m.territory for m in memberships} | {r.territory for r in required if r.territory is not None}
    unknown = sorted(named - set(territories.ids))
    if unknown:
        raise ValueError(f"territories that are not on the map: {', '.join(unknown)}")


def _in_force(memberships: Sequence[Membership], on: date) -> list[Membership]:
    today = [m for m in memberships if m.holds(on)]
    away = {m.technician for m in today if m.kind is MembershipKind.RELOCATED}
    return [m for m in today if m.kind is MembershipKind.RELOCATED or m.technician not in away]


def _levels(skills: Iterable[TechnicianSkill], on: date) -> dict[tuple[str, str], int]:
    levels: dict[tuple[str, str], int] = {}
    for held in skills:
        if held.holds(on):
            key = (held.technician, held.skill)
            levels[key] = max(held.level, levels.get(key, held.level))
    return levels


def _territory(
    territory: str,
    in_force: Sequence[Membership],
    levels: dict[tuple[str, str], int],
    required: Sequence[SkillRequirement],
) -> TerritoryCoverage:
    here = [m for m in in_force if m.territory == territory]
    by_kind = {kind: tuple(sorted({m.technician for m in here if m.kind is kind})) for kind in MembershipKind}
    gaps = []
    for skill, level in sorted(_needs(territory, required).items()):
        held = [levels[m.technician, skill] for m in here if (m.technician, skill) in levels]
        best = max(held, default=None)
        if best is None or best < level:
            gaps.append(SkillGap(territory, skill, level, best))
    return TerritoryCoverage(
        territory,
        by_kind[MembershipKind.PRIMARY],
        by_kind[MembershipKind.SECONDARY],
        by_kind[MembershipKind.RELOCATED],
        tuple(gaps),
    )


def _needs(territory: str, required: Sequence[SkillRequirement]) -> dict[str, int]:
    """The highest level required by skill in the territory."""
    needs: dict[str, int] = {}
    for need in required:
        if need.territory in (None, territory):
            needs[need.skill] = max(need.level, needs.get(need.skill, need.level))
    return needs
