"""Every term has the value worked out by hand."""

from __future__ import annotations

import pytest

from scheduler.objective import terms
from scheduler.policy import TERMS
from scheduler.terms import TERM_FUNCTIONS
from tests.scheduler.term_examples import TERM_EXAMPLES, TermExample


def test_every_term_has_a_function_and_an_example() -> None:
    assert list(TERM_FUNCTIONS) == list(TERMS)
    assert TERM_EXAMPLES.keys() == TERMS.keys()


@pytest.mark.parametrize(("term", "example"), TERM_EXAMPLES.items(), ids=TERM_EXAMPLES)
def test_terms_have_the_values_worked_out_by_hand(term: str, example: TermExample) -> None:
    found = terms(example.problem, example.policy, example.plan)[term]
    assert found == example.expected
    assert type(found) is int
