"""The chance that a trial finds what is there: by formula with everything else known, and by simulation with everything estimated."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from scipy.special import ndtr, ndtri

from unspiral.act.trial.answers import made_up, unanswered
from unspiral.act.trial.chance import bootstrap_bound, nulls, randomisation_p, statistics
from unspiral.act.trial.exposure import exposure_matrix, exposures, response, timings, toeplitz
from unspiral.act.trial.gls import answering, by_day, effect, weighed
from unspiral.act.trial.person import Model
from unspiral.act.trial.refit import climb, first_curvature
from unspiral.learn.system import Array

EACH = 2  # diaries without effect that are made up from each estimated loop
MASKS = 4  # patterns of missed days over which both powers are averaged


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What a trial of one person is: its days, what acts when, and how strongly.

    Args:
        model: of the person.
        push: what a push of 1 does to each process, points per day.
        size: expected push.
        on: 1 for each on-day.
        onset, fading, adherence, missed: as in ``TrialPlan``.
        seed: of everything that is drawn.
        others: orders that could have been drawn, where the test is by the order; None for a bootstrap.
        sampled: whether these are a sample of all of them.
        estimated: whether the analysis looks for onset and fading on a grid.
    """

    model: Model
    push: Float[ndarray, " p"]
    size: float
    on: Int[ndarray, " days"]
    onset: float
    fading: float
    adherence: float
    missed: float
    seed: int
    others: Int[ndarray, "orders days"] | None = None
    sampled: bool = False
    estimated: bool = False

    @property
    def looked_at(self) -> Float[ndarray, "timings days days"]:
        """From days of treatment to how strongly it acts, by each onset and fading that the analysis looks at."""
        return exposures(len(self.on), timings(self.onset, self.fading, estimated=self.estimated))

    @property
    def exposure(self) -> Float[ndarray, "days days"]:
        """From days of treatment to how strongly it acts."""
        return exposure_matrix(len(self.on), self.onset, self.fading)

    def masks(self) -> list[Bool[ndarray, "days m"]]:
        """Patterns of answered days."""
        m = len(self.model.layout.columns)
        count = MASKS if self.missed > 0.0 else 1
        return [np.repeat(unanswered(len(self.on), self.missed, self.seed + 1000 * k)[:, None], m, axis=1) for k in range(count)]


def analytic_power(setting: Setting, alpha: float) -> float:
    """Power of the regression with the loop known.

    n = a beta sqrt(I), I = x' P x;   power = Phi((n - z) / s) + Phi((-n - z) / s), z the two-sided bound,
    s^2 = 1 + a (1 - a) beta^2 sum over on-days d of (x' P l_d)^2 / I: which days are missed is itself chance.

    Args:
        setting: of the trial.
        alpha: two-sided level.

    Source: tests/act/trial/test_power.py, against made-up trials.
    """
    s, z, found = setting, float(ndtri(1.0 - alpha / 2.0)), list[float]()
    e = s.exposure
    acting = e @ s.on
    for mask in s.masks():
        _, each = by_day(s.model, s.model.theta[None], s.push, np.zeros((1, *mask.shape)), mask)
        information = float(acting @ each[0] @ acting)
        shift = s.adherence * s.size * math.sqrt(information)
        daily: Array = (acting @ each[0] @ e)[s.on == 1]
        spread = math.sqrt(1.0 + s.adherence * (1.0 - s.adherence) * s.size**2 * float((daily**2).sum()) / information)
        found.append(float(ndtr((shift - z) / spread) + ndtr((-shift - z) / spread)))
    return float(np.mean(found))


def standard_error(setting: Setting) -> float:
    """Standard error of the push with the loop known, averaged over patterns of missed days; points per day."""
    s, acting, found = setting, setting.exposure @ setting.on, list[float]()
    for mask in s.masks():
        _, information, _ = effect(s.model, s.model.theta[None], s.push, np.zeros((1, *mask.shape)), mask, acting)
        found.append(1.0 / float(np.sqrt(information[0])))
    return float(np.mean(found))


def information_at_end(setting: Setting, seen: Bool[ndarray, "days m"]) -> float:
    """Information on the push that the end of a trial is expected to have, with the loop known.

    Days that were seen are answered or not as they were; of those to come the stated share is missed, averaged over patterns.

    Args:
        setting: of the whole trial.
        seen: which answers there were so far.

    Source: tests/act/trial/test_power.py.
    """
    s, found = setting, list[float]()
    for pattern in s.masks():
        mask = pattern.copy()
        mask[: len(seen)] = seen
        _, information, _ = effect(s.model, s.model.theta[None], s.push, np.zeros((1, *mask.shape)), mask, s.exposure @ s.on)
        found.append(float(information[0]))
    return float(np.mean(found))


def made_up_trials(setting: Setting, many: int, stream: int, *, size: float | None = None) -> Float[ndarray, "many days m"]:
    """Diaries of trials as they might go: the person's own ups and downs, and on-days that are taken or not.

    Args:
        setting: of the trial.
        many: trials.
        stream: of chance.
        size: push, in place of the expected one; 0 for trials without effect.
    """
    s = setting
    push = s.size if size is None else size
    values = made_up(s.model, len(s.on), many, s.seed, stream)
    if push == 0.0:
        return values
    kernel = answering(s.model, s.model.theta[None], s.push).kernel(len(s.on))[0]
    if s.adherence >= 1.0:
        return values + push * response(kernel[None], s.exposure @ s.on)[0]
    chance = np.random.Generator(np.random.Philox(np.random.SeedSequence([s.seed, 54, stream])))
    really = s.on * (chance.random((many, len(s.on))) < s.adherence)
    way = np.stack([toeplitz(kernel[:, j]) @ s.exposure for j in range(kernel.shape[1])], axis=2)
    return values + push * (really @ way.swapaxes(0, 1).reshape(len(s.on), -1)).reshape(values.shape)


