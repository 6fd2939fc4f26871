# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Fairness over a month
#
# Four weeks of working days are planned one after the other, twice. Once with fairness in the objective and the ledger
# carried over from day to day: who has had much gets less, who has had little gets more. And once by a batch that knows
# no fairness, which sends whoever is nearest. A technician's *relative load* is work over time on duty, both remembered
# with a half-life of 28 days.

# %%
import os
from datetime import date, timedelta
from random import Random
from tempfile import mkdtemp

import pandas as pd

from scheduler import plots
from scheduler.day import read_day
from scheduler.entities import Membership
from scheduler.generate import generate
from scheduler.horizon import Horizon
from scheduler.kpis import kpis, standings
from scheduler.ledger import carry_over
from scheduler.policy import POLICIES
from scheduler.scenario import TerritoriesMerged, WeightsChanged
from scheduler.solve import Settings, solve

SMALL = "ROUNDSMAN_SMALL_NOTEBOOKS" in os.environ  # the tests run the same cells on less
WEEKS, VISITS, TECHNICIANS = (2, 9, 4) if SMALL else (4, 16, 6)
files = generate(mkdtemp(), appointments=WEEKS * 5 * VISITS * 2, technicians=TECHNICIANS, territories=2, seed=3)
whole = read_day(
    files.appointments, files.technicians, files.territories, shifts=files.shifts, timezone=files.timezone
).problem
whole, _ = TerritoriesMerged(("T1", "T2"), "town").apply(whole, POLICIES["customer_first"])

# %% [markdown]
# ## A month of days
#
# The work is drawn from a pool, some visits a day; every technician works every day and nobody is on leave. For the
# question at hand everybody may do everything, so that who goes is a matter of choice and not of skill.

# %%
monday = date(2026, 11, 2)
days = [monday + timedelta(days=7 * week + weekday) for week in range(WEEKS) for weekday in range(5)]
skilless = [
    item.replace(skills=(), certificates=(), tools=(), parts=())
    for item in whole.appointments
    if item.location is not None and item.territory is not None
]
team = tuple(one.replace(absences=(), memberships=(Membership("town"),), efficiency=1000) for one in whole.technicians)
drawn = Random(1).sample(skilless, len(days) * VISITS)
work = {day: tuple(drawn[VISITS * index : VISITS * (index + 1)]) for index, day in enumerate(days)}


def month(policy):
    """Plan day after day with the ledger carried over; relative loads and figures of each day."""
    settings = Settings(seed=1)  # ends by counts, so that every machine finds the same
    ledger, loads, figures = (), [], []
    for index, day in enumerate(days):
        horizon = Horizon(whole.horizon.midnight(day), whole.horizon.timezone)
        problem = whole.replace(horizon=horizon, appointments=work[day], technicians=team, ledger=ledger)
        plan = solve(problem, policy, settings).plan
        loads.append({row.technician: row.after for row in standings(problem, policy, plan)})
        figures.append(kpis(problem, policy, plan))
        following = days[index + 1] if index + 1 < len(days) else day + timedelta(days=3)
        ledger = carry_over(problem, plan, following)
    return loads, figures


# %%
fair_policy = POLICIES["customer_first"]
_, blind_policy = WeightsChanged({"fairness": 0}).apply(whole, fair_policy)
fair_loads, fair_figures = month(fair_policy)
blind_loads, blind_figures = month(blind_policy)
plots.fairness_over_time(days, {"with fairness and its ledger": fair_loads, "without": blind_loads})

# %% [markdown]
# ## What it costs
#
# Fairness is paid for in travel: now and then somebody goes who lives a little further away.


# %%
def summary(loads, figures):
    last = loads[-1].values()
    travel = sum(pd.Timedelta(one["totalTravelTime"]).total_seconds() for one in figures) / 3600
    return {
        "visits served": sum(one["totalAssignedVisits"] for one in figures),
        "travel, hours": round(travel, 1),
        "least loaded at the end, %": round(100 * min(last), 1),
        "most loaded at the end, %": round(100 * max(last), 1),
    }


table = pd.DataFrame(
    {"with fairness": summary(fair_loads, fair_figures), "without": summary(blind_loads, blind_figures)}
)
table

# %% [markdown]
# ## In short
#
# With the term the gap between the most and the least loaded technician is less than half of what it is without, and
# no visit is given up for it. The price is small: it changes travel by less than a tenth.

# %%
most, least = (table.loc[f"{who} loaded at the end, %"] for who in ("most", "least"))
gap = most - least
assert gap["with fairness"] < gap["without"] / 2
assert table.loc["visits served", "with fairness"] == table.loc["visits served", "without"]
assert table.loc["travel, hours", "with fairness"] < 1.1 * table.loc["travel, hours", "without"]
