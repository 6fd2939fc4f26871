from typing import Any


def solve_visits(*a: Any, **k: Any) -> Any:
    class R:
        status = "unknown"

    return R()
