"""Asking a service over HTTP: with time limits, a limit on what is taken, and patience with what passes."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx2 as httpx

#: Bytes of an answer that are taken; a block of 2,500 pairs is far below a megabyte.
MOST_BYTES = 2**25
_PASSING = (429, 500, 502, 503, 504)
_LONGEST_PAUSE = 30.0


class RoadsError(RuntimeError):
    """A service that does not give what is needed; ``findings`` says all that is known about it."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(self.findings))


def stopped_clock() -> float:
    """A clock for callers that set no limit on the whole."""
    return 0.0


@dataclass(frozen=True)
class Patience:
    """How long to wait and how often to try.

    ``seconds`` limits the whole table by ``clock`` (in seconds, such as ``time.monotonic``), ``answer_seconds`` the
    silence within an answer. A try that fails for a reason that may pass is repeated after ``pause`` seconds, doubled
    each time.
    """

    seconds: float = 120.0
    answer_seconds: float = 15.0
    attempts: int = 4
    pause: float = 0.5
    clock: Callable[[], float] = stopped_clock
    sleep: Callable[[float], None] = time.sleep


class _PassingError(Exception):
    """A failure that may pass; ``after`` is how long the server asks to wait."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class Client:
    """Asks one server, over one connection where that is possible."""

    def __init__(self, url: str, patience: Patience) -> None:
        self._patience = patience
        self._deadline = patience.clock() + patience.seconds
        # A proxy is for the world outside; a service on this machine is asked directly.
        self._http = httpx.Client(timeout=patience.answer_seconds, trust_env=not _is_loopback(url))

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def ask(self, method: str, url: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON of an answer; raises :class:`RoadsError` when patience is at its end."""
        pause = self._patience.pause
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._once(method, url, body)
            except _PassingError as error:
                wait = min(max(pause, error.after), _LONGEST_PAUSE)
                if attempt == self._patience.attempts:
                    self._give_up(f"{error}; tried {attempt} times")
                if self._patience.clock() + wait > self._deadline:
                    self._give_up(f"{error}; {self._patience.seconds:g} seconds are over")
                self._patience.sleep(wait)
                pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def _give_up(self, message: str) -> NoReturn:
        raise RoadsError([message])

    def _once(self, method: str, url: str, body: Any) -> tuple[int, Any]:
        try:
            with self._http.stream(method, url, json=body) as response:
                content = self._content(response)
                if response.status_code in _PASSING:
                    after = response.headers.get("retry-after", "")
                    raise _PassingError(f"status {response.status_code}", float(after) if after.isdigit() else 0.0)
                return response.status_code, _parsed(content)
        except httpx.HTTPError as error:
            raise _PassingError(f"{type(error).__name__}: {error}") from None
        except httpx.InvalidURL as error:
            self._give_up(str(error))

    def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for piece in response.iter_bytes():
            content += piece
            if len(content) > MOST_BYTES:
                self._give_up(f"the answer is longer than {MOST_BYTES // 2**20} MB")
            if self._patience.clock() > self._deadline:
                self._give_up(f"{self._patience.seconds:g} seconds are over within an answer")
        return bytes(content)


def _is_loopback(url: str) -> bool:
    host = httpx.URL(url).host
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parsed(content: bytes) -> Any:
    """The JSON of an answer, ``None`` if it is none (the status may still say why)."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        return json.loads(content, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
