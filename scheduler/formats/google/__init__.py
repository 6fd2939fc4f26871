"""Google Route Optimization: a request whose shipments are single visits, as a problem and a policy."""

from scheduler.formats.google.request import GoogleRequest, read_google

__all__ = ["GoogleRequest", "read_google"]
