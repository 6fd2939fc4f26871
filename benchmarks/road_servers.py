"""A real OSRM or Valhalla on this machine, over an extract of OpenStreetMap, for as long as it is needed.

The programs are those on the PATH, else those in the wheels ``osrm-bindings`` and ``pyvalhalla`` of this environment
(both for Python 3.12 and newer; their ``bin`` folders may also be put on the PATH of an older one).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

KINDS = ("osrm", "valhalla")
#: What is needed of each, and the wheel that brings it.
_PROGRAMS = {
    "osrm": ("osrm-bindings", ("osrm-extract", "osrm-partition", "osrm-customize", "osrm-routed")),
    "valhalla": ("pyvalhalla", ("valhalla_build_config", "valhalla_build_tiles", "valhalla_service")),
}
_PROFILES = ("../share/profiles/car.lua", "../share/osrm/profiles/car.lua")
_STARTING_SECONDS = 30.0
_TOLD = 400


class RoadServerError(RuntimeError):
    """A server that cannot be had, with the reason."""


def absent(kind: str) -> str:
    """What is missing on this machine for a kind of server; empty if nothing is."""
    wheel, programs = _PROGRAMS[kind]
    missing = [name for name in programs if _program(kind, name) is None]
    return f"{', '.join(missing)} on the PATH, or the wheel {wheel} (Python 3.12 and newer)" if missing else ""


@contextmanager
def serving(kind: str, extract: Path) -> Iterator[str]:
    """A server over an extract (.osm.pbf), as ``--roads`` names it; built anew, gone with all it wrote at the end.

    Raises :class:`RoadServerError` if the programs are absent or fail.
    """
    missing = absent(kind)
    if missing:
        raise RoadServerError(f"{kind} needs {missing}")
    with TemporaryDirectory() as name, (Path(name) / "log").open("w+b") as log:
        port, folder = _free_port(), Path(name)
        command = _BUILDERS[kind](extract.resolve(), folder, port, log)
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(process, port, log)
            yield f"{kind}:http://127.0.0.1:{port}"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _program(kind: str, name: str) -> str | None:
    spec = find_spec(kind)
    folders = [] if spec is None else [Path(place) / "bin" for place in spec.submodule_search_locations or ()]
    return shutil.which(name) or next((found for one in folders if (found := shutil.which(name, path=one))), None)


def _osrm(extract: Path, folder: Path, port: int, log: BinaryIO) -> list[str]:
    """Builds the graph for contraction by cells; the command that serves it."""
    tools = {name: _program("osrm", name) or name for name in _PROGRAMS["osrm"][1]}
    home = Path(tools["osrm-extract"]).resolve().parent
    profile = next((found for name in _PROFILES if (found := home / name).exists()), None)
    if profile is None:
        raise RoadServerError(f"OSRM's car.lua is not beside its programs: {' or '.join(_PROFILES)}")
    (folder / "map.osm.pbf").symlink_to(extract)
    _run([tools["osrm-extract"], "-t", "1", "-p", str(profile), "map.osm.pbf"], folder, log)
    for step in ("osrm-partition", "osrm-customize"):
        _run([tools[step], "-t", "1", "map.osrm"], folder, log)
    return [tools["osrm-routed"], "--algorithm", "mld", "--ip", "127.0.0.1", "--port", str(port), "-t", "1", "map.osrm"]


def _valhalla(extract: Path, folder: Path, port: int, log: BinaryIO) -> list[str]:
    """Builds the tiles; the command that serves them."""
    tools = {name: _program("valhalla", name) or name for name in _PROGRAMS["valhalla"][1]}
    asked = [tools["valhalla_build_config"], "--mjolnir-tile-dir", str(folder / "tiles"), "--mjolnir-concurrency", "1"]
    config = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    config["mjolnir"].pop("tile_extract", None)
    ends = {name: f"ipc://{folder}/{name}" for name in ("loopback", "interrupt")}
    config["httpd"]["service"] |= {"listen": f"tcp://127.0.0.1:{port}", **ends}
    for part in ("loki", "thor", "odin"):
        config[part]["service"]["proxy"] = f"ipc://{folder}/{part}"
    (folder / "valhalla.json").write_text(json.dumps(config), encoding="utf-8")
    _run([tools["valhalla_build_tiles"], "-c", "valhalla.json", str(extract)], folder, log)
    return [tools["valhalla_service"], "valhalla.json", "1"]


_BUILDERS: dict[str, Callable[..., list[str]]] = {"osrm": _osrm, "valhalla": _valhalla}


def _run(command: Sequence[str], folder: Path, log: BinaryIO) -> None:
    done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise RoadServerError(f"{Path(command[0]).name} failed: {_end_of(log)}")


def _end_of(log: BinaryIO) -> str:
    return Path(log.name).read_text(encoding="utf-8", errors="replace").strip()[-_TOLD:]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: BinaryIO) -> None:
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RoadServerError(f"the server does not listen: {_end_of(log)}")
