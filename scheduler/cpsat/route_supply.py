"""Parts in the model over routes: what the chosen routes draw is in vans and depots, if it is shared out well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from scheduler.route import Evaluator
from scheduler.supply import stock_of


@dataclass
class _Asked:
    """What routes of one technician want of one part, each by its index.

    ``beyond`` can also come from depots of counted stock, given by the set of these. ``facts`` says that some of what
    only the van can give is for frozen visits, ``choosing`` which routes want some of it for others.
    """

    van: Counter[int] = field(default_factory=Counter)
    beyond: dict[frozenset[int], Counter[int]] = field(default_factory=dict)
    facts: bool = False
    choosing: set[int] = field(default_factory=set)


def keep_stock(
    model: cp_model.CpModel, evaluator: Evaluator, pool: Iterable[tuple[int, tuple[int, ...]]], chosen: Sequence[IntVar]
) -> None:
    """State it for the chosen ones of some routes, each a duty and a sequence."""
    problem, wanted = evaluator.problem, dict[str, dict[int, _Asked]]()
    for index, (duty, sequence) in enumerate(pool):
        owner = evaluator.technician_of[duty]
        for draw in problem.supply.drawn([sequence], problem.appointments.__getitem__):
            asked = wanted.setdefault(draw.part, {}).setdefault(owner, _Asked())
            if draw.depots:
                asked.beyond.setdefault(draw.depots, Counter())[index] += draw.quantity
                continue
            asked.van[index] += draw.quantity
            asked.facts |= not draw.chosen
            asked.choosing |= {index} if draw.chosen else set()
    for part, owners in wanted.items():
        depots: dict[int, list[IntVar]] = {}
        for owner, asked in owners.items():
            fetched = _keep_van(model, asked, stock_of(problem.technicians[owner])[part], chosen)
            for depot, amount in fetched:
                depots.setdefault(depot, []).append(amount)
        for depot, amounts in depots.items():
            model.add(LinearExpr.sum(amounts) <= (problem.supply.stock(depot, part) or 0))


def _keep_van(model: cp_model.CpModel, asked: _Asked, stock: int, chosen: Sequence[IntVar]) -> list[tuple[int, IntVar]]:
    """Keep to the stock of one van; gives what comes from each depot. Facts alone may exceed it, and empty it."""
    given, fetched = [], []
    for depots, amounts in asked.beyond.items():
        most = sum(amounts.values())
        given.append(model.new_int_var(0, min(stock, most), "given"))
        here = [(depot, model.new_int_var(0, most, "fetched")) for depot in sorted(depots)]
        model.add(given[-1] + LinearExpr.sum([amount for _, amount in here]) >= _sum(amounts, chosen))
        fetched += here
    enough = _sum(asked.van, chosen) + LinearExpr.sum(given) <= stock
    if not asked.facts:
        model.add(enough)
        return fetched
    gives = model.new_bool_var("gives")
    model.add(LinearExpr.sum(given) <= stock * gives)
    for binding in (gives, *(chosen[index] for index in sorted(asked.choosing))):
        model.add(enough).only_enforce_if(binding)
    return fetched


def _sum(amounts: Counter[int], chosen: Sequence[IntVar]) -> LinearExpr:
    return LinearExpr.sum([chosen[index] * amount for index, amount in amounts.items()])
