"""Doing what milestones and rules declare: each action by its name, to a case, a work order, or any record."""
