"""Who answers for a place: the manager of the branch whose territory it lies in."""

from sqlalchemy import select

from service.access.models import User
from service.assets.installed import Asset
from service.assets.models import Account
from service.context import Context
from service.workforce.models import Branch, Territory


def manager_for(ctx: Context, asset: Asset) -> int | None:
    """Return the number of the branch manager for an asset's territory, else its account's.

    None if no territory is known, or it has no branch, or that has no manager who is active: then the case waits for
    somebody in the queue of cases that nobody has.
    """
    territory = asset.territory_id or ctx.session.get_one(Account, asset.account_id).territory_id
    if territory is None:
        return None
    return ctx.session.scalar(
        select(User.id)
        .join(Branch, Branch.manager_id == User.id)
        .join(Territory, Territory.branch_id == Branch.id)
        .where(Territory.id == territory, User.active)
    )
