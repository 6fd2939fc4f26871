"""Every constraint and every term of the engine, and where each of its parts lives.

A part is named ``module:object`` or ``module:table[key]``. Tests resolve every name, and demand for each entry an
allowed and a forbidden twin and a small instance, solved by brute force, in which it binds. A new constraint or term
starts here; the tests then say what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConstraintEntry:
    """A hard constraint.

    ``codes`` are the reasons it gives; ``rule`` is its part in eligibility or in the making of routes; ``search`` is
    what the search obeys it by; ``sentence`` says what it demands.
    """

    name: str
    codes: tuple[str, ...]
    sentence: str
    rule: str
    search: str

    @property
    def judge(self) -> str:
        """Its line in the check."""
        return f"scheduler.check:CONSTRAINT_CHECKS[{self.name}]"

    @property
    def visits(self) -> str:
        """Its part in CP-SAT over visits."""
        return f"scheduler.cpsat.visit_constraints:CONSTRAINTS[{self.name}]"


@dataclass(frozen=True)
class TermEntry:
    """A term of the objective; ``search`` is where the optimiser's own reading of it is."""

    name: str
    sentence: str
    search: str

    @property
    def value(self) -> str:
        """The plain recomputation."""
        return f"scheduler.terms:TERM_FUNCTIONS[{self.name}]"

    @property
    def visits(self) -> str:
        """Its part in CP-SAT over visits."""
        return f"scheduler.cpsat.visit_terms:TERMS[{self.name}]"


_PAIR = "scheduler.eligibility:PAIR_RULES[{}]"
_CLOCK = "scheduler.eligibility:CLOCK_RULES[{}]"
_ALLOWED = "scheduler.eligibility:Eligibility"


def _pair(name: str, codes: tuple[str, ...], sentence: str, search: str = _ALLOWED) -> ConstraintEntry:
    return ConstraintEntry(name, codes, sentence, _PAIR.format(name), search)


def _clock(name: str, code: str, sentence: str, search: str) -> ConstraintEntry:
    return ConstraintEntry(name, (code,), sentence, _CLOCK.format(name), search)


def _joint(name: str, code: str, sentence: str) -> ConstraintEntry:
    """What joins several visits: places for them are chosen together, and the search sees them as they stand."""
    rule, search = "scheduler.coupling.places:Places", "scheduler.coupling.run:CoupledRun"
    return ConstraintEntry(name, (code,), sentence, rule, search)


CONSTRAINTS: tuple[ConstraintEntry, ...] = (
    _pair("location", ("NO_LOCATION",), "A visit needs a place to go to."),
    _pair("territory", ("NO_TERRITORY", "TERRITORY"), "Only members of its territory serve an appointment."),
    _pair("skill", ("SKILL", "SKILL_LEVEL"), "Every needed skill is held, at the needed level, on the day."),
    _pair("certificate", ("CERTIFICATE", "CERTIFICATE_EXPIRED"), "Every needed certificate is valid on the day."),
    _pair("tools", ("TOOLS",), "Every needed tool is on board or picked up.", "scheduler.supply:Supply.shortage"),
    _pair("parts", ("PARTS",), "Parts come from van or depot.", "scheduler.working:Working.assign"),
    ConstraintEntry(
        "depot",
        ("DEPOT",),
        "A stop at a depot keeps to its opening hours and takes as long as the depot says.",
        "scheduler.route:stop_at",
        "scheduler.route:Evaluator.node",
    ),
    _pair("choice", ("EXCLUDED",), "Excluded technicians are not sent, and of required ones only they."),
    _pair("pin", ("PIN",), "A pinned technician and a pinned start stand.", "scheduler.route:start_bounds"),
    _pair("capacity", ("CAPACITY",), "A route loads no more than fits.", "scheduler.route:Evaluator.value"),
    _clock("shift", "SHIFT", "A route lies within its shift.", "scheduler.timing:DutyClock.forward"),
    _clock("absence", "ABSENCE", "Nobody works or travels while absent.", "scheduler.timing:DutyClock.forward"),
    _clock("break", "BREAK", "Every break is taken within its window.", "scheduler.timing:DutyClock.forward"),
    _clock("window", "WINDOW", "A visit starts within one of its windows.", "scheduler.route:start_bounds"),
    _clock("sla", "SLA_WINDOW", "A visit ends by its due time, or lateness costs.", "scheduler.route:start_bounds"),
    _clock("travel", "TRAVEL", "There is time to get from each stop to the next.", "scheduler.route:Evaluator.legs"),
    _clock("limits", "LIMIT", "Visits, travel and duration keep to limits.", "scheduler.route:Evaluator.value"),
    ConstraintEntry(
        "service",
        ("SERVICE",),
        "A visit lasts as long as the technician needs for it.",
        "scheduler.entities:Technician.service",
        "scheduler.route:Evaluator.node",
    ),
    ConstraintEntry(
        "once",
        ("TWICE", "ROUTE"),
        "An appointment is visited once, on a duty that exists, on one route a duty.",
        "scheduler.working:Working.assign",
        "scheduler.working:Working.assign",
    ),
    _joint("crew", "CREW", "A crew is complete, and together from start to end."),
    _joint("precedence", "PRECEDENCE", "What comes before is served, over, and long enough ago."),
    _joint("all_or_none", "ALL_OR_NONE", "A group is served whole or not at all."),
)  # fmt: skip

_FAIRNESS = "scheduler.route:Evaluator.fairness_rank"
_ROUTE = "scheduler.route:Evaluator.value"

TERMS: tuple[TermEntry, ...] = (
    TermEntry("unserved", "What unserved appointments cost, by priority.", "scheduler.route:Evaluator.unserved_rank"),
    TermEntry("lateness", "Time past the due time, where that is allowed.", _ROUTE),
    TermEntry("slack", "Missing distance to the latest start, up to what the policy wants.", _ROUTE),
    TermEntry("overtime", "Time on duty past the soft end of the shift.", _ROUTE),
    TermEntry("travel_time", "Time on the road.", _ROUTE),
    TermEntry("travel_distance", "Metres on the road.", _ROUTE),
    TermEntry("working_time", "Time from departure to return, less absences.", _ROUTE),
    TermEntry("waiting", "Time on duty that is neither travel, work nor break.", _ROUTE),
    TermEntry("fairness", "Sum of squared load over capacity, with the ledger.", _FAIRNESS),
    TermEntry("spread", "Longest less shortest working time.", "scheduler.working:Working.total"),
    TermEntry("preference", "Visits by somebody the customer does not prefer.", _ROUTE),
    TermEntry("continuity", "Follow-ups by nobody who was there before.", "scheduler.coupling.joint:Joint.total"),
    TermEntry("over_skilled", "Skill that a visit does not use.", _ROUTE),
    TermEntry("earliness", "Time from when a visit may start to when it does.", _ROUTE),
    TermEntry("same_site", "Arrivals at sites that several appointments share.", _ROUTE),
    TermEntry("stability", "Distance from the published plan.", _ROUTE),
    TermEntry("technician_cost", "Cost of the shifts used and the hours worked.", _ROUTE),
    TermEntry("secondary", "Visits by secondary members of the territory.", _ROUTE),
)  # fmt: skip
