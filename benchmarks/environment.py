"""Where a benchmark ran and with what: results are comparable only if this is the same."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import scheduler

DISTRIBUTIONS = ("roundsman", "ortools", "numpy", "numba", "scipy", "pyvrp", "pyvroom")


def environment() -> dict[str, Any]:
    """Machine, versions, and a digest of the engine's source."""
    return {
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in DISTRIBUTIONS}},
        "engine_source": source_digest(),
    }


def session() -> dict[str, Any]:
    """When a run began or was taken up again, and how busy the machine was with other things."""
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def source_digest() -> str:
    """The SHA-256 of the engine's modules, by which two results say that they measured the same program."""
    root, digest = Path(scheduler.__file__).parent, hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown")
