"""Every code block of the documents is executed, in the order of the page, in one folder of its own.

`sh` and `bash` blocks run in a shell that stops at the first failure, from a folder where `./run` is the
checkout's and the `roundsman` of this environment is on the PATH. `console` blocks show commands after `$ `
and what they print, which is compared (`...` stands for anything). `python` blocks share one namespace.
`json` and `toml` must parse; `text` and `mermaid` are for the eye. A block of any other kind, or of none, is
a failure: nothing escapes by its label.
"""

import doctest
import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from service.cli import DEFERRED

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(path.name for path in ROOT.glob("*.md"))
MINUTES = 10
FENCE = re.compile(r"^(?P<indent> *)(?P<fence>```+|~~~+)(?P<kind>[^\n`]*)\n(?P<text>.*?)^ *(?P=fence) *$", re.M | re.S)


class Block(NamedTuple):
    """A fenced block: its kind, its text, and the line on which its text begins."""

    kind: str
    text: str
    line: int


def blocks(document: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown text in order."""
    for found in FENCE.finditer(document):
        line = document.count("\n", 0, found.start("text")) + 1
        yield Block(found["kind"].strip(), textwrap.dedent(found["text"]), line)


class Reader:
    """Somebody who follows a document: does in one folder what each block says."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.namespace: dict[str, Any] = {"__name__": "document"}
        # The tests cannot run inside themselves: there, and only there, `./run test` collects.
        (folder / "run").write_text(
            "#!/bin/sh\n"
            "command=$1; shift\n"
            f'case $command in test|soak) set -- --collect-only -q "$@" ;; clean) exit 0 ;; esac\n'
            f'exec "{ROOT}/run" "$command" "$@"\n'
        )
        (folder / "run").chmod(0o755)

    def follow(self, block: Block) -> None:
        """Do what one block says; an assertion fails if it does not work."""
        place = f"{self.name}, line {block.line}"
        match block.kind:
            case "sh" | "bash":
                self.shell(block.text, place, block.kind)
            case "console":
                self.converse(block.text, place)
            case "python":
                code = compile("\n" * (block.line - 1) + block.text, self.name, "exec")
                exec(code, self.namespace)
            case "json":
                json.loads(block.text)
            case "toml":
                tomllib.loads(block.text)
            case "text" | "mermaid":
                pass
            case _:
                pytest.fail(f"{place}: a block of kind {block.kind!r} is neither executed nor read")

    def shell(self, script: str, place: str, shell: str = "sh") -> str:
        """Return what a script prints, standard error included; it must end well."""
        done = subprocess.run(
            [shell, "-eu", "-c", script],
            cwd=self.folder,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60 * MINUTES,
        )
        assert done.returncode == 0, f"{place}: exit status {done.returncode} from\n{script}\n{done.stdout}"
        return done.stdout

    def converse(self, session: str, place: str) -> None:
        """Do each command of a console session and compare what it prints with what is shown."""
        assert session.startswith("$ "), f"{place}: a console block begins with '$ '"
        for exchange in re.split(r"^\$ ", session, flags=re.M)[1:]:
            command, _, shown = exchange.partition("\n")
            printed = self.shell(command, place)
            same = doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            assert same, f"{place}: `{command}` prints\n{printed}\nand not\n{shown}"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path, "EXAMPLE.md")


def follow(reader: Reader, document: str) -> None:
    for block in blocks(document):
        reader.follow(block)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_does_what_it_says(reader: Reader, name: str, request: pytest.FixtureRequest):
    document = (ROOT / name).read_text()
    if "./run demo" in document and "plan" not in DEFERRED:
        request.applymarker(pytest.mark.xfail(reason="the engine's commands are not there yet", strict=True))
    reader.name = name
    follow(reader, document)


def test_there_are_documents():
    assert {"README.md", "ARCHITECTURE.md", "CHANGELOG.md"} <= set(DOCUMENTS)


def test_blocks_are_found_with_kind_and_line():
    document = "a\n```sh\ntrue\n```\n- b\n\n  ~~~python\n  x = 1\n  ~~~\n````text\n```\n````\n"
    expected = [("sh", "true\n", 3), ("python", "x = 1\n", 8), ("text", "```\n", 11)]
    assert list(blocks(document)) == expected


def test_blocks_run_in_order_in_one_folder_and_namespace(reader: Reader):
    follow(
        reader,
        "```sh\necho 2 > two\n```\n"
        "```python\nfrom pathlib import Path\ntwo = int(Path('two').read_text())\n```\n"
        "```python\nPath('four').write_text(f'{2 * two} is four')\n```\n"
        "```console\n$ cat four\n4 is four\n$ echo longer; cat four\nlonger\n... is four\n```\n",
    )


def test_run_is_the_checkouts(reader: Reader):
    follow(reader, "```console\n$ ./run help | head -n 1\nusage: ./run COMMAND [ARGS...]\n```\n")


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ("```sh\nfalse\ntrue\n```", "EXAMPLE.md, line 2: exit status 1"),
        ('```bash\necho "$nothing"\n```', "exit status"),
        ("```python\nassert 1 == 2, 'unequal'\n```", "unequal"),
        ("```console\n$ echo 1\n2\n```", "`echo 1` prints"),
        ("```console\necho 1\n```", "begins with"),
    ],
)
def test_block_that_does_not_work_fails(reader: Reader, block: str, error: str):
    with pytest.raises(AssertionError, match=re.escape(error)):
        follow(reader, block)


@pytest.mark.parametrize("block", ["```json\n{'a': 1}\n```", "```toml\na: 1\n```"])
def test_data_that_does_not_parse_fails(reader: Reader, block: str):
    with pytest.raises(ValueError, match="line 1"):
        follow(reader, block)


@pytest.mark.parametrize("kind", ["", "shell", "py"])
def test_block_of_unknown_kind_fails(reader: Reader, kind: str):
    with pytest.raises(pytest.fail.Exception, match="neither executed nor read"):
        follow(reader, f"```{kind}\nrm -rf x\n```")
