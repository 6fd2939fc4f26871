"""By when: targets by priority, counted round the clock, with pauses."""
