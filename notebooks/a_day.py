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
# # A day
#
# Three files say what there is to do, who can do it, and where the territories lie. This notebook reads them, plans the
# day, and looks at the plan: who is where when, which appointments have no place and why, and what a visit costs.
#
# The files are made up, with a seed, so that the notebook needs nothing but the project. Put yours in their place.

# %%
import os
from tempfile import mkdtemp

import pandas as pd

from scheduler import plots
from scheduler.check import check
from scheduler.day import read_day
from scheduler.explain import explain
from scheduler.frames import unscheduled_frame, visits_frame
from scheduler.generate import generate
from scheduler.kpis import kpis
from scheduler.policy import POLICIES
from scheduler.solve import Settings, solve

SMALL = "ROUNDSMAN_SMALL_NOTEBOOKS" in os.environ  # the tests run the same cells on less
size = {"appointments": 30, "technicians": 6} if SMALL else {"appointments": 90, "technicians": 14}
files = generate(mkdtemp(), territories=4, seed=11, **size)
day = read_day(files.appointments, files.technicians, files.territories, shifts=files.shifts, timezone=files.timezone)
problem = day.problem
print(f"{len(problem.appointments)} appointments, {len(problem.technicians)} technicians, {problem.horizon.first_day}")

# %% [markdown]
# ## The plan
#
# `customer_first` serves the most urgent first and never lets a lower priority displace a higher one; what remains is a
# weighing of travel, overtime, fairness and a few other things, in minutes of technician time.

# %%
policy = POLICIES["customer_first"]
result = solve(problem, policy, Settings(seed=1))
plan = result.plan
figures = kpis(problem, policy, plan)
pd.Series({name: value for name, value in figures.items() if not isinstance(value, dict)}, name="value").to_frame()

# %%
plots.gantt(problem, plan)

# %%
plots.route_map(problem, plan, day.territory_map)

# %%
visits_frame(problem, plan).head(12)

# %% [markdown]
# ## What has no place, and why
#
# Every appointment that is not served has a verdict that is true: *impossible* (nobody could, even on an empty
# calendar), *crowded out* (the named appointments hold the only places) or *not found* (the search ended before either
# was proved).

# %%
reasons = explain(problem, policy, plan)
unscheduled_frame(problem, plan, reasons)

# %%
for reason in reasons.unscheduled[:6]:
    print(f"{reason.appointment}: {reason.sentence}")

# %% [markdown]
# ## What a visit costs, and what another technician would
#
# For each visit there is the price of every other technician who may do it: the cheapest way to fit it in with all else
# as it is.

# %%
busiest = max(reasons.assigned, key=lambda reason: len(reason.alternatives))
print(busiest.sentence)
pd.DataFrame(
    [{"technician": slot.technician, "extra minutes": sum(slot.minutes.values())} for slot in busiest.alternatives]
)

# %% [markdown]
# ## In short
#
# The plan was judged by rules of their own before it left the solver, and is judged again here. Every appointment is
# either served once or has a verdict, and the same seed gives the same plan.

# %%
assert check(problem, policy, plan) == ()
assert plan.visits.keys().isdisjoint(reason.appointment for reason in reasons.unscheduled)
assert len(plan.visits) + len(reasons.unscheduled) == len(problem.appointments)
assert all(reason.verdict in ("impossible", "crowded_out", "not_found") for reason in reasons.unscheduled)
assert solve(problem, policy, Settings(seed=1)).plan == plan
