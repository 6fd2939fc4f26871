"""The timeline: append-only events on every record, chained, signed, and verified."""
