"""Writers of one process at an SQLite file come in the order in which they asked."""

import threading
from pathlib import Path

import pytest

from service.db import TURNS, Database, Turns


def test_whoever_came_first_is_next_and_not_whoever_asks_again():
    turns, order, inside, go = Turns(), [], threading.Event(), threading.Event()

    def worker() -> None:
        for number in range(3):
            with turns.one():
                order.append(f"worker {number}")
                inside.set()
                go.wait()

    def request() -> None:
        with turns.one():
            order.append("request")

    threads = [threading.Thread(target=worker)]
    threads[0].start()
    inside.wait()
    threads.append(threading.Thread(target=request))
    threads[1].start()
    while len(turns._waiting) < 2:
        pass
    go.set()
    for thread in threads:
        thread.join()
    assert order == ["worker 0", "request", "worker 1", "worker 2"]


def test_one_that_fails_or_waits_too_long_keeps_nobody_out():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError
    with turns.one(), turns.one(longest=0):
        pass
    with turns.one():
        assert len(turns._waiting) == 1


def test_databases_of_one_file_share_their_turns(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    one, other = Database(url), Database(url)
    with one.transaction(), other.transaction(write=False):
        assert len(TURNS[url]._waiting) == 1
    one.close()
    other.close()
