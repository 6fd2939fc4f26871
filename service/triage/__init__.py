"""Triage: what a customer's message says about mood, wish and haste; a classifier or a model stamps, rules decide."""
