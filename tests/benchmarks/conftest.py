"""Where the published instances are, and a small instance that a plan can be made for by hand."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.instance import Instance
from benchmarks.readers import solomon

DATA = Path(os.environ.get("ROUNDSMAN_DATA", Path(__file__).parents[3] / "shared" / "data"))

TOY = """toy

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.   XCOORD.   YCOORD.    DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0      0      0       0       0       100       0
    1      3      4       6       0        50      10
    2      1      1       6      20        30      10
    3      6      8       4       0       100      10
"""


@pytest.fixture(scope="session")
def published() -> Callable[[str], Path]:
    """The path of a file of the published instances; skips where they are absent."""

    def path(name: str) -> Path:
        if not DATA.is_dir():
            pytest.skip("the published instances are absent: set ROUNDSMAN_DATA to the folder that holds vrptw/")
        return DATA / name

    return path


@pytest.fixture
def toy_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "instances"
    folder.mkdir()
    (folder / "toy.txt").write_text(TOY)
    (folder / "best_known.csv").write_text("instance,best_known_distance,vehicles\ntoy,20.0,2\n")
    return folder


@pytest.fixture
def toy(toy_folder: Path) -> Instance:
    return solomon.read(toy_folder / "toy.txt")
