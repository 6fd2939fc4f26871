"""Files are kept under the hash of their content, whole or not at all, and what was altered is not handed out."""

import hashlib

import pytest

from service.files.storage import MissingFileError, Store


@pytest.mark.parametrize("scheme", ["file://", "memory://"])
def test_content_is_kept_once_under_its_hash(tmp_path, scheme):
    store = Store(f"{scheme}{tmp_path}/files")
    digest = store.put(b"seal")
    assert digest == hashlib.sha256(b"seal").hexdigest() == store.put(b"seal")
    assert store.get(digest) == b"seal"
    assert not store.holds("0" * 64)


def test_no_draft_is_left(tmp_path):
    Store(f"file://{tmp_path}/files").put(b"seal")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_altered_content_is_not_handed_out_and_is_mended_by_putting_it_again(tmp_path):
    store = Store(f"file://{tmp_path}/files")
    digest = store.put(b"seal")
    (tmp_path / "files" / digest[:2] / digest).write_bytes(b"other")
    with pytest.raises(MissingFileError, match="was altered"):
        store.get(digest)
    assert store.put(b"seal") == digest
    assert store.get(digest) == b"seal"


def test_draft_of_a_process_that_died_is_never_taken_for_the_file(tmp_path):
    store = Store(f"file://{tmp_path}/files")
    digest = hashlib.sha256(b"seal").hexdigest()
    (tmp_path / "files" / digest[:2]).mkdir(parents=True)
    (tmp_path / "files" / digest[:2] / ".0000.part").write_bytes(b"se")
    assert not store.holds(digest)
    store.put(b"seal")
    assert store.get(digest) == b"seal"
