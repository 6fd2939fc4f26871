"""The written rules by which a pool of Baltimore's 311 service requests becomes one day of field work.

The data says what was asked for, where, and by when; it does not say how long it took or who could do it. That is
stated here, as judgement, so that the day is the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Agencies that send somebody to the place, with the skill their work needs. The others (call centre, finance, liquor
#: board, police, mayor's office, information technology) answer from a desk and are left out.
FIELD_AGENCIES: dict[str, str] = {
    "BGE": "lighting",
    "Fire Department": "fire_safety",
    "Health": "animal_control",
    "Housing": "inspection",
    "Parking Authority": "parking",
    "Public Works": "sanitation",
    "Recreation & Parks": "trees",
    "Solid Waste": "sanitation",
    "Transportation": "streets",
    "Water Wastewater": "water",
}


@dataclass(frozen=True)
class TypeRule:
    """Requests whose type begins with ``prefix``: minutes on site, level of the agency's skill, a further skill.

    ``resident``: somebody has to be at home, so the visit has a window of three hours.
    """

    prefix: str
    minutes: int
    level: int = 1
    further: str | None = None
    resident: bool = False


#: The first rule that fits holds; a type that none fits takes ``OTHER``.
TYPE_RULES: tuple[TypeRule, ...] = (
    TypeRule("SW-Rat Rubout", 20, further="pest_control"),
    TypeRule("SW-Bulk", 25),
    TypeRule("SW-Appliance", 25),
    TypeRule("SW-Boarding", 60, level=2),
    TypeRule("SW-Graffiti", 40, level=2),
    TypeRule("SW-HGW", 45),
    TypeRule("SW-Cleaning", 45),
    TypeRule("SW-Mixed Refuse", 15),
    TypeRule("SW-Recycling", 15),
    TypeRule("SW-", 30),
    TypeRule("HCD-Vacant Building", 45, level=2),
    TypeRule("HCD-Maintenance Structure", 45, level=2),
    TypeRule("HCD-Weatherization", 60, level=2, resident=True),
    TypeRule("HCD-Rodents", 30, further="pest_control"),
    TypeRule("HCD-", 30),
    TypeRule("TRS-", 15),
    TypeRule("TTR-", 25),
    TypeRule("TRT-Traffic Signal", 60, level=2),
    TypeRule("TRM-Pothole", 35),
    TypeRule("TRM-", 40),
    TypeRule("TEC-", 45, level=2),
    TypeRule("BGE-StLighting Cable", 90, level=2),
    TypeRule("BGE-", 45),
    TypeRule("WW-Water Water In Basement", 60, level=2, resident=True),
    TypeRule("WW-Sewer Water In Basement", 60, level=2, resident=True),
    TypeRule("WW-Water No Water", 45, resident=True),
    TypeRule("WW-", 50),
    TypeRule("FOR-Tree Inspection", 30),
    TypeRule("FOR-", 75, level=2),
    TypeRule("RP-", 40),
    TypeRule("HLTH-Animal In Danger", 40, level=2),
    TypeRule("HLTH-Animal Aggressive", 40, level=2),
    TypeRule("HLTH-", 35),
    TypeRule("FIR-Fire Smoke Alarm", 30, resident=True),
    TypeRule("FIR-", 45, level=2),
)
OTHER = TypeRule("", 30)

#: Priority by the days that the city promises: the first bound that is not exceeded, else ``LAST_PRIORITY``.
PRIORITY_BY_DAYS: tuple[tuple[float, int], ...] = ((1, 1), (3, 2), (10, 3))
LAST_PRIORITY = 4
#: Of the pooled requests, those with the shortest promise are due on the day itself.
DUE_ON_THE_DAY = 0.35
#: A due time before this hour is this hour: crews start at half past seven.
EARLIEST_DUE_HOUR = 11
#: The windows of visits for which a resident must be at home, as hours; the one nearest to the time of the call.
RESIDENT_WINDOWS: tuple[tuple[int, int], ...] = ((8, 11), (11, 14), (14, 17))
#: What the city's system writes for "not known": whole degrees.
PLACEHOLDER_LATITUDE = 39.0
#: At most this share of the day's requests has no known place, as many as the data has; further ones are left out.
MOST_WITHOUT_PLACE = 0.2


def type_rule(request_type: str) -> TypeRule:
    """The rule for a type of request."""
    return next((rule for rule in TYPE_RULES if request_type.startswith(rule.prefix)), OTHER)


def needs(agency: str, request_type: str) -> tuple[tuple[str, int], ...]:
    """The skills a request needs, each with its level."""
    rule = type_rule(request_type)
    further = () if rule.further is None else ((rule.further, 1),)
    return ((FIELD_AGENCIES[agency], rule.level), *further)


def priority(days: float | None) -> int:
    """The priority of a request by the days that the city promises (``None``: no promise)."""
    if days is None:
        return LAST_PRIORITY
    return next((level for bound, level in PRIORITY_BY_DAYS if days <= bound), LAST_PRIORITY)
