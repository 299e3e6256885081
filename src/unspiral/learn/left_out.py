"""What the means leave out: a wave of the week, or a trend, that would explain part of what nobody foresaw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import NDArray
from scipy.special import fdtrc

from unspiral.learn.innovations import Innovations
from unspiral.learn.parameters import Layout, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import maximise
from unspiral.learn.start import bounds, starting_points
from unspiral.loop.model import Loop
from unspiral.records import Fit, Panel, Verdict
from unspiral.units import DAYS_PER, PANEL_DAYS, WEEK

MEANS = ("level", "t0_mean", "impulse", "press", "shift")  # fields in which the likelihood is a parabola
CHANCE = 0.05  # how often a verdict may fire where nothing was left out
DENSE = 3.5  # days between occasions up to which a week has a shape
WEEKS = 3.0  # that must have been seen
OCCASIONS = 10  # of the middling person, before a trend is looked for
PAIRS = 30  # days one week apart, before their likeness is judged
DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Missed:
    """A test of numbers that the model does not have.

    Args:
        p: chance of as much if they are nil.
        df: how many of them the design can tell.
        statistic: what would be a chi-square with so many degrees of freedom in an endless record.
        largest: contract name of the one that would be farthest from nil, in its standard errors.
        size: its value, on the scale of the search.
    """

    p: float
    df: int
    statistic: float
    largest: str
    size: float


def missed(wider: Problem, layout: Layout, theta: Float[ndarray, " free"], kind: str) -> Missed | None:
    """Score test of mean parameters that a fit did not have.

    With g the slope and H minus the curvature of the log-likelihood in all means (exact: it is a parabola in them), of which the fitted
    ones have slope zero:  g' H^-1 g is chi-square under the null. Means and covariances of a Gaussian model carry independent
    information, so nothing else needs to be allowed for. In short records the noise was estimated with the week in it, and the
    statistic is read as an F.

    Args:
        wider: the model that has the numbers as well.
        layout: of the fitted model.
        theta: its maximum, working values.
        kind: first word of the contract names to be tested ("weekday", "trend").

    Returns:
        The test, or None where the design can tell nothing about them.

    Source: Rao's score test; tests/learn/test_left_out.py holds it against the likelihood ratio of the wider fit.
    """
    names = wider.layout.names
    point = np.array([theta[layout.names.index(n)] if n in layout.names else 0.0 for n in names])
    means = [k for k, s in enumerate(wider.layout.slots) if s.field in MEANS]
    steps = 0.1 * np.eye(len(names))[means]
    values = wider.values([point, *(point + step for step in steps)])
    slope = values[0][1]
    curvature: NDArray[np.float64] = np.array([(slope - moved)[means] for _, moved in values[1:]]) / 0.1
    new = [i for i, k in enumerate(means) if names[k].startswith(f"{kind}:")]
    old = [i for i, k in enumerate(means) if names[k] in layout.names]
    if not new or not np.isfinite(curvature).all():
        return None
    # What the numbers that are there would do about it is taken away first.
    beside = curvature[np.ix_(new, old)] @ np.linalg.pinv(curvature[np.ix_(old, old)], hermitian=True)
    own = curvature[np.ix_(new, new)] - beside @ curvature[np.ix_(old, new)]
    g = slope[[means[i] for i in new]] - beside @ slope[[means[i] for i in old]]
    root = np.sqrt(np.maximum(np.diag(own), 1e-300))
    spectrum, axes = np.linalg.eigh(own / np.outer(root, root))
    told = spectrum > 1e-8
    if not told.any():
        return None
    along = (axes.T @ (g / root))[told]
    statistic = float((along**2 / spectrum[told]).sum())
    step = (axes[:, told] @ (along / spectrum[told])) / root
    far = int(np.abs(step * root).argmax())
    df, cells = int(told.sum()), int(np.count_nonzero(wider.lanes.answered))
    share = statistic / df / (max(cells - statistic, 1e-9) / max(cells - df, 1))
    return Missed(_beyond(share, df, max(cells - df, 1)), df, statistic, names[means[new[far]]], float(step[far]))


def _beyond(ratio: float, df: int, rest: float) -> float:
    """Chance of a larger ratio of two mean squares."""
    return float(fdtrc(float(df), float(rest), float(ratio)))  # pyright: ignore[reportUnknownArgumentType]


def regained(wider: Problem, layout: Layout, theta: Float[ndarray, " free"], loglik: float, kind: str) -> Missed | None:
    """Likelihood-ratio test of numbers that a fit did not have, by fitting them as well.

    A trend that is left out is taken for a process that hardly returns, and where the model stands then a score test sees little of it.
    The ratio is read as F with as many independent looks as the record holds (half its length times the slowest pace): as a chi-square it
    would call a trend in one of ten records of 84 days that have none.

    Args:
        wider, layout, theta, kind: as for ``missed``.
        loglik: of the fitted model.

    Returns:
        The test, or None where the wider model found no maximum.
    """
    names = wider.layout.names
    new = [k for k, n in enumerate(names) if n.startswith(f"{kind}:")]
    here = np.array([theta[layout.names.index(n)] if n in layout.names else 0.0 for n in names])
    fresh = starting_points(wider.layout, wider.look, wider.scale, 1, 1)
    best = maximise(wider.values, [here, *fresh], *bounds(wider.layout))
    if best.interrupted:
        raise KeyboardInterrupt
    if not best.converged:
        return None
    ratio = max(2.0 * (best.loglik - loglik), 0.0)
    # Days that hang together count for less: about so many independent looks are behind the spread that the trend is held against.
    drifts = [s.drift for s in wider.systems(natural(wider.layout, wider.scale, best.theta))]
    pace = min(-np.linalg.eigvals(d).real.max() for d in drifts)
    looks = max(0.5 * pace * float(wider.lanes.dt[wider.lanes.step].sum()), 1.0)
    far = max(new, key=lambda k: abs(best.theta[k]) * np.sqrt(max(best.information[k, k], 0.0)))
    many = len(new)
    return Missed(_beyond(ratio / many, many, looks), many, ratio, names[far], float(best.theta[far]))


def left_out_verdicts(data: Panel, loop: Loop, fit: Fit, problem: Problem, new: Innovations) -> list[Verdict]:
    """Whether a weekly wave or a trend was left out of a diary.

    Args:
        data: the answers.
        loop: the declared model.
        fit: its fit.
        problem: what was fitted.
        new: the innovations at the maximum.
    """
    choices, days = fit.choices, DAYS_PER[data.time_unit]
    if choices.weight is not None or fit.loglik is None:
        return []  # weighted answers have no likelihood of their own to test with
    theta, found = fit.working.theta, list[Verdict]()
    if not choices.weekday and fit.data.interval * days <= DENSE and fit.data.span * days >= WEEKS * WEEK:
        dated = all(p.local is not None for p in data.persons)
        if dated or fit.data.persons == 1:
            test = missed(problem_of(data, loop, replace(choices, weekday=True)), problem.layout, theta, "weekday")
            found += [_weekday(test, dated)] if test else []
        else:
            found += _week_apart(data, problem, new)
    if not choices.trend and not choices.waves and fit.data.interval * days < PANEL_DAYS and fit.data.occasions_per_person >= OCCASIONS:
        wider = problem_of(data, loop, replace(choices, trend=True))
        if fit.data.persons == 1:
            test = regained(wider, problem.layout, theta, fit.loglik, "trend")
        else:  # many beginnings and ends show how fast people return, trend or not
            test = missed(wider, problem.layout, theta, "trend")
        found += [_trend(test)] if test else []
    return found


def still_left_out(earlier: Fit) -> list[Verdict]:
    """What an earlier fit to nearly the same days said: a few days more are no reason to look again."""
    return [v for v in earlier.verdicts if v.code in ("weekday-left-out", "trend-left-out")]


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _weekday(test: Missed, dated: bool) -> Verdict:
    if test.p >= CHANCE:
        return Verdict("weekday-left-out", "ok", f"No wave of the week was left out as far as can be seen ({_p(test.p)}).")
    process, _, day = test.largest.removeprefix("weekday:").removesuffix("]").partition("[")
    most = f"; {process} differs most on {DAYS[int(day)]}" if dated else f"; {process} differs most on one day in seven"
    return Verdict(
        "weekday-left-out", "caution",
        f"The answers follow the week, and the loop does not know about it ({_p(test.p)}{most}). What goes with the week in both processes "
        "can pose as an arrow.",
        "--weekday" if dated else "Bring dates in place of day numbers, and use --weekday.",
    )  # fmt: skip


def _trend(test: Missed) -> Verdict:
    if test.p >= CHANCE:
        return Verdict("trend-left-out", "ok", f"No straight trend was left out as far as can be seen ({_p(test.p)}).")
    process = test.largest.partition(":")[2]
    return Verdict(
        "trend-left-out", "caution",
        f"The answers drift over time ({process} {'rises' if test.size > 0 else 'falls'} most clearly, {_p(test.p)}), and the loop has no "
        "trend: a common rise or fall can pose as an arrow, or as a process that hardly returns.",
        "--trend",
    )  # fmt: skip


def _week_apart(data: Panel, problem: Problem, new: Innovations) -> list[Verdict]:
    """Many people, each with day numbers of their own: are days one week apart more alike than chance makes them?"""
    product: float = 0.0
    pairs: int = 0
    days = DAYS_PER[data.time_unit]
    surprises = _surprises(new)
    for lane in range(surprises.shape[1]):
        z: NDArray[np.float64] = surprises[:, lane]
        clock: NDArray[np.float64] = np.cumsum(problem.lanes.dt[problem.lanes.step[:, lane]]) * days
        elapsed = np.floor(clock + 1e-9).astype(int)
        seen = problem.lanes.answered[:, lane]
        for i in range(z.shape[1]):
            at = seen[:, i]
            if not at.any() or elapsed.max() < 7:
                continue
            size = int(elapsed.max()) + 1
            count = np.bincount(elapsed[at], minlength=size)
            mean = np.bincount(elapsed[at], weights=z[at, i], minlength=size) / np.sqrt(np.maximum(count, 1))
            both = (count[7:] > 0) & (count[:-7] > 0)
            product += float((mean[7:] * mean[:-7])[both].sum())
            pairs += int(np.count_nonzero(both))
    if pairs < PAIRS:
        return []
    p = 0.5 * erfc(product * (2.0 * pairs) ** -0.5)
    alike = f"surprises one week apart correlate {product / pairs:+.2f} ({pairs} pairs, {_p(p)})"
    if p >= CHANCE:
        return [Verdict("weekday-left-out", "ok", f"No wave of the week was left out as far as can be seen: {alike}.")]
    return [
        Verdict(
            "weekday-left-out", "caution",
            f"The answers seem to follow the week, and the loop does not know about it: {alike}. What goes with the week in both processes "
            "can pose as an arrow.",
            "Bring dates in place of day numbers, and use --weekday.",
        )
    ]  # fmt: skip


def _surprises(new: Innovations) -> NDArray[np.float64]:
    """Innovations in standard deviations, each occasion's made independent of one another; 0 where nothing was answered."""
    root = np.linalg.cholesky(new.precision)
    return np.matvec(root.swapaxes(2, 3), new.innovation)
