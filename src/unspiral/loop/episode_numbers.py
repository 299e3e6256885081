"""Numbers of a declared population by name: which there are, what they are, and the same declaration with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy import ndarray

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.episodes import Episodes, Hazard, Number

KINDS: Mapping[str, int] = {"rate": 1, "ratio": 2, "effect": 2, "correlation": 2}  # how many names follow each


def names_of(episodes: Episodes) -> tuple[str, ...]:
    """Every number that can be asked for: "rate:HAZARD", "ratio:HAZARD:OF", "effect:HAZARD:EFFECT", "correlation:A:B"."""
    rates = [f"rate:{hazard.name}" for hazard in episodes.hazards]
    ratios = [f"ratio:{hazard.name}:{ratio.of}" for hazard in episodes.hazards for ratio in hazard.ratios]
    effects = [f"effect:{hazard.name}:{effect}" for hazard in episodes.hazards for effect, _ in hazard.effects]
    return tuple(dict.fromkeys([*rates, *ratios, *effects, *(f"correlation:{a}:{b}" for a, b, _ in episodes.correlations)]))


def parts(episodes: Episodes, name: str) -> tuple[str, list[str]]:
    """A name taken apart.

    Raises:
        SpecError: no such number.
    """
    kind, *rest = name.split(":")
    if kind not in KINDS or len(rest) != KINDS[kind]:
        raise SpecError(
            f"'{name}' names no number of a population.",
            fix="write rate:HAZARD, ratio:HAZARD:OF, effect:HAZARD:EFFECT or correlation:A:B, as in 'rate:pain begins'",
        )
    known = names_of(episodes)
    if name not in known:
        raise SpecError(f"'{episodes.name}' has no number '{name}'.{did_you_mean(name, known)}", fix=f"use one of: {', '.join(known)}")
    return kind, rest


def number(episodes: Episodes, name: str) -> float:
    """What a number is; of several ratios of one name, the first."""
    kind, rest = parts(episodes, name)
    if kind == "correlation":
        found: list[Number] = [rho for a, b, rho in episodes.correlations if [a, b] == rest]
    else:
        hazard = episodes.hazard(rest[0])
        found = {
            "rate": lambda: [hazard.per_year],
            "ratio": lambda: [ratio.factor for ratio in hazard.ratios if ratio.of == rest[1]],
            "effect": lambda: [loading for effect, loading in hazard.effects if effect == rest[1]],
        }[kind]()
    return float(np.real(found[0]))


def with_number(episodes: Episodes, name: str, value: Number) -> Episodes:
    """The same declaration with another number."""
    parts(episodes, name)
    return with_numbers(episodes, {name: value})


def with_numbers(episodes: Episodes, values: Mapping[str, Number]) -> Episodes:
    """The same declaration with other numbers; names that it does not have are passed over."""

    def changed(hazard: Hazard) -> Hazard:
        if hazard.name not in touched:
            return hazard
        return replace(
            hazard,
            per_year=values.get(f"rate:{hazard.name}", hazard.per_year),
            ratios=tuple(replace(r, factor=values.get(f"ratio:{hazard.name}:{r.of}", r.factor)) for r in hazard.ratios),
            effects=tuple((effect, values.get(f"effect:{hazard.name}:{effect}", loading)) for effect, loading in hazard.effects),
        )

    touched = {name.split(":")[1] for name in values}
    return replace(
        episodes,
        hazards=tuple(changed(hazard) for hazard in episodes.hazards),
        correlations=tuple((a, b, values.get(f"correlation:{a}:{b}", rho)) for a, b, rho in episodes.correlations),
    )


def searched(value: float, name: str) -> float:
    """A number on the scale on which it is searched, and on which its errors are: rates and ratios as logs, correlations as artanh."""
    kind = name.split(":")[0]
    return float(np.arctanh(value) if kind == "correlation" else value if kind == "effect" else np.log(value))


def unsearched(value: Number, name: str) -> Number:
    """Back from there."""
    kind = name.split(":")[0]
    return np.tanh(value) if kind == "correlation" else value if kind == "effect" else np.exp(value)


def with_searched(episodes: Episodes, names: Sequence[str], theta: ndarray) -> Episodes:
    """The same declaration with numbers given on the scale on which they are searched."""
    return with_numbers(episodes, {name: unsearched(value, name) for name, value in zip(names, theta.tolist(), strict=True)})


def with_share(episodes: Episodes, share: float) -> Episodes:
    """The same declaration with each link's log ratio taken to the part of it that is causal."""

    def taken(hazard: Hazard) -> Hazard:
        return replace(hazard, ratios=tuple(replace(r, factor=r.factor**share) if r.link else r for r in hazard.ratios))

    return replace(episodes, hazards=tuple(taken(hazard) for hazard in episodes.hazards))
