"""CP-SAT: the scheduling model over visits (states every constraint) and over a pool of routes (scales)."""
