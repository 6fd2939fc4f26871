"""A problem as Timefold's model input: read again it is the same problem, as far as that JSON can say it.

* Certificates are tags, and so are territories, tools and parts, which Timefold does not know: who may go is the same.
* Windows, earliest starts, pinned starts and hard due times are time windows; every due time is a ``latestSlaEndTime``.
* A pin to a technician is a pinning request with an itinerary; absences are fixed breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler.entities import Appointment, LedgerEntry, ProblemError, Shift, Technician
from scheduler.formats.demands import Demand, Written, demands, off_duty, starts, told
from scheduler.formats.json_text import layout
from scheduler.kpis import iso_duration
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.travel import GreatCircleTravel, MatrixTravel

_LEAST_URGENT = 10
#: A tag that nobody has: of what can be done at no time.
_NEVER = "at no time"
_TAGS = ("territory", "certificate", "tools", "parts")


def timefold_input(problem: ProblemData, policy: Policy) -> Written:
    """The JSON text of a model request and what it leaves out; the same problem gives the same text.

    Raises :class:`ProblemError` with everything that keeps the problem from being a request at all.
    """
    findings = list(_findings(problem))
    if findings:
        raise ProblemError(findings)
    return Written(layout(_Writer(problem, policy).request()), told(_left_out(problem)))


def _findings(problem: ProblemData) -> Iterator[str]:
    if 60 % problem.horizon.ticks_per_minute:
        yield f"times are written in whole seconds; {problem.horizon.ticks_per_minute} ticks a minute are none"
    if any(place.latitude is None for place in problem.locations):
        names = [place.id for place in problem.locations if place.latitude is None]
        yield f"Timefold knows places by their coordinates; {', '.join(names[:5])} have none"


@dataclass(frozen=True)
class _Writer:
    """One request being written."""

    problem: ProblemData
    policy: Policy

    def request(self) -> dict[str, Any]:
        horizon = self.problem.horizon
        window = {"startDate": horizon.iso(0), "endDate": horizon.iso(horizon.end)}
        visits = [self._visit(item) for item in self.problem.appointments if item.location is not None]
        vehicles = [self._vehicle(one) for one in self.problem.technicians]
        model = {"planningWindow": window, "vehicles": vehicles, "visits": visits}
        return {"config": {"run": {"name": self.problem.name}}, "modelInput": model}

    def _time(self, tick: int) -> str:
        return self.problem.horizon.iso(tick)

    def _length(self, ticks: int) -> str:
        return iso_duration(self.problem, ticks)

    def _place(self, index: int) -> list[float | None]:
        place = self.problem.locations[index]
        return [place.latitude, place.longitude]

    # -- visits ---------------------------------------------------------------------------------------------------

    def _visit(self, item: Appointment) -> dict[str, Any]:
        windows = starts(self.problem, self.policy, item)
        visit: dict[str, Any] = {
            "id": item.id,
            "name": item.details.get("name", ""),
            "location": self._place(item.location or 0),
            "serviceDuration": self._length(item.duration),
            "priority": str(min(item.priority, _LEAST_URGENT)),
        }
        more = {
            "timeWindows": [
                {"minStartTime": self._time(one.earliest), "maxStartTime": self._time(one.latest)}
                for one in windows or ()
            ],
            "latestSlaEndTime": None if item.due is None else self._time(item.due),
            "requiredSkills": [
                {"name": demand.probe.skills[0].name, "minLevel": demand.probe.skills[0].level}
                for demand in demands(self.problem, item, ("skill",))
            ],
            "requiredTags": [*map(_tag, self._tags(item)), *([] if self._possible(item) else [_NEVER])],
            **self._choice(item),
            "visitDependencies": [
                {
                    "id": f"{item.id} {number}",
                    "precedingVisit": one.appointment,
                    "minDelay": self._length(one.min_delay),
                }
                for number, one in enumerate(item.follows, 1)
                if self.problem.appointment[one.appointment].location is not None
            ],
            "pinningRequested": self._pinned(item) is not None,
        }
        return visit | {key: value for key, value in more.items() if value}

    def _choice(self, item: Appointment) -> dict[str, list[str]]:
        """Wishes and choices, without those who are not there."""
        chosen = {"preferredVehicles": item.preferred_technicians}
        for demand in demands(self.problem, item, ("choice",)):
            chosen["requiredVehicles"] = demand.probe.required_technicians
            chosen["prohibitedVehicles"] = demand.probe.excluded_technicians
        return {key: [name for name in names if name in self.problem.technician] for key, names in chosen.items()}

    def _possible(self, item: Appointment) -> bool:
        """Whether there is a time for it, and those are there whom it is for."""
        required = [demand.probe.required_technicians for demand in demands(self.problem, item, ("choice",))]
        there = all(any(name in self.problem.technician for name in names) for names in required if names)
        placed = self._pinned(item) is not None or not demands(self.problem, item, ("pin",))
        return there and placed and starts(self.problem, self.policy, item) is not None

    def _tags(self, item: Appointment) -> tuple[Demand, ...]:
        return demands(self.problem, item, _TAGS)

    @cached_property
    def _wanted(self) -> dict[str, Demand]:
        """What visits require beyond certificates, by its tag."""
        every = (demand for item in self.problem.appointments for demand in self._tags(item))
        return {_tag(demand): demand for demand in every if demand.rule != "certificate"}

    # -- vehicles -------------------------------------------------------------------------------------------------

    def _vehicle(self, technician: Technician) -> dict[str, Any]:
        carried = [entry for entry in self.problem.ledger if entry.technician == technician.id]
        used, capacity = sum(entry.load for entry in carried), sum(entry.capacity for entry in carried)
        vehicle: dict[str, Any] = {"id": technician.id}
        if used or capacity:
            vehicle |= {"historicalTimeUtilized": self._length(used), "historicalTimeCapacity": self._length(capacity)}
        return vehicle | {"shifts": [self._shift(technician, shift) for shift in technician.shifts]}

    def _shift(self, technician: Technician, shift: Shift) -> dict[str, Any]:
        home = technician.home if shift.start_location is None else shift.start_location
        last = technician.home if technician.end is None else technician.end
        told_shift: dict[str, Any] = {
            "id": shift.id,
            "startLocation": self._place(home),
            "endLocation": self._place(last if shift.end_location is None else shift.end_location),
            "minStartTime": self._time(shift.start),
            "maxEndTime": self._time(shift.end),
        }
        more = {
            "maxSoftEndTime": None if shift.soft_end is None else self._time(shift.soft_end),
            "maxTravelTime": None if shift.max_travel is None else self._length(shift.max_travel),
            "skills": self._skills(technician, shift),
            "tags": self._held(technician, shift),
            "requiredBreaks": list(self._rests(technician, shift)),
            "cost": {"fixedCost": technician.cost_per_shift} if technician.cost_per_shift else None,
            "itinerary": [
                {"id": name, "kind": "VISIT"} for name in self._itineraries.get((technician.id, shift.id), ())
            ],
        }
        return told_shift | {key: value for key, value in more.items() if value}

    def _skills(self, technician: Technician, shift: Shift) -> list[dict[str, Any]]:
        held = dict.fromkeys((skill.name, skill.level) for skill in technician.skills if skill.holds_at(shift.start))
        return [{"name": name, "level": level} for name, level in held]

    def _held(self, technician: Technician, shift: Shift) -> list[str]:
        own = [held.name for held in technician.certificates if held.holds_at(shift.start)]
        met = [tag for tag, demand in self._wanted.items() if demand.met(technician, shift, self.policy)]
        return list(dict.fromkeys([*own, *met]))

    def _rests(self, technician: Technician, shift: Shift) -> Iterator[dict[str, str]]:
        for number, rest in enumerate(shift.breaks, 1):
            yield {
                "id": f"break {number}",
                "type": "FLOATING",
                "minStartTime": self._time(rest.earliest),
                "maxStartTime": self._time(rest.latest),
                "maxEndTime": self._time(rest.latest + rest.duration),
                "duration": self._length(rest.duration),
            }
        for number, away in enumerate(off_duty(technician, shift), 1):
            times = {"startTime": self._time(away.start), "endTime": self._time(away.end)}
            yield {"id": f"absence {number}", "type": "FIXED", **times}

    # -- pins -----------------------------------------------------------------------------------------------------

    def _pinned(self, item: Appointment) -> tuple[str, str] | None:
        """The technician and the shift to which a visit is pinned: that of the pinned start, else the first."""
        pins = demands(self.problem, item, ("pin",))
        name = pins[0].probe.pin.technician if pins and pins[0].probe.pin is not None else None
        technician = self.problem.technician.get(name or "")
        if technician is None or not technician.shifts:
            return None
        start = item.pin.start if item.pin is not None else None
        during = [one for one in technician.shifts if start is not None and one.start <= start < one.end]
        return technician.id, (during or technician.shifts)[0].id

    @cached_property
    def _itineraries(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for item in self.problem.appointments:
            duty = self._pinned(item) if item.location is not None else None
            if duty is not None:
                found.setdefault(duty, []).append(item.id)
        return found


def _tag(demand: Demand) -> str:
    return demand.probe.certificates[0] if demand.rule == "certificate" else demand.label


def _left_out(problem: ProblemData) -> dict[str, Iterable[str]]:
    """What Timefold's JSON cannot say or this writer does not say there, by feature, and whose it is."""
    items, staff = problem.appointments, problem.technicians
    default = isinstance(problem.travel, GreatCircleTravel) and problem.travel == GreatCircleTravel()
    matrix = isinstance(problem.travel, MatrixTravel)
    return {
        "appointments without a place": (item.id for item in items if item.location is None),
        "priorities beyond 10": (item.id for item in items if item.priority > _LEAST_URGENT),
        "crews": (item.id for item in items if item.crew > 1),
        "order after what has no place": (
            item.id for item in items for one in item.follows if problem.appointment[one.appointment].location is None
        ),
        "groups served whole or not at all": (item.id for item in items if item.group is not None),
        "loads": (item.id for item in items if item.load),
        "stock that several visits use up": (item.id for item in items if item.parts),
        "waived limits": (item.id for item in items if {"limits", "shift"} & set(item.waivers)),
        "depots": (depot.id for depot in problem.depots),
        "paces of work": (one.id for one in staff if one.efficiency != 1000),
        "costs by the hour": (one.id for one in staff if one.cost_per_hour),
        "most visits of a shift": (one.id for one, shift in problem.duties if shift.max_visits is not None),
        "longest working times": (one.id for one, shift in problem.duties if shift.max_duration is not None),
        "travel": () if default else ("a matrix" if matrix else "speeds and detour of its own",),
        "ledger entries in turns": (entry.technician for entry in problem.ledger if _has_turns(entry)),
        "the published plan": (visit.appointment for visit in problem.published),
    }


def _has_turns(entry: LedgerEntry) -> bool:
    return bool(entry.turns) or entry.last_turn is not None
