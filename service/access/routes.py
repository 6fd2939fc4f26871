"""Logging in and out, users, and keys."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import JSONResponse

from service import rows
from service.access import operations
from service.access.models import MachineKey, User
from service.access.operations import COOKIE, LASTS, csrf_token
from service.access.schemas import (
    KeyIn,
    KeyOut,
    KeyQuery,
    Login,
    NewKey,
    NewUser,
    PasswordChange,
    SessionOut,
    UserIn,
    UserOut,
    UserPatch,
    UserQuery,
    UserRoles,
)
from service.context import Actor
from service.errors import Problem
from service.requests import Asked, allow
from service.resources import Resource, amend, api_router
from service.rows import Page

router = api_router("access")
OWN = [allow("session.own")]
KEEPING = [allow("access.write")]
USERS = Resource(User, "users", UserIn, UserOut, UserPatch, UserQuery, "access.write", "access.write")


@router.post("/session", dependencies=[allow()], status_code=201, response_model=SessionOut)
def log_in(body: Login, call: Asked) -> object:
    """Log in. The session is a cookie; what changes anything needs its `csrf_token` as `X-CSRF-Token`, too."""
    token = operations.log_in(call.ctx, login=body.login, password=body.password)
    if token is None:
        refusal = Problem(401, "login_failed", "this login and this password do not belong together")
        return JSONResponse(refusal.document(), 401, media_type="application/problem+json")
    call.show_once()
    call.response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=call.service.settings.secure_cookies,
    )
    return shown(operations.session_actor(call.ctx.session, token, now=call.ctx.now), token)


def shown(actor: Actor, token: str | None) -> dict[str, object]:
    """Return who is logged in, as it is shown."""
    return {
        "name": actor.name,
        "kind": actor.kind,
        "account_id": actor.account_id,
        "technician_id": actor.technician_id,
        "permissions": sorted(actor.permissions),
        "csrf_token": csrf_token(token) if token else None,
    }


@router.get("/session", dependencies=OWN, response_model=SessionOut)
def read_session(call: Asked) -> object:
    """Show who asks, and what they may."""
    return shown(call.ctx.actor, call.request.cookies.get(COOKIE))


@router.delete("/session", dependencies=OWN, status_code=204)
def log_out(call: Asked) -> None:
    """Log out."""
    operations.end_session(call.ctx.session, call.request.cookies.get(COOKIE, ""))
    call.response.delete_cookie(COOKIE)


@router.post("/session/password", dependencies=OWN, status_code=204)
def change_password(body: PasswordChange, call: Asked) -> None:
    """Change the own password. Every login with the old one ends, this one too."""
    if call.ctx.actor.kind != "user" or call.ctx.actor.id is None:
        raise Problem(403, "forbidden", "a machine has no password", rule="people_only")
    user = call.ctx.session.get_one(User, call.ctx.actor.id)
    operations.change_password(call.ctx, user=user, old=body.old_password, new=body.new_password)


@router.get("/users", dependencies=KEEPING, response_model=Page[UserOut])
def list_users(query: Annotated[UserQuery, Query()], call: Asked) -> object:
    """List the users."""
    return rows.page(call.ctx, User, query, sortable=("login",))


@router.post("/users", dependencies=KEEPING, status_code=201, response_model=NewUser)
def create_user(body: UserIn, call: Asked) -> object:
    """Make a user. The password in the answer is shown this once, and must be changed at the first login."""
    user, password = operations.create_user(call.ctx, **body.model_dump())
    call.show_once()
    call.created(user)
    return {**UserOut.model_validate(user).model_dump(), "password": password}


@router.get("/users/{key}", dependencies=KEEPING, response_model=UserOut)
def read_user(key: int, call: Asked) -> object:
    """Read one user."""
    return call.show(call.load(User, key))


@router.patch("/users/{key}", dependencies=KEEPING, response_model=UserOut)
def amend_user(key: int, body: UserPatch, call: Asked) -> object:
    """Amend a user's name and address."""
    return call.show(amend(call, USERS, key, body))


@router.post("/users/{key}/roles", dependencies=KEEPING, response_model=UserOut)
def change_roles(key: int, body: UserRoles, call: Asked) -> object:
    """Give a user these roles and no others."""
    user = call.load(User, key)
    operations.change_roles(call.ctx, user, body.roles)
    return call.show(user)


@router.post("/users/{key}/deactivate", dependencies=KEEPING, response_model=UserOut)
def deactivate_user(key: int, call: Asked) -> object:
    """Let a user log in no more, and end the logins there are."""
    user = call.load(User, key)
    operations.deactivate(call.ctx, user)
    return call.show(user)


@router.get("/keys", dependencies=KEEPING, response_model=Page[KeyOut])
def list_keys(query: Annotated[KeyQuery, Query()], call: Asked) -> object:
    """List the keys, without their secrets."""
    return rows.page(call.ctx, MachineKey, query, sortable=("name",))


@router.post("/keys", dependencies=KEEPING, status_code=201, response_model=NewKey)
def create_key(body: KeyIn, call: Asked) -> object:
    """Make a key for a machine. The secret in the answer is shown this once; send it as a bearer token."""
    key, secret = operations.create_key(call.ctx, name=body.name, scopes=body.scopes)
    call.show_once()
    call.created(key)
    return {**KeyOut.model_validate(key).model_dump(), "secret": secret}


@router.post("/keys/{key}/revoke", dependencies=KEEPING, response_model=KeyOut)
def revoke_key(key: int, call: Asked) -> object:
    """Make a key worthless at once."""
    row = call.load(MachineKey, key)
    operations.revoke_key(call.ctx, row)
    return call.show(row)
