"""Readers of instances: the formats of the literature become problems, with what the literature compares."""
