"""What a technician lacks for an appointment, made good: the changed technician or appointment, and words for it."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.entities import Appointment, Certificate, Membership, Skill, Technician
from scheduler.wording import label, listed

Remedy = tuple[Technician, Appointment, str]


def _add_tools(item: Appointment, technician: Technician) -> Remedy:
    missing = sorted(set(item.tools) - set(technician.tools))
    return technician.replace(tools=(*technician.tools, *missing)), item, f"{listed(missing)} on board"


def _add_membership(item: Appointment, technician: Technician) -> Remedy:
    if item.territory is not None:
        member = Membership(item.territory)
        words = f"{label(technician)} made a member of territory {item.territory}"
        return technician.replace(memberships=(*technician.memberships, member)), item, words
    home = next((member.territory for member in technician.memberships if member.kind != "secondary"), None)
    words = f"{item.id} put into territory {home}"
    return technician, item.replace(territory=home), words


def _add_skills(item: Appointment, technician: Technician) -> Remedy:
    skills = tuple(Skill(need.name, need.level) for need in item.skills)
    best = {name: max(s.level for s in technician.skills if s.name == name) for name in _held(technician)}
    lacking = tuple(skill for skill in skills if best.get(skill.name, 0) < skill.level)
    added_skills = lacking or skills
    words = listed(f"skill {skill.name} at level {skill.level}" for skill in added_skills)
    return technician.replace(skills=(*technician.skills, *added_skills)), item, f"{words} for {label(technician)}"


def _held(technician: Technician) -> set[str]:
    return {skill.name for skill in technician.skills}


def _add_certificates(item: Appointment, technician: Technician) -> Remedy:
    missing = tuple(dict.fromkeys(item.certificates))
    changed = technician.replace(certificates=(*technician.certificates, *map(_certificate, missing)))
    return changed, item, f"a valid certificate {listed(missing)} for {label(technician)}"


def _certificate(name: str) -> Certificate:
    return Certificate(name)


def _permit(item: Appointment, technician: Technician) -> Remedy:
    required = (*item.required_technicians, technician.id) if item.required_technicians else ()
    excluded = tuple(name for name in item.excluded_technicians if name != technician.id)
    changed = item.replace(required_technicians=required, excluded_technicians=excluded)
    return technician, changed, f"{label(technician)} allowed to go"


#: By rule, what makes good that one technician does not keep it.
REMEDIES: dict[str, Callable[[Appointment, Technician], Remedy]] = {
    "tools": _add_tools,
    "territory": _add_membership,
    "skill": _add_skills,
    "certificate": _add_certificates,
    "choice": _permit,
}
