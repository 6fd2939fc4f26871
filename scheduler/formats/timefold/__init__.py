"""Timefold field service routing: its model input as a problem, and a plan as its model output."""

from scheduler.formats.timefold.output import timefold_output
from scheduler.formats.timefold.request import POLICY, read_timefold

__all__ = ["POLICY", "read_timefold", "timefold_output"]
