"""VROOM's JSON: requests as problems and back, and plans as answers that can be held beside VROOM's own."""

from scheduler.formats.vroom.answer import vroom_answer
from scheduler.formats.vroom.request import VroomRequest, read_vroom
from scheduler.formats.vroom.writer import vroom_request

__all__ = ["VroomRequest", "read_vroom", "vroom_answer", "vroom_request"]
