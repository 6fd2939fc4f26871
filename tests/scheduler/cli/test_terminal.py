"""The live line and the small print."""

import pytest

from scheduler.cli.terminal import minutes_text, notes, output, progress_line, table, warn
from scheduler.solve import Progress


def test_the_live_line_has_phase_count_objective_and_time_left() -> None:
    progress = Progress("search", 38, 40, (6000 * 100 * 3000, 6000 * 100 * 125), 2.0, 7.6)
    assert progress_line(progress, 1) == "search   38 of 40 scheduled   objective 3,000 / 125 min   8 s left"


def test_a_run_without_a_limit_has_no_time_left() -> None:
    assert progress_line(Progress("construct", 0, 2, (0,), 0.1, None), 1).endswith("objective 0 min")


def test_minutes_are_told_largest_first_and_nothing_is_said_of_nothing() -> None:
    assert minutes_text({"a": 1.0, "b": -3.0, "c": 0.01}) == "b -3.0, a +1.0"
    assert minutes_text({"c": 0.0}) == "nothing"


def test_names_can_neither_hide_nor_rewrite_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    name = "Eve\u202e \x1b[2J\u200b"
    output.print(f"with {name}", markup=False)
    notes.print(f"to {name}", markup=False)
    warn([name])
    table([name], [[name]], None)
    told = capsys.readouterr()
    assert not set("\u202e\x1b\u200b") & set(told.out + told.err)
    assert told.out.count("[U+202E]") == 3
    assert told.err.count("[U+001B]") == 2
