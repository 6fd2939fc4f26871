"""Rules as data: named sets of ordered rules, read from text, checked when saved, published, and evaluated."""
