"""Reasons in words: what a code means for one appointment and one duty, with the facts behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scheduler.check.violation import label
from scheduler.entities import Appointment, Dated, Shift, Technician
from scheduler.problem import ProblemData
from scheduler.room import NoRoom
from scheduler.supply import stock_of

__all__ = ["Told", "label", "listed", "minutes", "moment", "refusal_sentence", "span"]


def moment(problem: ProblemData, tick: int) -> str:
    """The local time of a tick, with its date where there are several; plainly the tick if no calendar has it."""
    horizon = problem.horizon
    try:
        day = horizon.day(tick)
        several = horizon.days > 1 or day != horizon.first_day
        return f"{day} {horizon.clock(tick)}" if several else horizon.clock(tick)
    except (OverflowError, ValueError):
        return f"tick {tick}"


def span(problem: ProblemData, start: int, end: int) -> str:
    """A stretch of time for people."""
    return f"{moment(problem, start)} to {moment(problem, end)}"


def minutes(problem: ProblemData, ticks: int) -> str:
    """A length of time for people."""
    return f"{round(problem.horizon.minutes(ticks), 1):g} min"


def listed(words: Iterable[str]) -> str:
    """Words joined as people join them."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def refusal_sentence(told: Told, codes: Iterable[str]) -> str:
    """Why one technician does not take one appointment."""
    phrases = "; ".join(PHRASES[code](told) for code in codes)
    if told.room is None:
        return f"{label(told.technician)} cannot take {told.item.id}: {phrases}."
    return f"{label(told.technician)} has no room for {told.item.id} beside the visits already there: {phrases}."


class Told:
    """An appointment and a duty of which something is told; ``room`` is what a lack of room looks like, if it is one.

    ``shift`` is ``None`` for a technician without any.
    """

    def __init__(
        self,
        problem: ProblemData,
        item: Appointment,
        technician: Technician,
        shift: Shift | None,
        room: NoRoom | None = None,
    ) -> None:
        self.problem, self.item, self.technician, self.shift, self.room = problem, item, technician, shift, room
        self.day = 0 if shift is None else shift.start

    def moment(self, tick: int) -> str:
        """A tick for people."""
        return moment(self.problem, tick)

    def minutes(self, ticks: int) -> str:
        """A length of time for people."""
        return minutes(self.problem, ticks)

    def possible(self, verb: str, tick: int | None) -> str:
        """When it could be at the earliest, where that is known."""
        return "" if tick is None else f", and {verb} {self.moment(tick)}"


def _territory(told: Told) -> str:
    wanted = told.item.territory
    member = [one for one in told.technician.memberships if one.territory == wanted]
    if not member:
        return f"not a member of territory {wanted}"
    if any(one.holds_at(told.day) for one in member):
        return f"only a secondary member of territory {wanted}, whom the policy does not send"
    return f"a member of territory {wanted} only {_dates(told, member)}"


def _dates(told: Told, entries: Iterable[Dated]) -> str:
    words = []
    for entry in entries:
        begun = "" if entry.start is None else f"from {told.problem.horizon.day(entry.start)}"
        ended = "" if entry.end is None else f"until {told.problem.horizon.day(entry.end - 1)}"
        words.append(" ".join(part for part in (begun, ended) if part))
    return " or ".join(words)


def _skill(told: Told) -> str:
    lacking = []
    for need in told.item.skills:
        entries = [held for held in told.technician.skills if held.name == need.name]
        levels = [held.level for held in entries if held.holds_at(told.day)]
        if levels and max(levels) < need.level:
            lacking.append(f"has skill {need.name} at level {max(levels)}, level {need.level} is needed")
        elif not levels:
            dates = f" (held {_dates(told, entries)})" if entries else ""
            lacking.append(f"does not have skill {need.name}{dates}")
    return listed(lacking)


def _certificate(told: Told) -> str:
    lacking = []
    for name in dict.fromkeys(told.item.certificates):
        entries = [held for held in told.technician.certificates if held.name == name]
        if not entries:
            lacking.append(f"never had certificate {name}")
        elif not any(held.holds_at(told.day) for held in entries):
            lacking.append(f"certificate {name} is valid {_dates(told, entries)} and not on the day")
    return listed(lacking)


def _tools(told: Told) -> str:
    missing = sorted(set(told.item.tools) - set(told.technician.tools))
    words = f"does not carry {listed(missing)}"
    supply = told.problem.supply
    if not supply.depots:
        return words
    nowhere = supply.tools_nowhere(told.technician, told.item)
    if nowhere:
        return f"{words}; {listed(nowhere)} in no depot"
    depots = {depot for tool in missing for depot in supply.depots_with_tool(tool)}
    return f"{words}, and a stop at {_depots(told, depots)} does not fit"


def _depots(told: Told, depots: Iterable[int]) -> str:
    return " or ".join(f"depot {told.problem.depots[depot].id}" for depot in sorted(depots))


