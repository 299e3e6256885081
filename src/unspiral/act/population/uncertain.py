"""Declarations drawn from what is not known of their numbers, for sensitivity analyses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from unspiral.act.population.targets import NORMAL
from unspiral.errors import SpecError
from unspiral.evidence.finding import Figure
from unspiral.evidence.population_aims import read_scenarios
from unspiral.evidence.population_file import read_episodes
from unspiral.evidence.tables import epidemiology, links, treatments
from unspiral.loop.episode_numbers import searched, with_searched, with_share
from unspiral.loop.episodes import Episodes, Hazard, Ratio


def draws_of(text: str, share: float, count: int, seed: int) -> list[Episodes]:
    """Declarations with numbers drawn from what is not known of them.

    Calibrated numbers come from the normal law of their calibration on the scale of its search; ratios of links and treatments from a
    normal law of the log whose 95 % interval is that of their row. What has neither (assumptions, rows without an interval) stays as it
    is. A link's ratio is drawn whole and then taken to its causal share.

    Args:
        text: of a population's file with a [[scenario]] of that share.
        share: part of the links that is causal.
        count: how many.
        seed: of the draws; the k-th draw is the same for every count.

    Returns:
        Each can be run as it stands, as those of ``scenarios`` can.

    Raises:
        SpecError: no scenario of that share.

    The calibration is not done anew for each drawn ratio: draws are of what is not known beside each other.

    Source: tests/act/population/test_uncertain.py, against the covariances and the rows' intervals.
    """
    declared = read_episodes(text, "the population", found=False)
    free, known = read_scenarios(text, "the population", declared)
    found = next((one for one in known if one.share == share), None)
    if found is None:
        raise SpecError(
            f"'{declared.name}' holds no scenario in which {share:g} of the links is causal.",
            why=f"It holds: {', '.join(f'{one.share:g}' for one in known) or 'none'}.",
            fix="unspiral population calibrate FILE -o FILE, or ask for one that it holds",
        )
    middle = np.array([searched(value, name) for value, name in zip(found.values, free, strict=True)])
    values, directions = np.linalg.eigh(found.covariance)
    root = directions * np.sqrt(np.maximum(values, 0.0))
    spread = spreads(declared)
    out: list[Episodes] = []
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        theta = middle + root @ rng.standard_normal(len(free))
        drawn = with_share(_ratios(declared, {key: float(np.exp(sd * rng.standard_normal())) for key, sd in spread.items()}), share)
        out.append(with_searched(drawn, free, theta) if len(free) else drawn)
    return out


def spreads(episodes: Episodes) -> Mapping[tuple[str, int], float]:
    """Standard error of the log of each ratio whose row has an interval: (hazard, place among its ratios) -> error."""
    figures: dict[str, Figure] = {row.id: row.figure for table in (epidemiology(), links(), treatments()) for row in table}
    out: dict[tuple[str, int], float] = {}
    for hazard in episodes.hazards:
        for place, ratio in enumerate(hazard.ratios):
            figure = figures.get(ratio.basis.row)
            if figure is not None and figure.low is not None and figure.high is not None and figure.low.value > 0.0:
                out[(hazard.name, place)] = float(np.log(figure.high.value / figure.low.value)) / (2.0 * NORMAL)
    return out


def _ratios(episodes: Episodes, by: Mapping[tuple[str, int], float]) -> Episodes:
    def moved(hazard: Hazard) -> Hazard:
        ratios: tuple[Ratio, ...] = tuple(
            replace(ratio, factor=ratio.factor * by.get((hazard.name, place), 1.0)) for place, ratio in enumerate(hazard.ratios)
        )
        return replace(hazard, ratios=ratios)

    return replace(episodes, hazards=tuple(moved(hazard) for hazard in episodes.hazards))
