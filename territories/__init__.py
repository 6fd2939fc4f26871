"""Geometry: turns points and polygons into territory labels and coverage."""

from territories.area import read_area
from territories.check import Gap, Overlap, OverlapKind, TerritoryAudit, audit, enclosed_gaps
from territories.coverage import (
    Coverage,
    Membership,
    MembershipKind,
    SkillGap,
    SkillRequirement,
    TechnicianSkill,
    TerritoryCoverage,
    coverage,
)
from territories.findings import Code, Finding, TerritoryFileError
from territories.geojson import write_geojson
from territories.locate import LocateResult
from territories.polygons import Repair
from territories.read import read_territories
from territories.swapped import looks_swapped, swapped_points
from territories.synthetic import sample_points, synthetic_territories
from territories.territory_map import TerritoryMap

__all__ = [
    "Code",
    "Coverage",
    "Finding",
    "Gap",
    "LocateResult",
    "Membership",
    "MembershipKind",
    "Overlap",
    "OverlapKind",
    "Repair",
    "SkillGap",
    "SkillRequirement",
    "TechnicianSkill",
    "TerritoryAudit",
    "TerritoryCoverage",
    "TerritoryFileError",
    "TerritoryMap",
    "audit",
    "coverage",
    "enclosed_gaps",
    "looks_swapped",
    "read_area",
    "read_territories",
    "sample_points",
    "swapped_points",
    "synthetic_territories",
    "write_geojson",
]
