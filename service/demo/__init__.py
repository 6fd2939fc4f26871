"""A coherent year of a small manufacturer's records, for trying things out."""
