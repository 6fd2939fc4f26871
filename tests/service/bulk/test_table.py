"""Reading files that come from anywhere, and hostile ones."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bulk import table
from service.bulk.table import guarded, read_bundle, read_table, unguarded, write_lines
from service.errors import Problem

TEXT = 'Id;Name\r\n1;Söhne, Müller\r\n\r\n2;"a;\nb"\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_separators_are_recognised(encoding):
    for separator in ";,\t|":
        read = read_table(TEXT.replace("Söhne, ", "Söhne ").replace(";", separator).encode(encoding), "Account")
        assert read.columns == ("Id", "Name")
        assert [(row.line, dict(row.cells)) for row in read.rows] == [
            (2, {"Id": "1", "Name": "Söhne Müller"}),
            (5, {"Id": "2", "Name": f"a{separator}\nb"}),
        ]


def test_other_encodings_are_named_or_refused():
    with pytest.raises(Problem) as refusal:
        read_table(TEXT.encode("cp1252"), "Account")
    assert (refusal.value.code, refusal.value.extra["line"]) == ("encoding_wrong", 2)
    assert read_table(TEXT.encode("cp1252"), "Account", encoding="cp1252").rows[0].cells["Name"] == "Söhne, Müller"
    with pytest.raises(Problem):
        read_table(TEXT.encode(), "Account", encoding="ebcdic")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not even a line"),
        (b"\n \n", "not even a line"),
        (b"Id,Name,name\n", "twice"),
        (b"Id,,Name\n", "without a name"),
        (b"Id,Name\n1\n", "line 2: 1 cells under 2 columns"),
        (b"Id,Name\n1,2,3\n", "line 2: 3 cells under 2 columns"),
        (b'Id,Name\n1,"open\n', "line 2"),
        (b"Id,Name\n1,a\0b\n", "line 2: there is a NUL"),
        (b"Id,Name\n1," + b"x" * 400_001, "field larger"),
        (b"PK\x03\x04", "not even a line|columns"),
    ],
)
def test_unreadable_files_are_refused_with_their_line(content, said):
    if content.startswith(b"PK"):
        with pytest.raises(Problem):
            read_bundle(content)
        return
    with pytest.raises(Problem, match=said):
        read_table(content, "Account")


def test_large_files_are_refused(monkeypatch):
    monkeypatch.setattr(table, "LARGEST_IMPORT", 100)
    with pytest.raises(Problem) as refusal:
        read_table(b"Id\n" + b"1\n" * 50, "Account")
    assert refusal.value.status == 413
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    with pytest.raises(Problem):
        read_table(b"Id\n1\n2\n3\n4\n", "Account")


def packed(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def test_archive_that_unfolds_is_refused(monkeypatch):
    bomb = packed(("Account.csv", b"Id\n" + b"1\n" * 500_000))
    assert len(bomb) < 5_000
    monkeypatch.setattr(table, "LARGEST_IMPORT", 100_000)
    with pytest.raises(Problem) as refusal:
        read_bundle(bomb)
    assert refusal.value.status == 413


def test_folders_in_archives_mean_nothing():
    read = read_bundle(packed(("../../x/Account.csv", b"Id\n1\n"), ("y\\Case.csv", b"Id\n2\n"), ("note.txt", b"\xff")))
    assert sorted(read) == ["Account", "Case"]
    with pytest.raises(Problem, match="two files"):
        read_bundle(packed(("a/Account.csv", b"Id\n1\n"), ("b/Account.csv", b"Id\n2\n")))
    with pytest.raises(Problem, match="archive"):
        read_bundle(b"PK\x03\x04 nothing")


LINES = st.lists(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\n"), max_size=20), min_size=2
)


@given(cells=LINES)
def test_what_is_written_is_read(cells):
    columns = [f"c{number}" for number in range(len(cells))]
    text = "".join(write_lines(columns, [[guarded(cell) for cell in cells]]))
    assert text.split("\r\n")[1][:1] not in {"=", "+", "-", "@"}
    read = read_table(text.encode(), "x")
    found = [read.rows[0].cells.get(column, "") for column in columns] if read.rows else [""] * len(cells)
    assert found == [unguarded(guarded(cell).strip()) if cell.strip() else "" for cell in cells]


@given(cell=st.text())
def test_guard_is_taken_off_exactly(cell):
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
