"""Judgements after fitting: what a careful reader would ask about this fit, answered as verdicts."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import chdtrc

from unspiral.learn.climb import AGREE, WALL
from unspiral.learn.draws import Draws
from unspiral.learn.edge import edges, tied
from unspiral.learn.parameters import Layout, assemble
from unspiral.learn.problem import Problem
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array
from unspiral.records import Fit, Verdict
from unspiral.units import DAYS_PER, PANEL_DAYS, count

FEW_DAYS = 60
RETURNS = 10.0  # returns to the level that one person must be seen to make before intervals hold
JOINT_PERSONS = 200
ROUGH = 1.0  # log-likelihood units by which climbs among people who differ may end apart: on flat ridges they stop short of the top
SMALL = 1e-3  # share of an indicator's variance below which a variance counts as nil


def search_verdicts(optimum: Optimum, starts: int) -> list[Verdict]:
    """Did the search end at a maximum, and did the starts agree on it?"""
    found: list[Verdict] = []
    if optimum.interrupted:
        found.append(interrupted_verdict(optimum))
    elif not optimum.converged:
        found.append(
            Verdict(
                "converged", "refuse",
                f"The search did not end at a maximum (what is left to climb: {optimum.decrement:.2g} log-likelihood units).",
                "Try --no-error or a simpler loop; for one person --t0 stationary; then more starts (--starts 20).",
            )
        )  # fmt: skip
    if optimum.beyond:
        found.append(
            Verdict(
                "unbounded", "caution",
                f"{optimum.beyond} of {starts} starts ran on to where the likelihood has no upper end; the highest maximum is reported.",
                "Usually a variance that may become nil: compare --no-error, or --t0 stationary for one person.",
            )
        )  # fmt: skip
    if optimum.rough:
        found.append(rough_verdict(optimum))
    if optimum.differing and not optimum.interrupted:
        return [*found, climbs_verdict(optimum, starts)]
    if optimum.continued:
        found.append(
            Verdict("restarts", "ok", "The search went on from the saved maximum, and no other starting point lies higher.")
        )  # fmt: skip
        return found
    same = sum(optimum.loglik - end < AGREE for end in optimum.ends)
    lowest = min((end for end in optimum.ends if end > -WALL), default=optimum.loglik)
    nowhere = sum(end <= -WALL for end in optimum.ends)
    if starts == 1:
        found.append(Verdict("restarts", "caution", "One start only: nothing to compare its end with.", "--starts 5"))
    elif optimum.interrupted:
        found.append(Verdict("restarts", "caution", f"Not all of the {starts} starts were tried.", "--from FIT.json goes on"))
    elif same < 2:
        next_best = (
            f"the next best ended {optimum.loglik - optimum.ends[1]:.2g} log-likelihood units below" if len(optimum.ends) - nowhere > 1
            else "no other ended at a maximum"
        )  # fmt: skip
        found.append(
            Verdict("restarts", "caution", f"Of {starts} starts only 1 reached the best point; {next_best}.", f"--starts {4 * starts}")
        )
    elif same < len(optimum.ends):
        found.append(
            Verdict(
                "restarts", "caution",
                f"{same} of {starts} starts ended at the same best point; {_others(optimum.loglik - lowest, nowhere)}.",
                f"--starts {4 * starts}",
            )
        )  # fmt: skip
    else:
        found.append(Verdict("restarts", "ok", f"{same} of {starts} starts ended at the same best point."))
    return found


def climbs_verdict(optimum: Optimum, starts: int) -> Verdict:
    """Where people differ: did climbs from large and from small differences end at the same height?"""
    if len(optimum.ends) < 2:
        fix = "--starts 2" if starts == 1 else "Fit once without --from."
        return Verdict("restarts", "caution", "One climb only among people who differ: nothing to compare its end with.", fix)
    if optimum.ends[-1] <= -WALL:
        reason = "Two climbs, from large and from small differences between people: one began where the model has no likelihood."
        return Verdict("restarts", "caution", reason, "Let fewer parameters differ, and compare.")
    below = optimum.ends[0] - optimum.ends[-1]
    climbs = f"Two climbs, from large and from small differences between people, ended {below:.2g} log-likelihood units apart"
    if below < ROUGH:
        return Verdict("restarts", "ok", f"{climbs}.")
    reason = f"{climbs}; the higher end was taken. Either there is more than one summit, or the lower climb stopped on its way."
    return Verdict("restarts", "caution", reason, "Let fewer parameters differ, and compare.")


def rough_verdict(optimum: Optimum) -> Verdict:
    """Errors that do not come from the shape of the summit."""
    ways = "one direction" if optimum.rough == 1 else f"{optimum.rough} directions"
    reason = (
        f"In {ways} of {int(optimum.free.sum())} the summit has no curvature that can be measured: it lies beside the edge of what can be, "
        "or a few people decide. Errors and intervals there come from how people's contributions scatter, and are rough."
    )
    return Verdict("curvature", "caution", reason, "Let fewer parameters differ; or --bayes, which needs no summit.")


def _others(below: float, nowhere: int) -> str:
    """Where the starts ended that did not agree."""
    lost = f"{nowhere} began where the model has no likelihood" if nowhere else ""
    summits = f"the others ended up to {below:.1f} log-likelihood units below: there is more than one summit, and the highest was taken"
    return "; ".join(part for part in (lost, summits if below >= AGREE else "") if part)


def interrupted_verdict(optimum: Optimum) -> Verdict:
    """Stopped by Ctrl-C: with a maximum in hand the numbers hold, without one they are only a place to go on from."""
    if optimum.converged:
        reason = "The search was stopped before all starts were done. What is shown is a maximum; a start left out could be higher."
        return Verdict("interrupted", "caution", reason, "--from FIT.json goes on from what was kept with -o FIT.json.")
    reason = f"The search was stopped before it found a maximum (log-likelihood so far {optimum.loglik:.2f})."
    return Verdict("interrupted", "refuse", reason, "--from FIT.json goes on from what was kept with -o FIT.json.")


def intervals_interrupted() -> Verdict:
    """The maximum stands; profiles or refits behind its intervals do not."""
    reason = "Stopped while intervals were computed: the estimates are whole, the intervals are the plain ones (Wald)."
    return Verdict("interrupted", "caution", reason, "Run it again and let it end.")


def checks_interrupted() -> Verdict:
    """The fit stands; what may have been left out of it was not looked at."""
    reason = "Stopped while it was checked what the loop leaves out: the fit is whole, those checks are not."
    return Verdict("interrupted", "caution", reason, "Run it again and let it end.")


def ladder_interrupted(label: str) -> Verdict:
    """The fit stands; the fits beside it do not."""
    reason = f"Stopped while the same data were fitted {label}: the comparison with other assumptions is not whole, the fit itself is."
    return Verdict("interrupted", "caution", reason, "Run it again and let it end.")


def boundary_verdicts(problem: Problem, optimum: Optimum, values: Float[ndarray, " free"]) -> list[Verdict]:
    """Rates at their bounds, and variances that are nil."""
    layout, found = problem.layout, list[Verdict]()
    for k in np.flatnonzero(~optimum.free):
        name = layout.names[k]
        if layout.slots[k].field in ("spread", "lean"):
            continue  # a difference that is nil: said by its own verdict
        slow = optimum.theta[k] < 1.0
        what = "so slow that no return to the person's level can be seen" if slow else "over before the next occasion"
        found.append(
            Verdict(
                "boundary", "caution", f"{name} lies at the edge of what can be learned: {what}.",
                "Read the effects of this process with care; a longer or denser series may move it off the edge.",
            )
        )  # fmt: skip
    system = assemble(layout, values)
    p = len(layout.processes)
    for one, other, r in tied(layout.processes, system.diffusion[:p, :p]):
        found.append(
            Verdict("boundary", "caution",
                    f"diffusion:{one},{other} lies near its edge: {one} and {other} are nearly always pushed together "
                    f"(the noises correlate {r:+.2f}).",
                    "Which of the two comes first cannot be read from that; compare --no-error, or measure them apart.")
        )  # fmt: skip
    for name in nil_variances(layout, values, problem.scale.item**2):
        found.append(
            Verdict("boundary", "caution", f"{name} is estimated as zero, the edge of what a variance can be.",
                    "Its interval is one-sided, and other errors hold only if it is zero; consider the model without it.")
        )  # fmt: skip
    used = [i for i in range(len(system.t0_cov)) if system.t0_cov[i, i] > 0]
    if len(used) > 1 and layout.t0 != "stationary":
        spread = np.sqrt(np.diag(system.t0_cov)[used])
        smallest = float(np.linalg.eigvalsh(system.t0_cov[np.ix_(used, used)] / np.outer(spread, spread)).min())
        if smallest < 0.005:
            found.append(
                Verdict("boundary", "caution",
                        "First states and traits are (nearly) tied to one another: their covariance lies at its edge "
                        f"(smallest eigenvalue of the correlations {smallest:.1g}).",
                        "Compare --t0 centred, or --t0 separate.")
            )  # fmt: skip
    return found


def nil_variances(layout: Layout, values: Float[ndarray, " free"], size: Float[ndarray, " indicators"]) -> list[str]:
    """Names of variances (error, trait, T0) that are practically zero."""
    names: list[str] = []
    for slot, value in zip(layout.slots, values, strict=True):
        if slot.field in ("error", "t0_cov") and len(slot.entries) == 1:
            owner = slot.entries[0][0]
            if slot.field == "t0_cov":
                if owner == layout.moving + len(layout.traits):  # people's own levels of skipping, in probits^2
                    if value < SMALL:
                        names.append(slot.name)
                    continue
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


def design_verdicts(fit: Fit) -> list[Verdict]:
    """Too few days or returns; traits left out; a law of the first occasion that leans in small panels."""
    found: list[Verdict] = []
    data, choices = fit.data, fit.choices
    if data.persons == 1 and data.occasions < FEW_DAYS:
        found.append(
            Verdict("few-days", "caution", f"{data.occasions} occasions of one person: fewer than {FEW_DAYS} seldom tell a direction.",
                    f"About {FEW_DAYS - data.occasions} more, one every {count(data.interval, data.time_unit)}, would be a start.")
        )  # fmt: skip
    slowest = _slowest(fit)
    if data.persons == 1 and slowest[0] * data.span < RETURNS and slowest[1] not in edges(fit):
        found.append(
            Verdict("few-returns", "caution",
                    f"{slowest[1]} moves slowly against the length of the record: about {max(slowest[0] * data.span, 0.0):.0f} returns to "
                    f"the usual level are seen, and fewer than about {RETURNS:.0f} make intervals too narrow.",
                    "A longer record, rather than a denser one, would help.")
        )  # fmt: skip
    if data.persons > 1 and choices.traits and slowest[0] * data.span < 1.0 and slowest[1] not in edges(fit):
        found.append(
            Verdict("few-returns", "caution",
                    f"{slowest[1]} hardly returns to a person's level within the time that people were followed "
                    f"({max(slowest[0] * data.span, 0.0):.1f} returns): its slow change and what stays look much the same.",
                    "Compare --no-traits and --t0 stationary; following people for longer would tell them apart.")
        )  # fmt: skip
    if choices.traits and choices.t0 == "joint" and data.persons < JOINT_PERSONS and data.occasions_per_person < FEW_DAYS:
        found.append(
            Verdict("joint-small", "caution",
                    f"With {data.persons} people the law 'joint' leans towards too small effects and too narrow intervals.",
                    "Compare --t0 centred (with --means wave where the means move).")
        )  # fmt: skip
    return found


def _slowest(fit: Fit) -> tuple[float, str]:
    """Rate at which the loop as a whole comes back, and the process that weighs most in its slowest motion.

    Not the smallest self-rate: two processes that feed one another come back more slowly than either would alone.
    """
    values, vectors = np.linalg.eig(fit.drift)
    rates: Array = -np.real(values)
    k = int(rates.argmin())
    return float(rates[k]), fit.processes[int(np.abs(vectors[:, k]).argmax())]


def traits_verdict(fit: Fit) -> list[Verdict]:
    """Stable differences between people that were left out: by a likelihood ratio where the ladder has both fits.

    Args:
        fit: with its ladder, where there is one.
    """
    if fit.data.persons == 1 or fit.choices.traits:
        return []
    plain = next((r for r in fit.ladder if not r.traits and r.means == fit.choices.means and r.t0 == fit.choices.t0), None)
    traits = next((r for r in fit.ladder if r.traits and plain is not None and r.means == plain.means and r.t0 == plain.t0), None)
    remedy, words = "--traits", "Traits are left out"
    if plain is not None and traits is not None and np.isfinite(plain.loglik + traits.loglik):
        ratio, more = 2.0 * (traits.loglik - plain.loglik), traits.n_parameters - plain.n_parameters
        p = float(chdtrc(more, max(ratio, 0.0)))  # variances at their edge make this too large, never too small
        if p >= 0.05:
            return [
                Verdict("traits-left-out", "ok",
                        f"Traits are left out, and no stable differences between people were seen (p = {p:.2f}, {more} more parameters).")
            ]  # fmt: skip
        words += (
            f", though with them the same loop fits {ratio / 2:.1f} log-likelihood units better ({more} more parameters, p {_small(p)})"
        )
    return [
        Verdict("traits-left-out", "caution",
                f"{words}: stable differences between people then look like one thing driving the other.", remedy)
    ]  # fmt: skip


def _small(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def edge_verdict(fit: Fit) -> list[Verdict]:
    """Which words, intervals and figures are withheld because the fit lies at an edge."""
    at = sorted(edges(fit))
    if not at:
        return []
    return [
        Verdict("edge", "caution",
                f"No word, interval, gain or what-if is given for arrows that touch {' and '.join(at)}: the fit lies at an edge there "
                "(a rate at its bound or hardly known, or noises that are one), and an interval would mean nothing.",
                "Compare --no-error; a longer or denser record may move the fit off the edge.")
    ]  # fmt: skip


def means_verdict(fit: Fit, wald: float | None) -> list[Verdict]:
    """Constant means where the waves move.

    A likelihood-ratio test of the two rungs that differ in nothing else; for two-stage fits, which have no likelihood, a Wald test that all
    waves share one mean. Where neither can be had, that is said.

    Args:
        fit: with its ladder.
        wald: p of the Wald test, or None.
    """
    constant = next((r for r in fit.ladder if r.traits and r.means == "constant"), None)
    wave = next((r for r in fit.ladder if r.traits and r.means == "wave"), None)
    if wave is None and (fit.data.persons == 1 or fit.data.interval * DAYS_PER[fit.data.time_unit] < PANEL_DAYS):
        return []  # a diary has no waves
    remedy = "" if fit.choices.means == "wave" else "--means wave"
    if constant is not None and wave is not None and constant.t0 == wave.t0 and np.isfinite(wave.loglik) and np.isfinite(constant.loglik):
        ratio, more = 2.0 * (wave.loglik - constant.loglik), wave.n_parameters - constant.n_parameters
        if ratio < -2.0 * AGREE:
            return [
                Verdict("means", "caution", "The search with wave means ended below the one without: the means were not checked.", remedy)
            ]
        p = float(chdtrc(more, max(ratio, 0.0)))
        words = (
            f"Means that may differ between waves fit {ratio / 2:.1f} log-likelihood units better than constant ones "
            f"({more} more parameters, p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})."
        )
    elif wald is not None:
        p = wald
        words = f"Whether all waves share one mean: Wald test, p {'< 0.001' if p < 0.001 else f'= {p:.3f}'}."
    else:
        why = (
            "they are told apart only at planned waves, each answered by at least two people" if wave is None else "no test is at hand here"
        )
        return [Verdict("means", "caution", f"Whether the means move from wave to wave was not checked: {why}.", remedy)]
    if p < 0.05 and fit.choices.means == "constant":
        return [Verdict("means", "caution", words + " A common fall or rise of the means can pose as an arrow.", "--means wave")]
    return [Verdict("means", "ok", words)]
