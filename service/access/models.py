"""Users with roles, sessions, machine keys, and failed logins."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from service.columns import Base, Numbered
from service.errors import invalid
from service.timeline.models import Recorded


class RoleGrant(Base):
    """A permission that a role holds."""

    __tablename__ = "role_grant"

    role: Mapped[str] = mapped_column(primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)


class User(Base, Recorded):
    """A person who can log in."""

    __tablename__ = "user_account"
    SECRET = frozenset({"password_hash"})

    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    """Where letters go; to the login without one, if that is an address."""
    password_hash: Mapped[str]
    one_time_password: Mapped[bool]
    """Whether the password was set by another, so that it must be changed before anything else is done."""
    active: Mapped[bool] = mapped_column(default=True)
    account_id: Mapped[int | None]
    """The account of a customer."""
    technician_id: Mapped[int | None]
    """The technician that an installer is."""
    role_rows: Mapped[list["UserRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @validates("login")
    def normalise_login(self, key: str, value: str) -> str:
        """Logins differ by more than case and outer blanks."""
        login = value.strip().casefold()
        if not login:
            raise invalid("login", "a login is not blank")
        return login

    @property
    def address(self) -> str | None:
        """Where letters to the user go; nowhere without an address."""
        return self.email or (self.login if "@" in self.login else None)

    @property
    def roles(self) -> list[str]:
        """The user's roles."""
        return sorted(row.role for row in self.role_rows)

    @roles.setter
    def roles(self, names: list[str]) -> None:
        kept = {row.role: row for row in self.role_rows}
        self.role_rows = [kept.get(name) or UserRole(role=name) for name in sorted(set(names))]


class UserRole(Base):
    """A role that a user has."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class LoginSession(Base, Numbered):
    """A login. Holds only the hash of the token that the browser has."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    user: Mapped[User] = relationship(lazy="joined")


class MachineKey(Base, Recorded):
    """A key of a machine. Holds only the hash of its secret; the secret is shown once."""

    __tablename__ = "machine_key"
    SECRET = frozenset({"secret_hash"})
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    scope_rows: Mapped[list["KeyScope"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def scopes(self) -> list[str]:
        """The permissions that the key carries."""
        return sorted(row.permission for row in self.scope_rows)


class KeyScope(Base):
    """A permission that a key carries."""

    __tablename__ = "key_scope"

    key_id: Mapped[int] = mapped_column(ForeignKey("machine_key.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)


class FailedLogin(Base, Numbered):
    """A login that failed: what throttling counts."""

    __tablename__ = "failed_login"
    __table_args__ = (Index("ix_failed_login_login_at", "login", "at"),)

    login: Mapped[str]
    at: Mapped[datetime]
