"""Two ways of planning a day, side by side: figures, terms and moves, each beside what chance alone does.

A planner who solves the same day with another seed gets another plan. So a figure is compared over several seeds:
a difference is *within the noise* where the ranges of the two sides over their seeds overlap (of three and three runs
that differ by chance alone, one figure in ten is not). With a single run a side the noise is not known, and is said
not to be. All plans are valued under the policy of the base, so that terms mean the same on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from statistics import fmean, stdev
from typing import Any, Literal

from scheduler import objective
from scheduler.entities import Part
from scheduler.kpis import kpis
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from scheduler.solve import Result
from scheduler.terms import Case

MoveKind = Literal["technician", "time", "served", "unserved", "new", "gone"]
Cell = str | float | bool | None
#: A gain or loss of fewer minutes than this is not worth a word.
WORTH_SAYING = 0.5


@dataclass(frozen=True)
class Spread(Part):
    """A figure over the seeds of one side."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return fmean(self.values)

    @property
    def low(self) -> float:
        """The smallest."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest."""
        return max(self.values)

    @property
    def deviation(self) -> float | None:
        """The sample standard deviation, ``None`` for a single seed."""
        return stdev(self.values) if len(self.values) > 1 else None


@dataclass(frozen=True)
class Difference(Part):
    """A figure of both sides. ``kind`` is ``kpi``, or ``term`` for weighted minutes of technician time."""

    kind: Literal["kpi", "term"]
    name: str
    unit: str
    base: Spread
    other: Spread

    @property
    def change(self) -> float:
        """The mean of the other side less that of the base."""
        return self.other.mean - self.base.mean

    @property
    def within_noise(self) -> bool | None:
        """Whether the ranges of the sides overlap although they differ; ``None`` where a side has one seed."""
        if self.change == 0:
            return False
        if min(len(self.base.values), len(self.other.values)) < 2:
            return None
        return self.base.low <= self.other.high and self.other.low <= self.base.high


@dataclass(frozen=True)
class Place(Part):
    """Where a plan has an appointment: with whom and from when; both ``None`` if it is not served.

    Of a crew ``technician`` is the first by id and ``partners`` are the others.
    """

    technician: str | None = None
    start: datetime | None = None
    partners: tuple[str, ...] = ()

    @property
    def crew(self) -> tuple[str, ...]:
        """Everybody who goes."""
        return () if self.technician is None else (self.technician, *self.partners)


@dataclass(frozen=True)
class Move(Part):
    """An appointment that the two sides treat differently, on the first seed of each: of a crew one move for all.

    ``minutes`` is by term what the appointment pays more (or less, if negative) on the other side.
    ``within_noise``: some seed of the base gives it to the same technician too (leaves it unserved too, for a change
    of time starts as late or as early); ``None`` where the base has one seed.
    """

    appointment: str
    kind: MoveKind
    base: Place
    other: Place
    minutes: Mapping[str, float]
    within_noise: bool | None

    @property
    def sentence(self) -> str:
        """The move and what it changes, for people."""
        told = sorted(self.minutes.items(), key=lambda pair: -abs(pair[1]))
        why = ", ".join(f"{name} {change:+.0f} min" for name, change in told if abs(change) >= WORTH_SAYING)
        return f"{self.appointment}: {_told(self.base)} -> {_told(self.other)}" + (f" ({why})" if why else "")


