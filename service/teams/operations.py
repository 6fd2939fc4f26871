"""Shipping the teams that the shipped rules route to, and who is in a team."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from service.access.models import User
from service.calendars.models import WorkingCalendar
from service.calendars.operations import OFFICE_HOURS
from service.cases.policy import BRANCH, SUPPORT
from service.context import Context
from service.teams.models import Representative, Team, TeamKind, TeamMember
from service.timeline.operations import record

SHIPPED = {
    SUPPORT: TeamKind.DESK,
    BRANCH: TeamKind.DESK,
    "purchasing": TeamKind.BACK_OFFICE,
    "warehouse": TeamKind.BACK_OFFICE,
}
"""Nobody is in them yet. The work of a branch is its manager's; members of it have what has no manager."""


def ship_teams(ctx: Context) -> None:
    """Add the shipped teams that are not there; back offices keep office hours."""
    present = set(ctx.session.scalars(select(Team.name)))
    office = ctx.session.scalars(select(WorkingCalendar.id).where(WorkingCalendar.name == OFFICE_HOURS)).first()
    for name, kind in SHIPPED.items():
        if name not in present:
            team = Team(name=name, kind=kind, calendar_id=office if kind == TeamKind.BACK_OFFICE else None)
            ctx.session.add(team)
            record(ctx, team, "created")


def team_named(ctx: Context, name: str | None) -> Team | None:
    """Return the team of a name that works still."""
    return ctx.session.scalars(select(Team).where(Team.name == name, Team.active)).first() if name else None


def in_team(team_id: int) -> Select[Representative, User]:
    """Return the query for the members of a team who work still, with their users."""
    return (
        select(Representative, User)
        .join(User, User.id == Representative.user_id)
        .join(TeamMember, TeamMember.representative_id == Representative.id)
        .where(TeamMember.team_id == team_id, TeamMember.active, Representative.active, User.active)
        .order_by(Representative.id)
    )


def users_in(ctx: Context, name: str) -> Sequence[User]:
    """Return the users who are in the team of a name; nobody if there is no such team."""
    team = team_named(ctx, name)
    return [] if team is None else [user for _, user in ctx.session.execute(in_team(team.id))]
