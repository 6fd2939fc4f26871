"""File formats of the engine's own values: strict to read, the same bytes every time they are written."""
