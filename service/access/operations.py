"""Logging in and out, recognising who asks, and keeping users and keys."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from fastapi import Request
from sqlalchemy import CursorResult, delete, func, select

from service.access.models import FailedLogin, KeyScope, LoginSession, MachineKey, RoleGrant, User
from service.access.policy import PERMISSIONS
from service.context import Actor, Context
from service.db import Session
from service.errors import Problem, invalid
from service.requests import ANONYMOUS, SAFE
from service.timeline.operations import record

COOKIE = "roundsman_session"
LASTS = timedelta(hours=12)
SHORTEST_PASSWORD = 12
TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
"""After so many failures within so long a time a login is refused unheard."""

hasher = PasswordHasher()
NOBODY = hasher.hash("no password is this one")
"""What a login without a user is compared with, so that the answer takes as long as for one with."""


def fingerprint(secret: str) -> str:
    """Return the hash by which a random secret of 256 bits is recognised; such a secret needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(session_token: str) -> str:
    """Return what a browser must send with its cookie to change anything; another site cannot know it."""
    return fingerprint(f"csrf:{session_token}")


def ship_grants(session: Session) -> None:
    """Give the shipped roles the permissions that this installation has never heard of; keep what it has changed."""
    known = set(session.scalars(select(RoleGrant.permission).distinct()))
    for permission in PERMISSIONS.keys() - known:
        session.add_all(RoleGrant(role=role, permission=permission) for role in PERMISSIONS[permission])


def create_user(
    ctx: Context,
    *,
    login: str,
    name: str,
    roles: list[str],
    email: str | None = None,
    account_id: int | None = None,
    technician_id: int | None = None,
) -> tuple[User, str]:
    """Make a user with a one-time password, and return both. The password is not kept and cannot be shown again."""
    check_roles(ctx.session, roles)
    password = secrets.token_urlsafe(12)
    user = User(
        login=login,
        name=name,
        email=email,
        password_hash=hasher.hash(password),
        one_time_password=True,
        account_id=account_id,
        technician_id=technician_id,
    )
    user.roles = roles
    if ctx.session.scalar(select(User.id).where(User.login == user.login)):
        raise invalid("login", f"there is already a user {user.login}", code="duplicate")
    check_bounds(user)
    ctx.session.add(user)
    record(ctx, user, "created", roles=user.roles)
    return user, password


def check_roles(session: Session, roles: list[str]) -> None:
    """Refuse roles that do not exist."""
    known = set(session.scalars(select(RoleGrant.role).distinct()))
    if unknown := sorted(set(roles) - known):
        raise invalid("roles", f"there is no role {', '.join(unknown)}", allowed=sorted(known))


def check_bounds(user: User) -> None:
    """Refuse a customer without an account and an installer who is no technician: they would see everything."""
    for role, field in (("customer", "account_id"), ("installer", "technician_id")):
        if (role in user.roles) != (getattr(user, field) is not None):
            raise invalid(field, f"the role {role} and {field} go together", rule="bounded_roles")


def change_roles(ctx: Context, user: User, roles: list[str]) -> None:
    """Give a user these roles and no others."""
    check_roles(ctx.session, roles)
    former = user.roles
    user.roles = roles
    check_bounds(user)
    record(ctx, user, "roles_changed", before_roles=former, roles=user.roles)


def change_password(ctx: Context, *, user: User, old: str, new: str) -> None:
    """Change the own password; every other login of the user ends."""
    if not matches(user.password_hash, old):
        raise invalid("old_password", "this is not the password", code="wrong_password")
    if len(new) < SHORTEST_PASSWORD:
        raise invalid("new_password", f"a password has at least {SHORTEST_PASSWORD} characters", code="weak_password")
    user.password_hash = hasher.hash(new)
    user.one_time_password = False
    end_sessions(ctx.session, user)
    record(ctx, user, "password_changed")


def end_sessions(session: Session, user: User) -> None:
    """End every login of a user."""
    for each in session.scalars(select(LoginSession).where(LoginSession.user_id == user.id)):
        session.delete(each)


def deactivate(ctx: Context, user: User) -> None:
    """Let a user log in no more, and end the logins there are."""
    user.active = False
    end_sessions(ctx.session, user)
    record(ctx, user, "deactivated")


