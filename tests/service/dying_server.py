"""A server that is killed by itself, without warning, at the write point that it was told."""

import os
import signal

import uvicorn
from sqlalchemy import event
from sqlalchemy.engine import Engine

from service.commands import working_beside
from service.db import Session
from service.main import create_app
from service.settings import Settings

WRITING = ("INSERT", "UPDATE", "DELETE")


def die_at(points: int) -> None:
    """Be killed once so many write points have been passed; 0 for never.

    A write point is a statement that writes, a commit that is about to be done, and one that was done, before anybody
    was told.
    """
    passed = 0

    def pass_one(*anything: object) -> None:
        nonlocal passed
        passed += 1
        if passed == points:
            os.kill(os.getpid(), signal.SIGKILL)

    def pass_statement(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().startswith(WRITING):
            pass_one()

    event.listen(Engine, "before_cursor_execute", pass_statement)
    event.listen(Engine, "commit", pass_one)
    event.listen(Session, "after_commit", pass_one)


def serve(settings: Settings, port: int, points: int) -> None:
    """Serve as the command does, until `points` write points have been passed; 0 for ever."""
    die_at(points)
    with working_beside(settings):
        uvicorn.run(create_app(settings), host="127.0.0.1", port=port, log_level="error")
