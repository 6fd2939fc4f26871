"""What the small manufacturer sells, whom it serves, and what people say."""

from decimal import Decimal
from typing import Any, NamedTuple


class Town(NamedTuple):
    """A town, and the territory it lies in."""

    name: str
    postal_code: str
    latitude: float
    longitude: float
    territory: str


TOWNS = (
    Town("Bremen", "28195", 53.079, 8.802, "N1"),
    Town("Oldenburg", "26121", 53.144, 8.214, "N1"),
    Town("Bremerhaven", "27568", 53.540, 8.581, "N1"),
    Town("Hamburg", "20095", 53.551, 9.994, "N2"),
    Town("Lübeck", "23552", 53.866, 10.687, "N2"),
    Town("Stade", "21680", 53.594, 9.476, "N2"),
    Town("Hannover", "30159", 52.376, 9.741, "S1"),
    Town("Braunschweig", "38100", 52.264, 10.526, "S1"),
    Town("Hildesheim", "31134", 52.152, 9.951, "S1"),
    Town("Bielefeld", "33602", 52.021, 8.535, "S2"),
    Town("Münster", "48143", 51.962, 7.626, "S2"),
    Town("Osnabrück", "49074", 52.279, 8.043, "S2"),
)
TERRITORIES = {"N1": ("Weser", "North"), "N2": ("Elbe", "North"), "S1": ("Leine", "South"), "S2": ("Ems", "South")}
"""Name and branch by code."""
AREAS = {
    "N1": (7.9, 52.9, 9.2, 53.7),
    "N2": (9.2, 53.3, 11.0, 54.0),
    "S1": (9.2, 52.0, 10.8, 52.6),
    "S2": (7.4, 51.7, 8.9, 52.5),
}
"""West, south, east and north of each territory."""
TIME_ZONE = "Europe/Berlin"
WORKING_HOURS = {
    day: [["07:00", "12:00"], ["12:30", "16:30"]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
}
STREETS = (
    "Am Tor",
    "Hafenstraße",
    "Industrieweg",
    "Mühlenweg",
    "Werftstraße",
    "Am Speicher",
    "Kanalufer",
    "Ringstraße",
)
FIRMS = ("Mills", "Dairy", "Foods", "Brewery", "Plastics", "Paper", "Chemicals", "Metals", "Pharma", "Logistics")
HOUSES = (
    "Hansa",
    "Roland",
    "Weser",
    "Elbe",
    "Heide",
    "Geest",
    "Nordlicht",
    "Leine",
    "Harz",
    "Ems",
    "Solling",
    "Deister",
)
FIRST_NAMES = (
    "Jo",
    "Kim",
    "Lu",
    "Al",
    "Ada",
    "Ben",
    "Cem",
    "Dana",
    "Eli",
    "Finn",
    "Gül",
    "Hanne",
    "Ida",
    "Jan",
    "Kaja",
)
LAST_NAMES = ("Roe", "Berg", "Tal", "Brandt", "Meyer", "Yilmaz", "Nowak", "Petersen", "Kruse", "Lange", "Vogt", "Adler")

PRODUCTS = (
    ("P-100", "Pump 100", "pumps", "hours"),
    ("P-250", "Pump 250", "pumps", "hours"),
    ("P-400", "Pump 400 S", "pumps", "hours"),
    ("C-20", "Compressor 20", "compressors", "hours"),
    ("C-55", "Compressor 55", "compressors", "hours"),
    ("F-8", "Filling head 8", "fillers", None),
    ("F-16", "Filling head 16", "fillers", None),
    ("V-3", "Floor vehicle 3", "vehicles", "kilometres"),
)
TERMS: dict[str, list[dict[str, Any]]] = {
    "pumps": [
        {"name": "Standard", "start_basis": "install", "duration_months": 24, "labor_percent": Decimal(50)},
        {"name": "Housing", "start_basis": "delivery", "duration_months": 60, "excluded_causes": "frost;misuse"},
    ],
    "compressors": [
        {
            **{"name": "Standard", "start_basis": "delivery", "duration_months": 24, "labor_percent": Decimal(100)},
            **{"usage_limit": Decimal(8000), "cap_per_asset": Decimal(4000)},
        }
    ],
    "fillers": [
        {
            **{"name": "Full", "start_basis": "delivery", "duration_months": 36, "labor_percent": Decimal(100)},
            **{"expense_percent": Decimal(50), "cap_per_claim": Decimal(1500)},
        }
    ],
    "vehicles": [{"name": "Standard", "start_basis": "purchase", "duration_months": 12, "transferable": False}],
}
PARTS = {
    **{"SEAL-7": "24.50", "SEAL-9": "31.20", "BEAR-12": "88.00", "MOTOR-2": "480.00", "IMP-100": "162.40"},
    **{"VALVE-3": "57.90", "PISTON-20": "214.00", "NOZZLE-8": "19.80", "SENSOR-1": "74.30", "BATT-3": "690.00"},
}
STEPS = [
    {"instruction": "Lock out the drive", "mandatory": True, "unit": None},
    {"instruction": "Replace what is worn", "mandatory": True, "unit": None},
    {"instruction": "Pressure test", "mandatory": True, "unit": "bar"},
    {"instruction": "Clean the housing", "mandatory": False, "unit": None},
]
FIRST_STEPS = [
    {"instruction": "Check the foundation", "mandatory": True, "unit": None},
    {"instruction": "Align the shafts", "mandatory": True, "unit": "mm"},
    {"instruction": "Trial run", "mandatory": True, "unit": "bar"},
    {"instruction": "Instruct the operators", "mandatory": True, "unit": None},
]
WORK_TYPES: tuple[dict[str, Any], ...] = (
    {"name": "Installation", "kind": "field", "purpose": "installation", "duration_minutes": 240, "steps": FIRST_STEPS},
    {"name": "Repair", "kind": "field", "purpose": "repair", "duration_minutes": 120, "steps": STEPS},
    {"name": "Inspection", "kind": "field", "purpose": "service", "duration_minutes": 90, "steps": STEPS[:3]},
    {"name": "Demonstration", "kind": "field", "purpose": "demo", "duration_minutes": 120, "steps": []},
    {"name": "Credit note", "kind": "back_office", "purpose": "service", "duration_minutes": 30, "steps": []},
)
FAULTS = (
    ("leaks at the seal", "defect", "SEAL-7", "wear"),
    ("runs loud and hot", "defect", "BEAR-12", "wear"),
    ("does not start", "defect", "MOTOR-2", "overload"),
    ("loses pressure", "defect", "VALVE-3", "wear"),
    ("shows a wrong value", "defect", "SENSOR-1", "moisture"),
    ("froze over the weekend", "damage", "IMP-100", "frost"),
    ("was hit by a fork lift", "damage", "IMP-100", "misuse"),
)
DESK_MATTERS = (
    ("Invoice shows a wrong quantity", "wrong_item", "credit note sent"),
    ("A gasket set is missing in the crate", "missing_part", "part sent"),
    ("Gate is locked until Monday", "access_issue", "new date agreed"),
    ("Foundation is not ready", "site_not_ready", "new date agreed"),
    ("The manual is in the wrong language", "other", "document sent"),
    ("Nobody called back", "other", "apologised"),
)
PRAISE = ("Quick, and friendly.", "Fine.", "Took two visits.", "Nobody told us when.", "Very good work.")
