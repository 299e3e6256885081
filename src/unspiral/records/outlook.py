"""What a fit says about single answers: where the state was, what comes next, and what was not foreseen."""

from __future__ import annotations

from dataclasses import dataclass, field

from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.records.fit import Verdict


@dataclass(frozen=True, slots=True, eq=False)
class SmoothedPerson:
    """Where one person's state was, given all of their answers, before and after.

    Args:
        name: of the person.
        time: clock, in the panel's time unit; occasions and moments between them.
        occasion: which of them are rows of the panel.
        answers: what was answered there; nan where nothing was.
        mean, cov: of the state.
        expected: answer expected there, in points.
        expected_sd: how far it is unknown because the state is; 0 where an answer without measurement error tells it.
    """

    name: str
    time: Float[ndarray, " times"]
    occasion: Bool[ndarray, " times"]
    answers: Float[ndarray, "times indicators"]
    mean: Float[ndarray, "times state"]
    cov: Float[ndarray, "times state state"]
    expected: Float[ndarray, "times indicators"]
    expected_sd: Float[ndarray, "times indicators"]


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """Smoothed states of persons.

    Args:
        state: what the entries of the state are: processes, fading inputs, then "level of PROCESS" for traits.
        indicators: names of the columns.
        unit: of time.
        error_sd: standard deviation of the measurement error of each indicator.
        persons: in the order of the panel.
    """

    state: tuple[str, ...]
    indicators: tuple[str, ...]
    unit: str
    error_sd: Float[ndarray, " indicators"]
    persons: tuple[SmoothedPerson, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PersonForecast:
    """What one person's next answers are expected to be; rows are times, columns indicators.

    Args:
        name: of the person.
        last: clock of the last answer that is used.
        time: clock of each forecast.
        mean: expected answer, in points.
        sd_state: because the state moves on unseen.
        sd_error: measurement error.
        sd_parameters: because the loop's numbers are estimates; 0 when no draws were asked for.
        low, high: band with all three; low_given, high_given: as if the loop's numbers were known.
    """

    name: str
    last: float
    time: Float[ndarray, " times"]
    mean: Float[ndarray, "times indicators"]
    sd_state: Float[ndarray, "times indicators"]
    sd_error: Float[ndarray, "times indicators"]
    sd_parameters: Float[ndarray, "times indicators"]
    low: Float[ndarray, "times indicators"]
    high: Float[ndarray, "times indicators"]
    low_given: Float[ndarray, "times indicators"]
    high_given: Float[ndarray, "times indicators"]


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Forecasts of persons.

    Args:
        indicators: names of the columns.
        unit: of time.
        level: of the bands.
        draws: loops that the data leave possible, over which the bands are taken; 0 when the loop's numbers were taken as known.
        assumptions: plain sentences, all of which must hold for the bands to mean what they say.
        persons: in the order of the panel.
        turned: columns whose forecasts are b minus the answer, by their b, or minus the answer (None), as they were read for the loop.
    """

    indicators: tuple[str, ...]
    unit: str
    level: float
    draws: int
    assumptions: tuple[str, ...]
    persons: tuple[PersonForecast, ...]
    turned: dict[str, float | None] = field(default_factory=dict[str, "float | None"])


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """How good forecasts of one indicator were, so many occasions ahead.

    Args:
        indicator: column.
        steps: occasions ahead.
        answers: how many were forecast.
        log_score: mean log density of the answer under its forecast; higher is better.
        crps: mean continuous ranked probability score, in points; lower is better.
        rmse: root mean square error of the forecast mean, in points.
        rmse_mean: the same for the mean of the person's earlier answers; rmse_last: for their last answer.
        coverage: share of answers inside the band.
        level: of the band.
    """

    indicator: str
    steps: int
    answers: int
    log_score: float
    crps: float
    rmse: float
    rmse_mean: float
    rmse_last: float
    coverage: float
    level: float


@dataclass(frozen=True, slots=True)
class Check:
    """One test of what was not foreseen.

    Args:
        name: "autocorrelation", "trend", "weekday", "spread", "normality" or "outliers".
        statistic: its value; df: degrees of freedom, 0 where it has none.
        p: chance of a value as large under the fitted loop.
        answers: how many answers it rests on.
    """

    name: str
    statistic: float
    df: int
    p: float
    answers: int


@dataclass(frozen=True, slots=True)
class Surprise:
    """An answer far from its forecast: whose, when, which, by how many standard deviations."""

    person: str
    time: float
    indicator: str
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """Standardised innovations, looked at from all sides.

    Args:
        indicators: names of the columns.
        lags: in occasions, from 0.
        correlation: of what was not foreseen in column j, so many occasions before, with that in column i now: [lag, i, j].
        band: half-width of the 95 % band around 0 under the fitted loop, for each of them; pairs: how many each rests on.
        checks: the tests.
        surprises: answers that are no chance even among so many.
        verdicts: what is said of all this.
    """

    indicators: tuple[str, ...]
    lags: Int[ndarray, " lags"]
    correlation: Float[ndarray, "lags indicators indicators"]
    band: Float[ndarray, "lags indicators indicators"]
    pairs: Int[ndarray, "lags indicators indicators"]
    checks: tuple[Check, ...]
    surprises: tuple[Surprise, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LagCovariance:
    """Observed covariance of one pair of columns against what the fitted loop makes on the same design.

    Args:
        affected, cause: column now, and column earlier.
        lag: middle of each class of time between the two answers, in time units.
        pairs: how many pairs of answers stand in each class.
        observed: covariance in the data.
        expected: mean over simulated panels.
        low, high: 95 % band over simulated panels, each refitted to first order.
    """

    affected: str
    cause: str
    lag: Float[ndarray, " lags"]
    pairs: Int[ndarray, " lags"]
    observed: Float[ndarray, " lags"]
    expected: Float[ndarray, " lags"]
    low: Float[ndarray, " lags"]
    high: Float[ndarray, " lags"]


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """One figure of the data among the same figure of simulated panels.

    Args:
        name: "mean", "sd", "autocorrelation", "cross-correlation" or "floor".
        indicator: column; of a cross-correlation the later one, with the earlier one in ``earlier``, else "".
        observed: in the data.
        replicates: in each simulated panel.
        share: of the simulated panels that lie below, ties counted half.
    """

    name: str
    indicator: str
    earlier: str
    observed: float
    replicates: Float[ndarray, " replicates"]
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Panels simulated from the fitted loop on the same design, held against the data.

    Args:
        count: of simulated panels.
        persons: how many people they and the data's figures rest on.
        statistics: chosen figures.
        covariance: by lag, or by the time between waves.
        covariance_p: chance of covariances as far from the loop's as these.
        verdicts: what is said of the covariances.
    """

    count: int
    persons: int
    statistics: tuple[Statistic, ...]
    covariance: tuple[LagCovariance, ...]
    covariance_p: float
    verdicts: tuple[Verdict, ...]