def _parts(told: Told) -> str:
    needs: dict[str, int] = {}
    for need in told.item.parts:
        needs[need.part] = needs.get(need.part, 0) + need.quantity
    stock, supply = stock_of(told.technician), told.problem.supply
    short = [f"{stock[part]} of part {part}" for part, count in needs.items() if count > stock[part]]
    words = f"too little is left of {listed(needs)}"
    if told.room is None:
        words = f"has {listed(short)} on board and needs {listed(f'{count} {part}' for part, count in needs.items())}"
    if not supply.depots:
        return words
    nowhere = supply.parts_nowhere(told.technician, told.item)
    if nowhere:
        return f"{words}; the depots do not have {listed(f'{one.quantity} more of part {one.part}' for one in nowhere)}"
    depots = {depot for part, count in needs.items() if count > stock[part] for depot in supply.depots_with(part)}
    return f"{words}, and a stop at {_depots(told, depots)} does not fit" if depots else words


def _choice(told: Told) -> str:
    if told.technician.id in told.item.excluded_technicians:
        return "is excluded for this appointment"
    return f"only {listed(told.item.required_technicians)} may go"


def _pin(told: Told) -> str:
    pin = told.item.pin
    assert pin is not None
    if pin.technician is not None and pin.technician != told.technician.id:
        return f"it is pinned to {pin.technician}"
    assert pin.start is not None
    return f"it is pinned to {told.moment(pin.start)}, when it does not fit"


def _capacity(told: Told) -> str:
    limit = told.technician.capacity
    if told.room is None:
        return f"a load of {told.item.load} is more than the van's {limit}"
    return f"with its load of {told.item.load} the van would hold more than {limit}"


def _shift(told: Told) -> str:
    if told.shift is None:
        return "is not on duty"
    hours = f"the shift is {span(told.problem, told.shift.start, told.shift.end)}"
    if told.room is not None and told.room.arrival is not None:
        return f"{hours}{told.possible('the return would be at', told.room.arrival)}"
    return f"{hours}, which does not leave the time for it"


def _break(told: Told) -> str:
    assert told.shift is not None
    breaks = (
        f"{told.minutes(rest.duration)} starting within {span(told.problem, rest.earliest, rest.latest)}"
        for rest in told.shift.breaks
    )
    return f"the break of {listed(breaks)} leaves no room"


def _window(told: Told) -> str:
    item, words = told.item, []
    if item.windows:
        words.append(f"start within {' or '.join(span(told.problem, w.earliest, w.latest) for w in item.windows)}")
    if item.earliest_start is not None:
        words.append(f"not start before {told.moment(item.earliest_start)}")
    hours = f", the shift is {span(told.problem, told.shift.start, told.shift.end)}" if told.shift else ""
    room = told.possible("the first possible start is", told.room.start) if told.room else hours
    return f"it may {listed(words)}{room}"


def _sla(told: Told) -> str:
    assert told.item.due is not None
    room = told.possible("the first possible end is", told.room.end) if told.room else ""
    return f"it cannot end by {told.moment(told.item.due)} when it is due{room}"


def _travel(told: Told) -> str:
    legs, place, technician, shift = told.problem.legs, told.item.location, told.technician, told.shift
    most = None if shift is None else shift.max_travel
    limit = "" if most is None else f" (at most {told.minutes(most)} of travel are allowed)"
    if told.room is not None or place is None:
        return f"the way to it takes too long{limit}"
    home = technician.home if shift is None or shift.start_location is None else shift.start_location
    ends = (None if shift is None else shift.end_location, technician.end, technician.home)
    back = next(end for end in ends if end is not None)
    there, away = told.minutes(legs.ticks(home, place)), told.minutes(legs.ticks(place, back))
    return f"the way of {there} there and {away} back takes too long{limit}"


def _limit(told: Told) -> str:
    shift = told.shift
    limits = []
    if shift is not None:
        limits += [f"{shift.max_visits} visits"] if shift.max_visits is not None else []
        limits += [f"{told.minutes(shift.max_travel)} of travel"] if shift.max_travel is not None else []
        limits += [f"{told.minutes(shift.max_duration)} of working time"] if shift.max_duration is not None else []
    return f"it would exceed the limit of {listed(limits)} in the shift"


def _absence(told: Told) -> str:
    away = (span(told.problem, gone.start, gone.end) for gone in told.technician.absences)
    return f"is absent {listed(away)}"


#: By code, the words for it.
PHRASES: dict[str, Callable[[Told], str]] = {
    "NO_LOCATION": lambda told: "nobody knows where it is",
    "NO_TERRITORY": lambda told: "it is in no territory",
    "TERRITORY": _territory,
    "SKILL": _skill,
    "SKILL_LEVEL": _skill,
    "CERTIFICATE": _certificate,
    "CERTIFICATE_EXPIRED": _certificate,
    "TOOLS": _tools,
    "PARTS": _parts,
    "EXCLUDED": _choice,
    "PIN": _pin,
    "CAPACITY": _capacity,
    "ABSENCE": _absence,
    "SHIFT": _shift,
    "BREAK": _break,
    "WINDOW": _window,
    "SLA_WINDOW": _sla,
    "TRAVEL": _travel,
    "LIMIT": _limit,
    "CREW": lambda told: f"a crew of {told.item.crew_size} is not free together",
    "PRECEDENCE": lambda told: f"it comes after {listed(one.appointment for one in told.item.predecessors)}",
    "ALL_OR_NONE": lambda told: f"the rest of its group {told.item.all_or_none} is not served",
}
