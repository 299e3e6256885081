"""What was not foreseen: standardised innovations, and whether anything is left in them that the loop should have known.

Every test is a vector of sums g over standardised innovations whose covariance C is known while the loop's numbers are. With estimates in
their place it is C - J V J' (J = dg/dtheta, V = covariance of the estimates): fitting has already taken out what it could.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import chdtrc, ndtr, ndtri

from unspiral.learn.circumstances import WEEKDAYS, local_days
from unspiral.learn.fitted import Fitted, fitted, forwards, innovations
from unspiral.learn.innovations import Innovations
from unspiral.learn.kalman import Forward
from unspiral.learn.system import Array, Lanes
from unspiral.records import Fit, Panel, Verdict
from unspiral.records.outlook import Check, Residuals, Surprise
from unspiral.units import DAYS_PER

LAGS, TESTED = 14, 4  # lags of the picture, and of the test: more would only dilute it
FEW = 30  # answers, or pairs of them, below which a test says nothing
KEPT = 0.3  # share of a direction that fitting must have left for it to count
LEAST = 0.1  # share of a correlation's variance that a band never goes below
STEP = 1e-4  # of a difference on the working scale, where everything is of order one
WORK = 60_000  # steps times lanes times models behind J; of larger data J is taken over some of the persons
DIARY_DAYS = 4.0  # a weekly rhythm is looked for where answers are at most so far apart
DOUBT = 0.2  # p without the estimates' share from which a test is not taken again with it
SURE = 0.01  # p of a test from which its finding is said
ROUNDING = 1e-12  # least eigenvalue of a precision, as a share of its largest
ALARM = 0.05  # chance that anyone's largest surprise is called one when nothing is wrong


def residuals(fit: Fit, panel: Panel) -> Residuals:
    """Look at what the loop did not foresee, from all sides.

    Args:
        fit: an estimated loop.
        panel: the answers it was learned from.

    Returns:
        Residuals: correlations by lag with bands that honour gaps and estimates, tests, surprises, verdicts.

    Raises:
        DataError: the panel does not fit the loop.

    Source: Newey (1985, doi:10.2307/1911011) for moments at estimates; D'Agostino and Pearson (1973, doi:10.1093/biomet/60.3.613) for
    normality. Type-I error and power: tests/learn/test_residual.py, tests/calibration.
    """
    return residuals_of(fitted(fit, panel), fit.working.covariance)


def residuals_of(
    found: Fitted, covariance: Float[ndarray, "free free"] | None, new: Innovations | None = None, *, normality: bool = True
) -> Residuals:
    """The same for a fit that is set on its answers already.

    Args:
        found: the fit.
        covariance: of the working values; None leaves the estimates' share out, which is quick and calls a little less.
        new: the innovations, where they are at hand.
        normality: whether that is tested too.
    """
    columns = found.layout.columns
    white, marginal = standardised(innovations(found) if new is None else new, found.lanes)
    design = _design(found, white)
    whole = _sums(design, white, marginal)
    slope = {n: np.zeros((len(g), 0)) for n, g in whole.items()} if covariance is None else _slopes(found, design, covariance, whole)
    checks = _checks(design, whole, slope, white, marginal, normality=normality)
    surprises = _surprises(found, marginal)
    correlation, band, pairs = _correlogram(design, whole, slope)
    lags = np.arange(1, design.lags + 1)
    said = _verdicts(columns, checks, surprises, marginal, correlation, pairs)
    return Residuals(columns, lags, correlation, band, pairs, checks, surprises, said)


def residual_verdicts(found: Fitted, covariance: Float[ndarray, "free free"] | None, new: Innovations | None = None) -> tuple[Verdict, ...]:
    """What is said of the innovations: quickly where nothing comes near a finding, else with the estimates' share taken out.

    Args:
        as ``residuals_of``.
    """
    new = innovations(found) if new is None else new
    quick = residuals_of(found, None, new, normality=False)
    doubt = any(c.p < DOUBT for c in quick.checks if c.name in ("autocorrelation", "spread"))
    return residuals_of(found, covariance, new, normality=False).verdicts if doubt and covariance is not None else quick.verdicts


def standardised(
    new: Innovations | Forward, lanes: Lanes
) -> tuple[Float[ndarray, "steps lanes indicators"], Float[ndarray, "steps lanes indicators"]]:
    """Innovations of unit variance, nan where nothing was answered.

    Returns:
        Made independent of one another within an occasion (C' v with C C' = S^-1), and each by its own standard deviation.
    """
    fine: Array = np.all(np.isfinite(new.precision), axis=(2, 3))
    precision: Array = np.where(fine[..., None, None], new.precision, np.eye(new.precision.shape[-1]))
    try:
        root = np.linalg.cholesky(precision)
    except np.linalg.LinAlgError:  # two answers that are nearly one leave a precision that rounding makes indefinite
        values, vectors = np.linalg.eigh(precision)
        values = np.maximum(values, ROUNDING * values[..., -1:])
        precision = (vectors * values[..., None, :]) @ vectors.swapaxes(2, 3)
        root = np.linalg.cholesky(precision)
    white = np.matvec(root.swapaxes(2, 3), new.innovation)
    sd = np.sqrt(np.diagonal(np.linalg.inv(precision), axis1=2, axis2=3))
    seen: Array = lanes.answered & fine[..., None]
    return np.where(seen, white, np.nan), np.where(seen, new.innovation / sd, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """What sums are taken: known before any answer is looked at."""

    seen: Array
    lags: int
    tested: int
    pairs: Array  # (lags, indicators, indicators)
    trend: Array  # of unit mean square over answers, per indicator; (steps, lanes, indicators)
    weekday: Array  # (steps, lanes), -1 where it means nothing


def _design(found: Fitted, white: Array) -> _Design:
    seen = np.isfinite(white)
    count = [_pairs(seen, k) for k in range(1, min(LAGS, len(seen) - 1) + 1)]
    enough = [k for k, n in enumerate(count, start=1) if n.min() >= FEW]
    lags = next((k - 1 for k in range(1, len(count) + 2) if k not in enough), 0)
    since = np.where(seen, found.clock[..., None], np.nan)
    trend = np.zeros(seen.shape)
    for j in range(seen.shape[2]):
        own = seen[..., j]
        if own.any():
            centred = np.where(own, since[..., j] - _by_lane(since[..., j], own), 0.0)
            size = np.sqrt((centred**2).sum())
            trend[..., j] = centred / size if size > 0.0 else 0.0
    return _Design(
        seen, lags, min(lags, TESTED), np.array(count[:lags], dtype=np.int64).reshape(lags, *white.shape[2:] * 2), trend, _weekdays(found)
    )


def _by_lane(values: Array, own: Array) -> Array:
    """Mean over each lane's own steps."""
    return np.where(own, values, 0.0).sum(axis=0) / np.maximum(own.sum(axis=0), 1)


