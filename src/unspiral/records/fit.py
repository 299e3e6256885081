"""What was learned: an estimated loop with its uncertainty, its judgements and the data it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.beliefs import Beliefs
from unspiral.records.effect import Effect
from unspiral.records.individual import Individual
from unspiral.records.posterior import Posterior
from unspiral.records.shortcut import Shortcut
from unspiral.records.skipping import Skipping

Arrow = tuple[str, str]  # (cause, affected)
Level = Literal["ok", "caution", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A machine-readable judgement: level, reason, remedy."""

    code: str
    level: Level
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One estimated entry of the model, named as in the contract (``link:pain->depression``)."""

    name: str
    estimate: float
    se: float | None
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What may be said about one arrow.

    Args:
        word: "drives", "likely drives", "clear but very small", "nil" or "cannot tell".
        probability: that the effect has the sign of its estimate; nan where that is not known, or withheld at an edge.
        effect: total effect at the fixed lag, standardised by within-person stationary standard deviations where
            ``standardised``, else raw; with the interval at the fit's level.
        low90: lower end of the 90 % interval, which decides "nil".
        high90: its upper end.
        standardised: False when the loop has no stationary law; then nil is never said.
    """

    word: str
    probability: float
    effect: Effect
    low90: float
    high90: float
    standardised: bool


