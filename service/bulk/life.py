"""Getting a record to the status that its file says, by the events that lead there."""

from collections import deque
from collections.abc import Callable
from typing import Any

from service.bulk.objects import Life, Values
from service.context import Context
from service.errors import invalid


def live(then: Callable[[str], Context], life: Life, row: Any, wanted: str | None, values: Values) -> bool:
    """Let the events happen that lead from a record's status to the wanted one; return whether any did.

    `then` gives the context of each event. Each has its gates and rules, as if somebody had asked for it. A status that
    no event of a file leads to is refused.
    """
    target = None if wanted in (None, life.status(row)) else life.target(str(wanted))
    if target is None or target == life.status(row):
        return False
    for event in path(life, row, target):
        ctx = then(event)
        life.events[event](ctx, row, values)
        ctx.session.flush()
        if life.status(row) == target:
            break
    if life.status(row) != target:
        raise invalid("status", f"it became {life.status(row)}, not {target}", code="status_not_reached")
    return True


def path(life: Life, row: Any, target: str) -> list[str]:
    """Return the shortest way to a status, of the events that a file can let happen."""
    table = life.transitions(row).table
    begin = life.status(row)
    ways: dict[str, list[str]] = {begin: []}
    queue = deque([begin])
    while queue:
        state = queue.popleft()
        for (before, event), after in table.items():
            if before == state and after not in ways and event in life.events:
                ways[after] = [*ways[state], event]
                queue.append(after)
    if target not in ways:
        detail = f"no file leads from {begin} to {target}"
        raise invalid("status", detail, code="status_not_reached", rule="life_cycle", allowed=sorted(ways))
    return ways[target]
