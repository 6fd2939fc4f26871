"""Where the data for measuring is: named by ``ROUNDSMAN_DATA``, else beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("ROUNDSMAN_DATA", Path(__file__).parents[1].parent / "shared" / "data"))


def shared(*parts: str) -> Path:
    """A path in the data; skips the test where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {'/'.join(parts)} of the shared data; ROUNDSMAN_DATA names its folder")
    return path