def matches(password_hash: str, password: str) -> bool:
    """Return whether a password is the one of a hash."""
    try:
        return hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def log_in(ctx: Context, *, login: str, password: str) -> str | None:
    """Begin a session and return its token; None, and a failure counted, if login and password do not belong together.

    Raises a 429 after too many failures.
    """
    login = login.strip().casefold()
    since = ctx.now - TRIES_WITHIN
    failures = ctx.session.scalar(
        select(func.count()).select_from(FailedLogin).where(FailedLogin.login == login, FailedLogin.at > since)
    )
    if failures is not None and failures >= TRIES:
        raise Problem(429, "too_many_failures", f"too many failed logins; try again in {TRIES_WITHIN}")
    user = ctx.session.scalars(select(User).where(User.login == login, User.active)).first()
    if not matches(user.password_hash if user else NOBODY, password) or user is None:
        ctx.session.add(FailedLogin(login=login, at=ctx.now))
        return None
    token = secrets.token_urlsafe(32)
    ctx.session.add(
        LoginSession(token_hash=fingerprint(token), user_id=user.id, began_at=ctx.now, ends_at=ctx.now + LASTS)
    )
    ctx.session.flush()
    return token


def create_key(ctx: Context, *, name: str, scopes: list[str]) -> tuple[MachineKey, str]:
    """Make a key for a machine, and return it with its secret, which is not kept and cannot be shown again.

    Nobody gives a key more than they hold themselves.
    """
    for scope in scopes:
        ctx.actor.must(scope)
    secret = f"roundsman_{secrets.token_urlsafe(32)}"
    key = MachineKey(name=name, secret_hash=fingerprint(secret), created_at=ctx.now)
    key.scope_rows = [KeyScope(permission=scope) for scope in sorted(set(scopes))]
    ctx.session.add(key)
    record(ctx, key, "created", scopes=key.scopes)
    return key, secret


def revoke_key(ctx: Context, key: MachineKey) -> None:
    """Make a key worthless; again is as once."""
    if key.revoked_at is None:
        key.revoked_at = ctx.now
        record(ctx, key, "revoked")


def end_session(session: Session, token: str) -> None:
    """End the login of a token, if there is one."""
    for each in session.scalars(select(LoginSession).where(LoginSession.token_hash == fingerprint(token))):
        session.delete(each)


def forget(session: Session, *, now: datetime) -> int:
    """Forget failed logins that throttle nobody any more, and sessions that have ended; return how many."""
    over = (
        delete(FailedLogin).where(FailedLogin.at <= now - TRIES_WITHIN),
        delete(LoginSession).where(LoginSession.ends_at <= now),
    )
    return sum(cast(CursorResult[Any], session.execute(each)).rowcount for each in over)


def authenticate(request: Request, session: Session, now: datetime) -> Actor:
    """Return who asks: by a machine's key, by a session's cookie, or nobody.

    A cookie comes along whoever wrote the page that asks; so a change needs the token that only our own pages know.
    """
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        return key_actor(session, secret.strip())
    token = request.cookies.get(COOKIE, "")
    actor = session_actor(session, token, now=now)
    proof = request.headers.get("x-csrf-token", "")
    if actor is not ANONYMOUS and request.method not in SAFE and not matching(proof, csrf_token(token)):
        raise Problem(403, "csrf_token_missing", "send the session's token as X-CSRF-Token", field="X-CSRF-Token")
    return actor


def matching(one: str, other: str) -> bool:
    """Return whether two secrets are equal, in a time that does not tell how far they are."""
    return secrets.compare_digest(one.encode(), other.encode())


def key_actor(session: Session, secret: str) -> Actor:
    """Return the machine of a key; a 401 if there is no such key, or no longer."""
    key = session.scalars(select(MachineKey).where(MachineKey.secret_hash == fingerprint(secret))).first()
    if key is None or key.revoked_at is not None:
        raise Problem(401, "key_unknown", "this key does not exist or was revoked")
    return Actor(kind="key", id=key.id, name=key.name, permissions=frozenset({*key.scopes, "session.own"}))


def session_actor(session: Session, token: str, *, now: datetime) -> Actor:
    """Return the person of a session's token; nobody if the session has ended."""
    found = session.scalars(
        select(LoginSession).where(LoginSession.token_hash == fingerprint(token), LoginSession.ends_at > now)
    ).first()
    return user_actor(session, found.user) if found and found.user.active else ANONYMOUS


def user_actor(session: Session, user: User) -> Actor:
    """Return a user as an actor. With a one-time password nothing can be done but change it."""
    held = session.scalars(select(RoleGrant.permission).where(RoleGrant.role.in_(user.roles)))
    permissions = frozenset({"session.own"}) if user.one_time_password else frozenset(held) | {"session.own"}
    return Actor(
        kind="user",
        id=user.id,
        name=user.login,
        permissions=permissions,
        account_id=user.account_id,
        technician_id=user.technician_id,
    )
