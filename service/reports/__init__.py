"""Views over the records of several capabilities."""
