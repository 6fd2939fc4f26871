"""Shapes of users, sessions and keys outside."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, EmailStr, Field, StringConstraints

from service.access.policy import PERMISSIONS, ROLES
from service.rows import PageQuery
from service.schemas import Input, Output, Text

Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Roles = Annotated[list[str], Field(min_length=1, max_length=len(ROLES), examples=[["support"]])]


class Login(Input):
    """Who wants to log in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"login": "ada", "password": "a long pass phrase"}]})

    login: Text
    password: Password


class PasswordChange(Input):
    """The own password, old and new."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"old_password": "a long pass phrase", "new_password": "quite another one"}]}
    )

    old_password: Password
    new_password: Password


class SessionOut(Input):
    """Who is logged in, what they may, and the token that a browser sends with every change."""

    name: str
    kind: str
    permissions: list[str]
    account_id: int | None
    technician_id: int | None
    csrf_token: str | None


class UserIn(Input):
    """A new user."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"login": "ada", "name": "Ada Byron", "roles": ["support"]}]}
    )

    login: Text
    name: Text
    email: EmailStr | None = Field(None, description="Where letters go; to the login, if that is an address.")
    roles: Roles
    account_id: int | None = Field(None, description="The account of a customer.")
    technician_id: int | None = Field(None, description="The technician that an installer is.")


class UserPatch(Input):
    """What of a user can be amended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ada@example.com"}]})

    name: Text | None = None
    email: EmailStr | None = None


class UserRoles(Input):
    """The roles that a user shall have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"roles": ["support", "dispatcher"]}]})

    roles: Roles


class UserOut(Output):
    """A user."""

    login: str
    name: str
    email: str | None
    roles: list[str]
    active: bool
    one_time_password: bool
    account_id: int | None
    technician_id: int | None


class NewUser(UserOut):
    """A user just made, with the password that is shown this once."""

    password: str


class UserQuery(PageQuery):
    """Filters of users."""

    login: str | None = None
    active: bool | None = None


class KeyIn(Input):
    """A new key for a machine."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "web shop", "scopes": ["records.read", "records.write"]}]}
    )

    name: Text
    scopes: list[str] = Field(min_length=1, max_length=len(PERMISSIONS))


class KeyOut(Output):
    """A machine's key, without its secret."""

    name: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None


class NewKey(KeyOut):
    """A key just made, with the secret that is shown this once."""

    secret: str


class KeyQuery(PageQuery):
    """Filters of keys."""

    name: str | None = None
