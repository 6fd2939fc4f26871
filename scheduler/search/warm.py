"""Compile the search before anybody waits for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np

from scheduler.eligibility import Eligibility
from scheduler.entities import Appointment, Location, Shift, Technician
from scheduler.horizon import Horizon
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.route import Evaluator
from scheduler.search.limits import SearchLimits
from scheduler.travel import MatrixTravel
from scheduler.working import Working


def warm() -> Path | None:
    """Run every function of the kernel once on a day of two visits, which compiles what is not compiled yet.

    Returns where the compiled code is kept; ``None`` is nowhere, and every process compiles for itself.
    """
    from scheduler.search.chains import KernelSearch
    from scheduler.search.kernel.compiled import cache_folder

    policy = POLICIES["customer_first"]
    problem = _two_visits()
    working = Working(Evaluator(problem, policy), Eligibility(problem, policy))
    search = KernelSearch(working, 1)
    begun, _ = search.construct(working, lambda: False, None, quickly=False)
    search.search(begun, Random(0), SearchLimits(1, 1))
    return cache_folder()


def _two_visits() -> ProblemData:
    legs = np.full((3, 3), 10, dtype=np.int32)
    return ProblemData(
        Horizon(datetime(2026, 1, 1, tzinfo=UTC)),
        tuple(Location(f"place {index}") for index in range(3)),
        MatrixTravel(legs, legs),
        tuple(Appointment(f"visit {index}", 30, index) for index in (1, 2)),
        (Technician("technician", 0, (Shift("day", 480, 960),)),),
    )
