"""Which service is asked: ``osrm:http://127.0.0.1:5000`` or ``valhalla:http://127.0.0.1:8002``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from urllib.parse import urlsplit, urlunsplit

from territories.roads import osrm, valhalla
from territories.roads.block import Block
from territories.roads.client import RoadsError

_KINDS: dict[str, ModuleType] = {"osrm": osrm, "valhalla": valhalla}
_EXPECTED = "expected osrm:http://HOST:PORT or valhalla:http://HOST:PORT"


@dataclass(frozen=True)
class RoadService:
    """A server, what it speaks, and the profile (OSRM) or costing (Valhalla) it is asked for."""

    kind: str
    url: str
    profile: str

    @property
    def ask(self) -> Callable[..., Block]:
        """The function that asks for a block."""
        return _KINDS[self.kind].ask  # type: ignore[no-any-return]

    @property
    def label(self) -> str:
        """The service for people, without a password."""
        parts = urlsplit(self.url)
        return f"{self.kind} at {urlunsplit(parts._replace(netloc=parts.netloc.rpartition('@')[2]))}"


def read_service(text: str, profile: str | None = None) -> RoadService:
    """The service that a text names; raises :class:`RoadsError`."""
    kind, _, url = text.partition(":")
    if kind not in _KINDS:
        raise RoadsError([f"unknown service {kind!r}; {_EXPECTED}"])
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise RoadsError([f"{url!r} is not the address of a server; {_EXPECTED}"])
    chosen = profile or _KINDS[kind].PROFILE
    if not chosen.replace("-", "").replace("_", "").isalnum():
        raise RoadsError([f"{chosen!r} is not the name of a profile"])
    return RoadService(kind, url.rstrip("/"), chosen)
