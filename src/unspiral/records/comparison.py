"""Several fits of the same answers side by side: what each costs, what each foretells, and which may be preferred."""

from __future__ import annotations

from dataclasses import dataclass, field

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.fit import Effect, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """One fit among those compared.

    Args:
        name: what it is called here.
        loglik, n_parameters, aic, bic: of the fit.
        weight: share of the AIC weights, exp(-delta / 2) normalised.
    """

    name: str
    loglik: float
    n_parameters: int
    aic: float
    bic: float
    weight: float


@dataclass(frozen=True, slots=True)
class RatioTest:
    """A likelihood-ratio test of a smaller model inside a larger one.

    Args:
        smaller, larger: names.
        statistic: twice the difference of the log-likelihoods.
        df: numbers that the larger one has more.
        p: probability of a statistic at least as large if the smaller one were true; None where the test is refused.
        boundary: variances that the smaller model sets to zero, the edge of what they can be.
        words: which law the statistic was held against, and what that means; where refused, why.
    """

    smaller: str
    larger: str
    statistic: float | None
    df: int | None
    p: float | None
    boundary: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOut:
    """How well each person is foretold by all the others.

    Args:
        persons: names.
        elpd: log predictive density of each person's answers, given the others'.
        khat: Pareto k-hat of each; above 0.7 the importance weights are not to be relied on.
        refitted: persons who were left out by a real refit.
        flagged: persons whose k-hat is above 0.7 and who were not refitted.
        loglik: each person's share of the fit's log-likelihood.
    """

    persons: tuple[str, ...]
    elpd: Float[ndarray, " persons"]
    khat: Float[ndarray, " persons"]
    refitted: tuple[str, ...]
    flagged: tuple[str, ...]
    loglik: Float[ndarray, " persons"]


@dataclass(frozen=True, slots=True, eq=False)
class LeaveFuture:
    """How well the answers to come are foretold from those before.

    Args:
        steps: occasions ahead.
        origins: times up to which the model was learned, increasing.
        converged: whether each of these refits ended at a maximum; scores behind one that did not are nan.
        persons: of each foretold occasion.
        times: of each, in the panel's clock.
        scores: log predictive density of its answers.
        frozen: whether the numbers of the whole fit were used throughout: then nothing was left out, and this is no test of foresight.
    """

    steps: int
    origins: tuple[float, ...]
    converged: tuple[bool, ...]
    persons: tuple[str, ...]
    times: Float[ndarray, " occasions"]
    scores: Float[ndarray, " occasions"]
    frozen: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one fit foretells than another.

    Args:
        name, baseline: of the two.
        elpd: sum of the differences of log predictive density; above 0 is better than the baseline.
        se: its standard error, from the spread of the differences between persons (or occasions); None where there are too few.
        count: how many were compared.
    """

    name: str
    baseline: str
    elpd: float
    se: float | None
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Everything that is said about fits side by side.

    Args:
        standings: in the order given.
        tests: of every pair that could be nested; refused ones say why.
        best: name with the lowest AIC.
        baseline: name of the first fit, with which the others are compared.
        unit: of time.
        left_out: name -> leave-one-person-out; empty unless asked for.
        future: name -> leave-future-out; empty unless asked for.
        by_person: differences by leave-one-person-out.
        by_future: differences by leave-future-out.
        total: name -> sum of elpd with its standard error, by person where it was asked for.
        verdicts: cautions.
    """

    standings: tuple[Standing, ...]
    tests: tuple[RatioTest, ...]
    best: str
    baseline: str
    unit: str
    left_out: dict[str, LeaveOneOut] = field(default_factory=dict[str, LeaveOneOut])
    future: dict[str, LeaveFuture] = field(default_factory=dict[str, LeaveFuture])
    by_person: tuple[Difference, ...] = ()
    by_future: tuple[Difference, ...] = ()
    total: dict[str, Effect] = field(default_factory=dict[str, Effect])
    verdicts: tuple[Verdict, ...] = ()
