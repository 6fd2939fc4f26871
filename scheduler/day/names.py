"""Names in files: what they refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from scheduler.day.findings import DayCode, MisreadError
from scheduler.spelling import nearest


class Names:
    """The known names of one kind: ids, and labels that are as good as an id where only one thing has them."""

    def __init__(self, kind: str, labels: Mapping[str, str]) -> None:
        self.kind = kind
        self._ids = dict.fromkeys(labels)
        counts = Counter(label for label in labels.values() if label)
        self._doubled = {label for label, count in counts.items() if count > 1}
        self._by_label = {label: name for name, label in labels.items() if label and counts[label] == 1}

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def resolve(self, text: str) -> str:
        """The id a text stands for: itself, else that of the only bearer of the label; raises :class:`MisreadError`."""
        if text in self._ids:
            return text
        if text in self._by_label:
            return self._by_label[text]
        if text in self._doubled:
            message = f"{text!r} is the name of more than one {self.kind}"
            raise MisreadError(message, f"the id of the {self.kind}", DayCode.NAME_AMBIGUOUS)
        raise MisreadError(f"unknown {self.kind} {text!r}", self._expected(text), DayCode.NAME_UNKNOWN)

    def _expected(self, text: str) -> str:
        known = nearest(text, [*self._ids, *self._by_label])
        return f"a known {self.kind}, the nearest is {known!r}" if known else f"a known {self.kind}"