@dataclass(frozen=True)
class Comparison(Part):
    """What another way of planning changes: figures first, then the moves of appointments."""

    base: str
    other: str
    differences: tuple[Difference, ...]
    moves: tuple[Move, ...]

    @cached_property
    def named(self) -> dict[str, Difference]:
        """The differences by name; a term is called ``term.<name>``."""
        return {_key(difference): difference for difference in self.differences}

    def rows(self) -> list[dict[str, Cell]]:
        """The differences as flat rows, ready for a data frame."""
        return [_difference_row(difference) for difference in self.differences]

    def move_rows(self) -> list[dict[str, Cell]]:
        """The moves as flat rows, ready for a data frame."""
        return [_move_row(move) for move in self.moves]

    def table(self, moves: int = 20) -> str:
        """What changed as text: differing figures, then the first moves."""
        changed = [difference for difference in self.differences if difference.change]
        lines = [f"{self.base} -> {self.other}"]
        lines += _aligned([_figure_cells(difference) for difference in changed]) or ["no figure differs"]
        if any(difference.within_noise is None for difference in changed):
            lines.append("what chance alone changes is not known: a side has one run")
        lines += ["", f"{len(self.moves)} appointments move"]
        lines += [f"  {move.sentence}{_remark(move.within_noise)}" for move in self.moves[:moves]]
        if len(self.moves) > moves:
            lines.append(f"  and {len(self.moves) - moves} more")
        return "\n".join(lines)


def compare(
    base: Result | Sequence[Result], other: Result | Sequence[Result], *, names: tuple[str, str] = ("base", "other")
) -> Comparison:
    """Compare results, each side one or several (one a seed); raises ``ValueError`` for a side without any."""
    sides = [[side] if isinstance(side, Result) else list(side) for side in (base, other)]
    if not all(sides):
        raise ValueError("there is nothing to compare: a side has no results")
    policy = sides[0][0].policy
    cases = [[Case(result.problem, policy, result.plan) for result in side] for side in sides]
    return _compared(cases[0], cases[1], names)


def compare_plans(
    problem: ProblemData,
    policy: Policy,
    plan_a: Plan,
    plan_b: Plan,
    *,
    other_problem: ProblemData | None = None,
    names: tuple[str, str] = ("A", "B"),
) -> Comparison:
    """Compare two plans under one policy; ``other_problem`` is what the second was made for, if it is another."""
    second = problem if other_problem is None else other_problem
    return _compared([Case(problem, policy, plan_a)], [Case(second, policy, plan_b)], names)


def _compared(base: Sequence[Case], other: Sequence[Case], names: tuple[str, str]) -> Comparison:
    return Comparison(*names, (*_kpi_differences(base, other), *_term_differences(base, other)), _moves(base, other))


def _kpi_differences(base: Sequence[Case], other: Sequence[Case]) -> Iterable[Difference]:
    sides = [[_figures(kpis(case.problem, case.policy, case.plan)) for case in side] for side in (base, other)]
    every = [run for side in sides for run in side]
    for name, (_, unit) in every[0].items():
        if all(name in run for run in every):
            spreads = (Spread(tuple(run[name][0] for run in side)) for side in sides)
            yield Difference("kpi", name, unit, *spreads)


def _term_differences(base: Sequence[Case], other: Sequence[Case]) -> Iterable[Difference]:
    sides = [[_minutes(case) for case in side] for side in (base, other)]
    for name in TERMS:
        if base[0].policy.weight(name):
            spreads = (Spread(tuple(run[name] for run in side)) for side in sides)
            yield Difference("term", name, "min", *spreads)


def _minutes(case: Case) -> dict[str, float]:
    values = objective.terms(case.problem, case.policy, case.plan)
    return objective.minutes(case.problem, case.policy, values)


_ISO_DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


def _figures(data: Mapping[str, Any], prefix: str = "") -> dict[str, tuple[float, str]]:
    """The numbers among nested figures by dotted name, with their unit; durations in minutes."""
    found: dict[str, tuple[float, str]] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found |= _figures(value, f"{name}.")
        elif isinstance(value, str):
            duration = _ISO_DURATION.fullmatch(value)
            if duration:
                sign, *amounts = duration.groups()
                hours, minutes, seconds = (int(amount or 0) for amount in amounts)
                found[name] = ((-1 if sign else 1) * (60 * hours + minutes + seconds / 60), "min")
        elif isinstance(value, (int, float)):
            found[name] = (float(value), _unit(key))
    return found


def _unit(name: str) -> str:
    return "m" if name.endswith("Meters") else "%" if "ercentage" in name else ""


def _places(case: Case) -> dict[str, Place]:
    """Where every appointment of the problem is."""
    return {item.id: _place(case, item.id) for item in case.problem.appointments}