def _pairs(seen: Array, lag: int) -> Array:
    now, before = seen[lag:].astype(float), seen[:-lag].astype(float)
    return np.einsum("tli,tlj->ij", now, before).astype(np.int64)


def _weekdays(found: Fitted) -> Array:
    """Day of the week of each step in a diary of at least four weeks; -1 elsewhere."""
    none = np.full(found.clock.shape, -1)
    unit, lanes = found.panel.time_unit, found.lanes
    gaps = lanes.dt[lanes.step[1:]] * DAYS_PER[unit]
    gaps = gaps[gaps > 0.0]
    span = float(np.ptp(found.clock, axis=0).max()) * DAYS_PER[unit]
    if not len(gaps) or np.median(gaps) > DIARY_DAYS or span < 4.0 * WEEKDAYS or found.choices.weekday:
        return none
    persons = {p.name: p for p in found.panel.persons}
    if len(lanes.name) > 1 and any(persons[n].local is None for n in lanes.name):
        return none  # without dates nobody knows whose days are the same
    for i, name in enumerate(lanes.name):
        person, n = persons[name], int((lanes.running > i).sum())
        at = np.minimum(np.searchsorted(person.time, found.clock[:n, i] - 1e-9), len(person.time) - 1)
        none[:n, i] = np.floor(local_days(person, unit)[at]) % WEEKDAYS
    return none


