"""People and machines: who they are, how they show it, and what they may."""
