"""Composition: the command, and the service around the engine."""
