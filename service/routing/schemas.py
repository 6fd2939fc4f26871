"""Shapes of turns, queues and the fairness report outside."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from service.routing.models import ChosenBy
from service.rows import PageQuery
from service.sla.models import Priority


class PassedOut(BaseModel):
    """Somebody whose turn was passed over."""

    model_config = ConfigDict(from_attributes=True)

    user_id: int
    codes: str = Field(description="Why they may not have had it; BY_NAME where somebody else was named.")


class TurnOut(BaseModel):
    """A piece of work that somebody was given."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    record_type: str
    record_id: int
    case_id: int
    user_id: int
    team: str
    at: datetime
    minutes: int
    chosen_by: ChosenBy
    event_id: int | None = Field(description="What gave it, with who could have had it and who could not.")
    done_at: datetime | None
    returned_at: datetime | None = Field(description="When it was given back; such a turn does not count.")
    passed: list[PassedOut]


class TurnQuery(PageQuery):
    """Filters of turns."""

    user_id: int | None = None
    team: str | None = None
    record_type: str | None = None
    record_id: int | None = None
    case_id: int | None = None
    chosen_by: ChosenBy | None = None
    at_from: datetime | None = None
    at_before: datetime | None = None


class Waiting(BaseModel):
    """A piece of work that nobody has, in its place in the queue."""

    record_type: str
    record_id: int
    number: str
    priority: Priority
    due_at: datetime | None
    skills: dict[str, int]


class Load(BaseModel):
    """What a representative has, and where they stand."""

    user_id: int
    name: str
    open_work: int
    capacity: int
    on_duty: bool = Field(description="Works now, and is not away.")
    turns: float = Field(description="In force, decayed.")
    hours: float = Field(description="Of work, less time off, decayed.")


class QueueOut(BaseModel):
    """A team's queue, and its members in the order of their turns."""

    team: str
    waiting: list[Waiting]
    members: list[Load]


class ShareOut(BaseModel):
    """What one person took in a week, in one team or territory."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="Number of the user, or of the technician.")
    name: str
    turns: int = Field(description="In force still.")
    given_back: int
    minutes: int = Field(description="Of the turns in force, nominal.")
    hours: float | None = Field(description="Of work in the week, less time off; null where nobody is in the team.")
    standing_turns: float | None = Field(description="At the end of the week: turns in force, decayed.")
    standing_hours: float | None = Field(description="At the end of the week: hours worked, decayed.")
    records: list[int] = Field(description="Numbers of the turns; of a technician, of the visits.")
    passed_over: dict[str, list[int]] = Field(description="By reason, the turns for which theirs was passed over.")


class TeamFairness(BaseModel):
    """The shares of a team."""

    team: str
    representatives: list[ShareOut]


class TerritoryFairness(BaseModel):
    """The shares of the technicians who were in a territory."""

    territory_id: int | None
    technicians: list[ShareOut]


class Fairness(BaseModel):
    """Who took how many turns in a week, and whose were passed over."""

    week: date = Field(description="Its Monday.")
    teams: list[TeamFairness]
    territories: list[TerritoryFairness]
