"""Text as people may see it: control characters that hide or reorder what stands around them are spelt out.

A right-to-left override in a name can make one name look like another; an escape sequence can rewrite a terminal. They
are shown as ``[U+202E]``. What scripts need is left alone: joiners, and marks that only say which way a letter runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u180e\u200b\u2060-\u206f\ufeff\ufff9-\ufffb"  # spaces of no width, invisible operators, isolates, annotations
    "\u202a-\u202e"  # embeddings and overrides of direction
    "\U000e0000-\U000e007f]"  # tags
)


def visible(text: str) -> str:
    """A text with what is invisible and not harmless spelt out; other texts as they are."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def visible_data(value: Any) -> Any:
    """JSON-ready data with every text in it, keys included, made :func:`visible`."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible_data(key): visible_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [visible_data(item) for item in value]
    return value
