"""Registered instances, methods and seeds, judged by the engine's own check."""
