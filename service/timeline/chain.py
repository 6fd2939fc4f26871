"""What makes an event tamper-evident: its canonical text, its hash over the one before, and signatures of heads."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

ORIGIN = "0" * 64
"""Stands for the event before the first."""


def plain(value: Any) -> Any:
    """Return a value as JSON can say it without loss: instants in UTC, amounts as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: keys sorted, no blanks."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(*parts: Any) -> str:
    """Return the SHA-256 of the canonical text of `parts`, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def sign(key: bytes, *parts: Any) -> str:
    """Return the HMAC-SHA-256 of the canonical text of `parts`, as 64 hexadecimal digits."""
    return hmac.new(key, canonical(parts).encode(), hashlib.sha256).hexdigest()
