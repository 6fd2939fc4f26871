"""OR-Tools CP-SAT: the exact model over visits (small parts, the tests' oracle) and the one over routes."""
