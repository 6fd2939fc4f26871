"""What milestones and rules can do: the declared list. Pure; `service.effects` does it."""
