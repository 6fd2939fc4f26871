"""Where files are kept: under the hash of their content, behind fsspec, so a bucket will do as well as a folder."""

import hashlib
import os
import secrets
from dataclasses import dataclass

import fsspec


class MissingFileError(LookupError):
    """A file is not where it was put, or is not what was put there."""


@dataclass(frozen=True, slots=True)
class Store:
    """Files by the SHA-256 of their content, in a folder that fsspec can reach (`file:///...`, `s3://...`)."""

    url: str

    def put(self, content: bytes) -> str:
        """Keep a content and return its hash. The same content twice is kept once; half a file is never seen."""
        digest = hashlib.sha256(content).hexdigest()
        system, place = self._place(digest)
        if not self.holds(digest):
            folder = place.rsplit("/", 1)[0]
            draft = f"{folder}/.{secrets.token_hex(8)}.part"
            system.makedirs(folder, exist_ok=True)
            with system.open(draft, "wb") as file:
                file.write(content)
                file.flush()
                if system.protocol == ("file", "local"):
                    os.fsync(file.fileno())
            system.mv(draft, place)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content with a hash; `MissingFileError` if it is gone or was altered."""
        system, place = self._place(digest)
        try:
            content: bytes = system.cat_file(place)
        except FileNotFoundError:
            raise MissingFileError(f"file {digest} is gone") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise MissingFileError(f"file {digest} was altered")
        return content

    def holds(self, digest: str) -> bool:
        """Return whether the content with a hash is there, and as it was put."""
        try:
            self.get(digest)
        except MissingFileError:
            return False
        return True

    def _place(self, digest: str) -> tuple[fsspec.AbstractFileSystem, str]:
        system, root = fsspec.core.url_to_fs(self.url)
        return system, f"{root}/{digest[:2]}/{digest}"
