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
# # What if?
#
# Three questions of a planner about the same day: what if a technician is away, what if one learns a further skill, and
# what if two territories become one? Each is solved several times, with another seed each time, because a planner who
# solves the same day again gets a somewhat different plan: only what is larger than that is worth a conversation.

# %%
import os
from collections import Counter
from tempfile import mkdtemp

import pandas as pd

from scheduler import plots
from scheduler.compare import compare
from scheduler.day import read_day
from scheduler.generate import generate
from scheduler.policy import POLICIES
from scheduler.scenario import (
    Scenario,
    TechnicianAway,
    TechnicianTrained,
    TerritoriesMerged,
    run_scenarios,
)
from scheduler.solve import Settings, solve

SMALL = "ROUNDSMAN_SMALL_NOTEBOOKS" in os.environ  # the tests run the same cells on less
size = {"appointments": 20, "technicians": 4} if SMALL else {"appointments": 70, "technicians": 9}
files = generate(mkdtemp(), territories=3, seed=5, **size)
problem = read_day(
    files.appointments, files.technicians, files.territories, shifts=files.shifts, timezone=files.timezone
).problem
policy = POLICIES["customer_first"]

# %% [markdown]
# ## The questions
#
# Away is the technician who has most to do. The skill is the one that most of the unserved work needs, at the level it
# needs, for the first technician of the territory where that work lies. Merged are the first two territories.

# %%
today = solve(problem, policy, Settings(seed=1)).plan
busiest = Counter(route.technician for route, _ in today.each_visit()).most_common(1)[0][0]

left = [item for item in problem.appointments if item.id not in today.visits and item.location is not None]
missing = Counter((item.territory, need.name) for item in left if item.territory for need in item.skills)
held = {
    (member.territory, skill.name) for one in problem.technicians for member in one.memberships for skill in one.skills
}
wanted = [pair for pair, _ in missing.most_common() if pair not in held] or list(missing)
territory, skill = wanted[0]
level = max(need.level for item in left for need in item.skills if need.name == skill)
learner = next(
    one.id for one in problem.technicians if any(member.territory == territory for member in one.memberships)
)
first, second = (place.id for place in problem.territories[:2])
print(f"away: {busiest}; trained: {learner} in {skill} to level {level}; merged: {first} and {second}")

scenarios = [
    Scenario(f"without {busiest}", (TechnicianAway(busiest),)),
    Scenario(f"{learner} learns {skill}", (TechnicianTrained(learner, skill, level),)),
    Scenario(f"{first} and {second} merged", (TerritoriesMerged((first, second), "merged"),)),
]

# %% [markdown]
# ## The answers, beside what chance alone does

# %%
base, *others = run_scenarios(problem, policy, scenarios, Settings(), seeds=(1, 2) if SMALL else (1, 2, 3))
comparisons = {
    other.scenario.name: compare(base.results, other.results, names=("today", other.scenario.name)) for other in others
}
plots.changes_beside_noise(
    {name: comparison.named for name, comparison in comparisons.items()},
    {
        "totalAssignedVisits": "visits served",
        "totalTravelTime": "travel, minutes",
        "totalOvertime": "overtime, minutes",
        "fairness.after.percentage": "fairness, %",
    },
)

# %%
pd.DataFrame(
    {
        name: {
            row["name"]: f"{row['change']:+.1f} {row['unit']}" + (" (within the noise)" if row["within_noise"] else "")
            for row in comparison.rows()
            if row["kind"] == "kpi" and any(other.named[str(row["name"])].change for other in comparisons.values())
        }
        for name, comparison in comparisons.items()
    }
)

# %% [markdown]
# ## Who moves, and why
#
# A move says where an appointment was and is, and which terms it pays more or less. Those that another seed of today's
# plan makes as well are marked: they are no effect of the change.

# %%
away = comparisons[f"without {busiest}"]
print(away.table(moves=12))

# %% [markdown]
# ## In short
#
# Without the busiest technician not more is served, and nothing is left with them. A skill more never takes a
# place from anybody: what could be served before still can. Merging lets technicians cross the old border, and only
# inside the merged territory.

# %%
served = {run.scenario.name: [len(result.plan.visits) for result in run.results] for run in (base, *others)}
assert max(served[scenarios[0].name]) <= max(served["base"])
assert all(route.technician != busiest for result in others[0].results for route in result.plan.routes)
assert max(served[scenarios[1].name]) >= max(served["base"])
assert max(served[scenarios[2].name]) >= max(served["base"])
members = {
    one.id: {member.territory for member in one.memberships if member.kind == "primary"} for one in problem.technicians
}
for result in others[2].results:
    for route, stop in result.plan.each_visit():
        place = problem.appointment[stop.id].territory
        assert place in members[route.technician] or {place, *members[route.technician]} & {first, second}
