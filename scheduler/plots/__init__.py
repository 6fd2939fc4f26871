"""Plots of plans and territories for people who decide.

Every function gives a plotly figure, which a notebook shows and ``figure.write_html`` keeps.
"""

from scheduler.plots.charts import changes_beside_noise, fairness_over_time, skill_gaps
from scheduler.plots.gantt import gantt
from scheduler.plots.maps import borders, candidates, route_map, shades

__all__ = [
    "borders",
    "candidates",
    "changes_beside_noise",
    "fairness_over_time",
    "gantt",
    "route_map",
    "shades",
    "skill_gaps",
]
