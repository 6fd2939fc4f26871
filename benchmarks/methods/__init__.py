"""The registry of methods: the engine as a whole, its parts alone, and the peers that are installed."""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks.answer import Method
from benchmarks.methods import own
from benchmarks.peers import ortools_routing, pyvrp_search, vroom_search

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("roundsman", own.roundsman),
        Method("construct", own.construct_only),
        Method("search", own.search_only, threaded=False),
        Method("cpsat", own.cpsat_only),
        Method("pyvrp", pyvrp_search.run, threaded=False, requires="pyvrp"),
        Method("vroom", vroom_search.run, requires="vroom"),
        Method("ortools", ortools_routing.run, threaded=False, requires="ortools"),
    )
}


def absent(method: Method) -> str | None:
    """Why a method cannot be run here, ``None`` if it can."""
    if method.requires is None or find_spec(method.requires) is not None:
        return None
    return f"{method.requires} is not installed (it comes with the extra `peers`)"
