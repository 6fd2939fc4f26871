"""The file door: appointments, technicians, shifts, ledger, matrix and territories as files, and a problem of them."""

from scheduler.day.findings import DayCode, DayError
from scheduler.day.ledger import ledger_text
from scheduler.day.read import Day, read_day

__all__ = ["Day", "DayCode", "DayError", "ledger_text", "read_day"]
