"""Readers of instances: text in the formats of the literature becomes the engine's problem, and says what it is worth."""
