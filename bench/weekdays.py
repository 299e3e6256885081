"""How often a person without any weekly rhythm sees a weekday stand out within a year of weekly looks.

python bench/weekdays.py --people 500
"""

from __future__ import annotations

import argparse

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.weekdays import weekdays

DAYS, FIRST_LOOK = 364, 56


def made_up(rng: np.random.Generator, carry: float, answered: float = 0.85) -> Float[ndarray, " days"]:
    """A year of answers from 0 to 10 that know no weekday, with gaps.

    Args:
        rng: chance.
        carry: how much of a day's level goes over to the next.
        answered: share of days with an answer.
    """
    level, values = 0.0, np.full(DAYS, np.nan)
    for t in range(DAYS):
        level = carry * level + rng.normal() * np.sqrt(1.0 - carry**2)
        if rng.random() < answered:
            values[t] = np.clip(np.round(5.0 + 1.8 * level + 0.8 * rng.normal()), 0, 10)
    return values


def ever(values: Float[ndarray, " days"]) -> bool:
    """Whether any weekday stood out at any weekly look."""
    return any(any(row.stands_out for row in weekdays(values[:end], 0)) for end in range(FIRST_LOOK, DAYS + 1, 7))


def main() -> None:
    """Count, and print a line for each way in which days hang together."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--seed", type=int, default=5)
    given = asked.parse_args()
    for carry in (0.0, 0.5, 0.8):
        rng = np.random.default_rng(given.seed)
        seen = sum(ever(made_up(rng, carry)) for _ in range(given.people))
        print(f"carried over {carry:g}: {seen} of {given.people} people saw a weekday stand out in one process within {DAYS} days")


if __name__ == "__main__":
    main()
