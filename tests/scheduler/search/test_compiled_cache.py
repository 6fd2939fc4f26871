"""Where compiled code is kept, and what if it can be kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.search.kernel import compiled


def test_the_folder_that_numba_was_given_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled.numba_config, "CACHE_DIR", str(tmp_path / "given"))
    folder = compiled.cache_folder.__wrapped__()
    assert folder is not None
    assert folder.parent == tmp_path / "given"
    assert folder.is_dir()


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setattr(compiled.numba_config, "CACHE_DIR", str(blocked))
    folder = compiled.cache_folder.__wrapped__()
    assert folder is not None
    assert blocked not in folder.parents


def test_without_any_folder_functions_are_compiled_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_candidates", lambda: iter(()))
    assert compiled.cache_folder.__wrapped__() is None
    monkeypatch.setattr(compiled, "cache_folder", lambda: None)

    def double(number: int) -> int:
        return 2 * number

    assert compiled.entry(double)(21) == 42


def test_code_is_kept_by_the_content_of_all_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.py").write_text("one = 1\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    before = compiled._digest()
    (tmp_path / "one.py").write_text("one = 2\n", encoding="utf-8")
    assert compiled._digest() != before
