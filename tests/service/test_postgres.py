"""The PostgreSQL that the test packages bring stands in where none is installed; where there is none, that is said."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.service import postgres


def test_server_of_the_test_packages_serves():
    found = postgres.packaged()
    if found is None:
        pytest.skip("the test packages bring no PostgreSQL for this system")
    with postgres.server(found) as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert int(connection.scalar(text("SHOW server_version_num"))) >= 150000
        engine.dispose()


def test_programs_that_others_cannot_read_are_copied(tmp_path: Path):
    programs = tmp_path / "package" / "install" / "bin"
    libraries = tmp_path / "package.libs"
    for folder, name in ((programs, "postgres"), (libraries, "libz.so")):
        folder.mkdir(parents=True)
        (folder / name).write_text("")
    copy = postgres.copied(programs, tmp_path / "place")
    assert (copy / "postgres").exists()
    assert (copy.parent.parent.parent / "package.libs" / "libz.so").exists()
    assert not postgres.readable(programs, None)


@pytest.mark.parametrize(("variable", "value"), [("CI", "1"), ("ROUNDSMAN_POSTGRESQL", "required")])
def test_where_it_must_be_there_a_run_without_it_fails(monkeypatch: pytest.MonkeyPatch, variable: str, value: str):
    for name in ("CI", "ROUNDSMAN_POSTGRESQL", "ROUNDSMAN_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert not postgres.must_be_there()
    monkeypatch.setenv(variable, value)
    assert postgres.must_be_there()
    monkeypatch.setattr(postgres, "programs", lambda: None)
    assert postgres.described() == postgres.MISSING
