"""How people differ in links and other parameters: the population's spread, and each person's own value."""

from __future__ import annotations

from dataclasses import dataclass, field

from unspiral.records.effect import Effect


@dataclass(frozen=True, slots=True)
class Spread:
    """How people differ in one parameter.

    Args:
        name: contract name of the parameter (``link:pain->depression``).
        scale: "added" (a person's value = mean + deviation) or "multiplied" (a person's value = mean x exp(deviation): rates, variances).
        mean: of the average person, natural units.
        sd: standard deviation between people: natural units where added, of the logarithm where multiplied.
        above: share of people in the population whose value is above 0, covariates being as among the people learned from, for what is
            added; None for what is multiplied, and where the spread ended at 0.
        many: how many of the people learned from are above 0 (the sum of their probabilities); None for what is multiplied.
        sure_above, sure_below: people whose own interval lies above, below 0.
        nil: whether the spread ended at 0: the data show no difference between people.
    """

    name: str
    scale: str
    mean: Effect
    sd: Effect
    above: Effect | None = None
    many: Effect | None = None
    sure_above: int = 0
    sure_below: int = 0
    nil: bool = False


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two parameters go together over people; ``trait:pain`` stands for a level."""

    first: str
    second: str
    value: Effect


@dataclass(frozen=True, slots=True)
class Own:
    """One person's own value of one parameter, natural units.

    Args:
        estimate, low, high: given the person's answers and the population (drawn towards the population's mean).
        alone: what the person's answers alone would say; None where they say next to nothing.
        shrunk: how far the estimate was drawn from there to the population's mean; 0 not at all, 1 entirely.
        above: probability that it is above 0.
    """

    estimate: float
    low: float
    high: float
    alone: float | None
    shrunk: float
    above: float


@dataclass(frozen=True, slots=True)
class Individual:
    """How people differ.

    Args:
        spreads: of each parameter that varies, in order of ``Choices.individual``.
        correlations: between parameters, over people.
        persons: person -> parameter -> own value.
        rule: how deviations were integrated out, in words.
        points: at how many points per person the reported log-likelihood was taken.
        error: how far off the reported log-likelihood may be, from a second rule; None where it was not looked at.
    """

    spreads: tuple[Spread, ...]
    correlations: tuple[Correlation, ...] = ()
    persons: dict[str, dict[str, Own]] = field(default_factory=dict[str, dict[str, Own]])
    rule: str = ""
    points: int = 0
    error: float | None = None
