"""Files of a plan appear together or not at all, whatever goes wrong and whenever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scheduler.report import plan_files, write_plan
from scheduler.report.write import STAGING
from tests.scheduler.report.sample import sample

FIRST, SECOND = sample(20, 4, 2), sample(24, 3, 2, seed=8)


class Died(BaseException):
    """Not an error that anybody handles."""


def contents(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def dying_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the so many next renames happen and the one after them fail; what puts things back still works."""
    real, seen = Path.rename, iter(range(10**6))

    def rename(self: Path, target: Any) -> Path:
        if next(seen) == count:
            raise Died
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


def test_new_directory_holds_every_file_and_nothing_else(tmp_path: Path):
    out = tmp_path / "deep" / "out"
    written = write_plan(FIRST, out, {"plan.json": "{}\n"})
    assert contents(out) == plan_files(FIRST, {"plan.json": "{}\n"})
    assert set(written) == {out / name for name in contents(out)}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_relative_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    write_plan(FIRST, Path("out"))
    write_plan(SECOND, Path("out"))
    assert contents(tmp_path / "out") == plan_files(SECOND)


def test_second_plan_replaces_the_first_and_keeps_what_is_not_its_own(tmp_path: Path):
    out = tmp_path / "out"
    write_plan(FIRST, out)
    (out / "notes.txt").write_text("mine")
    (out / "runsheets" / "photo.png").write_text("mine too")
    write_plan(SECOND, out)
    foreign = {"notes.txt": "mine", "runsheets/photo.png": "mine too"}
    assert contents(out) == {**plan_files(SECOND), **foreign}


def test_crash_while_a_new_directory_is_filled_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    dying_after(0, monkeypatch)
    with pytest.raises(Died):
        write_plan(FIRST, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [0, 1, 5, 9, 10, 12, 16])
def test_refusal_in_the_middle_leaves_the_old_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int):
    out = tmp_path / "out"
    write_plan(FIRST, out)
    before = contents(out)
    dying_after(count, monkeypatch)
    with pytest.raises(Died):
        write_plan(SECOND, out)
    assert contents(out) == before


@pytest.mark.parametrize("count", range(0, 18))
def test_death_in_the_middle_never_mixes_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int):
    """From some rename on nothing works any more, as when the process is killed."""
    out = tmp_path / "out"
    write_plan(FIRST, out)
    old, new = plan_files(FIRST), plan_files(SECOND)
    real, seen = Path.rename, iter(range(10**6))

    def rename(self: Path, target: Any) -> Path:
        if next(seen) >= count:
            raise Died
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Died):
        write_plan(SECOND, out)
    left = {name: text for name, text in contents(out).items() if not name.startswith(STAGING)}
    assert all(old.get(name) == text for name, text in left.items()) or all(
        new.get(name) == text for name, text in left.items()
    )
    if "summary.json" in left:
        assert left in (old, new)
    everything = set(contents(out).values())
    assert set(old.values()) <= everything


def test_text_that_cannot_be_encoded_changes_nothing(tmp_path: Path):
    out = tmp_path / "out"
    write_plan(FIRST, out)
    before = contents(out)
    with pytest.raises(UnicodeEncodeError):
        write_plan(SECOND, out, {"plan.json": "\ud800"})
    assert contents(out) == before


def test_file_in_the_place_of_the_directory_is_refused(tmp_path: Path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OSError, match=r"."):
        write_plan(FIRST, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a file"
