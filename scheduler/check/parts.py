"""The parts constraint: no part is used that is not on board. A crew uses what its vans hold between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scheduler.check.itinerary import Visit
from scheduler.check.violation import Case, Violation, excess_follows_from_facts, follows_from_facts, label

Needs = dict[tuple[str, str], list[tuple[Visit, int]]]


def parts(case: Case) -> Iterator[Violation]:
    """What a technician's visits use over the whole horizon is in the van, and what crews use in their vans together.

    Who goes alone has only the own van, so crews share what is left then.
    """
    alone = _needs_alone(case)
    yield from _overused(case, alone)
    wanted = _needs_of_crews(case)
    for part in sorted({part for _, part in wanted}):
        left = {name: _left(case, alone, name, part) for name in case.problem.technician}
        yield from _short(case, part, {name: need for (name, other), need in wanted.items() if other == part}, left)


def _overused(case: Case, needs: Needs) -> Iterator[Violation]:
    for (name, part), shares in needs.items():
        technician = case.problem.technician[name]
        used = sum(amount for _, amount in shares)
        stock = _stock(case, name, part)
        if used > stock:
            inherited = excess_follows_from_facts("parts", shares, stock)
            visits = ", ".join(visit.appointment.id for visit, _ in shares)
            sentence = f"Technician {label(technician)} needs {used} of part {part} for {visits} and has {stock}."
            yield Violation("PARTS", "parts", sentence, technician=name, inherited=inherited)


def _needs_alone(case: Case) -> Needs:
    needs: Needs = defaultdict(list)
    for visits in case.served.values():
        for visit in visits if visits[0].appointment.crew_size == 1 else ():
            for need in visit.appointment.parts:
                needs[visit.technician.id, need.part].append((visit, need.quantity))
    return needs


def _needs_of_crews(case: Case) -> dict[tuple[str, str], int]:
    """By appointment and part, how many a crew needs."""
    needs: dict[tuple[str, str], int] = defaultdict(int)
    for name, crew in case.crews.items():
        for need in crew[0].appointment.parts:
            needs[name, need.part] += need.quantity
    return needs


def _stock(case: Case, technician: str, part: str) -> int:
    return sum(entry.quantity for entry in case.problem.technician[technician].stock if entry.part == part)


def _left(case: Case, alone: Needs, technician: str, part: str) -> int:
    """What a van holds beside the needs of those visits that have only it."""
    used = sum(amount for visit, amount in alone.get((technician, part), ()) if not visit.waives("parts"))
    return max(0, _stock(case, technician, part) - used)


def _short(case: Case, part: str, wanted: Mapping[str, int], left: dict[str, int]) -> Iterator[Violation]:
    """The crews that find too little, if the vans are shared out among them as well as can be.

    A largest flow from vans to crews by augmenting paths, as in Ford and Fulkerson (1956). Facts are served first,
    and what is waived last, so that neither takes anything from the plan's own.
    """
    flow: dict[tuple[str, str], int] = defaultdict(int)
    order = sorted(wanted, key=lambda name: (_waived(case, name), not _a_fact(case, name), name))
    for name in order:
        missing = wanted[name]
        while missing and (path := _path(case, name, left, flow)):
            missing -= _augment(path, missing, left, flow)
        if missing:
            inherited = follows_from_facts("parts", case.crews[name])
            needs = f"{wanted[name]} of part {part}, {missing} more than it finds"
            sentence = f"The crew of appointment {name} needs {needs}."
            yield Violation("PARTS", "parts", sentence, name, inherited=inherited)


def _waived(case: Case, name: str) -> bool:
    return "parts" in case.problem.appointment[name].waivers


def _a_fact(case: Case, name: str) -> bool:
    return all(visit.frozen for visit in case.crews[name])


def _path(case: Case, name: str, left: Mapping[str, int], flow: Mapping[tuple[str, str], int]) -> list[str]:
    """Crew, van, crew, van ... to a van with something left: each later crew gives up what it has of the van before."""
    trail: dict[str, list[str]] = {name: [name]}
    queue = [name]
    tried: set[str] = set()
    while queue:
        crew = queue.pop(0)
        for van in (visit.technician.id for visit in case.crews[crew]):
            if van in tried:
                continue
            tried.add(van)
            if left[van]:
                return [*trail[crew], van]
            for other in (one for one, giver in flow if giver == van and flow[one, giver] and one not in trail):
                trail[other] = [*trail[crew], van, other]
                queue.append(other)
    return []


def _augment(path: list[str], most: int, left: dict[str, int], flow: dict[tuple[str, str], int]) -> int:
    """Move along a path as much as it can take."""
    given = list(zip(path[0::2], path[1::2], strict=True))
    returned = list(zip(path[2::2], path[1:-1:2], strict=True))
    amount = min([most, left[path[-1]], *(flow[pair] for pair in returned)])
    for pair in given:
        flow[pair] += amount
    for pair in returned:
        flow[pair] -= amount
    left[path[-1]] -= amount
    return amount
