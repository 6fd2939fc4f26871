"""Constraints between appointments: what comes before, and what is served with others or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.check.itinerary import Visit
from scheduler.check.violation import Case, Violation
from scheduler.entities import Appointment, Predecessor


def precedence(case: Case) -> Iterator[Violation]:
    """An appointment starts when each of its predecessors is served and has ended, and the delay after that is over."""
    for name, visits in case.served.items():
        for before in visits[0].appointment.predecessors:
            earlier = case.served.get(before.appointment, ())
            if words := _too_soon(case, visits, earlier, before):
                fact = all(visit.frozen for visit in (*visits, *earlier))
                inherited = fact or visits[0].waives("precedence")
                sentence = f"Appointment {name} at {case.clock(visits[0].stop.start)}: {words}."
                yield Violation("PRECEDENCE", "precedence", sentence, name, inherited=inherited)


def _too_soon(case: Case, visits: Sequence[Visit], earlier: Sequence[Visit], before: Predecessor) -> str:
    """What is wrong with the order of two appointments, empty if nothing is."""
    if not earlier:
        return f"{before.appointment}, which comes before it, is not served"
    end = max(visit.stop.end for visit in earlier)
    if min(visit.stop.start for visit in visits) >= end + before.min_delay:
        return ""
    delay = f" and {case.minutes(before.min_delay)} have to pass" if before.min_delay else ""
    return f"{before.appointment}, which comes before it, ends {case.clock(end)}{delay}"


def all_or_none(case: Case) -> Iterator[Violation]:
    """Of a group all are served or none is. Facts that are served stand, whether the rest follows or not."""
    groups: dict[str, list[Appointment]] = {}
    for item in case.problem.appointments:
        if item.all_or_none is not None:
            groups.setdefault(item.all_or_none, []).append(item)
    for group, items in groups.items():
        done = [item for item in items if item.id in case.served]
        left = [item for item in items if item.id not in case.served]
        if done and left:
            bound = [item for item in left if "all_or_none" not in item.waivers]
            kept = [item for item in done if "all_or_none" not in item.waivers]
            own = bound and any(not visit.frozen for item in kept for visit in case.served[item.id])
            sentence = f"Group {group} is served in part: {_ids(done)} without {_ids(left)}."
            yield Violation("ALL_OR_NONE", "all_or_none", sentence, left[0].id, inherited=not own)


def _ids(items: Sequence[Appointment]) -> str:
    return ", ".join(item.id for item in items)
