"""Every report there is."""

from service.reports.breaches import BREACHES
from service.reports.kept import ATTAINMENT, MILESTONES
from service.reports.moves import ESCALATIONS, ROUTING
from service.reports.outcomes import CLAIMS, CSAT

REPORTS = {each.name: each for each in (ATTAINMENT, MILESTONES, BREACHES, ESCALATIONS, ROUTING, CSAT, CLAIMS)}
