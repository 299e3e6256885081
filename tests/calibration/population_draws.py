"""How many drawn populations still show each target within its interval, held to the targets and not.

To write the section of docs/validation/population.md anew:

python -m tests.calibration.population_draws --write
"""

from __future__ import annotations

from datetime import date
from math import erf, sqrt

import numpy as np
from tests.calibration.page_part import POPULATION, PagePart

from unspiral.act.population.anchor import Anchor
from unspiral.act.population.seen import Seen
from unspiral.act.population.uncertain import draws_of
from unspiral.evidence.population_aims import read_scenarios, read_search
from unspiral.evidence.population_file import packaged, read_episodes
from unspiral.learn.system import Array
from unspiral.loop.episode_numbers import number, searched, with_share

NAME = "back-pain-depression"
PART = PagePart(POPULATION, "<!-- draws: tests/calibration/population_draws.py -->", "<!-- end of draws -->")
DRAWS, SEED = 60, 1
SHARES = (0.0, 0.5, 1.0)


def free_text(text: str) -> str:
    """The same file without what studies saw: draws of it are held to nothing."""
    blocks = text.split("\n[[")
    return "\n[[".join(block for block in blocks if not block.startswith("target]]"))


def anchor(text: str, share: float) -> Anchor:
    """Of one scenario."""
    declared = read_episodes(text, NAME, found=False)
    free, known = read_scenarios(text, NAME, declared)
    values = next(one.values for one in known if one.share == share)
    middle = np.array([searched(value, name) for value, name in zip(values, free, strict=True)])
    begun = np.array([searched(number(declared, name), name) for name in free])
    return Anchor(with_share(declared, share), begun, read_search(text, NAME, declared), middle)


def straight(held: Anchor) -> list[float]:
    """Part of a normal law around what is shown, as wide as the calibration's covariance makes it, inside each interval."""
    across = np.sqrt(np.diag(held.slopes @ held.pull))  # J C J', in errors of each target
    out: list[float] = []
    for goal, at, sd in zip(held.goals, held.shown * np.r_[held.error, held.sd], across, strict=False):
        ends = [np.log(x / (1.0 - x)) if goal.scale == "share" else np.log(x) for x in (goal.low, goal.high)]
        low, high = (0.5 * (1.0 + erf((end - at) / goal.error / sd / sqrt(2.0))) for end in ends)
        out.append(high - low)
    return out


def coverage(text: str, share: float, goals: Anchor) -> tuple[list[float], list[float], list[float]]:
    """Of each target: the part of draws inside its interval, and the draws' 2.5 and 97.5 % points."""
    seen = [Seen(episodes) for episodes in draws_of(text, share, DRAWS, SEED)]
    shown: Array = np.array([[float(goal.look(one)) for goal in goals.goals] for one in seen])
    inside = [float(np.mean((goal.low <= x) & (x <= goal.high))) for goal, x in zip(goals.goals, shown.T, strict=True)]
    low, high = np.quantile(shown, [0.025, 0.975], axis=0)
    return inside, low.tolist(), high.tolist()


def table() -> str:
    """Coverage of each target at each causal share."""
    text = packaged(NAME)
    kept = {share: anchor(text, share) for share in SHARES}
    loose = {share: coverage(free_text(text), share, kept[share])[0] for share in SHARES}
    held = {share: coverage(text, share, kept[share])[0] for share in SHARES}
    line = {share: straight(kept[share]) for share in SHARES}
    out = [
        f"{date.today()}, {DRAWS} draws a share, `python -m tests.calibration.population_draws --write`.",
        "",
        "| row | target | not held: none causal, half, all | held: none causal, half, all | straight line: none causal, half, all |",
        "|---|---|---|---|---|",
    ]
    for k, goal in enumerate(kept[1.0].goals):
        cells = [", ".join(f"{each[share][k]:.2f}" for share in SHARES) for each in (loose, held, line)]
        out.append(f"| {goal.row} | {goal.name} | {' | '.join(cells)} |")
    means = [", ".join(f"{np.mean(each[share]):.2f}" for share in SHARES) for each in (loose, held, line)]
    out.append(f"| all | mean of the {len(kept[1.0].goals)} | {' | '.join(means)} |")
    return "\n".join(out)


if __name__ == "__main__":
    PART.main(table)
