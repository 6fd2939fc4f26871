"""Every kind of record that there are rules about."""

from service.cases.vocabulary import CASE
from service.claims.vocabulary import CLAIM
from service.fieldwork.vocabulary import WORK_ORDER, WORK_ORDER_EVENT
from service.intake.vocabulary import CASE_REPLY
from service.planning.vocabulary import UNSCHEDULED_VISIT
from service.workforce.vocabulary import PLANNING_DAY

EVERY = (CASE, CASE_REPLY, WORK_ORDER, WORK_ORDER_EVENT, CLAIM, PLANNING_DAY, UNSCHEDULED_VISIT)
"""In the order of the chain."""
