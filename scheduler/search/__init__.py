"""Search: improve a plan by taking visits out and putting them back. One interface, whatever runs behind it."""

from scheduler.search.recreate import SearchLimits, SearchOutcome, search

__all__ = ["SearchLimits", "SearchOutcome", "search"]
