"""Judgements after fitting: what a careful reader would ask about this fit, answered as verdicts."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.stats import chi2

from unspiral.learn.draws import Draws
from unspiral.learn.parameters import Layout
from unspiral.learn.problem import Problem
from unspiral.learn.reference import Forward
from unspiral.learn.search import AGREE, Optimum
from unspiral.learn.system import Array
from unspiral.records import Choices, Rung, Verdict
from unspiral.units import count

FEW_DAYS = 60
TIED = 0.95  # correlation of two noises from which the processes are not told apart (docs/decisions/direction-answer.md)
SMALL = 1e-3  # share of an indicator's variance below which a variance counts as nil


def search_verdicts(optimum: Optimum, starts: int) -> list[Verdict]:
    """Did the search end at a maximum, and did the starts agree on it?"""
    found: list[Verdict] = []
    if not optimum.converged:
        found.append(
            Verdict(
                "converged", "refuse",
                f"The search did not end at a maximum (what is left to climb: {optimum.decrement:.2g} log-likelihood units).",
                "Try more starts (--starts 20), a simpler loop, or --no-error.",
            )
        )  # fmt: skip
    same = sum(optimum.loglik - end < AGREE for end in optimum.ends)
    if starts == 1:
        found.append(Verdict("restarts", "caution", "One start only: nothing to compare its end with.", "--starts 5"))
    elif same < 2:
        found.append(
            Verdict(
                "restarts", "caution",
                f"Of {starts} starts only 1 reached the best point; the next best ended {optimum.loglik - optimum.ends[1]:.2g} "
                "log-likelihood units below.",
                f"--starts {4 * starts}",
            )
        )  # fmt: skip
    else:
        found.append(Verdict("restarts", "ok", f"{same} of {starts} starts ended at the same best point."))
    return found


def boundary_verdicts(problem: Problem, optimum: Optimum, values: Float[ndarray, " free"]) -> list[Verdict]:
    """Rates at their bounds, and variances that are nil."""
    layout, found = problem.layout, list[Verdict]()
    for k in np.flatnonzero(~optimum.free):
        name = layout.names[k]
        slow = optimum.theta[k] < 1.0
        what = "so slow that no return to the person's level can be seen" if slow else "over before the next occasion"
        found.append(
            Verdict(
                "boundary", "caution", f"{name} lies at the edge of what can be learned: {what}.",
                "Read the effects of this process with care; a longer or denser series may move it off the edge.",
            )
        )  # fmt: skip
    for one, other, r in tied(layout, values):
        found.append(
            Verdict("boundary", "caution",
                    f"diffusion:{one},{other} lies near its edge: {one} and {other} are nearly always pushed together "
                    f"(the noises correlate {r:+.2f}).",
                    "Which of the two comes first cannot be read from that; compare --no-error, or measure them apart.")
        )  # fmt: skip
    for name in nil_variances(layout, values, problem.scale.item**2):
        found.append(
            Verdict("boundary", "caution", f"{name} is estimated as zero, the edge of what a variance can be.",
                    "Its interval is one-sided; consider the model without it.")
        )  # fmt: skip
    return found


def tied(layout: Layout, values: Float[ndarray, " free"]) -> list[tuple[str, str, float]]:
    """Pairs of processes whose noise is correlated by more than TIED in size, and that correlation.

    What one does while the other stands still is then read from moments that hardly ever happen.
    """
    part = dict(zip(layout.names, values, strict=True))
    names = layout.processes
    found: list[tuple[str, str, float]] = []
    for i, other in enumerate(names):
        for one in names[:i]:
            size = part[f"diffusion:{one}"] * part[f"diffusion:{other}"]
            r = float(part[f"diffusion:{one},{other}"] / np.sqrt(max(size, 1e-300)))
            if abs(r) > TIED:
                found.append((one, other, r))
    return found


def untrusted(problem: Problem, optimum: Optimum, values: Float[ndarray, " free"]) -> set[str]:
    """Processes whose arrows cannot be called: a rate at its bound, or noise tied to another's, and no interval is then to be trusted."""
    layout = problem.layout
    stuck = {layout.names[k].split(":")[1] for k in np.flatnonzero(~optimum.free)}
    return (stuck & set(layout.processes)) | {name for one, other, _ in tied(layout, values) for name in (one, other)}


def nil_variances(layout: Layout, values: Float[ndarray, " free"], size: Float[ndarray, " indicators"]) -> list[str]:
    """Names of variances (error, trait, T0, diffusion in its own unit) that are practically zero."""
    names: list[str] = []
    for slot, value in zip(layout.slots, values, strict=True):
        if slot.field in ("error", "t0_cov") and len(slot.entries) == 1:
            owner = slot.entries[0][0]
            if slot.field == "t0_cov":
                traits_from = layout.moving
                process = layout.traits[owner - traits_from] if owner >= traits_from else owner
                owner = layout.owner.index(process)
            if value < SMALL * size[owner]:
                names.append(slot.name)
    return names


