"""Who may: the one definition used by construction, search, CP-SAT, recommendation and explanation.

Every pair of an appointment and a duty (a technician's shift) is judged on an empty calendar. A *no* has a reason
code; :func:`reasons` gives all of them, as a smallest set: with all of them removed the pair is possible, with any one
of them left it is not. ``scheduler.check`` has a reading of its own and a test compares the two on every pair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import fields
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.entities import Appointment, Shift, Technician
from scheduler.policy import Policy
from scheduler.problem import ProblemData
from scheduler.route import excused, start_bounds, stop_at
from scheduler.supply import Supply
from scheduler.timing import DutyClock, Node

#: A shift so long that it binds nothing.
ALWAYS = 1 << 50


def _location(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    return "NO_LOCATION" if item.location is None else None


def _territory(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    if item.territory is None:
        return "NO_TERRITORY"
    allowed = {"primary", "relocated", "secondary"} if policy.secondary else {"primary", "relocated"}
    return None if technician.membership_kinds(item.territory, shift.start) & allowed else "TERRITORY"


def _skill(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    levels: dict[str, int] = {}
    for skill in technician.skills:
        if skill.holds_at(shift.start):
            levels[skill.name] = max(skill.level, levels.get(skill.name, 0))
    if any(need.name not in levels for need in item.skills):
        return "SKILL"
    return "SKILL_LEVEL" if any(levels[need.name] < need.level for need in item.skills) else None


def _certificate(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    valid = {held.name for held in technician.certificates if held.holds_at(shift.start)}
    missing = [name for name in item.certificates if name not in valid]
    if not missing:
        return None
    ever = {held.name for held in technician.certificates}
    return "CERTIFICATE" if any(name not in ever for name in missing) else "CERTIFICATE_EXPIRED"


def _tools(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    return "TOOLS" if supply.tools_nowhere(technician, item) else None


def _parts(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    return "PARTS" if supply.parts_nowhere(technician, item) else None


def _choice(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    unwanted = bool(item.required_technicians) and technician.id not in item.required_technicians
    return "EXCLUDED" if unwanted or technician.id in item.excluded_technicians else None


def _pin(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    pinned = None if item.pin is None else item.pin.technician
    return "PIN" if pinned is not None and pinned != technician.id else None


def _capacity(item: Appointment, technician: Technician, shift: Shift, policy: Policy, supply: Supply) -> str | None:
    return "CAPACITY" if technician.capacity is not None and item.load > technician.capacity else None


Rule = Callable[[Appointment, Technician, Shift, Policy, Supply], str | None]

#: The rules that need no clock, in the order of the funnel.
PAIR_RULES: dict[str, Rule] = {
    "location": _location,
    "territory": _territory,
    "skill": _skill,
    "certificate": _certificate,
    "tools": _tools,
    "parts": _parts,
    "choice": _choice,
    "pin": _pin,
    "capacity": _capacity,
}

#: The rules of the clock and their codes, in the order in which they are put back to find a smallest set of reasons:
#: the later ones are blamed first, so a technician who is too far away is not called out of hours. Tools and parts are
#: among them as far as they have to be picked up: the stop at a depot takes time.
CLOCK_RULES: dict[str, str] = {
    "shift": "SHIFT",
    "break": "BREAK",
    "limits": "LIMIT",
    "window": "WINDOW",
    "sla": "SLA_WINDOW",
    "travel": "TRAVEL",
    "pin_start": "PIN",
    "absence": "ABSENCE",
    "tools": "TOOLS",
    "parts": "PARTS",
}

#: Every code in the order of the funnel, for the matrix.
CODES: tuple[str, ...] = (
    "",
    "NO_LOCATION",
    "NO_TERRITORY",
    "TERRITORY",
    "SKILL",
    "SKILL_LEVEL",
    "CERTIFICATE",
    "CERTIFICATE_EXPIRED",
    "TOOLS",
    "PARTS",
    "EXCLUDED",
    "PIN",
    "CAPACITY",
    "ABSENCE",
    "SHIFT",
    "BREAK",
    "WINDOW",
    "SLA_WINDOW",
    "TRAVEL",
    "LIMIT",
    "CREW",
    "PRECEDENCE",
    "ALL_OR_NONE",
)


def _applies(rule: str, item: Appointment, problem: ProblemData) -> bool:
    """Whether a rule binds an appointment. Without a place nobody can go, whoever waives it."""
    if rule == "location":
        return True
    if rule in item.waivers:
        return False
    if item.frozen:
        return rule == "pin"
    return rule != "territory" or bool(problem.territories)


def pair_codes(
    problem: ProblemData, policy: Policy, item: Appointment, technician: Technician, shift: Shift
) -> dict[str, str]:
    """By rule, the codes of the rules without a clock that speak against a pair, of a crew against a member."""
    item = item.for_member(technician.id)
    found = {
        rule: function(item, technician, shift, policy, problem.supply)
        for rule, function in PAIR_RULES.items()
        if _applies(rule, item, problem)
    }
    return {rule: code for rule, code in found.items() if code is not None}


def fits_alone(
    problem: ProblemData,
    policy: Policy,
    item: Appointment,
    technician: Technician,
    shift: Shift,
    active: frozenset[str] = frozenset(CLOCK_RULES),
) -> bool:
    """Whether a visit fits an empty calendar under the given rules of the clock."""
    item = item.for_member(technician.id)
    clock = DutyClock(*loosened(technician, shift, active), problem.speeds)
    bounds = start_bounds(without_bounds(item, active), policy, technician.service(item.duration))
    visit = Node(item.location or 0, technician.service(item.duration), bounds)
    needy = without_needs(item, active)
    limits = "limits" in active and not excused("limits", [item])
    far = "travel" in active and item.location is not None
    return any(
        _fits(problem, shift, clock, [visit if row == 0 else stop_at(problem.depots[~row]) for row in way], far, limits)
        for way in problem.supply.completed(technician, (0,), lambda _: needy)
    )


def _fits(
    problem: ProblemData, shift: Shift, clock: DutyClock, nodes: Sequence[Node], travelling: bool, limits: bool
) -> bool:
    """Whether a visit, with the stops at depots that it needs, fits an empty calendar."""
    places = [clock.origin, *(node.location for node in nodes), clock.destination]
    legs = [problem.legs.ticks(*pair) if travelling else 0 for pair in pairwise(places)]
    if not limits or (shift.max_visits, shift.max_travel, shift.max_duration) == (None, None, None):
        return clock.fits(nodes, legs)
    return shift.max_visits != 0 and clock.within(nodes, legs, shift.max_travel, shift.max_duration) is not None


def without_needs(item: Appointment, active: frozenset[str]) -> Appointment:
    """An appointment without the tools and parts that the rules that are not active say it needs."""
    if "tools" not in active and item.tools:
        item = item.replace(tools=())
    if "parts" not in active and item.parts:
        item = item.replace(parts=())
    return item


def loosened(technician: Technician, shift: Shift, active: frozenset[str]) -> tuple[Technician, Shift]:
    """A duty without what the rules that are not active say about it."""
    if "absence" not in active and technician.absences:
        technician = technician.replace(absences=())
    if "break" not in active and shift.breaks:
        shift = shift.replace(breaks=())
    if "shift" not in active:
        shift = shift.replace(start=-ALWAYS, end=ALWAYS)
        technician = technician.replace(shifts=())
    return technician, shift


def without_bounds(item: Appointment, active: frozenset[str]) -> Appointment:
    """An appointment without what the rules that are not active say about its time. Frozen ones stay as they are."""
    if "window" not in active and (item.windows or item.earliest_start is not None):
        item = item.replace(windows=(), earliest_start=None)
    if "sla" not in active and item.due is not None:
        item = item.replace(due=None)
    if "pin_start" not in active and not item.frozen:
        item = item.replace(pin=None)
    return item


def clock_codes(
    problem: ProblemData,
    policy: Policy,
    item: Appointment,
    technician: Technician,
    shift: Shift,
    lifted: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """A smallest set of clock rules whose removal makes the visit fit an empty calendar; empty if it fits as it is.

    ``lifted`` rules are removed for another reason already, and so are not blamed.
    """
    if fits_alone(problem, policy, item, technician, shift, frozenset(CLOCK_RULES) - lifted):
        return ()
    kept: set[str] = set()
    blamed = []
    for rule, code in CLOCK_RULES.items():
        if rule in lifted:
            continue
        if fits_alone(problem, policy, item, technician, shift, frozenset(kept | {rule})):
            kept.add(rule)
        else:
            blamed.append(code)
    return tuple(blamed)


def reasons(
    problem: ProblemData, policy: Policy, item: Appointment, technician: Technician, shift: Shift
) -> tuple[str, ...]:
    """Every code that speaks against a pair, in the order of the funnel; empty if the pair is eligible."""
    codes = set(pair_codes(problem, policy, item, technician, shift).values())
    codes.update(clock_codes(problem, policy, item, technician, shift, _gone_with(codes)))
    return tuple(sorted(codes, key=CODES.index))


def _gone_with(codes: Set[str]) -> frozenset[str]:
    """Clock rules that go with a reason: who takes a pin away takes its start; the way to nowhere is not known."""
    pairs = (("PIN", "pin_start"), ("NO_LOCATION", "travel"), ("TOOLS", "tools"), ("PARTS", "parts"))
    return frozenset(rule for code, rule in pairs if code in codes)


def reasons_off_duty(
    problem: ProblemData, policy: Policy, item: Appointment, technician: Technician
) -> tuple[str, ...]:
    """Every code that speaks against a technician without any shift: SHIFT, and what a shift would not change.

    What holds on certain dates only is judged at the start of the horizon.
    """
    nominal = Shift("none", 0, max(1, problem.horizon.end))
    codes = {"SHIFT", *pair_codes(problem, policy, item, technician, nominal).values()}
    codes.update(clock_codes(problem, policy, item, technician, nominal, _gone_with(codes) | {"shift"}))
    return tuple(sorted(codes, key=CODES.index))


class Eligibility:
    """The matrix, a row at a time when first asked for."""

    def __init__(self, problem: ProblemData, policy: Policy) -> None:
        self.problem, self.policy = problem, policy
        self._rows: dict[int, NDArray[np.uint8]] = {}
        self._duties: dict[int, tuple[int, ...]] = {}

    def narrowed(self, part: ProblemData) -> Eligibility:
        """The matrix of a part of the problem, without judging any pair again."""
        if part is self.problem:
            return self
        known = self._place
        rows = [known[item.id] for item in part.appointments]
        columns = [self.problem.duty[technician.id, shift.id] for technician, shift in part.duties]
        other = Eligibility(part, self.policy)
        other._rows = {index: self.row(row)[columns] for index, row in enumerate(rows)}
        return other

    @cached_property
    def _place(self) -> dict[str, int]:
        return {item.id: row for row, item in enumerate(self.problem.appointments)}

    @cached_property
    def codes(self) -> NDArray[np.uint8]:
        """``codes[a, d]`` is the index into :data:`CODES` of the first reason, 0 where the pair is eligible."""
        rows = [self.row(index) for index in range(len(self.problem.appointments))]
        return np.array(rows, dtype=np.uint8).reshape(len(rows), len(self.problem.duties))

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """Which appointment (row) may be done on which duty (column)."""
        return np.asarray(self.codes == 0)

    def row(self, index: int) -> NDArray[np.uint8]:
        """One appointment's row of :attr:`codes`."""
        if index not in self._rows:
            self._rows[index] = self._row(self.problem.appointments[index])
        return self._rows[index]

    def allowed_at(self, row: int, column: int) -> bool:
        """Whether one appointment may be done on one duty."""
        return not self.row(row)[column]

    def judged(self, row: int, column: int) -> bool:
        """As :meth:`allowed_at`, without judging the rest of the row: for a single question."""
        if row in self._rows:
            return self.allowed_at(row, column)
        return self._first_code(self.problem.appointments[row], *self.problem.duties[column]) == 0

    def duties(self, row: int) -> tuple[int, ...]:
        """The duties that an appointment may be done on, in ascending order."""
        if row not in self._duties:
            self._duties[row] = tuple(int(column) for column in np.flatnonzero(self.row(row) == 0))
        return self._duties[row]

    def _row(self, item: Appointment) -> NDArray[np.uint8]:
        codes = np.zeros(len(self.problem.duties), dtype=np.uint8)
        columns: Sequence[int] = range(len(codes))
        judged = item.location is not None and _applies("territory", item, self.problem)
        if self._members is not None and judged and item.territory is not None:
            codes[:] = CODES.index("TERRITORY")
            columns = self._members.get(item.territory, [])
        names = item.pin is not None or bool(item.required_technicians or item.excluded_technicians)
        known: dict[int, int] = {}
        for column in columns:
            first = column if names else self._alike[column]
            if first not in known:
                known[first] = self._first_code(item, *self.problem.duties[column])
            codes[column] = known[first]
        return codes

    @cached_property
    def _alike(self) -> list[int]:
        """For each duty the first that nothing tells from it but who it is."""
        first: dict[object, int] = {}
        return [first.setdefault(_nameless(*duty), column) for column, duty in enumerate(self.problem.duties)]

    @cached_property
    def _members(self) -> dict[str, list[int]] | None:
        """Duties by territory, whatever the dates; ``None`` where there are no territories."""
        if not self.problem.territories:
            return None
        found: dict[str, list[int]] = {}
        for column, (technician, _) in enumerate(self.problem.duties):
            for territory in dict.fromkeys(member.territory for member in technician.memberships):
                found.setdefault(territory, []).append(column)
        return found

    def _first_code(self, item: Appointment, technician: Technician, shift: Shift) -> int:
        against = pair_codes(self.problem, self.policy, item, technician, shift)
        if against:
            return _index(next(iter(against.values())))
        if fits_alone(self.problem, self.policy, item, technician, shift):
            return 0
        return _index(clock_codes(self.problem, self.policy, item, technician, shift)[0])


def _nameless(technician: Technician, shift: Shift) -> object:
    """All that a duty is but its names, and the technician's other shifts."""
    own = {"id", "name", "shifts"}
    return tuple(getattr(part, one.name) for part in (technician, shift) for one in fields(part) if one.name not in own)


@lru_cache
def _index(code: str) -> int:
    return CODES.index(code)
