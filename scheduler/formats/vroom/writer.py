"""A problem as a VROOM request: read again it is the same problem, as far as VROOM's JSON can say it.

* A duty is a vehicle; ids that are no whole numbers are counted from 1 and stand in the description, as in the answer.
* Whatever VROOM does not know and decides who may go (territories, levels, certificates, tools, parts, chosen
  technicians) is a skill: who may go there may go here. Skills that are whole numbers already stay what they are.
* Windows, earliest starts, pinned starts and hard due times are time windows; absences are breaks.
* Travel is a matrix, unless coordinates are to be enough (then VROOM asks its own router).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler.entities import Appointment, Break, ProblemError, Shift, Technician
from scheduler.formats.demands import Demand, Written, demands, off_duty, starts, told
from scheduler.formats.json_text import layout
from scheduler.formats.vroom.matrix import ANYWHERE, ROW
from scheduler.formats.vroom.numbering import numbered
from scheduler.formats.vroom.request import POLICY
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.travel import MatrixTravel

#: The rules that decide who may go and that become skills; capacity is VROOM's own.
_RULES = ("territory", "skill", "certificate", "tools", "parts", "choice", "pin")
#: Places of the largest matrix that is written: a hundred million characters.
MOST_PLACES = 3000


def vroom_request(problem: ProblemData, policy: Policy, *, matrices: bool = True) -> Written:
    """The JSON text of the request and what it leaves out; the same problem gives the same text.

    A problem whose travel is a matrix is written with it in any case. Raises :class:`ProblemError` with everything that
    keeps the problem from being a request at all.
    """
    findings = list(_findings(problem, matrices))
    if findings:
        raise ProblemError(findings)
    return Written(layout(_Writer(problem, policy, matrices).request()), told(_left_out(problem, policy)))


def _findings(problem: ProblemData, matrices: bool) -> Iterator[str]:
    if 60 % problem.horizon.ticks_per_minute:
        yield f"VROOM counts whole seconds; {problem.horizon.ticks_per_minute} ticks a minute are none"
    if problem.horizon.start.timestamp() % 1 or problem.horizon.start.timestamp() < 0:
        yield f"VROOM counts whole seconds from 1970; the horizon starts at {problem.horizon.start.isoformat()}"
    matrix = matrices or isinstance(problem.travel, MatrixTravel)
    if matrix and len(problem.locations) > MOST_PLACES:
        yield f"a matrix of {len(problem.locations):,} places is too large; {MOST_PLACES:,} at most"


@dataclass(frozen=True)
class _Writer:
    """One request being written."""

    problem: ProblemData
    policy: Policy
    matrices: bool

    def request(self) -> dict[str, Any]:
        matrices = {"matrices": {"car": self._matrix()}} if self._with_matrix else {}
        return {"jobs": list(self._jobs()), "vehicles": list(self._vehicles()), **matrices}

    @property
    def _with_matrix(self) -> bool:
        return self.matrices or isinstance(self.problem.travel, MatrixTravel)

    def _seconds(self, ticks: int) -> int:
        return ticks * 60 // self.problem.horizon.ticks_per_minute

    def _instant(self, tick: int) -> int:
        return round(self.problem.horizon.start.timestamp()) + self._seconds(tick)

    @cached_property
    def _loads(self) -> int:
        return sum(item.load for item in self.problem.appointments)

    # -- places ---------------------------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> list[int | None]:
        """The row of the matrix of each location: its own where it came with one, ``None`` for anywhere."""
        names = [place.id for place in self.problem.locations]
        own = {name: int(row) for name in names if (row := name.removeprefix(ROW)) != name and row.isdecimal()}
        if all(name in own or name == ANYWHERE for name in names) and max(own.values(), default=0) < MOST_PLACES:
            return [own.get(name) for name in names]
        return [None if name == ANYWHERE else index for index, name in enumerate(names)]

    def _matrix(self) -> dict[str, list[list[int]]]:
        known = [(index, row) for index, row in enumerate(self._rows) if row is not None]
        size = 1 + max((row for _, row in known), default=-1)
        durations, distances = ([[0] * size for _ in range(size)] for _ in range(2))
        for index, row in known:
            for other, column in known:
                durations[row][column] = self._seconds(self.problem.legs.ticks(index, other))
                distances[row][column] = self.problem.legs.metres(index, other)
        empty = not any(map(any, distances))
        return {"durations": durations} if empty else {"durations": durations, "distances": distances}

    def _place(self, index: int, point: str, row: str) -> dict[str, Any]:
        place = self.problem.locations[index]
        found: dict[str, Any] = {}
        if place.latitude is not None and place.id != ANYWHERE:
            found[point] = [place.longitude, place.latitude]
        if self._with_matrix and self._rows[index] is not None:
            found[row] = self._rows[index]
        return found

    # -- jobs -----------------------------------------------------------------------------------------------------

    @cached_property
    def _placed(self) -> list[Appointment]:
        return [item for item in self.problem.appointments if item.location is not None]

    def _jobs(self) -> Iterator[dict[str, Any]]:
        ids = numbered(item.id for item in self.problem.appointments)
        for item in self._placed:
            told_name = item.details.get("description", "" if item.id.isdigit() else item.id)
            windows = starts(self.problem, self.policy, item)
            skills = [self._numbers[demand.label] for demand in self._demands(item)]
            kind = "pickup" if item.details.get("load") == "pickup" else "delivery"
            job = {
                "description": told_name,
                "service": self._seconds(item.duration),
                "priority": max(0, 101 - item.priority),
                "skills": skills if windows is not None else [*skills, self._nobody],
                "time_windows": [[self._instant(one.earliest), self._instant(one.latest)] for one in windows or ()],
                kind: [item.load] if item.load else [],
            }
            place = self._place(item.location or 0, "location", "location_index")
            yield {"id": ids[item.id], **place, **{key: value for key, value in job.items() if value}}

    def _demands(self, item: Appointment) -> tuple[Demand, ...]:
        return demands(self.problem, item, _RULES)

    @cached_property
    def _wanted(self) -> dict[str, Demand]:
        return {demand.label: demand for item in self._placed for demand in self._demands(item)}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Skills by label: as they are if all are whole numbers, else counted from 1 as they are first needed."""
        held = [skill.name for one in self.problem.technicians for skill in one.skills if skill.level == 1]
        whole = all(demand.rule == "skill" and label.isdigit() for label, demand in self._wanted.items())
        return numbered(dict.fromkeys([*self._wanted, *held] if whole else self._wanted))

    @property
    def _nobody(self) -> int:
        """A skill that nobody has."""
        return max(self._numbers.values(), default=0) + 1

    # -- vehicles -------------------------------------------------------------------------------------------------

    def _vehicles(self) -> Iterator[dict[str, Any]]:
        single = all(len(one.shifts) <= 1 for one in self.problem.technicians)
        names = [one.id if single else f"{one.id} {shift.id}" for one, shift in self.problem.duties]
        ids = numbered([one.id for one in self.problem.technicians] if single else names)
        for name, (technician, shift) in zip(names, self.problem.duties, strict=True):
            description = technician.name if single and name.isdigit() else name
            yield {"id": ids[name], **({"description": description} if description else {}),
                   **self._vehicle(technician, shift)}  # fmt: skip

    def _vehicle(self, technician: Technician, shift: Shift) -> dict[str, Any]:
        origin, destination = ends(technician, shift)
        vehicle: dict[str, Any] = {
            **self._place(origin, "start", "start_index"),
            **self._place(destination, "end", "end_index"),
            "time_window": [self._instant(shift.start), self._instant(shift.end)],
        }
        costs, skills = self._costs(technician), self._skills(technician, shift)
        rests = [self._rest(number, rest) for number, rest in enumerate(_rests(technician, shift), 1)]
        if self._loads or any(one.capacity for one in self.problem.technicians):
            vehicle["capacity"] = [self._loads if technician.capacity is None else technician.capacity]
        limits = {"max_tasks": shift.max_visits, "max_travel_time": _mapped(self._seconds, shift.max_travel)}
        vehicle |= {key: value for key, value in limits.items() if value is not None}
        return vehicle | {
            key: value for key, value in (("skills", skills), ("breaks", rests), ("costs", costs)) if value
        }

    def _skills(self, technician: Technician, shift: Shift) -> list[int]:
        own = [skill.name for skill in technician.skills if skill.level == 1 and skill.holds_at(shift.start)]
        met = [label for label, demand in self._wanted.items() if demand.met(technician, shift, self.policy)]
        return list(dict.fromkeys(self._numbers[label] for label in [*own, *met] if label in self._numbers))

    def _rest(self, number: int, rest: Break) -> dict[str, Any]:
        times = [self._instant(rest.earliest), self._instant(rest.latest)]
        return {"id": number, "service": self._seconds(rest.duration), "time_windows": [times]}

    def _costs(self, technician: Technician) -> dict[str, int]:
        if self.policy.name != POLICY or not self.policy.weight("technician_cost"):
            return {}
        return {
            "fixed": technician.cost_per_shift,
            "per_hour": self.policy.weight("travel_time"),
            "per_km": self.policy.weight("travel_distance") // 60,
        }


