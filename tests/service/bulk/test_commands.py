"""The commands for files: out of one installation and into another, a report, and a process that dies on the way."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service import cli
from service.bulk.exporting import FILES
from service.db import Database
from service.installation import install
from service.settings import Settings
from tests.service.bulk.conftest import CHAIN, brought_in
from tests.service.conftest import START

TIMES = (
    "CreatedDate",
    "CompletedDate",
    "ClosedDate",
    "Actual",
    "SignedDate",
    "DueDate",
    "SubmittedDate",
    "DecidedDate",
)
"""How columns begin that say when something happened here."""


def call(*arguments: str):
    return CliRunner().invoke(cli.build(), list(arguments))


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def carried_over(house, tmp_path, monkeypatch, *how: str) -> Iterator[tuple[str, list, list]]:
    """Write an installation's records out, bring them into another twice, write them out there; yield both files."""
    assert brought_in(house, CHAIN).kept
    out, again, folder = tmp_path / "out", tmp_path / "again", tmp_path / "other"
    monkeypatch.setenv("ROUNDSMAN_DATABASE_URL", house.settings.database_url)
    assert call("export-records", str(out)).exit_code == 0
    assert {path.stem for path in out.iterdir()} == set(FILES)
    monkeypatch.delenv("ROUNDSMAN_DATABASE_URL")
    install(Settings.read({}, folder=folder), now=START)
    for outcome in ("created", "unchanged"):
        called = call(
            "import-records", str(out), "--folder", str(folder), *how, "--report", str(tmp_path / "report.csv")
        )
        assert called.exit_code == 0, called.output
        assert {row["outcome"] for row in read(tmp_path, "report")} >= {outcome}
    assert " 0 created, 0 amended" in f" {called.output.splitlines()[-1]}"
    assert call("export-records", str(again), "--folder", str(folder)).exit_code == 0
    for name in sorted(set(FILES) - {"User"}):
        yield name, read(out, name), read(again, name)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_installations_files_are_anothers_records(house, tmp_path, monkeypatch):
    for name, before, after in carried_over(house, tmp_path, monkeypatch):
        same = [
            [{column: cell for column, cell in row.items() if not column.startswith(TIMES)} for row in rows]
            for rows in (before, after)
        ]
        assert same[0] == same[1], name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_past_of_one_installation_is_taken_over_by_another(house, tmp_path, monkeypatch):
    """Times, authors and decisions too."""
    for name, before, after in carried_over(house, tmp_path, monkeypatch, "--history"):
        assert before == after, name


def test_refused_lines_are_told_and_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.delenv("ROUNDSMAN_DATABASE_URL", raising=False)
    install(Settings.read({}, folder=tmp_path), now=START)
    (tmp_path / "Account.csv").write_text("Id,Name\nA,x\nB,\n")
    called = call("import-records", str(tmp_path / "Account.csv"), "--folder", str(tmp_path))
    assert called.exit_code == 1
    assert "Account.csv, line 3, Name: " in called.output
    assert "nothing was kept" in called.output
    partly = call("import-records", str(tmp_path / "Account.csv"), "--folder", str(tmp_path), "--partial")
    assert (partly.exit_code, "1 created" in partly.output) == (1, True)


def test_huge_and_missing_files_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.delenv("ROUNDSMAN_DATABASE_URL", raising=False)
    install(Settings.read({}, folder=tmp_path), now=START)
    with (tmp_path / "Account.csv").open("wb") as file:
        file.truncate(200_000_000)
    for name, said in (("Account.csv", "64000000 bytes"), ("Contact.csv", "No such file")):
        called = call("import-records", str(tmp_path / name), "--folder", str(tmp_path))
        assert called.exit_code == 2
        assert said in called.output


DYING = (
    "import os\n"
    "from service.bulk.importing import Run\n"
    "Run.report = lambda run: os._exit(9)\n"
    "from service.cli import main\n"
    "main()\n"
)


def test_process_that_dies_when_all_is_written_leaves_nothing(empty_url, tmp_path):
    install(Settings(folder=tmp_path, database_url=empty_url), now=START)
    files = tmp_path / "files"
    files.mkdir()
    for name, content in CHAIN.items():
        (files / f"{name}.csv").write_text(content)
    command = [sys.executable, "-c", DYING, "import-records", str(files), "--folder", str(tmp_path)]
    environment = {**os.environ, "ROUNDSMAN_DATABASE_URL": empty_url}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 9, done.stderr
    database = Database(empty_url)
    with database.transaction(write=False) as session:
        for table in ("account", "asset", "service_case", "external_id"):
            assert session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    database.close()
