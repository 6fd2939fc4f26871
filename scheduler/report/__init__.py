"""What people look at after a plan: tables, routes, run sheets and the report, written all or nothing."""

from scheduler.report.model import PlanReport
from scheduler.report.write import plan_files, write_plan

__all__ = ["PlanReport", "plan_files", "write_plan"]
