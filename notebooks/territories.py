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
# # Territories
#
# Three questions of whoever draws the map. Are the borders right? Is every territory served by somebody who can do what
# is needed there? And where should the next technician live?
#
# The files are made up, with a seed, so that the notebook needs nothing but the project. Put yours in their place.

# %%
import os
from collections import Counter
from pathlib import Path
from tempfile import mkdtemp

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from scheduler import plots
from scheduler.compare import compare
from scheduler.day import read_day
from scheduler.day.coverage import covered, needs
from scheduler.generate import generate
from scheduler.policy import POLICIES
from scheduler.scenario import Scenario, TechnicianHired, TechnicianReassigned, run_scenarios
from scheduler.solve import Settings, solve
from territories import audit, read_territories, write_geojson

SMALL = "ROUNDSMAN_SMALL_NOTEBOOKS" in os.environ  # the tests run the same cells on less
settings = Settings(seconds=0 if SMALL else None, seed=1)
folder = Path(mkdtemp())
files = generate(folder, appointments=70, technicians=12, territories=6, seed=13)

# %% [markdown]
# ## Are the borders right?
#
# The map of this city is clean. To see what an audit finds, here it is as it comes back from a long life in a drawing
# program: one territory was dragged over its neighbours, one lost a park in its middle, and one got a corner that
# crosses itself.

# %%
clean = gpd.read_file(files.territories)
drawn = clean.set_index("territory_id").geometry
drawn["T2"] = drawn["T2"].buffer(0.006)
drawn["T5"] = drawn["T5"].difference(drawn["T5"].representative_point().buffer(0.008))
ring = shapely.get_coordinates(drawn["T6"].exterior)[:-1]
ring[[3, 4]] = ring[[4, 3]]
drawn["T6"] = shapely.Polygon(ring)
old_map = clean.set_geometry(drawn.to_numpy(), crs=clean.crs)
write_geojson(old_map, folder / "old_map.geojson")

borders = read_territories(folder / "old_map.geojson")
found = audit(borders)
plots.borders(borders, found)

# %% [markdown]
# Every finding is a sentence. None of them stops a plan: a crossing is repaired with all of its area kept, in an
# overlap the smaller territory has the point, and a point in a gap belongs to nobody, which the plan says.

# %%
for sentence in found.sentences():
    print(sentence)

# %% [markdown]
# ## Is every territory served?
#
# The rest is about the clean map and its day. Two technicians left last month, and the territory in which they worked
# has nobody now.

# %%
read = read_day(files.appointments, files.technicians, files.territories, shifts=files.shifts, timezone=files.timezone)
city, everybody = read.territory_map, read.problem
work = Counter()
for item in everybody.appointments:
    if item.territory is not None:
        work[item.territory] += everybody.horizon.minutes(item.duration) / 60

homes = {one.id: {held.territory for held in one.memberships} for one in everybody.technicians}
abandoned = max((name for name in work if 1 <= sum(name in held for held in homes.values()) <= 2), key=work.get)
problem = everybody.without(technicians=[name for name, held in homes.items() if abandoned in held])
served = covered(problem, city, problem.horizon.first_day)

on_duty = Counter()
for technician, shift in problem.duties:
    primary = [held.territory for held in technician.memberships if held.kind == "primary"]
    for name in primary:
        on_duty[name] += problem.horizon.minutes(shift.end - shift.start) / 60 / len(primary)
pressure = {name: 100 * work[name] / on_duty[name] if on_duty[name] else None for name in city.ids}
plots.shades(city, pressure, "%", "Work on site in percent of the time on duty of those who serve it")

# %%
called = dict(zip(city.ids, city.names, strict=True))
plots.skill_gaps(served, needs(problem), called)

# %%
for sentence in served.sentences():
    print(sentence)

# %% [markdown]
# ## Where should the next technician live?
#
# A good place is near work that nobody can do today. Two steps find it. First a quick look: of a grid of places, in
# each territory the one from which its unserved visits are reached soonest. Then the only answer that counts: each of
# these is given a technician who serves that territory, and the day is planned again.

# %%
policy = POLICIES["customer_first"]
plan = solve(problem, policy, settings).plan
left = [item for item in problem.appointments if item.id not in plan.visits and item.territory and not item.frozen]
west, south, east, north = city.bounds
grid = np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25))
longitudes, latitudes = (axis.ravel() for axis in grid)
inside = city.locate(longitudes, latitudes, nearest=False).territory


def places_of(items):
    where = [problem.locations[item.location] for item in items]
    return np.array([(place.latitude, place.longitude) for place in where])


unserved = Counter(item.territory for item in left)
best = {}
for name, _ in unserved.most_common(2 if SMALL else 4):
    here = inside == name
    places, visits = np.column_stack([latitudes, longitudes])[here], places_of(i for i in left if i.territory == name)
    ticks, _ = problem.travel.between(places[:, None], visits[None], problem.horizon.ticks_per_minute)
    away = problem.horizon.minutes(ticks.mean(axis=1))
    best[name] = tuple(places[away.argmin()].tolist()), away.min()
pd.DataFrame(
    {called[name]: {"unserved": unserved[name], "minutes to them": round(away)} for name, (_, away) in best.items()}
).T

# %% [markdown]
# The new technician is as able as the most versatile one there is, so that the place alone makes the difference.

# %%
able = max(problem.technicians, key=lambda one: (len(one.skills), len(one.tools), one.id))
scenarios = [
    Scenario(
        f"lives in {called[name]}", (TechnicianHired("next", able.id, home), TechnicianReassigned("next", (name,)))
    )
    for name, (home, _) in best.items()
]
base, *hired = run_scenarios(problem, policy, scenarios, settings, seeds=(1,) if SMALL else (1, 2))
comparisons = {run.scenario.name: compare(base.results, run.results) for run in hired}
plots.changes_beside_noise(
    {name: comparison.named for name, comparison in comparisons.items()},
    {
        "totalAssignedVisits": "visits served",
        "totalTravelTime": "travel, minutes",
        "totalOvertime": "overtime, minutes",
    },
    title="What the next technician changes",
)

# %%
gains = {name: comparisons[f"lives in {called[name]}"].named["totalAssignedVisits"].change for name in best}
discs = {called[name]: (*home, gains[name]) for name, (home, _) in best.items()}
plots.candidates(problem, plan, city, discs, "visits")

# %% [markdown]
# ## In short
#
# The audit finds each of the three mistakes and nothing in the clean map. The abandoned territory is the one that
# nobody serves, so none of its work is planned. A technician in the best place serves more than is served today, and
# no place makes the day worse.

# %%
assert all((found.repairs, found.overlaps, found.gaps))
assert not audit(city).sentences()
assert served.unserved == (abandoned,)
assert all(problem.appointment[name].territory != abandoned for name in plan.visits)
assert max(gains.values()) > 0
assert min(gains.values()) >= 0
