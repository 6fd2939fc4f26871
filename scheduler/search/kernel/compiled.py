"""How the kernel is compiled, and where the compiled code is kept.

Compiled code is found again by a digest of all sources of the kernel: numba alone looks at the file of the function it
is asked for and would run stale code after a change in another. Where no folder can be written nothing is kept, and
every process compiles for itself.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import config as numba_config
from numba import njit

from scheduler import timetable, timing

Function = TypeVar("Function", bound=Callable[..., Any])


def _config() -> Any:
    """Numba's settings, which it makes at run time."""
    return numba_config


@cache
def cache_folder() -> Path | None:
    """The folder for the compiled code of these very sources, ``None`` if none can be written."""
    return next((folder for folder in _candidates() if _is_writable(folder)), None)


def _candidates() -> Iterator[Path]:
    name = f"kernel-{_digest()}"
    given = _config().CACHE_DIR
    if given:
        yield Path(given) / name
    yield Path(__file__).parent / "__pycache__" / name
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    yield Path(home) / "roundsman" / name
    yield Path(tempfile.gettempdir()) / f"roundsman-{os.getuid() if hasattr(os, 'getuid') else 'user'}" / name


def _digest() -> str:
    """Of the sources (that of the constants included) and of the version of the compiler."""
    sources = [*sorted(Path(__file__).parent.glob("*.py")), Path(timetable.__file__), Path(timing.__file__)]
    content = b"".join(source.read_bytes() for source in sources)
    return hashlib.sha256(content + numba.__version__.encode()).hexdigest()[:16]


def _is_writable(folder: Path) -> bool:
    """Whether files can be made in the folder, which is made if need be, and nobody else's are in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        owner = folder.stat().st_uid
        with tempfile.TemporaryFile(dir=folder):
            return not hasattr(os, "getuid") or owner in (os.getuid(), 0)
    except OSError:
        return False


def compiled(function: Function) -> Function:
    """Compile a function for other compiled functions when it is first needed."""
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entry(function: Function) -> Function:
    """Compile a function that Python calls, without the interpreter's lock, when it is first called; keep the code."""
    return _compiled(function, nogil=True, no_cfunc_wrapper=True)


def _compiled(function: Function, **options: bool) -> Function:
    folder = cache_folder()
    config = _config()
    before = config.CACHE_DIR
    config.CACHE_DIR = "" if folder is None else str(folder)
    try:
        compile: Any = njit
        result: Function = compile(cache=folder is not None, error_model="numpy", **options)(function)
    finally:
        config.CACHE_DIR = before
    return result
