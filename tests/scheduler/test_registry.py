"""Every constraint and every term has all its parts: the registry names them, and nothing is left out of it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest

from scheduler import policy
from scheduler.check import CONSTRAINT_CHECKS
from scheduler.cpsat.visit_constraints import CONSTRAINTS as CPSAT_CONSTRAINTS
from scheduler.cpsat.visit_terms import TERMS as CPSAT_TERMS
from scheduler.eligibility import CLOCK_RULES, CODES, PAIR_RULES
from scheduler.registry import CONSTRAINTS, TERMS, ConstraintEntry, TermEntry
from scheduler.terms import TERM_FUNCTIONS
from scheduler.wording import PHRASES
from tests.scheduler.binding import CONSTRAINT_BINDING, TERM_BINDING
from tests.scheduler.term_examples import TERM_EXAMPLES
from tests.scheduler.twins import MORE_TWINS, TWINS

NAMES = [entry.name for entry in CONSTRAINTS]
TERM_NAMES = [entry.name for entry in TERMS]
#: What a plan breaks but no pair of an appointment and a technician does.
OF_PLANS = {"SERVICE", "TWICE", "ROUTE", "DEPOT"}
REASONS = {code for entry in CONSTRAINTS for code in entry.codes} - OF_PLANS


def resolve(name: str) -> Any:
    """What ``module:object`` or ``module:table[key]`` names."""
    found = re.fullmatch(r"([\w.]+):([\w.]+)(?:\[([\w/]+)\])?", name)
    assert found, f"{name} is no name"
    module, path, key = found.groups()
    thing = import_module(module)
    for attribute in path.split("."):
        thing = getattr(thing, attribute)
    return thing if key is None else thing[key]


@pytest.mark.parametrize("entry", CONSTRAINTS, ids=NAMES)
def test_every_part_of_a_constraint_exists(entry: ConstraintEntry) -> None:
    assert callable(resolve(entry.judge))
    assert callable(resolve(entry.visits))
    assert callable(resolve(entry.search))
    rule = resolve(entry.rule)
    assert callable(rule) or rule in entry.codes


@pytest.mark.parametrize("entry", TERMS, ids=TERM_NAMES)
def test_every_part_of_a_term_exists(entry: TermEntry) -> None:
    assert all(callable(resolve(part)) for part in (entry.value, entry.visits, entry.search))


@pytest.mark.parametrize("name", ["scheduler.check:nothing", "scheduler.check:CONSTRAINT_CHECKS[nothing]"])
def test_a_name_of_nothing_is_found_out(name: str) -> None:
    with pytest.raises((AttributeError, KeyError)):
        resolve(name)


def test_the_registry_is_all_there_is() -> None:
    assert sorted(NAMES) == sorted(CONSTRAINT_CHECKS) == sorted(CPSAT_CONSTRAINTS)
    assert sorted(TERM_NAMES) == sorted(TERM_FUNCTIONS) == sorted(CPSAT_TERMS) == sorted(policy.TERMS)
    registered = {entry.rule for entry in CONSTRAINTS}
    for table, rules in (("PAIR_RULES", PAIR_RULES), ("CLOCK_RULES", CLOCK_RULES)):
        # The clock's halves of the pin, and of what has to be picked up, are named with the others'.
        names = set(rules) - ({"pin_start", "tools", "parts"} if rules is CLOCK_RULES else set())
        assert {f"scheduler.eligibility:{table}[{name}]" for name in names} <= registered


def test_every_code_belongs_to_one_constraint() -> None:
    codes = [code for entry in CONSTRAINTS for code in entry.codes]
    assert len(set(codes)) == len(codes)
    assert set(CODES) - {""} == REASONS
    assert set(CLOCK_RULES.values()) <= REASONS


@pytest.mark.parametrize("entry", CONSTRAINTS, ids=NAMES)
def test_every_code_has_twins(entry: ConstraintEntry) -> None:
    tried = [twin.code for name, twin in [*TWINS.items(), *MORE_TWINS] if name == entry.name]
    assert entry.name in TWINS
    assert set(tried) == set(entry.codes)


def test_every_constraint_and_term_binds_in_an_instance_and_every_term_has_an_example() -> None:
    assert CONSTRAINT_BINDING.keys() == set(NAMES)
    assert TERM_BINDING.keys() == TERM_EXAMPLES.keys() == set(TERM_NAMES)


def test_every_reason_has_its_words_in_explanations() -> None:
    assert PHRASES.keys() >= REASONS


@pytest.mark.parametrize("entry", [*CONSTRAINTS, *TERMS], ids=[*NAMES, *TERM_NAMES])
def test_every_entry_says_what_it_demands(entry: ConstraintEntry | TermEntry) -> None:
    assert re.fullmatch(r"[A-Z].+\.", entry.sentence)
