"""What may be asked of a population: how many, how long, which policies."""

from __future__ import annotations

import math
from collections.abc import Sequence

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy

MOST_PERSONS = 10_000_000_000
MOST_WEEKS = 52 * 120
MOST_SEED = 2**64 - 1
FIRST = "as now"  # the arm without a policy


def check_size(persons: int, weeks: int, seed: int, block: int, workers: int) -> None:
    """Refuse sizes that cannot be.

    Args:
        persons, weeks, seed, block, workers: as asked.

    Raises:
        SpecError: which, and what would do.
    """
    for value, what, least, most, example in (
        (persons, "number of persons", 1, MOST_PERSONS, "--persons 100000"),
        (weeks, "number of weeks", 1, MOST_WEEKS, "--years 10"),
        (seed, "seed", 0, MOST_SEED, "--seed 1"),
        (block, "size of a block", 1, 2**31, "--block 131072"),
        (workers, "number of workers", 1, 4096, "--workers 2"),
    ):
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise SpecError(f"{value!r} is no possible {what}: a whole number from {least} to {most} is.", fix=example)


def check_policies(episodes: Episodes, policies: Sequence[Policy], weeks: int) -> None:
    """Refuse policies that name what is not there, that begin after the end, or that cannot be told apart.

    Args:
        episodes: as declared.
        policies: as asked.
        weeks: of the run.

    Raises:
        SpecError: which policy, which name, and the nearest one that exists.
    """
    hazards = [hazard.name for hazard in episodes.hazards]
    links = sorted({ratio.link for hazard in episodes.hazards for ratio in hazard.ratios if ratio.link})
    names: set[str] = set()
    for policy in policies:
        place = f"The policy '{policy.name}'"
        if not policy.name.strip():
            raise SpecError("A policy has no name.", fix="--policy 'more care: mood care begins x2'")
        if policy.name in names or policy.name == FIRST:
            what = "is what the arm without a policy is called" if policy.name == FIRST else "is there twice"
            raise SpecError(f"{place} {what}.", why="Results are told apart by their names.", fix="give each policy a name of its own")
        names.add(policy.name)
        for hazard, factor in [*policy.scale, *((name, by) for name, _, _, by in policy.by_age)]:
            _among(hazard, hazards, "hazard", place)
            if not 0.0 < factor < 1e6:
                raise SpecError(
                    f"{place} makes '{hazard}' {factor:g} times as fast.", fix="a factor above 0: x2 for twice as fast, x0.5 for half"
                )
        for hazard, speed in policy.sets:
            _among(hazard, hazards, "hazard", place)
            if not 0.0 <= speed < math.inf:
                raise SpecError(f"{place} sets '{hazard}' to {speed:g} a year.", fix="a number from 0 on")
        for link in policy.cut:
            _among(link, links, "link", place)
        for hazard, low, high, _ in policy.by_age:
            if not 0.0 <= low < high:
                raise SpecError(f"{place} changes '{hazard}' from {low:g} to {high:g} years of age.", fix="ages that rise: ages 18-60")
            check_ages(episodes, low, high, place)
        if not 0 <= policy.week < weeks:
            raise SpecError(
                f"{place} begins in week {policy.week}, and the run has the weeks 0 to {weeks - 1}.",
                why="It would change nothing.",
                fix=f"a week from 0 to {weeks - 1}, or more --years",
            )


def check_ages(episodes: Episodes, low: float, high: float, place: str) -> None:
    """Refuse ages that cut through an age band.

    Args:
        episodes: whose bands.
        low, high: years of life from low up to, not including, high.
        place: what changes there, for the message.

    Raises:
        SpecError: which age, and the ones that can be named.
    """
    age = episodes.people.cuts(low, high)
    if age is not None:
        raise SpecError(
            f"{place} changes at the age of {age:g}, and '{episodes.name}' has the age bands "
            f"{', '.join(f'{first:g}' for first in episodes.people.bands)}.",
            why="A hazard changes only where a band begins: the change would come at another age than stated.",
            fix=f"use one of these ages, or add {age:g} to bands of [people]",
        )


def _among(name: str, known: Sequence[str], what: str, place: str) -> None:
    if name not in known:
        listed = f"name one of: {', '.join(known)}" if known else f"leave it out: the declaration has no {what}s"
        raise SpecError(f"{place} names the {what} '{name}', which is not declared.{did_you_mean(name, known)}", fix=listed)
