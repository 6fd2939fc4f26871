"""Answers kept on disk, each in a file that is called by what was asked.

A file is written beside its place and moved there, so that processes that share a folder see whole files. What is in
it begins with its own digest: a file that was cut or changed is noticed, named and asked for again. Nothing is ever too
old: a folder belongs to one state of the map, and a new map deserves a new folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import numpy as np

from territories.roads.block import Block, Point
from territories.roads.service import RoadService

_VERSION = 1
_PARTS = ("seconds", "metres", "from_road", "to_road")


@dataclass
class RoadCache:
    """A folder of answers; ``notes`` says what was ignored or could not be kept."""

    folder: Path
    notes: list[str] = field(default_factory=list)

    def path(self, service: RoadService, sources: Sequence[Point], targets: Sequence[Point]) -> Path:
        """Where the answer to a question is kept."""
        question = [_VERSION, service.kind, service.url, service.profile, list(sources), list(targets)]
        name = hashlib.sha256(json.dumps(question).encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.json"

    def read(self, path: Path, rows: int, columns: int) -> Block | None:
        """The answer in a file, ``None`` if there is none or what is there is not whole."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._note(f"the kept answer {path.name} cannot be read: {error.strerror}")
            return None
        try:
            return _decoded(content, rows, columns)
        except (ValueError, KeyError, TypeError):
            self._note(f"the kept answer {path.name} is damaged; it was ignored and asked for again")
            return None

    def write(self, path: Path, block: Block) -> None:
        """Keep an answer; that it cannot be kept is noted."""
        draft = path.with_name(f".{path.name}.{os.getpid()}.{token_hex(4)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(_encoded(block))
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            self._note(f"answers cannot be kept in {self.folder}: {error.strerror}")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _encoded(block: Block) -> bytes:
    parts = {name: np.where(np.isnan(value := getattr(block, name)), -1, value).tolist() for name in _PARTS}
    body = json.dumps(parts, separators=(",", ":"), allow_nan=False).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _decoded(content: bytes, rows: int, columns: int) -> Block:
    digest, _, body = content.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ValueError("the digest is another")
    read = {name: np.asarray(value, dtype=np.float64) for name, value in json.loads(body).items()}
    shapes = {"seconds": (rows, columns), "metres": (rows, columns), "from_road": (rows,), "to_road": (columns,)}
    if {name: value.shape for name, value in read.items()} != shapes:
        raise ValueError("the size is another")
    return Block(**{name: np.where(value < 0, np.nan, value) for name, value in read.items()})