def known_statistics(setting: Setting, values: Float[ndarray, "many days m"], mask: Bool[ndarray, "days m"]) -> Float[ndarray, " many"]:
    """beta over its standard error in each diary, the loop known: one product for all of them.

    x' P y / sqrt(x' P x), with P x worked out once.
    """
    s, m = setting, setting.model
    x = response(answering(m, m.theta[None], s.push).kernel(len(s.on)), s.exposure @ s.on)
    w = np.zeros((mask.shape[1], *mask.shape))
    for j in range(mask.shape[1]):
        w[j, :, j] = 1.0
    columns = np.where(mask, np.concatenate([x, w]), 0.0)
    solved = weighed(m, m.theta[None], columns[None], mask)[0].reshape(len(columns), -1)
    inner: Array = columns.reshape(len(columns), -1) @ solved.T
    back: Array = np.linalg.solve(inner[1:, 1:], inner[1:, 0])
    weights: Array = solved[0] - back @ solved[1:]
    error = float(np.sqrt(inner[0, 0] - float(inner[0, 1:] @ back)))
    found: Array = (values.reshape(len(values), -1) @ weights) / error
    return found


def simulated_power(setting: Setting, alpha: float, simulations: int) -> tuple[float, float]:
    """Power with all parameters estimated: trials with the effect are held against the bound that the bootstrap of such trials gives.

    Where the test is by the order of the blocks, trials with the effect go through that test itself.

    Where everybody takes the treatment on each on-day, trials found with the loop known, whose share has a formula, take part of the
    chance out (control variate).

    Args:
        setting: of the trial.
        alpha: two-sided level.
        simulations: trials on each side.

    Returns:
        Power, and its Monte-Carlo standard error.

    Source: tests/act/trial/test_power.py; docs/validation/act-trial.md holds it against trials that are analysed one by one.
    """
    masks = setting.masks()
    each = -(-simulations // len(masks))
    if setting.others is not None:
        return _by_order(setting, alpha, simulations)
    firsts, seconds, hits, knowns = list[Array](), list[Array](), list[Array](), list[Array]()
    for k, mask in enumerate(masks):
        s, acting = setting, setting.looked_at @ setting.on
        inverse = first_curvature(s.model, mask, s.seed)
        values = made_up_trials(s, each, 20 + k)
        theta = climb(s.model, values, mask, np.tile(s.model.theta, (each, 1)), inverse)
        hits.append(np.abs(statistics(s.model, theta, s.push, values, mask, acting)))
        knowns.append(np.abs(known_statistics(s, values, mask)))
        # The bound of a diary is that of its own loop, estimated with the effect still in it: such loops recover more slowly.
        first, second = nulls(s.model, theta, mask, acting, s.push, inverse, replicates=EACH, seed=s.seed, stream=10 + k)
        firsts.append(np.abs(first).ravel())
        seconds.append(np.abs(second).ravel())
    null, second, hit, known = (np.concatenate(x) for x in (firsts, seconds, hits, knowns))
    bound = bootstrap_bound(alpha, null, second)
    found = (hit >= bound).astype(float)
    n, error = len(found), float(np.std(found))
    power = float(found.mean())
    if setting.adherence >= 1.0 and 0.0 < power < 1.0:
        by_known = (known >= ndtri(1.0 - alpha / 2.0)).astype(float)
        spread = float(by_known.var())
        if spread > 0.0:
            slope = float(np.cov(found, by_known, bias=True)[0, 1]) / spread
            power -= slope * (float(by_known.mean()) - analytic_power(setting, alpha))
            error = float(np.std(found - slope * by_known))
    # The bound is itself an estimate: how far a step of it moves the share adds to the error.
    low, high = np.quantile(
        null, [max(0.0, 1 - alpha - np.sqrt(alpha * (1 - alpha) / n)), min(1.0, 1 - alpha + np.sqrt(alpha * (1 - alpha) / n))]
    )
    moved = 0.5 * abs(float((hit >= low).mean()) - float((hit >= high).mean()))
    return min(max(power, 0.0), 1.0), float(np.hypot(error / np.sqrt(n), moved))


def _by_order(s: Setting, alpha: float, simulations: int) -> tuple[float, float]:
    """Share of trials with the effect in which the order of the blocks gives p at or below alpha."""
    assert s.others is not None  # asked only of a test by the order
    masks, found = s.masks(), list[Array]()
    for k, mask in enumerate(masks):
        values = made_up_trials(s, -(-simulations // len(masks)), 20 + k)
        start = np.tile(s.model.theta, (len(values), 1))
        theta = climb(s.model, values, mask, start, first_curvature(s.model, mask, s.seed))
        p = randomisation_p(s.model, theta, s.push, values, mask, s.looked_at, s.on, s.others, sampled=s.sampled)
        found.append((p <= alpha).astype(float))
    hit = np.concatenate(found)
    return float(hit.mean()), float(hit.std() / np.sqrt(len(hit)))
