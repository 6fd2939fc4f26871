"""A rule set's text: a small and strict part of YAML, read with the place of everything in it. Pure.

No anchors, aliases, tags or second documents: so a short text stays short when it is read. A plain word is a text
unless it is a decimal number, true, false or null; `no` is a text, and 12:30 too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

LONGEST = 200_000
"""Characters of a rule set."""
DEEPEST = 12
"""Lists and mappings within each other."""
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None}
Place = tuple[str | int, ...]
"""The way to something from the top: keys and indexes."""


class Finding(NamedTuple):
    """Something wrong in a rule set, and where: lines and columns count from 1."""

    line: int
    column: int
    code: str
    detail: str
    rule: str | None = None
    """The rule that it concerns."""


class DocumentError(Exception):
    """The text is none of the kind described above."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings[0].detail)
        self.findings = findings


@dataclass(slots=True)
class Document:
    """A text as it was read."""

    text: str
    value: Any = None
    nodes: dict[Place, yaml.Node] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def finding(self, place: Place, code: str, detail: str, *, at: int = 0, rule: str | None = None) -> Finding:
        """Return a finding at a place, or at an offset within the text there."""
        while place not in self.nodes and place:
            place = place[:-1]
        node = self.nodes[place]
        line, column = node.start_mark.line, node.start_mark.column
        if at and isinstance(node, yaml.ScalarNode):
            line, column = self._position(node, at)
        return Finding(line + 1, column + 1, code, detail, rule)

    def _position(self, node: yaml.ScalarNode, at: int) -> tuple[int, int]:
        """Return line and column of a character of a scalar.

        Blanks and line ends may be folded, so what is counted is characters that are neither.
        """
        wanted = len("".join(node.value[:at].split()))
        places = list(self._characters(node))
        if not places:
            return node.start_mark.line, node.start_mark.column
        index = places[wanted] if wanted < len(places) else places[-1] + 1
        before = self.text[:index]
        return before.count("\n"), index - before.rfind("\n") - 1

    def _characters(self, node: yaml.ScalarNode) -> Iterator[int]:
        """Yield the index of each character of a scalar that is not blank."""
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            start = self.text.find("\n", start)
        elif node.style in ("'", '"'):
            start, end = start + 1, end - 1
        index = start
        while index < end:
            pair = self.text[index : index + 2]
            if (node.style == '"' and pair in ('\\"', "\\\\")) or (node.style == "'" and pair == "''"):
                index += 1
            if not self.text[index].isspace():
                yield index
            index += 1


def read(text: str) -> Document:
    """Return a text with the place of everything in it.

    Raises `DocumentError` if it cannot be read at all; what is only doubled is among the document's findings.
    """
    if len(text) > LONGEST:
        raise DocumentError(Finding(1, 1, "size", f"a rule set has {LONGEST} characters at most"))
    try:
        _refuse_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DocumentError(Finding(line, column, "syntax", str(error.problem or error.context))) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DocumentError(Finding(line, 1, "syntax", f"a character that cannot be there: {error.reason}")) from None
    if node is None:
        raise DocumentError(Finding(1, 1, "syntax", "there is nothing in it"))
    document = Document(text)
    document.value = _plain(document, (), node)
    return document


def _refuse_events(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        fault = (
            "an alias; write it out"
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
            else "a tag"
            if getattr(event, "tag", None)
            else f"deeper than {DEEPEST}"
            if depth > DEEPEST
            else "a second document"
            if documents > 1
            else None
        )
        if fault:
            mark = event.start_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise DocumentError(Finding(line, column, "syntax", f"not in a rule set: {fault}"))


def _plain(document: Document, place: Place, node: yaml.Node) -> Any:
    document.nodes[place] = node
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(document, (*place, index), each) for index, each in enumerate(node.value)]
    made: dict[str, Any] = {}
    for key, each in node.value:
        name = str(key.value)
        if name in made:
            mark = key.start_mark
            detail = f"{name} is there already"
            document.findings.append(Finding(mark.line + 1, mark.column + 1, "repeated_key", detail))
        made[name] = _plain(document, (*place, name), each)
    return made


def _scalar(node: yaml.ScalarNode) -> Any:
    if node.style is not None:
        return node.value
    if node.value in WORDS:
        return WORDS[node.value]
    if found := NUMBER.fullmatch(node.value):
        return float(node.value) if found[1] else int(node.value)
    return node.value
