"""A new installation: its database, its key and its first administrator; and the same one started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime

from typer.testing import CliRunner

from service import cli
from service.installation import install
from service.settings import Settings

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_first_administrator_is_made_once(empty_url, tmp_path):
    settings = Settings(folder=tmp_path / "keys", database_url=empty_url)
    first = install(settings, now=NOW)
    assert first is not None
    assert first.login == "admin"
    assert len(first.password) >= 16
    assert install(settings, now=NOW) is None
    assert first.password not in settings.signing_key.read_text()


def test_verify_command_signs_what_is_clean_and_fails_on_what_is_not(tmp_path):
    settings = Settings.read({}, folder=tmp_path)
    install(settings, now=NOW)
    called = CliRunner().invoke(cli.build(), ["verify", "--folder", str(tmp_path)])
    assert (called.exit_code, called.output) == (0, "the timeline is as it was written\n")
    import sqlite3

    with sqlite3.connect(tmp_path / "roundsman.db") as connection:
        connection.execute("DROP TRIGGER append_only_event_update")
        connection.execute("UPDATE event SET actor_name = 'eve'")
    connection.close()
    called = CliRunner().invoke(cli.build(), ["verify", "--folder", str(tmp_path)])
    assert called.exit_code == 1
    assert "user_account 1, event 1: was altered" in called.output


def test_settings_come_from_the_environment(tmp_path):
    read = Settings.read({"ROUNDSMAN_FOLDER": str(tmp_path), "ROUNDSMAN_SECURE_COOKIES": "1"})
    assert read.database_url == f"sqlite:///{tmp_path}/roundsman.db"
    assert read.secure_cookies
    named = Settings.read({"ROUNDSMAN_DATABASE_URL": "postgresql://db/records"}, folder=tmp_path)
    assert (named.database_url, named.folder) == ("postgresql://db/records", tmp_path)


def test_serve_starts_prints_the_password_once_and_answers(tmp_path):
    """A real process, because that is what the command is for."""
    program = "from service.cli import main; main()"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-c", program, "serve", "--folder", str(tmp_path), "--port", port]
    environment = {key: value for key, value in os.environ.items() if key != "ROUNDSMAN_DATABASE_URL"}
    for start in ("first", "second"):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        try:
            lines = []
            while not lines or "serving" not in lines[-1]:
                lines.append(process.stdout.readline())
                assert lines[-1], "".join(lines)
            assert bool(re.search("one-time password.*: \\S{16}", "".join(lines))) == (start == "first")
            assert answers(f"http://127.0.0.1:{port}/api/v1/openapi.json")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) in (0, -signal.SIGTERM)
            process.stdout.close()


def answers(url: str) -> bool:
    """Return whether something answers, given a while."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.1)
    return False
