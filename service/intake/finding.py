"""Identification of a message: whom it is from and what it is about, by what it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service import rows
from service.assets.identification import serial_key
from service.assets.installed import Asset, AssetStatus
from service.assets.operations import accounts_known_by
from service.context import Context
from service.errors import Problem
from service.intake.models import IntakeMessage

MOST = 50
"""Assets that are offered; of more a person is to ask."""
MOST_WORDS = 400
"""Words of a message that are looked up as serial numbers."""
LABEL = re.compile(
    r"\b(?:serial(?:[ \t]*(?:number|no\b\.?|nr\b\.?|#))?|s/n|sn|ser\.?[ \t]*no\.?)[ \t]*[:#=.]?[ \t]*(?:is[ \t]+)?"
    r"([A-Za-z0-9][\w./ \t-]{0,60})",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{3,39}")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a message's clues lead to."""

    by: tuple[str, ...]
    """The clues that led somewhere: email, phone, serial_number."""
    accounts: tuple[int, ...]
    assets: tuple[Asset, ...]
    agree: bool
    """Whether the clues do not contradict each other."""

    @property
    def one(self) -> Asset | None:
        """The one asset that it can only be; None if there are several, or none, or the clues disagree."""
        return self.assets[0] if self.agree and len(self.assets) == 1 else None

    def told(self) -> dict[str, Any]:
        """Return the findings as they are kept on the message."""
        return {"by": [*self.by], "accounts": [*self.accounts], "assets": [each.id for each in self.assets]}


def look_up(ctx: Context, message: IntakeMessage) -> Findings:
    """Return what a message's address, telephone number and serial numbers mean.

    A serial number means its asset, if that belongs to one of the accounts that address and number mean; those mean
    all assets of the accounts that both allow. Clues that mean nothing to us are passed over, except for a serial
    number that the sender gave as such.
    """
    accounts, by, agree = _accounts(ctx, message)
    units = _by_serial(ctx, message)
    if units:
        inside = [each for each in units if not accounts or each.account_id in accounts]
        return _findings([*by, "serial_number"], inside or units, agree and bool(inside))
    if not accounts:
        return Findings((), (), (), True)
    wanted = _in_use(ctx).where(Asset.account_id.in_(accounts)).limit(MOST)
    found = ctx.session.scalars(wanted).all()
    return Findings(tuple(by), tuple(sorted(accounts)), tuple(found), agree and message.serial_number is None)


def _findings(by: Sequence[str], assets: Sequence[Asset], agree: bool) -> Findings:
    return Findings(tuple(by), tuple(sorted({each.account_id for each in assets})), tuple(assets[:MOST]), agree)


def _in_use(ctx: Context) -> Any:
    wanted = select(Asset).where(Asset.status != AssetStatus.RETIRED, rows.visible(Asset, ctx.actor))
    return wanted.order_by(Asset.id)


def _accounts(ctx: Context, message: IntakeMessage) -> tuple[set[int], list[str], bool]:
    """Return the accounts of a message's sender, by which clues, and whether those agree."""
    if message.account_id is not None:
        return {message.account_id}, ["login"], True
    clues = [("email", message.sender), ("phone", message.phone)]
    found = {name: accounts_known_by(ctx, name, value) for name, value in clues if value is not None}
    means = {name: accounts for name, accounts in found.items() if accounts}
    if not means:
        return set(), [], True
    both = set.intersection(*means.values())
    return both or set.union(*means.values()), list(means), bool(both)


def _by_serial(ctx: Context, message: IntakeMessage) -> list[Asset]:
    """Return the assets of the serial numbers that a message gives; else of those that it labels, else names."""
    said = f"{message.subject}\n{message.text}"
    for source in ([message.serial_number or ""], labelled(said), words(said)):
        keys = {key for each in source if (key := _key(each))}
        found = ctx.session.scalars(_in_use(ctx).where(Asset.serial_key.in_(sorted(keys)))).all() if keys else []
        if found or message.serial_number:
            return list(found)
    return []


def _key(value: str) -> str | None:
    try:
        return serial_key(value)
    except Problem:
        return None


def labelled(text: str) -> Iterator[str]:
    """Yield what stands after words like "serial number", in its first one to four words."""
    for found in LABEL.finditer(text):
        parts = found[1].split()
        yield from (" ".join(parts[:count]).rstrip(".,;") for count in range(1, min(len(parts), 4) + 1))


def words(text: str) -> Iterator[str]:
    """Yield words that could be serial numbers: letters and digits together, or digits enough."""
    candidates = (each.rstrip("./-") for each in WORD.findall(text[:20_000]))
    likely = [each for each in candidates if any(map(str.isdigit, each)) and (not each.isdigit() or len(each) >= 7)]
    yield from (each for each in list(dict.fromkeys(likely))[:MOST_WORDS] if len(each) >= 5)
