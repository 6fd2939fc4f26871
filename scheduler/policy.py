"""Scheduling policies: which terms of the objective count, how much, and in what order.

Every policy is a list of levels, compared one after the other; a ``weighted`` policy has a single level. Weights are
integers in hundredths: a weight of 150 makes a minute of the term worth a minute and a half of technician time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Literal

from scheduler.entities import Part, ProblemError

#: Every term of the objective, with what one unit of it is.
TERMS: dict[str, str] = {
    "unserved": "minutes",
    "lateness": "ticks",
    "slack": "ticks",
    "overtime": "ticks",
    "travel_time": "ticks",
    "travel_distance": "metres",
    "working_time": "ticks",
    "waiting": "ticks",
    "fairness": "points",
    "spread": "ticks",
    "preference": "count",
    "continuity": "count",
    "over_skilled": "count",
    "earliness": "ticks",
    "same_site": "count",
    "stability": "ticks",
    "technician_cost": "money",
    "secondary": "count",
}
#: Points of the objective in one tick of technician time at weight 0.01; chosen so that every unit is an integer.
POINTS_PER_TICK = 6000

Level = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Policy(Part):
    """Named weights and rules.

    ``late`` says whether a due time may be missed at a cost; ``secondary`` whether secondary members of a territory
    may be sent; ``load`` what rotation counts. ``unserved`` gives, by priority, the minutes that an unserved
    appointment costs (a priority that is not listed costs as much as the next less urgent one, else as the last).
    ``strict`` puts priorities one above the other, so that no number of lower ones displaces a higher one.
    ``slack_minutes``: a visit that starts this much before its latest start has slack enough.
    """

    name: str
    levels: tuple[Level, ...]
    late: Literal["forbid", "penalise"] = "forbid"
    secondary: bool = False
    load: Literal["minutes", "turns"] = "minutes"
    unserved: tuple[tuple[int, int], ...] = ((1, 12_000), (2, 6_000), (3, 3_000), (4, 1_500))
    strict: bool = True
    slack_minutes: int = 30

    def __post_init__(self) -> None:
        findings = [*_level_findings(self), *_value_findings(self)]
        if findings:
            raise ProblemError([f"policy {self.name!r}: {finding}" for finding in findings])

    @property
    def mode(self) -> str:
        """``weighted`` for a single level of compensating terms, else ``lexicographic``."""
        return "weighted" if len(self.levels) == 1 and not self.strict else "lexicographic"

    def weight(self, term: str) -> int:
        """The weight of a term in hundredths, 0 where the policy does not count it."""
        return next((weight for level in self.levels for name, weight in level if name == term), 0)

    def unserved_minutes(self, priority: int) -> int:
        """What an unserved appointment of a priority costs, in minutes."""
        listed = sorted(self.unserved)
        return next((minutes for known, minutes in listed if priority <= known), listed[-1][1])


def _level_findings(policy: Policy) -> list[str]:
    names = [name for level in policy.levels for name, _ in level]
    findings = [f"unknown term {name!r}; known are {', '.join(TERMS)}" for name in names if name not in TERMS]
    findings += [f"term {name!r} is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    findings += [f"weight of {name!r} is negative" for level in policy.levels for name, weight in level if weight < 0]
    findings += ["a level is empty"] if not policy.levels or any(not level for level in policy.levels) else []
    if "unserved" not in names:
        findings.append("the term 'unserved' is missing, so serving nobody would be best")
    shared = any(len(level) > 1 and any(name == "unserved" for name, _ in level) for level in policy.levels)
    if policy.strict and shared:
        findings.append("strict priorities need a level of their own for 'unserved'")
    return findings


def _value_findings(policy: Policy) -> list[str]:
    findings = []
    if not policy.unserved or any(not _is_whole(minutes) or minutes <= 0 for _, minutes in policy.unserved):
        findings.append("every listed priority needs a positive whole number of minutes")
    if len(dict(policy.unserved)) != len(policy.unserved):
        findings.append("a priority is listed twice")
    if not _is_whole(policy.slack_minutes) or policy.slack_minutes < 0:
        findings.append(f"slack_minutes is {policy.slack_minutes!r}, not a whole number from 0 on")
    switches = (("secondary", policy.secondary), ("strict", policy.strict))
    findings += [f"{name} is {on!r}, not true or false" for name, on in switches if not isinstance(on, bool)]
    for name, value, allowed in (
        ("late", policy.late, ("forbid", "penalise")),
        ("load", policy.load, ("minutes", "turns")),
    ):
        if value not in allowed:
            findings.append(f"{name} is {value!r}, not one of {', '.join(allowed)}")
    return findings


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_COMFORT: Level = (
    ("lateness", 1000),
    ("travel_time", 100),
    ("overtime", 150),
    ("fairness", 100),
    ("working_time", 25),
    ("waiting", 10),
    ("preference", 2000),
    ("continuity", 1500),
    ("over_skilled", 100),
    ("same_site", 300),
    ("stability", 50),
    ("technician_cost", 0),
    ("travel_distance", 0),
    ("earliness", 2),
    ("slack", 5),
    ("spread", 0),
)


def _changed(level: Level, **weights: int) -> Level:
    return tuple({**dict(level), **weights}.items())


POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("customer_first", ((("unserved", 100),), _COMFORT)),
        Policy(
            "round_robin",
            ((("unserved", 100),), (("fairness", 100),), tuple(t for t in _COMFORT if t[0] != "fairness")),
            load="turns",
        ),
        Policy(
            "high_intensity",
            (
                (("unserved", 100),),
                _changed(_COMFORT, travel_time=200, working_time=100, overtime=50, fairness=25, preference=500),
            ),
        ),
        Policy(
            "soft_boundaries", ((("unserved", 100),), _changed(_COMFORT, secondary=3000)), secondary=True
        ),
        Policy(
            "emergency",
            ((("unserved", 100),), (("lateness", 1000), ("earliness", 100)), _changed(
                tuple(t for t in _COMFORT if t[0] not in ("lateness", "earliness")), secondary=1000)),
            late="penalise",
            secondary=True,
        ),
    )
}  # fmt: skip


def read_policy(name_or_path: str) -> Policy:
    """A shipped policy by its name, or one from a TOML file (see :func:`policy_from_mapping`)."""
    if name_or_path in POLICIES:
        return POLICIES[name_or_path]
    path = Path(name_or_path)
    if path.suffix != ".toml":
        raise ProblemError([f"unknown policy {name_or_path!r}; known are {', '.join(POLICIES)}, or a .toml file"])
    try:
        with path.open("rb") as file:
            return policy_from_mapping(tomllib.load(file), default_name=path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ProblemError([f"policy file {path}: {error}"]) from None


def policy_from_mapping(data: Mapping[str, Any], default_name: str = "custom") -> Policy:
    """A policy from plain data: ``based_on`` a shipped one, or with ``levels`` of its own.

    ``levels`` is a list of tables term -> weight (1 is one minute for a minute); ``weights`` overrides single weights
    of what it is based on; ``unserved`` is a table priority -> minutes; other keys are the policy's fields.
    """
    fields_known = ("late", "secondary", "load", "strict", "slack_minutes")
    known = {"name", "based_on", "levels", "weights", "unserved", *fields_known}
    unknown = sorted(set(data) - known)
    if unknown:
        raise ProblemError([f"policy: unknown key {key!r}; known are {', '.join(sorted(known))}" for key in unknown])
    base = data.get("based_on", "customer_first")
    if not isinstance(base, str) or base not in POLICIES:
        raise ProblemError([f"policy: based_on {base!r} is not one of {', '.join(POLICIES)}"])
    policy = POLICIES[base]
    try:
        levels = (
            tuple(tuple((str(term), _hundredths(weight)) for term, weight in level.items()) for level in data["levels"])
            if "levels" in data
            else policy.levels
        )
        levels = _overridden(levels, data.get("weights", {}))
        fields = {key: data[key] for key in fields_known if key in data}
        if "unserved" in data:
            fields["unserved"] = tuple(sorted((int(key), value) for key, value in data["unserved"].items()))
        return policy.replace(name=str(data.get("name", default_name)), levels=levels, **fields)
    except (TypeError, ValueError, AttributeError) as error:
        raise error if isinstance(error, ProblemError) else ProblemError([f"policy: {error}"]) from None


def reweighted(policy: Policy, weights: Mapping[str, float]) -> Policy:
    """A policy with other weights (1 is one minute for a minute) where they stand; new terms join the last level."""
    return policy.replace(levels=_overridden(policy.levels, weights))


def _hundredths(weight: float) -> int:
    hundredths = float(weight) * 100
    if not isfinite(hundredths):
        raise ValueError(f"weight {weight} is not a number that can be compared")
    return round(hundredths)


def _overridden(levels: tuple[Level, ...], weights: Mapping[str, Any]) -> tuple[Level, ...]:
    present = {term for level in levels for term, _ in level}
    changed = tuple(
        tuple((term, _hundredths(weights[term]) if term in weights else weight) for term, weight in level)
        for level in levels
    )
    added = tuple((str(term), _hundredths(weight)) for term, weight in weights.items() if term not in present)
    last = changed[-1] if changed else ()
    return (*changed[:-1], last + added)
