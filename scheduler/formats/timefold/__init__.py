"""Timefold field service routing: its model input as a problem and back, and a plan as its model output."""

from scheduler.formats.timefold.output import timefold_output
from scheduler.formats.timefold.request import POLICY, read_timefold
from scheduler.formats.timefold.writer import timefold_input

__all__ = ["POLICY", "read_timefold", "timefold_input", "timefold_output"]
