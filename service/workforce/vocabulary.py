"""What rules about planning a day can speak of. Whoever plans gives the facts."""

from service.rules.vocabulary import Field, Kind, Vocabulary, enter

WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
PLANNING_DAY = Vocabulary(
    "planning_day",
    {
        "day.weekday": Field(Kind.TEXT, "The day of the week.", WEEKDAYS),
        "day.territory": Field(Kind.TEXT, "The territory that is planned; empty for all.", nullable=True),
        "day.appointments": Field(Kind.NUMBER, "Appointments to be planned."),
        "day.urgent": Field(Kind.NUMBER, "Of them, how many are urgent."),
        "day.technicians": Field(Kind.NUMBER, "Technicians who work."),
        "day.load_percent": Field(Kind.NUMBER, "Work in percent of the technicians' time."),
        "day.emergency": Field(Kind.FLAG, "Whether an emergency is declared."),
    },
    frozenset({"choose_policy"}),
)
enter(PLANNING_DAY)
