"""What appointments refer to: each other, and what technicians can do and carry.

A predecessor that is not in the file is an error, and so is an appointment that comes, through others, after itself.
A skill, certificate, tool or part that no technician has is a verdict (nobody is qualified) and a warning, unless it is
beyond doubt a misspelling of one that somebody has (:func:`scheduler.spelling.misspelt`): then it is an error, since
the verdict would hide the slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scheduler.day.findings import DayCode, MisreadError
from scheduler.day.names import Names
from scheduler.day.row import Row
from scheduler.entities import Appointment, Technician
from scheduler.spelling import misspelt

#: Appointments of a cycle that a finding names.
NAMED = 8
_KINDS = {"skills": "skill", "certificates": "certificate", "tools": "tool", "parts": "part"}


def known_predecessors(appointments: Sequence[Appointment], rows: Mapping[str, Row]) -> list[Appointment]:
    """The appointments less predecessors that cannot be: not in the file, or after itself. Each is noted."""
    names = Names("appointment", dict.fromkeys(rows, ""))
    result = []
    for appointment in appointments:
        for before in appointment.predecessors:
            try:
                names.resolve(before.appointment)
            except MisreadError as error:
                rows[appointment.id].refuse("after", error.message, error.expected, error.code)
        kept = tuple(before for before in appointment.predecessors if before.appointment in names)
        result.append(appointment if kept == appointment.predecessors else appointment.replace(predecessors=kept))
    return _without_cycles(result, rows)


def _without_cycles(appointments: Sequence[Appointment], rows: Mapping[str, Row]) -> list[Appointment]:
    """The appointments less the predecessors that close a cycle; each cycle is noted at the row that closes it."""
    closing: dict[str, set[str]] = {}
    for cycle in _cycles({item.id: [before.appointment for before in item.predecessors] for item in appointments}):
        name, before = cycle[:2]
        closing.setdefault(name, set()).add(before)
        named = cycle if len(cycle) <= NAMED else [*cycle[: NAMED - 2], f"{len(cycle) - NAMED + 1} more", name]
        message = f"the appointment comes after itself: {' after '.join(named)}"
        rows[name].refuse("after", message, "an order without a circle", DayCode.AFTER_ITSELF)
    return [
        item.replace(predecessors=tuple(one for one in item.predecessors if one.appointment not in closing[item.id]))
        if item.id in closing
        else item
        for item in appointments
    ]


def _cycles(after: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """By depth first search, for every step back onto the way the cycle it closes, its first name again at its end.

    Without these steps nothing comes after itself.
    """
    done: set[str] = set()
    for root in after:
        way = {} if root in done else {root: iter(after[root])}
        while way:
            name = next(reversed(way))
            before = next(way[name], None)
            if before is None:
                done.add(name)
                del way[name]
            elif before in way:
                names = list(way)
                yield [name, *names[names.index(before) :]]
            elif before not in done:
                way[before] = iter(after[before])


def check_vocabulary(
    appointments: Iterable[Appointment], technicians: Iterable[Technician], rows: Mapping[str, Row]
) -> None:
    """Note needs that nobody meets: as errors where they are misspelt, else once a name as warnings."""
    held = _held(technicians)
    corrections: dict[tuple[str, str], str | None] = {}
    for appointment in appointments:
        for column, name in _needed(appointment):
            if name in held[column]:
                continue
            first = (column, name) not in corrections
            if first:
                corrections[column, name] = misspelt(name, held[column])
            _note(rows[appointment.id], column, name, corrections[column, name], first)


def _note(row: Row, column: str, name: str, correction: str | None, first: bool) -> None:
    kind = _KINDS[column]
    if correction is not None:
        message, expected = f"no technician has the {kind} {name!r}", f"{correction!r}?"
        row.refuse(column, message, expected, DayCode.NAME_UNKNOWN)
    elif first:
        message = f"no technician has the {kind} {name!r}, so it will stay unscheduled"
        row.warn(column, message, f"a {kind} that somebody has", DayCode.NOBODY_HAS_IT)


def _needed(appointment: Appointment) -> list[tuple[str, str]]:
    return [
        *(("skills", need.name) for need in appointment.skills),
        *(("certificates", name) for name in appointment.certificates),
        *(("tools", name) for name in appointment.tools),
        *(("parts", need.part) for need in appointment.parts),
    ]


def _held(technicians: Iterable[Technician]) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {column: set() for column in _KINDS}
    for technician in technicians:
        held["skills"].update(skill.name for skill in technician.skills)
        held["certificates"].update(certificate.name for certificate in technician.certificates)
        held["tools"].update(technician.tools)
        held["parts"].update(stock.part for stock in technician.stock)
    return held