def dynamics_verdicts(draws: Draws, information: Float[ndarray, "free free"], free: Array) -> list[Verdict]:
    """Is the loop stable, and does the data say enough about every direction of the model?"""
    found: list[Verdict] = []
    if not draws.stable[0]:
        found.append(
            Verdict("unstable", "caution", "The estimated loop does not return to its level: it runs away.",
                    "Look for a trend or a treatment in the data; long-run figures are not shown.")
        )  # fmt: skip
    elif draws.stable.mean() < 0.95:
        found.append(
            Verdict("unstable", "caution", f"{1 - draws.stable.mean():.0%} of the loops that the data leave possible run away.",
                    "Standardised effects and long-run figures are not shown; a longer series is needed.")
        )  # fmt: skip
    used = information[np.ix_(free, free)]
    if used.size:
        size = np.sqrt(np.maximum(np.diag(used), 1e-300))
        smallest = float(np.linalg.eigvalsh(used / np.outer(size, size)).min())
        level = "ok" if smallest > 1e-4 else "caution"
        found.append(
            Verdict("information", level, f"Smallest eigenvalue of the scaled information: {smallest:.2g}.",
                    "" if level == "ok" else "Some combination of parameters is hardly informed: simplify the loop or the error structure.")
        )  # fmt: skip
    return found


def design_verdicts(choices: Choices, persons: int, occasions: int, unit: str, interval: float) -> list[Verdict]:
    """Too few days; traits left out."""
    found: list[Verdict] = []
    if persons == 1 and occasions < FEW_DAYS:
        found.append(
            Verdict("few-days", "caution", f"{occasions} occasions of one person: fewer than about {FEW_DAYS} seldom tell a direction.",
                    f"About {FEW_DAYS - occasions} more, one every {count(interval, unit)}, would be a start.")
        )  # fmt: skip
    if persons > 1 and not choices.traits:
        found.append(
            Verdict("traits-left-out", "caution",
                    "Traits are left out: stable differences between people then look like one thing driving the other.", "--traits")
        )  # fmt: skip
    return found


def means_verdict(ladder: tuple[Rung, ...], choices: Choices) -> list[Verdict]:
    """Constant means where the waves move: a likelihood-ratio test of the two rungs that differ in nothing else."""
    constant = next((r for r in ladder if r.traits and r.means == "constant"), None)
    wave = next((r for r in ladder if r.traits and r.means == "wave"), None)
    if constant is None or wave is None or constant.t0 != wave.t0 or np.isnan(wave.loglik):
        return []
    ratio, more = 2.0 * (wave.loglik - constant.loglik), wave.n_parameters - constant.n_parameters
    p = float(chi2.sf(max(ratio, 0.0), more))
    moved = p < 0.05
    words = (
        f"Means that may differ between waves fit {ratio / 2:.1f} log-likelihood units better than constant ones "
        f"({more} more parameters, p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})."
    )
    if moved and choices.means == "constant":
        return [Verdict("means", "caution", words + " A common fall or rise of the means can pose as an arrow.", "--means wave")]
    return [Verdict("means", "ok", words)]


def innovation_verdicts(problem: Problem, forward: Forward) -> list[Verdict]:
    """Is anything left in what the model did not foresee? Lag-one correlation of the standardised innovations, per indicator."""
    spread = np.linalg.inv(forward.precision)
    sd = np.sqrt(np.diagonal(spread, axis1=2, axis2=3))
    seen = problem.lanes.answered
    z = np.where(seen, forward.innovation / sd, np.nan)
    found: list[Verdict] = []
    for i, column in enumerate(problem.layout.columns):
        now, before = z[1:, :, i], z[:-1, :, i]
        both = ~np.isnan(now) & ~np.isnan(before)
        n = int(both.sum())
        if n < 30:
            continue
        r = float((now[both] * before[both]).mean())
        worst = float(np.nanmax(np.abs(z[..., i])))
        left = abs(r) > 3.0 / np.sqrt(n)
        found.append(
            Verdict(
                "innovations", "caution" if left else "ok",
                f"{column}: what was not foreseen correlates {r:+.2f} with the time before ({n} pairs"
                f"{'; more than chance' if left else ''}); the largest surprise is {worst:.1f} standard deviations.",
                "Something lasts that the loop leaves out: another process, a weekday, a treatment, or measurement error." if left else "",
            )
        )  # fmt: skip
    return found
