"""What an installation sets: where its records are, and where what must not be among them is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. Everything secret lies in `folder`, outside the database."""

    folder: Path
    """Holds the signing key, the witness of the timeline, and, unless another database is named, the database."""
    database_url: str
    secure_cookies: bool = False
    """Whether the session cookie is sent over TLS only; on wherever others reach the service."""
    other_files_url: str | None = None
    """Where evidence is kept if not in `folder`: whatever fsspec reaches."""
    smtp_url: str | None = field(default=None, repr=False)
    """The mail server that letters go out by, like smtp://user:password@mail.example.com:587; without one none do."""
    mail_from: str = "roundsman@localhost"
    fonts: Path | None = None
    """A folder of fonts for service reports, beside those of the system."""
    llm_url: str | None = None
    """Where a language model is asked what messages mean, like http://127.0.0.1:11434/v1; none is, without one."""
    llm_model: str = "default"
    llm_key: str | None = field(default=None, repr=False)
    service_url: str = "http://127.0.0.1:8000"
    """Where customers reach the service: what links in letters begin with."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, folder: Path | None = None) -> "Settings":
        """Return the settings of `ROUNDSMAN_FOLDER`, `_DATABASE_URL`, `_FILES_URL`, `_SMTP`, `_URL` and so on."""
        place = (folder or Path(environment.get("ROUNDSMAN_FOLDER", "roundsman-data"))).absolute()
        return cls(
            folder=place,
            database_url=environment.get("ROUNDSMAN_DATABASE_URL", f"sqlite:///{place / 'roundsman.db'}"),
            secure_cookies=environment.get("ROUNDSMAN_SECURE_COOKIES", "0") not in ("", "0", "no", "false"),
            other_files_url=environment.get("ROUNDSMAN_FILES_URL"),
            smtp_url=environment.get("ROUNDSMAN_SMTP") or None,
            mail_from=environment.get("ROUNDSMAN_MAIL_FROM", "roundsman@localhost"),
            fonts=Path(environment["ROUNDSMAN_FONTS"]) if environment.get("ROUNDSMAN_FONTS") else None,
            llm_url=environment.get("ROUNDSMAN_LLM_URL") or None,
            llm_model=environment.get("ROUNDSMAN_LLM_MODEL", "default"),
            llm_key=environment.get("ROUNDSMAN_LLM_KEY") or None,
            service_url=environment.get("ROUNDSMAN_URL", "http://127.0.0.1:8000").rstrip("/"),
        )

    @property
    def files_url(self) -> str:
        """Where evidence is kept."""
        return self.other_files_url or f"file://{self.folder.absolute() / 'files'}"

    @property
    def signing_key(self) -> Path:
        """File of the key that signs the heads of the timeline."""
        return self.folder / "signing.key"

    @property
    def witness(self) -> Path:
        """File that remembers the last signed checkpoint, so that cutting it off the database shows."""
        return self.folder / "witness.json"
