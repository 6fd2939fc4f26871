"""The funnel: how many technicians are left for an appointment, rule by rule, on an empty calendar."""

from __future__ import annotations

from collections import Counter

from scheduler.desk import Desk
from scheduler.eligibility import CLOCK_RULES, CODES, PAIR_RULES, pair_codes
from scheduler.entities import Appointment, Shift, Technician
from scheduler.explanation import FunnelStep

#: What a rule is called where nobody falls out at it.
_CODES = {
    "location": "NO_LOCATION",
    "territory": "TERRITORY",
    "skill": "SKILL",
    "certificate": "CERTIFICATE",
    "tools": "TOOLS",
    "parts": "PARTS",
    "choice": "EXCLUDED",
    "pin": "PIN",
    "capacity": "CAPACITY",
    **CLOCK_RULES,
}
_RULES = tuple(dict.fromkeys((*PAIR_RULES, *CLOCK_RULES)))
_STAGE = {code: stage for stage, rule in reversed(list(enumerate(_RULES))) for code in (_CODES[rule],)} | {
    "NO_TERRITORY": _RULES.index("territory"),
    "SKILL_LEVEL": _RULES.index("skill"),
    "CERTIFICATE_EXPIRED": _RULES.index("certificate"),
}


def funnel(desk: Desk, index: int) -> tuple[FunnelStep, ...]:
    """All technicians, then those left after each rule together with the rules before it.

    Somebody is left as long as one shift passes; the last number is of those who may serve it on an empty calendar.
    Somebody without a shift falls out at the rules that need none, judged at the start of the horizon, else at the
    shift.
    """
    lost: dict[int, list[tuple[str, str]]] = {}
    for technician in desk.problem.technicians:
        stage, code = _fate(desk, index, technician)
        if code:
            lost.setdefault(stage, []).append((technician.id, code))
    remaining = len(desk.problem.technicians)
    steps = [FunnelStep("technicians", "", remaining)]
    for stage, rule in enumerate(_RULES):
        gone = lost.get(stage, [])
        remaining -= len(gone)
        codes = Counter(code for _, code in gone)
        code = max(codes, key=lambda name: (codes[name], -CODES.index(name)), default=_CODES[rule])
        steps.append(FunnelStep(rule, code, remaining, tuple(name for name, _ in gone)))
    return tuple(steps)


def _fate(desk: Desk, index: int, technician: Technician) -> tuple[int, str]:
    """The stage at which the last of a technician's shifts falls out, with its code; no code if one passes all."""
    problem, item = desk.problem, desk.problem.appointments[index]
    if not technician.shifts:
        nominal = Shift("none", 0, max(1, problem.horizon.end))
        against = pair_codes(problem, desk.policy, item, technician, nominal)
        return next(((_RULES.index(rule), code) for rule, code in against.items()), (_STAGE["SHIFT"], "SHIFT"))
    fates = []
    for shift in technician.shifts:
        code = CODES[int(desk.eligibility.row(index)[problem.duty[technician.id, shift.id]])]
        if not code:
            return len(_RULES), ""
        fates.append((_stage(item, technician, code), code))
    return max(fates, key=lambda fate: fate[0])


def _stage(item: Appointment, technician: Technician, code: str) -> int:
    if code == "PIN" and item.pin is not None and item.pin.technician in (None, technician.id):
        return _RULES.index("pin_start")
    return _STAGE[code]
