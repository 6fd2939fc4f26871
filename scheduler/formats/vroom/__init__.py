"""VROOM's JSON: a request as a problem and a policy, and a plan as an answer that can be held beside VROOM's own."""

from scheduler.formats.vroom.answer import vroom_answer
from scheduler.formats.vroom.request import VroomRequest, read_vroom

__all__ = ["VroomRequest", "read_vroom", "vroom_answer"]
