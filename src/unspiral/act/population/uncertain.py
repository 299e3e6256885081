"""Declarations drawn from what is not known of their numbers, for sensitivity analyses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.anchor import Anchor
from unspiral.act.population.luck import luck_of
from unspiral.act.population.targets import NORMAL
from unspiral.errors import SpecError
from unspiral.evidence.finding import Figure
from unspiral.evidence.population_aims import read_scenarios, read_search
from unspiral.evidence.population_file import read_episodes
from unspiral.evidence.tables import epidemiology, links, treatments
from unspiral.loop.episode_numbers import number, searched, with_searched, with_share
from unspiral.loop.episodes import Episodes, Hazard, Ratio
from unspiral.records.population_aim import Scenario


def draws_of(text: str, share: float, count: int, seed: int) -> list[Episodes]:
    """Declarations with numbers drawn from what is not known of them.

    Calibrated numbers come from the normal law of their calibration on the scale of its search; ratios of links and treatments from a
    normal law of the log whose 95 % interval is that of their row, one draw a row (``luck_of``), so that a finding that stands in a policy
    too is drawn once. A link's ratio is drawn whole and then taken to its causal share. The calibrated numbers then follow the drawn
    ratios (``Anchor``), so that the drawn population still shows the targets, as far as they are told: those of a file without targets
    cannot (``keeps``). What has neither (assumptions, rows without an interval) stays as it is.

    Args:
        text: of a population's file with a [[scenario]] of that share.
        share: part of the links that is causal.
        count: how many.
        seed: of the draws; the k-th draw is the same for every count.

    Returns:
        Each can be run as it stands, as those of ``scenarios`` can.

    Raises:
        SpecError: no scenario of that share.

    Source: tests/act/population/test_uncertain.py, against the covariances, the rows' intervals and a calibration done anew.
    """
    declared, free, found = _scenario(text, share)
    middle = np.array([searched(value, name) for value, name in zip(found.values, free, strict=True)])
    values, directions = np.linalg.eigh(found.covariance)
    root = directions * np.sqrt(np.maximum(values, 0.0))
    moved = _moved(declared, count, seed)
    anchor = _anchor(text, share) if keeps(text) and len(free) else None
    out: list[Episodes] = []
    for k in range(count):
        drawn = with_share(times_ratios(declared, {key: float(by[k]) for key, by in moved.items()}), share)
        shift = root @ np.random.default_rng([seed, k]).standard_normal(len(free))
        theta = middle + shift if anchor is None else anchor.follow(drawn, shift)
        out.append(with_searched(drawn, free, theta) if len(free) else drawn)
    return out


def keeps(text: str) -> bool:
    """Whether draws can be held to the targets of a file: it must tell them."""
    found = tomllib.loads(text)
    return bool(found.get("calibration") and found.get("target"))


def _scenario(text: str, share: float) -> tuple[Episodes, tuple[str, ...], Scenario]:
    declared = read_episodes(text, "the population", found=False)
    free, known = read_scenarios(text, "the population", declared)
    found = next((one for one in known if one.share == share), None)
    if found is None:
        raise SpecError(
            f"'{declared.name}' holds no scenario in which {share:g} of the links is causal.",
            why=f"It holds: {', '.join(f'{one.share:g}' for one in known) or 'none'}.",
            fix="unspiral population calibrate FILE -o FILE, or ask for one that it holds",
        )
    return declared, free, found


@lru_cache(maxsize=8)
def _anchor(text: str, share: float) -> Anchor:
    """Slopes of the targets: worked out once for a file and share."""
    declared, free, found = _scenario(text, share)
    middle = np.array([searched(value, name) for value, name in zip(found.values, free, strict=True)])
    begun = np.array([searched(number(declared, name), name) for name in free])
    return Anchor(with_share(declared, share), begun, read_search(text, "the population", declared), middle)


def _moved(episodes: Episodes, count: int, seed: int) -> dict[tuple[str, int], Float[ndarray, " draws"]]:
    """By how much each ratio is multiplied in each draw."""
    out: dict[tuple[str, int], Float[ndarray, " draws"]] = {}
    for (name, place), sd in spreads(episodes).items():
        ratio = episodes.hazard(name).ratios[place]
        out[(name, place)] = np.exp(sd * luck_of(ratio.basis.row, float(np.real(ratio.factor)), count, seed))
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


def times_ratios(episodes: Episodes, by: Mapping[tuple[str, int], float]) -> Episodes:
    """The same declaration with some ratios multiplied: (hazard, place among its ratios) -> factor."""

    def moved(hazard: Hazard) -> Hazard:
        ratios: tuple[Ratio, ...] = tuple(
            replace(ratio, factor=ratio.factor * by.get((hazard.name, place), 1.0)) for place, ratio in enumerate(hazard.ratios)
        )
        return replace(hazard, ratios=ratios)

    return replace(episodes, hazards=tuple(moved(hazard) for hazard in episodes.hazards))
