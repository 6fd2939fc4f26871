"""Claims: what a warranty pays, line by line, and who approves the rest."""
