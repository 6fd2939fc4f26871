"""Every constraint allows what is at its bound and forbids what is beyond, and nothing else complains."""

from __future__ import annotations

import pytest

from scheduler.check import CONSTRAINT_CHECKS, added, check
from tests.scheduler.twins import MORE_TWINS, TWINS, Twin

CASES = [*TWINS.items(), *MORE_TWINS]
NAMED = pytest.mark.parametrize(
    ("constraint", "twin"), CASES, ids=[f"{i}-{name}-{twin.code}" for i, (name, twin) in enumerate(CASES)]
)


def test_every_constraint_has_twins() -> None:
    assert TWINS.keys() == CONSTRAINT_CHECKS.keys()


@NAMED
def test_what_is_at_the_bound_is_allowed(constraint: str, twin: Twin) -> None:
    assert check(twin.problem, twin.policy, twin.allowed) == ()


@NAMED
def test_what_is_beyond_the_bound_breaks_this_one_constraint(constraint: str, twin: Twin) -> None:
    found = check(twin.problem, twin.policy, twin.forbidden)
    assert [(one.constraint, one.code, one.inherited) for one in found] == [(constraint, twin.code, False)]
    assert added(found) == found


@NAMED
def test_the_sentence_names_who_or_what_it_is_about(constraint: str, twin: Twin) -> None:
    (found,) = check(twin.problem, twin.policy, twin.forbidden)
    about = [name for name in (found.appointment, found.technician) if name is not None]
    assert about
    assert all(name in found.sentence for name in about)
    assert found.sentence.endswith(".")
