"""How long the grid of a plan takes, by expected information: one command, one table.

python bench/design.py
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

from unspiral.act.design.asked import Asked
from unspiral.act.design.plan import design
from unspiral.loop.language import parse

LINK = ("depression", "pain")
LOOP = parse("pain <-> depression")
GRIDS = {
    "2 x 2 x 2 designs, up to 56 days": Asked((50, 100), (28, 56), (1, 5)),
    "4 x 4 x 3 designs, up to 112 days": Asked((25, 50, 100, 200), (14, 28, 56, 112), (1, 5, 10)),
}


def seconds(asked: Asked, spread: float) -> float:
    """Of one plan."""
    began = perf_counter()
    plan = design(LINK, asked, loop=LOOP, value=0.1, differ={LINK: spread} if spread else {})
    assert len(plan.rows) == len(asked.people) * len(asked.days) * len(asked.beeps)
    return perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(f"{'grid':36s} {'links':>8s} {'seconds (median of 3)':>22s}\n")
    for name, asked in GRIDS.items():
        for spread in (0.0, 0.1):
            found = median(seconds(asked, spread) for _ in range(3))
            sys.stdout.write(f"{name:36s} {'differ' if spread else 'alike':>8s} {found:22.2f}\n")
