"""Whether coupled appointments could be served on an empty calendar, with all that has to be served for it: a proof.

CP-SAT over visits states every rule, so its answer on the few appointments concerned is final, if it comes in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.coupling.couplings import Couplings
from scheduler.cpsat.visits import solve_visits
from scheduler.eligibility import CODES, Eligibility
from scheduler.entities import Appointment
from scheduler.policy import Policy
from scheduler.problem import ProblemData

#: What a proof may take, and how large it may be.
SECONDS = 1.0
MOST_TECHNICIANS = 40
MOST_APPOINTMENTS = 8
#: The rules that a crew or a chain keeps as a whole, in the order in which they are put back to find what is to blame,
#: each with its code.
WHOLE_RULES: dict[str, str] = {
    "skill": "SKILL",
    "tools": "TOOLS",
    "parts": "PARTS",
    "crew": "CREW",
    "precedence": "PRECEDENCE",
    "all_or_none": "ALL_OR_NONE",
}


def needed_with(couplings: Couplings, row: int) -> list[int]:
    """What has to be served for an appointment to be, itself included."""
    found, waiting = {row}, [row]
    while waiting:
        here = waiting.pop()
        before = {link.before for link in couplings.before.get(here, ()) if link.needed}
        group = set() if couplings.problem.appointments[here].frozen else set(couplings.companions(here))
        new = (before | group) - found
        found |= new
        waiting += sorted(new)
    return sorted(found)


def possible(problem: ProblemData, policy: Policy, *rows: int) -> bool | None:
    """Whether appointments and all that they need can be served on an empty calendar; ``None`` if it is not known."""
    couplings = Couplings(problem)
    needed = sorted(set().union(*(needed_with(couplings, row) for row in rows)))
    eligibility = Eligibility(problem, policy)
    able = {problem.duties[duty][0].id for one in needed for duty in eligibility.duties(one)}
    if len(needed) > MOST_APPOINTMENTS or len(able) > MOST_TECHNICIANS:
        return None
    names = {problem.appointments[one].id for one in needed}
    alone = problem.replace(
        appointments=tuple(_alone(problem.appointments[one], names) for one in needed),
        technicians=tuple(one for one in problem.technicians if one.id in able),
        ledger=(),
        published=(),
    ).compact()
    serving = policy.replace(levels=((("unserved", 100),),), strict=False, unserved=((1, 1),))
    allowed = Eligibility(alone, serving).allowed
    found = solve_visits(alone, serving, allowed, deterministic_seconds=SECONDS, seed=0)
    if found.value == (0,):
        return True
    return False if found.status == "optimal" else None


def _alone(item: Appointment, names: Iterable[str]) -> Appointment:
    """An appointment less what comes before it without being needed."""
    known = set(names)
    return item.replace(predecessors=tuple(one for one in item.predecessors if one.appointment in known))


def blamed(problem: ProblemData, policy: Policy, row: int) -> tuple[str, ...]:
    """A smallest set of codes of rules that make an appointment impossible as a whole; empty if that is not proved.

    With all of these rules waived it is possible, with any one of them left it is not.
    """
    if possible(problem, policy, row) is not False:
        return ()
    waived = list(WHOLE_RULES)
    if possible(_waiving(problem, row, waived), policy, row) is not True:
        return ()
    for rule in WHOLE_RULES:
        rest = [one for one in waived if one != rule]
        if possible(_waiving(problem, row, rest), policy, row) is True:
            waived = rest
    return tuple(sorted((_code(problem, row, rule) for rule in waived), key=CODES.index))


def crowding(problem: ProblemData, policy: Policy, row: int, rivals: Sequence[int]) -> list[int]:
    """Of the rivals a set that cannot all be served together with an appointment, and needs each; empty if unproved.

    Nothing is proved of waivers and facts, which may do what the model forbids.
    """
    plain = [one for one in rivals if _plain(problem.appointments[one])]
    if not _plain(problem.appointments[row]) or possible(problem, policy, row, *plain) is not False:
        return []
    for rival in list(plain):
        rest = [one for one in plain if one != rival]
        if possible(problem, policy, row, *rest) is False:
            plain = rest
    return plain


def _plain(item: Appointment) -> bool:
    return not item.waivers and not item.frozen


def _waiving(problem: ProblemData, row: int, rules: Iterable[str]) -> ProblemData:
    item = problem.appointments[row]
    changed = item.replace(waivers=(*item.waivers, *rules))
    return problem.replace(appointments=(*problem.appointments[:row], changed, *problem.appointments[row + 1 :]))


def _code(problem: ProblemData, row: int, rule: str) -> str:
    """The code of a rule; a skill that somebody holds is held at too low a level."""
    wanted = {need.name for need in problem.appointments[row].skills}
    held = {skill.name for technician in problem.technicians for skill in technician.skills}
    return "SKILL_LEVEL" if rule == "skill" and wanted <= held else WHOLE_RULES[rule]