def ends(technician: Technician, shift: Shift) -> tuple[int, int]:
    """Where a duty starts and ends."""
    origin = technician.home if shift.start_location is None else shift.start_location
    last = technician.home if technician.end is None else technician.end
    return origin, last if shift.end_location is None else shift.end_location


def _rests(technician: Technician, shift: Shift) -> tuple[Break, ...]:
    away = off_duty(technician, shift)
    return (*shift.breaks, *(Break(one.start, one.start, one.end - one.start) for one in away))


def _mapped(change: Any, value: int | None) -> int | None:
    return None if value is None else change(value)


def _left_out(problem: ProblemData, policy: Policy) -> dict[str, Iterable[str]]:
    """What VROOM's JSON cannot say, by feature, and whose it is."""
    items, staff = problem.appointments, problem.technicians
    money = policy.name != POLICY
    return {
        "appointments without a place": (item.id for item in items if item.location is None),
        "due times that may be missed at a cost": (
            item.id for item in items if item.due is not None and policy.late == "penalise"
        ),
        "crews": (item.id for item in items if item.crew > 1),
        "predecessors": (item.id for item in items if item.follows),
        "groups served whole or not at all": (item.id for item in items if item.group is not None),
        "preferred technicians": (item.id for item in items if item.preferred_technicians),
        "stock that several visits use up": (item.id for item in items if item.parts),
        "waived limits": (item.id for item in items if {"limits", "capacity", "shift"} & set(item.waivers)),
        "depots": (depot.id for depot in problem.depots),
        "paces of work": (one.id for one in staff if one.efficiency != 1000),
        "costs of duty": (one.id for one in staff if one.cost_per_hour or (money and one.cost_per_shift)),
        "soft ends of shifts": (one.id for one, shift in problem.duties if shift.soft_end is not None),
        "longest working times": (one.id for one, shift in problem.duties if shift.max_duration is not None),
        "speeds by time of day": (f"from tick {one.start}" for one in problem.travel.speed_periods),
        "what rotation carries over": (entry.technician for entry in problem.ledger),
        "the published plan": (visit.appointment for visit in problem.published),
    }
