"""``roundsman bench`` from the outside: a small run, and what it says of wrong options."""

import json

import pytest
from typer.testing import CliRunner

from service import cli


def call(*arguments: str):
    return CliRunner().invoke(cli.build(), ["bench", *arguments])


def test_small_run_and_again(toy_folder, tmp_path):
    arguments = ("--set", "vrptw", "--instances", str(toy_folder), "--methods", "construct", "--seconds", "1")
    out = tmp_path / "out"
    done = call(*arguments, "--seeds", "3", "--workers", "1", "--out", str(out), "--plans")
    assert done.exit_code == 0, done.output
    assert str(out / "report.md") in done.output
    (line,) = (out / "runs.jsonl").read_text().splitlines()
    record = json.loads(line)
    assert (record["objective"], record["unserved"], record["feasible"]) == (22.8, 0, True)
    assert (out / "plans" / "vrptw_toy_construct_3.json").exists()
    again = call(*arguments, "--seeds", "3", "--workers", "2", "--out", str(out))
    assert again.exit_code == 2
    assert "workers 1, now 2" in again.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "tsp"), "there is no set 'tsp'"),
        (("--set", "vrptw"), "--instances"),
        (("--set", "scale", "--methods", "magic"), "methods magic"),
        (("--set", "scale", "--seeds", "1,x"), "seeds '1,x'"),
        (("--set", "scale", "--seeds", "-1"), "seeds '-1'"),
        (("--set", "scale", "--only", "7x7x7"), "no instance 7x7x7"),
    ],
)
def test_wrong_options_are_named_and_nothing_is_written(arguments, words, tmp_path):
    done = call(*arguments, "--out", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())
    assert not (tmp_path / "out").exists()
