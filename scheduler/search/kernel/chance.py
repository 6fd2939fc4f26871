"""Random numbers in compiled code: two linear congruential generators combined.

After L'Ecuyer, "Efficient and portable combined random number generators", Communications of the ACM 31 (1988): all
products fit 64 bits, so that compiled and interpreted runs draw the same.
"""

from __future__ import annotations

from scheduler.search.kernel.arrays import Integers
from scheduler.search.kernel.compiled import compiled

FIRST_MODULUS, SECOND_MODULUS = 2_147_483_563, 2_147_483_399


@compiled
def uniform(state: Integers) -> float:
    """A number above 0 and below 1; ``state`` holds two numbers from 1 to the moduli less 1."""
    state[0] = 40_014 * state[0] % 2_147_483_563
    state[1] = 40_692 * state[1] % 2_147_483_399
    mixed = state[0] - state[1]
    if mixed < 1:
        mixed += 2_147_483_562
    return float(mixed / 2_147_483_563.0)


@compiled
def below(state: Integers, count: int) -> int:
    """A whole number from 0 to ``count`` less 1."""
    return int(uniform(state) * count)
