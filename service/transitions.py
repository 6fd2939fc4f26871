"""Life cycles as data: which event leads from which state to which, and what is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.errors import Problem


@dataclass(frozen=True, slots=True)
class Transitions:
    """The life cycle of one kind of record."""

    record: str
    initial: str
    table: Mapping[tuple[str, str], str]
    """State by the state before and the event."""

    def after(self, state: str, event: str) -> str:
        """Return the state that an event leads to; a 409 that names the events allowed if it leads nowhere."""
        if (state, event) not in self.table:
            raise Problem(
                409,
                "transition_refused",
                f"a {self.record} that is {state.replace('_', ' ')} cannot {event.replace('_', ' ')}",
                rule=f"{self.record.replace(' ', '_')}_transitions",
                field="status",
                allowed=self.allowed(state),
                state=state,
            )
        return self.table[state, event]

    def allowed(self, state: str) -> list[str]:
        """Return the events that lead on from a state."""
        return sorted(event for before, event in self.table if before == state)

    def derive(self, events: Iterable[str]) -> str:
        """Return the state that a record's events lead to; events that are none of the life cycle's are passed over."""
        known = {event for _, event in self.table}
        state = self.initial
        for event in events:
            if event in known:
                state = self.after(state, event)
        return state
