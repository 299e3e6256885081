"""All draws of a posterior, chain by chain, with what the sampler said of each: for other programs."""

from __future__ import annotations

from dataclasses import dataclass, field

from jaxtyping import Float
from numpy import ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Draws of a Bayesian fit.

    Args:
        names: contract names of the numbers.
        posterior: draws on the scale on which numbers are reported.
        prior: draws from the prior on the same scale.
        statistics: what the sampler said of each draw, by the names that other programs use (``diverging``, ``lp``, ``energy`` ...).
        observed: indicator -> all answers, person after person, nan where none was given.
        persons: of these answers.
        times: of these answers, in time units.
        own: where people differ: contract name -> every person's own value, draw by draw, as it is reported.
        people: whose these are.
    """

    names: tuple[str, ...]
    posterior: Float[ndarray, "chains draws numbers"]
    prior: Float[ndarray, "drawn numbers"]
    statistics: dict[str, Float[ndarray, "chains draws"]]
    observed: dict[str, Float[ndarray, " answers"]] = field(default_factory=dict[str, Float[ndarray, " answers"]])
    persons: tuple[str, ...] = ()
    times: Float[ndarray, " answers"] | None = None
    own: dict[str, Float[ndarray, "chains draws people"]] = field(default_factory=dict[str, Float[ndarray, "chains draws people"]])
    people: tuple[str, ...] = ()
