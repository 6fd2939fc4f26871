"""Geometry: turns points and polygons into territory labels, coverage and travel inputs."""
