"""Files that people hand in: what they are, what of them is kept, and where."""