@dataclass(frozen=True, slots=True)
class Direction:
    """The headline: does pain drive mood, mood drive pain, both, neither, or can we not tell?

    Args:
        answer: "both", "CAUSE->AFFECTED", "neither" or "cannot tell".
        lag: the lag fixed before fitting, in the fit's time unit.
        links: arrow -> its own word.
        stronger: probability that the first arrow is the larger one in absolute size, or None.
        note: a sentence that must stand beside the answer (between people / within a person), or "".
    """

    answer: str
    lag: float
    links: dict[Arrow, LinkAnswer]
    stronger: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: the same data under another assumption (no traits, traits, wave means).

    Args:
        label: how it was fitted.
        traits, means, t0, loglik, n_parameters, answer: of that fit.
        lagged: raw effects at the lag that was asked for.
        words: what may be said about each arrow.
        links: the same words with the standardised effects at the fixed lag on which they rest; empty in files of older versions.
    """

    label: str
    traits: bool
    means: str
    t0: str
    loglik: float
    n_parameters: int
    answer: str
    lagged: dict[Arrow, Effect]
    words: dict[Arrow, str]
    links: dict[Arrow, LinkAnswer] = field(default_factory=dict[Arrow, LinkAnswer])


@dataclass(frozen=True, slots=True)
class DataSummary:
    """What was read: counts, span, fingerprint."""

    persons: int
    occasions: int
    cells: int
    missing: int
    time_unit: str
    sha256: str
    name: str
    interval: float  # typical (median) time between a person's occasions
    span: float  # longest time one person was followed
    occasions_per_person: float  # median
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """How the model was set up; everything needed to fit it again."""

    traits: bool
    error: bool
    t0: str
    means: str
    families: dict[str, str]
    level: float = 0.95
    lag: float = 1.0
    starts: int = 5
    seed: int = 1
    waves: tuple[float, ...] = ()  # planned times with a mean of their own (means = "wave")
    covariates: dict[str, str] = field(default_factory=dict[str, str])  # column -> "levels", "links" or "both"
    weekday: bool = False  # a level of its own for each day of the week
    daytime: bool = False  # a daily wave of the level: sine and cosine of the hour
    overnight: bool = False  # what a night does to the state, at the first occasion of a day
    trend: bool = False  # a straight trend of the level over a person's time
    weight: str | None = None  # column of person or occasion weights
    ci: str = "wald"  # "wald", "sandwich", "profile" or "bootstrap"
    replicates: int = 0  # of the bootstrap
    bootstrap: str = "parametric"  # or "case": people drawn again
    standardize: bool = False  # also effects in within-person standard deviations (``Fit.standardised``)
    scales: dict[str, tuple[float, ...]] = field(default_factory=dict[str, tuple[float, ...]])  # column -> its steps, or its two ends
    individual: tuple[str, ...] = ()  # parameters in which people differ, beside levels, by contract name (``link:pain->depression``)
    skips: bool = False  # whether a prompt was skipped is an indicator of its own, driven by the state
    skip_slope: dict[str, float] = field(default_factory=dict[str, float])  # process -> what is assumed of it, in probits per point
    method: str = "ml"  # or "bayes"; "prior" where nothing was learned (``Fit.beliefs``)
    draws: int = 0  # of a posterior, after warming up, of each chain
    chains: int = 0  # of a posterior
    priors: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])  # contract name -> mean, deviation


@dataclass(frozen=True, slots=True)
class Centres:
    """Where the covariates and the trends of a fit are 0, so that its levels mean the same on other answers.

    Args:
        covariates: name -> mean over the persons learned from.
        trend: fingerprint of a person's name -> middle of their answers, in days on their wall clock where the table held dates, else in
            days since time 0.
        texts: covariate that was text -> what was read as 0, as 1.
    """

    covariates: dict[str, float] = field(default_factory=dict[str, float])
    trend: dict[str, float] = field(default_factory=dict[str, float])
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True, eq=False)
class Working:
    """The point and its covariance on the scale of the search, from which draws are made.

    ``clock`` (a typical interval) and ``spread`` (a typical standard deviation per process) turn working values into natural ones.
    ``replicates`` are the ends of a bootstrap, or draws from a posterior (``Choices.method``), a row each; where they are there, they are
    the draws.
    """

    theta: Float[ndarray, " free"]
    covariance: Float[ndarray, "free free"]
    clock: float
    spread: Float[ndarray, " processes"]
    replicates: Float[ndarray, "replicates free"] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """An estimated loop.

    Args:
        version: of unspiral.
        loop_text: the declared loop; ``unspiral.loop.language.parse`` reads it.
        processes: names, in the order of ``drift`` and ``diffusion``.
        links: arrows (cause, affected).
        inputs: names.
        data, choices: what was read, how the model was set up.
        loglik: full Gaussian log-likelihood with all constants, of a Bayesian fit at the reported loop, which is no maximum; None for
            two-stage fits of incomplete moments.
        parameters: natural scale, with standard errors and intervals.
        drift: A, per time unit. Row = affected, column = cause.
        diffusion: covariance rate of the noise, per time unit.
        working: for draws.
        verdicts: judgements, machine-readable.
        lagged: total effect at ``choices.lag``, entries (cause, affected), self-effects included.
        spiral: gain of the closed loop; None with one process, an unstable loop, or a fit at an edge.
        direction: the headline.
        ladder: the same data under other assumptions (panels only).
        seconds: read, fit, errors.
        standardised: ``lagged`` in within-person stationary standard deviations of cause and affected; empty unless asked for, and where
            the loop has no stationary law.
        centres: of covariates and trends; None where there are none, and in files of older versions: these can be set on the table that
            they were learned from, and on no other.
        individual: how people differ in links and other parameters; None where they were not asked about.
        shortcut: what the same loop says when steps, counts and bounded scales are read as numbers with normal noise; None without any.
        skipping: what skipped prompts say, beside the answer that ignores them; None where they were not asked about.
        posterior: how the draws of a Bayesian fit came about; None after maximum likelihood.
        beliefs: what stands in place of data; None for everything that was learned. Such a loop is never written to a file.
    """

    version: str
    loop_text: str
    processes: tuple[str, ...]
    links: tuple[Arrow, ...]
    inputs: tuple[str, ...]
    data: DataSummary
    choices: Choices
    loglik: float | None
    n_parameters: int
    aic: float | None
    bic: float | None
    converged: bool
    parameters: tuple[Parameter, ...]
    drift: Float[ndarray, "processes processes"]
    diffusion: Float[ndarray, "processes processes"]
    working: Working
    verdicts: tuple[Verdict, ...]
    lagged: dict[Arrow, Effect]
    spiral: Effect | None
    direction: Direction
    ladder: tuple[Rung, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    standardised: dict[Arrow, Effect] = field(default_factory=dict[Arrow, Effect])
    centres: Centres | None = None
    individual: Individual | None = None
    shortcut: Shortcut | None = None
    skipping: Skipping | None = None
    posterior: Posterior | None = None
    beliefs: Beliefs | None = None
