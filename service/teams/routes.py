"""Teams, representatives, their places and their time off: plain records."""

from service.resources import Resource, add_routes, api_router
from service.teams.models import Representative, RepresentativeAbsence, Team, TeamMember
from service.teams.schemas import (
    AbsenceIn,
    AbsenceOut,
    AbsencePatch,
    AbsenceQuery,
    MemberIn,
    MemberOut,
    MemberPatch,
    MemberQuery,
    RepresentativeIn,
    RepresentativeOut,
    RepresentativePatch,
    RepresentativeQuery,
    TeamIn,
    TeamOut,
    TeamPatch,
    TeamQuery,
)

router = api_router("teams")
RIGHTS = ("service.read", "config.write")

for resource in (
    Resource(Team, "teams", TeamIn, TeamOut, TeamPatch, TeamQuery, *RIGHTS),
    Resource(
        Representative,
        "representatives",
        RepresentativeIn,
        RepresentativeOut,
        RepresentativePatch,
        RepresentativeQuery,
        *RIGHTS,
    ),
    Resource(TeamMember, "team-members", MemberIn, MemberOut, MemberPatch, MemberQuery, *RIGHTS),
    Resource(
        RepresentativeAbsence, "representative-absences", AbsenceIn, AbsenceOut, AbsencePatch, AbsenceQuery, *RIGHTS
    ),
):
    add_routes(router, resource)
