"""Exact models of the scheduling problem in OR-Tools CP-SAT."""