def _place(case: Case, name: str) -> Place:
    visits = case.plan.visits.get(name, ())
    if not visits:
        return Place()
    first, *others = sorted(dict.fromkeys(route.technician for route, _ in visits))
    return Place(first, case.problem.horizon.instant(visits[0][1].start), tuple(others))


def _moves(base: Sequence[Case], other: Sequence[Case]) -> tuple[Move, ...]:
    before, after = _places(base[0]), _places(other[0])
    seeds = [_places(case) for case in base]
    paid = [objective.visit_terms(case.problem, case.policy, case.plan) for case in (base[0], other[0])]
    moves = []
    for name in dict.fromkeys([*before, *after]):
        kind = _kind(before.get(name), after.get(name))
        if kind is None:
            continue
        place = after.get(name, Place())
        noise = _usual([run[name] for run in seeds], place, kind) if name in before and name in after else False
        one, two = (side.get(name, {}) for side in paid)
        minutes = {term: two.get(term, 0.0) - one.get(term, 0.0) for term in dict.fromkeys([*one, *two])}
        changes = {term: change for term, change in minutes.items() if change}
        known = noise if len(seeds) > 1 else None
        moves.append(Move(name, kind, before.get(name, Place()), place, changes, known))
    return tuple(moves)


def _kind(before: Place | None, after: Place | None) -> MoveKind | None:
    if before is None or after is None:
        return "new" if before is None else "gone"
    if before == after:
        return None
    if before.technician is None or after.technician is None:
        return "served" if before.technician is None else "unserved"
    return "time" if before.crew == after.crew else "technician"


def _usual(seeds: Sequence[Place], place: Place, kind: MoveKind) -> bool:
    """Whether chance alone takes the appointment there: some other seed of the base does."""
    same = [seed for seed in seeds if seed.crew == place.crew]
    if kind != "time":
        return bool(same)
    starts = [seed.start for seed in same if seed.start is not None]
    return place.start is not None and min(starts) <= place.start <= max(starts)


def _key(difference: Difference) -> str:
    return difference.name if difference.kind == "kpi" else f"term.{difference.name}"


def _difference_row(difference: Difference) -> dict[str, Cell]:
    base, other = difference.base, difference.other
    return {
        "kind": difference.kind,
        "name": difference.name,
        "unit": difference.unit,
        "base": base.mean,
        "base_low": base.low,
        "base_high": base.high,
        "base_deviation": base.deviation,
        "other": other.mean,
        "other_low": other.low,
        "other_high": other.high,
        "other_deviation": other.deviation,
        "change": difference.change,
        "within_noise": difference.within_noise,
    }


def _move_row(move: Move) -> dict[str, Cell]:
    return {
        "appointment": move.appointment,
        "kind": move.kind,
        "from_technician": ";".join(move.base.crew) or None,
        "from_start": None if move.base.start is None else move.base.start.isoformat(timespec="seconds"),
        "to_technician": ";".join(move.other.crew) or None,
        "to_start": None if move.other.start is None else move.other.start.isoformat(timespec="seconds"),
        "change_minutes": sum(move.minutes.values()),
        "within_noise": move.within_noise,
        "sentence": move.sentence,
    }


def _told(place: Place) -> str:
    return "unserved" if place.start is None else f"{' and '.join(place.crew)} {place.start:%a %H:%M}"


def _remark(within_noise: bool | None) -> str:
    return "  (within the noise)" if within_noise else ""


def _figure_cells(difference: Difference) -> list[str]:
    cells = [_key(difference)]
    for side in (difference.base, difference.other):
        reach = f" [{_number(side.low)}..{_number(side.high)}]" if len(side.values) > 1 else ""
        cells.append(f"{_number(side.mean)}{reach}")
    cells.append(f"{'+' if difference.change > 0 else ''}{_number(difference.change)} {difference.unit}".rstrip())
    cells.append("within the noise" if difference.within_noise else "")
    return cells


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return ["  " + "  ".join(cells).rstrip() for cells in padded]
