"""Branches with their managers, territories, and technicians."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.columns import Base
from service.timeline.models import Recorded


class Branch(Base, Recorded):
    """A place of the firm, with somebody who answers for it."""

    __tablename__ = "branch"

    name: Mapped[str] = mapped_column(unique=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Territory(Base, Recorded):
    """An area that a branch serves."""

    __tablename__ = "territory"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))


class Technician(Base, Recorded):
    """Somebody who visits customers."""

    __tablename__ = "technician"

    name: Mapped[str]
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))
    active: Mapped[bool] = mapped_column(default=True)
