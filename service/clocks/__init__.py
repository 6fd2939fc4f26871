"""Running clocks: milestones of cases, work orders and waiting messages, and the sweep that sees what is due."""