def _sums(design: _Design, white: Array, marginal: Array) -> dict[str, Array]:
    """The sums g, each of unit variance under known numbers."""
    u, z = np.where(design.seen, white, 0.0), np.where(design.seen, marginal, 0.0)
    root = np.sqrt(np.maximum(design.pairs, 1))
    out = {
        "autocorrelation": np.array([np.einsum("tli,tlj->ij", u[k:], u[:-k]) for k in range(1, design.tested + 1)]).ravel()
        / root[: design.tested].ravel(),
        "picture": np.array([np.einsum("tli,tlj->ij", z[k:], z[:-k]) for k in range(1, design.lags + 1)]).ravel() / root.ravel(),
        "trend": (u * design.trend).sum(axis=(0, 1)),
        "spread": ((u**2 - design.seen) * design.trend).sum(axis=(0, 1)) / np.sqrt(2.0),
    }
    days: list[Array] = []
    if (design.weekday >= 0).any():
        for day in range(WEEKDAYS):
            on = (design.weekday == day)[..., None]
            days.append((u * on).sum(axis=(0, 1)) / np.sqrt(np.maximum((design.seen & on).sum(axis=(0, 1)), 1)))
    out["weekday"] = np.array(days).ravel()
    return out


def _slopes(found: Fitted, design: _Design, covariance: Array, whole: dict[str, Array]) -> dict[str, Array]:
    """J V^(1/2) of every sum: how fitting could have moved it."""
    values, vectors = np.linalg.eigh(covariance)
    informed = values > 1e-14
    root = vectors[:, informed] * np.sqrt(values[informed])
    free = np.flatnonzero(np.abs(root).max(axis=1, initial=0.0) > 0.0)
    lanes = found.lanes
    wanted = max(2, WORK // ((len(free) + 1) * len(lanes.step)))
    few = found if wanted >= len(lanes.name) else found.some(np.unique(np.linspace(0, len(lanes.name) - 1, wanted).astype(int)))
    smaller = design if few is found else _design(few, standardised_of(few))
    if smaller.lags != design.lags or (smaller.weekday >= 0).any() != (design.weekday >= 0).any():
        few, smaller = found, design
    grown = np.sqrt(len(lanes.name) / len(few.lanes.name))
    models = few.at(few.theta + STEP * np.eye(len(few.theta))[free])
    if len(models) < len(free):  # no law of the first occasion on that side
        free = free[:0]
        models = []
    base = whole if few is found else _sums(smaller, *both(few))
    columns: list[dict[str, Array]] = []
    for batch in forwards(models, few.lanes, few.group):
        white, marginal = standardised(batch.forward, batch.lanes)
        for i in range(batch.count):
            moved = _sums(smaller, white[:, i :: batch.count], marginal[:, i :: batch.count])
            columns.append({name: grown * (moved[name] - g) / STEP for name, g in base.items()})
    return {
        name: np.nan_to_num(np.array([c[name] for c in columns]).T @ root[free]) if columns else np.zeros((len(g), 0))
        for name, g in whole.items()
    }


def both(found: Fitted) -> tuple[Array, Array]:
    """Both kinds of standardised innovations at the estimate."""
    return standardised(innovations(found), found.lanes)


def standardised_of(found: Fitted) -> Array:
    """The independent kind alone."""
    return both(found)[0]


def _tested(g: Array, slope: Array) -> tuple[float, int]:
    """g' (I - J V J')^-1 g over the directions that fitting has left; its degrees of freedom."""
    left, directions = np.linalg.eigh(np.eye(len(g)) - slope @ slope.T)
    use = left > KEPT
    along = directions[:, use].T @ g
    return float((along**2 / left[use]).sum()), int(use.sum())


def _checks(
    design: _Design, whole: dict[str, Array], slope: dict[str, Array], white: Array, marginal: Array, *, normality: bool
) -> tuple[Check, ...]:
    found: list[Check] = []
    answers = int(design.seen.sum())
    for name in ("autocorrelation", "trend", "weekday", "spread"):
        g = whole[name]
        if len(g) and answers >= FEW:
            statistic, df = _tested(g, slope[name])
            if df:
                found.append(Check(name, statistic, df, float(chdtrc(df, statistic)), answers))
    parts = [u[np.isfinite(u)] for u in np.moveaxis(white, 2, 0)]
    parts = [u for u in parts if len(u) >= FEW and normality]
    if parts:
        # D'Agostino's K^2: close to its law from some 20 answers on, where sums of third and fourth powers are not.
        statistic = sum(_k_squared(u) for u in parts)
        found.append(Check("normality", statistic, 2 * len(parts), float(chdtrc(2 * len(parts), statistic)), answers))
    if answers >= FEW:
        largest = float(np.nanmax(np.abs(marginal)))
        found.append(Check("outliers", largest, 0, float(-np.expm1(answers * np.log1p(-2.0 * ndtr(-largest)))), answers))
    return tuple(found)


def _k_squared(u: Array) -> float:
    from scipy.stats import normaltest  # late: half a second, which no fit should wait for

    both: Array = np.array(normaltest(u))  # pyright: ignore[reportUnknownArgumentType]
    return float(both[0])


def _surprises(found: Fitted, marginal: Array) -> tuple[Surprise, ...]:
    """Answers that are no chance even among so many."""
    answers = int(np.isfinite(marginal).sum())
    if answers < FEW:
        return ()
    bound = -float(ndtri(ALARM / (2.0 * answers)))
    at: list[list[int]] = np.argwhere(np.abs(np.nan_to_num(marginal)) > bound).tolist()
    sizes = [float(marginal[t, i, j]) for t, i, j in at]
    found_at = sorted(zip(sizes, at, strict=True), key=lambda one: -abs(one[0]))
    lanes, columns = found.lanes, found.layout.columns
    return tuple(Surprise(lanes.name[i], float(found.clock[t, i]), columns[j], size) for size, (t, i, j) in found_at)


def _correlogram(design: _Design, whole: dict[str, Array], slope: dict[str, Array]) -> tuple[Array, Array, Array]:
    """Correlations by lag with the half-width of their 95 % bands, and pairs."""
    shape = design.pairs.shape
    root = np.sqrt(np.maximum(design.pairs, 1))
    correlation = whole["picture"].reshape(shape) / root
    # Where fitting leaves almost nothing, what it leaves to first order is less than what is left in truth.
    left = np.maximum(1.0 - (slope["picture"] ** 2).sum(axis=1), LEAST).reshape(shape)
    return correlation, float(ndtri(0.975)) * np.sqrt(left) / root, design.pairs


def _verdicts(
    columns: Sequence[str], checks: tuple[Check, ...], surprises: tuple[Surprise, ...], marginal: Array, correlation: Array, pairs: Array
) -> tuple[Verdict, ...]:
    by = {c.name: c for c in checks}
    found: list[Verdict] = []
    auto = by.get("autocorrelation")
    if auto is not None:
        largest = max(range(len(columns)), key=lambda j: abs(float(correlation[0, j, j])))
        known = f"{columns[largest]} correlates {correlation[0, largest, largest]:+.2f} with the time before"
        p = f"p {'< 0.001' if auto.p < 0.001 else f'= {auto.p:.3f}'}"
        if auto.p < SURE:
            found.append(
                Verdict(
                    "innovations", "caution", f"What was not foreseen is not new: it goes together over occasions ({p}; {known}).",
                    "Something lasts that the loop leaves out: another process, a weekday, a treatment, or measurement error.",
                )
            )  # fmt: skip
        else:
            found.append(Verdict("innovations", "ok", f"What was not foreseen is new each time ({p}; {known}, {pairs[0].min()} pairs)."))
    # A drift or a weekly rhythm of the levels has a verdict of its own elsewhere; here both stand among the tests.
    spread = by.get("spread")
    if spread is not None and spread.p < SURE:
        found.append(
            Verdict(
                "innovations", "caution",
                f"How much is not foreseen changes over time (p {'< 0.001' if spread.p < 0.001 else f'= {spread.p:.3f}'}).",
                "Fit the early and the late part apart and compare.",
            )
        )  # fmt: skip
    if surprises:
        first = surprises[0]
        many = "One answer is" if len(surprises) == 1 else f"{len(surprises)} answers are"
        found.append(
            Verdict(
                "outliers", "caution",
                f"{many} farther from the forecast than chance would bring among so many; the largest, {first.indicator} at "
                f"{first.time:g}, by {abs(first.size):.1f} standard deviations.",
                "Look whether that is a slip, or a day on which something happened; compare the fit without it.",
            )
        )  # fmt: skip
    elif "outliers" in by:
        found.append(Verdict("outliers", "ok", f"The largest surprise is {by['outliers'].statistic:.1f} standard deviations: no outlier."))
    return tuple(found)
